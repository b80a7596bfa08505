#include "core/isolation/isolatedplugin.h"

#include "core/isolation/isolatedconnection.h"

#include <QCoreApplication>

namespace dumbo {

IsolatedDriver::IsolatedDriver(const IsolatedModule &module)
    : m_module(module)
{
}

std::vector<PluginFacts> IsolatedDriver::facts() const
{
    const std::scoped_lock lock(m_mutex);
    return m_facts;
}

Result<std::shared_ptr<DriverProcess>> IsolatedDriver::process()
{
    const std::scoped_lock lock(m_mutex);
    if (m_process && m_process->isRunning())
        return m_process;
    m_channels.clear();
    m_process.reset();
    if (std::exchange(m_wasStarted, true) && m_module.settings.check) {
        if (const auto refusal = m_module.settings.check())
            return fail(*refusal);
    }
    const auto started = DriverProcess::start(m_module);
    if (!started)
        return fail(started.error());
    const auto isSame = m_facts.empty()
        || std::ranges::equal((*started)->plugins(), m_facts, {}, &PluginFacts::connector, &PluginFacts::connector);
    if (!isSame)
        return fail(ErrorKind::Plugin,
            QCoreApplication::translate("Isolation", "%1 is another driver now than when it was loaded.").arg(m_module.filePath));
    if (m_facts.empty())
        m_facts = (*started)->plugins();
    m_process = *started;
    return m_process;
}

Result<std::shared_ptr<HostChannel>> IsolatedDriver::borrowChannel()
{
    const auto running = process();
    if (!running)
        return fail(running.error());
    {
        const std::scoped_lock lock(m_mutex);
        while (!m_channels.empty()) {
            auto channel = std::move(m_channels.back());
            m_channels.pop_back();
            if (!channel->isLost() && &channel->process() == running->get())
                return channel;
        }
    }
    return (*running)->openChannel();
}

void IsolatedDriver::giveBack(std::shared_ptr<HostChannel> channel)
{
    const std::scoped_lock lock(m_mutex);
    if (!channel->isLost() && &channel->process() == m_process.get())
        m_channels.push_back(std::move(channel));
}

/// Calls an extension of the plugin, each call on a channel of its own.
class IsolatedPlugin::Caller final : public ExtensionCaller {
public:
    Caller(std::shared_ptr<IsolatedDriver> driver, quint32 index, ExtensionId id)
        : m_driver(std::move(driver))
        , m_index(index)
        , m_id(std::move(id))
    {
    }

    Result<QByteArray> call(quint32 method, const QByteArray &arguments) override
    {
        auto channel = m_driver->borrowChannel();
        if (!channel)
            return fail(channel.error());
        auto answer = (*channel)->ask<QByteArray>(WireCall::PluginExtension, m_index, m_id, method, arguments);
        m_driver->giveBack(std::move(*channel));
        return answer;
    }

    Error brokenAnswer(const QString &fault) override
    {
        const auto channel = m_driver->borrowChannel();
        return channel ? (*channel)->brokenAnswer(fault) : channel.error();
    }

private:
    std::shared_ptr<IsolatedDriver> m_driver;
    quint32 m_index;
    ExtensionId m_id;
};

struct IsolatedPlugin::StandIn {
    ExtensionId id;
    std::unique_ptr<Caller> caller;
    std::unique_ptr<Extension> proxy;
};

IsolatedPlugin::IsolatedPlugin(std::shared_ptr<IsolatedDriver> driver, quint32 index, PluginFacts facts)
    : m_driver(std::move(driver))
    , m_index(index)
    , m_facts(std::move(facts))
{
}

IsolatedPlugin::~IsolatedPlugin() = default;

PoolPolicy IsolatedPlugin::poolPolicy(const ConnectionOptions &options) const
{
    auto channel = m_driver->borrowChannel();
    if (!channel)
        return {};
    const auto policy = (*channel)->ask<PoolPolicy>(WireCall::PoolPolicy, m_index, options);
    m_driver->giveBack(std::move(*channel));
    return policy.value_or(PoolPolicy());
}

Result<std::unique_ptr<Connection>> IsolatedPlugin::connect(const ConnectRequest &request, ConnectionObserver &observer)
{
    if (request.cancellation.isCancelled())
        return fail(ErrorKind::Cancelled, QCoreApplication::translate("Isolation", "Connecting was cancelled."));
    const auto process = m_driver->process();
    if (!process)
        return fail(process.error());
    const auto opened = (*process)->openChannel();
    if (!opened)
        return fail(opened.error());
    const auto &channel = *opened;
    channel->setObserver(&observer);
    channel->work()->open();
    const auto registration = request.cancellation.onCancelled([&channel] { channel->cancel(); });
    auto connected = channel->ask<void>(WireCall::Connect, m_index, request);
    channel->work()->close();
    if (!connected) {
        channel->setObserver(nullptr);
        return fail(connected.error());
    }
    channel->setConnected();
    return std::make_unique<IsolatedConnection>(channel, m_facts);
}

Extension *IsolatedPlugin::extension(const ExtensionId &id)
{
    const auto *transport = extensionTransport(id);
    if (!transport || !m_facts.extensions.contains(id))
        return nullptr;
    const std::scoped_lock lock(m_mutex);
    for (const auto &each : m_extensions) {
        if (each->id == id)
            return each->proxy.get();
    }
    auto &made = m_extensions.emplace_back(std::make_unique<StandIn>(id, std::make_unique<Caller>(m_driver, m_index, id), nullptr));
    made->proxy = transport->makeProxy(*made->caller);
    return made->proxy.get();
}

Result<std::vector<std::unique_ptr<StoragePlugin>>> loadIsolated(
    const QString &filePath, const Manifest &manifest, const IsolationSettings &settings)
{
    const auto driver = std::make_shared<IsolatedDriver>(
        IsolatedModule { manifest.id, manifest.version, filePath, manifest.build.sdkAbi, settings });
    if (const auto started = driver->process(); !started)
        return fail(started.error());
    const auto facts = driver->facts();
    const auto fits = std::ranges::equal(
        facts, manifest.connectors, {}, &PluginFacts::connector, &ConnectorManifest::connector);
    if (!fits)
        return fail(ErrorKind::Plugin,
            QCoreApplication::translate("Isolation", "%1 serves other connectors than its manifest says.").arg(filePath));
    std::vector<std::unique_ptr<StoragePlugin>> plugins;
    for (std::size_t i = 0; i < facts.size(); ++i)
        plugins.push_back(std::make_unique<IsolatedPlugin>(driver, quint32(i), facts[i]));
    return plugins;
}

} // namespace dumbo
