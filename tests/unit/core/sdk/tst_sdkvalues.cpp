#include "core/sdk/capability.h"
#include "core/sdk/connectionoptions.h"
#include "core/sdk/connector.h"
#include "core/sdk/dialect.h"
#include "core/sdk/value.h"

#include <QJsonArray>
#include <QSet>
#include <QTest>

#include <limits>

using namespace dumbo;

/// The small values of the SDK: connector, options, dialect, value, capabilities.
class TestSdkValues : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void connectorsAreTwoPartsAroundAColon_data();
    void connectorsAreTwoPartsAroundAColon();
    void connectorsCompareExactly();
    void optionsKeepTheirOrder();
    void optionsAreReadAsWhatIsWanted();
    void aDialectSurvivesJson();
    void aDialectNamesWhatIsWrong_data();
    void aDialectNamesWhatIsWrong();
    void reservedWordsAreFoundInAnyCase();
    void valuesKeepWhatTheyWereGiven();
    void capabilitiesHaveNames();
};

void TestSdkValues::connectorsAreTwoPartsAroundAColon_data()
{
    QTest::addColumn<bool>("valid");
    QTest::newRow("SQLite:sqlite3") << true;
    QTest::newRow("SQLite") << false;
    QTest::newRow(":sqlite3") << false;
    QTest::newRow("SQLite:") << false;
    QTest::newRow("a:b:c") << false;
    QTest::newRow(":") << false;
}

void TestSdkValues::connectorsAreTwoPartsAroundAColon()
{
    QFETCH(const bool, valid);
    const auto text = QString::fromLatin1(QTest::currentDataTag());
    const auto connector = Connector::fromText(text);
    QCOMPARE(connector.has_value(), valid);
    if (connector)
        QCOMPARE(connector->toText(), text);
}

void TestSdkValues::connectorsCompareExactly()
{
    const auto left = *Connector::fromText(u"SQLite:a");
    const auto right = *Connector::fromText(u"sqlite:a");
    QVERIFY(left != right);
    QVERIFY((left < right) != (right < left));
    QCOMPARE(QSet<Connector>({ left, right, left }).size(), 2);
}

void TestSdkValues::optionsKeepTheirOrder()
{
    ConnectionOptions options;
    options.set(QStringLiteral("b"), QStringLiteral("1"));
    options.set(QStringLiteral("a"), true);
    options.set(QStringLiteral("b"), qint64(2));
    QCOMPARE(options.entries().size(), std::size_t(2));
    QCOMPARE(options.entries().front().first, QStringLiteral("b"));
    options.remove(u"b");
    QVERIFY(!options.contains(u"b") && options.contains(u"a"));
}

void TestSdkValues::optionsAreReadAsWhatIsWanted()
{
    ConnectionOptions options;
    options.set(QStringLiteral("yes"), QStringLiteral("On"));
    options.set(QStringLiteral("no"), QStringLiteral("off"));
    options.set(QStringLiteral("number"), QStringLiteral("42"));
    options.set(QStringLiteral("flag"), true);
    options.set(QStringLiteral("large"), std::numeric_limits<qint64>::max());
    QVERIFY(options.boolean(u"yes", false) && !options.boolean(u"no", true) && options.boolean(u"none", true));
    QCOMPARE(options.integer(u"number", 1), 42);
    QCOMPARE(options.integer(u"yes", 1), 1);
    QCOMPARE(options.integer(u"large", 1), std::numeric_limits<qint64>::max());
    QCOMPARE(options.text(u"flag"), QStringLiteral("true"));
    QCOMPARE(options.text(u"none", QStringLiteral("x")), QStringLiteral("x"));
    QVERIFY(!options.value(u"none"));
}

