#include "core/sql/lexer.h"

#include "tests/unit/core/sql/dialects.h"

using namespace dumbo;
using namespace dumbo::testing;

namespace {

/// "Word:select Number:1 …" without the white space; '~' marks what is unterminated.
QByteArrayList described(const QByteArray &text, const Dialect &dialect)
{
    static const char *const names[] = { "Space", "Line", "Block", "Word", "Name", "String", "Dollar", "Number", "Place",
        "Op", "Comma", "Semi", "Dot", "Open", "Close", "OpenB", "CloseB", "Back", "Other" };
    QByteArrayList result;
    for (const auto &token : tokenize(text.toStdString(), dialect.lexer)) {
        if (token.kind == TokenKind::Whitespace)
            continue;
        result.append(QByteArray(names[int(token.kind)]) + (token.unterminated ? "~" : ":")
            + text.mid(token.begin, token.size()));
    }
    return result;
}

QByteArray randomText(Random &random)
{
    static const char *const pieces[] = { "'", "\"", "`", "[", "]", "$", "$$", "$a$", "--", "/*", "*/", "\n", "\r", " ",
        "e'", "E'", "U&'", "x'", "\\", "\\.", ";", "select", "BEGIN", "ATOMIC", "end", "create trigger", "a", "1", ".", "1e5",
        "::", ":x", "@", "#", "?", "\xc3\xa9", "\xff", std::string_view("\0", 1).data(), "(", ")", "+-", "->>", "{", "copy t from stdin",
        "\n\\.\n", "delimiter //\n", "//" };
    QByteArray text;
    for (int i = random.below(60); i >= 0; --i)
        text += random.oneIn(12) ? QByteArray(1, char(random.below(256))) : random.pick(pieces);
    return text;
}

} // namespace

class tst_Lexer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tokensOfSqlite_data();
    void tokensOfSqlite();
    void tokensOfPostgresql_data();
    void tokensOfPostgresql();
    void tokensOfMariadb_data();
    void tokensOfMariadb();
    void everyByteBelongsToOneToken();
    void aByteOrderMarkIsWhiteSpaceAtTheBeginning();
    void keywordsCompareInAnyCase();
};

void tst_Lexer::tokensOfSqlite_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArrayList>("tokens");
    const auto row = [](const char *text, const QByteArrayList &tokens) { QTest::newRow(text) << QByteArray(text) << tokens; };
    row("SELECT 'it''s'", { "Word:SELECT", "String:'it''s'" });
    row("'a\\' 'b'", { "String:'a\\'", "String:'b'" });
    row("\"a\"\"b\".[c d].`e``f`", { "Name:\"a\"\"b\"", "Dot:.", "Name:[c d]", "Dot:.", "Name:`e``f`" });
    row("a--b\nc", { "Word:a", "Line:--b", "Word:c" });
    row("/* a /* b */ c", { "Block:/* a /* b */", "Word:c" });
    row("x'00ff' e'a'", { "String:x'00ff'", "Word:e", "String:'a'" });
    row("?,?12,:a,@b,$c::d,#e", { "Place:?", "Comma:,", "Place:?12", "Comma:,", "Place::a", "Comma:,", "Place:@b", "Comma:,",
                                    "Place:$c::d", "Comma:,", "Place:#e" });
    row("1.5e-3+.5-0xFF*1_000", { "Number:1.5e-3", "Op:+", "Number:.5", "Op:-", "Number:0xFF", "Op:*", "Number:1_000" });
    row("a->>'$.b'||-1", { "Word:a", "Op:->>", "String:'$.b'", "Op:||", "Op:-", "Number:1" });
    row("a<>b==c", { "Word:a", "Op:<>", "Word:b", "Op:==", "Word:c" });
    row("t.a$b", { "Word:t", "Dot:.", "Word:a$b" });
    row("\xc3\xa9t\xc3\xa9", { "Word:\xc3\xa9t\xc3\xa9" });
    row("'open", { "String~'open" });
    row("\"open", { "Name~\"open" });
    row("[open", { "Name~[open" });
    row("/* open", { "Block~/* open" });
    row("12ab", { "Number:12ab" });
}

void tst_Lexer::tokensOfSqlite()
{
    QFETCH(QByteArray, text);
    QTEST(described(text, sqlite()), "tokens");
}

