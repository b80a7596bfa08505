#include "core/plugins/batchcheck.h"

#include "core/sdk/batchbuilder.h"

#include <QTest>

#include <array>

using namespace dumbo;

namespace {

class NoMemory final : public BatchMemory {
public:
    qint64 size() const override { return 0; }
};

class ShortValue final : public LongValue {
public:
    explicit ShortValue(qint64 size)
        : m_size(size)
    {
    }
    qint64 size() const override { return m_size; }
    Result<QByteArray> read(qint64, qint64 length) const override { return QByteArray(length, 'x'); }

private:
    qint64 m_size;
};

QString fault(ColumnData column, qint64 rows, std::vector<LongCell> longCells = {})
{
    std::vector<ColumnData> columns;
    columns.push_back(std::move(column));
    const Batch batch(rows, std::move(columns), std::make_unique<NoMemory>(), std::move(longCells));
    return batchFault(batch, 1, 1000).value_or(QString());
}

constexpr std::array<qint64, 4> offsets { 0, 2, 4, 6 };
constexpr std::array<qint64, 3> numbers { 1, 2, 3 };

ColumnData text(const char *bytes, qint64 byteCount, const qint64 *places = offsets.data())
{
    ColumnData column;
    column.format = PhysicalFormat::Text;
    column.length = 3;
    column.offsets = places;
    column.bytes = bytes;
    column.byteCount = byteCount;
    return column;
}

ColumnData integers()
{
    ColumnData column;
    column.format = PhysicalFormat::Int64;
    column.length = 3;
    column.values = numbers.data();
    return column;
}

struct View {
    qint32 length;
    std::array<char, 12> rest;
};

View longView(qint32 length, qint32 buffer, qint32 offset)
{
    View view { length, {} };
    std::memcpy(view.rest.data() + 4, &buffer, 4);
    std::memcpy(view.rest.data() + 8, &offset, 4);
    return view;
}

View shortView(std::string_view bytes)
{
    View view { qint32(bytes.size()), {} };
    std::memcpy(view.rest.data(), bytes.data(), bytes.size());
    return view;
}

QString viewFault(const View &view, PhysicalFormat format = PhysicalFormat::TextView)
{
    static const std::string_view bytes = "Sch\xC3\xB6ne lange Texte, l\xC3\xA4nger als zw\xC3\xB6lf";
    ColumnData column;
    column.format = format;
    column.length = 1;
    column.values = &view;
    column.viewBuffers.emplace_back(bytes.data(), bytes.size());
    return fault(std::move(column), 1);
}

} // namespace

/// What a driver may get wrong in a batch, one by one.
class TestBatchCheck : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatTheBuilderMakesIsRight();
    void lengthsMustAgree();
    void pointersMustBeThere();
    void offsetsMustRiseWithinTheBytes();
    void textMustBeUtf8();
    void invalidBytesUnderANullAreNobodysBusiness();
    void nullCountsMustBeExact();
    void unionsMustStayInTheirChildren();
    void viewsMustStayInTheirBuffers();
    void longCellsMustBeOrderedAndInside();
    void checkingText();
};

void TestBatchCheck::whatTheBuilderMakesIsRight()
{
    BatchBuilder builder(5, { 100, 1 << 20, 20 });
    for (int row = 0; row < 100; ++row) {
        builder.column(0).appendInt64(row);
        if (row % 3 != 0)
            builder.column(1).appendText("gr\xC3\xBC\xC3\x9F Gott");
        builder.column(2).appendText(row % 7 == 0 ? "\xC3" : "ok");
        if (row % 2 == 0)
            builder.column(3).appendDouble(row);
        else
            builder.column(3).appendBytes(row == 51 ? std::string(50, 'y') : "b");
        builder.column(4).appendBool(row % 5 == 0);
        builder.endRow();
    }
    const auto batch = builder.finish();
    QVERIFY(batch);
    QCOMPARE(batch->longCells().size(), std::size_t(1));
    QCOMPARE(batchFault(*batch, 5, 100).value_or(QString()), QString());
    QVERIFY(batchFault(*batch, 4, 100));
    QVERIFY(batchFault(*batch, 5, 99));
    QVERIFY(!batchFault(Batch(), 0, 10));
    QVERIFY(batchFault(Batch(3, {}, nullptr), 0, 10));
    QVERIFY(batchFault(Batch(-1, {}, nullptr), 0, 10));
}

