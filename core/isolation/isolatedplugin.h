#pragma once

#include "core/isolation/extensiontransport.h"
#include "core/isolation/hostchannel.h"

#include <mutex>

namespace dumbo {

/// A driver whose process is started again when it has ended. Any thread.
class IsolatedDriver {
public:
    explicit IsolatedDriver(const IsolatedModule &module);

    /// Of the first start; a process started later must have the same.
    [[nodiscard]] std::vector<PluginFacts> facts() const;
    [[nodiscard]] Result<std::shared_ptr<DriverProcess>> process();

    /// A channel for calls to a plugin; one that was given back, if it is of the process that runs now.
    [[nodiscard]] Result<std::shared_ptr<HostChannel>> borrowChannel();
    void giveBack(std::shared_ptr<HostChannel> channel);

private:
    IsolatedModule m_module;
    mutable std::mutex m_mutex;
    std::vector<PluginFacts> m_facts;
    bool m_wasStarted = false;
    std::shared_ptr<DriverProcess> m_process;
    std::vector<std::shared_ptr<HostChannel>> m_channels;
};

/// One of its plugins.
class IsolatedPlugin final : public StoragePlugin {
public:
    IsolatedPlugin(std::shared_ptr<IsolatedDriver> driver, quint32 index, PluginFacts facts);
    ~IsolatedPlugin() override;

    Connector connector() const override { return m_facts.connector; }
    Dialect dialect() const override { return m_facts.dialect; }
    Capabilities capabilities() const override { return m_facts.capabilities; }
    MigratorDefaults migratorDefaults() const override { return m_facts.migratorDefaults; }
    PoolPolicy poolPolicy(const ConnectionOptions &options) const override;
    Result<std::unique_ptr<Connection>> connect(const ConnectRequest &request, ConnectionObserver &observer) override;
    Extension *extension(const ExtensionId &id) override;

private:
    class Caller;
    struct StandIn;

    std::shared_ptr<IsolatedDriver> m_driver;
    quint32 m_index;
    PluginFacts m_facts;
    std::mutex m_mutex;
    std::vector<std::unique_ptr<StandIn>> m_extensions;
};

} // namespace dumbo
