#include "core/connection/connectionexecutor.h"

#include "core/connection/trackedexecution.h"

#include <QCoreApplication>

#include <utility>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Transaction", text);
}

int lockStrength(TransactionLock lock)
{
    return lock == TransactionLock::Immediate ? 1 : lock == TransactionLock::Exclusive ? 2 : 0;
}

bool contradicts(const TransactionOptions &inner, const TransactionOptions &outer)
{
    return (inner.isolation && inner.isolation != outer.isolation) || (inner.readOnly && !outer.readOnly)
        || lockStrength(inner.lock) > lockStrength(outer.lock);
}

} // namespace

/// From BEGIN to the end of a transaction; an exception in between rolls back.
class ConnectionExecutor::OpenTransaction {
public:
    OpenTransaction(ConnectionExecutor &executor, const TransactionOptions &options)
        : m_executor(executor)
    {
        ++m_executor.m_depth;
        m_executor.m_outer = options;
    }
    ~OpenTransaction()
    {
        --m_executor.m_depth;
        if (m_open)
            m_executor.rollBackOpen();
    }
    OpenTransaction(const OpenTransaction &) = delete;
    OpenTransaction &operator=(const OpenTransaction &) = delete;

    void setEnded() { m_open = false; }

private:
    ConnectionExecutor &m_executor;
    bool m_open = true;
};

ConnectionExecutor::ConnectionExecutor(Connection &connection, std::shared_ptr<CancelGate> gate)
    : m_connection(connection)
    , m_gate(gate ? std::move(gate) : CancelGate::create())
{
}

ConnectionExecutor::~ConnectionExecutor() = default;

Result<std::unique_ptr<Execution>> ConnectionExecutor::execute(const Statement &statement)
{
    if (const auto refused = m_gate->beginStatement(m_statementTimeout))
        return fail(*refused);
    auto execution = m_connection.execute(statement);
    if (!execution) {
        const auto error = m_gate->translated(execution.error());
        m_gate->endStatement();
        return fail(error);
    }
    return std::make_unique<TrackedExecution>(std::move(*execution), m_gate);
}

void ConnectionExecutor::setStatementTimeout(std::optional<std::chrono::milliseconds> timeout)
{
    m_statementTimeout = timeout;
}

void ConnectionExecutor::setPaused(bool paused)
{
    if (m_pauseListener)
        m_pauseListener(paused);
}

bool ConnectionExecutor::isCancelled() const
{
    return m_gate->refusal().has_value();
}

Cancellation ConnectionExecutor::cancellation() const
{
    return m_gate->cancellation();
}

Result<void> ConnectionExecutor::call(const Call &function)
{
    if (const auto refused = m_gate->beginStatement(m_statementTimeout))
        return fail(*refused);
    auto done = function(m_connection);
    if (!done)
        done = fail(m_gate->translated(done.error()));
    m_gate->endStatement();
    return done;
}

Result<void> ConnectionExecutor::rollBackOpen()
{
    // The engine may have rolled back by itself, as SQLite does after some interrupted writes.
    if (m_connection.isBroken() || m_connection.transactionState() == TransactionState::Idle)
        return {};
    const CancelGate::Shield shield(*m_gate);
    return m_connection.rollback();
}

Result<void> ConnectionExecutor::runTransaction(
    const TransactionOptions &options, const RetryPolicy &retry, const TransactionBody &body)
{
    const auto state = m_connection.transactionState();
    if (state == TransactionState::Failed)
        return fail(ErrorKind::InvalidOperation,
            tr("The open transaction has failed; it must be rolled back before anything else."));
    if (m_depth > 0 || state == TransactionState::Active)
        return runNested(options, body);
    for (int attempt = 1;; ++attempt) {
        auto ended = runOnce(options, body);
        if (ended || !ended.error().isRetryable() || attempt >= retry.attempts || m_connection.isBroken())
            return ended;
        if (!m_gate->waitFor(retry.delayAfter(attempt)))
            return fail(m_gate->refusal().value_or(ended.error()));
    }
}

