#pragma once

#include "core/plugins/manifest.h"
#include "core/sdk/storageplugin.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace dumbo {

/// Where driver hosts are, and how long one may think. What is not set is the program's own choice.
struct DUMBO_CORE_EXPORT IsolationSettings {
    QString hostFolder; ///< empty: where the program's companions are (paths::companionProgram)
    std::chrono::milliseconds startLimit { 30'000 }; ///< until the driver is loaded and described
    /// For a call that was cancelled, and for the end of a connection: then the process is killed.
    std::chrono::milliseconds cancelLimit { 10'000 };
    /// Asked before the process is started again, in the thread that starts it: why the driver must not run any more, or nothing.
    /// The caller has asked before the first start. Calls nothing of the plugins.
    std::function<std::optional<Error>()> check {};
};

/// Starts a process of its own for a driver and loads it there; none of the driver's code runs in this one. What is returned is
/// the same contract over a socket, one plugin for each connector of the manifest, in its order; all share one process, in which
/// each connection has its own thread. The process ends with the last of them, and with this program in every case.
///
/// Should the process end in between, its connections answer ErrorKind::Connection with the driver, its version and what
/// happened, and the next connect() starts a new one. This protects against faults of a driver, not against malice: it runs
/// with all rights of this user.
///
/// A driver of another sdkAbi is loaded by "dumbo-driver-host-<sdkAbi>" where there is one. Plugin with the reason where the
/// process can't be started, dies, hangs, or refuses the driver. Any thread. The plugins are to be guarded (guard.h) like
/// all others: the batches that arrive lie within their memory, no more is known of them.
[[nodiscard]] DUMBO_CORE_EXPORT Result<std::vector<std::unique_ptr<StoragePlugin>>> loadIsolated(
    const QString &filePath, const Manifest &manifest, const IsolationSettings &settings = {});

/// The host program for drivers of that SDK; empty where there is none.
[[nodiscard]] DUMBO_CORE_EXPORT QString driverHostProgram(int driverAbi, const IsolationSettings &settings = {});

} // namespace dumbo
