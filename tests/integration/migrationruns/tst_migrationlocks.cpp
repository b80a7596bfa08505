#include "tests/integration/migrationruns/childrun.h"
#include "tests/support/servers/pgbouncer.h"

#include <QCoreApplication>
#include <QThread>

using namespace dumbo;
using test::ChildRun;
using test::HeardEvents;
using test::migration;
using test::outcomes;
using test::RunDatabase;
using test::setOf;
using test::states;

/// Two runners at once.
class TestMigrationLocks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSecondRunnerIsToldWhoHasTheLock_data() { types(); }
    void theSecondRunnerIsToldWhoHasTheLock();
    void theSecondRunnerWaitsForOneThatBuildsAnIndexConcurrently();
    void theExistingDumboKeepsUsOutAndIsKeptOut();
    void theLockHoldsBehindAPooler();
    void waitingIsCancelled();
    void whatAnotherRunnerAppliedInBetweenIsSkipped();
    void whatAnotherRunnerAppliedWithAnotherTextIsAConflict();
    void aLockThatIsLostStopsTheRun();

private:
    static void types();
};

namespace {

Migration huts()
{
    return migration(QStringLiteral("0001_huts"), { "CREATE TABLE huts (id INTEGER PRIMARY KEY)" });
}

Migration beds()
{
    return migration(QStringLiteral("0002_beds"), { "CREATE TABLE beds (id INTEGER PRIMARY KEY)" });
}

Result<RunReport> run(RunDatabase &database, const MigrationSet &set, HeardEvents &events, const RunOptions &options = {})
{
    return MigrationRunner(database.opener(), options).run(set, events);
}

QString textOf(const Result<RunReport> &report)
{
    return !report ? report.error().toText() : report->error ? report->error->toText() : QStringLiteral("no error");
}

} // namespace

void TestMigrationLocks::types()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("holder");
    QTest::newRow("sqlite") << QStringLiteral("sqlite") << QStringLiteral("@");
    QTest::newRow("postgresql") << QStringLiteral("postgresql") << QStringLiteral("postgres");
    QTest::newRow("mariadb") << QStringLiteral("mariadb") << QStringLiteral("guarded@");
}

void TestMigrationLocks::theSecondRunnerIsToldWhoHasTheLock()
{
    QFETCH(QString, type);
    QFETCH(QString, holder);
    DUMBO_NEED_DATABASE(database, type);
    ChildRun first(database.url(), setOf({ migration(QStringLiteral("0001_slow"), { database.slowStatement() }) }));
    QVERIFY(first.waitFor(QStringLiteral("0001_slow 0")));
    RunOptions options;
    options.lockTimeout = std::chrono::milliseconds(400);
    HeardEvents events;
    const auto second = run(database, setOf({ huts() }), events, options);
    QVERIFY(first.kill());
    QVERIFY(!second);
    QCOMPARE(second.error().kind(), ErrorKind::LockNotAvailable);
    QVERIFY2(second.error().message().contains(holder), qPrintable(second.error().message()));
    QVERIFY(!events.waits.empty());
    QVERIFY2(events.waits.front().holder.contains(holder), qPrintable(events.waits.front().holder));
    QVERIFY(!second.error().hint().isEmpty());
    QCOMPARE(events.locks, 0);
    // The lock went with the process.
    const auto third = run(database, setOf({ huts() }), events);
    QVERIFY2(third && third->succeeded(), qPrintable(textOf(third)));
}

