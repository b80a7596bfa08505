#pragma once

#include "core/base/result.h"
#include "core/migrations/migration.h"
#include "core/schema/componentoffers.h"
#include "core/sdk/dialect.h"
#include "core/sdk/extensions/schemacomponents.h"

#include <QDateTime>
#include <QString>

#include <vector>

namespace dumbo {

/// A way of laying migrations out in files, e.g. {"flyway", "Flyway"}.
struct SourceLayout {
    QString id;
    QString name; ///< for people
    friend bool operator==(const SourceLayout &, const SourceLayout &) = default;
};

/// All layouts of scripts, in the order in which they are recognised. "components" is none of them: such a file has no scripts.
[[nodiscard]] DUMBO_CORE_EXPORT std::vector<SourceLayout> sourceLayouts();

struct SourceRequest {
    QString path; ///< a folder, or one file of it
    QString layout {}; ///< id; empty: recognised by what is there
    Dialect dialect; ///< how files are cut into statements
    std::vector<ComponentOffer> offers {}; ///< of the drivers, for a file of components (componentoffers.h)
};

/// Reads a source without changing anything. Only what keeps all of it from being read is an error (no such folder, an unknown
/// layout); what is wrong with a file is a problem of the set. In an empty folder the layout is ours, "dumbo".
///
/// A file alone gives the one migration it belongs to, with the down script beside it; a JSON file of schema components gives all
/// of theirs (layout "components").
[[nodiscard]] DUMBO_CORE_EXPORT Result<MigrationSet> readMigrations(const SourceRequest &request);

struct NewMigrationRequest {
    QString source {}; ///< a folder that exists
    QString layout {}; ///< id; empty: the folder's, or ours in an empty one
    QString title {}; ///< as a person writes it, e.g. "Create huts"
    std::vector<QByteArray> up {}; ///< statements without ";" at their ends; empty: a file to be filled in
    std::vector<QByteArray> down {};
    bool inTransaction = true;
    QString databaseType {}; ///< as in Dialect; a journal that is begun names it
    QDateTime now {}; ///< for layouts that number by time; UTC counts
};

/// What a new migration is made of. A file that stands already is one that lists the others (atlas.sum, Drizzle's journal).
struct NewMigration {
    struct File {
        QString path;
        QByteArray text;
        bool replaces = false;
        friend bool operator==(const File &, const File &) = default;
    };
    QString name; ///< as Migration::name will be
    std::vector<File> files; ///< the first one holds the up statements
};

/// Names and fills the files as the layout wants them, numbered behind the last one that is there. Writes nothing.
[[nodiscard]] DUMBO_CORE_EXPORT Result<NewMigration> newMigration(const NewMigrationRequest &request);
/// The file in which the up statements of a new migration would stand.
[[nodiscard]] DUMBO_CORE_EXPORT Result<QString> newMigrationPath(
    const QString &source, const QString &title, const QString &layout = {}, const QDateTime &now = {});
/// Writes the files, each at once or not at all; one that has appeared meanwhile is not overwritten.
[[nodiscard]] DUMBO_CORE_EXPORT Result<void> writeNewMigration(const NewMigration &migration);

} // namespace dumbo
