#include "ui/query/scriptrun.h"

#include "core/connection/session.h"
#include "core/sql/splitter.h"

#include <QCoreApplication>

namespace workbench {

using dumbo::ErrorKind;
using dumbo::Executor;
using dumbo::fail;
using dumbo::Result;
using dumbo::ScriptPart;
using Clock = std::chrono::steady_clock;

namespace {

constexpr qsizetype reportedBytes = 4096;

std::chrono::milliseconds since(Clock::time_point begin)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
}

/// The run in the session's thread.
class Runner {
public:
    using Post = std::function<void(std::variant<RunResult, StatementReport>)>;

    Runner(Executor &executor, const RunRequest &request, dumbo::Cancellation cancellation, Post post)
        : m_executor(executor)
        , m_request(request)
        , m_cancellation(std::move(cancellation))
        , m_post(std::move(post))
    {
    }

    RunSummary run()
    {
        const auto begin = Clock::now();
        std::vector<ScriptPart> parts;
        if (m_request.isScript)
            parts = dumbo::splitScript(std::string_view(m_request.text), m_request.dialect);
        else
            parts.push_back({ ScriptPart::Kind::Statement, 0, m_request.text.size() });
        for (std::size_t i = 0; i < parts.size() && !m_stopped; ++i)
            runPart(int(i), parts[i], i + 1 == parts.size());
        m_summary.elapsed = since(begin);
        m_summary.cancelled |= m_cancellation.isCancelled();
        if (m_executor.hasConnection())
            m_summary.transaction = m_executor.connection().transactionState();
        return m_summary;
    }

private:
    void runPart(int index, const ScriptPart &part, bool last)
    {
        StatementReport report;
        report.statement = index;
        report.begin = part.begin;
        report.end = part.end;
        const auto text = m_request.text.sliced(part.begin, part.end - part.begin);
        report.text = text.first(std::min(reportedBytes, text.size()));
        const auto begin = Clock::now();
        m_waited = {};
        const auto done = part.kind == ScriptPart::Kind::Statement ? runStatement(text, last, report) : refuse(part);
        report.elapsed = since(begin) - m_waited;
        ++m_summary.statements;
        if (!done) {
            report.error = done.error();
            m_summary.failed += !done.error().isCancelled();
            m_summary.cancelled |= done.error().isCancelled();
            m_stopped = m_request.stopAtError || done.error().isCancelled();
        }
        m_stopped |= m_cancellation.isCancelled();
        m_post(std::move(report));
    }

    static Result<void> refuse(const ScriptPart &part)
    {
        const auto message = part.kind == ScriptPart::Kind::CopyData
            ? QCoreApplication::translate("ScriptRun", "Data after COPY … FROM stdin is read by psql, not by this program.")
            : QCoreApplication::translate("ScriptRun", "This line is a command for the database's own client program.");
        dumbo::Error error(ErrorKind::NotImplemented, message);
        return fail(error.withPosition(0).withHint(
            QCoreApplication::translate("ScriptRun", "Take it out of the script, or run the script with that program.")));
    }

    Result<void> runStatement(const QByteArray &text, bool last, StatementReport &report)
    {
        dumbo::Statement statement;
        statement.text = text;
        auto execution = m_executor.execute(statement);
        if (!execution)
            return fail(execution.error());
        while (true) {
            const auto more = (*execution)->nextResult();
            if (!more)
                return fail(more.error());
            if (!*more)
                break;
            if (const auto read = readResult(**execution, last, report); !read)
                return read;
        }
        return (*execution)->close(dumbo::CloseMode::Drain);
    }

    Result<void> readResult(dumbo::Execution &execution, bool last, StatementReport &report)
    {
        const auto columns = execution.columns();
        if (columns.empty()) {
            const auto row = execution.next({});
            if (!row)
                return fail(row.error());
            const auto outcome = execution.outcome();
            report.tag = outcome.tag;
            if (outcome.affectedRows)
                report.affectedRows = report.affectedRows.value_or(0) + *outcome.affectedRows;
            return {};
        }
        RunResult result;
        result.statement = report.statement;
        result.ordinal = m_results++;
        result.last = last;
        result.text = report.text;
        result.store = dumbo::ResultStore::create({ columns.begin(), columns.end() }, m_request.budget);
        result.gate = std::make_shared<dumbo::FetchGate>(m_request.rowLimit);
        m_post(result);
        const auto state = dumbo::fetchInto(execution, *result.store, *result.gate, m_cancellation,
            [this](bool paused) { m_executor.setPaused(paused); });
        m_waited += std::chrono::duration_cast<std::chrono::milliseconds>(result.gate->waited());
        report.rows = report.rows.value_or(0) + result.store->rowCount();
        report.tag = execution.outcome().tag;
        if (!state)
            return fail(state.error());
        if (*state == dumbo::ResultStore::State::Cancelled)
            return fail(result.store->error().value_or(cancelled()));
        if (*state == dumbo::ResultStore::State::Partial)
            return execution.close(dumbo::CloseMode::Cancel);
        return {};
    }

    static dumbo::Error cancelled()
    {
        return { ErrorKind::Cancelled, QCoreApplication::translate("ScriptRun", "Cancelled.") };
    }

    Executor &m_executor;
    const RunRequest &m_request;
    dumbo::Cancellation m_cancellation;
    Post m_post;
    RunSummary m_summary;
    std::chrono::milliseconds m_waited {};
    int m_results = 0;
    bool m_stopped = false;
};

} // namespace

ScriptRun::ScriptRun(std::shared_ptr<dumbo::Session> session, RunRequest request, QObject *parent)
    : QObject(parent)
    , m_session(std::move(session))
    , m_request(std::move(request))
    , m_events([this](const Event &event) {
        if (const auto *result = std::get_if<RunResult>(&event))
            Q_EMIT resultStarted(*result);
        else
            Q_EMIT statementFinished(std::get<StatementReport>(event));
    })
    , m_started(Clock::now())
{
    const auto job = [request = m_request, token = m_cancel.token(), sender = m_events.sender()](
                         Executor &executor) -> Result<RunSummary> {
        return Runner(executor, request, token, [&sender](Event event) { sender.post(std::move(event)); }).run();
    };
    dumbo::JobOptions options;
    options.name = QString::fromUtf8(m_request.text.first(std::min<qsizetype>(80, m_request.text.size()))).simplified();
    const auto reply = m_session->submit(job, options);
    m_job = reply.job();
    dumbo::onFinished(reply, this, [this](const Result<RunSummary> &summary) { onFinished(summary); });
}

ScriptRun::~ScriptRun()
{
    if (m_running)
        cancel();
}

std::chrono::milliseconds ScriptRun::elapsed() const
{
    return m_running ? since(m_started) : m_elapsed;
}

void ScriptRun::cancel()
{
    m_cancel.cancel();
    m_session->cancel(m_job);
}

void ScriptRun::onFinished(const Result<RunSummary> &summary)
{
    m_elapsed = since(m_started);
    m_running = false;
    RunSummary result;
    if (summary) {
        result = *summary;
    } else {
        result.error = summary.error();
        result.cancelled = summary.error().isCancelled();
        result.elapsed = m_elapsed;
    }
    Q_EMIT finished(result);
}

} // namespace workbench
