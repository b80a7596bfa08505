#pragma once

#include "core/base/export.h"

namespace dumbo {

/// The program that runs one driver for another: greets on the socket, loads what it is told to, and serves a thread for each
/// channel until the socket closes; then it ends at once, whatever the driver is doing. Returns only where the other end is not to
/// be understood: the program's exit code.
///
/// driverAbi is what this host was built with, and what a driver has to have.
[[nodiscard]] DUMBO_CORE_EXPORT int runDriverHost(int controlSocket, int driverAbi);

} // namespace dumbo
