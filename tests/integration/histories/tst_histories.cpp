#include "core/connection/ambientexecutor.h"
#include "core/migrations/histories/history.h"
#include "core/sql/splitter.h"
#include "drivers/postgresql/plugin.h"
#include "drivers/qtsql/plugin.h"
#include "drivers/sqlite/plugin.h"
#include "tests/support/servers/mariadbserver.h"
#include "tests/support/servers/needserver.h"
#include "tests/support/servers/postgresserver.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace dumbo;
using dumbo::test::MariaDbServer;
using dumbo::test::PostgresServer;

/// The histories of all tools on all databases on which they are used. A fixture makes a tool's table as the tool makes it and
/// tells in its first lines what shall be read: version|name|state|applied at|checksum.
class TestHistories : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachHistoryIsRead_data();
    void eachHistoryIsRead();
    void oneDatabaseMayHaveSeveral();
    void readingWritesNothing();
    void whatIsNotAHistoryIsLeftAlone();
    void aTableThatCanNotBeReadSaysSo();
    void aCancelEndsReading();
    void theTimelineIsMergedByTime();

private:
    [[nodiscard]] Result<std::unique_ptr<Executor>> open(const QString &database, bool readOnly = false);

    QTemporaryDir m_folder;
    QString m_name; ///< of the server's database; SQLite: the file
};

namespace {

QString fixtures(const QString &database)
{
    return QStringLiteral("%1/tests/data/histories/%2").arg(qEnvironmentVariable("DUMBO_SOURCE_DIR"), database);
}

QByteArray fixture(const QString &database, const QString &tool)
{
    QFile file(QStringLiteral("%1/%2.sql").arg(fixtures(database), tool));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s", qPrintable(file.fileName()));
    return file.readAll();
}

QStringList expectedLines(const QByteArray &text)
{
    QStringList lines;
    for (const auto &line : QString::fromUtf8(text).split(u'\n')) {
        if (line.startsWith(QStringLiteral("-- expect: ")))
            lines.append(line.sliced(11));
    }
    return lines;
}

QStringList lines(const History &history)
{
    QStringList lines;
    for (const auto &entry : history.entries)
        lines.append(QStringList({ entry.version, entry.name, historyStateName(entry.state), entry.appliedAt, entry.checksum }).join(u'|'));
    return lines;
}

Result<std::vector<History>> read(Executor &executor)
{
    CatalogRequest request;
    request.depth = CatalogDepth::Columns;
    const auto catalog = executor.connection().catalog(request);
    if (!catalog)
        return fail(catalog.error());
    return readHistories(executor, *catalog);
}

void run(Executor &executor, const QByteArray &script)
{
    for (const auto &part : splitScript({ script.constData(), std::size_t(script.size()) }, executor.connection().dialect())) {
        const auto done = executor.command(script.sliced(part.begin, part.end - part.begin));
        if (!done)
            qFatal("%s", qPrintable(done.error().toText()));
    }
}

} // namespace

Result<std::unique_ptr<Executor>> TestHistories::open(const QString &database, bool readOnly)
{
    ConnectRequest request;
    request.readOnly = readOnly;
    auto observer = std::make_unique<ConnectionObserver>();
    Result<std::unique_ptr<Connection>> connection;
    if (database == QStringLiteral("postgresql")) {
        const auto server = PostgresServer::shared();
        if (!server)
            return fail(server.error());
        if (m_name.isEmpty())
            m_name = (*server)->createDatabase();
        request.options.set(QStringLiteral("host"), (*server)->socketFolder());
        request.options.set(QStringLiteral("port"), (*server)->port());
        request.options.set(QStringLiteral("user"), (*server)->user());
        request.options.set(QStringLiteral("dbname"), m_name);
        static postgresql::PostgresPlugin plugin;
        connection = plugin.connect(request, *observer);
    } else if (database == QStringLiteral("mariadb")) {
        const auto server = MariaDbServer::shared();
        if (!server)
            return fail(server.error());
        if (m_name.isEmpty())
            m_name = (*server)->createDatabase();
        request.options.set(QStringLiteral("socket"), (*server)->socket());
        request.options.set(QStringLiteral("user"), (*server)->user());
        request.options.set(QStringLiteral("database"), m_name);
        static qtsql::QMysqlPlugin plugin;
        connection = plugin.connect(request, *observer);
    } else {
        if (m_name.isEmpty())
            m_name = m_folder.filePath(QStringLiteral("%1.db").arg(QDir(m_folder.path()).count()));
        request.options.set(QStringLiteral("path"), m_name);
        request.options.set(QStringLiteral("create"), !readOnly);
        static sqlite::SqlitePlugin plugin;
        connection = plugin.connect(request, *observer);
    }
    if (!connection)
        return fail(connection.error());
    return makeAmbientExecutor(std::move(*connection), std::move(observer));
}

