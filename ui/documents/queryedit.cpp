#include "ui/documents/queryedit.h"

#include "core/documents/query/filterparser.h"
#include "core/documents/query/projection.h"
#include "ui/documents/documentlook.h"
#include "ui/shell/theme.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QHeaderView>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QScrollBar>
#include <QStandardItemModel>
#include <QSyntaxHighlighter>
#include <QTextBlock>
#include <QToolTip>
#include <QTreeView>

namespace workbench {

namespace {

constexpr int mostLines = 7;
constexpr int typingRest = 500;

std::optional<dumbo::Error> mistakeOf(const QString &text, QueryField field)
{
    const auto utf8 = text.toUtf8();
    const auto errorOf = [](const auto &result) { return result ? std::optional<dumbo::Error>() : std::optional(result.error()); };
    switch (field) {
    case QueryField::Filter:
        return errorOf(dumbo::parseFilter(utf8));
    case QueryField::Sort:
        return errorOf(dumbo::parseSort(utf8));
    case QueryField::Projection:
        return errorOf(dumbo::parseProjection(utf8));
    }
    return {};
}

/// Escapes characters that an editor's text can't hold, because they end its paragraphs. They make sense only within a string.
QString withoutBlockEnds(QString text)
{
    for (const auto end : { QChar(QChar::ParagraphSeparator), QChar(0xfdd0), QChar(0xfdd1) })
        text.replace(end, QStringLiteral("\\u%1").arg(int(end.unicode()), 4, 16, QLatin1Char('0')));
    return text;
}

} // namespace

qsizetype characterAt(const QString &text, qint64 byte)
{
    const auto utf8 = text.toUtf8();
    return QString::fromUtf8(utf8.first(std::clamp<qint64>(byte, 0, utf8.size()))).size();
}

/// Keys, texts, numbers, words.
class QueryEdit::Colours final : public QSyntaxHighlighter {
public:
    explicit Colours(QueryEdit &edit)
        : QSyntaxHighlighter(edit.document())
        , m_edit(edit)
    {
    }

protected:
    void highlightBlock(const QString &text) override
    {
        const DocumentColors colors(m_edit.palette(), true);
        for (qsizetype at = 0; at < text.size();) {
            const auto c = text[at];
            auto end = at + 1;
            QColor color = colors.dim;
            if (c == u'"' || c == u'\'') {
                while (end < text.size() && text[end] != c)
                    end += text[end] == u'\\' ? 2 : 1;
                end = std::min(end + 1, text.size());
                color = isKey(text, end) ? colors.key : colors.string;
            } else if (c.isDigit() || (c == u'-' && end < text.size() && text[end].isDigit())) {
                while (end < text.size() && (text[end].isLetterOrNumber() || text[end] == u'.'))
                    ++end;
                color = colors.number;
            } else if (c.isLetter() || c == u'_' || c == u'$') {
                while (end < text.size() && (text[end].isLetterOrNumber() || text[end] == u'_' || text[end] == u'.'))
                    ++end;
                color = c == u'$' ? colors.literal : isKey(text, end) ? colors.key : colors.literal;
            }
            setFormat(int(at), int(end - at), color);
            at = end;
        }
    }

private:
    [[nodiscard]] static bool isKey(const QString &text, qsizetype end)
    {
        while (end < text.size() && text[end].isSpace())
            ++end;
        return end < text.size() && text[end] == u':';
    }
    QueryEdit &m_edit;
};

QueryEdit::QueryEdit(QueryField field, QWidget *parent)
    : QPlainTextEdit(parent)
    , m_field(field)
    , m_colours(new Colours(*this))
    , m_completer(new QCompleter(this))
    , m_items(new QStandardItemModel(this))
{
    setFont(theme::fixedFont());
    setTabChangesFocus(true);
    setLineWrapMode(WidgetWidth);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    document()->setDocumentMargin(3);
    makeCompleter();
    m_rest.setSingleShot(true);
    m_rest.setInterval(typingRest);
    connect(&m_rest, &QTimer::timeout, this, &QueryEdit::check);
    connect(this, &QPlainTextEdit::textChanged, this, [this] {
        setMistake({});
        follow();
        m_rest.start();
    });
}

QueryEdit::~QueryEdit() = default;

void QueryEdit::makeCompleter()
{
    auto *popup = new QTreeView(this);
    popup->setObjectName(QStringLiteral("queryCompletion"));
    popup->setRootIsDecorated(false);
    popup->setHeaderHidden(true);
    popup->setUniformRowHeights(true);
    m_completer->setModel(m_items);
    m_completer->setPopup(popup);
    m_completer->setWidget(this);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setMaxVisibleItems(12);
    popup->header()->setStretchLastSection(true);
    connect(m_completer, qOverload<const QModelIndex &>(&QCompleter::activated), this, &QueryEdit::insertCompletion);
}

void QueryEdit::setText(const QString &text)
{
    if (rawText(*this) == withoutBlockEnds(text))
        return;
    QTextCursor cursor(document());
    cursor.select(QTextCursor::Document);
    cursor.insertText(withoutBlockEnds(text));
    moveCursor(QTextCursor::End);
    check();
}

void QueryEdit::check()
{
    m_rest.stop();
    setMistake(mistakeOf(rawText(*this), m_field));
}

void QueryEdit::showMistake(const dumbo::Error &error)
{
    m_rest.stop();
    setMistake(error);
}

void QueryEdit::setMistake(const std::optional<dumbo::Error> &mistake)
{
    if (!mistake && !m_mistake)
        return;
    m_mistake = mistake;
    QList<QTextEdit::ExtraSelection> marks;
    if (mistake) {
        const auto text = rawText(*this);
        QTextEdit::ExtraSelection mark;
        const auto at = int(std::min(characterAt(text, mistake->position().value_or(0)), text.size()));
        mark.cursor = QTextCursor(document());
        mark.cursor.setPosition(at);
        if (at == text.size() && at > 0)
            mark.cursor.setPosition(at - 1);
        auto end = mark.cursor.position() + 1;
        while (end < text.size() && (text[end].isLetterOrNumber() || text[end] == u'$'))
            ++end;
        mark.cursor.setPosition(int(std::min<qsizetype>(end, text.size())), QTextCursor::KeepAnchor);
        mark.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        mark.format.setUnderlineColor(theme::danger());
        marks.append(mark);
    }
    setExtraSelections(marks);
    Q_EMIT mistakeChanged();
}

int QueryEdit::neededLines() const
{
    int lines = 0;
    for (auto block = document()->firstBlock(); block.isValid(); block = block.next())
        lines += std::max(1, block.layout() ? block.layout()->lineCount() : 1);
    return std::clamp(lines, 1, mostLines);
}

int QueryEdit::heightForLines(int lines) const
{
    return lines * fontMetrics().lineSpacing() + 2 * int(document()->documentMargin()) + 2 * frameWidth();
}

void QueryEdit::follow()
{
    const int lines = neededLines();
    setVerticalScrollBarPolicy(lines >= mostLines ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
    if (lines != std::exchange(m_lines, lines))
        updateGeometry();
}

QSize QueryEdit::sizeHint() const
{
    return { 30 * theme::unit, heightForLines(m_lines) };
}

QSize QueryEdit::minimumSizeHint() const
{
    return { 8 * theme::unit, heightForLines(m_lines) };
}

void QueryEdit::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    follow();
}

void QueryEdit::complete()
{
    m_completion = completeQuery(rawText(*this), textCursor().position(), m_field, m_paths);
    m_items->clear();
    m_items->setColumnCount(2);
    for (const auto &item : std::as_const(m_completion.items)) {
        auto *detail = new QStandardItem(item.detail);
        detail->setForeground(theme::quiet(palette().color(QPalette::Text), palette().color(QPalette::Base)));
        m_items->appendRow({ new QStandardItem(item.label), detail });
    }
    if (m_items->rowCount() == 0) {
        m_completer->popup()->hide();
        return;
    }
    auto *view = static_cast<QTreeView *>(m_completer->popup());
    view->resizeColumnToContents(0);
    auto place = cursorRect();
    place.setWidth(std::min(48 * theme::unit, std::max(24 * theme::unit, view->columnWidth(0) + 28 * theme::unit)));
    m_completer->complete(place);
    view->setCurrentIndex(m_completer->completionModel()->index(0, 0));
}

void QueryEdit::insertCompletion(const QModelIndex &index)
{
    const auto item = m_completion.items.value(index.row());
    if (item.insert.isEmpty())
        return;
    auto cursor = textCursor();
    const int end = cursor.position();
    cursor.setPosition(int(m_completion.from));
    cursor.setPosition(end, QTextCursor::KeepAnchor);
    cursor.insertText(item.insert);
    setTextCursor(cursor);
}

void QueryEdit::keyPressEvent(QKeyEvent *event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    const bool isChoosing = m_completer->popup()->isVisible();
    if (isChoosing && (isEnter || event->key() == Qt::Key_Tab || event->key() == Qt::Key_Escape)) {
        event->ignore(); // the completer's
        return;
    }
    if (event->key() == Qt::Key_Space && event->modifiers() & Qt::ControlModifier)
        return complete();
    if (isEnter && !(event->modifiers() & (Qt::ShiftModifier | Qt::AltModifier))) {
        check();
        Q_EMIT accepted();
        return;
    }
    const auto before = rawText(*this);
    QPlainTextEdit::keyPressEvent(event);
    const auto typed = event->text();
    const bool isWord = !typed.isEmpty() && (typed.front().isLetterOrNumber() || QStringView(u"$_.").contains(typed.front()));
    const bool isErasing = event->key() == Qt::Key_Backspace && isChoosing;
    if (rawText(*this) != before && (isWord || isErasing) && !typed.isEmpty())
        complete();
    else if (isChoosing)
        m_completer->popup()->hide();
}

void QueryEdit::focusOutEvent(QFocusEvent *event)
{
    QPlainTextEdit::focusOutEvent(event);
    if (event->reason() != Qt::PopupFocusReason && m_rest.isActive())
        check();
}

void QueryEdit::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        m_colours->rehighlight();
}

bool QueryEdit::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && m_mistake) {
        QToolTip::showText(static_cast<QHelpEvent *>(event)->globalPos(), m_mistake->message(), this);
        return true;
    }
    return QPlainTextEdit::event(event);
}

} // namespace workbench
