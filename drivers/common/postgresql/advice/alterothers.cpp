#include "drivers/common/postgresql/advice/altertable.h"

#include "drivers/common/postgresql/advice/forms.h"
#include "drivers/common/postgresql/advice/sqlnames.h"

#include <QSet>

#include <algorithm>

namespace dumbo::postgresql::advice {

void adviseMove(const TableCommand &command)
{
    auto &context = command.context;
    const auto &table = command.table;
    const auto subtype = command.command.subtype;
    // A partitioned table has nothing to write; its partitions stay where they are.
    if (table.isPartitioned())
        return;
    if (subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_SetTableSpace) {
        context.rewrites(table);
        context.report(Rule::MovesTable, DUMBO_ADVICE("\"%1\" is copied while nobody reads or writes it.").arg(table.title()), &table);
    } else if (subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_SetAccessMethod) {
        // What the catalog says nothing of is a heap.
        if (table.isKnown && command.column() == u"heap")
            return;
        context.rewrites(table);
        context.report(Rule::AccessMethod, DUMBO_ADVICE("\"%1\" is written anew while nobody reads or writes it.").arg(table.title()), &table);
    } else {
        const auto isUnlogged = std::ranges::any_of(table.object.properties, [](const auto &property) { return property.first == u"unlogged"; });
        const auto unlogs = subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_SetUnLogged;
        if (table.isKnown && isUnlogged == unlogs)
            return;
        context.rewrites(table);
        context.report(Rule::SetLogged, DUMBO_ADVICE("\"%1\" is written anew while nobody reads or writes it.").arg(table.title()), &table);
    }
}

void adviseTriggerState(const TableCommand &command)
{
    switch (command.command.subtype) {
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DisableTrig:
        command.context.report(Rule::DisableTrigger, DUMBO_ADVICE("Trigger \"%1\" of \"%2\" does not run for anybody.").arg(command.column(), command.table.title()), &command.table);
        break;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DisableTrigAll:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DisableTrigUser:
        command.context.report(Rule::DisableTrigger, DUMBO_ADVICE("The triggers of \"%1\" do not run for anybody.").arg(command.table.title()), &command.table);
        break;
    default:
        break;
    }
}

void adviseRowSecurity(const TableCommand &command)
{
    auto &context = command.context;
    if (command.command.subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_DisableRowSecurity) {
        context.report(Rule::DisableRowSecurity, DUMBO_ADVICE("All rows of \"%1\" are there for everybody who may read it.").arg(command.table.title()), &command.table);
        return;
    }
    if (command.table.object.policies.empty())
        context.progress.rowSecurity.insert(&command.table);
}

namespace {

bool isDefaultPartition(const Relation *partition)
{
    return partition->object.partitioning && partition->object.partitioning->bounds == u"DEFAULT";
}

/// The column of a partition key that is one column, as it is written; else empty.
QString keyColumn(const Relation &parent)
{
    const auto key = parent.object.partitioning ? parent.object.partitioning->key : QString();
    const auto inner = key.section(u'(', 1);
    const auto column = inner.left(inner.lastIndexOf(u')')).trimmed();
    return column.contains(u',') || column.contains(u'(') || column.contains(u' ') ? QString() : column;
}

/// The partition's own bound as a condition, for RANGE and LIST over one column; empty where there is none to be said.
QByteArray boundCondition(const Relation &parent, const PgQuery__PartitionBoundSpec &bound)
{
    const auto column = keyColumn(parent);
    if (bound.is_default || column.isEmpty())
        return {};
    const auto name = column.toUtf8();
    QByteArrayList parts { name + " IS NOT NULL" };
    if (std::string_view(bound.strategy) == "l") {
        QByteArrayList values;
        for (const auto *datum : NodeList(bound.listdatums, bound.n_listdatums)) {
            if (datum->node_case == PG_QUERY__NODE__NODE_A_CONST && datum->a_const->isnull)
                return {};
            values.append(expressionSql(*datum));
        }
        parts.append(name + " IN (" + values.join(", ") + ')');
    } else if (std::string_view(bound.strategy) == "r" && bound.n_lowerdatums == 1) {
        const auto limit = [&](const Node &datum, const QByteArray &comparison) {
            const auto isOpen = datum.node_case == PG_QUERY__NODE__NODE_COLUMN_REF;
            if (!isOpen)
                parts.append(name + comparison + expressionSql(datum));
        };
        limit(*bound.lowerdatums[0], " >= ");
        limit(*bound.upperdatums[0], " < ");
    } else {
        return {};
    }
    return parts.join(" AND ");
}

SaferForm provenBefore(const TableCommand &command, const Relation &child, const QByteArray &condition)
{
    const auto table = "ALTER TABLE " + sqlName(child.path);
    const auto name = sqlName(chosenName(child.path.name, {}, QStringLiteral("bounds")));
    return { DUMBO_ADVICE("Prove by a check that all rows fit, then attach"),
        { table + " ADD CONSTRAINT " + name + " CHECK (" + condition + ") NOT VALID", table + " VALIDATE CONSTRAINT " + name,
            command.context.source.trimmed(), table + " DROP CONSTRAINT " + name },
        true };
}

/// CONCURRENTLY leaves the partition's bounds as a check.
SaferForm detachedConcurrently(const StatementContext &context, const Relation &parent, const Relation &child)
{
    SaferForm form { DUMBO_ADVICE("Detach it without blocking"), { context.source.trimmed() + " CONCURRENTLY" }, true };
    QStringList taken;
    for (const auto &check : child.object.checks)
        taken.append(check.name);
    if (parent.isPartitioned()) {
        const auto name = chosenName(child.path.name, keyColumn(parent), QStringLiteral("check"), taken);
        form.statements.push_back("ALTER TABLE " + sqlName(child.path) + " DROP CONSTRAINT IF EXISTS " + sqlName(name));
    }
    return form;
}

} // namespace

void adviseAttach(const TableCommand &command)
{
    auto &context = command.context;
    const auto &partition = *command.command.def->partition_cmd;
    auto &child = context.relation(*partition.name);
    auto &parent = command.table;
    context.lockTree(child, LockMode::AccessExclusive);
    for (auto *other : context.world.partitions(parent)) {
        if (isDefaultPartition(other)) {
            context.lockTree(*other, LockMode::AccessExclusive);
            context.scans(*other);
        }
    }
    for (const auto &key : parent.object.foreignKeys)
        context.lockTree(context.world.relation(key.target), LockMode::ShareRowExclusive);
    const auto hasCheck = std::ranges::any_of(child.object.checks, [](const CatalogCheck &check) { return check.validated; });
    if (!partition.bound || !child.isKnown || !child.isNew) {
        if (!hasCheck)
            context.scans(child);
        auto *finding = hasCheck ? nullptr : context.report(Rule::AttachScans, DUMBO_ADVICE("\"%1\" is read whole, and nobody uses it meanwhile.").arg(child.title()), &child);
        if (const auto condition = partition.bound ? boundCondition(parent, *partition.bound) : QByteArray(); finding && !condition.isEmpty())
            finding->saferForms.push_back(provenBefore(command, child, condition));
    }
    context.world.addChild(child, parent.path);
}

void adviseDetach(const TableCommand &command)
{
    auto &context = command.context;
    const auto &partition = *command.command.def->partition_cmd;
    auto &child = context.relation(*partition.name);
    const auto partitions = context.world.partitions(command.table);
    const auto finalizes = command.command.subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_DetachPartitionFinalize;
    if (partition.concurrent || finalizes) {
        if (partition.concurrent)
            context.advice.fit = TransactionFit::Alone;
        // Whoever locked more by the table of rules: these do not stop anybody.
        std::erase_if(context.advice.locks, [&](const ForecastLock &lock) { return lock.object == command.table.path; });
        context.lock(command.table, LockMode::ShareUpdateExclusive);
        context.lock(child, LockMode::AccessExclusive);
    } else {
        context.lockTree(child, LockMode::AccessExclusive);
        const auto hasDefault = std::ranges::any_of(partitions, isDefaultPartition);
        for (auto *other : partitions) {
            if (isDefaultPartition(other))
                context.lockTree(*other, LockMode::AccessExclusive);
        }
        auto *finding = context.report(Rule::DetachBlocks, DUMBO_ADVICE("Nobody reads or writes \"%1\" meanwhile.").arg(command.table.title()), &command.table);
        if (finding && !hasDefault && context.version >= 140000)
            finding->saferForms.push_back(detachedConcurrently(context, command.table, child));
    }
    if (child.object.partitioning)
        child.object.partitioning->parent = {};
}

void adviseRelationOptions(const TableCommand &command)
{
    static const QSet<QString> strong { QStringLiteral("user_catalog_table"), QStringLiteral("security_barrier"), QStringLiteral("security_invoker"),
        QStringLiteral("check_option"), QStringLiteral("buffering"), QStringLiteral("fastupdate"), QStringLiteral("deduplicate_items"),
        QStringLiteral("autosummarize"), QStringLiteral("pages_per_range"), QStringLiteral("gin_pending_list_limit") };
    const auto *list = command.command.def && command.command.def->node_case == PG_QUERY__NODE__NODE_LIST ? command.command.def->list : nullptr;
    if (!list)
        return;
    for (const auto *item : NodeList(list->items, list->n_items)) {
        if (strong.contains(textOf(item->def_elem->defname)))
            command.context.lock(command.table, LockMode::AccessExclusive);
    }
}

void adviseInherit(const TableCommand &command)
{
    if (command.command.def && command.command.def->node_case == PG_QUERY__NODE__NODE_RANGE_VAR)
        command.context.lock(command.context.relation(*command.command.def->range_var),
            command.command.subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_AddInherit ? LockMode::ShareUpdateExclusive : LockMode::AccessShare);
}

} // namespace dumbo::postgresql::advice
