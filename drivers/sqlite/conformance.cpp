#include "drivers/sqlite/conformance.h"

#include "drivers/sqlite/options.h"

#include <limits>

namespace dumbo::sqlite {

namespace {

std::vector<ConformanceFacts::ValueCase> extremes()
{
    using Limits = std::numeric_limits<double>;
    return { { "9223372036854775807", Value(std::numeric_limits<qint64>::max()) },
        { "-9223372036854775808", Value(std::numeric_limits<qint64>::min()) },
        { "1.7976931348623157e308", Value(Limits::max()) }, { "5e-324", Value(Limits::denorm_min()) },
        { "1e999", Value(Limits::infinity()) }, { "-1e999", Value(-Limits::infinity()) },
        { "0.1", Value(0.1) }, { "''", Value::text(QByteArray("")) }, { "x''", Value::bytes("") },
        { "x'00ff00'", Value::bytes(QByteArray("\0\xff\0", 3)) },
        { "'🐘 ü'", Value::text(QByteArray("🐘 ü")) }, { "CAST(x'ff' AS TEXT)", Value::bytes("\xff") },
        { "NULL", Value() } };
}

std::vector<ConformanceFacts::ParameterCase> parameters()
{
    const auto text = [](const char *utf8) { return Value::text(QByteArray(utf8)); };
    return { { Value(), Value() }, { Value(true), Value(1) },
        { Value(std::numeric_limits<qint64>::min()), Value(std::numeric_limits<qint64>::min()) },
        { Value(quint64(7)), Value(7) }, { Value(0.1), Value(0.1) },
        { Value::decimal("1.10"), text("1.10") }, { text("ü"), text("ü") }, { text(""), text("") },
        { Value::bytes(QByteArray("\0\1", 2)), Value::bytes(QByteArray("\0\1", 2)) },
        { Value::bytes(""), Value::bytes("") },
        { Value(Value::Temporal { Value::TemporalKind::Date, "2026-01-31" }), text("2026-01-31") },
        { Value::json("{}"), text("{}") }, { Value(Value::Uuid { "a" }), text("a") },
        { Value(Value::ServerText { "x", "y" }), text("y") } };
}

std::vector<ConformanceFacts::ErrorCase> errors()
{
    const QByteArray tables = "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a INTEGER UNIQUE "
                              "NOT NULL CHECK (a < 10), p INTEGER REFERENCES p(id))";
    return { { {}, "SELEC 1", ErrorKind::InvalidOperation, true },
        { {}, "SELECT * FROM nowhere", ErrorKind::InvalidOperation },
        { tables, "INSERT INTO t(a) VALUES (1), (1)", ErrorKind::UniqueConstraint },
        { tables, "INSERT INTO t(a) VALUES (NULL)", ErrorKind::NotNullViolation },
        { tables, "INSERT INTO t(a) VALUES (11)", ErrorKind::CheckViolation },
        { tables, "INSERT INTO t(a, p) VALUES (1, 5)", ErrorKind::ForeignKeyViolation },
        { "CREATE TABLE s (a INTEGER) STRICT", "INSERT INTO s VALUES ('x')", ErrorKind::Data },
        { {}, "COMMIT", ErrorKind::InvalidOperation },
        { {}, "SELECT zeroblob(2000000000)", ErrorKind::Data } };
}

ConformanceFacts::Place place(const QString &path)
{
    SqliteOptions options;
    options.path = path;
    options.create = true;
    options.busyTimeout = std::chrono::minutes(1);
    return { options.toOptions(), {} };
}

class FactsExtension final : public ConformanceExtension
{
public:
    Result<ConformanceFacts> facts(const QString &folder) const override { return conformanceFacts(folder); }
};

} // namespace

ConformanceFacts conformanceFacts(const QString &folder)
{
    ConformanceFacts facts;
    facts.example = place(folder + QStringLiteral("/example.db"));
    facts.unreachable = place(QStringLiteral("/nowhere/at/all.db"));
    facts.selectRows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %1) SELECT i, 'row ' || i FROM n";
    facts.selectNothing = "SELECT 1 AS a WHERE 0";
    facts.failAfter = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT CASE WHEN i <= %1 THEN i ELSE json('broken') "
                      "END FROM n";
    facts.selectLong = "SELECT zeroblob(%1)";
    facts.defaultSchema = QStringLiteral("main");
    facts.changeSession = "PRAGMA case_sensitive_like = ON";
    facts.sessionState = "SELECT 'a' LIKE 'A'";
    facts.extremes = extremes();
    facts.parameters = parameters();
    facts.errors = errors();
    facts.conflicts = { { "CREATE TABLE t (a integer)", "INSERT INTO t VALUES (1)",
        "PRAGMA busy_timeout = 0; INSERT INTO t VALUES (2)", ErrorKind::LockNotAvailable, true } };
    facts.writes += { "PRAGMA query_only = OFF; INSERT INTO t VALUES (1)", "ATTACH ':memory:' AS x", "VACUUM INTO '/nowhere/x.db'",
        "CREATE TEMP TABLE x(a)", "PRAGMA user_version = 5", "PRAGMA journal_mode = DELETE" };
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

} // namespace dumbo::sqlite
