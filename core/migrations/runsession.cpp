#include "core/migrations/runsession.h"

#include "core/connection/connectionexecutor.h"
#include "core/migrations/scratch.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QElapsedTimer>
#include <QSysInfo>

#include <algorithm>
#include <semaphore>
#include <utility>

namespace dumbo {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds lockPoll { 100 };
constexpr milliseconds waitTold { 1000 };
/// For notes about a failure: a server that restarts gets so long.
constexpr milliseconds reconnectPoll { 250 };
constexpr int reconnectAttempts = 40;
constexpr milliseconds noteTimeout { 10000 };
constexpr int noteAttempts = 3;

QString tr(const char *text)
{
    return QCoreApplication::translate("Migrations", text);
}

/// On a connection whose own job may be cancelled: only deadlines end its statements.
struct UncancelledJob {
    explicit UncancelledJob(Connection &connection)
    {
        gate->setConnection(&connection);
        gate->beginJob(1);
    }
    ~UncancelledJob()
    {
        gate->endJob();
        gate->setConnection(nullptr);
    }
    UncancelledJob(const UncancelledJob &) = delete;
    UncancelledJob &operator=(const UncancelledJob &) = delete;
    std::shared_ptr<CancelGate> gate = CancelGate::create();
};

Result<void> commit(Executor &executor, const RunSession::Body &body, const TransactionOptions &options = {})
{
    return executor.withTransaction(
        [&](Executor &) -> Result<TransactionOutcome<>> {
            if (const auto done = body(); !done)
                return fail(done.error());
            return TransactionOutcome<>(Commit<>());
        },
        options);
}

} // namespace

bool waitUnlessCancelled(const Cancellation &cancellation, milliseconds time)
{
    std::binary_semaphore wake { 0 };
    const auto registration = cancellation.onCancelled([&wake] { wake.release(); });
    return !wake.try_acquire_for(time);
}

QString utcNow()
{
    return QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
}

QString runnerName(const QString &given, const Connection &connection)
{
    const auto user = qEnvironmentVariable("USER", qEnvironmentVariable("USERNAME", tr("somebody")));
    const auto who = given.isEmpty() ? user + u'@' + QSysInfo::machineHostName() : given;
    const auto role = connection.server().user;
    return (role.isEmpty() ? who : tr("%1 as %2").arg(who, role)).left(255);
}

RunSession::RunSession(const DatabaseOpener &opener, const Settings &settings, RunEvents &events)
    : m_opener(opener)
    , m_settings(settings)
    , m_events(events)
{
}

RunSession::~RunSession()
{
    if (m_lockDatabase && m_lock && !m_lockDatabase->connection().isBroken())
        std::ignore = m_lock->unlock(); // else the end of the connection does it
}

Result<std::unique_ptr<RunSession>> RunSession::open(const DatabaseOpener &opener, const Settings &settings, RunEvents &events)
{
    std::unique_ptr<RunSession> session(new RunSession(opener, settings, events));
    if (const auto begun = session->begin(); !begun)
        return fail(begun.error());
    return session;
}

Result<void> RunSession::begin()
{
    OpenRequest request;
    request.cancellation = m_settings.cancellation;
    auto work = m_opener(request);
    if (!work)
        return fail(work.error());
    m_work = std::move(*work);
    const auto ability = migrationsOf(connection());
    if (!ability) {
        m_notices.append(tr("This driver has no lock against a second runner at the same time."));
    } else if ((*ability)->lockIsTransaction()) {
        m_lock = *ability;
    } else {
        auto other = m_opener(request);
        if (!other)
            return fail(other.error());
        m_lockDatabase = std::move(*other);
        const auto lock = migrationsOf(m_lockDatabase->connection());
        if (!lock)
            return fail(lock.error());
        m_lock = *lock;
        if (const auto locked = waitForLock(); !locked)
            return locked;
    }
    auto table = LedgerTable::find(executor());
    if (!table)
        return fail(table.error());
    m_table = std::move(*table);
    return {};
}

QString RunSession::holder()
{
    const auto told = m_lock->lockHolder();
    if (told && !told->isEmpty())
        return *told;
    if (m_lockDatabase)
        return {};
    // Where the database does not know, the runner that has it may have announced itself.
    auto table = LedgerTable::find(executor());
    const auto state = table ? table->read() : Result<LedgerState>(fail(table.error()));
    if (!state)
        return {};
    const auto running = std::ranges::find_if(
        state->lastRuns, [](const auto &run) { return run.second.outcome == RunOutcome::Running; });
    return running == state->lastRuns.end() ? QString()
                                            : tr("%1, since %2").arg(running->second.who, running->second.started);
}

