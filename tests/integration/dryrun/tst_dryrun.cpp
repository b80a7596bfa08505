#include "core/migrations/dryrun.h"
#include "tests/integration/dryrun/dryrunfixture.h"
#include "tests/support/servers/needserver.h"
#include "tests/support/servers/postgresserver.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <thread>

using namespace dumbo;
using namespace dumbo::test;
using namespace std::chrono_literals;

namespace {

Migration migration(const char *name, const QByteArrayList &statements)
{
    Migration made;
    made.name = QString::fromUtf8(name);
    for (const auto &statement : statements)
        made.up.push_back({ .text = statement });
    made.hash = migrationHash(made.up);
    return made;
}

bool hasTable(const std::shared_ptr<const CatalogPart> &part, const char *name)
{
    return part && std::ranges::any_of(part->objects, [&](const CatalogObject &object) { return object.path.name == QLatin1StringView(name); });
}

/// Writes down what it hears.
class Diary final : public DryRunEvents
{
public:
    void step(const QString &sentence) override { lines.append(sentence); }
    void migrationStarted(const Migration &started, int number, int count) override
    {
        lines.append(QStringLiteral("%1 %2/%3").arg(started.name).arg(number).arg(count));
    }
    void statementStarted(const Migration &, int statement) override
    {
        if (onStatement)
            onStatement(statement);
    }
    void statementFinished(const Migration &, int statement, const DryRunStatement &outcome) override
    {
        lines.append(QStringLiteral("%1 %2").arg(statement).arg(int(outcome.state)));
    }

    QStringList lines;
    std::function<void(int)> onStatement;
};

} // namespace

/// Dry runs of whole migrations.
class TestDryRun : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void everyStatementIsMeasuredAndNothingStays();
    void theCatalogIsReadAroundEachMigration();
    void whatCantRunInATransactionIsSaidAndRunsOnACopy();
    void aFailureEndsItAndTheRestIsNotReached();
    void whatFailsAtTheEndIsAProblem();
    void anotherDatabaseCanBeChosen();
    void aCopyThatLeadsElsewhereIsNotUsed();
    void aCancelEndsItAtOnce();
    void aLostServerEndsIt();
    void aKilledDryRunLeavesNothing();
    void aBusyTableIsAskedAbout();
    void productionIsAskedAbout();
    void withoutPlaceToTryItIsAnError();
    void sqliteIsTriedOnACopy();
    void jsonTellsIt();

private:
    [[nodiscard]] DatabaseOpener opener() { return opener(*m_server, m_database); }
    [[nodiscard]] DatabaseOpener opener(const PostgresServer &server, const QString &database)
    {
        return m_fixture.opener(server.url(database), { QStringLiteral("PostgreSQL"), QStringLiteral("libpq") });
    }
    [[nodiscard]] QString asked(const char *sql) const
    {
        const auto text = m_server->run(QString::fromUtf8(sql), m_database);
        return text ? text->trimmed() : text.error().toText();
    }

    PostgresServer *m_server = nullptr;
    DryRunFixture m_fixture;
    QString m_database;
};

void TestDryRun::initTestCase()
{
    const auto server = PostgresServer::shared();
    DUMBO_NEED_SERVER(server);
    m_server = *server;
}

void TestDryRun::init()
{
    m_database = m_server->createDatabase();
    QCOMPARE(asked("CREATE TABLE hut (id int PRIMARY KEY, name text); INSERT INTO hut SELECT n, 'h' || n FROM generate_series(1, 100) n"), QString());
}

void TestDryRun::cleanup()
{
    m_server->dropDatabase(m_database);
}

