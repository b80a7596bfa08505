#pragma once

#include "core/base/result.h"
#include "core/connection/connectiontarget.h"

#include <vector>

namespace dumbo {

/// One place behind a tunnel, as the ssh server reaches it.
struct DUMBO_CORE_EXPORT TunnelEnd {
    QString host; ///< a name or address; empty where socketPath is set
    int port = 0;
    QString socketPath;

    /// "db:5432", or the path.
    [[nodiscard]] QString toText() const;
    friend auto operator<=>(const TunnelEnd &, const TunnelEnd &) = default;
};

/// Where a target wants to go through its tunnel: one end for each of its hosts; the ssh server itself where it names none. Data where
/// a port is missing, or where the target takes its host from a file that only the driver reads.
[[nodiscard]] DUMBO_CORE_EXPORT Result<std::vector<TunnelEnd>> tunnelEnds(const ConnectionTarget &target);

/// The target's options with the ends replaced by ports of this machine, in the same order. The host's name stays where the connector
/// takes an address beside it.
[[nodiscard]] DUMBO_CORE_EXPORT ConnectionOptions routedOptions(const ConnectionTarget &target, const std::vector<int> &localPorts);

} // namespace dumbo
