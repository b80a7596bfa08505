#pragma once

#include "core/catalog/catalogdifference.h"
#include "core/migrations/runner.h"

namespace dumbo {

/// Where up and down are tried.
enum class ProofPlace {
    Automatic, ///< Transaction where that can be, else SchemaCopy, or RowsCopy where rows are compared
    Transaction, ///< of the database itself, which is rolled back, guarded as a dry run where the database has one; its locks are real
    EmptyDatabase, ///< a scratch database: ProofRequest::before makes what is needed
    SchemaCopy, ///< a scratch database with the objects of this one
    RowsCopy, ///< and its rows
};

struct ProofRequest {
    std::vector<Migration> before; ///< their up scripts run first
    Migration migration; ///< with a down script; not applied in the place
    ProofPlace place = ProofPlace::Automatic;
    bool comparesRows = false; ///< number and checksum of the rows of each table
    std::optional<std::chrono::milliseconds> statementTimeout; ///< where no dry run measures
    Cancellation cancellation;
    std::function<std::vector<TransactionFit>(const Migration &)> fit; ///< as in RunOptions
};

/// A table whose rows are not those from before, although its columns are.
struct RowsDifference {
    ObjectPath table;
    qint64 before = 0; ///< number of rows
    qint64 after = 0; ///< the same number where their content differs
    friend bool operator==(const RowsDifference &, const RowsDifference &) = default;
};

struct DownProof {
    ProofPlace place = ProofPlace::Transaction; ///< where it was tried
    /// From the catalog before up to the one after down; empty: the down script restores the schema.
    CatalogDifference difference;
    std::vector<RowsDifference> rows;
    bool comparedRows = false;
    std::optional<Error> error; ///< a statement did not run; which one is in its detail
    QStringList notices;

    [[nodiscard]] bool restores() const { return !error && difference.isEmpty() && rows.empty(); }
};

/// Runs up and down where nothing of it stays, and compares. InvalidOperation where the place does not fit the statements, and
/// where there is no down script.
[[nodiscard]] DUMBO_CORE_EXPORT Result<DownProof> proveDown(const DatabaseOpener &opener, const ProofRequest &request);

} // namespace dumbo
