#include "drivers/qtsql/odbcerrors.h"

#include "drivers/common/mysql/errors.h"
#include "drivers/common/postgresql/errors.h"
#include "drivers/common/sqlite/errors.h"

#include <array>

namespace dumbo::qtsql {

namespace {

/// Without the names of driver manager and driver in front: "[unixODBC][Driver]words".
QString withoutOrigin(const QString &message)
{
    auto words = message.trimmed();
    while (words.startsWith(u'[') && words.contains(u']'))
        words = words.sliced(words.indexOf(u']') + 1).trimmed();
    return words;
}

/// SQLite's ODBC driver passes on the engine's words, and its code without the extended part.
int sqliteCode(const OdbcFailure &failure, const QString &words)
{
    struct Beginning
    {
        const char *words;
        int code;
    };
    static constexpr std::array beginnings { Beginning { "UNIQUE constraint failed", 2067 },
        Beginning { "NOT NULL constraint failed", 1299 }, Beginning { "CHECK constraint failed", 275 },
        Beginning { "FOREIGN KEY constraint failed", 787 }, Beginning { "cannot store", 3091 },
        Beginning { "datatype mismatch", 20 }, Beginning { "string or blob too big", 18 },
        Beginning { "database is locked", 5 }, Beginning { "database table is locked", 6 },
        Beginning { "attempt to write a readonly database", 8 } };
    for (const auto &[text, code] : beginnings) {
        if (words.startsWith(QLatin1StringView(text)))
            return code;
    }
    return failure.nativeCode > 0 ? failure.nativeCode : 1;
}

Error sqliteError(const OdbcFailure &failure)
{
    auto words = withoutOrigin(failure.message);
    if (words.endsWith(u')') && words.contains(QLatin1StringView(" (")))
        words.truncate(words.lastIndexOf(QLatin1StringView(" (")));
    return sqlite::engineError({ sqliteCode(failure, words), words.toUtf8(), -1 });
}

Error postgresError(const OdbcFailure &failure)
{
    auto words = withoutOrigin(failure.message);
    postgresql::ServerFailure server;
    server.sqlState = failure.sqlState;
    for (const auto *severity : { "ERROR: ", "FATAL: ", "PANIC: " }) {
        if (words.startsWith(QLatin1StringView(severity))) {
            server.severity = QByteArray(severity).chopped(2);
            words = words.sliced(7).trimmed();
        }
    }
    words.replace(QLatin1StringView(";\nError while executing the query"), QLatin1StringView());
    server.message = words.toUtf8();
    return postgresql::serverError(server);
}

} // namespace

ErrorKind classifyOdbc(const QByteArray &sqlState)
{
    struct ClassKind
    {
        const char *beginning;
        ErrorKind kind;
    };
    static constexpr std::array kinds { ClassKind { "HYT00", ErrorKind::Timeout },
        ClassKind { "HYT01", ErrorKind::Connection }, ClassKind { "HY008", ErrorKind::Cancelled },
        ClassKind { "HY001", ErrorKind::InsufficientResources }, ClassKind { "HYC00", ErrorKind::NotImplemented },
        ClassKind { "IM", ErrorKind::Connection }, ClassKind { "08", ErrorKind::Connection },
        ClassKind { "07", ErrorKind::Data }, ClassKind { "22", ErrorKind::Data },
        ClassKind { "23", ErrorKind::IntegrityConstraintViolation },
        ClassKind { "28", ErrorKind::AuthenticationRequired }, ClassKind { "40001", ErrorKind::Serialization },
        ClassKind { "42", ErrorKind::InvalidOperation }, ClassKind { "25", ErrorKind::InvalidOperation } };
    for (const auto &[beginning, kind] : kinds) {
        if (sqlState.startsWith(beginning))
            return kind;
    }
    return ErrorKind::General;
}

Error odbcError(const OdbcFailure &failure, OdbcBackend::Reached reached, const QByteArray &statement)
{
    const auto isOwn = failure.sqlState.startsWith("IM") || failure.sqlState.startsWith("08");
    if (!isOwn && reached == OdbcBackend::Reached::Sqlite)
        return sqliteError(failure);
    if (!isOwn && reached == OdbcBackend::Reached::PostgreSql)
        return postgresError(failure);
    if (!isOwn && reached == OdbcBackend::Reached::MySql)
        return mysql::serverError(
            { failure.nativeCode, failure.sqlState, withoutOrigin(failure.message), statement });
    return Error(classifyOdbc(failure.sqlState), withoutOrigin(failure.message))
        .withServerMessage(failure.message)
        .withSqlState(QString::fromLatin1(failure.sqlState))
        .withNativeCode(failure.nativeCode);
}

} // namespace dumbo::qtsql
