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
#include <QtConcurrentRun>

#include <atomic>
#include <mutex>
#include <utility>

using namespace Qt::StringLiterals;

namespace workbench {

namespace {
constexpr std::chrono::milliseconds quiet(1500);
}

/// Writes the newest state. QSaveFile waits for the disk, which takes as long as it likes.
class WindowSession::Writer {
public:
    explicit Writer(const QString &filePath)
        : m_filePath(filePath)
    {
    }

    [[nodiscard]] quint64 nextNumber() { return ++m_asked; }

    void write(quint64 number, const QByteArray &state)
    {
        const std::scoped_lock lock(m_mutex);
        if (number < std::exchange(m_written, std::max(number, m_written)))
            return;
        QDir().mkpath(QFileInfo(m_filePath).path());
        QSaveFile file(m_filePath);
        const bool opened = file.open(QIODevice::WriteOnly);
        if (opened) {
            file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
            file.write(state);
        }
        if (!opened || !file.commit())
            qWarning("The open tabs can't be saved in %s: %s", qUtf8Printable(m_filePath), qUtf8Printable(file.errorString()));
    }

private:
    const QString m_filePath;
    std::atomic<quint64> m_asked = 0;
    std::mutex m_mutex;
    quint64 m_written = 0;
};

WindowSession::WindowSession(MainWindow &window, const QString &filePath)
    : QObject(&window)
    , m_window(window)
    , m_filePath(filePath)
    , m_writer(std::make_shared<Writer>(filePath))
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(quiet);
    connect(&m_soon, &QTimer::timeout, this, &WindowSession::saveSoon);
    const auto soon = [this] {
        // Not put off by what goes on changing, e.g. the title of a tab that is typed in.
        if (m_restored && !m_soon.isActive())
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
        if (connection->isSaved())
            continue; // it has a file of its own
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
    m_writer->write(m_writer->nextNumber(), state());
}

void WindowSession::saveSoon()
{
    std::ignore = QtConcurrent::run(
        [writer = m_writer, number = m_writer->nextNumber(), state = state()] { writer->write(number, state); });
}

QByteArray WindowSession::state() const
{
    const TabArea &tabs = m_window.workspace().tabs();
    const QJsonObject state {
        { u"geometry"_s, QString::fromLatin1(m_window.saveGeometry().toBase64()) },
        { u"docks"_s, QString::fromLatin1(m_window.saveState().toBase64()) },
        { u"connections"_s, connections() },
        { u"tabs"_s, tabs.save() },
        { u"current"_s, tabs.currentIndex() },
    };
    return QJsonDocument(state).toJson(QJsonDocument::Indented);
}

} // namespace workbench
