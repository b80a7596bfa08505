#pragma once

#include "drivers/postgresql/plugin.h"
#include "core/conformance/quirks.h"
#include "tests/support/servers/postgresserver.h"

#include <limits>

namespace dumbo::conformance {

/// PostgreSQL through libpq. Other drivers of PostgreSQL may derive from it and say what is different.
class PostgresQuirks : public Quirks
{
public:
    explicit PostgresQuirks(test::PostgresServer &server)
        : m_server(server)
    {
    }

    QString name() const override { return QStringLiteral("PostgreSQL:libpq"); }
    StoragePlugin &plugin() override { return m_plugin; }
    void renew() override
    {
        if (!m_database.isEmpty())
            m_server.dropDatabase(m_database);
        m_database = m_server.createDatabase();
    }
    ConnectRequest request() const override { return request(m_server.user(), m_database); }

    QByteArray selectRows(qint64 count) const override
    {
        return "SELECT i, 'row ' || i FROM (SELECT generate_series(1, " + QByteArray::number(count) + ") AS i) n";
    }
    QByteArray selectNothing() const override { return "SELECT 1 AS a WHERE false"; }
    QByteArray runForever() const override { return "SELECT pg_sleep(3600)"; }
    QByteArray failAfter(qint64 rows) const override
    {
        return "SELECT CASE WHEN i <= " + QByteArray::number(rows)
            + " THEN i ELSE 1 / (i - i) END FROM generate_series(1, 100) i";
    }
    QByteArray selectLong(qint64 bytes) const override
    {
        return "SELECT repeat('x', " + QByteArray::number(bytes) + ")";
    }
    QByteArray echoInteger() const override { return "SELECT $1::integer"; }
    QByteArray countingKey() const override { return "id serial PRIMARY KEY"; }
    QByteArray sayHello() const override { return "DO $$ BEGIN RAISE NOTICE 'hello'; END $$"; }
    QByteArray changeSession() const override { return "SET statement_timeout = '1234s'"; }
    QByteArray sessionState() const override { return "SELECT current_setting('statement_timeout')"; }
    QString defaultSchema() const override { return QStringLiteral("public"); }

    std::vector<ValueCase> extremes() const override
    {
        std::vector<ValueCase> cases { { "9223372036854775807", Value(std::numeric_limits<qint64>::max()) },
            { "(-9223372036854775808)::bigint", Value(std::numeric_limits<qint64>::min()) },
            { "(-32768)::smallint", Value(-32768) }, { "4294967295::oid", Value(qint64(4294967295)) },
            { "true", Value(true) }, { "false", Value(false) }, { "NULL", Value() }, { "NULL::bytea", Value() },
            { "'\\x'::bytea", Value::bytes("") }, { "'\\x00ff00'::bytea", Value::bytes(QByteArray("\0\xff\0", 3)) },
            { "repeat('9', 131072)::numeric", text(QByteArray(131072, '9')) } };
        for (const auto &[expression, expected] : texts())
            cases.push_back({ expression, text(expected) });
        return cases;
    }

    std::vector<ParameterCase> parameters() const override
    {
        using Kind = Value::TemporalKind;
        const auto temporal = [](Kind kind, const char *words) { return Value(Value::Temporal { kind, words }); };
        return { { Value(), Value(), {} }, { Value(true), Value(true), {} },
            { Value(std::numeric_limits<qint64>::min()), Value(std::numeric_limits<qint64>::min()), {} },
            { Value(7), Value(7), {} }, { Value(std::numeric_limits<quint64>::max()), text("18446744073709551615"), {} },
            { Value(0.1), text("0.1"), {} }, { Value(-std::numeric_limits<double>::infinity()), text("-Infinity"), {} },
            { Value::decimal("1.10"), text("1.10"), {} }, { text("ü"), text("ü"), {} }, { text(""), text(""), {} },
            { Value::bytes(QByteArray("\0\1", 2)), Value::bytes(QByteArray("\0\1", 2)), {} },
            { Value::bytes(""), Value::bytes(""), {} }, { temporal(Kind::Date, "2026-01-31"), text("2026-01-31"), {} },
            { temporal(Kind::Interval, "1 day"), text("1 day"), {} },
            { temporal(Kind::TimestampWithZone, "2026-01-31 12:30:00.123456+00"), text("2026-01-31 12:30:00.123456+00"), {} },
            { Value::json("{\"a\":1}"), text("{\"a\": 1}"), "$1::jsonb" },
            { Value(Value::Uuid { "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11" }), text("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"), {} },
            { Value(Value::Array { { Value(1), Value(), Value(3) } }), text("{1,NULL,3}"), "$1::integer[]" },
            { Value(Value::Array { { text("a\"b"), text("c\\,d"), text("NULL") } }), text("{\"a\\\"b\",\"c\\\\,d\",\"NULL\"}"), "$1::text[]" },
            { Value(Value::ServerText { "point", "(1,2)" }), text("(1,2)"), {} } };
    }

