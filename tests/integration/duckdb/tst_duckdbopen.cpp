#include "tests/integration/duckdb/duckdbfixture.h"

#include <QProcess>

#include <dlfcn.h>

using namespace dumbo;
using test::query;
using test::run;
using test::single;

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestDuckDbOpen : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void anotherLibraryOfTheSameNameIsNotTaken();
    void aMissingFileIsMadeOnlyWhereThatIsAsked();
    void aFileThatIsNoDatabaseIsToldSo();
    void theProcessThatHoldsTheLockIsNamed();
    void connectionsOfOneProcessSeeOneDatabase();
    void readOnlyAndWritingDoNotMixInOneProcess();
    void aReadOnlyConnectionWritesNothing_data();
    void aReadOnlyConnectionWritesNothing();
    void aReadOnlyConnectionReadsParquetFiles();
    void filesOpenAsTables();
    void extensionsAreNotFetchedByThemselves();
    void theManifestTellsWhichFilesItOpens();
    void theBundleHasAllThatIsNeeded();

private:
    test::DuckFixture m_fixture;
};

void TestDuckDbOpen::initTestCase()
{
    SKIP_WITHOUT_DUCKDB();
}

/// Must come first: what is loaded once stays.
void TestDuckDbOpen::anotherLibraryOfTheSameNameIsNotTaken()
{
    const auto copy = m_fixture.path(QStringLiteral("libduckdb.so"));
    QVERIFY(QFile::copy(test::DuckFixture::driverFolder() + QStringLiteral("/libduckdb.so"), copy));
    auto *other = dlopen(qPrintable(copy), RTLD_NOW | RTLD_GLOBAL);
    QVERIFY2(other, dlerror());
    const auto connection = m_fixture.open();
    QCOMPARE(single(*connection, "SELECT 1"), Value(1));
    const auto maps = contentOf(QStringLiteral("/proc/self/maps"));
    QVERIFY(maps.contains(copy.toUtf8()));
    QVERIFY(maps.contains(QDir(test::DuckFixture::driverFolder()).canonicalPath().toUtf8() + "/libduckdb.so"));
}

void TestDuckDbOpen::aMissingFileIsMadeOnlyWhereThatIsAsked()
{
    ConnectRequest request;
    request.options.set(QStringLiteral("path"), m_fixture.path(QStringLiteral("new.duckdb")));
    const auto missing = m_fixture.plugin().connect(request, m_fixture.observer);
    QVERIFY(!missing);
    QCOMPARE(missing.error().kind(), ErrorKind::NotFound);
    request.options.set(QStringLiteral("create"), true);
    QVERIFY(m_fixture.plugin().connect(request, m_fixture.observer));
    QVERIFY(QFile::exists(m_fixture.path(QStringLiteral("new.duckdb"))));
}

void TestDuckDbOpen::aFileThatIsNoDatabaseIsToldSo()
{
    QFile file(m_fixture.path(QStringLiteral("text.duckdb")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray("This is a text, and a long one. ").repeated(1000));
    file.close();
    const auto opened = m_fixture.connect(file.fileName());
    QVERIFY(!opened);
    QCOMPARE(opened.error().kind(), ErrorKind::Connection);
    QVERIFY2(opened.error().message().contains(QStringLiteral("is not a DuckDB database")), qPrintable(opened.error().toText()));
}

/// A lock of the same kind as DuckDB's own.
void TestDuckDbOpen::theProcessThatHoldsTheLockIsNamed()
{
    const auto path = m_fixture.path(QStringLiteral("locked.duckdb"));
    run(*m_fixture.open(path), "CREATE TABLE t(a integer)");
    QProcess holder;
    holder.start(QStringLiteral("python3"),
        { QStringLiteral("-c"),
            QStringLiteral("import fcntl, sys\nf = open(sys.argv[1], 'r+b')\nfcntl.lockf(f, fcntl.LOCK_EX)\nprint('held', flush=True)\nsys.stdin.read()"),
            path });
    if (!holder.waitForStarted())
        QSKIP("There is no python3 to hold a lock.");
    QTRY_VERIFY(holder.canReadLine() || holder.waitForReadyRead(50));
    const auto refused = m_fixture.connect(path);
    const auto number = QString::number(holder.processId());
    holder.closeWriteChannel();
    QVERIFY(holder.waitForFinished());
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind(), ErrorKind::LockNotAvailable);
    QVERIFY2(refused.error().message().contains(number), qPrintable(refused.error().toText()));
    QVERIFY(m_fixture.connect(path));
}

