#include "drivers/common/postgresql/advice/statements.h"

#include "drivers/common/postgresql/advice/columnfacts.h"
#include "drivers/common/postgresql/advice/probes.h"
#include "drivers/common/postgresql/advice/sqlnames.h"

#include <QRegularExpression>

#include <algorithm>

namespace dumbo::postgresql::advice {

namespace {

ObjectPath pathOf(const QStringList &name)
{
    return { {}, name.size() > 1 ? name[name.size() - 2] : QString(), name.isEmpty() ? QString() : name.back() };
}

/// How columns of the type are written in the catalog: with their schema, where that is not on the search path.
QString columnType(World &world, const ObjectPath &path)
{
    const auto *known = world.type(path);
    const auto schema = known ? known->path.schema : path.schema;
    return schema.isEmpty() || schema == u"public" ? path.name : schema + u'.' + path.name;
}

/// "VALUE > 0" of a domain as a condition on a column.
QByteArray onColumn(const Node &check, const QString &column)
{
    auto sql = QString::fromUtf8(expressionSql(check));
    static const QRegularExpression value(QStringLiteral("(?<![\\w\"'])value(?![\\w\"'])"), QRegularExpression::CaseInsensitiveOption);
    return sql.replace(value, QString::fromUtf8(sqlName(column))).toUtf8();
}

void adviseDomainUsers(StatementContext &context, const PgQuery__AlterDomainStmt &statement, const ObjectPath &path)
{
    const auto *constraint = statement.def && statement.def->node_case == PG_QUERY__NODE__NODE_CONSTRAINT ? statement.def->constraint : nullptr;
    const auto type = columnType(context.world, path);
    auto *finding = context.report(Rule::DomainScans, DUMBO_ADVICE("Every table with a column of \"%1\" is read whole, and not written meanwhile.").arg(path.name));
    for (auto *table : context.world.usersOfType(type)) {
        context.lock(*table, LockMode::Share);
        context.scans(*table);
        for (const auto &column : table->object.columns) {
            if (!finding || column.type != type)
                continue;
            if (!constraint)
                finding->probes.push_back(missingValues(table->path, { column.name }));
            else if (constraint->raw_expr)
                finding->probes.push_back(brokenCheck(table->path, onColumn(*constraint->raw_expr, column.name)));
        }
    }
    if (!finding || !constraint || !constraint->raw_expr)
        return;
    const auto name = isEmpty(constraint->conname) ? chosenName(path.name, {}, QStringLiteral("check")) : textOf(constraint->conname);
    const auto head = "ALTER DOMAIN " + sqlName(path);
    finding->saferForms.push_back({ DUMBO_ADVICE("Add it NOT VALID, validate it afterwards"),
        { head + " ADD CONSTRAINT " + sqlName(name) + " CHECK (" + expressionSql(*constraint->raw_expr) + ") NOT VALID", head + " VALIDATE CONSTRAINT " + sqlName(name) }, true });
}

} // namespace

void adviseEnum(StatementContext &context, const PgQuery__AlterEnumStmt &statement)
{
    context.advice.tag = QStringLiteral("ALTER TYPE");
    context.advice.changesSchema = true;
    const auto path = pathOf(stringsOf({ statement.type_name, statement.n_type_name }));
    if (!isEmpty(statement.old_val)) {
        context.report(Rule::RenameOther, DUMBO_ADVICE("Value '%1' of \"%2\" is '%3' from now on.").arg(textOf(statement.old_val), path.name, textOf(statement.new_val)));
        return;
    }
    const auto isNew = context.progress.newTypes.contains(path.name);
    if (context.inTransaction() && context.version < 120000 && !isNew) {
        context.advice.fit = TransactionFit::Alone;
        context.remark(Rule::EnumInTransaction, DUMBO_ADVICE("PostgreSQL before 12 adds values to \"%1\" outside a transaction only.").arg(path.name));
    }
    if (context.inTransaction() && !isNew)
        context.progress.enumValues.insert(textOf(statement.new_val), path.name);
}

void findNewEnumValues(StatementContext &context, const Node &statement)
{
    if (context.progress.enumValues.isEmpty())
        return;
    walk(statement.base, [&](const ProtobufCMessage &message) {
        const auto *constant = messageAs<PgQuery__AConst>(message, pg_query__a__const__descriptor);
        if (!constant || constant->val_case != PG_QUERY__A__CONST__VAL_SVAL)
            return true;
        const auto value = textOf(constant->sval->sval);
        const auto type = context.progress.enumValues.constFind(value);
        if (type != context.progress.enumValues.constEnd())
            context.reportAt(context.source.tokenAt(constant->location), Rule::EnumValueUsed, DUMBO_ADVICE("'%1' was added to \"%2\" in the same transaction.").arg(value, *type));
        return true;
    });
}

void adviseDomain(StatementContext &context, const PgQuery__AlterDomainStmt &statement)
{
    context.advice.tag = QStringLiteral("ALTER DOMAIN");
    context.advice.changesSchema = true;
    const auto path = pathOf(stringsOf({ statement.type_name, statement.n_type_name }));
    const std::string_view kind = statement.subtype;
    const auto addsCheck = kind == "C" && statement.def && statement.def->node_case == PG_QUERY__NODE__NODE_CONSTRAINT && !statement.def->constraint->skip_validation;
    if ((addsCheck || kind == "O") && !context.progress.newTypes.contains(path.name))
        return adviseDomainUsers(context, statement, path);
    if (kind != "V")
        return;
    for (auto *table : context.world.usersOfType(columnType(context.world, path))) {
        context.lock(*table, context.version >= 180000 ? LockMode::ShareUpdateExclusive : LockMode::Share);
        context.scans(*table);
    }
}

void adviseNewType(StatementContext &context, NodeList name)
{
    context.advice.changesSchema = true;
    const auto path = pathOf(stringsOf(name));
    context.progress.newTypes.insert(path.name);
    context.advice.creates.push_back(path);
    remarkName(context, path.name, DUMBO_ADVICE("a type"));
}

} // namespace dumbo::postgresql::advice
