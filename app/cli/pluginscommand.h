#pragma once

#include "app/cli/exitcode.h"
#include "core/plugins/driverregistry.h"

namespace cli {

/// Lists every driver that was found, with its state, and the reason where it is refused. json: one array of objects.
[[nodiscard]] ExitCode listPlugins(const dumbo::DriverRegistry &registry, bool json);

} // namespace cli
