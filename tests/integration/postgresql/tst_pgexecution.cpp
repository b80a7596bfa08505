#include "tests/integration/postgresql/pgfixture.h"

#include <QObject>
#include <QRandomGenerator>
#include <QTest>

#include <chrono>
#include <thread>

using namespace dumbo;
using namespace dumbo::test;

class TestPgExecution : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void typesOfTheDatabaseGetTheirNames();
    void columnsTellNamesAndModifiers();
    void scriptsGoOnStatementAfterStatement();
    void positionsBelongToTheWholeText();
    void anEmptyTextHasNoResult();
    void aSlowResultShowsItsFirstRows();
    void aResultThatNobodyReadsWaitsOnTheServer();
    void cancelReachesAResultThatNobodyReads();
    void aCancelNeverHitsTheNextStatement();
    void settingsAndNoticesAreTold();
    void theSessionKeepsSpeakingUtf8();
    void notificationsComeBesideResults();
    void commitAnsweredByRollbackIsAnError();
    void aLostShardLeavesTheConnectionUsable();
    void aTerminatedSessionIsBroken();
    void aSessionTerminatedWhileIdleIsNoticed();
    void catalogQueriesSpoilNoTransaction();
    void resetForgetsEverything();
    void theServerTellsItsFacts();
    void valuesOfParametersHaveTheTypesOfLiterals();

private:
    [[nodiscard]] std::unique_ptr<Connection> connect();

    PostgresServer *m_server = nullptr;
    QString m_database;
    postgresql::PostgresPlugin m_plugin;
    HeardObserver m_observer;
    std::unique_ptr<Connection> m_connection;
};

std::unique_ptr<Connection> TestPgExecution::connect()
{
    auto connection = m_plugin.connect(optionsFor(*m_server, m_database), m_observer);
    if (!connection)
        qFatal("%s", qPrintable(connection.error().toText()));
    return std::move(*connection);
}

void TestPgExecution::init()
{
    const auto server = PostgresServer::shared();
    DUMBO_NEED_SERVER(server);
    m_server = *server;
    m_database = m_server->createDatabase();
    m_observer.clear();
    m_connection = connect();
}

void TestPgExecution::cleanup()
{
    m_connection.reset();
    if (m_server)
        m_server->dropDatabase(m_database);
}

void TestPgExecution::typesOfTheDatabaseGetTheirNames()
{
    VERIFY_RESULT(query(*m_connection,
        "CREATE TYPE mood AS ENUM ('sad', 'happy'); CREATE DOMAIN height AS integer CHECK (VALUE > 0); "
        "CREATE TYPE place AS (x integer, y text); CREATE TABLE t (a mood, b height, c place, d mood[]); "
        "INSERT INTO t VALUES ('sad', 3, '(1,\"a b\")', '{sad,happy}')"));
    // The first run learns of the types, the second one knows them.
    VERIFY_RESULT(query(*m_connection, "SELECT * FROM t"));
    const auto execution = m_connection->execute(statement("SELECT * FROM t"));
    VERIFY_RESULT(execution);
    VERIFY_RESULT((*execution)->nextResult());
    const auto columns = (*execution)->columns();
    QCOMPARE(columns[0].typeName, QStringLiteral("mood"));
    QCOMPARE(columns[0].kind, LogicalKind::Enumeration);
    QCOMPARE(columns[1].typeName, QStringLiteral("integer")); // the server sends a domain as its base type
    QCOMPARE(columns[2].kind, LogicalKind::Composite);
    QCOMPARE(columns[3].typeName, QStringLiteral("mood[]"));
    const auto rows = readRows(**execution);
    VERIFY_RESULT(rows);
    QVERIFY((*execution)->close(CloseMode::Drain));
    QCOMPARE(ask(*m_connection, "SELECT c FROM t"), QStringLiteral("(1,\"a b\")"));
}

void TestPgExecution::columnsTellNamesAndModifiers()
{
    const auto execution = m_connection->execute(
        statement("SELECT 1.5::numeric(12,2) AS price, now()::timestamp(3), 'x'::varchar(20) AS \"a b\", 1 AS a, 2 AS a"));
    VERIFY_RESULT(execution);
    VERIFY_RESULT((*execution)->nextResult());
    const auto columns = (*execution)->columns();
    QCOMPARE(columns[0].typeName, QStringLiteral("numeric(12,2)"));
    QCOMPARE(columns[1].typeName, QStringLiteral("timestamp(3) without time zone"));
    QCOMPARE(columns[2].typeName, QStringLiteral("character varying(20)"));
    QCOMPARE(columns[2].name, QStringLiteral("a b"));
    QCOMPARE(columns[3].name, columns[4].name);
}

