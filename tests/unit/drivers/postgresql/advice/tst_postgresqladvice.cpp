#include "drivers/common/postgresql/advice/migrationadvice.h"
#include "drivers/common/postgresql/advice/treebuilder.h"

#include <QTest>

#include <pg_query.h>

#include <algorithm>

using namespace dumbo;

namespace {

AdviceRequest requestOf(const QByteArrayList &statements)
{
    AdviceRequest request;
    request.statements.assign(statements.begin(), statements.end());
    return request;
}

std::vector<StatementAdvice> advise(const AdviceRequest &request)
{
    const auto answer = postgresql::MigrationAdvice().advise(request);
    return answer ? *answer : std::vector<StatementAdvice> {};
}

std::vector<StatementAdvice> advise(const QByteArrayList &statements)
{
    return advise(requestOf(statements));
}

/// The codes of findings, but for the reminders that nearly every statement has.
QString codesOf(const std::vector<StatementAdvice> &answers)
{
    QStringList codes;
    for (const auto &answer : answers) {
        for (const auto &finding : answer.findings) {
            if (finding.code != u"PG119" && finding.code != u"PG122")
                codes.append(finding.code);
        }
    }
    return codes.join(u' ');
}

QStringList sorted(const QString &codes)
{
    auto list = codes.split(u' ');
    list.sort();
    return list;
}

const Finding *find(const std::vector<StatementAdvice> &answers, const char *code)
{
    for (const auto &answer : answers) {
        for (const auto &finding : answer.findings) {
            if (finding.code == QLatin1StringView(code))
                return &finding;
        }
    }
    return nullptr;
}

QString locksOf(const StatementAdvice &answer)
{
    QStringList locks;
    for (const auto &lock : answer.locks) {
        if (!lock.isNew)
            locks.append((lock.object.schema.isEmpty() ? QString() : lock.object.schema + u'.') + lock.object.name + QStringLiteral(": ") + lock.mode);
    }
    return locks.join(QStringLiteral(", "));
}

QString namesOf(const std::vector<ObjectPath> &paths)
{
    QStringList names;
    for (const auto &path : paths)
        names.append(path.schema.isEmpty() ? path.name : path.schema + u'.' + path.name);
    return names.join(u' ');
}

CatalogColumn column(const char *name, const char *type, bool nullable = true)
{
    CatalogColumn column;
    column.name = QString::fromLatin1(name);
    column.type = QString::fromLatin1(type);
    column.nullable = nullable;
    return column;
}

/// hut: a large table; tent: a table of three rows; visit: partitioned.
std::shared_ptr<CatalogPart> catalog()
{
    auto part = std::make_shared<CatalogPart>();
    const auto add = [&](const char *name, qint64 rows) -> CatalogObject & {
        auto &object = part->objects.emplace_back();
        object.kind = ObjectKind::Table;
        object.path = { {}, QStringLiteral("public"), QString::fromLatin1(name) };
        object.rowEstimate = rows;
        object.columns = { column("id", "bigint", false), column("name", "character varying(20)"), column("beds", "integer"), column("opened", "timestamp without time zone") };
        object.keys = { { QString::fromLatin1(name) + QStringLiteral("_pkey"), true, { QStringLiteral("id") } } };
        return object;
    };
    auto &hut = add("hut", 5'000'000);
    hut.checks = { { QStringLiteral("named"), QStringLiteral("name IS NOT NULL") }, { QStringLiteral("doubtful"), QStringLiteral("beds IS NOT NULL"), false } };
    hut.indexes = { { QStringLiteral("hut_beds"), false, false, { QStringLiteral("beds") }, {}, QStringLiteral("btree"), {} } };
    CatalogForeignKey key;
    key.name = QStringLiteral("tent_hut");
    key.columns = QStringList { QStringLiteral("beds") };
    key.target = hut.path;
    key.targetColumns = QStringList { QStringLiteral("id") };
    add("tent", 3).foreignKeys = { key };
    add("visit", 900'000).partitioning.emplace().key = QStringLiteral("RANGE (id)");
    add("visit_1", 900'000).partitioning.emplace().parent = { {}, QStringLiteral("public"), QStringLiteral("visit") };
    return part;
}

std::vector<StatementAdvice> adviseWithCatalog(const QByteArrayList &statements, const QString &version = {})
{
    auto request = requestOf(statements);
    request.catalog = catalog();
    request.serverVersion = version;
    return advise(request);
}

} // namespace

class TestPostgreSqlAdvice : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanupTestCase() { pg_query_exit(); }
    void rulesHaveStableCodesInOrder();
    void eachStatementHasItsFindings_data();
    void eachStatementHasItsFindings();
    void statementsBeforeCount_data();
    void statementsBeforeCount();
    void aTableOfTheSameMigrationIsNobodysYet();
    void theCatalogAnswersWhatTheTextCant_data();
    void theCatalogAnswersWhatTheTextCant();
    void olderServersHaveOtherRules_data();
    void olderServersHaveOtherRules();
    void aFewRowsAreNoDanger();
    void findingsPointAtTheirCommand();
    void aSyntaxErrorPointsAtItsToken_data();
    void aSyntaxErrorPointsAtItsToken();
    void aSaferFormKeepsTheCommandsAround();
    void outsideATransactionLocksEndWithTheirStatement();
    void probesQuoteOddNames();
    void createdDroppedAndLostObjectsAreNamed();
    void aCatalogGivesFullPaths();
    void statementsOfEveryKindHaveATag_data();
    void statementsOfEveryKindHaveATag();
    void aTreeIsThatOfTheLibrarysOwnBytes_data() { eachStatementHasItsFindings_data(); }
    void aTreeIsThatOfTheLibrarysOwnBytes();
    void aTreeKeepsWhatIsEscaped();
    void aBrokenTreeIsRefused();
};

void TestPostgreSqlAdvice::rulesHaveStableCodesInOrder()
{
    const auto rules = postgresql::MigrationAdvice().rules();
    QVERIFY(rules.size() > 70);
    QVERIFY(std::ranges::adjacent_find(rules, std::greater_equal<>(), &MigrationAdviceExtension::Rule::code) == rules.end());
    for (const auto &rule : rules) {
        QVERIFY2(!rule.description.isEmpty(), qPrintable(rule.code));
        QVERIFY2(rule.name == rule.name.toLower() && !rule.name.contains(u' '), qPrintable(rule.name));
    }
}

void TestPostgreSqlAdvice::eachStatementHasItsFindings_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QString>("codes");
    QTest::addColumn<QString>("locks");
    const auto row = [](const char *sql, const char *codes, const char *locks) {
        QTest::newRow(sql) << QByteArray(sql) << QString::fromLatin1(codes) << QString::fromLatin1(locks);
    };
    // indexes
    row("CREATE INDEX i ON hut (beds)", "PG101", "hut: SHARE");
    row("CREATE INDEX CONCURRENTLY i ON hut (beds)", "PG102", "hut: SHARE UPDATE EXCLUSIVE");
    row("CREATE UNIQUE INDEX CONCURRENTLY i ON hut (beds)", "PG409 PG102", "hut: SHARE UPDATE EXCLUSIVE");
    row("CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON hut (beds)", "PG505 PG102", "hut: SHARE UPDATE EXCLUSIVE");
    row("CREATE INDEX i ON hut (a, b, c, d)", "PG101 PG612", "hut: SHARE");
    row("CREATE INDEX i ON hut USING hash (a)", "PG101 PG614", "hut: SHARE");
    row("DROP INDEX i", "PG103", "i: ACCESS EXCLUSIVE");
    row("DROP INDEX CONCURRENTLY i", "PG102", "i: SHARE UPDATE EXCLUSIVE");
    row("REINDEX INDEX i", "PG104", "i: ACCESS EXCLUSIVE");
    row("REINDEX TABLE hut", "PG104", "hut: SHARE");
    row("REINDEX TABLE CONCURRENTLY hut", "PG102", "hut: SHARE UPDATE EXCLUSIVE");
    row("ALTER INDEX i RENAME TO j", "", "i: SHARE UPDATE EXCLUSIVE");
    // constraints
    row("ALTER TABLE hut ADD CHECK (beds > 0)", "PG105", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut ADD CHECK (beds > 0) NOT VALID", "", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut VALIDATE CONSTRAINT c", "", "hut: SHARE UPDATE EXCLUSIVE");
    row("ALTER TABLE hut ADD FOREIGN KEY (region) REFERENCES region (id)", "PG106", "hut: SHARE ROW EXCLUSIVE, region: SHARE ROW EXCLUSIVE");
    row("ALTER TABLE hut ADD FOREIGN KEY (region) REFERENCES s.region (id) NOT VALID", "", "hut: SHARE ROW EXCLUSIVE, s.region: SHARE ROW EXCLUSIVE");
    row("ALTER TABLE hut ALTER name SET NOT NULL", "PG107", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut ALTER name DROP NOT NULL", "PG312", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut ADD UNIQUE (name)", "PG108", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut ADD CONSTRAINT u UNIQUE USING INDEX i", "", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut ADD PRIMARY KEY (id)", "PG109", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut ADD EXCLUDE USING gist (span WITH &&)", "PG110", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut DROP CONSTRAINT c", "PG304", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut DROP CONSTRAINT c CASCADE", "PG304 PG305", "hut: ACCESS EXCLUSIVE");
    // columns
    row("ALTER TABLE hut ADD COLUMN a integer", "", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut ADD COLUMN a integer DEFAULT 7 NOT NULL", "", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut ADD COLUMN a timestamptz DEFAULT now()", "", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut ADD COLUMN a uuid DEFAULT gen_random_uuid()", "PG201", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut ADD COLUMN a text DEFAULT ours()", "PG201", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut ADD COLUMN a integer NOT NULL", "PG401", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut ADD COLUMN a integer DEFAULT NULL NOT NULL", "PG401", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut ADD COLUMN a bigserial", "PG605 PG203", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut ADD COLUMN a serial", "PG605 PG604 PG203", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut ADD COLUMN a bigint GENERATED ALWAYS AS IDENTITY", "PG203", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut ADD COLUMN a bigint GENERATED ALWAYS AS (b + 1) STORED", "PG202", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut ADD COLUMN a bigint REFERENCES region (id)", "", "hut: ACCESS EXCLUSIVE, region: SHARE ROW EXCLUSIVE");
    row("ALTER TABLE hut ADD COLUMN a bigint DEFAULT 1 REFERENCES region (id)", "PG106", "hut: ACCESS EXCLUSIVE, region: SHARE ROW EXCLUSIVE");
    row("ALTER TABLE hut ADD COLUMN a bigint UNIQUE", "PG108", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut ADD COLUMN a bigint CHECK (a > 0)", "PG105", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut ADD COLUMN IF NOT EXISTS a bigint", "PG504", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut ADD COLUMN a json", "PG603", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut DROP COLUMN a", "PG302", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut DROP COLUMN a CASCADE", "PG302 PG305", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut ALTER a TYPE bigint", "PG204", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut ALTER a SET DEFAULT 1", "", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut ALTER a DROP DEFAULT", "PG323", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut ALTER a SET STATISTICS 100", "", "hut: SHARE UPDATE EXCLUSIVE");
    row("ALTER TABLE hut RENAME a TO b", "PG311", "hut: ACCESS EXCLUSIVE");
    // tables
    row("ALTER TABLE hut RENAME TO cabin", "PG310", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut SET SCHEMA s", "PG310", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut SET LOGGED", "PG208", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut SET UNLOGGED", "PG208", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut SET TABLESPACE fast", "PG207", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut SET ACCESS METHOD columnar", "PG209", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut SET (fillfactor = 70)", "", "hut: SHARE UPDATE EXCLUSIVE");
    row("ALTER TABLE hut DISABLE TRIGGER ALL", "PG317", "hut: SHARE ROW EXCLUSIVE");
    row("ALTER TABLE hut ENABLE TRIGGER ALL", "", "hut: SHARE ROW EXCLUSIVE");
    row("ALTER TABLE hut ENABLE ROW LEVEL SECURITY", "PG510", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut DISABLE ROW LEVEL SECURITY", "PG321", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE visit ATTACH PARTITION visit_1 FOR VALUES FROM (1) TO (2)", "PG114", "visit: SHARE UPDATE EXCLUSIVE, visit_1: ACCESS EXCLUSIVE");
    row("ALTER TABLE visit DETACH PARTITION visit_1", "PG113", "visit: ACCESS EXCLUSIVE, visit_1: ACCESS EXCLUSIVE");
    row("ALTER TABLE visit DETACH PARTITION visit_1 CONCURRENTLY", "PG102", "visit: SHARE UPDATE EXCLUSIVE, visit_1: ACCESS EXCLUSIVE");
    row("CREATE TABLE p PARTITION OF visit FOR VALUES FROM (1) TO (2)", "PG115", "visit: ACCESS EXCLUSIVE");
    row("CREATE TABLE t (id bigint PRIMARY KEY)", "", "");
    row("CREATE TABLE t (id integer PRIMARY KEY)", "PG604", "");
    row("CREATE TABLE t (id bigint)", "PG608", "");
    row("CREATE UNLOGGED TABLE t (id bigint PRIMARY KEY)", "PG615", "");
    row("CREATE TEMPORARY TABLE t (id bigint)", "", "");
    row("CREATE TABLE IF NOT EXISTS t (id bigint PRIMARY KEY)", "PG504", "");
    row("CREATE TABLE t (id bigint PRIMARY KEY, a char(3), b timestamp, c json, d money, e timetz, f varchar(9), \"G\" text)", "PG601 PG602 PG603 PG606 PG607 PG613 PG611", "");
    row("CREATE TABLE t (id bigint PRIMARY KEY, hut bigint REFERENCES hut (id))", "", "hut: SHARE ROW EXCLUSIVE");
    row("CREATE TABLE t AS SELECT * FROM hut", "PG507", "hut: ACCESS SHARE");
    row("CREATE TABLE t (LIKE hut INCLUDING ALL)", "PG608", "hut: ACCESS SHARE");
    row("DROP TABLE hut", "PG301", "hut: ACCESS EXCLUSIVE");
    row("DROP TABLE hut CASCADE", "PG301 PG305", "hut: ACCESS EXCLUSIVE");
    row("DROP SCHEMA s CASCADE", "PG303 PG305", "");
    row("DROP VIEW v", "PG315", "v: ACCESS EXCLUSIVE");
    row("DROP TYPE t", "PG316", "");
    row("DROP FUNCTION f(integer)", "PG316", "");
    row("DROP DATABASE d", "PG313 PG102", "");
    row("DROP OWNED BY r", "PG320", "");
    row("TRUNCATE hut", "PG306", "hut: ACCESS EXCLUSIVE");
    row("TRUNCATE hut CASCADE", "PG306 PG307", "hut: ACCESS EXCLUSIVE");
    // rows and upkeep
    row("UPDATE hut SET a = 1", "PG309", "hut: ROW EXCLUSIVE");
    row("UPDATE hut SET a = 1 WHERE id = 1", "", "hut: ROW EXCLUSIVE");
    row("DELETE FROM hut", "PG308", "hut: ROW EXCLUSIVE");
    row("DELETE FROM hut WHERE id = 1", "PG319", "hut: ROW EXCLUSIVE");
    row("INSERT INTO hut SELECT * FROM cabin", "", "hut: ROW EXCLUSIVE, cabin: ACCESS SHARE");
    row("WITH x AS (SELECT 1) SELECT * FROM x, hut FOR UPDATE", "", "hut: ROW SHARE");
    row("COPY hut FROM '/tmp/x'", "", "hut: ROW EXCLUSIVE");
    row("COPY hut TO PROGRAM 'cat'", "PG506", "hut: ACCESS SHARE");
    row("VACUUM FULL hut", "PG205 PG102", "hut: ACCESS EXCLUSIVE");
    row("VACUUM (FULL false) hut", "PG102", "hut: SHARE UPDATE EXCLUSIVE");
    row("ANALYZE hut", "", "hut: SHARE UPDATE EXCLUSIVE");
    row("CLUSTER hut USING i", "PG206", "hut: ACCESS EXCLUSIVE");
    row("REFRESH MATERIALIZED VIEW v", "PG112", "v: ACCESS EXCLUSIVE");
    row("REFRESH MATERIALIZED VIEW CONCURRENTLY v", "", "v: EXCLUSIVE");
    row("LOCK TABLE hut", "PG118", "hut: ACCESS EXCLUSIVE");
    row("LOCK TABLE hut IN ROW SHARE MODE", "", "hut: ROW SHARE");
    // programs and settings
    row("CREATE TRIGGER t AFTER UPDATE ON hut FOR EACH ROW EXECUTE FUNCTION f()", "", "hut: SHARE ROW EXCLUSIVE");
    row("CREATE POLICY p ON hut USING (true)", "", "hut: ACCESS EXCLUSIVE");
    row("CREATE RULE r AS ON DELETE TO hut DO INSTEAD NOTHING", "PG512", "hut: ACCESS EXCLUSIVE");
    row("CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'", "PG509", "");
    row("CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = s AS 'SELECT 1'", "", "");
    row("GRANT SELECT ON hut TO PUBLIC", "PG511", "");
    row("REVOKE SELECT ON hut FROM PUBLIC", "", "");
    row("DO 'BEGIN END'", "PG506", "");
    row("CALL p()", "PG506", "");
    row("BEGIN", "PG501", "");
    row("COMMIT", "PG501", "");
    row("SAVEPOINT s", "PG501", "");
    row("SET work_mem = '64MB'", "PG508", "");
    row("SET LOCAL work_mem = '64MB'", "", "");
    row("SET LOCAL search_path = s", "PG513", "");
    row("ALTER SYSTEM SET work_mem = '64MB'", "PG102", "");
    row("CREATE DATABASE d", "PG102", "");
    row("ALTER TYPE mood ADD VALUE 'x'", "", "");
    row("ALTER TYPE mood RENAME VALUE 'x' TO 'y'", "PG318", "");
    row("ALTER DOMAIN d ADD CHECK (VALUE > 0)", "PG116", "");
    row("ALTER DOMAIN d ADD CHECK (VALUE > 0) NOT VALID", "", "");
    row("CREATE INDEX an_index_whose_name_is_longer_than_the_sixty_three_bytes_of_names ON hut (a)", "PG101 PG404", "hut: SHARE");
    row("SELECT 1 +", "PG100", "");
}

void TestPostgreSqlAdvice::eachStatementHasItsFindings()
{
    QFETCH(const QByteArray, sql);
    QFETCH(const QString, codes);
    const auto answers = advise({ sql });
    QCOMPARE(answers.size(), 1u);
    QCOMPARE(sorted(codesOf(answers)), sorted(codes));
    QTEST(locksOf(answers.front()), "locks");
}

void TestPostgreSqlAdvice::statementsBeforeCount_data()
{
    QTest::addColumn<QString>("script");
    QTest::addColumn<QString>("codes");
    const auto row = [](const char *name, const char *script, const char *codes) {
        QTest::newRow(name) << QString::fromLatin1(script) << QString::fromLatin1(codes);
    };
    row("several strong locks", "DROP VIEW a; DROP VIEW b; DROP VIEW c", "PG315 PG315 PG120 PG315");
    row("long work under a lock", "ALTER TABLE a ADD x integer; UPDATE b SET y = 1 WHERE z; CREATE INDEX i ON b (y)", "PG502 PG101 PG121 PG120");
    row("backfill", "ALTER TABLE a ADD x integer; UPDATE a SET x = 1 WHERE y", "PG503");
    row("rows of a new table", "CREATE TABLE a (id bigint PRIMARY KEY); INSERT INTO a VALUES (1); UPDATE a SET id = 2; DELETE FROM a", "");
    row("rows before the schema", "INSERT INTO a VALUES (1); CREATE TABLE b (id bigint PRIMARY KEY)", "");
    row("validated in the same transaction", "ALTER TABLE a ADD CONSTRAINT c CHECK (x > 0) NOT VALID; ALTER TABLE a VALIDATE CONSTRAINT c", "PG111 PG121");
    row("validated elsewhere", "ALTER TABLE a VALIDATE CONSTRAINT c", "");
    row("proven before", "ALTER TABLE a VALIDATE CONSTRAINT c; ALTER TABLE a ALTER x SET NOT NULL", "PG107");
    row("proven by the migration", "ALTER TABLE a ADD CONSTRAINT c CHECK (x IS NOT NULL) NOT VALID; COMMIT; ALTER TABLE a VALIDATE CONSTRAINT c; ALTER TABLE a ALTER x SET NOT NULL", "PG501");
    row("an enum value is used", "ALTER TYPE mood ADD VALUE 'x'; INSERT INTO a VALUES ('x')", "PG402");
    row("an enum value is not used", "ALTER TYPE mood ADD VALUE 'x'; INSERT INTO a VALUES ('y')", "");
    row("an enum of the migration", "CREATE TYPE mood AS ENUM ('a'); ALTER TYPE mood ADD VALUE 'x'; INSERT INTO a VALUES ('x')", "");
    row("a policy follows", "ALTER TABLE a ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON a USING (true)", "");
    row("renamed", "ALTER TABLE a RENAME TO b; CREATE TABLE a (id bigint PRIMARY KEY); CREATE INDEX i ON a (id)", "PG310 PG610");
    row("a new partition tree", "CREATE TABLE a (id bigint PRIMARY KEY) PARTITION BY RANGE (id); CREATE TABLE b PARTITION OF a FOR VALUES FROM (1) TO (2); CREATE INDEX i ON a (id)", "PG610");
    row("duplicate index", "CREATE TABLE a (id bigint PRIMARY KEY, b bigint); CREATE INDEX i ON a (b); CREATE INDEX j ON a (b)", "PG610");
    row("foreign key without an index", "CREATE TABLE a (id bigint PRIMARY KEY, b bigint); ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES a (id)", "PG609");
    row("foreign key with an index", "CREATE TABLE a (id bigint PRIMARY KEY, b bigint); CREATE INDEX i ON a (b); ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES a (id)", "");
    row("dropped and made again", "DROP TABLE a; CREATE TABLE a (id bigint PRIMARY KEY); DROP TABLE a", "PG301");
}

void TestPostgreSqlAdvice::statementsBeforeCount()
{
    QFETCH(const QString, script);
    QFETCH(const QString, codes);
    QByteArrayList statements;
    for (const auto &statement : script.split(QStringLiteral("; ")))
        statements.append(statement.toUtf8());
    QCOMPARE(sorted(codesOf(advise(statements))), sorted(codes));
}

void TestPostgreSqlAdvice::aTableOfTheSameMigrationIsNobodysYet()
{
    const auto answers = advise({ "CREATE TABLE hut (id bigint PRIMARY KEY, beds bigint)", "CREATE INDEX i ON hut (beds)", "ALTER TABLE hut ALTER beds SET NOT NULL" });
    for (const auto &answer : answers)
        QVERIFY(answer.findings.empty());
    QCOMPARE(namesOf(answers[0].creates), QStringLiteral("hut"));
    QCOMPARE(namesOf(answers[1].touches), QStringLiteral("hut"));
    QVERIFY(answers[1].locks.front().isNew);
    QCOMPARE(answers[1].locks.front().mode, QStringLiteral("SHARE"));
}

void TestPostgreSqlAdvice::theCatalogAnswersWhatTheTextCant_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QString>("codes");
    QTest::addColumn<QString>("rewrites");
    const auto row = [](const char *sql, const char *codes, const char *rewrites = "") {
        QTest::newRow(sql) << QByteArray(sql) << QString::fromLatin1(codes) << QString::fromLatin1(rewrites);
    };
    row("ALTER TABLE hut ALTER id SET NOT NULL", "");
    row("ALTER TABLE hut ALTER name SET NOT NULL", "");
    row("ALTER TABLE hut ALTER beds SET NOT NULL", "PG107");
    row("ALTER TABLE hut ALTER gone SET NOT NULL", "PG406 PG107");
    row("ALTER TABLE hut ADD COLUMN name text", "PG407");
    row("ALTER TABLE hut DROP COLUMN IF EXISTS gone", "PG302");
    row("ALTER TABLE hut ALTER name TYPE varchar(40)", "PG322 PG210");
    row("ALTER TABLE hut ALTER name TYPE text", "PG322 PG210");
    row("ALTER TABLE hut ALTER name TYPE varchar(10)", "PG204 PG314", "public.hut");
    row("ALTER TABLE hut ALTER beds TYPE bigint", "PG204", "public.hut");
    row("ALTER TABLE hut ALTER beds TYPE integer", "");
    row("ALTER TABLE hut ALTER name TYPE integer", "PG408 PG314", "public.hut");
    row("ALTER TABLE hut ALTER name TYPE integer USING length(name)", "PG204", "public.hut");
    row("ALTER TABLE hut ALTER opened TYPE timestamptz", "PG204", "public.hut");
    row("CREATE INDEX i ON visit (beds)", "PG117");
    row("CREATE INDEX again ON hut (beds)", "PG101 PG610");
    row("CREATE TABLE hut (id bigint PRIMARY KEY)", "PG407");
    row("DROP TABLE nowhere", "PG406 PG301");
    row("DROP TABLE IF EXISTS nowhere", "");
    row("DROP INDEX nowhere", "PG406 PG103");
    row("ALTER TABLE hut VALIDATE CONSTRAINT doubtful", "");
}

void TestPostgreSqlAdvice::theCatalogAnswersWhatTheTextCant()
{
    QFETCH(const QByteArray, sql);
    QFETCH(const QString, codes);
    const auto answers = adviseWithCatalog({ sql });
    QCOMPARE(sorted(codesOf(answers)), sorted(codes));
    QTEST(namesOf(answers.front().rewrites), "rewrites");
}

void TestPostgreSqlAdvice::olderServersHaveOtherRules_data()
{
    QTest::addColumn<QString>("version");
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QString>("codes");
    const auto row = [](const char *version, const char *sql, const char *codes) {
        QTest::addRow("%s %s", version, sql) << QString::fromLatin1(version) << QByteArray(sql) << QString::fromLatin1(codes);
    };
    row("10.23", "ALTER TABLE hut ADD COLUMN a integer DEFAULT 7", "PG212");
    row("11.2", "ALTER TABLE hut ADD COLUMN a integer DEFAULT 7", "");
    row("11.2", "ALTER TYPE mood ADD VALUE 'x'", "PG403");
    row("12.1 (Debian 12.1-1)", "ALTER TYPE mood ADD VALUE 'x'", "");
    row("11.2", "ALTER TABLE hut ALTER name SET NOT NULL", "PG107");
    row("12.1", "ALTER TABLE hut ALTER name SET NOT NULL", "");
    row("11.2", "REINDEX TABLE CONCURRENTLY hut", "PG405 PG102");
    row("13.1", "ALTER TABLE visit DETACH PARTITION visit_1 CONCURRENTLY", "PG405 PG102");
    row("14.1", "MERGE INTO hut USING tent ON hut.id = tent.id WHEN MATCHED THEN DELETE", "PG405");
    row("14.1", "CREATE UNIQUE INDEX CONCURRENTLY i ON hut (name) NULLS NOT DISTINCT", "PG405 PG102 PG409");
    row("10.1", "CALL p()", "PG405 PG506");
}

void TestPostgreSqlAdvice::olderServersHaveOtherRules()
{
    QFETCH(const QString, version);
    QFETCH(const QByteArray, sql);
    QFETCH(const QString, codes);
    QCOMPARE(sorted(codesOf(adviseWithCatalog({ sql }, version))), sorted(codes));
}

void TestPostgreSqlAdvice::aFewRowsAreNoDanger()
{
    QCOMPARE(find(adviseWithCatalog({ "CREATE INDEX i ON hut (name)" }), "PG101")->severity, FindingSeverity::Error);
    QCOMPARE(find(adviseWithCatalog({ "CREATE INDEX i ON tent (name)" }), "PG101")->severity, FindingSeverity::Info);
    // What is lost is lost, be it little.
    QCOMPARE(find(adviseWithCatalog({ "DROP TABLE tent" }), "PG301")->severity, FindingSeverity::Warning);
}

void TestPostgreSqlAdvice::findingsPointAtTheirCommand()
{
    const QByteArray sql = "-- über\nALTER TABLE ONLY s.\"Hut, small\" ADD COLUMN ü numeric(8, 2) DEFAULT random(),\n    DROP COLUMN \"b\", ALTER COLUMN c SET NOT NULL ;";
    const auto answers = advise({ sql });
    const auto textOf = [&](const char *code) {
        const auto *finding = find(answers, code);
        return finding ? sql.mid(finding->span.begin, finding->span.end - finding->span.begin) : QByteArray();
    };
    QCOMPARE(textOf("PG201"), QByteArray("ADD COLUMN ü numeric(8, 2) DEFAULT random()"));
    QCOMPARE(textOf("PG302"), QByteArray("DROP COLUMN \"b\""));
    QCOMPARE(textOf("PG107"), QByteArray("ALTER COLUMN c SET NOT NULL"));
    QCOMPARE(textOf("PG611"), QByteArray("ü"));
    QVERIFY(textOf("PG119").startsWith("ALTER TABLE") && textOf("PG119").endsWith("NOT NULL"));
    QVERIFY(std::ranges::is_sorted(answers.front().findings, {}, [](const Finding &finding) { return finding.span.begin; }));
}

void TestPostgreSqlAdvice::aSyntaxErrorPointsAtItsToken_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QByteArray>("token");
    QTest::newRow("word") << QByteArray("CREATE TABEL x (a int)") << QByteArray("TABEL");
    QTest::newRow("behind letters of two bytes") << QByteArray("SELECT 'üüü' FORM x y z") << QByteArray("x");
    QTest::newRow("end") << QByteArray("SELECT a +") << QByteArray("+");
    QTest::newRow("open string") << QByteArray("SELECT 'a") << QByteArray("'a");
    QTest::newRow("nothing") << QByteArray("-- only this") << QByteArray("-- only this");
}

void TestPostgreSqlAdvice::aSyntaxErrorPointsAtItsToken()
{
    QFETCH(const QByteArray, sql);
    const auto answers = advise({ sql });
    const auto *finding = find(answers, "PG100");
    QVERIFY(finding);
    QCOMPARE(finding->severity, FindingSeverity::Error);
    QTEST(sql.mid(finding->span.begin, finding->span.end - finding->span.begin), "token");
    QVERIFY(answers.front().tag.isEmpty());
}

void TestPostgreSqlAdvice::aSaferFormKeepsTheCommandsAround()
{
    const auto answers = advise({ "ALTER TABLE IF EXISTS hut ADD a int, ADD CHECK (a > 0), DROP b" });
    const auto *finding = find(answers, "PG105");
    QVERIFY(finding && finding->saferForms.size() == 1);
    const auto &form = finding->saferForms.front();
    QVERIFY(form.needsNoTransaction);
    QCOMPARE(form.statements, (std::vector<QByteArray> { "ALTER TABLE IF EXISTS hut ADD a int", "ALTER TABLE IF EXISTS hut ADD CONSTRAINT hut_a_check CHECK (a > 0) NOT VALID",
                                  "ALTER TABLE IF EXISTS hut VALIDATE CONSTRAINT hut_a_check", "ALTER TABLE IF EXISTS hut DROP b" }));
}

void TestPostgreSqlAdvice::outsideATransactionLocksEndWithTheirStatement()
{
    auto request = requestOf({ "DROP VIEW a", "DROP VIEW b", "CREATE INDEX CONCURRENTLY i ON c (d)", "ALTER TYPE mood ADD VALUE 'x'", "INSERT INTO a VALUES ('x')", "SET work_mem = '1MB'" });
    request.inTransaction = false;
    const auto answers = advise(request);
    QCOMPARE(codesOf(answers), QStringLiteral("PG315 PG315"));
    QCOMPARE(answers[2].fit, TransactionFit::Alone);
    const auto *reminder = find(answers, "PG119");
    QCOMPARE(reminder->saferForms.front().statements, (std::vector<QByteArray> { "SET lock_timeout = '5s'", "DROP VIEW a", "RESET lock_timeout" }));
    // Once set, nobody is reminded.
    QVERIFY(!find(advise({ "SET LOCAL lock_timeout = '1s'", "DROP VIEW a" }), "PG119"));
    QVERIFY(find(advise({ "SET LOCAL lock_timeout = 0", "DROP VIEW a" }), "PG119"));
}

void TestPostgreSqlAdvice::probesQuoteOddNames()
{
    const auto answers = advise({ "ALTER TABLE \"My \"\"s\".\"Hut's\" ALTER \"select\" SET NOT NULL" });
    const auto &probe = find(answers, "PG107")->probes.front();
    QCOMPARE(probe.countSql, QByteArray("SELECT count(*) FROM \"My \"\"s\".\"Hut's\" WHERE \"select\" IS NULL"));
    QVERIFY(probe.isFatal);
    QVERIFY(probe.sentence.contains(QStringLiteral("%1")));
}

void TestPostgreSqlAdvice::createdDroppedAndLostObjectsAreNamed()
{
    const auto answers = advise({ "CREATE TABLE s.a (id bigint PRIMARY KEY)", "CREATE VIEW v AS SELECT 1", "DROP TABLE b, s.c", "ALTER TABLE d DROP COLUMN e", "ALTER TABLE f RENAME TO g",
        "CREATE INDEX i ON s.a (id)", "CREATE TYPE t AS ENUM ('x')", "CREATE SCHEMA n", "DELETE FROM h WHERE x = 1" });
    QCOMPARE(namesOf(answers[0].creates), QStringLiteral("s.a"));
    QCOMPARE(namesOf(answers[1].creates), QStringLiteral("v"));
    QCOMPARE(namesOf(answers[2].drops), QStringLiteral("b s.c"));
    QCOMPARE(namesOf(answers[2].losesData), QStringLiteral("b s.c"));
    QCOMPARE(namesOf(answers[3].losesData), QStringLiteral("d"));
    QCOMPARE(namesOf(answers[4].drops) + u' ' + namesOf(answers[4].creates), QStringLiteral("f g"));
    QCOMPARE(namesOf(answers[5].creates), QStringLiteral("s.i"));
    QCOMPARE(namesOf(answers[6].creates), QStringLiteral("t"));
    QCOMPARE(answers[7].creates.front(), (ObjectPath { {}, QStringLiteral("n"), {} }));
    QVERIFY(answers[8].changesData && !answers[8].changesSchema);
    QVERIFY(answers[0].changesSchema && !answers[0].changesData);
}

void TestPostgreSqlAdvice::aCatalogGivesFullPaths()
{
    const auto answers = adviseWithCatalog({ "DROP TABLE tent", "TRUNCATE hut CASCADE" });
    // The triggers of the foreign key are on both tables.
    QCOMPARE(locksOf(answers[0]), QStringLiteral("public.tent: ACCESS EXCLUSIVE, public.hut: ACCESS EXCLUSIVE"));
    // Nobody refers to it any more.
    QCOMPARE(locksOf(answers[1]), QStringLiteral("public.hut: ACCESS EXCLUSIVE"));
    const auto cascaded = adviseWithCatalog({ "TRUNCATE hut CASCADE" });
    QCOMPARE(namesOf(cascaded.front().losesData), QStringLiteral("public.hut public.tent"));
    QCOMPARE(locksOf(adviseWithCatalog({ "ALTER TABLE visit ADD a integer" }).front()), QStringLiteral("public.visit: ACCESS EXCLUSIVE, public.visit_1: ACCESS EXCLUSIVE"));
    QCOMPARE(locksOf(adviseWithCatalog({ "DROP INDEX hut_beds" }).front()), QStringLiteral("public.hut_beds: ACCESS EXCLUSIVE, public.hut: ACCESS EXCLUSIVE"));
}

void TestPostgreSqlAdvice::statementsOfEveryKindHaveATag_data()
{
    QTest::addColumn<QString>("tag");
    QTest::addColumn<TransactionFit>("fit");
    const auto row = [](const char *sql, const char *tag, TransactionFit fit = TransactionFit::Inside) { QTest::newRow(sql) << QString::fromLatin1(tag) << fit; };
    row("SELECT 1", "SELECT");
    row("SELECT * INTO t FROM x", "SELECT INTO");
    row("INSERT INTO t VALUES (1)", "INSERT");
    row("CREATE EXTENSION postgis", "CREATE EXTENSION");
    row("CREATE ROLE r", "CREATE ROLE");
    row("CREATE SEQUENCE s", "CREATE SEQUENCE");
    row("ALTER SEQUENCE s RESTART", "ALTER SEQUENCE");
    row("CREATE MATERIALIZED VIEW v AS SELECT 1", "CREATE MATERIALIZED VIEW");
    row("ALTER VIEW v RENAME TO w", "ALTER VIEW");
    row("ALTER MATERIALIZED VIEW v SET (fillfactor = 50)", "ALTER MATERIALIZED VIEW");
    row("ALTER FUNCTION f() STABLE", "ALTER FUNCTION");
    row("COMMENT ON TABLE t IS 'x'", "COMMENT");
    row("GRANT r TO s", "GRANT ROLE");
    row("ALTER OPERATOR FAMILY f USING btree DROP FUNCTION 1 (int)", "ALTER OPERATOR FAMILY");
    row("CREATE AGGREGATE a (int) (sfunc = f, stype = int)", "CREATE");
    row("CREATE DOMAIN d AS int", "CREATE DOMAIN");
    row("CREATE TYPE t AS (a int)", "CREATE TYPE");
    row("ALTER TYPE t ADD ATTRIBUTE b int", "ALTER TYPE");
    row("CREATE STATISTICS s ON a, b FROM t", "CREATE STATISTICS");
    row("CREATE PUBLICATION p FOR TABLE t", "CREATE PUBLICATION");
    row("CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p", "CREATE SUBSCRIPTION", TransactionFit::Alone);
    row("VACUUM", "VACUUM", TransactionFit::Alone);
    row("START TRANSACTION", "BEGIN", TransactionFit::Controls);
    row("ROLLBACK", "ROLLBACK", TransactionFit::Controls);
    row("PREPARE TRANSACTION 'x'", "PREPARE TRANSACTION", TransactionFit::Controls);
    row("EXPLAIN SELECT 1", "EXPLAIN");
    row("NOTIFY x", "NOTIFY");
    row("DROP TRIGGER t ON x", "DROP TRIGGER");
    row("DROP EXTENSION e", "DROP EXTENSION");
    row("CREATE SCHEMA s CREATE TABLE t (id bigint PRIMARY KEY)", "CREATE SCHEMA");
    row("IMPORT FOREIGN SCHEMA s FROM SERVER x INTO y", "IMPORT FOREIGN SCHEMA");
    row("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO r", "ALTER DEFAULT PRIVILEGES");
    row("CREATE FOREIGN TABLE t (a bigint) SERVER s", "CREATE FOREIGN TABLE");
}

void TestPostgreSqlAdvice::statementsOfEveryKindHaveATag()
{
    const auto answers = advise({ QByteArray(QTest::currentDataTag()) });
    QTEST(answers.front().tag, "tag");
    QTEST(answers.front().fit, "fit");
}

/// The bytes of the tree that was built from JSON.
QByteArray packed(const QByteArray &sql)
{
    const auto parsed = pg_query_parse(sql.constData());
    std::pmr::monotonic_buffer_resource memory;
    const auto *tree = parsed.error ? nullptr : postgresql::advice::parseResultOf(parsed.parse_tree, memory);
    QByteArray bytes;
    if (tree) {
        bytes.resize(qsizetype(pg_query__parse_result__get_packed_size(tree)));
        pg_query__parse_result__pack(tree, reinterpret_cast<uint8_t *>(bytes.data()));
    }
    pg_query_free_parse_result(parsed);
    return bytes;
}

QByteArray ownBytes(const QByteArray &sql)
{
    const auto parsed = pg_query_parse_protobuf(sql.constData());
    const auto bytes = parsed.error ? QByteArray() : QByteArray(parsed.parse_tree.data, qsizetype(parsed.parse_tree.len));
    pg_query_free_protobuf_parse_result(parsed);
    return bytes;
}

void TestPostgreSqlAdvice::aTreeIsThatOfTheLibrarysOwnBytes()
{
    QFETCH(const QByteArray, sql);
    QCOMPARE(packed(sql), ownBytes(sql));
}

void TestPostgreSqlAdvice::aTreeKeepsWhatIsEscaped()
{
    const QByteArray sql = "SELECT E'a\\nb\\t\\x01\\\\', 'q\"uote ü', \"odd \"\"name\", 1.5, -7, NULL, true, B'101', ARRAY[1, NULL], x -> 'y' FROM t WHERE (a, b) IN (SELECT 1, 2) LIMIT 3";
    QVERIFY(!packed(sql).isEmpty());
    QCOMPARE(packed(sql), ownBytes(sql));
}

void TestPostgreSqlAdvice::aBrokenTreeIsRefused()
{
    std::pmr::monotonic_buffer_resource memory;
    for (const char *json : { "", "{", "{\"stmts\":[{", "{\"stmts\":[{\"stmt\":{\"SelectStmt\":{\"op\":\"SETOP_NONE", "[]", "{\"version\":1,}" })
        QVERIFY2(!postgresql::advice::parseResultOf(json, memory), json);
}

QTEST_APPLESS_MAIN(TestPostgreSqlAdvice)
#include "tst_postgresqladvice.moc"
