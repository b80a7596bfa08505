#include "core/migrations/advisor.h"
#include "core/migrations/targetopener.h"
#include "tests/support/servers/mariadbserver.h"
#include "tests/support/servers/needserver.h"
#include "tests/support/servers/postgresserver.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace dumbo;
using namespace dumbo::test;

namespace {

Migration migrationOf(const char *name, const QByteArrayList &statements)
{
    Migration migration;
    migration.name = QString::fromLatin1(name);
    for (const auto &text : statements)
        migration.up.push_back({ text, 0, 0, 1 });
    return migration;
}

const AdvisedFinding *find(const MigrationAdvice &advice, const char *code)
{
    for (const auto &migration : advice.migrations) {
        const auto found = std::ranges::find(migration.findings, QLatin1StringView(code), &AdvisedFinding::code);
        if (found != migration.findings.end())
            return &*found;
    }
    return nullptr;
}

QStringList errorsOf(const MigrationAdvice &advice)
{
    QStringList errors;
    for (const auto &migration : advice.migrations) {
        for (const auto &finding : migration.findings) {
            if (finding.severity == FindingSeverity::Error)
                errors.append(finding.code + u' ' + finding.message);
        }
    }
    return errors;
}

} // namespace

/// Advice on live databases, opened as a program does it.
class TestAdviceLive : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aSessionThatHoldsTheTableIsNamed_data();
    void aSessionThatHoldsTheTableIsNamed();
    void whatEarlierMigrationsMakeIsNotSaidToBeMissing_data();
    void whatEarlierMigrationsMakeIsNotSaidToBeMissing();
    void rowsThatWouldBeLostMakeAnError_data();
    void rowsThatWouldBeLostMakeAnError();
    void aCancelEndsIt();

private:
    void addDatabases();
    /// Null, and the test skipped, where the server is missing.
    [[nodiscard]] DatabaseOpener openerOf(const QString &databaseType, bool tellsLocks = false);
    /// One with the plugin that tells metadata locks.
    [[nodiscard]] Result<MariaDbServer *> ownMariaDb();
    [[nodiscard]] Advisor advisorOf(const QString &databaseType);
    void run(const DatabaseOpener &opener, const QByteArrayList &statements);

    QTemporaryDir m_folder;
    DriverRegistry m_registry;
    std::unique_ptr<MariaDbServer> m_mariaDb;
};

void TestAdviceLive::initTestCase()
{
    m_registry.discover({ QStringLiteral(DUMBO_PLUGIN_FOLDER) });
}

void TestAdviceLive::addDatabases()
{
    QTest::addColumn<QString>("databaseType");
    for (const auto *type : { "PostgreSQL", "SQLite", "MySQL" })
        QTest::newRow(type) << QString::fromLatin1(type);
}

Result<MariaDbServer *> TestAdviceLive::ownMariaDb()
{
    if (!m_mariaDb) {
        auto started = MariaDbServer::start({ .settings = { "plugin-load-add=metadata_lock_info" } });
        if (!started)
            return fail(started.error());
        m_mariaDb = std::move(*started);
    }
    return m_mariaDb.get();
}

DatabaseOpener TestAdviceLive::openerOf(const QString &databaseType, bool tellsLocks)
{
    ConnectionTarget target;
    if (databaseType == u"SQLite") {
        target.connector = { databaseType, QStringLiteral("sqlite3") };
        target.options.set(QStringLiteral("path"), m_folder.filePath(QString::fromLatin1(QTest::currentTestFunction()) + QStringLiteral(".db")));
        target.options.set(QStringLiteral("create"), true);
    } else if (databaseType == u"PostgreSQL") {
        const auto server = PostgresServer::shared();
        if (!server)
            return {};
        target.connector = { databaseType, QStringLiteral("libpq") };
        target.options.set(QStringLiteral("host"), (*server)->socketFolder());
        target.options.set(QStringLiteral("port"), qint64((*server)->port()));
        target.options.set(QStringLiteral("user"), (*server)->user());
        target.options.set(QStringLiteral("dbname"), (*server)->createDatabase());
    } else {
        const auto server = tellsLocks ? ownMariaDb() : MariaDbServer::shared();
        if (!server)
            return {};
        target.connector = { databaseType, QStringLiteral("qmysql") };
        target.options.set(QStringLiteral("socket"), (*server)->socket());
        target.options.set(QStringLiteral("user"), (*server)->user());
        target.options.set(QStringLiteral("database"), (*server)->createDatabase());
    }
    return targetOpener(m_registry, target);
}

Advisor TestAdviceLive::advisorOf(const QString &databaseType)
{
    auto advisor = Advisor::create(m_registry, databaseType);
    if (!advisor)
        qFatal("%s", qPrintable(advisor.error().toText()));
    return std::move(*advisor);
}

void TestAdviceLive::run(const DatabaseOpener &opener, const QByteArrayList &statements)
{
    const auto database = opener({});
    if (!database)
        qFatal("%s", qPrintable(database.error().toText()));
    for (const auto &sql : statements) {
        if (const auto done = (*database)->executor().command(sql); !done)
            qFatal("%s: %s", sql.constData(), qPrintable(done.error().toText()));
    }
}

#define NEED_OPENER(opener) \
    if (!(opener)) { \
        if (qEnvironmentVariable("CI") == u"true") \
            QFAIL("There is no server."); \
        QSKIP("There is no server."); \
    }

