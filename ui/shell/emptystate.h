#pragma once

#include <QWidget>

class QVBoxLayout;

namespace workbench {

class ActionRegistry;

/// What the centre shows while there is no tab: what to do next, and the databases opened lately.
class EmptyState : public QWidget {
    Q_OBJECT

public:
    explicit EmptyState(ActionRegistry &actions, QWidget *parent = nullptr);

    /// Connection strings without secrets, newest first.
    void setRecent(const QStringList &recent);

Q_SIGNALS:
    void openRecent(const QString &text);

private:
    void addActionButton(const QString &actionId, const QString &icon, const QString &explanation);

    ActionRegistry &m_actions;
    QVBoxLayout *m_column;
    QWidget *m_recent;
    QVBoxLayout *m_recentColumn;
};

} // namespace workbench
