#include "tests/integration/dryrun/dryrunfixture.h"
#include "tests/support/servers/needserver.h"
#include "tests/support/servers/pgbouncer.h"
#include "tests/support/servers/postgresserver.h"

#include <algorithm>

using namespace dumbo;
using namespace dumbo::test;
using namespace std::chrono_literals;

/// What a dry run on PostgreSQL measures, by every connector.
class TestPostgresqlDryRun : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void locksAreThoseReallyTaken_data() { connectors(); }
    void locksAreThoseReallyTaken();
    void aRewrittenTableIsSeen_data() { connectors(); }
    void aRewrittenTableIsSeen();
    void whatIsMadeAndDroppedIsSeen_data() { connectors(); }
    void whatIsMadeAndDroppedIsSeen();
    void rowsAreCounted();
    void aSequenceThatMovedOnIsSaid();
    void constraintsForTheEndAreChecked();
    void aStatementWaitsForALockOnlySoLong();
    void aFailedStatementEndsTheDryRun();
    void aReadOnlyConnectionIsRefused();
    void withoutTemporaryTablesThereIsNoDryRun();
    void triggersThatAreSwitchedOffAreNoGuard();
    void behindPgBouncerItIsTheSame();
    void activityTellsWhoHasWhat();
    void aScratchDatabaseRunsWhatRunsAlone_data() { connectors(); }
    void aScratchDatabaseRunsWhatRunsAlone();
    void whatBelongsToTheServerIsNotRunOnScratch();
    void whatIsNoScratchDatabaseIsNotTakenForOne_data() { connectors(); }
    void whatIsNoScratchDatabaseIsNotTakenForOne();
    void aSequenceIsNotSet();
    void leftOversAreSwept();
    void aScratchDatabaseInUseIsNotSwept();
    void aCopyWithRowsNeedsToBeAlone();
    void aCopyOfTheSchemaHasItsObjects();

private:
    void connectors();
    [[nodiscard]] DatabaseOpener opener(const QString &user = {}, bool readOnly = false);
    void run(const char *sql) { m_admin(sql); }
    [[nodiscard]] QString asked(const QByteArray &sql) const
    {
        const auto text = m_server->run(QString::fromUtf8(sql), m_database);
        return text ? text->trimmed() : text.error().toText();
    }
    std::function<void(const char *)> m_admin;
    std::unique_ptr<PostgresServer> m_ownServer;
    PostgresServer *m_server = nullptr;
    DryRunFixture m_fixture;
    QString m_database;
    std::unique_ptr<OpenDatabase> m_open;
};

namespace {

bool has(const std::vector<TakenLock> &locks, const ObjectPath &object, const char *mode)
{
    return std::ranges::contains(locks, TakenLock { object, QString::fromLatin1(mode) });
}

} // namespace

void TestPostgresqlDryRun::initTestCase()
{
    // One of its own: whoever makes a scratch database sweeps what was left behind.
    auto server = PostgresServer::start();
    DUMBO_NEED_SERVER(server);
    m_ownServer = std::move(*server);
    m_server = m_ownServer.get();
    m_admin = [this](const char *sql) {
        if (const auto done = m_server->run(QString::fromUtf8(sql), m_database); !done)
            qFatal("%s: %s", sql, qPrintable(done.error().toText()));
    };
}

void TestPostgresqlDryRun::init()
{
    m_database = m_server->createDatabase();
    run("CREATE TABLE person (id serial PRIMARY KEY, name varchar(20), age int); INSERT INTO person (name, age) SELECT 'p' || n, n FROM"
        " generate_series(1, 500) n; CREATE INDEX person_name ON person (name); CREATE TABLE town (id int PRIMARY KEY);"
        " CREATE VIEW adult AS SELECT * FROM person WHERE age > 17");
}

void TestPostgresqlDryRun::cleanup()
{
    m_open.reset();
    m_server->dropDatabase(m_database);
}

void TestPostgresqlDryRun::connectors()
{
    QTest::addColumn<QString>("driver");
    QTest::newRow("libpq") << QStringLiteral("libpq");
    QTest::newRow("qpsql") << QStringLiteral("qpsql");
}

DatabaseOpener TestPostgresqlDryRun::opener(const QString &user, bool readOnly)
{
    auto driver = QStringLiteral("libpq");
    if (const auto *tag = QTest::currentDataTag(); tag && qstrcmp(tag, "qpsql") == 0)
        driver = QStringLiteral("qpsql");
    auto url = m_server->url(m_database);
    if (!user.isEmpty())
        url.replace(QStringLiteral("postgresql://postgres@"), QStringLiteral("postgresql://%1@").arg(user));
    return m_fixture.opener(url, { QStringLiteral("PostgreSQL"), driver }, readOnly);
}

