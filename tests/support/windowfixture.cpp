#include "tests/support/windowfixture.h"

#include "core/connection/reaper.h"
#include "core/connection/session.h"
#include "ui/documents/documentspart.h"
#include "ui/history/historytab.h"
#include "ui/migrations/migrationspart.h"
#include "ui/monitor/monitorpart.h"
#include "ui/newmigration/newmigrationpart.h"
#include "ui/query/querypart.h"
#include "ui/query/querytab.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/theme.h"
#include "ui/shell/workspace.h"
#include "ui/table/tabletab.h"
#include "ui/valuepanel/valuepanel.h"

#include <QApplication>
#include <QDir>
#include <QTest>

namespace workbench {

WindowFixture::WindowFixture()
    : settings(m_folder.filePath(QStringLiteral("settings.ini")))
{
    registry.discover({ qEnvironmentVariable("DUMBO_BUILD_DIR") + QStringLiteral("/lib/dumbo/plugins") });
    theme::apply(*qApp, settings);
    window = std::make_unique<MainWindow>(settings, registry);
    auto &workspace = window->workspace();
    workspace.setValuePanelMaker([] { return new ValuePanel; });
    services = &installQueryPart(workspace, m_folder.filePath(QStringLiteral("journal")));
    history = &installHistoryPart(workspace, *services, registry,
        { QStringLiteral("SQLite"), QStringLiteral("sqlite3") }, m_folder.filePath(QStringLiteral("history.db")));
    installTablePart(workspace, *services);
    installDocumentsPart(workspace, *services);
    installMonitorPart(workspace);
    installMigrationsPart(workspace);
    installNewMigrationPart(workspace, *history);
    window->resize(1280, 800);
    window->show();
    window->activateWindow();
    if (!QTest::qWaitForWindowActive(window.get()))
        qWarning("The window did not become active");
}

WindowFixture::~WindowFixture()
{
    window.reset();
    // Connections close in threads of their own; until then they have files in the folder.
    if (!dumbo::Reaper::instance().waitForAll(std::chrono::seconds(10)))
        qWarning("Connections of the window did not end");
}

OpenConnection *WindowFixture::openText(const QString &text)
{
    const auto opened = window->workspace().connections().open(text);
    if (!opened) {
        qWarning() << opened.error();
        return nullptr;
    }
    auto *connection = *opened;
    const auto ready = [connection] { return connection->state() == OpenConnection::State::Connected && connection->objects(); };
    if (QTest::qWaitFor(ready, 20000))
        return connection;
    qWarning() << text << int(connection->state()) << (connection->error() ? connection->error()->toText() : QString())
               << (connection->catalogError() ? connection->catalogError()->toText() : QString());
    return nullptr;
}

OpenConnection *WindowFixture::openDatabase(const QString &name, const QByteArray &script)
{
    QFile file(path(name));
    if (!file.exists() && file.open(QIODevice::WriteOnly))
        file.close();
    auto *connection = openText(path(name));
    if (!connection || script.isEmpty())
        return connection;
    const auto session = connection->makeSession(window.get(), {});
    auto reply = session->submit([script](dumbo::Executor &executor) -> dumbo::Result<dumbo::CommandOutcome> {
        return executor.command(script);
    });
    if (!reply.waitFor(std::chrono::seconds(30)) || !reply.result()) {
        qWarning() << "The script failed" << (reply.isFinished() ? reply.result().error().toText() : QString());
        return nullptr;
    }
    connection->refreshCatalog();
    return QTest::qWaitFor([connection] { return !connection->isLoadingCatalog(); }, 20000) ? connection : nullptr;
}

QueryTab *WindowFixture::openQuery(const OpenConnection *connection, const QString &text)
{
    QJsonObject state;
    if (!text.isEmpty())
        state.insert(QStringLiteral("text"), text);
    return qobject_cast<QueryTab *>(window->workspace().openTab(Workspace::queryTabType(), connection ? connection->id() : QString(), state));
}

TableTab *WindowFixture::openTable(const OpenConnection *connection, const QString &name, const QString &page)
{
    return qobject_cast<TableTab *>(window->workspace().openTab(Workspace::tableTabType(), connection->id(),
        { { QStringLiteral("schema"), QStringLiteral("main") }, { QStringLiteral("name"), name }, { QStringLiteral("page"), page } }));
}

void WindowFixture::picture(const QString &name, QWidget *widget) const
{
    const auto folder = qEnvironmentVariable("DUMBO_PICTURES");
    if (folder.isEmpty())
        return;
    QDir().mkpath(folder);
    QCoreApplication::processEvents();
    auto *shown = widget ? widget : window.get();
    shown->grab().save(folder + u'/' + name + QStringLiteral(".png"));
}

void WindowFixture::setDark(bool dark)
{
    settings.set(setting::colorScheme, int(dark ? ColorSchemeChoice::Dark : ColorSchemeChoice::Light));
    QCoreApplication::processEvents();
}

QByteArray shopScript()
{
    return R"(
CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, born DATE, note TEXT DEFAULT 'none' CHECK (length(note) < 100));
CREATE TABLE "order" (id INTEGER PRIMARY KEY, person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE, total DECIMAL(10, 2));
CREATE INDEX order_person ON "order" (person_id) WHERE total > 0;
CREATE TRIGGER person_named AFTER INSERT ON person BEGIN UPDATE person SET note = 'new' WHERE id = new.id AND note IS NULL; END;
CREATE VIEW rich AS SELECT p.name, sum(o.total) AS total FROM person p JOIN "order" o ON o.person_id = p.id GROUP BY p.id;
INSERT INTO person (id, name, born) VALUES (1, 'Ada', '1815-12-10'), (2, 'Grace', '1906-12-09'), (3, 'Edsger', NULL);
INSERT INTO "order" VALUES (1, 1, 12.5), (2, 1, 99.99), (3, 2, 0);
CREATE TABLE number (n INTEGER PRIMARY KEY, text TEXT, half REAL);
WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 200000)
INSERT INTO number SELECT n, 'number ' || n, n / 2.0 FROM c;
)";
}

} // namespace workbench