void TestDuckDbOpen::connectionsOfOneProcessSeeOneDatabase()
{
    const auto first = m_fixture.open(m_fixture.path(QStringLiteral("shared.duckdb")));
    const auto link = m_fixture.path(QStringLiteral("link.duckdb"));
    QVERIFY(QFile::link(m_fixture.path(QStringLiteral("shared.duckdb")), link));
    const auto second = m_fixture.open(link);
    run(*first, "CREATE TABLE t AS SELECT 5 AS a");
    QCOMPARE(single(*second, "SELECT a FROM t"), Value(5));
}

void TestDuckDbOpen::readOnlyAndWritingDoNotMixInOneProcess()
{
    const auto path = m_fixture.path(QStringLiteral("mixed.duckdb"));
    {
        const auto writer = m_fixture.open(path);
        const auto reader = m_fixture.connect(path, true);
        QVERIFY(!reader);
        QCOMPARE(reader.error().kind(), ErrorKind::LockNotAvailable);
    }
    const auto reader = m_fixture.open(path, true);
    QVERIFY(m_fixture.connect(path, true));
    QVERIFY(!m_fixture.connect(path));
}

void TestDuckDbOpen::aReadOnlyConnectionWritesNothing_data()
{
    QTest::addColumn<QByteArray>("statement");
    for (const auto *statement : { "INSERT INTO t VALUES (1)", "CREATE TABLE u(a integer)", "DROP TABLE t", "CREATE TEMP TABLE x(a integer)",
             "COPY t TO '%1/t.csv'", "COPY (SELECT 1) TO '%1/t.parquet' (FORMAT parquet)", "EXPORT DATABASE '%1/exported'",
             "ATTACH '%1/other.duckdb' AS other", "ATTACH '%1/mem.duckdb' AS other (READ_WRITE)", "INSTALL httpfs", "LOAD 'x'", "CHECKPOINT",
             "VACUUM", "SET access_mode = 'READ_WRITE'", "SET temp_directory = '%1/temp'", "SET profiling_output = '%1/profile'",
             "PRAGMA profiling_output = '%1/profile'", "PRAGMA enable_profiling", "SET log_query_path = '%1/log'", "RESET log_query_path",
             "EXPLAIN ANALYZE COPY t TO '%1/t.csv'", "EXPLAIN (ANALYZE) COPY t TO '%1/t.csv'", "PREPARE p AS COPY t TO '%1/t.csv'",
             "SELECT 1; COPY t TO '%1/t.csv'", "/* SELECT */ COPY t TO '%1/t.csv'", "CALL enable_logging(storage = 'file', storage_path = '%1/logs')",
             "SELECT * FROM enable_logging(storage = 'file')", "CREATE PERSISTENT SECRET s (TYPE s3)", "IMPORT DATABASE '%1'",
             "CREATE SEQUENCE s", "DETACH readonly", "SELECT nextval('sq')", "UPDATE t SET a = 1", "WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x" })
        QTest::newRow(statement) << QByteArray(statement);
}

void TestDuckDbOpen::aReadOnlyConnectionWritesNothing()
{
    QFETCH(QByteArray, statement);
    const auto path = m_fixture.path(QStringLiteral("readonly.duckdb"));
    if (!QFile::exists(path))
        run(*m_fixture.open(path), "CREATE TABLE t(a integer); CREATE SEQUENCE sq");
    QTemporaryDir folder;
    statement.replace("%1", folder.path().toUtf8());
    const auto before = contentOf(path);
    for (const auto &file : { path, QStringLiteral(":memory:") }) {
        const auto connection = m_fixture.open(file, true);
        const auto done = query(*connection, statement);
        QVERIFY2(!done, qPrintable(file + QStringLiteral(" let it through")));
        QCOMPARE(single(*connection, "SELECT 1"), Value(1));
        QVERIFY(connection->server().readOnly);
    }
    QVERIFY(QDir(folder.path()).isEmpty());
    QCOMPARE(contentOf(path), before);
}

void TestDuckDbOpen::aReadOnlyConnectionReadsParquetFiles()
{
    const auto parquet = m_fixture.path(QStringLiteral("numbers.parquet"));
    const auto path = m_fixture.path(QStringLiteral("besides.duckdb"));
    run(*m_fixture.open(path), "COPY (SELECT * FROM range(10)) TO '" + parquet.toUtf8() + "'");
    const auto connection = m_fixture.open(path, true);
    QCOMPARE(single(*connection, "SELECT count(*) FROM '" + parquet.toUtf8() + "'"), Value(10));
    QVERIFY(query(*connection, "SET TimeZone = 'UTC'"));
    QVERIFY(query(*connection, "EXPLAIN ANALYZE SELECT 1"));
    QVERIFY(query(*connection, "PRAGMA version"));
    QVERIFY(query(*connection, "BEGIN; SELECT 1; COMMIT"));
}

