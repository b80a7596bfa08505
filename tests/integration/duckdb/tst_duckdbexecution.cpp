#include "tests/integration/duckdb/duckdbfixture.h"

#include <QThread>

#include <cmath>

using namespace dumbo;
using test::query;
using test::run;
using test::single;

namespace {

QByteArray textOf(const Value &value)
{
    if (const auto *text = std::get_if<Value::Text>(&value.variant()))
        return text->utf8;
    return value.isNull() ? "NULL" : "(not a text)";
}

} // namespace

class TestDuckDbExecution : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theDriverConnectsAndReads();
    void aScriptGivesItsResultsInOrder();
    void rowsAreStreamed();
    void batchesOutliveConnectionAndDatabase();
    void longStringsAreNotMixedUp();
    void aLongValueStaysOutOfTheBatch();
    void errorsPointToTheirPlaceInTheScript();
    void aCancelEndsTheStatementAndNotTheNext();
    void aTransactionThatFailedIsTold();
    void pivotIsOneStatement();

private:
    test::DuckFixture m_fixture;
};

void TestDuckDbExecution::initTestCase()
{
    SKIP_WITHOUT_DUCKDB();
}

void TestDuckDbExecution::theDriverConnectsAndReads()
{
    const auto connection = m_fixture.open();
    QCOMPARE(connection->server().product, QStringLiteral("DuckDB"));
    QCOMPARE(connection->server().version, QStringLiteral("1.4.4"));
    QCOMPARE(single(*connection, "SELECT 42"), Value(42));
    QCOMPARE(textOf(single(*connection, "SELECT 'grüezi'")), QByteArray("grüezi"));
}

void TestDuckDbExecution::aScriptGivesItsResultsInOrder()
{
    const auto connection = m_fixture.open();
    Statement statement;
    statement.text = "CREATE TABLE hut(id integer, name text); -- a ; in a comment\n"
                     "INSERT INTO hut VALUES (1, 'a;b'), (2, $$c;d$$) ; SELECT name FROM hut ORDER BY id;";
    const auto execution = *connection->execute(statement);
    QVERIFY(*execution->nextResult());
    QCOMPARE(execution->columns().size(), 0u);
    QVERIFY(!execution->outcome().affectedRows);
    QVERIFY(*execution->nextResult());
    QCOMPARE(execution->statementOffset(), statement.text.indexOf("INSERT"));
    QVERIFY(!*execution->next({}));
    QCOMPARE(execution->outcome().affectedRows, 2);
    QCOMPARE(execution->outcome().tag, QByteArray("INSERT"));
    QVERIFY(*execution->nextResult());
    QCOMPARE(execution->columns()[0].typeName, QStringLiteral("VARCHAR"));
    const auto batch = *execution->next({});
    QCOMPARE(batch->rowCount(), 2);
    QCOMPARE(batch->cell(0, 0).bytes, std::string_view("a;b"));
    QCOMPARE(batch->cell(1, 0).bytes, std::string_view("c;d"));
    QVERIFY(!*execution->next({}));
    QVERIFY(!*execution->nextResult());
}

void TestDuckDbExecution::rowsAreStreamed()
{
    const auto connection = m_fixture.open();
    Statement statement;
    statement.text = "SELECT i, CASE WHEN i % 3 = 0 THEN NULL ELSE i % 2 = 0 END, 'row ' || i FROM range(100000) r(i)";
    const auto execution = *connection->execute(statement);
    QVERIFY(*execution->nextResult());
    qint64 expected = 0;
    BatchLimit limit;
    limit.maxRows = 1001; // not a multiple of eight, nor of DuckDB's chunks
    while (true) {
        const auto batch = execution->next(limit);
        QVERIFY2(batch, batch ? "" : qPrintable(batch.error().toText()));
        if (!*batch)
            break;
        QVERIFY((*batch)->rowCount() <= 1001);
        for (qint64 row = 0; row < (*batch)->rowCount(); ++row, ++expected) {
            QCOMPARE((*batch)->cell(row, 0).integer, expected);
            const auto flag = (*batch)->cell(row, 1);
            QCOMPARE(flag.isNull(), expected % 3 == 0);
            if (!flag.isNull())
                QCOMPARE(flag.integer, expected % 2 == 0 ? 1 : 0);
            QCOMPARE((*batch)->cell(row, 2).bytes, std::string_view("row " + std::to_string(expected)));
        }
    }
    QCOMPARE(expected, 100000);
}