void TestMigrationLocks::theSecondRunnerWaitsForOneThatBuildsAnIndexConcurrently()
{
    DUMBO_NEED_DATABASE(database, QStringLiteral("postgresql"));
    HeardEvents events;
    QVERIFY(run(database, setOf({ huts() }), events)->succeeded());
    const auto set = setOf({ huts(), migration(QStringLiteral("0002_index"), { "CREATE INDEX CONCURRENTLY huts_again ON huts (id)" }) });

    // The index waits for this transaction; the second runner waits for the first.
    auto blocker = database.open();
    QVERIFY(blocker->executor().command("BEGIN"));
    QVERIFY(blocker->executor().command("INSERT INTO huts VALUES (1)"));
    ChildRun first(database.url(), set);
    QVERIFY(first.waitFor(QStringLiteral("0002_index 0")));
    const auto isBuilding = [&] { return database.ask("SELECT count(*) FROM pg_stat_progress_create_index") == u"1"; };
    QTRY_VERIFY_WITH_TIMEOUT(isBuilding(), 30'000);
    HeardEvents second;
    int told = 0;
    second.onWait = [&](const LockWait &) {
        if (++told == 2) // it went on waiting, and stops nobody
            QVERIFY(blocker->executor().command("COMMIT"));
    };
    const auto report = run(database, set, second);
    QVERIFY2(report && report->succeeded(), qPrintable(textOf(report)));
    QVERIFY(report->migrations.empty());
    QVERIFY(told >= 2);
    QVERIFY2(second.waits.front().holder.contains(QStringLiteral("process")), qPrintable(second.waits.front().holder));
    QCOMPARE(first.result(), QStringLiteral("applied"));
    QCOMPARE(database.ask("SELECT indisvalid::text FROM pg_index WHERE indexrelid = 'huts_again'::regclass"), QStringLiteral("true"));
    QCOMPARE(database.ledger().entries.size(), std::size_t(2));
}

void TestMigrationLocks::theExistingDumboKeepsUsOutAndIsKeptOut()
{
    DUMBO_NEED_DATABASE(database, QStringLiteral("postgresql"));
    auto dumbo = database.open();
    QVERIFY(dumbo->executor().query("SELECT pg_advisory_lock(999956789)"));
    RunOptions options;
    options.lockTimeout = std::chrono::milliseconds(300);
    HeardEvents events;
    const auto refused = run(database, setOf({ huts() }), events, options);
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind(), ErrorKind::LockNotAvailable);
    QVERIFY(dumbo->executor().query("SELECT pg_advisory_unlock(999956789)"));

    QString taken;
    events.onStatement = [&](const StatementProgress &) {
        taken = first(dumbo->executor().query("SELECT pg_try_advisory_lock(999956789)::text"))->text(0);
    };
    QVERIFY(run(database, setOf({ huts() }), events)->succeeded());
    QCOMPARE(taken, QStringLiteral("false"));
}

void TestMigrationLocks::theLockHoldsBehindAPooler()
{
    const auto server = test::PostgresServer::start();
    DUMBO_NEED_SERVER(server);
    test::PgBouncer::Options pooling;
    pooling.serverConnections = 8;
    const auto pooler = test::PgBouncer::start(**server, pooling);
    DUMBO_NEED_SERVER(pooler);
    DriverRegistry registry;
    registry.discover({ QStringLiteral(DUMBO_PLUGIN_FOLDER) });
    const auto opener = RunDatabase::openerOf(registry, (*pooler)->url());
    ChildRun slow((*pooler)->url(), setOf({ migration(QStringLiteral("0001_slow"), { "SELECT pg_sleep(60)" }) }));
    QVERIFY(slow.waitFor(QStringLiteral("0001_slow 0")));
    RunOptions options;
    options.lockTimeout = std::chrono::milliseconds(300);
    HeardEvents events;
    const auto refused = MigrationRunner(opener, options).run(setOf({ huts() }), events);
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind(), ErrorKind::LockNotAvailable);
    QVERIFY(slow.kill());
    options.lockTimeout = std::chrono::seconds(60); // until the pooler has noticed
    const auto report = MigrationRunner(opener, options).run(setOf({ huts(), migration(QStringLiteral("0002_vacuum"), { "VACUUM huts" }) }), events);
    QVERIFY2(report && report->succeeded(), qPrintable(textOf(report)));
}

void TestMigrationLocks::waitingIsCancelled()
{
    DUMBO_NEED_DATABASE(database, QStringLiteral("postgresql"));
    auto other = database.open();
    QVERIFY(other->executor().query("SELECT pg_advisory_lock(999956789)"));
    CancellationSource source;
    RunOptions options;
    options.lockTimeout = std::chrono::seconds(60);
    options.cancellation = source.token();
    HeardEvents events;
    events.onWait = [&](const LockWait &) { source.cancel(); };
    const auto report = run(database, setOf({ huts() }), events, options);
    QVERIFY(!report);
    QVERIFY(report.error().isCancelled());
}

