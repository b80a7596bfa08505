#include "ui/documents/documentsrun.h"

#include "core/connection/session.h"
#include "core/documents/documentsource.h"

#include <QCoreApplication>

namespace workbench {

using dumbo::DocumentEngine;
using dumbo::DocumentQuery;
using dumbo::DocumentSource;
using dumbo::Executor;
using dumbo::fail;
using dumbo::Result;
using Clock = std::chrono::steady_clock;

namespace {

std::chrono::milliseconds since(Clock::time_point begin)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
}

/// The find in the session's thread.
class Finder {
public:
    using Post = std::function<void(FindResult)>;

    Finder(Executor &executor, const FindRequest &request, dumbo::Cancellation cancellation, Post post)
        : m_executor(executor)
        , m_request(request)
        , m_cancellation(std::move(cancellation))
        , m_post(std::move(post))
    {
    }

    FindSummary run()
    {
        const auto begin = Clock::now();
        if (const auto done = find(); !done)
            m_summary.error = done.error();
        m_summary.elapsed = since(begin) - m_waited;
        return m_summary;
    }

private:
    /// The query, and on an error which of the texts is to blame.
    Result<DocumentQuery> read(const DocumentEngine &engine, const DocumentSource &source)
    {
        auto query = engine.query(source, m_request.filter, m_request.sort, m_request.projection);
        if (query)
            return query;
        using Part = FindSummary::Part;
        if (!engine.query(source, m_request.filter))
            m_summary.part = Part::Filter;
        else if (!engine.query(source, {}, m_request.sort))
            m_summary.part = Part::Sort;
        else
            m_summary.part = Part::Projection;
        return query;
    }

    Result<void> find()
    {
        const auto engine = m_request.engine();
        if (!engine)
            return fail(engine.error());
        const auto source = dumbo::sourceOf(m_executor, engine->pongo(), m_request.table, m_request.column);
        if (!source)
            return fail(source.error());
        const auto query = read(*engine, *source);
        if (!query)
            return fail(query.error());
        // As SQL that runs as it stands, for people.
        const auto plan = engine->explainFind(*query);
        if (!plan)
            return fail(plan.error());
        auto found = engine->find(m_executor, *query);
        if (!found)
            return fail(found.error());
        auto &execution = *found->execution;
        const auto more = execution.nextResult();
        if (!more)
            return fail(more.error());
        FindResult result { *query, *plan, engine->pongo().traits(), {}, {} };
        const auto columns = execution.columns();
        result.store = dumbo::ResultStore::create({ columns.begin(), columns.end() }, m_request.budget);
        result.gate = std::make_shared<dumbo::FetchGate>(m_request.rowLimit);
        m_post(result);
        return fetch(execution, result);
    }

    Result<void> fetch(dumbo::Execution &execution, const FindResult &result)
    {
        const auto state = dumbo::fetchInto(execution, *result.store, *result.gate, m_cancellation,
            [this](bool paused) { m_executor.setPaused(paused); });
        m_waited = std::chrono::duration_cast<std::chrono::milliseconds>(result.gate->waited());
        if (!state)
            return fail(state.error());
        if (*state == dumbo::ResultStore::State::Cancelled)
            return fail(result.store->error().value_or(dumbo::Error(dumbo::ErrorKind::Cancelled, QCoreApplication::translate("DocumentsRun", "Cancelled."))));
        return execution.close(*state == dumbo::ResultStore::State::Partial ? dumbo::CloseMode::Cancel : dumbo::CloseMode::Drain);
    }

    Executor &m_executor;
    const FindRequest &m_request;
    dumbo::Cancellation m_cancellation;
    Post m_post;
    FindSummary m_summary;
    std::chrono::milliseconds m_waited {};
};

} // namespace

DocumentsRun::DocumentsRun(std::shared_ptr<dumbo::Session> session, FindRequest request, QObject *parent)
    : QObject(parent)
    , m_session(std::move(session))
    , m_request(std::move(request))
    , m_results([this](const FindResult &result) { Q_EMIT started(result); })
    , m_begun(Clock::now())
{
    const auto job = [request = m_request, token = m_cancel.token(), sender = m_results.sender()](Executor &executor) -> Result<FindSummary> {
        return Finder(executor, request, token, [&sender](FindResult result) { sender.post(std::move(result)); }).run();
    };
    dumbo::JobOptions options;
    options.name = tr("Documents of %1").arg(m_request.table.name);
    const auto reply = m_session->submit(job, options);
    m_job = reply.job();
    dumbo::onFinished(reply, this, [this](const Result<FindSummary> &summary) { onFinished(summary); });
}

DocumentsRun::~DocumentsRun()
{
    if (m_running)
        cancel();
}

std::chrono::milliseconds DocumentsRun::elapsed() const
{
    return m_running ? since(m_begun) : m_elapsed;
}

void DocumentsRun::cancel()
{
    m_cancel.cancel();
    m_session->cancel(m_job);
}

void DocumentsRun::onFinished(const Result<FindSummary> &summary)
{
    m_running = false;
    FindSummary ended;
    if (summary)
        ended = *summary;
    else
        ended.error = summary.error();
    m_elapsed = summary ? ended.elapsed : since(m_begun);
    ended.elapsed = m_elapsed;
    Q_EMIT finished(ended);
}

} // namespace workbench
