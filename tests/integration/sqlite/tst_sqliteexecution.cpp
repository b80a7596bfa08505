#include "core/sdk/batchbuilder.h"
#include "sqlitefixture.h"

#include <QElapsedTimer>
#include <QObject>

#include <limits>
#include <thread>

using namespace dumbo;
using namespace dumbo::sqlite;

namespace {

constexpr auto endless
    = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";

Parameters positional(std::vector<Value> values)
{
    Parameters parameters;
    parameters.positional = std::move(values);
    return parameters;
}

/// Cancels again and again until it goes.
class RepeatedCancel
{
public:
    explicit RepeatedCancel(Connection &connection)
        : m_thread([&connection](const std::stop_token &stop) {
            while (!stop.stop_requested()) {
                connection.cancel();
                std::this_thread::yield();
            }
        })
    {
    }

private:
    std::jthread m_thread;
};

Statement statementOf(const QByteArray &text)
{
    Statement statement;
    statement.text = text;
    return statement;
}

} // namespace

class TestSqliteExecution : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void valuesOfEveryStorageClassComeBackExactly();
    void aColumnOfMixedStorageClassesKeepsEach();
    void textWithNulAndInvalidUtf8KeepsItsBytes();
    void aValueAboveTheCellLimitIsLong();
    void aScriptGivesItsResultsInOrderWithOffsets();
    void anErrorInAScriptKeepsTheResultsBeforeIt();
    void positionsCountFromTheBeginOfTheText();
    void rowsBeforeAnErrorComeFirst();
    void outcomesTellRowsAndIds();
    void lastInsertIdIsNotToldForTablesWithoutRowid();
    void parametersOfEveryKindArrive();
    void parametersAreFoundByName();
    void parametersThatDoNotFitAreRefused();
    void columnsTellTypeAndOrigin();
    void nullabilityIsOnlyToldWhereItHolds();
    void cancelEndsARunningStatement();
    void cancelEndsWaitingForALock();
    void cancelBeforeTheFirstStepIsNotLost();
    void cancelWithoutAStatementDoesNothing();
    void aClosedResultHoldsNoLock();
    void onlyOneExecutionIsOpen();
    void commitThatIsBusyKeepsTheTransaction();
    void preparedStatementsRunManyTimes();
    void executeManyTellsTheFailingRow();
    void aChangedBusyTimeoutStaysCancellable();
    void drainRunsTheRestAndCancelDoesNot();
    void aUtf16DatabaseGivesUtf8();
};

void TestSqliteExecution::valuesOfEveryStorageClassComeBackExactly()
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    const auto rows = query(
        *connection, "SELECT 9223372036854775807, -9223372036854775808, 0.1, 1e999, 'a', x'00ff', NULL, ''");
    QVERIFY(rows);
    const std::vector<Value> expected { Value(std::numeric_limits<qint64>::max()),
        Value(std::numeric_limits<qint64>::min()), Value(0.1), Value(std::numeric_limits<double>::infinity()),
        Value::text(QByteArray("a")), Value::bytes(QByteArray::fromHex("00ff")), Value(),
        Value::text(QByteArray("")) };
    QCOMPARE(rows->size(), 1u);
    QVERIFY(rows->front() == expected);
}

void TestSqliteExecution::aColumnOfMixedStorageClassesKeepsEach()
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    const auto rows = query(*connection, "VALUES (1), ('1'), (1.0), (x'31'), (NULL), (2)");
    QVERIFY(rows);
    const std::vector<Value> expected { Value(1), Value::text(QByteArray("1")), Value(1.0), Value::bytes("1"),
        Value(), Value(2) };
    for (std::size_t i = 0; i < expected.size(); ++i)
        QVERIFY(rows->at(i).front() == expected[i]);
}

