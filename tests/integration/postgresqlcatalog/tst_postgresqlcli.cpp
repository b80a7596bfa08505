#include "richschema.h"

#include "tests/support/servers/needserver.h"
#include "tests/support/servers/postgresserver.h"

#include <QProcess>
#include <QTest>

using dumbo::test::PostgresServer;

/// The program over a PostgreSQL database with every kind of object in it.
class TestPostgreSqlCli : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void tablesTellsPartitionsAndServers();
    void describeTellsPoliciesAndPartitions();
    void describeTellsAllFunctionsOfAName();
    void theScriptOfDdlMakesTheDatabaseAgain();
    void aMissingSchemaIsSaid();

private:
    [[nodiscard]] QString dumbo(const QStringList &arguments, int expectedCode = 0) const;

    PostgresServer *m_server = nullptr;
    QString m_database;
};

QString TestPostgreSqlCli::dumbo(const QStringList &arguments, int expectedCode) const
{
    QProcess process;
    process.start(qEnvironmentVariable("DUMBO_BUILD_DIR") + QStringLiteral("/bin/dumbo"),
        QStringList { arguments.first(), QStringLiteral("-c"), m_server->url(m_database) } + arguments.sliced(1));
    if (!process.waitForFinished(60000) || process.exitCode() != expectedCode)
        qWarning() << arguments << process.exitCode() << process.readAllStandardError();
    return QString::fromUtf8(process.readAllStandardOutput());
}

void TestPostgreSqlCli::initTestCase()
{
    const auto server = PostgresServer::shared();
    DUMBO_NEED_SERVER(server);
    m_server = *server;
    m_database = m_server->createDatabase();
    const auto made = m_server->run(QString::fromUtf8(dumbo::postgresql::richSchema), m_database);
    QVERIFY2(made, qPrintable(made ? QString() : made.error().toText()));
}

void TestPostgreSqlCli::tablesTellsPartitionsAndServers()
{
    const auto lines = dumbo({ QStringLiteral("tables"), QStringLiteral("--format"), QStringLiteral("csv") }).split(u'\n');
    QCOMPARE(lines.front().trimmed(), QStringLiteral("schema,name,kind,rows (estimate),place"));
    const auto has = [&](const char *text) {
        return std::ranges::any_of(lines, [&](const QString &line) { return line.contains(QString::fromUtf8(text)); });
    };
    QVERIFY(has("shop,visit,partitioned table,,by RANGE (day)"));
    QVERIFY(has("shop,visit_rest,partition,,of shop.visit DEFAULT"));
    QVERIFY(has("shop,distant,foreign table,,on far"));
    QVERIFY(has("shop,per_mood,materialized view,"));
}

void TestPostgreSqlCli::describeTellsPoliciesAndPartitions()
{
    const auto hut = dumbo({ QStringLiteral("describe"), QStringLiteral("shop.hut") });
    QVERIFY(hut.contains(QStringLiteral("mine restrictive for update to keeper, postgres using ticket > 5 with check ticket > 6")));
    QVERIFY(hut.contains(QStringLiteral("CREATE TABLE shop.hut (")));
    const auto visit = dumbo({ QStringLiteral("describe"), QStringLiteral("visit_2024") });
    QVERIFY(visit.contains(QStringLiteral("of shop.visit FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')")));
}

void TestPostgreSqlCli::describeTellsAllFunctionsOfAName()
{
    const auto slugs = dumbo({ QStringLiteral("describe"), QStringLiteral("slug") });
    QVERIFY(slugs.contains(QStringLiteral("function slug(value integer) → text")));
    QVERIFY(slugs.contains(QStringLiteral("function slug(value text, OUT made text) → text")));
}

void TestPostgreSqlCli::theScriptOfDdlMakesTheDatabaseAgain()
{
    const auto script = dumbo({ QStringLiteral("ddl") });
    QVERIFY(script.contains(QStringLiteral("CREATE TABLE shop.hut (")));
    const auto copy = m_server->createDatabase();
    const auto made = m_server->run(script, copy);
    QVERIFY2(made, qPrintable(made ? QString() : made.error().toText()));
    const auto count = QStringLiteral("SELECT count(*) FROM pg_class WHERE relnamespace = 'shop'::regnamespace");
    QCOMPARE(*m_server->run(count, copy), *m_server->run(count, m_database));
}

void TestPostgreSqlCli::aMissingSchemaIsSaid()
{
    QVERIFY(dumbo({ QStringLiteral("ddl"), QStringLiteral("nowhere") }, 1).isEmpty());
}

QTEST_GUILESS_MAIN(TestPostgreSqlCli)
#include "tst_postgresqlcli.moc"
