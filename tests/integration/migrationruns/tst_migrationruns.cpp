#include "tests/integration/migrationruns/rundatabase.h"

#include <QThread>

using namespace dumbo;
using test::HeardEvents;
using test::migration;
using test::outcomes;
using test::RunDatabase;
using test::setOf;
using test::states;

/// What every database type promises, on each.
class TestMigrationRuns : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pendingOnesRunAndAreRecorded_data() { types(); }
    void pendingOnesRunAndAreRecorded();
    void theSecondRunDoesNothing_data() { types(); }
    void theSecondRunDoesNothing();
    void aFailingOneIsUndoneWhereTheDatabaseUndoes_data() { types(); }
    void aFailingOneIsUndoneWhereTheDatabaseUndoes();
    void whatAMigrationSetsDoesNotLeadTheLedgerAstray_data() { types(); }
    void whatAMigrationSetsDoesNotLeadTheLedgerAstray();
    void aReviewIsKept_data() { types(); }
    void aReviewIsKept();
    void aChangedOneIsRefusedUnlessTold_data() { types(); }
    void aChangedOneIsRefusedUnlessTold();
    void oneOutOfOrderIsRefusedUnlessTold_data() { types(); }
    void oneOutOfOrderIsRefusedUnlessTold();
    void aDownScriptRunsAndLeavesTheLedger_data() { types(); }
    void aDownScriptRunsAndLeavesTheLedger();
    void cancellingStopsTheStatement_data() { types(); }
    void cancellingStopsTheStatement();
    void aDeadlineIsOfAStatementOnly_data() { types(); }
    void aDeadlineIsOfAStatementOnly();
    void onlyWhatWasAskedForRuns_data() { types(); }
    void onlyWhatWasAskedForRuns();
    void aMigrationThatControlsItsTransactionsRunsAlone_data() { types(); }
    void aMigrationThatControlsItsTransactionsRunsAlone();
    void beginAndCommitAroundItAreTheRunners_data() { types(); }
    void beginAndCommitAroundItAreTheRunners();
    void repeatableOnesRunAgainWhenTheyChange_data() { types(); }
    void repeatableOnesRunAgainWhenTheyChange();
    void aDatabaseInMemoryHasOneConnectionOnly();
    void aNewValueOfAnEnumIsCommittedBeforeItIsUsed();
    void twoOfOneNameAreRefused();
    void aSourceWithAFatalProblemIsRefused();

private:
    static void types();
};

namespace {

Migration huts()
{
    return migration(QStringLiteral("0001_huts"), { "CREATE TABLE huts (id INTEGER PRIMARY KEY, name VARCHAR(40))", "INSERT INTO huts VALUES (1, 'Alm'), (2, 'Tal')" },
        { "DROP TABLE huts" });
}

Migration beds()
{
    return migration(QStringLiteral("0002_beds"), { "CREATE TABLE beds (id INTEGER PRIMARY KEY, hut INTEGER)" }, { "DROP TABLE beds" });
}

Migration broken()
{
    return migration(QStringLiteral("0003_broken"), { "CREATE TABLE ways (id INTEGER PRIMARY KEY)", "INSERT INTO nowhere VALUES (1)", "CREATE TABLE tours (id INTEGER)" });
}

Result<RunReport> run(RunDatabase &database, const MigrationSet &set, RunEvents &events, const RunOptions &options = {})
{
    return MigrationRunner(database.opener(), options).run(set, events);
}

} // namespace

void TestMigrationRuns::types()
{
    QTest::addColumn<QString>("type");
    for (const auto *type : { "sqlite", "postgresql", "mariadb", "qsqlite", "qpsql" })
        QTest::newRow(type) << QString::fromLatin1(type);
}

