#include "core/migrations/runsteps.h"
#include "core/migrations/transactionfit.h"
#include "tests/unit/core/sql/dialects.h"

#include <QTest>

using namespace dumbo;

namespace {

RunItem itemOf(const QByteArrayList &statements, const Dialect &dialect, int first = 0, bool inTransaction = true)
{
    RunItem item;
    item.migration.inTransaction = inTransaction;
    for (const auto &text : statements)
        item.migration.up.push_back({ text });
    item.first = first;
    judge(item, dialect, {});
    return item;
}

/// "T(0:0-2 1:0-1) A(2:0-1)": transactions and statements alone, by item and statements.
QString stepsText(const std::vector<RunItem> &items, bool together = true)
{
    QStringList texts;
    for (const auto &step : stepsOf(items, together)) {
        QStringList pieces;
        for (const auto &piece : step.pieces)
            pieces.append(QStringLiteral("%1:%2-%3").arg(piece.item).arg(piece.begin).arg(piece.end));
        texts.append((step.inTransaction ? u'T' : u'A') + QStringLiteral("(%1)").arg(pieces.join(u' ')));
    }
    return texts.join(u' ');
}

} // namespace

class TestRunSteps : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void statementsAreToldApart_data();
    void statementsAreToldApart();
    void neighboursShareATransaction();
    void whatCannotBeInOneRunsAloneAndInOrder();
    void beginAndCommitAroundAMigrationAreLeftOut();
    void aMigrationWithTransactionsOfItsOwnRunsStatementByStatement();
    void aResumedOneBeginsBehindWhatIsDone();
    void aNewEnumValueEndsTheTransaction();
    void theAdviceOfADriverComesFirst();
    void concurrentIndexesAreNamed_data();
    void concurrentIndexesAreNamed();
};

void TestRunSteps::statementsAreToldApart_data()
{
    QTest::addColumn<QString>("database");
    QTest::addColumn<QByteArray>("statement");
    QTest::addColumn<int>("fit");
    const auto row = [](const char *database, const char *statement, TransactionFit fit) {
        QTest::addRow("%s: %s", database, statement) << QString::fromLatin1(database) << QByteArray(statement) << int(fit);
    };
    using enum TransactionFit;
    row("postgresql", "CREATE TABLE a (id int)", Inside);
    row("postgresql", "CREATE INDEX a_id ON a (id)", Inside);
    row("postgresql", "/* now */ create unique index concurrently a_id on a (id)", Alone);
    row("postgresql", "DROP INDEX CONCURRENTLY a_id", Alone);
    row("postgresql", "REINDEX TABLE CONCURRENTLY a", Alone);
    row("postgresql", "REINDEX TABLE a", Inside);
    row("postgresql", "REINDEX (VERBOSE) DATABASE huts", Alone);
    row("postgresql", "VACUUM FULL a", Alone);
    row("postgresql", "ALTER TABLE a DETACH PARTITION b CONCURRENTLY", Alone);
    row("postgresql", "ALTER TABLE a DETACH PARTITION b", Inside);
    row("postgresql", "ALTER SYSTEM SET work_mem = '1MB'", Alone);
    row("postgresql", "ALTER DATABASE huts SET search_path = a", Inside);
    row("postgresql", "CREATE DATABASE huts", Alone);
    row("postgresql", "REFRESH MATERIALIZED VIEW CONCURRENTLY v", Inside);
    row("postgresql", "SELECT 'VACUUM'", Inside);
    row("postgresql", "SET CONSTRAINTS ALL IMMEDIATE", Inside);
    row("postgresql", "SET TRANSACTION READ ONLY", Controls);
    row("postgresql", "COMMIT", Controls);
    row("postgresql", "START TRANSACTION", Controls);
    row("postgresql", "PREPARE TRANSACTION 'x'", Controls);
    row("postgresql", "PREPARE q AS SELECT 1", Inside);
    row("postgresql", "ROLLBACK TO s", Controls);
    row("sqlite", "VACUUM", Alone);
    row("sqlite", "PRAGMA foreign_keys = OFF", Alone);
    row("sqlite", "PRAGMA main.journal_mode = WAL", Alone);
    row("sqlite", "PRAGMA user_version = 3", Inside);
    row("sqlite", "ATTACH 'x' AS y", Alone);
    row("sqlite", "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END", Inside);
    row("sqlite", "END", Controls);
    row("mysql", "CREATE TABLE a (id int)", Commits);
    row("mysql", "INSERT INTO a VALUES (1)", Inside);
    row("mysql", "CALL fill()", Commits);
    row("mysql", "BEGIN NOT ATOMIC SELECT 1; END", Commits);
    row("mysql", "XA START 'x'", Controls);
    row("mysql", "SET autocommit = 0", Controls);
    row("mysql", "SET @a = 1", Inside);
}

void TestRunSteps::statementsAreToldApart()
{
    QFETCH(QString, database);
    QFETCH(QByteArray, statement);
    QFETCH(int, fit);
    QCOMPARE(int(transactionFit(statement, testing::shippedDialect(database))), fit);
}

void TestRunSteps::neighboursShareATransaction()
{
    const auto &dialect = testing::postgresql();
    const std::vector<RunItem> items { itemOf({ "SELECT 1", "SELECT 2" }, dialect), itemOf({ "SELECT 3" }, dialect) };
    QVERIFY(items[0].inOneTransaction);
    QCOMPARE(stepsText(items), QStringLiteral("T(0:0-2 1:0-1)"));
    QCOMPARE(stepsText(items, false), QStringLiteral("T(0:0-2) T(1:0-1)"));
}