void TestDryRun::everyStatementIsMeasuredAndNothingStays()
{
    DryRunRequest request;
    request.migrations = { migration("0001_beds", { "BEGIN", "ALTER TABLE hut ADD COLUMN beds int", "UPDATE hut SET beds = id", "COMMIT" }),
        migration("0002_guest", { "CREATE TABLE guest (id int PRIMARY KEY, hut int REFERENCES hut)" }) };
    Diary diary;
    const auto report = dryRun(opener(), request, diary);
    DUMBO_OK(report);
    QVERIFY2(report->succeeded(), qPrintable(report->error ? report->error->toText() : QString()));
    QCOMPARE(report->place, DryRunPlace::Transaction);
    QCOMPARE(report->database, m_database);
    QCOMPARE(report->notRunCount(), 2);
    const auto &beds = report->migrations[0];
    QCOMPARE(beds.hash, request.migrations[0].hash);
    QCOMPARE(beds.statements[0].state, DryRunStatement::State::NotRun);
    QVERIFY(beds.statements[0].reason.contains(u"BEGIN"));
    QCOMPARE(beds.statements[1].state, DryRunStatement::State::Measured);
    QVERIFY(std::ranges::contains(beds.statements[1].measurement.locks, TakenLock { relation("hut"), QStringLiteral("AccessExclusiveLock") }));
    QCOMPARE(beds.statements[2].measurement.rows, 100);
    QVERIFY(report->migrations[1].isMeasuredWhole());
    QVERIFY(!report->limits.isEmpty());
    QVERIFY2(diary.lines.contains(u"0002_guest 2/2"), qPrintable(diary.lines.join(u'|')));
    QCOMPARE(asked("SELECT count(*) FROM pg_attribute WHERE attrelid = 'hut'::regclass AND attnum > 0"), QStringLiteral("2"));
    QCOMPARE(asked("SELECT to_regclass('guest') IS NULL"), QStringLiteral("t"));
}

void TestDryRun::theCatalogIsReadAroundEachMigration()
{
    DryRunRequest request;
    request.migrations = { migration("1", { "CREATE TABLE guest (id int)" }), migration("2", { "DROP TABLE hut" }) };
    Diary diary;
    const auto report = dryRun(opener(), request, diary);
    DUMBO_OK(report);
    const auto &first = report->migrations[0];
    const auto &second = report->migrations[1];
    QVERIFY(!hasTable(first.before, "guest") && hasTable(first.after, "guest") && hasTable(first.after, "hut"));
    QVERIFY(hasTable(second.before, "hut") && !hasTable(second.after, "hut"));
    QCOMPARE(first.after, second.before);
    for (const auto &object : first.after->objects)
        QVERIFY2(!object.path.name.startsWith(u"dumbo_guard"), qPrintable(object.path.name));
    request.withCatalogs = false;
    const auto quick = dryRun(opener(), request, diary);
    DUMBO_OK(quick);
    QVERIFY(!quick->migrations[0].before && !quick->migrations[0].after);
}

void TestDryRun::whatCantRunInATransactionIsSaidAndRunsOnACopy()
{
    DryRunRequest request;
    request.migrations = { migration("1", { "CREATE INDEX CONCURRENTLY hut_name ON hut (name)", "COMMENT ON TABLE hut IS 'x'" }) };
    request.migrations[0].inTransaction = false;
    Diary diary;
    const auto here = dryRun(opener(), request, diary);
    DUMBO_OK(here);
    QCOMPARE(here->notRunCount(), 1);
    QVERIFY2(here->migrations[0].statements[0].reason.contains(u"CREATE INDEX"), qPrintable(here->migrations[0].statements[0].reason));
    QCOMPARE(here->migrations[0].statements[1].state, DryRunStatement::State::Measured);
    request.place = DryRunRequest::Place::SchemaCopy;
    const auto copy = dryRun(opener(), request, diary);
    DUMBO_OK(copy);
    QVERIFY2(copy->succeeded(), qPrintable(copy->error ? copy->error->toText() : QString()));
    QCOMPARE(copy->place, DryRunPlace::EmptyCopy);
    QCOMPARE(copy->notRunCount(), 0);
    QCOMPARE(copy->notices, QStringList());
    QCOMPARE(copy->migrations[0].statements[0].measurement.created, std::vector { relation("hut_name") });
    QVERIFY(copy->database.startsWith(u"dumbo_scratch_"));
    QCOMPARE(asked("SELECT count(*) FROM pg_database WHERE datname LIKE 'dumbo!_scratch!_%' ESCAPE '!'"), QStringLiteral("0"));
    request.place = DryRunRequest::Place::RowsCopy;
    const auto rows = dryRun(opener(), request, diary);
    DUMBO_OK(rows);
    QVERIFY2(rows->succeeded(), qPrintable(rows->error ? rows->error->toText() : QString()));
    QCOMPARE(asked("SELECT to_regclass('hut_name') IS NULL"), QStringLiteral("t"));
}

