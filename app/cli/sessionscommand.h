#pragma once

#include "app/cli/exitcode.h"
#include "app/cli/opener.h"

#include "core/results/resultwriter.h"

namespace cli {

struct SessionsArguments {
    enum class Action { List, Locks, Cancel, Terminate };

    ConnectionArguments connection;
    Action action = Action::List;
    qint64 pid = 0; ///< of Cancel and Terminate
    bool all = false; ///< the server's own processes and granted locks of nobody who is waited for, too
    dumbo::ResultFormat format = dumbo::ResultFormat::Table;
};

/// Lists a server's sessions or locks, or ends one session's statement or the session itself.
[[nodiscard]] ExitCode runSessions(dumbo::DriverRegistry &registry, const SessionsArguments &arguments, Interrupt &interrupt);

} // namespace cli
