#include "drivers/common/postgresql/advice/statements.h"

#include "drivers/common/postgresql/advice/probes.h"

#include <algorithm>

namespace dumbo::postgresql::advice {

namespace {

using enum LockMode;

bool hasOption(NodeList options, QLatin1StringView name)
{
    return std::ranges::any_of(options, [&](const Node *node) {
        const auto &option = *node->def_elem;
        if (textOf(option.defname) != name)
            return false;
        return !(option.arg && option.arg->node_case == PG_QUERY__NODE__NODE_STRING && (stringOf(option.arg) == u"false" || stringOf(option.arg) == u"off"));
    });
}

/// A unique index over plain columns of all rows: what REFRESH … CONCURRENTLY asks for.
bool hasUniqueIndex(const Relation &view)
{
    return std::ranges::any_of(view.object.indexes, [](const CatalogIndex &index) {
        return index.unique && index.predicate.isEmpty() && std::ranges::none_of(index.columns, [](const QString &column) { return column.contains(u'('); });
    });
}

/// With CASCADE the tables that refer to it, and those that refer to them.
std::vector<Relation *> truncatedWith(StatementContext &context, Relation &table)
{
    std::vector<Relation *> all { &table };
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (auto *other : context.world.referrers(*all[i])) {
            if (std::ranges::find(all, other) == all.end())
                all.push_back(other);
        }
    }
    all.erase(all.begin());
    return all;
}

} // namespace

void adviseVacuum(StatementContext &context, const PgQuery__VacuumStmt &statement)
{
    const auto isFull = statement.is_vacuumcmd && hasOption({ statement.options, statement.n_options }, QLatin1StringView("full"));
    context.advice.tag = statement.is_vacuumcmd ? QStringLiteral("VACUUM") : QStringLiteral("ANALYZE");
    if (statement.is_vacuumcmd)
        context.advice.fit = TransactionFit::Alone;
    for (const auto *node : NodeList(statement.rels, statement.n_rels)) {
        auto &table = context.relation(*node->vacuum_relation->relation);
        context.lockTree(table, isFull ? AccessExclusive : ShareUpdateExclusive);
        if (!isFull)
            continue;
        context.rewrites(table);
        context.report(Rule::VacuumFull, DUMBO_ADVICE("\"%1\" is written anew while nobody reads or writes it.").arg(table.title()), &table);
    }
    if (isFull && statement.n_rels == 0)
        context.report(Rule::VacuumFull, DUMBO_ADVICE("Every table of the database is written anew, one after the other."));
}

void adviseCluster(StatementContext &context, const PgQuery__ClusterStmt &statement)
{
    context.advice.tag = QStringLiteral("CLUSTER");
    if (!statement.relation) {
        context.advice.fit = TransactionFit::Alone;
        context.report(Rule::Cluster, DUMBO_ADVICE("Every table that was clustered before is written anew."));
        return;
    }
    auto &table = context.relation(*statement.relation);
    context.lockTree(table, AccessExclusive);
    context.rewrites(table);
    if (table.isPartitioned())
        context.advice.fit = TransactionFit::Alone;
    context.report(Rule::Cluster, DUMBO_ADVICE("\"%1\" is written anew while nobody reads or writes it.").arg(table.title()), &table);
}

void adviseRefresh(StatementContext &context, const PgQuery__RefreshMatViewStmt &statement)
{
    context.advice.tag = QStringLiteral("REFRESH MATERIALIZED VIEW");
    context.advice.changesData = true;
    auto &view = context.relation(*statement.relation);
    view.object.kind = ObjectKind::MaterializedView;
    context.lock(view, statement.concurrent ? Exclusive : AccessExclusive);
    if (!statement.skip_data)
        lockViewed(context, view);
    if (statement.concurrent)
        return;
    context.rewrites(view);
    auto *finding = context.report(Rule::RefreshBlocksReads, DUMBO_ADVICE("Nobody reads \"%1\" until it is filled.").arg(view.title()), &view);
    if (finding && hasUniqueIndex(view) && !statement.skip_data)
        finding->saferForms.push_back({ DUMBO_ADVICE("Fill it while others read the old rows"), { context.source.withBehind(context.source.word("VIEW"), " CONCURRENTLY") }, false });
}

void adviseTruncate(StatementContext &context, const PgQuery__TruncateStmt &statement)
{
    context.advice.tag = QStringLiteral("TRUNCATE TABLE");
    context.advice.changesData = true;
    const auto cascades = statement.behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
    for (const auto *node : NodeList(statement.relations, statement.n_relations)) {
        auto &table = context.relation(*node->range_var);
        context.lockTree(table, AccessExclusive, node->range_var->inh);
        context.rewrites(table);
        context.losesData(table);
        if (auto *finding = context.reportAt(context.source.tokenAt(node->range_var->location), Rule::Truncate, DUMBO_ADVICE("All rows of \"%1\" are lost.").arg(table.title()), &table))
            finding->probes.push_back(allRows(table.path, DUMBO_ADVICE("%1 rows are lost."), false));
        if (!cascades)
            continue;
        const auto others = truncatedWith(context, table);
        QStringList titles;
        for (auto *other : others) {
            context.lockTree(*other, AccessExclusive);
            context.rewrites(*other);
            context.losesData(*other);
            titles.append(u'"' + other->title() + u'"');
        }
        const auto message = others.empty() ? DUMBO_ADVICE("Tables that refer to \"%1\" lose all rows too.").arg(table.title())
                                            : DUMBO_ADVICE("%1 lose all rows too.").arg(titles.join(QStringLiteral(", ")));
        auto *finding = context.world.isComplete() && others.empty() ? nullptr : context.reportAt(context.source.word("CASCADE"), Rule::TruncateCascade, message, &table);
        for (auto *other : others) {
            if (finding)
                finding->probes.push_back(allRows(other->path, DUMBO_ADVICE("%1 rows of %2 are lost.").arg(QStringLiteral("%1"), other->title()), false));
        }
    }
}

void adviseLock(StatementContext &context, const PgQuery__LockStmt &statement)
{
    context.advice.tag = QStringLiteral("LOCK TABLE");
    const auto mode = LockMode(std::clamp(statement.mode, 1, 8));
    for (const auto *node : NodeList(statement.relations, statement.n_relations)) {
        auto &table = context.relation(*node->range_var);
        context.lockTree(table, mode, node->range_var->inh);
        if (stopsOthers(mode))
            context.report(Rule::LocksTable, DUMBO_ADVICE("\"%1\" is locked (%2) until the transaction ends.").arg(table.title(), lockName(mode)), &table);
    }
}

} // namespace dumbo::postgresql::advice
