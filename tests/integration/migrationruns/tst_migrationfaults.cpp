#include "core/migrations/verify.h"
#include "tests/integration/migrationruns/childrun.h"
#include "tests/support/servers/faultproxy.h"

#include <QCoreApplication>
#include <QThread>

#include <csignal>
#include <sys/resource.h>

using namespace dumbo;
using test::ChildRun;
using test::FaultProxy;
using test::HeardEvents;
using test::migration;
using test::outcomes;
using test::PostgresServer;
using test::RunDatabase;
using test::setOf;
using test::states;

/// Runs that are killed, lose their server, or their disk.
class TestMigrationFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRunKilledInItsTransactionLeavesNothing_data() { types({ "sqlite", "postgresql" }); }
    void aRunKilledInItsTransactionLeavesNothing();
    void aRunKilledHalfWaySaysWhatIsDoneAndIsResumed_data() { types({ "sqlite", "postgresql", "mariadb" }); }
    void aRunKilledHalfWaySaysWhatIsDoneAndIsResumed();
    void settingsAreMadeAgainWhenItIsResumed_data();
    void settingsAreMadeAgainWhenItIsResumed();
    void anIndexThatTheServerFinishedAloneIsTaken();
    void aWireThatIsCutIsNoted();
    void aWireToMariaDbThatIsCutIsNotedAndTheRunResumed();
    void aServerThatStopsIsNotedOnceItIsBack();
    void aCommitWithoutAnswerThatWasKeptIsApplied();
    void aCommitWithoutAnswerThatWasUndoneIsNot();
    void aFullDatabaseIsLeftAsItWas();
    void aFullDiskNeverLeavesHalfOfIt();

private:
    static void types(std::initializer_list<const char *> names);
};

namespace {

Migration huts()
{
    return migration(QStringLiteral("0001_huts"), { "CREATE TABLE huts (id INTEGER PRIMARY KEY)" });
}

Result<RunReport> run(const DatabaseOpener &opener, const MigrationSet &set, HeardEvents &events, const RunOptions &options = {})
{
    return MigrationRunner(opener, options).run(set, events);
}

QString textOf(const Result<RunReport> &report)
{
    return !report ? report.error().toText() : report->error ? report->error->toText() : QStringLiteral("no error");
}

/// Does something as soon as a condition holds, in a thread of its own.
class Meanwhile
{
public:
    Meanwhile(std::function<bool()> condition, std::function<void()> action)
        : m_thread(QThread::create([condition = std::move(condition), action = std::move(action)] {
            if (test::waitUntil(condition))
                action();
        }))
    {
        m_thread->start();
    }
    ~Meanwhile() { m_thread->wait(); }

private:
    std::unique_ptr<QThread> m_thread;
};

/// A server of its own behind a wire that can be cut.
struct CuttableServer
{
    std::unique_ptr<PostgresServer> server;
    std::unique_ptr<FaultProxy> proxy;
    DriverRegistry registry;

    [[nodiscard]] static Result<std::unique_ptr<CuttableServer>> start()
    {
        auto made = std::make_unique<CuttableServer>();
        made->registry.discover({ QStringLiteral(DUMBO_PLUGIN_FOLDER) });
        PostgresServer::Options options;
        options.settings = { "synchronous_commit=on" }; // what is committed outlives an immediate stop
        auto server = PostgresServer::start(options);
        if (!server)
            return fail(server.error());
        made->server = std::move(*server);
        auto proxy = FaultProxy::start(FaultProxy::Upstream::tcp(made->server->port()));
        if (!proxy)
            return fail(proxy.error());
        made->proxy = std::move(*proxy);
        return made;
    }

    [[nodiscard]] DatabaseOpener opener()
    {
        return RunDatabase::openerOf(registry, QStringLiteral("postgresql://postgres@127.0.0.1:%1/postgres?sslmode=disable").arg(proxy->port()));
    }
    [[nodiscard]] QString ask(const QString &sql) const
    {
        const auto answer = server->run(sql);
        return answer ? answer->trimmed() : QString();
    }
    /// Whether a session runs a statement that begins like this.
    [[nodiscard]] bool isRunning(const char *statement) const
    {
        return ask(QStringLiteral("SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%1%'").arg(QLatin1StringView(statement))) != u"0";
    }
    /// COMMIT takes a second from now on, because a trigger that waits for it does.
    [[nodiscard]] Migration slowCommit() const
    {
        return migration(QStringLiteral("0001_slow_commit"),
            { "CREATE TABLE huts (id INTEGER PRIMARY KEY)",
                "CREATE FUNCTION waits() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(1.2); RETURN NULL; END $$",
                "CREATE CONSTRAINT TRIGGER waits AFTER INSERT ON huts DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION waits()",
                "INSERT INTO huts VALUES (1)" });
    }
};

} // namespace