void TestSdkValues::aDialectSurvivesJson()
{
    Dialect dialect;
    dialect.databaseType = QStringLiteral("Elephant");
    dialect.placeholder = Dialect::Placeholder::ColonName;
    dialect.dateStyle = Dialect::DateStyle::Sql;
    dialect.identifierQuote = u'`';
    dialect.schemas = true;
    dialect.maxParameters = 32766;
    dialect.bytesLiteralPrefix = "'\\x";
    dialect.reservedWords = { QStringLiteral("from"), QStringLiteral("select") };
    dialect.lexer.nestedComments = true;
    dialect.lexer.delimiterCommand = true;
    dialect.transactions.begin = "START";
    dialect.transactions.setIsolation = "SET ISOLATION %1";
    dialect.transactions.alwaysSerializable = true;
    dialect.transactions.transactionalDdl = true;
    QCOMPARE(*Dialect::fromJson(dialect.toJson()), dialect);
    QCOMPARE(*Dialect::fromJson({}), Dialect());
    QCOMPARE(*Dialect::fromJson({ { QStringLiteral("future"), 1 } }), Dialect());
    const auto unsorted = Dialect::fromJson({ { QStringLiteral("reservedWords"), QJsonArray { QStringLiteral("b"), QStringLiteral("a") } } });
    QCOMPARE(unsorted->reservedWords, QStringList({ "a", "b" }));
}

void TestSdkValues::aDialectNamesWhatIsWrong_data()
{
    QTest::addColumn<QJsonValue>("value");
    QTest::newRow("placeholder") << QJsonValue(QStringLiteral("!"));
    QTest::newRow("schemas") << QJsonValue(1);
    QTest::newRow("identifierQuote") << QJsonValue(QStringLiteral("--"));
    QTest::newRow("keywords") << QJsonValue(QJsonArray { 1 });
    QTest::newRow("lexer") << QJsonValue(true);
    QTest::newRow("transactions") << QJsonValue(QStringLiteral("BEGIN"));
}

void TestSdkValues::aDialectNamesWhatIsWrong()
{
    QFETCH(const QJsonValue, value);
    const auto key = QString::fromLatin1(QTest::currentDataTag());
    const auto dialect = Dialect::fromJson({ { key, value } });
    QVERIFY(!dialect);
    QCOMPARE(dialect.error().kind(), ErrorKind::Data);
    QVERIFY(dialect.error().message().contains(key));
}

void TestSdkValues::reservedWordsAreFoundInAnyCase()
{
    Dialect dialect;
    dialect.reservedWords = { QStringLiteral("from"), QStringLiteral("select") };
    QVERIFY(dialect.isReserved(u"SELECT") && dialect.isReserved(u"from") && !dialect.isReserved(u"hut"));
}

void TestSdkValues::valuesKeepWhatTheyWereGiven()
{
    QVERIFY(Value().isNull() && !Value(0).isNull());
    QCOMPARE(Value(7), Value(qint64(7)));
    QVERIFY(Value(7) != Value(7.0));
    QVERIFY(Value(true) != Value(1));
    QVERIFY(Value::text(QStringLiteral("1")) != Value::decimal("1"));
    QCOMPARE(Value::text(QStringLiteral("\u00FC")), Value::text(QByteArray("\xC3\xBC")));
    const QByteArray withNul("a\0b", 3);
    QCOMPARE(std::get<Value::Bytes>(Value::bytes(withNul).variant()).bytes, withNul);
    const Value array(Value::Variant(Value::Array { { Value(1), Value() } }));
    auto copy = array;
    QCOMPARE(copy, array);
    QCOMPARE(std::get<Value::Array>(copy.variant()).elements.size(), std::size_t(2));
    QCOMPARE(std::get<quint64>(Value(std::numeric_limits<quint64>::max()).variant()), std::numeric_limits<quint64>::max());
}

void TestSdkValues::capabilitiesHaveNames()
{
    QSet<QString> names;
    Capabilities all;
    for (const auto capability : allCapabilities()) {
        names.insert(capabilityName(capability));
        all |= capability;
    }
    QCOMPARE(names.size(), qsizetype(allCapabilities().size()));
    QVERIFY(names.contains(QStringLiteral("transactionalDdl")) && names.contains(QStringLiteral("streaming")));
    QVERIFY(all.testFlags(Capability::Cancel | Capability::Streaming));
}

QTEST_GUILESS_MAIN(TestSdkValues)
#include "tst_sdkvalues.moc"
