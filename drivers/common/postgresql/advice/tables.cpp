#include "drivers/common/postgresql/advice/statements.h"

#include "drivers/common/postgresql/advice/altertable.h"
#include "drivers/common/postgresql/advice/columnfacts.h"
#include "drivers/common/postgresql/advice/sqlnames.h"

#include <algorithm>

namespace dumbo::postgresql::advice {

namespace {

using enum LockMode;

bool isTemporary(const RangeVar &name)
{
    return std::string_view(name.relpersistence) == "t";
}

void addKey(CatalogObject &object, const QStringList &columns, const Constraint &constraint, bool isPrimary)
{
    const auto name = !isEmpty(constraint.conname) ? textOf(constraint.conname)
        : isPrimary ? chosenName(object.path.name, {}, QStringLiteral("pkey"))
                    : chosenName(object.path.name, columns.join(u'_'), QStringLiteral("key"));
    object.keys.push_back({ name, isPrimary, columns });
    object.indexes.push_back({ name, true, true, columns, {}, QStringLiteral("btree"), {} });
    if (!isPrimary)
        return;
    for (auto &column : object.columns) {
        if (const auto place = columns.indexOf(column.name); place >= 0) {
            column.primaryKeyPosition = int(place) + 1;
            column.nullable = false;
        }
    }
}

/// Builds the table of a CREATE TABLE, and says what is to be said of its parts.
class TableMaker
{
public:
    TableMaker(StatementContext &context, const PgQuery__CreateStmt &statement)
        : m_context(context)
        , m_statement(statement)
    {
        m_table.path = StatementContext::pathOf(*statement.relation);
        m_table.isNew = true;
        m_table.isTemporary = isTemporary(*statement.relation);
        m_table.object.kind = ObjectKind::Table;
        m_table.object.path = m_table.path;
    }

    Relation take()
    {
        for (const auto *node : NodeList(m_statement.table_elts, m_statement.n_table_elts)) {
            if (node->node_case == PG_QUERY__NODE__NODE_COLUMN_DEF)
                takeColumn(*node->column_def);
        }
        for (const auto *node : NodeList(m_statement.table_elts, m_statement.n_table_elts)) {
            if (node->node_case == PG_QUERY__NODE__NODE_CONSTRAINT)
                takeConstraint(*node->constraint);
            else if (node->node_case == PG_QUERY__NODE__NODE_TABLE_LIKE_CLAUSE)
                takeLike(*node->table_like_clause);
        }
        m_table.isKnown = true;
        return std::move(m_table);
    }

private:
    void takeColumn(const ColumnDef &definition)
    {
        const auto facts = columnFacts(definition);
        remarkColumn(m_context, definition, facts, m_table);
        m_table.object.columns.push_back(facts.column());
        if (facts.primary)
            addKey(m_table.object, { facts.name }, *facts.primary, true);
        if (facts.unique)
            addKey(m_table.object, { facts.name }, *facts.unique, false);
        if (facts.foreign)
            takeForeignKey(*facts.foreign, { facts.name });
        for (const auto *check : facts.checks)
            takeCheck(*check);
    }

    void takeCheck(const Constraint &check)
    {
        m_table.object.checks.push_back({ textOf(check.conname), QString::fromUtf8(expressionSql(*check.raw_expr)) });
    }

    void takeForeignKey(const Constraint &key, const QStringList &columns)
    {
        const auto isOwn = StatementContext::pathOf(*key.pktable) == m_table.path;
        if (!isOwn)
            lockForeignKey(m_context, key);
        if (isOwn) {
            CatalogForeignKey own;
            own.name = textOf(key.conname);
            own.columns = columns;
            own.target = m_table.path;
            m_table.object.foreignKeys.push_back(std::move(own));
            return;
        }
        m_table.object.foreignKeys.push_back(foreignKeyOf(m_context, m_table, key, columns));
    }

