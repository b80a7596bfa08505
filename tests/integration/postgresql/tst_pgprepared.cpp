#include "core/sdk/batchbuilder.h"
#include "tests/integration/postgresql/pgfixture.h"
#include "tests/support/servers/pgbouncer.h"

#include <QObject>
#include <QTest>

using namespace dumbo;
using namespace dumbo::test;

namespace {

Batch numbers(qint64 first, qint64 last)
{
    BatchBuilder builder(2, { last - first + 1, 1 << 30, 1 << 20 });
    for (auto number = first; number <= last; ++number) {
        builder.column(0).appendInt64(number);
        if (number % 7 == 0)
            builder.column(1).appendNull();
        else
            builder.column(1).appendText("text ü");
        builder.endRow();
    }
    return std::move(*builder.finish());
}

} // namespace

class TestPgPrepared : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void parametersAndColumnsAreDescribed();
    void noNameOutlivesItsTransaction();
    void noNameOutlivesATransactionThatFailed();
    void manyRowsGoOutInPipelines();
    void rowsBeforeAFailingOneStay();
    void rowsBeforeOneThatCantBeSentStayOnce();
    void aFailingRowEndsATransaction();
    void valuesOfAnyKindFitTheDescribedTypes();
    void everythingWorksBehindPgBouncer();

private:
    PostgresServer *m_server = nullptr;
    QString m_database;
    postgresql::PostgresPlugin m_plugin;
    HeardObserver m_observer;
    std::unique_ptr<Connection> m_connection;
};

void TestPgPrepared::init()
{
    const auto server = PostgresServer::shared();
    DUMBO_NEED_SERVER(server);
    m_server = *server;
    m_database = m_server->createDatabase();
    auto connection = m_plugin.connect(optionsFor(*m_server, m_database), m_observer);
    VERIFY_RESULT(connection);
    m_connection = std::move(*connection);
    VERIFY_RESULT(query(*m_connection, "CREATE TABLE t (a bigint PRIMARY KEY, b text)"));
}

void TestPgPrepared::cleanup()
{
    m_connection.reset();
    if (m_server)
        m_server->dropDatabase(m_database);
}

void TestPgPrepared::parametersAndColumnsAreDescribed()
{
    VERIFY_RESULT(query(*m_connection, "CREATE TYPE mood AS ENUM ('sad')"));
    const auto prepared = m_connection->prepare("SELECT a AS x, b, $3::mood FROM t WHERE a = $1 AND b LIKE $2");
    VERIFY_RESULT(prepared);
    const auto parameters = (*prepared)->parameters();
    QCOMPARE(parameters.size(), 3u);
    QCOMPARE(parameters[0].typeName, QStringLiteral("bigint"));
    QCOMPARE(parameters[1].typeName, QStringLiteral("text"));
    QCOMPARE(parameters[2].typeName, QStringLiteral("mood"));
    QCOMPARE((*prepared)->columns()[0].name, QStringLiteral("x"));
    QCOMPARE((*prepared)->columns()[0].kind, LogicalKind::Integer);
    const auto none = m_connection->prepare("CREATE TABLE u (a integer)");
    VERIFY_RESULT(none);
    QVERIFY((*none)->columns().empty());
    const auto wrong = m_connection->prepare(" SELECT nowhere");
    QVERIFY(!wrong);
    QCOMPARE(wrong.error().position(), std::optional<qint64>(8));
    QVERIFY(!m_connection->prepare("SELECT 1; SELECT 2"));
    QVERIFY(!m_connection->prepare(" ; "));
}

void TestPgPrepared::noNameOutlivesItsTransaction()
{
    const auto named = [&] { return ask(*m_connection, "SELECT count(*) FROM pg_prepared_statements"); };
    const auto prepared = m_connection->prepare("SELECT $1::integer + 1");
    VERIFY_RESULT(prepared);
    const auto run = [&](int value) {
        Parameters parameters;
        parameters.positional = { Value(value) };
        const auto execution = (*prepared)->execute(parameters);
        const auto rows = execution ? readRows(**execution) : Result<Rows>(fail(execution.error()));
        return rows && shown(rows->front().front()) == QString::number(value + 1);
    };
    QVERIFY(run(1));
    QCOMPARE(named(), QStringLiteral("0"));
    for (const auto *end : { "COMMIT", "ROLLBACK", "END", "SELECT 1; ROLLBACK" }) {
        QVERIFY(m_connection->begin({}));
        QVERIFY(run(2) && run(3));
        QCOMPARE(named(), QStringLiteral("1"));
        VERIFY_RESULT(query(*m_connection, end));
        QCOMPARE(named(), QStringLiteral("0"));
    }
    QVERIFY(run(4));
}

