#include "core/sql/splitter.h"

#include "tests/unit/core/sql/dialects.h"

#include <pg_query.h>
#include <sqlite3.h>

#include <algorithm>
#include <memory>

using namespace dumbo;
using namespace dumbo::testing;

namespace {

using Range = std::pair<qint64, qint64>;
using Ranges = std::vector<Range>;

Ranges ours(const QByteArray &script, const Dialect &dialect)
{
    Ranges ranges;
    for (const auto &part : splitScript({ script.constData(), std::size_t(script.size()) }, dialect))
        ranges.emplace_back(part.begin, part.end);
    return ranges;
}

QByteArray listed(const QByteArray &script, const Ranges &ranges)
{
    QByteArray text;
    for (const auto &[begin, end] : ranges)
        text += '[' + script.mid(begin, end - begin) + "]\n";
    return text;
}

/// Where SQLite's own parser ends each statement: the tails of sqlite3_prepare_v2. Each range begins where the last ended and
/// includes the ';'. Every statement must prepare in a database that has the table t.
class SqliteOracle {
public:
    SqliteOracle()
    {
        sqlite3_open(":memory:", &m_database);
        sqlite3_exec(m_database, "CREATE TABLE t (a, b, c); CREATE TABLE u (a, b, c)", nullptr, nullptr, nullptr);
    }
    ~SqliteOracle() { sqlite3_close(m_database); }
    Q_DISABLE_COPY_MOVE(SqliteOracle)

