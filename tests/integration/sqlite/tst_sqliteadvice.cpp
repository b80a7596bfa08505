#include "core/connection/connectionexecutor.h"
#include "core/migrations/advisor.h"
#include "tests/integration/sqlite/sqlitefixture.h"

#include <QRegularExpression>

#include <algorithm>

using namespace dumbo;
using namespace dumbo::sqlite;

namespace {

/// Statements end with ";" at a line's end or the text's.
Migration migrationOf(const QByteArray &script, bool inTransaction)
{
    Migration migration;
    migration.name = QStringLiteral("0001");
    migration.inTransaction = inTransaction;
    for (const auto &text : script.split(';')) {
        if (!text.trimmed().isEmpty())
            migration.up.push_back({ text.trimmed(), 0, 0, 1 });
    }
    return migration;
}

Advisor advisorOf(SqlitePlugin &plugin)
{
    auto *extension = static_cast<MigrationAdviceExtension *>(plugin.extension(MigrationAdviceExtension::extensionId()));
    return Advisor(std::shared_ptr<MigrationAdviceExtension>(extension, [](auto *) {}), plugin.dialect(), true);
}

constexpr auto setUp
    = "CREATE TABLE hut (id INTEGER PRIMARY KEY, name TEXT, region INT UNIQUE, code TEXT);"
      "INSERT INTO hut VALUES (1, 'a', 1, 'x'), (2, 'a', 2, NULL);"
      "CREATE INDEX hut_code ON hut (code);"
      "CREATE TABLE bare (id INTEGER PRIMARY KEY, free TEXT, note TEXT); INSERT INTO bare VALUES (1, 'x', NULL);"
      "CREATE TABLE empty (id INTEGER PRIMARY KEY);"
      "CREATE TABLE visit (id INTEGER PRIMARY KEY, hut_id INTEGER REFERENCES hut (id) ON DELETE CASCADE);"
      "INSERT INTO visit VALUES (1, 1), (2, 1);"
      "CREATE TABLE ticket (id INTEGER PRIMARY KEY, visit_id INTEGER REFERENCES visit (id)); INSERT INTO ticket VALUES (1, 2);"
      "CREATE TABLE keyless (a TEXT, b TEXT);"
      "CREATE VIEW huts AS SELECT name FROM hut";

struct Ran
{
    MigrationAdvice advice;
    QStringList codes; ///< with "!" where they are errors
    QString error; ///< of the migration when it ran; empty: it ran
};

Ran judgeAndRun(const QByteArray &script, bool inTransaction = true)
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    run(*connection, setUp);
    const std::vector migrations { migrationOf(script, inTransaction) };
    Ran ran;
    {
        ConnectionExecutor executor(*connection);
        const auto context = adviceContext(executor);
        auto advice = advisorOf(fixture.plugin).advise(migrations, *context);
        if (!advice)
            qFatal("%s", qPrintable(advice.error().toText()));
        ran.advice = std::move(*advice);
    }
    for (const auto &finding : ran.advice.migrations.front().findings)
        ran.codes.append(finding.code + (finding.severity == FindingSeverity::Error ? QStringLiteral("!") : QString()));
    if (inTransaction)
        run(*connection, "BEGIN");
    for (const auto &statement : migrations.front().up) {
        if (const auto done = query(*connection, statement.text); !done) {
            ran.error = done.error().toText();
            break;
        }
    }
    if (inTransaction && ran.error.isEmpty()) {
        if (const auto done = query(*connection, "COMMIT"); !done)
            ran.error = done.error().toText();
    }
    return ran;
}

const AdvisedFinding *find(const Ran &ran, const char *code)
{
    const auto &findings = ran.advice.migrations.front().findings;
    const auto found = std::ranges::find(findings, QLatin1StringView(code), &AdvisedFinding::code);
    return found == findings.end() ? nullptr : &*found;
}

} // namespace

/// What advice says of a statement is what SQLite does with it.
class TestSqliteAdvice : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsSaidToFailFails_data();
    void whatIsSaidToFailFails();
    void whatRunsIsNotSaidToFail_data();
    void whatRunsIsNotSaidToFail();
    void otherThingsAreSaid_data();
    void otherThingsAreSaid();
    void probesCountAndShowRows();
    void anEarlierStatementKeepsFromAsking();
    void aProbeThatTakesTooLongSaysSo();
    void aRebuildDeletesChildrenAsSaid();
    void theSaferFormOfARebuildRuns();
    void theSaferFormOfAUniqueColumnRuns();
    void pragmasInTransactionsDoNothingAsSaid();
    void stringsBecomeNumbersAsSaid();
    void everyErrorHasItsPlace();
};