void TestBatchCheck::lengthsMustAgree()
{
    QCOMPARE(fault(integers(), 3), QString());
    QVERIFY(fault(integers(), 2).contains(QStringLiteral("3 values, the batch 2 rows")));
    auto negative = integers();
    negative.length = -3;
    QVERIFY(!fault(negative, 3).isEmpty());
    auto unknown = integers();
    unknown.format = PhysicalFormat(200);
    QVERIFY(fault(unknown, 3).contains(QStringLiteral("format 200")));
}

void TestBatchCheck::pointersMustBeThere()
{
    auto column = integers();
    column.values = nullptr;
    QVERIFY(fault(column, 3).contains(QStringLiteral("null pointer")));
    column.values = reinterpret_cast<const char *>(numbers.data()) + 1;
    QVERIFY(fault(column, 3).contains(QStringLiteral("aligned")));
    QVERIFY(fault(text("abcdef", 6, nullptr), 3).contains(QStringLiteral("null pointer")));
    QVERIFY(fault(text(nullptr, 6), 3).contains(QStringLiteral("null pointer")));
}

void TestBatchCheck::offsetsMustRiseWithinTheBytes()
{
    QCOMPARE(fault(text("abcdef", 6), 3), QString());
    QVERIFY(fault(text("abcdef", 5), 3).contains(QStringLiteral("behind its 5 bytes")));
    QVERIFY(!fault(text("abcdef", -1), 3).isEmpty());
    constexpr std::array<qint64, 4> falling { 0, 4, 2, 6 };
    QVERIFY(fault(text("abcdef", 6, falling.data()), 3).contains(QStringLiteral("negative length")));
    constexpr std::array<qint64, 4> before { -2, 2, 4, 6 };
    QVERIFY(!fault(text("abcdef", 6, before.data()), 3).isEmpty());
    constexpr std::array<qint64, 4> huge { 0, std::numeric_limits<qint64>::max(), -2, 6 };
    QVERIFY(!fault(text("abcdef", 6, huge.data()), 3).isEmpty());
}

void TestBatchCheck::textMustBeUtf8()
{
    QCOMPARE(fault(text("\xC3\xBC\xC3\xBC\xC3\xBC", 6), 3), QString());
    QVERIFY(fault(text("ab\xC3(ef", 6), 3).contains(QStringLiteral("row 2")));
    QVERIFY(!fault(text("a\xC3\xBCxef", 6), 3).isEmpty()); // valid as a whole, cut inside a character
    QVERIFY(!fault(text("abcde\xC3", 6), 3).isEmpty());
    auto bytes = text("ab\xC3(ef", 6);
    bytes.format = PhysicalFormat::Bytes;
    QCOMPARE(fault(bytes, 3), QString());
    bytes.format = PhysicalFormat::RawText;
    QCOMPARE(fault(bytes, 3), QString());
}

void TestBatchCheck::invalidBytesUnderANullAreNobodysBusiness()
{
    const quint8 validity = 0b101;
    auto column = text("ab\xC3(ef", 6);
    column.validity = &validity;
    column.nullCount = 1;
    QCOMPARE(fault(column, 3), QString());
}

void TestBatchCheck::nullCountsMustBeExact()
{
    auto column = integers();
    column.nullCount = 1;
    QVERIFY(fault(column, 3).contains(QStringLiteral("0 NULLs but says 1")));
    const quint8 validity = 0b11111010;
    column.validity = &validity;
    column.nullCount = 2;
    QCOMPARE(fault(column, 3), QString());
    const std::vector<quint8> many(125, 0xFF);
    const std::vector<qint64> values(997);
    ColumnData wide;
    wide.format = PhysicalFormat::Int64;
    wide.length = 997;
    wide.values = values.data();
    wide.validity = many.data();
    QCOMPARE(fault(wide, 997), QString());
    ColumnData nothing;
    nothing.length = 3;
    QVERIFY(!fault(nothing, 3).isEmpty());
    nothing.nullCount = 3;
    QCOMPARE(fault(nothing, 3), QString());
}

