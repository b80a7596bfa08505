#pragma once

#include "core/sdk/connection.h"
#include "core/sdk/extensions/monitor.h"

#include <memory>

namespace dumbo::postgresql {

/// pg_stat_activity, pg_locks and pg_blocking_pids(). Columns that the server does not have are left out; a view that can't
/// be read is a warning. The connection is not owned and outlives the extension.
[[nodiscard]] std::unique_ptr<MonitorExtension> makeMonitorExtension(Connection &connection);

} // namespace dumbo::postgresql
