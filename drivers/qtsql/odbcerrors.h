#pragma once

#include "drivers/qtsql/odbcbackend.h"

namespace dumbo::qtsql {

/// What ODBC tells of a failure.
struct OdbcFailure
{
    QByteArray sqlState;
    int nativeCode = 0;
    QString message;
};

/// The kind of an SQLSTATE of ODBC's own, by its class.
/// https://learn.microsoft.com/en-us/sql/odbc/reference/appendixes/appendix-a-odbc-error-codes
[[nodiscard]] ErrorKind classifyOdbc(const QByteArray &sqlState);

/// The error as the database that was reached has it: by its own table where there is one.
[[nodiscard]] Error odbcError(
    const OdbcFailure &failure, OdbcBackend::Reached reached, const QByteArray &statement);

} // namespace dumbo::qtsql
