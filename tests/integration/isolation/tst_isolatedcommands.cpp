#include "tests/integration/cli/migratefixture.h"
#include "tests/support/hostprocesses.h"

using namespace dumbo::test;

/// The command line with a driver in a process of its own: the same answers, and an error where that process dies.
class TestIsolatedCommands : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void queriesGiveTheSame_data();
    void queriesGiveTheSame();
    void plansAreTheSame();
    void migrationsRunAndAreTriedTheSame();
    void aDyingHostIsAnErrorInWords();

private:
    [[nodiscard]] Outcome here(const QStringList &arguments) const { return runDumbo(arguments); }
    [[nodiscard]] Outcome isolated(const QStringList &arguments) const { return runDumbo(arguments, { m_isolate }); }

    const QString m_isolate = QStringLiteral("DUMBO_ISOLATE=org.dumbo.sqlite");
    std::unique_ptr<MigrateFixture> m_fixture;
};

void TestIsolatedCommands::init()
{
    m_fixture = std::make_unique<MigrateFixture>();
    m_fixture->writeTwo();
    QCOMPARE(m_fixture->migrate("run").exitCode, 0);
}

void TestIsolatedCommands::queriesGiveTheSame_data()
{
    QTest::addColumn<QString>("sql");
    QTest::newRow("many rows of several types")
        << QStringLiteral("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 70000) SELECT i, i * 0.5, 'row ' || i, "
                          "CASE i % 3 WHEN 0 THEN NULL WHEN 1 THEN i ELSE 'mixed' END, x'00ff' FROM n");
    QTest::newRow("a long value") << QStringLiteral("SELECT printf('%.*c', 3000000, 'x'), 1");
    QTest::newRow("several results") << QStringLiteral("SELECT 1; INSERT INTO bed VALUES (7, 1); SELECT count(*) FROM bed; DELETE FROM bed");
    QTest::newRow("no rows") << QStringLiteral("SELECT * FROM hut WHERE 0");
    QTest::newRow("an error") << QStringLiteral("SELECT * FROM nowhere");
    QTest::newRow("an error after rows") << QStringLiteral("SELECT json(value) FROM json_each('[1, 2]') UNION ALL SELECT json('broken')");
}

void TestIsolatedCommands::queriesGiveTheSame()
{
    QFETCH(QString, sql);
    const QStringList arguments { QStringLiteral("query"), QStringLiteral("-c"), m_fixture->database(), sql, QStringLiteral("--format"),
        QStringLiteral("csv") };
    const auto expected = here(arguments);
    const auto found = isolated(arguments);
    QCOMPARE(found.exitCode, expected.exitCode);
    QVERIFY(found.out == expected.out);
    if (expected.exitCode != 0)
        QCOMPARE(found.err, expected.err);
}

void TestIsolatedCommands::plansAreTheSame()
{
    const QStringList arguments { QStringLiteral("explain"), QStringLiteral("-c"), m_fixture->database(),
        QStringLiteral("SELECT * FROM bed JOIN hut ON hut.id = bed.hut") };
    const auto expected = here(arguments);
    const auto found = isolated(arguments);
    QCOMPARE(found.exitCode, 0);
    QCOMPARE(found.out, expected.out);
    QVERIFY(!found.out.isEmpty());
}

void TestIsolatedCommands::migrationsRunAndAreTriedTheSame()
{
    m_fixture->write(QStringLiteral("0003_more.sql"), "ALTER TABLE hut ADD COLUMN height INTEGER;\nUPDATE hut SET height = 2224;\n");
    const auto action = [&](const QString &name) {
        return m_fixture->migrate(name, { QStringLiteral("--json") }, m_fixture->database(), { m_isolate });
    };
    const auto tried = m_fixture->json(action(QStringLiteral("dry-run")))[u"dryRun"].toObject();
    const auto expected = m_fixture->json(m_fixture->migrate("dry-run", "--json"))[u"dryRun"].toObject();
    QCOMPARE(tried[u"succeeded"].toBool(), true);
    QCOMPARE(tried[u"place"], expected[u"place"]);
    QCOMPARE(tried[u"migrations"].toArray().size(), expected[u"migrations"].toArray().size());
    QCOMPARE(action(QStringLiteral("lint")).out, m_fixture->migrate("lint", "--json").out);
    QCOMPARE(action(QStringLiteral("run")).exitCode, 0);
    QCOMPARE(m_fixture->rows(QStringLiteral("SELECT height FROM hut")).trimmed(), "2224");
    QCOMPARE(action(QStringLiteral("verify")).exitCode, 0);
}

void TestIsolatedCommands::aDyingHostIsAnErrorInWords()
{
    QProcess process;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("DUMBO_ISOLATE"), QStringLiteral("org.dumbo.sqlite"));
    process.setProcessEnvironment(environment);
    process.start(qEnvironmentVariable("DUMBO_BUILD_DIR") + QStringLiteral("/bin/dumbo"),
        { QStringLiteral("query"), QStringLiteral("-c"), m_fixture->database(),
            QStringLiteral("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n") });
    process.closeWriteChannel();
    QVERIFY(process.waitForStarted());
    QTRY_COMPARE_WITH_TIMEOUT(hostProcesses(process.processId()).size(), 1, 30'000);
    const auto host = hostProcesses(process.processId()).first();
    QTRY_VERIFY_WITH_TIMEOUT(hasMapped(host, "dumbo-driver-sqlite"), 30'000);
    QTRY_VERIFY_WITH_TIMEOUT(hasMapped(host, "huts.db") || QFile::exists(QStringLiteral("/proc/%1/fd/4").arg(host)), 30'000);
    QVERIFY(!hasMapped(process.processId(), "dumbo-driver-sqlite"));
    ::kill(host, SIGKILL);
    QVERIFY(process.waitForFinished(30'000));
    QVERIFY(process.exitCode() != 0);
    const auto words = process.readAllStandardError();
    QVERIFY2(words.contains("org.dumbo.sqlite"), words.constData());
    QVERIFY(hostProcesses(process.processId()).isEmpty());
}

QTEST_GUILESS_MAIN(TestIsolatedCommands)
#include "tst_isolatedcommands.moc"
