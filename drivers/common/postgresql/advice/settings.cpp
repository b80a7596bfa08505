#include "drivers/common/postgresql/advice/statements.h"

namespace dumbo::postgresql::advice {

namespace {

/// A deadline that is turned on: neither 0 nor the default.
bool isSet(const PgQuery__VariableSetStmt &statement)
{
    if (statement.kind != PG_QUERY__VARIABLE_SET_KIND__VAR_SET_VALUE || statement.n_args == 0)
        return false;
    const auto *value = statement.args[0];
    if (value->node_case != PG_QUERY__NODE__NODE_A_CONST)
        return true;
    const auto &constant = *value->a_const;
    if (constant.val_case == PG_QUERY__A__CONST__VAL_IVAL)
        return constant.ival->ival != 0;
    return constant.val_case != PG_QUERY__A__CONST__VAL_SVAL || (textOf(constant.sval->sval) != u"0" && !textOf(constant.sval->sval).startsWith(QLatin1StringView("0m")));
}

void forgetTransaction(MigrationProgress &progress)
{
    progress.stronglyLocked.clear();
    progress.changed.clear();
    progress.notValid.clear();
    progress.enumValues.clear();
    progress.newTypes.clear();
}

} // namespace

void adviseTransaction(StatementContext &context, const PgQuery__TransactionStmt &statement)
{
    context.advice.tag = QStringLiteral("TRANSACTION");
    context.advice.fit = TransactionFit::Controls;
    switch (statement.kind) {
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_BEGIN:
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_START:
        context.advice.tag = QStringLiteral("BEGIN");
        context.progress.isInOwnTransaction = true;
        context.remark(Rule::TransactionControl, DUMBO_ADVICE("The migration begins a transaction by itself."));
        break;
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_SAVEPOINT:
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_RELEASE:
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_ROLLBACK_TO: {
        context.advice.tag = QStringLiteral("SAVEPOINT");
        auto *finding = context.remark(Rule::TransactionControl, DUMBO_ADVICE("The migration uses savepoints of its own."));
        finding->severity = FindingSeverity::Info;
        break;
    }
    default:
        context.advice.tag = statement.kind == PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_COMMIT ? QStringLiteral("COMMIT")
            : statement.kind == PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_ROLLBACK             ? QStringLiteral("ROLLBACK")
            : statement.kind == PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_PREPARE              ? QStringLiteral("PREPARE TRANSACTION")
                                                                                                  : QStringLiteral("TRANSACTION");
        context.progress.isInOwnTransaction = false;
        forgetTransaction(context.progress);
        context.remark(Rule::TransactionControl, DUMBO_ADVICE("The transaction ends here, whatever comes behind."));
    }
}

void adviseSetting(StatementContext &context, const PgQuery__VariableSetStmt &statement)
{
    context.advice.tag = statement.kind == PG_QUERY__VARIABLE_SET_KIND__VAR_RESET || statement.kind == PG_QUERY__VARIABLE_SET_KIND__VAR_RESET_ALL ? QStringLiteral("RESET")
                                                                                                                                                     : QStringLiteral("SET");
    const auto name = textOf(statement.name).toLower();
    if (name == u"lock_timeout")
        context.progress.hasLockTimeout = isSet(statement);
    if (name == u"statement_timeout")
        context.progress.hasStatementTimeout = isSet(statement);
    if (statement.kind == PG_QUERY__VARIABLE_SET_KIND__VAR_RESET_ALL)
        context.progress.hasLockTimeout = context.progress.hasStatementTimeout = false;
    const auto sets = statement.kind == PG_QUERY__VARIABLE_SET_KIND__VAR_SET_VALUE;
    if (sets && !statement.is_local && context.inTransaction())
        context.remark(Rule::SessionSetting, DUMBO_ADVICE("%1 stays set when the transaction has ended.").arg(name));
    if (sets && name == u"search_path")
        context.remark(Rule::ChangesSearchPath, DUMBO_ADVICE("Names without a schema mean other objects from here on."));
}

} // namespace dumbo::postgresql::advice
