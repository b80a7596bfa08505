#pragma once

#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace workbench {

class ActionRegistry;

/// What the centre shows while there is no tab: what to do next, and the databases opened lately.
class EmptyState : public QWidget {
    Q_OBJECT

public:
    explicit EmptyState(ActionRegistry &actions, QWidget *parent = nullptr);

    /// With a database open, what to do in it; without, how to open one.
    void setConnected(bool connected);
    /// Connection strings without secrets, newest first.
    void setRecent(const QStringList &recent);

Q_SIGNALS:
    void openRecent(const QString &text);

private:
    void addActionButton(QVBoxLayout *column, const QString &actionId, const QString &icon, const QString &explanation);
    void makeOpening();
    void makeWorking();

    ActionRegistry &m_actions;
    QLabel *m_title;
    QWidget *m_opening;
    QWidget *m_working;
    QWidget *m_recent;
    QVBoxLayout *m_recentColumn;
};

} // namespace workbench
