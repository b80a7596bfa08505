#pragma once

#include "core/sdk/connection.h"
#include "core/sdk/connectionobserver.h"
#include "core/sdk/connector.h"
#include "core/sdk/connectrequest.h"
#include "core/sdk/migratordefaults.h"
#include "core/sdk/poolpolicy.h"

#include <memory>

namespace dumbo {

/// A loaded driver: one for each connector. All members may be called from any thread, also at once.
class DUMBO_SDK_EXPORT StoragePlugin {
public:
    StoragePlugin();
    virtual ~StoragePlugin();
    StoragePlugin(const StoragePlugin &) = delete;
    StoragePlugin &operator=(const StoragePlugin &) = delete;

    [[nodiscard]] virtual Connector connector() const = 0;
    [[nodiscard]] virtual Dialect dialect() const = 0;
    /// A connection may have fewer, never more.
    [[nodiscard]] virtual Capabilities capabilities() const = 0;
    [[nodiscard]] virtual MigratorDefaults migratorDefaults() const;
    [[nodiscard]] virtual PoolPolicy poolPolicy(const ConnectionOptions &options) const;
    /// Connects in the calling thread, which the connection then lives in. May block; looks at the request's
    /// cancellation. The observer outlives the connection. Missing credentials are
    /// ErrorKind::AuthenticationRequired with authenticationDetail().
    [[nodiscard]] virtual Result<std::unique_ptr<Connection>> connect(
        const ConnectRequest &request, ConnectionObserver &observer) = 0;
    /// Abilities that need no connection. Null where there is none; owned by the plugin.
    [[nodiscard]] virtual Extension *extension(const ExtensionId &id);
};

} // namespace dumbo
