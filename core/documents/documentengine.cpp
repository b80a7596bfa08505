#include "core/documents/documentengine.h"

#include "core/documents/documentexecution.h"
#include "core/documents/query/filterparser.h"
#include "core/documents/query/projection.h"
#include "core/sql/inlined.h"

#include <QCoreApplication>

#include <algorithm>
#include <limits>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DocumentEngine", text);
}

Statement statementOf(const StatementText &text, const Parameters &parameters, const BatchLimit &firstBatch = BatchLimit::first())
{
    Statement statement;
    statement.text = text;
    statement.parameters = parameters;
    statement.firstBatch = firstBatch;
    return statement;
}

bool hasRange(const DocumentQuery &query)
{
    return query.skip > 0 || query.limit;
}

/// What is left to do here, and what to tell about it.
DocumentWork workLeft(const DocumentQuery &query, const DocumentStatement &statement, const DocumentRules &rules)
{
    DocumentWork work;
    work.query = query;
    work.rules = rules;
    work.rechecks = !statement.filterDone;
    work.sorts = !query.sort.empty() && !statement.sortDone;
    work.ranges = hasRange(query) && !statement.rangeDone;
    work.projects = query.projection.mode != DocumentProjection::Mode::Whole && !statement.projectionDone;
    return work;
}

DocumentPlan planOf(const DocumentWork &work, Statement statement, QByteArray runnable, const QStringList &reasons)
{
    DocumentPlan plan;
    plan.statement = std::move(statement);
    plan.runnableSql = std::move(runnable);
    plan.rechecked = work.rechecks;
    plan.sortedHere = work.sorts;
    plan.rangeHere = work.ranges;
    plan.projectedHere = work.projects;
    plan.reasons = reasons;
    return plan;
}

/// For counting: order and cutting down do not matter, skip and limit are counted off afterwards.
DocumentQuery countQuery(DocumentQuery query)
{
    query.skip = 0;
    query.limit.reset();
    query.sort.clear();
    query.projection = {};
    return query;
}

qint64 inRange(qint64 count, const DocumentQuery &query)
{
    count = std::max<qint64>(count - query.skip, 0);
    return query.limit ? std::min(count, *query.limit) : count;
}

} // namespace

DocumentEngine::DocumentEngine(std::shared_ptr<PongoExtension> pongo, Dialect dialect)
    : m_pongo(std::move(pongo))
    , m_dialect(std::move(dialect))
{
    Q_ASSERT(m_pongo);
}

Result<DocumentEngine> DocumentEngine::of(DriverRegistry &registry, const Connector &connector)
{
    const auto plugin = registry.get(connector);
    if (!plugin)
        return fail(plugin.error());
    auto extension = registry.extension(connector, PongoExtension::extensionId());
    if (!extension && extension.error().kind() == ErrorKind::NotRegistered)
        return std::unexpected(Error(ErrorKind::NotImplemented, tr("The driver %1 knows no documents.").arg(connector.toText()))
                                   .withCause(extension.error()));
    if (!extension)
        return fail(extension.error());
    return DocumentEngine(std::static_pointer_cast<PongoExtension>(std::move(*extension)), (*plugin)->dialect());
}

DocumentRules DocumentEngine::rules(const DocumentSource &source) const
{
    const auto traits = m_pongo->traits();
    return { traits.ordersKeys && source.storage == DocumentStorage::Jsonb, traits.firstKeyWins };
}

Result<DocumentFilter> DocumentEngine::filter(const QByteArray &text) const
{
    return parseFilter(text);
}

Result<DocumentQuery> DocumentEngine::query(
    const DocumentSource &source, const QByteArray &filter, const QByteArray &sort, const QByteArray &projection) const
{
    DocumentQuery query;
    query.source = source;
    auto tree = parseFilter(filter);
    if (!tree)
        return fail(tree.error());
    query.filter = std::move(*tree);
    auto keys = parseSort(sort);
    if (!keys)
        return fail(keys.error());
    query.sort = std::move(*keys);
    auto fields = parseProjection(projection);
    if (!fields)
        return fail(fields.error());
    query.projection = std::move(*fields);
    return query;
}

