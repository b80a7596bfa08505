#pragma once

#include "core/base/cancellation.h"
#include "core/connection/queryresult.h"
#include "core/connection/transactionoutcome.h"
#include "core/sdk/connection.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <type_traits>
#include <vector>

namespace dumbo {

/// What a command of a batch must have done.
enum class BatchExpectation {
    Nothing,
    Changes, ///< each changes at least one row, else BatchCommandNoChanges stops the batch
};

/// The blocking surface shared by connection, transaction and pool: code written against it runs on any of them. Used in
/// the thread of the session's job that got it, or, where a pool gave it, in any one thread.
///
/// After a cancel every call answers ErrorKind::Cancelled, and ErrorKind::Timeout after a deadline, until the job ends; the
/// rollback of an open transaction is sent nevertheless.
class DUMBO_CORE_EXPORT Executor {
public:
    Executor();
    virtual ~Executor();
    Executor(const Executor &) = delete;
    Executor &operator=(const Executor &) = delete;

    /// Rows as they come. At most one Execution is open at a time; it ends before the executor.
    [[nodiscard]] virtual Result<std::unique_ptr<Execution>> execute(const Statement &statement) = 0;
    [[nodiscard]] Result<std::unique_ptr<Execution>> execute(const QByteArray &sql);

    /// All rows of the first result in memory; later results of a script run, and are dropped.
    [[nodiscard]] virtual Result<QueryResult> query(const Statement &statement);
    [[nodiscard]] Result<QueryResult> query(const QByteArray &sql);
    /// Runs to the end and drops rows. Of a script, the last statement's outcome.
    [[nodiscard]] virtual Result<CommandOutcome> command(const Statement &statement);
    [[nodiscard]] Result<CommandOutcome> command(const QByteArray &sql);

    /// One after another; the first error ends it, with "Statement 2 of 3." in its detail. Not a transaction by itself.
    [[nodiscard]] Result<std::vector<QueryResult>> batchQuery(std::span<const Statement> statements);
    [[nodiscard]] Result<std::vector<CommandOutcome>> batchCommand(
        std::span<const Statement> statements, BatchExpectation expectation = BatchExpectation::Nothing);

    /// From now on each statement gets at most so long, counted from execute() to its last row, then it is cancelled and
    /// answers ErrorKind::Timeout; the job goes on. Nothing: no limit. Forgotten at the end of the job.
    virtual void setStatementTimeout(std::optional<std::chrono::milliseconds> timeout) = 0;

    /// Of the statements that are given as text; Purpose::User at first.
    void setPurpose(Purpose purpose) { m_purpose = purpose; }

    /// Tells those who wait for the connection that the job keeps it only because a person has not yet said whether to go on:
    /// SessionStatus::isPaused, until told otherwise or the job's end. Does nothing on a pool.
    virtual void setPaused(bool paused);

    /// Whether somebody asked for the job's end; for loops that do not talk to the database.
    [[nodiscard]] virtual bool isCancelled() const = 0;

    /// Cancelled with the job, by whomever and for whatever reason, the session's end included: for waits that do not talk to the
    /// database. Never cancelled on a pool.
    [[nodiscard]] virtual Cancellation cancellation() const;

    /// Whether connection() may be called: in a job and in a transaction, not on a pool.
    [[nodiscard]] virtual bool hasConnection() const = 0;
    /// The connection underneath, for what is not SQL text (catalog, prepare, extensions). Cancels reach it as well.
    [[nodiscard]] virtual Connection &connection() = 0;

    /// Runs function(Executor &) → Result<TransactionOutcome<T>> or TransactionOutcome<T> between BEGIN and COMMIT or ROLLBACK,
    /// and answers its value. Its error or exception rolls back, and is never hidden by a rollback that fails too. COMMIT that the
    /// server answers with a rollback is an error.
    ///
    /// Inside an open transaction it is a savepoint: an inner Rollback undoes the inner part only. Options of an inner call
    /// that ask for something else than the outer transaction gives are InvalidOperation.
    template <typename F>
    [[nodiscard]] auto withTransaction(F function, const TransactionOptions &options = {}, const RetryPolicy &retry = {});

protected:
    using TransactionBody = std::function<Result<bool>(Executor &)>; ///< true: commit
    [[nodiscard]] virtual Result<void> runTransaction(
        const TransactionOptions &options, const RetryPolicy &retry, const TransactionBody &body)
        = 0;

private:
    [[nodiscard]] Statement statementOf(const QByteArray &sql) const;
    Purpose m_purpose = Purpose::User;
};

template <typename F>
auto Executor::withTransaction(F function, const TransactionOptions &options, const RetryPolicy &retry)
{
    using Returned = std::invoke_result_t<F, Executor &>;
    using Outcome = decltype([] {
        if constexpr (requires { typename Returned::unexpected_type; })
            return std::type_identity<typename Returned::value_type>();
        else
            return std::type_identity<Returned>();
    }())::type;
    using T = typename Outcome::Value;

    std::optional<Result<T>> answer;
    const auto ended = runTransaction(options, retry, [&](Executor &executor) -> Result<bool> {
        Result<Outcome> outcome = function(executor);
        if (!outcome)
            return fail(outcome.error());
        const auto commits = outcome->isCommit();
        answer.emplace(std::move(*outcome).take());
        return commits;
    });
    if (!ended)
        return Result<T>(std::unexpect, ended.error());
    return std::move(*answer);
}

} // namespace dumbo
