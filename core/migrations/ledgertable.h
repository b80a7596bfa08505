#pragma once

#include "core/migrations/ledger.h"
#include "core/migrations/ledgersql.h"
#include "core/migrations/migration.h"
#include "core/sql/sql.h"

namespace dumbo {

[[nodiscard]] RunAction runActionFromName(const QString &name);
[[nodiscard]] RunOutcome runOutcomeFromName(const QString &name); ///< Unknown for a word of a later version

/// The two tables of a database and the statements on them. Names are qualified once they are known, so that nothing a
/// migration sets (search_path, USE) leads elsewhere. Runs in whatever transaction is open.
class LedgerTable {
public:
    [[nodiscard]] static Result<LedgerTable> find(Executor &executor);

    /// Makes what is missing.
    [[nodiscard]] Result<void> create();
    [[nodiscard]] bool exists() const { return m_hasLedger; }

    [[nodiscard]] Result<LedgerState> read();
    /// The hash recorded under a name; nothing where it is not recorded.
    [[nodiscard]] Result<std::optional<QByteArray>> recorded(const QString &name);

    /// A new row, or the hash of the one that is there.
    [[nodiscard]] Result<void> record(const Migration &migration, bool isThere);
    [[nodiscard]] Result<void> updateHash(const QString &name, const QByteArray &hash);
    [[nodiscard]] Result<void> remove(const QString &name);

    [[nodiscard]] Result<void> announce(const RunDetails &run);
    /// Other runs of this name that still say "running" were interrupted: for who has the lock.
    [[nodiscard]] Result<void> endInterrupted(const QString &name, const QString &exceptRun);
    /// Statements done, the one that is begun, and the hash.
    [[nodiscard]] Result<void> progress(const RunDetails &run);
    /// Everything but how it was announced.
    [[nodiscard]] Result<void> finish(const RunDetails &run);
    /// What still says "running" says "failed" then: true. It waits for a transaction elsewhere that changed the row and has not ended, so
    /// that afterwards the row tells whether that one was committed.
    [[nodiscard]] Result<bool> settle(const RunDetails &run);

    /// The same tables through another connection.
    [[nodiscard]] LedgerTable through(Executor &executor) const;

private:
    [[nodiscard]] Sql idColumn() const;
    [[nodiscard]] Sql nextId(const Sql &table) const;
    explicit LedgerTable(Executor &executor);
    [[nodiscard]] Result<void> lookUp();
    [[nodiscard]] Result<void> lookUpInCatalog();
    [[nodiscard]] Result<void> findHome();
    [[nodiscard]] Result<std::vector<LedgerEntry>> readEntries();
    [[nodiscard]] Result<std::vector<RunDetails>> readRuns();
    [[nodiscard]] Result<QueryResult> query(const Sql &sql);
    [[nodiscard]] Result<qint64> command(const Sql &sql);
    [[nodiscard]] Sql name(const QString &schema, const QString &table) const;

    Executor *m_executor;
    Dialect m_dialect;
    bool m_hasLedger = false;
    bool m_hasRuns = false;
    QString m_ledgerSchema;
    QString m_runsSchema;
    Sql m_ledger; ///< qualified names
    Sql m_runs;
};

} // namespace dumbo
