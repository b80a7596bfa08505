#include "core/sdk/batchbuilder.h"
#include "core/sdk/extensions/explain.h"
#include "core/sdk/extensions/migrations.h"
#include "core/sql/sql.h"
#include "tests/integration/duckdb/duckdbfixture.h"

#include <algorithm>
#include <limits>

using namespace dumbo;
using test::query;
using test::run;
using test::single;

/// What the catalog tells, prepared statements, and plans.
class TestDuckDbCatalog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyKindOfObjectIsTold();
    void theDdlOfEachObjectRunsAsItStands();
    void attachedDatabasesAreTold();
    void wordsOfTheDialectAreThoseOfDuckDb();
    void literalsComeBackAsTheyWere();
    void parametersAreDescribedAndBound();
    void manyRowsAreWrittenAtOnce();
    void aPlanIsATree();
    void anAnalyzedStatementIsRolledBack();
    void oneRunnerHasTheLock();
    void aScratchCopyHasTheRows();

private:
    [[nodiscard]] const CatalogObject *find(const CatalogPart &part, ObjectKind kind, const char *name) const
    {
        const auto found = std::ranges::find_if(part.objects, [&](const CatalogObject &object) {
            return object.kind == kind && object.path.name == QString::fromUtf8(name);
        });
        return found == part.objects.end() ? nullptr : &*found;
    }

    const QByteArray m_schema
        = "CREATE SEQUENCE number START 5; CREATE TYPE mood AS ENUM ('sad', 'it''s'); CREATE TYPE place AS STRUCT(x INTEGER, \"y z\" VARCHAR);"
          "CREATE TABLE hut(id INTEGER PRIMARY KEY DEFAULT nextval('number'), name VARCHAR NOT NULL, height DECIMAL(7,2) DEFAULT 1.5, "
          "twice INTEGER GENERATED ALWAYS AS (id * 2) VIRTUAL, how mood, CHECK (height > 0), UNIQUE (name, height));"
          "CREATE TABLE bed(id INTEGER PRIMARY KEY, hut INTEGER REFERENCES hut(id), label VARCHAR);"
          "CREATE INDEX bed_label ON bed(label, (hut + 1)); CREATE UNIQUE INDEX bed_lower ON bed(lower(label));"
          "CREATE VIEW high AS SELECT id, name FROM hut WHERE height > 1000;"
          "CREATE MACRO plus(a, b) AS a + b; CREATE MACRO rows(n) AS TABLE SELECT * FROM range(n);"
          "CREATE SCHEMA other; CREATE TABLE other.hut(a INTEGER);"
          "COMMENT ON TABLE bed IS 'Where one''s asleep'; COMMENT ON COLUMN bed.label IS 'Painted on it'; COMMENT ON VIEW high IS 'Cold';"
          "INSERT INTO hut(name) VALUES ('a'), ('b')";
    test::DuckFixture m_fixture;
};

void TestDuckDbCatalog::initTestCase()
{
    SKIP_WITHOUT_DUCKDB();
}

void TestDuckDbCatalog::everyKindOfObjectIsTold()
{
    const auto connection = m_fixture.open();
    run(*connection, m_schema);
    CatalogRequest request;
    request.scope.schema = QStringLiteral("main");
    const auto part = connection->catalog(request);
    QVERIFY2(part, part ? "" : qPrintable(part.error().toText()));
    QCOMPARE(part->warnings, QStringList());
    const auto *hut = find(*part, ObjectKind::Table, "hut");
    QVERIFY(hut);
    QCOMPARE(hut->columns.size(), 5u);
    QCOMPARE(hut->columns[0].primaryKeyPosition, 1);
    QCOMPARE(hut->columns[0].defaultExpression, QStringLiteral("nextval('number')"));
    QVERIFY(!hut->columns[1].nullable);
    QCOMPARE(hut->columns[2].type, QStringLiteral("DECIMAL(7,2)"));
    QCOMPARE(hut->columns[3].generated, GeneratedKind::Virtual);
    QCOMPARE(hut->keys.size(), 2u);
    QCOMPARE(hut->keys[1].columns, (QStringList { QStringLiteral("name"), QStringLiteral("height") }));
    QCOMPARE(hut->checks.size(), 1u);
    QCOMPARE(hut->rowEstimate, 2);
    const auto *bed = find(*part, ObjectKind::Table, "bed");
    QCOMPARE(bed->comment, QStringLiteral("Where one's asleep"));
    QCOMPARE(bed->columns[2].comment, QStringLiteral("Painted on it"));
    QCOMPARE(bed->foreignKeys.size(), 1u);
    QCOMPARE(bed->foreignKeys[0].target.name, QStringLiteral("hut"));
    QCOMPARE(bed->foreignKeys[0].targetColumns, QStringList { QStringLiteral("id") });
    QCOMPARE(bed->indexes.size(), 2u);
    QCOMPARE(bed->indexes[0].columns, (QStringList { QStringLiteral("label"), QStringLiteral("hut + 1") }));
    QVERIFY(bed->indexes[1].unique);
    QCOMPARE(find(*part, ObjectKind::View, "high")->columns.size(), 2u);
    QVERIFY(find(*part, ObjectKind::Sequence, "number"));
    QVERIFY(find(*part, ObjectKind::Type, "mood"));
    QCOMPARE(find(*part, ObjectKind::Function, "plus")->signature, QStringLiteral("(a, b)"));
    QVERIFY(!find(*part, ObjectKind::Table, "duckdb_tables"));
}

