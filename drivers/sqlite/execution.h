#pragma once

#include "core/sdk/batchbuilder.h"
#include "core/sdk/execution.h"
#include "core/sdk/statement.h"
#include "drivers/sqlite/engine.h"

#include <memory>
#include <optional>
#include <vector>

namespace dumbo::sqlite {

/// Statements of one text, or one prepared statement, run step by step. Back-pressure is not stepping; a
/// result that waits holds the read lock of its statement, and close() lets go of it.
class SqliteExecution final : public Execution
{
public:
    SqliteExecution(Engine &engine, const Statement &statement);
    /// Runs prepared, which stays usable after close().
    SqliteExecution(Engine &engine, std::shared_ptr<sqlite3_stmt> prepared, const Authorizer::Notes &notes,
        const Parameters &parameters);
    ~SqliteExecution() override;

    Result<bool> nextResult() override;
    std::span<const Column> columns() const override { return m_columns; }
    Result<std::optional<Batch>> next(const BatchLimit &limit) override;
    CommandOutcome outcome() const override { return m_outcome; }
    qint64 statementOffset() const override { return m_begin; }
    Result<void> close(CloseMode mode) override;

private:
    enum class Row { None, Ready, Consumed, Failed };

    bool startPrepared();
    Result<bool> prepareNext();
    Result<void> refuseFurtherStatements();
    Result<void> runToFirstRow();
    void readRows();
    void step();
    void finishStatement();
    void leaveStatement();
    std::unexpected<Error> end(const Error &error);

    Engine &m_engine;
    QByteArray m_text;
    Parameters m_parameters;
    std::shared_ptr<sqlite3_stmt> m_statement; ///< the current one
    Authorizer::Notes m_notes; ///< of the current one
    bool m_isPrepared = false; ///< m_statement was given, and runs once
    qint64 m_begin = 0; ///< of the current statement
    qint64 m_tail = 0; ///< where the next one may begin
    std::vector<Column> m_columns;
    std::optional<BatchBuilder> m_builder;
    Row m_row = Row::None; ///< what the last step gave, and whether it was read
    std::optional<Error> m_error; ///< of that step, when it failed
    CommandOutcome m_outcome;
    bool m_ended = false;
    bool m_closed = false;
};

} // namespace dumbo::sqlite