    [[nodiscard]] Ranges split(const QByteArray &script, QByteArray *error) const
    {
        Ranges ranges;
        const char *position = script.constData();
        const char *const end = position + script.size();
        while (position < end) {
            sqlite3_stmt *statement = nullptr;
            const char *tail = nullptr;
            if (sqlite3_prepare_v2(m_database, position, int(end - position), &statement, &tail) != SQLITE_OK) {
                *error = sqlite3_errmsg(m_database);
                return ranges;
            }
            if (statement)
                ranges.emplace_back(position - script.constData(), tail - script.constData());
            sqlite3_finalize(statement);
            position = tail;
        }
        return ranges;
    }

private:
    sqlite3 *m_database = nullptr;
};

/// Our ranges agree with SQLite's tails: one statement in each, and its ';' right behind.
bool agrees(const QByteArray &script, const Ranges &mine, const Ranges &theirs)
{
    if (mine.size() != theirs.size())
        return false;
    for (std::size_t i = 0; i < mine.size(); ++i) {
        if (mine[i].first < theirs[i].first || mine[i].second > theirs[i].second)
            return false;
        const bool ended = theirs[i].second > 0 && script[theirs[i].second - 1] == ';';
        if (ended && mine[i].second > theirs[i].second - 1)
            return false;
    }
    return true;
}

/// libpg_query's statements reach from the ';' before to their own, blanks and comments included.
bool liesWithin(const Ranges &mine, const Ranges &theirs)
{
    return std::ranges::equal(mine, theirs, [](const Range &our, const Range &their) {
        return their.first <= our.first && our.second <= their.second;
    });
}

Ranges taken(const PgQuerySplitResult &result, QByteArray *error)
{
    Ranges ranges;
    if (result.error)
        *error = result.error->message;
    for (int i = 0; i < result.n_stmts && !result.error; ++i)
        ranges.emplace_back(result.stmts[i]->stmt_location, result.stmts[i]->stmt_location + result.stmts[i]->stmt_len);
    pg_query_free_split_result(result);
    return ranges;
}

const char *const gaps[] = { " ", "\n", "\t", " -- it's; \"a\n", " /* a; ' */ ", "\r\n", "  ", "/*;*/" };
const char *const sqliteExpressions[] = { "1", "'a;b'", "'it''s'", "\"a\"", "`b`", "[c]", "x'3b'", "-1.5e-3", "a || ';'", "CASE WHEN a THEN 'end;' ELSE 2 END",
    "(SELECT max(a) FROM u)", "?1", ":p", "@q", "$r", "max(1, 2)", "'\\'", "a->>'$.b'", "NULL", "CAST(a AS text)", "'\xc3\xa9;'" };
const char *const postgresExpressions[] = { "1", "'a;b'", "'it''s'", "\"a;\"", "E'\\';'", "e'a\\\\'", "$$;$$", "$x$ $$ ; $x$", "U&'d\\0061;'", "-1.5e-3",
    "CASE WHEN a THEN 'end;' ELSE 2 END", "(SELECT max(a) FROM u)", "$1", "a::text", "'a'\n'b;'", "E'a'\n'\\';'", "a ->> 'b'", "ARRAY[1,2]", "a.end",
    "B'01'", "x'ff'", "1 + + 2", "a @- 5", "a *-- c;\n 2", "'\\'", "N'a;'", "\"x\"\"y;\"", "'\xc3\xa9;'", "a$b$", "$\xc3\xa9$;$\xc3\xa9$", "1e5", "U&\"\\0061;\"" };

template <typename Expressions>
QByteArray query(Random &random, const Expressions &expressions)
{
    const auto gap = [&random] { return random.pick(gaps); };
    QByteArray text = "SELECT" + gap() + random.pick(expressions);
    for (int i = random.below(3); i > 0; --i)
        text += gap() + "," + gap() + random.pick(expressions);
    text += gap() + "FROM" + gap() + "t";
    if (random.oneIn(2))
        text += gap() + "WHERE" + gap() + random.pick(expressions) + gap() + "=" + gap() + random.pick(expressions);
    return text;
}

QByteArray sqliteStatement(Random &random)
{
    const auto gap = [&random] { return random.pick(gaps); };
    static const char *const constants[] = { "1", "'a;b'", "'it''s'", "CASE WHEN 1 THEN 'end;' ELSE 2 END", "x'3b'", "(SELECT max(a) FROM u)" };
    switch (random.below(6)) {
    case 0:
        return "INSERT INTO t" + gap() + "VALUES (1, 'a;', " + random.pick(constants) + ")";
    case 1:
        return "UPDATE" + gap() + "t SET a = " + random.pick(constants) + gap() + "WHERE b";
    case 2: {
        QByteArray text = random.oneIn(4) ? "EXPLAIN " : "";
        text += "CREATE" + gap() + (random.oneIn(2) ? "TEMP" + gap() : "") + "TRIGGER" + gap() + (random.oneIn(3) ? "begin" : "x") + gap()
            + "AFTER" + gap() + "INSERT ON" + gap() + "t" + gap()
            + (random.oneIn(2) ? "WHEN new.a > CASE WHEN 1 THEN 2 END" + gap() : "") + "BEGIN" + gap();
        for (int i = random.below(3); i >= 0; --i)
            text += (random.oneIn(2) ? "UPDATE u SET a = " : "SELECT ") + random.pick(constants) + gap() + ";" + gap();
        return text + "END";
    }
    case 3:
        return random.oneIn(2) ? "BEGIN" : "COMMIT";
    default:
        return query(random, sqliteExpressions);
    }
}

QByteArray postgresStatement(Random &random)
{
    const auto gap = [&random] { return random.pick(gaps); };
    switch (random.below(7)) {
    case 0: {
        QByteArray text = "CREATE" + gap() + (random.oneIn(2) ? "OR" + gap() + "REPLACE" + gap() : "") + (random.oneIn(2) ? "FUNCTION f() RETURNS int" : "PROCEDURE p()")
            + gap() + "BEGIN" + gap() + "ATOMIC" + gap();
        for (int i = random.below(3); i >= 0; --i)
            text += query(random, postgresExpressions) + gap() + ";" + gap();
        return text + "END";
    }
    case 1:
        return "CREATE FUNCTION g() RETURNS int LANGUAGE sql AS" + gap() + "$b$ SELECT 1; SELECT 2; $b$";
    case 2:
        return "CREATE RULE r AS ON INSERT TO t DO ALSO (" + query(random, postgresExpressions) + ";" + gap() + query(random, postgresExpressions) + ")";
    case 3:
        return random.oneIn(2) ? "BEGIN" : "END";
    case 4:
        return "INSERT INTO t" + gap() + "VALUES (" + random.pick(postgresExpressions) + "," + gap() + random.pick(postgresExpressions) + ")";
    default:
        return query(random, postgresExpressions);
    }
}

template <typename Statement>
QByteArray randomScript(Random &random, Statement statement)
{
    QByteArray script;
    for (int i = random.below(6); i >= 0; --i) {
        if (random.oneIn(4))
            script += random.pick(gaps);
        script += statement(random);
        if (random.oneIn(4))
            script += random.pick(gaps);
        script += random.oneIn(8) ? ";;" : ";";
        script += random.oneIn(2) ? "\n" : "";
    }
    if (random.oneIn(5))
        script += statement(random);
    return script;
}

/// The statements of a script file of the project.
QByteArray sourceFile(const QString &path)
{
    QFile file(qEnvironmentVariable("DUMBO_SOURCE_DIR") + u'/' + path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("There is no %s", qPrintable(file.fileName()));
    return file.readAll();
}

} // namespace

class tst_SplitterOracles : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanupTestCase() { pg_query_exit(); }
    void sqliteEndsStatementsWhereWeDo();
    void sqliteAgreesOnTheSampleScript();
    void everyStatementIsCompleteForSqlite();
    void postgresqlsParserEndsStatementsWhereWeDo();
    void postgresqlsParserAgreesOnACorpus_data();
    void postgresqlsParserAgreesOnACorpus();
    void postgresqlsScannerEndsStatementsWhereWeDo_data();
    void postgresqlsScannerEndsStatementsWhereWeDo();
    void knownDifferences();
};

