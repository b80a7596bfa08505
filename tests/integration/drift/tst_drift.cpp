#include "core/migrations/drift.h"

#include "core/connection/connectionstring.h"
#include "core/migrations/advisor.h"
#include "core/migrations/runner.h"
#include "core/migrations/sources/migrationsource.h"
#include "core/migrations/targetopener.h"
#include "tests/support/servers/mariadbserver.h"
#include "tests/support/servers/needserver.h"
#include "tests/support/servers/postgresserver.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace dumbo;
using namespace dumbo::test;

/// What is otherwise in a database than its migrations made it.
class TestDrift : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void anUntouchedDatabaseHasNone_data() { databases(); }
    void anUntouchedDatabaseHasNone();
    void whatSomebodyChangedIsNamedWithTheMigrationThatTouchedItLast_data() { databases(); }
    void whatSomebodyChangedIsNamedWithTheMigrationThatTouchedItLast();
    void revertingGivesWhatTheMigrationsMake_data() { databases(); }
    void revertingGivesWhatTheMigrationsMake();
    void adoptingGivesWhatTheDatabaseHas_data() { databases(); }
    void adoptingGivesWhatTheDatabaseHas();
    void aMigrationBringsOneDatabaseToAnother_data() { databases(); }
    void aMigrationBringsOneDatabaseToAnother();
    void aComponentFileIsASideToo();
    void whatWasAppliedButIsNotInTheSourceIsSaid();
    void pendingMigrationsAreNotReplayed();
    void aMigrationThatCantBeReplayedIsNamed();
    void replayingReachesNothingElse_data() { databases(); }
    void replayingReachesNothingElse();

private:
    void databases();
    [[nodiscard]] QString freshDatabase();
    [[nodiscard]] DatabaseOpener opener(const QString &url);
    void write(const char *name, const QByteArray &text);
    [[nodiscard]] MigrationSet source(const DatabaseOpener &opener);
    void migrate(const DatabaseOpener &opener);
    void run(const DatabaseOpener &opener, const std::vector<QByteArray> &statements);
    [[nodiscard]] Result<DriftReport> drift(const DatabaseOpener &opener);
    [[nodiscard]] std::shared_ptr<SchemaDifferenceExtension> difference(const DatabaseOpener &opener);

    DriverRegistry m_registry;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::vector<std::function<void()>> m_drops;
    int m_number = 0;
};

void TestDrift::databases()
{
    QTest::addColumn<QString>("kind");
    for (const auto *kind : { "postgresql", "sqlite", "mariadb" })
        QTest::newRow(kind) << QString::fromUtf8(kind);
}

void TestDrift::init()
{
    m_registry.discover({ QStringLiteral(DUMBO_PLUGIN_FOLDER) });
    m_folder = std::make_unique<QTemporaryDir>();
    write("0001_regions.sql", "CREATE TABLE region (id int PRIMARY KEY, name varchar(40) NOT NULL);\n");
    write("0002_huts.sql", "CREATE TABLE hut (id int PRIMARY KEY, name varchar(40), region int);\nCREATE INDEX hut_name ON hut (name);\n");
    write("0003_beds.sql", "ALTER TABLE hut ADD COLUMN beds int DEFAULT 4;\nCREATE VIEW big_hut AS SELECT id, beds FROM hut WHERE beds > 20;\n");
}

void TestDrift::cleanup()
{
    for (const auto &drop : m_drops)
        drop();
    m_drops.clear();
    m_folder.reset();
}

QString TestDrift::freshDatabase()
{
    const auto *kind = QTest::currentDataTag();
    if (kind && qstrcmp(kind, "postgresql") == 0) {
        const auto server = PostgresServer::shared();
        if (!server)
            return {};
        const auto name = (*server)->createDatabase();
        m_drops.push_back([server, name] { (*server)->dropDatabase(name); });
        return (*server)->url(name);
    }
    if (kind && qstrcmp(kind, "mariadb") == 0) {
        const auto server = MariaDbServer::shared();
        if (!server)
            return {};
        const auto name = (*server)->createDatabase();
        m_drops.push_back([server, name] { (*server)->dropDatabase(name); });
        return QStringLiteral("mysql://root@/%1?socket=%2").arg(name, (*server)->socket());
    }
    const auto path = m_folder->filePath(QStringLiteral("%1.db").arg(++m_number));
    if (!QFile(path).open(QIODevice::WriteOnly))
        qFatal("no file");
    return path;
}

