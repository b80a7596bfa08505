#include "drivers/common/postgresql/catalogsource.h"
#include "drivers/common/postgresql/dialect.h"

#include <QTest>

using namespace dumbo::postgresql;

class TestCatalogSource : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rowsKeepTextsAndNulls();
    void numbersAndTruthAreReadFromText();
    void namesAreQuotedWhereTheyMustBe();
    void literalsHoldQuotesAndBackslashes();
    void theDialectIsPostgreSqls();
};

void TestCatalogSource::rowsKeepTextsAndNulls()
{
    TextRows rows(2);
    rows.append("hut");
    rows.appendNull();
    rows.append("");
    rows.append("Grüße");
    QCOMPARE(rows.rowCount(), 2);
    QCOMPARE(rows.text(0, 0), QStringLiteral("hut"));
    QVERIFY(rows.isNull(0, 1));
    QVERIFY(rows.bytes(0, 1).empty());
    QVERIFY(!rows.isNull(1, 0));
    QCOMPARE(rows.text(1, 1), QStringLiteral("Grüße"));
    QCOMPARE(TextRows().rowCount(), 0);
}

void TestCatalogSource::numbersAndTruthAreReadFromText()
{
    TextRows rows(4);
    rows.append("-12");
    rows.append("t");
    rows.append("f");
    rows.appendNull();
    QCOMPARE(rows.integer(0, 0), -12);
    QVERIFY(rows.boolean(0, 1));
    QVERIFY(!rows.boolean(0, 2));
    QVERIFY(!rows.boolean(0, 3));
    QCOMPARE(rows.integer(0, 3), 0);
}

void TestCatalogSource::namesAreQuotedWhereTheyMustBe()
{
    QCOMPARE(quotedName(QStringLiteral("hut_2")), QStringLiteral("hut_2"));
    QCOMPARE(quotedName(QStringLiteral("name")), QStringLiteral("name"));
    QCOMPARE(quotedName(QStringLiteral("Hut")), QStringLiteral("\"Hut\""));
    QCOMPARE(quotedName(QStringLiteral("select")), QStringLiteral("\"select\""));
    QCOMPARE(quotedName(QStringLiteral("2hut")), QStringLiteral("\"2hut\""));
    QCOMPARE(quotedName(QStringLiteral("a\"b")), QStringLiteral("\"a\"\"b\""));
}

void TestCatalogSource::literalsHoldQuotesAndBackslashes()
{
    QCOMPARE(literal(QStringLiteral("it's")), QByteArray("'it''s'"));
    QCOMPARE(literal(QStringLiteral("a\\b'")), QByteArray("E'a\\\\b'''"));
}

void TestCatalogSource::theDialectIsPostgreSqls()
{
    QCOMPARE(dialect().databaseType, QStringLiteral("PostgreSQL"));
    QVERIFY(dialect().schemas);
}

QTEST_APPLESS_MAIN(TestCatalogSource)
#include "tst_catalogsource.moc"
