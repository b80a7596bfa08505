#include "core/connection/executor.h"

#include <QCoreApplication>

namespace dumbo {

namespace {

Result<std::vector<Batch>> readAll(Execution &execution)
{
    std::vector<Batch> batches;
    auto limit = BatchLimit::first();
    while (true) {
        auto batch = execution.next(limit);
        if (!batch)
            return fail(batch.error());
        if (!*batch)
            return batches;
        if ((*batch)->rowCount() > 0)
            batches.push_back(std::move(**batch));
        limit = BatchLimit();
    }
}

/// Runs the rest of a script; the outcome of its last result, or given where there is none.
Result<CommandOutcome> runRest(Execution &execution, CommandOutcome given)
{
    while (true) {
        const auto more = execution.nextResult();
        if (!more)
            return fail(more.error());
        if (!*more)
            break;
        while (true) {
            const auto batch = execution.next({});
            if (!batch)
                return fail(batch.error());
            if (!*batch)
                break;
        }
        given = execution.outcome();
    }
    if (const auto closed = execution.close(CloseMode::Drain); !closed)
        return fail(closed.error());
    return given;
}

Error inBatch(Error error, std::size_t index, std::size_t size)
{
    const auto place = QCoreApplication::translate("Executor", "Statement %1 of %2.").arg(index + 1).arg(size);
    return error.withDetail((place + QLatin1Char(' ') + error.detail()).trimmed());
}

} // namespace

Executor::Executor() = default;
Executor::~Executor() = default;

void Executor::setPaused(bool) { }

Cancellation Executor::cancellation() const
{
    return {};
}

Statement Executor::statementOf(const QByteArray &sql) const
{
    Statement statement;
    statement.text = sql;
    statement.purpose = m_purpose;
    return statement;
}

Result<std::unique_ptr<Execution>> Executor::execute(const QByteArray &sql)
{
    return execute(statementOf(sql));
}

Result<QueryResult> Executor::query(const Statement &statement)
{
    const auto execution = execute(statement);
    if (!execution)
        return fail(execution.error());
    const auto hasResult = (*execution)->nextResult();
    if (!hasResult)
        return fail(hasResult.error());
    if (!*hasResult)
        return QueryResult();
    std::vector<Column> columns((*execution)->columns().begin(), (*execution)->columns().end());
    auto batches = readAll(**execution);
    if (!batches)
        return fail(batches.error());
    const auto outcome = (*execution)->outcome();
    if (const auto rest = runRest(**execution, {}); !rest)
        return fail(rest.error());
    return QueryResult(std::move(columns), std::move(*batches), outcome);
}

Result<QueryResult> Executor::query(const QByteArray &sql)
{
    return query(statementOf(sql));
}

Result<CommandOutcome> Executor::command(const Statement &statement)
{
    const auto execution = execute(statement);
    if (!execution)
        return fail(execution.error());
    return runRest(**execution, {});
}

Result<CommandOutcome> Executor::command(const QByteArray &sql)
{
    return command(statementOf(sql));
}

Result<std::vector<QueryResult>> Executor::batchQuery(std::span<const Statement> statements)
{
    std::vector<QueryResult> results;
    for (const auto &statement : statements) {
        auto result = query(statement);
        if (!result)
            return fail(inBatch(result.error(), results.size(), statements.size()));
        results.push_back(std::move(*result));
    }
    return results;
}

Result<std::vector<CommandOutcome>> Executor::batchCommand(
    std::span<const Statement> statements, BatchExpectation expectation)
{
    std::vector<CommandOutcome> outcomes;
    for (const auto &statement : statements) {
        auto outcome = command(statement);
        if (!outcome)
            return fail(inBatch(outcome.error(), outcomes.size(), statements.size()));
        if (expectation == BatchExpectation::Changes && outcome->affectedRows.value_or(0) == 0)
            return fail(inBatch(Error(ErrorKind::BatchCommandNoChanges,
                                    QCoreApplication::translate("Executor", "A command of the batch changed nothing.")),
                outcomes.size(), statements.size()));
        outcomes.push_back(std::move(*outcome));
    }
    return outcomes;
}

} // namespace dumbo
