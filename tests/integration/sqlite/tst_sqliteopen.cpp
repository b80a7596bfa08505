#include "drivers/common/sqlite/errors.h"
#include "drivers/common/sqlite/openerror.h"
#include "sqlitefixture.h"

#include <QFile>
#include <QObject>
#include <QRandomGenerator>

#include <algorithm>
#include <thread>

#include <sqlite3.h>
#include <unistd.h>

using namespace dumbo;
using namespace dumbo::sqlite;

namespace {

void write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("%s can't be written", qPrintable(path));
}

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestSqliteOpen : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aMissingFileIsNotMadeUnasked();
    void aMissingFolderIsNamed();
    void aFolderIsNotADatabase();
    void aTextFileIsNotADatabase();
    void noiseIsEncryptedOrNotADatabase();
    void aTruncatedFileIsCalledTruncated();
    void aFileCutWithinItsHeaderIsCalledTruncated();
    void anEmptyFileIsAnEmptyDatabase();
    void aFileWithoutPermissionSaysSo();
    void aLockedFileSaysSo();
    void aCancelledConnectEnds();
    void noPathIsAnError();
    void settingsAreApplied();
    void aUriMayBeGiven();
    void anImmutableFileNeedsNoLocks();
    void whatChangesTheSessionMakesItUnusable();
    void serverFactsTellTheFile();
    void walWithoutItsSharedMemorySaysSo();
};

void TestSqliteOpen::aMissingFileIsNotMadeUnasked()
{
    Fixture fixture;
    auto options = fixture.options();
    options.create = false;
    const auto connection = fixture.plugin.connect(options, fixture.observer);
    QVERIFY(connection.error().kind() == ErrorKind::Connection);
    QVERIFY(connection.error().hint().contains(QStringLiteral("create")));
    QVERIFY(!QFile::exists(options.path));
    QVERIFY(!fixture.plugin.connect(fixture.options(), fixture.observer, true));
    QVERIFY(fixture.plugin.connect(fixture.options(), fixture.observer));
}

void TestSqliteOpen::aMissingFolderIsNamed()
{
    Fixture fixture;
    const auto connection
        = fixture.plugin.connect(fixture.options(QStringLiteral("no/such/x.db")), fixture.observer);
    QVERIFY(connection.error().message().contains(QStringLiteral("no/such")));
}

void TestSqliteOpen::aFolderIsNotADatabase()
{
    Fixture fixture;
    auto options = fixture.options();
    options.path = fixture.folder.path();
    QVERIFY(fixture.plugin.connect(options, fixture.observer)
                .error()
                .message()
                .contains(QStringLiteral("folder")));
}

void TestSqliteOpen::aTextFileIsNotADatabase()
{
    Fixture fixture;
    write(fixture.path(), QByteArray("name,height\nAlpine,2000\n").repeated(100));
    const auto connection = fixture.plugin.connect(fixture.options(), fixture.observer);
    QVERIFY(connection.error().kind() == ErrorKind::Connection);
    QVERIFY(connection.error().message().contains(QStringLiteral("not an SQLite database")));
    QVERIFY(!connection.error().isRetryable());
}

void TestSqliteOpen::noiseIsEncryptedOrNotADatabase()
{
    Fixture fixture;
    QByteArray noise(8192, '\0');
    QRandomGenerator random(4711);
    for (auto &byte : noise)
        byte = char(random.bounded(256));
    write(fixture.path(), noise);
    const auto connection = fixture.plugin.connect(fixture.options(), fixture.observer);
    QVERIFY(connection.error().message().contains(QStringLiteral("encrypted or not a database")));
}

void TestSqliteOpen::aTruncatedFileIsCalledTruncated()
{
    Fixture fixture;
    auto options = fixture.options();
    options.journalMode = QStringLiteral("keep");
    run(**fixture.plugin.connect(options, fixture.observer),
        "CREATE TABLE t(a); INSERT INTO t SELECT hex(randomblob(3000)) FROM json_each('[1,2,3,4,5,6]')");
    write(fixture.path(), read(fixture.path()).first(3 * 4096));
    const auto connection = fixture.plugin.connect(options, fixture.observer);
    QVERIFY(!connection);
    QVERIFY2(connection.error().message().contains(QStringLiteral("truncated")),
        qPrintable(connection.error().toText()));
}

void TestSqliteOpen::aFileCutWithinItsHeaderIsCalledTruncated()
{
    Fixture fixture;
    write(fixture.path(), QByteArray("SQLite format 3\0\x10", 17));
    QVERIFY(fixture.plugin.connect(fixture.options(), fixture.observer)
                .error()
                .message()
                .contains(QStringLiteral("truncated")));
}

void TestSqliteOpen::anEmptyFileIsAnEmptyDatabase()
{
    Fixture fixture;
    write(fixture.path(), {});
    auto options = fixture.options();
    options.create = false;
    QVERIFY(fixture.plugin.connect(options, fixture.observer));
}

void TestSqliteOpen::aFileWithoutPermissionSaysSo()
{
    if (geteuid() == 0)
        QSKIP("root may read every file");
    Fixture fixture;
    run(*fixture.open(), "CREATE TABLE t(a)");
    QFile::setPermissions(fixture.path(), {});
    QVERIFY(fixture.plugin.connect(fixture.options(), fixture.observer)
                .error()
                .message()
                .contains(QStringLiteral("may not read")));
}

