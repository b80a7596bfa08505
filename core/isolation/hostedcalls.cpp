#include "core/isolation/extensiontransport.h"
#include "core/isolation/hostedchannel.h"
#include "core/isolation/sharedbatch.h"
#include "core/plugins/contractguard.h"

#include <array>

namespace dumbo {

namespace {

/// Writes a good result, hands on a bad one.
template <typename T>
Result<void> written(const Result<T> &result, WireWriter &answer)
{
    if (!result)
        return fail(result.error());
    answer(*result);
    return {};
}

} // namespace

HostedChannel::Handler HostedChannel::handlerOf(WireCall call)
{
    // In the order of WireCall.
    static constexpr std::array handlers { &HostedChannel::connect, &HostedChannel::disconnect, &HostedChannel::poolPolicy,
        &HostedChannel::pluginExtension, &HostedChannel::dialect, &HostedChannel::capabilities, &HostedChannel::server,
        &HostedChannel::execute, &HostedChannel::nextResult, &HostedChannel::closeExecution, &HostedChannel::prepare,
        &HostedChannel::executePrepared, &HostedChannel::executeMany, &HostedChannel::freePrepared, &HostedChannel::catalog,
        &HostedChannel::begin, &HostedChannel::commit, &HostedChannel::rollback, &HostedChannel::savepoint,
        &HostedChannel::releaseSavepoint, &HostedChannel::rollbackToSavepoint, &HostedChannel::reset, &HostedChannel::ping,
        &HostedChannel::hasExtension, &HostedChannel::connectionExtension };
    static_assert(handlers.size() == std::size_t(WireEnum<WireCall>::last) + 1);
    return handlers[std::size_t(call)];
}

StoragePlugin *HostedChannel::plugin(WireReader &arguments)
{
    const auto index = arguments.value<quint32>();
    if (arguments.isGood() && index < m_plugins->plugins.size())
        return m_plugins->plugins[index].get();
    arguments.refuse("there is no such plugin");
    return nullptr;
}

Prepared *HostedChannel::prepared(WireReader &arguments)
{
    const auto found = m_prepared.find(arguments.value<quint64>());
    if (arguments.isGood() && found != m_prepared.end())
        return found->second.get();
    arguments.refuse("there is no such prepared statement");
    return nullptr;
}

HostedChannel::Served HostedChannel::connect(WireReader &arguments, WireWriter &)
{
    auto *driver = plugin(arguments);
    auto request = arguments.value<ConnectRequest>();
    if (!driver || !arguments.isFinished() || m_connection)
        return arguments.refuse("it is connected"), Served();
    request.cancellation = m_work.connecting();
    auto connection = driver->connect(request, m_observer);
    if (!connection)
        return fail(connection.error());
    m_connection = std::move(*connection);
    m_work.setConnection(m_connection.get());
    return {};
}

HostedChannel::Served HostedChannel::disconnect(WireReader &, WireWriter &)
{
    std::ignore = m_producer.close(CloseMode::Cancel);
    m_prepared.clear();
    m_work.setConnection(nullptr);
    m_connection.reset();
    m_isEnding = true;
    return {};
}

HostedChannel::Served HostedChannel::poolPolicy(WireReader &arguments, WireWriter &answer)
{
    const auto *driver = plugin(arguments);
    const auto options = arguments.value<ConnectionOptions>();
    if (arguments.isFinished())
        answer(driver->poolPolicy(options));
    return {};
}

HostedChannel::Served HostedChannel::pluginExtension(WireReader &arguments, WireWriter &answer)
{
    auto *driver = plugin(arguments);
    const auto id = arguments.value<ExtensionId>();
    return arguments.isGood() ? callExtension(driver->extension(id), id, arguments, answer) : Served();
}

HostedChannel::Served HostedChannel::dialect(WireReader &, WireWriter &answer)
{
    auto now = m_connection->dialect();
    const auto isOld = m_toldDialect == now;
    if (!isOld)
        m_toldDialect = std::move(now);
    answer(isOld ? std::optional<Dialect>() : m_toldDialect);
    return {};
}

HostedChannel::Served HostedChannel::capabilities(WireReader &, WireWriter &answer)
{
    answer(m_connection->capabilities());
    return {};
}

HostedChannel::Served HostedChannel::server(WireReader &, WireWriter &answer)
{
    answer(m_connection->server());
    return {};
}

HostedChannel::Served HostedChannel::opened(Result<std::unique_ptr<Execution>> execution, quint64 result)
{
    if (!execution)
        return fail(execution.error());
    m_producer.open(std::move(*execution));
    m_firstResult = result;
    return {};
}

HostedChannel::Served HostedChannel::execute(WireReader &arguments, WireWriter &)
{
    const auto result = arguments.value<quint64>();
    const auto statement = arguments.value<Statement>();
    return arguments.isFinished() ? opened(m_connection->execute(statement), result) : Served();
}

HostedChannel::Served HostedChannel::nextResult(WireReader &arguments, WireWriter &answer)
{
    const auto number = arguments.value<quint64>();
    return arguments.isFinished() ? written(m_producer.nextResult(number), answer) : Served();
}

HostedChannel::Served HostedChannel::closeExecution(WireReader &arguments, WireWriter &)
{
    const auto mode = arguments.value<CloseMode>();
    return arguments.isFinished() ? m_producer.close(mode) : Served();
}

HostedChannel::Served HostedChannel::prepare(WireReader &arguments, WireWriter &answer)
{
    const auto text = arguments.value<QByteArray>();
    if (!arguments.isFinished())
        return {};
    auto made = m_connection->prepare(text);
    if (!made)
        return fail(made.error());
    const auto parameters = (*made)->parameters();
    const auto columns = (*made)->columns();
    answer(PreparedFacts { ++m_lastPrepared, { parameters.begin(), parameters.end() }, { columns.begin(), columns.end() } });
    m_prepared.emplace(m_lastPrepared, std::move(*made));
    return {};
}

HostedChannel::Served HostedChannel::executePrepared(WireReader &arguments, WireWriter &)
{
    const auto result = arguments.value<quint64>();
    auto *statement = prepared(arguments);
    const auto parameters = arguments.value<Parameters>();
    return arguments.isFinished() ? opened(statement->execute(parameters), result) : Served();
}

HostedChannel::Served HostedChannel::executeMany(WireReader &arguments, WireWriter &answer)
{
    auto *statement = prepared(arguments);
    const auto rows = SharedBatch::read(arguments, m_descriptors);
    return rows && arguments.isFinished() ? written(statement->executeMany(*rows), answer) : Served();
}

HostedChannel::Served HostedChannel::freePrepared(WireReader &arguments, WireWriter &)
{
    m_prepared.erase(arguments.value<quint64>());
    return {};
}

HostedChannel::Served HostedChannel::catalog(WireReader &arguments, WireWriter &answer)
{
    const auto request = arguments.value<CatalogRequest>();
    return arguments.isFinished() ? written(m_connection->catalog(request), answer) : Served();
}

HostedChannel::Served HostedChannel::begin(WireReader &arguments, WireWriter &)
{
    const auto options = arguments.value<TransactionOptions>();
    return arguments.isFinished() ? m_connection->begin(options) : Served();
}

HostedChannel::Served HostedChannel::commit(WireReader &, WireWriter &)
{
    return m_connection->commit();
}

HostedChannel::Served HostedChannel::rollback(WireReader &, WireWriter &)
{
    return m_connection->rollback();
}

HostedChannel::Served HostedChannel::savepoint(WireReader &arguments, WireWriter &)
{
    const auto name = arguments.value<QString>();
    return arguments.isFinished() ? m_connection->savepoint(name) : Served();
}

HostedChannel::Served HostedChannel::releaseSavepoint(WireReader &arguments, WireWriter &)
{
    const auto name = arguments.value<QString>();
    return arguments.isFinished() ? m_connection->releaseSavepoint(name) : Served();
}

HostedChannel::Served HostedChannel::rollbackToSavepoint(WireReader &arguments, WireWriter &)
{
    const auto name = arguments.value<QString>();
    return arguments.isFinished() ? m_connection->rollbackToSavepoint(name) : Served();
}

HostedChannel::Served HostedChannel::reset(WireReader &, WireWriter &answer)
{
    return written(m_connection->reset(), answer);
}

HostedChannel::Served HostedChannel::ping(WireReader &, WireWriter &)
{
    return m_connection->ping();
}

HostedChannel::Served HostedChannel::hasExtension(WireReader &arguments, WireWriter &answer)
{
    const auto id = arguments.value<ExtensionId>();
    if (!arguments.isFinished())
        return {};
    const auto *found = extensionTransport(id) ? m_connection->extension(id) : nullptr;
    answer(found && !found->isInProcessOnly());
    return {};
}

HostedChannel::Served HostedChannel::connectionExtension(WireReader &arguments, WireWriter &answer)
{
    const auto id = arguments.value<ExtensionId>();
    return arguments.isGood() ? callExtension(m_connection->extension(id), id, arguments, answer) : Served();
}

HostedChannel::Served HostedChannel::callExtension(
    Extension *extension, const ExtensionId &id, WireReader &arguments, WireWriter &answer)
{
    const auto method = arguments.value<quint32>();
    const auto given = arguments.value<QByteArray>();
    const auto *transport = extensionTransport(id);
    if (!arguments.isFinished() || !transport || !extension)
        return arguments.refuse("there is no such extension"), Served();
    WireReader reader(given);
    WireWriter writer;
    ContractGuard guard(m_plugins->identity);
    const auto served = guard.call([&] { return transport->serve(*extension, method, reader, writer); });
    if (!reader.isFinished() && served)
        return arguments.refuse("an extension was called with what can't be read"), Served();
    if (served)
        answer(writer.take());
    return served;
}

} // namespace dumbo