void TestHistories::eachHistoryIsRead_data()
{
    QTest::addColumn<QString>("database");
    QTest::addColumn<QString>("tool");
    for (const auto *database : { "postgresql", "sqlite", "mariadb" }) {
        for (const auto &file : QDir(fixtures(QString::fromLatin1(database))).entryList({ QStringLiteral("*.sql") })) {
            const auto tool = file.chopped(4);
            QTest::newRow(qPrintable(QString::fromLatin1(database) + u' ' + tool)) << QString::fromLatin1(database) << tool;
        }
    }
}

void TestHistories::eachHistoryIsRead()
{
    QFETCH(const QString, database);
    QFETCH(const QString, tool);
    m_name.clear();
    const auto executor = open(database);
    DUMBO_NEED_SERVER(executor);
    const auto text = fixture(database, tool);
    run(**executor, text);
    const auto histories = read(**executor);
    QVERIFY2(histories.has_value(), histories ? "" : qPrintable(histories.error().toText()));
    QCOMPARE(histories->size(), 1U);
    const auto &history = histories->front();
    QVERIFY2(!history.error, history.error ? qPrintable(history.error->toText()) : "");
    QCOMPARE(history.tool, tool);
    QCOMPARE(lines(history), expectedLines(text));
    QVERIFY(!history.toolName.isEmpty() && !history.table.name.isEmpty());
    for (const auto &entry : history.entries) {
        QCOMPARE(entry.time.has_value(), !entry.appliedAt.isEmpty());
        QVERIFY(!entry.stored.empty());
        if (entry.time)
            QCOMPARE(entry.time->toUTC().date(), QDate(2026, 1, 2));
    }
}

void TestHistories::oneDatabaseMayHaveSeveral()
{
    m_name.clear();
    const auto executor = open(QStringLiteral("sqlite"));
    QVERIFY(executor.has_value());
    for (const auto *tool : { "flyway", "goose", "alembic", "user-version", "dumbo" })
        run(**executor, fixture(QStringLiteral("sqlite"), QString::fromLatin1(tool)));
    const auto histories = read(**executor);
    QVERIFY(histories.has_value());
    QStringList tools;
    for (const auto &history : *histories)
        tools.append(history.tool);
    tools.sort();
    QCOMPARE(tools, QStringList({ QStringLiteral("alembic"), QStringLiteral("dumbo"), QStringLiteral("flyway"), QStringLiteral("goose"), QStringLiteral("user-version") }));
}

void TestHistories::readingWritesNothing()
{
    for (const auto *database : { "sqlite", "postgresql" }) {
        m_name.clear();
        {
            const auto writer = open(QString::fromLatin1(database));
            DUMBO_NEED_SERVER(writer);
            for (const auto *tool : { "flyway", "rails", "prisma" })
                run(**writer, fixture(QString::fromLatin1(database), QString::fromLatin1(tool)));
        }
        const auto executor = open(QString::fromLatin1(database), true);
        QVERIFY2(executor.has_value(), executor ? "" : qPrintable(executor.error().toText()));
        const auto histories = read(**executor);
        QVERIFY2(histories.has_value(), histories ? "" : qPrintable(histories.error().toText()));
        QCOMPARE(histories->size(), 3U);
        for (const auto &history : *histories)
            QVERIFY(!history.error && !history.entries.empty());
    }
}

