#include "core/migrations/repair.h"
#include "core/migrations/verify.h"
#include "tests/integration/migrationruns/rundatabase.h"

using namespace dumbo;
using test::HeardEvents;
using test::migration;
using test::outcomes;
using test::RunDatabase;
using test::setOf;
using test::states;

/// What a person does about states of the ledger, and ledgers that the existing Dumbo wrote.
class TestMigrationRepair : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aLedgerOfTheExistingDumboIsUnderstood_data() { types(); }
    void aLedgerOfTheExistingDumboIsUnderstood();
    void theExistingDumboUnderstandsOurs_data() { types(); }
    void theExistingDumboUnderstandsOurs();
    void whatOthersMayHaveLeftHalfDoneIsAskedAbout();
    void aChangeIsAccepted_data() { types(); }
    void aChangeIsAccepted();
    void baselineRecordsWithoutRunning_data() { types(); }
    void baselineRecordsWithoutRunning();
    void aMissingOneIsForgotten_data() { types(); }
    void aMissingOneIsForgotten();
    void aHalfDoneTryIsForgottenOrTakenAsDone();
    void whatItDoesNotMendIsRefused();
    void verifyTellsWhatDoesNotHold_data() { types(); }
    void verifyTellsWhatDoesNotHold();
    void verifyFindsAnIndexThatIsNotValid();

private:
    static void types();
};

namespace {

Migration huts()
{
    return migration(QStringLiteral("0001_huts"), { "CREATE TABLE huts (id INTEGER PRIMARY KEY)", "INSERT INTO huts VALUES (1)" });
}

Migration beds()
{
    return migration(QStringLiteral("0002_beds"), { "CREATE TABLE beds (id INTEGER PRIMARY KEY)" });
}

Migration changed(Migration migration)
{
    migration.up.front().text += " -- again";
    migration.hash = migrationHash(migration.up);
    return migration;
}

/// The table in the words of the existing Dumbo; it knows PostgreSQL and SQLite.
QByteArray dumboLedger(const QString &type)
{
    if (type == u"sqlite")
        return "CREATE TABLE IF NOT EXISTS dmb_migrations (\n    id INTEGER PRIMARY KEY AUTOINCREMENT,\n    name VARCHAR(255) NOT NULL UNIQUE,\n"
               "    application VARCHAR(255) NOT NULL DEFAULT 'default',\n    sql_hash VARCHAR(64) NOT NULL,\n"
               "    timestamp DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP\n)";
    return "CREATE TABLE IF NOT EXISTS dmb_migrations (\n    id SERIAL PRIMARY KEY,\n    name VARCHAR(255) NOT NULL UNIQUE,\n"
           "    application VARCHAR(255) NOT NULL DEFAULT 'default',\n    sql_hash VARCHAR(64) NOT NULL,\n"
           "    timestamp TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP\n)";
}

/// A record as it writes it.
QByteArray dumboRecord(const Migration &migration)
{
    return "INSERT INTO dmb_migrations (name, sql_hash) VALUES ('" + migration.name.toUtf8() + "', '" + migration.hash + "')";
}

Result<RunReport> run(RunDatabase &database, const MigrationSet &set, HeardEvents &events, const RunOptions &options = {})
{
    return MigrationRunner(database.opener(), options).run(set, events);
}

/// Fails half-way where the database does not undo DDL.
Migration halfDone(const RunDatabase &database)
{
    const auto alone = database.type() == u"sqlite" ? QByteArray("VACUUM") : database.type() == u"mariadb" ? QByteArray("DO 1") : QByteArray("VACUUM huts");
    return migration(QStringLiteral("0003_half"), { alone, "INSERT INTO nowhere VALUES (1)" });
}

} // namespace

void TestMigrationRepair::types()
{
    QTest::addColumn<QString>("type");
    for (const auto *type : { "sqlite", "postgresql", "mariadb" })
        QTest::newRow(type) << QString::fromLatin1(type);
}