void TestPgExecution::scriptsGoOnStatementAfterStatement()
{
    const QByteArray script = "CREATE TABLE t (a integer); INSERT INTO t VALUES (1), (2); SELECT a FROM t ORDER BY a; "
                              "DELETE FROM t; VACUUM t";
    const auto execution = m_connection->execute(statement(script));
    VERIFY_RESULT(execution);
    QByteArrayList tags;
    while (true) {
        const auto more = (*execution)->nextResult();
        VERIFY_RESULT(more);
        if (!*more)
            break;
        while (true) {
            const auto batch = (*execution)->next({});
            VERIFY_RESULT(batch);
            if (!*batch)
                break;
        }
        tags.append((*execution)->outcome().tag);
    }
    QCOMPARE(tags, (QByteArrayList { "CREATE TABLE", "INSERT 0 2", "SELECT 2", "DELETE 2", "VACUUM" }));
}

void TestPgExecution::positionsBelongToTheWholeText()
{
    const QByteArray script = "SELECT 'äöü🐘'; SELECT 'ä', nowhere FROM pg_class";
    const auto outcome = query(*m_connection, script);
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().position(), std::optional<qint64>(script.indexOf("nowhere")));
    QCOMPARE(outcome.error().sqlState(), QStringLiteral("42703"));
}

void TestPgExecution::anEmptyTextHasNoResult()
{
    for (const auto *text : { "", " ; ;; ", "-- nothing\n", "/* nothing */" }) {
        const auto rows = query(*m_connection, text);
        VERIFY_RESULT(rows);
        QVERIFY(rows->empty());
    }
    QVERIFY(m_observer.statements.isEmpty());
}

void TestPgExecution::aSlowResultShowsItsFirstRows()
{
    // The server sends its first 8 KB, then nothing for a long time.
    const auto execution = m_connection->execute(statement(
        "SELECT i, repeat('x', 1000) || pg_sleep(CASE WHEN i = 50 THEN 60 ELSE 0 END) FROM generate_series(1, 100) i"));
    VERIFY_RESULT(execution);
    VERIFY_RESULT((*execution)->nextResult());
    const auto batch = (*execution)->next({});
    VERIFY_RESULT(batch);
    QVERIFY((*batch)->rowCount() > 0 && (*batch)->rowCount() < 50);
    QVERIFY((*execution)->close(CloseMode::Cancel));
    QCOMPARE(ask(*m_connection, "SELECT 1"), QStringLiteral("1"));
}

