#include "core/connection/sessioncore.h"

#include "core/connection/connectionexecutor.h"

#include <QCoreApplication>

#include <algorithm>
#include <cerrno>
#include <exception>
#include <poll.h>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Session", text);
}

Error cancelledError()
{
    return Error(ErrorKind::Cancelled, tr("The operation was cancelled."));
}

} // namespace

SessionCore::SessionCore(PluginProvider plugin, const ConnectionTarget &target, const SessionOptions &options)
    : m_provider(std::move(plugin))
    , m_target(target)
    , m_options(options)
    , m_observer(std::make_unique<SessionObserver>())
    , m_secrets(target.secrets)
{
    m_status.since = std::chrono::steady_clock::now();
    m_status.phase = options.connectAtOnce ? SessionPhase::Connecting : SessionPhase::Unconnected;
}

void SessionCore::run()
{
    if (m_options.connectAtOnce) {
        if (const auto connected = connect(); connected)
            setPhase(SessionPhase::Idle);
        else if (!connected.error().isCancelled())
            refuseWaiting(connected.error());
    }
    while (auto entry = nextEntry())
        runEntry(std::move(*entry));
    dropConnection();
    setPhase(SessionPhase::Closed);
}

std::optional<SessionCore::Entry> SessionCore::nextEntry()
{
    std::unique_lock lock(m_mutex);
    while (!m_closing) {
        const auto place = runnableEntry();
        if (place == m_queue.end()) {
            waitForWork(lock);
            continue;
        }
        auto entry = std::move(*place);
        m_queue.erase(place);
        // Under the lock: a cancel finds the job either in the queue or at the gate.
        m_running = entry.id;
        m_gate->beginJob(entry.id);
        return entry;
    }
    return std::nullopt;
}

SessionCore::Entries::iterator SessionCore::runnableEntry()
{
    if (m_activeLease == 0)
        return m_queue.begin();
    return std::ranges::find(m_queue, m_activeLease, &Entry::lease);
}

void SessionCore::waitForWork(std::unique_lock<std::mutex> &lock)
{
    lock.unlock();
    const int idle = m_connection && m_watchesIdle ? m_connection->idleDescriptor() : -1;
    pollfd waiting[] = { { m_wake.descriptor(), POLLIN, 0 }, { idle, POLLIN, 0 } };
    while (poll(waiting, idle >= 0 ? 2 : 1, -1) < 0 && errno == EINTR) { }
    m_wake.clear();
    if (waiting[1].revents != 0) {
        pumpIdle();
        // A descriptor that only ever reports an error would keep the thread spinning.
        if (!(waiting[1].revents & POLLIN))
            m_watchesIdle = false;
    }
    lock.lock();
}

void SessionCore::pumpIdle()
{
    m_connection->pump();
    const auto lost = m_observer->takeLost();
    if (m_connection->isBroken() || lost)
        lose(lost);
    else if (m_observer->takeParametersChanged())
        refreshFacts();
}

void SessionCore::runEntry(Entry entry)
{
    m_watchesIdle = true;
    if (entry.job)
        runJob(entry);
    else
        finishLease();
    const auto error = entry.job ? entry.job->error() : std::nullopt;
    {
        const std::scoped_lock lock(m_mutex);
        m_running = 0;
        m_gate->endJob();
    }
    settle(error, entry.options.resetsConnection);
    if (entry.job)
        entry.job->publish();
}

void SessionCore::runJob(Entry &entry)
{
    if (m_lostTransaction) {
        entry.job->refuse(*std::exchange(m_lostTransaction, std::nullopt));
        return;
    }
    if (m_connection)
        checkConnection(entry.options.trustedFor);
    if (m_lostTransaction) {
        entry.job->refuse(*std::exchange(m_lostTransaction, std::nullopt));
        return;
    }
    if (!m_connection) {
        if (const auto connected = connect(); !connected) {
            if (!connected.error().isCancelled())
                refuseWaiting(connected.error());
            entry.job->refuse(connected.error());
            return;
        }
    }
    setPhase(SessionPhase::Busy, {}, &entry);
    if (const auto refused = m_gate->refusal()) {
        entry.job->refuse(*refused);
        return;
    }
    if (entry.options.timeout)
        m_gate->limitJob(*entry.options.timeout);
    ConnectionExecutor executor(*m_connection, m_gate);
    executor.setPurpose(entry.options.purpose);
    executor.setDefaultLock(entry.options.defaultLock);
    entry.job->run(executor);
    m_lostCommit = executor.hasLostCommit();
    if (const auto error = entry.job->error(); error && m_gate->translated(*error) != *error)
        entry.job->refuse(m_gate->translated(*error));
}