    std::vector<ErrorCase> errors() const override
    {
        const QByteArray tables = "CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE t (a integer UNIQUE NOT NULL "
                                  "CHECK (a < 10), p integer REFERENCES p(id), b integer, EXCLUDE (b WITH =))";
        return { { {}, "SELEC 1", ErrorKind::InvalidOperation, true },
            { {}, "SELECT 1 FROM nowhere", ErrorKind::InvalidOperation, true },
            { tables, "INSERT INTO t(a) VALUES (1), (1)", ErrorKind::UniqueConstraint },
            { tables, "INSERT INTO t(a) VALUES (NULL)", ErrorKind::NotNullViolation },
            { tables, "INSERT INTO t(a) VALUES (11)", ErrorKind::CheckViolation },
            { tables, "INSERT INTO t(a, p) VALUES (1, 5)", ErrorKind::ForeignKeyViolation },
            { tables, "INSERT INTO t(a, b) VALUES (1, 1), (2, 1)", ErrorKind::ExclusionViolation },
            { {}, "SELECT 1 / 0", ErrorKind::Data }, { {}, "SELECT 'x'::integer", ErrorKind::Data, true },
            { {}, "VACUUM nowhere", ErrorKind::InvalidOperation },
            { {}, "COPY pg_class FROM STDIN", ErrorKind::InvalidOperation },
            { "CREATE TABLE c (a integer)", "COPY c FROM STDIN", ErrorKind::InvalidOperation },
            { {}, "SET statement_timeout = 1; SELECT pg_sleep(10)", ErrorKind::Timeout } };
    }

    std::vector<ConflictCase> conflicts() const override
    {
        return { { "CREATE TABLE t (a integer); INSERT INTO t VALUES (1)", "UPDATE t SET a = 2",
            "SELECT a FROM t FOR UPDATE NOWAIT", ErrorKind::LockNotAvailable, true } };
    }

    std::optional<ConnectRequest> wrongPassword() const override
    {
        auto made = request(QStringLiteral("guarded"), m_database);
        made.secrets.insert(QStringLiteral("password"), QStringLiteral("wr0ng-secret"));
        return made;
    }
    std::optional<ConnectRequest> unreachable() const override
    {
        auto made = request();
        made.options.set(QStringLiteral("host"), QStringLiteral("/nowhere"));
        return made;
    }

    QByteArrayList writes() const override
    {
        auto all = Quirks::writes();
        all += { "TRUNCATE t", "CREATE TEMP TABLE u (a integer)", "SELECT 1 INTO u", "CREATE TABLE u AS SELECT 1",
            "WITH w AS (INSERT INTO t VALUES (1) RETURNING a) SELECT * FROM w",
            "WITH w AS (DELETE FROM t RETURNING a) SELECT count(*) FROM w",
            "EXPLAIN ANALYZE INSERT INTO t VALUES (1)", "DO $$ BEGIN INSERT INTO t VALUES (1); END $$",
            "DO $$ BEGIN SET TRANSACTION READ WRITE; INSERT INTO t VALUES (1); END $$",
            "DO $$ BEGIN PERFORM set_config('transaction_read_only', 'off', false); INSERT INTO t VALUES (1); END $$",
            "DO $$ BEGIN COMMIT; INSERT INTO t VALUES (1); END $$",
            "SELECT set_config('transaction_read_only', 'off', true)",
            "SELECT set_config('default_transaction_read_only', 'off', false); INSERT INTO t VALUES (1)",
            "SET transaction_read_only = off", "SET default_transaction_read_only = off",
            "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE", "SET TRANSACTION READ WRITE",
            "BEGIN READ WRITE", "START TRANSACTION READ WRITE", "COMMIT; BEGIN READ WRITE; INSERT INTO t VALUES (1)",
            "COMMIT; INSERT INTO t VALUES (1)", "BEGIN; INSERT INTO t VALUES (1)",
            "BEGIN; COMMIT AND CHAIN; SET TRANSACTION READ WRITE; INSERT INTO t VALUES (1)",
            "BEGIN; ROLLBACK AND CHAIN; INSERT INTO t VALUES (1)",
            "BEGIN; SAVEPOINT s; SET LOCAL transaction_read_only = off",
            "PREPARE w AS INSERT INTO t VALUES (1); EXECUTE w", "PREPARE TRANSACTION 'x'",
            "COPY t FROM STDIN", "COPY t FROM '/dev/null'", "COPY t TO '/tmp/dumbo-readonly'",
            "COPY t TO PROGRAM 'cat > /dev/null'", "COPY (SELECT 1 AS stdout) TO '/tmp/dumbo-readonly'",
            "CREATE SEQUENCE s", "LOCK t", "ANALYZE t", "REINDEX TABLE t", "CLUSTER t", "VACUUM t", "ALTER SYSTEM SET work_mem = '5MB'",
            "ALTER TABLE t ADD b integer", "GRANT SELECT ON t TO PUBLIC", "COMMENT ON TABLE t IS 'x'",
            "SELECT a FROM t FOR UPDATE", "SELECT lo_create(0)", "NOTIFY chan", "CREATE ROLE nobody_here",
            "MERGE INTO t USING (SELECT 1 AS a) s ON false WHEN NOT MATCHED THEN INSERT VALUES (1)" };
        return all;
    }

protected:
    [[nodiscard]] test::PostgresServer &server() const { return m_server; }
    [[nodiscard]] QString database() const { return m_database; }

private:
    static Value text(const QByteArray &utf8) { return Value::text(utf8); }

