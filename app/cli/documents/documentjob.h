#pragma once

#include "app/cli/documents/documentrunner.h"
#include "app/cli/exitcode.h"
#include "app/cli/liveconnection.h"

#include <functional>

namespace cli {

/// Connects, lets the function work on documents, and tells what went wrong.
[[nodiscard]] ExitCode runDocumentJob(dumbo::DriverRegistry &registry, const ConnectionArguments &arguments, Interrupt &interrupt,
    const std::function<dumbo::Result<void>(DocumentRunner &)> &work);

/// Tells an error that may be in one of the texts that a person gave.
void reportDocumentError(const dumbo::Error &error, const RequestText *text);

} // namespace cli
