#pragma once

#include "ui/settings/settingspage.h"

class QKeySequenceEdit;
class QLabel;
class QTreeWidget;
class QTreeWidgetItem;

namespace workbench {

class ActionRegistry;

/// Every action with its shortcut. A shortcut that another action has is shown as a conflict, and both may be changed.
class ShortcutsPage : public SettingsPage {
    Q_OBJECT

public:
    explicit ShortcutsPage(ActionRegistry &actions);
    bool filter(const QString &text) override;

private:
    void showCurrent();
    void showShortcut(QTreeWidgetItem &item) const;
    void apply();
    void reset();
    void showConflict();
    [[nodiscard]] QString currentId() const;

    ActionRegistry &m_actions;
    QTreeWidget *m_list;
    QKeySequenceEdit *m_edit;
    QLabel *m_conflict;
};

} // namespace workbench
