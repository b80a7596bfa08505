#pragma once

#include "core/connection/targetconnector.h"
#include "core/migrations/databaseopener.h"

namespace dumbo {

class DriverRegistry;

/// Opens the target, by its tunnel where it has one, loading the driver on first use, and runs its start-up SQL. Secrets that it misses
/// are asked for; without ask they fail it.
///
/// The opener may be used in any one thread and outlive the registry.
[[nodiscard]] DUMBO_CORE_EXPORT DatabaseOpener targetOpener(
    DriverRegistry &registry, const ConnectionTarget &target, const TargetConnector::Ask &ask = {});

} // namespace dumbo
