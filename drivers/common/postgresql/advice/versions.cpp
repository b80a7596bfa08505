#include "drivers/common/postgresql/advice/versions.h"

#include <algorithm>
#include <array>

namespace dumbo::postgresql::advice {

namespace {

struct NewWord
{
    int since; ///< server_version_num
    const char *feature;
    bool (*isIn)(const Node &statement);
};

bool isConcurrentReindex(const Node &node)
{
    if (node.node_case != PG_QUERY__NODE__NODE_REINDEX_STMT)
        return false;
    return std::ranges::any_of(
        NodeList(node.reindex_stmt->params, node.reindex_stmt->n_params), [](const Node *option) { return textOf(option->def_elem->defname) == u"concurrently"; });
}

bool hasCommand(const Node &node, const std::function<bool(const PgQuery__AlterTableCmd &)> &fits)
{
    if (node.node_case != PG_QUERY__NODE__NODE_ALTER_TABLE_STMT)
        return false;
    return std::ranges::any_of(NodeList(node.alter_table_stmt->cmds, node.alter_table_stmt->n_cmds), [&](const Node *command) { return fits(*command->alter_table_cmd); });
}

bool isConcurrentDetach(const Node &node)
{
    return hasCommand(node, [](const PgQuery__AlterTableCmd &command) {
        return command.subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_DetachPartition && command.def->partition_cmd->concurrent;
    });
}

bool setsAccessMethod(const Node &node)
{
    return hasCommand(node, [](const PgQuery__AlterTableCmd &command) { return command.subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_SetAccessMethod; });
}

bool setsExpression(const Node &node)
{
    return hasCommand(node, [](const PgQuery__AlterTableCmd &command) { return command.subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_SetExpression; });
}

bool setsCompression(const Node &node)
{
    return hasCommand(node, [](const PgQuery__AlterTableCmd &command) { return command.subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_SetCompression; });
}

bool hasIncluded(const Node &node)
{
    return node.node_case == PG_QUERY__NODE__NODE_INDEX_STMT && node.index_stmt->n_index_including_params > 0;
}

bool hasEqualNulls(const Node &node)
{
    return node.node_case == PG_QUERY__NODE__NODE_INDEX_STMT && node.index_stmt->nulls_not_distinct;
}

bool isProcedure(const Node &node)
{
    return node.node_case == PG_QUERY__NODE__NODE_CALL_STMT || (node.node_case == PG_QUERY__NODE__NODE_CREATE_FUNCTION_STMT && node.create_function_stmt->is_procedure);
}

bool hasGenerated(const Node &node)
{
    bool found = false;
    if (node.node_case != PG_QUERY__NODE__NODE_CREATE_STMT && node.node_case != PG_QUERY__NODE__NODE_ALTER_TABLE_STMT)
        return false;
    walk(node.base, [&](const ProtobufCMessage &message) {
        const auto *constraint = messageAs<Constraint>(message, pg_query__constraint__descriptor);
        found = found || (constraint && constraint->contype == PG_QUERY__CONSTR_TYPE__CONSTR_GENERATED);
        return !found;
    });
    return found;
}

constexpr std::array newWords {
    NewWord { 110000, "INCLUDE", hasIncluded },
    NewWord { 110000, "PROCEDURE", isProcedure },
    NewWord { 120000, "REINDEX CONCURRENTLY", isConcurrentReindex },
    NewWord { 120000, "GENERATED ALWAYS AS … STORED", hasGenerated },
    NewWord { 140000, "DETACH PARTITION … CONCURRENTLY", isConcurrentDetach },
    NewWord { 140000, "SET COMPRESSION", setsCompression },
    NewWord { 150000, "NULLS NOT DISTINCT", hasEqualNulls },
    NewWord { 150000, "SET ACCESS METHOD", setsAccessMethod },
    NewWord { 170000, "SET EXPRESSION", setsExpression },
};

} // namespace

void adviseVersion(StatementContext &context, const Node &statement)
{
    for (const auto &word : newWords) {
        if (context.version < word.since && word.isIn(statement))
            context.remark(Rule::NewerServer, DUMBO_ADVICE("%1 needs PostgreSQL %2.").arg(QString::fromUtf8(word.feature)).arg(word.since / 10000));
    }
}

} // namespace dumbo::postgresql::advice
