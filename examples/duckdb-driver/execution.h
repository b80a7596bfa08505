#pragma once

#include "batches.h"
#include "core/sdk/execution.h"
#include "core/sdk/statement.h"
#include "engine.h"

#include <memory>
#include <optional>
#include <vector>

namespace dumbo::duckdb {

/// A statement that DuckDB has parsed and bound, which may run often.
struct BoundStatement
{
    PreparedHandle handle;
    duckdb_statement_type type = DUCKDB_STATEMENT_TYPE_INVALID;
    QByteArray text; ///< the statement alone
};

/// Parses one statement at [span] of text. What DuckDB makes several statements of (PIVOT, IMPORT DATABASE) runs up to the last,
/// which is returned. The engine works.
[[nodiscard]] Result<BoundStatement> prepareStatement(Engine &engine, const QByteArray &text, qint64 begin, qint64 end);

/// Statements of one text, or one prepared statement. A result is streamed: DuckDB computes a few chunks ahead and waits.
class DuckExecution final : public Execution
{
public:
    DuckExecution(Engine &engine, const Statement &statement);
    /// Runs prepared, which stays usable after close().
    DuckExecution(Engine &engine, std::shared_ptr<BoundStatement> prepared, const Parameters &parameters);
    ~DuckExecution() override;

    Result<bool> nextResult() override;
    std::span<const Column> columns() const override { return m_columns; }
    Result<std::optional<Batch>> next(const BatchLimit &limit) override;
    CommandOutcome outcome() const override { return m_outcome; }
    qint64 statementOffset() const override { return m_begin; }
    Result<void> close(CloseMode mode) override;

private:
    Result<bool> prepareNext();
    Result<void> refuseFurtherStatements();
    Result<void> start();
    Result<void> runPending(duckdb_pending_result pending);
    Result<void> describe();
    Result<bool> fetch(const BatchLimit &limit);
    void leaveStatement();
    std::unexpected<Error> end(const Error &error);

    Engine &m_engine;
    QByteArray m_text;
    Parameters m_parameters;
    std::shared_ptr<BoundStatement> m_statement; ///< the current one
    bool m_isPrepared = false; ///< m_statement was given, and runs once
    bool m_startedPrepared = false;
    qint64 m_begin = 0; ///< of the current statement
    qint64 m_tail = 0; ///< where the next one may begin
    std::vector<Column> m_columns;
    ResultHandle m_result;
    std::optional<BatchReader> m_reader;
    CommandOutcome m_outcome;
    bool m_ended = false;
    bool m_closed = false;
};

} // namespace dumbo::duckdb
