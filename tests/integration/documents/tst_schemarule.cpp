#include "core/documents/analysis/analysisjob.h"
#include "core/documents/analysis/schemadraft.h"
#include "core/documents/analysis/schemafilter.h"
#include "core/documents/analysis/schemarule.h"
#include "core/documents/documentsource.h"
#include "tests/integration/documents/documentdatabase.h"

using namespace dumbo;
using namespace dumbo::test;

/// A schema that is drafted from documents in a database, and made a rule of it.
class tst_schemarule : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aDraftedSchemaBecomesARule_data() { addDatabaseRows(); }
    void aDraftedSchemaBecomesARule();
    void aSampleIsAboutAsLargeAsAskedFor_data() { addDatabaseRows(); }
    void aSampleIsAboutAsLargeAsAskedFor();
};

void tst_schemarule::aDraftedSchemaBecomesARule()
{
    DUMBO_DOCUMENT_DATABASE(base);
    const auto client = base.open();
    const auto users = client.collection(QStringLiteral("users"));
    for (int i = 0; i < 30; ++i) {
        const auto text = R"({"name": "n)" + QByteArray::number(i) + R"(", "age": )" + QByteArray::number(i) + R"(, "tags": ["a", "b"], "open": true})";
        const auto written = users.insertOne(text);
        QVERIFY2(written, written ? "" : qPrintable(written.error().toText()));
    }
    const auto engine = client.engine();
    QVERIFY(engine);
    const auto executor = client.executor();
    DocumentQuery query;
    query.source = collectionSource(engine->pongo(), { {}, {}, QStringLiteral("users") });
    const auto profile = analyse(*executor, *engine, query, { .sample = {}, .limits = {}, .progress = {} });
    QVERIFY2(profile, profile ? "" : qPrintable(profile.error().toText()));
    QCOMPARE(profile->documents, 30);
    QVERIFY(!profile->isSample);

    const auto schema = schemaFilter(draftSchema(*profile, { .isCollection = true }));
    QVERIFY2(schema, schema ? "" : qPrintable(schema.error().toText()));
    query.filter = deviating(*schema);
    QCOMPARE(engine->count(*executor, query), Result<qint64>(0));

    const auto rule = schemaRule(engine->pongo(), query.source, QStringLiteral("users_schema"), schema->filter);
    QVERIFY2(rule, rule ? "" : qPrintable(rule.error().toText()));
    for (const auto &statement : rule->statements) {
        const auto run = executor->command(statement);
        QVERIFY2(run, run ? "" : (statement + '\n' + run.error().toText().toUtf8()).constData());
    }
    QVERIFY(users.insertOne(R"({"name": "good", "age": 5, "tags": [], "open": false})"));
    QVERIFY(!users.insertOne(R"({"name": "bad", "age": "5", "tags": [], "open": false})"));
    QVERIFY(!users.insertOne(R"({"age": 5, "tags": [], "open": false})"));
    QCOMPARE(users.countDocuments("{}"), Result<qint64>(31));
}

void tst_schemarule::aSampleIsAboutAsLargeAsAskedFor()
{
    DUMBO_DOCUMENT_DATABASE(base);
    const auto client = base.open();
    QVERIFY(client.migrate({ { { {}, {}, QStringLiteral("users") }, {} } }));
    const auto executor = client.executor();
    QVERIFY(executor->command(QByteArray(base.isPostgres()
            ? "INSERT INTO users (_id, data) SELECT 'id' || n, jsonb_build_object('n', n) FROM generate_series(1, 20000) n"
            : "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 20000) INSERT INTO users (_id, data) SELECT 'id' || n, json_object('n', n) FROM r")));
    const auto engine = client.engine();
    QVERIFY(engine);
    DocumentQuery query;
    query.source = collectionSource(engine->pongo(), { {}, {}, QStringLiteral("users") });
    const auto profile = analyse(*executor, *engine, query, { .sample = 1000, .limits = {}, .progress = {} });
    QVERIFY2(profile, profile ? "" : qPrintable(profile.error().toText()));
    QVERIFY(profile->isSample);
    QVERIFY2(profile->documents > 200 && profile->documents < 5000, qPrintable(QString::number(profile->documents)));
}

QTEST_GUILESS_MAIN(tst_schemarule)
#include "tst_schemarule.moc"
