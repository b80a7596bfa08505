#include "core/connection/session.h"
#include "tests/support/servers/needserver.h"
#include "tests/support/servers/postgresserver.h"
#include "tests/support/windowfixture.h"
#include "ui/explain/explainpage.h"
#include "ui/explain/planmodel.h"
#include "ui/monitor/blockingtree.h"
#include "ui/monitor/lockmodel.h"
#include "ui/monitor/monitorpart.h"
#include "ui/monitor/monitortab.h"
#include "ui/monitor/sessionmodel.h"
#include "ui/query/querytab.h"
#include "ui/query/resultarea.h"
#include "ui/query/sqlview.h"
#include "ui/shell/actionregistry.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/tabarea.h"
#include "ui/shell/workspace.h"

#include <KMessageWidget>
#include <KTextEditor/View>

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace workbench;
using dumbo::test::PostgresServer;

namespace {

dumbo::MonitoredSession sessionOf(qint64 pid, const QString &user, dumbo::MonitoredSession::State state)
{
    dumbo::MonitoredSession session;
    session.pid = pid;
    session.user = user;
    session.state = state;
    return session;
}

} // namespace

class TestMonitor : public QObject {
    Q_OBJECT

    std::unique_ptr<WindowFixture> m_window;
    PostgresServer *m_server = nullptr;
    QString m_database;
    OpenConnection *m_shop = nullptr;

    [[nodiscard]] std::shared_ptr<dumbo::Session> session() const { return m_shop->makeSession(m_window->window.get(), {}); }
    static bool run(dumbo::Session &session, const QByteArray &sql)
    {
        auto reply = session.submit([sql](dumbo::Executor &executor) { return executor.command(sql); });
        return reply.waitFor(std::chrono::seconds(30)) && reply.result();
    }
    static qint64 pidOf(dumbo::Session &session)
    {
        auto reply = session.submit([](dumbo::Executor &executor) { return dumbo::single(executor.query("SELECT pg_backend_pid()::text")); });
        return reply.waitFor(std::chrono::seconds(30)) && reply.result() ? reply.result()->text(0).toLongLong() : -1;
    }
    MonitorTab *monitor()
    {
        openMonitor(m_window->window->workspace(), m_shop->id());
        return qobject_cast<MonitorTab *>(m_window->window->workspace().tabs().currentTab());
    }
    static void select(const MonitorTab *tab, qint64 pid)
    {
        auto *view = &tab->sessionView();
        for (int row = 0; row < view->model()->rowCount(); ++row) {
            const auto index = view->model()->index(row, 0);
            if (index.data().toString() == QString::number(pid))
                view->setCurrentIndex(index);
        }
    }
    static QAction *button(const MonitorTab *tab, const QString &message, const QString &text)
    {
        const auto *widget = tab->messages().findChild<KMessageWidget *>(message);
        if (!widget)
            return nullptr;
        const auto actions = widget->actions();
        const auto found = std::ranges::find(actions, text, &QAction::text);
        return found == actions.end() ? nullptr : *found;
    }

private Q_SLOTS:
    void initTestCase()
    {
        const auto server = PostgresServer::shared();
        DUMBO_NEED_SERVER(server);
        m_server = *server;
        m_database = m_server->createDatabase();
        const auto made = m_server->run(QStringLiteral("CREATE TABLE room (id int PRIMARY KEY, name text, beds int);"
                                                       "CREATE TABLE booking (id bigserial PRIMARY KEY, room int REFERENCES room, day date, guest text);"
                                                       "INSERT INTO room SELECT i, 'room ' || i, i % 4 FROM generate_series(1, 200) i;"
                                                       "INSERT INTO booking (room, day, guest) SELECT 1 + i % 200, date '2026-01-01' + i % 365, 'guest ' || i FROM generate_series(1, 50000) i;"
                                                       "ANALYZE"),
            m_database);
        QVERIFY2(made, qPrintable(made ? QString() : made.error().toText()));
        m_window = std::make_unique<WindowFixture>();
        m_shop = m_window->openText(m_server->url(m_database));
        QVERIFY(m_shop);
    }

