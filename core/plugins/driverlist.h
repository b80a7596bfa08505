#pragma once

#include "core/plugins/driverpolicy.h"
#include "core/plugins/driverregistry.h"
#include "core/plugins/pluginfile.h"
#include "core/plugins/singleflight.h"

#include <atomic>
#include <memory>
#include <vector>

namespace dumbo {

/// All files that may be plugins, folder by folder and by name within each.
[[nodiscard]] QList<PluginFile> findPluginFiles(const QStringList &folders);

/// One driver of the registry; read and changed under its mutex.
struct Driver {
    Manifest manifest;
    QString filePath;
    DriverOrigin origin = DriverOrigin::Program;
    DriverState state = DriverState::Found;
    std::optional<Error> reason;
    bool isDuplicate = false; ///< refused for nothing but another driver
    bool isPolicy = false; ///< refused by the policy, which may think otherwise at the next discovery
    FileStamp stamp;
    DriverRegistry::PluginLoader loader; ///< Program only
    std::vector<std::shared_ptr<StoragePlugin>> plugins; ///< guarded, in the order of the manifest's connectors
    SingleFlight flight;
    std::shared_ptr<std::atomic_int> openConnections = std::make_shared<std::atomic_int>(0);

    [[nodiscard]] bool isLoaded() const { return !plugins.empty(); }
    /// Loaded, or just being loaded by a thread: nobody may change or replace it.
    [[nodiscard]] bool isSettled() const { return isLoaded() || flight.isRunning(); }
    [[nodiscard]] std::shared_ptr<StoragePlugin> plugin(const Connector &connector) const;
    [[nodiscard]] const ConnectorManifest *connector(const Connector &connector) const;
    /// Whether a refused driver's file is another one now.
    [[nodiscard]] bool mayTryAgain() const;
    /// For sentences: id and file.
    [[nodiscard]] QString displayName() const;
    [[nodiscard]] DriverEntry entry() const;
};

/// Loads outside the mutex, as the policy (may be null) wants it, and stores the outcome under it.
void loadDriver(Driver &driver, std::mutex &mutex, const std::shared_ptr<DriverPolicy> &policy);

/// The drivers of a registry in their order: the program's own, then those of files. Not thread-safe.
class DriverList {
public:
    enum Which { Usable, Refused };

    [[nodiscard]] QList<DriverEntry> entries() const;
    [[nodiscard]] QList<ConnectorManifest> connectors(Which which = Usable) const;
    [[nodiscard]] std::optional<ConnectorManifest> describe(const Connector &connector) const;
    /// A sentence for each driver that is refused because of another.
    [[nodiscard]] QStringList duplicates() const;
    /// One that is not refused before one that is; null where there is none.
    [[nodiscard]] std::shared_ptr<Driver> find(const Connector &connector) const;

    /// Makes the list's files those given: known ones stay as they are, new ones are Found, others go unless loaded.
    void takeFiles(const QList<PluginFile> &files);
    /// Reads the manifest of a file that is new or has changed, and asks the policy (may be null) about it again.
    void describe(const QString &filePath, DriverPolicy *policy);
    void addProgram(
        const ConnectorManifest &manifest, std::unique_ptr<StoragePlugin> plugin, DriverRegistry::PluginLoader loader);
    /// Of drivers with the same id or connector leaves the loaded one, else the first.
    void refuseDuplicates();

private:
    std::vector<std::shared_ptr<Driver>> m_drivers;
};

} // namespace dumbo
