#include "ui/migrations/trialrun.h"

#include <QCoreApplication>

namespace workbench {

namespace {

using dumbo::Result;
using State = dumbo::DryRunStatement::State;

QString tr(const char *text)
{
    return QCoreApplication::translate("Migrations", text);
}

/// Hands the events of a dry run on as those of a run.
class ReportingDryRunEvents final : public dumbo::DryRunEvents {
public:
    explicit ReportingDryRunEvents(const MigrationJob::Desk &desk)
        : m_desk(desk)
    {
    }
    void step(const QString &sentence) override { m_desk.report(progress::Phase { sentence }); }
    void copied(qsizetype done, qsizetype total) override
    {
        m_desk.report(progress::Phase { tr("Copying, %1 of %2…").arg(done).arg(total) });
    }
    void migrationStarted(const dumbo::Migration &migration, int number, int count) override
    {
        m_desk.report(progress::MigrationBegun { migration.name, number, count, int(migration.up.size()) });
    }
    void statementStarted(const dumbo::Migration &migration, int statement) override
    {
        m_desk.report(progress::StatementBegun { told(migration, statement) });
    }
    void statementFinished(const dumbo::Migration &migration, int statement, const dumbo::DryRunStatement &outcome) override
    {
        auto ended = told(migration, statement);
        ended.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(outcome.measurement.time);
        ended.rows = outcome.measurement.rows;
        if (outcome.state == State::Failed)
            ended.error = outcome.error;
        if (outcome.state != State::NotRun)
            m_desk.report(progress::StatementEnded { ended });
    }
    void migrationFinished(const dumbo::DryRunMigration &outcome) override
    {
        dumbo::MigrationResult result;
        result.name = outcome.name;
        result.statements = int(outcome.statements.size());
        for (const auto &statement : outcome.statements) {
            result.statementsDone += statement.state == State::Measured ? 1 : 0;
            result.elapsed += std::chrono::duration_cast<std::chrono::milliseconds>(statement.measurement.time);
        }
        result.outcome = outcome.hasFailed() ? dumbo::MigrationOutcome::Failed
            : result.statementsDone > 0      ? dumbo::MigrationOutcome::Applied
                                             : dumbo::MigrationOutcome::NotRun;
        m_desk.report(result);
    }

private:
    static dumbo::StatementProgress told(const dumbo::Migration &migration, int statement)
    {
        dumbo::StatementProgress progress;
        progress.migration = migration.name;
        progress.statement = statement;
        progress.statements = int(migration.up.size());
        progress.text = migration.up[std::size_t(statement)].text;
        return progress;
    }

    const MigrationJob::Desk &m_desk;
};

QString placeText(dumbo::DryRunPlace place, const QString &database)
{
    switch (place) {
    case dumbo::DryRunPlace::Transaction: return tr("Measured in %1, and rolled back.").arg(database);
    case dumbo::DryRunPlace::Copy: return tr("Measured on a copy of %1 with all rows.").arg(database);
    case dumbo::DryRunPlace::EmptyCopy: return tr("Measured on a copy of the schema of %1, without rows.").arg(database);
    }
    Q_UNREACHABLE_RETURN({});
}

TriedMigration triedOf(const dumbo::DryRunMigration &migration, const TrialRequest &request, const dumbo::DryRunReport &report)
{
    TriedMigration tried;
    tried.name = migration.name;
    tried.hash = migration.hash;
    tried.place = placeText(report.place, request.database);
    tried.notes = migration.problems + report.notices + report.limits;
    for (const auto &statement : migration.statements) {
        TriedStatement one;
        if (statement.state == State::Measured)
            one.measured = statement.measurement;
        one.error = statement.error;
        one.notTried = statement.reason;
        tried.statements.push_back(std::move(one));
    }
    if (migration.before && migration.after)
        tried.difference = dumbo::compareCatalogs(migration.before, migration.after, request.dialect,
            { .comparesOwners = false, .ignores = dumbo::isMigrationHistory });
    tried.hasDifference = migration.before && migration.after;
    return tried;
}

} // namespace

Result<MigrationOutcomeValue> tryOut(TrialRequest request, const MigrationJob::Desk &desk)
{
    request.dryRun.cancellation = desk.cancellation;
    ReportingDryRunEvents events(desk);
    const auto report = dumbo::dryRun(request.open, request.dryRun, events);
    if (!report)
        return dumbo::fail(report.error());
    if (report->error && report->error->isCancelled())
        return dumbo::fail(*report->error);
    DryRunTrial trial;
    trial.error = report->error;
    trial.succeeded = report->succeeded();
    trial.elapsed = report->elapsed;
    for (const auto &migration : report->migrations)
        trial.migrations.push_back(triedOf(migration, request, *report));
    return trial;
}

Result<MigrationOutcomeValue> planTrial(TrialRequest request, const MigrationJob::Desk &desk)
{
    request.dryRun.cancellation = desk.cancellation;
    auto plan = dumbo::planDryRun(request.open, request.dryRun);
    if (!plan)
        return dumbo::fail(plan.error());
    return std::move(*plan);
}

} // namespace workbench
