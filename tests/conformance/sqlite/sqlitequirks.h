#pragma once

#include "drivers/sqlite/plugin.h"
#include "core/conformance/quirks.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>

#include <limits>

namespace dumbo::conformance {

class SqliteQuirks : public Quirks
{
public:
    StoragePlugin &plugin() override { return m_plugin; }
    QByteArray selectRows(qint64 count) const override
    {
        return "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
            + QByteArray::number(count) + ") SELECT i, 'row ' || i FROM n";
    }
    QByteArray selectNothing() const override { return "SELECT 1 AS a WHERE 0"; }
    QByteArray runForever() const override
    {
        return "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";
    }
    QByteArray failAfter(qint64 rows) const override
    {
        return "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT CASE WHEN i <= "
            + QByteArray::number(rows) + " THEN i ELSE json('broken') END FROM n";
    }
    QByteArray selectLong(qint64 bytes) const override
    {
        return "SELECT zeroblob(" + QByteArray::number(bytes) + ")";
    }
    QString defaultSchema() const override { return QStringLiteral("main"); }
    QByteArray changeSession() const override { return "PRAGMA case_sensitive_like = ON"; }
    QByteArray sessionState() const override { return "SELECT 'a' LIKE 'A'"; }

    std::vector<ValueCase> extremes() const override
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

    std::vector<ParameterCase> parameters() const override
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

    std::vector<ErrorCase> errors() const override
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

private:
    sqlite::SqlitePlugin m_plugin;
};

class FileQuirks : public SqliteQuirks
{
public:
    QString name() const override { return QStringLiteral("SQLite:sqlite3 file"); }
    void renew() override { ++m_number; }
    ConnectRequest request() const override
    {
        sqlite::SqliteOptions options;
        options.path = m_folder.filePath(QStringLiteral("%1.db").arg(m_number));
        options.create = true;
        options.busyTimeout = std::chrono::minutes(1);
        ConnectRequest made;
        made.options = options.toOptions();
        return made;
    }
    std::vector<ConflictCase> conflicts() const override
    {
        return { { "CREATE TABLE t (a integer)", "INSERT INTO t VALUES (1)",
            "PRAGMA busy_timeout = 0; INSERT INTO t VALUES (2)", ErrorKind::LockNotAvailable, true } };
    }
    std::optional<ConnectRequest> unreachable() const override
    {
        auto made = request();
        made.options.set(QStringLiteral("path"), QStringLiteral("/nowhere/at/all.db"));
        return made;
    }
    QByteArrayList writes() const override
    {
        auto all = Quirks::writes();
        all += { "PRAGMA query_only = OFF; INSERT INTO t VALUES (1)", "ATTACH ':memory:' AS x",
            "VACUUM INTO '/nowhere/x.db'", "CREATE TEMP TABLE x(a)", "PRAGMA user_version = 5",
            "PRAGMA journal_mode = DELETE" };
        return all;
    }

private:
    /// In memory where that is possible: hundreds of small transactions would wait for the disk.
    static QString place()
    {
        const auto memory = QStringLiteral("/dev/shm");
        return (QFileInfo(memory).isWritable() ? memory : QDir::tempPath()) + QStringLiteral("/dumbo-conformance-XXXXXX");
    }

    QTemporaryDir m_folder { place() };
    int m_number = 0;
};

class MemoryQuirks final : public SqliteQuirks
{
public:
    QString name() const override { return QStringLiteral("SQLite:sqlite3 :memory:"); }
    void renew() override { }
    void makeTableForReadOnly() override { }
    ConnectRequest request() const override
    {
        ConnectRequest made;
        made.options.set(QStringLiteral("path"), QStringLiteral(":memory:"));
        return made;
    }
    QByteArrayList writes() const override
    {
        return { "CREATE TABLE u (a integer)", "PRAGMA query_only = OFF; CREATE TABLE u (a integer)" };
    }
};

} // namespace dumbo::conformance
