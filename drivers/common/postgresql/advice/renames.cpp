#include "drivers/common/postgresql/advice/statements.h"

#include "drivers/common/postgresql/advice/columnfacts.h"

#include <algorithm>

namespace dumbo::postgresql::advice {

namespace {

using enum LockMode;

void renameRelation(StatementContext &context, const PgQuery__RenameStmt &statement)
{
    auto &relation = context.relation(*statement.relation);
    const auto isTable = statement.rename_type == PG_QUERY__OBJECT_TYPE__OBJECT_TABLE;
    context.lock(relation, AccessExclusive);
    const auto to = textOf(statement.newname);
    context.report(isTable ? Rule::RenameTable : Rule::RenameOther, DUMBO_ADVICE("Nothing is called \"%1\" any more; it is \"%2\" now.").arg(relation.title(), to), &relation);
    context.advice.drops.push_back(relation.path);
    context.advice.creates.push_back({ {}, relation.path.schema, to });
    context.world.rename(relation, { {}, relation.path.schema, to });
}

void renameColumn(StatementContext &context, const PgQuery__RenameStmt &statement)
{
    auto &table = context.relation(*statement.relation);
    context.lockTree(table, AccessExclusive, statement.relation->inh);
    const auto from = textOf(statement.subname);
    const auto to = textOf(statement.newname);
    auto *column = table.column(from);
    if (table.isKnown && !column && !statement.missing_ok)
        context.remark(Rule::UnknownObject, DUMBO_ADVICE("\"%1\" has no column \"%2\".").arg(table.title(), from), &table);
    context.report(Rule::RenameColumn, DUMBO_ADVICE("\"%1\" has no column \"%2\" any more; it is \"%3\" now.").arg(table.title(), from, to), &table);
    if (column)
        column->name = to;
    for (auto &index : table.object.indexes)
        index.columns.replaceInStrings(from, to);
}

/// The index only: its table may be read and written.
void renameIndex(StatementContext &context, const PgQuery__RenameStmt &statement)
{
    const auto written = StatementContext::pathOf(*statement.relation);
    const auto place = context.world.index(written);
    const auto schema = place.relation ? place.relation->path.schema : written.schema;
    context.lockPath({ {}, schema, written.name }, context.version >= 120000 ? ShareUpdateExclusive : AccessExclusive, place.relation && place.relation->isNew);
    if (!place.relation)
        return;
    const auto found = std::ranges::find(place.relation->object.indexes, written.name, &CatalogIndex::name);
    found->name = textOf(statement.newname);
}

void renamePart(StatementContext &context, const PgQuery__RenameStmt &statement)
{
    auto &table = context.relation(*statement.relation);
    context.lock(table, AccessExclusive);
    const auto isHere = [&](const auto &part) { return part.name == textOf(statement.subname); };
    if (const auto check = std::ranges::find_if(table.object.checks, isHere); check != table.object.checks.end())
        check->name = textOf(statement.newname);
    if (const auto key = std::ranges::find_if(table.object.foreignKeys, isHere); key != table.object.foreignKeys.end())
        key->name = textOf(statement.newname);
}

QString renameTag(PgQuery__ObjectType type)
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
    case PG_QUERY__OBJECT_TYPE__OBJECT_SCHEMA:
        return QStringLiteral("ALTER SCHEMA");
    case PG_QUERY__OBJECT_TYPE__OBJECT_TYPE:
    case PG_QUERY__OBJECT_TYPE__OBJECT_ATTRIBUTE:
        return QStringLiteral("ALTER TYPE");
    case PG_QUERY__OBJECT_TYPE__OBJECT_DOMAIN:
    case PG_QUERY__OBJECT_TYPE__OBJECT_DOMCONSTRAINT:
        return QStringLiteral("ALTER DOMAIN");
    case PG_QUERY__OBJECT_TYPE__OBJECT_FUNCTION:
        return QStringLiteral("ALTER FUNCTION");
    case PG_QUERY__OBJECT_TYPE__OBJECT_TRIGGER:
        return QStringLiteral("ALTER TRIGGER");
    case PG_QUERY__OBJECT_TYPE__OBJECT_POLICY:
        return QStringLiteral("ALTER POLICY");
    case PG_QUERY__OBJECT_TYPE__OBJECT_RULE:
        return QStringLiteral("ALTER RULE");
    case PG_QUERY__OBJECT_TYPE__OBJECT_TABLE:
    case PG_QUERY__OBJECT_TYPE__OBJECT_COLUMN:
    case PG_QUERY__OBJECT_TYPE__OBJECT_TABCONSTRAINT:
        return QStringLiteral("ALTER TABLE");
    default:
        return QStringLiteral("ALTER");
    }
}