void TestMigrationFaults::types(std::initializer_list<const char *> names)
{
    QTest::addColumn<QString>("type");
    for (const auto *name : names)
        QTest::newRow(name) << QString::fromLatin1(name);
}

void TestMigrationFaults::aRunKilledInItsTransactionLeavesNothing()
{
    QFETCH(QString, type);
    DUMBO_NEED_DATABASE(database, type);
    const auto slow = migration(QStringLiteral("0002_slow"), { "CREATE TABLE beds (id INTEGER PRIMARY KEY)", database.slowStatement() });
    ChildRun child(database.url(), setOf({ huts(), slow }));
    QVERIFY(child.waitFor(QStringLiteral("0002_slow 1")));
    QVERIFY(child.kill());

    const auto plan = planMigrations(setOf({ huts(), slow }), database.ledger());
    QCOMPARE(states(plan), QStringList({ QStringLiteral("0001_huts pending"), QStringLiteral("0002_slow pending") }));
    QVERIFY2(plan.migrations[1].reason.contains(QStringLiteral("its end was never recorded. Nothing of it is in the database.")),
        qPrintable(plan.migrations[1].reason));

    const auto mended = setOf({ huts(), migration(QStringLiteral("0002_slow"), { "CREATE TABLE beds (id INTEGER PRIMARY KEY)" }) });
    HeardEvents events;
    const auto report = run(database.opener(), mended, events);
    QVERIFY2(report && report->succeeded(), qPrintable(textOf(report)));
    QCOMPARE(database.ask("SELECT count(*) FROM dmb_migration_runs WHERE outcome = 'interrupted'"), QStringLiteral("2"));
}

void TestMigrationFaults::aRunKilledHalfWaySaysWhatIsDoneAndIsResumed()
{
    QFETCH(QString, type);
    DUMBO_NEED_DATABASE(database, type);
    auto half = migration(QStringLiteral("0001_half"), { "CREATE TABLE huts (id INTEGER PRIMARY KEY)", "CREATE TABLE beds (id INTEGER PRIMARY KEY)",
                                                           database.slowStatement(), "CREATE TABLE ways (id INTEGER PRIMARY KEY)" });
    half.inTransaction = false;
    ChildRun child(database.url(), setOf({ half }));
    QVERIFY(child.waitFor(QStringLiteral("0001_half 2")));
    QVERIFY(child.kill());

    const auto plan = planMigrations(setOf({ half }), database.ledger());
    QCOMPARE(states(plan), QStringList({ QStringLiteral("0001_half failed") }));
    QVERIFY2(plan.migrations[0].reason.contains(QStringLiteral("2 of 4 statements are in the database. Whether statement 3 is, nobody saw")),
        qPrintable(plan.migrations[0].reason));
    HeardEvents events;
    const auto refused = run(database.opener(), setOf({ half }), events);
    QVERIFY(!refused);
    QVERIFY2(refused.error().hint().contains(QStringLiteral("resume")), qPrintable(refused.error().toText()));

    // A person looked: the third is as good as done.
    RunOptions options;
    options.resume = true;
    options.unseen = UnseenStatement::Skip;
    const auto resumed = run(database.opener(), setOf({ half }), events, options);
    QVERIFY2(resumed && resumed->succeeded(), qPrintable(textOf(resumed)));
    QCOMPARE(events.lines.filter(QStringLiteral("alone")), QStringList({ QStringLiteral("  3 alone") }));
    QVERIFY(database.hasTable(QStringLiteral("ways")));
    QCOMPARE(database.ledger().entries.front().hash, half.hash);
}

void TestMigrationFaults::settingsAreMadeAgainWhenItIsResumed_data()
{
    QTest::addColumn<bool>("inTransaction");
    QTest::newRow("statements alone") << false;
    QTest::newRow("in a transaction, as far as they can") << true;
}

