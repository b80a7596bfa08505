#include "tests/integration/cli/migratefixture.h"
#include "tests/support/servers/mariadbserver.h"
#include "tests/support/servers/needserver.h"
#include "tests/support/servers/postgresserver.h"

#include <QJsonArray>

#include <csignal>

using namespace dumbo::test;

/// dumbo migrate on PostgreSQL and MariaDB: what SQLite does not show.
class TestMigrateServers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_fixture = std::make_unique<MigrateFixture>(); }

    void aRunOnEachServer_data();
    void aRunOnEachServer();
    void lintAsksTheData();
    void aDryRunMeasuresAndLeavesNothing();
    void aBusyTableIsNotLockedWithoutAsking();
    void aDryRunOfMariaDbUsesACopy();
    void driftIsFoundOnEachServer_data() { aRunOnEachServer_data(); }
    void driftIsFoundOnEachServer();
    void downScriptsAreProvedInACopy();
    void anInterruptCancelsOnTheServer();
    void whoHasTheLockIsTold();

private:
    [[nodiscard]] QString connect(const QString &server);
    [[nodiscard]] Outcome migrate(const QString &action, const char *more = "") const
    {
        return m_fixture->migrate(action, QString::fromUtf8(more).split(u' ', Qt::SkipEmptyParts), m_url);
    }
    [[nodiscard]] QByteArray rows(const char *sql) const { return m_fixture->rows(QString::fromUtf8(sql), m_url).trimmed(); }

    std::unique_ptr<MigrateFixture> m_fixture;
    QString m_url;
};

/// An empty database of the server; the reason where there is none.
QString TestMigrateServers::connect(const QString &name)
{
    if (name == QStringLiteral("postgresql")) {
        const auto server = PostgresServer::shared();
        if (!server)
            return server.error().message();
        m_url = (*server)->url((*server)->createDatabase());
    } else {
        const auto server = MariaDbServer::shared();
        if (!server)
            return server.error().message();
        m_url = QStringLiteral("mariadb://root@127.0.0.1:%1/%2").arg((*server)->port()).arg((*server)->createDatabase());
    }
    return {};
}

#define NEED(name) \
    do { \
        if (const auto missing = connect(QStringLiteral(name)); !missing.isEmpty()) { \
            if (qEnvironmentVariableIsSet("CI")) \
                QFAIL(qPrintable(missing)); \
            QSKIP(qPrintable(missing)); \
        } \
    } while (false)

void TestMigrateServers::aRunOnEachServer_data()
{
    QTest::addColumn<bool>("isPostgres");
    QTest::newRow("postgresql") << true;
    QTest::newRow("mariadb") << false;
}

void TestMigrateServers::aRunOnEachServer()
{
    QFETCH(const bool, isPostgres);
    if (isPostgres)
        NEED("postgresql");
    else
        NEED("mariadb");
    m_fixture->write(QStringLiteral("0001_huts.sql"), "CREATE TABLE hut (id integer PRIMARY KEY, name varchar(80) NOT NULL);\nINSERT INTO hut VALUES (1, 'Nebelhorn');\n");
    m_fixture->write(QStringLiteral("0002_index.sql"), isPostgres ? "CREATE INDEX CONCURRENTLY hut_name ON hut (name);\n" : "CREATE INDEX hut_name ON hut (name);\n");
    QCOMPARE(migrate(QStringLiteral("plan")).exitCode, 1);
    const auto run = migrate(QStringLiteral("run"));
    QVERIFY2(run.exitCode == 0, run.err.constData());
    QCOMPARE(run.out, "2 applied now; in all 2 applied; verified\n");
    QCOMPARE(rows("SELECT name FROM hut"), "Nebelhorn");
    QCOMPARE(migrate(QStringLiteral("status")).exitCode, 0);
    QCOMPARE(migrate(QStringLiteral("verify")).exitCode, 0);
    const auto status = m_fixture->json(migrate(QStringLiteral("status"), "--json"));
    QCOMPARE(status[u"database"][u"product"].toString(), isPostgres ? QStringLiteral("PostgreSQL") : QStringLiteral("MariaDB"));
    QCOMPARE(status[u"migrations"].toArray()[1].toObject()[u"recorded"][u"run"][u"inTransaction"].toBool(), false);
}

