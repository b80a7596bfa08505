#include "tests/integration/dryrun/dryrunfixture.h"
#include "tests/support/servers/needserver.h"
#include "tests/support/servers/postgresserver.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

using namespace dumbo;
using namespace dumbo::test;

namespace {

const QByteArray guardTable = "(SELECT oid::regclass::text FROM pg_class WHERE relname LIKE 'dumbo!_guard!_%' ESCAPE '!' AND relkind = 'r' AND"
                              " relpersistence = 't')";

/// The statement, with % as the guard's table, whose name a script can find out.
QByteArray onGuard(const QByteArray &sql)
{
    return "DO $$ BEGIN EXECUTE replace('" + QByteArray(sql).replace('\'', "''") + "', '%', " + guardTable + "); END $$";
}

} // namespace

/// What a script may try to leave a trace of a dry run. Each trick is made twice: through the extension, which refuses what it knows; and
/// past it, statement by statement on the bare connection with a COMMIT at the end, so that only the server's guard is left.
class TestPostgresqlEscapes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void aTrickLeavesNoTrace_data();
    void aTrickLeavesNoTrace();
    void theGuardAloneLeavesNoTrace_data() { aTrickLeavesNoTrace_data(); }
    void theGuardAloneLeavesNoTrace();
    void whatFunctionsHideIsSaid();

private:
    enum Expected {
        Refused, ///< before it was run; the dry run goes on
        Fails, ///< by the server, or because it tampers with the guard; the dry run is over
        Harmless, ///< it runs, and the guard is as before
    };
    [[nodiscard]] QString state() const;

    std::unique_ptr<PostgresServer> m_server;
    DryRunFixture m_fixture;
    QString m_database;
    QTemporaryDir m_folder;
    std::unique_ptr<OpenDatabase> m_open;
};

void TestPostgresqlEscapes::initTestCase()
{
    // PREPARE TRANSACTION must be able to succeed.
    auto server = PostgresServer::start({ .settings = { "max_prepared_transactions=10" } });
    DUMBO_NEED_SERVER(server);
    m_server = std::move(*server);
    // Where the server's user could write as well.
    QFile::setPermissions(m_folder.path(), QFile::Permissions::fromInt(0x7777));
    // One for all, since nothing leaves a trace.
    m_database = m_server->createDatabase();
    DUMBO_OK(m_server->run(QStringLiteral("CREATE TABLE account (id int PRIMARY KEY, name text);"
                                          "INSERT INTO account VALUES (1, 'Anna'), (2, 'Ben');"
                                          "CREATE EXTENSION dblink;"
                                          "CREATE PROCEDURE commits() LANGUAGE plpgsql AS 'BEGIN COMMIT; END';"
                                          "CREATE FUNCTION checks_now() RETURNS void LANGUAGE plpgsql AS"
                                          " 'BEGIN SET CONSTRAINTS ALL IMMEDIATE; END';"
                                          "CREATE FUNCTION hidden() RETURNS void LANGUAGE plpgsql AS"
                                          " 'BEGIN PERFORM dblink_exec(''dbname='' || current_database(), ''DELETE FROM account''); END'"),
        m_database));
}

void TestPostgresqlEscapes::init()
{
    m_open = m_fixture.open(m_fixture.opener(m_server->url(m_database), { QStringLiteral("PostgreSQL"), QStringLiteral("libpq") }));
}

void TestPostgresqlEscapes::cleanup()
{
    m_open.reset();
}

/// All that a trace could be.
QString TestPostgresqlEscapes::state() const
{
    const auto text = m_server->run(
        QStringLiteral("SELECT (SELECT string_agg(id || name, ',' ORDER BY id) FROM account),"
                       " (SELECT string_agg(oid || relname || relfilenode, ',' ORDER BY oid) FROM pg_class WHERE oid >= 16384),"
                       " (SELECT count(*) FROM pg_proc), (SELECT count(*) FROM pg_trigger), (SELECT count(*) FROM pg_prepared_xacts),"
                       " (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'), (SELECT count(*) FROM pg_authid),"
                       " (SELECT string_agg(datname, ',' ORDER BY datname) FROM pg_database)"),
        m_database);
    return text ? *text : text.error().toText();
}

