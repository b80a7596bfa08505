#include "core/sql/completioncontext.h"

#include "tests/unit/core/sql/dialects.h"

using namespace dumbo;
using namespace dumbo::testing;

namespace {

using Expected = CompletionContext::Expected;

/// "users u" for a table with an alias, "(a,b) s" for a subquery with columns.
QByteArray described(const std::vector<TableReference> &tables)
{
    QByteArrayList texts;
    for (const auto &table : tables) {
        QString text = table.schema.isEmpty() ? table.name : table.schema + u'.' + table.name;
        if (table.derived)
            text += u'(' + table.columns.join(u',') + u')';
        if (!table.alias.isEmpty())
            text += u' ' + table.alias;
        texts.append(text.toUtf8());
    }
    return texts.join("; ");
}

CompletionContext contextOf(QByteArray text, const Dialect &dialect)
{
    const qint64 caret = text.indexOf('|');
    text.remove(caret, 1);
    return completionContext(text.toStdString(), caret, dialect);
}

const char *const expectations[] = { "nothing", "start", "keyword", "table", "column", "member" };

} // namespace

class tst_CompletionContext : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsExpected_data();
    void whatIsExpected();
    void whichTablesAreInReach_data();
    void whichTablesAreInReach();
    void thePrefixAndItsRange_data();
    void thePrefixAndItsRange();
    void theQualifierBeforeADot_data();
    void theQualifierBeforeADot();
    void namesOfWithClausesStandWhereTablesDo();
    void psqlsLinesAndDataExpectNothing();
    void anyTextAndAnyCaretAreBearable();
    void parenthesesWithoutEndAreBearable();
};

void tst_CompletionContext::whatIsExpected_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *text, const char *expected) { QTest::newRow(text) << QByteArray(text) << QByteArray(expected); };
    row("|", "start");
    row("sel|", "start");
    row("SELECT 1; |", "start");
    row("SELECT 1; SEL|", "start");
    row("SELECT 1;\n-- comment |", "nothing");
    row("/* comment | */", "nothing");
    row("SELECT |", "column");
    row("SELECT a|", "column");
    row("SELECT a |", "keyword");
    row("SELECT a, |", "column");
    row("SELECT a AS |", "nothing");
    row("SELECT a AS b|", "nothing");
    row("SELECT DISTINCT |", "column");
    row("SELECT * |", "keyword");
    row("SELECT *, |", "column");
    row("SELECT 2 * |", "column");
    row("SELECT | FROM t", "column");
    row("SELECT count(|) FROM t", "column");
    row("SELECT 'a|' FROM t", "nothing");
    row("SELECT 'a|", "nothing");
    row("SELECT 12|", "nothing");
    row("SELECT :p|", "nothing");
    row("SELECT a FROM |", "table");
    row("SELECT a FROM us|", "table");
    row("SELECT a FROM t |", "keyword");
    row("SELECT a FROM t, |", "table");
    row("SELECT a FROM t AS |", "nothing");
    row("SELECT a FROM t LEFT |", "keyword");
    row("SELECT a FROM t LEFT JOIN |", "table");
    row("SELECT a FROM t JOIN u ON |", "column");
    row("SELECT a FROM t JOIN u ON t.a = |", "column");
    row("SELECT a FROM t JOIN u ON t.a = u.a, |", "table");
    row("SELECT a FROM t JOIN u USING (|", "column");
    row("SELECT a FROM (|", "table");
    row("SELECT a FROM t WHERE |", "column");
    row("SELECT a FROM t WHERE a |", "keyword");
    row("SELECT a FROM t WHERE a = |", "column");
    row("SELECT a FROM t WHERE a = 1 |", "keyword");
    row("SELECT a FROM t WHERE a = 1 AND |", "column");
    row("SELECT a FROM t WHERE a IN (|", "column");
    row("SELECT a FROM t WHERE a IN (SELECT |", "column");
    row("SELECT a FROM t WHERE EXISTS (SELECT 1 FROM |", "table");
    row("SELECT a FROM t WHERE a IS |", "keyword");
    row("SELECT a FROM t WHERE a IS NOT DISTINCT FROM |", "column");
    row("SELECT extract(year FROM |) FROM t", "column");
    row("SELECT CASE WHEN | THEN 1 END", "column");
    row("SELECT a FROM t GROUP |", "keyword");
    row("SELECT a FROM t GROUP BY |", "column");
    row("SELECT a FROM t GROUP BY a, |", "column");
    row("SELECT a FROM t ORDER BY a DESC, |", "column");
    row("SELECT a FROM t UNION |", "start");
    row("SELECT a FROM t UNION ALL SELECT b FROM |", "table");
    row("INSERT |", "keyword");
    row("INSERT INTO |", "table");
    row("INSERT INTO t (|", "column");
    row("INSERT INTO t (a, |) VALUES (1, 2)", "column");
    row("INSERT INTO t (a) VALUES (|", "column");
    row("INSERT INTO t (a) SELECT |", "column");
    row("UPDATE |", "table");
    row("UPDATE t |", "keyword");
    row("UPDATE t SET |", "column");
    row("UPDATE t SET a = 1, |", "column");
    row("UPDATE OR IGNORE |", "table");
    row("DELETE FROM |", "table");
    row("DELETE FROM t WHERE |", "column");
    row("CREATE TABLE |", "nothing");
    row("CREATE TABLE IF NOT EXISTS |", "nothing");
    row("CREATE INDEX i ON |", "table");
    row("CREATE INDEX i ON t (|", "column");
    row("CREATE TABLE a (b int REFERENCES |", "table");
    row("CREATE VIEW v AS |", "start");
    row("CREATE VIEW v AS SELECT a FROM |", "table");
    row("CREATE TRIGGER x AFTER INSERT ON |", "table");
    row("CREATE TRIGGER x AFTER INSERT ON t BEGIN |", "start");
    row("CREATE TRIGGER x AFTER INSERT ON t BEGIN UPDATE u SET |", "column");
    row("CREATE TRIGGER x AFTER INSERT ON t BEGIN SELECT 1; DELETE FROM |", "table");
    row("DROP TABLE |", "table");
    row("DROP TABLE IF EXISTS |", "table");
    row("ALTER TABLE |", "table");
    row("ALTER TABLE t RENAME COLUMN |", "column");
    row("WITH |", "nothing");
    row("WITH x AS (|", "start");
    row("WITH x AS (SELECT 1) |", "start");
    row("WITH x AS (SELECT 1) SELECT * FROM |", "table");
    row("EXPLAIN |", "start");
    row("SELECT a\nFROM |\nWHERE a = 1; SELECT 2", "table");
}

