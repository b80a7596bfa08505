#include "drivers/common/sqlite/createstatements.h"
#include "drivers/common/sqlite/declaredtype.h"
#include "drivers/common/sqlite/tokens.h"

#include <QObject>
#include <QTest>

using namespace dumbo;
using namespace dumbo::sqlite;

namespace {

QByteArrayList words(const QByteArray &sql)
{
    QByteArrayList texts;
    const std::string_view view(sql.constData(), std::size_t(sql.size()));
    for (const auto &token : tokenize(view))
        texts.append(QByteArray(token.text(view)));
    return texts;
}

} // namespace

class TestSqliteTexts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tokensAreCutAsSqliteDoes();
    void unfinishedTextsReachToTheEnd();
    void mainKeywordLooksBehindWith();
    void declaredTypesTellTheirKind();
    void constraintsKeepTheirNames();
    void commentsAndQuotesDoNotConfuse();
    void generatedColumnsAreFound();
    void indexEntriesLoseCollationAndDirection();
    void triggersMayBeNamedLikeKeywords();
};

void TestSqliteTexts::tokensAreCutAsSqliteDoes()
{
    QCOMPARE(words("SELECT 'it''s', x'00', \"a\"\"b\", [c d], `e` -- no\n, ?1, :n /* no */ ->> 1.5e-3;"),
        (QByteArrayList { "SELECT", "'it''s'", ",", "x'00'", ",", "\"a\"\"b\"", ",", "[c d]", ",", "`e`", ",",
            "?1", ",", ":n", "->>", "1.5e-3", ";" }));
}

void TestSqliteTexts::unfinishedTextsReachToTheEnd()
{
    for (const auto *text : { "'abc", "\"abc", "[abc", "/*abc", "--abc", "1e", "?", "x'", "" })
        QVERIFY(words(text).size() <= 1);
}

void TestSqliteTexts::mainKeywordLooksBehindWith()
{
    QCOMPARE(mainKeyword(" /* a */ select 1"), "SELECT");
    QCOMPARE(mainKeyword("WITH a AS (SELECT 1), b(x) AS (DELETE) insert INTO t SELECT 1"), "INSERT");
    QCOMPARE(mainKeyword("WITH RECURSIVE a AS (VALUES (1)) SELECT 1"), "SELECT");
    QCOMPARE(mainKeyword(""), "");
}

void TestSqliteTexts::declaredTypesTellTheirKind()
{
    const auto kind = [](const char *type) { return int(logicalKind(QString::fromLatin1(type))); };
    QCOMPARE(kind("BIGINT"), int(LogicalKind::Integer));
    QCOMPARE(kind("boolean"), int(LogicalKind::Boolean));
    QCOMPARE(kind("VARCHAR(20)"), int(LogicalKind::Text));
    QCOMPARE(kind("DOUBLE PRECISION"), int(LogicalKind::Float));
    QCOMPARE(kind("numeric(12,2)"), int(LogicalKind::Decimal));
    QCOMPARE(kind("DATE"), int(LogicalKind::Date));
    QCOMPARE(kind("datetime"), int(LogicalKind::Timestamp));
    QCOMPARE(kind("TIMESTAMPTZ"), int(LogicalKind::TimestampWithZone));
    QCOMPARE(kind("TIME"), int(LogicalKind::Time));
    QCOMPARE(kind("jsonb"), int(LogicalKind::Json));
    QCOMPARE(kind("BLOB"), int(LogicalKind::Bytes));
    QCOMPARE(kind("UUID"), int(LogicalKind::Uuid));
    QCOMPARE(kind(""), int(LogicalKind::Unknown));
    QCOMPARE(kind("ANY"), int(LogicalKind::Unknown));
}