void TestPostgresqlEscapes::aTrickLeavesNoTrace_data()
{
    QTest::addColumn<QByteArrayList>("statements");
    QTest::addColumn<int>("expected"); // of the last statement
    QTest::addColumn<bool>("reachesOut"); // past the guard: what the server alone can't undo
    const auto row = [](const char *name, const QByteArrayList &statements, Expected expected, bool reachesOut = false) {
        QTest::newRow(name) << statements << int(expected) << reachesOut;
    };
    row("COMMIT", { "COMMIT" }, Refused);
    row("COMMIT in small letters behind comments", { "/* /* nested */ */ -- line\n commit work" }, Refused);
    row("END", { "END" }, Refused);
    row("COMMIT AND CHAIN", { "COMMIT AND CHAIN" }, Refused);
    row("ROLLBACK", { "ROLLBACK" }, Refused);
    row("ROLLBACK AND CHAIN", { "ROLLBACK AND CHAIN" }, Refused);
    row("ABORT", { "ABORT" }, Refused);
    row("BEGIN", { "BEGIN" }, Refused);
    row("START TRANSACTION", { "START TRANSACTION READ WRITE" }, Refused);
    row("PREPARE TRANSACTION", { "PREPARE TRANSACTION 'later'" }, Refused);
    row("COMMIT PREPARED", { "COMMIT PREPARED 'later'" }, Refused);
    row("COMMIT in DO", { "DO $$ BEGIN COMMIT; END $$" }, Fails);
    row("EXECUTE 'COMMIT' in DO", { "DO $$ BEGIN EXECUTE 'COM' || 'MIT'; END $$" }, Fails);
    row("ROLLBACK in DO", { "DO $$ BEGIN ROLLBACK; END $$" }, Fails);
    row("a procedure that commits", { "CALL commits()" }, Fails);
    row("a new procedure that commits",
        { "CREATE PROCEDURE mine() LANGUAGE plpgsql AS 'BEGIN COMMIT AND CHAIN; END'", "CALL mine()" }, Fails);
    row("two statements in one text", { "INSERT INTO account VALUES (7, 'x'); COMMIT" }, Fails);
    row("two statements in a text with backslashes",
        { "SET standard_conforming_strings = off", "SELECT 'a\\'; COMMIT; SELECT ''" }, Fails);
    row("SET CONSTRAINTS ALL IMMEDIATE", { "SET CONSTRAINTS ALL IMMEDIATE" }, Refused);
    row("SET CONSTRAINTS ALL DEFERRED", { "SET CONSTRAINTS ALL DEFERRED" }, Refused);
    row("SET CONSTRAINTS in DO", { "DO $$ BEGIN SET CONSTRAINTS ALL IMMEDIATE; END $$" }, Fails);
    row("SET CONSTRAINTS in DO that goes on",
        { "DO $$ BEGIN SET CONSTRAINTS ALL IMMEDIATE; EXCEPTION WHEN OTHERS THEN NULL; END $$" }, Harmless);
    row("SET CONSTRAINTS in a function", { "SELECT checks_now()" }, Fails);
    row("SET CONSTRAINTS of the trigger alone", { onGuard("SET CONSTRAINTS % IMMEDIATE") }, Fails);
    row("DELETE of the guard", { onGuard("DELETE FROM %") }, Fails);
    row("UPDATE of the guard", { onGuard("UPDATE % SET missing = NULL") }, Fails);
    row("the missing row for the guard", { onGuard("INSERT INTO % VALUES (2, NULL)") }, Fails);
    row("TRUNCATE of the guard", { onGuard("TRUNCATE %") }, Fails);
    row("TRUNCATE CASCADE of the guard", { onGuard("TRUNCATE % CASCADE") }, Fails);
    row("DROP TABLE of the guard", { onGuard("DROP TABLE % CASCADE") }, Fails);
    row("DISABLE TRIGGER of the guard", { onGuard("ALTER TABLE % DISABLE TRIGGER ALL") }, Fails);
    row("DROP CONSTRAINT of the guard", { onGuard("ALTER TABLE % DROP CONSTRAINT %_fk") }, Fails);
    row("ALTER CONSTRAINT of the guard", { onGuard("ALTER TABLE % ALTER CONSTRAINT %_fk NOT DEFERRABLE") }, Fails);
    row("DROP TRIGGER of the guard", { onGuard("DROP TRIGGER % ON %") }, Fails);
    // The server alone would let these be committed; nobody can send a COMMIT between the two without its being seen.
    row("DELETE and DROP TRIGGER of the guard in one",
        { "DO $$ BEGIN EXECUTE replace('DELETE FROM %', '%', " + guardTable + "); EXECUTE replace('DROP TRIGGER % ON %', '%', " + guardTable
            + "); END $$" },
        Fails, true);
    row("another function for the guard",
        { "CREATE OR REPLACE FUNCTION pg_catalog.suppress_redundant_updates_trigger() RETURNS trigger LANGUAGE plpgsql AS"
          " 'BEGIN RETURN NULL; END'",
            onGuard("DELETE FROM %") },
        Fails, true);
    row("operators of one's own before the server's",
        { "CREATE SCHEMA evil",
            "CREATE FUNCTION evil.always(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT true'; ",
            "CREATE FUNCTION evil.always(oid, oid) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
            "CREATE OPERATOR evil.= (LEFTARG = text, RIGHTARG = text, FUNCTION = evil.always)",
            "CREATE OPERATOR evil.= (LEFTARG = oid, RIGHTARG = oid, FUNCTION = evil.always)", "SET search_path = evil, pg_catalog, public",
            "DO $$ BEGIN EXECUTE (SELECT pg_catalog.format('DELETE FROM %I', relname) FROM pg_catalog.pg_class WHERE relname LIKE"
            " 'dumbo!_guard!_%' ESCAPE '!' AND relkind OPERATOR(pg_catalog.=) 'r'); END $$" },
        Fails);
    row("DROP SCHEMA of temporary tables",
        { "DO $$ BEGIN EXECUTE 'DROP SCHEMA pg_temp_' || (SELECT regexp_replace(nspname, '\\D', '', 'g') FROM pg_namespace WHERE oid ="
          " pg_my_temp_schema()) || ' CASCADE'; END $$" },
        Fails);
    row("DISCARD ALL", { "DISCARD ALL" }, Refused);
    row("DISCARD TEMP", { "DISCARD TEMP" }, Refused);
    row("DISCARD TEMP in DO", { "DO $$ BEGIN EXECUTE 'DISCARD TEMP'; END $$" }, Fails);
    row("session_replication_role", { "SET session_replication_role = replica", onGuard("DELETE FROM %") }, Fails);
    row("session_replication_role by set_config",
        { "SELECT set_config('session_replication_role', 'replica', false)", onGuard("UPDATE % SET missing = NULL") }, Fails);
    row("the catalog's word on the trigger",
        { "UPDATE pg_trigger SET tgenabled = 'D' WHERE tgrelid = " + QByteArray(guardTable) + "::regclass" }, Fails);
    row("the trigger out of the catalog",
        { "DELETE FROM pg_trigger WHERE tgrelid = " + QByteArray(guardTable) + "::regclass" }, Fails);
    row("the constraint's word in the catalog",
        { "UPDATE pg_trigger SET tginitdeferred = false, tgdeferrable = false WHERE tgrelid = " + QByteArray(guardTable) + "::regclass" },
        Fails);
    row("SAVEPOINT and back", { "SAVEPOINT a", "DELETE FROM account", "ROLLBACK TO SAVEPOINT a", "RELEASE SAVEPOINT a" }, Harmless);
    row("RELEASE of what is not there", { "RELEASE SAVEPOINT dumbo_guard" }, Fails);
    row("a prepared statement", { "PREPARE p AS DELETE FROM account", "EXECUTE p" }, Harmless);
    row("PREPARE of a COMMIT", { "PREPARE p AS COMMIT" }, Fails);
    row("a lock of the session", { "SELECT pg_advisory_lock(4711)" }, Harmless);
    row("a cursor that holds", { "DECLARE c CURSOR WITH HOLD FOR SELECT 1" }, Harmless);
    row("CREATE INDEX CONCURRENTLY", { "CREATE INDEX CONCURRENTLY trace_index ON account (name)" }, Refused, true);
    row("VACUUM", { "VACUUM FULL account" }, Refused, true);
    row("CREATE DATABASE", { "CREATE DATABASE trace" }, Refused, true);
    row("ALTER SYSTEM", { "ALTER SYSTEM SET work_mem = '1MB'" }, Refused, true);
    row("a new role", { "CREATE ROLE trace_of_a_dry_run" }, Harmless);
    row("dblink to oneself", { "SELECT dblink_exec('dbname=' || current_database(), 'DELETE FROM account')" }, Refused, true);
    row("dblink in DO", { "DO $$ BEGIN PERFORM dblink_exec('dbname=x', 'DELETE FROM account'); END $$" }, Refused, true);
    row("dblink with quotes", { "SELECT \"dblink_exec\" ('dbname=' || current_database(), 'DELETE FROM account')" }, Refused, true);
    row("dblink in a function", { "SELECT hidden()" }, Refused, true);
    row("dblink in a new function",
        { "CREATE FUNCTION mine() RETURNS text LANGUAGE sql AS"
          " $$ SELECT dblink_exec('dbname=' || current_database(), 'DELETE FROM account') $$",
            "SELECT \"mine\"()" },
        Refused, true);
    row("dblink in a trigger",
        { "CREATE FUNCTION mine() RETURNS trigger LANGUAGE plpgsql AS"
          " $$ BEGIN PERFORM dblink_exec('dbname=' || current_database(), 'DELETE FROM account'); RETURN NEW; END $$",
            "CREATE TABLE innocent (id int)", "CREATE TRIGGER t BEFORE INSERT ON innocent FOR EACH ROW EXECUTE FUNCTION mine()",
            "INSERT INTO innocent VALUES (1)" },
        Refused, true);
    row("COPY TO PROGRAM", { "COPY account TO PROGRAM 'cat > {file}'" }, Refused, true);
    row("COPY TO PROGRAM in DO", { "DO $$ BEGIN EXECUTE 'COPY account TO PROGRAM ''cat > {file}'''; END $$" }, Refused, true);
    row("COPY FROM PROGRAM", { "COPY account FROM PROGRAM 'touch {file}'" }, Refused, true);
    row("COPY TO a file", { "COPY account TO '{file}'" }, Refused, true);
    row("lo_export", { "SELECT lo_export(lo_from_bytea(0, 'trace'), '{file}')" }, Refused, true);
    row("ending other sessions", { "SELECT pg_terminate_backend(0)" }, Refused, true);
}

