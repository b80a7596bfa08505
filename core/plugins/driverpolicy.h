#pragma once

#include "core/plugins/driverentry.h"

#include <QList>

#include <memory>

namespace dumbo {

/// A file that may be a driver.
struct PluginFile {
    QString filePath; ///< absolute
    DriverOrigin origin = DriverOrigin::Bundled;
};

/// Who decides which driver files a registry knows, which of them it may load, and where they run. Asked by
/// DriverRegistry from any of its threads, so every member is thread-safe; none may call the registry.
class DUMBO_CORE_EXPORT DriverPolicy {
public:
    virtual ~DriverPolicy();

    /// What discover() looks at, in the order in which the first of two duplicates wins.
    [[nodiscard]] virtual QList<PluginFile> files() = 0;
    /// Why a file that was described is not to be used, or nothing. Asked at each discovery, in whatever thread discovers: no
    /// longer than a look at the file's size takes.
    [[nodiscard]] virtual std::optional<Error> refusal(const QString &filePath, const Manifest &manifest) = 0;
    /// The same right before the file is loaded, in the thread that loads, where reading all of it is all right.
    [[nodiscard]] virtual std::optional<Error> loadRefusal(const QString &filePath, const Manifest &manifest);
    /// Whether the driver's code runs in a process of its own.
    [[nodiscard]] virtual bool runsInOwnProcess(const QString &filePath, const Manifest &manifest);
    /// Around each load, in the thread that loads; loadEnded() does not follow where the load takes the program down.
    virtual void loadBegins(const QString &filePath);
    virtual void loadEnded(const QString &filePath, bool loaded);
};

/// The policy of programs without a person who manages drivers: those that DUMBO_PLUGIN_PATH names, those that a person installed
/// and nobody changed since, those that came with the program. It reads when a registry first discovers.
[[nodiscard]] DUMBO_CORE_EXPORT std::shared_ptr<DriverPolicy> installedDriverPolicy();

} // namespace dumbo
