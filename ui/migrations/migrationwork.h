#pragma once

#include "ui/migrations/runlog.h"

#include <QObject>
#include <QPointer>
#include <QStringList>

#include <chrono>
#include <memory>
#include <optional>

namespace workbench {

class OpenConnection;
class Workspace;
struct TrialRequest;

/// Reads, tries and runs the migrations of one connection: one thing at a time, in a thread of its own. What it found stays when the
/// connection is closed.
class MigrationWork : public QObject {
    Q_OBJECT

public:
    enum class Kind { Read, Look, DryRun, Run, RunDown, Remedy, ProveDown };
    /// What a dry run is to try.
    struct TrialOrder {
        QStringList names; ///< in order
        TrialPlace place = TrialPlace::Here;
        QString otherConnectionId; ///< TrialPlace::OtherDatabase
    };
    /// What a run is to do.
    struct RunOrder {
        QStringList names;
        bool allowOutOfOrder = false;
        bool resume = false;
        dumbo::UnseenStatement unseen = dumbo::UnseenStatement::Repeat;
        QMap<QString, dumbo::RunReview> reviews; ///< by name
    };
    struct RemedyOrder {
        dumbo::Remedy remedy = dumbo::Remedy::Accept;
        QStringList names;
        QString reason;
    };

    MigrationWork(Workspace &workspace, const QString &connectionId, QObject *parent = nullptr);
    ~MigrationWork() override;

    /// Null while it is not open in the window.
    [[nodiscard]] OpenConnection *connection() const;
    void setConnectionId(const QString &connectionId);
    /// Folder or file; empty: none was chosen.
    [[nodiscard]] QString source() const { return m_source; }
    /// Remembers it with the connection and reads.
    void setSource(const QString &source);
    /// Takes the one that is remembered, if there is one.
    void recallSource();

    /// Null until something was read.
    [[nodiscard]] const SnapshotPointer &snapshot() const { return m_snapshot; }
    [[nodiscard]] const RunLog &log() const { return m_log; }
    /// Of the last run; nothing before one has ended.
    [[nodiscard]] const std::optional<dumbo::RunReport> &runReport() const { return m_runReport; }
    /// Of the migration as it is now; null where it was not tried since it changed.
    [[nodiscard]] const TriedMigration *trialOf(const dumbo::Migration &migration) const;
    [[nodiscard]] std::optional<Kind> running() const { return m_job ? std::optional(m_kind) : std::nullopt; }
    [[nodiscard]] bool isBusy() const { return m_job != nullptr || m_waitsForConnection; }
    [[nodiscard]] bool isCancelling() const { return m_job && m_job->isCancelling(); }
    [[nodiscard]] std::chrono::milliseconds elapsed() const;
    /// What goes on, in a few words.
    [[nodiscard]] QString phase() const { return m_phase; }

    /// Connects first where that is needed. All of these do nothing while something else than reading goes on; they end reading.
    void read();
    /// What it would lock and who uses that now; looked() follows.
    void look(const TrialOrder &order);
    void dryRun(const TrialOrder &order);
    void run(const RunOrder &order);
    /// The reason is recorded with it.
    void runDown(const QStringList &names, const QString &reason);
    void remedy(const RemedyOrder &order);
    void proveDown(const QString &name, bool checkRows);
    void cancel();

Q_SIGNALS:
    void sourceChanged();
    void snapshotChanged();
    /// Begun, ended, or a step further.
    void workChanged();
    void logChanged();
    void failed(workbench::MigrationWork::Kind kind, const dumbo::Error &error);
    void cancelled(workbench::MigrationWork::Kind kind);
    void ran(workbench::MigrationWork::Kind kind, const dumbo::RunReport &report);
    void looked(const dumbo::DryRunPlan &plan);
    void dryRan(const workbench::DryRunTrial &trial);
    void remedied(const std::vector<dumbo::LedgerChange> &changes);
    void provedDown(const QString &name, const dumbo::DownProof &proof);
    void asked(const workbench::progress::Question &question);

private:
    void begin(Kind kind, const QString &phase, MigrationJob::Work work);
    void startReading();
    void take(const MigrationProgress &progress);
    void finish(const dumbo::Result<MigrationOutcomeValue> &outcome);
    void follow(OpenConnection *connection);
    [[nodiscard]] bool isFree() const { return !m_job || m_kind == Kind::Read; }
    /// Nothing, and failed() was told, while the connection is not open.
    [[nodiscard]] std::optional<dumbo::DatabaseOpener> opener(Kind kind);
    [[nodiscard]] std::vector<dumbo::Migration> migrationsOf(const QStringList &names) const;
    [[nodiscard]] TrialRequest trialRequest(const TrialOrder &order, const dumbo::DatabaseOpener &open) const;
    /// How statements stand to a transaction, as the advice of the snapshot has it.
    [[nodiscard]] std::function<std::vector<dumbo::TransactionFit>(const dumbo::Migration &)> fits() const;

    Workspace &m_workspace;
    QString m_connectionId;
    QString m_source;
    SnapshotPointer m_snapshot;
    RunLog m_log;
    std::optional<dumbo::RunReport> m_runReport;
    QMap<QString, TriedMigration> m_trials; ///< the latest of each
    std::unique_ptr<MigrationJob> m_job;
    Kind m_kind = Kind::Read;
    QString m_phase;
    QString m_subject; ///< name of the migration it is about, where it is one
    std::chrono::steady_clock::time_point m_begin;
    bool m_waitsForConnection = false;
};

} // namespace workbench
