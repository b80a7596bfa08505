#include "tests/support/servers/needserver.h"
#include "tests/support/servers/postgresserver.h"
#include "tests/support/windowfixture.h"
#include "ui/documents/documentrows.h"
#include "ui/documents/documentspart.h"
#include "ui/documents/documentstab.h"
#include "ui/documents/documenttree.h"
#include "ui/documents/sqlpane.h"
#include "ui/query/sqlview.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/tabarea.h"
#include "ui/shell/workspace.h"

#include <QElapsedTimer>
#include <QLabel>
#include <QTest>

using namespace workbench;
using dumbo::test::PostgresServer;

namespace {

const QString script = QStringLiteral(R"(
CREATE TABLE users (_id TEXT PRIMARY KEY, data JSONB NOT NULL, metadata JSONB NOT NULL DEFAULT '{}', _version BIGINT NOT NULL DEFAULT 1,
    _partition TEXT NOT NULL DEFAULT 'png_global', _archived BOOLEAN NOT NULL DEFAULT FALSE, _created TIMESTAMPTZ NOT NULL DEFAULT now(),
    _updated TIMESTAMPTZ NOT NULL DEFAULT now());
INSERT INTO users (_id, data) SELECT 'user-' || lpad(n::text, 4, '0'), jsonb_build_object('_id', 'user-' || lpad(n::text, 4, '0'), '_version', '1',
    'name', 'Person ' || n, 'age', n % 80, 'tags', jsonb_build_array('t' || n % 5, 'x')) FROM generate_series(1, 2000) n;
CREATE TABLE note (id int PRIMARY KEY, body json, meta jsonb, plain text);
INSERT INTO note VALUES (1, '{"a": 10.00, "a": 1e400}', '{"b": 1}', 'no document'), (2, '[1,2]', NULL, '{}');
CREATE TABLE large (id int PRIMARY KEY, data json);
INSERT INTO large SELECT 1, json_build_object('rows', json_agg(json_build_object('n', n, 'name', 'row number ' || n, 'text', repeat('x', 60))))
    FROM generate_series(1, 250000) n;
)");

} // namespace

class TestDocumentsServer : public QObject {
    Q_OBJECT

    std::unique_ptr<WindowFixture> m_window;
    OpenConnection *m_shop = nullptr;

    DocumentsTab *open(const QString &name, const QString &column = {}, const QString &filter = {})
    {
        auto &workspace = m_window->window->workspace();
        openDocuments(workspace, m_shop->id(), { { {}, QStringLiteral("public"), name }, column, filter, {} });
        return qobject_cast<DocumentsTab *>(workspace.tabs().currentTab());
    }

private Q_SLOTS:
    void initTestCase()
    {
        const auto server = PostgresServer::shared();
        DUMBO_NEED_SERVER(server);
        const auto database = (*server)->createDatabase();
        const auto made = (*server)->run(script, database);
        QVERIFY2(made, qPrintable(made ? QString() : made.error().toText()));
        m_window = std::make_unique<WindowFixture>();
        m_shop = m_window->openText((*server)->url(database));
        QVERIFY(m_shop);
    }
    void cleanupTestCase() { m_window.reset(); }

    void aCollectionIsFoundByItsColumns()
    {
        const auto object = std::ranges::find(*m_shop->objects(), QStringLiteral("users"), [](const auto &each) { return each.path.name; });
        QVERIFY(object != m_shop->objects()->end());
        QVERIFY(opensAsDocuments(m_window->window->workspace(), *m_shop, *object));
        auto *tab = open(QStringLiteral("users"), {}, QStringLiteral("{ age: { $gte: 70 }, tags: 't1' }"));
        QTRY_VERIFY(tab->source());
        QTRY_COMPARE(tab->rows().count(), 50);
        QVERIFY(tab->source()->isCollection);
        tab->showPane(QStringLiteral("sql"));
        auto *pane = qobject_cast<SqlPane *>(tab->pane(QStringLiteral("sql")));
        QVERIFY(pane->sql().toPlainText().contains(QStringLiteral("t1")));
        tab->tree().expandAll({ 0, {} });
        m_window->picture(QStringLiteral("documents-postgresql"));
    }

    void columnsOfAnyTableShowTheirText()
    {
        const auto object = std::ranges::find(*m_shop->objects(), QStringLiteral("note"), [](const auto &each) { return each.path.name; });
        QCOMPARE(documentColumns(m_window->window->workspace(), *m_shop, *object), QStringList({ "body", "meta" }));
        auto *tab = open(QStringLiteral("note"), QStringLiteral("body"));
        QTRY_COMPARE(tab->rows().count(), 2);
        QCOMPARE(tab->rows().tryOpen(0).document.text(), QByteArray(R"({"a": 10.00, "a": 1e400})"));
        auto *plain = open(QStringLiteral("note"), QStringLiteral("plain"));
        QTRY_COMPARE(plain->rows().count(), 2);
        QVERIFY(plain->rows().tryOpen(0).error);
    }

    void aLargeDocumentOpensWithoutStoppingTheWindow()
    {
        auto *tab = open(QStringLiteral("large"));
        QElapsedTimer clock;
        clock.start();
        QTRY_COMPARE_WITH_TIMEOUT(tab->rows().count(), 1, 60000);
        const auto arrived = clock.restart();
        QVERIFY(tab->rows().textSize(0) > 20'000'000);
        tab->tree().setExpanded({ 0, {} }, true);
        const auto asked = clock.elapsed();
        QTRY_COMPARE_WITH_TIMEOUT(tab->tree().layoutOfLines().childrenOf({ 0, {} }), 1, 60000);
        const auto opened = clock.restart();
        tab->tree().setExpanded({ 0, { 0 } }, true);
        QCOMPARE(tab->tree().layoutOfLines().lineCount(), 250'002);
        tab->setCurrent({ 0, { 0, 249'999, 0 } });
        tab->tree().grab();
        const auto scrolled = clock.elapsed();
        qInfo("%lld bytes: arrived in %lld ms, asked %lld ms, opened in %lld ms, scrolled to the end and painted in %lld ms", tab->rows().textSize(0),
            arrived, asked, opened, scrolled);
        QCOMPARE(tab->currentNode()->text, QByteArray("250000"));
    }
};

QTEST_MAIN(TestDocumentsServer)
#include "tst_documentsserver.moc"
