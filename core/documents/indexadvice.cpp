#include "core/documents/indexadvice.h"

#include <QCoreApplication>

#include <algorithm>

namespace dumbo {

namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;

QString tr(const char *text)
{
    return QCoreApplication::translate("Documents", text);
}

bool usesIndex(const PlanNode &node, const QString &name)
{
    return node.index == name || std::ranges::any_of(node.children, [&](const PlanNode &child) { return usesIndex(child, name); });
}

/// One sample with what is measured on it, inside a transaction.
class TrialRun {
public:
    TrialRun(Executor &executor, const DocumentEngine &engine, ExplainExtension &explain, const DocumentQuery &query, const IndexTrialOptions &options)
        : m_executor(executor)
        , m_engine(engine)
        , m_explain(explain)
        , m_source(query.source)
        , m_query(query)
        , m_options(options)
        , m_isPostgres(engine.dialect().databaseType == u"PostgreSQL")
    {
        // Where temporary tables live: nobody else sees them, and they go with the session at the latest.
        m_query.source.table = { {}, m_isPostgres ? QStringLiteral("pg_temp") : QStringLiteral("temp"), QStringLiteral("dumbo_sample") };
        m_query.source.indexes.clear();
        m_query.sample.reset();
        m_query.forUpdate = false;
    }

    Result<IndexTrials> run(const std::vector<DocumentIndex> &indexes);

private:
    [[nodiscard]] Result<void> copy();
    [[nodiscard]] Result<void> runAll(const Result<std::vector<StatementText>> &statements);
    [[nodiscard]] Result<void> make(DocumentIndex &index, const QString &name);
    [[nodiscard]] Result<IndexMeasurement> measure();
    [[nodiscard]] Result<IndexTrial> tryOne(const DocumentIndex &index, int number);
    [[nodiscard]] std::optional<qint64> spaceOf(const QString &name);
    [[nodiscard]] Result<qint64> numberFrom(const QByteArray &sql);

