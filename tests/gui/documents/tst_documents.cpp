#include "core/connection/session.h"
#include "core/sdk/batchbuilder.h"
#include "tests/support/windowfixture.h"
#include "ui/documents/documentfields.h"
#include "ui/documents/documentlist.h"
#include "ui/documents/documentrows.h"
#include "ui/documents/documentsarea.h"
#include "ui/documents/documentspart.h"
#include "ui/documents/documentstab.h"
#include "ui/documents/documenttree.h"
#include "ui/documents/querybar.h"
#include "ui/documents/queryedit.h"
#include "ui/documents/sqlpane.h"
#include "ui/grid/resultgrid.h"
#include "ui/query/querytab.h"
#include "ui/query/resultpage.h"
#include "ui/query/sqlview.h"
#include "ui/shell/actionregistry.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/tabarea.h"
#include "ui/shell/workspace.h"
#include "ui/table/datapage.h"
#include "ui/table/tabletab.h"
#include "ui/tree/objecttreepanel.h"
#include "ui/tree/objecttreeview.h"

#include <QClipboard>
#include <QCompleter>
#include <QAbstractItemView>
#include <QGuiApplication>
#include <QLabel>
#include <QMenu>
#include <QPointer>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace workbench;

namespace {

/// Collections as Pongo makes them, and a table with a column of its own.
QByteArray script()
{
    const auto collection = [](const char *name) {
        return QByteArray("CREATE TABLE ") + name
            + " (_id TEXT PRIMARY KEY, data JSON NOT NULL, metadata JSON NOT NULL DEFAULT '{}', _version INTEGER NOT NULL DEFAULT 1,"
              " _partition TEXT NOT NULL DEFAULT 'png_global', _archived INTEGER NOT NULL DEFAULT 0,"
              " _created TEXT NOT NULL DEFAULT (datetime('now')), _updated TEXT NOT NULL DEFAULT (datetime('now')));\n";
    };
    return collection("users") + collection("orders") + R"(
WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1000)
INSERT INTO users (_id, data) SELECT printf('user-%04d', n), json_object('_id', printf('user-%04d', n), '_version', '1', 'name',
    'Person ' || n, 'age', n % 80, 'city', CASE n % 3 WHEN 0 THEN 'Bergen' WHEN 1 THEN 'Oslo' ELSE 'Tromsø' END,
    'address', json_object('street', 'Street ' || n, 'zip', printf('%04d', n)),
    'tags', json_array('t' || (n % 5), 'x'), 'active', json(CASE n % 2 WHEN 0 THEN 'true' ELSE 'false' END), 'note', NULL) FROM c;
INSERT INTO orders (_id, data) SELECT printf('order-%04d', n), json_object('_id', printf('order-%04d', n), '_version', '1', 'userId',
    printf('user-%04d', n), 'total', 12.50 * n) FROM (SELECT value AS n FROM json_each('[1,2,3,4,5]'));
CREATE TABLE event (id INTEGER PRIMARY KEY, kind TEXT, payload JSON);
INSERT INTO event VALUES (1, 'a', '{"big": 1e400, "money": 10.00, "twice": 1, "twice": 2}'), (2, 'b', '[1, 2, 3]'), (3, 'c', NULL);
)";
}

} // namespace

class TestDocuments : public QObject {
    Q_OBJECT

    std::unique_ptr<WindowFixture> m_window;
    OpenConnection *m_shop = nullptr;

    [[nodiscard]] Workspace &workspace() const { return m_window->window->workspace(); }
    DocumentsTab *current() const { return qobject_cast<DocumentsTab *>(workspace().tabs().currentTab()); }
    DocumentsTab *open(const QString &name, const QString &column = {}, const QString &filter = {})
    {
        openDocuments(workspace(), m_shop->id(), { { {}, QStringLiteral("main"), name }, column, filter, {} });
        return current();
    }
    static QString state(const DocumentsTab *tab) { return tab->findChild<QLabel *>(QStringLiteral("documentsState"))->text(); }
    static QAction *nodeAction(DocumentsTab *tab, const DocumentPlace &place, const QString &text)
    {
        const auto node = tab->rows().tryNode(place);
        if (!node)
            return nullptr;
        auto *menu = tab->makeNodeMenu(*node, tab);
        const auto actions = menu->findChildren<QAction *>();
        const auto found = std::ranges::find(actions, text, &QAction::text);
        return found == actions.end() ? nullptr : *found;
    }
    static void type(QueryEdit &edit, const QString &text)
    {
        edit.setFocus();
        edit.selectAll();
        QTest::keyClick(&edit, Qt::Key_Delete);
        QTest::keyClicks(&edit, text);
        edit.completer().popup()->hide();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_window = std::make_unique<WindowFixture>();
        m_shop = m_window->openDatabase(QStringLiteral("shop.db"), script());
        QVERIFY(m_shop);
    }
    void cleanup()
    {
        for (auto *tab : workspace().tabs().tabs())
            tab->requestClose();
    }

