#include "drivers/qtsql/plugin.h"
#include "tests/conformance/conformancetest.h"
#include "tests/support/servers/mariadbserver.h"
#include "tests/support/servers/needserver.h"

#include <QTest>

#include <limits>

using namespace dumbo;
using namespace dumbo::conformance;
using dumbo::test::MariaDbServer;

namespace {

/// One with room for values of 100 MB in a packet.
Result<std::unique_ptr<MariaDbServer>> &server()
{
    static auto started = MariaDbServer::start({ { "max_allowed_packet=512M" } });
    return started;
}

class QMysqlQuirks final : public Quirks
{
public:
    QString name() const override { return QStringLiteral("MySQL:qmysql MariaDB"); }
    StoragePlugin &plugin() override { return m_plugin; }
    void renew() override
    {
        const auto made = (*server())->run(QStringLiteral("DROP DATABASE IF EXISTS suite; CREATE DATABASE suite"));
        if (!made)
            qFatal("%s", qPrintable(made.error().toText()));
    }
    ConnectRequest request() const override
    {
        ConnectRequest made;
        made.options.set(QStringLiteral("socket"), (*server())->socket());
        made.options.set(QStringLiteral("user"), (*server())->user());
        made.options.set(QStringLiteral("database"), QStringLiteral("suite"));
        return made;
    }
    QString exemption(const QByteArray &promise) const override
    {
        if (promise == "anErrorComesAfterTheLastGoodRows")
            return QStringLiteral("QMYSQL reads the whole result before its first row: an error leaves none of it");
        return {};
    }
    QString defaultSchema() const override { return QStringLiteral("suite"); }

    QByteArray selectRows(qint64 count) const override
    {
        return "SELECT seq, CONCAT('row ', seq) FROM seq_1_to_" + QByteArray::number(count);
    }
    QByteArray selectNothing() const override { return "SELECT 1 AS a FROM DUAL WHERE FALSE"; }
    QByteArray runForever() const override
    {
        return "SELECT MAX(a.seq * b.seq % 7) FROM seq_1_to_1000000 a, seq_1_to_1000000 b";
    }
    QByteArray failAfter(qint64 rows) const override
    {
        return "SELECT CASE WHEN seq <= " + QByteArray::number(rows)
            + " THEN seq ELSE JSON_EXTRACT(ST_GeomFromText('broken'), 1) END FROM seq_1_to_100";
    }
    QByteArray selectLong(qint64 bytes) const override
    {
        return "SELECT REPEAT('x', " + QByteArray::number(bytes) + ")";
    }
    /// MariaDB keeps names in three bytes a character at most.
    bool canName(const QByteArray &name) const override { return !name.contains("🐘"); }
    QByteArray countingKey() const override { return "id integer PRIMARY KEY AUTO_INCREMENT"; }
    QByteArray changeSession() const override { return "SET sql_mode = 'ANSI_QUOTES'"; }
    QByteArray sessionState() const override { return "SELECT @@sql_mode"; }

    std::vector<ValueCase> extremes() const override
    {
        const auto text = [](const char *utf8) { return Value::text(QByteArray(utf8)); };
        return { { "9223372036854775807", Value(std::numeric_limits<qint64>::max()) },
            { "CAST(-9223372036854775808 AS SIGNED)", Value(std::numeric_limits<qint64>::min()) },
            { "18446744073709551615", Value(std::numeric_limits<quint64>::max()) },
            { "1.7976931348623157e308", Value(std::numeric_limits<double>::max()) }, { "0.1e0", Value(0.1) },
            { "0.1", text("0.1") },
            { "CAST('12345678901234567890123456789012345.123456789012345678901234567890' AS DECIMAL(65,30))",
                text("12345678901234567890123456789012345.123456789012345678901234567890") },
            { "TIMESTAMP'2026-01-31 12:30:45.123456'", text("2026-01-31 12:30:45.123456") },
            { "CAST('838:59:58.999999' AS TIME(6))", text("838:59:58.999999") },
            { "DATE'9999-12-31'", text("9999-12-31") }, { "''", text("") }, { "X''", Value::bytes("") },
            { "X'00ff00'", Value::bytes(QByteArray("\0\xff\0", 3)) }, { "'🐘 ü'", text("🐘 ü") },
            { "NULL", Value() } };
    }

    std::vector<ParameterCase> parameters() const override
    {
        const auto text = [](const char *utf8) { return Value::text(QByteArray(utf8)); };
        return { { Value(), Value() }, { Value(true), Value(1) },
            { Value(std::numeric_limits<qint64>::min()), Value(std::numeric_limits<qint64>::min()) },
            { Value(quint64(7)), Value(7) },
            { Value(std::numeric_limits<quint64>::max()), Value(std::numeric_limits<quint64>::max()) },
            { Value(0.1), Value(0.1) }, { Value::decimal("1.10"), text("1.10") }, { text("ü"), text("ü") },
            { text("it's \\ \"so\""), text("it's \\ \"so\"") }, { text(""), text("") },
            { Value::bytes(QByteArray("\0\1", 2)), Value::bytes(QByteArray("\0\1", 2)) },
            { Value::bytes(""), Value::bytes("") },
            { Value(Value::Temporal { Value::TemporalKind::Timestamp, "2026-01-31 12:30:45.123456" }),
                text("2026-01-31 12:30:45.123456") },
            { Value::json("{}"), text("{}") }, { Value(Value::Uuid { "a" }), text("a") },
            { Value(Value::ServerText { "x", "y" }), text("y") } };
    }

