#pragma once

#include "core/plugins/manifest.h"

#include <optional>

namespace dumbo {

/// How far a driver has come. A driver moves down this list only; Refused may be left when the file changed.
enum class DriverState {
    Found, ///< a file of the right name; nothing was read
    Described, ///< its manifest was read and fits this program; none of its code ran
    Loaded, ///< its code is in the process, for good
    InUse, ///< loaded, with at least one open connection
    Refused, ///< DriverEntry::reason says why
};

/// Who brought a driver.
enum class DriverOrigin {
    Bundled, ///< came with the program
    Installed, ///< by a person
    Developer, ///< named by $DUMBO_PLUGIN_PATH
    Program, ///< registered by the program itself; there is no file
};

/// One driver as the registry knows it at one moment.
struct DUMBO_CORE_EXPORT DriverEntry {
    Manifest manifest; ///< as far as it could be read: without id where it could not
    QString filePath; ///< empty where the program registered it
    DriverState state = DriverState::Found;
    DriverOrigin origin = DriverOrigin::Bundled;
    std::optional<Error> reason; ///< set where state is Refused
};

/// "found", "described", "loaded", "in use", "refused": for machines, not translated.
[[nodiscard]] DUMBO_CORE_EXPORT QString driverStateName(DriverState state);
/// "bundled", "installed", "developer", "program": for machines, not translated.
[[nodiscard]] DUMBO_CORE_EXPORT QString driverOriginName(DriverOrigin origin);

} // namespace dumbo