void TestMigrationRuns::pendingOnesRunAndAreRecorded()
{
    QFETCH(QString, type);
    DUMBO_NEED_DATABASE(database, type);
    type = database.type();
    HeardEvents events;
    const auto report = run(database, setOf({ huts(), beds() }), events);
    QVERIFY2(report, report ? "" : qPrintable(report.error().toText()));
    QVERIFY2(report->succeeded(), report->error ? qPrintable(report->error->toText()) : "not verified");
    QCOMPARE(outcomes(*report), QStringList({ QStringLiteral("0001_huts applied"), QStringLiteral("0002_beds applied") }));
    QCOMPARE(report->migrations[0].statementsDone, 2);
    QCOMPARE(report->migrations[0].rows, std::optional<qint64>(2));
    QVERIFY(report->after && report->after->isClean());
    QCOMPARE(database.ask("SELECT count(*) FROM huts"), QStringLiteral("2"));
    QCOMPARE(events.lines.filter(QStringLiteral("/2 ")), QStringList({ QStringLiteral("1/2 0001_huts"), QStringLiteral("2/2 0002_beds") }));
    QCOMPARE(events.locks, 1);
    QVERIFY(events.notices.isEmpty());

    const auto ledger = database.ledger();
    QVERIFY(ledger.exists && ledger.hasDetails);
    QCOMPARE(ledger.entries.size(), std::size_t(2));
    const auto &entry = ledger.entries.front();
    QCOMPARE(entry.name, QStringLiteral("0001_huts"));
    QCOMPARE(entry.hash, huts().hash);
    QCOMPARE(entry.application, QStringLiteral("default"));
    QVERIFY(entry.details);
    QCOMPARE(entry.details->outcome, RunOutcome::Applied);
    QCOMPARE(entry.details->run, report->run);
    QCOMPARE(entry.details->statementsDone, 2);
    QVERIFY(entry.details->durationMs && !entry.details->who.isEmpty() && !entry.details->finished.isEmpty());
}

void TestMigrationRuns::theSecondRunDoesNothing()
{
    QFETCH(QString, type);
    DUMBO_NEED_DATABASE(database, type);
    type = database.type();
    HeardEvents events;
    QVERIFY(run(database, setOf({ huts() }), events)->succeeded());
    events.lines.clear();
    const auto report = run(database, setOf({ huts() }), events);
    QVERIFY(report && report->succeeded());
    QVERIFY(report->migrations.empty());
    QVERIFY(events.lines.isEmpty());
    QCOMPARE(database.ask("SELECT count(*) FROM dmb_migration_runs"), QStringLiteral("1"));
}

void TestMigrationRuns::aFailingOneIsUndoneWhereTheDatabaseUndoes()
{
    QFETCH(QString, type);
    DUMBO_NEED_DATABASE(database, type);
    type = database.type();
    HeardEvents events;
    const auto report = run(database, setOf({ huts(), broken(), migration(QStringLiteral("0004_more"), { "SELECT 1" }) }), events);
    QVERIFY(report);
    QVERIFY(report->error);
    QVERIFY2(report->error->detail().contains(QStringLiteral("Statement 2 of 3 of \"0003_broken\", line 2.")), qPrintable(report->error->toText()));
    QVERIFY(!report->succeeded());
    const auto undoes = type != u"mariadb";
    QCOMPARE(outcomes(*report),
        QStringList({ undoes ? QStringLiteral("0001_huts rolled-back") : QStringLiteral("0001_huts applied"), QStringLiteral("0003_broken failed"),
            QStringLiteral("0004_more not-run") }));
    QCOMPARE(database.hasTable(QStringLiteral("huts")), !undoes);
    QCOMPARE(database.hasTable(QStringLiteral("ways")), !undoes);
    QVERIFY(report->after);
    QCOMPARE(report->after->count(MigrationState::Failed), undoes ? 0 : 1);
    const auto planned = std::ranges::find_if(report->after->migrations, [](const auto &p) { return p.name() == u"0003_broken"; });
    QVERIFY2(planned->reason.contains(undoes ? QStringLiteral("Nothing of it is in the database.") : QStringLiteral("1 of 3 statements")),
        qPrintable(planned->reason));

    // The next run begins anew, or is refused until somebody says how to go on; then it goes on behind what is kept.
    auto mended = broken();
    mended.up[1].text = "INSERT INTO ways VALUES (1)";
    mended.hash = migrationHash(mended.up);
    const auto set = setOf({ huts(), mended });
    const auto again = run(database, set, events);
    if (undoes) {
        QVERIFY(again && again->succeeded());
        return;
    }
    QVERIFY(!again);
    QCOMPARE(again.error().kind(), ErrorKind::InvalidOperation);
    QVERIFY(again.error().hint().contains(QStringLiteral("resume")));
    RunOptions options;
    options.resume = true;
    const auto resumed = run(database, set, events, options);
    QVERIFY2(resumed && resumed->succeeded(), resumed ? "" : qPrintable(resumed.error().toText()));
    QCOMPARE(database.ask("SELECT count(*) FROM ways"), QStringLiteral("1"));
    QVERIFY(database.hasTable(QStringLiteral("tours")));
}