void TestSqliteExecution::textWithNulAndInvalidUtf8KeepsItsBytes()
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    const auto execution
        = connection->execute(statementOf("SELECT CAST(x'610062' AS TEXT), CAST(x'61ff62' AS TEXT)"));
    QVERIFY(*(*execution)->nextResult());
    const auto batch = (*execution)->next({});
    const auto withNul = (*batch)->cell(0, 0);
    QVERIFY(withNul.kind == Cell::Kind::Text);
    QCOMPARE(QByteArray(withNul.bytes), QByteArray("a\0b", 3));
    const auto invalid = (*batch)->cell(0, 1);
    QVERIFY(invalid.kind == Cell::Kind::RawText);
    QCOMPARE(QByteArray(invalid.bytes),
        QByteArray("a\xff"
                   "b"));
}

void TestSqliteExecution::aValueAboveTheCellLimitIsLong()
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    const auto execution = connection->execute(statementOf("SELECT zeroblob(3000000), 'short'"));
    QVERIFY(*(*execution)->nextResult());
    const auto batch = (*execution)->next({});
    const auto cell = (*batch)->cell(0, 0);
    QVERIFY(cell.longValue);
    QCOMPARE((*cell.longValue)->size(), 3000000);
    QCOMPARE(qint64(cell.bytes.size()), BatchLimit::longValuePrefix);
}

void TestSqliteExecution::aScriptGivesItsResultsInOrderWithOffsets()
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    const QByteArray script = " -- first\n;SELECT 1;; /* two */ CREATE TABLE t(a); SELECT 2 AS b -- end";
    const auto execution = connection->execute(statementOf(script));
    QVERIFY(*(*execution)->nextResult());
    QCOMPARE((*execution)->statementOffset(), script.indexOf("SELECT 1"));
    QVERIFY(*(*execution)->nextResult());
    QCOMPARE((*execution)->statementOffset(), script.indexOf("CREATE"));
    QVERIFY((*execution)->columns().empty());
    QCOMPARE((*execution)->outcome().tag, "CREATE");
    QVERIFY(*(*execution)->nextResult());
    QCOMPARE((*execution)->statementOffset(), script.indexOf("SELECT 2"));
    QCOMPARE((*execution)->columns().front().name, QStringLiteral("b"));
    QVERIFY(!*(*execution)->nextResult());
    QCOMPARE(fixture.observer.statements.size(), 3);
}

void TestSqliteExecution::anErrorInAScriptKeepsTheResultsBeforeIt()
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    QVERIFY(!query(
        *connection, "CREATE TABLE t(a); INSERT INTO t VALUES (1); SELEC 2; INSERT INTO t VALUES (3)"));
    QVERIFY(single(*connection, "SELECT count(*) FROM t") == Value(1));
}

void TestSqliteExecution::positionsCountFromTheBeginOfTheText()
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    const QByteArray script = "SELECT 'ü'; SELECT n FROM nowhere";
    auto outcome = query(*connection, script);
    QVERIFY(!outcome);
    QVERIFY(outcome.error().kind() == ErrorKind::InvalidOperation);
    QCOMPARE(outcome.error().objectNames(), QStringList { QStringLiteral("table=nowhere") });
    outcome = query(*connection, "SELECT 'ü'; SELECT 1 FORM x y");
    QCOMPARE(outcome.error().position(), std::optional<qint64>(27));
}

void TestSqliteExecution::rowsBeforeAnErrorComeFirst()
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    const auto execution
        = connection->execute(statementOf("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                                          "SELECT CASE WHEN i < 4 THEN i ELSE json('x') END FROM n"));
    QVERIFY(*(*execution)->nextResult());
    const auto batch = (*execution)->next({});
    QVERIFY(batch && *batch);
    QCOMPARE((*batch)->rowCount(), 3);
    const auto after = (*execution)->next({});
    QVERIFY(!after);
    QCOMPARE(after.error().message(), QStringLiteral("malformed JSON"));
    QVERIFY(!*(*execution)->nextResult());
}

void TestSqliteExecution::outcomesTellRowsAndIds()
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    run(*connection, "CREATE TABLE t(id INTEGER PRIMARY KEY, a)");
    const auto outcomeOf = [&](const QByteArray &text) {
        const auto execution = connection->execute(statementOf(text));
        if (!*(*execution)->nextResult())
            return CommandOutcome {};
        while (auto batch = *(*execution)->next({})) { }
        return (*execution)->outcome();
    };
    const auto inserted = outcomeOf("INSERT INTO t(a) VALUES (1), (2), (3)");
    QCOMPARE(inserted.tag, "INSERT");
    QCOMPARE(inserted.affectedRows, std::optional<qint64>(3));
    QCOMPARE(inserted.lastInsertId, std::optional<qint64>(3));
    QCOMPARE(outcomeOf("WITH x AS (SELECT 1) UPDATE t SET a = 5 WHERE id > 1").affectedRows,
        std::optional<qint64>(2));
    QCOMPARE(outcomeOf("DELETE FROM t RETURNING id").affectedRows, std::optional<qint64>(3));
    QCOMPARE(outcomeOf("SELECT 1").affectedRows, std::nullopt);
    QCOMPARE(outcomeOf("DROP TABLE t").affectedRows, std::nullopt);
}

