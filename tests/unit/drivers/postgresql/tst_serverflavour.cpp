#include "drivers/common/postgresql/serverflavour.h"

#include <QTest>

using namespace dumbo::postgresql;

class TestServerFlavour : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theVersionTextTellsTheServer_data();
    void theVersionTextTellsTheServer();
    void extensionsTellCitusTimescaleAndAurora_data();
    void extensionsTellCitusTimescaleAndAurora();
    void versionsBecomeNumbers_data();
    void versionsBecomeNumbers();
    void onlyServersWithPostgreSqlsFunctionsArePostgreSql();
};

void TestServerFlavour::theVersionTextTellsTheServer_data()
{
    QTest::addColumn<QString>("version");
    QTest::addColumn<QString>("serverVersion");
    QTest::addColumn<Flavour>("flavour");
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("number");
    const auto row = [](const char *name, const char *version, const char *server, Flavour flavour,
                         const char *text, int number) {
        QTest::newRow(name) << QString::fromUtf8(version) << QString::fromUtf8(server) << flavour
                            << QString::fromUtf8(text) << number;
    };
    row("Debian",
        "PostgreSQL 17.4 (Debian 17.4-1.pgdg120+2) on x86_64-pc-linux-gnu, compiled by gcc (Debian 12.2.0-14) "
        "12.2.0, 64-bit",
        "17.4 (Debian 17.4-1.pgdg120+2)", Flavour::PostgreSql, "PostgreSQL 17.4", 170004);
    row("old", "PostgreSQL 9.6.24 on x86_64-pc-linux-gnu, compiled by gcc (Debian 10.2.1-6) 10.2.1 20210110, 64-bit",
        "9.6.24", Flavour::PostgreSql, "PostgreSQL 9.6.24", 90624);
    row("beta", "PostgreSQL 18beta1 on aarch64-apple-darwin24.4.0, compiled by Apple clang", "18beta1",
        Flavour::PostgreSql, "PostgreSQL 18beta1", 180000);
    row("CockroachDB", "CockroachDB CCL v23.1.11 (x86_64-pc-linux-gnu, built 2023/09/27 01:53:43, go1.19.10)",
        "13.0.0", Flavour::Cockroach, "CockroachDB 23.1.11", 130000);
    row("CockroachDB open source",
        "CockroachDB OSS v20.2.0-beta.3 (x86_64-unknown-linux-gnu, built 2020/10/05 15:26:27, go1.13.14)", "9.5.0",
        Flavour::Cockroach, "CockroachDB 20.2.0-beta.3", 90500);
    row("YugabyteDB",
        "PostgreSQL 11.2-YB-2.18.0.0-b0 on x86_64-pc-linux-gnu, compiled by clang version 15.0.3 "
        "(https://github.com/yugabyte/llvm-project.git), 64-bit",
        "11.2-YB-2.18.0.0-b0", Flavour::Yugabyte, "YugabyteDB 2.18.0.0", 110002);
    row("Redshift",
        "PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC gcc (GCC) 3.4.2 20041017 (Red Hat 3.4.2-6.fc3), "
        "Redshift 1.0.54239",
        "8.0.2", Flavour::Redshift, "Amazon Redshift 1.0.54239", 80002);
    row("Greenplum",
        "PostgreSQL 9.4.24 (Greenplum Database 6.25.3 build commit:367edc6b4dfd909fe38fc288ade9e294d74e3f9a Open "
        "Source) on x86_64-unknown-linux-gnu, compiled by gcc (Ubuntu 7.5.0), 64-bit",
        "9.4.24", Flavour::Greenplum, "Greenplum 6.25.3", 90424);
    row("EDB", "PostgreSQL 14.10 (EnterpriseDB Advanced Server 14.10.1) on x86_64-pc-linux-gnu, compiled by gcc",
        "14.10.1", Flavour::Edb, "EDB Postgres Advanced Server 14.10.1", 140010);
    row("older EDB", "EnterpriseDB 9.6.2.7 on x86_64-pc-linux-gnu, compiled by gcc (GCC) 4.4.7", "9.6.2.7",
        Flavour::Edb, "EDB Postgres Advanced Server 9.6.2.7", 90602);
    row("Materialize", "PostgreSQL 9.5 on x86_64-unknown-linux-gnu (Materialize v0.84.2 (d4dd7b1))", "9.5.0",
        Flavour::Materialize, "Materialize 0.84.2", 90500);
    row("something else", "FerretBase 3.2 on wheels", "", Flavour::Other, "FerretBase 3.2", 0);
    row("nothing said", "", "15.2", Flavour::PostgreSql, "PostgreSQL 15.2", 150002);
}