void tst_CompletionContext::whatIsExpected()
{
    QFETCH(QByteArray, text);
    for (const Dialect *dialect : { &sqlite(), &postgresql() })
        QTEST(QByteArray(expectations[int(contextOf(text, *dialect).expected)]), "expected");
}

void tst_CompletionContext::whichTablesAreInReach_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("tables");
    const auto row = [](const char *text, const char *tables) { QTest::newRow(text) << QByteArray(text) << QByteArray(tables); };
    row("SELECT | FROM users", "users");
    row("SELECT | FROM users u", "users u");
    row("SELECT | FROM users AS u", "users u");
    row("SELECT | FROM main.users AS \"U u\"", "main.users U u");
    row("SELECT | FROM a, b x, \"c d\" AS y", "a; b x; c d y");
    row("SELECT | FROM a JOIN b ON a.id = b.id LEFT OUTER JOIN c x USING (id) WHERE 1", "a; b; c x");
    row("SELECT a FROM t WHERE |", "t");
    row("SELECT * FROM t WHERE |; SELECT * FROM u", "t");
    row("SELECT * FROM t; SELECT | FROM u", "u");
    row("SELECT * FROM a WHERE x IN (SELECT | FROM b)", "b; a");
    row("SELECT | FROM a WHERE x IN (SELECT y FROM b)", "a");
    row("SELECT | FROM (SELECT id, name AS n, count(*) c, x.y FROM b x) s", "(id,n,c,y) s");
    row("SELECT | FROM (a JOIN b ON 1)", "a; b");
    row("WITH x AS (SELECT id FROM a) SELECT | FROM x", "x(id)");
    row("WITH x (p, q) AS (SELECT 1, 2), y AS (SELECT p FROM x) SELECT | FROM y JOIN x", "y(p); x(p,q)");
    row("SELECT a FROM t UNION SELECT | FROM u", "u");
    row("SELECT | FROM t UNION SELECT b FROM u", "t");
    row("INSERT INTO t (|) VALUES (1)", "t");
    row("INSERT INTO t SELECT | FROM u", "u; t");
    row("INSERT INTO t AS x VALUES (1) ON CONFLICT (id) DO UPDATE SET |", "t x; t excluded");
    row("UPDATE t SET | WHERE a = 1", "t");
    row("UPDATE t AS x SET a = 1 FROM u WHERE |", "t x; u");
    row("DELETE FROM t WHERE |", "t");
    row("CREATE INDEX i ON t (|)", "t");
    row("CREATE TRIGGER x AFTER INSERT ON t BEGIN UPDATE u SET | WHERE 1; END", "u; t; t new; t old");
    row("SELECT | FROM generate_series(1, 2) g", "generate_series() g");
    row("ALTER TABLE t RENAME COLUMN |", "t");
    row("SELECT a FROM t LIMIT |", "t");
    row("SELECT (SELECT | FROM b) FROM a", "b; a");
}

void tst_CompletionContext::whichTablesAreInReach()
{
    QFETCH(QByteArray, text);
    for (const Dialect *dialect : { &sqlite(), &postgresql() })
        QTEST(described(contextOf(text, *dialect).tables), "tables");
}