void TestSqliteAdvice::whatIsSaidToFailFails_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QString>("code");
    QTest::addColumn<bool>("inTransaction");
    const auto row = [](const char *script, const char *code, bool inTransaction = true) {
        QTest::addRow("%s: %s", code, script) << QByteArray(script) << QString::fromLatin1(code) << inTransaction;
    };
    row("SELEC 1", "LITE001");
    row("SELECT 1 FROM", "LITE001");
    row("CREATE TABLE t (a TEXT", "LITE001");
    row("SELECT 'open", "LITE001");
    row("CREATE TABLE hut (id INTEGER PRIMARY KEY)", "LITE003");
    row("ALTER TABLE bare ADD COLUMN free TEXT", "LITE003");
    row("ALTER TABLE bare RENAME TO hut", "LITE003");
    row("CREATE INDEX hut_code ON hut (name)", "LITE003");
    row("CREATE VIEW huts AS SELECT 1", "LITE003");
    row("DROP TABLE nowhere", "LITE004");
    row("UPDATE nowhere SET a = 1 WHERE a = 2", "LITE004");
    row("CREATE INDEX nowhere_a ON nowhere (a)", "LITE004");
    row("DROP INDEX nowhere_a", "LITE004");
    row("ALTER TABLE bare DROP COLUMN nothing", "LITE004");
    row("ALTER TABLE bare RENAME COLUMN nothing TO something", "LITE004");
    row("CREATE TABLE made (a TEXT); DROP TABLE made; INSERT INTO made VALUES ('a')", "LITE004");
    row("VACUUM", "LITE101");
    row("PRAGMA synchronous = OFF", "LITE101");
    row("BEGIN", "LITE103");
    row("ALTER TABLE bare ALTER COLUMN free SET NOT NULL", "LITE201");
    row("ALTER TABLE bare MODIFY free INTEGER", "LITE201");
    row("ALTER TABLE bare ADD CONSTRAINT c CHECK (free <> '')", "LITE201");
    row("ALTER TABLE bare ADD COLUMN a TEXT, ADD COLUMN b TEXT", "LITE201");
    row("ALTER TABLE bare ADD COLUMN a TEXT NOT NULL", "LITE202");
    row("ALTER TABLE bare ADD COLUMN a TEXT NOT NULL DEFAULT NULL", "LITE202");
    row("ALTER TABLE bare ADD COLUMN a TEXT DEFAULT CURRENT_TIMESTAMP", "LITE203");
    row("ALTER TABLE bare ADD COLUMN a TEXT DEFAULT (1 + 1)", "LITE203");
    row("ALTER TABLE empty ADD COLUMN a TEXT UNIQUE", "LITE204");
    row("ALTER TABLE empty ADD COLUMN a TEXT PRIMARY KEY", "LITE204");
    row("ALTER TABLE bare ADD COLUMN hut_id INTEGER DEFAULT 1 REFERENCES hut (id)", "LITE205");
    row("ALTER TABLE bare ADD COLUMN a TEXT AS (free) STORED", "LITE206");
    row("ALTER TABLE hut DROP COLUMN id", "LITE209");
    row("ALTER TABLE hut DROP COLUMN region", "LITE209");
    row("ALTER TABLE hut DROP COLUMN code", "LITE209");
    row("DROP TABLE visit", "LITE213");
    row("CREATE TABLE hut2 (id INTEGER PRIMARY KEY, name TEXT, region INT UNIQUE, code TEXT); INSERT INTO hut2 SELECT * FROM hut; DROP TABLE hut; "
        "ALTER TABLE hut2 RENAME TO hut; CREATE INDEX hut_code ON hut (code)",
        "LITE224");
    row("CREATE TABLE bare2 (id INTEGER PRIMARY KEY, free TEXT, note TEXT NOT NULL); INSERT INTO bare2 SELECT id, free, note FROM bare; DROP TABLE bare; "
        "ALTER TABLE bare2 RENAME TO bare",
        "LITE225");
    row("CREATE TABLE t (a STRING) STRICT", "LITE304");
    row("CREATE TABLE t (a) STRICT", "LITE304");
    row("CREATE TABLE t (a INT PRIMARY KEY AUTOINCREMENT)", "LITE308");
    row("CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT) WITHOUT ROWID", "LITE308");
    row("CREATE TABLE t (a INT) WITHOUT ROWID", "LITE309");
    row("CREATE TABLE t (a TEXT REFERENCES keyless (a)); INSERT INTO t VALUES ('a')", "LITE310");
    row("CREATE UNIQUE INDEX hut_name ON hut (name)", "LITE401");
    row("CREATE UNIQUE INDEX hut_name ON hut (lower(name) DESC)", "LITE401");
}

