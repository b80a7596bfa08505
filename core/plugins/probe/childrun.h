#pragma once

#include "core/base/cancellation.h"
#include "core/platform/childprocess.h"

#include <chrono>
#include <functional>

namespace dumbo {

/// How long a child may take.
struct ChildLimits {
    std::chrono::milliseconds whole { 60000 };
    std::chrono::milliseconds silence { 60000 }; ///< between two lines of its output
};

/// What became of a child.
struct ChildRun {
    enum class End { Exited, Cancelled, OutOfTime };
    End end = End::Exited;
    int exitCode = 0; ///< 128 + signal where one ended it; Exited only
    QByteArray words; ///< what it wrote to standard error, the last 16 KiB
};

/// Waits for the child's end and hands each line of its output to onLine, without its line break. What takes too long or is no
/// longer wanted is killed, with all that it started. Lines longer than 64 KiB are cut into several.
[[nodiscard]] DUMBO_CORE_EXPORT ChildRun runChild(ChildProcess process, const ChildLimits &limits, const Cancellation &cancellation,
    const std::function<void(const QByteArray &)> &onLine);

} // namespace dumbo