void TestSqliteExecution::lastInsertIdIsNotToldForTablesWithoutRowid()
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    run(*connection,
        "CREATE TABLE t(id INTEGER PRIMARY KEY); INSERT INTO t VALUES (7); CREATE TABLE w(k TEXT PRIMARY "
        "KEY) WITHOUT ROWID");
    const auto execution = connection->execute(statementOf("INSERT INTO w VALUES ('a')"));
    QVERIFY(*(*execution)->nextResult());
    QCOMPARE((*execution)->outcome().affectedRows, std::optional<qint64>(1));
    QCOMPARE((*execution)->outcome().lastInsertId, std::nullopt);
}

void TestSqliteExecution::parametersOfEveryKindArrive()
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    const auto typed = [&](const Value &value) {
        return query(*connection, "SELECT typeof(?1), CAST(?1 AS TEXT)", positional({ value }))->front();
    };
    const auto expect = [](const char *type, const char *text) {
        return std::vector { Value::text(QByteArray(type)), Value::text(QByteArray(text)) };
    };
    QVERIFY(typed(Value(true)) == expect("integer", "1"));
    QVERIFY(typed(Value(qint64(-5))) == expect("integer", "-5"));
    QVERIFY(typed(Value(quint64(5))) == expect("integer", "5"));
    QVERIFY(typed(Value(0.5)) == expect("real", "0.5"));
    QVERIFY(typed(Value::decimal("12345678901234567890.10")) == expect("text", "12345678901234567890.10"));
    QVERIFY(typed(Value::text(QByteArray(""))) == expect("text", ""));
    QVERIFY(typed(Value::bytes("")) == expect("blob", ""));
    QVERIFY(typed(Value::json("{}")) == expect("text", "{}"));
    QVERIFY(typed(Value(Value::Temporal { Value::TemporalKind::Date, "2026-01-31" }))
        == expect("text", "2026-01-31"));
    QVERIFY(typed(Value(Value::Uuid { "00000000-0000-0000-0000-000000000001" }))
        == expect("text", "00000000-0000-0000-0000-000000000001"));
    QVERIFY(typed(Value(Value::ServerText { "x", "y" })) == expect("text", "y"));
    QVERIFY(single(*connection, "SELECT ?1 IS NULL", positional({ Value() })) == Value(1));
}

void TestSqliteExecution::parametersAreFoundByName()
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    Parameters parameters;
    parameters.named = { { "b", Value(2) }, { "a", Value(1) } };
    const auto rows = query(*connection, "SELECT :a, @b, $a", parameters);
    QVERIFY(rows);
    QVERIFY(rows->front() == (std::vector { Value(1), Value(2), Value(1) }));
    parameters.named.emplace_back("c", Value(3));
    QVERIFY(query(*connection, "SELECT :a, @b", parameters).error().kind() == ErrorKind::Data);
    QVERIFY(query(*connection, "SELECT :a, :d", parameters).error().kind() == ErrorKind::Data);
}