void TestPostgresqlEscapes::aTrickLeavesNoTrace()
{
    QFETCH(QByteArrayList, statements);
    QFETCH(int, expected);
    const auto before = state();
    auto &dryRun = migrations(*m_open);
    DUMBO_OK(dryRun.beginDryRun({}));
    DUMBO_OK(dryRun.measure("INSERT INTO account VALUES (99, 'trace')"));
    DUMBO_OK(dryRun.measure("CREATE TABLE trace (id int)"));
    const auto file = m_folder.filePath(QStringLiteral("trace"));
    for (qsizetype i = 0; i < statements.size(); ++i) {
        const auto measured = dryRun.measure(QByteArray(statements[i]).replace("{file}", file.toUtf8()));
        const auto isLast = i + 1 == statements.size();
        if (!isLast || expected == Harmless) {
            DUMBO_OK(measured);
            continue;
        }
        QVERIFY2(!measured, statements[i].constData());
        if (expected == Refused)
            QCOMPARE(measured.error().kind(), ErrorKind::InvalidOperation);
        QCOMPARE(dryRun.isDryRunOver(), expected == Fails);
    }
    if (!dryRun.isDryRunOver())
        DUMBO_OK(dryRun.measure("UPDATE account SET name = 'trace'"));
    DUMBO_OK(dryRun.endDryRun());
    QCOMPARE(m_open->connection().transactionState(), TransactionState::Idle);
    QCOMPARE(state(), before);
    QVERIFY(!QFile::exists(file));
    // The connection is as good as before.
    DUMBO_OK(dryRun.beginDryRun({}));
    DUMBO_OK(dryRun.endDryRun());
}

