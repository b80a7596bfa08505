#pragma once

#include <QJsonObject>
#include <QObject>
#include <QString>

#include <functional>
#include <vector>

class QWidget;

namespace workbench {

class ActionRegistry;
class ConnectionHub;
class MessageArea;
class Settings;
class SettingsPage;
class TabArea;
class TabFactory;
class WorkspaceTab;
struct InlineMessage;

/// What the window offers to the parts shown in it: references to the services, and the few things that more than
/// one part asks for. Every part gets it in its constructor; all of it lives as long as the window.
class Workspace : public QObject {
    Q_OBJECT

public:
    struct Services {
        Settings &settings;
        ActionRegistry &actions;
        ConnectionHub &connections;
        TabFactory &tabFactory;
        TabArea &tabs;
        MessageArea &messages;
    };

    Workspace(const Services &services, QObject *parent = nullptr);

    [[nodiscard]] Settings &settings() const { return m_services.settings; }
    [[nodiscard]] ActionRegistry &actions() const { return m_services.actions; }
    [[nodiscard]] ConnectionHub &connections() const { return m_services.connections; }
    [[nodiscard]] TabFactory &tabFactory() const { return m_services.tabFactory; }
    [[nodiscard]] TabArea &tabs() const { return m_services.tabs; }
    [[nodiscard]] MessageArea &messages() const { return m_services.messages; }

    /// Makes a tab, restores state into it and makes it current. Null when nobody registered the type; then a
    /// message says so.
    WorkspaceTab *openTab(const QString &typeName, const QString &connectionId, const QJsonObject &state = {});
    /// Asks first where a tab has a transaction open on it: that can't be brought back.
    void closeConnection(const QString &connectionId);
    /// The current tab's connection, else the one selected in the tree, else the first; empty: none is open.
    [[nodiscard]] QString currentConnectionId() const;
    /// What a new tab is for: the selected connection when it is asked for from the tree, or when that was opened since
    /// the current tab became current; else the current tab's.
    [[nodiscard]] QString connectionIdForNewTab(bool fromTree) const;
    void setSelectedConnectionId(const QString &connectionId);
    /// Selects a connection that was just opened.
    void setOpenedConnectionId(const QString &connectionId);

    /// Types of tabs that the window itself asks for, and the keys of the state it gives them.
    /// A query tab: {"text": SQL, "run": bool}.
    static QString queryTabType() { return QStringLiteral("query"); }
    /// A table tab: {"database", "schema", "name", "page": "data" | "structure" | "ddl"}.
    static QString tableTabType() { return QStringLiteral("table"); }

    /// The dock at the right is given its widget by the part that owns it; it is made when it is first shown.
    void setValuePanelMaker(std::function<QWidget *()> maker);
    /// Null until it was shown for the first time.
    [[nodiscard]] QWidget *valuePanel() const { return m_valuePanel; }
    /// Makes it where that was not done yet; null where no part has one.
    QWidget *makeValuePanel();

    /// A page of the settings dialog that a part owns; made each time the dialog is.
    using SettingsPageMaker = std::function<SettingsPage *()>;
    void addSettingsPage(SettingsPageMaker maker);
    [[nodiscard]] const std::vector<SettingsPageMaker> &settingsPages() const { return m_settingsPages; }

Q_SIGNALS:
    /// A person opened or saved a connection; it is to be shown.
    void connectionOpened(const QString &connectionId);
    /// The value panel became visible or was hidden: whoever shows cells in it looks at valuePanel() then.
    void valuePanelToggled(bool visible);
    /// A part asks the window to show (true) or hide the value panel.
    void valuePanelWanted(bool visible);
    /// A file with a driver was dropped, or named where databases are: it is to be looked at, not opened.
    void driverFileGiven(const QString &path);

private:
    Services m_services;
    QString m_selectedConnectionId;
    QString m_openedConnectionId;
    std::function<QWidget *()> m_valuePanelMaker;
    QWidget *m_valuePanel = nullptr;
    std::vector<SettingsPageMaker> m_settingsPages;
};

} // namespace workbench
