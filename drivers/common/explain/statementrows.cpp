#include "drivers/common/explain/statementrows.h"

#include "core/sdk/longvalue.h"

#include <algorithm>

namespace dumbo::explain {

namespace {

Result<std::optional<QByteArray>> textOf(const Cell &cell)
{
    switch (cell.kind) {
    case Cell::Kind::Null: return std::nullopt;
    case Cell::Kind::Bool: return QByteArray(cell.integer != 0 ? "t" : "f");
    case Cell::Kind::Integer: return QByteArray::number(cell.integer);
    case Cell::Kind::Unsigned: return QByteArray::number(cell.unsignedInteger);
    case Cell::Kind::Float: return QByteArray::number(cell.number, 'g', 17);
    case Cell::Kind::Text:
    case Cell::Kind::RawText:
    case Cell::Kind::Bytes: break;
    }
    if (!cell.longValue)
        return QByteArray(cell.bytes.data(), qsizetype(cell.bytes.size()));
    auto whole = (*cell.longValue)->read(0, (*cell.longValue)->size());
    if (!whole)
        return fail(whole.error());
    return std::move(*whole);
}

/// Calls take(Batch) for each batch of every result in turn; take(index, batch) → Result<void>.
template <typename F>
Result<CommandOutcome> forEachBatch(Connection &connection, const Statement &statement, F take)
{
    const auto execution = connection.execute(statement);
    if (!execution)
        return fail(execution.error());
    CommandOutcome outcome;
    for (int index = 0;; ++index) {
        const auto more = (*execution)->nextResult();
        if (!more)
            return fail(more.error());
        if (!*more)
            break;
        while (true) {
            const auto batch = (*execution)->next({});
            if (!batch)
                return fail(batch.error());
            if (!*batch)
                break;
            if (const Result<void> taken = take(index, **batch); !taken)
                return fail(taken.error());
        }
        outcome = (*execution)->outcome();
    }
    if (const auto closed = (*execution)->close(CloseMode::Drain); !closed)
        return fail(closed.error());
    return outcome;
}

} // namespace

Result<std::vector<TextRow>> readRows(Connection &connection, const Statement &statement)
{
    std::vector<TextRow> rows;
    const auto outcome = forEachBatch(connection, statement, [&](int result, const Batch &batch) -> Result<void> {
        for (qint64 row = 0; result == 0 && row < batch.rowCount(); ++row) {
            auto &texts = rows.emplace_back();
            for (int column = 0; column < batch.columnCount(); ++column) {
                auto text = textOf(batch.cell(row, column));
                if (!text)
                    return fail(text.error());
                texts.push_back(std::move(*text));
            }
        }
        return {};
    });
    if (!outcome)
        return fail(outcome.error());
    return rows;
}

Result<RunCount> countRows(Connection &connection, const Statement &statement)
{
    RunCount count;
    const auto outcome = forEachBatch(connection, statement, [&](int, const Batch &batch) -> Result<void> {
        count.rows += batch.rowCount();
        return {};
    });
    if (!outcome)
        return fail(outcome.error());
    count.affectedRows = outcome->affectedRows;
    return count;
}

Error withoutPrefix(const Error &error, qint64 prefixBytes, qint64 textBytes)
{
    if (!error.position())
        return error;
    auto moved = error;
    return moved.withPosition(std::clamp<qint64>(*error.position() - prefixBytes, 0, textBytes));
}

} // namespace dumbo::explain
