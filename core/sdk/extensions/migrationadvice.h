#pragma once

#include "core/base/result.h"
#include "core/sdk/catalogpart.h"
#include "core/sdk/extension.h"
#include "core/sdk/statement.h"

#include <QString>
#include <QStringList>

#include <memory>
#include <optional>
#include <vector>

namespace dumbo {

/// How a statement stands to a transaction around it.
enum class TransactionFit {
    Inside, ///< may run in a transaction, and is undone with it
    Alone, ///< refused inside a transaction, e.g. CREATE INDEX CONCURRENTLY, VACUUM
    Commits, ///< ends the transaction around it without a word (MariaDB's DDL)
    Controls, ///< BEGIN, COMMIT, ROLLBACK, SAVEPOINT, PREPARE TRANSACTION and the like
};

/// What a lock keeps others from.
enum class LockEffect {
    BlocksSchemaChanges = 1,
    BlocksWrites = 2,
    BlocksReads = 4,
};

/// A lock that a statement will take until the transaction ends, as far as its text and the catalog tell.
struct ForecastLock {
    ObjectPath object;
    QString mode; ///< the database's word, e.g. "ACCESS EXCLUSIVE"
    int effects = 0; ///< LockEffect, or-ed
    bool isNew = false; ///< the object is made by the same migration: nobody waits for it
    friend bool operator==(const ForecastLock &, const ForecastLock &) = default;
};

enum class FindingSeverity {
    Info, ///< worth knowing
    Warning, ///< may hurt, depending on size and load
    Error, ///< will fail, lose data, or stop others on a table in use
};

/// Bytes of a statement's text, from 0; end is behind the last.
struct TextSpan {
    qint64 begin = 0;
    qint64 end = 0;
    friend bool operator==(const TextSpan &, const TextSpan &) = default;
};

/// Questions to the data that a finding is about, to be run read-only: how many rows, and some of them.
struct DataProbe {
    QString sentence; ///< with %1 for the count, e.g. "%1 rows have no value in email."
    QByteArray countSql; ///< one row, one number
    QByteArray sampleSql; ///< a few rows; empty: there is nothing to show
    bool isFatal = false; ///< a count above 0 makes the statement fail; else it tells what is lost or changed
    friend bool operator==(const DataProbe &, const DataProbe &) = default;
};

/// A safer form: replaces the statement with these, in order.
struct SaferForm {
    QString title; ///< e.g. "Build the index without blocking writes"
    std::vector<QByteArray> statements; ///< without ";" at their ends
    /// They run one by one outside a transaction: one of them can't run in it, or would keep its lock to the end of it.
    bool needsNoTransaction = false;
    friend bool operator==(const SaferForm &, const SaferForm &) = default;
};

struct Finding {
    QString code; ///< stable, e.g. "PG101"; documented, and the word that silences it
    QString name; ///< stable and readable, e.g. "index-not-concurrent"
    FindingSeverity severity = FindingSeverity::Warning;
    QString message; ///< one sentence: what would happen
    QString detail; ///< why, and what to do; may be empty
    TextSpan span; ///< of the statement's text
    std::optional<ObjectPath> object;
    std::vector<DataProbe> probes;
    std::vector<SaferForm> saferForms;
    friend bool operator==(const Finding &, const Finding &) = default;
};

/// What one statement would do.
struct StatementAdvice {
    QString tag; ///< e.g. "CREATE TABLE", "ALTER TABLE"; empty where it could not be read
    TransactionFit fit = TransactionFit::Inside;
    bool changesSchema = false;
    bool changesData = false;
    std::vector<ObjectPath> touches; ///< tables and views it works on; those of the search path have an empty schema
    std::vector<ObjectPath> creates;
    std::vector<ObjectPath> drops;
    std::vector<ForecastLock> locks;
    std::vector<ObjectPath> rewrites; ///< tables written anew
    std::vector<ObjectPath> scans; ///< tables read whole while locked
    std::vector<ObjectPath> losesData; ///< tables of which rows or columns go
    std::vector<Finding> findings; ///< by position
    friend bool operator==(const StatementAdvice &, const StatementAdvice &) = default;
};

struct AdviceRequest {
    std::vector<StatementText> statements; ///< of one migration, in order, each one statement
    bool inTransaction = true; ///< they run in one transaction
    /// What the database holds before the first of them (CatalogDepth::Full); null: not known, everything may exist.
    std::shared_ptr<const CatalogPart> catalog;
    /// Objects that migrations to run before will have made or changed, and that the catalog therefore leaves out: each may
    /// exist, with any columns. Nothing may be said about them that needs more than the text.
    std::vector<ObjectPath> changedBefore;
    QStringList searchPath; ///< schemas of bare names; empty: the database type's usual ones
    QString serverVersion; ///< as in ServerFacts::version; empty: the newest that is known
};

/// Reads migrations without a server: the plugin's own extension (StoragePlugin::extension). Any thread.
class DUMBO_SDK_EXPORT MigrationAdviceExtension : public Extension {
public:
    /// A rule, for documentation and settings.
    struct Rule {
        QString code;
        QString name;
        FindingSeverity severity = FindingSeverity::Warning; ///< the usual one
        QString description; ///< some sentences
    };

    MigrationAdviceExtension();
    ~MigrationAdviceExtension() override;

    [[nodiscard]] static ExtensionId extensionId() { return { QStringLiteral("migration-advice"), 1 }; }
    [[nodiscard]] ExtensionId id() const final;

    /// All rules, by code.
    [[nodiscard]] virtual std::vector<Rule> rules() const = 0;
    /// One answer for each statement. A statement that does not parse has a finding that says so, at its position.
    [[nodiscard]] virtual Result<std::vector<StatementAdvice>> advise(const AdviceRequest &request) const = 0;
};

} // namespace dumbo
