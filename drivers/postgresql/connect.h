#pragma once

#include "core/base/cancellation.h"
#include "core/base/result.h"
#include "drivers/postgresql/handles.h"
#include "drivers/postgresql/options.h"

namespace dumbo::postgresql {

/// Connects as libpq's own blocking call does (several hosts, service file, environment, password file, connect_timeout
/// for each host), but can be cancelled: it waits in poll(). Only looking up host names blocks.
///
/// AuthenticationRequired where a password is missing or wrong; other failures as connectError() has them.
[[nodiscard]] Result<ConnectionHandle> openConnection(
    const PostgresOptions &options, const Cancellation &cancellation);

} // namespace dumbo::postgresql
