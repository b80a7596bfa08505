#include "sqlitefixture.h"

#include <QCryptographicHash>
#include <QFile>
#include <QObject>

using namespace dumbo;
using namespace dumbo::sqlite;

class TestSqliteReadOnly : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyTrickIsRefused_data();
    void everyTrickIsRefused();
    void readingStaysPossible_data();
    void readingStaysPossible();
    void theFileStaysAsItIs();
    void transactionsAreAllowed();
    void aReadOnlyTransactionRefusesWritesUntilItEnds();
};

void TestSqliteReadOnly::everyTrickIsRefused_data()
{
    QTest::addColumn<QByteArray>("script");
    const auto row = [](const char *script) { QTest::newRow(script) << QByteArray(script); };
    row("INSERT INTO t VALUES (2)");
    row("UPDATE t SET a = 2");
    row("DELETE FROM t");
    row("REPLACE INTO t VALUES (1)");
    row("INSERT INTO t VALUES (2) RETURNING a");
    row("WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x");
    row("CREATE TABLE u(a)");
    row("CREATE TEMP TABLE u(a)");
    row("CREATE TEMP VIEW u AS SELECT 1");
    row("CREATE VIRTUAL TABLE u USING fts5(a)");
    row("DROP TABLE t");
    row("ALTER TABLE t ADD COLUMN b");
    row("CREATE INDEX i ON t(a)");
    row("REINDEX");
    row("ANALYZE");
    row("VACUUM");
    row("VACUUM INTO '/tmp/copy-of-read-only.db'");
    row("ATTACH ':memory:' AS m");
    row("ATTACH 'file:other.db?mode=rwc' AS m");
    row("PRAGMA query_only = OFF; INSERT INTO t VALUES (2)");
    row("PRAGMA query_only(0)");
    row("SELECT * FROM pragma_query_only(0)");
    row("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = ''");
    row("PRAGMA main.journal_mode = DELETE");
    row("PRAGMA user_version = 7");
    row("PRAGMA application_id = 7");
    row("PRAGMA schema_version = 7");
    row("PRAGMA wal_checkpoint(TRUNCATE)");
    row("PRAGMA incremental_vacuum");
    row("PRAGMA optimize");
    row("PRAGMA locking_mode = EXCLUSIVE");
    row("PRAGMA encoding = 'UTF-16'");
    row("BEGIN EXCLUSIVE; INSERT INTO t VALUES (2); COMMIT");
    row("SELECT load_extension('/nowhere.so')");
    row("SELECT writefile('/tmp/written-by-read-only', 'x')");
    row("SELECT fts3_tokenizer('simple', x'0000000000000000')");
    row("UPDATE sqlite_dbpage SET data = zeroblob(4096) WHERE pgno = 1");
    row("SELECT edit('x')");
}

void TestSqliteReadOnly::everyTrickIsRefused()
{
    QFETCH(QByteArray, script);
    Fixture fixture;
    run(*fixture.open(), "CREATE TABLE t(a); CREATE INDEX t_a ON t(a); INSERT INTO t VALUES (1)");
    const auto connection = fixture.open(true);
    const auto outcome = query(*connection, script);
    QVERIFY(!outcome);
    QVERIFY(!outcome.error().message().isEmpty());
    if (connection->transactionState() != TransactionState::Idle)
        QVERIFY(connection->rollback());
    QVERIFY(single(*connection, "SELECT group_concat(a) FROM t") == Value::text(QByteArray("1")));
    QVERIFY(single(*connection, "SELECT count(*) FROM sqlite_schema") == Value(2));
    QVERIFY(single(*connection, "PRAGMA query_only") == Value(1));
    QVERIFY(!QFile::exists(QStringLiteral("/tmp/copy-of-read-only.db"))
        && !QFile::exists(QStringLiteral("/tmp/written-by-read-only")));
}

void TestSqliteReadOnly::readingStaysPossible_data()
{
    QTest::addColumn<QByteArray>("script");
    for (const auto *script :
        { "SELECT * FROM t", "PRAGMA table_info(t)", "SELECT * FROM pragma_table_xinfo('t')",
            "PRAGMA integrity_check", "PRAGMA journal_mode", "PRAGMA user_version",
            "PRAGMA foreign_key_check", "PRAGMA cache_size = -4000", "PRAGMA case_sensitive_like = ON",
            "EXPLAIN QUERY PLAN SELECT * FROM t", "WITH x AS (SELECT 1) SELECT * FROM x",
            "SELECT * FROM sqlite_schema", "BEGIN; SELECT * FROM t; COMMIT" })
        QTest::newRow(script) << QByteArray(script);
}

void TestSqliteReadOnly::readingStaysPossible()
{
    QFETCH(QByteArray, script);
    Fixture fixture;
    run(*fixture.open(), "CREATE TABLE t(a); INSERT INTO t VALUES (1)");
    const auto connection = fixture.open(true);
    const auto outcome = query(*connection, script);
    QVERIFY2(outcome, outcome ? "" : qPrintable(outcome.error().toText()));
    QVERIFY(connection->catalog({}));
    QVERIFY(connection->server().readOnly);
}

void TestSqliteReadOnly::theFileStaysAsItIs()
{
    Fixture fixture;
    auto options = fixture.options();
    options.journalMode = QStringLiteral("keep");
    run(**fixture.plugin.connect(options, fixture.observer), "CREATE TABLE t(a)");
    const auto hash = [&] {
        QFile file(fixture.path());
        return file.open(QIODevice::ReadOnly)
            ? QCryptographicHash::hash(file.readAll(), QCryptographicHash::Sha256)
            : QByteArray();
    };
    const auto before = hash();
    QVERIFY(single(*fixture.open(true), "SELECT count(*) FROM t") == Value(0));
    QCOMPARE(hash(), before);
}

void TestSqliteReadOnly::transactionsAreAllowed()
{
    Fixture fixture;
    run(*fixture.open(), "CREATE TABLE t(a)");
    const auto connection = fixture.open(true);
    TransactionOptions options;
    options.readOnly = true;
    options.lock = TransactionLock::Immediate;
    QVERIFY(connection->begin(options));
    QVERIFY(connection->commit());
}

void TestSqliteReadOnly::aReadOnlyTransactionRefusesWritesUntilItEnds()
{
    Fixture fixture;
    const auto connection = fixture.open();
    run(*connection, "CREATE TABLE t(a)");
    for (const auto *end : { "COMMIT", "ROLLBACK" }) {
        QVERIFY(connection->begin({ .readOnly = true }));
        QVERIFY(!query(*connection, "INSERT INTO t VALUES (1)"));
        QVERIFY(!query(*connection, "PRAGMA query_only = OFF"));
        QVERIFY(!query(*connection, "CREATE TEMP TABLE mine(a); INSERT INTO mine VALUES (1); ATTACH 'x.db' AS x"));
        QVERIFY(single(*connection, "SELECT count(*) FROM t") == Value(0));
        run(*connection, end);
        run(*connection, "INSERT INTO t VALUES (1); DELETE FROM t");
    }
}

QTEST_GUILESS_MAIN(TestSqliteReadOnly)
#include "tst_sqlitereadonly.moc"
