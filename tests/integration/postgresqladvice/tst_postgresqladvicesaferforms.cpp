#include "advicefixture.h"

using namespace dumbo;
using namespace dumbo::test;

namespace {

struct Row
{
    const char *sql;
    const char *code; ///< of the finding whose form is tried
};

const Row forms[] {
    { "CREATE INDEX i ON hut (title)", "PG101" },
    { "CREATE UNIQUE INDEX i ON hut (title) WHERE beds > 100", "PG101" },
    { "CREATE INDEX ON hut USING btree (lower(title), beds DESC)", "PG101" },
    { "/* for lists */ CREATE INDEX i ON hut (title) -- soon", "PG101" },
    { "CREATE INDEX visit_hut ON visit (hut)", "PG117" },
    { "DROP INDEX hut_beds", "PG103" },
    { "DROP INDEX IF EXISTS hut_beds, hut_opened", "PG103" },
    { "REINDEX INDEX hut_beds", "PG104" },
    { "REINDEX TABLE hut", "PG104" },
    { "ALTER TABLE hut ADD CONSTRAINT c CHECK (beds < 100)", "PG105" },
    { "ALTER TABLE hut ADD CHECK (beds < 100)", "PG105" },
    { "ALTER TABLE hut ADD COLUMN x integer, ADD CHECK (beds < 100 + price), ALTER COLUMN title SET DEFAULT 'none'", "PG105" },
    { "ALTER TABLE guest ADD FOREIGN KEY (id) REFERENCES hut (id) ON DELETE CASCADE", "PG106" },
    { "ALTER TABLE guest ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES hut", "PG106" },
    { "ALTER TABLE hut ALTER COLUMN title SET NOT NULL", "PG107" },
    { "ALTER TABLE visit ALTER COLUMN hut SET NOT NULL", "PG107" },
    { "ALTER TABLE alone ADD UNIQUE (a, b)", "PG108" },
    { "ALTER TABLE alone ADD CONSTRAINT u UNIQUE NULLS NOT DISTINCT (a) INCLUDE (c) DEFERRABLE INITIALLY DEFERRED", "PG108" },
    { "ALTER TABLE alone ADD PRIMARY KEY (a, b)", "PG109" },
    { "ALTER TABLE alone ADD CONSTRAINT k PRIMARY KEY (a)", "PG109" },
    { "REFRESH MATERIALIZED VIEW hut_count", "PG112" },
    { "ALTER TABLE visit DETACH PARTITION visit_2", "PG113" },
    { "ALTER TABLE visit ATTACH PARTITION visit_3 FOR VALUES FROM (200) TO (300)", "PG114" },
    { "ALTER TABLE stay ATTACH PARTITION stay_2 FOR VALUES IN (2, 3)", "PG114" },
    { "ALTER DOMAIN plain_name ADD CHECK (VALUE <> 'x')", "PG116" },
    { "ALTER TABLE hut ADD COLUMN token uuid DEFAULT gen_random_uuid()", "PG201" },
    { "ALTER TABLE hut ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid()", "PG201" },
    { "ALTER TABLE hut ADD COLUMN seen timestamptz DEFAULT clock_timestamp(), ADD COLUMN other integer", "PG201" },
    { "ALTER TABLE alone ADD COLUMN number bigserial", "PG203" },
    { "ALTER TABLE alone ALTER COLUMN a TYPE bigint, ALTER COLUMN b SET NOT NULL", "PG107" },
    { "ALTER TABLE hut ALTER COLUMN opened TYPE timestamptz USING opened AT TIME ZONE 'UTC'", "PG204" },
    { "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON hut (title)", "PG505" },
    { "ALTER TABLE hut ADD COLUMN x integer", "PG119" },
};

/// The structure of a database, without what differs from run to run.
std::vector<CatalogObject> structure(AdviceFixture &database)
{
    const auto part = database.connection().catalog({ {}, CatalogDepth::Full, true });
    auto objects = part ? part->objects : std::vector<CatalogObject> {};
    for (auto &object : objects)
        object.rowEstimate.reset();
    return objects;
}

QString firstDifference(const std::vector<CatalogObject> &a, const std::vector<CatalogObject> &b)
{
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        if (!(a[i] == b[i]))
            return a[i].path.name + QStringLiteral(":\n") + a[i].ddl + QStringLiteral("\n---\n") + b[i].ddl;
    }
    return a.size() == b.size() ? QString() : QStringLiteral("%1 and %2 objects").arg(a.size()).arg(b.size());
}

} // namespace

