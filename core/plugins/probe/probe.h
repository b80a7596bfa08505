#pragma once

#include "core/base/cancellation.h"
#include "core/plugins/probe/probereport.h"
#include "core/sdk/connectionoptions.h"

#include <QMap>

#include <functional>

namespace dumbo {

struct ProbeRequest {
    QString filePath;
    /// Which database to try, by connector ("SQLite:sqlite3"), in the form of a connection's options. A connector without one is tried on
    /// a database in memory or in an empty folder, where it knows such a thing.
    QMap<QString, ConnectionOptions> databases;
    std::chrono::milliseconds silence { 20000 }; ///< a single step that takes longer hangs
    std::chrono::milliseconds whole { 120000 };
};

/// Where a probe is.
struct ProbeProgress {
    QString step; ///< for people, e.g. "Trying Scratch:csv: a statement can be cancelled"
    int done = 0; ///< promises
    int total = 0; ///< 0 while not known
};

/// Tries a driver without letting it into this process: looks for what it needs and is not there, then lets a child process load it, open a
/// database and keep a short selection of the contract's promises. Whatever the driver does, crash and endless loop included,
/// becomes a sentence in the report. Blocks; progress is called in this thread.
///
/// An error is not about the driver: Cancelled, or System where no child could be started.
[[nodiscard]] DUMBO_CORE_EXPORT Result<ProbeReport> probeDriver(const ProbeRequest &request, const Cancellation &cancellation,
    const std::function<void(const ProbeProgress &)> &progress = {});

/// The child's argument, and what it makes of it. Times are not part of it.
[[nodiscard]] DUMBO_CORE_EXPORT QByteArray encodeProbeRequest(const ProbeRequest &request);
[[nodiscard]] DUMBO_CORE_EXPORT Result<ProbeRequest> decodeProbeRequest(const QByteArray &json);

} // namespace dumbo
