#include "drivers/common/postgresql/advice/statements.h"

#include <algorithm>

namespace dumbo::postgresql::advice {

void adviseTrigger(StatementContext &context, const PgQuery__CreateTrigStmt &statement)
{
    context.advice.tag = QStringLiteral("CREATE TRIGGER");
    context.advice.changesSchema = true;
    auto &table = context.relation(*statement.relation);
    context.lockTree(table, LockMode::ShareRowExclusive, table.isPartitioned() && statement.row);
    if (statement.constrrel)
        context.lock(context.relation(*statement.constrrel), LockMode::AccessShare);
}

void adviseRule(StatementContext &context, const PgQuery__RuleStmt &statement)
{
    context.advice.tag = QStringLiteral("CREATE RULE");
    context.advice.changesSchema = true;
    auto &table = context.relation(*statement.relation);
    for (const auto *action : NodeList(statement.actions, statement.n_actions))
        lockQuery(context, action->base);
    // What the actions write they write later, when somebody's query is rewritten.
    context.advice.changesData = false;
    std::erase_if(context.advice.locks, [](const ForecastLock &lock) { return lock.object.name == u"new" || lock.object.name == u"old"; });
    context.lock(table, LockMode::AccessExclusive);
    context.remark(Rule::RewritingRule, DUMBO_ADVICE("A rule rewrites queries over \"%1\".").arg(table.title()), &table);
}

void advisePolicy(StatementContext &context, const RangeVar &name)
{
    context.advice.changesSchema = true;
    auto &table = context.relation(name);
    context.lock(table, LockMode::AccessExclusive);
    context.progress.rowSecurity.remove(&table);
    table.object.policies.emplace_back();
}

void adviseFunction(StatementContext &context, const PgQuery__CreateFunctionStmt &statement)
{
    context.advice.tag = statement.is_procedure ? QStringLiteral("CREATE PROCEDURE") : QStringLiteral("CREATE FUNCTION");
    context.advice.changesSchema = true;
    const auto name = stringsOf({ statement.funcname, statement.n_funcname });
    context.advice.creates.push_back({ {}, name.size() > 1 ? name[name.size() - 2] : QString(), name.isEmpty() ? QString() : name.back() });
    bool isDefiner = false;
    bool hasPath = false;
    for (const auto *node : NodeList(statement.options, statement.n_options)) {
        const auto &option = *node->def_elem;
        const auto word = textOf(option.defname);
        if (word == u"security" && option.arg && option.arg->node_case == PG_QUERY__NODE__NODE_BOOLEAN)
            isDefiner = option.arg->boolean->boolval;
        if (word == u"set" && option.arg && option.arg->node_case == PG_QUERY__NODE__NODE_VARIABLE_SET_STMT)
            hasPath = hasPath || textOf(option.arg->variable_set_stmt->name) == u"search_path";
    }
    if (isDefiner && !hasPath)
        context.remark(Rule::SecurityDefiner, DUMBO_ADVICE("\"%1\" runs with its owner's rights and its caller's search_path.").arg(name.value(name.size() - 1)));
}

void adviseGrant(StatementContext &context, const PgQuery__GrantStmt &statement)
{
    context.advice.tag = statement.is_grant ? QStringLiteral("GRANT") : QStringLiteral("REVOKE");
    context.advice.changesSchema = true;
    const auto isEverybody = [](const Node *node) { return node->role_spec->roletype == PG_QUERY__ROLE_SPEC_TYPE__ROLESPEC_PUBLIC; };
    if (statement.is_grant && std::ranges::any_of(NodeList(statement.grantees, statement.n_grantees), isEverybody))
        context.remark(Rule::GrantsToPublic, DUMBO_ADVICE("Everybody gets the right, whoever comes later too."));
}

void adviseStatistics(StatementContext &context, const PgQuery__CreateStatsStmt &statement)
{
    context.advice.tag = QStringLiteral("CREATE STATISTICS");
    context.advice.changesSchema = true;
    for (const auto *node : NodeList(statement.relations, statement.n_relations)) {
        if (node->node_case == PG_QUERY__NODE__NODE_RANGE_VAR)
            context.lock(context.relation(*node->range_var), LockMode::ShareUpdateExclusive);
    }
}

void advisePublication(StatementContext &context, NodeList objects)
{
    context.advice.changesSchema = true;
    for (const auto *node : objects) {
        const auto *table = node->node_case == PG_QUERY__NODE__NODE_PUBLICATION_OBJ_SPEC ? node->publication_obj_spec->pubtable : nullptr;
        if (table)
            context.lockTree(context.relation(*table->relation), LockMode::ShareUpdateExclusive, table->relation->inh);
    }
}

} // namespace dumbo::postgresql::advice