    /// What the server writes, byte for byte.
    static std::vector<std::pair<QByteArray, QByteArray>> texts()
    {
        return { { "''", "" }, { "'🐘 ü'", "🐘 ü" }, { "0.1::float8", "0.1" }, { "'5e-324'::float8", "5e-324" },
            { "'1.7976931348623157e308'::float8", "1.7976931348623157e+308" }, { "'NaN'::float8", "NaN" },
            { "'-0'::float8", "-0" }, { "'-infinity'::float4", "-Infinity" }, { "1.50::numeric(12,2)", "1.50" },
            { "'NaN'::numeric", "NaN" }, { "'infinity'::numeric", "Infinity" },
            { "'1e-1000'::numeric", "0." + QByteArray(999, '0') + "1" }, { "'infinity'::timestamptz", "infinity" },
            { "'0044-03-15 BC'::date", "0044-03-15 BC" }, { "'5874897-12-31'::date", "5874897-12-31" },
            { "'2026-01-31 12:30:00.123456'::timestamp", "2026-01-31 12:30:00.123456" },
            { "'24:00:00'::time", "24:00:00" }, { "'12:00:00.5+05:30'::timetz", "12:00:00.5+05:30" },
            { "'1 year -2 days 03:04:05.000006'::interval", "1 year -2 days +03:04:05.000006" },
            { "'{{1,2},{3,NULL}}'::integer[]", "{{1,2},{3,NULL}}" }, { "'[0:1]={a,\"b c\"}'::text[]", "[0:1]={a,\"b c\"}" },
            { "'[1,5)'::int4range", "[1,5)" }, { "'{[1,2),[5,6)}'::int4multirange", "{[1,2),[5,6)}" },
            { "ROW(1, 'a b', NULL)", "(1,\"a b\",)" }, { "'{\"b\": 1,  \"a\":2}'::json", "{\"b\": 1,  \"a\":2}" },
            { "'{\"b\":1,\"a\":2}'::jsonb", "{\"a\": 2, \"b\": 1}" }, { "'<a b=\"1\"/>'::xml", "<a b=\"1\"/>" },
            { "'((0,0),(1,1.5))'::path", "((0,0),(1,1.5))" }, { "'<(1,2),3>'::circle", "<(1,2),3>" },
            { "'10.0.0.1/8'::inet", "10.0.0.1/8" }, { "'08:00:2b:01:02:03'::macaddr", "08:00:2b:01:02:03" },
            { "B'10110'::bit(5)", "10110" }, { "'a fat cat'::tsvector", "'a' 'cat' 'fat'" },
            { "'a & b'::tsquery", "'a' & 'b'" }, { "12.34::money", "$12.34" }, { "'x'::\"char\"", "x" },
            { "'ab'::char(4)", "ab  " }, { "'0/16B3748'::pg_lsn", "0/16B3748" },
            { "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11" } };
    }

    [[nodiscard]] ConnectRequest request(const QString &user, const QString &database) const
    {
        postgresql::PostgresOptions options;
        options.host = m_server.socketFolder();
        options.port = QString::number(m_server.port());
        options.user = user;
        options.database = database;
        ConnectRequest made;
        made.options = options.toOptions();
        return made;
    }

    test::PostgresServer &m_server;
    QString m_database;
    postgresql::PostgresPlugin m_plugin;
};

} // namespace dumbo::conformance
