#pragma once

#include "core/schema/schemacomponents.h"
#include "core/sdk/dialect.h"

namespace dumbo {

/// A portable type and what the databases make of it.
struct PortableType {
    QString name; ///< e.g. "varchar"; its lengths follow in parentheses, as in "varchar(80)"
    QByteArray postgresql;
    QByteArray sqlite;
    QByteArray mysql;
    bool counts = false; ///< the database gives out numbers
};

/// smallint, integer, bigint, serial, bigserial, identity, boolean, numeric, real, double, text, varchar, char, uuid, json, jsonb,
/// bytes, date, time, timestamp, timestamptz.
[[nodiscard]] DUMBO_CORE_EXPORT const std::vector<PortableType> &portableTypes();

/// The type as the dialect's CREATE TABLE reads it. inKey: MySQL can't index text without a length and gets varchar(255).
/// Empty where the column has no type there. What is not portable stays as it is.
[[nodiscard]] DUMBO_CORE_EXPORT QByteArray columnType(const ColumnComponent &column, const Dialect &dialect, bool inKey = false);

/// The database numbers the column's rows by itself.
[[nodiscard]] DUMBO_CORE_EXPORT bool countsByItself(const ColumnComponent &column, const Dialect &dialect);

/// One spelling for one type, so that types can be compared: "int4", "serial" and "integer" are "integer" in PostgreSQL.
[[nodiscard]] DUMBO_CORE_EXPORT QString comparableType(const QString &type, const Dialect &dialect);

} // namespace dumbo
