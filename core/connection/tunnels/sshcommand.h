#pragma once

#include "core/connection/tunnels/tunnelroute.h"
#include "core/platform/childprocess.h"

namespace dumbo {

class AskpassServer;

/// What ssh prints to standard output once all ports are open.
inline constexpr QByteArrayView tunnelReadyWord = "dumbo-tunnel-ready";

/// How ssh is started. NotFound where the system has none.
[[nodiscard]] Result<ChildProcess::Command> sshCommand(const SshTunnel &tunnel, const std::vector<TunnelEnd> &ends,
    const std::vector<int> &localPorts, const AskpassServer &questions);

/// Ports of 127.0.0.1 that nobody uses at the moment.
[[nodiscard]] Result<std::vector<int>> freePorts(std::size_t count);

} // namespace dumbo