Error RunSession::lockedOut(const QString &holder) const
{
    const auto seconds = QString::number(double(m_settings.lockTimeout.count()) / 1000.0);
    auto error = Error(ErrorKind::LockNotAvailable,
        holder.isEmpty() ? tr("Somebody else has the lock of migrations, for more than %1 seconds.").arg(seconds)
                         : tr("Somebody else has the lock of migrations, for more than %1 seconds: %2.").arg(seconds, holder));
    return error.withHint(tr("Wait until it has ended, or end that session."));
}

Result<void> RunSession::waitForLock()
{
    QElapsedTimer waiting;
    waiting.start();
    milliseconds told { -1 };
    for (;;) {
        const auto taken = m_lock->tryLock();
        if (!taken)
            return fail(taken.error());
        if (*taken) {
            if (!std::exchange(m_hasTold, true))
                m_events.lockTaken();
            return {};
        }
        const milliseconds waited(waiting.elapsed());
        if (waited >= m_settings.lockTimeout)
            return fail(lockedOut(holder()));
        if (told.count() < 0 || waited - told >= waitTold) {
            told = waited;
            m_events.lockWaiting({ holder(), waited, m_settings.lockTimeout });
        }
        if (!waitUnlessCancelled(m_settings.cancellation, std::min(lockPoll, m_settings.lockTimeout - waited)))
            return fail(ErrorKind::Cancelled, tr("Cancelled while waiting for another runner."));
    }
}

Result<void> RunSession::checkLock()
{
    if (!m_lockDatabase)
        return {};
    const auto still = m_lockDatabase->connection().isBroken()
        ? Result<bool>(false)
        : m_lockDatabase->executor().query("SELECT 1").and_then([&](const QueryResult &) { return m_lock->tryLock(); });
    if (still && *still)
        return {};
    auto error = Error(ErrorKind::LockNotAvailable, tr("The lock that keeps other runners away was lost, so nothing more was run."));
    return fail(still ? error : error.withCause(still.error()));
}

Result<void> RunSession::transaction(const Body &body)
{
    return m_lock && !m_lockDatabase ? lockedTransaction(body) : commit(executor(), body);
}

Result<void> RunSession::lockedTransaction(const Body &body)
{
    if (const auto locked = waitForLock(); !locked)
        return locked;
    auto done = body();
    if (done && executor().isCancelled())
        done = fail(ErrorKind::Cancelled, tr("Cancelled before the transaction was committed."));
    if (done && connection().transactionState() != TransactionState::Active)
        done = fail(ErrorKind::InvalidOperation, tr("The transaction was ended by something else before it could be committed."));
    if (done)
        done = connection().commit();
    if (!done && !connection().isBroken() && connection().transactionState() != TransactionState::Idle)
        std::ignore = m_lock->unlock(); // rolls back; the first error is the one that matters
    return done;
}

Result<std::unique_ptr<OpenDatabase>> RunSession::openAgain()
{
    for (int attempt = 1;; ++attempt) {
        auto opened = m_opener(OpenRequest());
        const auto givesUp = m_isAway || attempt == reconnectAttempts;
        m_isAway = !opened && givesUp;
        if (opened || givesUp || !opened.error().isRetryable())
            return opened;
        if (!waitUnlessCancelled(m_settings.cancellation, reconnectPoll))
            return opened;
    }
}

Result<void> RunSession::aside(const std::function<Result<void>(LedgerTable &)> &body)
{
    TransactionOptions options;
    if (m_lock && !m_lockDatabase)
        options.lock = TransactionLock::Immediate;
    // A migration that began a transaction of its own and failed in it left it open.
    if (!isLost() && connection().transactionState() != TransactionState::Idle)
        std::ignore = connection().rollback();
    if (!isLost() && connection().transactionState() == TransactionState::Idle) {
        // A cancel of what ran before may reach the server late and end this instead; nobody else cancels it.
        for (int attempt = 1;; ++attempt) {
            const UncancelledJob job(connection());
            ConnectionExecutor uncancelled(connection(), job.gate);
            uncancelled.setStatementTimeout(noteTimeout);
            auto table = m_table->through(uncancelled);
            const auto done = commit(uncancelled, [&] { return body(table); }, options);
            if (done || !done.error().isCancelled() || attempt == noteAttempts)
                return done;
        }
    }
    const auto other = openAgain();
    if (!other)
        return fail(other.error());
    auto &executor = (*other)->executor();
    executor.setStatementTimeout(noteTimeout);
    auto table = m_table->through(executor);
    return commit(executor, [&] { return body(table); }, options);
}

} // namespace dumbo
