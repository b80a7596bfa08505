#pragma once

#include "ui/shell/action.h"

#include <QAction>
#include <QHash>
#include <QObject>

#include <functional>

namespace workbench {

class Settings;
class WorkspaceTab;

/// Every action of the program by its id, each with one handler. The QActions belong to the registry; the main
/// window takes them in, so that their shortcuts work wherever the focus is.
///
/// Two actions may share a shortcut when never both are enabled, which holds for actions of different types of tab.
/// A widget that wants a key for itself (F5 in the tree) accepts QEvent::ShortcutOverride.
class ActionRegistry : public QObject {
    Q_OBJECT

public:
    explicit ActionRegistry(Settings &settings, QObject *parent = nullptr);

    /// The handler is called as long as context lives.
    QAction *add(const Action &action, QObject *context, std::function<void()> handler);

    /// An action of the tabs that appliesTo accepts: enabled while such a tab is the current one. Call it once for a
    /// type of tab, not for each tab.
    QAction *addForTabs(const Action &action, std::function<bool(const WorkspaceTab &)> appliesTo,
        std::function<void(WorkspaceTab &)> handler);

    /// The same for all tabs of one class: `addForTab<QueryTab>(action, &QueryTab::runCurrent)`.
    template <typename Tab>
    QAction *addForTab(const Action &action, void (Tab::*handler)())
    {
        return addForTabs(
            action, [](const WorkspaceTab &tab) { return qobject_cast<const Tab *>(&tab) != nullptr; },
            [handler](WorkspaceTab &tab) { (static_cast<Tab &>(tab).*handler)(); });
    }
    template <typename Tab>
    QAction *addForTab(const Action &action, void (Tab::*handler)(), bool (Tab::*enabled)() const)
    {
        return addForTabs(
            action,
            [enabled](const WorkspaceTab &tab) {
                const auto *own = qobject_cast<const Tab *>(&tab);
                return own && (own->*enabled)();
            },
            [handler](WorkspaceTab &tab) { (static_cast<Tab &>(tab).*handler)(); });
    }

    /// Why an action is disabled in a tab, a sentence for its tooltip; empty where there is nothing to say.
    void setReason(const QString &id, std::function<QString(const WorkspaceTab &)> reason);

    /// In the order of registration.
    [[nodiscard]] const QList<Action> &actions() const { return m_actions; }
    /// Null for an unknown id.
    [[nodiscard]] QAction *action(const QString &id) const;
    /// Text without mnemonic, e.g. for the palette.
    [[nodiscard]] static QString plainText(const Action &action);

    /// Remembered over restarts; equal to the default forgets.
    void setShortcuts(const QString &id, const QList<QKeySequence> &shortcuts);
    /// Ids of other actions that have the shortcut.
    [[nodiscard]] QStringList usersOf(const QKeySequence &shortcut, const QString &exceptId) const;

    /// The main window says which tab is current; null for none.
    void setCurrentTab(WorkspaceTab *tab);
    [[nodiscard]] WorkspaceTab *currentTab() const { return m_currentTab; }
    /// Asks every addForTabs() condition again.
    void updateEnabled();
    /// Gives the action its icon; done late, because looking up icons costs time at the start.
    void loadIcon(const QString &id);

Q_SIGNALS:
    void added(QAction *action);

private:
    [[nodiscard]] QList<QKeySequence> chosenShortcuts(const Action &action) const;
    void applyShortcuts(QAction *action, const QList<QKeySequence> &shortcuts, const QString &text);
    void updateReason(const QString &id);

    Settings &m_settings;
    QList<Action> m_actions;
    QHash<QString, QAction *> m_byId;
    QHash<QString, std::function<bool(const WorkspaceTab &)>> m_conditions;
    QHash<QString, std::function<QString(const WorkspaceTab &)>> m_reasons;
    WorkspaceTab *m_currentTab = nullptr;
};

} // namespace workbench
