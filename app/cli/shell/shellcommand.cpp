#include "app/cli/shell/shellcommand.h"

#include "app/cli/errorreport.h"
#include "app/cli/shell/shell.h"
#include "core/platform/paths.h"

namespace cli {

using namespace dumbo;

ExitCode runShell(DriverRegistry &registry, const ShellArguments &arguments, Interrupt &interrupt)
{
    const auto connection = LiveConnection::open(registry, arguments.connection, interrupt);
    if (!connection) {
        if (interrupt.isRequested())
            return Interrupted;
        reportError(connection.error());
        return NoConnection;
    }
    ShellSettings settings;
    settings.timing = arguments.timing;
    if (arguments.format) {
        settings.format = *arguments.format;
        settings.documentsAsTable = *arguments.format != ResultFormat::Json && *arguments.format != ResultFormat::Ndjson;
    }
    const auto history = arguments.keepsHistory ? paths::stateFolder() + QStringLiteral("/shell-history") : QString();
    Shell shell(**connection, interrupt, settings, history);
    return arguments.text ? shell.run(*arguments.text) : shell.run();
}

} // namespace cli
