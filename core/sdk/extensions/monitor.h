#pragma once

#include "core/base/result.h"
#include "core/sdk/extension.h"

#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>
#include <vector>

namespace dumbo {

/// When something began, by the server's clock.
struct MonitorTime {
    QString text; ///< as the server writes it
    std::chrono::milliseconds age { 0 }; ///< at the moment of the snapshot; never negative
    friend bool operator==(const MonitorTime &, const MonitorTime &) = default;
};

/// One session of the server, or one of its own processes.
struct MonitoredSession {
    enum class State {
        Unknown, ///< hidden, or not a state of a session
        Active,
        Idle,
        IdleInTransaction,
        FailedTransaction, ///< waits in a transaction that has failed
        Background, ///< a process of the server itself
    };

    qint64 pid = 0;
    QString user;
    QString database;
    QString application;
    QString client; ///< address and port; "local" for a socket of the same machine
    QString kind; ///< e.g. "client backend", "autovacuum worker"
    State state = State::Unknown;
    QString stateText; ///< the server's word
    std::optional<MonitorTime> connected;
    std::optional<MonitorTime> transaction; ///< that is open
    std::optional<MonitorTime> query; ///< that runs, or ran last
    std::optional<MonitorTime> stateSince;
    QString waitType; ///< empty: it does not wait
    QString waitEvent;
    QString text; ///< the statement that runs, or ran last; may be cut by the server
    std::vector<qint64> blockedBy; ///< in the server's order, each once
    std::optional<qint64> leader; ///< of a parallel worker
    bool isOwn = false; ///< the one that made the snapshot
    bool isHidden = false; ///< this user may not see what it does
    friend bool operator==(const MonitoredSession &, const MonitoredSession &) = default;
};

struct MonitoredLock {
    qint64 pid = 0; ///< 0: of a prepared transaction
    QString type; ///< the server's word, e.g. "relation", "transactionid"
    QString database; ///< empty where it belongs to none
    QString object; ///< e.g. "public.hut", "transaction 744"
    QString mode; ///< e.g. "AccessExclusiveLock"
    bool granted = false;
    std::optional<MonitorTime> since; ///< of waiting
    friend bool operator==(const MonitoredLock &, const MonitoredLock &) = default;
};

/// What goes on in a server, at one moment.
struct MonitorSnapshot {
    QString serverTime;
    std::vector<MonitoredSession> sessions; ///< by pid
    std::vector<MonitoredLock> locks; ///< by pid; waiting ones first
    std::optional<qint64> maxConnections;
    std::optional<qint64> connections; ///< in use, this one included
    QStringList warnings; ///< what could not be read, or is hidden from this user; a sentence each
};

/// Watches the sessions of a server and ends them. Lives in its connection's thread, best on a connection of its own;
/// Connection::cancel() ends each call.
class DUMBO_SDK_EXPORT MonitorExtension : public Extension {
public:
    MonitorExtension();
    ~MonitorExtension() override;

    [[nodiscard]] static ExtensionId extensionId() { return { QStringLiteral("monitor"), 1 }; }
    [[nodiscard]] ExtensionId id() const final;

    /// What this user may not see is hidden or missing, with a warning; an error only where nothing can be read at all.
    [[nodiscard]] virtual Result<MonitorSnapshot> snapshot() = 0;
    /// Asks the server to end what the session runs, as its own cancel would; the session stays. NotFound where there is no
    /// such session; the server's own error (SQLSTATE 42501) where this user may not.
    [[nodiscard]] virtual Result<void> cancelSession(qint64 pid) = 0;
    /// Ends the session itself. Errors as above.
    [[nodiscard]] virtual Result<void> terminateSession(qint64 pid) = 0;
};

} // namespace dumbo