void TestSqliteAdvice::whatIsSaidToFailFails()
{
    QFETCH(QByteArray, script);
    QFETCH(QString, code);
    QFETCH(bool, inTransaction);
    const auto ran = judgeAndRun(script, inTransaction);
    QVERIFY2(ran.codes.contains(code + u'!'), qPrintable(ran.codes.join(u' ')));
    QVERIFY(!ran.error.isEmpty());
}

void TestSqliteAdvice::whatRunsIsNotSaidToFail_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<bool>("inTransaction");
    const auto row = [](const char *script, bool inTransaction = true) { QTest::newRow(script) << QByteArray(script) << inTransaction; };
    row("ALTER TABLE empty ADD COLUMN a TEXT NOT NULL");
    row("ALTER TABLE empty ADD COLUMN a TEXT DEFAULT CURRENT_TIMESTAMP");
    row("ALTER TABLE empty ADD COLUMN a TEXT AS (id) STORED");
    row("ALTER TABLE bare ADD COLUMN a TEXT NOT NULL DEFAULT ''");
    row("ALTER TABLE bare ADD COLUMN a INTEGER NOT NULL DEFAULT -1");
    row("ALTER TABLE bare ADD COLUMN a TEXT AS (free) VIRTUAL");
    row("ALTER TABLE bare ADD COLUMN hut_id INTEGER REFERENCES hut (id)");
    row("CREATE TABLE IF NOT EXISTS hut (id INTEGER PRIMARY KEY)");
    row("DROP TABLE IF EXISTS nowhere");
    row("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); INSERT INTO t (a) VALUES ('a'); DROP TABLE t");
    row("ALTER TABLE bare ADD COLUMN fresh TEXT; UPDATE bare SET fresh = free WHERE true; CREATE INDEX bare_fresh ON bare (fresh)");
    row("CREATE UNIQUE INDEX hut_region ON hut (region)");
    row("CREATE UNIQUE INDEX hut_name ON hut (name) WHERE id > 1");
    row("VACUUM", false);
    row("PRAGMA foreign_keys = OFF; BEGIN; COMMIT; PRAGMA foreign_keys = ON", false);
    row("CREATE TABLE t (a TEXT REFERENCES hut (id)); INSERT INTO t VALUES (1)");
    row("CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (a_id INTEGER REFERENCES a)");
    row("WITH w AS (SELECT 1 AS one) INSERT INTO empty SELECT one FROM w");
}

void TestSqliteAdvice::whatRunsIsNotSaidToFail()
{
    QFETCH(QByteArray, script);
    QFETCH(bool, inTransaction);
    const auto ran = judgeAndRun(script, inTransaction);
    QCOMPARE(ran.error, QString());
    QVERIFY2(ran.codes.filter(QStringLiteral("!")).isEmpty(), qPrintable(ran.codes.join(u' ')));
}