void tst_SplitterOracles::sqliteEndsStatementsWhereWeDo()
{
    const SqliteOracle oracle;
    Random random(11);
    int refused = 0;
    for (int round = 0; round < 4000; ++round) {
        const auto script = randomScript(random, sqliteStatement);
        QByteArray error;
        const auto theirs = oracle.split(script, &error);
        if (!error.isEmpty()) {
            ++refused;
            if (refused < 4)
                qInfo() << error << script;
            continue;
        }
        const auto mine = ours(script, sqlite());
        if (!agrees(script, mine, theirs))
            QFAIL(("round " + QByteArray::number(round) + "\n" + script + "\nours:\n" + listed(script, mine) + "theirs:\n" + listed(script, theirs)).constData());
    }
    QVERIFY2(refused == 0, QByteArray::number(refused).constData());
}

void tst_SplitterOracles::sqliteAgreesOnTheSampleScript()
{
    const auto script = sourceFile(QStringLiteral("resources/sample/sample.sql"));
    sqlite3 *database = nullptr;
    sqlite3_open(":memory:", &database);
    const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> owned(database, &sqlite3_close);
    const auto mine = ours(script, sqlite());
    QVERIFY(mine.size() > 20);
    const char *position = script.constData();
    for (const auto &[begin, end] : mine) {
        sqlite3_stmt *statement = nullptr;
        const char *tail = nullptr;
        while (!statement) { // blank text prepares to nothing
            QCOMPARE(sqlite3_prepare_v2(database, position, -1, &statement, &tail), SQLITE_OK);
            QVERIFY(tail > position);
            if (!statement)
                position = tail;
        }
        QVERIFY(position - script.constData() <= begin);
        QVERIFY(tail - script.constData() >= end);
        const bool isSchema = script.mid(begin, 6) == "CREATE" || script.mid(begin, 5) == "BEGIN";
        if (isSchema)
            sqlite3_step(statement); // later statements need the tables
        sqlite3_finalize(statement);
        position = tail;
    }
}

void tst_SplitterOracles::everyStatementIsCompleteForSqlite()
{
    Random random(12);
    for (int round = 0; round < 2000; ++round) {
        const auto script = randomScript(random, sqliteStatement);
        for (const auto &[begin, end] : ours(script, sqlite())) {
            const QByteArray statement = script.mid(begin, end - begin) + "\n;";
            QVERIFY2(sqlite3_complete(statement.constData()), statement.constData());
        }
    }
}

void tst_SplitterOracles::postgresqlsParserEndsStatementsWhereWeDo()
{
    Random random(13);
    int refused = 0;
    for (int round = 0; round < 3000; ++round) {
        const auto script = randomScript(random, postgresStatement);
        QByteArray error;
        const auto theirs = taken(pg_query_split_with_parser(script.constData()), &error);
        if (!error.isEmpty()) {
            ++refused;
            if (refused < 4)
                qInfo() << error << script;
            continue;
        }
        const auto mine = ours(script, postgresql());
        const bool same = liesWithin(mine, theirs);
        if (!same)
            QFAIL(("round " + QByteArray::number(round) + "\n" + script + "\nours:\n" + listed(script, mine) + "theirs:\n" + listed(script, theirs)).constData());
    }
    QVERIFY2(refused == 0, QByteArray::number(refused).constData());
}

