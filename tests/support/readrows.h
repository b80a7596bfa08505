#pragma once

#include "core/sdk/cellvalue.h"
#include "core/sdk/execution.h"

#include <vector>

namespace dumbo::test {

using Rows = std::vector<std::vector<Value>>;

/// Reads what is left of an execution, all results together.
[[nodiscard]] inline Result<Rows> readRows(Execution &execution)
{
    Rows rows;
    while (true) {
        const auto more = execution.nextResult();
        if (!more)
            return fail(more.error());
        if (!*more)
            return rows;
        while (true) {
            const auto batch = execution.next({});
            if (!batch)
                return fail(batch.error());
            if (!*batch)
                break;
            for (qint64 row = 0; row < (*batch)->rowCount(); ++row) {
                auto &values = rows.emplace_back();
                for (int column = 0; column < (*batch)->columnCount(); ++column) {
                    auto value = cellValue((*batch)->cell(row, column));
                    if (!value)
                        return fail(value.error());
                    values.push_back(std::move(*value));
                }
            }
        }
    }
}

} // namespace dumbo::test
