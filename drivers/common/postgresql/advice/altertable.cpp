#include "drivers/common/postgresql/advice/altertable.h"

#include <algorithm>
#include <array>

namespace dumbo::postgresql::advice {

namespace {

using enum LockMode;

struct CommandRule
{
    PgQuery__AlterTableType type;
    LockMode lock;
    bool recurses; ///< partitions and children get the lock too
    void (*advise)(const TableCommand &) = nullptr;
};

#define DUMBO_AT(name) PG_QUERY__ALTER_TABLE_TYPE__AT_##name

/// Locks as AlterTableGetLockLevel() has them, https://github.com/postgres/postgres/blob/REL_17_STABLE/src/backend/commands/tablecmds.c.
/// Constraints choose theirs themselves.
constexpr std::array commandRules {
    CommandRule { DUMBO_AT(AddColumn), AccessExclusive, true, adviseAddColumn },
    CommandRule { DUMBO_AT(DropColumn), AccessExclusive, true, adviseDropColumn },
    CommandRule { DUMBO_AT(ColumnDefault), AccessExclusive, true, adviseColumnDefault },
    CommandRule { DUMBO_AT(SetNotNull), AccessExclusive, true, adviseSetNotNull },
    CommandRule { DUMBO_AT(DropNotNull), AccessExclusive, true, adviseDropNotNull },
    CommandRule { DUMBO_AT(SetExpression), AccessExclusive, true, adviseSetExpression },
    CommandRule { DUMBO_AT(DropExpression), AccessExclusive, true },
    CommandRule { DUMBO_AT(SetStatistics), ShareUpdateExclusive, true },
    CommandRule { DUMBO_AT(SetOptions), ShareUpdateExclusive, false },
    CommandRule { DUMBO_AT(ResetOptions), ShareUpdateExclusive, false },
    CommandRule { DUMBO_AT(SetStorage), AccessExclusive, true },
    CommandRule { DUMBO_AT(SetCompression), AccessExclusive, false },
    CommandRule { DUMBO_AT(AddConstraint), AccessShare, false, adviseAddConstraint },
    CommandRule { DUMBO_AT(AlterConstraint), AccessExclusive, false },
    CommandRule { DUMBO_AT(ValidateConstraint), ShareUpdateExclusive, true, adviseValidateConstraint },
    CommandRule { DUMBO_AT(DropConstraint), AccessExclusive, true, adviseDropConstraint },
    CommandRule { DUMBO_AT(AlterColumnType), AccessExclusive, true, adviseColumnType },
    CommandRule { DUMBO_AT(AlterColumnGenericOptions), AccessExclusive, false },
    CommandRule { DUMBO_AT(ChangeOwner), AccessExclusive, false },
    CommandRule { DUMBO_AT(ClusterOn), ShareUpdateExclusive, false },
    CommandRule { DUMBO_AT(DropCluster), ShareUpdateExclusive, false },
    CommandRule { DUMBO_AT(SetLogged), AccessExclusive, false, adviseMove },
    CommandRule { DUMBO_AT(SetUnLogged), AccessExclusive, false, adviseMove },
    CommandRule { DUMBO_AT(SetAccessMethod), AccessExclusive, false, adviseMove },
    CommandRule { DUMBO_AT(SetTableSpace), AccessExclusive, false, adviseMove },
    CommandRule { DUMBO_AT(SetRelOptions), ShareUpdateExclusive, false, adviseRelationOptions },
    CommandRule { DUMBO_AT(ResetRelOptions), ShareUpdateExclusive, false, adviseRelationOptions },
    CommandRule { DUMBO_AT(ReplaceRelOptions), AccessExclusive, false },
    CommandRule { DUMBO_AT(EnableTrig), ShareRowExclusive, true, adviseTriggerState },
    CommandRule { DUMBO_AT(EnableAlwaysTrig), ShareRowExclusive, true, adviseTriggerState },
    CommandRule { DUMBO_AT(EnableReplicaTrig), ShareRowExclusive, true, adviseTriggerState },
    CommandRule { DUMBO_AT(DisableTrig), ShareRowExclusive, true, adviseTriggerState },
    CommandRule { DUMBO_AT(EnableTrigAll), ShareRowExclusive, true, adviseTriggerState },
    CommandRule { DUMBO_AT(DisableTrigAll), ShareRowExclusive, true, adviseTriggerState },
    CommandRule { DUMBO_AT(EnableTrigUser), ShareRowExclusive, true, adviseTriggerState },
    CommandRule { DUMBO_AT(DisableTrigUser), ShareRowExclusive, true, adviseTriggerState },
    CommandRule { DUMBO_AT(EnableRule), AccessExclusive, false },
    CommandRule { DUMBO_AT(EnableAlwaysRule), AccessExclusive, false },
    CommandRule { DUMBO_AT(EnableReplicaRule), AccessExclusive, false },
    CommandRule { DUMBO_AT(DisableRule), AccessExclusive, false },
    CommandRule { DUMBO_AT(AddInherit), AccessExclusive, false, adviseInherit },
    CommandRule { DUMBO_AT(DropInherit), AccessExclusive, false, adviseInherit },
    CommandRule { DUMBO_AT(AddOf), AccessExclusive, false },
    CommandRule { DUMBO_AT(DropOf), AccessExclusive, false },
    CommandRule { DUMBO_AT(ReplicaIdentity), AccessExclusive, false },
    CommandRule { DUMBO_AT(EnableRowSecurity), AccessExclusive, false, adviseRowSecurity },
    CommandRule { DUMBO_AT(DisableRowSecurity), AccessExclusive, false, adviseRowSecurity },
    CommandRule { DUMBO_AT(ForceRowSecurity), AccessExclusive, false },
    CommandRule { DUMBO_AT(NoForceRowSecurity), AccessExclusive, false },
    CommandRule { DUMBO_AT(GenericOptions), AccessExclusive, false },
    CommandRule { DUMBO_AT(AttachPartition), ShareUpdateExclusive, false, adviseAttach },
    CommandRule { DUMBO_AT(DetachPartition), AccessExclusive, false, adviseDetach },
    CommandRule { DUMBO_AT(DetachPartitionFinalize), ShareUpdateExclusive, false, adviseDetach },
    CommandRule { DUMBO_AT(AddIdentity), AccessExclusive, true, adviseIdentity },
    CommandRule { DUMBO_AT(SetIdentity), AccessExclusive, true, adviseIdentity },
    CommandRule { DUMBO_AT(DropIdentity), AccessExclusive, true, adviseIdentity },
};

#undef DUMBO_AT

const CommandRule *ruleOf(PgQuery__AlterTableType type)
{
    const auto found = std::ranges::find(commandRules, type, &CommandRule::type);
    return found == commandRules.end() ? nullptr : &*found;
}

QString tagOf(PgQuery__ObjectType type)
{
    switch (type) {
    case PG_QUERY__OBJECT_TYPE__OBJECT_INDEX:
        return QStringLiteral("ALTER INDEX");
    case PG_QUERY__OBJECT_TYPE__OBJECT_VIEW:
        return QStringLiteral("ALTER VIEW");
    case PG_QUERY__OBJECT_TYPE__OBJECT_MATVIEW:
        return QStringLiteral("ALTER MATERIALIZED VIEW");
    case PG_QUERY__OBJECT_TYPE__OBJECT_SEQUENCE:
        return QStringLiteral("ALTER SEQUENCE");
    case PG_QUERY__OBJECT_TYPE__OBJECT_FOREIGN_TABLE:
        return QStringLiteral("ALTER FOREIGN TABLE");
    case PG_QUERY__OBJECT_TYPE__OBJECT_TYPE:
        return QStringLiteral("ALTER TYPE");
    default:
        return QStringLiteral("ALTER TABLE");
    }
}

/// ALTER INDEX: the index has locks of its own, its table has none.
void adviseAlterIndex(StatementContext &context, const PgQuery__AlterTableStmt &statement)
{
    const auto written = StatementContext::pathOf(*statement.relation);
    const auto place = context.world.index(written);
    const ObjectPath path { {}, place.relation ? place.relation->path.schema : written.schema, written.name };
    for (std::size_t i = 0; i < statement.n_cmds; ++i) {
        const auto &command = *statement.cmds[i]->alter_table_cmd;
        const auto *rule = ruleOf(command.subtype);
        context.lockPath(path, rule ? rule->lock : AccessExclusive, place.relation && place.relation->isNew);
        if (command.subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_AttachPartition) {
            const auto &child = *command.def->partition_cmd->name;
            const auto part = context.world.index(StatementContext::pathOf(child));
            context.lockPath({ {}, part.relation ? part.relation->path.schema : textOf(child.schemaname), textOf(child.relname) }, AccessExclusive);
            for (const auto &owner : { place, part }) {
                if (owner.relation)
                    context.lock(*owner.relation, AccessShare);
            }
        }
        if (command.subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_SetTableSpace && place.relation)
            context.report(Rule::MovesTable, DUMBO_ADVICE("The index \"%1\" is copied; nobody can use it, or write to \"%2\", meanwhile.").arg(path.name, place.relation->title()), place.relation);
    }
}

void adviseCommand(const TableCommand &command)
{
    const auto *rule = ruleOf(command.command.subtype);
    const auto mode = rule ? rule->lock : AccessExclusive;
    command.context.lockTree(command.table, mode, rule && rule->recurses && command.withChildren);
    if (rule && rule->advise)
        rule->advise(command);
}

} // namespace

QByteArray TableCommand::text() const
{
    const auto &spans = context.source.commands().spans;
    return place < spans.size() ? context.source.text(spans[place]) : QByteArray();
}

void adviseAlterTable(StatementContext &context, const PgQuery__AlterTableStmt &statement)
{
    context.advice.tag = tagOf(statement.objtype);
    context.advice.changesSchema = true;
    if (statement.objtype == PG_QUERY__OBJECT_TYPE__OBJECT_INDEX)
        return adviseAlterIndex(context, statement);
    auto &table = context.relation(*statement.relation);
    context.touch(table);
    if (statement.objtype == PG_QUERY__OBJECT_TYPE__OBJECT_TYPE)
        return;
    const auto &spans = context.source.commands().spans;
    for (std::size_t i = 0; i < statement.n_cmds; ++i) {
        if (spans.size() == statement.n_cmds)
            context.setSpan(spans[i]);
        adviseCommand({ context, *statement.cmds[i]->alter_table_cmd, i, table, bool(statement.relation->inh), bool(statement.missing_ok) });
    }
    context.setSpan(context.source.whole());
    if (!table.isNew)
        context.progress.changed.insert(&table);
}

} // namespace dumbo::postgresql::advice
