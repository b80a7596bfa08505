#pragma once

#include "core/sdk/storageplugin.h"

#include <QString>

#include <atomic>
#include <memory>

namespace dumbo {

/// Whose fault it is when a driver breaks its contract.
struct DriverIdentity {
    QString id;
    QString version;
    QString filePath; ///< empty where the program linked the driver
};

/// Wraps a driver so that nothing it does wrong reaches the rest of the program: exceptions, null pointers called a
/// success, columns that change under a result and batches that are not what they say (batchcheck.h) become
/// ErrorKind::Plugin with the driver's id, version and file. A connection whose driver threw counts as broken.
///
/// useCount, where given, is the number of connections that are open. Not guarded: what an extension does, and
/// destructors and cancel(), which are noexcept by contract.
[[nodiscard]] DUMBO_CORE_EXPORT std::shared_ptr<StoragePlugin> guarded(std::shared_ptr<StoragePlugin> plugin,
    const DriverIdentity &identity, std::shared_ptr<std::atomic_int> useCount = {});

/// The error for a contract broken by a driver, e.g. "The driver org.dumbo.sqlite 0.1.0 (/…/x.so) broke its contract: …".
[[nodiscard]] DUMBO_CORE_EXPORT Error contractError(const DriverIdentity &identity, const QString &fault);

} // namespace dumbo