void TestMigrationFaults::settingsAreMadeAgainWhenItIsResumed()
{
    QFETCH(bool, inTransaction);
    DUMBO_NEED_DATABASE(database, QStringLiteral("sqlite"));
    database.run("CREATE TABLE huts (id INTEGER PRIMARY KEY); CREATE TABLE beds (hut INTEGER REFERENCES huts (id) ON DELETE CASCADE);"
                 "INSERT INTO huts VALUES (1); INSERT INTO beds VALUES (1)");
    auto rebuild = migration(QStringLiteral("0001_rebuild"), { "PRAGMA foreign_keys = OFF", "CREATE TABLE new_huts AS SELECT * FROM huts",
                                                                "SELECT * FROM nowhere", "DROP TABLE huts", "PRAGMA foreign_keys = ON" });
    rebuild.inTransaction = inTransaction;
    HeardEvents events;
    QVERIFY(run(database.opener(), setOf({ rebuild }), events)->error);
    rebuild.up[2].text = "SELECT 1";
    rebuild.hash = migrationHash(rebuild.up);
    RunOptions options;
    options.resume = true;
    const auto resumed = run(database.opener(), setOf({ rebuild }), events, options);
    QVERIFY2(resumed && resumed->succeeded(), qPrintable(textOf(resumed)));
    QCOMPARE(database.ask("SELECT count(*) FROM beds"), QStringLiteral("1")); // nothing cascaded
}

