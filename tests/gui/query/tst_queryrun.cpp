#include "tests/fakedriver/fakedriver.h"
#include "tests/support/windowfixture.h"
#include "ui/grid/resultgrid.h"
#include "ui/query/queryservices.h"
#include "ui/query/querytab.h"
#include "ui/query/resultarea.h"
#include "ui/query/storesource.h"
#include "ui/query/scriptdocument.h"
#include "ui/shell/actionregistry.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/tabarea.h"
#include "ui/shell/workspace.h"

#include <KTextEditor/Document>
#include <KTextEditor/View>

#include <QClipboard>
#include <QGuiApplication>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace workbench;
using State = dumbo::ResultStore::State;

class TestQueryRun : public QObject {
    Q_OBJECT

    std::unique_ptr<WindowFixture> m_window;
    OpenConnection *m_shop = nullptr;

    QueryTab *query(const QString &text)
    {
        auto *tab = m_window->openQuery(m_shop, text);
        tab->editor().setCaret({ 0, 0 });
        tab->editor().setFocus();
        return tab;
    }

    static QString cell(const ResultPage *page, qint64 row, int column)
    {
        const auto shown = page->source().tryCell(row, column);
        return shown ? shown->text : QStringLiteral("(not there)");
    }

    static QString lastMessage(const QueryTab *tab, int column)
    {
        auto &model = tab->results().log().messages();
        return model.index(model.rowCount() - 1, column).data().toString();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_window = std::make_unique<WindowFixture>();
        m_shop = m_window->openDatabase(QStringLiteral("shop.db"), shopScript());
        QVERIFY(m_shop);
    }

    void cleanup()
    {
        m_window->settings.set(setting::resultRowLimit, 50000);
    }

