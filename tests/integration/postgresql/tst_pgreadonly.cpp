#include "tests/conformance/postgresql/postgresquirks.h"
#include "tests/integration/postgresql/pgfixture.h"

#include <QFile>
#include <QObject>
#include <QTest>

using namespace dumbo;
using namespace dumbo::test;

class TestPgReadOnly : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void noTrickChangesTheDatabase();
    void readingWorksAsUsual();
    void transactionsOfPeopleWork();
    void settingsOfTheSessionStay();
    void preparedStatementsAreGuardedToo();
    void aSuperuserIsWarned();

private:
    /// All that a write could leave behind.
    [[nodiscard]] QString state() const;

    PostgresServer *m_server = nullptr;
    QString m_database;
    postgresql::PostgresPlugin m_plugin;
    HeardObserver m_observer;
    std::unique_ptr<Connection> m_connection;
};

void TestPgReadOnly::init()
{
    const auto server = PostgresServer::shared();
    DUMBO_NEED_SERVER(server);
    m_server = *server;
    m_database = m_server->createDatabase();
    VERIFY_RESULT(m_server->run(
        QStringLiteral("CREATE TABLE t (a integer); INSERT INTO t VALUES (1), (2); CREATE SEQUENCE counter; "
                       "CREATE FUNCTION sneak() RETURNS integer LANGUAGE sql AS 'INSERT INTO t VALUES (9) RETURNING a'; "
                       "CREATE PROCEDURE steal() LANGUAGE plpgsql AS 'BEGIN COMMIT; INSERT INTO t VALUES (9); END'"),
        m_database));
    m_observer.clear();
    auto connection = m_plugin.connect(optionsFor(*m_server, m_database), m_observer, true);
    VERIFY_RESULT(connection);
    m_connection = std::move(*connection);
}

void TestPgReadOnly::cleanup()
{
    m_connection.reset();
    if (m_server)
        m_server->dropDatabase(m_database);
}

QString TestPgReadOnly::state() const
{
    const auto lines = m_server->run(
        QStringLiteral("SELECT count(*), sum(a) FROM t; SELECT last_value, is_called FROM counter; "
                       "SELECT count(*) FROM pg_class; SELECT count(*) FROM pg_prepared_xacts; SELECT count(*) FROM pg_largeobject_metadata; "
                       "SELECT relhasindex, relchecks FROM pg_class WHERE relname = 't'"),
        m_database);
    return lines ? *lines : lines.error().toText();
}

void TestPgReadOnly::noTrickChangesTheDatabase()
{
    conformance::PostgresQuirks quirks(*m_server);
    auto tricks = quirks.writes();
    tricks += { "SELECT nextval('counter')", "SELECT setval('counter', 100)", "SELECT sneak()", "CALL steal()",
        "EXPLAIN ANALYZE SELECT sneak()", "SELECT * FROM t WHERE a = sneak()", "DECLARE c CURSOR WITH HOLD FOR SELECT sneak()",
        "; ; INSERT INTO t VALUES (1)", "/* x */ COMMIT /* y */; INSERT INTO t VALUES (1)",
        "SELECT 1; ROLLBACK; INSERT INTO t VALUES (1)", "BEGIN; SELECT 1; COMMIT; INSERT INTO t VALUES (1)",
        "SAVEPOINT s; ROLLBACK TO s; INSERT INTO t VALUES (1)", "SET LOCAL default_transaction_read_only = off; INSERT INTO t VALUES (1)",
        "SET ROLE postgres; INSERT INTO t VALUES (1)", "SELECT 'a\\'; INSERT INTO t VALUES (1); --'" };
    QVERIFY(tricks.size() >= 50);
    const auto before = state();
    for (const auto &trick : std::as_const(tricks)) {
        // An error, or nothing changed: a harmless first part of a trick may succeed.
        std::ignore = query(*m_connection, trick);
        if (m_connection->transactionState() != TransactionState::Idle)
            QVERIFY(m_connection->rollback());
        QVERIFY2(!m_connection->isBroken(), trick.constData());
        QVERIFY2(state() == before, trick.constData());
    }
    QVERIFY(!QFile::exists(QStringLiteral("/tmp/dumbo-readonly")));
}

