#pragma once

#include "core/migrations/runner.h"
#include "core/sdk/catalogpart.h"

namespace dumbo {

struct ProofRequest {
    std::vector<Migration> before; ///< run first, up only: what the migration builds on, where the database is empty
    Migration migration; ///< with a down script
    bool checkRows = false; ///< compare counts and checksums of all tables' rows as well
    std::chrono::milliseconds statementTimeout { 0 }; ///< 0: none
    Cancellation cancellation;
    std::optional<ConnectionOptions> database; ///< where to try, e.g. a scratch copy; nothing: in a transaction that is rolled back
    std::function<std::vector<TransactionFit>(const Migration &)> fit; ///< as in RunOptions
};

/// A thing that the down script did not bring back as it was.
struct ProofDifference {
    enum class Kind { Left, Lost, Changed, Rows };
    Kind kind = Kind::Changed;
    ObjectPath object;
    ObjectKind objectKind = ObjectKind::Other;
    QString what; ///< a sentence
    friend bool operator==(const ProofDifference &, const ProofDifference &) = default;
};

struct DownProof {
    bool restoresSchema = false;
    std::optional<bool> restoresRows; ///< nothing: not asked for
    std::vector<ProofDifference> differences;
    std::optional<Error> error; ///< up or down did not run; the statement is in its detail
    QStringList notices;
};

/// Runs the migration up and down where it can't stay, and compares the catalog with the one before. InvalidOperation where statements of it can't run
/// in a transaction and no database to try in was given, or the database does not undo DDL.
[[nodiscard]] DUMBO_CORE_EXPORT Result<DownProof> proveDown(const DatabaseOpener &opener, const ProofRequest &request);

/// What differs, object by object: columns, keys, indexes, DDL and the rest. For the same connection's catalogs of
/// CatalogDepth::Full.
[[nodiscard]] DUMBO_CORE_EXPORT std::vector<ProofDifference> compareCatalogs(const CatalogPart &before, const CatalogPart &after);

} // namespace dumbo
