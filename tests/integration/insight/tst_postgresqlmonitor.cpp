#include "core/sdk/extensions/monitor.h"
#include "postgresfixture.h"

#include <QObject>

#include <algorithm>

using namespace dumbo;
using namespace dumbo::test;

namespace {

template <typename F>
auto watch(Session &session, F function)
{
    return waited(session, [function](Executor &executor) {
        auto *extension = executor.connection().extension(MonitorExtension::extensionId());
        if (!extension)
            qFatal("no monitor");
        return function(static_cast<MonitorExtension &>(*extension));
    });
}

MonitorSnapshot snapshotOf(Session &session)
{
    const auto snapshot = watch(session, [](MonitorExtension &monitor) { return monitor.snapshot(); });
    if (!snapshot)
        qFatal("%s", qPrintable(snapshot.error().toText()));
    return *snapshot;
}

qint64 pidOf(Session &session)
{
    return single(session, "SELECT pg_backend_pid()").toLongLong();
}

const MonitoredSession *find(const MonitorSnapshot &snapshot, qint64 pid)
{
    const auto found = std::ranges::find(snapshot.sessions, pid, &MonitoredSession::pid);
    return found == snapshot.sessions.end() ? nullptr : &*found;
}

} // namespace

class TestPostgresqlMonitor : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void sessionsSayWhatTheyDo();
    void aBlockedSessionNamesItsBlocker();
    void aCancelEndsTheStatementAndKeepsTheSession();
    void aTerminatedSessionIsGone();
    void whatIsNotThereIsNotFound();
    void withoutPermissionItIsHiddenAndThatIsSaid();
    void withoutPermissionNothingIsEnded();
    void aReadOnlyConnectionWatchesToo();

private:
    std::unique_ptr<PostgresFixture> m_fixture;
    std::unique_ptr<Session> m_watcher;
};