    void ctrlEnterRunsTheStatementUnderTheCaret()
    {
        auto *tab = query(QStringLiteral("SELECT 1 AS one;\nSELECT name FROM person ORDER BY id;\n"));
        tab->editor().setCaret({ 1, 3 });
        QTest::keyClick(tab->editor().view()->focusProxy() ? tab->editor().view()->focusProxy() : tab->editor().view(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(tab->results().results().size(), 1);
        auto *page = tab->results().results().first();
        QTRY_COMPARE(page->result().store->state(), State::Complete);
        QTRY_COMPARE(page->source().rowCount(), 3);
        QCOMPARE(cell(page, 0, 0), QStringLiteral("Ada"));
        QCOMPARE(tab->results().currentResult(), page);
        QTRY_VERIFY(!tab->isRunning());
        QCOMPARE(tab->facts().rows, 3);
        QCOMPARE(tab->editor().text().count(u'\n'), 2);
    }

    void aScriptRunsStatementByStatement()
    {
        auto *tab = query(QStringLiteral("CREATE TABLE pet (id INTEGER PRIMARY KEY, name TEXT);\n"
                                         "INSERT INTO pet (name) VALUES ('Rex'), ('Mia');\n"
                                         "SELECT * FROM pet;\nSELECT count(*) FROM pet;"));
        tab->runScript();
        QTRY_COMPARE(tab->results().results().size(), 2);
        QTRY_VERIFY(!tab->isRunning());
        QCOMPARE(tab->results().log().messages().rowCount(), 4);
        QVERIFY(tab->results().log().messages().index(1, MessageModel::OutcomeColumn).data().toString().contains(u'2'));
        QCOMPARE(cell(tab->results().results().at(1), 0, 0), QStringLiteral("2"));
    }

    void theSelectionAloneIsRun()
    {
        auto *tab = query(QStringLiteral("SELECT 1, 2, 3"));
        tab->editor().view()->setSelection({ 0, 0, 0, 8 });
        tab->runCurrent();
        QTRY_COMPARE(tab->results().results().size(), 1);
        QCOMPARE(tab->results().results().first()->source().columnCount(), 1);
        QTRY_VERIFY(!tab->isRunning());
    }

    void anErrorIsMarkedWhereItIs()
    {
        auto *tab = query(QStringLiteral("SELECT 1;\n\nSELECT nme\nFROM person;"));
        tab->editor().setCaret({ 2, 0 });
        tab->runCurrent();
        QTRY_COMPARE(tab->editor().errorCount(), 1);
        QTRY_VERIFY(!tab->isRunning());
        QVERIFY(tab->editor().document().mark(2) & KTextEditor::Document::Error);
        QCOMPARE(tab->messages().count(), 1);
        QTRY_COMPARE(tab->results().log().messages().rowCount(), 1);
        QCOMPARE(tab->results().log().messages().message(0).line, 2);
        QCOMPARE(tab->results().log().messages().message(0).column, 7);
        // Going to the place from the log.
        tab->editor().setCaret({ 0, 0 });
        Q_EMIT tab->results().log().clicked(tab->results().log().messages().index(0, 1));
        QCOMPARE(tab->editor().caret(), KTextEditor::Cursor(2, 7));
        // The next edit takes the mark away.
        tab->editor().insertText(QStringLiteral("x"));
        QCOMPARE(tab->editor().errorCount(), 0);
    }

    void aScriptStopsAtItsFirstError()
    {
        auto *tab = query(QStringLiteral("SELECT 1;\nSELEC 2;\nSELECT 3;"));
        tab->runScript();
        QTRY_COMPARE(tab->editor().errorCount(), 1);
        QTRY_VERIFY(!tab->isRunning());
        QCOMPARE(tab->results().results().size(), 1);
        QCOMPARE(tab->results().log().messages().rowCount(), 2);
    }

    void theLimitPausesAndContinues()
    {
        m_window->settings.set(setting::resultRowLimit, 1000);
        auto *tab = query(QStringLiteral("SELECT * FROM number"));
        tab->runCurrent();
        QTRY_COMPARE(tab->results().results().size(), 1);
        auto *page = tab->results().results().first();
        QTRY_VERIFY(page->isPaused());
        QTRY_COMPARE(page->source().rowCount(), 1000);
        QVERIFY(page->stateText().contains(QStringLiteral("so far")));
        auto *more = page->findChild<QToolButton *>(QStringLiteral("fetchMore"));
        QTRY_VERIFY(more->isVisible());
        QTest::mouseClick(more, Qt::LeftButton);
        QTRY_COMPARE(page->source().rowCount(), 2000);
        QTRY_VERIFY(page->isPaused());
        QTest::mouseClick(page->findChild<QToolButton *>(QStringLiteral("fetchAll")), Qt::LeftButton);
        QTRY_COMPARE(page->source().rowCount(), 200000);
        QTRY_COMPARE(page->result().store->state(), State::Complete);
        QTRY_VERIFY(!tab->isRunning());
        QVERIFY(!more->isVisible());
    }

    void escEndsAResultThatWaitsAtItsLimit()
    {
        m_window->settings.set(setting::resultRowLimit, 1000);
        auto *tab = query(QStringLiteral("SELECT * FROM number"));
        tab->runCurrent();
        QTRY_VERIFY(tab->results().pausedResult());
        QTRY_VERIFY(!tab->isBusy());
        QVERIFY(tab->canCancel());
        const QPointer<ResultPage> page = tab->results().results().first();
        tab->cancel();
        QTRY_VERIFY(!tab->isRunning());
        QVERIFY(!tab->canCancel());
        QCOMPARE(page->source().rowCount(), 1000);
        QCOMPARE(page->result().store->state(), State::Partial);
    }

    void aPausedResultGivesWayToTheNextRun()
    {
        m_window->settings.set(setting::resultRowLimit, 100);
        auto *tab = query(QStringLiteral("SELECT * FROM number"));
        tab->runCurrent();
        QTRY_COMPARE(tab->results().results().size(), 1);
        QPointer<ResultPage> first = tab->results().results().first();
        QTRY_VERIFY(first->isPaused());
        first->setPinned(true);
        tab->runCurrent();
        QTRY_COMPARE(tab->results().results().size(), 2);
        QTRY_COMPARE(first->result().store->state(), State::Partial);
        QCOMPARE(first->result().store->rowCount(), 100);
        QTRY_VERIFY(tab->results().pausedResult());
        tab->cancel();
        QTRY_VERIFY(!tab->isRunning());
    }

    void escCancelsAndKeepsTheRows()
    {
        auto *tab = query(QStringLiteral("WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n FROM c"));
        m_window->settings.set(setting::resultRowLimit, 2000000000);
        tab->runCurrent();
        QTRY_COMPARE(tab->results().results().size(), 1);
        auto *page = tab->results().results().first();
        QTRY_VERIFY(page->source().rowCount() > 1000);
        QVERIFY(tab->isBusy());
        m_window->window->workspace().actions().action(QStringLiteral("query.cancel"))->trigger();
        QTRY_VERIFY(!tab->isRunning());
        QTRY_COMPARE(page->result().store->state(), State::Cancelled);
        QVERIFY(page->source().rowCount() > 1000);
        QVERIFY(page->stateText().contains(QStringLiteral("Cancelled")));
        QCOMPARE(tab->messages().count(), 0);
        QCOMPARE(lastMessage(tab, MessageModel::OutcomeColumn), QStringLiteral("Cancelled"));
    }

    void aPinnedResultIsNotReplaced()
    {
        auto *tab = query(QStringLiteral("SELECT 1"));
        tab->runCurrent();
        QTRY_COMPARE(tab->results().results().size(), 1);
        QTRY_VERIFY(!tab->isRunning());
        tab->pinResult();
        tab->runCurrent();
        QTRY_COMPARE(tab->results().results().size(), 2);
        QTRY_VERIFY(!tab->isRunning());
        tab->runCurrent();
        QTRY_VERIFY(!tab->isRunning());
        QCOMPARE(tab->results().results().size(), 2);
        QVERIFY(tab->results().results().first()->isPinned());
    }

    void rowsAreSortedByTheirRealTypes()
    {
        auto *tab = query(QStringLiteral("SELECT * FROM (VALUES (10), (9), (NULL), (100))"));
        tab->runCurrent();
        QTRY_COMPARE(tab->results().results().size(), 1);
        auto *page = tab->results().results().first();
        QTRY_COMPARE(page->result().store->state(), State::Complete);
        QTRY_COMPARE(page->source().rowCount(), 4);
        page->grid().requestSort(0);
        QTRY_VERIFY(!page->source().isSorting());
        QTRY_COMPARE(cell(page, 0, 0), QStringLiteral("9"));
        QCOMPARE(cell(page, 2, 0), QStringLiteral("100"));
        page->grid().requestSort(0);
        QTRY_COMPARE(cell(page, 0, 0), QStringLiteral("100"));
    }

    void cellsAreCopied()
    {
        auto *tab = query(QStringLiteral("SELECT id, name, born FROM person ORDER BY id"));
        tab->runCurrent();
        QTRY_COMPARE(tab->results().results().size(), 1);
        auto *page = tab->results().results().first();
        QTRY_COMPARE(page->source().rowCount(), 3);
        QTRY_VERIFY(!tab->isRunning());
        page->grid().selectAll();
        QSignalSpy copied(&page->grid(), &ResultGrid::copyFinished);
        page->grid().copy(CopyFormat::Csv, true);
        QTRY_COMPARE(copied.size(), 1);
        QCOMPARE(QGuiApplication::clipboard()->text().replace(QStringLiteral("\r\n"), QStringLiteral("\n")),
            QStringLiteral("id,name,born\n1,Ada,1815-12-10\n2,Grace,1906-12-09\n3,Edsger,"));
        page->grid().copy(CopyFormat::Insert);
        QTRY_COMPARE(copied.size(), 2);
        QVERIFY(QGuiApplication::clipboard()->text().contains(QStringLiteral("INSERT INTO")));
    }

    void emptyValuesAtTheEndAreCopied()
    {
        auto *tab = query(QStringLiteral("SELECT * FROM (VALUES ('a'), (NULL), (NULL))"));
        tab->runCurrent();
        QTRY_COMPARE(tab->results().results().size(), 1);
        auto *page = tab->results().results().first();
        QTRY_COMPARE(page->source().rowCount(), 3);
        QTRY_VERIFY(!tab->isRunning());
        page->grid().selectAll();
        QSignalSpy copied(&page->grid(), &ResultGrid::copyFinished);
        page->grid().copy(CopyFormat::Csv, false);
        QTRY_COMPARE(copied.size(), 1);
        QCOMPARE(QGuiApplication::clipboard()->text().count(u'\n'), 2);
    }

    void aResultIsExportedWhole()
    {
        m_window->settings.set(setting::resultRowLimit, 500);
        auto *tab = query(QStringLiteral("SELECT n, text FROM number"));
        tab->runCurrent();
        QTRY_COMPARE(tab->results().results().size(), 1);
        auto *page = tab->results().results().first();
        QTRY_VERIFY(page->isPaused());
        const auto some = m_window->path(QStringLiteral("some.csv"));
        page->exportTo(some, dumbo::ResultFormat::Csv, false);
        QTRY_VERIFY(!page->isExporting());
        QFile first(some);
        QVERIFY(first.open(QIODevice::ReadOnly));
        QCOMPARE(first.readAll().count('\n'), 501);
        QVERIFY(page->isPaused());

        const auto all = m_window->path(QStringLiteral("all.ndjson"));
        page->exportTo(all, dumbo::ResultFormat::Ndjson, true);
        QTRY_VERIFY_WITH_TIMEOUT(!page->isExporting(), 30000);
        QFile second(all);
        QVERIFY(second.open(QIODevice::ReadOnly));
        QCOMPARE(second.readAll().count('\n'), 200000);
        QTRY_VERIFY(!tab->isRunning());
    }

    void aFailedExportLeavesNothing()
    {
        auto *tab = query(QStringLiteral("SELECT 1"));
        tab->runCurrent();
        QTRY_COMPARE(tab->results().results().size(), 1);
        auto *page = tab->results().results().first();
        QTRY_VERIFY(!tab->isRunning());
        page->exportTo(QStringLiteral("/nowhere/x.csv"), dumbo::ResultFormat::Csv, true);
        QTRY_VERIFY(!page->isExporting());
        QCOMPARE(page->messages().count(), 1);
        page->exportTo(QStringLiteral("/dev/full"), dumbo::ResultFormat::Csv, true);
        QTRY_VERIFY(!page->isExporting());
        QCOMPARE(page->messages().count(), 1);
    }

    void anOpenTransactionIsShownAndAskedAbout()
    {
        auto *tab = query(QStringLiteral("INSERT INTO person (name) VALUES ('Barbara')"));
        QVERIFY(tab->canBegin());
        tab->beginTransaction();
        QTRY_VERIFY(tab->canCommit());
        QVERIFY(!tab->facts().transaction.isEmpty());
        tab->runCurrent();
        QTRY_VERIFY(!tab->isRunning());
        QSignalSpy closed(tab, &WorkspaceTab::closeAccepted);
        tab->requestClose();
        QCOMPARE(closed.size(), 0);
        QCOMPARE(tab->messages().count(), 1);
        // Nor does the window close over it.
        QVERIFY(!m_window->window->close());
        QVERIFY(m_window->window->isVisible());
        QVERIFY(m_window->window->workspace().messages().count() > 0);
        m_window->window->workspace().messages().clear();
        tab->rollBackTransaction();
        QTRY_VERIFY(!tab->canRollBack());
        QVERIFY(tab->facts().transaction.isEmpty());
    }

    void aTransactionWhoseConnectionIsClosedDoesNotHoldTheTab()
    {
        auto *connection = m_window->openDatabase(QStringLiteral("closed.db"), "CREATE TABLE t (a)");
        QVERIFY(connection);
        auto *tab = m_window->openQuery(connection, QStringLiteral("INSERT INTO t VALUES (1)"));
        tab->beginTransaction();
        QTRY_VERIFY(tab->canCommit());
        // Asked for, the person is asked back.
        auto &workspace = m_window->window->workspace();
        workspace.closeConnection(connection->id());
        QVERIFY(workspace.connections().find(connection->id()));
        QVERIFY(workspace.messages().count() > 0);
        workspace.messages().clear();
        workspace.connections().remove(connection->id());
        QTRY_VERIFY(!tab->canRollBack());
        QVERIFY(tab->facts().transaction.isEmpty());
        QTRY_COMPARE(tab->results().log().messages().rowCount(), 2);
        QSignalSpy closed(tab, &WorkspaceTab::closeAccepted);
        tab->requestClose();
        QCOMPARE(closed.size(), 1);
    }

    void aRollBackOfATransactionThatIsOverLetsTheTabClose()
    {
        auto *tab = query(QStringLiteral("ROLLBACK"));
        tab->beginTransaction();
        QTRY_VERIFY(tab->canCommit());
        QSignalSpy closed(tab, &WorkspaceTab::closeAccepted);
        tab->requestClose();
        QCOMPARE(tab->messages().count(), 1);
        tab->runCurrent();
        QTRY_VERIFY(!tab->isRunning());
        QVERIFY(!tab->canRollBack());
        tab->requestClose();
        QCOMPARE(closed.size(), 1);
    }

    void aScriptOfManyResultsShowsTheFirst()
    {
        auto *tab = query(QStringLiteral("SELECT 1;\n").repeated(130) + QStringLiteral("SELEC 2;"));
        tab->runScript();
        QTRY_VERIFY(!tab->isRunning());
        QCOMPARE(tab->results().results().size(), 100);
        // Each statement has its message, and one tells of the results that are not shown.
        QTRY_COMPARE(tab->results().log().messages().rowCount(), 132);
        QCOMPARE(tab->results().log().messages().message(131).line, 130);
        QCOMPARE(tab->results().log().messages().message(131).column, 0);
        QCOMPARE(tab->editor().errorCount(), 1);
    }

    void anExportThatWaitsForACancelledStatementLeavesNoFile()
    {
        auto *tab = query(QStringLiteral("WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n FROM c"));
        m_window->settings.set(setting::resultRowLimit, 1000);
        tab->runCurrent();
        QTRY_COMPARE(tab->results().results().size(), 1);
        auto *page = tab->results().results().first();
        QTRY_VERIFY(page->isPaused());
        const auto file = m_window->path(QStringLiteral("cut.csv"));
        page->exportTo(file, dumbo::ResultFormat::Csv, true);
        QTRY_VERIFY(page->source().rowCount() > 5000);
        tab->cancel();
        QTRY_VERIFY(!page->isExporting());
        QVERIFY(!QFile::exists(file));
        // What did come can be exported afterwards.
        QTRY_VERIFY(!tab->isRunning());
        page->exportTo(file, dumbo::ResultFormat::Csv, true);
        QTRY_VERIFY_WITH_TIMEOUT(!page->isExporting(), 30000);
        QVERIFY(QFile::exists(file));
    }

    void aSavedScriptClosesItsTabOnlyWhenThatWasTheLastWish()
    {
        auto *tab = query(QStringLiteral("SELECT 1"));
        QVERIFY(QDir().mkpath(m_window->path(QStringLiteral("sub"))));
        tab->script().saveAs(m_window->path(QStringLiteral("sub/kept.sql")));
        QTRY_VERIFY(!tab->script().path().isEmpty());
        tab->editor().insertText(QStringLiteral("--"));
        QVERIFY(tab->script().isModified());
        QSignalSpy closed(tab, &WorkspaceTab::closeAccepted);
        tab->requestClose();
        const auto actions = tab->messages().findChildren<QAction *>();
        const auto save = std::ranges::find(actions, QStringLiteral("Save and Close"), &QAction::text);
        QVERIFY(save != actions.end());
        QFile::remove(m_window->path(QStringLiteral("sub/kept.sql")));
        QDir().rmdir(m_window->path(QStringLiteral("sub")));
        (*save)->trigger();
        QTRY_VERIFY(tab->messages().count() > 0);
        QVERIFY(tab->script().isModified());
        QCOMPARE(closed.size(), 0);
        // What was wished for before the failure is no wish any more.
        QVERIFY(QDir().mkpath(m_window->path(QStringLiteral("sub"))));
        tab->editor().insertText(QStringLiteral("-"));
        tab->save();
        QTRY_VERIFY(!tab->script().isModified());
        QCOMPARE(closed.size(), 0);
    }

    void aTabWithoutADatabaseSaysSo()
    {
        auto *tab = m_window->openQuery(nullptr, QStringLiteral("SELECT 1"));
        tab->runCurrent();
        QCOMPARE(tab->messages().count(), 1);
        QVERIFY(!tab->isRunning());
    }

    void afterALostConnectionTheNextRunConnectsAgain()
    {
        auto script = std::make_shared<dumbo::fake::FakeScript>();
        script->on("SELECT * FROM t", dumbo::fake::FakeResult::numbered(10));
        QVERIFY(dumbo::fake::addFakeDriver(m_window->registry, script));
        auto *connection = m_window->openText(QStringLiteral("fake:lost"));
        QVERIFY(connection);
        auto *tab = m_window->openQuery(connection, QStringLiteral("SELECT * FROM t"));
        tab->runCurrent();
        QTRY_VERIFY(!tab->isRunning());
        QCOMPARE(tab->results().results().size(), 1);
        script->breakConnections();
        tab->runCurrent();
        QTRY_VERIFY(!tab->isRunning());
        if (tab->messages().count() > 0) {
            tab->runCurrent();
            QTRY_VERIFY(!tab->isRunning());
        }
        QTRY_COMPARE(tab->messages().count(), 0);
        QCOMPARE(tab->results().results().first()->source().rowCount(), 10);
    }

    void aStatementThatHangsIsCancelledAndKeepsItsRows()
    {
        auto script = std::make_shared<dumbo::fake::FakeScript>();
        dumbo::fake::FakeResponse response;
        response.results.push_back(dumbo::fake::FakeResult::numbered(1000));
        response.blocksAtRow = 600;
        script->on("SELECT slow", response);
        auto registry = std::make_unique<dumbo::DriverRegistry>();
        QVERIFY(dumbo::fake::addFakeDriver(*registry, script));
        OpenConnection connection(*registry, { .connector = dumbo::fake::fakeConnector(), .options = {}, .secrets = {}, .readOnly = false, .tunnel = {}, .startupSql = {} },
            QStringLiteral("x"));
        connection.reconnect();
        QTRY_COMPARE(connection.state(), OpenConnection::State::Connected);
        auto session = connection.makeSession(this, {});
        RunRequest request;
        request.text = "SELECT slow";
        request.budget = m_window->services->budget();
        ScriptRun run(session, request);
        QSignalSpy results(&run, &ScriptRun::resultStarted);
        QSignalSpy finished(&run, &ScriptRun::finished);
        QTRY_COMPARE(results.size(), 1);
        QVERIFY(script->waitUntilBlocked());
        run.cancel();
        QTRY_COMPARE(finished.size(), 1);
        const auto result = results.first().first().value<RunResult>();
        QCOMPARE(result.store->state(), State::Cancelled);
        QVERIFY(result.store->rowCount() > 0);
        QVERIFY(finished.first().first().value<RunSummary>().cancelled);
    }
};

QTEST_MAIN(TestQueryRun)
#include "tst_queryrun.moc"