void TestMigrationRepair::aLedgerOfTheExistingDumboIsUnderstood()
{
    QFETCH(QString, type);
    DUMBO_NEED_DATABASE(database, type);
    database.run(dumboLedger(type));
    database.run("CREATE TABLE huts (id INTEGER PRIMARY KEY)");
    database.run(dumboRecord(huts()));
    // As sha256sum has it of the two texts with a newline between.
    QCOMPARE(huts().hash, QByteArray("3418a9d20b6495279a2181f4e488f66d71e94ea3180d1554b090e433d3ce0189"));

    const auto ledger = database.ledger();
    QVERIFY(ledger.exists && !ledger.hasDetails);
    QCOMPARE(ledger.entries.size(), std::size_t(1));
    QCOMPARE(ledger.entries.front().application, QStringLiteral("default"));
    QVERIFY(!ledger.entries.front().timestamp.isEmpty());
    QVERIFY(!ledger.entries.front().details);
    const auto plan = planMigrations(setOf({ huts(), beds() }), ledger);
    QCOMPARE(states(plan), QStringList({ QStringLiteral("0001_huts applied"), QStringLiteral("0002_beds pending") }));
    QVERIFY(plan.detailsUnknown);

    HeardEvents events;
    events.says = true;
    const auto report = run(database, setOf({ huts(), beds() }), events);
    QVERIFY2(report && report->succeeded(), report ? report->error ? qPrintable(report->error->toText()) : "" : qPrintable(report.error().toText()));
    QCOMPARE(outcomes(*report), QStringList({ QStringLiteral("0002_beds applied") }));
    QCOMPARE(events.questions.size(), type == u"mariadb" ? 1 : 0); // where nothing is left half-done, nobody is asked
}

void TestMigrationRepair::theExistingDumboUnderstandsOurs()
{
    QFETCH(QString, type);
    DUMBO_NEED_DATABASE(database, type);
    HeardEvents events;
    QVERIFY(run(database, setOf({ huts() }), events)->succeeded());
    // It makes its table anyway, asks for the hash by the name, and adds rows without saying id, application and time.
    if (type != u"mariadb")
        database.run(dumboLedger(type));
    QCOMPARE(database.ask("SELECT sql_hash FROM dmb_migrations WHERE name = '0001_huts'"), QString::fromLatin1(huts().hash));
    database.run(dumboRecord(beds()));
    database.run("CREATE TABLE beds (id INTEGER PRIMARY KEY)");
    QCOMPARE(database.ask("SELECT id FROM dmb_migrations WHERE name = '0002_beds' AND application = 'default' AND timestamp IS NOT NULL"), QStringLiteral("2"));
    const auto columns = type == u"sqlite"
        ? QByteArray("SELECT group_concat(name || ' ' || type || ' ' || \"notnull\" || ' ' || pk, ', ') FROM pragma_table_info('dmb_migrations')")
        : QByteArray("SELECT 1");
    if (type == u"sqlite")
        QCOMPARE(database.ask(columns),
            QStringLiteral("id INTEGER 0 1, name VARCHAR(255) 1 0, application VARCHAR(255) 1 0, sql_hash VARCHAR(64) 1 0, timestamp DATETIME 1 0"));
    if (type == u"postgresql")
        QCOMPARE(database.ask("SELECT string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull || ' ' ||"
                              " coalesce(pg_get_expr(d.adbin, d.adrelid), ''), ', ' ORDER BY a.attnum) FROM pg_attribute a LEFT JOIN pg_attrdef d"
                              " ON d.adrelid = a.attrelid AND d.adnum = a.attnum WHERE a.attrelid = 'dmb_migrations'::regclass AND a.attnum > 0"),
            QStringLiteral("id integer true nextval('dmb_migrations_id_seq'::regclass), name character varying(255) true , application character"
                           " varying(255) true 'default'::character varying, sql_hash character varying(64) true , timestamp timestamp without"
                           " time zone true CURRENT_TIMESTAMP"));
    const auto again = run(database, setOf({ huts(), beds() }), events);
    QVERIFY(again && again->succeeded() && again->migrations.empty());
}

void TestMigrationRepair::whatOthersMayHaveLeftHalfDoneIsAskedAbout()
{
    DUMBO_NEED_DATABASE(database, QStringLiteral("postgresql"));
    database.run(dumboLedger(QStringLiteral("postgresql")));
    database.run("CREATE TABLE huts (id INTEGER PRIMARY KEY)");
    database.run(dumboRecord(huts()));
    const auto set = setOf({ huts(), migration(QStringLiteral("0002_vacuum"), { "VACUUM huts" }) });
    HeardEvents events;
    const auto refused = run(database, set, events);
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind(), ErrorKind::InvalidOperation);
    QCOMPARE(events.questions.size(), 1);
    QVERIFY(!database.ledger().hasDetails);
    events.says = true;
    QVERIFY(run(database, set, events)->succeeded());
    events.questions.clear();
    QVERIFY(run(database, setOf({ huts(), set.migrations[1], migration(QStringLiteral("0003_vacuum"), { "VACUUM huts" }) }), events)->succeeded());
    QVERIFY(events.questions.isEmpty());
}

