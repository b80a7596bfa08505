#include "ui/shell/windowsession.h"

#include "core/connection/connectionstring.h"
#include "ui/settings/settings.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/tabarea.h"
#include "ui/shell/tabfactory.h"
#include "ui/shell/workspace.h"
#include "ui/shell/workspacetab.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace workbench {

namespace {
constexpr std::chrono::milliseconds quiet(1500);
}

WindowSession::WindowSession(MainWindow &window, const QString &filePath)
    : QObject(&window)
    , m_window(window)
    , m_filePath(filePath)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(quiet);
    connect(&m_soon, &QTimer::timeout, this, &WindowSession::save);
    const auto soon = [this] {
        if (m_restored)
            m_soon.start();
    };
    connect(&window.workspace().tabs(), &TabArea::sessionChanged, this, soon);
    connect(&window.workspace().connections(), &ConnectionHub::added, this, soon);
    connect(&window.workspace().connections(), &ConnectionHub::aboutToRemove, this, soon);
    connect(&window, &MainWindow::aboutToClose, this, &WindowSession::save);
}

QJsonObject WindowSession::read() const
{
    QFile file(m_filePath);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QJsonDocument::fromJson(file.readAll()).object();
}

void WindowSession::restoreGeometry()
{
    const QJsonObject saved = read();
    const QByteArray geometry = QByteArray::fromBase64(saved["geometry"_L1].toString().toLatin1());
    if (geometry.isEmpty())
        return;
    m_window.QWidget::restoreGeometry(geometry);
    m_window.restoreState(QByteArray::fromBase64(saved["docks"_L1].toString().toLatin1()));
}

void WindowSession::restoreTabs()
{
    m_restored = true;
    Workspace &workspace = m_window.workspace();
    workspace.tabs().setReviver([&workspace](const TabArea::SavedTab &saved) {
        WorkspaceTab *tab = workspace.tabFactory().make(saved.typeName, workspace, saved.connectionId);
        if (!tab)
            return tab;
        tab->setTabId(saved.tabId);
        tab->restoreState(saved.state);
        if (OpenConnection *connection = workspace.connections().find(saved.connectionId))
            connection->reconnect();
        return tab;
    });
    if (!workspace.settings().get(setting::restoreTabs))
        return;
    const QJsonObject saved = read();
    for (const QJsonValue &value : saved["connections"_L1].toArray()) {
        const auto restored
            = workspace.connections().restore(value["id"_L1].toString(), value["target"_L1].toString());
        if (!restored)
            workspace.messages().showError(restored.error());
    }
    workspace.tabs().restore(saved["tabs"_L1].toArray(), saved["current"_L1].toInt());
}

QJsonArray WindowSession::connections() const
{
    QJsonArray all;
    for (const OpenConnection *connection : m_window.workspace().connections().connections()) {
        all.append(QJsonObject {
            { u"id"_s, connection->id() }, { u"target"_s, dumbo::connectionStringFor(connection->target()) } });
    }
    return all;
}

void WindowSession::save()
{
    if (!m_restored)
        return;
    m_soon.stop();
    const TabArea &tabs = m_window.workspace().tabs();
    const QJsonObject state {
        { u"geometry"_s, QString::fromLatin1(m_window.saveGeometry().toBase64()) },
        { u"docks"_s, QString::fromLatin1(m_window.saveState().toBase64()) },
        { u"connections"_s, connections() },
        { u"tabs"_s, tabs.save() },
        { u"current"_s, tabs.currentIndex() },
    };
    QDir().mkpath(QFileInfo(m_filePath).path());
    QSaveFile file(m_filePath);
    if (!file.open(QIODevice::WriteOnly)) {
        qWarning("The open tabs can't be saved in %s: %s", qUtf8Printable(m_filePath), qUtf8Printable(file.errorString()));
        return;
    }
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    file.write(QJsonDocument(state).toJson(QJsonDocument::Indented));
    file.commit();
}

} // namespace workbench