void TestMigrationRuns::whatAMigrationSetsDoesNotLeadTheLedgerAstray()
{
    QFETCH(QString, type);
    DUMBO_NEED_DATABASE(database, type);
    type = database.type();
    QByteArrayList up { "CREATE TEMPORARY TABLE dmb_migrations (id INTEGER)" };
    if (type == u"postgresql")
        up = { "CREATE SCHEMA elsewhere", "SET search_path = elsewhere", "CREATE TABLE far (id int)" };
    else if (type == u"mariadb")
        up = { "SET SESSION sql_mode = 'ANSI_QUOTES'", "USE mysql" };
    HeardEvents events;
    const auto report = run(database, setOf({ migration(QStringLiteral("0001_set"), up), beds() }), events);
    QVERIFY2(report && report->succeeded(), report ? report->error ? qPrintable(report->error->toText()) : "" : qPrintable(report.error().toText()));
    QCOMPARE(database.ledger().entries.size(), std::size_t(2));
    QVERIFY(database.hasTable(QStringLiteral("beds"))); // nor the next one
}

void TestMigrationRuns::aReviewIsKept()
{
    QFETCH(QString, type);
    DUMBO_NEED_DATABASE(database, type);
    type = database.type();
    RunOptions options;
    options.who = QStringLiteral("anna@laptop");
    options.review = [](const Migration &) { return RunReview { "abc", QStringLiteral("Bert"), QStringLiteral("it burns") }; };
    HeardEvents events;
    QVERIFY(run(database, setOf({ huts() }), events, options)->succeeded());
    const auto details = database.ledger().entries.front().details;
    QVERIFY(details);
    QVERIFY2(details->who.startsWith(QStringLiteral("anna@laptop")), qPrintable(details->who));
    QCOMPARE(details->reviewHash, QByteArray("abc"));
    QCOMPARE(details->approvedBy, QStringLiteral("Bert"));
    QCOMPARE(details->overrideReason, QStringLiteral("it burns"));
}

void TestMigrationRuns::aChangedOneIsRefusedUnlessTold()
{
    QFETCH(QString, type);
    DUMBO_NEED_DATABASE(database, type);
    type = database.type();
    HeardEvents events;
    QVERIFY(run(database, setOf({ beds() }), events)->succeeded());
    auto changed = beds();
    changed.up[0].text += " ";
    changed.hash = migrationHash(changed.up);
    const auto ways = migration(QStringLiteral("0003_ways"), { "CREATE TABLE ways (id INTEGER)" });
    const auto refused = run(database, setOf({ changed, ways }), events);
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind(), ErrorKind::InvalidOperation);
    QVERIFY(refused.error().message().contains(QStringLiteral("0002_beds (changed)")));
    QVERIFY(!database.hasTable(QStringLiteral("ways")));

    RunOptions options;
    options.mismatch = HashMismatch::Keep;
    const auto kept = run(database, setOf({ changed, ways }), events, options);
    QVERIFY(kept && kept->succeeded());
    QCOMPARE(database.ledger().find(QStringLiteral("0002_beds"))->hash, beds().hash);
    options.mismatch = HashMismatch::Update;
    QVERIFY(run(database, setOf({ changed, ways }), events, options)->succeeded());
    QCOMPARE(database.ledger().find(QStringLiteral("0002_beds"))->hash, changed.hash);
}