void TestPgPrepared::noNameOutlivesATransactionThatFailed()
{
    const auto prepared = m_connection->prepare("SELECT 1 / $1::integer");
    VERIFY_RESULT(prepared);
    Parameters zero;
    zero.positional = { Value(0) };
    QVERIFY(m_connection->begin({}));
    const auto execution = (*prepared)->execute(zero);
    VERIFY_RESULT(execution);
    const auto outcome = readRows(**execution);
    QVERIFY(!outcome && outcome.error().kind() == ErrorKind::Data);
    QVERIFY((*execution)->close(CloseMode::Cancel));
    QVERIFY(m_connection->rollback());
    QCOMPARE(ask(*m_connection, "SELECT count(*) FROM pg_prepared_statements"), QStringLiteral("0"));
}

void TestPgPrepared::manyRowsGoOutInPipelines()
{
    const auto prepared = m_connection->prepare("INSERT INTO t VALUES ($1, $2)");
    VERIFY_RESULT(prepared);
    const auto written = (*prepared)->executeMany(numbers(1, 5000));
    VERIFY_RESULT(written);
    QCOMPARE(*written, qint64(5000));
    QCOMPARE(ask(*m_connection, "SELECT count(b) FROM t"), QString::number(5000 - 714));
    QVERIFY(m_connection->begin({}));
    VERIFY_RESULT((*prepared)->executeMany(numbers(5001, 7000)));
    QVERIFY(m_connection->rollback());
    QCOMPARE(ask(*m_connection, "SELECT count(*) FROM t"), QStringLiteral("5000"));
}

void TestPgPrepared::rowsBeforeAFailingOneStay()
{
    VERIFY_RESULT(query(*m_connection, "INSERT INTO t VALUES (1500, 'x')"));
    const auto prepared = m_connection->prepare("INSERT INTO t VALUES ($1, $2)");
    VERIFY_RESULT(prepared);
    const auto outcome = (*prepared)->executeMany(numbers(1, 3000));
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().kind(), ErrorKind::UniqueConstraint);
    QVERIFY2(outcome.error().detail().startsWith(QStringLiteral("Row 1500 of 3000")), qPrintable(outcome.error().detail()));
    QCOMPARE(ask(*m_connection, "SELECT count(*) FROM t"), QStringLiteral("1500"));
    QCOMPARE(m_connection->transactionState(), TransactionState::Idle);
}

void TestPgPrepared::rowsBeforeOneThatCantBeSentStayOnce()
{
    VERIFY_RESULT(query(*m_connection, "CREATE TABLE log (a integer, b text)"));
    const auto prepared = m_connection->prepare("INSERT INTO log VALUES ($1, $2)");
    VERIFY_RESULT(prepared);
    BatchBuilder builder(2, { 10, 1 << 20, 1 << 20 });
    for (int number = 1; number <= 5; ++number) {
        builder.column(0).appendInt64(number);
        builder.column(1).appendText(number == 4 ? std::string_view("a\0b", 3) : std::string_view("text"));
        builder.endRow();
    }
    const auto outcome = (*prepared)->executeMany(*builder.finish());
    QVERIFY(!outcome);
    QVERIFY2(outcome.error().detail().startsWith(QStringLiteral("Row 4 of 5")), qPrintable(outcome.error().detail()));
    QCOMPARE(ask(*m_connection, "SELECT string_agg(a::text, ',' ORDER BY a) FROM log"), QStringLiteral("1,2,3"));
}

