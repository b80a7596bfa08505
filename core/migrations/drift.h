#pragma once

#include "core/catalog/catalogdifference.h"
#include "core/migrations/databaseopener.h"
#include "core/migrations/migration.h"
#include "core/sdk/extensions/migrationadvice.h"
#include "core/sdk/extensions/schemadifference.h"

#include <functional>
#include <memory>

namespace dumbo {

/// What a database holds, or should hold: one side of a difference.
struct SchemaSide {
    std::shared_ptr<const CatalogPart> catalog; ///< CatalogDepth::Full with DDL, without the tables of migration tools
    Dialect dialect;
    QStringList notes; ///< what could not be read or replayed, in sentences
};

/// How many migrations were replayed, of how many.
using ReplayProgress = std::function<void(qsizetype done, qsizetype total)>;

struct ReplayRequest {
    MigrationSet set; ///< of any source, components included; repeatable ones run last
    QStringList only; ///< names; empty: all
    Cancellation cancellation;
    ReplayProgress progress; ///< may be empty
};

/// A database as it is; only read.
[[nodiscard]] DUMBO_CORE_EXPORT Result<SchemaSide> schemaOfDatabase(const DatabaseOpener &opener, const Cancellation &cancellation = {});
/// What migrations make of an empty database: replayed in a scratch database beside the opener's, which is dropped again. What
/// would reach beyond that is left out, and noted. An error names the migration and has the server's words.
[[nodiscard]] DUMBO_CORE_EXPORT Result<SchemaSide> schemaOfMigrations(const DatabaseOpener &opener, const ReplayRequest &request);

/// A migration that makes one schema like another.
struct DUMBO_CORE_EXPORT MigrationDraft {
    CatalogDifference difference;
    DifferenceScript up;
    DifferenceScript down; ///< back, made the same way: rows that up loses do not come back
    QStringList notes;

    /// For NewMigrationRequest.
    [[nodiscard]] std::vector<QByteArray> upStatements() const;
    [[nodiscard]] std::vector<QByteArray> downStatements() const;
    /// No statement of up refuses to run in a transaction.
    [[nodiscard]] bool inTransaction() const;
};

/// allowsLoss as in DifferenceRequest, for up; down may lose.
[[nodiscard]] DUMBO_CORE_EXPORT Result<MigrationDraft> migrationFromDifference(
    const SchemaSide &from, const SchemaSide &to, const SchemaDifferenceExtension &difference, bool allowsLoss = true);

/// An object that is otherwise than its migrations made it.
struct DriftedObject {
    ObjectDifference difference; ///< from: as the migrations make it; to: as it is
    QString lastTouchedBy; ///< name of the migration that touched it last; empty: none did
};

struct DriftRequest {
    ReplayRequest replay; ///< only: empty: those that the ledger has, or all where it has none
    std::shared_ptr<const SchemaDifferenceExtension> difference;
    std::shared_ptr<const MigrationAdviceExtension> advice; ///< tells what a statement touches; null: its words do
    bool allowsLoss = true; ///< of revert
};

struct DUMBO_CORE_EXPORT DriftReport {
    std::vector<DriftedObject> objects; ///< by schema, kind and name
    /// From the migrations to the database: as a new migration, recorded as applied, it makes the source what the database is.
    DifferenceScript adopt;
    DifferenceScript revert; ///< from the database back to its migrations
    SchemaSide expected; ///< as the migrations make it
    SchemaSide found; ///< as it is
    QStringList replayed; ///< names
    QStringList notes;
    [[nodiscard]] bool isClean() const { return objects.empty(); }
};

/// Compares a database with its migrations, replayed in a scratch database. The database itself is only read. Blocking.
[[nodiscard]] DUMBO_CORE_EXPORT Result<DriftReport> findDrift(const DatabaseOpener &opener, const DriftRequest &request);

} // namespace dumbo