void SessionCore::checkConnection(std::optional<std::chrono::milliseconds> trustedFor)
{
    pollfd idle { m_watchesIdle ? m_connection->idleDescriptor() : -1, POLLIN, 0 };
    if (idle.fd >= 0 && poll(&idle, 1, 0) > 0)
        pumpIdle();
    else if (m_connection->isBroken())
        lose(m_observer->takeLost());
    if (!m_connection || !trustedFor || std::chrono::steady_clock::now() - m_lastUse < *trustedFor
        || m_connection->transactionState() != TransactionState::Idle)
        return;
    if (const auto dead = ping())
        lose(*dead);
}

std::optional<Error> SessionCore::ping()
{
    if (m_gate->beginStatement(m_options.pingPatience))
        return {}; // cancelled, as the job will be told
    const auto answered = m_connection->ping();
    const auto error = answered ? std::nullopt : std::optional(m_gate->translated(answered.error()));
    m_gate->endStatement();
    const auto wasCancelled = error && error->isCancelled() && !m_connection->isBroken();
    return wasCancelled ? std::nullopt : error;
}

void SessionCore::settle(const std::optional<Error> &jobError, bool resets)
{
    m_lastUse = std::chrono::steady_clock::now();
    if (!m_connection)
        return;
    auto lost = m_observer->takeLost();
    auto isBroken = m_connection->isBroken() || lost;
    if (!isBroken && resets) {
        const auto reset = m_connection->reset();
        isBroken = !reset || *reset == ResetOutcome::Unusable;
    }
    if (isBroken) {
        // A job that failed has told what happened, unless it failed for another reason.
        const auto told = jobError && jobError->kind() != ErrorKind::Cancelled;
        lose(lost ? lost : jobError);
        if (told)
            m_lostTransaction.reset();
        return;
    }
    if (m_observer->takeParametersChanged())
        refreshFacts();
    setPhase(SessionPhase::Idle);
}

void SessionCore::finishLease()
{
    if (m_connection && !m_connection->isBroken())
        ConnectionExecutor(*m_connection, m_gate).rollBackOpen();
    m_lostTransaction.reset();
    const std::scoped_lock lock(m_mutex);
    m_activeLease = 0;
}

void SessionCore::lose(const std::optional<Error> &why)
{
    const auto hadTransaction = m_status.transaction == TransactionState::Active
        || m_status.transaction == TransactionState::Failed;
    auto error = Error(ErrorKind::Connection, tr("The connection to the database was lost."));
    if (why)
        error.withCause(*why);
    if (hadTransaction)
        m_lostTransaction = Error(ErrorKind::Connection,
            tr("The connection was lost while a transaction was open; the database has undone it. The next operation "
               "connects again."))
                                .withRetryable(false)
                                .withCause(error);
    dropConnection();
    setPhase(SessionPhase::Lost, error);
}

Result<void> SessionCore::connect()
{
    setPhase(SessionPhase::Connecting);
    auto connection = makeConnection();
    {
        const std::scoped_lock lock(m_mutex);
        m_connectCancel = CancellationSource();
    }
    if (!connection) {
        setPhase(SessionPhase::Failed, connection.error());
        return fail(connection.error());
    }
    adopt(std::move(*connection));
    return {};
}

Result<std::unique_ptr<Connection>> SessionCore::makeConnection()
{
    try {
        if (!m_plugin) {
            auto plugin = m_provider();
            if (!plugin)
                return fail(plugin.error());
            m_plugin = std::move(*plugin);
        }
        return connectWithCredentials(*m_plugin);
    } catch (const std::exception &exception) {
        return fail(exceptionError(exception.what()));
    }
}

