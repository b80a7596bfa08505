#include "core/sdk/prepared.h"

#include "core/sdk/cellvalue.h"

#include <QCoreApplication>

namespace dumbo {

namespace {

Result<qint64> runRow(Prepared &prepared, const Batch &rows, qint64 row)
{
    Parameters parameters;
    for (int column = 0; column < rows.columnCount(); ++column) {
        auto value = cellValue(rows.cell(row, column));
        if (!value)
            return fail(value.error());
        parameters.positional.push_back(std::move(*value));
    }
    auto execution = prepared.execute(parameters);
    if (!execution)
        return fail(execution.error());
    qint64 affected = 0;
    while (true) {
        const auto more = (*execution)->nextResult();
        if (!more)
            return fail(more.error());
        if (!*more)
            return affected;
        for (auto batch = (*execution)->next({});; batch = (*execution)->next({})) {
            if (!batch)
                return fail(batch.error());
            if (!*batch)
                break;
        }
        affected += (*execution)->outcome().affectedRows.value_or(0);
    }
}

} // namespace

Prepared::Prepared() = default;
Prepared::~Prepared() = default;

Result<qint64> Prepared::executeMany(const Batch &rows)
{
    qint64 affected = 0;
    for (qint64 row = 0; row < rows.rowCount(); ++row) {
        const auto outcome = runRow(*this, rows, row);
        if (!outcome) {
            auto error = outcome.error();
            error.withDetail(QCoreApplication::translate("Prepared", "Row %1 of %2. %3")
                                 .arg(row + 1)
                                 .arg(rows.rowCount())
                                 .arg(error.detail())
                                 .trimmed());
            return fail(error);
        }
        affected += *outcome;
    }
    return affected;
}

} // namespace dumbo
