#pragma once

#include "core/base/cancellation.h"
#include "core/connection/connectiontarget.h"
#include "core/connection/sessionevents.h"
#include "core/sdk/storageplugin.h"

#include <QMap>

#include <functional>
#include <memory>
#include <optional>

namespace dumbo {

class OpenTunnel;

/// Connects to one target as often as asked, in one thread: opens its tunnel or joins the one that is open, lets the driver connect, runs
/// the start-up SQL. The tunnel stays while this lives.
class DUMBO_CORE_EXPORT TargetConnector {
public:
    /// Asks somebody, waiting for the answer; secrets by field, or nothing.
    using Ask = std::function<std::optional<QMap<QString, QString>>(const CredentialsRequest &)>;

    explicit TargetConnector(const ConnectionTarget &target);
    ~TargetConnector();
    TargetConnector(const TargetConnector &) = delete;
    TargetConnector &operator=(const TargetConnector &) = delete;

    /// The request's options are the target's, which it need not fill, nor readOnly. Only ssh's questions go to ask: what the driver
    /// misses is AuthenticationRequired, for the caller to answer.
    [[nodiscard]] Result<std::unique_ptr<Connection>> connect(
        StoragePlugin &plugin, ConnectRequest request, ConnectionObserver &observer, const Ask &ask);
    /// Statement by statement; the error of the first that fails, with its text. Nothing where there is none.
    [[nodiscard]] Result<void> runStartupSql(Connection &connection, const Cancellation &cancellation) const;

    /// Why the tunnel is no more; nothing where it runs, or there is none. Waits a moment where it may just be ending.
    [[nodiscard]] std::optional<Error> tunnelError(bool waits) const;
    /// Cancelled when the tunnel is no more; never without one.
    [[nodiscard]] Cancellation tunnelEnded() const;

private:
    [[nodiscard]] Result<void> openTunnel(const Cancellation &cancellation, const Ask &ask);
    [[nodiscard]] Error explained(const Error &error, qint64 heard) const;

    const ConnectionTarget m_target;
    std::shared_ptr<OpenTunnel> m_tunnel;
};

} // namespace dumbo
