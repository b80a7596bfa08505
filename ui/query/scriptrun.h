#pragma once

#include "core/base/cancellation.h"
#include "core/base/mailbox.h"
#include "core/connection/reply.h"
#include "core/results/resultfetch.h"
#include "core/sdk/dialect.h"
#include "core/sdk/transaction.h"

#include <QObject>

#include <chrono>
#include <memory>
#include <optional>
#include <variant>

namespace dumbo {
class Session;
}

namespace workbench {

/// What a run is given.
struct RunRequest {
    QByteArray text; ///< UTF-8
    bool isScript = false; ///< split into statements; else it is one
    dumbo::Dialect dialect;
    qint64 rowLimit = dumbo::FetchGate::unlimited; ///< rows of one result until somebody asks for more
    std::shared_ptr<dumbo::MemoryBudget> budget;
    bool stopAtError = true;
};

/// A result that has begun.
struct RunResult {
    int statement = 0; ///< from 0
    int ordinal = 0; ///< among the results of the run, from 0
    bool last = true; ///< of the last statement: at its limit it waits for somebody to ask for more, others end there
    QByteArray text; ///< of the statement
    std::shared_ptr<dumbo::ResultStore> store;
    std::shared_ptr<dumbo::FetchGate> gate;
};

/// A statement that has ended.
struct StatementReport {
    int statement = 0;
    qint64 begin = 0; ///< bytes of RunRequest::text
    qint64 end = 0;
    QByteArray text; ///< its first few thousand bytes
    QByteArray tag;
    std::optional<qint64> affectedRows;
    std::optional<qint64> rows; ///< of results that are tables
    std::chrono::milliseconds elapsed {};
    std::optional<dumbo::Error> error; ///< its position counts from begin
};

struct RunSummary {
    int statements = 0;
    int failed = 0;
    bool cancelled = false;
    std::chrono::milliseconds elapsed {};
    std::optional<dumbo::Error> error; ///< why nothing was run, e.g. no connection
    std::optional<dumbo::TransactionState> transaction;
};

/// Runs a text on a session, statement by statement, and tells what happens in the order it happens. Starts when it is made.
/// Destroying it cancels.
class ScriptRun : public QObject {
    Q_OBJECT

public:
    ScriptRun(std::shared_ptr<dumbo::Session> session, RunRequest request, QObject *parent = nullptr);
    ~ScriptRun() override;

    [[nodiscard]] bool isRunning() const { return m_running; }
    [[nodiscard]] bool isCancelling() const { return m_running && m_cancel.isCancelled(); }
    [[nodiscard]] const RunRequest &request() const { return m_request; }
    [[nodiscard]] std::chrono::milliseconds elapsed() const;
    /// Ends the statement that runs and drops the rest. Rows that arrived stay. Returns at once.
    void cancel();

Q_SIGNALS:
    void resultStarted(const workbench::RunResult &result);
    void statementFinished(const workbench::StatementReport &report);
    /// The last signal.
    void finished(const workbench::RunSummary &summary);

private:
    using Event = std::variant<RunResult, StatementReport>;
    void onFinished(const dumbo::Result<RunSummary> &summary);

    std::shared_ptr<dumbo::Session> m_session;
    RunRequest m_request;
    dumbo::CancellationSource m_cancel;
    dumbo::Mailbox<Event> m_events;
    dumbo::JobId m_job = 0;
    bool m_running = true;
    std::chrono::steady_clock::time_point m_started;
    std::chrono::milliseconds m_elapsed {};
};

} // namespace workbench