void TestMigrationFaults::anIndexThatTheServerFinishedAloneIsTaken()
{
    DUMBO_NEED_DATABASE(database, QStringLiteral("postgresql"));
    database.run("CREATE TABLE huts (id INTEGER PRIMARY KEY)");
    auto blocker = database.open();
    QVERIFY(blocker->executor().command("BEGIN"));
    QVERIFY(blocker->executor().command("INSERT INTO huts VALUES (1)"));
    const auto set = setOf({ migration(QStringLiteral("0001_index"), { "CREATE INDEX CONCURRENTLY huts_again ON huts (id)" }) });
    ChildRun child(database.url(), set);
    QVERIFY(child.waitFor(QStringLiteral("0001_index 0")));
    const auto isBuilding = [&] { return database.ask("SELECT count(*) FROM pg_stat_progress_create_index") == u"1"; };
    QTRY_VERIFY_WITH_TIMEOUT(isBuilding(), 30'000);
    QVERIFY(child.kill());
    QVERIFY(blocker->executor().command("COMMIT"));
    QTRY_COMPARE_WITH_TIMEOUT(database.ask("SELECT indisvalid::text FROM pg_index WHERE indexrelid = 'huts_again'::regclass"), QStringLiteral("true"), 30'000);
    QCOMPARE(states(planMigrations(set, database.ledger())), QStringList({ QStringLiteral("0001_index failed") }));
    RunOptions options;
    options.resume = true;
    HeardEvents events;
    const auto resumed = run(database.opener(), set, events, options);
    QVERIFY2(resumed && resumed->succeeded(), qPrintable(textOf(resumed)));
    QCOMPARE(events.notices.size(), 1);
    QVERIFY(events.lines.filter(QStringLiteral("alone")).isEmpty());
}

void TestMigrationFaults::aWireThatIsCutIsNoted()
{
    const auto made = CuttableServer::start();
    DUMBO_NEED_SERVER(made);
    auto &cuttable = **made;
    const auto set = setOf({ huts(), migration(QStringLiteral("0002_slow"), { "SELECT pg_sleep(60)" }) });
    HeardEvents events;
    const Meanwhile cutter([&] { return cuttable.isRunning("SELECT pg_sleep"); }, [&] { cuttable.proxy->cutAll(FaultProxy::Cut::Reset); });
    const auto report = run(cuttable.opener(), set, events);
    QVERIFY2(report, qPrintable(textOf(report)));
    QVERIFY(report->error);
    QCOMPARE(outcomes(*report), QStringList({ QStringLiteral("0001_huts rolled-back"), QStringLiteral("0002_slow failed") }));
    QVERIFY2(report->after, qPrintable(events.notices.join(u'\n')));
    QCOMPARE(states(*report->after), QStringList({ QStringLiteral("0001_huts pending"), QStringLiteral("0002_slow pending") }));
    QVERIFY(report->after->migrations[1].reason.contains(QStringLiteral("failed")));
    const auto mended = run(cuttable.opener(), setOf({ huts() }), events);
    QVERIFY2(mended && mended->succeeded(), qPrintable(textOf(mended)));
}

void TestMigrationFaults::aWireToMariaDbThatIsCutIsNotedAndTheRunResumed()
{
    DUMBO_NEED_DATABASE(database, QStringLiteral("mariadb"));
    const auto shared = test::MariaDbServer::shared();
    const auto proxy = FaultProxy::start(FaultProxy::Upstream::tcp((*shared)->port()));
    QVERIFY(proxy);
    auto url = database.url();
    url.replace(QStringLiteral(":%1/").arg((*shared)->port()), QStringLiteral(":%1/").arg((*proxy)->port()));
    auto half = migration(QStringLiteral("0001_half"), { "CREATE TABLE huts (id INTEGER PRIMARY KEY)", "DO SLEEP(60)", "CREATE TABLE ways (id INTEGER)" });
    HeardEvents events;
    const auto isAsleep = [&] { return database.ask("SELECT count(*) FROM information_schema.processlist WHERE info = 'DO SLEEP(60)' AND db = DATABASE()") == u"1"; };
    const auto opener = RunDatabase::openerOf(database.registry(), url);
    Result<RunReport> report;
    {
        const std::unique_ptr<QThread> runner(QThread::create([&] { report = run(opener, setOf({ half }), events); }));
        runner->start();
        const auto slept = test::waitUntil(isAsleep);
        (*proxy)->cutAll(FaultProxy::Cut::Reset);
        QVERIFY(runner->wait(60'000));
        QVERIFY(slept);
    }
    QVERIFY2(report && report->error, qPrintable(textOf(report)));
    QVERIFY2(report->after, qPrintable(events.notices.join(u'\n')));
    QCOMPARE(states(*report->after), QStringList({ QStringLiteral("0001_half failed") }));
    QVERIFY2(report->after->migrations[0].reason.contains(QStringLiteral("1 of 3 statements are in the database. Whether statement 2 is, nobody saw")),
        qPrintable(report->after->migrations[0].reason));
    RunOptions options;
    options.resume = true;
    options.unseen = UnseenStatement::Skip;
    const auto resumed = run(opener, setOf({ half }), events, options);
    QVERIFY2(resumed && resumed->succeeded(), qPrintable(textOf(resumed)));
    QVERIFY(database.hasTable(QStringLiteral("ways")));
}

void TestMigrationFaults::aServerThatStopsIsNotedOnceItIsBack()
{
    const auto made = CuttableServer::start();
    DUMBO_NEED_SERVER(made);
    auto &cuttable = **made;
    auto slow = migration(QStringLiteral("0001_slow"), { "CREATE TABLE huts (id INTEGER PRIMARY KEY)", "SELECT pg_sleep(60)" });
    slow.inTransaction = false;
    HeardEvents events;
    // The server lives as long as the thread that starts it, so it is the run that is in another one.
    std::optional<Result<RunReport>> ran;
    const std::unique_ptr<QThread> runner(QThread::create([&] { ran = run(cuttable.opener(), setOf({ slow }), events); }));
    runner->start();
    QVERIFY(test::waitUntil([&] { return cuttable.isRunning("SELECT pg_sleep"); }));
    cuttable.server->stop(PostgresServer::StopMode::Immediate);
    QVERIFY(cuttable.server->startAgain());
    QVERIFY(runner->wait(60'000));
    const auto &report = *ran;
    QVERIFY2(report, qPrintable(textOf(report)));
    QVERIFY(report->error);
    QCOMPARE(outcomes(*report), QStringList({ QStringLiteral("0001_slow failed") }));
    QVERIFY2(report->after, qPrintable(events.notices.join(u'\n')));
    QCOMPARE(states(*report->after), QStringList({ QStringLiteral("0001_slow failed") }));
    QVERIFY2(report->after->migrations[0].reason.contains(QStringLiteral("1 of 2 statements are in the database. Whether statement 2 is, nobody saw")),
        qPrintable(report->after->migrations[0].reason));
}

void TestMigrationFaults::aCommitWithoutAnswerThatWasKeptIsApplied()
{
    const auto made = CuttableServer::start();
    DUMBO_NEED_SERVER(made);
    auto &cuttable = **made;
    HeardEvents events;
    const Meanwhile cutter([&] { return cuttable.isRunning("COMMIT"); }, [&] { cuttable.proxy->cutAll(FaultProxy::Cut::Reset); });
    const auto report = run(cuttable.opener(), setOf({ cuttable.slowCommit() }), events);
    QVERIFY2(report && report->succeeded(), qPrintable(textOf(report)));
    QCOMPARE(outcomes(*report), QStringList({ QStringLiteral("0001_slow_commit applied") }));
    QVERIFY(events.notices.filter(QStringLiteral("The database kept it")).size() == 1);
    QCOMPARE(cuttable.ask(QStringLiteral("SELECT count(*) FROM huts")), QStringLiteral("1"));
}

void TestMigrationFaults::aCommitWithoutAnswerThatWasUndoneIsNot()
{
    const auto made = CuttableServer::start();
    DUMBO_NEED_SERVER(made);
    auto &cuttable = **made;
    HeardEvents events;
    const Meanwhile killer([&] { return cuttable.isRunning("COMMIT"); },
        [&] { std::ignore = cuttable.ask(QStringLiteral("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'active' AND query = 'COMMIT'")); });
    const auto report = run(cuttable.opener(), setOf({ cuttable.slowCommit() }), events);
    QVERIFY2(report && report->error, qPrintable(textOf(report)));
    QCOMPARE(outcomes(*report), QStringList({ QStringLiteral("0001_slow_commit failed") }));
    QVERIFY(report->after);
    QCOMPARE(states(*report->after), QStringList({ QStringLiteral("0001_slow_commit pending") }));
    QCOMPARE(cuttable.ask(QStringLiteral("SELECT count(*) FROM pg_class WHERE relname = 'huts'")), QStringLiteral("0"));
}

void TestMigrationFaults::aFullDatabaseIsLeftAsItWas()
{
    DUMBO_NEED_DATABASE(database, QStringLiteral("sqlite"));
    const auto big = migration(QStringLiteral("0002_big"), { "PRAGMA max_page_count = 60", "CREATE TABLE big (bytes BLOB)", "INSERT INTO big VALUES (zeroblob(4000000))" });
    HeardEvents events;
    const auto report = run(database.opener(), setOf({ huts(), big }), events);
    QVERIFY2(report && report->error, qPrintable(textOf(report)));
    QCOMPARE(report->error->kind(), ErrorKind::InsufficientResources);
    QCOMPARE(outcomes(*report), QStringList({ QStringLiteral("0001_huts rolled-back"), QStringLiteral("0002_big failed") }));
    QVERIFY(report->after);
    QVERIFY2(report->after->migrations[1].reason.contains(QStringLiteral("Nothing of it is in the database.")), qPrintable(report->after->migrations[1].reason));
    QVERIFY(!database.hasTable(QStringLiteral("huts")));
    QCOMPARE(database.ask("PRAGMA integrity_check"), QStringLiteral("ok"));
}

void TestMigrationFaults::aFullDiskNeverLeavesHalfOfIt()
{
    const auto big = migration(QStringLiteral("0002_big"), { "CREATE TABLE big (bytes BLOB)", "INSERT INTO big VALUES (zeroblob(100000))", "CREATE TABLE last (id INTEGER)" });
    const auto set = setOf({ huts(), big });
    int refused = 0;
    int failed = 0;
    int applied = 0;
    // From a disk on which not even the ledger can be made to one on which all fits.
    for (int kilobytes = 4; kilobytes <= 196; kilobytes += 16) {
        DUMBO_NEED_DATABASE(database, QStringLiteral("sqlite"));
        ChildRun child(database.url(), set, { QString::number(kilobytes * 1024) });
        const auto result = child.result();
        refused += result.startsWith(QStringLiteral("refused: "));
        failed += result.startsWith(QStringLiteral("failed: "));
        const auto isApplied = result == u"applied";
        applied += isApplied;
        const auto plan = planMigrations(set, database.ledger());
        QCOMPARE(database.ask("PRAGMA integrity_check"), QStringLiteral("ok"));
        QCOMPARE(plan.count(MigrationState::Applied), isApplied ? 2 : 0);
        QCOMPARE(plan.count(MigrationState::Pending), isApplied ? 0 : 2);
        for (const auto *table : { "huts", "big", "last" })
            QCOMPARE(database.hasTable(QString::fromLatin1(table)), isApplied);
        // With room again, it runs.
        HeardEvents events;
        const auto report = run(database.opener(), set, events);
        QVERIFY2(report && report->succeeded(), qPrintable(textOf(report)));
    }
    QVERIFY2(refused > 0 && failed > 0 && applied > 0, qPrintable(QStringLiteral("%1 %2 %3").arg(refused).arg(failed).arg(applied)));
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const auto arguments = QCoreApplication::arguments();
    if (arguments.size() >= 4 && arguments[1] == QStringLiteral("--run")) {
        if (arguments.size() == 5) {
            // No file may grow beyond: what a full disk says, without one.
            std::signal(SIGXFSZ, SIG_IGN);
            const auto bytes = arguments[4].toULong();
            const rlimit limit { bytes, bytes };
            if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
                return 1;
        }
        return test::runAsChild(arguments[2], arguments[3]);
    }
    TestMigrationFaults test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_migrationfaults.moc"
