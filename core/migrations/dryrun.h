#pragma once

#include "core/migrations/advice.h"
#include "core/migrations/databaseopener.h"
#include "core/migrations/migration.h"
#include "core/sdk/extensions/migrations.h"

#include <QJsonObject>
#include <QStringList>

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

namespace dumbo {

struct DryRunRequest {
    enum class Place {
        Usual, ///< what the database is made for: MigrationsExtension::dryRunPlace()
        SchemaCopy, ///< a scratch database with the schema and without rows
        RowsCopy, ///< a scratch database with everything
    };
    std::vector<Migration> migrations; ///< in the order in which they would run; none of them ran yet
    Place place = Place::Usual;
    /// Set over the connection's own: another database, which has its schema. Nothing: the connection's.
    std::optional<ConnectionOptions> database = {};
    bool isProduction = false; ///< a person marked the connection so
    std::chrono::milliseconds lockTimeout { 2000 };
    bool withCatalogs = true; ///< reads the catalog before the first and after each migration
    std::shared_ptr<const MigrationAdvice> advice = {}; ///< the forecast, to stand beside what is measured; may be null
    Cancellation cancellation = {};
};

/// What became of one statement.
struct DryRunStatement {
    enum class State {
        Measured,
        NotRun, ///< reason says why
        Failed, ///< error says why; nothing after it was run
    };
    State state = State::NotRun;
    StatementMeasurement measurement; ///< where Measured
    QString reason; ///< where NotRun, a sentence
    std::optional<Error> error; ///< where Failed
    std::optional<StatementAdvice> forecast; ///< where there is advice
};

struct DryRunMigration {
    QString name;
    QByteArray hash; ///< of what was tried
    std::vector<DryRunStatement> statements; ///< one for each of Migration::up
    QStringList problems; ///< what does not hold after it, in sentences
    std::shared_ptr<const CatalogPart> before; ///< null: not read
    std::shared_ptr<const CatalogPart> after; ///< null: not read, or it failed

    [[nodiscard]] DUMBO_CORE_EXPORT bool hasFailed() const;
    [[nodiscard]] DUMBO_CORE_EXPORT bool isMeasuredWhole() const;
};

struct DUMBO_CORE_EXPORT DryRunReport {
    DryRunPlace place = DryRunPlace::Transaction; ///< what it was made in, really
    QString database; ///< its name, for people
    std::vector<DryRunMigration> migrations;
    QStringList limits; ///< what was not undone or not seen, in sentences
    QStringList notices; ///< what the copy lacks, what could not be read or removed
    std::chrono::milliseconds elapsed { 0 };
    std::optional<Error> error; ///< what ended it; its kind is Cancelled where a person did

    /// All statements ran, and everything holds.
    [[nodiscard]] bool succeeded() const;
    /// Statements that could not be tried here but on a scratch copy.
    [[nodiscard]] int notRunCount() const;
    [[nodiscard]] const DryRunMigration *find(const QString &migration) const;
};

/// What a dry run would do, before it does.
struct DryRunPlan {
    DryRunPlace place = DryRunPlace::Transaction;
    QString database;
    /// A person has to agree first; reasons say why, in sentences. Only where the database itself is locked or is production.
    bool needsConfirmation = false;
    QStringList reasons;
    std::vector<ObjectActivity> busy; ///< tables that would be locked and are in use
    QStringList limits;
};

/// Hears of a dry run, in the thread that makes it. All defaults do nothing.
class DUMBO_CORE_EXPORT DryRunEvents {
public:
    DryRunEvents();
    virtual ~DryRunEvents();
    /// What is done now, a sentence: making the copy, reading the catalog.
    virtual void step(const QString &sentence);
    /// How far a copy is.
    virtual void copied(qsizetype done, qsizetype total);
    virtual void migrationStarted(const Migration &migration, int number, int count); ///< number from 1
    virtual void statementStarted(const Migration &migration, int statement); ///< from 0
    virtual void statementFinished(const Migration &migration, int statement, const DryRunStatement &outcome);
    virtual void migrationFinished(const DryRunMigration &outcome);
};

/// Says what it would lock and how busy that is. Needs the advice for it; without, only production is a reason. Nothing is run.
[[nodiscard]] DUMBO_CORE_EXPORT Result<DryRunPlan> planDryRun(const DatabaseOpener &opener, const DryRunRequest &request);

/// Tries the migrations without leaving a trace: in a guarded transaction that ends in a rollback, or in a scratch database that is dropped
/// at the end. Blocks. Nobody is asked: that is the caller's, by planDryRun().
///
/// An error: nothing was begun. What happened later is in the report.
[[nodiscard]] DUMBO_CORE_EXPORT Result<DryRunReport> dryRun(
    const DatabaseOpener &opener, const DryRunRequest &request, DryRunEvents &events);

/// "transaction", "copy", "empty-copy".
[[nodiscard]] DUMBO_CORE_EXPORT QString dryRunPlaceName(DryRunPlace place);
/// The form that the command line prints; catalogs are left out.
[[nodiscard]] DUMBO_CORE_EXPORT QJsonObject toJson(const DryRunReport &report);
[[nodiscard]] DUMBO_CORE_EXPORT QJsonObject toJson(const DryRunPlan &plan);

} // namespace dumbo
