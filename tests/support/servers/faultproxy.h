#pragma once

#include "core/base/result.h"

#include <QString>

#include <chrono>
#include <memory>

namespace dumbo::test {

/// Stands between a client and a server and spoils the wire when asked to. Listens on 127.0.0.1 and works in a thread of its
/// own; all members may be called from any thread and hold for connections that are open as for later ones.
class FaultProxy
{
public:
    enum class Direction { ToServer, ToClient };
    enum class Cut {
        Close, ///< an orderly end (FIN)
        Reset, ///< RST
    };
    /// Where connections are led: a Unix socket where path is set, else host (an address) and port.
    struct Upstream
    {
        QString path;
        QString host;
        int port = 0;

        [[nodiscard]] static Upstream unixSocket(const QString &path) { return { path, {}, 0 }; }
        [[nodiscard]] static Upstream tcp(int port, const QString &host = QStringLiteral("127.0.0.1"))
        {
            return { {}, host, port };
        }
    };

    [[nodiscard]] static Result<std::unique_ptr<FaultProxy>> start(const Upstream &upstream);
    /// Cuts what is open.
    ~FaultProxy();

    [[nodiscard]] QString host() const { return QStringLiteral("127.0.0.1"); }
    [[nodiscard]] int port() const;

    /// Everything is this much later, in either direction.
    void setLatency(std::chrono::milliseconds latency);
    /// The connection that moves this many bytes in this direction from now on is cut there: no byte too many passes.
    /// It happens once. No connection is cut where nobody moves so many.
    void cutAfter(Direction direction, qint64 bytes, Cut cut);
    /// What comes is read and lost and nothing is answered, as behind a firewall that drops; connections still seem to be made.
    void setBlackHole(bool on);
    /// Nothing moves and nothing is lost.
    void setPaused(bool on);
    /// New connections are reset at once.
    void setRefusing(bool on);
    /// Cuts all that is open, before it returns; later ones work.
    void cutAll(Cut cut);

    /// Bytes moved so far, and connections taken.
    [[nodiscard]] qint64 bytes(Direction direction) const;
    [[nodiscard]] int connections() const;
    [[nodiscard]] int openConnections() const;

    FaultProxy(const FaultProxy &) = delete;
    FaultProxy &operator=(const FaultProxy &) = delete;

private:
    class Worker;
    explicit FaultProxy(std::unique_ptr<Worker> worker);
    std::unique_ptr<Worker> m_worker;
};

} // namespace dumbo::test
