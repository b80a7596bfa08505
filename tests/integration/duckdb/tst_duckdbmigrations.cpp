#include "core/migrations/dryrun.h"
#include "core/migrations/ledger.h"
#include "core/migrations/runner.h"
#include "core/migrations/scratch.h"
#include "core/migrations/sources/migrationsource.h"
#include "core/migrations/targetopener.h"
#include "core/connection/connectionstring.h"
#include "core/plugins/driverregistry.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace dumbo;
using namespace Qt::StringLiterals;

/// Migrations of a database that this project knows nothing of but what its driver says.
class TestDuckDbMigrations : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void aDryRunLeavesTheOriginalAsItIs();
    void aDryRunCanNotLeaveTheCopy_data();
    void aDryRunCanNotLeaveTheCopy();
    void onTheOriginalNothingIsTried();
    void theRunnerKeepsItsLedger();
    void twoRunnersDoNotMeet();
    void leftOversAreSwept();
    void activityEstimatesRows();

private:
    [[nodiscard]] DatabaseOpener opener();
    [[nodiscard]] std::unique_ptr<OpenDatabase> open(const DatabaseOpener &given);
    [[nodiscard]] static MigrationsExtension &migrations(OpenDatabase &database);
    [[nodiscard]] MigrationSet source(const QMap<QString, QByteArray> &files);
    [[nodiscard]] static QStringList scratchFiles();

    DriverRegistry m_registry;
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestDuckDbMigrations::initTestCase()
{
    const auto folder = QDir(qEnvironmentVariable("DUMBO_BUILD_DIR")).filePath(u"examples/duckdb-driver"_s);
    if (!QFile::exists(folder + u"/dumbo-driver-duckdb.so"_s))
        QSKIP("The DuckDB driver is not built: build the target dumbo-driver-duckdb, which downloads DuckDB.");
    m_registry.discover({ folder });
}

void TestDuckDbMigrations::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    const auto database = open(opener());
    for (const auto *sql : { "CREATE TABLE region (id INTEGER PRIMARY KEY, name VARCHAR)",
             "CREATE TABLE hut (id INTEGER PRIMARY KEY, name VARCHAR, beds INTEGER, region INTEGER REFERENCES region (id))",
             "CREATE INDEX hut_name ON hut (name)", "INSERT INTO region VALUES (1, 'Rila')",
             "INSERT INTO hut SELECT i, 'h' || i, i, 1 FROM range(300) r(i)" })
        QVERIFY(database->executor().command(sql));
}

void TestDuckDbMigrations::cleanup()
{
    m_folder.reset();
    QCOMPARE(scratchFiles(), QStringList());
}

DatabaseOpener TestDuckDbMigrations::opener()
{
    const auto target = parseConnectionString(u"duckdb:"_s + m_folder->filePath(u"hut.duckdb"_s) + u"?create=true&threads=1"_s, m_registry, {});
    if (!target)
        qFatal("%s", qPrintable(target.error().toText()));
    return targetOpener(m_registry, *target);
}

std::unique_ptr<OpenDatabase> TestDuckDbMigrations::open(const DatabaseOpener &given)
{
    auto opened = given({});
    if (!opened)
        qFatal("%s", qPrintable(opened.error().toText()));
    return std::move(*opened);
}

MigrationsExtension &TestDuckDbMigrations::migrations(OpenDatabase &database)
{
    auto *extension = database.connection().extension(MigrationsExtension::extensionId());
    if (!extension)
        qFatal("There is no extension.");
    return *static_cast<MigrationsExtension *>(extension);
}

MigrationSet TestDuckDbMigrations::source(const QMap<QString, QByteArray> &files)
{
    const auto folder = m_folder->filePath(u"migrations"_s);
    QDir().mkpath(folder);
    for (const auto &[name, text] : files.asKeyValueRange()) {
        QFile file(folder + u'/' + name);
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("%s", qPrintable(file.errorString()));
    }
    const auto database = open(opener());
    auto set = readMigrations({ .path = folder, .dialect = database->connection().dialect() });
    if (!set)
        qFatal("%s", qPrintable(set.error().toText()));
    return *set;
}

QStringList TestDuckDbMigrations::scratchFiles()
{
    const auto cache = QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation);
    return QDir(cache + u"/dumbo-workbench/scratch"_s).entryList({ u"*.duckdb*"_s }, QDir::Files);
}

void TestDuckDbMigrations::aDryRunLeavesTheOriginalAsItIs()
{
    const auto set = source({ { u"0001_beds.sql"_s, "ALTER TABLE region ADD COLUMN height INTEGER;\nUPDATE hut SET beds = 0 WHERE id < 100;\n" },
        { u"0002_view.sql"_s, "CREATE VIEW high AS SELECT * FROM region;\nDROP INDEX hut_name;\n" } });
    DryRunEvents events;
    const auto report = dryRun(opener(), { .migrations = set.migrations }, events);
    QVERIFY2(report, report ? "" : qPrintable(report.error().toText()));
    QVERIFY2(report->succeeded(), qPrintable(report->error ? report->error->toText() : u"a statement was not run"_s));
    QCOMPARE(report->place, DryRunPlace::Copy);
    QCOMPARE(report->migrations[0].statements[1].measurement.rows, 100);
    QCOMPARE(report->migrations[1].statements[0].measurement.created, (std::vector<ObjectPath> { { {}, u"main"_s, u"high"_s } }));
    QCOMPARE(report->migrations[1].statements[1].measurement.dropped, (std::vector<ObjectPath> { { {}, u"main"_s, u"hut_name"_s } }));
    const auto original = open(opener());
    const auto beds = count(original->executor().query("SELECT count(*) FROM hut WHERE beds = 0"));
    QVERIFY(beds);
    QCOMPARE(*beds, 1);
}