void TestPgExecution::aResultThatNobodyReadsWaitsOnTheServer()
{
    const auto watcher = connect();
    const auto execution
        = m_connection->execute(statement("SELECT i, repeat('x', 1000) FROM (SELECT generate_series(1, 10000000) AS i) n"));
    VERIFY_RESULT(execution);
    VERIFY_RESULT((*execution)->nextResult());
    VERIFY_RESULT((*execution)->next(BatchLimit::first()));
    QTRY_COMPARE_WITH_TIMEOUT(
        ask(*watcher, "SELECT wait_event FROM pg_stat_activity WHERE query LIKE 'SELECT i, repeat%'"),
        QStringLiteral("ClientWrite"), 10'000);
    QVERIFY((*execution)->close(CloseMode::Cancel));
    QCOMPARE(ask(*m_connection, "SELECT 1"), QStringLiteral("1"));
}

void TestPgExecution::cancelReachesAResultThatNobodyReads()
{
    const auto execution
        = m_connection->execute(statement("SELECT i, repeat('x', 1000) FROM (SELECT generate_series(1, 10000000) AS i) n"));
    VERIFY_RESULT(execution);
    VERIFY_RESULT((*execution)->nextResult());
    VERIFY_RESULT((*execution)->next(BatchLimit::first()));
    std::jthread([this] { m_connection->cancel(); }).join();
    auto batch = (*execution)->next({});
    for (int i = 0; i < 3 && batch && *batch; ++i)
        batch = (*execution)->next({});
    QVERIFY(!batch && batch.error().isCancelled());
    QVERIFY((*execution)->close(CloseMode::Cancel));
    QCOMPARE(ask(*m_connection, "SELECT 1"), QStringLiteral("1"));
}

void TestPgExecution::aCancelNeverHitsTheNextStatement()
{
    for (int i = 0; i < 300; ++i) {
        const auto delay = std::chrono::microseconds(QRandomGenerator::global()->bounded(1200));
        std::jthread canceller([this, delay] {
            std::this_thread::sleep_for(delay);
            m_connection->cancel();
        });
        // It may be cancelled or not; what comes next must not be.
        const auto outcome = query(*m_connection, "SELECT pg_sleep(0.0005)");
        QVERIFY(outcome || outcome.error().isCancelled());
        canceller.join();
        QCOMPARE(ask(*m_connection, "SELECT count(*) FROM generate_series(1, 1000)"), QStringLiteral("1000"));
    }
}

void TestPgExecution::settingsAndNoticesAreTold()
{
    VERIFY_RESULT(query(*m_connection, "SET TimeZone = 'Europe/Vienna'"));
    QVERIFY(m_observer.changes.contains(QStringLiteral("TimeZone=Europe/Vienna")));
    QCOMPARE(m_connection->server().timeZone, QStringLiteral("Europe/Vienna"));
    VERIFY_RESULT(query(*m_connection,
        "DO $$ BEGIN RAISE NOTICE 'hello' USING HINT = 'look'; RAISE WARNING 'beware'; END $$"));
    QCOMPARE(m_observer.notices, (QStringList { QStringLiteral("hello\nlook"), QStringLiteral("beware") }));
    QCOMPARE(m_observer.severities.back(), NoticeSeverity::Warning);
}

void TestPgExecution::theSessionKeepsSpeakingUtf8()
{
    VERIFY_RESULT(query(*m_connection, "SET client_encoding = 'LATIN1'"));
    QCOMPARE(ask(*m_connection, "SELECT 'ü' || chr(252)"), QStringLiteral("üü"));
    QVERIFY(m_observer.notices.join(u'\n').contains(QStringLiteral("UTF8")));
}

void TestPgExecution::notificationsComeBesideResults()
{
    VERIFY_RESULT(query(*m_connection, "LISTEN \"my Channel\"; NOTIFY \"my Channel\", 'payload'"));
    QCOMPARE(m_observer.notifications, QStringList { QStringLiteral("my Channel=payload") });
}

void TestPgExecution::commitAnsweredByRollbackIsAnError()
{
    QVERIFY(m_connection->begin({}));
    QVERIFY(!query(*m_connection, "SELECT 1 / 0"));
    QCOMPARE(m_connection->transactionState(), TransactionState::Failed);
    const auto outcome = query(*m_connection, "COMMIT");
    QVERIFY(!outcome && outcome.error().kind() == ErrorKind::InvalidOperation);
    QCOMPARE(m_connection->transactionState(), TransactionState::Idle);
}

void TestPgExecution::aLostShardLeavesTheConnectionUsable()
{
    const auto outcome
        = query(*m_connection, "DO $$ BEGIN RAISE EXCEPTION 'connection to the remote node lost' USING ERRCODE = '08006'; END $$");
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().kind(), ErrorKind::Connection);
    QVERIFY(!m_connection->isBroken() && m_observer.lost.empty());
    QCOMPARE(ask(*m_connection, "SELECT 1"), QStringLiteral("1"));
}

void TestPgExecution::aTerminatedSessionIsBroken()
{
    const auto outcome = query(*m_connection, "SELECT pg_terminate_backend(pg_backend_pid()), pg_sleep(60)");
    QVERIFY(!outcome);
    QCOMPARE(errorKindName(outcome.error().kind()), errorKindName(ErrorKind::AdminShutdown));
    QVERIFY(m_connection->isBroken());
    QCOMPARE(m_observer.lost.size(), 1u);
    const auto next = query(*m_connection, "SELECT 1");
    QVERIFY(!next && isTransient(next.error().kind()));
    QCOMPARE(m_connection->transactionState(), TransactionState::Unknown);
    QCOMPARE(m_connection->reset().value_or(ResetOutcome::Clean), ResetOutcome::Unusable);
}

