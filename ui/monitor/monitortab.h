#pragma once

#include "ui/monitor/monitorfeed.h"
#include "ui/shell/workspacetab.h"

#include <QTimer>

class QComboBox;
class QLabel;
class QLineEdit;
class QSortFilterProxyModel;
class QTabWidget;
class QToolButton;
class QTreeView;

namespace workbench {

class BlockingTree;
class LockModel;
class MessageArea;
class SessionModel;
class SqlView;
class TabSession;

/// What goes on in a server: its sessions, who blocks whom, its locks. Ends statements and sessions after asking.
class MonitorTab : public WorkspaceTab {
    Q_OBJECT

public:
    MonitorTab(Workspace &workspace, const QString &connectionId);
    ~MonitorTab() override;

    [[nodiscard]] static QString monitorTabType() { return QStringLiteral("monitor"); }
    [[nodiscard]] QString typeName() const override { return monitorTabType(); }
    [[nodiscard]] QJsonObject saveState() const override;
    void restoreState(const QJsonObject &state) override;
    void refresh() override;
    void cancel() override;

    [[nodiscard]] SessionModel &sessions() const { return *m_sessions; }
    [[nodiscard]] LockModel &locks() const { return *m_locks; }
    [[nodiscard]] BlockingTree &blocking() const { return *m_blocking; }
    [[nodiscard]] MonitorFeed &feed() const { return *m_feed; }
    [[nodiscard]] MessageArea &messages() const { return *m_messages; }
    [[nodiscard]] QTreeView &sessionView() const { return *m_sessionView; }
    /// That is selected in the page shown.
    [[nodiscard]] std::optional<qint64> currentPid() const;
    [[nodiscard]] bool hasCurrent() const { return currentPid().has_value(); }

    /// Asks inside the tab, then does it.
    void cancelStatement() { ask(MonitorFeed::Ending::Cancel); }
    void terminateSession() { ask(MonitorFeed::Ending::Terminate); }
    void togglePause();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void makeLayout();
    QWidget *makeBar();
    void makePages();
    QTreeView *makeTable(QSortFilterProxyModel *proxy, const QString &objectName, const QString &name);
    void connectParts();
    void fillIntervals();
    void take(const MonitorFeed::Snapshot &snapshot);
    void showFailure(const dumbo::Error &error);
    void showCurrent();
    void showState();
    void ask(MonitorFeed::Ending ending);
    void showMenu(const QPoint &position);
    void updateTitle();
    [[nodiscard]] QString summary() const;

    TabSession *m_session;
    MonitorFeed *m_feed;
    SessionModel *m_sessions;
    LockModel *m_locks;
    QSortFilterProxyModel *m_shownSessions;
    QSortFilterProxyModel *m_shownLocks;
    QTreeView *m_sessionView = nullptr;
    QTreeView *m_lockView = nullptr;
    BlockingTree *m_blocking;
    QTabWidget *m_pages;
    SqlView *m_text;
    MessageArea *m_messages;
    QLineEdit *m_filter;
    QComboBox *m_interval;
    QToolButton *m_background;
    QLabel *m_summary;
    MonitorFeed::Snapshot m_snapshot;
    QTimer m_clock; ///< while a snapshot takes long
    bool m_hasSized = false;
};

} // namespace workbench