DatabaseOpener TestDrift::opener(const QString &url)
{
    const auto target = parseConnectionString(url, m_registry);
    if (!target)
        qFatal("%s", qPrintable(target.error().toText()));
    return targetOpener(m_registry, *target);
}

void TestDrift::write(const char *name, const QByteArray &text)
{
    QDir().mkpath(m_folder->filePath(QStringLiteral("migrations")));
    QFile file(m_folder->filePath(QStringLiteral("migrations/") + QString::fromUtf8(name)));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
}

MigrationSet TestDrift::source(const DatabaseOpener &opener)
{
    const auto database = opener({});
    auto set = readMigrations({ .path = m_folder->filePath(QStringLiteral("migrations")), .dialect = (*database)->connection().dialect() });
    if (!set)
        qFatal("%s", qPrintable(set.error().toText()));
    return *set;
}

void TestDrift::migrate(const DatabaseOpener &opener)
{
    RunEvents events;
    const auto report = MigrationRunner(opener, {}).run(source(opener), events);
    if (!report || !report->succeeded())
        qFatal("%s", qPrintable(report ? report->error->toText() : report.error().toText()));
}

void TestDrift::run(const DatabaseOpener &opener, const std::vector<QByteArray> &statements)
{
    const auto database = opener({});
    for (const auto &statement : statements) {
        const auto done = (*database)->executor().query(statement);
        QVERIFY2(done, qPrintable(done ? QString() : QString::fromUtf8(statement) + u'\n' + done.error().toText()));
    }
}

std::shared_ptr<SchemaDifferenceExtension> TestDrift::difference(const DatabaseOpener &opener)
{
    const auto database = opener({});
    const auto found = pluginExtension<SchemaDifferenceExtension>(m_registry, (*database)->connection().dialect().databaseType);
    if (!found)
        qFatal("%s", qPrintable(found.error().toText()));
    return *found;
}

Result<DriftReport> TestDrift::drift(const DatabaseOpener &opener)
{
    DriftRequest request;
    request.replay.set = source(opener);
    request.difference = difference(opener);
    const auto database = opener({});
    if (const auto advice = pluginExtension<MigrationAdviceExtension>(m_registry, (*database)->connection().dialect().databaseType))
        request.advice = *advice;
    return findDrift(opener, request);
}