void TestDuckDbExecution::batchesOutliveConnectionAndDatabase()
{
    std::vector<Batch> kept;
    {
        const auto connection = m_fixture.open(m_fixture.path());
        run(*connection, "CREATE OR REPLACE TABLE t AS SELECT i, 'a text of more than twelve bytes, number ' || i AS s FROM range(10000) r(i)");
        Statement statement;
        statement.text = "SELECT * FROM t ORDER BY i";
        const auto execution = *connection->execute(statement);
        QVERIFY(*execution->nextResult());
        while (auto batch = *execution->next({}))
            kept.push_back(std::move(*batch));
    }
    qint64 number = 0;
    for (const auto &batch : kept) {
        for (qint64 row = 0; row < batch.rowCount(); ++row, ++number) {
            QCOMPARE(batch.cell(row, 0).integer, number);
            QCOMPARE(batch.cell(row, 1).bytes, std::string_view("a text of more than twelve bytes, number " + std::to_string(number)));
        }
    }
    QCOMPARE(number, 10000);
    const std::unique_ptr<QThread> thread(QThread::create([&kept] { kept.clear(); }));
    thread->start();
    QVERIFY(thread->wait(10000));
}

void TestDuckDbExecution::longStringsAreNotMixedUp()
{
    const auto connection = m_fixture.open();
    Statement statement;
    statement.text = "SELECT CASE WHEN i % 5 = 0 THEN NULL ELSE repeat(chr(97 + (i % 26)::INT), (i % 40)::INT) END, "
                     "('\\xAA'::BLOB || 'some bytes of a blob'::BLOB) FROM range(5000) r(i)";
    const auto execution = *connection->execute(statement);
    QVERIFY2(execution->nextResult(), "");
    int number = 0;
    BatchLimit limit;
    limit.maxRows = 333;
    while (const auto batch = *execution->next(limit)) {
        for (qint64 row = 0; row < batch->rowCount(); ++row, ++number) {
            const auto cell = batch->cell(row, 0);
            QCOMPARE(cell.isNull(), number % 5 == 0);
            if (!cell.isNull())
                QCOMPARE(cell.bytes, std::string_view(std::string(std::size_t(number % 40), char('a' + number % 26))));
            QCOMPARE(batch->cell(row, 1).kind, Cell::Kind::Bytes);
            QCOMPARE(batch->cell(row, 1).bytes, std::string_view("\xAAsome bytes of a blob"));
        }
    }
    QCOMPARE(number, 5000);
}

void TestDuckDbExecution::aLongValueStaysOutOfTheBatch()
{
    const auto connection = m_fixture.open();
    Statement statement;
    statement.text = "SELECT i, repeat('x', CASE WHEN i = 1 THEN 3000000 ELSE 3 END) FROM range(3) r(i)";
    const auto execution = *connection->execute(statement);
    QVERIFY(*execution->nextResult());
    qint64 rows = 0;
    while (const auto batch = *execution->next({})) {
        for (qint64 row = 0; row < batch->rowCount(); ++row, ++rows) {
            const auto cell = batch->cell(row, 1);
            QCOMPARE(cell.longValue != nullptr, rows == 1);
            if (cell.longValue)
                QCOMPARE((*cell.longValue)->size(), 3000000);
        }
    }
    QCOMPARE(rows, 3);
}

