#pragma once

#include "core/base/error.h"

#include <QByteArray>

namespace dumbo::postgresql {

/// How a connection was not made, as libpq tells it. libpq knows no fields here, only a text: of itself, or of
/// the server with its SQLSTATE where the verbosity is PQERRORS_VERBOSE.
struct ConnectFailure
{
    QByteArray message; ///< PQerrorMessage(); with several hosts a line or more for each
    bool needsPassword = false; ///< PQconnectionNeedsPassword()
};

/// The error with a clear kind and words. Never holds a secret: libpq does not put any into its messages.
/// - password missing or wrong: AuthenticationRequired with "password" as authenticationDetail() has it; a
///   locked client key: "sslpassword"
/// - no such database, no such role: NotFound
/// - refused by pg_hba.conf, certificates not trusted or not there: not retryable
[[nodiscard]] Error connectError(const ConnectFailure &failure);

/// connect_timeout passed. tried names the hosts, for people.
[[nodiscard]] Error connectTimedOut(const QString &tried, qint64 seconds);

} // namespace dumbo::postgresql