void TestSqliteAdvice::otherThingsAreSaid_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QString>("code");
    QTest::addColumn<bool>("inTransaction");
    const auto row = [](const char *script, const char *code, bool inTransaction = true) {
        QTest::addRow("%s: %s", code, script) << QByteArray(script) << QString::fromLatin1(code) << inTransaction;
    };
    row("PRAGMA foreign_keys = OFF", "LITE102");
    row("PRAGMA page_size = 8192", "LITE104");
    row("PRAGMA writable_schema = ON", "LITE105");
    row("PRAGMA foreign_keys = OFF", "LITE106", false);
    row("ATTACH 'x.db' AS x", "LITE107");
    row("PRAGMA legacy_alter_table = ON", "LITE108");
    row("PRAGMA foreign_key_check", "LITE109");
    row("ALTER TABLE bare ADD COLUMN a INTEGER DEFAULT 1 CHECK (a > 0)", "LITE207");
    row("ALTER TABLE bare DROP COLUMN free", "LITE208");
    row("ALTER TABLE bare RENAME COLUMN free TO a", "LITE210");
    row("ALTER TABLE bare RENAME TO other", "LITE211");
    row("DROP TABLE bare", "LITE212");
    row("DROP INDEX hut_code", "LITE214");
    row("DROP VIEW huts", "LITE215");
    row("CREATE TABLE n (id INTEGER PRIMARY KEY, free TEXT, note TEXT); INSERT INTO n SELECT * FROM bare; DROP TABLE bare; ALTER TABLE n RENAME TO bare", "LITE221");
    row("DROP VIEW huts; CREATE TABLE n (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO n SELECT id, name FROM hut; DROP TABLE hut; ALTER TABLE n RENAME TO hut", "LITE222");
    row("DROP VIEW huts; CREATE TABLE n (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO n SELECT id, name FROM hut; DROP TABLE hut; ALTER TABLE n RENAME TO hut", "LITE223");
    row("CREATE TABLE n (id INTEGER PRIMARY KEY); INSERT INTO n SELECT id FROM bare; DROP TABLE bare; ALTER TABLE n RENAME TO bare", "LITE226");
    row("CREATE TABLE t (a STRING)", "LITE301");
    row("CREATE TABLE t (a FLOATING POINT)", "LITE301");
    row("CREATE TABLE t (a BOOLEAN)", "LITE302");
    row("CREATE TABLE t (a VARCHAR(20))", "LITE303");
    row("CREATE TABLE t (a BIGINT PRIMARY KEY)", "LITE305");
    row("CREATE TABLE t (a TEXT PRIMARY KEY)", "LITE306");
    row("CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT)", "LITE307");
    row("CREATE TABLE t (a INTEGER REFERENCES hut (id))", "LITE311");
    row("CREATE TABLE t (a TEXT DEFAULT \"abc\")", "LITE312");
    row("UPDATE bare SET free = 1 WHERE note = \"abc\"", "LITE312");
    row("CREATE INDEX bare_free ON bare (free)", "LITE402");
    row("CREATE INDEX hut_code_again ON hut (code)", "LITE403");
    row("UPDATE bare SET free = 'a'", "LITE501");
    row("DELETE FROM ticket", "LITE502");
    row("REPLACE INTO bare VALUES (1, 'a', 'b')", "LITE503");
    row("INSERT OR IGNORE INTO bare VALUES (1, 'a', 'b')", "LITE504");
}

void TestSqliteAdvice::otherThingsAreSaid()
{
    QFETCH(QByteArray, script);
    QFETCH(QString, code);
    QFETCH(bool, inTransaction);
    const auto ran = judgeAndRun(script, inTransaction);
    QVERIFY2(ran.codes.contains(code) || ran.codes.contains(code + u'!'), qPrintable(ran.codes.join(u' ')));
}

void TestSqliteAdvice::probesCountAndShowRows()
{
    const auto ran = judgeAndRun("CREATE UNIQUE INDEX hut_name ON hut (name)");
    const auto *finding = find(ran, "LITE401");
    QVERIFY(finding);
    const auto &answer = finding->probes.front();
    QVERIFY(answer.state == ProbeAnswer::State::Counted);
    QCOMPARE(answer.count, 1);
    QCOMPARE(answer.columns, (QStringList { "name", "rows" }));
    QCOMPARE(answer.rows.front().front(), std::optional<QString>("a"));
    QVERIFY(finding->severity == FindingSeverity::Error && finding->usualSeverity == FindingSeverity::Warning);
    QVERIFY(!finding->severityReason.isEmpty());

    const auto lost = judgeAndRun("ALTER TABLE bare DROP COLUMN note");
    QCOMPARE(find(lost, "LITE208")->probes.front().count, 0);
    QVERIFY(find(lost, "LITE208")->severity == FindingSeverity::Warning);
}

void TestSqliteAdvice::anEarlierStatementKeepsFromAsking()
{
    const auto ran = judgeAndRun("DELETE FROM hut WHERE id = 2; CREATE UNIQUE INDEX hut_name ON hut (name)");
    QCOMPARE(ran.error, QString());
    QVERIFY(find(ran, "LITE401")->probes.front().state == ProbeAnswer::State::NotAsked);
    QVERIFY(find(ran, "LITE401")->severity == FindingSeverity::Warning);
}