void TestSqliteExecution::parametersThatDoNotFitAreRefused()
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    const auto kindOf = [&](const QByteArray &text, std::vector<Value> values) {
        return query(*connection, text, positional(std::move(values))).error().kind();
    };
    QVERIFY(kindOf("SELECT ?, ?", { Value(1) }) == ErrorKind::Data);
    QVERIFY(kindOf("SELECT 1", { Value(1) }) == ErrorKind::Data);
    QVERIFY(kindOf("SELECT ?", {}) == ErrorKind::Data);
    QVERIFY(kindOf("SELECT ?", { Value(std::numeric_limits<quint64>::max()) }) == ErrorKind::Data);
    QVERIFY(kindOf("SELECT ?", { Value(std::numeric_limits<double>::quiet_NaN()) }) == ErrorKind::Data);
    QVERIFY(kindOf("SELECT ?", { Value(Value::Array {}) }) == ErrorKind::Data);
    QVERIFY(kindOf("SELECT ?; SELECT 2", { Value(1) }) == ErrorKind::InvalidOperation);
}

void TestSqliteExecution::columnsTellTypeAndOrigin()
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    run(*connection,
        "CREATE TABLE hut(id INTEGER PRIMARY KEY, height DECIMAL(8,2), open BOOLEAN, facts JSON, since "
        "DATETIME)");
    const auto execution = connection->execute(
        statementOf("SELECT id, height AS h, open, facts, since, 1 + 1 AS two FROM hut"));
    QVERIFY(*(*execution)->nextResult());
    const auto columns = (*execution)->columns();
    QCOMPARE(columns.size(), 6u);
    QCOMPARE(columns[1].name, QStringLiteral("h"));
    QCOMPARE(columns[1].typeName, QStringLiteral("DECIMAL(8,2)"));
    QVERIFY(columns[1].origin
        == (ColumnOrigin { QStringLiteral("main"), {}, QStringLiteral("hut"), QStringLiteral("height") }));
    const std::array expected { LogicalKind::Integer, LogicalKind::Decimal, LogicalKind::Boolean,
        LogicalKind::Json, LogicalKind::Timestamp, LogicalKind::Unknown };
    for (std::size_t i = 0; i < expected.size(); ++i)
        QVERIFY(columns[i].kind == expected[i]);
    QVERIFY(!columns[5].origin);
}

void TestSqliteExecution::nullabilityIsOnlyToldWhereItHolds()
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    run(*connection, "CREATE TABLE t(a NOT NULL, b); CREATE VIEW v AS SELECT t.a FROM t u LEFT JOIN t ON 0");
    const auto told = [&](const QByteArray &text) {
        const auto execution = connection->execute(statementOf(text));
        std::ignore = (*execution)->nextResult();
        return (*execution)->columns().front().nullability;
    };
    QVERIFY(told("SELECT a FROM t") == Nullability::NotNull);
    QVERIFY(told("SELECT b FROM t") == Nullability::Nullable);
    QVERIFY(told("SELECT a FROM v") == Nullability::Unknown);
    QVERIFY(told("SELECT t.a FROM t u LEFT JOIN t ON 0") == Nullability::Unknown);
    QVERIFY(told("SELECT a, count(*) FROM t") == Nullability::Unknown);
    QVERIFY(told("SELECT a FROM t UNION ALL VALUES (NULL)") == Nullability::Unknown);
    QVERIFY(told("SELECT 1") == Nullability::Unknown);
}

void TestSqliteExecution::cancelEndsARunningStatement()
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    for (int i = 0; i < 20; ++i) {
        const auto execution = connection->execute(statementOf(endless));
        std::jthread canceller([&connection, i] {
            QElapsedTimer clock;
            clock.start();
            while (clock.nsecsElapsed() < i * 137'000) { }
            connection->cancel();
        });
        const auto outcome = test::readRows(**execution);
        QVERIFY(!outcome);
        QVERIFY(outcome.error().isCancelled());
        canceller.join();
        QVERIFY((*execution)->close(CloseMode::Cancel));
        QVERIFY(single(*connection, "SELECT 1") == Value(1));
    }
}

