#pragma once

#include "app/cli/exitcode.h"
#include "app/cli/opener.h"

#include <QString>

namespace cli {

/// What is printed of a component file.
struct ConfigArguments {
    QString file;
    QString databaseType; ///< empty: the connection's
    ConnectionArguments connection; ///< only its dialect counts; nothing connects
    bool json = false;
};

/// A component file to start from.
[[nodiscard]] ExitCode printSampleConfig();
/// Components, migrations and problems of a file; Refused where there are problems that keep it from running.
[[nodiscard]] ExitCode printConfig(dumbo::DriverRegistry &registry, const ConfigArguments &arguments);

} // namespace cli