void TestPostgresqlDryRun::locksAreThoseReallyTaken()
{
    m_open = m_fixture.open(opener());
    auto &dryRun = migrations(*m_open);
    DUMBO_OK(dryRun.beginDryRun({}));
    const auto read = dryRun.measure("SELECT count(*) FROM person");
    DUMBO_OK(read);
    QVERIFY(has(read->locks, relation("person"), "AccessShareLock"));
    QCOMPARE(read->locks.size(), 1U);
    const auto update = dryRun.measure("UPDATE person SET age = age + 1 WHERE id < 11");
    DUMBO_OK(update);
    QVERIFY(has(update->locks, relation("person"), "RowExclusiveLock"));
    const auto index = dryRun.measure("CREATE INDEX person_age ON person (age)");
    DUMBO_OK(index);
    QVERIFY(has(index->locks, relation("person"), "ShareLock"));
    const auto column = dryRun.measure("ALTER TABLE person ADD COLUMN note text");
    DUMBO_OK(column);
    QVERIFY(has(column->locks, relation("person"), "AccessExclusiveLock"));
    QVERIFY(column->rewritten.empty());
    const auto again = dryRun.measure("ALTER TABLE person ADD COLUMN note2 text");
    DUMBO_OK(again);
    QVERIFY(again->locks.empty());
    const auto key = dryRun.measure("ALTER TABLE person ADD FOREIGN KEY (age) REFERENCES town NOT VALID");
    DUMBO_OK(key);
    QVERIFY(has(key->locks, relation("town"), "ShareRowExclusiveLock"));
    DUMBO_OK(dryRun.endDryRun());
    QCOMPARE(asked("SELECT count(*) FROM pg_attribute WHERE attrelid = 'person'::regclass AND attnum > 0"), QStringLiteral("3"));
}

void TestPostgresqlDryRun::aRewrittenTableIsSeen()
{
    m_open = m_fixture.open(opener());
    auto &dryRun = migrations(*m_open);
    DUMBO_OK(dryRun.beginDryRun({}));
    const auto wider = dryRun.measure("ALTER TABLE person ALTER COLUMN age TYPE numeric");
    QVERIFY(!wider); // the view needs the column
    DUMBO_OK(dryRun.endDryRun());
    DUMBO_OK(dryRun.beginDryRun({}));
    DUMBO_OK(dryRun.measure("DROP VIEW adult"));
    const auto type = dryRun.measure("ALTER TABLE person ALTER COLUMN age TYPE numeric");
    DUMBO_OK(type);
    QVERIFY(std::ranges::contains(type->rewritten, relation("person")));
    QVERIFY(type->created.empty());
    const auto harmless = dryRun.measure("ALTER TABLE person ALTER COLUMN name TYPE text");
    DUMBO_OK(harmless);
    QVERIFY(!std::ranges::contains(harmless->rewritten, relation("person")));
    DUMBO_OK(dryRun.endDryRun());
}

void TestPostgresqlDryRun::whatIsMadeAndDroppedIsSeen()
{
    m_open = m_fixture.open(opener());
    auto &dryRun = migrations(*m_open);
    DUMBO_OK(dryRun.beginDryRun({}));
    const auto table = dryRun.measure("CREATE TABLE bridge (id serial PRIMARY KEY)");
    DUMBO_OK(table);
    for (const auto *name : { "bridge", "bridge_id_seq", "bridge_pkey" })
        QVERIFY2(std::ranges::contains(table->created, relation(name)), name);
    QCOMPARE(table->created.size(), 3U);
    const auto function = dryRun.measure("CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'");
    DUMBO_OK(function);
    QCOMPARE(function->created, std::vector { relation("one") });
    const auto type = dryRun.measure("CREATE TYPE mood AS ENUM ('fine')");
    DUMBO_OK(type);
    QCOMPARE(type->created, std::vector { relation("mood") });
    const auto schema = dryRun.measure("CREATE SCHEMA crm");
    DUMBO_OK(schema);
    QCOMPARE(schema->created, std::vector { relation("", "crm") });
    const auto drop = dryRun.measure("DROP TABLE person CASCADE");
    DUMBO_OK(drop);
    for (const auto *name : { "person", "adult", "person_name", "person_pkey", "person_id_seq" })
        QVERIFY2(std::ranges::contains(drop->dropped, relation(name)), name);
    QVERIFY(has(drop->locks, relation("person"), "AccessExclusiveLock"));
    const auto view = dryRun.measure("DROP TYPE mood");
    DUMBO_OK(view);
    QCOMPARE(view->dropped, std::vector { relation("mood") });
    DUMBO_OK(dryRun.endDryRun());
}

