#include "drivers/common/postgresql/advice/statements.h"

#include "drivers/common/postgresql/advice/probes.h"
#include "drivers/common/postgresql/advice/sqlnames.h"

#include <QSet>

namespace dumbo::postgresql::advice {

namespace {

using enum LockMode;

/// Goes through a query with its sub-queries, and locks each table as its place wants.
class QueryLocks
{
public:
    explicit QueryLocks(StatementContext &context)
        : m_context(context)
    {
    }

    void read(const ProtobufCMessage &query)
    {
        collectNames(query);
        walk(query, [this](const ProtobufCMessage &message) { return visit(message); });
    }

    /// What a view reads, as far as its text is known.
    void readThrough(const Relation &view, int depth = 0)
    {
        if (view.object.ddl.isEmpty() || depth > 16)
            return;
        const auto tree = ParseTree::of(view.object.ddl.toUtf8());
        if (!tree)
            return;
        const auto &statement = tree->statement();
        QueryLocks inner(m_context);
        inner.m_depth = depth + 1;
        if (statement.node_case == PG_QUERY__NODE__NODE_VIEW_STMT)
            inner.read(statement.view_stmt->query->base);
        else if (statement.node_case == PG_QUERY__NODE__NODE_CREATE_TABLE_AS_STMT)
            inner.read(statement.create_table_as_stmt->query->base);
    }

private:
    /// Names of WITH are no tables. One set for all depths: a table of the same name elsewhere is seldom.
    void collectNames(const ProtobufCMessage &query)
    {
        walk(query, [this](const ProtobufCMessage &message) {
            if (const auto *named = messageAs<PgQuery__CommonTableExpr>(message, pg_query__common_table_expr__descriptor))
                m_names.insert(textOf(named->ctename));
            return true;
        });
    }

    void lockRead(const RangeVar &name)
    {
        const auto &relation = m_context.relation(name);
        m_context.lockTree(relation, m_forUpdate ? RowShare : AccessShare, name.inh);
        if (relation.object.kind == ObjectKind::View && !relation.isDropped)
            readThrough(relation, m_depth);
    }

    void write(const RangeVar *name)
    {
        if (name)
            m_context.lockTree(m_context.relation(*name), RowExclusive, name->inh);
    }

    bool visit(const ProtobufCMessage &message)
    {
        if (const auto *name = messageAs<RangeVar>(message, pg_query__range_var__descriptor)) {
            if (!isEmpty(name->schemaname) || !m_names.contains(textOf(name->relname)))
                lockRead(*name);
        } else if (const auto *insert = messageAs<PgQuery__InsertStmt>(message, pg_query__insert_stmt__descriptor)) {
            write(insert->relation);
            m_context.advice.changesData = true;
        } else if (const auto *update = messageAs<PgQuery__UpdateStmt>(message, pg_query__update_stmt__descriptor)) {
            write(update->relation);
            m_context.advice.changesData = true;
        } else if (const auto *remove = messageAs<PgQuery__DeleteStmt>(message, pg_query__delete_stmt__descriptor)) {
            write(remove->relation);
            m_context.advice.changesData = true;
        } else if (const auto *merge = messageAs<PgQuery__MergeStmt>(message, pg_query__merge_stmt__descriptor)) {
            write(merge->relation);
            m_context.advice.changesData = true;
        } else if (const auto *select = messageAs<PgQuery__SelectStmt>(message, pg_query__select_stmt__descriptor)) {
            m_forUpdate = m_forUpdate || select->n_locking_clause > 0;
        }
        return true;
    }

