#include "tests/integration/postgresqlcatalog/richschema.h"
#include "tests/support/servers/needserver.h"
#include "tests/support/servers/postgresserver.h"
#include "tests/support/windowfixture.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/workspace.h"
#include "ui/table/structuremodel.h"
#include "ui/table/structurepage.h"
#include "ui/table/tabletab.h"
#include "ui/tree/objecttreemodel.h"
#include "ui/tree/objecttreepanel.h"
#include "ui/tree/objecttreeview.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QTabWidget>
#include <QTest>

using namespace workbench;
using dumbo::test::PostgresServer;

/// The window over a PostgreSQL database with every kind of object in it.
class TestPostgreSqlTree : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void partitionsAreFoundBelowTheirTable();
    void allKindsHaveTheirGroup();
    void aPartitionOpensByEnter();
    void aPartitionIsRevealedWithinItsTable();
    void theStructureShowsPoliciesAndPartitions();
    void theDdlOfAFunctionOpens();
    void theDdlIsCopiedByTheMenu();
    void anotherDatabaseOpensByDoubleClick();

private:
    [[nodiscard]] ObjectTreeView &view() const { return m_fixture->window->tree().view(); }
    [[nodiscard]] ObjectTreeModel &model() const { return m_fixture->window->tree().model(); }
    /// Below the connection, by the names on the way; expands it all.
    [[nodiscard]] QModelIndex node(const QStringList &path) const;
    [[nodiscard]] QStringList names(const QModelIndex &parent) const;
    [[nodiscard]] QModelIndex connectionNode(const OpenConnection *connection) const;

    PostgresServer *m_server = nullptr;
    QString m_database;
    QString m_otherDatabase;
    std::unique_ptr<WindowFixture> m_fixture;
    OpenConnection *m_connection = nullptr;
};

void TestPostgreSqlTree::initTestCase()
{
    const auto server = PostgresServer::shared();
    DUMBO_NEED_SERVER(server);
    m_server = *server;
    m_database = m_server->createDatabase();
    m_otherDatabase = m_server->createDatabase();
    const auto made = m_server->run(QString::fromUtf8(dumbo::postgresql::richSchema), m_database);
    QVERIFY2(made, qPrintable(made ? QString() : made.error().toText()));
    QVERIFY(m_server->run(QStringLiteral("CREATE TABLE elsewhere (id integer)"), m_otherDatabase));
}

void TestPostgreSqlTree::init()
{
    m_fixture = std::make_unique<WindowFixture>();
    m_connection = m_fixture->openText(m_server->url(m_database));
    QVERIFY(m_connection);
    view().setFocus();
}

void TestPostgreSqlTree::cleanup()
{
    m_fixture.reset();
}

QModelIndex TestPostgreSqlTree::connectionNode(const OpenConnection *connection) const
{
    for (int row = 0; row < model().rowCount(); ++row) {
        if (const auto index = model().index(row, 0); model().connectionId(index) == connection->id())
            return index;
    }
    return {};
}

QStringList TestPostgreSqlTree::names(const QModelIndex &parent) const
{
    QStringList all;
    for (int row = 0; row < model().rowCount(parent); ++row)
        all.append(model().index(row, 0, parent).data().toString());
    return all;
}

QModelIndex TestPostgreSqlTree::node(const QStringList &path) const
{
    QModelIndex current = connectionNode(m_connection);
    for (const QString &name : path) {
        view().expand(current);
        if (model().canFetchMore(current))
            model().fetchMore(current);
        const auto row = names(current).indexOf(name);
        if (row < 0)
            return {};
        current = model().index(int(row), 0, current);
    }
    return current;
}

