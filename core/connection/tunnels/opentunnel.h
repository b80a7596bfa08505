#pragma once

#include "core/base/cancellation.h"
#include "core/connection/tunnels/tunnelroute.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace dumbo {

class TunnelState;

/// What ssh wants to know before it connects.
struct TunnelQuestion {
    QString field; ///< of CredentialsRequest
    QString text; ///< ssh's own words
    int attempt = 1; ///< above 1 the answer to the same question was not right
};

/// A running `ssh` that forwards ports of this machine. It ends when its last holder lets it go, at the latest with this program.
/// Any thread.
class DUMBO_CORE_EXPORT OpenTunnel {
public:
    /// Called in the thread that waits for the tunnel, and may wait for a person; nothing: no answer.
    using Ask = std::function<std::optional<QString>(const TunnelQuestion &)>;

    /// The tunnel to these ends: one that is open already, else a new one, for which this waits until its ports are open. Those who
    /// come meanwhile wait for the same one, and any of those who wait may be asked. Cancelled, or Connection with what ssh said.
    [[nodiscard]] static Result<std::shared_ptr<OpenTunnel>> open(
        const SshTunnel &tunnel, const std::vector<TunnelEnd> &ends, const Cancellation &cancellation, const Ask &ask);

    ~OpenTunnel();
    OpenTunnel(const OpenTunnel &) = delete;
    OpenTunnel &operator=(const OpenTunnel &) = delete;

    /// Of this machine, one for each end.
    [[nodiscard]] std::vector<int> localPorts() const;
    /// Why it is no more; nothing while it runs.
    [[nodiscard]] std::optional<Error> error() const;
    /// Cancelled when it is no more, by itself or let go.
    [[nodiscard]] Cancellation ended() const;
    /// error(), or nothing when it still runs after that time: whoever lost a connection may hear of it a moment before.
    [[nodiscard]] std::optional<Error> errorWithin(std::chrono::milliseconds time) const;
    /// How many bytes of words ssh has said so far.
    [[nodiscard]] qint64 wordsHeard() const;
    /// What the driver's failure to connect means, where ssh knows: that the ssh server could not reach the database. By what it has
    /// said behind so many bytes.
    [[nodiscard]] std::optional<Error> refusalSince(qint64 heard) const;

private:
    explicit OpenTunnel(std::shared_ptr<TunnelState> state);
    [[nodiscard]] Result<void> waitUntilReady(const Cancellation &cancellation, const Ask &ask);

    std::shared_ptr<TunnelState> m_state;
};

} // namespace dumbo