void TestPostgresqlDryRun::rowsAreCounted()
{
    m_open = m_fixture.open(opener());
    auto &dryRun = migrations(*m_open);
    DUMBO_OK(dryRun.beginDryRun({}));
    const auto update = dryRun.measure("UPDATE person SET age = 0 WHERE id <= 100");
    DUMBO_OK(update);
    QCOMPARE(update->rows, 100);
    QVERIFY(update->time > 0us);
    const auto made = dryRun.measure("CREATE TABLE child AS SELECT * FROM person WHERE age = 0");
    DUMBO_OK(made);
    QCOMPARE(made->rows, 100);
    const auto ddl = dryRun.measure("ALTER TABLE child ADD COLUMN x int");
    DUMBO_OK(ddl);
    QVERIFY(!ddl->rows);
    const auto read = dryRun.measure("SELECT * FROM child");
    DUMBO_OK(read);
    QCOMPARE(read->rows, 100);
    DUMBO_OK(dryRun.endDryRun());
}

void TestPostgresqlDryRun::aSequenceThatMovedOnIsSaid()
{
    m_open = m_fixture.open(opener());
    auto &dryRun = migrations(*m_open);
    DUMBO_OK(dryRun.beginDryRun({}));
    const auto insert = dryRun.measure("INSERT INTO person (name) VALUES ('x')");
    DUMBO_OK(insert);
    QVERIFY2(insert->notices.join(u' ').contains(u"person_id_seq"), qPrintable(insert->notices.join(u' ')));
    const auto fresh = dryRun.measure("CREATE TABLE bridge (id serial)");
    DUMBO_OK(fresh);
    QVERIFY(fresh->notices.isEmpty());
    DUMBO_OK(dryRun.endDryRun());
}

void TestPostgresqlDryRun::constraintsForTheEndAreChecked()
{
    run("CREATE TABLE house (town int REFERENCES town DEFERRABLE INITIALLY DEFERRED)");
    m_open = m_fixture.open(opener());
    auto &dryRun = migrations(*m_open);
    DUMBO_OK(dryRun.beginDryRun({}));
    DUMBO_OK(dryRun.measure("INSERT INTO house VALUES (17)"));
    const auto broken = dryRun.check();
    DUMBO_OK(broken);
    QCOMPARE(broken->size(), 1);
    QVERIFY2(broken->front().contains(u"house"), qPrintable(broken->front()));
    DUMBO_OK(dryRun.measure("INSERT INTO town VALUES (17)"));
    const auto mended = dryRun.check();
    DUMBO_OK(mended);
    QCOMPARE(*mended, QStringList());
    DUMBO_OK(dryRun.endDryRun());
}

void TestPostgresqlDryRun::aStatementWaitsForALockOnlySoLong()
{
    const auto other = m_fixture.open(opener());
    DUMBO_OK(other->executor().command("BEGIN"));
    DUMBO_OK(other->executor().command("LOCK TABLE person"));
    m_open = m_fixture.open(opener());
    auto &dryRun = migrations(*m_open);
    DUMBO_OK(dryRun.beginDryRun({ .lockTimeout = 50ms }));
    DUMBO_OK(dryRun.measure("SET lock_timeout = 0"));
    const auto blocked = dryRun.measure("ALTER TABLE person ADD COLUMN x int");
    QVERIFY(!blocked);
    QCOMPARE(blocked.error().kind(), ErrorKind::LockNotAvailable);
    QVERIFY(dryRun.isDryRunOver());
    DUMBO_OK(dryRun.endDryRun());
    DUMBO_OK(other->executor().command("ROLLBACK"));
}

