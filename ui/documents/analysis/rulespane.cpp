#include "ui/documents/analysis/rulespane.h"

#include "core/documents/analysis/schemadraft.h"
#include "core/documents/query/filterparser.h"
#include "ui/documents/analysis/analysispane.h"
#include "ui/documents/analysis/statementreview.h"
#include "ui/documents/rawtext.h"
#include "ui/query/sqlview.h"
#include "ui/shell/theme.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace workbench {

RulesPane::RulesPane(DocumentsTab &tab, std::function<AnalysisPane &()> analysis, QWidget *parent)
    : QWidget(parent)
    , m_tab(tab)
    , m_analysis(std::move(analysis))
{
    m_editor = new SqlView(this);
    m_editor->setReadOnly(false);
    m_editor->setTextInteractionFlags(Qt::TextEditorInteraction);
    m_editor->setTabChangesFocus(true);
    m_editor->setAccessibleName(tr("JSON Schema"));
    m_editor->setPlaceholderText(tr("A JSON Schema. Draft makes one from what the documents look like."));
    m_editor->setSql({}, QStringLiteral("JSON"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHead());
    column->addWidget(m_editor, 1);
    m_review = new StatementReview(m_tab, this);
    column->addWidget(m_review, 1);
    column->addWidget(makeFoot());
    connect(m_editor, &QPlainTextEdit::textChanged, this, [this] {
        m_tried.reset();
        m_show->hide();
        m_review->hide();
        say({});
        m_tab.markStateChanged();
    });
}

QWidget *RulesPane::makeHead()
{
    auto *head = new QWidget(this);
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(theme::unit, theme::unit / 2, theme::unit, theme::unit / 2);
    m_draft = new QPushButton(theme::icon(QStringLiteral("document-new")), tr("Draft"), head);
    m_draft->setToolTip(tr("Makes a schema that the analysed documents satisfy; what stands here is replaced, Undo brings it back"));
    m_ranges = new QCheckBox(tr("&Ranges"), head);
    m_ranges->setToolTip(tr("With the smallest and largest number of each field"));
    m_closed = new QCheckBox(tr("&No other fields"), head);
    m_closed->setToolTip(tr("Refuses fields that were not seen. The database can't check that: it is for other programs."));
    row->addWidget(m_draft);
    row->addWidget(m_ranges);
    row->addWidget(m_closed);
    row->addStretch(1);
    connect(m_draft, &QPushButton::clicked, this, &RulesPane::draft);
    return head;
}

QWidget *RulesPane::makeFoot()
{
    auto *foot = new QWidget(this);
    auto *column = new QVBoxLayout(foot);
    column->setContentsMargins(theme::unit, theme::unit / 2, theme::unit, theme::unit);
    column->setSpacing(theme::unit / 2);
    m_outcome = new QLabel(foot);
    m_outcome->setWordWrap(true);
    m_outcome->setTextFormat(Qt::PlainText);
    m_outcome->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_outcome->hide();
    m_try = new QPushButton(tr("&Try on All Documents"), foot);
    m_try->setToolTip(tr("Counts the documents that the schema would refuse"));
    m_show = new QPushButton(theme::icon(QStringLiteral("view-filter")), tr("S&how Them"), foot);
    m_rule = new QPushButton(tr("Make It a R&ule …"), foot);
    m_rule->setToolTip(tr("Shows the statements with which the database itself refuses such documents, before anything is run"));
    m_cancel = new QPushButton(theme::icon(QStringLiteral("process-stop")), tr("Cancel"), foot);
    auto *row = new QHBoxLayout;
    for (auto *button : { m_try, m_cancel, m_show })
        row->addWidget(button);
    row->addStretch(1);
    row->addWidget(m_rule);
    column->addWidget(m_outcome);
    column->addLayout(row);
    connect(m_try, &QPushButton::clicked, this, &RulesPane::tryOnAll);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        m_job.cancel();
        m_review->cancel();
    });
    connect(m_review, &StatementReview::runningChanged, this, &RulesPane::setRunning);
    connect(m_rule, &QPushButton::clicked, this, &RulesPane::makeRule);
    connect(m_show, &QPushButton::clicked, this, [this] {
        if (m_tried)
            m_tab.setFilter(QString::fromUtf8(dumbo::filterText(dumbo::deviating(*m_tried))));
    });
    m_show->hide();
    m_cancel->hide();
    return foot;
}

QString RulesPane::schemaText() const
{
    return rawText(*m_editor);
}

void RulesPane::setSchemaText(const QString &text)
{
    m_editor->setSql(text, QStringLiteral("JSON"));
}

QString RulesPane::outcome() const
{
    return m_outcome->text();
}

void RulesPane::say(const QString &text, bool isBad)
{
    auto colors = palette();
    if (isBad)
        colors.setColor(QPalette::WindowText, theme::danger());
    m_outcome->setPalette(colors);
    m_outcome->setText(text);
    m_outcome->setVisible(!text.isEmpty());
}

