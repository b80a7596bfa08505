#include "drivers/common/postgresql/statements.h"
#include "drivers/common/postgresql/types.h"

#include <QByteArrayList>
#include <QObject>
#include <QTest>

using namespace dumbo;
using namespace dumbo::postgresql;

namespace {

QByteArrayList cut(const QByteArray &text, bool backslashes = false)
{
    const std::string_view view(text.constData(), std::size_t(text.size()));
    QByteArrayList pieces;
    for (qint64 at = 0;;) {
        const auto piece = nextStatement(view, at, backslashes);
        if (piece.isEmpty())
            return pieces;
        pieces.append(text.sliced(piece.begin, piece.end - piece.begin));
        at = piece.next;
    }
}

} // namespace

class TestPostgresqlTexts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void scriptsAreCutAsTheServerDoes_data();
    void scriptsAreCutAsTheServerDoes();
    void backslashesEscapeWhereTheServerSaysSo();
    void firstWordsAndPlaceholdersAreTold();
    void everyPrefixOfAScriptIsCut();
    void typesHaveTheNamesOfFormatType_data();
    void typesHaveTheNamesOfFormatType();
    void typesAreFoundByAnyOfTheirNames();
};

void TestPostgresqlTexts::scriptsAreCutAsTheServerDoes_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArrayList>("pieces");
    const auto row = [](const char *text, const QByteArrayList &pieces) {
        QTest::newRow(text) << QByteArray(text) << pieces;
    };
    row("", {});
    row(" ;; -- nothing\n /* ; */ ;", {});
    row("SELECT 1; SELECT 2", { "SELECT 1", "SELECT 2" });
    row("SELECT ';' ; SELECT \";\"", { "SELECT ';'", "SELECT \";\"" });
    row("SELECT 'it''s;' || E'\\';' || U&'\\003b;' ; x", { "SELECT 'it''s;' || E'\\';' || U&'\\003b;'", "x" });
    row("SELECT 'a\\' ; SELECT 2", { "SELECT 'a\\'", "SELECT 2" });
    row("/* a /* ; */ ; */ SELECT 1 -- ;\n; SELECT 2", { "SELECT 1", "SELECT 2" });
    row("DO $$ BEGIN x; END $$; DO $a$ ; $$ ; $a$", { "DO $$ BEGIN x; END $$", "DO $a$ ; $$ ; $a$" });
    row("SELECT a$$b; SELECT 2", { "SELECT a$$b", "SELECT 2" });
    row("CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); SELECT 3",
        { "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)", "SELECT 3" });
    row("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; SELECT 3",
        { "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END", "SELECT 3" });
    row("BEGIN; SELECT 1; END; SELECT 2", { "BEGIN", "SELECT 1", "END", "SELECT 2" });
    row("SELECT 'unfinished; SELECT 2", { "SELECT 'unfinished; SELECT 2" });
    row("SELECT $1::text; SELECT 1e5;", { "SELECT $1::text", "SELECT 1e5" });
    row("SELECT 'ä;🐘'; SELECT 2", { "SELECT 'ä;🐘'", "SELECT 2" });
}

void TestPostgresqlTexts::scriptsAreCutAsTheServerDoes()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArrayList, pieces);
    QCOMPARE(cut(text), pieces);
}

void TestPostgresqlTexts::backslashesEscapeWhereTheServerSaysSo()
{
    QCOMPARE(cut("SELECT 'a\\'; b'; SELECT 2", true), (QByteArrayList { "SELECT 'a\\'; b'", "SELECT 2" }));
}

void TestPostgresqlTexts::firstWordsAndPlaceholdersAreTold()
{
    const auto piece = nextStatement("  begin transaction read write", 0);
    QCOMPARE(piece.words, (std::vector<std::string> { "BEGIN", "TRANSACTION", "READ", "WRITE" }));
    QVERIFY(piece.startsWith("BEGIN"));
    QCOMPARE(nextStatement("SELECT $2, '$3', $$ $4 $$, $1 -- $5", 0).parameters, 2);
    QVERIFY(nextStatement("/* x */ commit;", 0).endsTransaction());
    QVERIFY(!nextStatement("SELECT commit", 0).endsTransaction());
    QCOMPARE(wordsOf("copy \"to\" from 'x' -- stdin\n with binary"),
        (std::vector<std::string> { "COPY", "FROM", "WITH", "BINARY" }));
}

void TestPostgresqlTexts::everyPrefixOfAScriptIsCut()
{
    const QByteArray script = "SELECT E'\\'', $a$;$a$, U&\"x\" /* /* */ */; CREATE FUNCTION f() BEGIN ATOMIC SELECT (1); END; -- x";
    for (qsizetype size = 0; size <= script.size(); ++size)
        QVERIFY(cut(script.first(size)).size() <= 4);
}

void TestPostgresqlTexts::typesHaveTheNamesOfFormatType_data()
{
    QTest::addColumn<uint>("type");
    QTest::addColumn<int>("modifier");
    QTest::addColumn<QString>("name");
    const auto row = [](uint type, int modifier, const char *name) {
        QTest::newRow(name) << type << modifier << QString::fromLatin1(name);
    };
    row(23, -1, "integer");
    row(1700, -1, "numeric");
    row(1700, (12 << 16 | 2) + 4, "numeric(12,2)");
    row(1700, (3 << 16 | (0x7FF & -2)) + 4, "numeric(3,-2)");
    row(1043, 24, "character varying(20)");
    row(1042, 5, "character(1)");
    row(1184, 3, "timestamp(3) with time zone");
    row(1114, -1, "timestamp without time zone");
    row(1083, 0, "time(0) without time zone");
    row(1560, 5, "bit(5)");
    row(1562, 9, "bit varying(9)");
    row(1186, 0x7FFF0003, "interval(3)");
    row(1186, 4 << 16 | 0xFFFF, "interval year");
    row(1186, 0x1C08 << 16 | 2, "interval day to second(2)");
    row(1007, -1, "integer[]");
    row(1231, (5 << 16 | 1) + 4, "numeric(5,1)[]");
    row(3802, -1, "jsonb");
}

void TestPostgresqlTexts::typesHaveTheNamesOfFormatType()
{
    QFETCH(uint, type);
    QFETCH(int, modifier);
    QFETCH(QString, name);
    const auto facts = builtInType(type);
    QVERIFY(facts);
    QCOMPARE(typeNameWithModifier(type, facts->name, modifier), name);
}

void TestPostgresqlTexts::typesAreFoundByAnyOfTheirNames()
{
    QCOMPARE(builtInOid("bigint"), 20u);
    QCOMPARE(builtInOid("int8"), 20u);
    QCOMPARE(builtInOid("text[]"), 1009u);
    QCOMPARE(builtInOid("my_enum"), 0u);
    QVERIFY(!builtInType(100'000));
}

QTEST_GUILESS_MAIN(TestPostgresqlTexts)
#include "tst_postgresqltexts.moc"
