#include "drivers/qtsql/plugin.h"
#include "odbcfolder.h"
#include "tests/conformance/conformancetest.h"
#include "tests/conformance/postgresql/postgresquirks.h"
#include "tests/conformance/sqlite/sqlitequirks.h"
#include "tests/support/servers/needserver.h"

#include <QTest>

using namespace dumbo;
using namespace dumbo::conformance;

namespace {

/// ODBC tells no position.
std::vector<ErrorCase> withoutPositions(std::vector<ErrorCase> errors)
{
    for (auto &error : errors)
        error.expectsPosition = false;
    return errors;
}

class OdbcSqliteQuirks final : public FileQuirks
{
public:
    QString name() const override { return QStringLiteral("ODBC:qodbc SQLite"); }
    StoragePlugin &plugin() override { return m_plugin; }
    ConnectRequest request() const override
    {
        ConnectRequest made;
        made.options.set(QStringLiteral("driver"), QStringLiteral("SQLite3"));
        made.options.set(QStringLiteral("database"), FileQuirks::request().options.text(u"path"));
        made.options.set(QStringLiteral("connection"), QStringLiteral("BigInt=1;Timeout=3000"));
        return made;
    }
    QString exemption(const QByteArray &promise) const override
    {
        if (promise == "anErrorComesAfterTheLastGoodRows")
            return QStringLiteral("SQLite's ODBC driver reads the whole result before its first row: an error leaves none of it");
        if (promise == "textsOfEveryScriptComeBack")
            return QStringLiteral("SQLite's ODBC driver spoils characters beyond U+FFFF");
        return {};
    }
    /// The ODBC driver spoils characters beyond U+FFFF, and takes what is before a dot for the name of a table.
    bool canName(const QByteArray &name) const override { return !name.contains("🐘") && !name.contains('.'); }
    /// Without what the ODBC driver loses: it writes floats with 15 digits, and has no text but Unicode.
    std::vector<ValueCase> extremes() const override
    {
        return { { "9223372036854775807", Value(std::numeric_limits<qint64>::max()) },
            { "-9223372036854775808", Value(std::numeric_limits<qint64>::min()) }, { "0.1", Value(0.1) },
            { "''", Value::text(QByteArray("")) }, { "x'00ff00'", Value::bytes(QByteArray("\0\xff\0", 3)) },
            { "'ü'", Value::text(QByteArray("ü")) }, { "NULL", Value() } };
    }
    std::vector<ErrorCase> errors() const override { return withoutPositions(FileQuirks::errors()); }
    std::optional<ConnectRequest> unreachable() const override
    {
        auto made = request();
        made.options.set(QStringLiteral("database"), QStringLiteral("/nowhere/at/all.db"));
        return made;
    }

private:
    qtsql::QOdbcPlugin m_plugin;
};

class OdbcPostgresQuirks final : public PostgresQuirks
{
public:
    using PostgresQuirks::PostgresQuirks;
    QString name() const override { return QStringLiteral("ODBC:qodbc PostgreSQL"); }
    StoragePlugin &plugin() override { return m_plugin; }
    ConnectRequest request() const override { return request(server().user()); }
    QByteArray echoInteger() const override { return "SELECT ?::integer"; }
    QString exemption(const QByteArray &promise) const override
    {
        if (promise == "anErrorComesAfterTheLastGoodRows")
            return QStringLiteral("PostgreSQL's ODBC driver reads the whole result before its first row: an error leaves none of it");
        if (promise == "noticesArrive")
            return QStringLiteral("QODBC passes no notices on");
        return {};
    }
    std::vector<ErrorCase> errors() const override { return withoutPositions(PostgresQuirks::errors()); }
    /// Floats are numbers here; the rest is what the ODBC driver passes on as text.
    std::vector<ValueCase> extremes() const override
    {
        const auto text = [](const char *utf8) { return Value::text(QByteArray(utf8)); };
        return { { "9223372036854775807", Value(std::numeric_limits<qint64>::max()) },
            { "(-9223372036854775808)::bigint", Value(std::numeric_limits<qint64>::min()) },
            { "true", Value(true) }, { "NULL", Value() }, { "'\\x00ff00'::bytea", Value::bytes(QByteArray("\0\xff\0", 3)) },
            { "0.1::float8", Value(0.1) }, { "''", text("") }, { "'🐘 ü'", text("🐘 ü") },
            { "1.50::numeric(12,2)", text("1.50") },
            { "'2026-01-31 12:30:00.123456'::timestamp", text("2026-01-31 12:30:00.123456") },
            { "'{{1,2},{3,NULL}}'::integer[]", text("{{1,2},{3,NULL}}") },
            { "'{\"b\":1,\"a\":2}'::jsonb", text("{\"a\": 2, \"b\": 1}") },
            { "'[1,5)'::int4range", text("[1,5)") } };
    }
    std::vector<ParameterCase> parameters() const override
    {
        const auto text = [](const char *utf8) { return Value::text(QByteArray(utf8)); };
        return { { Value(), Value(), {} }, { Value(true), Value(true), "?::boolean" },
            { Value(std::numeric_limits<qint64>::min()), Value(std::numeric_limits<qint64>::min()), "?::bigint" },
            { Value(7), Value(7), "?::integer" }, { Value(0.1), Value(0.1), "?::float8" },
            { Value::decimal("1.10"), text("1.10"), "?::numeric" },
            { text("ü"), text("ü"), {} }, { text("it's \\"), text("it's \\"), {} },
            { Value(Value::Temporal { Value::TemporalKind::Date, "2026-01-31" }), text("2026-01-31"), "?::date" },
            { Value::json("{\"a\":1}"), text("{\"a\": 1}"), "?::jsonb" },
            { Value(Value::Uuid { "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11" }), text("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"), {} } };
    }
    std::optional<ConnectRequest> wrongPassword() const override
    {
        auto made = request(QStringLiteral("guarded"));
        made.secrets.insert(QStringLiteral("password"), QStringLiteral("wr0ng-secret"));
        return made;
    }
    std::optional<ConnectRequest> unreachable() const override
    {
        auto made = request();
        made.options.set(QStringLiteral("host"), QStringLiteral("/nowhere"));
        return made;
    }

private:
    ConnectRequest request(const QString &user) const
    {
        ConnectRequest made;
        made.options.set(QStringLiteral("driver"), QStringLiteral("PostgreSQL Unicode"));
        made.options.set(QStringLiteral("host"), server().socketFolder());
        made.options.set(QStringLiteral("port"), qint64(server().port()));
        made.options.set(QStringLiteral("database"), database());
        made.options.set(QStringLiteral("user"), user);
        made.options.set(QStringLiteral("connection"),
            QStringLiteral("BoolsAsChar=0;ByteaAsLongVarBinary=1;Protocol=7.4-0;MaxVarcharSize=255;TextAsLongVarchar=1"));
        return made;
    }

