#include "tests/support/windowfixture.h"
#include "ui/grid/resultgrid.h"
#include "ui/history/historymodel.h"
#include "ui/history/historystore.h"
#include "ui/history/historytab.h"
#include "ui/journal/journal.h"
#include "ui/query/querypart.h"
#include "ui/query/queryservices.h"
#include "ui/query/querytab.h"
#include "ui/query/resultarea.h"
#include "ui/query/scriptdocument.h"
#include "ui/query/sqlview.h"
#include "ui/query/storesource.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/tabarea.h"
#include "ui/shell/workspace.h"
#include "ui/table/datapage.h"
#include "ui/table/structuremodel.h"
#include "ui/table/structurepage.h"
#include "ui/table/tabletab.h"

#include <KTextEditor/View>

#include <QLineEdit>
#include <QTabWidget>
#include <QSignalSpy>
#include <QTest>

using namespace workbench;

/// Tabs as a person uses them: tables, history, completion, files, what the journal brings back; and their pictures.
class TestTabs : public QObject {
    Q_OBJECT

    std::unique_ptr<WindowFixture> m_window;
    OpenConnection *m_shop = nullptr;

    void inBothColours(const QString &name)
    {
        m_window->setDark(false);
        m_window->picture(name + QStringLiteral("-light"));
        m_window->setDark(true);
        m_window->picture(name + QStringLiteral("-dark"));
        m_window->setDark(false);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_window = std::make_unique<WindowFixture>();
        m_shop = m_window->openDatabase(QStringLiteral("shop.db"), shopScript());
        QVERIFY(m_shop);
    }

    void aTableShowsItsFirstRowsAndGoesToItsLast()
    {
        m_window->settings.set(setting::resultRowLimit, 1000);
        auto *tab = m_window->openTable(m_shop, QStringLiteral("number"));
        QTRY_VERIFY(tab->data().result());
        QTRY_COMPARE(tab->data().result()->source().rowCount(), 1000);
        QTRY_VERIFY(tab->data().result()->isPaused());
        inBothColours(QStringLiteral("table-data"));
        tab->goToLastRow();
        QTRY_COMPARE(tab->data().result()->grid().currentCell().row, 199999);
        QTRY_VERIFY(!tab->isBusy());
        m_window->settings.set(setting::resultRowLimit, 50000);
    }

    void rowsAreFilteredAndOrderedByTheServer()
    {
        auto *tab = m_window->openTable(m_shop, QStringLiteral("person"));
        QTRY_VERIFY(tab->data().result() && !tab->isBusy());
        tab->data().setFilter(QStringLiteral("id < 3 -- two"), QStringLiteral("name DESC"));
        tab->data().load();
        QTRY_VERIFY(!tab->isBusy());
        QTRY_COMPARE(tab->data().result()->source().rowCount(), 2);
        QCOMPARE(tab->data().result()->source().tryCell(0, 1)->text, QStringLiteral("Grace"));
    }

    void aRefreshKeepsTheSelection()
    {
        auto *tab = m_window->openTable(m_shop, QStringLiteral("person"));
        QTRY_VERIFY(tab->data().result() && !tab->isBusy());
        QTRY_COMPARE(tab->data().result()->source().rowCount(), 3);
        tab->data().result()->grid().setCurrentCell({ 2, 1 });
        const auto *before = tab->data().result();
        tab->refresh();
        QTRY_VERIFY(tab->data().result() != before && !tab->isBusy());
        QTRY_COMPARE(tab->data().result()->grid().currentCell(), (GridPosition { 2, 1 }));
    }

    void structureAndDdlAreShown()
    {
        auto *tab = m_window->openTable(m_shop, QStringLiteral("order"), QStringLiteral("structure"));
        QTRY_VERIFY(tab->structure().structure().rowCount() >= 3);
        inBothColours(QStringLiteral("table-structure"));
        tab->pages().setCurrentIndex(2);
        QTRY_VERIFY(tab->ddl().toPlainText().contains(QStringLiteral("CREATE TABLE")));
        inBothColours(QStringLiteral("table-ddl"));
    }

    void whatWasRunIsFoundInTheHistory()
    {
        auto *query = m_window->openQuery(m_shop, QStringLiteral("SELECT 'needle' AS straw"));
        query->runCurrent();
        QTRY_VERIFY(!query->isRunning());
        auto *tab = qobject_cast<HistoryTab *>(m_window->window->workspace().openTab(HistoryTab::historyTabType(), {}));
        QTRY_VERIFY(tab->model().rowCount() >= 1);
        inBothColours(QStringLiteral("history"));
        auto *search = tab->findChild<QLineEdit *>(QStringLiteral("historySearch"));
        search->setText(QStringLiteral("NEEDLE shop"));
        QTRY_COMPARE(tab->model().rowCount(), 1);
        QCOMPARE(tab->model().item(0).entry.connection, m_shop->name());
        search->setText(QStringLiteral("nothing like this"));
        QTRY_COMPARE(tab->model().rowCount(), 0);
    }