void TestPostgresqlDryRun::aFailedStatementEndsTheDryRun()
{
    m_open = m_fixture.open(opener());
    auto &dryRun = migrations(*m_open);
    QVERIFY(dryRun.isDryRunOver());
    QCOMPARE(dryRun.measure("SELECT 1").error().kind(), ErrorKind::InvalidOperation);
    DUMBO_OK(dryRun.beginDryRun({}));
    const auto failed = dryRun.measure("ALTER TABLE nobody ADD COLUMN x int");
    QCOMPARE(failed.error().sqlState(), QStringLiteral("42P01"));
    QVERIFY(dryRun.isDryRunOver());
    QCOMPARE(dryRun.measure("SELECT 1").error().kind(), ErrorKind::InvalidOperation);
    DUMBO_OK(dryRun.endDryRun());
    QCOMPARE(m_open->connection().transactionState(), TransactionState::Idle);
}

void TestPostgresqlDryRun::aReadOnlyConnectionIsRefused()
{
    m_open = m_fixture.open(opener({}, true));
    const auto begun = migrations(*m_open).beginDryRun({});
    QVERIFY(!begun);
    QCOMPARE(begun.error().kind(), ErrorKind::InvalidOperation);
    QVERIFY2(begun.error().message().contains(u"read-only"), qPrintable(begun.error().toText()));
    QCOMPARE(m_open->connection().transactionState(), TransactionState::Idle);
}

void TestPostgresqlDryRun::withoutTemporaryTablesThereIsNoDryRun()
{
    run("CREATE ROLE no_temp LOGIN");
    const auto database = m_database.toUtf8();
    run(("REVOKE TEMPORARY ON DATABASE \"" + database + "\" FROM PUBLIC").constData());
    m_open = m_fixture.open(opener(QStringLiteral("no_temp")));
    const auto begun = migrations(*m_open).beginDryRun({});
    m_open.reset();
    run("DROP ROLE no_temp");
    QVERIFY(!begun);
    QVERIFY2(begun.error().hint().contains(u"scratch"), qPrintable(begun.error().toText()));
}

void TestPostgresqlDryRun::triggersThatAreSwitchedOffAreNoGuard()
{
    m_open = m_fixture.open(opener());
    DUMBO_OK(m_open->executor().command("SET session_replication_role = replica"));
    const auto begun = migrations(*m_open).beginDryRun({});
    QVERIFY(!begun);
    QVERIFY2(begun.error().hint().contains(u"session_replication_role"), qPrintable(begun.error().toText()));
    QCOMPARE(m_open->connection().transactionState(), TransactionState::Idle);
}

void TestPostgresqlDryRun::behindPgBouncerItIsTheSame()
{
    const auto bouncer = PgBouncer::start(*m_server);
    DUMBO_NEED_SERVER(bouncer);
    m_open = m_fixture.open(m_fixture.opener((*bouncer)->url(m_database), { QStringLiteral("PostgreSQL"), QStringLiteral("libpq") }));
    auto &dryRun = migrations(*m_open);
    DUMBO_OK(dryRun.beginDryRun({}));
    const auto column = dryRun.measure("ALTER TABLE person ADD COLUMN note text");
    DUMBO_OK(column);
    QVERIFY(has(column->locks, relation("person"), "AccessExclusiveLock"));
    DUMBO_OK(dryRun.measure("SAVEPOINT a"));
    DUMBO_OK(dryRun.measure("DELETE FROM person"));
    DUMBO_OK(dryRun.measure("ROLLBACK TO a"));
    QVERIFY(!dryRun.measure("COMMIT"));
    DUMBO_OK(dryRun.endDryRun());
    m_open.reset();
    QCOMPARE(asked("SELECT count(*) FROM person"), QStringLiteral("500"));
}

void TestPostgresqlDryRun::activityTellsWhoHasWhat()
{
    run("ANALYZE person");
    const auto other = m_fixture.open(opener());
    DUMBO_OK(other->executor().command("SET application_name = 'cook'"));
    DUMBO_OK(other->executor().command("BEGIN"));
    DUMBO_OK(other->executor().command("LOCK TABLE person IN ACCESS EXCLUSIVE MODE"));
    m_open = m_fixture.open(opener());
    const std::vector objects { relation("person"), relation("town"), relation("person", ""), relation("nobody") };
    const auto activity = migrations(*m_open).activity(objects);
    DUMBO_OK(activity);
    QCOMPARE(activity->size(), 4U);
    const auto &person = activity->at(0);
    QCOMPARE(person.rowEstimate, 500);
    QVERIFY(person.sizeBytes.value_or(0) > 0);
    QVERIFY(person.writesPerMinute.has_value());
    QCOMPARE(person.holders.size(), 1U);
    QCOMPARE(person.holders[0].mode, QStringLiteral("AccessExclusiveLock"));
    QVERIFY(person.holders[0].who.contains(u"cook"));
    QVERIFY(!person.holders[0].waits);
    QVERIFY(person.holders[0].text.startsWith(u"LOCK TABLE"));
    QVERIFY(activity->at(1).holders.empty());
    QCOMPARE(activity->at(2).holders.size(), 1U);
    QVERIFY(!activity->at(3).sizeBytes && activity->at(3).holders.empty());
    DUMBO_OK(other->executor().command("ROLLBACK"));
}

