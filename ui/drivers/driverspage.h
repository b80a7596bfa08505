#pragma once

#include "core/base/error.h"
#include "ui/settings/settingspage.h"

class QPushButton;
class QStackedWidget;
class QTabBar;

namespace workbench {

class CataloguePane;
class DriverDesk;
class InstalledPane;
class InstallPane;
class KeysPane;
class PreferredPane;
class ToneBox;
class Workspace;
class WorkLine;

/// The settings' page of drivers: those that are here, those in catalogues, the keys of those who make them, and which of them
/// serves. A driver that is being installed takes the page's place.
class DriversPage : public SettingsPage {
    Q_OBJECT

public:
    enum class Tab { Installed, Catalogue, Keys, Preferred };

    DriversPage(DriverDesk &desk, Workspace &workspace);

    static QString pageName() { return QStringLiteral("driversPage"); }

    /// Asks for a file in a dialog beside the page.
    void chooseFile();
    /// Looks at the files one after another.
    void install(const QStringList &paths);
    void showTab(Tab tab);
    void showDriver(const QString &id);
    void remove(const QString &id, const QString &version = {});
    void setDisabled(const QString &id, bool disabled);

    bool filter(const QString &text) override;
    bool escape() override;
    void enter() override;

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void makeLayout();
    void connectDetails();
    void installNext();
    void leaveInstalling();
    void update(const QString &id);
    void rollBack(const QString &id);
    void activate(const QString &id, const QString &version);
    void setIsolated(const QString &id, bool isolated);
    void say(const QString &text, const QString &details = {});
    void sayWhen(bool atNextStart, const QString &now, const QString &later);
    void fail(const dumbo::Error &error);
    [[nodiscard]] QString nameOf(const QString &id) const;

    DriverDesk &m_desk;
    Workspace &m_workspace;
    QStringList m_files;
    QString m_installedId;
    QStackedWidget *m_faces;
    QTabBar *m_tabs;
    QStackedWidget *m_panes;
    InstalledPane *m_installed;
    CataloguePane *m_catalogue;
    KeysPane *m_keys;
    PreferredPane *m_preferred;
    InstallPane *m_install;
    ToneBox *m_said;
    WorkLine *m_work;
    QPushButton *m_file;
};

} // namespace workbench