void TestMigrationRuns::oneOutOfOrderIsRefusedUnlessTold()
{
    QFETCH(QString, type);
    DUMBO_NEED_DATABASE(database, type);
    type = database.type();
    HeardEvents events;
    QVERIFY(run(database, setOf({ beds() }), events)->succeeded());
    const auto refused = run(database, setOf({ huts(), beds() }), events);
    QVERIFY(!refused);
    QVERIFY(refused.error().message().contains(QStringLiteral("0001_huts (out-of-order)")));
    RunOptions options;
    options.allowOutOfOrder = true;
    QVERIFY(run(database, setOf({ huts(), beds() }), events, options)->succeeded());
    QCOMPARE(database.ledger().entries.size(), std::size_t(2));
}

void TestMigrationRuns::aDownScriptRunsAndLeavesTheLedger()
{
    QFETCH(QString, type);
    DUMBO_NEED_DATABASE(database, type);
    type = database.type();
    const auto set = setOf({ huts(), beds() });
    HeardEvents events;
    QVERIFY(run(database, set, events)->succeeded());
    const auto report = MigrationRunner(database.opener(), {}).runDown(set, { QStringLiteral("0002_beds") }, events);
    QVERIFY2(report && report->succeeded(), report ? report->error ? qPrintable(report->error->toText()) : "" : qPrintable(report.error().toText()));
    QCOMPARE(outcomes(*report), QStringList({ QStringLiteral("0002_beds undone") }));
    QVERIFY(!database.hasTable(QStringLiteral("beds")));
    QCOMPARE(states(*report->after), QStringList({ QStringLiteral("0001_huts applied"), QStringLiteral("0002_beds pending") }));
    QVERIFY(run(database, set, events)->succeeded());
    QVERIFY(database.hasTable(QStringLiteral("beds")));
    const auto refused = MigrationRunner(database.opener(), {}).runDown(setOf({ migration(QStringLiteral("0001_huts"), { huts().up[0].text, huts().up[1].text }) }), { QStringLiteral("0001_huts") }, events);
    QVERIFY(!refused);
    QVERIFY(refused.error().message().contains(QStringLiteral("no down script")));
}

void TestMigrationRuns::cancellingStopsTheStatement()
{
    QFETCH(QString, type);
    DUMBO_NEED_DATABASE(database, type);
    type = database.type();
    CancellationSource source;
    RunOptions options;
    options.cancellation = source.token();
    HeardEvents events;
    std::unique_ptr<QThread> canceller;
    events.onStatement = [&](const StatementProgress &statement) {
        if (statement.migration != u"0002_slow")
            return;
        canceller.reset(QThread::create([&] { source.cancel(); }));
        canceller->start();
    };
    const auto slow = migration(QStringLiteral("0002_slow"), { database.slowStatement() });
    const auto report = run(database, setOf({ huts(), slow }), events, options);
    canceller->wait();
    QVERIFY2(report, report ? "" : qPrintable(report.error().toText()));
    QVERIFY(report->error && report->error->isCancelled());
    const auto undoes = type != u"mariadb";
    QCOMPARE(outcomes(*report),
        QStringList({ undoes ? QStringLiteral("0001_huts rolled-back") : QStringLiteral("0001_huts applied"), QStringLiteral("0002_slow cancelled") }));
    QVERIFY(report->after);
    QCOMPARE(database.ledger().lastRuns.at(QStringLiteral("0002_slow")).outcome, RunOutcome::Cancelled);
    QCOMPARE(database.hasTable(QStringLiteral("huts")), !undoes);
}