void TestMigrationRepair::aChangeIsAccepted()
{
    QFETCH(QString, type);
    DUMBO_NEED_DATABASE(database, type);
    HeardEvents events;
    QVERIFY(run(database, setOf({ huts(), beds() }), events)->succeeded());
    const auto set = setOf({ changed(huts()), changed(beds()) });
    RepairRequest request;
    request.names = { QStringLiteral("0001_huts") };
    request.reason = QStringLiteral("a comment only");
    const auto changes = acceptChanges(database.opener(), set, request, events);
    QVERIFY2(changes, changes ? "" : qPrintable(changes.error().toText()));
    QCOMPARE(*changes, std::vector<LedgerChange>({ { QStringLiteral("0001_huts"), RunAction::Accept, huts().hash, set.migrations[0].hash } }));
    const auto plan = planMigrations(set, database.ledger());
    QCOMPARE(states(plan), QStringList({ QStringLiteral("0001_huts applied"), QStringLiteral("0002_beds changed") }));
    const auto details = plan.migrations[0].entry->details;
    QVERIFY(details);
    QCOMPARE(details->action, RunAction::Accept);
    QCOMPARE(details->overrideReason, QStringLiteral("a comment only"));
    QCOMPARE(acceptChanges(database.opener(), set, {}, events)->size(), std::size_t(1));
    QVERIFY(planMigrations(set, database.ledger()).isClean());
}

void TestMigrationRepair::baselineRecordsWithoutRunning()
{
    QFETCH(QString, type);
    DUMBO_NEED_DATABASE(database, type);
    database.run("CREATE TABLE huts (id INTEGER PRIMARY KEY)");
    const auto ways = migration(QStringLiteral("0003_ways"), { "CREATE TABLE ways (id INTEGER)" });
    const auto set = setOf({ huts(), beds(), ways });
    HeardEvents events;
    const auto changes = baseline(database.opener(), set, QStringLiteral("0002_beds"), {}, events);
    QVERIFY2(changes, changes ? "" : qPrintable(changes.error().toText()));
    QCOMPARE(changes->size(), std::size_t(2));
    QVERIFY(!database.hasTable(QStringLiteral("beds")));
    const auto plan = planMigrations(set, database.ledger());
    QCOMPARE(states(plan), QStringList({ QStringLiteral("0001_huts applied"), QStringLiteral("0002_beds applied"), QStringLiteral("0003_ways pending") }));
    QCOMPARE(plan.migrations[0].entry->details->action, RunAction::Baseline);
    QCOMPARE(baseline(database.opener(), set, QStringLiteral("0009"), {}, events).error().kind(), ErrorKind::NotFound);
    QVERIFY(run(database, set, events)->succeeded());
    QVERIFY(database.hasTable(QStringLiteral("ways")));
}

void TestMigrationRepair::aMissingOneIsForgotten()
{
    QFETCH(QString, type);
    DUMBO_NEED_DATABASE(database, type);
    HeardEvents events;
    QVERIFY(run(database, setOf({ huts(), beds() }), events)->succeeded());
    const auto set = setOf({ beds() });
    QCOMPARE(planMigrations(set, database.ledger()).count(MigrationState::Missing), 1);
    RunOptions strict;
    strict.allowMissing = false;
    QCOMPARE(run(database, set, events, strict).error().kind(), ErrorKind::InvalidOperation);
    QVERIFY(run(database, set, events)->succeeded()); // a ledger may be shared
    const auto changes = forget(database.opener(), set, {}, events);
    QVERIFY2(changes, changes ? "" : qPrintable(changes.error().toText()));
    QCOMPARE(*changes, std::vector<LedgerChange>({ { QStringLiteral("0001_huts"), RunAction::Forget, huts().hash, {} } }));
    QCOMPARE(states(planMigrations(set, database.ledger())), QStringList({ QStringLiteral("0002_beds applied") }));
    // An applied one only when it is named.
    QVERIFY(forget(database.opener(), set, {}, events)->empty());
    RepairRequest named;
    named.names = { QStringLiteral("0002_beds") };
    QCOMPARE(forget(database.opener(), set, named, events)->size(), std::size_t(1));
    QCOMPARE(states(planMigrations(set, database.ledger())), QStringList({ QStringLiteral("0002_beds pending") }));
}