void TestMigrationLocks::whatAnotherRunnerAppliedInBetweenIsSkipped()
{
    // Where the lock is the transaction, it is free between two of them.
    DUMBO_NEED_DATABASE(database, QStringLiteral("sqlite"));
    class Intruding final : public RunEvents
    {
    public:
        void migrationFinished(const MigrationResult &result) override
        {
            if (result.name == u"0001_huts")
                intrude();
        }
        std::function<void()> intrude;
    } events;
    events.intrude = [&] {
        HeardEvents other;
        const auto report = run(database, setOf({ huts(), beds() }), other);
        if (!report || !report->succeeded())
            qFatal("%s", qPrintable(textOf(report)));
    };
    RunOptions options;
    options.oneTransaction = false;
    const auto report = MigrationRunner(database.opener(), options).run(setOf({ huts(), beds() }), events);
    QVERIFY2(report && report->succeeded(), qPrintable(textOf(report)));
    QCOMPARE(outcomes(*report), QStringList({ QStringLiteral("0001_huts applied"), QStringLiteral("0002_beds skipped") }));
    QCOMPARE(database.ledger().entries.size(), std::size_t(2));
}

void TestMigrationLocks::whatAnotherRunnerAppliedWithAnotherTextIsAConflict()
{
    DUMBO_NEED_DATABASE(database, QStringLiteral("sqlite"));
    class Intruding final : public RunEvents
    {
    public:
        void migrationFinished(const MigrationResult &result) override
        {
            if (result.name == u"0001_huts")
                intrude();
        }
        std::function<void()> intrude;
    } events;
    events.intrude = [&] {
        HeardEvents other;
        QVERIFY(run(database, setOf({ huts(), migration(QStringLiteral("0002_beds"), { "CREATE TABLE other (id INTEGER)" }) }), other)->succeeded());
    };
    RunOptions options;
    options.oneTransaction = false;
    const auto report = MigrationRunner(database.opener(), options).run(setOf({ huts(), beds() }), events);
    QVERIFY(report && report->error);
    QCOMPARE(report->error->kind(), ErrorKind::Concurrency);
    QVERIFY(!database.hasTable(QStringLiteral("beds")));
}

void TestMigrationLocks::aLockThatIsLostStopsTheRun()
{
    for (const auto *type : { "postgresql", "mariadb" }) {
        DUMBO_NEED_DATABASE(database, QString::fromLatin1(type));
        RunOptions options;
        options.oneTransaction = false;
        class Losing final : public RunEvents
        {
        public:
            void statementFinished(const StatementProgress &statement) override
            {
                if (statement.migration == u"0001_huts")
                    lose();
            }
            std::function<void()> lose;
        } events;
        events.lose = [&] {
            if (database.type() == u"postgresql")
                QCOMPARE(database.ask("SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' AND objid = 999956789"
                                      " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"),
                    QStringLiteral("1"));
            else
                database.run("EXECUTE IMMEDIATE CONCAT('KILL ', IS_USED_LOCK(CONCAT('dmb_migrations:', MD5(DATABASE()))))");
        };
        const auto report = MigrationRunner(database.opener(), options).run(setOf({ huts(), beds() }), events);
        QVERIFY2(report && report->error, qPrintable(textOf(report)));
        QCOMPARE(report->error->kind(), ErrorKind::LockNotAvailable);
        QCOMPARE(outcomes(*report), QStringList({ QStringLiteral("0001_huts applied"), QStringLiteral("0002_beds not-run") }));
    }
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const auto arguments = QCoreApplication::arguments();
    if (arguments.size() == 4 && arguments[1] == QStringLiteral("--run"))
        return test::runAsChild(arguments[2], arguments[3]);
    TestMigrationLocks test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_migrationlocks.moc"