    void cleanupTestCase() { m_window.reset(); }

    void aCollectionOpensFromTheTree()
    {
        auto &tree = m_window->window->tree();
        tree.reveal(m_shop->id(), { {}, QStringLiteral("main"), QStringLiteral("users") });
        QTest::keyClick(&tree.view(), Qt::Key_F4);
        auto *tab = current();
        QVERIFY(tab);
        QTRY_COMPARE(tab->rows().count(), 1000);
        QTRY_VERIFY2(state(tab).startsWith(QStringLiteral("1,000 documents in")), qPrintable(state(tab)));
        QVERIFY(tab->source()->isCollection);
        QCOMPARE(tab->title(), QStringLiteral("users"));
        QCOMPARE(tab->facts().rows, 1000);
        tab->tree().setExpanded({ 0, {} }, true);
        tab->tree().setExpanded({ 0, { 5 } }, true);
        m_window->picture(QStringLiteral("documents-tree"));
        // Once more leads to the same tab.
        tree.openUsual(m_shop->id(), *std::ranges::find(*m_shop->objects(), QStringLiteral("users"), [](const auto &object) { return object.path.name; }));
        QCOMPARE(workspace().tabs().count(), 1);
    }

    void aFilterFindsAndItsSqlIsShown()
    {
        auto *tab = open(QStringLiteral("users"));
        QTRY_COMPARE(tab->rows().count(), 1000);
        workspace().actions().action(QStringLiteral("documents.filter"))->trigger();
        QVERIFY(tab->bar().filter().hasFocus());
        type(tab->bar().filter(), QStringLiteral("{ age: { $gte: 70 }, city: 'Oslo' }"));
        QTest::keyClick(&tab->bar().filter(), Qt::Key_Return);
        QTRY_VERIFY(tab->rows().count() < 1000 && tab->rows().count() > 0);
        for (qint64 row = 0; row < tab->rows().count(); ++row)
            QVERIFY(tab->rows().tryBeginning(row, 500)->contains("Oslo"));
        type(tab->bar().sort(), QStringLiteral("{ age: -1, _id: 1 }"));
        QTest::keyClick(&tab->bar().sort(), Qt::Key_Return);
        QTRY_VERIFY(tab->queryText().sort == QStringLiteral("{ age: -1, _id: 1 }"));
        QTRY_VERIFY(tab->rows().tryBeginning(0, 500)->contains("\"age\":79"));
        workspace().actions().action(QStringLiteral("documents.sql"))->trigger();
        auto *pane = qobject_cast<SqlPane *>(tab->pane(QStringLiteral("sql")));
        QVERIFY(pane && pane->isVisible());
        QVERIFY2(pane->sql().toPlainText().contains(QStringLiteral("Oslo")), qPrintable(pane->sql().toPlainText()));
        m_window->picture(QStringLiteral("documents-sql"));
        QTest::mouseClick(pane->findChild<QToolButton *>(QStringLiteral("sqlOpen")), Qt::LeftButton);
        auto *query = qobject_cast<QueryTab *>(workspace().tabs().currentTab());
        QVERIFY(query);
        workspace().actions().action(QStringLiteral("query.run-current"))->trigger();
        QTRY_VERIFY(query->facts().rows && *query->facts().rows == tab->rows().count());
        QVERIFY(tab->bar().history().size() >= 2);
    }

    void aMistakeIsShownWhereItIs()
    {
        auto *tab = open(QStringLiteral("users"));
        QTRY_COMPARE(tab->rows().count(), 1000);
        type(tab->bar().filter(), QStringLiteral("{ age: { $greater: 70 } }"));
        QTest::keyClick(&tab->bar().filter(), Qt::Key_Return);
        auto *mistake = tab->bar().findChild<QLabel *>(QStringLiteral("queryMistake"));
        QVERIFY(mistake->isVisible());
        QVERIFY2(mistake->text().startsWith(QStringLiteral("Filter, character 10:")), qPrintable(mistake->text()));
        QCOMPARE(tab->bar().filter().extraSelections().size(), 1);
        QCOMPARE(tab->bar().filter().extraSelections().first().cursor.selectedText(), QStringLiteral("$greater"));
        m_window->picture(QStringLiteral("documents-mistake"));
        QCOMPARE(tab->rows().count(), 1000);
        QCOMPARE(tab->queryText().filter, QString());
        type(tab->bar().filter(), QStringLiteral("{ }"));
        QVERIFY(!mistake->isVisible());
    }