Result<void> ConnectionExecutor::runOnce(const TransactionOptions &asked, const TransactionBody &body)
{
    auto options = asked;
    if (options.lock == TransactionLock::Default && !options.readOnly)
        options.lock = m_defaultLock;
    if (const auto begun = call([&](Connection &connection) { return connection.begin(options); }); !begun)
        return begun;
    OpenTransaction open(*this, options);
    const auto commits = body(*this);
    if (!commits)
        return fail(commits.error());
    open.setEnded();
    if (!*commits)
        return rollBackOpen();
    auto committed = commit();
    if (!committed)
        rollBackOpen();
    return committed;
}

bool ConnectionExecutor::wasAnswered(const Error &error) const
{
    return !m_connection.isBroken() && error.kind() != ErrorKind::Connection && error.kind() != ErrorKind::AdminShutdown
        && m_connection.transactionState() != TransactionState::Unknown;
}

Error ConnectionExecutor::unknownOutcome(const Error &why)
{
    m_lostCommit = true;
    return Error(ErrorKind::UnknownOutcome,
        tr("The connection was lost while the transaction was being committed: the database may have kept its changes or undone them."))
        .withHint(tr("Look at the data before you run it again."))
        .withCause(why);
}

Result<void> ConnectionExecutor::commit()
{
    if (const auto refused = m_gate->refusal())
        return fail(*refused);
    const auto state = m_connection.transactionState();
    if (m_connection.isBroken() || state == TransactionState::Unknown)
        return fail(ErrorKind::Connection,
            tr("The connection was lost before the transaction could be committed; the database has undone it."));
    if (state == TransactionState::Failed)
        return fail(ErrorKind::InvalidOperation,
            tr("A statement of the transaction failed, so the database refuses to commit it; nothing was changed."));
    if (state == TransactionState::Idle)
        return fail(ErrorKind::InvalidOperation,
            tr("The transaction was ended by something else before it could be committed."));
    if (const auto committed = call([](Connection &connection) { return connection.commit(); }); !committed)
        return wasAnswered(committed.error()) ? committed : fail(unknownOutcome(committed.error()));
    const auto after = m_connection.transactionState();
    if (after == TransactionState::Active || after == TransactionState::Failed)
        return fail(ErrorKind::InvalidOperation, tr("The database did not end the transaction when asked to commit it."));
    return {};
}

Result<void> ConnectionExecutor::runNested(const TransactionOptions &options, const TransactionBody &body)
{
    if (contradicts(options, m_depth > 0 ? m_outer : TransactionOptions()))
        return fail(ErrorKind::InvalidOperation,
            tr("A transaction inside another one can't have other options than the outer one."));
    const auto name = QStringLiteral("dumbo_%1").arg(++m_savepoints);
    if (const auto begun = call([&](Connection &connection) { return connection.savepoint(name); }); !begun)
        return begun;

    /// Undoes to the savepoint unless told that it is done.
    struct Open {
        ConnectionExecutor &executor;
        const QString &name;
        bool isOpen = true;
        ~Open()
        {
            if (isOpen)
                executor.undoTo(name);
        }
    } open { *this, name };

    const auto commits = body(*this);
    if (!commits)
        return fail(commits.error());
    if (!*commits) {
        open.isOpen = false;
        return undoTo(name);
    }
    if (m_connection.transactionState() == TransactionState::Failed)
        return fail(ErrorKind::InvalidOperation,
            tr("A statement of the inner transaction failed, so the database refuses to keep it; it was undone."));
    const auto released = call([&](Connection &connection) { return connection.releaseSavepoint(name); });
    open.isOpen = !released;
    return released;
}

Result<void> ConnectionExecutor::undoTo(const QString &savepoint)
{
    if (m_connection.isBroken() || m_connection.transactionState() == TransactionState::Idle)
        return {};
    const CancelGate::Shield shield(*m_gate);
    if (auto undone = m_connection.rollbackToSavepoint(savepoint); !undone)
        return undone;
    return m_connection.releaseSavepoint(savepoint);
}

} // namespace dumbo
