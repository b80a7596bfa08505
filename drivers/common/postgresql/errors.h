#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QByteArrayView>

namespace dumbo::postgresql {

/// The kind of an SQLSTATE. Sources: https://www.postgresql.org/docs/17/errcodes-appendix.html and the error
/// classes of Dumbo. An empty or unknown state is General.
[[nodiscard]] ErrorKind classify(QByteArrayView sqlState);

/// What the server says of a failure: the fields of ErrorResponse, whichever client library read them
/// (https://www.postgresql.org/docs/17/protocol-error-fields.html). All in UTF-8; empty where there is none.
struct ServerFailure
{
    QByteArray severity; ///< not translated: "ERROR", "FATAL", "PANIC"
    QByteArray sqlState;
    QByteArray message;
    QByteArray detail;
    QByteArray hint;
    QByteArray context;
    int position = 0; ///< in the statement, in characters from 1; 0: not known
    QByteArray schema;
    QByteArray table;
    QByteArray column;
    QByteArray dataType;
    QByteArray constraint;
};

/// The error with kind, words for people and everything the server said; the position in bytes of statement.
[[nodiscard]] Error serverError(const ServerFailure &failure, QByteArrayView statement = {});

/// Whether the server ends the session with this failure. SQLSTATE 08006 with severity ERROR does not: it is the
/// connection to another server that was lost (Citus, postgres_fdw).
[[nodiscard]] bool endsSession(const ServerFailure &failure);

/// What a COMMIT says that the server answered with ROLLBACK, because a statement of the transaction had failed.
[[nodiscard]] Error commitRolledBack();

} // namespace dumbo::postgresql
