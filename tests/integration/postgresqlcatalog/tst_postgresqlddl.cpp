#include "pqqueries.h"
#include "richschema.h"

#include "core/catalog/ddlscript.h"
#include "drivers/common/postgresql/dialect.h"
#include "tests/support/servers/needserver.h"
#include "tests/support/servers/postgresserver.h"

#include <QTest>

using namespace dumbo;
using namespace dumbo::postgresql;
using dumbo::test::PostgresServer;

namespace {

CatalogPart readAll(PqQueries &queries, const ObjectPath &scope = {})
{
    CatalogRequest request;
    request.scope = scope;
    request.includeDdl = true;
    auto part = readCatalog(request, queries);
    if (!part)
        qFatal("%s", qPrintable(part.error().toText()));
    return std::move(*part);
}

QString name(const CatalogObject &object)
{
    return QStringLiteral("%1 %2.%3 %4")
        .arg(objectKindName(object.kind), object.path.schema, object.path.name, object.signature);
}

} // namespace

class TestPostgreSqlDdl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theDdlOfEverythingMakesTheSameAgain();
    void oneObjectsDdlRunsAsItStands_data();
    void oneObjectsDdlRunsAsItStands();
    void namesAreQualifiedWhateverTheSearchPathSays();
    void theSearchPathOfAnOpenTransactionStays();
    void passwordsOfUserMappingsStayOut();

private:
    PostgresServer *m_server = nullptr;
    QString m_database;
};

void TestPostgreSqlDdl::initTestCase()
{
    const auto server = PostgresServer::shared();
    DUMBO_NEED_SERVER(server);
    m_server = *server;
    m_database = m_server->createDatabase();
    PqQueries queries(m_server->url(m_database));
    QCOMPARE(queries.script(richSchema), QByteArray());
}

void TestPostgreSqlDdl::theDdlOfEverythingMakesTheSameAgain()
{
    PqQueries source(m_server->url(m_database));
    auto expected = readAll(source);
    QCOMPARE(expected.warnings, QStringList());
    // What is left out is not in the copy.
    for (auto &object : expected.objects)
        object.ddl.remove(QStringLiteral(" -- its password is left out"));

    PqQueries copy(m_server->url(m_server->createDatabase()));
    for (const auto &statement : ddlStatements(expected.objects, dialect())) {
        if (const auto error = copy.script(statement); !error.isEmpty())
            QFAIL((statement + '\n' + error).constData());
    }
    const auto made = readAll(copy);
    QStringList expectedNames;
    QStringList madeNames;
    for (const auto &object : expected.objects)
        expectedNames.append(name(object));
    for (const auto &object : made.objects)
        madeNames.append(name(object));
    QCOMPARE(madeNames, expectedNames);
    for (std::size_t i = 0; i < expected.objects.size(); ++i) {
        QCOMPARE(made.objects[i].ddl, expected.objects[i].ddl);
        QVERIFY2(made.objects[i] == expected.objects[i], qPrintable(expectedNames[qsizetype(i)]));
    }
}

void TestPostgreSqlDdl::oneObjectsDdlRunsAsItStands_data()
{
    QTest::addColumn<QString>("drop");
    QTest::addColumn<QString>("object");
    const auto row = [](const char *drop, const char *object) {
        QTest::newRow(object) << QString::fromUtf8(drop) << QString::fromUtf8(object);
    };
    row("DROP VIEW shop.a_view_of_a_view", "a_view_of_a_view");
    row("DROP MATERIALIZED VIEW shop.per_mood", "per_mood");
    row("DROP TABLE shop.visit_2024", "visit_2024");
    row("DROP TABLE shop.dog", "dog");
    row("DROP FUNCTION shop.atomic", "atomic");
    row("DROP PROCEDURE shop.tidy", "tidy");
    row("DROP AGGREGATE shop.total(numeric)", "total");
    row("DROP FOREIGN TABLE shop.distant", "distant");
    row("DROP FOREIGN TABLE shop.spread_1", "spread_1");
}

void TestPostgreSqlDdl::oneObjectsDdlRunsAsItStands()
{
    QFETCH(const QString, drop);
    QFETCH(const QString, object);
    PqQueries queries(m_server->url(m_database));
    const ObjectPath path { {}, QStringLiteral("shop"), object };
    const auto before = readAll(queries, path);
    QCOMPARE(before.objects.size(), 1);
    QCOMPARE(queries.script(drop.toUtf8()), QByteArray());
    QCOMPARE(readAll(queries, path).objects.size(), 0);
    QCOMPARE(queries.script(before.objects.front().ddl.toUtf8()), QByteArray());
    const auto after = readAll(queries, path);
    QCOMPARE(after.objects.size(), 1);
    QCOMPARE(after.objects.front().ddl, before.objects.front().ddl);
}

void TestPostgreSqlDdl::namesAreQualifiedWhateverTheSearchPathSays()
{
    PqQueries queries(m_server->url(m_database));
    const ObjectPath path { {}, QStringLiteral("shop"), QStringLiteral("hut") };
    const auto plain = readAll(queries, path).objects.front().ddl;
    QCOMPARE(queries.script("SET search_path = shop, pg_catalog"), QByteArray());
    QCOMPARE(readAll(queries, path).objects.front().ddl, plain);
    QVERIFY(plain.contains(QStringLiteral("feeling shop.mood DEFAULT 'happy'::shop.mood")));
    const std::array<QByteArray, 1> question { "SHOW search_path" };
    QCOMPARE(queries.run(question).front()->text(0, 0), QStringLiteral("shop, pg_catalog"));
}

void TestPostgreSqlDdl::theSearchPathOfAnOpenTransactionStays()
{
    PqQueries queries(m_server->url(m_database));
    QCOMPARE(queries.script("BEGIN; SET LOCAL search_path = shop"), QByteArray());
    std::ignore = readAll(queries);
    const std::array<QByteArray, 1> question { "SHOW search_path" };
    QCOMPARE(queries.run(question).front()->text(0, 0), QStringLiteral("shop"));
    QCOMPARE(queries.script("ROLLBACK"), QByteArray());
    QCOMPARE(queries.run(question).front()->text(0, 0), QStringLiteral("\"$user\", public"));
}

void TestPostgreSqlDdl::passwordsOfUserMappingsStayOut()
{
    PqQueries queries(m_server->url(m_database));
    const auto part = readAll(queries);
    for (const auto &object : part.objects)
        QVERIFY2(!object.ddl.contains(QStringLiteral("'secret'")), qPrintable(object.ddl));
}

QTEST_GUILESS_MAIN(TestPostgreSqlDdl)
#include "tst_postgresqlddl.moc"