void TestPostgreSqlTree::partitionsAreFoundBelowTheirTable()
{
    const auto tables = node({ QStringLiteral("shop"), QStringLiteral("Tables") });
    QVERIFY(names(tables).contains(QStringLiteral("visit")));
    QVERIFY(!names(tables).contains(QStringLiteral("visit_2024")));
    const auto visit = node({ QStringLiteral("shop"), QStringLiteral("Tables"), QStringLiteral("visit"), QStringLiteral("Partitions") });
    QCOMPARE(names(visit),
        QStringList({ QStringLiteral("visit_2024"), QStringLiteral("visit_2025"), QStringLiteral("visit_rest") }));
    const auto shards = node({ QStringLiteral("shop"), QStringLiteral("Tables"), QStringLiteral("spread"), QStringLiteral("Partitions") });
    QCOMPARE(names(shards), QStringList({ QStringLiteral("spread_0"), QStringLiteral("spread_1") }));
    QCOMPARE(model().index(1, 0, shards).data(ObjectTreeModel::DetailRole).toString(),
        QStringLiteral("WITH (modulus 2, remainder 1) · on far"));
    QVERIFY(!names(node({ QStringLiteral("shop"), QStringLiteral("Foreign tables") })).contains(QStringLiteral("spread_1")));
    m_fixture->picture(QStringLiteral("postgresql-partitions"));
}

void TestPostgreSqlTree::allKindsHaveTheirGroup()
{
    QCOMPARE(names(node({ QStringLiteral("shop") })),
        QStringList({ QStringLiteral("Tables"), QStringLiteral("Foreign tables"), QStringLiteral("Views"),
            QStringLiteral("Materialized views"), QStringLiteral("Functions"), QStringLiteral("Sequences"), QStringLiteral("Types") }));
    const auto top = names(connectionNode(m_connection));
    for (const auto *group : { "Odd \"Schema", "shop", "Extensions", "Other", "Roles", "Other databases" })
        QVERIFY2(top.contains(QString::fromUtf8(group)), qPrintable(top.join(u'|')));
    QVERIFY(names(node({ QStringLiteral("Roles") })).contains(QStringLiteral("keeper")));
    QCOMPARE(names(node({ QStringLiteral("Other") })), QStringList({ QStringLiteral("far") }));
    for (const auto &path : { QStringList { QStringLiteral("shop"), QStringLiteral("Types"), QStringLiteral("mood") },
             QStringList { QStringLiteral("Extensions"), QStringLiteral("hstore") }, QStringList { QStringLiteral("Roles"), QStringLiteral("keeper") },
             QStringList { QStringLiteral("shop"), QStringLiteral("Materialized views"), QStringLiteral("per_mood") } })
        QVERIFY2(!node(path).data(Qt::DecorationRole).value<QIcon>().isNull(), qPrintable(path.last()));
}

void TestPostgreSqlTree::aPartitionOpensByEnter()
{
    const auto partition = node({ QStringLiteral("shop"), QStringLiteral("Tables"), QStringLiteral("visit"),
        QStringLiteral("Partitions"), QStringLiteral("visit_2024") });
    view().setCurrentIndex(partition);
    QTest::keyClick(&view(), Qt::Key_Return);
    auto *tab = m_fixture->window->findChild<TableTab *>();
    QVERIFY(tab);
    QCOMPARE(tab->title(), QStringLiteral("visit_2024"));
    auto *structure = tab->findChild<StructurePage *>();
    const auto found = structure->structure().match(structure->structure().index(0, 0), Qt::DisplayRole,
        QStringLiteral("visit"), 1, Qt::MatchExactly | Qt::MatchRecursive);
    QCOMPARE(found.size(), 1);
    QCOMPARE(found.first().siblingAtColumn(StructureModel::DetailColumn).data().toString(),
        QStringLiteral("FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')"));
}

void TestPostgreSqlTree::aPartitionIsRevealedWithinItsTable()
{
    m_fixture->window->tree().reveal(m_connection->id(), { {}, QStringLiteral("shop"), QStringLiteral("visit_2025_high") });
    QCOMPARE(view().currentIndex().data().toString(), QStringLiteral("visit_2025_high"));
    QCOMPARE(view().currentIndex().parent().parent().data().toString(), QStringLiteral("visit_2025"));
}