void TestDuckDbCatalog::theDdlOfEachObjectRunsAsItStands()
{
    const auto connection = m_fixture.open();
    run(*connection, m_schema);
    CatalogRequest request;
    request.includeDdl = true;
    const auto part = connection->catalog(request);
    QVERIFY(part);
    const auto again = m_fixture.open();
    run(*again, "CREATE SCHEMA other");
    QStringList left;
    for (const auto kind : { ObjectKind::Sequence, ObjectKind::Type, ObjectKind::Table, ObjectKind::View, ObjectKind::Function }) {
        for (const auto &object : part->objects) {
            if (object.kind == kind)
                left.append(object.ddl);
        }
    }
    // A table may need another that comes later by its name.
    for (qsizetype before = left.size() + 1; !left.isEmpty() && left.size() < before;) {
        before = left.size();
        left.removeIf([&](const QString &ddl) { return query(*again, ddl.toUtf8()).has_value(); });
    }
    QCOMPARE(left, QStringList());
    const auto copy = again->catalog(request);
    QVERIFY(copy);
    QCOMPARE(copy->objects.size(), part->objects.size());
    for (std::size_t i = 0; i < copy->objects.size(); ++i) {
        if (copy->objects[i].kind != ObjectKind::Sequence)
            QCOMPARE(copy->objects[i].ddl, part->objects[i].ddl);
        QCOMPARE(copy->objects[i].comment, part->objects[i].comment);
    }
    QCOMPARE(single(*again, "SELECT plus(1, 2)"), Value(3));
}

void TestDuckDbCatalog::attachedDatabasesAreTold()
{
    const auto connection = m_fixture.open();
    run(*connection, "ATTACH '" + m_fixture.path(QStringLiteral("attached.duckdb")).toUtf8() + "' AS second; CREATE TABLE second.hut(a integer); "
                     "CREATE SCHEMA second.deep; CREATE TABLE second.deep.well(a integer); CREATE TABLE here(a integer)");
    const auto part = connection->catalog({});
    QVERIFY(part);
    QCOMPARE(find(*part, ObjectKind::Table, "hut")->path, (ObjectPath { {}, QStringLiteral("second"), QStringLiteral("hut") }));
    QVERIFY(query(*connection, "SELECT * FROM second.hut"));
    QCOMPARE(find(*part, ObjectKind::Table, "well")->path.database, QStringLiteral("second"));
    QCOMPARE(find(*part, ObjectKind::Table, "here")->path.schema, QStringLiteral("main"));
}

void TestDuckDbCatalog::wordsOfTheDialectAreThoseOfDuckDb()
{
    const auto connection = m_fixture.open();
    const auto dialect = connection->dialect();
    const auto words = query(*connection, "SELECT keyword_name, keyword_category IN ('reserved', 'type_function') FROM duckdb_keywords()");
    QVERIFY(words->size() > 400);
    for (const auto &row : *words) {
        const auto word = QString::fromUtf8(std::get<Value::Text>(row[0].variant()).utf8);
        QCOMPARE(dialect.isReserved(word), row[1] == Value(true));
        QVERIFY(dialect.keywords.contains(word));
    }
    QVERIFY(dialect.functions.contains(QStringLiteral("read_parquet")));
}