void TestServerFlavour::theVersionTextTellsTheServer()
{
    QFETCH(const QString, version);
    QFETCH(const QString, serverVersion);
    const auto found = flavourOf(version, serverVersion);
    QTEST(found.flavour, "flavour");
    QTEST(found.text(), "text");
    QTEST(found.versionNumber, "number");
}

void TestServerFlavour::extensionsTellCitusTimescaleAndAurora_data()
{
    QTest::addColumn<QStringList>("extensions");
    QTest::addColumn<Flavour>("flavour");
    QTest::addColumn<QString>("text");
    QTest::newRow("Citus") << QStringList { QStringLiteral("plpgsql"), QStringLiteral("citus") } << Flavour::Citus
                           << QStringLiteral("Citus (PostgreSQL) 16.2");
    QTest::newRow("TimescaleDB") << QStringList { QStringLiteral("timescaledb") } << Flavour::Timescale
                                 << QStringLiteral("TimescaleDB (PostgreSQL) 16.2");
    QTest::newRow("Aurora") << QStringList { QStringLiteral("aurora_version") } << Flavour::Aurora
                            << QStringLiteral("Amazon Aurora PostgreSQL (PostgreSQL) 16.2");
    QTest::newRow("neither") << QStringList { QStringLiteral("postgis") } << Flavour::PostgreSql
                             << QStringLiteral("PostgreSQL 16.2");
}

void TestServerFlavour::extensionsTellCitusTimescaleAndAurora()
{
    QFETCH(const QStringList, extensions);
    const auto found = flavourOf(
        QStringLiteral("PostgreSQL 16.2 on x86_64-pc-linux-gnu, compiled by gcc"), QStringLiteral("16.2"), extensions);
    QTEST(found.flavour, "flavour");
    QTEST(found.text(), "text");
}

void TestServerFlavour::versionsBecomeNumbers_data()
{
    QTest::addColumn<QString>("version");
    QTest::addColumn<int>("number");
    QTest::newRow("new") << QStringLiteral("17.10") << 170010;
    QTest::newRow("old") << QStringLiteral("9.5.3") << 90503;
    QTest::newRow("packaged") << QStringLiteral("12.4 (Ubuntu 12.4-1)") << 120004;
    QTest::newRow("development") << QStringLiteral("19devel") << 190000;
    QTest::newRow("empty") << QString() << 0;
    QTest::newRow("words") << QStringLiteral("unknown") << 0;
}

void TestServerFlavour::versionsBecomeNumbers()
{
    QFETCH(const QString, version);
    QTEST(versionNumberOf(version), "number");
}

void TestServerFlavour::onlyServersWithPostgreSqlsFunctionsArePostgreSql()
{
    const auto is = [](const char *text) { return flavourOf(QString::fromUtf8(text), {}).isPostgreSql(); };
    QVERIFY(is("PostgreSQL 17.4 on x86_64-pc-linux-gnu"));
    QVERIFY(is("PostgreSQL 11.2-YB-2.18.0.0-b0 on x86_64-pc-linux-gnu"));
    QVERIFY(!is("CockroachDB CCL v23.1.11 (x86_64-pc-linux-gnu)"));
    QVERIFY(!is("PostgreSQL 8.0.2 on i686-pc-linux-gnu, Redshift 1.0.54239"));
}

QTEST_APPLESS_MAIN(TestServerFlavour)
#include "tst_serverflavour.moc"
