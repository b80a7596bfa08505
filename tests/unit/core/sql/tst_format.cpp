#include "core/sql/format.h"
#include "core/sql/lexer.h"
#include "core/sql/splitter.h"

#include "tests/unit/core/sql/dialects.h"

using namespace dumbo;
using namespace dumbo::testing;

namespace {

/// Every part's tokens without white space; words in lower case.
QByteArrayList tokensOf(const QByteArray &script, const Dialect &dialect)
{
    QByteArrayList result;
    for (const auto &part : splitScript(script.toStdString(), dialect)) {
        const auto text = script.mid(part.begin, part.end - part.begin);
        if (part.kind != ScriptPart::Kind::Statement) {
            result.append("verbatim " + text);
            continue;
        }
        for (const auto &token : tokenize(text.toStdString(), dialect.lexer)) {
            const auto bytes = text.mid(token.begin, token.size());
            if (token.kind != TokenKind::Whitespace)
                result.append(token.kind == TokenKind::Word ? bytes.toLower() : bytes);
        }
        result.append("end of statement");
    }
    return result;
}

/// Comments between statements, too.
QByteArrayList commentsOf(const QByteArray &script, const Dialect &dialect)
{
    QByteArrayList result;
    for (const auto &token : tokenize(script.toStdString(), dialect.lexer)) {
        if (token.kind == TokenKind::LineComment || token.kind == TokenKind::BlockComment)
            result.append(script.mid(token.begin, token.size()));
    }
    return result;
}

QByteArray formatted(const QByteArray &script, const Dialect &dialect, const FormatOptions &options = {})
{
    return formatSql(script.toStdString(), dialect, options);
}

} // namespace

class tst_Format : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void layouts_data();
    void layouts();
    void nothingButWhiteSpaceChanges_data();
    void nothingButWhiteSpaceChanges();
    void randomScriptsKeepTheirTokens();
    void keywordsCanKeepTheirCase();
    void theSampleScriptKeepsItsTokens();
    void deepParenthesesAreBearable();
};

void tst_Format::layouts_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QByteArray>("layout");
    const auto row = [](const char *name, const char *script, const char *layout) { QTest::newRow(name) << QByteArray(script) << QByteArray(layout); };
    row("nothing", "", "");
    row("a line for each clause", "select a,b from t where a=1 and b in(1,2) order by a desc limit 5;",
        "SELECT a, b\nFROM t\nWHERE a = 1 AND b IN (1, 2)\nORDER BY a DESC\nLIMIT 5;\n");
    row("joins", "select * from a left join b on a.id=b.id join c using(id)", "SELECT *\nFROM a\nLEFT JOIN b ON a.id = b.id\nJOIN c USING (id)\n");
    row("short subqueries stay", "select (select max(x) from u) from t", "SELECT (SELECT max(x) FROM u)\nFROM t\n");
    row("long lists break",
        "select aaaaaaaaaaaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb, cccccccccccccccccccccccccccccc, dddddddddddddddddddd from t",
        "SELECT aaaaaaaaaaaaaaaaaaaaaaaaa,\n    bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb,\n    cccccccccccccccccccccccccccccc,\n    dddddddddddddddddddd\nFROM t\n");
    row("long conditions break",
        "select 1 where aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa = 1 and bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb between 1 and 2 or cccccccccccccccc = 3",
        "SELECT 1\nWHERE aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa = 1\n    AND bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb BETWEEN 1 AND 2\n    OR cccccccccccccccc = 3\n");
    row("tables are lists", "create table t(id integer primary key,name text not null)", "CREATE TABLE t(\n    id integer PRIMARY KEY,\n    name text NOT NULL\n)\n");
    row("signs stay with their numbers", "select -1, a-1, a - -1, - 2", "SELECT -1, a - 1, a - -1, - 2\n");
    row("names keep their case", "select Key, T.Select from T as t", "SELECT Key, T.Select\nFROM T AS t\n");
    row("comments stay", "-- first\nselect a, -- the a\nb /* the b */ from t -- last\n;\n\n\n/* second */ select 2;",
        "-- first\nSELECT a, -- the a\n    b /* the b */\nFROM t -- last\n;\n\n/* second */ SELECT 2;\n");
    row("triggers have a body", "create trigger x after insert on t begin update u set a=1 where b=2;select 1;end;",
        "CREATE TRIGGER x AFTER INSERT ON t\nBEGIN\n    UPDATE u\n    SET a = 1\n    WHERE b = 2;\n    SELECT 1;\nEND;\n");
    row("insert", "insert into t(a,b) values(1,2),(3,4) returning id", "INSERT INTO t(a, b)\nVALUES (1, 2), (3, 4)\nRETURNING id\n");
    row("statements are apart", "select 1;select 2;;", "SELECT 1;\nSELECT 2;;\n");
    row("union", "select 1 union all select 2", "SELECT 1\nUNION ALL\nSELECT 2\n");
    row("views", "create view v as select a from t", "CREATE VIEW v AS\nSELECT a\nFROM t\n");
}

