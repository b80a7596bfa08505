#include "advicefixture.h"

using namespace dumbo;
using namespace dumbo::test;

namespace {

struct Row
{
    const char *plant; ///< makes the rows that are to be found
    const char *sql;
    const char *code;
    const char *counts; ///< of the finding's probes, in order
    bool fails = true; ///< the statement itself
};

const Row probes[] {
    { "UPDATE hut SET title = NULL WHERE id IN (3, 5)", "ALTER TABLE hut ALTER COLUMN title SET NOT NULL", "PG107", "2" },
    { "SELECT 1", "ALTER TABLE hut ALTER COLUMN title SET NOT NULL", "PG107", "0", false },
    { "UPDATE hut SET beds = -0 WHERE id < 4", "ALTER TABLE hut ADD CHECK (beds > 0)", "PG105", "31" },
    { "UPDATE hut SET beds = NULL WHERE id < 4", "ALTER TABLE hut ADD CHECK (beds <= 6)", "PG105", "0", false },
    { "UPDATE alone SET a = 1, b = 1 WHERE a < 4; UPDATE alone SET a = 9, b = 9 WHERE a = 10", "ALTER TABLE alone ADD UNIQUE (a, b)", "PG108", "2" },
    { "UPDATE alone SET a = NULL WHERE a < 4", "ALTER TABLE alone ADD UNIQUE (a)", "PG108", "0", false },
    { "UPDATE alone SET a = NULL WHERE a < 4", "ALTER TABLE alone ADD UNIQUE NULLS NOT DISTINCT (a)", "PG108", "1" },
    { "UPDATE alone SET a = NULL WHERE a < 4", "ALTER TABLE alone ADD PRIMARY KEY (a)", "PG109", "0 3" },
    { "UPDATE alone SET c = 'X' WHERE a = 1; UPDATE alone SET c = 'x' WHERE a < 4 AND a > 1", "CREATE UNIQUE INDEX i ON alone (lower(c))", "PG101", "1" },
    { "UPDATE alone SET c = 'x' WHERE a < 4", "CREATE UNIQUE INDEX i ON alone (c) WHERE a > 2", "PG101", "0", false },
    { "UPDATE alone SET c = 'x' WHERE a < 4", "CREATE UNIQUE INDEX CONCURRENTLY i ON alone (c)", "PG409", "1" },
    { "UPDATE alone SET a = 70 WHERE a < 4; UPDATE alone SET a = NULL WHERE a > 20 AND a < 70", "ALTER TABLE alone ADD FOREIGN KEY (a) REFERENCES region", "PG106", "3" },
    { "CREATE TABLE pair (x bigint, y bigint, PRIMARY KEY (x, y)); INSERT INTO pair SELECT i, i FROM generate_series(1, 30) i; UPDATE alone SET b = NULL WHERE a < 4",
        "ALTER TABLE alone ADD FOREIGN KEY (a, b) REFERENCES pair MATCH FULL", "PG106", "3" },
    { "UPDATE alone SET d = tsrange('2026-01-02', '2026-01-04') WHERE a = 1", "ALTER TABLE alone ADD EXCLUDE USING gist (d WITH &&)", "PG110", "1" },
    { "UPDATE hut SET title = 'a long title indeed' WHERE id < 6; UPDATE hut SET title = 'eight   ' WHERE id = 7", "ALTER TABLE hut ALTER COLUMN title TYPE varchar(7)", "PG314", "5" },
    { "UPDATE hut SET kept = 3000000000 WHERE id < 6", "ALTER TABLE hut ALTER COLUMN kept TYPE integer", "PG314", "5" },
    { "UPDATE hut SET kept = 30000 WHERE id < 6", "ALTER TABLE hut ALTER COLUMN kept TYPE smallint", "PG314", "0", false },
    { "UPDATE hut SET price = 500 WHERE id < 6", "ALTER TABLE hut ALTER COLUMN price TYPE numeric(4, 2)", "PG314", "106 0" },
    { "UPDATE hut SET price = 7.25 WHERE id < 6", "ALTER TABLE hut ALTER COLUMN price TYPE numeric(5, 1)", "PG314", "0 5", false },
    { "UPDATE hut SET price = 7.25 WHERE id < 6", "ALTER TABLE hut ALTER COLUMN price TYPE integer", "PG314", "0 5", false },
    { "UPDATE hut SET opened = '2026-01-01' WHERE id < 6", "ALTER TABLE hut ALTER COLUMN opened TYPE date", "PG314", "195", false },
    { "UPDATE hut SET title = id; UPDATE hut SET title = 'seven' WHERE id = 7", "ALTER TABLE hut ALTER COLUMN title TYPE integer USING title::integer", "PG314", "1" },
    { "SELECT 1", "ALTER TABLE hut ADD COLUMN x integer NOT NULL", "PG401", "200" },
    { "DELETE FROM alone", "ALTER TABLE alone ADD COLUMN x integer NOT NULL", "PG401", "0", false },
    { "UPDATE hut SET title = NULL WHERE id > 10", "ALTER TABLE hut DROP COLUMN title", "PG302", "10", false },
    { "SELECT 1", "DROP TABLE guest", "PG301", "100", false },
    { "SELECT 1", "TRUNCATE guest", "PG306", "100", false },
    { "SELECT 1", "TRUNCATE region CASCADE", "PG307", "100 200", false },
    { "SELECT 1", "DELETE FROM alone", "PG308", "30", false },
    { "SELECT 1", "DELETE FROM alone WHERE a > 20", "PG319", "10", false },
    { "SELECT 1", "UPDATE alone SET c = 'y'", "PG309", "30", false },
    { "CREATE SCHEMA s; CREATE TABLE s.t (a int); INSERT INTO s.t VALUES (1), (2)", "DROP SCHEMA s CASCADE", "PG303", "2", false },
    { "UPDATE hut SET label = 'x' WHERE id < 3", "ALTER DOMAIN plain_name ADD CHECK (VALUE <> 'x')", "PG116", "2" },
    { "CREATE TABLE \"Odd \"\"Table\" (\"a b\" integer); INSERT INTO \"Odd \"\"Table\" VALUES (NULL), (1)", "ALTER TABLE \"Odd \"\"Table\" ALTER \"a b\" SET NOT NULL", "PG107", "1" },
};

} // namespace

