#include "app/workbench/tourscenes.h"

#include "app/workbench/workbench.h"
#include "core/connection/connectionstring.h"
#include "ui/connections/connectiondialog.h"
#include "ui/documents/documentrows.h"
#include "ui/documents/documentspart.h"
#include "ui/documents/documentstab.h"
#include "ui/documents/documenttree.h"
#include "ui/migrations/askbar.h"
#include "ui/migrations/migrationspart.h"
#include "ui/migrations/migrationstab.h"
#include "ui/migrations/migrationtimeline.h"
#include "ui/shell/actionregistry.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/palette.h"
#include "ui/shell/sampledatabase.h"
#include "ui/shell/tabarea.h"
#include "ui/shell/tabfactory.h"
#include "ui/shell/windowactions.h"
#include "ui/shell/workspace.h"
#include "ui/shell/workspacetab.h"
#include "ui/tree/objecttreemodel.h"
#include "ui/tree/objecttreepanel.h"
#include "ui/tree/objecttreeview.h"

#include <QAbstractItemView>
#include <QAction>
#include <QDialog>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QTabBar>

namespace workbench {

namespace {

constexpr QSize small(800, 500);
constexpr QSize large(1600, 1000);

/// The few things that scenes are made of.
class Stage {
public:
    explicit Stage(Workbench &workbench)
        : m_workbench(workbench)
    {
    }

