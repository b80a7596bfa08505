#include "core/connection/session.h"
#include "core/plugins/driverregistry.h"

namespace dumbo {

std::unique_ptr<Session> Session::open(
    DriverRegistry &registry, const ConnectionTarget &target, const SessionEvents &events, const SessionOptions &options)
{
    return open(registry.provider(target.connector), target, events, options);
}

} // namespace dumbo