void TestMigrationRuns::aDeadlineIsOfAStatementOnly()
{
    QFETCH(QString, type);
    DUMBO_NEED_DATABASE(database, type);
    type = database.type();
    RunOptions options;
    options.statementTimeout = std::chrono::milliseconds(1000);
    options.tableLockTimeout = std::chrono::milliseconds(3000);
    HeardEvents events;
    const auto slow = migration(QStringLiteral("0002_slow"), { database.slowStatement() });
    const auto report = run(database, setOf({ beds(), slow }), events, options);
    QVERIFY2(report, report ? "" : qPrintable(report.error().toText()));
    QVERIFY(report->error);
    QCOMPARE(report->error->kind(), ErrorKind::Timeout);
    QCOMPARE(report->migrations.back().outcome, MigrationOutcome::Failed);
    QVERIFY(report->after);
    QCOMPARE(database.ledger().lastRuns.at(QStringLiteral("0002_slow")).outcome, RunOutcome::Failed);
}

void TestMigrationRuns::onlyWhatWasAskedForRuns()
{
    QFETCH(QString, type);
    DUMBO_NEED_DATABASE(database, type);
    type = database.type();
    const auto ways = migration(QStringLiteral("0003_ways"), { "CREATE TABLE ways (id INTEGER)" });
    const auto set = setOf({ huts(), beds(), ways });
    RunOptions options;
    options.upTo = QStringLiteral("0002_beds");
    HeardEvents events;
    QVERIFY(run(database, set, events, options)->succeeded());
    QVERIFY(!database.hasTable(QStringLiteral("ways")));
    options.upTo = QStringLiteral("0009");
    QCOMPARE(run(database, set, events, options).error().kind(), ErrorKind::NotFound);
    options = {};
    options.only = { QStringLiteral("0003_ways") };
    QVERIFY(run(database, set, events, options)->succeeded());
    QVERIFY(database.hasTable(QStringLiteral("ways")));
}

void TestMigrationRuns::aMigrationThatControlsItsTransactionsRunsAlone()
{
    QFETCH(QString, type);
    DUMBO_NEED_DATABASE(database, type);
    type = database.type();
    const auto set = setOf({ migration(QStringLiteral("0001_own"),
        { "CREATE TABLE a (id INTEGER)", "BEGIN", "INSERT INTO a VALUES (1)", "COMMIT", "BEGIN", "INSERT INTO a VALUES (2)", "INSERT INTO nowhere VALUES (1)", "COMMIT" }) });
    HeardEvents events;
    const auto report = run(database, set, events);
    QVERIFY(report);
    QVERIFY(report->error);
    QCOMPARE(report->migrations.front().statementsDone, 4);
    QCOMPARE(database.ask("SELECT count(*) FROM a"), QStringLiteral("1"));
    QCOMPARE(report->after->migrations.front().state, MigrationState::Failed);
    QCOMPARE(report->after->migrations.front().resumeAt, 4);
}

void TestMigrationRuns::beginAndCommitAroundItAreTheRunners()
{
    QFETCH(QString, type);
    DUMBO_NEED_DATABASE(database, type);
    type = database.type();
    const auto set = setOf({ migration(QStringLiteral("0001_wrapped"), { "BEGIN", "CREATE TABLE a (id INTEGER)", "INSERT INTO a VALUES (1)", "COMMIT" }) });
    HeardEvents events;
    const auto report = run(database, set, events);
    QVERIFY2(report && report->succeeded(), report ? report->error ? qPrintable(report->error->toText()) : "" : qPrintable(report.error().toText()));
    QCOMPARE(database.ask("SELECT count(*) FROM a"), QStringLiteral("1"));
    QCOMPARE(database.ledger().entries.front().hash, set.migrations.front().hash);
    QCOMPARE(report->migrations.front().statementsDone, 4);
}

