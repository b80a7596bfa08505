#include "ui/documents/textpane.h"

#include "ui/documents/documentrows.h"
#include "ui/documents/jsontextedit.h"
#include "ui/documents/stagedwords.h"
#include "ui/journal/textcoding.h"
#include "ui/shell/cutlabel.h"
#include "ui/shell/theme.h"
#include "ui/valuepanel/jsonlayout.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace workbench {

using Kind = StagedDocument::Kind;

namespace {

/// A text widget can't hold more without making the window wait.
constexpr qsizetype mostBytes = 2'000'000;

bool isSame(const DocumentEditing::Subject &a, const DocumentEditing::Subject &b)
{
    return a.kind == Kind::Insert || b.kind == Kind::Insert ? a.id == b.id : a.read.keyText == b.read.keyText;
}

} // namespace

TextPane::TextPane(DocumentEditing &editing, QWidget *parent)
    : QWidget(parent)
    , m_editing(editing)
    , m_edit(new JsonTextEdit(this))
    , m_name(new CutLabel(this))
    , m_state(new QLabel(this))
    , m_problem(new QToolButton(this))
    , m_revert(new QToolButton(this))
{
    setObjectName(QStringLiteral("textPane"));
    makeLayout();
    setFocusProxy(m_edit);
    connect(m_edit, &QPlainTextEdit::textChanged, this, &TextPane::onEdited);
    connect(m_problem, &QToolButton::clicked, this, &TextPane::goToProblem);
    connect(m_revert, &QToolButton::clicked, this, &TextPane::revert);
    auto &tab = editing.tab();
    connect(&tab, &DocumentsTab::currentChanged, this, &TextPane::follow);
    connect(&tab.rows(), &DocumentRows::rowsReady, this, &TextPane::follow);
    connect(&tab.rows(), &DocumentRows::wasReset, this, &TextPane::follow, Qt::QueuedConnection);
    connect(&editing, &DocumentEditing::stateChanged, this, &TextPane::follow);
    follow();
}

TextPane::~TextPane() = default;

void TextPane::makeLayout()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    auto *top = new QHBoxLayout;
    top->setContentsMargins(theme::unit, theme::unit / 2, theme::unit / 2, theme::unit / 2);
    top->setSpacing(theme::unit);
    m_name->setObjectName(QStringLiteral("textName"));
    m_name->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_state->setObjectName(QStringLiteral("textState"));
    m_revert->setObjectName(QStringLiteral("textRevert"));
    m_revert->setText(tr("Revert"));
    m_revert->setToolTip(tr("Discard what was changed in this document"));
    m_revert->setIcon(theme::icon(QStringLiteral("edit-undo")));
    m_revert->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_revert->setAutoRaise(true);
    top->addWidget(m_name, 1);
    top->addWidget(m_state);
    top->addWidget(m_revert);
    layout->addLayout(top);
    m_edit->setObjectName(QStringLiteral("documentText"));
    m_edit->setAccessibleName(tr("Text of the document"));
    layout->addWidget(m_edit, 1);
    m_problem->setObjectName(QStringLiteral("textProblem"));
    m_problem->setAutoRaise(true);
    m_problem->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_problem->setIcon(theme::icon(QStringLiteral("data-error")));
    m_problem->setToolTip(tr("Go to what is wrong"));
    m_problem->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_problem->hide();
    layout->addWidget(m_problem);
}

QString TextPane::stateText() const
{
    return m_state->text();
}

void TextPane::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    follow();
}

void TextPane::follow()
{
    if (!isVisible() && m_subject)
        return;
    const auto row = m_editing.tab().currentRow();
    if (row >= 0 && m_editing.tab().rows().textSize(row) > mostBytes) {
        m_subject.reset();
        showNothing(tr("The document is too long to be changed as text. Its values can be changed in the tree."));
        return;
    }
    const auto subject = m_editing.subject(row);
    if (!subject) {
        const auto error = row < 0 ? std::nullopt : m_editing.tab().rows().tryOpen(row).error;
        showNothing(row < 0 ? tr("Choose a document to see its text.")
                : error     ? error->message()
                            : tr("The document is being read."));
        return;
    }
    if (m_subject && m_text && isSame(*m_subject, *subject) && subject->text == m_shown) {
        m_subject = subject;
        showState();
        return;
    }
    show(*subject);
}