void TestDryRun::aFailureEndsItAndTheRestIsNotReached()
{
    DryRunRequest request;
    request.migrations = { migration("1", { "CREATE TABLE guest (id int)", "ALTER TABLE nobody ADD COLUMN x int", "SELECT 1" }),
        migration("2", { "SELECT 2" }) };
    Diary diary;
    for (const auto place : { DryRunRequest::Place::Usual, DryRunRequest::Place::SchemaCopy }) {
        request.place = place;
        const auto report = dryRun(opener(), request, diary);
        DUMBO_OK(report);
        QVERIFY(!report->succeeded());
        const auto &first = report->migrations[0];
        QVERIFY(first.hasFailed());
        QCOMPARE(first.statements[1].error->sqlState(), QStringLiteral("42P01"));
        QCOMPARE(first.statements[2].state, DryRunStatement::State::NotRun);
        QVERIFY(!first.statements[2].reason.isEmpty());
        QCOMPARE(report->migrations[1].statements[0].state, DryRunStatement::State::NotRun);
        QVERIFY(!first.after);
    }
    QCOMPARE(asked("SELECT to_regclass('guest') IS NULL"), QStringLiteral("t"));
    QCOMPARE(asked("SELECT count(*) FROM pg_database WHERE datname LIKE 'dumbo!_scratch!_%' ESCAPE '!'"), QStringLiteral("0"));
}

void TestDryRun::whatFailsAtTheEndIsAProblem()
{
    DryRunRequest request;
    request.migrations = { migration("1",
        { "CREATE TABLE guest (hut int REFERENCES hut DEFERRABLE INITIALLY DEFERRED)", "INSERT INTO guest VALUES (1000)" }) };
    Diary diary;
    for (const auto place : { DryRunRequest::Place::Usual, DryRunRequest::Place::SchemaCopy }) {
        request.place = place;
        const auto report = dryRun(opener(), request, diary);
        DUMBO_OK(report);
        QVERIFY(!report->succeeded());
        QVERIFY(!report->migrations[0].problems.isEmpty());
        QVERIFY(!report->migrations[0].hasFailed());
    }
}

void TestDryRun::anotherDatabaseCanBeChosen()
{
    const auto other = m_server->createDatabase();
    DUMBO_OK(m_server->run(QStringLiteral("CREATE TABLE hut (id int, only_here int)"), other));
    DryRunRequest request;
    request.migrations = { migration("1", { "ALTER TABLE hut DROP COLUMN only_here" }) };
    request.database.emplace().set(QStringLiteral("dbname"), other);
    Diary diary;
    const auto report = dryRun(opener(), request, diary);
    DUMBO_OK(report);
    QVERIFY(report->succeeded());
    QCOMPARE(report->database, other);
    request.place = DryRunRequest::Place::SchemaCopy;
    const auto copy = dryRun(opener(), request, diary);
    DUMBO_OK(copy);
    QVERIFY(copy->succeeded());
    m_server->dropDatabase(other);
}