bool isRelationType(PgQuery__ObjectType type)
{
    return type == PG_QUERY__OBJECT_TYPE__OBJECT_TABLE || type == PG_QUERY__OBJECT_TYPE__OBJECT_VIEW || type == PG_QUERY__OBJECT_TYPE__OBJECT_MATVIEW
        || type == PG_QUERY__OBJECT_TYPE__OBJECT_SEQUENCE || type == PG_QUERY__OBJECT_TYPE__OBJECT_FOREIGN_TABLE;
}

} // namespace

void adviseRename(StatementContext &context, const PgQuery__RenameStmt &statement)
{
    context.advice.tag = renameTag(statement.rename_type);
    context.advice.changesSchema = true;
    remarkName(context, textOf(statement.newname), DUMBO_ADVICE("an object"));
    if (statement.rename_type == PG_QUERY__OBJECT_TYPE__OBJECT_COLUMN)
        return renameColumn(context, statement);
    if (statement.rename_type == PG_QUERY__OBJECT_TYPE__OBJECT_INDEX)
        return renameIndex(context, statement);
    if (isRelationType(statement.rename_type))
        return renameRelation(context, statement);
    if (statement.relation && statement.rename_type != PG_QUERY__OBJECT_TYPE__OBJECT_ATTRIBUTE)
        return renamePart(context, statement);
    context.report(Rule::RenameOther, DUMBO_ADVICE("It is called \"%1\" from now on.").arg(textOf(statement.newname)));
}

void adviseSetSchema(StatementContext &context, const PgQuery__AlterObjectSchemaStmt &statement)
{
    context.advice.tag = renameTag(statement.object_type);
    context.advice.changesSchema = true;
    if (!statement.relation || !isRelationType(statement.object_type)) {
        context.report(Rule::RenameOther, DUMBO_ADVICE("It is in schema \"%1\" from now on.").arg(textOf(statement.newschema)));
        return;
    }
    auto &relation = context.relation(*statement.relation);
    context.lock(relation, AccessExclusive);
    const ObjectPath to { {}, textOf(statement.newschema), relation.path.name };
    context.report(Rule::RenameTable, DUMBO_ADVICE("\"%1\" is in schema \"%2\" from now on.").arg(relation.title(), to.schema), &relation);
    context.advice.drops.push_back(relation.path);
    context.advice.creates.push_back(to);
    context.world.rename(relation, to);
}

void adviseOwner(StatementContext &context, const PgQuery__AlterOwnerStmt &statement)
{
    context.advice.tag = renameTag(statement.object_type);
    context.advice.changesSchema = true;
}

void adviseComment(StatementContext &context, const PgQuery__CommentStmt &statement)
{
    context.advice.tag = QStringLiteral("COMMENT");
    context.advice.changesSchema = true;
    if (!statement.object || statement.object->node_case != PG_QUERY__NODE__NODE_LIST)
        return;
    const auto name = stringsOf({ statement.object->list->items, statement.object->list->n_items });
    const auto tableOf = [&](const QStringList &parts) -> Relation & {
        return context.world.relation({ {}, parts.size() > 1 ? parts[parts.size() - 2] : QString(), parts.back() });
    };
    if (isRelationType(statement.objtype))
        context.lock(tableOf(name), ShareUpdateExclusive);
    else if (statement.objtype == PG_QUERY__OBJECT_TYPE__OBJECT_COLUMN && name.size() > 1)
        context.lock(tableOf(name.mid(0, name.size() - 1)), ShareUpdateExclusive);
}

} // namespace dumbo::postgresql::advice