void TestHistories::whatIsNotAHistoryIsLeftAlone()
{
    m_name.clear();
    const auto executor = open(QStringLiteral("sqlite"));
    QVERIFY(executor.has_value());
    run(**executor,
        "CREATE TABLE schema_migrations (filename TEXT PRIMARY KEY, checksum TEXT); CREATE TABLE django_migrations (id INTEGER);"
        "CREATE TABLE schema_version (version TEXT); CREATE TABLE flyway_schema_history_old (version TEXT);");
    const auto histories = read(**executor);
    QVERIFY(histories.has_value());
    QCOMPARE(histories->size(), 0U);
}

void TestHistories::aTableThatCanNotBeReadSaysSo()
{
    m_name.clear();
    const auto owner = open(QStringLiteral("postgresql"));
    DUMBO_NEED_SERVER(owner);
    run(**owner, fixture(QStringLiteral("postgresql"), QStringLiteral("flyway")) + fixture(QStringLiteral("postgresql"), QStringLiteral("goose")));
    run(**owner, "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'history_reader') THEN CREATE ROLE history_reader; END IF; END $$;"
                 "GRANT SELECT ON goose_db_version TO history_reader; SET ROLE history_reader");
    const auto histories = read(**owner);
    QVERIFY2(histories.has_value(), histories ? "" : qPrintable(histories.error().toText()));
    QCOMPARE(histories->size(), 2U);
    for (const auto &history : *histories) {
        QCOMPARE(history.error.has_value(), history.tool == QStringLiteral("flyway"));
        QCOMPARE(history.entries.empty(), history.tool == QStringLiteral("flyway"));
    }
}

void TestHistories::aCancelEndsReading()
{
    m_name.clear();
    const auto executor = open(QStringLiteral("sqlite"));
    QVERIFY(executor.has_value());
    // Its rows never end.
    run(**executor,
        "CREATE VIEW flyway_schema_history AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
        " SELECT i AS installed_rank, '1' AS version, '' AS description, '' AS type, '' AS script, 1 AS success FROM n WHERE i < 0");
    CatalogRequest request;
    request.depth = CatalogDepth::Columns;
    const auto catalog = (*executor)->connection().catalog(request);
    QVERIFY(catalog.has_value());
    (*executor)->setStatementTimeout(std::chrono::milliseconds(50));
    const auto histories = readHistories(**executor, *catalog);
    QVERIFY(!histories);
    QCOMPARE(histories.error().kind(), ErrorKind::Timeout);
}

void TestHistories::theTimelineIsMergedByTime()
{
    const auto entry = [](const char *name, int second) {
        HistoryEntry made;
        made.name = QString::fromLatin1(name);
        if (second >= 0)
            made.time = QDateTime(QDate(2026, 1, 2), QTime(3, 4, second), QTimeZone::UTC);
        return made;
    };
    const std::vector<History> histories {
        { QStringLiteral("a"), {}, {}, false, { entry("a1", 5), entry("a2", 3), entry("a3", -1), entry("a4", 9) }, {} },
        { QStringLiteral("b"), {}, {}, false, { entry("b1", 1), entry("b2", 7) }, {} },
        { QStringLiteral("c"), {}, {}, true, { entry("c1", -1) }, {} },
    };
    QStringList names;
    for (const auto &timed : mergedTimeline(histories))
        names.append(histories[timed.history].tool + u' ' + timed.entry.name);
    QCOMPARE(names, QStringList({ QStringLiteral("c c1"), QStringLiteral("b b1"), QStringLiteral("a a1"), QStringLiteral("a a2"), QStringLiteral("a a3"),
                        QStringLiteral("b b2"), QStringLiteral("a a4") }));
}

QTEST_GUILESS_MAIN(TestHistories)
#include "tst_histories.moc"
