#include "ui/query/sqleditor.h"

#include "ui/journal/textcoding.h"
#include "ui/settings/settings.h"
#include "ui/shell/theme.h"

#include <KActionCollection>
#include <KTextEditor/Attribute>
#include <KTextEditor/Document>
#include <KTextEditor/Editor>
#include <KTextEditor/MovingRange>
#include <KTextEditor/View>

#include <QEvent>
#include <QVBoxLayout>

namespace workbench {

using KTextEditor::Cursor;
using KTextEditor::Document;
using KTextEditor::MovingRange;
using KTextEditor::Range;
using KTextEditor::View;

namespace {

/// Long enough that the mark never works between two keystrokes of a fast typist.
constexpr int markDelayMilliseconds = 120;
constexpr auto errorMark = Document::Error;

QString highlightingMode(const Document &document, const dumbo::Dialect &dialect)
{
    const auto modes = document.highlightingModes();
    return modes.contains(dialect.highlighting) ? dialect.highlighting : QStringLiteral("SQL");
}

} // namespace

SqlEditor::SqlEditor(Settings &settings, QWidget *parent)
    : QWidget(parent)
    , m_settings(settings)
    , m_document(KTextEditor::Editor::instance()->createDocument(nullptr))
    , m_index(new StatementIndex(*m_document, this))
    , m_completion(new CompletionModel(*m_index, this))
{
    setObjectName(QStringLiteral("sqlEditor"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    m_markTimer.setSingleShot(true);
    connect(&m_markTimer, &QTimer::timeout, this, &SqlEditor::markStatement);
    m_document->setHighlightingMode(QStringLiteral("SQL"));
    m_document->setModifiedOnDiskWarning(false);
    connect(m_document.get(), &Document::textChanged, this, [this] {
        m_markTimer.start(markDelayMilliseconds);
        Q_EMIT textEdited();
    });
}

SqlEditor::~SqlEditor()
{
    m_errors.clear();
    m_statement.reset();
    delete m_view;
}

QString SqlEditor::text() const
{
    return m_document->text();
}

bool SqlEditor::isEmpty() const
{
    return m_document->isEmpty();
}

Cursor SqlEditor::caret() const
{
    return m_view ? m_view->cursorPosition() : m_caret;
}

bool SqlEditor::hasSelection() const
{
    return m_view && m_view->selection() && !m_view->selectionRange().isEmpty();
}

std::optional<SqlEditor::Piece> SqlEditor::selectionOrStatement()
{
    if (hasSelection()) {
        const auto range = m_view->selectionRange();
        return Piece { encodeText(m_view->selectionText()), range.start(), range.end(), {} };
    }
    const auto found = m_index->at(caret());
    if (!found)
        return {};
    return Piece { found->text, found->range.start(), found->range.end(), found->kind };
}

SqlEditor::Piece SqlEditor::whole() const
{
    return { encodeText(m_document->text()), Cursor(0, 0), m_document->documentEnd(), {} };
}

Range SqlEditor::markedStatement() const
{
    return m_statement ? m_statement->toRange() : Range::invalid();
}

void SqlEditor::load(const QString &text)
{
    m_document->setText(text);
    m_document->setModified(false);
    setCaret(Cursor(0, 0));
}

void SqlEditor::insertText(const QString &text)
{
    if (m_view)
        m_view->insertText(text);
    else
        m_document->insertText(m_caret, text);
}

void SqlEditor::replace(Range range, const QString &text)
{
    const auto line = caret().line();
    {
        const Document::EditingTransaction transaction(m_document.get());
        m_document->replaceText(range, text);
    }
    setCaret(Cursor(std::min(line, m_document->lines() - 1), 0));
}

void SqlEditor::setCaret(Cursor place)
{
    m_caret = place;
    if (m_view)
        m_view->setCursorPosition(place);
}

void SqlEditor::setDialect(const dumbo::Dialect &dialect)
{
    if (m_dialect == dialect)
        return;
    m_dialect = dialect;
    m_index->setDialect(dialect);
    m_completion->setDialect(dialect);
    const auto mode = highlightingMode(*m_document, dialect);
    if (m_document->highlightingMode() != mode)
        m_document->setHighlightingMode(mode);
    m_markTimer.start(markDelayMilliseconds);
}

void SqlEditor::setReadOnly(bool readOnly)
{
    m_document->setReadWrite(!readOnly);
}

void SqlEditor::toggleComment()
{
    if (!m_view)
        return;
    if (auto *action = m_view->actionCollection()->action(QStringLiteral("tools_toggle_comment")))
        action->trigger();
}

void SqlEditor::complete()
{
    if (m_view)
        m_view->startCompletion(m_completion->completionRange(m_view, caret()), m_completion);
}

void SqlEditor::setReservedShortcuts(const QList<QKeySequence> &shortcuts)
{
    m_reserved = shortcuts;
    giveUpShortcuts();
}

void SqlEditor::markError(Cursor place, const QString &message)
{
    const int line = std::clamp(place.line(), 0, m_document->lines() - 1);
    const int length = m_document->lineLength(line);
    const int column = std::clamp(place.column(), 0, length);
    auto range = m_document->wordRangeAt(Cursor(line, column));
    if (!range.isValid() || range.isEmpty() || range.start().line() != line)
        range = Range(line, std::min(column, std::max(0, length - 1)), line, std::min(column + 1, length));
    auto attribute = KTextEditor::Attribute::Ptr(new KTextEditor::Attribute);
    attribute->setUnderlineStyle(QTextCharFormat::WaveUnderline);
    attribute->setUnderlineColor(palette().color(QPalette::Base).lightnessF() < 0.5 ? QColor(0xff, 0x6b, 0x6b)
                                                                                    : QColor(0xc0, 0x1c, 0x28));
    attribute->setToolTip(message);
    std::unique_ptr<MovingRange> error(m_document->newMovingRange(range));
    error->setAttribute(attribute);
    error->setZDepth(-100);
    m_errors.push_back(std::move(error));
    m_document->setMarkDescription(errorMark, message);
    m_document->addMark(line, errorMark);
}

void SqlEditor::clearErrors()
{
    if (m_errors.empty())
        return;
    m_errors.clear();
    const auto marks = m_document->marks();
    QList<int> lines;
    for (const auto *mark : marks) {
        if (mark->type & errorMark)
            lines.append(mark->line);
    }
    for (const int line : lines)
        m_document->removeMark(line, errorMark);
}

void SqlEditor::showEvent(QShowEvent *event)
{
    if (!m_view)
        makeView();
    QWidget::showEvent(event);
}

void SqlEditor::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateColors();
}

void SqlEditor::makeView()
{
    m_view = m_document->createView(this);
    m_view->setObjectName(QStringLiteral("sqlView"));
    m_view->setAccessibleName(tr("SQL"));
    m_view->setStatusBarEnabled(false);
    m_view->setContextMenu(m_view->defaultContextMenu());
    m_view->setConfigValue(QStringLiteral("line-numbers"), true);
    m_view->setConfigValue(QStringLiteral("icon-bar"), true);
    m_view->setConfigValue(QStringLiteral("folding-bar"), true);
    m_view->setConfigValue(QStringLiteral("modification-markers"), false);
    m_view->setConfigValue(QStringLiteral("scrollbar-minimap"), false);
    m_view->setConfigValue(QStringLiteral("keyword-completion"), false);
    m_view->setConfigValue(QStringLiteral("word-completion"), false);
    m_view->setAutomaticInvocationEnabled(true);
    m_view->registerCompletionModel(m_completion);
    m_document->setMarkIcon(errorMark, theme::icon(QStringLiteral("emblem-error")));
    m_document->setEditableMarks(Document::Bookmark);
    layout()->addWidget(m_view);
    setFocusProxy(m_view);
    giveUpShortcuts();
    watchSettings();
    m_view->setCursorPosition(m_caret);
    connect(m_view, &View::cursorPositionChanged, this, [this](View *, Cursor place) {
        m_markTimer.start(markDelayMilliseconds);
        Q_EMIT caretMoved(place.line() + 1, place.column() + 1);
    });
    updateColors();
    m_markTimer.start(0);
}

void SqlEditor::watchSettings()
{
    m_settings.watch(setting::editorFont, m_view, [this] {
        auto font = theme::fixedFont();
        if (const auto chosen = m_settings.get(setting::editorFont); !chosen.isEmpty())
            font.fromString(chosen);
        m_view->setConfigValue(QStringLiteral("font"), font);
    });
    m_settings.watch(setting::editorTabWidth, m_view, [this] {
        const int width = m_settings.get(setting::editorTabWidth);
        m_document->setConfigValue(QStringLiteral("tab-width"), width);
        m_document->setConfigValue(QStringLiteral("indent-width"), width);
        m_document->setConfigValue(QStringLiteral("replace-tabs"), true);
    });
    m_settings.watch(setting::editorWordWrap, m_view, [this] {
        m_view->setConfigValue(QStringLiteral("dynamic-word-wrap"), m_settings.get(setting::editorWordWrap));
    });
    m_settings.watch(setting::editorViMode, m_view, [this] {
        m_view->setViewInputMode(m_settings.get(setting::editorViMode) ? View::ViInputMode : View::NormalInputMode);
    });
}

void SqlEditor::giveUpShortcuts()
{
    if (!m_view)
        return;
    const auto actions = m_view->actionCollection()->actions() + m_view->findChildren<QAction *>();
    for (auto *action : actions) {
        auto shortcuts = action->shortcuts();
        const auto given = shortcuts.removeIf([this](const QKeySequence &key) { return m_reserved.contains(key); });
        if (given > 0)
            action->setShortcuts(shortcuts);
    }
}

void SqlEditor::markStatement()
{
    if (!m_view)
        return;
    if (!m_index->prepare(caret())) {
        m_markTimer.start(0);
        return;
    }
    const auto found = m_document->isEmpty() ? std::nullopt : m_index->at(caret(), StatementIndex::Extent::Near);
    if (!found) {
        m_statement.reset();
        return;
    }
    if (m_statement && m_statement->toRange() == found->range)
        return;
    if (!m_statement)
        m_statement.reset(m_document->newMovingRange(found->range, MovingRange::ExpandRight));
    else
        m_statement->setRange(found->range);
    updateColors();
}

void SqlEditor::updateColors()
{
    if (!m_statement)
        return;
    auto color = palette().color(QPalette::Highlight);
    color.setAlphaF(theme::isDark() ? 0.22F : 0.11F);
    auto attribute = KTextEditor::Attribute::Ptr(new KTextEditor::Attribute);
    attribute->setBackground(color);
    attribute->setBackgroundFillWhitespace(true);
    m_statement->setAttribute(attribute);
    m_statement->setZDepth(100);
}

} // namespace workbench