void TestDuckDbExecution::errorsPointToTheirPlaceInTheScript()
{
    const auto connection = m_fixture.open();
    const QByteArray script = "SELECT 'ä';\nSELECT 'ö', nothing FROM range(3)";
    const auto unknown = query(*connection, script);
    QVERIFY(!unknown);
    QCOMPARE(unknown.error().kind(), ErrorKind::InvalidOperation);
    QCOMPARE(unknown.error().position(), script.indexOf("nothing"));
    QVERIFY2(unknown.error().serverMessage().startsWith(QStringLiteral("Binder Error: ")), qPrintable(unknown.error().serverMessage()));
    const auto syntax = query(*connection, "SELECT 1;  SELEC 2");
    QCOMPARE(syntax.error().position(), 11);
    // Where the setting is off, the picture with the caret tells.
    run(*connection, "SET errors_as_json = false");
    const auto caret = query(*connection, script);
    QCOMPARE(caret.error().position(), script.indexOf("nothing"));
    run(*connection, "CREATE TABLE t(a integer PRIMARY KEY, b integer NOT NULL, CHECK (a < 10))");
    run(*connection, "INSERT INTO t VALUES (1, 1)");
    QCOMPARE(query(*connection, "INSERT INTO t VALUES (1, 2)").error().kind(), ErrorKind::UniqueConstraint);
    QCOMPARE(query(*connection, "INSERT INTO t VALUES (2, NULL)").error().kind(), ErrorKind::NotNullViolation);
    QCOMPARE(query(*connection, "INSERT INTO t VALUES (11, 2)").error().kind(), ErrorKind::CheckViolation);
    QCOMPARE(query(*connection, "SELECT 'x'::INTEGER").error().kind(), ErrorKind::Data);
}

void TestDuckDbExecution::aCancelEndsTheStatementAndNotTheNext()
{
    const auto connection = m_fixture.open();
    for (int round = 0; round < 5; ++round) {
        const std::unique_ptr<QThread> thread(QThread::create([&connection] {
            QThread::msleep(100);
            connection->cancel();
        }));
        thread->start();
        const auto endless = query(*connection, "SELECT count(*) FROM range(1000000000) a, range(1000000000) b WHERE a.range + b.range = 7");
        QVERIFY(!endless);
        QCOMPARE(endless.error().kind(), ErrorKind::Cancelled);
        QVERIFY(thread->wait(10000));
        connection->cancel(); // nothing runs
        QCOMPARE(single(*connection, "SELECT 7"), Value(7));
    }
    // A result that waits to be read.
    Statement statement;
    statement.text = "SELECT * FROM range(100000000)";
    const auto execution = *connection->execute(statement);
    QVERIFY(*execution->nextResult());
    QVERIFY(*execution->next({}));
    connection->cancel();
    Result<std::optional<Batch>> batch = std::nullopt;
    while ((batch = execution->next({})) && *batch) { }
    QVERIFY(!batch);
    QCOMPARE(batch.error().kind(), ErrorKind::Cancelled);
}

void TestDuckDbExecution::aTransactionThatFailedIsTold()
{
    const auto connection = m_fixture.open();
    run(*connection, "CREATE TABLE t(a integer PRIMARY KEY)");
    QCOMPARE(connection->transactionState(), TransactionState::Idle);
    QVERIFY(connection->begin({}));
    QCOMPARE(connection->transactionState(), TransactionState::Active);
    QVERIFY(!query(*connection, "SELECT nothing"));
    QCOMPARE(connection->transactionState(), TransactionState::Active);
    QVERIFY(!query(*connection, "INSERT INTO t VALUES (1), (1)"));
    QCOMPARE(connection->transactionState(), TransactionState::Failed);
    QVERIFY(!query(*connection, "SELECT 1"));
    QVERIFY(connection->rollback());
    QCOMPARE(connection->transactionState(), TransactionState::Idle);
    QCOMPARE(single(*connection, "SELECT count(*) FROM t"), Value(0));
}

void TestDuckDbExecution::pivotIsOneStatement()
{
    const auto connection = m_fixture.open();
    run(*connection, "CREATE TABLE sold(day text, what text, n integer)");
    run(*connection, "INSERT INTO sold VALUES ('mon', 'tea', 3), ('mon', 'milk', 1), ('tue', 'tea', 5)");
    const auto rows = query(*connection, "PIVOT sold ON what USING sum(n) GROUP BY day ORDER BY day");
    QVERIFY2(rows, rows ? "" : qPrintable(rows.error().toText()));
    QCOMPARE(rows->size(), 2u);
    QCOMPARE(rows->front().size(), 3u);
}

QTEST_GUILESS_MAIN(TestDuckDbExecution)
#include "tst_duckdbexecution.moc"