void TestRunSteps::whatCannotBeInOneRunsAloneAndInOrder()
{
    const auto &dialect = testing::postgresql();
    const std::vector<RunItem> items { itemOf({ "SELECT 1" }, dialect),
        itemOf({ "CREATE TABLE a (id int)", "INSERT INTO a VALUES (1)", "CREATE INDEX CONCURRENTLY x ON a (id)", "SELECT 1" }, dialect),
        itemOf({ "SELECT 2" }, dialect), itemOf({ "SELECT 1", "SELECT 2" }, dialect, 0, false) };
    QVERIFY(!items[1].inOneTransaction);
    QCOMPARE(stepsText(items), QStringLiteral("T(0:0-1) T(1:0-2) A(1:2-3) T(1:3-4) T(2:0-1) A(3:0-1) A(3:1-2)"));
    const auto mysql = testing::shippedDialect(QStringLiteral("mysql"));
    QCOMPARE(stepsText({ itemOf({ "CREATE TABLE a (id int)", "INSERT INTO a VALUES (1)", "UPDATE a SET id = 2", "DROP TABLE a" }, mysql) }),
        QStringLiteral("A(0:0-1) T(0:1-3) A(0:3-4)"));
}

void TestRunSteps::beginAndCommitAroundAMigrationAreLeftOut()
{
    const auto item = itemOf({ "BEGIN", "CREATE TABLE a (id int)", "COMMIT" }, testing::postgresql());
    QVERIFY(item.inOneTransaction);
    QCOMPARE(item.skipped, std::vector<bool>({ true, false, true }));
    const auto serializable = itemOf({ "BEGIN ISOLATION LEVEL SERIALIZABLE", "SELECT 1", "COMMIT" }, testing::postgresql());
    QVERIFY(!serializable.inOneTransaction);
}

void TestRunSteps::aMigrationWithTransactionsOfItsOwnRunsStatementByStatement()
{
    const auto item = itemOf({ "SELECT 1", "BEGIN", "SELECT 2", "COMMIT" }, testing::postgresql());
    QVERIFY(!item.inOneTransaction);
    QCOMPARE(stepsText({ item }), QStringLiteral("A(0:0-1) A(0:1-2) A(0:2-3) A(0:3-4)"));
}

void TestRunSteps::aResumedOneBeginsBehindWhatIsDone()
{
    const auto &dialect = testing::postgresql();
    QCOMPARE(stepsText({ itemOf({ "SELECT 1", "VACUUM a", "SELECT 2", "SELECT 3" }, dialect, 2) }), QStringLiteral("T(0:2-4)"));
    QCOMPARE(stepsText({ itemOf({ "SELECT 1", "VACUUM a" }, dialect, 2) }), QStringLiteral("T(0:2-2)")); // only to be recorded
}

void TestRunSteps::aNewEnumValueEndsTheTransaction()
{
    const auto &dialect = testing::postgresql();
    const std::vector<RunItem> items { itemOf({ "ALTER TYPE mood ADD VALUE 'wild'" }, dialect), itemOf({ "SELECT 1" }, dialect) };
    QVERIFY(items[0].inOneTransaction);
    QCOMPARE(stepsText(items), QStringLiteral("T(0:0-1) T(1:0-1)"));
}

void TestRunSteps::theAdviceOfADriverComesFirst()
{
    RunItem item;
    item.migration.up = { { "SELECT surprise()" } };
    judge(item, testing::postgresql(), [](const Migration &) { return std::vector { TransactionFit::Alone }; });
    QVERIFY(!item.inOneTransaction);
    judge(item, testing::postgresql(), [](const Migration &) { return std::vector<TransactionFit>(); });
    QVERIFY(item.inOneTransaction);
    item.migration.up = { { "VACUUM" } };
    judge(item, testing::postgresql(), [](const Migration &) { return std::vector { TransactionFit::Inside }; });
    QVERIFY(!item.inOneTransaction); // in doubt not inside
}

void TestRunSteps::concurrentIndexesAreNamed_data()
{
    QTest::addColumn<QByteArray>("statement");
    QTest::addColumn<QStringList>("parts");
    const auto row = [](const char *statement, const QStringList &parts) { QTest::addRow("%s", statement) << QByteArray(statement) << parts; };
    row("CREATE INDEX CONCURRENTLY A_id ON huts (id)", { QStringLiteral("a_id"), QString(), QStringLiteral("huts") });
    row("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS \"A\"\"b\" ON ONLY alps.\"Huts\" (id)",
        { QStringLiteral("A\"b"), QStringLiteral("alps"), QStringLiteral("Huts") });
    row("CREATE INDEX CONCURRENTLY ON huts (id)", {});
    row("CREATE INDEX a ON huts (id)", {});
}

void TestRunSteps::concurrentIndexesAreNamed()
{
    QFETCH(QByteArray, statement);
    QFETCH(QStringList, parts);
    const auto found = concurrentIndex(statement, testing::postgresql());
    QCOMPARE(found ? QStringList({ found->name, found->schema, found->table }) : QStringList(), parts);
}

QTEST_GUILESS_MAIN(TestRunSteps)
#include "tst_runsteps.moc"
