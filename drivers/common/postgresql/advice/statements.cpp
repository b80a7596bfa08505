#include "drivers/common/postgresql/advice/statements.h"

#include "drivers/common/postgresql/advice/altertable.h"

#include <algorithm>
#include <array>

namespace dumbo::postgresql::advice {

namespace {

/// Statements of which nothing is said but what they are.
struct PlainStatement
{
    PgQuery__Node__NodeCase node;
    const char *tag;
    TransactionFit fit = TransactionFit::Inside;
    bool changesSchema = true;
};

#define DUMBO_NODE(name) PG_QUERY__NODE__NODE_##name
constexpr std::array plainStatements {
    PlainStatement { DUMBO_NODE(CREATE_SCHEMA_STMT), "CREATE SCHEMA" },
    PlainStatement { DUMBO_NODE(CREATE_EXTENSION_STMT), "CREATE EXTENSION" },
    PlainStatement { DUMBO_NODE(ALTER_EXTENSION_STMT), "ALTER EXTENSION" },
    PlainStatement { DUMBO_NODE(ALTER_EXTENSION_CONTENTS_STMT), "ALTER EXTENSION" },
    PlainStatement { DUMBO_NODE(CREATE_FDW_STMT), "CREATE FOREIGN DATA WRAPPER" },
    PlainStatement { DUMBO_NODE(ALTER_FDW_STMT), "ALTER FOREIGN DATA WRAPPER" },
    PlainStatement { DUMBO_NODE(CREATE_FOREIGN_SERVER_STMT), "CREATE SERVER" },
    PlainStatement { DUMBO_NODE(ALTER_FOREIGN_SERVER_STMT), "ALTER SERVER" },
    PlainStatement { DUMBO_NODE(CREATE_USER_MAPPING_STMT), "CREATE USER MAPPING" },
    PlainStatement { DUMBO_NODE(ALTER_USER_MAPPING_STMT), "ALTER USER MAPPING" },
    PlainStatement { DUMBO_NODE(DROP_USER_MAPPING_STMT), "DROP USER MAPPING" },
    PlainStatement { DUMBO_NODE(IMPORT_FOREIGN_SCHEMA_STMT), "IMPORT FOREIGN SCHEMA" },
    PlainStatement { DUMBO_NODE(CREATE_AM_STMT), "CREATE ACCESS METHOD" },
    PlainStatement { DUMBO_NODE(CREATE_EVENT_TRIG_STMT), "CREATE EVENT TRIGGER" },
    PlainStatement { DUMBO_NODE(ALTER_EVENT_TRIG_STMT), "ALTER EVENT TRIGGER" },
    PlainStatement { DUMBO_NODE(CREATE_PLANG_STMT), "CREATE LANGUAGE" },
    PlainStatement { DUMBO_NODE(CREATE_ROLE_STMT), "CREATE ROLE" },
    PlainStatement { DUMBO_NODE(ALTER_ROLE_STMT), "ALTER ROLE" },
    PlainStatement { DUMBO_NODE(ALTER_ROLE_SET_STMT), "ALTER ROLE" },
    PlainStatement { DUMBO_NODE(DROP_ROLE_STMT), "DROP ROLE" },
    PlainStatement { DUMBO_NODE(GRANT_ROLE_STMT), "GRANT ROLE" },
    PlainStatement { DUMBO_NODE(ALTER_DEFAULT_PRIVILEGES_STMT), "ALTER DEFAULT PRIVILEGES" },
    PlainStatement { DUMBO_NODE(REASSIGN_OWNED_STMT), "REASSIGN OWNED" },
    PlainStatement { DUMBO_NODE(DEFINE_STMT), "CREATE" },
    PlainStatement { DUMBO_NODE(CREATE_CAST_STMT), "CREATE CAST" },
    PlainStatement { DUMBO_NODE(CREATE_CONVERSION_STMT), "CREATE CONVERSION" },
    PlainStatement { DUMBO_NODE(CREATE_TRANSFORM_STMT), "CREATE TRANSFORM" },
    PlainStatement { DUMBO_NODE(CREATE_OP_CLASS_STMT), "CREATE OPERATOR CLASS" },
    PlainStatement { DUMBO_NODE(CREATE_OP_FAMILY_STMT), "CREATE OPERATOR FAMILY" },
    PlainStatement { DUMBO_NODE(ALTER_OP_FAMILY_STMT), "ALTER OPERATOR FAMILY" },
    PlainStatement { DUMBO_NODE(ALTER_FUNCTION_STMT), "ALTER FUNCTION" },
    PlainStatement { DUMBO_NODE(ALTER_OPERATOR_STMT), "ALTER OPERATOR" },
    PlainStatement { DUMBO_NODE(ALTER_TYPE_STMT), "ALTER TYPE" },
    PlainStatement { DUMBO_NODE(ALTER_COLLATION_STMT), "ALTER COLLATION" },
    PlainStatement { DUMBO_NODE(ALTER_STATS_STMT), "ALTER STATISTICS" },
    PlainStatement { DUMBO_NODE(ALTER_TSDICTIONARY_STMT), "ALTER TEXT SEARCH DICTIONARY" },
    PlainStatement { DUMBO_NODE(ALTER_TSCONFIGURATION_STMT), "ALTER TEXT SEARCH CONFIGURATION" },
    PlainStatement { DUMBO_NODE(ALTER_OBJECT_DEPENDS_STMT), "ALTER" },
    PlainStatement { DUMBO_NODE(ALTER_TABLE_MOVE_ALL_STMT), "ALTER TABLE" },
    PlainStatement { DUMBO_NODE(SEC_LABEL_STMT), "SECURITY LABEL" },
    PlainStatement { DUMBO_NODE(CREATE_SUBSCRIPTION_STMT), "CREATE SUBSCRIPTION", TransactionFit::Alone },
    PlainStatement { DUMBO_NODE(ALTER_SUBSCRIPTION_STMT), "ALTER SUBSCRIPTION" },
    PlainStatement { DUMBO_NODE(DROP_SUBSCRIPTION_STMT), "DROP SUBSCRIPTION", TransactionFit::Alone },
    PlainStatement { DUMBO_NODE(CREATEDB_STMT), "CREATE DATABASE", TransactionFit::Alone },
    PlainStatement { DUMBO_NODE(ALTER_DATABASE_STMT), "ALTER DATABASE" },
    PlainStatement { DUMBO_NODE(ALTER_DATABASE_SET_STMT), "ALTER DATABASE" },
    PlainStatement { DUMBO_NODE(ALTER_DATABASE_REFRESH_COLL_STMT), "ALTER DATABASE" },
    PlainStatement { DUMBO_NODE(CREATE_TABLE_SPACE_STMT), "CREATE TABLESPACE", TransactionFit::Alone },
    PlainStatement { DUMBO_NODE(DROP_TABLE_SPACE_STMT), "DROP TABLESPACE", TransactionFit::Alone },
    PlainStatement { DUMBO_NODE(ALTER_TABLE_SPACE_OPTIONS_STMT), "ALTER TABLESPACE" },
    PlainStatement { DUMBO_NODE(ALTER_SYSTEM_STMT), "ALTER SYSTEM", TransactionFit::Alone, false },
    PlainStatement { DUMBO_NODE(CHECK_POINT_STMT), "CHECKPOINT", TransactionFit::Inside, false },
    PlainStatement { DUMBO_NODE(DISCARD_STMT), "DISCARD", TransactionFit::Inside, false },
    PlainStatement { DUMBO_NODE(LISTEN_STMT), "LISTEN", TransactionFit::Inside, false },
    PlainStatement { DUMBO_NODE(UNLISTEN_STMT), "UNLISTEN", TransactionFit::Inside, false },
    PlainStatement { DUMBO_NODE(NOTIFY_STMT), "NOTIFY", TransactionFit::Inside, false },
    PlainStatement { DUMBO_NODE(LOAD_STMT), "LOAD", TransactionFit::Inside, false },
    PlainStatement { DUMBO_NODE(VARIABLE_SHOW_STMT), "SHOW", TransactionFit::Inside, false },
    PlainStatement { DUMBO_NODE(CONSTRAINTS_SET_STMT), "SET CONSTRAINTS", TransactionFit::Inside, false },
    PlainStatement { DUMBO_NODE(PREPARE_STMT), "PREPARE", TransactionFit::Inside, false },
    PlainStatement { DUMBO_NODE(EXECUTE_STMT), "EXECUTE", TransactionFit::Inside, false },
    PlainStatement { DUMBO_NODE(DEALLOCATE_STMT), "DEALLOCATE", TransactionFit::Inside, false },
    PlainStatement { DUMBO_NODE(DECLARE_CURSOR_STMT), "DECLARE CURSOR", TransactionFit::Inside, false },
    PlainStatement { DUMBO_NODE(FETCH_STMT), "FETCH", TransactionFit::Inside, false },
    PlainStatement { DUMBO_NODE(CLOSE_PORTAL_STMT), "CLOSE CURSOR", TransactionFit::Inside, false },
};

void advisePlain(StatementContext &context, const Node &statement)
{
    const auto found = std::ranges::find(plainStatements, statement.node_case, &PlainStatement::node);
    if (found == plainStatements.end())
        return;
    context.advice.tag = QString::fromLatin1(found->tag);
    context.advice.fit = found->fit;
    context.advice.changesSchema = found->changesSchema;
    if (statement.node_case == DUMBO_NODE(CREATE_SCHEMA_STMT)) {
        const auto &schema = *statement.create_schema_stmt;
        context.advice.creates.push_back({ {}, textOf(schema.schemaname), {} });
        for (const auto *element : NodeList(schema.schema_elts, schema.n_schema_elts))
            adviseStatement(context, *element);
        context.advice.tag = QString::fromLatin1(found->tag);
    }
}

/// Statements that hide what they do, or do it to a whole database.
bool adviseOpaque(StatementContext &context, const Node &statement)
{
    auto &advice = context.advice;
    switch (statement.node_case) {
    case DUMBO_NODE(DO_STMT):
        advice.tag = QStringLiteral("DO");
        context.remark(Rule::Opaque, DUMBO_ADVICE("What the block does is not known before it runs."));
        break;
    case DUMBO_NODE(CALL_STMT):
        advice.tag = QStringLiteral("CALL");
        context.remark(Rule::Opaque, DUMBO_ADVICE("What the procedure does, and whether it commits, is not known before it runs."));
        break;
    case DUMBO_NODE(EXPLAIN_STMT):
        advice.tag = QStringLiteral("EXPLAIN");
        lockQuery(context, statement.explain_stmt->query->base);
        break;
    case DUMBO_NODE(DROPDB_STMT):
        advice.tag = QStringLiteral("DROP DATABASE");
        advice.fit = TransactionFit::Alone;
        context.report(Rule::DropDatabase, DUMBO_ADVICE("Database \"%1\" is lost with all it holds.").arg(textOf(statement.dropdb_stmt->dbname)));
        break;
    case DUMBO_NODE(DROP_OWNED_STMT):
        advice.tag = QStringLiteral("DROP OWNED");
        advice.changesSchema = true;
        context.report(Rule::DropOwned, DUMBO_ADVICE("Everything that the role owns in this database is dropped."));
        break;
    default:
        return false;
    }
    return true;
}

bool adviseTables(StatementContext &context, const Node &statement)
{
    switch (statement.node_case) {
    case DUMBO_NODE(ALTER_TABLE_STMT):
        adviseAlterTable(context, *statement.alter_table_stmt);
        break;
    case DUMBO_NODE(CREATE_STMT):
        adviseCreateTable(context, *statement.create_stmt);
        break;
    case DUMBO_NODE(CREATE_FOREIGN_TABLE_STMT):
        adviseCreateTable(context, *statement.create_foreign_table_stmt->base_stmt);
        context.advice.tag = QStringLiteral("CREATE FOREIGN TABLE");
        break;
    case DUMBO_NODE(CREATE_TABLE_AS_STMT):
        adviseCreateTableAs(context, *statement.create_table_as_stmt);
        break;
    case DUMBO_NODE(VIEW_STMT):
        adviseCreateView(context, *statement.view_stmt);
        break;
    case DUMBO_NODE(CREATE_SEQ_STMT):
        adviseCreateSequence(context, *statement.create_seq_stmt);
        break;
    case DUMBO_NODE(ALTER_SEQ_STMT):
        adviseAlterSequence(context, *statement.alter_seq_stmt);
        break;
    case DUMBO_NODE(INDEX_STMT):
        adviseCreateIndex(context, *statement.index_stmt);
        break;
    case DUMBO_NODE(REINDEX_STMT):
        adviseReindex(context, *statement.reindex_stmt);
        break;
    case DUMBO_NODE(DROP_STMT):
        adviseDrop(context, *statement.drop_stmt);
        break;
    case DUMBO_NODE(RENAME_STMT):
        adviseRename(context, *statement.rename_stmt);
        break;
    case DUMBO_NODE(ALTER_OBJECT_SCHEMA_STMT):
        adviseSetSchema(context, *statement.alter_object_schema_stmt);
        break;
    case DUMBO_NODE(ALTER_OWNER_STMT):
        adviseOwner(context, *statement.alter_owner_stmt);
        break;
    case DUMBO_NODE(COMMENT_STMT):
        adviseComment(context, *statement.comment_stmt);
        break;
    default:
        return false;
    }
    return true;
}

bool adviseRows(StatementContext &context, const Node &statement)
{
    switch (statement.node_case) {
    case DUMBO_NODE(SELECT_STMT):
        adviseSelect(context, *statement.select_stmt);
        break;
    case DUMBO_NODE(INSERT_STMT):
        adviseInsert(context, *statement.insert_stmt);
        break;
    case DUMBO_NODE(UPDATE_STMT):
        adviseUpdate(context, *statement.update_stmt);
        break;
    case DUMBO_NODE(DELETE_STMT):
        adviseDelete(context, *statement.delete_stmt);
        break;
    case DUMBO_NODE(MERGE_STMT):
        adviseMerge(context, *statement.merge_stmt);
        break;
    case DUMBO_NODE(COPY_STMT):
        adviseCopy(context, *statement.copy_stmt);
        break;
    case DUMBO_NODE(TRUNCATE_STMT):
        adviseTruncate(context, *statement.truncate_stmt);
        break;
    case DUMBO_NODE(LOCK_STMT):
        adviseLock(context, *statement.lock_stmt);
        break;
    case DUMBO_NODE(VACUUM_STMT):
        adviseVacuum(context, *statement.vacuum_stmt);
        break;
    case DUMBO_NODE(CLUSTER_STMT):
        adviseCluster(context, *statement.cluster_stmt);
        break;
    case DUMBO_NODE(REFRESH_MAT_VIEW_STMT):
        adviseRefresh(context, *statement.refresh_mat_view_stmt);
        break;
    default:
        return false;
    }
    return true;
}

bool adviseTypes(StatementContext &context, const Node &statement)
{
    switch (statement.node_case) {
    case DUMBO_NODE(ALTER_ENUM_STMT):
        adviseEnum(context, *statement.alter_enum_stmt);
        break;
    case DUMBO_NODE(ALTER_DOMAIN_STMT):
        adviseDomain(context, *statement.alter_domain_stmt);
        break;
    case DUMBO_NODE(CREATE_ENUM_STMT):
        context.advice.tag = QStringLiteral("CREATE TYPE");
        adviseNewType(context, { statement.create_enum_stmt->type_name, statement.create_enum_stmt->n_type_name });
        break;
    case DUMBO_NODE(CREATE_DOMAIN_STMT):
        context.advice.tag = QStringLiteral("CREATE DOMAIN");
        adviseNewType(context, { statement.create_domain_stmt->domainname, statement.create_domain_stmt->n_domainname });
        break;
    case DUMBO_NODE(CREATE_RANGE_STMT):
        context.advice.tag = QStringLiteral("CREATE TYPE");
        adviseNewType(context, { statement.create_range_stmt->type_name, statement.create_range_stmt->n_type_name });
        break;
    case DUMBO_NODE(COMPOSITE_TYPE_STMT): {
        const auto path = StatementContext::pathOf(*statement.composite_type_stmt->typevar);
        context.advice.tag = QStringLiteral("CREATE TYPE");
        context.advice.changesSchema = true;
        context.progress.newTypes.insert(path.name);
        context.advice.creates.push_back(path);
        break;
    }
    default:
        return false;
    }
    return true;
}

bool advisePrograms(StatementContext &context, const Node &statement)
{
    switch (statement.node_case) {
    case DUMBO_NODE(CREATE_TRIG_STMT):
        adviseTrigger(context, *statement.create_trig_stmt);
        break;
    case DUMBO_NODE(RULE_STMT):
        adviseRule(context, *statement.rule_stmt);
        break;
    case DUMBO_NODE(CREATE_POLICY_STMT):
        context.advice.tag = QStringLiteral("CREATE POLICY");
        advisePolicy(context, *statement.create_policy_stmt->table);
        break;
    case DUMBO_NODE(ALTER_POLICY_STMT):
        context.advice.tag = QStringLiteral("ALTER POLICY");
        advisePolicy(context, *statement.alter_policy_stmt->table);
        break;
    case DUMBO_NODE(CREATE_FUNCTION_STMT):
        adviseFunction(context, *statement.create_function_stmt);
        break;
    case DUMBO_NODE(GRANT_STMT):
        adviseGrant(context, *statement.grant_stmt);
        break;
    case DUMBO_NODE(CREATE_STATS_STMT):
        adviseStatistics(context, *statement.create_stats_stmt);
        break;
    case DUMBO_NODE(CREATE_PUBLICATION_STMT):
        context.advice.tag = QStringLiteral("CREATE PUBLICATION");
        advisePublication(context, { statement.create_publication_stmt->pubobjects, statement.create_publication_stmt->n_pubobjects });
        break;
    case DUMBO_NODE(ALTER_PUBLICATION_STMT):
        context.advice.tag = QStringLiteral("ALTER PUBLICATION");
        advisePublication(context, { statement.alter_publication_stmt->pubobjects, statement.alter_publication_stmt->n_pubobjects });
        break;
    case DUMBO_NODE(TRANSACTION_STMT):
        adviseTransaction(context, *statement.transaction_stmt);
        break;
    case DUMBO_NODE(VARIABLE_SET_STMT):
        adviseSetting(context, *statement.variable_set_stmt);
        break;
    default:
        return false;
    }
    return true;
}

#undef DUMBO_NODE

} // namespace

void adviseStatement(StatementContext &context, const Node &statement)
{
    const auto isDone = adviseTables(context, statement) || adviseRows(context, statement) || adviseTypes(context, statement)
        || advisePrograms(context, statement) || adviseOpaque(context, statement);
    if (!isDone)
        advisePlain(context, statement);
}

} // namespace dumbo::postgresql::advice
