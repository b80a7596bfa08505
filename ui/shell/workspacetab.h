#pragma once

#include <QJsonObject>
#include <QString>
#include <QWidget>

#include <chrono>
#include <optional>

namespace workbench {

class Workspace;

/// What the status bar shows of a tab; what is unset is not shown.
struct TabFacts {
    std::optional<qint64> rows;
    bool rowsComplete = true; ///< false: "12,400 rows so far"
    std::optional<std::chrono::milliseconds> elapsed;
    std::optional<int> line; ///< from 1
    std::optional<int> column; ///< from 1
    QString transaction; ///< e.g. "Transaction open"; empty while none is
    friend bool operator==(const TabFacts &, const TabFacts &) = default;
};

/// A page in the centre of the window. Tabs outlive their connection: with a connection that is closed or lost, a tab
/// keeps what it shows, and works again when the connection of the same id is opened again.
///
/// Only the tab's own part knows its class; the window knows this one. Every tab is made by TabFactory, whose
/// type name is typeName().
class WorkspaceTab : public QWidget {
    Q_OBJECT

public:
    WorkspaceTab(Workspace &workspace, const QString &connectionId);
    ~WorkspaceTab() override;

    /// Stable, as registered in TabFactory, e.g. "query".
    [[nodiscard]] virtual QString typeName() const = 0;
    /// Unique and the same after a restart: what a journal files the tab's text under.
    [[nodiscard]] QString tabId() const { return m_tabId; }
    [[nodiscard]] QString title() const { return m_title; }
    /// Shown in the tooltip, e.g. the path of a file. Empty: the title.
    [[nodiscard]] QString description() const { return m_description; }
    /// Name in the icon theme.
    [[nodiscard]] QString iconName() const { return m_iconName; }
    /// Empty for a tab without a connection.
    [[nodiscard]] QString connectionId() const { return m_connectionId; }
    [[nodiscard]] TabFacts facts() const { return m_facts; }
    [[nodiscard]] bool isBusy() const { return m_busy; }
    /// Whether something would be lost if the tab vanished now; the tab's title gets a dot.
    [[nodiscard]] bool isModified() const { return m_modified; }

    /// Everything needed to show the tab again after a restart. Cheap; called often.
    [[nodiscard]] virtual QJsonObject saveState() const;
    virtual void restoreState(const QJsonObject &state);

    /// Asks the tab to close. It answers with closeAccepted(), at once or after it asked inside itself (never with
    /// a modal dialog) what to do about work that would be lost; or not at all. The default accepts. A closed tab can be
    /// opened again from its saved state.
    virtual void requestClose();
    /// Whether cancel() would end something. Also where nothing works right now, as a result that waits at its limit.
    [[nodiscard]] virtual bool canCancel() const { return m_busy; }
    /// Cancels what runs; returns at once.
    virtual void cancel();
    /// F5 without a text to run: reads again what is shown.
    virtual void refresh();

    Workspace &workspace() const { return m_workspace; }
    void setTabId(const QString &tabId) { m_tabId = tabId; }
    void setConnectionId(const QString &connectionId);

Q_SIGNALS:
    /// Title, description, icon, modified or busy changed.
    void appearanceChanged();
    void factsChanged();
    void busyChanged(bool busy);
    void connectionIdChanged();
    /// The answers of actions' conditions changed.
    void actionsChanged();
    /// What saveState() returns changed in a way worth saving.
    void stateChanged();
    void closeAccepted();

protected:
    void setTitle(const QString &title);
    void setDescription(const QString &description);
    void setIconName(const QString &iconName);
    void setFacts(const TabFacts &facts);
    void setBusy(bool busy);
    void setModified(bool modified);

private:
    Workspace &m_workspace;
    QString m_tabId;
    QString m_title;
    QString m_description;
    QString m_iconName;
    QString m_connectionId;
    TabFacts m_facts;
    bool m_busy = false;
    bool m_modified = false;
};

} // namespace workbench