    std::vector<ErrorCase> errors() const override
    {
        const QByteArray tables = "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a INTEGER UNIQUE "
                                  "NOT NULL CHECK (a < 10), p INTEGER REFERENCES p(id))";
        return { { {}, "SELECT 1\nFORM nowhere", ErrorKind::InvalidOperation, true },
            { {}, "SELECT * FROM nowhere", ErrorKind::InvalidOperation },
            { tables, "INSERT INTO t(a) VALUES (1), (1)", ErrorKind::UniqueConstraint },
            { tables, "INSERT INTO t(a) VALUES (NULL)", ErrorKind::NotNullViolation },
            { tables, "INSERT INTO t(a) VALUES (11)", ErrorKind::CheckViolation },
            { tables, "INSERT INTO t(a, p) VALUES (1, 5)", ErrorKind::ForeignKeyViolation },
            { tables, "INSERT INTO t(a) VALUES ('x')", ErrorKind::Data },
            { tables, "INSERT INTO t(a) VALUES (99999999999)", ErrorKind::Data },
            { {}, "USE nowhere_at_all", ErrorKind::NotFound },
            { {}, "SELECT * FROM seq_1_to_10 WHERE nowhere = 1", ErrorKind::InvalidOperation },
            { {}, "SET SESSION max_statement_time = 0.05; SELECT MAX(a.seq * b.seq) FROM seq_1_to_1000000 a, "
                  "seq_1_to_1000000 b",
                ErrorKind::Timeout } };
    }

    std::vector<ConflictCase> conflicts() const override
    {
        const QByteArray table = "CREATE TABLE t (a integer PRIMARY KEY); INSERT INTO t VALUES (1)";
        return { { table, "SELECT * FROM t FOR UPDATE", "SELECT * FROM t FOR UPDATE NOWAIT",
                     ErrorKind::LockNotAvailable, true },
            { table, "SELECT * FROM t FOR UPDATE", "SET innodb_lock_wait_timeout = 1; UPDATE t SET a = 2",
                ErrorKind::LockNotAvailable, true } };
    }

    std::optional<ConnectRequest> wrongPassword() const override
    {
        auto made = request();
        made.options.set(QStringLiteral("user"), QStringLiteral("guarded"));
        made.secrets.insert(QStringLiteral("password"), QStringLiteral("wr0ng-secret"));
        return made;
    }
    std::optional<ConnectRequest> unreachable() const override
    {
        auto made = request();
        made.options.set(QStringLiteral("socket"), QStringLiteral("/nowhere/at/all.sock"));
        return made;
    }

    QByteArrayList writes() const override
    {
        auto all = Quirks::writes();
        all += { "SELECT 1; INSERT INTO t VALUES (1)", "COMMIT; INSERT INTO t VALUES (1)",
            "SET SESSION TRANSACTION READ WRITE; INSERT INTO t VALUES (1)",
            "START TRANSACTION READ WRITE; INSERT INTO t VALUES (1)", "SET autocommit = 1",
            "REPLACE INTO t VALUES (1)", "TRUNCATE TABLE t", "ALTER TABLE t ADD b integer",
            "CREATE TEMPORARY TABLE u (a integer)", "SELECT 1 INTO OUTFILE '/tmp/dumbo-must-not-be'",
            "BEGIN NOT ATOMIC COMMIT; SET SESSION TRANSACTION READ WRITE; INSERT INTO t VALUES (1); END",
            "EXECUTE IMMEDIATE 'INSERT INTO t VALUES (1)'",
            "PREPARE p FROM 'INSERT INTO t VALUES (1)'; EXECUTE p", "/*! INSERT INTO t VALUES (1) */",
            "SELECT 1 /*! INTO OUTFILE '/tmp/dumbo-must-not-be' */", "LOCK TABLES t WRITE",
            "SET GLOBAL max_connections = 7", "ANALYZE UPDATE t SET a = 1", "CREATE USER nobody",
            "WITH x AS (SELECT 1) DELETE FROM t", "CREATE SEQUENCE s", "FLUSH TABLES",
            "SELECT * FROM t FOR UPDATE; DELETE FROM t", "HANDLER t OPEN; INSERT INTO t VALUES (1)" };
        return all;
    }

private:
    qtsql::QMysqlPlugin m_plugin;
};

std::vector<std::unique_ptr<Quirks>> connectors()
{
    std::vector<std::unique_ptr<Quirks>> all;
    all.push_back(std::make_unique<QMysqlQuirks>());
    return all;
}

class TestConformanceQMysql final : public ConformanceTest
{
    Q_OBJECT

public:
    TestConformanceQMysql()
        : ConformanceTest(connectors())
    {
    }

private Q_SLOTS:
    void initTestCase() { DUMBO_NEED_SERVER(server()); }
};

} // namespace

QTEST_GUILESS_MAIN(TestConformanceQMysql)
#include "tst_conformanceqmysql.moc"
