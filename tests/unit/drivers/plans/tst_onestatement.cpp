#include "drivers/common/postgresql/onestatement.h"

#include <QTest>

using namespace dumbo;
using namespace dumbo::postgresql;

class TestOneStatement : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theStatementIsFound_data();
    void theStatementIsFound();
    void aSecondStatementIsRefused_data();
    void aSecondStatementIsRefused();
    void placeholdersAreSeenOutsideOfStringsOnly();
    void nothingToExplainIsAnError();
};

void TestOneStatement::theStatementIsFound_data()
{
    QTest::addColumn<QByteArray>("given");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("keyword");
    const auto row = [](const char *given, const char *text, const char *keyword) {
        QTest::newRow(given) << QByteArray(given) << QByteArray(text) << QByteArray(keyword);
    };
    row("select 1", "select 1", "SELECT");
    row(" -- first\n select 1 ;; -- last", "select 1", "SELECT");
    row("explain select 1", "select 1", "SELECT");
    row("EXPLAIN ANALYZE VERBOSE delete from t", "delete from t", "DELETE");
    row("explain (analyze, buffers off) select 1;", "select 1", "SELECT");
    row("explain (select 1)", "(select 1)", "(");
    row("explain (with a as (select 1) select 1)", "(with a as (select 1) select 1)", "(");
    row("select ';' || \";\" || $x$;$x$ || $$;$$ /* ; /* ; */ ; */", "select ';' || \";\" || $x$;$x$ || $$;$$", "SELECT");
    row("select E'\\';' || 'it''s;'", "select E'\\';' || 'it''s;'", "SELECT");
    row("select a$b$c from t", "select a$b$c from t", "SELECT");
}

void TestOneStatement::theStatementIsFound()
{
    QFETCH(QByteArray, given);
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, keyword);
    const auto found = oneStatement(given);
    QVERIFY2(found, qPrintable(found ? QString() : found.error().toText()));
    QCOMPARE(found->text, text);
    QCOMPARE(found->keyword, keyword);
    QCOMPARE(given.sliced(found->begin, found->text.size()), text);
}

void TestOneStatement::aSecondStatementIsRefused_data()
{
    QTest::addColumn<QByteArray>("given");
    for (const auto *given : { "select 1; commit", "insert into t values (1); commit; select 1", "select '\\'; commit; --'", "select '\\''; commit; --'",
             "explain select 1; drop table t", "select $a$ $a$; commit" })
        QTest::newRow(given) << QByteArray(given);
}

void TestOneStatement::aSecondStatementIsRefused()
{
    QFETCH(QByteArray, given);
    const auto found = oneStatement(given);
    QVERIFY(!found);
    QCOMPARE(found.error().kind(), ErrorKind::InvalidOperation);
    QVERIFY(found.error().position().has_value());
}

void TestOneStatement::placeholdersAreSeenOutsideOfStringsOnly()
{
    QVERIFY(oneStatement("select $1")->hasPlaceholders);
    QVERIFY(!oneStatement("select '$1', \"$1\", $x$ $1 $x$ -- $1")->hasPlaceholders);
}

void TestOneStatement::nothingToExplainIsAnError()
{
    for (const auto *given : { "", " ; ", "-- nothing", "explain" })
        QVERIFY(!oneStatement(given));
}

QTEST_GUILESS_MAIN(TestOneStatement)
#include "tst_onestatement.moc"