class TestPostgreSqlAdviceSaferForms : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void aSaferFormEndsWhereTheStatementDoes_data();
    void aSaferFormEndsWhereTheStatementDoes();

private:
    PostgresServer *m_server = nullptr;
    std::unique_ptr<AdviceFixture> m_direct; ///< runs the statements themselves, and takes them back
};

void TestPostgreSqlAdviceSaferForms::initTestCase()
{
    const auto server = PostgresServer::shared();
    DUMBO_NEED_SERVER(server);
    m_server = *server;
    m_direct = std::make_unique<AdviceFixture>(**server);
}

void TestPostgreSqlAdviceSaferForms::cleanupTestCase()
{
    m_direct.reset();
    pg_query_exit();
}

void TestPostgreSqlAdviceSaferForms::aSaferFormEndsWhereTheStatementDoes_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QString>("code");
    for (const auto &row : forms)
        QTest::newRow(row.sql) << QByteArray(row.sql) << QString::fromLatin1(row.code);
}

void TestPostgreSqlAdviceSaferForms::aSaferFormEndsWhereTheStatementDoes()
{
    QFETCH(const QByteArray, sql);
    QFETCH(const QString, code);
    AdviceFixture safer(*m_server, *m_direct);
    const auto runsAlone = sql.contains("CONCURRENTLY");
    const auto advice = safer.advise(sql, !runsAlone);
    const auto finding = std::ranges::find(advice.findings, code, &Finding::code);
    QVERIFY(finding != advice.findings.end());
    QCOMPARE(finding->saferForms.size(), 1u);
    const auto &form = finding->saferForms.front();
    QVERIFY(!form.title.isEmpty());

    if (!runsAlone)
        QCOMPARE(m_direct->run("BEGIN"), QString());
    QCOMPARE(m_direct->run(sql), QString());
    const auto undo = qScopeGuard([&] { std::ignore = m_direct->run(runsAlone ? "DROP INDEX i" : "ROLLBACK"); });
    if (!form.needsNoTransaction)
        QCOMPARE(safer.run("BEGIN"), QString());
    for (const auto &statement : form.statements) {
        const auto answer = safer.run(statement);
        QVERIFY2(answer.isEmpty(), qPrintable(answer + u'\n' + QString::fromUtf8(statement)));
    }
    if (!form.needsNoTransaction)
        QCOMPARE(safer.run("COMMIT"), QString());
    QCOMPARE(firstDifference(structure(*m_direct), structure(safer)), QString());
    for (const auto *query : { "SELECT count(*) FROM hut", "SELECT count(*), count(DISTINCT a) FROM alone", "SELECT sum(id) FROM visit" })
        QCOMPARE(*safer.rows(query), *m_direct->rows(query));
    if (sql.contains("token"))
        QCOMPARE(safer.rows("SELECT count(DISTINCT token) FROM hut")->front().front(), QStringLiteral("200"));
    if (sql.contains("bigserial"))
        QCOMPARE(safer.rows("SELECT count(DISTINCT number), min(number), max(number) FROM alone")->front().join(u' '), QStringLiteral("30 1 30"));
    if (sql.contains("AT TIME ZONE"))
        QCOMPARE(safer.rows("SELECT count(*) FROM hut WHERE opened = '2026-01-01 10:00 UTC'")->front().front(), QStringLiteral("200"));
}

QTEST_GUILESS_MAIN(TestPostgreSqlAdviceSaferForms)
#include "tst_postgresqladvicesaferforms.moc"