    void aNewSnapshotKeepsTheRowsThatStay()
    {
        using enum dumbo::MonitoredSession::State;
        SessionModel model;
        const QAbstractItemModelTester tester(&model);
        model.setSessions({ sessionOf(3, QStringLiteral("c"), Idle), sessionOf(5, QStringLiteral("e"), Active), sessionOf(9, QStringLiteral("i"), Idle) }, { 5 });
        const QPersistentModelIndex kept(model.index(1, SessionModel::UserColumn));
        model.setSessions({ sessionOf(1, QStringLiteral("a"), Idle), sessionOf(5, QStringLiteral("e2"), Active), sessionOf(7, QStringLiteral("g"), Idle) }, { 5 });
        QVERIFY(kept.isValid());
        QCOMPARE(kept.data().toString(), QStringLiteral("e2"));
        QCOMPARE(model.rowCount(), 3);
        QVERIFY(kept.data(SessionModel::OwnRole).toBool());
        model.setSessions({}, {});
        QCOMPARE(model.rowCount(), 0);
    }

    void aCircleOfWaitersEnds()
    {
        using enum dumbo::MonitoredSession::State;
        BlockingTree tree;
        auto first = sessionOf(1, QStringLiteral("a"), Active);
        auto second = sessionOf(2, QStringLiteral("b"), Active);
        first.blockedBy = { 2 };
        second.blockedBy = { 1, 0 };
        tree.setSessions({ first, second });
        QCOMPARE(tree.blockedCount(), 2);
        QVERIFY(tree.topLevelItemCount() >= 1);
    }

    void theTabShowsSessionsAndWhoTheyAre()
    {
        const auto other = session();
        QVERIFY(run(*other, "BEGIN"));
        QVERIFY(run(*other, "SELECT 'waiting for nothing'"));
        const auto pid = pidOf(*other);
        auto *tab = monitor();
        QVERIFY(tab);
        QTRY_VERIFY(tab->sessions().find(pid));
        QCOMPARE(sessionStateText(*tab->sessions().find(pid)), QStringLiteral("Idle in transaction"));
        QVERIFY(tab->sessions().isOwn(*tab->sessions().find(pid)));
        select(tab, pid);
        QTRY_VERIFY(tab->findChild<SqlView *>(QStringLiteral("monitorText"))->toPlainText().contains(QStringLiteral("pg_backend_pid")));
        // Once more opens no second tab.
        QCOMPARE(monitor(), tab);
        // Beside the tree there is room for it in a window of 900 pixels.
        QVERIFY2(tab->minimumSizeHint().width() <= 700, qPrintable(QString::number(tab->minimumSizeHint().width())));
    }

    void theFilterAndTheServersOwnProcesses()
    {
        auto *tab = monitor();
        QTRY_VERIFY(tab->sessions().rowCount() > 0);
        auto *view = &tab->sessionView();
        const int before = view->model()->rowCount();
        QTest::mouseClick(tab->findChild<QToolButton *>(QStringLiteral("monitorBackground")), Qt::LeftButton);
        QVERIFY(view->model()->rowCount() > before);
        QTest::keyClicks(tab->findChild<QLineEdit *>(QStringLiteral("monitorFilter")), QStringLiteral("checkpointer"));
        QTRY_COMPARE(view->model()->rowCount(), 1);
        tab->findChild<QLineEdit *>(QStringLiteral("monitorFilter"))->clear();
        QTest::mouseClick(tab->findChild<QToolButton *>(QStringLiteral("monitorBackground")), Qt::LeftButton);
        QTRY_VERIFY(view->model()->rowCount() >= 1);
    }