    Executor &m_executor;
    const DocumentEngine &m_engine;
    ExplainExtension &m_explain;
    const DocumentSource &m_source;
    DocumentQuery m_query;
    const IndexTrialOptions &m_options;
    bool m_isPostgres;
};

Result<void> TrialRun::runAll(const Result<std::vector<StatementText>> &statements)
{
    if (!statements)
        return fail(statements.error());
    for (const auto &statement : *statements) {
        if (const auto done = m_executor.command(statement); !done)
            return fail(done.error());
    }
    return {};
}

Result<qint64> TrialRun::numberFrom(const QByteArray &sql)
{
    const auto rows = m_executor.query(sql);
    if (!rows)
        return fail(rows.error());
    return rows->isEmpty() ? Result<qint64>(0) : rows->row(0).integer(0);
}

Result<void> TrialRun::copy()
{
    if (auto copied = runAll(m_engine.pongo().copySample(m_source, m_query.source.table, m_options.sampleRows)); !copied)
        return copied;
    int number = 0;
    for (auto index : m_source.indexes) {
        if (auto made = make(index, QStringLiteral("dumbo_before_%1").arg(++number)); !made)
            return made;
    }
    return {};
}

Result<void> TrialRun::make(DocumentIndex &index, const QString &name)
{
    index.name = name;
    if (!index.generatedColumn.isEmpty())
        index.generatedColumn.clear();
    if (auto made = runAll(m_engine.pongo().createIndex(m_query.source, index)); !made)
        return made;
    m_query.source.indexes.push_back(index);
    return {};
}

Result<IndexMeasurement> TrialRun::measure()
{
    const auto plan = m_engine.explainFind(m_query);
    if (!plan)
        return fail(plan.error());
    IndexMeasurement best;
    for (int run = 0; run < std::max(m_options.runs, 1); ++run) {
        ExplainRequest request;
        request.text = plan->statement.text;
        request.parameters = plan->statement.parameters;
        request.analyze = m_explain.abilities().analyze;
        const auto explained = m_explain.explain(request);
        if (!explained)
            return fail(explained.error());
        const auto time = explained->executionTime.value_or(Milliseconds(0));
        if (run == 0 || time < best.time)
            best = { time, *explained, plan->runnableSql };
    }
    return best;
}

/// Where the database tells it.
std::optional<qint64> TrialRun::spaceOf(const QString &name)
{
    if (m_isPostgres)
        return numberFrom("SELECT pg_catalog.pg_relation_size('pg_temp." + name.toUtf8() + "'::pg_catalog.regclass)").value_or(0);
    if (m_engine.dialect().databaseType != u"SQLite")
        return std::nullopt;
    const auto pages = numberFrom("PRAGMA temp.page_count");
    const auto size = numberFrom("PRAGMA temp.page_size");
    return pages && size ? std::optional(*pages * *size) : std::nullopt;
}

Result<IndexTrial> TrialRun::tryOne(const DocumentIndex &index, int number)
{
    IndexTrial trial;
    trial.index = index;
    const auto statements = m_engine.pongo().createIndex(m_source, index);
    if (!statements)
        return fail(statements.error());
    trial.statements = *statements;
    const auto existing = m_query.source.indexes;
    const auto before = m_isPostgres ? std::optional<qint64>(0) : spaceOf({});
    auto tried = index;
    const auto start = std::chrono::steady_clock::now();
    if (const auto made = make(tried, QStringLiteral("dumbo_trial_%1").arg(number)); !made)
        return fail(made.error());
    trial.buildTime = std::chrono::steady_clock::now() - start;
    if (const auto after = spaceOf(tried.name); after && before)
        trial.bytes = *after - *before;
    const auto measured = measure();
    if (!measured)
        return fail(measured.error());
    trial.measurement = *measured;
    trial.isUsed = std::ranges::any_of(measured->plan.roots, [&](const PlanNode &root) { return usesIndex(root, tried.name); });
    if (const auto dropped = runAll(m_engine.pongo().dropIndex(m_query.source, tried)); !dropped)
        return fail(dropped.error());
    m_query.source.indexes = existing;
    return trial;
}

Result<IndexTrials> TrialRun::run(const std::vector<DocumentIndex> &indexes)
{
    if (const auto copied = copy(); !copied)
        return fail(copied.error());
    IndexTrials trials;
    DocumentQuery everything;
    everything.source = m_query.source;
    const auto rows = m_engine.count(m_executor, everything);
    if (!rows)
        return fail(rows.error());
    trials.sampleRows = *rows;
    const auto matching = m_engine.count(m_executor, m_query);
    if (!matching)
        return fail(matching.error());
    trials.matching = *matching;
    const auto before = measure();
    if (!before)
        return fail(before.error());
    trials.before = *before;
    for (const auto &index : indexes) {
        if (m_executor.isCancelled())
            return fail(ErrorKind::Cancelled, tr("Trying indexes was cancelled."));
        auto trial = tryOne(index, int(trials.trials.size()) + 1);
        if (!trial)
            return fail(trial.error());
        trials.trials.push_back(std::move(*trial));
    }
    return trials;
}

} // namespace

Result<IndexTrials> tryIndexes(Executor &executor, const DocumentEngine &engine, const DocumentQuery &query,
    const std::vector<DocumentIndex> &indexes, const IndexTrialOptions &options)
{
    if (!executor.hasConnection())
        return fail(ErrorKind::InvalidOperation, tr("Indexes are tried on one connection, not on a pool."));
    return executor.withTransaction([&](Executor &inner) -> Result<TransactionOutcome<IndexTrials>> {
        auto *explain = static_cast<ExplainExtension *>(inner.connection().extension(ExplainExtension::extensionId()));
        if (!explain)
            return fail(ErrorKind::NotImplemented, tr("The driver can't explain statements."));
        auto trials = TrialRun(inner, engine, *explain, query, options).run(indexes);
        if (!trials)
            return fail(trials.error());
        return TransactionOutcome<IndexTrials>(Rollback { std::move(*trials) });
    });
}

} // namespace dumbo