/// A server that is not there skips the row.
#define DUMBO_DATABASE(name) \
    const auto name##Url = freshDatabase(); \
    if (name##Url.isEmpty()) { \
        const auto server = QTest::currentDataTag() == QByteArray("mariadb") ? Result<void>(fail(ErrorKind::Connection, QStringLiteral("no MariaDB"))) \
                                                                             : Result<void>(fail(ErrorKind::Connection, QStringLiteral("no PostgreSQL"))); \
        DUMBO_NEED_SERVER(server); \
    } \
    const auto name = opener(name##Url)

/// A connector without scratch databases skips the row.
#define DUMBO_DRIFT(report, database) \
    const auto report = drift(database); \
    if (!report && report.error().kind() == ErrorKind::NotImplemented) \
        QSKIP(qPrintable(report.error().message())); \
    QVERIFY2(report, qPrintable(report ? QString() : report.error().toText()))

void TestDrift::anUntouchedDatabaseHasNone()
{
    DUMBO_DATABASE(database);
    migrate(database);
    DUMBO_DRIFT(report, database);
    QVERIFY2(report->isClean(), qPrintable(report->objects.empty() ? QString() : report->objects.front().difference.sentence));
    QCOMPARE(report->replayed, (QStringList { QStringLiteral("0001_regions"), QStringLiteral("0002_huts"), QStringLiteral("0003_beds") }));
    QVERIFY(report->adopt.statements.empty());
    QVERIFY(report->revert.statements.empty());
}

void TestDrift::whatSomebodyChangedIsNamedWithTheMigrationThatTouchedItLast()
{
    DUMBO_DATABASE(database);
    migrate(database);
    run(database, { "ALTER TABLE region ADD COLUMN country varchar(2)", "DROP VIEW big_hut", "CREATE TABLE extra (id int)" });
    DUMBO_DRIFT(report, database);
    QHash<QString, QString> touched;
    for (const auto &object : report->objects)
        touched.insert(object.difference.object().path.name, object.lastTouchedBy);
    QCOMPARE(touched,
        (QHash<QString, QString> { { QStringLiteral("region"), QStringLiteral("0001_regions") },
            { QStringLiteral("big_hut"), QStringLiteral("0003_beds") }, { QStringLiteral("extra"), {} } }));
}

void TestDrift::revertingGivesWhatTheMigrationsMake()
{
    DUMBO_DATABASE(database);
    migrate(database);
    run(database, { "INSERT INTO hut (id, name) VALUES (7, 'Musala')", "ALTER TABLE hut ADD COLUMN wrong int", "DROP VIEW big_hut", "CREATE TABLE extra (id int)" });
    DUMBO_DRIFT(report, database);
    std::vector<QByteArray> statements;
    for (const auto &statement : report->revert.statements)
        statements.push_back(statement.text);
    run(database, statements);
    const auto again = drift(database);
    QVERIFY(again);
    QVERIFY2(again->isClean(), qPrintable(again->objects.empty() ? QString() : again->objects.front().difference.sentence));
    const auto opened = database({});
    const auto rows = (*opened)->executor().query(QByteArray("SELECT name FROM hut"));
    QVERIFY(rows);
    QCOMPARE(rows->rowCount(), 1);
}

void TestDrift::adoptingGivesWhatTheDatabaseHas()
{
    DUMBO_DATABASE(database);
    migrate(database);
    run(database, { "ALTER TABLE hut ADD COLUMN height int DEFAULT 0", "CREATE TABLE extra (id int)" });
    DUMBO_DRIFT(report, database);
    QByteArray text;
    for (const auto &statement : report->adopt.statements)
        text += statement.text + ";\n";
    write("0004_adopted.sql", text);
    auto set = source(database);
    DriftRequest request;
    request.replay.set = set;
    for (const auto &migration : set.migrations)
        request.replay.only.append(migration.name);
    request.difference = difference(database);
    const auto again = findDrift(database, request);
    QVERIFY2(again, qPrintable(again ? QString() : again.error().toText()));
    QVERIFY2(again->isClean(), qPrintable(again->objects.empty() ? QString() : again->objects.front().difference.sentence));
}

void TestDrift::aMigrationBringsOneDatabaseToAnother()
{
    DUMBO_DATABASE(database);
    DUMBO_DATABASE(other);
    migrate(database);
    run(other, { "CREATE TABLE region (id int PRIMARY KEY, name varchar(80))" });
    const auto from = schemaOfDatabase(other);
    const auto to = schemaOfDatabase(database);
    QVERIFY(from && to);
    const auto draft = migrationFromDifference(*from, *to, *difference(database));
    QVERIFY2(draft, qPrintable(draft ? QString() : draft.error().toText()));
    QVERIFY(!draft->difference.isEmpty());
    run(other, draft->upStatements());
    const auto made = schemaOfDatabase(other);
    QVERIFY(made);
    QCOMPARE(compareCatalogs(made->catalog, to->catalog, made->dialect).summary(), QStringLiteral("There is no difference."));
    run(other, draft->downStatements());
    QCOMPARE(compareCatalogs(schemaOfDatabase(other)->catalog, from->catalog, made->dialect).summary(), QStringLiteral("There is no difference."));
}

void TestDrift::aComponentFileIsASideToo()
{
    QFile file(m_folder->filePath(QStringLiteral("components.json")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(R"({"schemaComponents": 1, "name": "huts", "tables": [{"name": "hut", "columns": [{"name": "id", "type": "integer", "primaryKey": true}, {"name": "name", "type": "text"}]}]})");
    file.close();
    const auto database = opener(freshDatabase());
    const auto opened = database({});
    const auto set = readMigrations({ .path = file.fileName(), .dialect = (*opened)->connection().dialect() });
    QVERIFY2(set, qPrintable(set ? QString() : set.error().toText()));
    QVERIFY(set->problems.empty());
    const auto wanted = schemaOfMigrations(database, { *set, {}, {}, {} });
    QVERIFY2(wanted, qPrintable(wanted ? QString() : wanted.error().toText()));
    const auto draft = migrationFromDifference(*schemaOfDatabase(database), *wanted, *difference(database));
    QVERIFY(draft);
    QCOMPARE(draft->up.statements.size(), 1u);
    QVERIFY(draft->inTransaction());
}

void TestDrift::whatWasAppliedButIsNotInTheSourceIsSaid()
{
    const auto database = opener(freshDatabase());
    migrate(database);
    QVERIFY(QFile::remove(m_folder->filePath(QStringLiteral("migrations/0003_beds.sql"))));
    DUMBO_DRIFT(report, database);
    QVERIFY(report->notes.join(u' ').contains(QStringLiteral("0003_beds")));
    QCOMPARE(report->objects.size(), 2u);
}

void TestDrift::pendingMigrationsAreNotReplayed()
{
    const auto database = opener(freshDatabase());
    migrate(database);
    write("0004_pending.sql", "CREATE TABLE pending (id int);");
    DUMBO_DRIFT(report, database);
    QVERIFY(report->isClean());
}

void TestDrift::aMigrationThatCantBeReplayedIsNamed()
{
    const auto database = opener(freshDatabase());
    write("0004_broken.sql", "CREATE TABLE fine (id int);\nINSERT INTO nowhere VALUES (1);");
    const auto report = drift(database);
    QVERIFY(!report);
    QVERIFY(report.error().message().contains(QStringLiteral("0004_broken")));
    QVERIFY(report.error().serverMessage().contains(QStringLiteral("nowhere")));
}

/// What a migration did to other databases, or to the server, it does once.
void TestDrift::replayingReachesNothingElse()
{
    DUMBO_DATABASE(database);
    const auto otherUrl = freshDatabase();
    const auto other = opener(otherUrl);
    run(other, { "CREATE TABLE kept (id int)" });
    const auto isPostgres = qstrcmp(QTest::currentDataTag(), "postgresql") == 0;
    const auto isSqlite = qstrcmp(QTest::currentDataTag(), "sqlite") == 0;
    const auto name = isSqlite ? QByteArray() : other({}).value()->connection().server().database.toUtf8();
    if (isPostgres)
        write("0004_other.sql", "CREATE ROLE drifting;\n");
    else if (isSqlite)
        write("0004_other.sql", "ATTACH '" + otherUrl.toUtf8() + "' AS other;\nDELETE FROM other.kept;\nDETACH other;\n");
    else
        write("0004_other.sql", "DELETE FROM `" + name + "`.kept;\n");
    migrate(database);
    if (isPostgres)
        run(database, { "DROP ROLE drifting" });
    run(other, { "INSERT INTO kept VALUES (1)" });
    const auto report = drift(database);
    const auto opened = other({});
    const auto rows = (*opened)->executor().query(isPostgres ? QByteArray("SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'drifting')")
                                                             : QByteArray("SELECT id FROM kept"));
    if (isPostgres)
        run(database, { "DROP ROLE IF EXISTS drifting" });
    QVERIFY(rows);
    QCOMPARE(rows->rowCount(), 1);
    if (!isPostgres) { // without ATTACH, or the right to it, there is nothing to work on
        QVERIFY(!report);
        return;
    }
    QVERIFY2(report, qPrintable(report ? QString() : report.error().toText()));
    QVERIFY(report->isClean());
    QVERIFY2(report->notes.join(u' ').contains(QStringLiteral("0004_other")), qPrintable(report->notes.join(u' ')));
}

QTEST_GUILESS_MAIN(TestDrift)
#include "tst_drift.moc"
