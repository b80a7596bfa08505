#pragma once

#include "core/sdk/batchbuilder.h"
#include "core/sdk/execution.h"
#include "core/sdk/statement.h"
#include "drivers/common/postgresql/statements.h"
#include "drivers/postgresql/engine.h"
#include "drivers/postgresql/parameters.h"

#include <optional>
#include <vector>

namespace dumbo::postgresql {

/// A statement that the server knows already.
struct PreparedRun
{
    QByteArray text;
    QByteArray name; ///< empty: sent anew with its text
    BoundParameters parameters;
    StatementPiece piece;
};

/// Statements of one text, sent one after another, each when its result is asked for. Rows come one PGresult each:
/// libpq's chunks of rows would lose those before an error. Back-pressure is not reading the socket.
class PostgresExecution final : public Execution
{
public:
    PostgresExecution(Engine &engine, const Statement &statement);
    PostgresExecution(Engine &engine, PreparedRun run);
    ~PostgresExecution() override;

    Result<bool> nextResult() override;
    std::span<const Column> columns() const override { return m_columns; }
    Result<std::optional<Batch>> next(const BatchLimit &limit) override;
    CommandOutcome outcome() const override { return m_outcome; }
    qint64 statementOffset() const override { return m_piece.begin; }
    Result<void> close(CloseMode mode) override;

private:
    enum class Kind { None, Rows, Copy };

    Result<bool> sendNext();
    [[nodiscard]] bool isAlone() const { return m_isPrepared || m_hasParameters; }
    Result<void> checkParameters();
    Result<void> send();
    [[nodiscard]] bool dispatch(const QByteArray &text);
    Result<bool> begin(ResultHandle result);
    void beginRows(ResultHandle result);
    void beginCopy(const PGresult *result);
    Result<bool> finishStatement();
    void readRows();
    void readCopy();
    void take(ResultHandle result);
    void keepOutcome(const PGresult *result);
    void skipResult();
    void drainOrStop();
    void tidyUp();
    std::unexpected<Error> end(const Error &error);
    [[nodiscard]] Error errorOf(const PGresult *result);

    Engine &m_engine;
    QByteArray m_text;
    std::vector<Value> m_values; ///< what the bound parameters point into
    BoundParameters m_parameters;
    QByteArray m_name; ///< of a prepared statement
    bool m_hasParameters = false;
    bool m_isPrepared = false;
    bool m_isNamedGiven = false; ///< named parameters, which PostgreSQL does not have
    StatementPiece m_piece; ///< the current statement
    qint64 m_next = 0; ///< where the rest of the text begins
    bool m_isSent = false; ///< the server works on it, or libpq holds results of it
    bool m_refusedCopy = false; ///< COPY FROM STDIN was answered with a failure
    Kind m_kind = Kind::None; ///< of the current result
    bool m_isAtEnd = true; ///< of the current result
    ResultHandle m_row; ///< arrived and not read yet
    std::vector<Column> m_columns;
    std::vector<CellForm> m_forms;
    std::optional<BatchBuilder> m_builder;
    std::optional<Error> m_error; ///< comes after the rows that are there
    CommandOutcome m_outcome;
    bool m_ended = false;
    bool m_closed = false;
};

} // namespace dumbo::postgresql
