#pragma once

#include "core/base/export.h"

#include <QString>
#include <QStringList>

namespace dumbo::postgresql {

/// Servers that speak PostgreSQL's protocol. Citus and TimescaleDB are extensions of a real PostgreSQL.
enum class Flavour {
    PostgreSql,
    Citus,
    Timescale,
    Aurora,
    Edb, ///< EDB Postgres Advanced Server
    Greenplum,
    Redshift,
    Cockroach,
    Yugabyte,
    Materialize,
    Other, ///< says that it is no PostgreSQL, or nothing we know
};

/// Which server it is, by what it says of itself.
struct ServerFlavour
{
    Flavour flavour = Flavour::PostgreSql;
    QString product; ///< e.g. "CockroachDB"
    QString version; ///< the product's own, e.g. "23.1.11"
    /// The PostgreSQL it is, or pretends to be, as server_version_num: 170004 is 17.4, 90624 is 9.6.24.
    int versionNumber = 0;

    /// "PostgreSQL 17.4", "CockroachDB 23.1.11"
    [[nodiscard]] QString text() const { return version.isEmpty() ? product : product + u' ' + version; }
    /// Has PostgreSQL's catalog functions and settings local to a transaction.
    [[nodiscard]] bool isPostgreSql() const
    {
        return flavour != Flavour::Redshift && flavour != Flavour::Cockroach && flavour != Flavour::Materialize;
    }
    friend bool operator==(const ServerFlavour &, const ServerFlavour &) = default;
};

/// From the text of version() and that of the parameter server_version; either may be empty.
[[nodiscard]] ServerFlavour flavourOf(const QString &versionText, const QString &serverVersion);
/// The same, knowing the names of installed extensions ("citus", "timescaledb") or functions that only one
/// service has ("aurora_version").
[[nodiscard]] ServerFlavour flavourOf(
    const QString &versionText, const QString &serverVersion, const QStringList &extensions);

/// "17.4 (Debian 17.4-1)" is 170004, "9.6.24" 90624, "18beta1" 180000; 0 for anything else.
[[nodiscard]] int versionNumberOf(const QString &serverVersion);

} // namespace dumbo::postgresql
