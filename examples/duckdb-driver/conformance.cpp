#include "conformance.h"

#include <limits>

namespace dumbo::duckdb {

namespace {

using Facts = ConformanceFacts;

Value textValue(const char *utf8)
{
    return Value::text(QByteArray(utf8));
}

std::vector<Facts::ValueCase> extremes()
{
    using Limits = std::numeric_limits<double>;
    return { { "9223372036854775807", Value(std::numeric_limits<qint64>::max()) },
        { "(-9223372036854775808)::BIGINT", Value(std::numeric_limits<qint64>::min()) },
        { "18446744073709551615::UBIGINT", Value(std::numeric_limits<quint64>::max()) },
        { "(-170141183460469231731687303715884105728)::HUGEINT", textValue("-170141183460469231731687303715884105728") },
        { "340282366920938463463374607431768211455::UHUGEINT", textValue("340282366920938463463374607431768211455") },
        { "99999999999999999999999999999999999999::DECIMAL(38,0)", textValue("99999999999999999999999999999999999999") },
        { "(-0.01)::DECIMAL(3,2)", textValue("-0.01") }, { "1.7976931348623157e308::DOUBLE", Value(Limits::max()) },
        { "5e-324::DOUBLE", Value(Limits::denorm_min()) }, { "'inf'::DOUBLE", Value(Limits::infinity()) },
        { "'-inf'::DOUBLE", Value(-Limits::infinity()) }, { "0.1::DOUBLE", Value(0.1) }, { "true", Value(true) },
        { "''", textValue("") }, { "''::BLOB", Value::bytes("") }, { "'\\x00\\xFF\\x00'::BLOB", Value::bytes(QByteArray("\0\xff\0", 3)) },
        { "'🐘 ü'", textValue("🐘 ü") }, { "DATE '0044-03-15 (BC)'", textValue("0044-03-15 (BC)") },
        { "'infinity'::TIMESTAMP", textValue("infinity") }, { "TIMESTAMP_NS '2026-01-31 12:00:00.123456789'", textValue("2026-01-31 12:00:00.123456789") },
        { "INTERVAL '14 months 3 days -1 microseconds'", textValue("1 year 2 months 3 days -00:00:00.000001") },
        { "{'a': [1, NULL], 'b': MAP {'x': 'it''s'}}", textValue("{'a': [1, NULL], 'b': {x='it\\'s'}}") },
        { "'3f2504e0-4f89-11d3-9a0c-0305e82c3301'::UUID", textValue("3f2504e0-4f89-11d3-9a0c-0305e82c3301") },
        { "'0101'::BIT", textValue("0101") }, { "NULL", Value() } };
}

std::vector<Facts::ParameterCase> parameters()
{
    using Kind = Value::TemporalKind;
    const auto temporal = [](Kind kind, const char *text) { return Value(Value::Temporal { kind, text }); };
    return { { Value(), Value() }, { Value(true), Value(true) },
        { Value(std::numeric_limits<qint64>::min()), Value(std::numeric_limits<qint64>::min()) },
        { Value(std::numeric_limits<quint64>::max()), Value(std::numeric_limits<quint64>::max()) }, { Value(0.1), Value(0.1) },
        { Value::decimal("-1.10"), textValue("-1.10") },
        { Value::decimal("99999999999999999999999999999999999999"), textValue("99999999999999999999999999999999999999") },
        { textValue("ü"), textValue("ü") }, { textValue(""), textValue("") },
        { Value::bytes(QByteArray("\0\1", 2)), Value::bytes(QByteArray("\0\1", 2)) }, { Value::bytes(""), Value::bytes("") },
        { temporal(Kind::Date, "2026-01-31"), textValue("2026-01-31") },
        { temporal(Kind::Time, "12:30:00.5"), textValue("12:30:00.5") },
        { temporal(Kind::Timestamp, "2026-01-31T12:30:00"), textValue("2026-01-31 12:30:00") },
        { temporal(Kind::TimestampWithZone, "2026-01-31 12:30:00+02"), Value(qint64(1769855400)), "epoch($1)::BIGINT" },
        { temporal(Kind::Interval, "3 days"), textValue("3 days") }, { Value::json("{}"), textValue("{}") },
        { Value(Value::Uuid { "3f2504e0-4f89-11d3-9a0c-0305e82c3301" }), textValue("3f2504e0-4f89-11d3-9a0c-0305e82c3301") },
        { Value(Value::Array { { Value(1), Value(), Value(3) } }), textValue("[1, NULL, 3]") },
        { Value(Value::ServerText { "x", "y" }), textValue("y") } };
}

std::vector<Facts::ErrorCase> errors()
{
    const QByteArray tables = "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a INTEGER UNIQUE NOT NULL CHECK (a < 10), "
                              "p INTEGER REFERENCES p(id))";
    return { { {}, "SELEC 1", ErrorKind::InvalidOperation, true }, { {}, "SELECT 'ü', * FROM nowhere", ErrorKind::InvalidOperation, true },
        { tables, "INSERT INTO t(a) VALUES (1), (1)", ErrorKind::UniqueConstraint },
        { tables, "INSERT INTO t(a) VALUES (NULL)", ErrorKind::NotNullViolation },
        { tables, "INSERT INTO t(a) VALUES (11)", ErrorKind::CheckViolation },
        { tables, "INSERT INTO t(a, p) VALUES (1, 5)", ErrorKind::ForeignKeyViolation },
        { {}, "SELECT CAST('x' AS INTEGER)", ErrorKind::Data }, { {}, "SELECT 200::TINYINT", ErrorKind::Data },
        { {}, "COMMIT", ErrorKind::InvalidOperation } };
}

Facts::Place place(const QString &path)
{
    Facts::Place made;
    made.options.set(QStringLiteral("path"), path);
    made.options.set(QStringLiteral("create"), true);
    made.options.set(QStringLiteral("threads"), qint64(2));
    return made;
}

class DuckFacts final : public ConformanceExtension
{
public:
    Result<ConformanceFacts> facts(const QString &folder) const override
    {
        Facts facts;
        facts.example = place(folder + QStringLiteral("/example.duckdb"));
        facts.unreachable = place(QStringLiteral("/nowhere/at/all.duckdb"));
        facts.selectRows = "SELECT i, 'row ' || i FROM range(1, %1 + 1) r(i)";
        facts.selectNothing = "SELECT 1 AS a WHERE false";
        facts.runForever = "SELECT count(*) FROM range(1000000000000) a(i), range(1000000000000) b(i) WHERE a.i + b.i = 7";
        facts.exemptions = { { "anErrorComesAfterTheLastGoodRows",
            QStringLiteral("DuckDB works ahead, and throws away the rows that it has ready when an error comes.") } };
        facts.selectLong = "SELECT repeat('x', %1)";
        facts.extremes = extremes();
        facts.parameters = parameters();
        facts.errors = errors();
        facts.defaultSchema = QStringLiteral("main");
        facts.changeSession = "SET default_order = 'DESC'";
        facts.sessionState = "SELECT current_setting('default_order')";
        facts.conflicts = { { "CREATE TABLE t (a integer, b integer); INSERT INTO t VALUES (1, 1)", "UPDATE t SET b = 2",
            "UPDATE t SET b = 3", ErrorKind::Serialization, true } };
        facts.writes += { "COPY t TO '/nowhere/t.csv'", "EXPORT DATABASE '/nowhere'", "ATTACH '/nowhere/x.duckdb' AS x", "INSTALL httpfs",
            "LOAD httpfs", "SET access_mode = 'READ_WRITE'", "CREATE TEMP TABLE x (a integer)", "PRAGMA enable_profiling",
            "EXPLAIN ANALYZE COPY t TO '/nowhere/t.csv'", "PREPARE p AS COPY t TO '/nowhere/t.csv'", "CHECKPOINT",
            "CREATE PERSISTENT SECRET s (TYPE s3)", "SELECT 1; COPY t TO '/nowhere/t.csv'", "CALL enable_logging(storage = 'file')" };
        facts.detailedSchema
            = "CREATE TABLE hut (id integer PRIMARY KEY, name varchar(40) NOT NULL UNIQUE, height integer DEFAULT 7 CHECK (height > 0)); "
              "CREATE TABLE bed (id integer PRIMARY KEY, hut integer NOT NULL REFERENCES hut (id), label varchar(10)); "
              "CREATE INDEX bed_label ON bed (label, hut); "
              "CREATE VIEW high AS SELECT id FROM hut WHERE height > 3";
        return facts;
    }
};

} // namespace

std::unique_ptr<ConformanceExtension> makeConformanceExtension()
{
    return std::make_unique<DuckFacts>();
}

} // namespace dumbo::duckdb
