// What a query tab does with the database: running, cancelling, transactions, closing.
#include "ui/query/querytab.h"

#include "core/connection/session.h"
#include "ui/explain/explainrun.h"
#include "ui/journal/textcoding.h"
#include "ui/query/resultarea.h"
#include "ui/query/scriptdocument.h"
#include "ui/query/tabsession.h"
#include "ui/settings/settings.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/workspace.h"

#include <QLocale>
#include <QPointer>

namespace workbench {

using dumbo::Executor;
using dumbo::Result;
using dumbo::TransactionState;

namespace {

const QString runMessage = QStringLiteral("run");
const QString closeMessage = QStringLiteral("close");

/// A page for each is a widget with a grid; a dump calls setval() for every sequence.
constexpr int mostResults = 100;

QString oneLine(const QByteArray &text)
{
    constexpr qsizetype most = 400;
    return decodeUnits(text.first(std::min(most, text.size()))).simplified();
}

QString outcomeText(const StatementReport &report)
{
    if (report.error)
        return report.error->message();
    if (report.rows)
        return rowsText(*report.rows);
    if (report.affectedRows)
        return *report.affectedRows == 1 ? QueryTab::tr("1 row changed")
                                         : QueryTab::tr("%1 rows changed").arg(QLocale().toString(*report.affectedRows));
    return QueryTab::tr("Done");
}

} // namespace

bool QueryTab::isRunning() const
{
    return m_run && m_run->isRunning();
}

bool QueryTab::canBegin() const
{
    const auto *open = m_session->connection();
    return open && m_transaction == TransactionState::Idle && !open->dialect().transactions.begin.isEmpty();
}

void QueryTab::runCurrent()
{
    if (const auto piece = m_editor->selectionOrStatement())
        run(*piece, m_editor->hasSelection());
}

void QueryTab::runScript()
{
    if (!m_editor->isEmpty())
        run(m_editor->whole(), true);
}

void QueryTab::run(const SqlEditor::Piece &piece, bool isScript)
{
    if (isRunning() || isExplaining()) {
        // A result that waits at its limit gives way to the next run.
        const auto *paused = isExplaining() ? nullptr : m_results->pausedResult();
        if (!paused) {
            InlineMessage message;
            message.text = tr("A statement is still running in this tab. Esc cancels it.");
            message.replaces = runMessage;
            m_messages->show(message);
            return;
        }
        m_results->stopFetching();
        disconnect(m_run.get(), nullptr, this, nullptr);
        RunSummary summary;
        summary.elapsed = paused->elapsed();
        m_runRows += paused->result().store->rowCount();
        recordRun(summary);
    }
    start(piece, isScript);
}

void QueryTab::start(const SqlEditor::Piece &piece, bool isScript)
{
    m_messages->dismiss(runMessage);
    m_messages->dismiss(closeMessage);
    m_transactionLost = false;
    m_editor->clearErrors();
    auto session = m_session->session();
    if (!session) {
        showMissingSession();
        return;
    }
    RunRequest request;
    request.text = piece.text;
    request.isScript = isScript || piece.kind != dumbo::ScriptPart::Kind::Statement;
    request.dialect = m_session->dialect();
    request.rowLimit = std::max(1, workspace().settings().get(setting::resultRowLimit));
    request.budget = m_services.budget();
    m_placeByte = 0;
    m_place = piece.begin;
    m_firstFailure.reset();
    m_runRows = 0;
    m_results->beginRun(request.dialect);
    m_run = std::make_unique<ScriptRun>(std::move(session), request);
    connect(m_run.get(), &ScriptRun::resultStarted, this, &QueryTab::onResult);
    connect(m_run.get(), &ScriptRun::statementFinished, this, &QueryTab::onReport);
    connect(m_run.get(), &ScriptRun::finished, this, &QueryTab::onFinished);
    setRunning(true);
}

void QueryTab::showMissingSession()
{
    auto message = InlineMessage::fromError(m_session->missing());
    message.replaces = runMessage;
    if (m_session->connection())
        message.buttons.push_back({ tr("Reconnect"), [this] {
                                       if (auto *open = m_session->connection())
                                           open->reconnect();
                                   } });
    m_messages->show(message);
}

void QueryTab::cancel()
{
    if (isExplaining()) {
        m_explain->cancel();
        updateFacts();
        return;
    }
    if (!isRunning())
        return;
    if (m_results->pausedResult())
        m_results->stopFetching(); // it is complete as far as it was wanted
    else
        m_run->cancel();
    updateFacts();
}

void QueryTab::setRunning(bool running)
{
    const bool works = running || isExplaining();
    setBusy(works);
    if (works)
        m_clock.start();
    else
        m_clock.stop();
    updateFacts();
    Q_EMIT actionsChanged();
}

void QueryTab::onResult(const RunResult &result)
{
    if (m_results->runCount() < mostResults) {
        m_results->addResult(result);
        return;
    }
    result.gate->stop();
    if (result.ordinal != mostResults)
        return;
    LogMessage message;
    message.kind = LogMessage::Kind::Warning;
    message.time = QDateTime::currentDateTime();
    message.text = tr("This script has more than %1 results.").arg(mostResults);
    message.outcome = tr("The others are not shown");
    m_results->log(message);
}

/// In the editor, of a byte of the running text. Statements come in their order, so each is counted from the one before.
KTextEditor::Cursor QueryTab::placeOf(qint64 byte)
{
    const QByteArrayView text = m_run->request().text;
    if (byte < m_placeByte)
        return m_place;
    const auto begin = std::exchange(m_placeByte, std::min<qint64>(byte, text.size()));
    m_place = cursorAt(text.sliced(begin), m_placeByte - begin, m_place);
    return m_place;
}

void QueryTab::onReport(const StatementReport &report)
{
    if (auto *page = m_results->resultOf(report.statement))
        page->setReport(report);
    m_runRows += report.rows.value_or(report.affectedRows.value_or(0));
    LogMessage message;
    message.time = QDateTime::currentDateTime();
    message.text = oneLine(report.text);
    message.outcome = outcomeText(report);
    message.elapsed = report.elapsed;
    const auto place = placeOf(report.begin);
    message.line = place.line();
    message.column = place.column();
    if (report.error) {
        message.kind = report.error->isCancelled() ? LogMessage::Kind::Cancelled : LogMessage::Kind::Error;
        if (report.error->isCancelled())
            message.outcome = tr("Cancelled");
        message.details = report.error->toText();
        const auto at = placeOf(report.begin + report.error->position().value_or(0));
        message.line = at.line();
        message.column = at.column();
        if (!report.error->isCancelled())
            showError(report);
    }
    m_results->log(message);
}

void QueryTab::showError(const StatementReport &report)
{
    const auto &error = *report.error;
    const auto place = placeOf(report.begin + error.position().value_or(0));
    m_editor->markError(place, error.message());
    if (m_firstFailure)
        return;
    m_firstFailure = report;
    // Without a position the place is where the statement begins, and a column would claim too much.
    const auto where = error.position() ? tr("Line %1, column %2:").arg(place.line() + 1).arg(place.column() + 1)
                                        : tr("Line %1:").arg(place.line() + 1);
    auto message = InlineMessage::fromError(error, where);
    message.replaces = runMessage;
    message.buttons.push_back({ tr("Show"), [this, place] {
                                   m_editor->setCaret(place);
                                   m_editor->setFocus();
                               } });
    m_messages->show(message);
}

void QueryTab::onFinished(const RunSummary &summary)
{
    m_elapsed = summary.elapsed;
    if (summary.transaction)
        m_transaction = *summary.transaction;
    else
        adoptTransaction();
    if (summary.error && !summary.cancelled) {
        auto message = InlineMessage::fromError(*summary.error);
        message.replaces = runMessage;
        message.buttons.push_back({ tr("Run Again"), [this] { runCurrent(); } });
        m_messages->show(message);
    }
    if (summary.error) {
        LogMessage message;
        message.kind = summary.cancelled ? LogMessage::Kind::Cancelled : LogMessage::Kind::Error;
        message.time = QDateTime::currentDateTime();
        message.text = oneLine(m_run->request().text);
        message.outcome = summary.cancelled ? tr("Cancelled") : summary.error->message();
        message.details = summary.error->toText();
        message.elapsed = summary.elapsed;
        m_results->log(message);
    }
    recordRun(summary);
    m_results->endRun();
    setRunning(false);
    if (m_closing)
        requestClose();
}

/// While nothing ran: what was said during a run is said with its end.
void QueryTab::onLost(const dumbo::Error &error)
{
    const bool hadTransaction = m_transactionLost || m_transaction != TransactionState::Idle;
    auto message = InlineMessage::fromError(error);
    message.kind = InlineMessage::Kind::Warning;
    message.text += u' ' + (hadTransaction ? tr("Its transaction is undone.") + u' ' : QString()) + tr("The next run connects again.");
    message.replaces = runMessage;
    m_messages->show(message);
    adoptTransaction();
}

void QueryTab::recordRun(const RunSummary &summary)
{
    constexpr qsizetype mostBytes = 1024 * 1024;
    const auto &text = m_run->request().text;
    HistoryEntry entry;
    entry.time = QDateTime::currentDateTime();
    if (const auto *open = m_session->connection())
        entry.connection = open->name();
    entry.text = decodeUnits(text.first(std::min(mostBytes, text.size())));
    entry.elapsed = summary.elapsed;
    entry.rows = m_runRows;
    if (m_firstFailure)
        entry.error = m_firstFailure->error->message();
    else if (summary.cancelled)
        entry.error = tr("Cancelled");
    else if (summary.error)
        entry.error = summary.error->message();
    m_services.record(entry);
}

void QueryTab::beginTransaction()
{
    endTransaction(Ending::Begin);
}

void QueryTab::commitTransaction()
{
    endTransaction(Ending::Commit);
}

void QueryTab::rollBackTransaction()
{
    endTransaction(Ending::RollBack);
}

void QueryTab::endTransaction(Ending ending, bool thenClose)
{
    if (isRunning() || isExplaining())
        return;
    const auto session = m_session->session();
    if (!session) {
        auto message = InlineMessage::fromError(m_session->missing());
        message.replaces = runMessage;
        m_messages->show(message);
        return;
    }
    const auto job = [ending](Executor &executor) -> Result<TransactionState> {
        auto &connection = executor.connection();
        const auto done = ending == Ending::Begin ? connection.begin({})
            : ending == Ending::Commit            ? connection.commit()
                                                  : connection.rollback();
        if (!done)
            return dumbo::fail(done.error());
        return connection.transactionState();
    };
    const auto name = ending == Ending::Begin ? tr("Begin") : ending == Ending::Commit ? tr("Commit") : tr("Roll Back");
    dumbo::JobOptions options;
    options.name = name;
    setBusy(true);
    dumbo::onFinished(session->submit(job, options), this, [this, name, ending, thenClose](const Result<TransactionState> &state) {
        setBusy(false);
        LogMessage message;
        message.time = QDateTime::currentDateTime();
        message.text = name;
        message.outcome = state ? tr("Done") : state.error().message();
        message.kind = state ? LogMessage::Kind::Done : LogMessage::Kind::Error;
        m_results->log(message);
        if (state) {
            m_transaction = *state;
        } else {
            auto shown = InlineMessage::fromError(state.error(), name + u':');
            shown.replaces = runMessage;
            m_messages->show(shown);
        }
        if (!state)
            adoptTransaction();
        updateFacts();
        Q_EMIT actionsChanged();
        // What could not be rolled back because it is undone already is no reason to stay.
        const bool isOver = ending == Ending::RollBack && m_transaction == TransactionState::Idle;
        if (thenClose && (state || isOver))
            requestClose();
    });
}

void QueryTab::requestClose()
{
    InlineMessage message;
    message.kind = InlineMessage::Kind::Warning;
    message.replaces = closeMessage;
    if (isRunning() && m_results->pausedResult()) {
        m_closing = true;
        m_results->stopFetching();
        return;
    }
    m_closing = false;
    if (isExplaining()) {
        // What it did is rolled back in any case.
        m_closing = true;
        cancel();
        return;
    }
    if (isRunning()) {
        message.text = tr("A statement is still running in this tab.");
        message.buttons.push_back({ tr("Cancel It and Close"), [this] {
                                       m_closing = true;
                                       cancel();
                                   } });
        m_messages->show(message);
        return;
    }
    if (m_transaction == TransactionState::Active || m_transaction == TransactionState::Failed) {
        message.text = tr("This tab's transaction is still open.");
        if (m_transaction == TransactionState::Active)
            message.buttons.push_back({ tr("Commit and Close"), [this] { endTransaction(Ending::Commit, true); } });
        message.buttons.push_back({ tr("Roll Back and Close"), [this] { endTransaction(Ending::RollBack, true); } });
        m_messages->show(message);
        return;
    }
    if (m_script->isModified()) {
        message.text = tr("%1 has changes that are not saved.").arg(title());
        message.buttons.push_back({ tr("Save and Close"), [this] {
                                       m_closesSaved = true;
                                       m_script->save();
                                   } });
        message.buttons.push_back({ tr("Close Without Saving"), [this] { acceptClose(); } });
        m_messages->show(message);
        return;
    }
    acceptClose();
}

/// What the session knows: a transaction ends without a word of ours when its connection is lost, closed or given up.
void QueryTab::adoptTransaction()
{
    const auto before = std::exchange(m_transaction, m_session->transaction());
    if (before == m_transaction)
        return;
    if (m_transaction == TransactionState::Idle) {
        m_transactionLost = true;
        LogMessage message;
        message.kind = LogMessage::Kind::Warning;
        message.time = QDateTime::currentDateTime();
        message.text = tr("Transaction");
        message.outcome = tr("It ended with its connection; what was not committed is undone");
        m_results->log(message);
    }
    m_messages->dismiss(closeMessage);
    updateFacts();
    Q_EMIT actionsChanged();
}

void QueryTab::acceptClose()
{
    m_script->keep(true);
    Q_EMIT closeAccepted();
}

} // namespace workbench