void TestMigrateServers::lintAsksTheData()
{
    NEED("postgresql");
    m_fixture->write(QStringLiteral("0001_huts.sql"), "CREATE TABLE hut (id integer PRIMARY KEY, name text);\nINSERT INTO hut VALUES (1, 'a'), (2, NULL), (3, NULL);\n");
    QCOMPARE(migrate(QStringLiteral("run")).exitCode, 0);
    m_fixture->write(QStringLiteral("0002_name.sql"), "ALTER TABLE hut ALTER COLUMN name SET NOT NULL;\n");
    const auto live = m_fixture->json(migrate(QStringLiteral("lint"), "--live --json"))[u"advice"].toObject();
    QCOMPARE(live[u"migrations"].toArray().size(), 1);
    QVERIFY(live[u"askedData"].toBool());
    // Two rows would make it fail.
    QVERIFY(live[u"errors"].toInt() > 0);
    QCOMPARE(migrate(QStringLiteral("lint"), "--live").exitCode, 1);
    QVERIFY(migrate(QStringLiteral("lint"), "--live").out.contains("2 rows"));
}

void TestMigrateServers::aDryRunMeasuresAndLeavesNothing()
{
    NEED("postgresql");
    m_fixture->write(QStringLiteral("0001_huts.sql"), "CREATE TABLE hut (id integer PRIMARY KEY, name text);\nINSERT INTO hut VALUES (1, 'a'), (2, 'b');\n");
    QCOMPARE(migrate(QStringLiteral("run")).exitCode, 0);
    m_fixture->write(QStringLiteral("0002_change.sql"), "ALTER TABLE hut ALTER COLUMN id TYPE bigint;\nUPDATE hut SET name = 'x';\n");
    const auto json = m_fixture->json(migrate(QStringLiteral("dry-run"), "--json --yes"));
    const auto statements = json[u"dryRun"][u"migrations"].toArray()[0].toObject()[u"statements"].toArray();
    QCOMPARE(statements.size(), 2);
    QVERIFY(QJsonDocument(statements[0].toObject()).toJson().contains("AccessExclusiveLock"));
    QCOMPARE(statements[0].toObject()[u"measurement"][u"rewritten"].toArray().isEmpty(), false);
    QCOMPARE(statements[1].toObject()[u"measurement"][u"rows"].toInt(), 2);
    QCOMPARE(json[u"dryRun"][u"migrations"].toArray()[0].toObject()[u"difference"].toArray().size(), 1);
    QCOMPARE(rows("SELECT string_agg(name, ',' ORDER BY id) FROM hut"), "a,b");
    QVERIFY(migrate(QStringLiteral("status")).out.contains("1 pending"));
    // One that fails says so.
    m_fixture->write(QStringLiteral("0003_bad.sql"), "DROP TABLE nowhere;\n");
    const auto failed = migrate(QStringLiteral("dry-run"), "--yes");
    QCOMPARE(failed.exitCode, 1);
    QVERIFY2(failed.out.contains("nowhere"), failed.out.constData());
    // Of its own schema the copy knows everything, and the database is not locked.
    QVERIFY(QFile::remove(m_fixture->source() + QStringLiteral("/0003_bad.sql")));
    const auto copy = migrate(QStringLiteral("dry-run"), "--place schema");
    QVERIFY2(copy.exitCode == 0, (copy.out + copy.err).constData());
    QVERIFY2(copy.out.contains("empty-copy"), copy.out.constData());
}