void TestMigrationRepair::aHalfDoneTryIsForgottenOrTakenAsDone()
{
    for (const auto *type : { "sqlite", "postgresql", "mariadb" }) {
        DUMBO_NEED_DATABASE(database, QString::fromLatin1(type));
        const auto set = setOf({ huts(), halfDone(database) });
        HeardEvents events;
        const auto report = run(database, set, events);
        QVERIFY2(report && report->error, type);
        QCOMPARE(states(*report->after), QStringList({ QStringLiteral("0001_huts applied"), QStringLiteral("0003_half failed") }));
        const auto changes = forget(database.opener(), set, {}, events);
        QVERIFY2(changes, changes ? "" : qPrintable(changes.error().toText()));
        QCOMPARE(states(planMigrations(set, database.ledger())), QStringList({ QStringLiteral("0001_huts applied"), QStringLiteral("0003_half pending") }));
        QVERIFY(run(database, set, events)->error);
        QCOMPARE(baseline(database.opener(), set, {}, {}, events)->size(), std::size_t(1));
        QVERIFY(planMigrations(set, database.ledger()).isClean());
    }
}

void TestMigrationRepair::whatItDoesNotMendIsRefused()
{
    DUMBO_NEED_DATABASE(database, QStringLiteral("sqlite"));
    HeardEvents events;
    RepairRequest request;
    request.names = { QStringLiteral("0001_huts") };
    const auto refused = acceptChanges(database.opener(), setOf({ huts() }), request, events);
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind(), ErrorKind::InvalidOperation);
    QVERIFY(refused.error().message().contains(QStringLiteral("pending")));
    request.names = { QStringLiteral("0009") };
    QCOMPARE(acceptChanges(database.opener(), setOf({ huts() }), request, events).error().kind(), ErrorKind::NotFound);
}

void TestMigrationRepair::verifyTellsWhatDoesNotHold()
{
    QFETCH(QString, type);
    DUMBO_NEED_DATABASE(database, type);
    HeardEvents events;
    QVERIFY(run(database, setOf({ huts() }), events)->succeeded());
    const auto fine = verifyMigrations(database.open()->executor(), setOf({ huts() }));
    QVERIFY2(fine, fine ? "" : qPrintable(fine.error().toText()));
    QCOMPARE(fine->problems, std::vector<VerifyProblem>());
    const auto bad = verifyMigrations(database.open()->executor(), setOf({ changed(huts()), beds() }));
    QVERIFY(bad);
    QCOMPARE(bad->problems.size(), std::size_t(2));
    QCOMPARE(bad->problems[0].name, QStringLiteral("0001_huts"));
    QVERIFY(bad->problems[1].message.contains(QStringLiteral("not applied yet")));
}

void TestMigrationRepair::verifyFindsAnIndexThatIsNotValid()
{
    DUMBO_NEED_DATABASE(database, QStringLiteral("postgresql"));
    HeardEvents events;
    QVERIFY(run(database, setOf({ huts() }), events)->succeeded());
    database.run("INSERT INTO huts SELECT i FROM generate_series(2, 10) i");
    const auto index = migration(QStringLiteral("0002_index"), { "CREATE UNIQUE INDEX CONCURRENTLY huts_half ON huts ((id / 2))" });
    const auto failed = run(database, setOf({ huts(), index }), events);
    QVERIFY(failed && failed->error);
    QCOMPARE(failed->error->kind(), ErrorKind::UniqueConstraint);
    QVERIFY2(events.notices.filter(QStringLiteral("huts_half")).size() == 1, qPrintable(events.notices.join(u'\n')));
    const auto report = verifyMigrations(database.open()->executor(), setOf({ huts(), index }));
    QVERIFY(report);
    QVERIFY(std::ranges::any_of(report->problems, [](const auto &problem) { return problem.message.contains(u"huts_half of public.huts is not valid"); }));

    // Once the rows allow it, resuming builds it anew.
    database.run("DELETE FROM huts WHERE id > 1");
    RunOptions options;
    options.resume = true;
    const auto resumed = run(database, setOf({ huts(), index }), events, options);
    QVERIFY2(resumed && resumed->succeeded(), resumed ? resumed->error ? qPrintable(resumed->error->toText()) : "" : qPrintable(resumed.error().toText()));
    QVERIFY(verifyMigrations(database.open()->executor(), setOf({ huts(), index }))->problems.empty());
}

QTEST_GUILESS_MAIN(TestMigrationRepair)
#include "tst_migrationrepair.moc"