    qtsql::QOdbcPlugin m_plugin;
};

std::vector<std::unique_ptr<Quirks>> connectors()
{
    static const OdbcFolder configuration;
    std::vector<std::unique_ptr<Quirks>> all;
    if (OdbcFolder::check(QStringLiteral("libsqlite3odbc.so"), QStringLiteral("libsqliteodbc")))
        all.push_back(std::make_unique<OdbcSqliteQuirks>());
    const auto server = test::PostgresServer::shared();
    if (server && OdbcFolder::check(QStringLiteral("psqlodbcw.so"), QStringLiteral("odbc-postgresql")))
        all.push_back(std::make_unique<OdbcPostgresQuirks>(**server));
    return all;
}

class TestConformanceQOdbc final : public ConformanceTest
{
    Q_OBJECT

public:
    TestConformanceQOdbc()
        : ConformanceTest(connectors())
    {
    }

private Q_SLOTS:
    void initTestCase()
    {
        DUMBO_NEED_SERVER(OdbcFolder::check(QStringLiteral("libsqlite3odbc.so"), QStringLiteral("libsqliteodbc")));
        DUMBO_NEED_SERVER(OdbcFolder::check(QStringLiteral("psqlodbcw.so"), QStringLiteral("odbc-postgresql")));
        DUMBO_NEED_SERVER(test::PostgresServer::shared());
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestConformanceQOdbc)
#include "tst_conformanceqodbc.moc"
