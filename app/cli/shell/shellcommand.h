#pragma once

#include "app/cli/exitcode.h"
#include "app/cli/opener.h"
#include "core/results/resultwriter.h"

#include <optional>

namespace cli {

struct ShellArguments {
    ConnectionArguments connection;
    std::optional<dumbo::ResultFormat> format; ///< nothing: tables, and documents as JSON
    std::optional<QByteArray> text; ///< instead of standard input
    bool timing = false;
    bool keepsHistory = true;
};

/// `dumbo shell`.
[[nodiscard]] ExitCode runShell(dumbo::DriverRegistry &registry, const ShellArguments &arguments, Interrupt &interrupt);

} // namespace cli