Result<QByteArray> DocumentEngine::runnableSql(const Statement &statement) const
{
    return inlined(statement, m_dialect);
}

Result<DocumentPlan> DocumentEngine::explainFind(const DocumentQuery &query) const
{
    const auto made = m_pongo->find(query);
    if (!made)
        return fail(made.error());
    auto statement = statementOf(made->text, made->parameters);
    auto runnable = runnableSql(statement);
    if (!runnable)
        return fail(runnable.error());
    return planOf(workLeft(query, *made, rules(query.source)), std::move(statement), std::move(*runnable), made->reasons);
}

Result<DocumentFind> DocumentEngine::find(Executor &executor, const DocumentQuery &query, const DocumentFindOptions &options) const
{
    if (query.skip < 0 || query.limit.value_or(0) < 0)
        return fail(ErrorKind::Data, tr("Skip and limit can't be negative."));
    const auto made = m_pongo->find(query);
    if (!made)
        return fail(made.error());
    auto work = workLeft(query, *made, rules(query.source));
    work.mergesIdentity = query.source.isCollection && !options.asStored;
    work.sortBudget = options.sortBudget;
    work.leavesOutInvalid = options.onlyDocuments && work.rechecks;
    auto statement = statementOf(made->text, made->parameters, options.firstBatch);
    auto rows = executor.execute(statement);
    if (!rows)
        return fail(rows.error());
    auto execution = DocumentExecution::create(std::move(*rows), work);
    if (!execution)
        return fail(execution.error());
    return DocumentFind { std::move(*execution), planOf(work, std::move(statement), {}, made->reasons) };
}

Result<DocumentPlan> DocumentEngine::explainCount(const DocumentQuery &query) const
{
    auto counted = m_pongo->count(countQuery(query));
    if (!counted)
        return fail(counted.error());
    if (!*counted)
        return explainFind(countQuery(query));
    auto statement = statementOf((*counted)->text, (*counted)->parameters);
    auto runnable = runnableSql(statement);
    if (!runnable)
        return fail(runnable.error());
    return planOf({}, std::move(statement), std::move(*runnable), {});
}

Result<qint64> DocumentEngine::count(Executor &executor, const DocumentQuery &query) const
{
    const auto asked = countQuery(query);
    const auto counted = m_pongo->count(asked);
    if (!counted)
        return fail(counted.error());
    if (*counted)
        return dumbo::count(executor.query(statementOf((*counted)->text, (*counted)->parameters))).transform([&](qint64 rows) {
            return inRange(rows, query);
        });
    auto all = asked;
    if (query.limit && *query.limit <= std::numeric_limits<qint64>::max() - query.skip)
        all.limit = query.skip + *query.limit;
    DocumentFindOptions options;
    options.asStored = true;
    options.onlyDocuments = true;
    qint64 rows = 0;
    const auto visited = visitBatches(executor, all, options, [&](const Batch &batch) -> Result<bool> {
        rows += batch.rowCount();
        return true;
    });
    if (!visited)
        return fail(visited.error());
    return inRange(rows, query);
}

Result<void> DocumentEngine::visitBatches(Executor &executor, const DocumentQuery &query, const DocumentFindOptions &options,
    const std::function<Result<bool>(const Batch &)> &visit) const
{
    auto found = find(executor, query, options);
    if (!found)
        return fail(found.error());
    return readBatches(*found->execution, visit);
}

Result<void> readBatches(Execution &execution, const std::function<Result<bool>(const Batch &)> &visit)
{
    const auto more = execution.nextResult();
    if (!more)
        return fail(more.error());
    while (*more) {
        const auto batch = execution.next({});
        if (!batch)
            return fail(batch.error());
        if (!*batch)
            return execution.close(CloseMode::Drain);
        const auto goesOn = visit(**batch);
        if (!goesOn)
            return fail(goesOn.error());
        if (!*goesOn)
            return execution.close(CloseMode::Cancel);
    }
    return execution.close(CloseMode::Drain);
}

} // namespace dumbo
