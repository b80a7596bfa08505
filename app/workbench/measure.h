#pragma once

#include "app/workbench/startoptions.h"

#include <QElapsedTimer>

namespace workbench {

class Workbench;

/// Prints "first-paint <ms>" and, with --table, "table-shown <ms>", both since `started`, and ends the program as the options
/// say.
void watchStart(Workbench &workbench, const StartOptions &options, const QElapsedTimer &started);

} // namespace workbench
