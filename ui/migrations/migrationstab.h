#pragma once

#include "ui/migrations/migrationpage.h"
#include "ui/migrations/migrationwork.h"
#include "ui/migrations/timelinemodel.h"
#include "ui/shell/workspacetab.h"

#include <QTimer>

class QHBoxLayout;
class QLabel;
class QSplitter;
class QStackedWidget;
class QToolButton;

namespace workbench {

class AskBar;
class LoadingFace;
class MessageArea;
class MigrationReview;
class MigrationTimeline;
class MigrationsEmpty;

/// The migrations of a connection: where they are, which ran, what the others would do; tried, reviewed and run from here.
class MigrationsTab : public WorkspaceTab {
    Q_OBJECT

public:
    MigrationsTab(Workspace &workspace, const QString &connectionId);
    ~MigrationsTab() override;

    [[nodiscard]] static QString migrationsTabType() { return QStringLiteral("migrations"); }
    [[nodiscard]] QString typeName() const override { return migrationsTabType(); }
    [[nodiscard]] QJsonObject saveState() const override;
    void restoreState(const QJsonObject &state) override;
    void requestClose() override;
    [[nodiscard]] bool canCancel() const override;
    void cancel() override;
    void refresh() override;

    [[nodiscard]] MigrationWork &work() const { return *m_work; }
    [[nodiscard]] MigrationReview &review() const { return *m_review; }
    [[nodiscard]] MigrationTimeline &timeline() const { return *m_timeline; }
    [[nodiscard]] MigrationPage &page() const { return *m_page; }
    [[nodiscard]] MessageArea &messages() const { return *m_messages; }
    [[nodiscard]] AskBar &question() const { return *m_ask; }
    [[nodiscard]] MigrationsEmpty &emptyFace() const { return *m_empty; }

    void chooseFolder() { choose(true); }
    void chooseFile() { choose(false); }
    /// All that is pending.
    void run();
    void runUpToCurrent();
    /// All that is pending.
    void dryRun();
    /// What is pending up to the current one.
    void dryRunCurrent();
    void runDown();
    void proveDown();
    void approve() { say(dumbo::ReviewVerdict::Kind::Approved, {}); }
    void reject() { say(dumbo::ReviewVerdict::Kind::Rejected, {}); }
    void approveStatement() { say(dumbo::ReviewVerdict::Kind::Approved, m_page->currentStatement()); }
    void rejectStatement() { say(dumbo::ReviewVerdict::Kind::Rejected, m_page->currentStatement()); }
    void comment();
    void nextFinding() { m_page->goToFinding(1); }
    void previousFinding() { m_page->goToFinding(-1); }
    void switchFocus();
    void openFile();

    [[nodiscard]] bool isIdle() const;
    [[nodiscard]] bool canRun() const;
    [[nodiscard]] bool canRunUpToCurrent() const;
    [[nodiscard]] bool canDryRun() const;
    [[nodiscard]] bool canDryRunCurrent() const;
    [[nodiscard]] bool canReview() const;
    [[nodiscard]] bool canReviewStatement() const;
    [[nodiscard]] bool canProveDown() const;
    [[nodiscard]] bool canRunDown() const;
    [[nodiscard]] bool hasFile() const;
    [[nodiscard]] bool hasMigrations() const;

protected:
    void showEvent(QShowEvent *event) override;

private:
    void makeLayout();
    QWidget *makeBar();
    void addActionButton(QHBoxLayout &row, const char *id);
    void connectParts();
    void connectWork();
    void choose(bool folder);
    void showSource();
    void showSnapshot();
    void showCurrent(const QString &key);
    void showReviews();
    /// What changes many times a second is shown with the clock.
    void followWork();
    void showLog();
    void showWork();
    void showFace();
    void showNotes();
    void showFailure(MigrationWork::Kind kind, const dumbo::Error &error);
    void showRun(MigrationWork::Kind kind, const dumbo::RunReport &report);
    void updateTitle();
    [[nodiscard]] std::vector<TimelineEntry> entries() const;
    [[nodiscard]] QString summary() const;
    [[nodiscard]] const dumbo::PlannedMigration *current() const;
    void showUnsaid(const dumbo::Error &error, const QString &text);
    void say(dumbo::ReviewVerdict::Kind kind, std::optional<int> statement, const QString &text = {});
    void startRun(const QStringList &names);
    void startRun(const MigrationWork::RunOrder &order);
    void remedy(dumbo::Remedy remedy);
    void askUnseen(const MigrationWork::RunOrder &order, int statement);
    void useForm(const QString &path, const QByteArray &before, const QByteArray &after);
    /// Looks first who would have to wait.
    void startDryRun(const QStringList &names);
    void askDryRun(const dumbo::DryRunPlan &plan);
    void showDryRun(const DryRunTrial &trial);
    void showTimelineMenu(const QPoint &position);

    MigrationWork *m_work;
    MigrationReview *m_review;
    MessageArea *m_messages;
    AskBar *m_ask;
    QToolButton *m_source;
    QLabel *m_summary;
    QLabel *m_phase;
    QToolButton *m_cancel;
    QStackedWidget *m_faces;
    MigrationsEmpty *m_empty;
    LoadingFace *m_loading;
    QSplitter *m_content;
    MigrationTimeline *m_timeline;
    MigrationPage *m_page;
    QStringList m_toTry; ///< while it is looked who would wait
    QTimer m_clock; ///< while something goes on
    bool m_hasNews = false; ///< of the log, not shown yet
    bool m_hasFailed = false; ///< reading, the last time
    bool m_hasRead = false; ///< reading was begun by looking at the tab
};

} // namespace workbench