    void completionKnowsTheTablesColumns()
    {
        auto *tab = m_window->openQuery(m_shop, QStringLiteral("SELECT  FROM person p JOIN \"order\" o ON o.id = p.id"));
        tab->editor().setCaret({ 0, 7 });
        tab->editor().setFocus();
        tab->editor().complete();
        const auto has = [tab](const QString &name) {
            return std::ranges::any_of(tab->editor().completion().items(), [&](const auto &item) { return item.name == name; });
        };
        QTRY_VERIFY(has(QStringLiteral("person_id")));
        QVERIFY(has(QStringLiteral("born")));
        QCOMPARE(tab->editor().completion().items().front().kind, dumbo::CompletionItem::Kind::Column);
        QTest::qWait(0);
        inBothColours(QStringLiteral("completion"));
        tab->editor().view()->abortCompletion();
        tab->editor().load(QStringLiteral("SELECT * FROM "));
        tab->editor().setCaret({ 0, 14 });
        tab->editor().complete();
        QTRY_VERIFY(has(QStringLiteral("order")));
        const auto order = std::ranges::find(tab->editor().completion().items(), QStringLiteral("order"), &dumbo::CompletionItem::name);
        QCOMPARE(order->insert, QStringLiteral("\"order\""));
        tab->editor().view()->abortCompletion();
    }

    void theStatementUnderTheCaretIsMarked()
    {
        auto *tab = m_window->openQuery(m_shop, QStringLiteral("SELECT 1;\n\nSELECT 2,\n  3;\n"));
        tab->editor().setCaret({ 3, 1 });
        QTRY_COMPARE(tab->editor().markedStatement(), KTextEditor::Range(2, 0, 3, 3));
        inBothColours(QStringLiteral("statement"));
    }

    void aScriptIsSavedAndReadAgain()
    {
        auto *tab = m_window->openQuery(m_shop, QStringLiteral("SELECT 'saved'"));
        const auto path = m_window->path(QStringLiteral("x.sql"));
        tab->script().saveAs(path);
        QTRY_COMPARE(tab->script().path(), path);
        QVERIFY(!tab->isModified());
        tab->editor().insertText(QStringLiteral("-- "));
        QVERIFY(tab->isModified());
        tab->save();
        QTRY_VERIFY(!tab->isModified());
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("-- SELECT 'saved'"));
    }

    void theLastOfManySavesIsInTheFile()
    {
        auto *tab = m_window->openQuery(m_shop, QStringLiteral("SELECT 1; -- a line\n").repeated(5000));
        const auto path = m_window->path(QStringLiteral("often.sql"));
        tab->script().saveAs(path);
        QTRY_COMPARE(tab->script().path(), path);
        QSignalSpy saved(&tab->script(), &ScriptDocument::saved);
        for (int i = 0; i < 20; ++i) {
            tab->editor().insertText(QString::number(i));
            tab->save();
        }
        QTRY_VERIFY(!tab->isModified());
        QVERIFY(saved.size() < 20);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), tab->editor().text().toUtf8());
    }

    void aTextWhoseTabWasForgottenComesBack()
    {
        auto &journal = m_window->services->journal();
        journal.replace(QStringLiteral("lost-id"), [] {
            return journalrecord::facts({}) + journalrecord::snapshot(QStringLiteral("SELECT 'not lost'"));
        });
        journal.waitUntilWritten();
        recoverForgottenTexts(*m_window->services, m_window->window->workspace());
        auto *tab = qobject_cast<QueryTab *>(m_window->window->workspace().tabs().currentTab());
        QVERIFY(tab);
        QCOMPARE(tab->tabId(), QStringLiteral("lost-id"));
        QCOMPARE(tab->editor().text(), QStringLiteral("SELECT 'not lost'"));
    }

    void picturesOfRunsAndErrors()
    {
        auto *tab = m_window->openQuery(m_shop, QStringLiteral("SELECT p.id, p.name, p.born, o.total\nFROM person p LEFT JOIN \"order\" o ON o.person_id = p.id;\n\nSELECT nme FROM person;\n"));
        tab->runCurrent();
        QTRY_VERIFY(!tab->isRunning());
        QTRY_COMPARE(tab->results().results().size(), 1);
        inBothColours(QStringLiteral("rows"));
        tab->editor().setCaret({ 3, 2 });
        tab->runCurrent();
        QTRY_COMPARE(tab->editor().errorCount(), 1);
        QTRY_VERIFY(!tab->isRunning());
        inBothColours(QStringLiteral("error"));
        tab->results().showLog();
        inBothColours(QStringLiteral("messages"));
        m_window->window->resize(760, 480);
        m_window->picture(QStringLiteral("small"));
        m_window->window->resize(1280, 800);
        QVERIFY(tab->results().log().messages().rowCount() >= 2);
    }
};

QTEST_MAIN(TestTabs)
#include "tst_tabs.moc"