Result<std::unique_ptr<Connection>> SessionCore::connectOnce(StoragePlugin &plugin, int attempt)
{
    ConnectRequest request;
    request.options = m_target.options;
    request.secrets = m_secrets;
    request.readOnly = m_target.readOnly;
    request.attempt = attempt;
    {
        const std::scoped_lock lock(m_mutex);
        if (m_closing)
            return fail(closedError());
        // A cancel that came before this, too.
        if (m_gate->refusal() || m_connectCancel.isCancelled())
            return fail(cancelledError());
        request.cancellation = m_connectCancel.token();
    }
    return plugin.connect(request, *m_observer);
}

Result<std::unique_ptr<Connection>> SessionCore::connectWithCredentials(StoragePlugin &plugin)
{
    for (int attempt = 1;; ++attempt) {
        auto connection = connectOnce(plugin, attempt);
        if (connection || connection.error().kind() != ErrorKind::AuthenticationRequired
            || !m_observer->asksForCredentials())
            return connection;
        if (const auto answered = waitForCredentials(connection.error(), attempt); !answered)
            return fail(answered.error());
    }
}

Result<void> SessionCore::waitForCredentials(const Error &error, int attempt)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_answer.reset();
        m_refused = false;
    }
    setPhase(SessionPhase::NeedsCredentials, error);
    CredentialsRequest request;
    request.fields = error.detail().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    request.attempt = attempt;
    request.message = error.serverMessage().isEmpty() ? error.message() : error.serverMessage();
    m_observer->credentialsRequired(request);

    std::unique_lock lock(m_mutex);
    m_answered.wait(
        lock, [&] { return m_closing || m_answer || m_refused || m_connectCancel.isCancelled(); });
    if (m_closing)
        return fail(closedError());
    if (m_refused)
        return fail(error);
    if (!m_answer)
        return fail(cancelledError());
    m_secrets.insert(*m_answer);
    lock.unlock();
    setPhase(SessionPhase::Connecting);
    return {};
}

void SessionCore::adopt(std::unique_ptr<Connection> connection)
{
    m_connection = std::move(connection);
    m_gate->setConnection(m_connection.get());
    m_lostCommit = false;
    m_lastUse = std::chrono::steady_clock::now();
    [[maybe_unused]] const auto old = m_observer->takeLost();
    refreshFacts();
}

void SessionCore::refreshFacts()
{
    auto facts = std::make_shared<const SessionStatus::Facts>(
        m_connection->server(), m_connection->dialect(), m_connection->capabilities());
    const std::scoped_lock lock(m_mutex);
    m_status.facts = std::move(facts);
}

void SessionCore::refuseWaiting(const Error &error)
{
    Entries waiting;
    {
        const std::scoped_lock lock(m_mutex);
        std::erase_if(m_queue, [&](Entry &entry) {
            if (!entry.job)
                return false;
            waiting.push_back(std::move(entry));
            return true;
        });
    }
    refuse(std::move(waiting), error);
}

void SessionCore::refuse(Entries entries, const Error &error)
{
    for (const auto &entry : entries) {
        if (!entry.job)
            continue;
        entry.job->refuse(error);
        entry.job->publish();
    }
}

void SessionCore::dropConnection()
{
    m_gate->setConnection(nullptr);
    m_connection.reset();
}

void SessionCore::setPhase(SessionPhase phase, const std::optional<Error> &error, const Entry *running)
{
    SessionStatus status;
    {
        const std::scoped_lock lock(m_mutex);
        m_status.phase = phase;
        m_status.since = std::chrono::steady_clock::now();
        m_status.error = error;
        m_status.job = running ? running->id : 0;
        m_status.jobName = running ? running->options.name : QString();
        m_status.transaction = m_connection ? m_connection->transactionState()
            : m_lostCommit                  ? TransactionState::Unknown
                                            : TransactionState::Idle;
        status = statusLocked();
    }
    m_observer->statusChanged(status);
}

} // namespace dumbo
