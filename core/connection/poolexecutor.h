#pragma once

#include "core/connection/pool.h"

namespace dumbo {

/// The blocking surface over a pool: see Pool::executor(). The pool outlives it.
class PoolExecutor final : public Executor {
public:
    PoolExecutor(Pool &pool, Access access);
    ~PoolExecutor() override;

    using Executor::execute;
    [[nodiscard]] Result<std::unique_ptr<Execution>> execute(const Statement &statement) override;
    using Executor::query;
    /// In the connection's thread as a whole: one way there and back.
    [[nodiscard]] Result<QueryResult> query(const Statement &statement) override;
    using Executor::command;
    [[nodiscard]] Result<CommandOutcome> command(const Statement &statement) override;
    void setStatementTimeout(std::optional<std::chrono::milliseconds> timeout) override { m_timeout = timeout; }
    [[nodiscard]] bool isCancelled() const override { return false; }
    [[nodiscard]] bool hasConnection() const override { return false; }
    [[nodiscard]] Connection &connection() override;

protected:
    [[nodiscard]] Result<void> runTransaction(
        const TransactionOptions &options, const RetryPolicy &retry, const TransactionBody &body) override;

private:
    [[nodiscard]] PoolJobOptions options() const;
    /// False, at once, when the pool is closed.
    [[nodiscard]] bool waitUnlessClosed(std::chrono::milliseconds time) const;
    [[nodiscard]] Result<void> runOnce(
        const TransactionOptions &transaction, const RetryPolicy &retry, const TransactionBody &body);

    Pool &m_pool;
    const Access m_access;
    std::optional<std::chrono::milliseconds> m_timeout;
};

} // namespace dumbo