void TestDuckDbOpen::filesOpenAsTables()
{
    const auto base = m_fixture.path(QStringLiteral("the huts"));
    const auto made = m_fixture.open();
    const QByteArray rows = "(SELECT 'Grüne Hütte' AS name, 1900 AS height, DATE '2026-01-31' AS built)";
    run(*made, "COPY " + rows + " TO '" + base.toUtf8() + ".parquet'");
    run(*made, "COPY " + rows + " TO '" + base.toUtf8() + ".csv' (HEADER)");
    run(*made, "COPY " + rows + " TO '" + base.toUtf8() + ".ndjson' (FORMAT json)");
    QVERIFY(QFile::copy(base + QStringLiteral(".parquet"), m_fixture.path(QStringLiteral("without suffix"))));
    for (const auto &[name, view] : { std::pair("the huts.parquet", "the huts"), std::pair("the huts.csv", "the huts"),
             std::pair("the huts.ndjson", "the huts"), std::pair("without suffix", "without suffix") }) {
        const auto connection = m_fixture.open(m_fixture.path(QString::fromUtf8(name)));
        QCOMPARE(single(*connection, QByteArray("SELECT height FROM \"") + view + '"'), Value(1900));
        QVERIFY(!connection->capabilities().testFlag(Capability::SeveralConnections));
        const auto part = connection->catalog({});
        QVERIFY2(part, part ? "" : qPrintable(part.error().toText()));
        const auto found = std::ranges::find(part->objects, QString::fromUtf8(view), [](const CatalogObject &object) { return object.path.name; });
        QVERIFY(found != part->objects.end());
        QCOMPARE(found->kind, ObjectKind::View);
        QCOMPARE(found->columns.size(), 3u);
    }
    const auto readOnly = m_fixture.open(base + QStringLiteral(".parquet"), true);
    QCOMPARE(single(*readOnly, "SELECT count(*) FROM \"the huts\""), Value(1));
    QVERIFY(!query(*readOnly, "CREATE TABLE t(a integer)"));
    QCOMPARE(m_fixture.connect(m_fixture.path(QStringLiteral("none.parquet"))).error().kind(), ErrorKind::NotFound);
    QFile broken(m_fixture.path(QStringLiteral("broken.parquet")));
    QVERIFY(broken.open(QIODevice::WriteOnly));
    broken.write("PAR1 and nothing else");
    broken.close();
    QCOMPARE(m_fixture.connect(broken.fileName()).error().kind(), ErrorKind::Connection);
}

void TestDuckDbOpen::extensionsAreNotFetchedByThemselves()
{
    const auto connection = m_fixture.open();
    const auto settings = query(*connection,
        "SELECT value::VARCHAR FROM duckdb_settings() WHERE name IN ('autoinstall_known_extensions', 'autoload_known_extensions', "
        "'allow_community_extensions', 'allow_unsigned_extensions')");
    QCOMPARE(settings->size(), 4u);
    for (const auto &row : *settings)
        QCOMPARE(row[0], Value::text(QByteArray("false")));
}

void TestDuckDbOpen::theManifestTellsWhichFilesItOpens()
{
    const auto path = m_fixture.path(QStringLiteral("a database without suffix"));
    run(*m_fixture.open(path), "CREATE TABLE t(a integer)");
    const Connector duckdb { QStringLiteral("DuckDB"), QStringLiteral("libduckdb") };
    for (const auto &each : { path, QStringLiteral("x.duckdb"), QStringLiteral("x.parquet"), QStringLiteral("x.csv") }) {
        ConnectionHints hints;
        hints.path = each;
        const auto chosen = m_fixture.registry.choose(hints);
        QVERIFY2(chosen && *chosen == duckdb, qPrintable(each));
    }
}

void TestDuckDbOpen::theBundleHasAllThatIsNeeded()
{
    QProcess dumbo;
    dumbo.start(qEnvironmentVariable("DUMBO_BUILD_DIR") + QStringLiteral("/bin/dumbo"),
        { QStringLiteral("plugins"), QStringLiteral("verify"), QStringLiteral("--json"),
            test::DuckFixture::driverFolder() + QStringLiteral("/duckdb-1.4.4.dumbodriver") });
    QVERIFY(dumbo.waitForFinished());
    const auto told = dumbo.readAllStandardOutput();
    QVERIFY2(dumbo.exitCode() == 4, (told + dumbo.readAllStandardError()).constData()); // whole, and signed by nobody
    for (const auto *part : { "org.example.duckdb", "1.4.4", "libduckdb.so", "dumbo-driver-duckdb.so", "LICENSE.duckdb", "icon.svg" })
        QVERIFY2(told.contains(part), part);
}

QTEST_GUILESS_MAIN(TestDuckDbOpen)
#include "tst_duckdbopen.moc"