void TestBatchCheck::unionsMustStayInTheirChildren()
{
    std::array<qint8, 2> typeIds { 0, 1 };
    std::array<qint32, 2> childOffsets { 2, 0 };
    ColumnData column;
    column.format = PhysicalFormat::DenseUnion;
    column.length = 2;
    column.typeIds = typeIds.data();
    column.childOffsets = childOffsets.data();
    column.children = { integers(), text("abcdef", 6) };
    QCOMPARE(fault(column, 2), QString());
    typeIds[1] = 2;
    QVERIFY(fault(column, 2).contains(QStringLiteral("type id in row 2")));
    typeIds[1] = -1;
    QVERIFY(!fault(column, 2).isEmpty());
    typeIds[1] = 1;
    childOffsets[0] = 3;
    QVERIFY(fault(column, 2).contains(QStringLiteral("child offset in row 1")));
    childOffsets[0] = 0;
    auto nested = column;
    nested.children.push_back(column);
    QVERIFY(fault(nested, 2).contains(QStringLiteral("union in a union")));
    auto broken = column;
    broken.children[1].byteCount = 1;
    QVERIFY(fault(broken, 2).contains(QStringLiteral("in child 1")));
    auto childless = column;
    childless.children.clear();
    QVERIFY(!fault(childless, 2).isEmpty());
}

void TestBatchCheck::viewsMustStayInTheirBuffers()
{
    QCOMPARE(viewFault(shortView("gr\xC3\xBC\xC3\x9F")), QString());
    QVERIFY(!viewFault(shortView("gr\xC3")).isEmpty());
    QCOMPARE(viewFault(shortView("gr\xC3"), PhysicalFormat::BytesView), QString());
    QVERIFY(!viewFault(View { -1, {} }).isEmpty());
    QCOMPARE(viewFault(longView(16, 0, 0)), QString());
    QVERIFY(!viewFault(longView(16, 1, 0)).isEmpty());
    QVERIFY(!viewFault(longView(16, -1, 0)).isEmpty());
    QVERIFY(!viewFault(longView(1000, 0, 0)).isEmpty());
    QVERIFY(!viewFault(longView(16, 0, -1)).isEmpty());
    QVERIFY(!viewFault(longView(20, 0, 4)).isEmpty()); // begins inside a character
    QCOMPARE(viewFault(longView(20, 0, 4), PhysicalFormat::BytesView), QString());
}

void TestBatchCheck::longCellsMustBeOrderedAndInside()
{
    const auto value = std::make_shared<ShortValue>(100);
    const auto column = text("abcdef", 6);
    QCOMPARE(fault(column, 3, { { 0, 0, value }, { 2, 0, value } }), QString());
    QVERIFY(fault(column, 3, { { 2, 0, value }, { 0, 0, value } }).contains(QStringLiteral("out of order")));
    QVERIFY(!fault(column, 3, { { 0, 0, value }, { 0, 0, value } }).isEmpty());
    QVERIFY(!fault(column, 3, { { 3, 0, value } }).isEmpty());
    QVERIFY(!fault(column, 3, { { 0, 1, value } }).isEmpty());
    QVERIFY(!fault(column, 3, { { 0, 0, nullptr } }).isEmpty());
    QVERIFY(!fault(column, 3, { { 0, 0, std::make_shared<ShortValue>(1) } }).isEmpty());
    QVERIFY(!fault(integers(), 3, { { 0, 0, value } }).isEmpty());
}

void TestBatchCheck::checkingText()
{
    BatchBuilder builder(1, { 1 << 20, 1 << 30, 1 << 20 });
    const std::string value(60, 'a');
    for (int row = 0; row < 300'000; ++row) {
        builder.column(0).appendText(row % 100 == 0 ? "\xC3\xBC" : value);
        builder.endRow();
    }
    const auto batch = builder.finish();
    QVERIFY(batch);
    QBENCHMARK {
        QVERIFY(!batchFault(*batch, 1, 1 << 20)); // 18 MB
    }
}

QTEST_GUILESS_MAIN(TestBatchCheck)
#include "tst_batchcheck.moc"