    void whoBlocksWhomIsATree()
    {
        const auto holder = session();
        const auto waiter = session();
        const auto holderPid = pidOf(*holder);
        const auto waiterPid = pidOf(*waiter);
        QVERIFY(run(*holder, "BEGIN"));
        QVERIFY(run(*holder, "LOCK TABLE room"));
        auto reply = waiter->submit([](dumbo::Executor &executor) { return executor.command("UPDATE room SET beds = 5 WHERE id = 7"); });
        auto *tab = monitor();
        QTRY_COMPARE_WITH_TIMEOUT(tab->blocking().blockedCount(), 1, 20000);
        m_window->picture(QStringLiteral("monitor-sessions-light"));
        auto *pages = tab->findChild<QTabWidget *>(QStringLiteral("monitorPages"));
        pages->setCurrentIndex(1);
        auto *top = tab->blocking().topLevelItem(0);
        QVERIFY(top->text(0).startsWith(QString::number(holderPid)));
        QCOMPARE(top->childCount(), 1);
        QVERIFY(top->child(0)->text(0).startsWith(QString::number(waiterPid)));
        QVERIFY(top->child(0)->text(4).startsWith(QStringLiteral("UPDATE room")));
        tab->blocking().setCurrentItem(top->child(0));
        QCOMPARE(tab->currentPid(), waiterPid);
        m_window->picture(QStringLiteral("monitor-blocking-light"));
        pages->setCurrentIndex(2);
        QVERIFY(tab->locks().waitingCount() >= 1);
        m_window->picture(QStringLiteral("monitor-locks-light"));
        m_window->setDark(true);
        pages->setCurrentIndex(0);
        m_window->picture(QStringLiteral("monitor-sessions-dark"));
        m_window->setDark(false);
        QVERIFY(run(*holder, "COMMIT"));
        QVERIFY(reply.waitFor(std::chrono::seconds(30)));
        QTRY_COMPARE_WITH_TIMEOUT(tab->blocking().blockedCount(), 0, 20000);
    }

    void cancellingAsksFirstAndThenDoes()
    {
        const auto other = session();
        const auto pid = pidOf(*other);
        auto reply = other->submit([](dumbo::Executor &executor) { return executor.command("SELECT pg_sleep(60)"); });
        auto *tab = monitor();
        QTRY_VERIFY(tab->sessions().find(pid) && tab->sessions().find(pid)->waitEvent == u"PgSleep");
        select(tab, pid);
        QCOMPARE(tab->currentPid(), pid);
        m_window->window->workspace().actions().action(QStringLiteral("monitor.cancel-statement"))->trigger();
        auto *confirm = button(tab, QStringLiteral("monitorAsk"), QStringLiteral("Cancel Statement"));
        QVERIFY(confirm);
        QVERIFY(!reply.isFinished());
        m_window->picture(QStringLiteral("monitor-ask-light"));
        confirm->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(reply.isFinished(), 20000);
        QCOMPARE(reply.result().error().sqlState(), QStringLiteral("57014"));
        QTRY_VERIFY(tab->messages().findChild<KMessageWidget *>(QStringLiteral("monitorDone")));
        QCOMPARE(pidOf(*other), pid);
    }

