#pragma once

#include "app/cli/exitcode.h"
#include "app/cli/interrupt.h"
#include "core/plugins/install/drivermanager.h"

#include <QStringList>

namespace cli {

/// What a person agreed to before being asked.
struct ConsentArguments {
    bool yes = false; ///< to what asks for no trust
    bool acceptUnsigned = false;
    QString trustKey; ///< the fingerprint, or as many of its digits as people compare
    QString keyName;
};

struct InstallArguments {
    QString source; ///< a file, or the id of a driver in a catalogue
    ConsentArguments consent;
    std::optional<bool> isIsolated;
    bool probe = true;
    bool json = false;
};

[[nodiscard]] ExitCode installDriver(dumbo::DriverManager &drivers, const InstallArguments &arguments, const Interrupt &interrupt);
/// What catalogues have that is newer, and installing it. Without ids: of all drivers.
[[nodiscard]] ExitCode updateDrivers(dumbo::DriverManager &drivers, const QStringList &ids, const InstallArguments &arguments,
    bool onlyChecks, const Interrupt &interrupt);

/// Whether the person says yes on the terminal; nothing where there is none.
[[nodiscard]] std::optional<bool> askYesNo(const QString &question);

} // namespace cli