void TestDuckDbCatalog::literalsComeBackAsTheyWere()
{
    const auto connection = m_fixture.open();
    const auto dialect = connection->dialect();
    for (const auto &value : { Value(), Value(true), Value(std::numeric_limits<qint64>::max()), Value(-0.0),
             Value(std::numeric_limits<double>::infinity()), Value::text(QByteArray("it's \\ ü")), Value::text(QByteArray("a\0b", 3)),
             Value::bytes(QByteArray("\0\xff'", 3)), Value::bytes("") }) {
        const auto written = literal(value, dialect);
        QVERIFY2(written, written ? "" : qPrintable(written.error().toText()));
        QCOMPARE(single(*connection, "SELECT " + *written), value);
    }
    QCOMPARE(single(*connection, "SELECT " + *literal(Value(Value::Array { { Value(1), Value() } }), dialect)), Value::text(QByteArray("[1, NULL]")));
    QCOMPARE(single(*connection, "SELECT " + *literal(Value::decimal("-12.50"), dialect)), Value::text(QByteArray("-12.50")));
}

void TestDuckDbCatalog::parametersAreDescribedAndBound()
{
    const auto connection = m_fixture.open();
    run(*connection, "CREATE TABLE t(a BIGINT, moment TIMESTAMP, d DECIMAL(10,2), l INTEGER[])");
    const auto prepared = connection->prepare("INSERT INTO t VALUES ($a, $at, $d, $l)");
    QVERIFY2(prepared, prepared ? "" : qPrintable(prepared.error().toText()));
    QCOMPARE((*prepared)->parameters().size(), 4u);
    QCOMPARE((*prepared)->parameters()[0].name, QByteArray("a"));
    QCOMPARE((*prepared)->parameters()[1].kind, LogicalKind::Timestamp);
    QCOMPARE((*prepared)->columns().size(), 0u);
    Parameters values;
    values.named = { { "d", Value::decimal("12.5") }, { "a", Value(7) }, { "l", Value(Value::Array { { Value(1), Value() } }) },
        { "at", Value(Value::Temporal { Value::TemporalKind::Timestamp, "2026-01-31T12:00:00" }) } };
    for (int round = 0; round < 2; ++round) {
        const auto execution = (*prepared)->execute(values);
        QVERIFY(execution);
        const auto first = (*execution)->nextResult();
        QVERIFY2(first && *first, first ? "" : qPrintable(first.error().toText()));
        QCOMPARE((*execution)->outcome().affectedRows, 1);
    }
    QCOMPARE(single(*connection, "SELECT string_agg(a || '|' || moment || '|' || d || '|' || l::VARCHAR, ';') FROM t"),
        Value::text(QByteArray("7|2026-01-31 12:00:00|12.50|[1, NULL];7|2026-01-31 12:00:00|12.50|[1, NULL]")));
    // A text is read as what the place needs.
    QCOMPARE(single(*connection, "SELECT count(*) FROM t WHERE moment > $1", { { Value::text(QByteArray("2026-01-01")) }, {} }), Value(2));
    values.named[0].second = Value::decimal("123456789012345678901234567890123456789.5");
    const auto tooLong = (*prepared)->execute(values);
    QVERIFY(tooLong);
    const auto refused = (*tooLong)->nextResult();
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind(), ErrorKind::Data);
}

void TestDuckDbCatalog::manyRowsAreWrittenAtOnce()
{
    const auto connection = m_fixture.open();
    run(*connection, "CREATE TABLE t(a BIGINT PRIMARY KEY, s VARCHAR, f DOUBLE)");
    const auto prepared = connection->prepare("INSERT INTO t VALUES (?, ?, ?)");
    QVERIFY(prepared);
    BatchBuilder builder(3, {});
    for (int i = 0; i < 500; ++i) {
        builder.column(0).appendInt64(i);
        if (i % 7 == 0)
            builder.column(1).appendNull();
        else
            builder.column(1).appendText("row " + std::to_string(i));
        builder.column(2).appendDouble(i / 4.0);
        builder.endRow();
    }
    const auto batch = builder.finish();
    const auto written = (*prepared)->executeMany(*batch);
    QVERIFY2(written, written ? "" : qPrintable(written.error().toText()));
    QCOMPARE(*written, 500);
    QCOMPARE(single(*connection, "SELECT sum(a) || ' ' || count(s) || ' ' || sum(f) FROM t"), Value::text(QByteArray("124750 428 31187.5")));
    const auto twice = (*prepared)->executeMany(*batch);
    QVERIFY(!twice);
    QCOMPARE(twice.error().kind(), ErrorKind::UniqueConstraint);
    QVERIFY2(twice.error().detail().startsWith(QStringLiteral("Row 1 of 500")), qPrintable(twice.error().detail()));
}