void TestSqliteTexts::constraintsKeepTheirNames()
{
    const auto table = readCreateTable("CREATE TABLE t (a INT CONSTRAINT pk PRIMARY KEY, b INT CONSTRAINT u "
                                       "UNIQUE CONSTRAINT r REFERENCES o(x) ON DELETE SET NULL "
                                       "DEFERRABLE INITIALLY DEFERRED CHECK (b > 1), CONSTRAINT two UNIQUE "
                                       "(a, b), CONSTRAINT c CHECK (a < b))");
    QCOMPARE(table.columns.size(), 2u);
    QCOMPARE(table.keys.size(), 3u);
    QCOMPARE(table.keys[0].name, QStringLiteral("pk"));
    QVERIFY(table.keys[0].primary);
    QCOMPARE(table.keys[1].name, QStringLiteral("u"));
    QCOMPARE(table.keys[2].columns, (QStringList { QStringLiteral("a"), QStringLiteral("b") }));
    QCOMPARE(table.foreignKeys.size(), 1u);
    QCOMPARE(table.foreignKeys[0].name, QStringLiteral("r"));
    QVERIFY(table.foreignKeys[0].initiallyDeferred);
    QCOMPARE(table.checks.size(), 2u);
    QVERIFY(table.checks[0].name.isEmpty());
    QCOMPARE(table.checks[1].name, QStringLiteral("c"));
}

void TestSqliteTexts::commentsAndQuotesDoNotConfuse()
{
    const auto table = readCreateTable("CREATE TABLE \"t (\" ( -- a, b\n \"a,b\" TEXT DEFAULT ',)' , [check] "
                                       "INT CHECK ([check] <> ')') /* , c */ )");
    QCOMPARE(table.columns.size(), 2u);
    QCOMPARE(table.columns[0].name, QStringLiteral("a,b"));
    QCOMPARE(table.checks.at(0).expression, QStringLiteral("[check] <> ')'"));
}

void TestSqliteTexts::generatedColumnsAreFound()
{
    const auto table = readCreateTable("CREATE TABLE t (a, b GENERATED ALWAYS AS (a || ')') STORED COLLATE "
                                       "nocase, c INTEGER PRIMARY KEY AUTOINCREMENT)");
    QCOMPARE(table.columns[1].generatedExpression, QStringLiteral("a || ')'"));
    QCOMPARE(table.columns[1].collation, QStringLiteral("nocase"));
    QVERIFY(table.autoincrement);
    QVERIFY(readCreateTable("CREATE VIRTUAL TABLE t USING fts5(a, b)").columns.empty());
    QCOMPARE(
        virtualTableModule("CREATE VIRTUAL TABLE IF NOT EXISTS \"t\" USING fts5(a)"), QStringLiteral("fts5"));
}

void TestSqliteTexts::indexEntriesLoseCollationAndDirection()
{
    const auto index = readCreateIndex(
        "CREATE UNIQUE INDEX i ON t (a COLLATE nocase DESC, lower(b) ASC, \"c d\") WHERE a > 1 AND b");
    QCOMPARE(index.entries,
        (QStringList { QStringLiteral("a"), QStringLiteral("lower(b)"), QStringLiteral("c d") }));
    QCOMPARE(index.predicate, QStringLiteral("a > 1 AND b"));
}

void TestSqliteTexts::triggersMayBeNamedLikeKeywords()
{
    const auto trigger = readCreateTrigger(
        "CREATE TEMP TRIGGER IF NOT EXISTS after INSTEAD OF UPDATE OF a ON v BEGIN DELETE FROM t; END");
    QCOMPARE(trigger.timing, QStringLiteral("INSTEAD OF"));
    QCOMPARE(trigger.event, QStringLiteral("UPDATE"));
    QCOMPARE(readCreateTrigger("CREATE TRIGGER x DELETE ON t BEGIN SELECT 1; END").timing,
        QStringLiteral("BEFORE"));
}

QTEST_GUILESS_MAIN(TestSqliteTexts)
#include "tst_sqlitetexts.moc"