/// As a pooler may, which knows one database only.
void TestDryRun::aCopyThatLeadsElsewhereIsNotUsed()
{
    const auto before = asked("SELECT string_agg(relname, ',' ORDER BY relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace");
    const DatabaseOpener everywhereTheSame = [open = opener()](OpenRequest request) {
        request.options.reset();
        return open(request);
    };
    DryRunRequest request;
    request.place = DryRunRequest::Place::SchemaCopy;
    request.migrations = { migration("0001", { "CREATE TABLE trace (id int)" }) };
    DryRunEvents events;
    const auto report = dryRun(everywhereTheSame, request, events);
    DUMBO_OK(report);
    QVERIFY(!report->succeeded() && report->error);
    QVERIFY(report->migrations.front().statements.front().state == DryRunStatement::State::NotRun);
    QCOMPARE(asked("SELECT string_agg(relname, ',' ORDER BY relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace"), before);
}

void TestDryRun::aCancelEndsItAtOnce()
{
    CancellationSource source;
    DryRunRequest request;
    request.migrations = { migration("1", { "CREATE TABLE guest (id int)", "SELECT pg_sleep(60)", "SELECT 1" }) };
    request.cancellation = source.token();
    std::jthread canceller;
    Diary diary;
    diary.onStatement = [&](int statement) {
        if (statement == 1)
            canceller = std::jthread([&] {
                // Once the server is really at it.
                for (int i = 0; i < 500 && asked("SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)' AND state = 'active'") != u"1"; ++i)
                    std::this_thread::yield();
                source.cancel();
            });
    };
    const auto report = dryRun(opener(), request, diary);
    DUMBO_OK(report);
    QVERIFY(report->error);
    QCOMPARE(report->error->kind(), ErrorKind::Cancelled);
    QCOMPARE(report->migrations[0].statements[0].state, DryRunStatement::State::Measured);
    QCOMPARE(report->migrations[0].statements[2].state, DryRunStatement::State::NotRun);
    QVERIFY(report->elapsed < 30s);
    QCOMPARE(asked("SELECT to_regclass('guest') IS NULL"), QStringLiteral("t"));
    // Before anything was begun.
    const auto late = dryRun(opener(), request, diary);
    QVERIFY(!late || late->error->isCancelled());
}

void TestDryRun::aLostServerEndsIt()
{
    auto server = PostgresServer::start();
    DUMBO_NEED_SERVER(server);
    const auto database = (*server)->createDatabase();
    // It never waits for the disk, so only this makes sure that the table outlives the crash.
    DUMBO_OK((*server)->run(QStringLiteral("CREATE TABLE hut (id int); CHECKPOINT"), database));
    DryRunRequest request;
    request.migrations = { migration("1", { "INSERT INTO hut VALUES (99)", "ALTER TABLE hut ADD COLUMN x int", "SELECT 1" }) };
    Diary diary;
    diary.onStatement = [&](int statement) {
        if (statement == 1)
            (*server)->stop(PostgresServer::StopMode::Immediate);
    };
    const auto report = dryRun(opener(**server, database), request, diary);
    DUMBO_OK(report);
    QVERIFY(!report->succeeded());
    QVERIFY(report->error);
    QVERIFY2(report->error->kind() == ErrorKind::Connection || report->error->kind() == ErrorKind::AdminShutdown, qPrintable(report->error->toText()));
    DUMBO_OK((*server)->startAgain());
    const auto rows = (*server)->run(QStringLiteral("SELECT count(*) FROM hut"), database);
    DUMBO_OK(rows);
    QCOMPARE(rows->trimmed(), QStringLiteral("0"));
}

void TestDryRun::aKilledDryRunLeavesNothing()
{
    for (const auto *place : { "--dry-run", "--dry-run-on-copy" }) {
        QProcess child;
        child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        child.start(QCoreApplication::applicationFilePath(), { QString::fromLatin1(place), m_server->url(m_database) });
        QVERIFY(child.waitForStarted());
        QVERIFY(child.canReadLine() || child.waitForReadyRead(30000));
        QCOMPARE(child.readLine().trimmed(), QByteArray("in the middle"));
        child.kill();
        QVERIFY(child.waitForFinished());
        // The server notices when it answers next; what the child asked for lasts a second.
        QTRY_COMPARE_WITH_TIMEOUT(asked("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'"), QStringLiteral("0"), 20000);
        QCOMPARE(asked("SELECT string_agg(relname, ',' ORDER BY relname) FROM pg_class WHERE relkind = 'r' AND oid >= 16384"), QStringLiteral("hut"));
        QCOMPARE(asked("SELECT count(*) FROM hut"), QStringLiteral("100"));
    }
    const auto scratch = "SELECT count(*) FROM pg_database WHERE datname LIKE 'dumbo!_scratch!_%' ESCAPE '!'";
    QCOMPARE(asked(scratch), QStringLiteral("1"));
    const auto next = makeScratch(opener(), {});
    DUMBO_OK(next);
    QCOMPARE(asked(scratch), QStringLiteral("1")); // its own
}

