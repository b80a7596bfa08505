#include "tests/fakedriver/fakeconnection.h"

#include "tests/fakedriver/fakeexecution.h"
#include "tests/fakedriver/fakeplugin.h"
#include "tests/fakedriver/fakeprepared.h"

#include <fcntl.h>
#include <unistd.h>

#include <stdexcept>

namespace dumbo::fake {

FakeConnection::FakeConnection(std::shared_ptr<FakeScript> script, const ConnectRequest &request,
    ConnectionObserver &observer, std::shared_ptr<FakeDatabase> database)
    : m_script(std::move(script))
    , m_observer(observer)
    , m_options(request.options)
    , m_readOnly(request.readOnly)
    , m_view(std::move(database), request.readOnly, m_script->failsTransactionsOnError())
{
    m_link.owner = std::this_thread::get_id();
    if (::pipe2(m_link.wakeUp, O_CLOEXEC | O_NONBLOCK) != 0)
        throw std::runtime_error("no pipe");
    const std::scoped_lock lock(this->script().mutex);
    this->script().links.insert(&m_link);
    this->script().changed.notify_all();
}

FakeConnection::~FakeConnection()
{
    {
        const std::scoped_lock lock(script().mutex);
        script().links.erase(&m_link);
        script().changed.notify_all();
    }
    ::close(m_link.wakeUp[0]);
    ::close(m_link.wakeUp[1]);
}

void FakeConnection::checkThread() const
{
    if (std::this_thread::get_id() == m_link.owner)
        return;
    const std::scoped_lock lock(script().mutex);
    ++script().wrongThreadCalls;
}

Dialect FakeConnection::dialect() const
{
    return fakeDialect();
}

Capabilities FakeConnection::capabilities() const
{
    return m_script->capabilities();
}

ServerFacts FakeConnection::server() const
{
    ServerFacts facts;
    facts.product = QStringLiteral("Fake");
    facts.version = QStringLiteral("1.0");
    facts.user = m_options.text(u"user");
    facts.database = m_options.text(u"database");
    facts.readOnly = m_readOnly;
    facts.settings = m_settings;
    return facts;
}

Error FakeConnection::lost()
{
    Error error(ErrorKind::Connection, QStringLiteral("The connection to the database was lost."));
    std::unique_lock lock(script().mutex);
    m_link.isBroken = true;
    if (!std::exchange(m_link.isLossReported, true)) {
        lock.unlock();
        m_observer.connectionLost(error);
    }
    return error;
}

Result<void> FakeConnection::check()
{
    checkThread();
    std::unique_lock lock(script().mutex);
    if (m_link.isBroken) {
        lock.unlock();
        return fail(lost());
    }
    if (!m_link.isCancelled)
        return {};
    ++script().cancelledStatements;
    m_link.isCancelled = false;
    return fail(ErrorKind::Cancelled, QStringLiteral("The statement was cancelled."));
}

Result<void> FakeConnection::need(Capability capability) const
{
    if (capabilities().testFlag(capability))
        return {};
    return fail(ErrorKind::NotImplemented,
        QStringLiteral("This fake database has no \"%1\".").arg(capabilityName(capability)));
}

Result<void> FakeConnection::block(bool ignoresCancel, std::chrono::milliseconds most)
{
    auto &state = script();
    {
        std::unique_lock lock(state.mutex);
        const auto isOver = [&] { return m_link.isBroken || (m_link.isCancelled && !ignoresCancel); };
        if (most.count() >= 0)
            state.changed.wait_for(lock, most, isOver);
        else if (!state.block(lock, isOver))
            return fail(ErrorKind::Timeout, QStringLiteral("Nobody released the fake driver within 30 seconds."));
    }
    return ignoresCancel ? Result<void>() : check();
}

Result<void> FakeConnection::apply(const FakeEffect &effect)
{
    switch (effect.kind) {
    case FakeEffect::None:
        return {};
    case FakeEffect::Sleep:
        return block(false, std::chrono::milliseconds(effect.milliseconds));
    case FakeEffect::Notify:
        m_script->notify(effect.name, effect.text);
        return {};
    case FakeEffect::Notice:
        m_observer.notice(NoticeSeverity::Notice, effect.text);
        return {};
    case FakeEffect::Set:
        m_settings.emplace_back(effect.name, effect.text);
        m_observer.parameterChanged(effect.name, effect.text);
        return {};
    case FakeEffect::Break:
        break;
    }
    return fail(lost());
}

Result<void> FakeConnection::startExecution(const QByteArray &text)
{
    checkThread();
    {
        std::unique_lock lock(script().mutex);
        if (m_link.isBroken) {
            lock.unlock();
            return fail(lost());
        }
        if (m_link.isRunning) {
            ++script().overlappingExecutions;
            return fail(ErrorKind::InvalidOperation, QStringLiteral("Another statement is still open on this connection."));
        }
        m_link.isRunning = true;
        m_link.isCancelled = false;
        script().statements.append(text);
    }
    m_observer.statementSent(text);
    return {};
}

void FakeConnection::endExecution()
{
    const std::scoped_lock lock(script().mutex);
    m_link.isRunning = false;
    m_link.isCancelled = false;
    --script().executions;
    script().changed.notify_all();
}

std::optional<FakeResponse> FakeConnection::scripted(const QByteArray &text) const
{
    const std::scoped_lock lock(script().mutex);
    const auto found = script().responses.find(text);
    return found == script().responses.end() ? std::nullopt : std::optional(found->second);
}

Result<std::unique_ptr<Execution>> FakeConnection::execute(const Statement &statement)
{
    if (const auto started = startExecution(statement.text); !started)
        return fail(started.error());
    if (auto response = scripted(statement.text))
        return executeScripted(std::move(*response));
    return std::make_unique<FakeExecution>(*this, statement);
}

Result<std::unique_ptr<Execution>> FakeConnection::executeScripted(FakeResponse response)
{
    auto execution = std::make_unique<FakeExecution>(*this, response); // ends what was started, however this ends
    if (response.blocks) {
        if (const auto waited = block(response.ignoresCancel); !waited)
            return fail(waited.error());
    }
    if (response.throws)
        throw std::runtime_error("the fake driver threw as asked");
    if (response.throwsUnknown)
        throw 42;
    if (response.returnsNothing)
        return std::unique_ptr<Execution>();
    if (response.breaksConnection)
        return fail(lost());
    if (response.error)
        return fail(*response.error);
    return execution;
}

Result<std::unique_ptr<Prepared>> FakeConnection::prepare(const StatementText &text)
{
    checkThread();
    if (const auto needed = need(Capability::Prepare); !needed)
        return fail(needed.error());
    if (const auto response = scripted(text)) {
        auto columns = response->results.empty() ? std::vector<Column>() : response->results.front().columns;
        return std::make_unique<FakePrepared>(*this, text, std::vector<ParameterInfo>(), std::move(columns));
    }
    const auto parsed = parseStatement(text, 0);
    if (!parsed)
        return fail(parsed.error());
    if (!*parsed)
        return fail(ErrorKind::InvalidOperation, QStringLiteral("There is no statement to prepare."));
    auto columns = columnsOf(**parsed, m_view.tables());
    if (!columns)
        return fail(columns.error());
    auto parameters = describeParameters(**parsed, m_view.tables());
    return std::make_unique<FakePrepared>(*this, text, std::move(parameters), std::move(*columns));
}

Result<CatalogPart> FakeConnection::catalog(const CatalogRequest &request)
{
    checkThread();
    if (const auto needed = need(Capability::Catalog); !needed)
        return fail(needed.error());
    if (request.includeDdl) {
        if (const auto needed = need(Capability::CatalogDdl); !needed)
            return fail(needed.error());
    }
    if (isBroken())
        return fail(lost());
    return readCatalog(m_view.tables(), request);
}

TransactionState FakeConnection::transactionState() const
{
    return isBroken() ? TransactionState::Unknown : m_view.state();
}

Result<ResetOutcome> FakeConnection::reset()
{
    checkThread();
    {
        const std::scoped_lock lock(script().mutex);
        ++script().resets;
    }
    m_settings.clear();
    return Connection::reset();
}

bool FakeConnection::isBroken() const
{
    const std::scoped_lock lock(script().mutex);
    return m_link.isBroken;
}

int FakeConnection::idleDescriptor() const
{
    return m_link.wakeUp[0];
}

void FakeConnection::pump()
{
    checkThread();
    std::unique_lock lock(script().mutex);
    m_link.drain();
    const auto notifications = std::exchange(m_link.notifications, {});
    const auto broken = m_link.isBroken;
    lock.unlock();
    for (const auto &[channel, payload] : notifications)
        m_observer.notification(channel, payload, 1);
    if (broken) {
        const auto error = lost();
        Q_UNUSED(error);
    }
}

void FakeConnection::cancel() noexcept
{
    const std::scoped_lock lock(script().mutex);
    ++script().cancels;
    m_link.isCancelled = m_link.isRunning;
    script().changed.notify_all();
}

} // namespace dumbo::fake
