#include "core/json/jsonnumber.h"

#include <QTest>

using namespace dumbo;

class JsonNumberTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void numbersCompareAsDecimals_data();
    void numbersCompareAsDecimals();
    void equalNumbersHaveOneNormalForm_data();
    void equalNumbersHaveOneNormalForm();
    void sumsAndProductsAreExact_data();
    void sumsAndProductsAreExact();
    void quotientsAreRoundedHalfToEven_data();
    void quotientsAreRoundedHalfToEven();
    void arithmeticAgreesWithWholeNumbers();
    void wholeNumbersAreKnown();
    void remaindersAreCutTowardsZero();
    void resultsWithoutEndAreRefused();
};

void JsonNumberTest::numbersCompareAsDecimals_data()
{
    QTest::addColumn<QByteArray>("left");
    QTest::addColumn<QByteArray>("right");
    QTest::addColumn<int>("order");
    const auto row = [](const char *left, const char *right, int order) {
        QTest::addRow("%s %s", left, right) << QByteArray(left) << QByteArray(right) << order;
    };
    row("10.00", "10", 0);
    row("-0", "0", 0);
    row("0.0", "0e99999999999999999999", 0);
    row("1e400", "1e399", 1);
    row("10e399", "1e400", 0);
    row("9223372036854775807", "9223372036854775808", -1);
    row("9007199254740993", "9007199254740992", 1);
    row("0.1", "0.10000000000000000001", -1);
    row("-1", "-2", 1);
    row("-1e400", "1e-400", -1);
    row("0.00123", "123e-5", 0);
    row("12.5", "1.25e1", 0);
    row("100", "99.999", 1);
    row("1.5", "15", -1);
    row("-1.5", "-15", 1);
    row("1e-99999999999999999999", "0", 1);
    row("123.456", "123.4560", 0);
    row("0.5", "-0.5", 1);
}

void JsonNumberTest::numbersCompareAsDecimals()
{
    QFETCH(QByteArray, left);
    QFETCH(QByteArray, right);
    QFETCH(int, order);
    const auto sign = [](std::strong_ordering found) { return found < 0 ? -1 : found > 0 ? 1 : 0; };
    QCOMPARE(sign(compareJsonNumbers(left, right)), order);
    QCOMPARE(sign(compareJsonNumbers(right, left)), -order);
}

void JsonNumberTest::equalNumbersHaveOneNormalForm_data()
{
    QTest::addColumn<QByteArray>("number");
    QTest::addColumn<QByteArray>("normal");
    const auto row = [](const char *number, const char *normal) { QTest::addRow("%s", number) << QByteArray(number) << QByteArray(normal); };
    row("1e3", "1000");
    row("1000.00", "1000");
    row("-0.0", "0");
    row("0.00123", "0.00123");
    row("12.50", "12.5");
    row("1e400", "1e+400");
    row("12e400", "1.2e+401");
    row("1.5e-400", "1.5e-400");
}

void JsonNumberTest::equalNumbersHaveOneNormalForm()
{
    QFETCH(QByteArray, number);
    QFETCH(QByteArray, normal);
    QCOMPARE(normalizedJsonNumber(number), normal);
    QVERIFY(isJsonNumber(normal));
    QCOMPARE(normalizedJsonNumber(normal), normal);
    QVERIFY(compareJsonNumbers(number, normal) == 0);
}

void JsonNumberTest::sumsAndProductsAreExact_data()
{
    QTest::addColumn<QByteArray>("left");
    QTest::addColumn<QByteArray>("right");
    QTest::addColumn<QByteArray>("sum");
    QTest::addColumn<QByteArray>("product");
    const auto row = [](const char *left, const char *right, const char *sum, const char *product) {
        QTest::addRow("%s %s", left, right) << QByteArray(left) << QByteArray(right) << QByteArray(sum) << QByteArray(product);
    };
    row("1", "2", "3", "2");
    row("10.00", "1", "11.00", "10.00");
    row("0.1", "0.2", "0.3", "0.02");
    row("1.50", "2", "3.50", "3.00");
    row("-5", "5", "0", "-25");
    row("5", "-7.25", "-2.25", "-36.25");
    row("9223372036854775807", "1", "9223372036854775808", "9223372036854775807");
    row("1e3", "1", "1001", "1000");
    row("99999999999999999999", "99999999999999999999", "199999999999999999998", "9999999999999999999800000000000000000001");
    row("0", "-3.5", "-3.5", "0.0");
    row("0", "0", "0", "0");
    row("1e400", "1e400", "2e+400", "1e+800");
    row("1.00", "-1", "0.00", "-1.00");
}

void JsonNumberTest::sumsAndProductsAreExact()
{
    QFETCH(QByteArray, left);
    QFETCH(QByteArray, right);
    QTEST(addJsonNumbers(left, right).value_or("failed"), "sum");
    QTEST(addJsonNumbers(right, left).value_or("failed"), "sum");
    QTEST(multiplyJsonNumbers(left, right).value_or("failed"), "product");
    QTEST(multiplyJsonNumbers(right, left).value_or("failed"), "product");
}

