#pragma once

#include "ui/shell/backgroundtask.h"

namespace workbench {

/// Work on migrations.
template <typename Progress, typename Outcome>
using MigrationTask = BackgroundTask<Progress, Outcome>;

} // namespace workbench