void TestPostgresqlMonitor::initTestCase()
{
    const auto server = PostgresServer::shared();
    DUMBO_NEED_SERVER(server);
    m_fixture = std::make_unique<PostgresFixture>(**server);
    m_watcher = m_fixture->open();
    run(*m_watcher, "CREATE TABLE hut (id int PRIMARY KEY, beds int)");
    run(*m_watcher, "INSERT INTO hut VALUES (1, 10)");
    run(*m_watcher, "DO $$ BEGIN CREATE ROLE insight_guest LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
}

void TestPostgresqlMonitor::sessionsSayWhatTheyDo()
{
    const auto other = m_fixture->open();
    run(*other, "BEGIN");
    run(*other, "SELECT 'idle one'");
    const auto pid = pidOf(*other);
    const auto snapshot = snapshotOf(*m_watcher);
    QVERIFY(snapshot.warnings.isEmpty());
    QVERIFY(!snapshot.serverTime.isEmpty());
    QVERIFY(*snapshot.maxConnections > 0);
    QVERIFY(*snapshot.connections >= 2);
    const auto *idle = find(snapshot, pid);
    QVERIFY(idle);
    QCOMPARE(idle->state, MonitoredSession::State::IdleInTransaction);
    QCOMPARE(idle->user, QStringLiteral("postgres"));
    QCOMPARE(idle->database, m_fixture->m_database);
    QVERIFY(idle->transaction && idle->connected && idle->stateSince);
    QVERIFY(!idle->isOwn);
    const auto own = std::ranges::find(snapshot.sessions, true, &MonitoredSession::isOwn);
    QVERIFY(own != snapshot.sessions.end());
    QCOMPARE(own->pid, pidOf(*m_watcher));
    QVERIFY(std::ranges::any_of(snapshot.sessions, [](const MonitoredSession &session) { return session.state == MonitoredSession::State::Background; }));
}

void TestPostgresqlMonitor::aBlockedSessionNamesItsBlocker()
{
    const auto holder = m_fixture->open();
    const auto waiter = m_fixture->open();
    const auto holderPid = pidOf(*holder);
    const auto waiterPid = pidOf(*waiter);
    run(*holder, "BEGIN");
    run(*holder, "LOCK TABLE hut IN ACCESS EXCLUSIVE MODE");
    auto reply = waiter->submit([](Executor &executor) { return executor.command("SELECT * FROM hut"); });
    QTRY_VERIFY_WITH_TIMEOUT(find(snapshotOf(*m_watcher), waiterPid) && !find(snapshotOf(*m_watcher), waiterPid)->blockedBy.empty(), 30000);
    const auto snapshot = snapshotOf(*m_watcher);
    const auto *blocked = find(snapshot, waiterPid);
    QCOMPARE(blocked->blockedBy, std::vector<qint64> { holderPid });
    QCOMPARE(blocked->waitType, QStringLiteral("Lock"));
    QVERIFY(blocked->text.contains(QStringLiteral("FROM hut")));
    const auto lock = std::ranges::find_if(snapshot.locks, [&](const MonitoredLock &each) { return each.pid == waiterPid && !each.granted; });
    QVERIFY(lock != snapshot.locks.end());
    QCOMPARE(lock->object, QStringLiteral("public.hut"));
    QCOMPARE(lock->mode, QStringLiteral("AccessShareLock"));
    QVERIFY(std::ranges::any_of(snapshot.locks, [&](const MonitoredLock &each) {
        return each.pid == holderPid && each.granted && each.mode == u"AccessExclusiveLock" && each.object == u"public.hut";
    }));
    run(*holder, "COMMIT");
    QVERIFY(reply.waitFor(std::chrono::seconds(30)));
    QVERIFY(reply.result());
    QVERIFY(find(snapshotOf(*m_watcher), waiterPid)->blockedBy.empty());
}

void TestPostgresqlMonitor::aCancelEndsTheStatementAndKeepsTheSession()
{
    const auto other = m_fixture->open();
    const auto pid = pidOf(*other);
    auto reply = other->submit([](Executor &executor) { return executor.command("SELECT pg_sleep(60)"); });
    QTRY_COMPARE_WITH_TIMEOUT(find(snapshotOf(*m_watcher), pid)->waitEvent, QStringLiteral("PgSleep"), 30000);
    const auto done = watch(*m_watcher, [pid](MonitorExtension &monitor) { return monitor.cancelSession(pid); });
    QVERIFY2(done, qPrintable(done ? QString() : done.error().toText()));
    QVERIFY(reply.waitFor(std::chrono::seconds(30)));
    QCOMPARE(reply.result().error().sqlState(), QStringLiteral("57014"));
    QCOMPARE(pidOf(*other), pid);
}

void TestPostgresqlMonitor::aTerminatedSessionIsGone()
{
    const auto other = m_fixture->open();
    const auto pid = pidOf(*other);
    QVERIFY(watch(*m_watcher, [pid](MonitorExtension &monitor) { return monitor.terminateSession(pid); }));
    QTRY_VERIFY_WITH_TIMEOUT(!find(snapshotOf(*m_watcher), pid), 30000);
}

void TestPostgresqlMonitor::whatIsNotThereIsNotFound()
{
    for (const qint64 pid : { qint64(0), qint64(-4), qint64(1), qint64(1) << 40 }) {
        const auto cancelled = watch(*m_watcher, [pid](MonitorExtension &monitor) { return monitor.cancelSession(pid); });
        QVERIFY(!cancelled);
        QCOMPARE(cancelled.error().kind(), ErrorKind::NotFound);
        QVERIFY(!watch(*m_watcher, [pid](MonitorExtension &monitor) { return monitor.terminateSession(pid); }));
    }
}

void TestPostgresqlMonitor::withoutPermissionItIsHiddenAndThatIsSaid()
{
    const auto guest = m_fixture->open(QStringLiteral("insight_guest"));
    const auto pid = pidOf(*m_watcher);
    const auto snapshot = snapshotOf(*guest);
    QCOMPARE(snapshot.warnings.size(), 1);
    QVERIFY2(snapshot.warnings.front().contains(QStringLiteral("insight_guest")), qPrintable(snapshot.warnings.front()));
    QVERIFY(find(snapshot, pid)->isHidden);
    QVERIFY(find(snapshot, pid)->text.isEmpty());
    QVERIFY(!find(snapshot, pidOf(*guest))->isHidden);
}

void TestPostgresqlMonitor::withoutPermissionNothingIsEnded()
{
    const auto guest = m_fixture->open(QStringLiteral("insight_guest"));
    const auto pid = pidOf(*m_watcher);
    const auto done = watch(*guest, [pid](MonitorExtension &monitor) { return monitor.terminateSession(pid); });
    QVERIFY(!done);
    QCOMPARE(done.error().sqlState(), QStringLiteral("42501"));
    QCOMPARE(pidOf(*m_watcher), pid);
}

void TestPostgresqlMonitor::aReadOnlyConnectionWatchesToo()
{
    const auto reader = m_fixture->open({}, true);
    QVERIFY(find(snapshotOf(*reader), pidOf(*m_watcher)));
}

QTEST_GUILESS_MAIN(TestPostgresqlMonitor)
#include "tst_postgresqlmonitor.moc"
