#pragma once

#include "core/isolation/isolateddriver.h"
#include "core/plugins/driverregistry.h"
#include "core/plugins/guard.h"

#include <algorithm>
#include <memory>

namespace dumbo::test {

/// A driver's file loaded into a process of its own, behind the guard like every driver. Ends the program where that fails.
[[nodiscard]] inline std::shared_ptr<StoragePlugin> isolatedPlugin(
    const DriverRegistry &registry, const Connector &connector, const IsolationSettings &settings = {})
{
    const auto entries = registry.entries();
    for (const auto &entry : entries) {
        const auto place = std::ranges::find(entry.manifest.connectors, connector, &ConnectorManifest::connector);
        if (place == entry.manifest.connectors.end())
            continue;
        auto plugins = loadIsolated(entry.filePath, entry.manifest, settings);
        if (!plugins)
            qFatal("%s", qPrintable(plugins.error().toText()));
        return guarded(std::move((*plugins)[std::size_t(place - entry.manifest.connectors.begin())]),
            { entry.manifest.id, entry.manifest.version, entry.filePath });
    }
    qFatal("There is no driver %s.", qPrintable(connector.toText()));
}

/// One driver twice: in this process, and in its own.
class BothWays
{
public:
    BothWays(const QString &pluginFolder, const Connector &connector)
    {
        m_registry.discover({ pluginFolder });
        auto plugin = m_registry.get(connector);
        if (!plugin)
            qFatal("%s", qPrintable(plugin.error().toText()));
        near = std::move(*plugin);
        far = isolatedPlugin(m_registry, connector);
    }

    [[nodiscard]] std::unique_ptr<Connection> connect(StoragePlugin &plugin, const ConnectRequest &request)
    {
        auto connection = plugin.connect(request, m_observer);
        if (!connection)
            qFatal("%s", qPrintable(connection.error().toText()));
        return std::move(*connection);
    }

    std::shared_ptr<StoragePlugin> near;
    std::shared_ptr<StoragePlugin> far;

private:
    DriverRegistry m_registry;
    ConnectionObserver m_observer;
};

/// An extension that must be there.
template <typename T, typename Owner>
[[nodiscard]] T &extensionOf(Owner &owner)
{
    auto *extension = owner.extension(T::extensionId());
    if (!extension || extension->id() != T::extensionId())
        qFatal("There is no extension %s.", qPrintable(T::extensionId().name));
    return static_cast<T &>(*extension);
}

} // namespace dumbo::test
