#pragma once

#include "core/plugins/connectionhints.h"
#include "core/plugins/driverentry.h"
#include "core/sdk/storageplugin.h"

#include <functional>
#include <memory>
#include <variant>

namespace dumbo {

class DriverPolicy;

/// Whom an extension serves: one connector, or every connector of a database type.
using ExtensionTarget = std::variant<Connector, QString>;

/// Every known driver: found in folders, or registered by the program. A driver is described by its manifest
/// without running any of its code, and loaded on first use, once, however many ask. Nothing is ever unloaded.
///
/// All members may be called from any thread. Plugins and connections may outlive the registry. No window and
/// no event loop is needed.
class DUMBO_CORE_EXPORT DriverRegistry {
public:
    using PluginLoader = std::function<Result<std::unique_ptr<StoragePlugin>>()>;
    using ExtensionLoader = std::function<Result<std::shared_ptr<Extension>>()>;

    DriverRegistry();
    ~DriverRegistry();
    DriverRegistry(const DriverRegistry &) = delete;
    DriverRegistry &operator=(const DriverRegistry &) = delete;

    /// Looks for driver files and reads their manifests. Of two drivers with the same id or connector the one in the earlier
    /// folder wins (within a folder, the earlier name); the other is refused. A folder that does not exist is no error. Called
    /// again, it sees new, changed and removed files; what is loaded stays.
    void discover(const QStringList &folders);
    /// The same with the files the policy names; without a policy, those of paths::pluginFolders().
    void discover();
    /// Who is asked, from the next discovery on, which files may be used and how they are loaded. Before the first one is set,
    /// whatever fits is loaded into this process.
    void setPolicy(std::shared_ptr<DriverPolicy> policy);

    /// In the order of discovery, those of the program first; refused ones included.
    [[nodiscard]] QList<DriverEntry> entries() const;
    /// Of all drivers that are not refused, the highest priority first, then by connector.
    [[nodiscard]] QList<ConnectorManifest> connectors() const;
    /// Never loads. Nothing for an unknown or refused connector.
    [[nodiscard]] std::optional<ConnectorManifest> describe(const Connector &connector) const;
    /// Ignored registrations, refused duplicates, and connectors of equal priority that claim the same scheme or suffix: a
    /// sentence each.
    [[nodiscard]] QStringList conflicts() const;

    /// Which connector serves: the person's choice; else those that know the scheme and the database type, narrowed by
    /// the first bytes of an existing file, or else by its suffix; among them the preferred one of its database type, then
    /// the highest priority, then the first by name. Reads at most a few KiB of the file; never loads a driver.
    /// NotRegistered with what would be needed where nothing fits; Plugin where what fits is refused.
    [[nodiscard]] Result<Connector> choose(const ConnectionHints &hints) const;
    /// Makes connector the first choice for its database type; nothing takes the preference back.
    void setPreferred(const QString &databaseType, const std::optional<Connector> &connector);

    /// Null where the driver is not loaded. Never loads.
    [[nodiscard]] std::shared_ptr<StoragePlugin> tryGet(const Connector &connector) const;
    /// The plugin behind a guard (guard.h), loaded now if it was not. Callers that come while another thread loads wait
    /// for that thread. A load that failed answers the same error until the file has changed (a module whose code already ran
    /// stays in the process, though, until the program ends). NotRegistered, or Plugin with the reason.
    [[nodiscard]] Result<std::shared_ptr<StoragePlugin>> get(const Connector &connector);

    /// get() for later and for other threads: the function may be called after the registry is gone, as by a session that is
    /// still connecting when its program ends.
    [[nodiscard]] std::function<Result<std::shared_ptr<StoragePlugin>>()> provider(const Connector &connector) const;

    /// A driver that the program links. It takes the place of one that is known but not loaded yet; InvalidOperation,
    /// and a conflict, where a loaded one is there.
    Result<void> add(std::unique_ptr<StoragePlugin> plugin, const ConnectorManifest &manifest);
    /// The same with the plugin made on first use. InvalidOperation, and a conflict, where any other is there.
    Result<void> addLoader(const ConnectorManifest &manifest, PluginLoader loader);

    /// An extension that the driver itself does not have. It takes the place of a loader that did not run yet;
    /// InvalidOperation, and a conflict, where an extension is there.
    Result<void> registerExtension(
        const ExtensionTarget &target, const ExtensionId &id, std::shared_ptr<Extension> extension);
    Result<void> registerExtension(const ExtensionTarget &target, const ExtensionId &id, ExtensionLoader loader);
    /// One registered for the connector, else for its database type, else the driver's own. Null where there is none or
    /// it is not loaded. Never loads.
    [[nodiscard]] std::shared_ptr<Extension> tryExtension(const Connector &connector, const ExtensionId &id) const;
    /// The same, loaded now if it was not, once. NotRegistered where nobody offers it.
    [[nodiscard]] Result<std::shared_ptr<Extension>> extension(const Connector &connector, const ExtensionId &id);

private:
    class Private;
    std::shared_ptr<Private> d;
};

} // namespace dumbo