void TextPane::show(const DocumentEditing::Subject &subject)
{
    const bool isSameDocument = m_subject && m_text && isSame(*m_subject, subject);
    m_subject = subject;
    m_text.emplace(subject.text);
    m_shown = subject.text;
    m_loading = true;
    if (isSameDocument)
        m_edit->changeContent(m_text->display());
    else
        m_edit->setContent(m_text->display());
    m_loading = false;
    m_edit->setEnabled(true);
    showState();
}

void TextPane::showNothing(const QString &why)
{
    m_text.reset();
    m_shown.clear();
    m_loading = true;
    m_edit->setContent({});
    m_loading = false;
    m_edit->setPlaceholderText(why);
    m_edit->setReadOnly(true);
    m_name->clear();
    m_state->clear();
    m_revert->hide();
    m_problem->hide();
}

void TextPane::onEdited()
{
    if (m_loading || !m_text || !m_subject)
        return;
    // Colouring the text counts as a change of it too.
    m_text->setDisplay(m_edit->content());
    if (m_edit->isReadOnly() || m_text->text() == m_shown)
        return;
    m_shown = m_text->text();
    const auto name = m_subject->kind == Kind::Insert ? QString::number(m_subject->id.value_or(0)) : QString::fromUtf8(m_subject->read.keyText);
    const auto word = QStringLiteral("text ") + name;
    m_editing.setText(*m_subject, m_shown, word);
}

void TextPane::showState()
{
    const auto &subject = *m_subject;
    const bool isDeleted = subject.kind == Kind::Delete;
    const auto why = m_editing.whyNotEdit();
    m_edit->setReadOnly(isDeleted || !why.isEmpty());
    m_edit->setToolTip(why);
    StagedDocument document { subject.kind, subject.read.key, subject.read.keyText, subject.read.text, subject.read.version, subject.text };
    m_name->setText(m_editing.nameOf(document));
    m_name->setToolTip(m_name->text());
    const auto version = subject.read.version ? tr("version %1").arg(*subject.read.version) : QString();
    m_state->setText(subject.id ? tr("%1, not saved").arg(words::kind(subject.kind)) : version);
    auto colours = palette();
    if (subject.id)
        colours.setColor(QPalette::WindowText, words::colour(subject.kind, palette()));
    m_state->setPalette(colours);
    m_revert->setVisible(subject.id.has_value());
    m_revert->setEnabled(!m_editing.isSaving());
    // Checked as it is shown, so that positions are those of the widget.
    document.text = encodeText(m_edit->content());
    const auto problem = checkDocument(document, m_editing.source());
    m_position.reset();
    if (problem && problem->position) {
        const auto at = std::min<qsizetype>(*problem->position, document.text.size());
        m_position = decodeUnits(QByteArrayView(document.text).first(at)).size();
    }
    m_edit->markProblem(m_position ? int(*m_position) : -1);
    m_problem->setVisible(problem.has_value());
    if (!problem)
        return;
    const auto place = problem->position ? placeInText(document.text, *problem->position) + QStringLiteral(": ") : QString();
    m_problem->setText(place + problem->text);
    m_problem->setAccessibleName(m_problem->text());
}

void TextPane::goToProblem()
{
    if (!m_position)
        return;
    auto cursor = m_edit->textCursor();
    cursor.setPosition(std::min(int(*m_position), m_edit->document()->characterCount() - 1));
    m_edit->setTextCursor(cursor);
    m_edit->centerCursor();
    m_edit->setFocus();
}

void TextPane::revert()
{
    if (m_subject && m_subject->id && !m_editing.isSaving())
        m_editing.changes().discard({ *m_subject->id });
}

} // namespace workbench