    void takeConstraint(const Constraint &constraint)
    {
        switch (constraint.contype) {
        case PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY:
            return addKey(m_table.object, keyColumns(constraint), constraint, true);
        case PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE:
            return addKey(m_table.object, keyColumns(constraint), constraint, false);
        case PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN:
            return takeForeignKey(constraint, stringsOf({ constraint.fk_attrs, constraint.n_fk_attrs }));
        case PG_QUERY__CONSTR_TYPE__CONSTR_CHECK:
            return takeCheck(constraint);
        default:
            break;
        }
    }

    void takeLike(const PgQuery__TableLikeClause &like)
    {
        auto &model = m_context.relation(*like.relation);
        m_context.lock(model, AccessShare);
        m_table.object.columns.insert(m_table.object.columns.end(), model.object.columns.begin(), model.object.columns.end());
        const auto isAll = like.options == 0x7FFFFFFF;
        if (!isAll)
            m_context.remark(Rule::TableFromQuery, DUMBO_ADVICE("LIKE takes the columns and NOT NULL of \"%1\", and of the rest only what INCLUDING names.").arg(model.title()), &m_table);
        if (isAll)
            m_table.object.keys = model.object.keys;
    }

    StatementContext &m_context;
    const PgQuery__CreateStmt &m_statement;
    Relation m_table;
};

void takePartitioning(StatementContext &context, const PgQuery__CreateStmt &statement, Relation &table)
{
    if (statement.partspec) {
        QStringList columns;
        for (const auto *node : NodeList(statement.partspec->part_params, statement.partspec->n_part_params))
            columns.append(textOf(node->partition_elem->name));
        const auto strategy = statement.partspec->strategy == PG_QUERY__PARTITION_STRATEGY__PARTITION_STRATEGY_LIST ? QStringLiteral("LIST")
            : statement.partspec->strategy == PG_QUERY__PARTITION_STRATEGY__PARTITION_STRATEGY_HASH              ? QStringLiteral("HASH")
                                                                                                                     : QStringLiteral("RANGE");
        table.object.partitioning.emplace().key = strategy + QStringLiteral(" (") + columns.join(QStringLiteral(", ")) + u')';
    }
    for (const auto *node : NodeList(statement.inh_relations, statement.n_inh_relations)) {
        auto &parent = context.relation(*node->range_var);
        context.lock(parent, statement.partbound ? AccessExclusive : ShareUpdateExclusive);
        if (!statement.partbound)
            continue;
        if (!table.object.partitioning)
            table.object.partitioning.emplace();
        table.object.partitioning->parent = parent.path;
        table.object.columns = parent.object.columns;
        table.object.keys = parent.object.keys;
        for (auto *other : context.world.partitions(parent)) {
            if (other->object.partitioning->bounds == u"DEFAULT") {
                context.lockTree(*other, AccessExclusive);
                context.scans(*other);
            }
        }
        for (const auto &key : parent.object.foreignKeys)
            context.lockTree(context.world.relation(key.target), ShareRowExclusive);
        context.report(Rule::PartitionOfLocksParent, DUMBO_ADVICE("Nobody reads or writes \"%1\" until the transaction ends.").arg(parent.title()), &parent);
    }
}

void remarkTable(StatementContext &context, const PgQuery__CreateStmt &statement, const Relation &table)
{
    if (statement.if_not_exists)
        context.remark(Rule::IfNotExists, DUMBO_ADVICE("A table \"%1\" that is there already stays as it is, whatever its columns.").arg(table.title()), &table);
    remarkName(context, textOf(statement.relation->relname), DUMBO_ADVICE("a table"));
    const auto inherits = statement.n_inh_relations > 0 || statement.of_typename;
    if (table.primaryKey().isEmpty() && !inherits && !table.isTemporary)
        context.remark(Rule::NoPrimaryKey, DUMBO_ADVICE("\"%1\" has no primary key.").arg(table.title()), &table);
    if (std::string_view(statement.relation->relpersistence) == "u")
        context.remark(Rule::UnloggedTable, DUMBO_ADVICE("\"%1\" is empty after a crash.").arg(table.title()), &table);
}

void remarkExisting(StatementContext &context, const ObjectPath &path, bool isFine)
{
    const auto *known = context.world.find(path);
    if (known && known->isKnown && !known->isDropped && !isFine)
        context.remark(Rule::ExistsAlready, DUMBO_ADVICE("There is a \"%1\" already.").arg(known->title()), known);
}

/// A table, view or sequence without more known of it than its name.
void create(StatementContext &context, const ObjectPath &path, ObjectKind kind, bool isFine)
{
    remarkExisting(context, path, isFine);
    if (const auto *known = context.world.find(path); known && known->isKnown && !known->isDropped && isFine)
        return;
    CatalogObject object;
    object.kind = kind;
    context.advice.creates.push_back(context.world.create(path, std::move(object)).path);
}

} // namespace

void adviseCreateTable(StatementContext &context, const PgQuery__CreateStmt &statement)
{
    context.advice.tag = QStringLiteral("CREATE TABLE");
    context.advice.changesSchema = true;
    const auto path = StatementContext::pathOf(*statement.relation);
    remarkExisting(context, path, statement.if_not_exists);
    auto table = TableMaker(context, statement).take();
    takePartitioning(context, statement, table);
    remarkTable(context, statement, table);
    const auto *known = context.world.find(path);
    if (known && known->isKnown && !known->isDropped && statement.if_not_exists)
        return;
    auto &made = context.world.create(path, std::move(table.object));
    made.isTemporary = table.isTemporary;
    context.advice.creates.push_back(made.path);
    context.lock(made, AccessExclusive);
}

void adviseCreateTableAs(StatementContext &context, const PgQuery__CreateTableAsStmt &statement)
{
    const auto isView = statement.objtype == PG_QUERY__OBJECT_TYPE__OBJECT_MATVIEW;
    context.advice.tag = isView ? QStringLiteral("CREATE MATERIALIZED VIEW") : QStringLiteral("CREATE TABLE AS");
    context.advice.changesSchema = true;
    lockQuery(context, statement.query->base);
    const auto path = StatementContext::pathOf(*statement.into->rel);
    if (!isView)
        context.remark(Rule::TableFromQuery, DUMBO_ADVICE("\"%1\" has no keys, defaults or NOT NULL.").arg(path.name));
    if (statement.if_not_exists)
        context.remark(Rule::IfNotExists, DUMBO_ADVICE("\"%1\" stays as it is where it is there already.").arg(path.name));
    create(context, path, isView ? ObjectKind::MaterializedView : ObjectKind::Table, statement.if_not_exists);
}

void adviseCreateView(StatementContext &context, const PgQuery__ViewStmt &statement)
{
    context.advice.tag = QStringLiteral("CREATE VIEW");
    context.advice.changesSchema = true;
    lockQuery(context, statement.query->base);
    const auto path = StatementContext::pathOf(*statement.view);
    if (statement.replace) {
        if (const auto *known = context.world.find(path); known && known->isKnown && !known->isDropped)
            context.lock(*known, AccessExclusive);
    }
    create(context, path, ObjectKind::View, statement.replace);
}

void adviseCreateSequence(StatementContext &context, const PgQuery__CreateSeqStmt &statement)
{
    context.advice.tag = QStringLiteral("CREATE SEQUENCE");
    context.advice.changesSchema = true;
    if (statement.if_not_exists)
        context.remark(Rule::IfNotExists, DUMBO_ADVICE("A sequence that is there already stays as it is."));
    create(context, StatementContext::pathOf(*statement.sequence), ObjectKind::Sequence, statement.if_not_exists);
}

void adviseAlterSequence(StatementContext &context, const PgQuery__AlterSeqStmt &statement)
{
    context.advice.tag = QStringLiteral("ALTER SEQUENCE");
    context.advice.changesSchema = true;
    auto &sequence = context.relation(*statement.sequence);
    sequence.object.kind = ObjectKind::Sequence;
    context.lock(sequence, ShareRowExclusive);
}

} // namespace dumbo::postgresql::advice
