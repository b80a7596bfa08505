#include "app/cli/migratepending.h"

#include "core/migrations/ledger.h"

namespace cli {

using namespace dumbo;

Step<PendingSource> readPending(MigrateContext &context, MigrationState state)
{
    const auto target = context.target();
    if (!target)
        return std::unexpected(target.error());
    auto database = context.open(**target);
    if (!database)
        return std::unexpected(database.error());
    auto &executor = (*database)->executor();
    const auto dialect = executor.connection().dialect();
    auto set = context.source(dialect);
    if (!set)
        return std::unexpected(set.error());
    const auto &names = context.arguments().names;
    if (const auto known = context.only(*set, names); !known)
        return std::unexpected(known.error());
    const auto ledger = readLedger(executor);
    if (!ledger)
        return context.stop(ledger.error());
    PendingSource result { std::move(*set), {}, {}, dialect, executor.connection().server() };
    result.plan = planMigrations(result.set, *ledger);
    for (const auto &planned : result.plan.migrations) {
        if (planned.migration && planned.state == state && (names.isEmpty() || names.contains(planned.name())))
            result.chosen.push_back(*planned.migration);
    }
    return result;
}

} // namespace cli
