#pragma once

#include "drivers/postgresql/handles.h"

#include <chrono>

namespace dumbo::postgresql {

/// Asks the server to stop what a connection is doing, on a wire of its own that is encrypted like the
/// connection (https://www.postgresql.org/docs/17/libpq-cancel.html). Driven by the connection's thread, which
/// polls descriptor() beside its own socket.
///
/// A request that comes before the server began the statement is lost, so it is sent again until the statement
/// has ended. A request is settled when the server closed its wire: the signal is on its way then, and reaches
/// the session before anything that is sent later.
class CancelRequest
{
public:
    using Clock = std::chrono::steady_clock;

    /// Sends the first request, or drives the one that is under way, or sends another where the last one is
    /// some time ago.
    void advance(PGconn *connection);
    /// Forgets everything: another statement begins.
    void reset();

    /// Something is on the wire whose effect is not known yet.
    [[nodiscard]] bool isUnderWay() const { return m_handle != nullptr; }
    /// The server could not be asked for a long time: neither it nor the connection can be relied on.
    [[nodiscard]] bool hasGivenUp() const { return m_hasGivenUp; }
    /// -1 while nothing is on the wire.
    [[nodiscard]] int descriptor() const;
    [[nodiscard]] short pollEvents() const;
    /// When advance() wants to be called even if descriptor() stays quiet.
    [[nodiscard]] Clock::time_point wakeAt() const;

private:
    void send(PGconn *connection);
    void drive();
    void settle(bool isDelivered);

    CancelHandle m_handle;
    PostgresPollingStatusType m_polling = PGRES_POLLING_WRITING;
    Clock::time_point m_begun; ///< of the request under way
    Clock::time_point m_next {}; ///< when to send another
    std::chrono::milliseconds m_pause { 0 };
    int m_failures = 0;
    bool m_hasGivenUp = false;
};

} // namespace dumbo::postgresql