void TestPgPrepared::aFailingRowEndsATransaction()
{
    const auto prepared = m_connection->prepare("INSERT INTO t VALUES ($1, $2)");
    VERIFY_RESULT(prepared);
    QVERIFY(m_connection->begin({}));
    VERIFY_RESULT((*prepared)->executeMany(numbers(1, 10)));
    QVERIFY(!(*prepared)->executeMany(numbers(5, 6)));
    QCOMPARE(m_connection->transactionState(), TransactionState::Failed);
    QVERIFY(m_connection->rollback());
    QCOMPARE(ask(*m_connection, "SELECT count(*) FROM t"), QStringLiteral("0"));
}

void TestPgPrepared::valuesOfAnyKindFitTheDescribedTypes()
{
    const auto prepared = m_connection->prepare("SELECT concat_ws('|', $1::numeric, $2::jsonb, $3::date, $4::text, $5::bytea, $6::boolean)");
    VERIFY_RESULT(prepared);
    Parameters parameters;
    parameters.positional = { Value(1.5), Value::json("{\"a\":1}"), Value::text(QByteArray("2026-01-31")), Value(7),
        Value::bytes(QByteArray("\0\xff", 2)), Value(true) };
    const auto execution = (*prepared)->execute(parameters);
    VERIFY_RESULT(execution);
    const auto rows = readRows(**execution);
    VERIFY_RESULT(rows);
    QCOMPARE(shown(rows->front().front()), QStringLiteral("1.5|{\"a\": 1}|2026-01-31|7|\\x00ff|t"));
}

void TestPgPrepared::everythingWorksBehindPgBouncer()
{
    auto bouncer = PgBouncer::start(*m_server);
    DUMBO_NEED_SERVER(bouncer);
    auto options = optionsFor(*m_server, m_database);
    options.host = (*bouncer)->socketFolder();
    options.port = QString::number((*bouncer)->port());
    std::vector<std::unique_ptr<Connection>> connections;
    for (int i = 0; i < 3; ++i) {
        auto connection = m_plugin.connect(options, m_observer, i == 2);
        VERIFY_RESULT(connection);
        connections.push_back(std::move(*connection));
    }
    // Two sessions of the server serve three connections, so that each statement may meet another session.
    std::vector<std::unique_ptr<Prepared>> prepared;
    for (int i = 0; i < 2; ++i) {
        auto made = connections[std::size_t(i)]->prepare("INSERT INTO t VALUES ($1, $2)");
        VERIFY_RESULT(made);
        prepared.push_back(std::move(*made));
    }
    for (int round = 0; round < 20; ++round) {
        for (int i = 0; i < 2; ++i) {
            auto &connection = *connections[std::size_t(i)];
            const auto first = round * 1000 + i * 500;
            QVERIFY(connection.begin({}));
            VERIFY_RESULT(prepared[std::size_t(i)]->executeMany(numbers(first, first + 9)));
            Parameters parameters;
            parameters.positional = { Value(first + 10), Value::text(QByteArray("x")) };
            const auto execution = prepared[std::size_t(i)]->execute(parameters);
            VERIFY_RESULT(execution);
            VERIFY_RESULT(readRows(**execution));
            QVERIFY((*execution)->close(CloseMode::Drain));
            QVERIFY(connection.commit());
            QCOMPARE(connection.reset().value_or(ResetOutcome::Unusable), ResetOutcome::Clean);
        }
        QCOMPARE(ask(*connections[2], "SELECT count(*) FROM t"), QString::number((round + 1) * 22));
        QVERIFY(!query(*connections[2], "INSERT INTO t VALUES (-1, 'x')"));
    }
    for (const auto &connection : connections)
        QCOMPARE(ask(*connection, "SELECT count(*) FROM pg_prepared_statements"), QStringLiteral("0"));
    prepared.clear();
    connections.clear();
    // What the sessions look like to those who come next.
    for (int i = 0; i < 4; ++i) {
        const auto next = m_plugin.connect(options, m_observer);
        VERIFY_RESULT(next);
        QCOMPARE(ask(**next, "SHOW transaction_read_only"), QStringLiteral("off"));
        QCOMPARE(ask(**next, "SHOW default_transaction_read_only"), QStringLiteral("off"));
    }
}

QTEST_GUILESS_MAIN(TestPgPrepared)
#include "tst_pgprepared.moc"