    StatementContext &m_context;
    QSet<QString> m_names;
    bool m_forUpdate = false;
    int m_depth = 0;
};

/// The condition of a DELETE or UPDATE over its table alone, as text: other tables or sub-queries of WITH are not to be had.
QByteArray conditionSql(const Node *condition, bool hasOthers)
{
    return condition && !hasOthers ? expressionSql(*condition) : QByteArray();
}

bool isAliased(const RangeVar &name)
{
    return name.alias != nullptr;
}

} // namespace

void lockQuery(StatementContext &context, const ProtobufCMessage &query)
{
    QueryLocks(context).read(query);
}

void lockViewed(StatementContext &context, const Relation &view)
{
    QueryLocks(context).readThrough(view);
}

void adviseInsert(StatementContext &context, const PgQuery__InsertStmt &statement)
{
    context.advice.tag = QStringLiteral("INSERT");
    context.advice.changesData = true;
    lockQuery(context, statement.base);
}

void adviseUpdate(StatementContext &context, const PgQuery__UpdateStmt &statement)
{
    context.advice.tag = QStringLiteral("UPDATE");
    context.advice.changesData = true;
    lockQuery(context, statement.base);
    auto &table = context.relation(*statement.relation);
    if (statement.where_clause)
        return;
    context.scans(table);
    if (auto *finding = context.report(Rule::UpdateAll, DUMBO_ADVICE("Every row of \"%1\" is written, and locked until the transaction ends.").arg(table.title()), &table))
        finding->probes.push_back(allRows(table.path, DUMBO_ADVICE("%1 rows are written."), false));
}

void adviseDelete(StatementContext &context, const PgQuery__DeleteStmt &statement)
{
    context.advice.tag = QStringLiteral("DELETE");
    context.advice.changesData = true;
    lockQuery(context, statement.base);
    auto &table = context.relation(*statement.relation);
    context.losesData(table);
    if (!statement.where_clause) {
        context.scans(table);
        if (auto *finding = context.report(Rule::DeleteAll, DUMBO_ADVICE("All rows of \"%1\" are removed.").arg(table.title()), &table))
            finding->probes.push_back(allRows(table.path, DUMBO_ADVICE("%1 rows are lost."), false));
        return;
    }
    auto *finding = context.report(Rule::DeletesRows, DUMBO_ADVICE("Rows of \"%1\" are removed.").arg(table.title()), &table);
    const auto condition = conditionSql(statement.where_clause, statement.n_using_clause > 0 || statement.with_clause || isAliased(*statement.relation));
    if (finding && !condition.isEmpty())
        finding->probes.push_back(rowsWhere(table.path, condition, DUMBO_ADVICE("%1 rows are lost."), false));
}

void adviseMerge(StatementContext &context, const PgQuery__MergeStmt &statement)
{
    context.advice.tag = QStringLiteral("MERGE");
    context.advice.changesData = true;
    lockQuery(context, statement.base);
    if (context.version < 150000)
        context.remark(Rule::NewerServer, DUMBO_ADVICE("MERGE needs PostgreSQL 15."));
}

void adviseSelect(StatementContext &context, const PgQuery__SelectStmt &statement)
{
    context.advice.tag = QStringLiteral("SELECT");
    lockQuery(context, statement.base);
    if (!statement.into_clause)
        return;
    context.advice.tag = QStringLiteral("SELECT INTO");
    context.advice.changesSchema = true;
    const auto path = StatementContext::pathOf(*statement.into_clause->rel);
    context.remark(Rule::TableFromQuery, DUMBO_ADVICE("\"%1\" has no keys, defaults or NOT NULL.").arg(path.name));
    CatalogObject object;
    object.kind = ObjectKind::Table;
    const auto &made = context.world.create(path, std::move(object));
    std::erase_if(context.advice.locks, [&](const ForecastLock &lock) { return lock.object == path; });
    std::erase(context.advice.touches, path);
    context.advice.creates.push_back(made.path);
}

void adviseCopy(StatementContext &context, const PgQuery__CopyStmt &statement)
{
    context.advice.tag = QStringLiteral("COPY");
    context.advice.changesData = statement.is_from;
    if (statement.query)
        lockQuery(context, statement.query->base);
    else if (statement.relation)
        context.lock(context.relation(*statement.relation), statement.is_from ? RowExclusive : AccessShare);
    if (statement.is_program)
        context.remark(Rule::Opaque, DUMBO_ADVICE("The server runs a program; what it does can't be undone."));
}

} // namespace dumbo::postgresql::advice