void TestDryRun::aBusyTableIsAskedAbout()
{
    DryRunRequest request;
    request.migrations = { migration("1", { "ALTER TABLE hut ADD COLUMN x int", "ALTER TABLE quiet ADD COLUMN x int" }) };
    QCOMPARE(asked("CREATE TABLE quiet (id int)"), QString());
    const auto advice = std::make_shared<MigrationAdvice>();
    auto &advised = advice->migrations.emplace_back();
    advised.name = QStringLiteral("1");
    constexpr int effects = int(LockEffect::BlocksReads) | int(LockEffect::BlocksWrites);
    for (const auto *name : { "hut", "quiet", "fresh" })
        advised.statements.emplace_back().advice.locks.push_back({ relation(name), QStringLiteral("ACCESS EXCLUSIVE"), effects, qstrcmp(name, "fresh") == 0 });
    request.advice = advice;
    const auto calm = planDryRun(opener(), request);
    DUMBO_OK(calm);
    QVERIFY2(!calm->needsConfirmation, qPrintable(calm->reasons.join(u' ')));
    const auto reader = m_fixture.open(opener());
    DUMBO_OK(reader->executor().command("BEGIN"));
    DUMBO_OK(reader->executor().command("SELECT * FROM hut"));
    const auto plan = planDryRun(opener(), request);
    DUMBO_OK(plan);
    QVERIFY(plan->needsConfirmation);
    QCOMPARE(plan->busy.size(), 1U);
    QCOMPARE(plan->busy[0].object, relation("hut"));
    QVERIFY2(plan->reasons.front().contains(u"hut"), qPrintable(plan->reasons.front()));
    QCOMPARE(toJson(*plan).value(u"needsConfirmation").toBool(), true);
    request.place = DryRunRequest::Place::SchemaCopy;
    const auto elsewhere = planDryRun(opener(), request);
    DUMBO_OK(elsewhere);
    QVERIFY(!elsewhere->needsConfirmation);
    DUMBO_OK(reader->executor().command("ROLLBACK"));
    // The forecast stands beside what is measured.
    request.place = DryRunRequest::Place::Usual;
    Diary diary;
    const auto report = dryRun(opener(), request, diary);
    DUMBO_OK(report);
    QVERIFY(report->migrations[0].statements[1].forecast);
    QCOMPARE(report->migrations[0].statements[1].forecast->locks[0].object, relation("quiet"));
}

void TestDryRun::productionIsAskedAbout()
{
    DryRunRequest request;
    request.isProduction = true;
    const auto plan = planDryRun(opener(), request);
    DUMBO_OK(plan);
    QVERIFY(plan->needsConfirmation);
    QVERIFY(!plan->limits.isEmpty());
}

void TestDryRun::withoutPlaceToTryItIsAnError()
{
    DryRunRequest request;
    request.migrations = { migration("1", { "SELECT 1" }) };
    Diary diary;
    const DatabaseOpener nobody = [](const OpenRequest &) -> Result<std::unique_ptr<OpenDatabase>> {
        return fail(ErrorKind::Connection, QStringLiteral("Nobody is there."));
    };
    QCOMPARE(dryRun(nobody, request, diary).error().kind(), ErrorKind::Connection);
    QCOMPARE(planDryRun(nobody, request).error().kind(), ErrorKind::Connection);
}