void TestPostgresqlEscapes::theGuardAloneLeavesNoTrace()
{
    QFETCH(QByteArrayList, statements);
    QFETCH(bool, reachesOut);
    if (reachesOut) {
        QVERIFY(true);
        return;
    }
    const auto before = state();
    auto &dryRun = migrations(*m_open);
    auto &connection = m_open->connection();
    const auto run = [&](const QByteArray &sql) { return m_open->executor().command(sql); };
    DUMBO_OK(dryRun.beginDryRun({}));
    DUMBO_OK(run("INSERT INTO account VALUES (99, 'trace')"));
    DUMBO_OK(run("CREATE TABLE trace (id int)"));
    for (const auto &statement : statements)
        std::ignore = run(statement);
    if (connection.transactionState() == TransactionState::Active)
        std::ignore = run("COMMIT");
    std::ignore = dryRun.endDryRun();
    if (connection.transactionState() != TransactionState::Idle)
        DUMBO_OK(connection.rollback());
    QCOMPARE(state(), before);
}

void TestPostgresqlEscapes::whatFunctionsHideIsSaid()
{
    const auto limits = migrations(*m_open).dryRunLimits();
    DUMBO_OK(limits);
    const auto text = limits->join(u'\n');
    QVERIFY2(text.contains(u"dblink"), qPrintable(text));
    QVERIFY2(text.contains(u"superuser"), qPrintable(text));
    QVERIFY2(text.contains(u"Sequences"), qPrintable(text));
}

QTEST_GUILESS_MAIN(TestPostgresqlEscapes)
#include "tst_postgresqlescapes.moc"