void tst_Format::layouts()
{
    QFETCH(QByteArray, script);
    QTEST(formatted(script, sqlite()), "layout");
}

void tst_Format::nothingButWhiteSpaceChanges_data()
{
    QTest::addColumn<QByteArray>("script");
    for (const char *script : { "COPY t FROM stdin;  -- go\n1\t2\n\n  x\n\\.\nselect 1", "\\set a   b\nselect 1 \\gset x_\nselect   2", "select 1\\;select 2;",
             "select 'a'\n  'b', E'c'\n'\\'' from t", "select $$ a;  b $$ , $x$\n$x$", "select a::text, b [1:2], :'v', :\"w\", - -1, -(-1), a @- 5, t.*, 1 .5",
             "create function f() returns int begin atomic select 1; select case when true then 1 end; end; select 2", "select '", "select (((a", "select a))) from t",
             "/* a /* b */ c */ select /*x*/1/*y*/", "select 1 -- a\n-- b\n, 2 -- c", "select \"A b\".\"c\"\"d\"", "x", ";;;", "-- only a comment", "select a, /* x\n y */ b\nfrom t",
             "create table t (a int, -- the a\n b int /* the b */)", "select\n\n\na\n\n;\n\n\nselect b", "select{a}", "select 1 \xc3\xa9" })
        QTest::newRow(script) << QByteArray(script);
}

void tst_Format::nothingButWhiteSpaceChanges()
{
    QFETCH(QByteArray, script);
    for (const Dialect *dialect : { &sqlite(), &postgresql(), &mariadb() }) {
        const auto once = formatted(script, *dialect);
        QCOMPARE(tokensOf(once, *dialect), tokensOf(script, *dialect));
        QCOMPARE(commentsOf(once, *dialect), commentsOf(script, *dialect));
        QCOMPARE(formatted(once, *dialect), once);
    }
}

void tst_Format::randomScriptsKeepTheirTokens()
{
    static const char *const pieces[] = { "select ", "from ", "where ", "a", "b ", "t.c", ", ", ",", "(", ")", "'s'", "\n", " ", "1", "-", "- ", "=", "::", "and ", "or ", "between ", "case ",
        "when ", "then ", "end ", "end", ";", ";\n", "-- c\n", "/* c */", "/* c\n d */", "join ", "left ", "on ", "order by ", "group by ", "create table t ", "create trigger x after insert on t ", "begin ",
        "values ", "insert into t ", "$$ x $$", "E'\\''", "\"q\"", "[r]", "`s`", ":p", "$1", "?", ".", "\n\n", "with x as ", "union ", "\\d t\n", "copy t from stdin;\n", "\\.\n", "begin atomic ", "create function f() ",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ", "\ndelimiter //\n", "//" };
    Random random(31);
    for (int round = 0; round < 3000; ++round) {
        QByteArray script;
        for (int i = random.below(40); i >= 0; --i)
            script += random.pick(pieces);
        for (const Dialect *dialect : { &sqlite(), &postgresql(), &mariadb() }) {
            const auto once = formatted(script, *dialect);
            const auto twice = formatted(once, *dialect);
            if (tokensOf(once, *dialect) != tokensOf(script, *dialect) || once != twice)
                QFAIL(("round " + QByteArray::number(round) + ' ' + dialect->databaseType.toUtf8() + "\n" + script + "\n---- once\n" + once + "\n---- twice\n" + twice).constData());
        }
    }
}

void tst_Format::keywordsCanKeepTheirCase()
{
    FormatOptions options;
    options.keywordCase = FormatOptions::KeywordCase::Keep;
    QCOMPARE(formatted("Select 1 from t", sqlite(), options), "Select 1\nfrom t\n");
    options.keywordCase = FormatOptions::KeywordCase::Lower;
    options.indentation = 2;
    QCOMPARE(formatted("SELECT 1 FROM T", sqlite(), options), "select 1\nfrom T\n");
}

void tst_Format::theSampleScriptKeepsItsTokens()
{
    QFile file(qEnvironmentVariable("DUMBO_SOURCE_DIR") + QStringLiteral("/resources/sample/sample.sql"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto script = file.readAll();
    const auto once = formatted(script, sqlite());
    QCOMPARE(tokensOf(once, sqlite()), tokensOf(script, sqlite()));
    QCOMPARE(commentsOf(once, sqlite()), commentsOf(script, sqlite()));
    QCOMPARE(formatted(once, sqlite()), once);
}

void tst_Format::deepParenthesesAreBearable()
{
    const auto script = "SELECT " + QByteArray(20000, '(') + "1" + QByteArray(20000, ')');
    QCOMPARE(tokensOf(formatted(script, sqlite()), sqlite()), tokensOf(script, sqlite()));
}

QTEST_GUILESS_MAIN(tst_Format)
#include "tst_format.moc"
