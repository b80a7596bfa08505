#pragma once

#include "core/base/export.h"

#include <QString>

namespace dumbo {

/// How a child ended, by ChildProcess::exitCode(): "signal SIGSEGV" or "exit code 1".
[[nodiscard]] DUMBO_CORE_EXPORT QString exitWords(int exitCode);

} // namespace dumbo