void TestDuckDbMigrations::aDryRunCanNotLeaveTheCopy_data()
{
    QTest::addColumn<QByteArray>("statement");
    for (const auto *text : { "COPY hut TO '/tmp/dumbo-escaped.csv'", "ATTACH '/tmp/dumbo-escaped.duckdb' AS out", "EXPORT DATABASE '/tmp/dumbo-escaped'",
             "SET enable_external_access = true", "CREATE TABLE t AS SELECT * FROM read_text('/etc/hostname')", "COMMIT", " /* x */ -- y\n ; rollback", "INSTALL httpfs" })
        QTest::newRow(text) << QByteArray(text);
}

void TestDuckDbMigrations::aDryRunCanNotLeaveTheCopy()
{
    QFETCH(QByteArray, statement);
    const auto scratch = makeScratch(opener(), { .content = ScratchOptions::Content::Rows });
    QVERIFY2(scratch, scratch ? "" : qPrintable(scratch.error().toText()));
    const auto database = open(scratch->opener());
    auto &trial = migrations(*database);
    QVERIFY(trial.beginDryRun({ .onScratch = true }));
    QVERIFY(!trial.measure(statement));
    QVERIFY(trial.endDryRun());
    QVERIFY(!QFile::exists(u"/tmp/dumbo-escaped.csv"_s) && !QFile::exists(u"/tmp/dumbo-escaped.duckdb"_s) && !QFile::exists(u"/tmp/dumbo-escaped"_s));
}

void TestDuckDbMigrations::onTheOriginalNothingIsTried()
{
    const auto database = open(opener());
    const auto begun = migrations(*database).beginDryRun({});
    QVERIFY(!begun);
    QCOMPARE(begun.error().kind(), ErrorKind::InvalidOperation);
}

void TestDuckDbMigrations::theRunnerKeepsItsLedger()
{
    const auto set = source({ { u"0001_beds.sql"_s, "ALTER TABLE region ADD COLUMN height INTEGER;\n" }, { u"0002_view.sql"_s, "CREATE VIEW high AS SELECT * FROM region;\n" } });
    RunEvents events;
    const auto report = MigrationRunner(opener(), {}).run(set, events);
    QVERIFY2(report, report ? "" : qPrintable(report.error().toText()));
    QVERIFY2(!report->error, report->error ? qPrintable(report->error->toText()) : "");
    const auto again = MigrationRunner(opener(), {}).run(set, events);
    QVERIFY(again && !again->error);
    const auto database = open(opener());
    const auto ledger = readLedger(database->executor());
    QVERIFY2(ledger, ledger ? "" : qPrintable(ledger.error().toText()));
    QCOMPARE(ledger->entries.size(), 2U);
    QCOMPARE(ledger->entries[0].id, 1);
    QCOMPARE(ledger->entries[1].id, 2);
    QCOMPARE(ledger->entries[1].name, u"0002_view"_s);
    QVERIFY(ledger->entries[1].details.has_value());
}

void TestDuckDbMigrations::twoRunnersDoNotMeet()
{
    const auto one = open(opener());
    const auto other = open(opener());
    const auto taken = migrations(*one).tryLock();
    QVERIFY2(taken && *taken, taken ? "" : qPrintable(taken.error().toText()));
    const auto refused = migrations(*other).tryLock();
    QVERIFY(refused && !*refused);
    QVERIFY(migrations(*one).unlock());
    const auto now = migrations(*other).tryLock();
    QVERIFY(now && *now);
}

void TestDuckDbMigrations::leftOversAreSwept()
{
    const auto folder = QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation) + u"/dumbo-workbench/scratch"_s;
    QVERIFY(QDir().mkpath(folder));
    const auto path = folder + u"/dumbo-scratch-0123456789abcdef.duckdb"_s;
    QVERIFY(QFile(path).open(QIODevice::WriteOnly));
    const auto database = open(opener());
    const auto swept = migrations(*database).sweepScratch();
    QVERIFY(swept);
    QCOMPARE(*swept, QStringList(path));
}

void TestDuckDbMigrations::activityEstimatesRows()
{
    const auto database = open(opener());
    const std::vector<ObjectPath> paths { { {}, u"main"_s, u"hut"_s }, { {}, u"main"_s, u"nowhere"_s } };
    const auto activity = migrations(*database).activity(paths);
    QVERIFY(activity);
    QCOMPARE(activity->size(), 2U);
    QCOMPARE((*activity)[0].rowEstimate, 300);
    QVERIFY(!(*activity)[1].rowEstimate);
}

QTEST_GUILESS_MAIN(TestDuckDbMigrations)
#include "tst_duckdbmigrations.moc"