void TestMigrationRuns::repeatableOnesRunAgainWhenTheyChange()
{
    QFETCH(QString, type);
    DUMBO_NEED_DATABASE(database, type);
    auto fills = migration(QStringLiteral("R__fill"), { "INSERT INTO huts VALUES (3, 'Joch')" });
    fills.repeatable = true;
    HeardEvents events;
    QVERIFY(run(database, setOf({ huts(), fills }), events)->succeeded());
    QVERIFY(run(database, setOf({ huts(), fills }), events)->migrations.empty());
    fills.up[0].text = "INSERT INTO huts VALUES (4, 'Kar')";
    fills.hash = migrationHash(fills.up);
    const auto again = run(database, setOf({ huts(), fills }), events);
    QVERIFY2(again && again->succeeded(), again ? again->error ? qPrintable(again->error->toText()) : "" : qPrintable(again.error().toText()));
    QCOMPARE(outcomes(*again), QStringList({ QStringLiteral("R__fill applied") }));
    QCOMPARE(database.ledger().find(QStringLiteral("R__fill"))->hash, fills.hash);
    QCOMPARE(database.ask("SELECT count(*) FROM huts"), QStringLiteral("4"));
}

void TestMigrationRuns::aDatabaseInMemoryHasOneConnectionOnly()
{
    DUMBO_NEED_DATABASE(files, QStringLiteral("sqlite"));
    const auto inner = RunDatabase::openerOf(files.registry(), QStringLiteral(":memory:"), Connector { QStringLiteral("SQLite"), QStringLiteral("sqlite3") });
    int opened = 0;
    const auto once = [&](const OpenRequest &request) -> Result<std::unique_ptr<OpenDatabase>> {
        if (opened++ > 0)
            return fail(ErrorKind::InvalidOperation, QStringLiteral("only one connection"));
        return inner(request);
    };
    HeardEvents events;
    const auto report = MigrationRunner(once, {}).run(setOf({ huts(), broken() }), events);
    QVERIFY2(report && report->error, report ? "" : qPrintable(report.error().toText()));
    QCOMPARE(outcomes(*report), QStringList({ QStringLiteral("0001_huts rolled-back"), QStringLiteral("0003_broken failed") }));
    QVERIFY(report->after);
    QVERIFY(events.notices.isEmpty());
}

void TestMigrationRuns::aNewValueOfAnEnumIsCommittedBeforeItIsUsed()
{
    DUMBO_NEED_DATABASE(database, QStringLiteral("postgresql"));
    database.run("CREATE TYPE mood AS ENUM ('calm')");
    HeardEvents events;
    const auto report = run(database, setOf({ migration(QStringLiteral("0001"), { "ALTER TYPE mood ADD VALUE 'wild'" }),
                                          migration(QStringLiteral("0002"), { "CREATE TABLE moods AS SELECT 'wild'::mood AS mood" }) }), events);
    QVERIFY2(report && report->succeeded(), report ? report->error ? qPrintable(report->error->toText()) : "" : qPrintable(report.error().toText()));
}

void TestMigrationRuns::twoOfOneNameAreRefused()
{
    DUMBO_NEED_DATABASE(database, QStringLiteral("sqlite"));
    auto other = beds();
    other.name = huts().name;
    HeardEvents events;
    const auto refused = run(database, setOf({ huts(), other }), events);
    QVERIFY(!refused);
    QVERIFY(refused.error().message().contains(QStringLiteral("two migrations of the name \"0001_huts\"")));
    QVERIFY(!database.ledger().exists);
    auto same = setOf({ huts(), huts() });
    QVERIFY(run(database, same, events)->succeeded());
    QCOMPARE(database.ledger().entries.size(), std::size_t(1));
}

void TestMigrationRuns::aSourceWithAFatalProblemIsRefused()
{
    DUMBO_NEED_DATABASE(database, QStringLiteral("sqlite"));
    auto set = setOf({ huts() });
    set.problems.push_back({ QStringLiteral("atlas.sum"), 3, QStringLiteral("A file was changed."), true });
    HeardEvents events;
    const auto refused = run(database, set, events);
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind(), ErrorKind::InvalidOperation);
    QVERIFY(refused.error().message().contains(QStringLiteral("A file was changed.")));
    set.problems.front().isFatal = false;
    QVERIFY(run(database, set, events)->succeeded());
}

QTEST_GUILESS_MAIN(TestMigrationRuns)
#include "tst_migrationruns.moc"