void TestSqliteOpen::aLockedFileSaysSo()
{
    Fixture fixture;
    const auto holder = fixture.open();
    run(*holder, "PRAGMA journal_mode = DELETE; CREATE TABLE t(a); BEGIN EXCLUSIVE");
    auto options = fixture.options();
    options.busyTimeout = std::chrono::milliseconds(10);
    const auto connection = fixture.plugin.connect(options, fixture.observer);
    QVERIFY(connection.error().kind() == ErrorKind::LockNotAvailable);
    QVERIFY(connection.error().message().contains(QStringLiteral("locked by another program")));
    QVERIFY(connection.error().isRetryable());
}

void TestSqliteOpen::aCancelledConnectEnds()
{
    Fixture fixture;
    const auto holder = fixture.open();
    run(*holder, "PRAGMA journal_mode = DELETE; CREATE TABLE t(a); BEGIN EXCLUSIVE");
    auto options = fixture.options();
    options.busyTimeout = std::chrono::hours(1);
    const CancellationSource source;
    std::jthread canceller([&source] { source.cancel(); });
    const auto connection = fixture.plugin.connect(options, fixture.observer, false, source.token());
    QVERIFY(connection.error().isCancelled());
}

void TestSqliteOpen::noPathIsAnError()
{
    Fixture fixture;
    QVERIFY(fixture.plugin.connect(SqliteOptions(), fixture.observer).error().kind()
        == ErrorKind::InvalidOperation);
}

void TestSqliteOpen::settingsAreApplied()
{
    Fixture fixture;
    const auto connection = fixture.open();
    QVERIFY(single(*connection, "PRAGMA journal_mode") == Value::text(QByteArray("wal")));
    QVERIFY(single(*connection, "PRAGMA foreign_keys") == Value(1));
    QVERIFY(fixture.observer.notices.isEmpty());
    auto options = fixture.options(QStringLiteral("other.db"));
    options.foreignKeys = false;
    options.journalMode = QStringLiteral("keep");
    const auto other = fixture.plugin.connect(options, fixture.observer);
    QVERIFY(single(**other, "PRAGMA journal_mode") == Value::text(QByteArray("delete")));
    QVERIFY(single(**other, "PRAGMA foreign_keys") == Value(0));
}

void TestSqliteOpen::aUriMayBeGiven()
{
    Fixture fixture;
    run(*fixture.open(), "CREATE TABLE t(a)");
    SqliteOptions options;
    options.path = QStringLiteral("file:%1?mode=ro").arg(fixture.path());
    const auto connection = fixture.plugin.connect(options, fixture.observer);
    QVERIFY(connection);
    QVERIFY((*connection)->server().readOnly);
    QVERIFY(!query(**connection, "INSERT INTO t VALUES (1)"));
    options.path = QStringLiteral("file:%1").arg(fixture.path(QStringLiteral("none.db")));
    QVERIFY(!fixture.plugin.connect(options, fixture.observer));
}

void TestSqliteOpen::anImmutableFileNeedsNoLocks()
{
    Fixture fixture;
    run(*fixture.open(), "CREATE TABLE t(a)");
    auto options = fixture.options();
    options.immutable = true;
    const auto connection = fixture.plugin.connect(options, fixture.observer);
    QVERIFY(connection);
    QVERIFY(single(**connection, "SELECT count(*) FROM t") == Value(0));
    QVERIFY((*connection)->server().readOnly);
}

void TestSqliteOpen::whatChangesTheSessionMakesItUnusable()
{
    Fixture fixture;
    const auto reset = [&](const QByteArray &text) {
        const auto connection = fixture.open();
        run(*connection, text);
        return *connection->reset();
    };
    QVERIFY(reset("SELECT 1; PRAGMA user_version; PRAGMA table_info(t); BEGIN") == ResetOutcome::Clean);
    QVERIFY(reset("PRAGMA foreign_keys = OFF") == ResetOutcome::Unusable);
    QVERIFY(reset("ATTACH ':memory:' AS m") == ResetOutcome::Unusable);
    QVERIFY(reset("CREATE TEMP TABLE x(a)") == ResetOutcome::Unusable);
}

void TestSqliteOpen::serverFactsTellTheFile()
{
    Fixture fixture;
    const auto facts = fixture.open()->server();
    QCOMPARE(facts.product, QStringLiteral("SQLite"));
    QVERIFY(facts.database.endsWith(QStringLiteral("test.db")));
    QVERIFY(!facts.readOnly);
    QVERIFY(std::ranges::contains(
        facts.settings, std::pair(QStringLiteral("encoding"), QStringLiteral("UTF-8"))));
}

// Needs a folder that may not be written, which root can't have: so the engine's answer is given here.
void TestSqliteOpen::walWithoutItsSharedMemorySaysSo()
{
    Fixture fixture;
    run(*fixture.open(), "CREATE TABLE t(a)");
    const auto error = explainOpenError(
        engineError({ SQLITE_CANTOPEN, "unable to open database file", -1 }), fixture.path(), true);
    QVERIFY(error.message().contains(QStringLiteral("WAL mode")));
    QVERIFY(error.hint().contains(QStringLiteral("immutable")));
}

QTEST_GUILESS_MAIN(TestSqliteOpen)
#include "tst_sqliteopen.moc"
