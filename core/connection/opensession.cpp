#include "core/connection/session.h"
#include "core/plugins/driverregistry.h"

namespace dumbo {

std::unique_ptr<Session> Session::open(
    DriverRegistry &registry, const ConnectionTarget &target, const SessionEvents &events, const SessionOptions &options)
{
    auto routed = target;
    if (routed.tunnel) {
        if (const auto manifest = registry.describe(target.connector))
            routed.tunnel->routeBy(*manifest);
    }
    return open(registry.provider(target.connector), routed, events, options);
}

} // namespace dumbo
