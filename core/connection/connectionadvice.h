#pragma once

#include "core/base/error.h"
#include "core/connection/connectiontarget.h"

namespace dumbo {

/// Why a connection could not be made, in words for a person.
struct DUMBO_CORE_EXPORT ConnectionAdvice {
    enum class Cause {
        Other,
        Refused, ///< nothing listens there
        NoSuchHost,
        Unreachable,
        WrongPassword,
        NoSuchDatabase,
        NoSuchFile,
        NotAllowed, ///< the server knows the user but lets it not in, e.g. pg_hba.conf
        CertificateNotTrusted,
        EncryptionRefused, ///< one side wants TLS, the other has none
        TimeOut,
        TooManyConnections,
        Starting, ///< the server starts, stops or recovers
        NoDriver,
        Tunnel, ///< ssh failed
        Cancelled,
    };

    Cause cause = Cause::Other;
    QString what; ///< a sentence: what happened
    QString where; ///< host and port, or file; empty where it does not matter
    QString toDo; ///< a sentence; empty where nobody knows

    /// By kind, SQLSTATE, native code and, last, the server's words.
    [[nodiscard]] static ConnectionAdvice of(const Error &error, const ConnectionTarget &target);
};

/// Stable, for machines: "refused", "no-such-host", …
[[nodiscard]] DUMBO_CORE_EXPORT QString connectionCauseName(ConnectionAdvice::Cause cause);

} // namespace dumbo
