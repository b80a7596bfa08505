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
    m_connector.emplace(target);
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
    m_connector.reset();
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
    if (m_connection) {
        if (const auto ended = m_connector->tunnelError(false))
            lose(ended);
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
    if (entry.job) {
        explainLoss(*entry.job, error);
        entry.job->publish();
    }
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
    executor.setPauseListener([this](bool paused) { setPaused(paused); });
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
    else if (isLost())
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

bool SessionCore::isLost() const
{
    return m_connection->isBroken() || m_connector->tunnelError(false);
}

/// A job that ended with its connection hears why that ended, where the tunnel knows.
void SessionCore::explainLoss(Job &job, const std::optional<Error> &jobError)
{
    if (m_connection || !jobError || jobError->kind() != ErrorKind::Connection)
        return;
    auto ended = m_connector->tunnelError(false);
    if (!ended || jobError->cause() == ended)
        return;
    if (const auto cause = jobError->cause())
        ended->withCause(*cause);
    job.refuse(Error(*jobError).withCause(*ended));
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
        isBroken = !reset || *reset == ResetOutcome::Unusable || !runStartupSql(*m_connection);
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
    auto cause = m_connector->tunnelError(true);
    if (cause && why && *why != *cause)
        cause->withCause(*why);
    else if (!cause)
        cause = why;
    if (cause)
        error.withCause(*cause);
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
        auto connection = connectWithCredentials(*m_plugin);
        if (!connection)
            return connection;
        if (const auto started = runStartupSql(**connection); !started)
            return fail(started.error());
        return connection;
    } catch (const std::exception &exception) {
        return fail(exceptionError(exception.what()));
    }
}

Result<std::unique_ptr<Connection>> SessionCore::connectOnce(StoragePlugin &plugin, int attempt)
{
    ConnectRequest request;
    request.secrets = m_secrets;
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
    const auto ask = [this](const CredentialsRequest &question) -> std::optional<QMap<QString, QString>> {
        if (!m_observer->asksForCredentials())
            return std::nullopt;
        const auto answer = askCredentials(question, Error(ErrorKind::AuthenticationRequired, question.message));
        return answer ? std::optional(*answer) : std::nullopt;
    };
    return m_connector->connect(plugin, std::move(request), *m_observer, ask);
}

Result<void> SessionCore::runStartupSql(Connection &connection)
{
    Cancellation cancellation;
    {
        const std::scoped_lock lock(m_mutex);
        cancellation = m_connectCancel.token();
    }
    return m_connector->runStartupSql(connection, cancellation);
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
    CredentialsRequest request;
    request.fields = error.detail().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    request.attempt = attempt;
    request.message = error.serverMessage().isEmpty() ? error.message() : error.serverMessage();
    const auto answer = askCredentials(request, error);
    if (!answer)
        return fail(answer.error());
    m_secrets.insert(*answer);
    return {};
}

Result<QMap<QString, QString>> SessionCore::askCredentials(const CredentialsRequest &request, const Error &refused)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_answer.reset();
        m_refused = false;
    }
    setPhase(SessionPhase::NeedsCredentials, refused);
    m_observer->credentialsRequired(request);

    std::unique_lock lock(m_mutex);
    m_answered.wait(
        lock, [&] { return m_closing || m_answer || m_refused || m_connectCancel.isCancelled(); });
    if (m_closing)
        return fail(closedError());
    if (m_refused)
        return fail(refused);
    if (!m_answer)
        return fail(cancelledError());
    const auto answer = *m_answer;
    lock.unlock();
    setPhase(SessionPhase::Connecting);
    return answer;
}

void SessionCore::adopt(std::unique_ptr<Connection> connection)
{
    m_connection = std::move(connection);
    m_gate->setConnection(m_connection.get());
    m_lostCommit = false;
    m_lastUse = std::chrono::steady_clock::now();
    [[maybe_unused]] const auto old = m_observer->takeLost();
    m_tunnelWatch = m_connector->tunnelEnded().onCancelled([this] { m_wake.set(); });
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
    m_tunnelWatch = {};
    m_connection.reset();
}

void SessionCore::setPaused(bool paused)
{
    SessionStatus status;
    {
        const std::scoped_lock lock(m_mutex);
        m_status.isPaused = paused;
        status = statusLocked();
    }
    m_observer->statusChanged(status);
}

void SessionCore::setPhase(SessionPhase phase, const std::optional<Error> &error, const Entry *running)
{
    // Not under the mutex, which the window's thread takes: some drivers ask the server.
    const auto transaction = m_connection ? m_connection->transactionState()
        : m_lostCommit                    ? TransactionState::Unknown
                                          : TransactionState::Idle;
    SessionStatus status;
    {
        const std::scoped_lock lock(m_mutex);
        m_status.phase = phase;
        m_status.since = std::chrono::steady_clock::now();
        m_status.error = error;
        m_status.isPaused = false;
        m_status.job = running ? running->id : 0;
        m_status.jobName = running ? running->options.name : QString();
        m_status.transaction = transaction;
        status = statusLocked();
    }
    m_observer->statusChanged(status);
}

} // namespace dumbo
