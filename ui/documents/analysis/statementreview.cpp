#include "ui/documents/analysis/statementreview.h"

#include "ui/query/sqlview.h"
#include "ui/shell/theme.h"
#include "ui/shell/workspace.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace workbench {

namespace {

dumbo::Result<bool> runAll(dumbo::Executor &executor, const std::vector<dumbo::StatementText> &statements)
{
    return executor.withTransaction([&](dumbo::Executor &inner) -> dumbo::Result<dumbo::TransactionOutcome<bool>> {
        for (const auto &statement : statements) {
            if (const auto done = inner.command(statement); !done)
                return dumbo::fail(done.error());
        }
        return dumbo::Commit { true };
    });
}

} // namespace

StatementReview::StatementReview(DocumentsTab &tab, QWidget *parent)
    : QWidget(parent)
    , m_tab(tab)
{
    m_text = new QLabel(this);
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_sql = new SqlView(this);
    m_sql->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    m_accept = new QPushButton(this);
    auto *open = new QPushButton(tr("&Open in Query Tab"), this);
    auto *close = new QPushButton(tr("&Leave It"), this);
    auto *buttons = new QHBoxLayout;
    for (auto *button : { m_accept, open, close })
        buttons->addWidget(button);
    buttons->addStretch(1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(theme::unit, theme::unit, theme::unit, theme::unit / 2);
    column->setSpacing(theme::unit / 2);
    column->addWidget(m_text);
    column->addWidget(m_sql, 1);
    column->addLayout(buttons);
    connect(m_accept, &QPushButton::clicked, this, &StatementReview::run);
    connect(close, &QPushButton::clicked, this, &QWidget::hide);
    connect(open, &QPushButton::clicked, this, [this] {
        m_tab.workspace().openTab(Workspace::queryTabType(), m_tab.connectionId(), { { QStringLiteral("text"), m_shown } });
    });
    hide();
}

void StatementReview::ask(const Question &question)
{
    m_question = question;
    QString text;
    for (const auto &statement : question.statements)
        text += QString::fromUtf8(statement) + (statement.trimmed().endsWith(';') ? QStringLiteral("\n") : QStringLiteral(";\n"));
    m_text->setText(question.text);
    m_shown = text;
    m_sql->setSql(text, QStringLiteral("SQL"));
    m_accept->setText(question.accept);
    m_accept->setEnabled(!m_tab.isReadOnly());
    m_accept->setToolTip(m_tab.isReadOnly() ? tr("The connection is read-only") : tr("Runs these statements in one transaction"));
    show();
    m_sql->moveCursor(QTextCursor::Start);
    m_sql->setFocus();
}

void StatementReview::cancel()
{
    m_job.cancel();
}

void StatementReview::run()
{
    hide();
    Q_EMIT runningChanged(true);
    dumbo::JobOptions job;
    job.name = m_question.jobName;
    m_job = m_tab.run(
        DocumentsTab::Access::Writes,
        [statements = m_question.statements](dumbo::Executor &executor, const dumbo::DocumentEngine &) { return runAll(executor, statements); },
        this,
        [this, done = m_question.done](const dumbo::Result<bool> &result) {
            Q_EMIT runningChanged(false);
            done(result);
        },
        job);
}

} // namespace workbench