void tst_CompletionContext::thePrefixAndItsRange_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("prefix");
    QTest::addColumn<QByteArray>("replaced");
    QTest::addColumn<bool>("isQuoted");
    const auto row = [](const char *text, const char *prefix, const char *replaced, bool quoted = false) {
        QTest::newRow(text) << QByteArray(text) << QString::fromUtf8(prefix) << QByteArray(replaced) << quoted;
    };
    row("SELECT na|", "na", "na");
    row("SELECT na|me FROM t", "na", "name");
    row("SELECT |name FROM t", "", "");
    row("SELECT u.na| FROM t u", "na", "na");
    row("SELECT \"na| FROM t", "na", "\"na", true);
    row("SELECT \"na|me\" FROM t", "na", "\"name\"", true);
    row("SELECT 1; SELECT \xc3\xa9t|", "\xc3\xa9t", "\xc3\xa9t");
    row("SELECT ", "", "");
}

void tst_CompletionContext::thePrefixAndItsRange()
{
    QFETCH(QByteArray, text);
    const auto context = contextOf(text + (text.contains('|') ? "" : "|"), sqlite());
    QTEST(context.prefix, "prefix");
    QTEST(context.prefixQuoted, "isQuoted");
    text.remove(text.indexOf('|'), text.contains('|') ? 1 : 0);
    QTEST(text.mid(context.prefixBegin, context.prefixEnd - context.prefixBegin), "replaced");
    if (text.contains("FROM t"))
        QCOMPARE(context.tables.size(), 1u);
}

void tst_CompletionContext::theQualifierBeforeADot_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("qualifier");
    QTest::addColumn<bool>("isTable");
    const auto row = [](const char *text, const QStringList &qualifier, bool isTable = false) {
        QTest::newRow(text) << QByteArray(text) << qualifier << isTable;
    };
    row("SELECT u.|", { "u" });
    row("SELECT u.| FROM users u", { "u" });
    row("SELECT \"U u\".na| FROM users \"U u\"", { "U u" });
    row("SELECT main.users.|", { "main", "users" });
    row("SELECT * FROM main.|", { "main" }, true);
    row("SELECT * FROM t WHERE t.|", { "t" });
    row("UPDATE main.| SET a = 1", { "main" }, true);
    row("SELECT a, [b c].| FROM t", { "b c" });
}

void tst_CompletionContext::theQualifierBeforeADot()
{
    QFETCH(QByteArray, text);
    const auto context = contextOf(text, sqlite());
    QCOMPARE(context.expected, Expected::Member);
    QTEST(context.qualifier, "qualifier");
    QTEST(context.memberIsTable, "isTable");
}

void tst_CompletionContext::namesOfWithClausesStandWhereTablesDo()
{
    QCOMPARE(described(contextOf("WITH x AS (SELECT 1 AS a), y (b) AS (SELECT 2) SELECT * FROM |", sqlite()).commonTables), "x(a); y(b)");
    QCOMPARE(described(contextOf("WITH x AS (SELECT 1 AS a), y AS (SELECT * FROM |) SELECT 1", sqlite()).commonTables), "x(a); y()");
}

void tst_CompletionContext::psqlsLinesAndDataExpectNothing()
{
    QCOMPARE(contextOf("\\d us|", postgresql()).expected, Expected::Nothing);
    QCOMPARE(contextOf("COPY t FROM stdin;\n1\t|2\n\\.\n", postgresql()).expected, Expected::Nothing);
    QCOMPARE(contextOf("SELECT $$ a | b $$", postgresql()).expected, Expected::Nothing);
    QCOMPARE(contextOf("\\d\nSELECT * FROM |", postgresql()).expected, Expected::Table);
}

void tst_CompletionContext::anyTextAndAnyCaretAreBearable()
{
    static const char *const pieces[] = { "SELECT ", "FROM ", "WITH ", "x ", "AS ", "(", ")", ", ", ".", "'", "\"", "t ", "JOIN ", "ON ", "INSERT INTO ", "VALUES ", "UPDATE ",
        "SET ", "CREATE TRIGGER ", "BEGIN ", "END", ";", "UNION ", "WHERE ", "1 ", "= ", "\n", "--", "/*", "$$", "CREATE TABLE ", "CONFLICT ", "USING ", "DELETE ", "[", "\\d" };
    Random random(21);
    for (int round = 0; round < 4000; ++round) {
        QByteArray text;
        for (int i = random.below(25); i >= 0; --i)
            text += random.pick(pieces);
        const int caret = random.below(int(text.size()) + 1);
        for (const Dialect *dialect : { &sqlite(), &postgresql() }) {
            const auto context = completionContext(text.toStdString(), caret, *dialect);
            QVERIFY2(context.prefixBegin >= 0 && context.prefixBegin <= caret && context.prefixEnd >= caret && context.prefixEnd <= text.size(), text.constData());
        }
    }
}

void tst_CompletionContext::parenthesesWithoutEndAreBearable()
{
    const QByteArray text = "SELECT " + QByteArray(100000, '(');
    QCOMPARE(completionContext(text.toStdString(), text.size(), sqlite()).expected, Expected::Column);
    const QByteArray nested = QByteArray("WITH x AS (").repeated(5000);
    (void)completionContext(nested.toStdString(), nested.size(), sqlite());
}

QTEST_GUILESS_MAIN(tst_CompletionContext)
#include "tst_completioncontext.moc"