void TestDryRun::sqliteIsTriedOnACopy()
{
    QTemporaryDir folder;
    const auto path = folder.filePath(QStringLiteral("hut.db"));
    QVERIFY(QFile(path).open(QIODevice::WriteOnly));
    const auto there = m_fixture.opener(path, { QStringLiteral("SQLite"), QStringLiteral("sqlite3") });
    DUMBO_OK(m_fixture.open(there)->executor().command("CREATE TABLE hut (id INTEGER PRIMARY KEY, name TEXT)"));
    DUMBO_OK(m_fixture.open(there)->executor().command("INSERT INTO hut VALUES (1, 'a'), (2, 'b')"));
    const auto bytes = [&] {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    const auto before = bytes();
    DryRunRequest request;
    request.migrations = { migration("1", { "ALTER TABLE hut ADD COLUMN beds INT", "UPDATE hut SET beds = 1" }),
        migration("2", { "CREATE TABLE guest (hut INT REFERENCES hut)", "ATTACH 'x' AS y" }) };
    Diary diary;
    const auto report = dryRun(there, request, diary);
    DUMBO_OK(report);
    QVERIFY2(report->succeeded(), qPrintable(report->error ? report->error->toText() : QString()));
    QCOMPARE(report->place, DryRunPlace::Copy);
    QCOMPARE(report->migrations[0].statements[1].measurement.rows, 2);
    QVERIFY(hasTable(report->migrations[1].after, "guest"));
    QCOMPARE(report->notRunCount(), 1);
    QVERIFY(!QFile::exists(report->database));
    QCOMPARE(bytes(), before);
}

void TestDryRun::jsonTellsIt()
{
    DryRunRequest request;
    request.migrations = { migration("1", { "CREATE TABLE guest (id int)", "VACUUM", "SELECT 1 / 0" }) };
    Diary diary;
    const auto report = dryRun(opener(), request, diary);
    DUMBO_OK(report);
    const auto json = toJson(*report);
    QCOMPARE(json.value(u"place").toString(), QStringLiteral("transaction"));
    QCOMPARE(json.value(u"succeeded").toBool(), false);
    const auto statements = json.value(u"migrations")[0][u"statements"];
    QCOMPARE(statements[0][u"state"].toString(), QStringLiteral("measured"));
    QCOMPARE(statements[0][u"measurement"][u"created"][0].toString(), QStringLiteral("public.guest"));
    QCOMPARE(statements[1][u"state"].toString(), QStringLiteral("not-run"));
    QCOMPARE(statements[2][u"state"].toString(), QStringLiteral("failed"));
    QVERIFY(statements[2][u"error"].isObject());
}

namespace {

/// Begins a dry run that takes long, and tells when it is in the middle.
int tryForLong(const QString &url, DryRunRequest::Place place)
{
    DryRunFixture fixture;
    DryRunRequest request;
    request.place = place;
    request.migrations = { migration("1", { "CREATE TABLE guest (id int)", "DELETE FROM hut", "SELECT pg_sleep(1)" }) };
    for (int i = 0; i < 60; ++i)
        request.migrations[0].up.push_back({ .text = "SELECT pg_sleep(1)" });
    Diary diary;
    diary.onStatement = [](int statement) {
        if (statement == 2) {
            std::printf("in the middle\n");
            std::fflush(stdout);
        }
    };
    const auto report = dryRun(fixture.opener(url, { QStringLiteral("PostgreSQL"), QStringLiteral("libpq") }), request, diary);
    if (!report || !report->succeeded())
        std::fprintf(stderr, "%s\n", qPrintable(!report ? report.error().toText() : report->error ? report->error->toText() : QString()));
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const auto arguments = QCoreApplication::arguments();
    if (arguments.size() == 3 && arguments[1] == u"--dry-run")
        return tryForLong(arguments[2], DryRunRequest::Place::Usual);
    if (arguments.size() == 3 && arguments[1] == u"--dry-run-on-copy")
        return tryForLong(arguments[2], DryRunRequest::Place::SchemaCopy);
    TestDryRun test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_dryrun.moc"
