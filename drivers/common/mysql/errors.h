#pragma once

#include "core/base/error.h"

#include <QByteArray>

namespace dumbo::mysql {

/// The kind of a server's or client library's error number; the SQLSTATE's class decides where the number is not
/// known. Sources: https://mariadb.com/kb/en/mariadb-error-code-reference/ and
/// https://dev.mysql.com/doc/mysql-errors/8.0/en/
[[nodiscard]] ErrorKind classify(int code, const QByteArray &sqlState = {});

/// Whether nothing can succeed on the connection any more after this error number.
[[nodiscard]] bool meansLost(int code);

/// What server or client library said about a failed statement.
struct ServerFailure
{
    int code = 0;
    QByteArray sqlState; ///< empty: not known
    QString message;
    QByteArray statement; ///< as it was sent: syntax errors tell a place only by quoting it
};

/// The error with kind, words for people, codes, position, and the names that the message tells.
[[nodiscard]] Error serverError(const ServerFailure &failure);

} // namespace dumbo::mysql
