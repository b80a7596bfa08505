#pragma once

#include "core/connection/profile.h"

#include <QList>
#include <QStringList>

namespace dumbo {

class DriverRegistry;

/// A connection that another program's file offers.
struct DUMBO_CORE_EXPORT ImportedConnection {
    Profile profile; ///< without an id
    QStringList notes; ///< what the person should know, e.g. where the password stays
    QStringList problems; ///< what could not be taken over; where the profile has no connector, it can't be used at all

    [[nodiscard]] bool isUsable() const { return !profile.connector.databaseType.isEmpty(); }
};

/// What connections can be imported from. No file is changed, and no password is copied.
struct DUMBO_CORE_EXPORT ImportSource {
    enum class Kind {
        PgService, ///< pg_service.conf
        PgPass, ///< .pgpass
        DBeaver, ///< data-sources.json
        DataGrip, ///< dataSources.xml
        PgAdmin, ///< servers.json, as its export writes it
    };
    Kind kind = Kind::PgService;
    QString filePath;

    /// The files of that kind that exist on this system, where the other program puts them, the user's own first. With $PGSERVICEFILE,
    /// $PGSYSCONFDIR and $PGPASSFILE.
    [[nodiscard]] static QList<ImportSource> found();
    /// By the file's name and first characters; nothing for an unknown one.
    [[nodiscard]] static std::optional<ImportSource> ofFile(const QString &filePath);

    /// "PostgreSQL services", "DBeaver", …
    [[nodiscard]] QString name() const;
};

/// Reads a file. Data with file, place and what to do where it is broken; NotFound or System where it can't be read. An entry that
/// can't be taken over is in the list, with its problems. The registry says which databases there are drivers for.
[[nodiscard]] DUMBO_CORE_EXPORT Result<QList<ImportedConnection>> importConnections(
    const ImportSource &source, const DriverRegistry &registry);

/// For machines and command lines: "pg-service", "pgpass", "dbeaver", "datagrip", "pgadmin".
[[nodiscard]] DUMBO_CORE_EXPORT QString importKindName(ImportSource::Kind kind);
[[nodiscard]] DUMBO_CORE_EXPORT std::optional<ImportSource::Kind> importKindFromName(const QString &name);

} // namespace dumbo
