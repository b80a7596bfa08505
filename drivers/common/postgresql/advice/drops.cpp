#include "drivers/common/postgresql/advice/statements.h"

#include "drivers/common/postgresql/advice/probes.h"
#include "drivers/common/postgresql/advice/sqltype.h"

#include <algorithm>
#include <array>

namespace dumbo::postgresql::advice {

namespace {

using enum LockMode;

struct DropWord
{
    PgQuery__ObjectType type;
    const char *tag;
};

#define DUMBO_OBJECT(name) PG_QUERY__OBJECT_TYPE__OBJECT_##name
constexpr std::array dropWords {
    DropWord { DUMBO_OBJECT(TABLE), "DROP TABLE" },
    DropWord { DUMBO_OBJECT(VIEW), "DROP VIEW" },
    DropWord { DUMBO_OBJECT(MATVIEW), "DROP MATERIALIZED VIEW" },
    DropWord { DUMBO_OBJECT(FOREIGN_TABLE), "DROP FOREIGN TABLE" },
    DropWord { DUMBO_OBJECT(SEQUENCE), "DROP SEQUENCE" },
    DropWord { DUMBO_OBJECT(INDEX), "DROP INDEX" },
    DropWord { DUMBO_OBJECT(SCHEMA), "DROP SCHEMA" },
    DropWord { DUMBO_OBJECT(TYPE), "DROP TYPE" },
    DropWord { DUMBO_OBJECT(DOMAIN), "DROP DOMAIN" },
    DropWord { DUMBO_OBJECT(FUNCTION), "DROP FUNCTION" },
    DropWord { DUMBO_OBJECT(PROCEDURE), "DROP PROCEDURE" },
    DropWord { DUMBO_OBJECT(ROUTINE), "DROP ROUTINE" },
    DropWord { DUMBO_OBJECT(AGGREGATE), "DROP AGGREGATE" },
    DropWord { DUMBO_OBJECT(TRIGGER), "DROP TRIGGER" },
    DropWord { DUMBO_OBJECT(POLICY), "DROP POLICY" },
    DropWord { DUMBO_OBJECT(RULE), "DROP RULE" },
    DropWord { DUMBO_OBJECT(EXTENSION), "DROP EXTENSION" },
    DropWord { DUMBO_OBJECT(PUBLICATION), "DROP PUBLICATION" },
    DropWord { DUMBO_OBJECT(STATISTIC_EXT), "DROP STATISTICS" },
    DropWord { DUMBO_OBJECT(COLLATION), "DROP COLLATION" },
    DropWord { DUMBO_OBJECT(OPERATOR), "DROP OPERATOR" },
    DropWord { DUMBO_OBJECT(CAST), "DROP CAST" },
    DropWord { DUMBO_OBJECT(FDW), "DROP FOREIGN DATA WRAPPER" },
    DropWord { DUMBO_OBJECT(FOREIGN_SERVER), "DROP SERVER" },
    DropWord { DUMBO_OBJECT(EVENT_TRIGGER), "DROP EVENT TRIGGER" },
    DropWord { DUMBO_OBJECT(LANGUAGE), "DROP LANGUAGE" },
    DropWord { DUMBO_OBJECT(TSCONFIGURATION), "DROP TEXT SEARCH CONFIGURATION" },
    DropWord { DUMBO_OBJECT(TSDICTIONARY), "DROP TEXT SEARCH DICTIONARY" },
};

QStringList nameOf(const Node &node)
{
    switch (node.node_case) {
    case PG_QUERY__NODE__NODE_LIST:
        return stringsOf({ node.list->items, node.list->n_items });
    case PG_QUERY__NODE__NODE_STRING:
        return { stringOf(&node) };
    case PG_QUERY__NODE__NODE_TYPE_NAME:
        return stringsOf({ node.type_name->names, node.type_name->n_names });
    case PG_QUERY__NODE__NODE_OBJECT_WITH_ARGS:
        return stringsOf({ node.object_with_args->objname, node.object_with_args->n_objname });
    default:
        return {};
    }
}

ObjectPath pathOf(const QStringList &name)
{
    return { {}, name.size() > 1 ? name[name.size() - 2] : QString(), name.isEmpty() ? QString() : name.back() };
}

bool cascades(const PgQuery__DropStmt &statement)
{
    return statement.behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
}

void reportGone(StatementContext &context, const Relation &relation)
{
    const auto hasRows = relation.object.kind == ObjectKind::Table || relation.object.kind == ObjectKind::MaterializedView;
    if (!hasRows || relation.object.kind == ObjectKind::MaterializedView) {
        context.report(Rule::DropView, DUMBO_ADVICE("\"%1\" is there no longer for whoever reads it.").arg(relation.title()), &relation);
        return;
    }
    context.losesData(relation);
    if (auto *finding = context.report(Rule::DropTable, DUMBO_ADVICE("\"%1\" is lost with all its rows.").arg(relation.title()), &relation))
        finding->probes.push_back(allRows(relation.path, DUMBO_ADVICE("%1 rows are lost."), false));
}

void dropNamed(StatementContext &context, const PgQuery__DropStmt &statement, const QStringList &name)
{
    auto &relation = context.world.relation(pathOf(name));
    if (!relation.isKnown) {
        relation.object.kind = statement.remove_type == DUMBO_OBJECT(VIEW) ? ObjectKind::View
            : statement.remove_type == DUMBO_OBJECT(MATVIEW)               ? ObjectKind::MaterializedView
            : statement.remove_type == DUMBO_OBJECT(SEQUENCE)              ? ObjectKind::Sequence
                                                                           : ObjectKind::Table;
    }
    if (context.world.isComplete() && !relation.isKnown && !statement.missing_ok)
        context.remark(Rule::UnknownObject, DUMBO_ADVICE("There is no \"%1\".").arg(relation.title()), &relation);
    if (!relation.isKnown && statement.missing_ok && context.world.isComplete())
        return;
    context.advice.drops.push_back(relation.path);
    reportGone(context, relation);
    dropRelation(context, relation, cascades(statement));
}

void dropSchema(StatementContext &context, const PgQuery__DropStmt &statement, const QString &schema)
{
    context.advice.drops.push_back({ {}, schema, {} });
    const auto relations = context.world.relationsIn(schema);
    const auto message = cascades(statement) && !context.world.hasCatalog()
        ? DUMBO_ADVICE("Everything in \"%1\" is lost.").arg(schema)
        : cascades(statement)
        ? DUMBO_ADVICE("Everything in \"%1\" is lost; %2 tables, views and sequences of it are known.").arg(schema).arg(relations.size())
        : DUMBO_ADVICE("Schema \"%1\" is there no longer; the statement fails unless it is empty.").arg(schema);
    auto *finding = context.report(Rule::DropSchema, message);
    if (finding && !cascades(statement))
        finding->severity = FindingSeverity::Info;
    if (!cascades(statement))
        return;
    for (auto *relation : relations) {
        if (relation->object.kind == ObjectKind::Table) {
            context.losesData(*relation);
            if (finding && !relation->isNew)
                finding->probes.push_back(allRows(relation->path, DUMBO_ADVICE("%1 rows of %2 are lost.").arg(QStringLiteral("%1"), relation->title()), false));
        }
        dropRelation(context, *relation, true);
    }
}

/// Columns of a type that goes with CASCADE go too.
void dropType(StatementContext &context, const PgQuery__DropStmt &statement, const QStringList &name)
{
    const auto path = pathOf(name);
    context.advice.drops.push_back(path);
    const auto *known = context.world.type(path);
    const auto written = known && known->path.schema != u"public" ? known->path.schema + u'.' + path.name : path.name;
    if (!context.progress.newTypes.contains(path.name))
        context.report(Rule::DropOther, DUMBO_ADVICE("Type \"%1\" is there no longer.").arg(path.name));
    if (!cascades(statement))
        return;
    for (auto *table : context.world.usersOfType(written)) {
        context.lock(*table, AccessExclusive);
        context.losesData(*table);
    }
}

/// DROP TRIGGER, POLICY and RULE: the last name is theirs, those before are the table's.
void dropPart(StatementContext &context, const QStringList &name)
{
    auto &table = context.world.relation(pathOf(name.mid(0, name.size() - 1)));
    context.lock(table, AccessExclusive);
    context.report(Rule::DropOther, DUMBO_ADVICE("\"%1\" of \"%2\" is there no longer.").arg(name.back(), table.title()), &table);
}

void dropOne(StatementContext &context, const PgQuery__DropStmt &statement, const QStringList &name)
{
    switch (statement.remove_type) {
    case DUMBO_OBJECT(TABLE):
    case DUMBO_OBJECT(VIEW):
    case DUMBO_OBJECT(MATVIEW):
    case DUMBO_OBJECT(FOREIGN_TABLE):
    case DUMBO_OBJECT(SEQUENCE):
        return dropNamed(context, statement, name);
    case DUMBO_OBJECT(SCHEMA):
        return dropSchema(context, statement, name.back());
    case DUMBO_OBJECT(TYPE):
    case DUMBO_OBJECT(DOMAIN):
        return dropType(context, statement, name);
    case DUMBO_OBJECT(TRIGGER):
    case DUMBO_OBJECT(POLICY):
    case DUMBO_OBJECT(RULE):
        return dropPart(context, name);
    default:
        context.advice.drops.push_back(pathOf(name));
        context.report(Rule::DropOther, DUMBO_ADVICE("\"%1\" is there no longer.").arg(name.back()));
    }
}

} // namespace

void dropRelation(StatementContext &context, Relation &table, bool cascadesToOthers)
{
    context.lockTree(table, AccessExclusive);
    // The triggers of a foreign key are on both tables.
    for (const auto &key : table.object.foreignKeys)
        context.lockTree(context.world.relation(key.target), AccessExclusive);
    if (table.isPartition())
        context.lock(context.world.relation(table.object.partitioning->parent), AccessExclusive);
    if (cascadesToOthers) {
        for (auto *other : context.world.referrers(table))
            context.lockTree(*other, AccessExclusive);
    }
    for (auto *child : context.world.partitions(table))
        context.world.drop(*child);
    context.world.drop(table);
}

void adviseDrop(StatementContext &context, const PgQuery__DropStmt &statement)
{
    const auto word = std::ranges::find(dropWords, statement.remove_type, &DropWord::type);
    context.advice.tag = QString::fromLatin1(word == dropWords.end() ? "DROP" : word->tag);
    context.advice.changesSchema = true;
    if (statement.remove_type == DUMBO_OBJECT(INDEX))
        adviseDropIndex(context, statement);
    else {
        for (const auto *node : NodeList(statement.objects, statement.n_objects)) {
            if (const auto name = nameOf(*node); !name.isEmpty())
                dropOne(context, statement, name);
        }
    }
    if (cascades(statement))
        context.reportAt(context.source.word("CASCADE"), Rule::Cascade, DUMBO_ADVICE("Whatever depends on it is dropped too."));
}

} // namespace dumbo::postgresql::advice