void TestPgExecution::aSessionTerminatedWhileIdleIsNoticed()
{
    const auto process = m_connection->server().processId;
    QVERIFY(process);
    VERIFY_RESULT(m_server->run(QStringLiteral("SELECT pg_terminate_backend(%1)").arg(*process)));
    QTRY_VERIFY_WITH_TIMEOUT((m_connection->pump(), m_connection->isBroken()), 10'000);
    QCOMPARE(m_observer.lost.size(), 1u);
    QCOMPARE(errorKindName(m_observer.lost.front().kind()), errorKindName(ErrorKind::AdminShutdown));
    QCOMPARE(m_connection->idleDescriptor(), -1);
}

void TestPgExecution::catalogQueriesSpoilNoTransaction()
{
    if (!m_connection->capabilities().testFlag(Capability::Catalog))
        QSKIP("no capability \"catalog\"");
    QVERIFY(m_connection->begin({}));
    VERIFY_RESULT(query(*m_connection, "CREATE TABLE t (a integer)"));
    const auto part = m_connection->catalog({});
    VERIFY_RESULT(part);
    QVERIFY(std::ranges::any_of(part->objects, [](const CatalogObject &object) { return object.path.name == u"t"; }));
    QCOMPARE(m_connection->transactionState(), TransactionState::Active);
    QVERIFY(m_connection->commit());
}

void TestPgExecution::resetForgetsEverything()
{
    VERIFY_RESULT(query(*m_connection,
        "SET search_path = pg_catalog; CREATE TEMP TABLE x (a integer); PREPARE p AS SELECT 1; LISTEN c; "
        "SELECT pg_advisory_lock(7)"));
    QCOMPARE(m_connection->reset().value_or(ResetOutcome::Unusable), ResetOutcome::Clean);
    QCOMPARE(ask(*m_connection, "SELECT count(*) FROM pg_prepared_statements"), QStringLiteral("0"));
    QCOMPARE(ask(*m_connection, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"), QStringLiteral("0"));
    QVERIFY(ask(*m_connection, "SHOW search_path").contains(QStringLiteral("public")));
    QVERIFY(!query(*m_connection, "SELECT * FROM x"));
}

void TestPgExecution::theServerTellsItsFacts()
{
    const auto facts = m_connection->server();
    QCOMPARE(facts.product, QStringLiteral("PostgreSQL"));
    QVERIFY(facts.version.startsWith(QString::number(m_server->versionNumber() / 10000)));
    QCOMPARE(facts.user, m_server->user());
    QCOMPARE(facts.database, m_database);
    QVERIFY(facts.encryption.isEmpty() && !facts.readOnly);
    QVERIFY(facts.searchPath.contains(QStringLiteral("public")));
    QVERIFY(std::ranges::find(facts.settings, std::pair(QStringLiteral("client_encoding"), QStringLiteral("UTF8")))
        != facts.settings.end());
    QCOMPARE(ask(*m_connection, "SHOW application_name"), QStringLiteral("tst_pgexecution"));
}

void TestPgExecution::valuesOfParametersHaveTheTypesOfLiterals()
{
    const auto type = [&](const Value &value) { return ask(*m_connection, "SELECT pg_typeof($1)::text", { value }); };
    QCOMPARE(type(Value(1)), QStringLiteral("integer"));
    QCOMPARE(type(Value(qint64(1) << 40)), QStringLiteral("bigint"));
    QCOMPARE(type(Value::decimal("1.5")), QStringLiteral("numeric"));
    QCOMPARE(ask(*m_connection, "SELECT count(*) FROM pg_class WHERE relname = $1 AND oid < $2 AND relkind = ANY($3)",
                 { Value::text(QByteArray("pg_class")), Value(100'000),
                     Value(Value::Array { { Value::text(QByteArray("r")), Value::text(QByteArray("v")) } }) }),
        QStringLiteral("1"));
    const auto nul = query(*m_connection, "SELECT $1", { Value::text(QByteArray("a\0b", 3)) });
    QVERIFY(!nul && nul.error().kind() == ErrorKind::Data);
}

QTEST_GUILESS_MAIN(TestPgExecution)
#include "tst_pgexecution.moc"
