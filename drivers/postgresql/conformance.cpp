#include "drivers/postgresql/conformance.h"

#include <limits>

namespace dumbo::postgresql {

namespace {

Value text(const QByteArray &utf8)
{
    return Value::text(utf8);
}

/// What the server writes, byte for byte.
std::vector<std::pair<QByteArray, QByteArray>> texts()
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

std::vector<ConformanceFacts::ValueCase> extremes()
{
    std::vector<ConformanceFacts::ValueCase> cases { { "9223372036854775807", Value(std::numeric_limits<qint64>::max()) },
        { "(-9223372036854775808)::bigint", Value(std::numeric_limits<qint64>::min()) },
        { "(-32768)::smallint", Value(-32768) }, { "4294967295::oid", Value(qint64(4294967295)) },
        { "true", Value(true) }, { "false", Value(false) }, { "NULL", Value() }, { "NULL::bytea", Value() },
        { "'\\x'::bytea", Value::bytes("") }, { "'\\x00ff00'::bytea", Value::bytes(QByteArray("\0\xff\0", 3)) },
        { "repeat('9', 131072)::numeric", text(QByteArray(131072, '9')) } };
    for (const auto &[expression, expected] : texts())
        cases.push_back({ expression, text(expected) });
    return cases;
}

std::vector<ConformanceFacts::ParameterCase> parameters()
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

std::vector<ConformanceFacts::ErrorCase> errors()
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

QByteArrayList writes()
{
    return { "TRUNCATE t", "CREATE TEMP TABLE u (a integer)", "SELECT 1 INTO u", "CREATE TABLE u AS SELECT 1",
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
}

class FactsExtension final : public ConformanceExtension
{
public:
    Result<ConformanceFacts> facts(const QString &) const override { return conformanceFacts(); }
};

} // namespace

ConformanceFacts conformanceFacts()
{
    ConformanceFacts facts;
    facts.unreachable.emplace().options.set(QStringLiteral("host"), QStringLiteral("/nowhere"));
    facts.selectRows = "SELECT i, 'row ' || i FROM (SELECT generate_series(1, %1) AS i) n";
    facts.selectNothing = "SELECT 1 AS a WHERE false";
    facts.runForever = "SELECT pg_sleep(3600)";
    facts.failAfter = "SELECT CASE WHEN i <= %1 THEN i ELSE 1 / (i - i) END FROM generate_series(1, 100) i";
    facts.selectLong = "SELECT repeat('x', %1)";
    facts.echoInteger = "SELECT $1::integer";
    facts.countingKey = "id serial PRIMARY KEY";
    facts.sayHello = "DO $$ BEGIN RAISE NOTICE 'hello'; END $$";
    facts.changeSession = "SET statement_timeout = '1234s'";
    facts.sessionState = "SELECT current_setting('statement_timeout')";
    facts.defaultSchema = QStringLiteral("public");
    facts.extremes = extremes();
    facts.parameters = parameters();
    facts.errors = errors();
    facts.writes += writes();
    facts.conflicts = { { "CREATE TABLE t (a integer); INSERT INTO t VALUES (1)", "UPDATE t SET a = 2",
        "SELECT a FROM t FOR UPDATE NOWAIT", ErrorKind::LockNotAvailable, true } };
    facts.detailedSchema
        = "CREATE TABLE hut (id integer PRIMARY KEY, name varchar(40) NOT NULL UNIQUE, height integer DEFAULT 7 CHECK (height > 0)); "
          "CREATE TABLE bed (id integer PRIMARY KEY, hut integer NOT NULL REFERENCES hut (id) ON DELETE CASCADE, label varchar(10)); "
          "CREATE INDEX bed_label ON bed (label, hut); "
          "CREATE VIEW high AS SELECT id FROM hut WHERE height > 3";
    return facts;
}

std::unique_ptr<ConformanceExtension> makeConformanceExtension()
{
    return std::make_unique<FactsExtension>();
}

} // namespace dumbo::postgresql