void JsonNumberTest::quotientsAreRoundedHalfToEven_data()
{
    QTest::addColumn<QByteArray>("left");
    QTest::addColumn<QByteArray>("right");
    QTest::addColumn<int>("digits");
    QTest::addColumn<QByteArray>("quotient");
    const auto row = [](const char *left, const char *right, int digits, const char *quotient) {
        QTest::addRow("%s %s", left, right) << QByteArray(left) << QByteArray(right) << digits << QByteArray(quotient);
    };
    row("1", "4", 34, "0.25");
    row("10", "2", 34, "5");
    row("100", "1", 34, "100");
    row("1", "3", 5, "0.33333");
    row("2", "3", 5, "0.66667");
    row("25", "100", 1, "0.2");
    row("35", "100", 1, "0.4");
    row("2500001", "10000000", 1, "0.3");
    row("-7", "2", 34, "-3.5");
    row("999", "1", 2, "1000");
    row("0", "7", 34, "0");
    row("1e400", "2", 34, "5e+399");
    row("6", "1e2", 34, "0.06");
}

void JsonNumberTest::quotientsAreRoundedHalfToEven()
{
    QFETCH(QByteArray, left);
    QFETCH(QByteArray, right);
    QFETCH(int, digits);
    QTEST(divideJsonNumbers(left, right, digits).value_or("failed"), "quotient");
    QCOMPARE(divideJsonNumbers(left, "0.00").error().kind(), ErrorKind::Data);
}

void JsonNumberTest::arithmeticAgreesWithWholeNumbers()
{
    quint64 seed = 42;
    const auto any = [&seed] {
        seed = seed * 6364136223846793005 + 1442695040888963407;
        return qint64(seed >> 33) >> (seed >> 20) % 31;
    };
    for (int i = 0; i < 20'000; ++i) {
        const auto left = any() - (1 << 30);
        const auto right = any() - (1 << 30);
        const auto first = QByteArray::number(left);
        const auto second = QByteArray::number(right);
        QCOMPARE(addJsonNumbers(first, second).value(), QByteArray::number(left + right));
        QCOMPARE(multiplyJsonNumbers(first, second).value(), QByteArray::number(left * right));
        QVERIFY(compareJsonNumbers(first, second) == (left <=> right));
        QCOMPARE(wholeJsonNumber(first), left);
        if (right)
            QCOMPARE(jsonNumberRemainder(first, right), left % right);
    }
}

void JsonNumberTest::wholeNumbersAreKnown()
{
    QCOMPARE(wholeJsonNumber("1.0"), 1);
    QCOMPARE(wholeJsonNumber("-1.5e1"), -15);
    QCOMPARE(wholeJsonNumber("-0"), 0);
    QCOMPARE(wholeJsonNumber("9223372036854775807"), std::numeric_limits<qint64>::max());
    QCOMPARE(wholeJsonNumber("-9223372036854775808"), std::numeric_limits<qint64>::min());
    QVERIFY(!wholeJsonNumber("9223372036854775808"));
    QVERIFY(!wholeJsonNumber("1.5"));
    QVERIFY(!wholeJsonNumber("1e400"));
    QVERIFY(!wholeJsonNumber("1e-1"));
    QVERIFY(isWholeJsonNumber("1e400"));
    QVERIFY(isWholeJsonNumber("120e-1"));
    QVERIFY(!isWholeJsonNumber("12e-1"));
    QVERIFY(!isJsonNumber("01") && !isJsonNumber("") && !isJsonNumber("1.") && !isJsonNumber("+1") && isJsonNumber("-0e+1"));
}

void JsonNumberTest::remaindersAreCutTowardsZero()
{
    QCOMPARE(jsonNumberRemainder("7.9", 4), 3);
    QCOMPARE(jsonNumberRemainder("-7.9", 4), -3);
    QCOMPARE(jsonNumberRemainder("0.9", 4), 0);
    QCOMPARE(jsonNumberRemainder("1e400", 7), 4);
    QCOMPARE(jsonNumberRemainder("18446744073709551616", 10), 6);
    QCOMPARE(jsonNumberRemainder("12", std::numeric_limits<qint64>::min()), 12);
    QCOMPARE(jsonNumberRemainder("1e1000000000000", 9), 1);
}

void JsonNumberTest::resultsWithoutEndAreRefused()
{
    QCOMPARE(addJsonNumbers("1e1000000000", "1").error().kind(), ErrorKind::Data);
    QCOMPARE(addJsonNumbers("1e999999999999999999999", "1e-999999999999999999999").error().kind(), ErrorKind::Data);
    QVERIFY(addJsonNumbers("1e1000000000", "0"));
}

QTEST_GUILESS_MAIN(JsonNumberTest)
#include "tst_jsonnumber.moc"