void tst_Lexer::tokensOfPostgresql_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArrayList>("tokens");
    const auto row = [](const char *text, const QByteArrayList &tokens) { QTest::newRow(text) << QByteArray(text) << tokens; };
    row("E'it\\'s' e'a''b\\\\'", { "String:E'it\\'s'", "String:e'a''b\\\\'" });
    row("E'a'\n'b\\'c'", { "String:E'a'", "String:'b\\'c'" });
    row("E'a' -- why\n 'b\\'c'", { "String:E'a'", "Line:-- why", "String:'b\\'c'" });
    row("E'a' 'b\\'c", { "String:E'a'", "String:'b\\'", "Word:c" });
    row("E'a', \n'b\\'", { "String:E'a'", "Comma:,", "String:'b\\'" });
    row("U&'d\\0061' U&\"a\"", { "String:U&'d\\0061'", "Name:U&\"a\"" });
    row("/* a /* b */ c */ d", { "Block:/* a /* b */ c */", "Word:d" });
    row("$$a'b$$ $x$ $$ $x$", { "Dollar:$$a'b$$", "Dollar:$x$ $$ $x$" });
    row("$1+$2", { "Place:$1", "Op:+", "Place:$2" });
    row("a$b$c", { "Word:a$b$c" });
    row("$\xc3\xa9$;$\xc3\xa9$", { "Dollar:$\xc3\xa9$;$\xc3\xa9$" });
    row("$a", { "Other:$", "Word:a" });
    row("$a$ open $a", { "Dollar~$a$ open $a" });
    row("a::text :b [1:2]", { "Word:a", "Op:::", "Word:text", "Place::b", "OpenB:[", "Number:1", "Op::", "Number:2", "CloseB:]" });
    row("@-5 ?| a", { "Op:@-", "Number:5", "Op:?|", "Word:a" });
    row("a=-1", { "Word:a", "Op:=", "Op:-", "Number:1" });
    row("a *-- b", { "Word:a", "Op:*", "Line:-- b" });
    row("a+/*b*/1", { "Word:a", "Op:+", "Block:/*b*/", "Number:1" });
    row("1..10", { "Number:1", "Op:..", "Number:10" });
    row("1$$;$$", { "Number:1", "Dollar:$$;$$" });
    row("\\d t", { "Back:\\", "Word:d", "Word:t" });
    row("`", { "Op:`" });
}

void tst_Lexer::tokensOfPostgresql()
{
    QFETCH(QByteArray, text);
    QTEST(described(text, postgresql()), "tokens");
}

void tst_Lexer::tokensOfMariadb_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArrayList>("tokens");
    const auto row = [](const char *text, const QByteArrayList &tokens) { QTest::newRow(text) << QByteArray(text) << tokens; };
    row("'a\\'b' \"c\\\"d\"", { "String:'a\\'b'", "String:\"c\\\"d\"" });
    row("a # b\nc", { "Word:a", "Line:# b", "Word:c" });
    row("@@global.x", { "Place:@@global", "Dot:.", "Word:x" });
    row("a <=> b", { "Word:a", "Op:<=>", "Word:b" });
    row("'a\\", { "String~'a\\" });
}

void tst_Lexer::tokensOfMariadb()
{
    QFETCH(QByteArray, text);
    QTEST(described(text, mariadb()), "tokens");
}

void tst_Lexer::everyByteBelongsToOneToken()
{
    Random random(1);
    for (int round = 0; round < 6000; ++round) {
        const QByteArray text = randomText(random);
        for (const Dialect *dialect : { &sqlite(), &postgresql(), &mariadb() }) {
            qint64 end = 0;
            for (const auto &token : tokenize(text.toStdString(), dialect->lexer)) {
                QVERIFY2(token.begin == end && token.end > token.begin, text.toHex().constData());
                QVERIFY(!token.unterminated || token.end == text.size());
                end = token.end;
            }
            QCOMPARE(end, text.size());
        }
    }
}

void tst_Lexer::aByteOrderMarkIsWhiteSpaceAtTheBeginning()
{
    const auto tokens = tokenize("\xEF\xBB\xBFSELECT", sqlite().lexer);
    QCOMPARE(tokens.size(), 2u);
    QCOMPARE(tokens[0].kind, TokenKind::Whitespace);
    QCOMPARE(tokens[1], (Token { TokenKind::Word, false, 3, 9 }));
}

void tst_Lexer::keywordsCompareInAnyCase()
{
    QVERIFY(isKeyword("SeLect", "select"));
    QVERIFY(!isKeyword("selects", "select"));
    QVERIFY(!isKeyword("", "select"));
}

QTEST_GUILESS_MAIN(tst_Lexer)
#include "tst_lexer.moc"
