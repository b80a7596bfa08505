#include "core/results/celltext.h"
#include "core/results/sortorder.h"
#include "samplebatches.h"

#include <QRandomGenerator>
#include <QTest>

#include <algorithm>
#include <limits>

using namespace dumbo;

namespace {

std::shared_ptr<ResultStore> storeOf(LogicalKind kind, const std::function<void(samplebatches::OneColumn &)> &fill)
{
    Column column;
    column.kind = kind;
    auto store = ResultStore::create({ column }, std::make_shared<MemoryBudget>(1000));
    samplebatches::OneColumn values;
    fill(values);
    if (!store->append(values.finish()))
        return nullptr;
    return store;
}

QByteArrayList sortedTexts(const std::shared_ptr<ResultStore> &store, bool descending)
{
    QByteArrayList texts;
    const auto order = sortedRows(*store, 0, descending, {});
    for (const auto row : *order) {
        QByteArray text;
        const auto cell = *store->cell(row, 0);
        appendCellText(text, *cell);
        texts.append(cell->isNull() ? "NULL" : text);
    }
    return texts;
}

} // namespace

class TestSortOrder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void mixedKindsSortByTheirRealTypes();
    void integersBeyondDoublesKeepTheirOrder();
    void decimalsAsTextSortByValue();
    void textSortsByBytesBeyondItsFirstEight();
    void equalValuesKeepTheirOrder();
    void nullComesLastInBothDirections();
    void randomNumbersSortAsACopyInMemoryDoes();
    void aCancelledSortSaysSo();
};

void TestSortOrder::mixedKindsSortByTheirRealTypes()
{
    const auto store = storeOf(LogicalKind::Unknown, [](samplebatches::OneColumn &values) {
        values.appendText("10");
        values.appendBytes("a");
        values.appendDouble(2.5);
        values.appendInt64(10);
        values.appendInt64(-3);
        values.appendText("9");
    });
    QCOMPARE(sortedTexts(store, false), (QByteArrayList { "-3", "2.5", "10", "10", "9", "\\x61" }));
}

void TestSortOrder::integersBeyondDoublesKeepTheirOrder()
{
    const auto big = std::numeric_limits<qint64>::max();
    const auto store = storeOf(LogicalKind::Integer, [&](samplebatches::OneColumn &values) {
        for (const auto value : { big, big - 2, big - 1, -big, qint64(1) << 53, (qint64(1) << 53) + 1 })
            values.appendInt64(value);
    });
    QCOMPARE(sortedTexts(store, false),
        (QByteArrayList { "-9223372036854775807", "9007199254740992", "9007199254740993", "9223372036854775805",
            "9223372036854775806", "9223372036854775807" }));
}

void TestSortOrder::decimalsAsTextSortByValue()
{
    const auto store = storeOf(LogicalKind::Decimal, [](samplebatches::OneColumn &values) {
        for (const auto *text : { "9.10", "10.05", "-2", "9.1000000000000000000001", "-10", "0.5", "123456789012345678901234567890.2",
                 "123456789012345678901234567890.1" })
            values.appendText(text);
    });
    QCOMPARE(sortedTexts(store, false),
        (QByteArrayList { "-10", "-2", "0.5", "9.10", "9.1000000000000000000001", "10.05", "123456789012345678901234567890.1",
            "123456789012345678901234567890.2" }));
}

void TestSortOrder::textSortsByBytesBeyondItsFirstEight()
{
    const auto store = storeOf(LogicalKind::Text, [](samplebatches::OneColumn &values) {
        for (const auto *text : { "abcdefghZ", "abcdefgh", "abcdefghA", "abc", "", "é" })
            values.appendText(text);
    });
    QCOMPARE(sortedTexts(store, false), (QByteArrayList { "", "abc", "abcdefgh", "abcdefghA", "abcdefghZ", "é" }));
}

void TestSortOrder::equalValuesKeepTheirOrder()
{
    const auto store = storeOf(LogicalKind::Unknown, [](samplebatches::OneColumn &values) {
        for (int i = 0; i < 1000; ++i)
            values.appendInt64(i % 2);
    });
    const auto order = sortedRows(*store, 0, false, {});
    QVERIFY(order);
    QVERIFY(std::is_sorted(order->begin(), order->begin() + 500));
    QVERIFY(std::is_sorted(order->begin() + 500, order->end()));
}

void TestSortOrder::nullComesLastInBothDirections()
{
    const auto store = storeOf(LogicalKind::Unknown, [](samplebatches::OneColumn &values) {
        values.appendInt64(1);
        values.appendNull();
        values.appendInt64(2);
    });
    QCOMPARE(sortedTexts(store, false), (QByteArrayList { "1", "2", "NULL" }));
    QCOMPARE(sortedTexts(store, true), (QByteArrayList { "2", "1", "NULL" }));
}

void TestSortOrder::randomNumbersSortAsACopyInMemoryDoes()
{
    QRandomGenerator random(42);
    std::vector<qint64> numbers(20'000);
    for (auto &number : numbers)
        number = qint64(random.generate64());
    const auto store = storeOf(LogicalKind::Integer, [&](samplebatches::OneColumn &values) {
        for (const auto number : numbers)
            values.appendInt64(number);
    });
    const auto order = sortedRows(*store, 0, true, {});
    QVERIFY(order);
    std::vector<qint64> sorted;
    for (const auto row : *order)
        sorted.push_back(numbers[std::size_t(row)]);
    std::ranges::sort(numbers, std::greater());
    QCOMPARE(sorted, numbers);
}

void TestSortOrder::aCancelledSortSaysSo()
{
    const auto store = storeOf(LogicalKind::Unknown, [](samplebatches::OneColumn &values) { values.appendInt64(1); });
    const CancellationSource source;
    source.cancel();
    QCOMPARE(sortedRows(*store, 0, false, source.token()).error().kind(), ErrorKind::Cancelled);
}

QTEST_GUILESS_MAIN(TestSortOrder)
#include "tst_sortorder.moc"