void TestSqliteExecution::cancelEndsWaitingForALock()
{
    Fixture fixture;
    const auto holder = fixture.open();
    run(*holder, "CREATE TABLE t(a); BEGIN IMMEDIATE");
    auto options = fixture.options();
    options.busyTimeout = std::chrono::hours(1);
    const auto connection = fixture.plugin.connect(options, fixture.observer);
    QVERIFY(connection);
    const auto execution = (*connection)->execute(statementOf("INSERT INTO t VALUES (1)"));
    const RepeatedCancel canceller(**connection);
    const auto outcome = test::readRows(**execution);
    QVERIFY(!outcome && outcome.error().isCancelled());
}

void TestSqliteExecution::cancelBeforeTheFirstStepIsNotLost()
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    const auto execution = connection->execute(statementOf(endless));
    connection->cancel();
    const auto outcome = test::readRows(**execution);
    QVERIFY(!outcome && outcome.error().isCancelled());
}

void TestSqliteExecution::cancelWithoutAStatementDoesNothing()
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    connection->cancel();
    QVERIFY(single(*connection, "SELECT 1") == Value(1));
}

void TestSqliteExecution::aClosedResultHoldsNoLock()
{
    Fixture fixture;
    const auto first = fixture.open();
    run(*first,
        "PRAGMA journal_mode = DELETE; CREATE TABLE t(a); INSERT INTO t SELECT value FROM "
        "json_each('[1,2,3]')");
    auto options = fixture.options();
    options.journalMode = QStringLiteral("keep");
    options.busyTimeout = std::chrono::milliseconds(0);
    const auto second = fixture.plugin.connect(options, fixture.observer);
    QVERIFY(second);
    const auto paused = first->execute(statementOf("SELECT * FROM t"));
    QVERIFY(*(*paused)->nextResult());
    QVERIFY((*paused)->next({ 1, 100, 100 }));
    QVERIFY(query(**second, "INSERT INTO t VALUES (4)").error().kind() == ErrorKind::LockNotAvailable);
    QVERIFY((*paused)->close(CloseMode::Cancel));
    QVERIFY(query(**second, "INSERT INTO t VALUES (4)"));
    const auto ended = first->execute(statementOf("SELECT * FROM t"));
    QVERIFY(*(*ended)->nextResult());
    while (auto batch = *(*ended)->next({})) { }
    QVERIFY(query(**second, "INSERT INTO t VALUES (5)"));
}

void TestSqliteExecution::onlyOneExecutionIsOpen()
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    const auto prepared = connection->prepare("SELECT 1");
    const auto execution = connection->execute(statementOf("SELECT 1"));
    QVERIFY(connection->execute(statementOf("SELECT 2")).error().kind() == ErrorKind::InvalidOperation);
    QVERIFY(connection->prepare("SELECT 2").error().kind() == ErrorKind::InvalidOperation);
    QVERIFY((*prepared)->execute({}).error().kind() == ErrorKind::InvalidOperation);
    QVERIFY((*execution)->close(CloseMode::Cancel));
    QVERIFY(connection->execute(statementOf("SELECT 2")));
}

void TestSqliteExecution::commitThatIsBusyKeepsTheTransaction()
{
    Fixture fixture;
    const auto reader = fixture.open();
    run(*reader, "PRAGMA journal_mode = DELETE; CREATE TABLE t(a); INSERT INTO t VALUES (1)");
    auto options = fixture.options();
    options.journalMode = QStringLiteral("keep");
    options.busyTimeout = std::chrono::milliseconds(0);
    const auto writer = fixture.plugin.connect(options, fixture.observer);
    QVERIFY((*writer)->begin({}));
    run(**writer, "INSERT INTO t VALUES (2)");
    run(*reader, "BEGIN; SELECT * FROM t");
    QVERIFY((*writer)->commit().error().kind() == ErrorKind::LockNotAvailable);
    QVERIFY((*writer)->transactionState() == TransactionState::Active);
    run(*reader, "COMMIT");
    QVERIFY((*writer)->commit());
    QVERIFY((*writer)->transactionState() == TransactionState::Idle);
    QVERIFY(single(*reader, "SELECT count(*) FROM t") == Value(2));
}