void TestPostgreSqlTree::theStructureShowsPoliciesAndPartitions()
{
    const auto structureOf = [&](const char *name) -> StructureModel & {
        view().setCurrentIndex(node({ QStringLiteral("shop"), QStringLiteral("Tables"), QString::fromUtf8(name) }));
        m_fixture->window->workspace().openTab(Workspace::tableTabType(), m_connection->id(),
            { { QStringLiteral("schema"), QStringLiteral("shop") }, { QStringLiteral("name"), QString::fromUtf8(name) },
                { QStringLiteral("page"), QStringLiteral("structure") } });
        for (auto *tab : m_fixture->window->findChildren<TableTab *>()) {
            if (tab->title() == QString::fromUtf8(name))
                return tab->findChild<StructurePage *>()->structure();
        }
        qFatal("no tab");
    };
    const auto has = [](StructureModel &structure, const char *text) {
        return !structure.match(structure.index(0, 0), Qt::DisplayRole, QString::fromUtf8(text), 1, Qt::MatchExactly | Qt::MatchRecursive)
                    .isEmpty();
    };
    auto &hut = structureOf("hut");
    QVERIFY(has(hut, "Policies (3)"));
    QVERIFY(has(hut, "mine"));
    QVERIFY(has(hut, "sane"));
    m_fixture->picture(QStringLiteral("postgresql-structure"));
    auto &visit = structureOf("visit");
    QVERIFY(has(visit, "Partitions (3)"));
    QVERIFY(has(visit, "visit_rest"));
    QVERIFY(has(visit, "RANGE (day)"));
}

void TestPostgreSqlTree::theDdlOfAFunctionOpens()
{
    const auto functions = node({ QStringLiteral("shop"), QStringLiteral("Functions") });
    view().setCurrentIndex(model().index(int(names(functions).indexOf(QStringLiteral("slug"))), 0, functions));
    QTest::keyClick(&view(), Qt::Key_F4);
    auto *tab = m_fixture->window->findChild<TableTab *>();
    QVERIFY(tab);
    auto *ddl = tab->findChild<QPlainTextEdit *>(QStringLiteral("ddlView"));
    QVERIFY(ddl);
    // Both functions of that name.
    QTRY_COMPARE_WITH_TIMEOUT(ddl->toPlainText().count(QStringLiteral("CREATE OR REPLACE FUNCTION shop.slug(")), 2, 20000);
}

void TestPostgreSqlTree::theDdlIsCopiedByTheMenu()
{
    const auto index = node({ QStringLiteral("shop"), QStringLiteral("Types"), QStringLiteral("mood") });
    view().scrollTo(index);
    view().setCurrentIndex(index);
    QGuiApplication::clipboard()->clear();
    const QPoint place = view().visualRect(index).center();
    QContextMenuEvent event(QContextMenuEvent::Mouse, place, view().viewport()->mapToGlobal(place));
    QCoreApplication::sendEvent(view().viewport(), &event);
    QTRY_VERIFY(qobject_cast<QMenu *>(QApplication::activePopupWidget()));
    auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
    for (QAction *action : menu->actions()) {
        if (action->text() == QStringLiteral("Copy DDL"))
            action->trigger();
    }
    menu->close();
    QTRY_VERIFY_WITH_TIMEOUT(
        QGuiApplication::clipboard()->text().startsWith(QStringLiteral("CREATE TYPE shop.mood AS ENUM ('happy'")), 20000);
}

void TestPostgreSqlTree::anotherDatabaseOpensByDoubleClick()
{
    const auto index = node({ QStringLiteral("Other databases"), m_otherDatabase });
    QVERIFY(index.isValid());
    view().expand(index.parent());
    view().scrollTo(index);
    QTest::mouseDClick(view().viewport(), Qt::LeftButton, {}, view().visualRect(index).center());
    auto &hub = m_fixture->window->workspace().connections();
    QTRY_COMPARE(hub.connections().size(), 2);
    auto *opened = hub.connections().last();
    QTRY_VERIFY_WITH_TIMEOUT(opened->objects(), 20000);
    QCOMPARE(opened->facts().database, m_otherDatabase);
    QVERIFY(std::ranges::any_of(*opened->objects(), [](const auto &object) { return object.path.name == QStringLiteral("elsewhere"); }));
    // A second time it is not opened twice.
    QTest::mouseDClick(view().viewport(), Qt::LeftButton, {},
        view().visualRect(node({ QStringLiteral("Other databases"), m_otherDatabase })).center());
    QTest::qWait(0);
    QCOMPARE(hub.connections().size(), 2);
    m_fixture->picture(QStringLiteral("postgresql-databases"));
}

QTEST_MAIN(TestPostgreSqlTree)
#include "tst_postgresqltree.moc"