    [[nodiscard]] MainWindow &window() const { return m_workbench.window(); }
    [[nodiscard]] Workspace &workspace() const { return window().workspace(); }
    void trigger(const QString &action) const { workspace().actions().action(action)->trigger(); }
    void type(const QString &editName, const QString &text) const
    {
        if (auto *edit = window().findChild<QLineEdit *>(editName))
            edit->setText(text);
    }
    void closeDialogs() const
    {
        for (QDialog *dialog : window().findChildren<QDialog *>(Qt::FindDirectChildrenOnly))
            dialog->close();
    }
    void setScheme(ColorSchemeChoice choice) const { m_workbench.settings().set(setting::colorScheme, int(choice)); }
    [[nodiscard]] bool catalogsRead() const
    {
        const QList<OpenConnection *> all = workspace().connections().connections();
        return !all.isEmpty() && std::ranges::all_of(all, [](const OpenConnection *connection) {
            return connection->catalogPart() != nullptr;
        });
    }
    [[nodiscard]] bool currentTabHasRows() const
    {
        const WorkspaceTab *tab = workspace().tabs().currentTab();
        return tab && !tab->isBusy() && tab->facts().rows.has_value();
    }
    [[nodiscard]] bool currentTabRests() const
    {
        const WorkspaceTab *tab = workspace().tabs().currentTab();
        return tab && !tab->isBusy();
    }
    void expand(const QString &table) const
    {
        ObjectTreePanel &tree = window().tree();
        const QString id = workspace().currentConnectionId();
        tree.reveal(id, { {}, QStringLiteral("main"), table });
        tree.view().expand(tree.view().currentIndex());
    }
    void openTable(const QString &table) const
    {
        workspace().openTab(Workspace::tableTabType(), workspace().currentConnectionId(),
            { { QStringLiteral("schema"), QStringLiteral("main") }, { QStringLiteral("name"), table },
                { QStringLiteral("page"), QStringLiteral("data") } });
    }
    void query(const QString &sql) const
    {
        workspace().openTab(Workspace::queryTabType(), workspace().currentConnectionId(),
            { { QStringLiteral("text"), sql }, { QStringLiteral("run"), true } });
    }
    void explain(const QString &sql) const
    {
        workspace().openTab(Workspace::queryTabType(), workspace().currentConnectionId(), { { QStringLiteral("text"), sql } });
        trigger(QStringLiteral("query.explain-analyze"));
    }
    [[nodiscard]] bool has(const QString &tabType) const { return workspace().tabFactory().knows(tabType); }

private:
    Workbench &m_workbench;
};

using Scenes = std::vector<TourScene>;

void addTabScenes(Scenes &scenes, const std::shared_ptr<Stage> &stage)
{
    if (stage->has(Workspace::tableTabType()))
        scenes.push_back({ QStringLiteral("table"), [stage] { stage->openTable(QStringLiteral("lighthouse")); },
            [stage] { return stage->currentTabHasRows(); } });
    if (!stage->has(Workspace::queryTabType()))
        return;
    scenes.push_back({ QStringLiteral("query"),
        [stage] {
            stage->query(QStringLiteral("-- How much wind the coast had, month by month\n"
                                        "SELECT * FROM weather_daily\nORDER BY 1 DESC\nLIMIT 200;\n"));
        },
        [stage] { return stage->currentTabHasRows(); } });
    scenes.push_back({ QStringLiteral("explain"),
        [stage] {
            stage->explain(QStringLiteral("SELECT l.name, count(*) AS measured, max(r.value) AS most\n"
                                          "FROM lighthouse l\n"
                                          "JOIN instrument i ON i.lighthouse_id = l.id\n"
                                          "JOIN reading r ON r.instrument = i.serial\n"
                                          "GROUP BY l.name ORDER BY measured DESC\n"));
        },
        [stage] { return stage->currentTabRests(); } });
    scenes.push_back({ QStringLiteral("error"),
        [stage] { stage->query(QStringLiteral("SELECT name, heigth_m\nFROM lighthouse;\n")); },
        [stage] { return stage->currentTabRests(); } });
}

/// Documents in each view, what the filter became, and a filter that is wrong.
void addDocumentScenes(Scenes &scenes, const std::shared_ptr<Stage> &stage)
{
    if (!stage->has(DocumentsTab::documentsTabType()))
        return;
    const auto tab = [stage] { return qobject_cast<DocumentsTab *>(stage->workspace().tabs().currentTab()); };
    const auto rests = [tab] { return tab() && !tab()->isBusy() && tab()->rows().count() > 0; };
    scenes.push_back({ QStringLiteral("documents"),
        [stage] { openDocuments(stage->workspace(), stage->workspace().currentConnectionId(), { { {}, QStringLiteral("main"), QStringLiteral("bird_counts") }, {}, {}, {} }); }, rests });
    scenes.push_back({ QStringLiteral("documents-tree"), [tab] { tab()->tree().expandAll({ 0, {} }); }, {} });
    scenes.push_back({ QStringLiteral("documents-sql"),
        [tab] {
            tab()->showPane(QStringLiteral("sql"));
            tab()->setFilter(QStringLiteral("{ \"weather.wind.speed\": { $gte: 12 }, \"sightings.species\": 'arctic tern' }"));
        },
        rests });
    scenes.push_back({ QStringLiteral("documents-list"),
        [tab] {
            tab()->showPane({});
            tab()->setQueryText({});
            tab()->setView(DocumentsTab::View::List);
        },
        rests });
    scenes.push_back({ QStringLiteral("documents-table"), [tab] { tab()->setView(DocumentsTab::View::Table); }, {} });
    scenes.push_back({ QStringLiteral("documents-mistake"), [tab] { tab()->setFilter(QStringLiteral("{ observer: { $startsWith: 'A' } }")); }, {} });
}

/// A second database, and a look back at the first.
void addSecondDatabase(Scenes &scenes, const std::shared_ptr<Stage> &stage)
{
    if (!stage->has(Workspace::tableTabType()))
        return;
    const QString path = QFileInfo(samplePath()).dir().filePath(QStringLiteral("archive.db"));
    scenes.push_back({ QStringLiteral("second-database"),
        [stage, path] {
            QFile::copy(samplePath(), path);
            openDatabases(stage->window(), { path });
            stage->workspace().openTab(Workspace::tableTabType(), stage->workspace().connections().connections().last()->id(),
                { { QStringLiteral("schema"), QStringLiteral("main") }, { QStringLiteral("name"), QStringLiteral("passage") },
                    { QStringLiteral("page"), QStringLiteral("data") } });
        },
        [stage] { return stage->catalogsRead() && stage->currentTabHasRows(); } });
}

/// Steps of one more year, of which the last ones deserve a second look.
QString writeMigrations(const QString &folder)
{
    const std::pair<const char *, const char *> files[] = {
        { "0001_visits.sql", "CREATE TABLE visit (\n    id INTEGER PRIMARY KEY,\n    lighthouse_id INTEGER NOT NULL REFERENCES lighthouse (id),\n    day DATE NOT NULL,\n    people INTEGER NOT NULL DEFAULT 1\n);\nCREATE INDEX visit_day ON visit (day);\n" },
        { "0001_visits.down.sql", "DROP TABLE visit;\n" },
        { "0002_paid_bookings.sql", "-- Until now a booking without an invoice counted as paid.\nALTER TABLE booking ADD COLUMN paid INTEGER NOT NULL DEFAULT 0;\nUPDATE booking SET paid = 1;\n" },
        { "0002_paid_bookings.down.sql", "ALTER TABLE booking DROP COLUMN paid;\n" },
        { "0003_no_more_remarks.sql", "ALTER TABLE keeper DROP COLUMN radio;\nDROP TABLE passage;\n" },
    };
    QDir().mkpath(folder);
    for (const auto &[name, text] : files) {
        QFile file(QDir(folder).filePath(QLatin1StringView(name)));
        if (file.open(QIODevice::WriteOnly))
            file.write(text);
    }
    return folder;
}

/// In a copy, because they run.
void addMigrationScenes(Scenes &scenes, const std::shared_ptr<Stage> &stage)
{
    if (!stage->has(MigrationsTab::migrationsTabType()))
        return;
    const auto folder = QFileInfo(samplePath()).dir();
    const auto tab = std::make_shared<QPointer<MigrationsTab>>();
    const auto rests = [tab] { return !*tab || !(*tab)->work().isBusy(); };
    scenes.push_back({ QStringLiteral("migrations-empty"),
        [stage, folder, tab] {
            QFile::copy(samplePath(), folder.filePath(QStringLiteral("season.db")));
            openDatabases(stage->window(), { folder.filePath(QStringLiteral("season.db")) });
            *tab = openMigrations(stage->workspace(), stage->workspace().connections().connections().last()->id());
        },
        [stage] { return stage->catalogsRead(); } });
    scenes.push_back({ QStringLiteral("migrations"),
        [folder, tab] {
            (*tab)->work().setSource(writeMigrations(folder.filePath(QStringLiteral("migrations"))));
            (*tab)->timeline().setCurrentKey(QStringLiteral("0003_no_more_remarks"));
        },
        rests });
    scenes.push_back({ QStringLiteral("migrations-dry-run"), [stage] { stage->trigger(QStringLiteral("migrations.dry-run")); }, rests });
    scenes.push_back({ QStringLiteral("migrations-changes"),
        [tab] {
            (*tab)->timeline().setCurrentKey(QStringLiteral("0002_paid_bookings"));
            (*tab)->page().setLower(MigrationPage::Lower::Changes);
        },
        {} });
    scenes.push_back({ QStringLiteral("migrations-ask"),
        [stage, tab] {
            stage->trigger(QStringLiteral("migrations.approve"));
            stage->trigger(QStringLiteral("migrations.run"));
        },
        {} });
    scenes.push_back({ QStringLiteral("migrations-run"), [tab] { (*tab)->question().acceptButton().click(); }, rests });
}

/// Saved connections in folders, one of which leads nowhere, and what its dialog says about that.
void addConnectionScenes(Scenes &scenes, const std::shared_ptr<Stage> &stage)
{
    ConnectionHub &hub = stage->workspace().connections();
    const auto save = [&hub](const QString &name, const QString &folder, const QString &url, bool production) -> OpenConnection * {
        const auto target = dumbo::parseConnectionString(url, hub.registry());
        if (!target)
            return nullptr;
        dumbo::Profile profile = dumbo::Profile::fromTarget(name, *target);
        profile.folder = folder;
        profile.production = production;
        const auto saved = hub.saveProfile(profile);
        return saved ? saved->connection : nullptr;
    };
    const auto failing = std::make_shared<QPointer<OpenConnection>>();
    scenes.push_back({ QStringLiteral("connections"),
        [stage, save, failing] {
            save(QStringLiteral("Archive"), QString(), samplePath() + QStringLiteral(".old"), false);
            save(QStringLiteral("Tickets"), QStringLiteral("Ferries/Staging"), QStringLiteral("postgresql://ann@stage.example.org/tickets"), false);
            *failing = save(QStringLiteral("Tickets"), QStringLiteral("Ferries"), QStringLiteral("postgresql://ann@localhost:1/tickets"), true);
            if (!*failing)
                return;
            (*failing)->reconnect();
            Q_EMIT stage->workspace().connectionOpened((*failing)->id());
        },
        [failing] { return !*failing || (*failing)->state() == OpenConnection::State::Failed; } });
    const auto dialog = std::make_shared<QPointer<ConnectionDialog>>();
    scenes.push_back({ QStringLiteral("connection"),
        [stage, failing, dialog] {
            *dialog = *failing ? &editConnection(stage->workspace(), **failing) : &newConnection(stage->workspace());
            if (*failing)
                (*dialog)->test();
        },
        [dialog] { return !*dialog || !(*dialog)->isTesting(); } });
    scenes.push_back({ QStringLiteral("connection-closed"), [stage] { stage->closeDialogs(); }, {} });
}

void addDialogScenes(Scenes &scenes, const std::shared_ptr<Stage> &stage)
{
    scenes.push_back({ QStringLiteral("palette"),
        [stage] {
            stage->trigger(QStringLiteral("view.palette"));
            stage->type(QStringLiteral("paletteEdit"), QStringLiteral("tab"));
        },
        {} });
    scenes.push_back({ QStringLiteral("go-to"),
        [stage] {
            stage->window().palettePopup().close();
            stage->trigger(QStringLiteral("view.go-to"));
            stage->type(QStringLiteral("paletteEdit"), QStringLiteral("boo"));
        },
        {} });
    scenes.push_back({ QStringLiteral("settings"),
        [stage] {
            stage->window().palettePopup().close();
            stage->trigger(QStringLiteral("edit.settings"));
        },
        {} });
    scenes.push_back({ QStringLiteral("drivers"), [stage] { stage->trigger(QStringLiteral("edit.drivers")); },
        [stage] {
            const auto *list = stage->window().findChild<QAbstractItemView *>(QStringLiteral("driverList"));
            return !list || list->model()->rowCount() > 0;
        } });
    scenes.push_back({ QStringLiteral("drivers-catalogue"),
        [stage] {
            if (auto *tabs = stage->window().findChild<QTabBar *>(QStringLiteral("driversTabs")))
                tabs->setCurrentIndex(1);
        },
        {} });
    scenes.push_back({ QStringLiteral("about"),
        [stage] {
            stage->closeDialogs();
            stage->trigger(QStringLiteral("help.about"));
        },
        {} });
}

void addLookScenes(Scenes &scenes, const std::shared_ptr<Stage> &stage)
{
    scenes.push_back({ QStringLiteral("dark"),
        [stage] {
            stage->closeDialogs();
            stage->setScheme(ColorSchemeChoice::Dark);
        },
        {} });
    scenes.push_back({ QStringLiteral("large"),
        [stage] {
            stage->setScheme(ColorSchemeChoice::Light);
            stage->window().resize(large);
        },
        {} });
    scenes.push_back({ QStringLiteral("small"), [stage] { stage->window().resize(small); }, {} });
}

} // namespace

std::vector<TourScene> tourScenes(Workbench &workbench)
{
    const auto stage = std::make_shared<Stage>(workbench);
    Scenes scenes;
    scenes.push_back({ QStringLiteral("empty"), {}, {} });
    scenes.push_back(
        { QStringLiteral("sample"), [stage] { openSample(stage->window()); }, [stage] { return stage->catalogsRead(); } });
    scenes.push_back({ QStringLiteral("tree"), [stage] { stage->expand(QStringLiteral("booking")); }, {} });
    scenes.push_back({ QStringLiteral("filter"), [stage] { stage->type(QStringLiteral("treeFilter"), QStringLiteral("room")); }, {} });
    scenes.push_back({ QStringLiteral("filter-cleared"), [stage] { stage->type(QStringLiteral("treeFilter"), {}); }, {} });
    addTabScenes(scenes, stage);
    addDocumentScenes(scenes, stage);
    addSecondDatabase(scenes, stage);
    addMigrationScenes(scenes, stage);
    addConnectionScenes(scenes, stage);
    addDialogScenes(scenes, stage);
    addLookScenes(scenes, stage);
    return scenes;
}

} // namespace workbench