void TestPostgresqlDryRun::aScratchDatabaseRunsWhatRunsAlone()
{
    auto scratch = makeScratch(opener(), { .content = ScratchOptions::Content::Schema });
    DUMBO_OK(scratch);
    const auto name = scratch->database().name;
    m_open = m_fixture.open(scratch->opener());
    auto &dryRun = migrations(*m_open);
    DUMBO_OK(dryRun.beginDryRun({ .onScratch = true }));
    const auto column = dryRun.measure("ALTER TABLE person ADD COLUMN note text");
    DUMBO_OK(column);
    QVERIFY(has(column->locks, relation("person"), "AccessExclusiveLock"));
    const auto index = dryRun.measure("CREATE INDEX CONCURRENTLY person_note ON person (note)");
    DUMBO_OK(index);
    QCOMPARE(index->created, std::vector { relation("person_note") });
    QVERIFY(!index->notices.isEmpty());
    DUMBO_OK(dryRun.measure("VACUUM FULL person"));
    const auto table = dryRun.measure("CREATE TABLE bridge (id int)");
    DUMBO_OK(table);
    QCOMPARE(table->created, std::vector { relation("bridge") });
    QVERIFY(!dryRun.measure("COMMIT"));
    DUMBO_OK(dryRun.check());
    DUMBO_OK(dryRun.endDryRun());
    m_open.reset();
    DUMBO_OK(scratch->drop());
    QCOMPARE(asked("SELECT count(*) FROM pg_database WHERE datname = '" + name.toUtf8() + '\''), QStringLiteral("0"));
    QCOMPARE(asked("SELECT to_regclass('person_note') IS NULL"), QStringLiteral("t"));
}

void TestPostgresqlDryRun::whatBelongsToTheServerIsNotRunOnScratch()
{
    auto scratch = makeScratch(opener(), {});
    DUMBO_OK(scratch);
    m_open = m_fixture.open(scratch->opener());
    auto &dryRun = migrations(*m_open);
    DUMBO_OK(dryRun.beginDryRun({ .onScratch = true }));
    for (const auto *text : { "CREATE ROLE trace", "ALTER ROLE postgres SET work_mem = '1MB'", "CREATE DATABASE trace", "ALTER SYSTEM RESET ALL",
             "GRANT pg_monitor TO postgres", "COMMENT ON ROLE postgres IS 'x'", "DROP TABLESPACE trace" }) {
        const auto refused = dryRun.measure(text);
        QVERIFY2(!refused, text);
        QCOMPARE(refused.error().kind(), ErrorKind::InvalidOperation);
        QVERIFY(!dryRun.isDryRunOver());
    }
    DUMBO_OK(dryRun.measure("CREATE TABLE t (id int)"));
    DUMBO_OK(dryRun.measure("GRANT SELECT ON t TO postgres"));
    DUMBO_OK(dryRun.endDryRun());
    m_open.reset();
}

void TestPostgresqlDryRun::whatIsNoScratchDatabaseIsNotTakenForOne()
{
    m_open = m_fixture.open(opener());
    auto &dryRun = migrations(*m_open);
    const auto begun = dryRun.beginDryRun({ .onScratch = true });
    std::ignore = dryRun.measure("DELETE FROM person");
    std::ignore = dryRun.endDryRun();
    QVERIFY(!begun);
    QCOMPARE(begun.error().kind(), ErrorKind::InvalidOperation);
    QCOMPARE(asked("SELECT count(*) FROM person"), QStringLiteral("500"));
}