void TestSqliteExecution::preparedStatementsRunManyTimes()
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    run(*connection, "CREATE TABLE t(a, b)");
    const auto insert = connection->prepare("INSERT INTO t VALUES (:x, ?2)");
    QCOMPARE((*insert)->parameters().size(), 2u);
    QCOMPARE((*insert)->parameters()[0].name, "x");
    for (int i = 0; i < 3; ++i) {
        const auto execution = (*insert)->execute(positional({ Value(i), Value(i * i) }));
        QVERIFY(test::readRows(**execution));
    }
    const auto select = connection->prepare("SELECT b FROM t WHERE a = ?");
    QCOMPARE((*select)->columns().front().name, QStringLiteral("b"));
    for (int i = 0; i < 3; ++i) {
        const auto execution = (*select)->execute(positional({ Value(i) }));
        QVERIFY(test::readRows(**execution)->front().front() == Value(i * i));
    }
    QVERIFY(connection->prepare("SELECT 1; SELECT 2").error().kind() == ErrorKind::InvalidOperation);
}

void TestSqliteExecution::executeManyTellsTheFailingRow()
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    run(*connection, "CREATE TABLE t(id INTEGER PRIMARY KEY, a)");
    const auto rowsOf = [](std::initializer_list<qint64> ids) {
        BatchBuilder builder(2, {});
        for (const auto id : ids) {
            builder.column(0).appendInt64(id);
            builder.column(1).appendText("text");
            builder.endRow();
        }
        return *builder.finish();
    };
    const auto insert = connection->prepare("INSERT INTO t VALUES (?, ?)");
    QCOMPARE((*insert)->executeMany(rowsOf({ 1, 2, 3 })).value(), 3);
    const auto failed = (*insert)->executeMany(rowsOf({ 4, 1, 5 }));
    QVERIFY(failed.error().kind() == ErrorKind::UniqueConstraint);
    QVERIFY(failed.error().detail().startsWith(QStringLiteral("Row 2 of 3")));
    QVERIFY(single(*connection, "SELECT count(*) FROM t") == Value(4));
}

void TestSqliteExecution::aChangedBusyTimeoutStaysCancellable()
{
    Fixture fixture;
    const auto holder = fixture.open();
    run(*holder, "CREATE TABLE t(a); BEGIN IMMEDIATE");
    const auto connection = fixture.open();
    run(*connection, "PRAGMA busy_timeout = 3600000");
    const auto execution = connection->execute(statementOf("INSERT INTO t VALUES (1)"));
    const RepeatedCancel canceller(*connection);
    const auto outcome = test::readRows(**execution);
    QVERIFY(!outcome && outcome.error().isCancelled());
}

void TestSqliteExecution::drainRunsTheRestAndCancelDoesNot()
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    run(*connection, "CREATE TABLE t(a)");
    const auto close = [&](CloseMode mode) {
        const auto execution = connection->execute(statementOf("SELECT 1; INSERT INTO t VALUES (1)"));
        std::ignore = (*execution)->nextResult();
        return (*execution)->close(mode).has_value();
    };
    QVERIFY(close(CloseMode::Cancel));
    QVERIFY(single(*connection, "SELECT count(*) FROM t") == Value(0));
    QVERIFY(close(CloseMode::Drain));
    QVERIFY(single(*connection, "SELECT count(*) FROM t") == Value(1));
}

void TestSqliteExecution::aUtf16DatabaseGivesUtf8()
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    run(*connection, "PRAGMA encoding = 'UTF-16le'; CREATE TABLE t(a); INSERT INTO t VALUES ('grüße 🐘')");
    QVERIFY(single(*connection, "SELECT a FROM t") == Value::text(QStringLiteral("grüße 🐘")));
    QVERIFY(single(*connection, "SELECT typeof(a) || length(a) FROM t") == Value::text(QByteArray("text7")));
}

QTEST_GUILESS_MAIN(TestSqliteExecution)
#include "tst_sqliteexecution.moc"