    void whatIsTypedIsCompleted()
    {
        auto *tab = open(QStringLiteral("users"));
        QTRY_COMPARE(tab->rows().count(), 1000);
        auto &edit = tab->bar().filter();
        edit.setFocus();
        QTest::keyClicks(&edit, QStringLiteral("{ addr"));
        QTRY_VERIFY(edit.completer().popup()->isVisible());
        m_window->picture(QStringLiteral("documents-completion"));
        m_window->picture(QStringLiteral("documents-completion-popup"), edit.completer().popup());
        QTest::keyClick(edit.completer().popup(), Qt::Key_Down);
        QTest::keyClick(edit.completer().popup(), Qt::Key_Return);
        QCOMPARE(edit.toPlainText(), QStringLiteral("{ \"address.street\": "));
    }

    void valuesFilterExcludeAndCopyTheirPaths()
    {
        auto *tab = open(QStringLiteral("users"));
        QTRY_COMPARE(tab->rows().count(), 1000);
        // "city" of the first document.
        const DocumentPlace city { 0, { 4 } };
        QCOMPARE(tab->rows().tryNode(city)->key, QByteArray("city"));
        nodeAction(tab, city, QStringLiteral("Filter by This Value"))->trigger();
        QTRY_COMPARE(tab->rows().count(), 334);
        nodeAction(tab, { 0, { 3 } }, QStringLiteral("Exclude This Value"))->trigger();
        QTRY_VERIFY(tab->rows().count() < 334);
        QVERIFY(tab->queryText().filter.contains(QStringLiteral("city")) && tab->queryText().filter.contains(QStringLiteral("age")));
        nodeAction(tab, { 0, { 6, 0 } }, QStringLiteral("SQL: column ->> '$.key[0]'"))->trigger();
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("data ->> '$.tags[0]'"));
        tab->setCurrent({ 0, { 5 } });
        tab->copyCurrent();
        QVERIFY(QGuiApplication::clipboard()->text().startsWith(QStringLiteral("{\"street\":\"Street")));
        const auto node = tab->rows().tryNode({ 0, { 5, 0 } });
        auto *menu = tab->makeNodeMenu(*node, tab);
        m_window->picture(QStringLiteral("documents-menu"), menu);
        delete menu;
    }

    void aRefreshKeepsWhatIsExpandedAndChosen()
    {
        auto *tab = open(QStringLiteral("users"));
        QTRY_COMPARE(tab->rows().count(), 1000);
        tab->setCurrent({ 700, { 5, 1 } });
        const auto top = tab->tree().scroll().top();
        QVERIFY(top > 0);
        workspace().actions().action(QStringLiteral("view.refresh"))->trigger();
        QSignalSpy found(tab, &DocumentsTab::found);
        QTRY_COMPARE(found.count(), 1);
        QTRY_COMPARE(tab->tree().current(), (DocumentPlace { 700, { 5, 1 } }));
        QVERIFY(tab->tree().isExpanded({ 700, { 5 } }));
        QCOMPARE(tab->tree().scroll().top(), top);
    }

    void aRefreshKeepsTheChosenDocumentNotItsRow()
    {
        auto *tab = open(QStringLiteral("orders"));
        QTRY_COMPARE(tab->rows().count(), 5);
        tab->setView(DocumentsTab::View::Table);
        auto &grid = tab->area().grid();
        grid.setCurrentCell({ 2, 2 });
        const auto field = tab->area().fields().fieldOf(2);
        tab->setView(DocumentsTab::View::List);
        auto &list = tab->area().list();
        list.setCurrentRow(2);
        tab->area().detail().setCurrent({ 2, { 2 } });
        // In another order the same documents stand elsewhere.
        const auto keyOf = [tab](qint64 row) { return tab->rows().tryKey(row)->text; };
        const auto store = dumbo::ResultStore::create(tab->rows().store()->columns(), std::make_shared<dumbo::MemoryBudget>());
        const auto source = tab->rows().source();
        QCOMPARE(keyOf(2), QByteArray("order-0003"));
        const auto batchOf = [](const QByteArray &id) {
            dumbo::BatchBuilder builder(3, {});
            const QByteArray text = "{\"_id\": \"" + id + "\", \"_version\": \"1\", \"userId\": \"u\", \"total\": 1}";
            builder.column(0).appendText({ id.constData(), std::size_t(id.size()) });
            builder.column(1).appendInt64(1);
            builder.column(2).appendText({ text.constData(), std::size_t(text.size()) });
            builder.endRow();
            return std::move(*builder.finish());
        };
        auto *menu = tab->makeNodeMenu(*tab->rows().tryNode({ 2, { 2 } }), tab);
        QPointer<QMenu> open(menu);
        QVERIFY(store->append(batchOf("order-0009")));
        tab->rows().setResult(store, source);
        // Not there yet: nothing is chosen, and an open menu is gone.
        QTRY_VERIFY(!open);
        QCOMPARE(list.currentRow(), -1);
        QVERIFY(list.selectedRows().empty());
        QVERIFY(!grid.currentCell().isValid());
        QVERIFY(store->append(batchOf("order-0003")));
        store->finish(dumbo::ResultStore::State::Complete, {});
        QTRY_COMPARE(list.currentRow(), 1);
        QCOMPARE(keyOf(list.currentRow()), QByteArray("order-0003"));
        QCOMPARE(tab->area().detail().current(), (DocumentPlace { 1, { 2 } }));
        QCOMPARE(grid.currentCell().row, 1);
        QCOMPARE(tab->area().fields().fieldOf(grid.currentCell().column), field);
    }

    void whatIsTypedKeepsItsCharacters()
    {
        QueryEdit edit(QueryField::Filter);
        const auto text = QStringLiteral("{\"a\": \"x\u00a0y\u2028z\"}");
        edit.setText(text);
        QCOMPARE(edit.text(), text);
    }

    void theViewsShareWhatIsChosen()
    {
        auto *tab = open(QStringLiteral("users"));
        QTRY_COMPARE(tab->rows().count(), 1000);
        tab->setCurrent({ 3, { 2 } });
        workspace().actions().action(QStringLiteral("documents.list"))->trigger();
        QCOMPARE(tab->area().list().currentRow(), 3);
        QCOMPARE(tab->currentNode()->key, QByteArray("name"));
        m_window->picture(QStringLiteral("documents-list"));
        workspace().actions().action(QStringLiteral("documents.table"))->trigger();
        QCOMPARE(tab->currentNode()->place, (DocumentPlace { 3, { 2 } }));
        QCOMPARE(tab->area().fields().column(tab->area().grid().currentCell().column).name, QStringLiteral("name"));
        m_window->picture(QStringLiteral("documents-table"));
        // A click on a header orders in the database.
        tab->area().grid().requestSort(2);
        QTRY_COMPARE(tab->queryText().sort, QStringLiteral("{\"age\": 1}"));
        QTRY_COMPARE(tab->area().fields().column(2).sort, Qt::AscendingOrder);
        workspace().actions().action(QStringLiteral("documents.tree"))->trigger();
        QCOMPARE(tab->view(), DocumentsTab::View::Tree);
    }

    void readingStopsAtTheLimitAndGoesOn()
    {
        m_window->settings.set(setting::resultRowLimit, 100);
        auto *tab = open(QStringLiteral("users"));
        QTRY_COMPARE(state(tab), QStringLiteral("100 documents so far"));
        QVERIFY(tab->canCancel());
        QTest::mouseClick(tab->findChild<QToolButton *>(QStringLiteral("fetchMoreDocuments")), Qt::LeftButton);
        QTRY_COMPARE(state(tab), QStringLiteral("200 documents so far"));
        m_window->picture(QStringLiteral("documents-paused"));
        // What writes does not wait for somebody to continue; reading goes on all the same.
        tab->releaseFind();
        QTRY_VERIFY2(state(tab).startsWith(QStringLiteral("First 200 documents")), qPrintable(state(tab)));
        QTest::mouseClick(tab->findChild<QToolButton *>(QStringLiteral("fetchAllDocuments")), Qt::LeftButton);
        QTRY_COMPARE(tab->rows().count(), 1000);
        m_window->settings.set(setting::resultRowLimit, 50000);
    }

    void aValueLeadsToTheDocumentWhoseIdItIs()
    {
        auto *orders = open(QStringLiteral("orders"));
        QTRY_COMPARE(orders->rows().count(), 5);
        QCOMPARE(orders->rows().tryNode({ 2, { 2 } })->text, QByteArray("\"user-0003\""));
        nodeAction(orders, { 2, { 2 } }, QStringLiteral("Go to the Document with This Id"))->trigger();
        QTRY_VERIFY(current() && current() != orders);
        QTRY_COMPARE(current()->rows().count(), 1);
        QCOMPARE(current()->table().name, QStringLiteral("users"));
        QCOMPARE(current()->rows().tryKey(0)->text, QByteArray("user-0003"));
        workspace().tabs().setCurrentTab(orders);
        nodeAction(orders, { 2, { 3 } }, QStringLiteral("Go to the Document with This Id"))->trigger();
        QTRY_COMPARE(orders->messages().count(), 1);
    }

    void aColumnOfATableOpensFromItsCell()
    {
        auto *table = m_window->openTable(m_shop, QStringLiteral("event"), QStringLiteral("data"));
        QTRY_VERIFY(table->data().result() && table->data().result()->result().store->rowCount() == 3);
        auto &grid = table->data().result()->grid();
        grid.setCurrentCell({ 1, 2 });
        QMenu menu;
        Q_EMIT table->data().result()->menuMade(&menu);
        QCOMPARE(menu.actions().size(), 1);
        menu.actions().first()->trigger();
        auto *tab = current();
        QVERIFY(tab);
        // The row without a document is none.
        QTRY_COMPARE(tab->rows().count(), 2);
        QTRY_COMPARE(tab->tree().current(), (DocumentPlace { 1, {} }));
        QCOMPARE(tab->title(), QStringLiteral("event · payload"));
        // Not a byte differs.
        QCOMPARE(tab->rows().tryOpen(0).document.text(), QByteArray(R"({"big": 1e400, "money": 10.00, "twice": 1, "twice": 2})"));
        tab->tree().expandAll({ 0, {} });
        m_window->picture(QStringLiteral("documents-column"));
    }

    void nothingFoundSaysWhatToDo()
    {
        auto *tab = open(QStringLiteral("users"), {}, QStringLiteral("{ age: 1000 }"));
        QTRY_COMPARE(state(tab).left(11), QStringLiteral("0 documents"));
        m_window->picture(QStringLiteral("documents-none"));
    }

    void theStateComesBack()
    {
        auto *tab = open(QStringLiteral("users"), {}, QStringLiteral("{ city: 'Bergen' }"));
        QTRY_COMPARE(tab->rows().count(), 333);
        tab->setView(DocumentsTab::View::List);
        tab->showPane(QStringLiteral("sql"));
        const auto saved = tab->saveState();
        tab->requestClose();
        auto *again = qobject_cast<DocumentsTab *>(workspace().openTab(DocumentsTab::documentsTabType(), m_shop->id(), saved));
        QTRY_COMPARE(again->rows().count(), 333);
        QCOMPARE(again->view(), DocumentsTab::View::List);
        QCOMPARE(again->shownPane(), QStringLiteral("sql"));
    }

    void itLooksGoodInTheDarkAndWhereThereIsLittleRoom()
    {
        auto *tab = open(QStringLiteral("users"), {}, QStringLiteral("{ city: { $in: ['Bergen', 'Oslo'] } }"));
        QTRY_COMPARE(tab->rows().count(), 667);
        tab->showPane(QStringLiteral("sql"));
        tab->tree().expandAll({ 0, {} });
        m_window->setDark(true);
        m_window->picture(QStringLiteral("documents-dark"));
        tab->setView(DocumentsTab::View::List);
        m_window->picture(QStringLiteral("documents-list-dark"));
        m_window->window->resize(800, 500);
        m_window->picture(QStringLiteral("documents-small-dark"));
        tab->setView(DocumentsTab::View::Tree);
        m_window->setDark(false);
        m_window->picture(QStringLiteral("documents-small"));
        QVERIFY(m_window->window->minimumSizeHint().width() <= 800);
        tab->showPane({});
        m_window->window->resize(1600, 1000);
        m_window->picture(QStringLiteral("documents-large"));
        m_window->window->resize(1280, 800);
    }

    void aTabWithoutItsTableSaysSo()
    {
        auto *tab = open(QStringLiteral("nowhere"));
        QTRY_COMPARE(tab->messages().count(), 1);
        QTRY_VERIFY(!tab->isBusy());
        m_window->picture(QStringLiteral("documents-error"));
    }
};

QTEST_MAIN(TestDocuments)
#include "tst_documents.moc"
