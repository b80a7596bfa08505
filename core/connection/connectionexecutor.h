#pragma once

#include "core/connection/cancelgate.h"
#include "core/connection/executor.h"

#include <memory>
#include <optional>

namespace dumbo {

/// The executor of one connection, for one job.
class DUMBO_CORE_EXPORT ConnectionExecutor : public Executor {
public:
    /// The connection outlives the executor. Without a gate nothing is ever cancelled.
    explicit ConnectionExecutor(Connection &connection, std::shared_ptr<CancelGate> gate = {});
    ~ConnectionExecutor() override;

    using Executor::execute;
    [[nodiscard]] Result<std::unique_ptr<Execution>> execute(const Statement &statement) override;
    void setStatementTimeout(std::optional<std::chrono::milliseconds> timeout) override;
    void setPaused(bool paused) override;
    [[nodiscard]] bool isCancelled() const override;
    [[nodiscard]] Cancellation cancellation() const override;
    [[nodiscard]] bool hasConnection() const override { return true; }
    [[nodiscard]] Connection &connection() override { return m_connection; }

    /// Who hears of setPaused().
    void setPauseListener(std::function<void(bool)> listener) { m_pauseListener = std::move(listener); }
    /// Of transactions that leave the choice.
    void setDefaultLock(TransactionLock lock) { m_defaultLock = lock; }
    /// Whether a COMMIT of this executor got no answer.
    [[nodiscard]] bool hasLostCommit() const { return m_lostCommit; }

    /// Rolls back what is open, cancelled or not; nothing where nothing is open.
    Result<void> rollBackOpen();

protected:
    [[nodiscard]] Result<void> runTransaction(
        const TransactionOptions &options, const RetryPolicy &retry, const TransactionBody &body) override;

private:
    using Call = std::function<Result<void>(Connection &)>;
    class OpenTransaction;

    [[nodiscard]] Result<void> call(const Call &function);
    [[nodiscard]] Result<void> runOnce(const TransactionOptions &asked, const TransactionBody &body);
    [[nodiscard]] Result<void> commit();
    [[nodiscard]] bool wasAnswered(const Error &error) const;
    [[nodiscard]] Error unknownOutcome(const Error &why);
    [[nodiscard]] Result<void> runNested(const TransactionOptions &options, const TransactionBody &body);
    Result<void> undoTo(const QString &savepoint);

    Connection &m_connection;
    std::shared_ptr<CancelGate> m_gate;
    std::optional<std::chrono::milliseconds> m_statementTimeout;
    int m_depth = 0;
    TransactionOptions m_outer;
    int m_savepoints = 0;
    TransactionLock m_defaultLock = TransactionLock::Default;
    bool m_lostCommit = false;
    std::function<void(bool)> m_pauseListener;
};

} // namespace dumbo
