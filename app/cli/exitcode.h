#pragma once

namespace cli {

/// What the program tells its caller.
enum ExitCode {
    Done = 0,
    Refused = 1, ///< the database said no, or the output could not be written
    Usage = 2,
    NoConnection = 3, ///< no connection, or no driver
    Untrusted = 4, ///< a driver is whole, but nobody whom the person trusts signed it
    Interrupted = 130,
};

} // namespace cli