/// What setval() does stays, and numbers would be given twice.
void TestPostgresqlDryRun::aSequenceIsNotSet()
{
    run("CREATE FUNCTION again() RETURNS bigint LANGUAGE sql AS $$ SELECT setval('person_id_seq', 1) $$");
    m_open = m_fixture.open(opener());
    auto &dryRun = migrations(*m_open);
    DUMBO_OK(dryRun.beginDryRun({}));
    for (const auto *statement : { "SELECT setval('person_id_seq', 1)", "SELECT pg_catalog.\"setval\" ('person_id_seq', 1)",
             "DO $$ BEGIN PERFORM setval('person_id_seq', 1); END $$", "SELECT again()" }) {
        const auto measured = dryRun.measure(statement);
        QVERIFY2(!measured && measured.error().kind() == ErrorKind::InvalidOperation && !dryRun.isDryRunOver(), statement);
    }
    DUMBO_OK(dryRun.measure("ALTER SEQUENCE person_id_seq RESTART"));
    DUMBO_OK(dryRun.endDryRun());
    QCOMPARE(asked("SELECT last_value FROM person_id_seq"), QStringLiteral("500"));
}

void TestPostgresqlDryRun::leftOversAreSwept()
{
    // Of a session that is no more, of one that has the number of a living one, and one that only sounds alike.
    run("CREATE DATABASE dumbo_scratch_1_1700000000_abc");
    run("COMMENT ON DATABASE dumbo_scratch_1_1700000000_abc IS 'Scratch database of Dumbo, to be dropped'");
    run("CREATE DATABASE dumbo_scratch_2_1700000000_abc");
    m_open = m_fixture.open(opener());
    const auto swept = migrations(*m_open).sweepScratch();
    const auto left = asked("SELECT datname FROM pg_database WHERE datname ~ '_abc$'");
    run("DROP DATABASE dumbo_scratch_2_1700000000_abc");
    DUMBO_OK(swept);
    QCOMPARE(*swept, QStringList { QStringLiteral("dumbo_scratch_1_1700000000_abc") });
    QCOMPARE(left, QStringLiteral("dumbo_scratch_2_1700000000_abc"));
}

void TestPostgresqlDryRun::aScratchDatabaseInUseIsNotSwept()
{
    auto scratch = makeScratch(opener(), {});
    DUMBO_OK(scratch);
    m_open = m_fixture.open(opener());
    const auto swept = migrations(*m_open).sweepScratch();
    DUMBO_OK(swept);
    QCOMPARE(*swept, QStringList());
    DUMBO_OK(m_fixture.open(scratch->opener())->executor().command("SELECT 1"));
}

void TestPostgresqlDryRun::aCopyWithRowsNeedsToBeAlone()
{
    {
        auto scratch = makeScratch(opener(), { .content = ScratchOptions::Content::Rows });
        DUMBO_OK(scratch);
        const auto copy = m_fixture.open(scratch->opener());
        const auto rows = count(copy->executor().query("SELECT count(*) FROM person"));
        DUMBO_OK(rows);
        QCOMPARE(*rows, 500);
    }
    const auto other = m_fixture.open(opener());
    auto scratch = makeScratch(opener(), { .content = ScratchOptions::Content::Rows });
    QVERIFY(!scratch);
    QVERIFY2(scratch.error().hint().contains(u"schema alone"), qPrintable(scratch.error().toText()));
}

void TestPostgresqlDryRun::aCopyOfTheSchemaHasItsObjects()
{
    run("CREATE SCHEMA crm; CREATE TYPE crm.mood AS ENUM ('fine'); CREATE TABLE crm.note (id int GENERATED ALWAYS AS IDENTITY, m crm.mood);"
        "COMMENT ON TABLE crm.note IS 'notes'");
    qsizetype told = 0;
    auto scratch = makeScratch(opener(),
        { .content = ScratchOptions::Content::Schema, .progress = [&](qsizetype done, qsizetype total) { told = done == total ? total : told; } });
    DUMBO_OK(scratch);
    QCOMPARE(scratch->warnings(), QStringList());
    QVERIFY(told > 0);
    const auto original = m_fixture.open(opener());
    const auto copy = m_fixture.open(scratch->opener());
    CatalogRequest request;
    request.includeDdl = true;
    auto left = original->connection().catalog(request);
    auto right = copy->connection().catalog(request);
    DUMBO_OK(left);
    DUMBO_OK(right);
    QCOMPARE(left->objects.size(), right->objects.size());
    for (std::size_t i = 0; i < left->objects.size(); ++i) {
        left->objects[i].rowEstimate.reset();
        right->objects[i].rowEstimate.reset();
        QVERIFY2(left->objects[i] == right->objects[i], qPrintable(left->objects[i].path.name));
    }
    const auto rows = count(copy->executor().query("SELECT count(*) FROM person"));
    DUMBO_OK(rows);
    QCOMPARE(*rows, 0);
}

QTEST_GUILESS_MAIN(TestPostgresqlDryRun)
#include "tst_postgresqldryrun.moc"