class TestPostgreSqlAdviceProbes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void aProbeFindsThePlantedRows_data();
    void aProbeFindsThePlantedRows();

private:
    std::unique_ptr<AdviceFixture> m_database;
};

void TestPostgreSqlAdviceProbes::initTestCase()
{
    const auto server = PostgresServer::shared();
    DUMBO_NEED_SERVER(server);
    m_database = std::make_unique<AdviceFixture>(**server);
}

void TestPostgreSqlAdviceProbes::cleanupTestCase()
{
    m_database.reset();
    pg_query_exit();
}

void TestPostgreSqlAdviceProbes::aProbeFindsThePlantedRows_data()
{
    QTest::addColumn<QByteArray>("plant");
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("counts");
    QTest::addColumn<bool>("fails");
    int number = 0;
    for (const auto &row : probes)
        QTest::addRow("%d %s", ++number, row.sql) << QByteArray(row.plant) << QByteArray(row.sql) << QString::fromLatin1(row.code) << QString::fromLatin1(row.counts) << row.fails;
}

void TestPostgreSqlAdviceProbes::aProbeFindsThePlantedRows()
{
    QFETCH(const QByteArray, plant);
    QFETCH(const QByteArray, sql);
    QFETCH(const QString, code);
    QFETCH(const QString, counts);
    QFETCH(const bool, fails);
    QCOMPARE(m_database->run("BEGIN"), QString());
    const auto undo = qScopeGuard([&] { std::ignore = m_database->run("ROLLBACK"); });
    for (const auto &statement : plant.split(';'))
        QCOMPARE(m_database->run(statement), QString());
    const auto advice = m_database->advise(sql);
    const auto finding = std::ranges::find(advice.findings, code, &Finding::code);
    QVERIFY(finding != advice.findings.end());
    QStringList found;
    bool isFatal = false;
    for (const auto &probe : finding->probes) {
        const auto count = m_database->rows(probe.countSql);
        QVERIFY2(count, qPrintable(count ? QString() : count.error() + QString::fromUtf8(probe.countSql)));
        found.append(count->front().front());
        const auto sample = m_database->rows(probe.sampleSql);
        QVERIFY2(sample, qPrintable(sample ? QString() : sample.error() + QString::fromUtf8(probe.sampleSql)));
        QCOMPARE(sample->size(), std::min<std::size_t>(10, found.back().toULongLong()));
        QVERIFY(probe.sentence.contains(QStringLiteral("%1")));
        isFatal = isFatal || (probe.isFatal && found.back() != u"0");
    }
    QCOMPARE(found.join(u' '), counts);
    QCOMPARE(isFatal, fails);
    if (sql.contains("CONCURRENTLY"))
        return;
    // Constraints of before are checked at once, so that none stands in the way.
    QCOMPARE(m_database->run("SET CONSTRAINTS ALL IMMEDIATE"), QString());
    const auto answer = m_database->run(sql);
    QVERIFY2(answer.isEmpty() != fails, qPrintable(answer));
}

QTEST_GUILESS_MAIN(TestPostgreSqlAdviceProbes)
#include "tst_postgresqladviceprobes.moc"
