#include "core/isolation/isolatedconnection.h"

#include "core/isolation/isolatedexecution.h"
#include "core/isolation/sharedbatch.h"

namespace dumbo {

namespace {

class IsolatedPrepared final : public Prepared {
public:
    IsolatedPrepared(std::shared_ptr<HostChannel> channel, PreparedFacts facts)
        : m_channel(std::move(channel))
        , m_facts(std::move(facts))
    {
    }

    ~IsolatedPrepared() override
    {
        WireWriter writer;
        writer(m_facts.number);
        m_channel->tell(WireCall::FreePrepared, writer.take());
    }

    std::span<const ParameterInfo> parameters() const override { return m_facts.parameters; }
    std::span<const Column> columns() const override { return m_facts.columns; }

    Result<std::unique_ptr<Execution>> execute(const Parameters &parameters) override
    {
        return isolatedExecution(m_channel, WireCall::ExecutePrepared, m_facts.number, parameters);
    }

    Result<qint64> executeMany(const Batch &rows) override
    {
        const auto shared = SharedBatch::write(rows);
        if (!shared)
            return fail(shared.error());
        WireWriter writer;
        writer(m_facts.number);
        writer.bytes(shared->shape().constData(), shared->shape().size());
        const auto answer = m_channel->call(WireCall::ExecuteMany, writer.take(), shared->descriptors());
        if (!answer)
            return fail(answer.error());
        return m_channel->read<qint64>(*answer);
    }

private:
    std::shared_ptr<HostChannel> m_channel;
    PreparedFacts m_facts;
};

} // namespace

ChannelExtensionCaller::ChannelExtensionCaller(std::shared_ptr<HostChannel> channel, ExtensionId id)
    : m_channel(std::move(channel))
    , m_id(std::move(id))
{
}

Result<QByteArray> ChannelExtensionCaller::call(quint32 method, const QByteArray &arguments)
{
    return m_channel->ask<QByteArray>(WireCall::ConnectionExtension, m_id, method, arguments);
}

Error ChannelExtensionCaller::brokenAnswer(const QString &fault)
{
    return m_channel->brokenAnswer(fault);
}

IsolatedConnection::IsolatedConnection(std::shared_ptr<HostChannel> channel, const PluginFacts &facts)
    : m_channel(std::move(channel))
    , m_dialect(facts.dialect)
    , m_capabilities(facts.capabilities)
{
}

IsolatedConnection::~IsolatedConnection()
{
    m_extensions.clear();
    m_channel->disconnect();
}

// What a lost connection knew last stays what it is.
Dialect IsolatedConnection::dialect() const
{
    if (auto changed = m_channel->ask<std::optional<Dialect>>(WireCall::DescribeDialect); changed && *changed)
        m_dialect = std::move(**changed);
    return m_dialect;
}

Capabilities IsolatedConnection::capabilities() const
{
    if (const auto now = m_channel->ask<Capabilities>(WireCall::DescribeCapabilities))
        m_capabilities = *now;
    return m_capabilities;
}

ServerFacts IsolatedConnection::server() const
{
    if (auto now = m_channel->ask<ServerFacts>(WireCall::DescribeServer))
        m_server = std::move(*now);
    return m_server;
}

Result<std::unique_ptr<Execution>> IsolatedConnection::execute(const Statement &statement)
{
    return isolatedExecution(m_channel, WireCall::Execute, statement);
}

Result<std::unique_ptr<Prepared>> IsolatedConnection::prepare(const StatementText &text)
{
    auto facts = m_channel->ask<PreparedFacts>(WireCall::Prepare, text);
    if (!facts)
        return fail(facts.error());
    return std::make_unique<IsolatedPrepared>(m_channel, std::move(*facts));
}

Result<CatalogPart> IsolatedConnection::catalog(const CatalogRequest &request)
{
    return m_channel->ask<CatalogPart>(WireCall::Catalog, request);
}

Result<void> IsolatedConnection::begin(const TransactionOptions &options)
{
    return m_channel->ask<void>(WireCall::Begin, options);
}

Result<void> IsolatedConnection::commit()
{
    return m_channel->ask<void>(WireCall::Commit);
}

Result<void> IsolatedConnection::rollback()
{
    return m_channel->ask<void>(WireCall::Rollback);
}

Result<void> IsolatedConnection::savepoint(const QString &name)
{
    return m_channel->ask<void>(WireCall::Savepoint, name);
}

Result<void> IsolatedConnection::releaseSavepoint(const QString &name)
{
    return m_channel->ask<void>(WireCall::ReleaseSavepoint, name);
}

Result<void> IsolatedConnection::rollbackToSavepoint(const QString &name)
{
    return m_channel->ask<void>(WireCall::RollbackToSavepoint, name);
}

Result<ResetOutcome> IsolatedConnection::reset()
{
    if (m_channel->isLost())
        return ResetOutcome::Unusable;
    return m_channel->ask<ResetOutcome>(WireCall::Reset);
}

Result<void> IsolatedConnection::ping()
{
    return m_channel->ask<void>(WireCall::Ping);
}

Extension *IsolatedConnection::extension(const ExtensionId &id)
{
    for (const auto &each : m_extensions) {
        if (each.id == id)
            return each.proxy.get();
    }
    const auto *transport = extensionTransport(id);
    if (!transport)
        return nullptr;
    const auto has = m_channel->ask<bool>(WireCall::HasExtension, id);
    if (!has)
        return nullptr;
    auto &made = m_extensions.emplace_back(id, std::make_unique<ChannelExtensionCaller>(m_channel, id));
    if (*has)
        made.proxy = transport->makeProxy(*made.caller);
    return made.proxy.get();
}

} // namespace dumbo