void TestPgReadOnly::readingWorksAsUsual()
{
    QCOMPARE(ask(*m_connection, "SELECT sum(a) FROM t"), QStringLiteral("3"));
    QCOMPARE(ask(*m_connection, "SELECT sum(a) FROM t WHERE a > $1", { Value(1) }), QStringLiteral("2"));
    const auto rows = query(*m_connection, "SELECT 1; SHOW work_mem; EXPLAIN SELECT 1; TABLE t; VALUES (1); COPY t TO STDOUT");
    VERIFY_RESULT(rows);
    QCOMPARE(m_connection->transactionState(), TransactionState::Idle);
    QVERIFY(m_connection->server().readOnly);
    const auto failed = query(*m_connection, "SELECT 1 / 0");
    QVERIFY(!failed && failed.error().kind() == ErrorKind::Data);
    QCOMPARE(m_connection->transactionState(), TransactionState::Idle);
    const auto wrong = query(*m_connection, "SELECT 1; SELECT nowhere");
    QCOMPARE(wrong.error().position(), std::optional<qint64>(17));
    const auto refused = query(*m_connection, "INSERT INTO t VALUES (1)");
    QCOMPARE(refused.error().sqlState(), QStringLiteral("25006"));
}

void TestPgReadOnly::transactionsOfPeopleWork()
{
    VERIFY_RESULT(query(*m_connection, "BEGIN ISOLATION LEVEL REPEATABLE READ"));
    QCOMPARE(m_connection->transactionState(), TransactionState::Active);
    QCOMPARE(ask(*m_connection, "SELECT count(*) FROM t"), QStringLiteral("2"));
    VERIFY_RESULT(m_server->run(QStringLiteral("INSERT INTO t VALUES (3)"), m_database));
    QCOMPARE(ask(*m_connection, "SELECT count(*) FROM t"), QStringLiteral("2"));
    QCOMPARE(ask(*m_connection, "SHOW transaction_read_only"), QStringLiteral("on"));
    VERIFY_RESULT(query(*m_connection, "COMMIT"));
    QCOMPARE(m_connection->transactionState(), TransactionState::Idle);
    QCOMPARE(ask(*m_connection, "SELECT count(*) FROM t"), QStringLiteral("3"));

    TransactionOptions options;
    options.isolation = IsolationLevel::Serializable;
    QVERIFY(m_connection->begin(options));
    QVERIFY(!query(*m_connection, "INSERT INTO t VALUES (1)"));
    QCOMPARE(m_connection->transactionState(), TransactionState::Failed);
    QVERIFY(m_connection->rollback());
}

void TestPgReadOnly::settingsOfTheSessionStay()
{
    VERIFY_RESULT(query(*m_connection, "SET search_path = pg_catalog"));
    QCOMPARE(ask(*m_connection, "SHOW search_path"), QStringLiteral("pg_catalog"));
    QCOMPARE(m_connection->reset().value_or(ResetOutcome::Unusable), ResetOutcome::Clean);
    QVERIFY(ask(*m_connection, "SHOW search_path") != QStringLiteral("pg_catalog"));
    QVERIFY(!query(*m_connection, "INSERT INTO t VALUES (1)"));
}

void TestPgReadOnly::preparedStatementsAreGuardedToo()
{
    const auto prepared = m_connection->prepare("INSERT INTO t VALUES ($1)");
    VERIFY_RESULT(prepared);
    const auto before = state();
    Parameters parameters;
    parameters.positional = { Value(5) };
    const auto execution = (*prepared)->execute(parameters);
    QVERIFY(!execution || !readRows(**execution));
    if (execution)
        QVERIFY((*execution)->close(CloseMode::Cancel));
    QCOMPARE(state(), before);
    QCOMPARE(m_connection->transactionState(), TransactionState::Idle);
}

void TestPgReadOnly::aSuperuserIsWarned()
{
    QVERIFY(m_observer.notices.join(u'\n').contains(QStringLiteral("superuser")));
}

QTEST_GUILESS_MAIN(TestPgReadOnly)
#include "tst_pgreadonly.moc"