    void terminatingEndsTheSession()
    {
        const auto other = session();
        const auto pid = pidOf(*other);
        auto *tab = monitor();
        tab->refresh();
        QTRY_VERIFY(tab->sessions().find(pid));
        select(tab, pid);
        tab->terminateSession();
        auto *confirm = button(tab, QStringLiteral("monitorAsk"), QStringLiteral("Terminate Session"));
        QVERIFY(confirm);
        confirm->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!tab->sessions().find(pid), 20000);
    }

    void pausedReadsNothingUntilAsked()
    {
        auto *tab = monitor();
        QTRY_VERIFY(!tab->feed().isReading());
        tab->togglePause();
        QCOMPARE(tab->feed().interval().count(), 0);
        QTRY_VERIFY(!tab->feed().isReading());
        QSignalSpy arrived(&tab->feed(), &MonitorFeed::arrived);
        tab->refresh();
        tab->refresh();
        QTRY_COMPARE(arrived.size(), 1);
        tab->togglePause();
        QTRY_VERIFY(arrived.size() >= 2);
    }

    void explainOnPostgresqlShowsTimesAndIsRolledBack()
    {
        auto *query = m_window->openQuery(m_shop, QStringLiteral("SELECT r.name, count(*)\nFROM booking b JOIN room r ON r.id = b.room\n"
                                                                 "WHERE b.day > '2026-06-01' AND length(b.guest) > 3\nGROUP BY r.name ORDER BY 2 DESC LIMIT 5"));
        query->editor().setCaret({ 0, 0 });
        query->explainAnalyze();
        QTRY_VERIFY_WITH_TIMEOUT(query->results().findChild<ExplainPage *>(), 20000);
        auto *page = query->results().findChild<ExplainPage *>();
        QVERIFY(!page->tree().isColumnHidden(PlanModel::SelfTimeColumn));
        QVERIFY(!page->tree().isColumnHidden(PlanModel::CostColumn));
        QVERIFY(page->model().costliest().isValid());
        QTRY_VERIFY(!query->isBusy());
        m_window->picture(QStringLiteral("explain-postgresql-light"));
        m_window->setDark(true);
        m_window->picture(QStringLiteral("explain-postgresql-dark"));
        m_window->setDark(false);
        QTest::mouseClick(page->findChild<QToolButton *>(QStringLiteral("planJsonButton")), Qt::LeftButton);
        QVERIFY(page->findChild<SqlView *>(QStringLiteral("planJson"))->toPlainText().contains(QStringLiteral("\"Node Type\"")));
        m_window->picture(QStringLiteral("explain-json-light"));
        auto *written = m_window->openQuery(m_shop, QStringLiteral("DELETE FROM booking WHERE room = 3"));
        written->editor().setCaret({ 0, 0 });
        written->explainAnalyze();
        QTRY_VERIFY_WITH_TIMEOUT(written->results().findChild<ExplainPage *>(), 20000);
        QVERIFY(written->results().findChild<QWidget *>(QStringLiteral("rolledBack")));
        QCOMPARE(m_server->run(QStringLiteral("SELECT count(*) FROM booking"), m_database)->trimmed(), QStringLiteral("50000"));
    }

    void whereNothingIsToBeWatchedItIsSaid()
    {
        auto *file = m_window->openDatabase(QStringLiteral("small.db"));
        QVERIFY(file);
        QVERIFY(m_window->openQuery(file));
        const auto before = m_window->window->workspace().tabs().tabs().size();
        m_window->window->workspace().actions().action(QStringLiteral("view.sessions"))->trigger();
        QCOMPARE(m_window->window->workspace().tabs().tabs().size(), before);
        QVERIFY(m_window->window->workspace().messages().findChild<KMessageWidget *>(QStringLiteral("monitor")));
    }

    void aServerThatEndsIsSaidAndOldRowsStay()
    {
        const auto own = PostgresServer::start();
        DUMBO_NEED_SERVER(own);
        auto *lost = m_window->openText((*own)->url());
        QVERIFY(lost);
        openMonitor(m_window->window->workspace(), lost->id());
        auto *tab = qobject_cast<MonitorTab *>(m_window->window->workspace().tabs().currentTab());
        QTRY_VERIFY(tab->sessions().rowCount() > 0);
        (*own)->stop(PostgresServer::StopMode::Immediate);
        QTRY_VERIFY_WITH_TIMEOUT(tab->messages().findChild<KMessageWidget *>(QStringLiteral("monitorFailure")), 30000);
        QVERIFY(tab->sessions().rowCount() > 0);
        QVERIFY((*own)->startAgain());
        auto *again = button(tab, QStringLiteral("monitorFailure"), QStringLiteral("Try Again"));
        QVERIFY(again);
        again->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!tab->messages().findChild<KMessageWidget *>(QStringLiteral("monitorFailure")), 30000);
        m_window->window->workspace().tabs().setCurrentTab(monitor());
    }
};

QTEST_MAIN(TestMonitor)
#include "tst_monitor.moc"