void TestAdviceLive::aSessionThatHoldsTheTableIsNamed_data()
{
    QTest::addColumn<QString>("databaseType");
    for (const auto *type : { "PostgreSQL", "MySQL" })
        QTest::newRow(type) << QString::fromLatin1(type);
}

void TestAdviceLive::aSessionThatHoldsTheTableIsNamed()
{
    QFETCH(QString, databaseType);
    const auto opener = openerOf(databaseType, true);
    NEED_OPENER(opener);
    run(opener, { "CREATE TABLE hut (id INT PRIMARY KEY, name VARCHAR(20))", "INSERT INTO hut VALUES (1, 'a')" });
    const std::vector migrations { migrationOf("1", { "ALTER TABLE hut ADD COLUMN region INT" }) };
    const auto advisor = advisorOf(databaseType);
    const auto calm = advisor.advise(migrations, opener);
    QVERIFY2(calm, calm ? "" : qPrintable(calm.error().toText()));
    QVERIFY(!find(*calm, "DMB010"));

    const auto holder = opener({});
    QVERIFY(holder);
    QVERIFY((*holder)->executor().command("BEGIN"));
    QVERIFY((*holder)->executor().query("SELECT * FROM hut"));
    const auto advice = advisor.advise(migrations, opener);
    QVERIFY2(advice, advice ? "" : qPrintable(advice.error().toText()));
    QVERIFY(advice->knowsCatalog);
    const auto *finding = find(*advice, "DMB010");
    QVERIFY2(finding, qPrintable(advice->notes.join(u' ')));
    QVERIFY(finding->severity != FindingSeverity::Info);
    const auto *activity = advice->activityOf({ {}, {}, QStringLiteral("hut") });
    QVERIFY(activity && !activity->holders.empty());
    QVERIFY(finding->message.contains(QString::number(activity->holders.front().pid)));
    QVERIFY((*holder)->executor().command("ROLLBACK"));
}

void TestAdviceLive::whatEarlierMigrationsMakeIsNotSaidToBeMissing_data()
{
    addDatabases();
}

void TestAdviceLive::whatEarlierMigrationsMakeIsNotSaidToBeMissing()
{
    QFETCH(QString, databaseType);
    const auto opener = openerOf(databaseType);
    NEED_OPENER(opener);
    run(opener, { "CREATE TABLE hut (id INTEGER PRIMARY KEY, name VARCHAR(20))" });
    const std::vector migrations {
        migrationOf("1", { "CREATE TABLE region (id INTEGER PRIMARY KEY, title TEXT)", "ALTER TABLE hut ADD COLUMN region_id INTEGER" }),
        migrationOf("2", { "ALTER TABLE region ADD COLUMN code VARCHAR(5)", "UPDATE hut SET region_id = 1 WHERE id = 1", "ALTER TABLE region RENAME COLUMN title TO label" }),
        migrationOf("3", { "CREATE INDEX hut_region ON hut (region_id)", "INSERT INTO region (id, code) VALUES (1, 'a')" }),
    };
    const auto advice = advisorOf(databaseType).advise(migrations, opener);
    QVERIFY2(advice, advice ? "" : qPrintable(advice.error().toText()));
    for (const auto *code : { "PG406", "PG407", "LITE003", "LITE004", "MY002", "MY003" })
        QVERIFY2(!find(*advice, code), qPrintable(errorsOf(*advice).join(u'\n')));
}

void TestAdviceLive::rowsThatWouldBeLostMakeAnError_data()
{
    addDatabases();
}

void TestAdviceLive::rowsThatWouldBeLostMakeAnError()
{
    QFETCH(QString, databaseType);
    const auto opener = openerOf(databaseType);
    NEED_OPENER(opener);
    run(opener, { "CREATE TABLE hut (id INTEGER PRIMARY KEY, name VARCHAR(20))", "INSERT INTO hut VALUES (1, 'a'), (2, NULL)", "CREATE TABLE bare (id INTEGER PRIMARY KEY)" });
    const std::vector migrations { migrationOf("1", { "DROP TABLE hut" }), migrationOf("2", { "DROP TABLE bare" }) };
    const auto advisor = advisorOf(databaseType);
    const auto live = advisor.advise(migrations, opener);
    QVERIFY2(live, live ? "" : qPrintable(live.error().toText()));
    QVERIFY(live->askedData);
    QVERIFY2(!errorsOf(*live).isEmpty(), "nothing was lost");
    const auto &answer = std::ranges::find_if(live->migrations.front().findings, [](const AdvisedFinding &finding) { return !finding.probes.empty(); })->probes.front();
    QCOMPARE(answer.count, 2);
    QCOMPARE(answer.rows.size(), std::size_t(2));
    QVERIFY(answer.rows[1][1] == std::nullopt);
    for (const auto &finding : live->migrations.back().findings)
        QVERIFY2(finding.severity != FindingSeverity::Error, qPrintable(finding.message));
    const auto text = advisor.advise(migrations);
    QVERIFY(text && errorsOf(*text).isEmpty());
}

void TestAdviceLive::aCancelEndsIt()
{
    const auto opener = openerOf(QStringLiteral("SQLite"));
    run(opener, { "CREATE TABLE hut (id INTEGER PRIMARY KEY)" });
    const std::vector migrations { migrationOf("1", { "DROP TABLE hut" }) };
    const CancellationSource source;
    source.cancel();
    const auto advice = advisorOf(QStringLiteral("SQLite")).advise(migrations, opener, source.token());
    QVERIFY(!advice && advice.error().isCancelled());
}

QTEST_GUILESS_MAIN(TestAdviceLive)
#include "tst_advicelive.moc"