void TestMigrateServers::aBusyTableIsNotLockedWithoutAsking()
{
    NEED("postgresql");
    m_fixture->write(QStringLiteral("0001_huts.sql"), "CREATE TABLE hut (id integer PRIMARY KEY);\n");
    QCOMPARE(migrate(QStringLiteral("run")).exitCode, 0);
    m_fixture->write(QStringLiteral("0002_change.sql"), "ALTER TABLE hut ADD COLUMN name text;\n");
    QProcess holder;
    holder.start(qEnvironmentVariable("DUMBO_BUILD_DIR") + QStringLiteral("/bin/dumbo"),
        { QStringLiteral("query"), QStringLiteral("-c"), m_url, QStringLiteral("BEGIN; LOCK TABLE hut IN ROW EXCLUSIVE MODE; SELECT pg_sleep(60)") });
    QTRY_VERIFY_WITH_TIMEOUT(rows("SELECT count(*) FROM pg_locks WHERE mode = 'RowExclusiveLock' AND relation = 'hut'::regclass") == "1", 30'000);
    const auto refused = migrate(QStringLiteral("dry-run"));
    holder.kill();
    QVERIFY(holder.waitForFinished(30'000));
    QVERIFY2(refused.exitCode == 1, (refused.out + refused.err).constData());
    QVERIFY2(refused.err.contains("--place schema"), refused.err.constData());
}

void TestMigrateServers::aDryRunOfMariaDbUsesACopy()
{
    NEED("mariadb");
    m_fixture->write(QStringLiteral("0001_huts.sql"), "CREATE TABLE hut (id integer PRIMARY KEY);\n");
    const auto tried = migrate(QStringLiteral("dry-run"));
    QVERIFY2(tried.exitCode == 0, (tried.out + tried.err).constData());
    QVERIFY2(tried.out.contains("empty-copy"), tried.out.constData());
    QVERIFY(migrate(QStringLiteral("status")).out.contains("1 pending"));
}

void TestMigrateServers::driftIsFoundOnEachServer()
{
    QFETCH(const bool, isPostgres);
    if (isPostgres)
        NEED("postgresql");
    else
        NEED("mariadb");
    m_fixture->write(QStringLiteral("0001_huts.sql"), "CREATE TABLE hut (id integer PRIMARY KEY, name varchar(80) NOT NULL);\n");
    QCOMPARE(migrate(QStringLiteral("run")).exitCode, 0);
    const auto none = migrate(QStringLiteral("diff"));
    QVERIFY2(none.exitCode == 0, (none.out + none.err).constData());
    std::ignore = rows("ALTER TABLE hut ADD COLUMN height integer");
    const auto json = m_fixture->json(migrate(QStringLiteral("diff"), "--json"));
    QCOMPARE(json[u"difference"].toArray().size(), 1);
    QCOMPARE(json[u"difference"].toArray()[0].toObject()[u"lastTouchedBy"].toString(), QStringLiteral("0001_huts"));
    QVERIFY(json[u"statements"].toArray()[0].toObject()[u"text"].toString().contains(QStringLiteral("DROP COLUMN")));
    QVERIFY(migrate(QStringLiteral("diff"), "--reverse").out.contains("ADD COLUMN"));
}

void TestMigrateServers::downScriptsAreProvedInACopy()
{
    NEED("postgresql");
    m_fixture->write(QStringLiteral("0001_huts.sql"), "CREATE TABLE hut (id integer PRIMARY KEY);\n");
    m_fixture->write(QStringLiteral("0001_huts.down.sql"), "DROP TABLE hut;\n");
    m_fixture->write(QStringLiteral("0002_name.sql"), "ALTER TABLE hut ADD COLUMN name text, ADD COLUMN height integer;\n");
    m_fixture->write(QStringLiteral("0002_name.down.sql"), "ALTER TABLE hut DROP COLUMN name;\n");
    const auto outcome = migrate(QStringLiteral("verify"), "--down --json");
    QCOMPARE(outcome.exitCode, 1);
    const auto proofs = m_fixture->json(outcome)[u"downScripts"].toArray();
    QCOMPARE(proofs.size(), 2);
    QCOMPARE(proofs[0].toObject()[u"restores"].toBool(), true);
    QCOMPARE(proofs[1].toObject()[u"restores"].toBool(), false);
    QVERIFY(migrate(QStringLiteral("verify"), "--down").out.contains("height"));
    QCOMPARE(rows("SELECT count(*) FROM pg_class WHERE relname = 'hut'"), "0");
}

void TestMigrateServers::anInterruptCancelsOnTheServer()
{
    NEED("postgresql");
    m_fixture->write(QStringLiteral("0001_slow.sql"), "CREATE TABLE n (i int);\nSELECT pg_sleep(600);\n");
    QProcess process;
    process.start(qEnvironmentVariable("DUMBO_BUILD_DIR") + QStringLiteral("/bin/dumbo"),
        { QStringLiteral("migrate"), QStringLiteral("run"), QStringLiteral("-c"), m_url, QStringLiteral("-s"), m_fixture->source() });
    QTRY_VERIFY_WITH_TIMEOUT(rows("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(600)%' AND state = 'active' AND datname = current_database()") == "1", 30'000);
    ::kill(pid_t(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(30'000));
    QCOMPARE(process.exitCode(), 130);
    QCOMPARE(rows("SELECT count(*) FROM pg_class WHERE relname = 'n'"), "0");
    QCOMPARE(rows("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(600)%' AND state = 'active' AND datname = current_database()"), "0");
}

void TestMigrateServers::whoHasTheLockIsTold()
{
    NEED("postgresql");
    m_fixture->write(QStringLiteral("0001_huts.sql"), "CREATE TABLE hut (id integer PRIMARY KEY);\n");
    QProcess holder;
    holder.start(qEnvironmentVariable("DUMBO_BUILD_DIR") + QStringLiteral("/bin/dumbo"),
        { QStringLiteral("query"), QStringLiteral("-c"), m_url, QStringLiteral("BEGIN; SELECT pg_advisory_xact_lock(999956789); SELECT pg_sleep(60)") });
    QTRY_VERIFY_WITH_TIMEOUT(rows("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = 999956789 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())") == "1", 30'000);
    const auto refused = migrate(QStringLiteral("run"), "--lock-timeout 0.2");
    holder.kill();
    QVERIFY(holder.waitForFinished(30'000));
    QVERIFY2(refused.exitCode == 1, (refused.out + refused.err).constData());
    QVERIFY2(refused.err.contains("postgres"), refused.err.constData());
}

QTEST_GUILESS_MAIN(TestMigrateServers)
#include "tst_migrateservers.moc"