void RulesPane::setRunning(bool running)
{
    m_try->setVisible(!running);
    m_cancel->setVisible(running);
    m_rule->setEnabled(!running);
}

void RulesPane::draft()
{
    auto &analysis = m_analysis();
    if (!analysis.profile()) {
        if (!m_tab.query())
            return say(tr("There are no documents to look at yet."));
        if (!m_draftWaits) {
            connect(&analysis, &AnalysisPane::finished, this, [this](bool ok) {
                m_draftWaits = false;
                if (ok)
                    draft();
                else
                    say(tr("The documents were not looked at, so there is no draft. Draft tries again."));
            }, Qt::SingleShotConnection);
            analysis.analyse(false);
        }
        m_draftWaits = true;
        return say(tr("A sample of the documents is looked at first …"));
    }
    const dumbo::SchemaDraftOptions options { .ranges = m_ranges->isChecked(),
        .isCollection = m_tab.source() && m_tab.source()->isCollection,
        .closed = m_closed->isChecked() };
    const auto text = QString::fromUtf8(dumbo::draftSchema(*analysis.profile(), options));
    // As an edit, so that it can be undone.
    QTextCursor all(m_editor->document());
    all.select(QTextCursor::Document);
    all.insertText(text);
    m_editor->moveCursor(QTextCursor::Start);
}

std::optional<dumbo::SchemaFilter> RulesPane::readSchema()
{
    const auto text = schemaText().toUtf8();
    auto read = dumbo::schemaFilter(text);
    if (read)
        return *read;
    say(read.error().message(), true);
    if (const auto position = read.error().position()) {
        auto cursor = m_editor->textCursor();
        cursor.setPosition(int(QString::fromUtf8(text.first(std::min<qint64>(*position, text.size()))).size()));
        m_editor->setTextCursor(cursor);
        m_editor->setFocus();
    }
    return {};
}

void RulesPane::tryOnAll()
{
    const auto schema = readSchema();
    if (!schema || !m_tab.source())
        return;
    m_tried = schema;
    m_show->hide();
    say(tr("Trying …"));
    setRunning(true);
    dumbo::JobOptions job;
    job.name = tr("Trying a schema on all documents");
    m_job = m_tab.run(
        DocumentsTab::Access::Reads,
        [source = *m_tab.source(), filter = dumbo::deviating(*schema)](
            dumbo::Executor &executor, const dumbo::DocumentEngine &engine) -> dumbo::Result<Trial> {
            dumbo::DocumentQuery query;
            query.source = source;
            const auto all = engine.count(executor, query);
            if (!all)
                return dumbo::fail(all.error());
            query.filter = filter;
            const auto refused = engine.count(executor, query);
            if (!refused)
                return dumbo::fail(refused.error());
            return Trial { *refused, *all };
        },
        this, [this](const dumbo::Result<Trial> &result) { takeTrial(result); }, job);
}

void RulesPane::takeTrial(const dumbo::Result<Trial> &result)
{
    setRunning(false);
    if (!result)
        return say(result.error().isCancelled() ? tr("Cancelled.") : result.error().message(), !result.error().isCancelled());
    const auto locale = QLocale();
    auto text = result->refused == 0 ? tr("Would refuse none of %1 documents.").arg(locale.toString(result->documents))
                                     : tr("Would refuse %1 of %2 documents.").arg(locale.toString(result->refused), locale.toString(result->documents));
    if (m_tried && !m_tried->ignored.isEmpty())
        text += u'\n' + m_tried->ignored.join(u'\n');
    say(text, result->refused > 0);
    m_show->setVisible(m_tried && result->refused > 0);
}

void RulesPane::makeRule()
{
    const auto schema = readSchema();
    if (!schema || !m_tab.source())
        return;
    m_job = m_tab.run(
        DocumentsTab::Access::Reads,
        [source = *m_tab.source(), filter = schema->filter](dumbo::Executor &, const dumbo::DocumentEngine &engine) {
            return dumbo::schemaRule(engine.pongo(), source, source.table.name + QStringLiteral("_schema"), filter);
        },
        this, [this](const dumbo::Result<dumbo::SchemaRule> &result) {
            if (result)
                askForRule(*result);
            else
                say(result.error().message(), true);
        });
}

void RulesPane::askForRule(const dumbo::SchemaRule &rule)
{
    if (!rule.leftOut.isEmpty())
        say(tr("The database can't decide these conditions wholly, so documents that break them are not refused:") + u'\n' + rule.leftOut.join(u'\n'), true);
    StatementReview::Question question;
    question.text = tr("With these statements the database refuses documents that break the schema:");
    question.accept = tr("&Add the Rule");
    question.jobName = tr("Adding a rule for documents");
    question.statements = rule.statements;
    question.done = [this](const dumbo::Result<bool> &result) {
        if (result)
            say(tr("The database refuses such documents from now on."));
        else
            say(result.error().message(), true);
    };
    m_review->ask(question);
}

} // namespace workbench
