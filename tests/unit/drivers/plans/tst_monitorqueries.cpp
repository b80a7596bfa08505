#include "drivers/common/postgresql/monitorqueries.h"

#include <QTest>

using namespace dumbo;
using namespace dumbo::postgresql;

namespace {

/// A row of the answer with the values given by their place, all others NULL.
TextRows answer(std::size_t columns, const std::map<std::size_t, std::string_view> &values)
{
    TextRows rows { int(columns) };
    for (std::size_t i = 0; i < columns; ++i) {
        if (const auto found = values.find(i); found != values.end())
            rows.append(found->second);
        else
            rows.appendNull();
    }
    return rows;
}

MonitoredSession session(const std::map<std::size_t, std::string_view> &values)
{
    return readSession(answer(sessionColumns().size(), values), 0);
}

} // namespace

class TestMonitorQueries : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void columnsTheServerDoesNotHaveAreNull();
    void aSessionIsReadByItsState();
    void blockersAreEachOnce();
    void whatIsHiddenSaysSo();
    void clientsAreShownWithTheirPort();
    void agesAreNeverNegative();
    void aWaitingLockKnowsSinceWhen();
};

void TestMonitorQueries::columnsTheServerDoesNotHaveAreNull()
{
    const auto query = monitorQuery(lockColumns(), "pg_locks l", { "pid", "mode" });
    QVERIFY(query.startsWith("SELECT l.pid::text, NULL::text"));
    QVERIFY(query.contains("l.mode::text"));
    QVERIFY(!query.contains("waitstart"));
}

void TestMonitorQueries::aSessionIsReadByItsState()
{
    using enum MonitoredSession::State;
    QCOMPARE(session({ { 8, "active" } }).state, Active);
    QCOMPARE(session({ { 8, "idle" } }).state, Idle);
    QCOMPARE(session({ { 8, "idle in transaction" } }).state, IdleInTransaction);
    QCOMPARE(session({ { 8, "idle in transaction (aborted)" } }).state, FailedTransaction);
    QCOMPARE(session({ { 7, "checkpointer" } }).state, Background);
    QCOMPARE(session({ { 7, "client backend" } }).state, Unknown);
}

void TestMonitorQueries::blockersAreEachOnce()
{
    const auto made = session({ { 0, "12" }, { 21, "7,7,9" } });
    QCOMPARE(made.pid, 12);
    QCOMPARE(made.blockedBy, (std::vector<qint64> { 7, 9 }));
}

void TestMonitorQueries::whatIsHiddenSaysSo()
{
    const auto made = session({ { 19, "<insufficient privilege>" } });
    QVERIFY(made.isHidden);
    QVERIFY(made.text.isEmpty());
}

void TestMonitorQueries::clientsAreShownWithTheirPort()
{
    QCOMPARE(session({ { 5, "-1" } }).client, QStringLiteral("local"));
    QCOMPARE(session({ { 4, "10.0.0.7" }, { 5, "4711" } }).client, QStringLiteral("10.0.0.7:4711"));
    QCOMPARE(session({ { 4, "::1" }, { 5, "4711" } }).client, QStringLiteral("[::1]:4711"));
    QCOMPARE(session({}).client, QString());
}

void TestMonitorQueries::agesAreNeverNegative()
{
    const auto made = session({ { 9, "2026-01-01 00:00:00+00" }, { 10, "-5" } });
    QCOMPARE(made.connected->age.count(), 0);
    QVERIFY(!made.transaction);
}

void TestMonitorQueries::aWaitingLockKnowsSinceWhen()
{
    const auto lock = readLock(answer(lockColumns().size(), { { 0, "12" }, { 1, "relation" }, { 3, "public.hut" }, { 4, "ShareLock" },
                                                               { 5, "false" }, { 6, "2026-01-01 00:00:00+00" }, { 7, "1500" } }),
        0);
    QCOMPARE(lock.object, QStringLiteral("public.hut"));
    QVERIFY(!lock.granted);
    QCOMPARE(lock.since->age, std::chrono::milliseconds(1500));
}

QTEST_GUILESS_MAIN(TestMonitorQueries)
#include "tst_monitorqueries.moc"