void TestSqliteAdvice::aProbeThatTakesTooLongSaysSo()
{
    Fixture fixture;
    const auto connection = fixture.open();
    run(*connection, "CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n; CREATE TABLE t (a)");
    const auto gate = CancelGate::create();
    gate->setConnection(connection.get());
    gate->beginJob(JobId(1));
    ConnectionExecutor executor(*connection, gate);
    auto context = adviceContext(executor);
    QVERIFY(context);
    context->probeTime = std::chrono::milliseconds(50);
    context->catalog.reset();
    const std::vector migrations { migrationOf("DELETE FROM endless", true) };
    const auto advice = advisorOf(fixture.plugin).advise(migrations, *context);
    QVERIFY2(advice, advice ? "" : qPrintable(advice.error().toText()));
    const auto &finding = advice->migrations.front().findings.front();
    QVERIFY2(finding.probes.front().state == ProbeAnswer::State::TimedOut, qPrintable(finding.probes.front().sentence));
    QVERIFY(finding.severity == finding.usualSeverity);
}

void TestSqliteAdvice::aRebuildDeletesChildrenAsSaid()
{
    const QByteArray script = "DROP VIEW huts; CREATE TABLE n (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO n SELECT id, name FROM hut; DROP TABLE hut; "
                              "ALTER TABLE n RENAME TO hut";
    const auto ran = judgeAndRun("DELETE FROM ticket WHERE id = 1; " + script);
    QCOMPARE(ran.error, QString());
    const auto *finding = find(ran, "LITE222");
    QVERIFY(finding);
    const auto without = judgeAndRun("PRAGMA foreign_keys = OFF; BEGIN; " + script + "; COMMIT; PRAGMA foreign_keys = ON", false);
    QVERIFY(!find(without, "LITE222"));
    QCOMPARE(without.error, QString());
}

void TestSqliteAdvice::theSaferFormOfARebuildRuns()
{
    const auto ran = judgeAndRun("ALTER TABLE bare MODIFY free INTEGER");
    const auto *finding = find(ran, "LITE201");
    QVERIFY(finding && !finding->saferForms.empty());
    QVERIFY(finding->saferForms.front().needsNoTransaction);
    QByteArray script;
    for (const auto &statement : finding->saferForms.front().statements)
        script += statement + ";\n";
    QCOMPARE(judgeAndRun(script, false).error, QString());
}

void TestSqliteAdvice::theSaferFormOfAUniqueColumnRuns()
{
    const auto ran = judgeAndRun("ALTER TABLE bare ADD COLUMN code TEXT UNIQUE");
    const auto *finding = find(ran, "LITE204");
    QVERIFY(finding && !finding->saferForms.empty());
    QCOMPARE(judgeAndRun(finding->saferForms.front().statements[0] + ';' + finding->saferForms.front().statements[1]).error, QString());
}

void TestSqliteAdvice::pragmasInTransactionsDoNothingAsSaid()
{
    Fixture fixture;
    const auto connection = fixture.open();
    run(*connection, "BEGIN");
    run(*connection, "PRAGMA foreign_keys = OFF");
    QCOMPARE(single(*connection, "PRAGMA foreign_keys"), Value(1));
}

void TestSqliteAdvice::stringsBecomeNumbersAsSaid()
{
    Fixture fixture;
    const auto connection = fixture.open();
    run(*connection, "CREATE TABLE t (a STRING, b TEXT PRIMARY KEY, c FLOATING POINT)");
    run(*connection, "INSERT INTO t VALUES ('007', NULL, 1.0)");
    QCOMPARE(single(*connection, "SELECT a FROM t"), Value(7));
    QVERIFY(single(*connection, "SELECT b FROM t").isNull());
    QCOMPARE(single(*connection, "SELECT typeof(c) FROM t"), Value::text(QStringLiteral("integer")));
}

void TestSqliteAdvice::everyErrorHasItsPlace()
{
    const auto ran = judgeAndRun("ALTER TABLE bare\n ADD COLUMN a TEXT NOT NULL");
    const auto *finding = find(ran, "LITE202");
    QVERIFY(finding);
    QCOMPARE(finding->line, 2);
    QCOMPARE(finding->column, 13);
}

QTEST_GUILESS_MAIN(TestSqliteAdvice)
#include "tst_sqliteadvice.moc"
