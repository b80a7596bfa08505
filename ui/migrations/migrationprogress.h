#pragma once

#include "core/migrations/downproof.h"
#include "core/migrations/dryrun.h"
#include "core/migrations/repair.h"
#include "core/migrations/runner.h"
#include "ui/migrations/dryruntrial.h"
#include "ui/migrations/migrationssnapshot.h"
#include "ui/migrations/migrationtask.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <variant>

namespace workbench {

/// What migration work tells while it goes on, and what it ends in: values.
namespace progress {

struct Phase {
    QString text;
};
struct MigrationBegun {
    QString name;
    int number = 1;
    int count = 1;
    int statements = 0;
};
struct StatementBegun {
    dumbo::StatementProgress statement;
};
struct StatementEnded {
    dumbo::StatementProgress statement;
};
struct Notice {
    QString text;
};
/// The work waits until somebody says yes or no, or it is cancelled.
class Answer {
public:
    void give(bool yes)
    {
        const std::scoped_lock lock(m_mutex);
        m_yes = yes;
        m_given.notify_all();
    }
    [[nodiscard]] bool wait()
    {
        std::unique_lock lock(m_mutex);
        m_given.wait(lock, [this] { return m_yes.has_value(); });
        return *m_yes;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_given;
    std::optional<bool> m_yes;
};
struct Question {
    dumbo::RunQuestion question;
    std::shared_ptr<Answer> answer;
};

} // namespace progress

using MigrationProgress = std::variant<progress::Phase, SnapshotPointer, dumbo::LockWait, progress::MigrationBegun, progress::StatementBegun,
    progress::StatementEnded, dumbo::MigrationResult, progress::Notice, progress::Question>;
using MigrationOutcomeValue = std::variant<SnapshotPointer, dumbo::RunReport, DryRunTrial, dumbo::DryRunPlan, std::vector<dumbo::LedgerChange>, dumbo::DownProof>;
using MigrationJob = MigrationTask<MigrationProgress, MigrationOutcomeValue>;

/// Hands the events of a run on as values.
class ReportingRunEvents : public dumbo::RunEvents {
public:
    explicit ReportingRunEvents(const MigrationJob::Desk &desk)
        : m_desk(desk)
    {
    }
    void lockWaiting(const dumbo::LockWait &wait) override { m_desk.report(wait); }
    void lockTaken() override;
    void migrationStarted(const dumbo::Migration &migration, int number, int count) override;
    void statementStarted(const dumbo::StatementProgress &statement) override;
    void statementFinished(const dumbo::StatementProgress &statement) override;
    void migrationFinished(const dumbo::MigrationResult &result) override { m_desk.report(result); }
    void notice(const QString &sentence) override { m_desk.report(progress::Notice { sentence }); }
    [[nodiscard]] bool confirm(const dumbo::RunQuestion &question) override;

private:
    const MigrationJob::Desk &m_desk;
};

} // namespace workbench