void tst_SplitterOracles::postgresqlsParserAgreesOnACorpus_data()
{
    QTest::addColumn<QByteArray>("script");
    for (const char *script : {
             "DO $$ BEGIN RAISE NOTICE ';'; END $$; SELECT 1",
             "CREATE FUNCTION f(a int DEFAULT 1) RETURNS TABLE (b int, c text) LANGUAGE plpgsql AS $f$ DECLARE x int; BEGIN RETURN QUERY SELECT 1, $q$;$q$; END; $f$; SELECT f()",
             "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC; SELECT 1; END; SELECT 2",
             "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN CASE 1 WHEN 1 THEN 2 END END AS \"end\"; SELECT (CASE WHEN 1 = 1 THEN 1 END); END; SELECT 3",
             "CREATE FUNCTION f() RETURNS int RETURN 1; SELECT 1",
             "CREATE FUNCTION begin() RETURNS int LANGUAGE sql AS 'SELECT 1;'; BEGIN; SELECT begin(); END",
             "CREATE RULE r AS ON UPDATE TO t WHERE old.a <> new.a DO INSTEAD (INSERT INTO u VALUES (1); NOTIFY n); SELECT 1",
             "CREATE OR REPLACE RULE r AS ON DELETE TO t DO NOTHING; SELECT 1",
             "CREATE SCHEMA s CREATE TABLE t (a int) CREATE VIEW v AS SELECT 1; SELECT 2",
             "CREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW WHEN (new.a > 1) EXECUTE FUNCTION f(';'); BEGIN; COMMIT",
             "PREPARE p (int) AS SELECT $1; EXECUTE p(1); DEALLOCATE p",
             "COMMENT ON TABLE t IS 'a;''b'; COMMENT ON COLUMN t.a IS E'\\';'; SELECT 1",
             "BEGIN ISOLATION LEVEL SERIALIZABLE; SAVEPOINT s; ROLLBACK TO s; END; ABORT",
             "SELECT 1 /* a /* b ; */ ; */ ; -- c ; d\nSELECT 2",
             "SELECT '{\"a\": \";\"}'::jsonb ->> 'a', a[1:2], b ?| array['c;'] FROM t; SELECT 1",
             "INSERT INTO t VALUES ('\\'); INSERT INTO t VALUES (E'\\''); SELECT 1",
             "SELECT U&'!0061;' UESCAPE '!'; SELECT 1",
             "WITH x AS (DELETE FROM t RETURNING *) INSERT INTO u SELECT * FROM x; TABLE t; VALUES (1), (2)",
             "CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY, b text DEFAULT ';'); ALTER TABLE t ADD CHECK (b <> ';')",
             "SELECT end_date, \"end\" FROM begin_table; CREATE PROCEDURE p() LANGUAGE sql BEGIN ATOMIC INSERT INTO t SELECT t.end FROM t; END; CALL p()",
             "GRANT SELECT ON t TO PUBLIC; VACUUM t; EXPLAIN (ANALYZE, FORMAT json) SELECT ';'" })
        QTest::newRow(script) << QByteArray(script);
}

void tst_SplitterOracles::postgresqlsParserAgreesOnACorpus()
{
    QFETCH(QByteArray, script);
    QByteArray error;
    const auto theirs = taken(pg_query_split_with_parser(script.constData()), &error);
    QCOMPARE(error, QByteArray());
    const auto mine = ours(script, postgresql());
    QVERIFY2(liesWithin(mine, theirs), ("ours:\n" + listed(script, mine) + "theirs:\n" + listed(script, theirs)).constData());
}

void tst_SplitterOracles::postgresqlsScannerEndsStatementsWhereWeDo_data()
{
    QTest::addColumn<quint64>("seed");
    QTest::newRow("a seed") << quint64(14);
    QTest::newRow("another seed") << quint64(15);
}

void tst_SplitterOracles::postgresqlsScannerEndsStatementsWhereWeDo()
{
    QFETCH(quint64, seed);
    Random random(seed);
    for (int round = 0; round < 2000; ++round) {
        const auto script = randomScript(random, postgresStatement);
        if (script.contains("ATOMIC")) // the scanner does not know it, see knownDifferences()
            continue;
        QByteArray error;
        const auto theirs = taken(pg_query_split_with_scanner(script.constData()), &error);
        QVERIFY2(error.isEmpty(), error.constData());
        const auto mine = ours(script, postgresql());
        const bool same = liesWithin(mine, theirs);
        if (!same)
            QFAIL(("round " + QByteArray::number(round) + "\n" + script + "\nours:\n" + listed(script, mine) + "theirs:\n" + listed(script, theirs)).constData());
    }
}

void tst_SplitterOracles::knownDifferences()
{
    QByteArray error;
    // A parenthesis that nobody closes ends with its statement here; libpg_query's scanner finds no statement then, and psql
    // waits for more.
    const QByteArray open = "SELECT (1; SELECT 2;";
    QCOMPARE(ours(open, postgresql()).size(), 2u);
    QCOMPARE(taken(pg_query_split_with_scanner(open.constData()), &error).size(), 0u);
    // libpg_query's scanner, unlike its parser and psql, does not know BEGIN ATOMIC.
    const QByteArray atomic = "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END; SELECT 2";
    QCOMPARE(ours(atomic, postgresql()).size(), 2u);
    QCOMPARE(taken(pg_query_split_with_parser(atomic.constData()), &error).size(), 2u);
    QCOMPARE(taken(pg_query_split_with_scanner(atomic.constData()), &error).size(), 3u);
    // SQLite's Tcl variables may hold a ';' in parentheses; nothing but the Tcl binding uses them.
    const QByteArray tcl = "SELECT $a(;); SELECT 2";
    const SqliteOracle oracle;
    QCOMPARE(oracle.split(tcl, &error).size(), 2u);
    QCOMPARE(ours(tcl, sqlite()).size(), 3u);
}

QTEST_GUILESS_MAIN(tst_SplitterOracles)
#include "tst_splitteroracles.moc"
