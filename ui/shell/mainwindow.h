#pragma once

#include <QMainWindow>

#include <memory>

class QDockWidget;
class QStackedWidget;

namespace dumbo {
class DriverRegistry;
}

namespace workbench {

class ActionRegistry;
class ConnectionHub;
class CredentialsArea;
class EmptyState;
class MessageArea;
class ObjectTreePanel;
class Palette;
class Settings;
class TabArea;
class TabFactory;
class Workspace;
class WorkspaceStatusBar;

/// The one window. It arranges the parts and does nothing else: what can be asked of it is in WindowActions, what is
/// remembered in WindowSession.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    MainWindow(Settings &settings, dumbo::DriverRegistry &registry);
    ~MainWindow() override;

    [[nodiscard]] Workspace &workspace() const { return *m_workspace; }
    [[nodiscard]] ObjectTreePanel &tree() const { return *m_tree; }
    [[nodiscard]] EmptyState &emptyState() const { return *m_empty; }
    [[nodiscard]] QDockWidget &treeDock() const { return *m_treeDock; }
    [[nodiscard]] CredentialsArea &credentials() const { return *m_credentials; }
    [[nodiscard]] WorkspaceStatusBar &status() const { return *m_status; }

    /// Made when it is first needed.
    Palette &palettePopup();
    void showValuePanel(bool visible);
    [[nodiscard]] bool isValuePanelVisible() const;

Q_SIGNALS:
    /// Once, when the window was painted for the first time: work that could wait begins here.
    void firstPainted();
    void aboutToClose();
    /// Files or connection strings were dropped onto the window.
    void dropped(const QStringList &texts);

protected:
    void paintEvent(QPaintEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void makeCentre();
    void makeTreeDock();
    void connectParts();
    void showCurrentTab();
    void showFacts();
    [[nodiscard]] bool asksAboutTransactions();

    std::unique_ptr<ActionRegistry> m_actions;
    std::unique_ptr<ConnectionHub> m_connections;
    std::unique_ptr<TabFactory> m_tabFactory;
    std::unique_ptr<Workspace> m_workspace;
    MessageArea *m_messages = nullptr;
    CredentialsArea *m_credentials = nullptr;
    TabArea *m_tabs = nullptr;
    EmptyState *m_empty = nullptr;
    QStackedWidget *m_centre = nullptr;
    ObjectTreePanel *m_tree = nullptr;
    QDockWidget *m_treeDock = nullptr;
    QDockWidget *m_valueDock = nullptr;
    WorkspaceStatusBar *m_status = nullptr;
    Palette *m_palette = nullptr;
    bool m_painted = false;
    bool m_closesAnyway = false; ///< open transactions or not
};

} // namespace workbench