void TestDuckDbCatalog::aPlanIsATree()
{
    const auto connection = m_fixture.open();
    run(*connection, m_schema);
    auto *explain = static_cast<ExplainExtension *>(connection->extension(ExplainExtension::extensionId()));
    QVERIFY(explain);
    ExplainRequest request;
    request.text = "SELECT count(*) FROM hut JOIN bed ON bed.hut = hut.id WHERE hut.height > $1";
    const auto plan = explain->explain(request);
    QVERIFY2(plan, plan ? "" : qPrintable(plan.error().toText()));
    QCOMPARE(plan->roots.size(), 1u);
    QVERIFY(plan->roots[0].operation.contains(QStringLiteral("AGGREGATE")));
    QVERIFY(!plan->executed && !plan->writes);
    QVERIFY(plan->serverJson.startsWith('['));
    request.form = ExplainRequest::Form::Text;
    QVERIFY(explain->explain(request)->serverText.contains("AGGREGATE"));
    request.text = "SELECT nothing";
    const auto wrong = explain->explain(request);
    QVERIFY(!wrong);
    QCOMPARE(wrong.error().position(), 7);
    request.text = "SELECT 1; SELECT 2";
    QCOMPARE(explain->explain(request).error().kind(), ErrorKind::InvalidOperation);
}

void TestDuckDbCatalog::anAnalyzedStatementIsRolledBack()
{
    const auto connection = m_fixture.open();
    run(*connection, "CREATE TABLE t AS SELECT range AS a FROM range(1000)");
    auto *explain = static_cast<ExplainExtension *>(connection->extension(ExplainExtension::extensionId()));
    ExplainRequest request;
    request.analyze = true;
    request.text = "DELETE FROM t WHERE a < 10";
    const auto plan = explain->explain(request);
    QVERIFY2(plan, plan ? "" : qPrintable(plan.error().toText()));
    QVERIFY(plan->executed && plan->rolledBack && plan->writes);
    QVERIFY(plan->roots[0].selfTime);
    QCOMPARE(single(*connection, "SELECT count(*) FROM t"), Value(1000));
    QCOMPARE(connection->transactionState(), TransactionState::Idle);
    QVERIFY(connection->begin({}));
    QCOMPARE(explain->explain(request).error().kind(), ErrorKind::InvalidOperation);
    QVERIFY(connection->rollback());
}

void TestDuckDbCatalog::oneRunnerHasTheLock()
{
    const auto path = m_fixture.path(QStringLiteral("lock.duckdb"));
    const auto second = m_fixture.open(path);
    const auto lockOf = [](Connection &connection) {
        return static_cast<MigrationsExtension *>(connection.extension(MigrationsExtension::extensionId()));
    };
    {
        const auto first = m_fixture.open(path);
        QCOMPARE(*lockOf(*first)->tryLock(), true);
        QCOMPARE(*lockOf(*second)->tryLock(), false);
        QVERIFY(!lockOf(*second)->lockHolder()->isEmpty());
    }
    QCOMPARE(*lockOf(*second)->tryLock(), true);
    QVERIFY(lockOf(*second)->unlock());
}

void TestDuckDbCatalog::aScratchCopyHasTheRows()
{
    const auto connection = m_fixture.open(m_fixture.path(QStringLiteral("original.duckdb")));
    run(*connection, m_schema);
    auto *migrations = static_cast<MigrationsExtension *>(connection->extension(MigrationsExtension::extensionId()));
    for (const auto withRows : { true, false }) {
        const auto scratch = migrations->createScratch({ withRows });
        QVERIFY2(scratch, scratch ? "" : qPrintable(scratch.error().toText()));
        {
            const auto copy = m_fixture.open(scratch->options.text(u"path"));
            const auto rows = query(*copy, "SELECT count(*) FROM hut");
            QCOMPARE(rows.has_value(), withRows);
            if (withRows)
                QCOMPARE(rows->front().front(), Value(2));
        }
        QVERIFY(migrations->dropScratch(*scratch));
        QVERIFY(!QFile::exists(scratch->options.text(u"path")));
    }
}

QTEST_GUILESS_MAIN(TestDuckDbCatalog)
#include "tst_duckdbcatalog.moc"
