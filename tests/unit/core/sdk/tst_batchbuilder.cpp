#include "core/plugins/batchcheck.h"
#include "core/sdk/batchbuilder.h"
#include "core/sdk/cellvalue.h"

#include <QTemporaryDir>
#include <QTest>
#include <QUtf8StringView>

#include <random>
#include <variant>

using namespace dumbo;

namespace {

struct Bytes {
    std::string bytes;
    friend bool operator==(const Bytes &, const Bytes &) = default;
};
/// What was appended, in the simplest way to remember it; a string is what the database calls text.
using Model = std::variant<std::monostate, bool, qint64, quint64, double, float, std::string, Bytes>;

class Append {
public:
    explicit Append(ColumnBuilder &column)
        : m_column(column)
    {
    }
    void operator()(std::monostate) { m_column.appendNull(); }
    void operator()(bool value) { m_column.appendBool(value); }
    void operator()(qint64 value) { m_column.appendInt64(value); }
    void operator()(quint64 value) { m_column.appendUInt64(value); }
    void operator()(double value) { m_column.appendDouble(value); }
    void operator()(float value) { m_column.appendFloat(value); }
    void operator()(const std::string &value) { m_column.appendText(value); }
    void operator()(const Bytes &value) { m_column.appendBytes(value.bytes); }

private:
    ColumnBuilder &m_column;
};

bool isUtf8(const std::string &text)
{
    return QUtf8StringView(text.data(), qsizetype(text.size())).isValidUtf8();
}

/// What a reader gets, in the same terms; the kind of text is told apart.
std::pair<Model, Cell::Kind> readBack(const Cell &cell)
{
    std::string bytes(cell.bytes);
    if (cell.longValue) {
        const auto whole = (*cell.longValue)->read(0, (*cell.longValue)->size());
        if (!whole || !whole->startsWith(QByteArrayView(bytes.data(), qsizetype(bytes.size()))))
            return { std::string("the long value is wrong"), cell.kind };
        bytes = whole->toStdString();
    }
    switch (cell.kind) {
    case Cell::Kind::Null:
        return { std::monostate(), cell.kind };
    case Cell::Kind::Bool:
        return { cell.integer != 0, cell.kind };
    case Cell::Kind::Integer:
        return { cell.integer, cell.kind };
    case Cell::Kind::Unsigned:
        return { cell.unsignedInteger, cell.kind };
    case Cell::Kind::Float:
        return { cell.isFloat32 ? Model(float(cell.number)) : Model(cell.number), cell.kind };
    case Cell::Kind::Text:
    case Cell::Kind::RawText:
        return { bytes, cell.kind };
    case Cell::Kind::Bytes:
        break;
    }
    return { Bytes { bytes }, cell.kind };
}

using Rows = std::vector<std::vector<Model>>;

/// Compares a batch with the rows it was made from; the guard's check comes on top.
QString difference(const Batch &batch, const Rows &rows, int columnCount)
{
    if (const auto fault = batchFault(batch, columnCount, qint64(rows.size())))
        return *fault;
    if (batch.rowCount() != qint64(rows.size()))
        return QStringLiteral("%1 rows instead of %2").arg(batch.rowCount()).arg(rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row) {
        for (int column = 0; column < columnCount; ++column) {
            const auto cell = batch.cell(qint64(row), column);
            const auto &expected = rows[row][std::size_t(column)];
            const auto [found, kind] = readBack(cell);
            const auto *text = std::get_if<std::string>(&expected);
            if (found != expected || (text && (kind == Cell::Kind::Text) != isUtf8(*text)))
                return QStringLiteral("row %1, column %2, kind %3").arg(row).arg(column).arg(int(kind));
        }
    }
    return {};
}

Result<Batch> build(BatchBuilder &builder, const Rows &rows)
{
    for (const auto &row : rows) {
        for (std::size_t column = 0; column < row.size(); ++column)
            std::visit(Append(builder.column(int(column))), row[column]);
        builder.endRow();
    }
    return builder.finish();
}

const BatchLimit wide { 1'000'000, 1'000'000'000, 1'000'000 };

QString roundTrip(const Rows &rows, const BatchLimit &limit = wide)
{
    const auto columnCount = rows.empty() ? 1 : int(rows.front().size());
    BatchBuilder builder(columnCount, limit);
    const auto batch = build(builder, rows);
    return batch ? difference(*batch, rows, columnCount) : batch.error().message();
}

Rows oneColumn(std::initializer_list<Model> values)
{
    Rows rows;
    for (const auto &value : values)
        rows.push_back({ value });
    return rows;
}

PhysicalFormat formatOf(const Rows &rows)
{
    BatchBuilder builder(1, wide);
    return build(builder, rows)->column(0).format;
}

} // namespace

class TestBatchBuilder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_folder.isValid() && qputenv("DUMBO_SPILL_DIR", m_folder.path().toUtf8())); }
    void eachKindHasItsFormat();
    void nullsMayStandAnywhere();
    void mixedKindsBecomeAUnion();
    void invalidTextIsToldApart();
    void invalidTextInAUnionIsToldApart();
    void longValuesKeepAPrefix();
    void longTextIsCutBetweenCharacters();
    void longTextThatIsBrokenLaterIsRawText();
    void limitsEndABatch();
    void aBuilderIsUsedAgain();
    void memoryIsTrimmed();
    void aMissingValueIsNull();
    void aFailedLongValueFailsTheBatch();
    void randomRowsComeBack_data();
    void randomRowsComeBack();

private:
    QTemporaryDir m_folder;
};

void TestBatchBuilder::eachKindHasItsFormat()
{
    QCOMPARE(formatOf(oneColumn({ true })), PhysicalFormat::Bool);
    QCOMPARE(formatOf(oneColumn({ qint64(1) })), PhysicalFormat::Int64);
    QCOMPARE(formatOf(oneColumn({ quint64(1) })), PhysicalFormat::UInt64);
    QCOMPARE(formatOf(oneColumn({ 1.5 })), PhysicalFormat::Float64);
    QCOMPARE(formatOf(oneColumn({ 1.5F })), PhysicalFormat::Float32);
    QCOMPARE(formatOf(oneColumn({ std::string("a") })), PhysicalFormat::Text);
    QCOMPARE(formatOf(oneColumn({ Bytes { "a" } })), PhysicalFormat::Bytes);
    QCOMPARE(formatOf(oneColumn({ std::monostate() })), PhysicalFormat::Null);
    QCOMPARE(formatOf(oneColumn({ std::string("\xFF") })), PhysicalFormat::RawText);
    QCOMPARE(roundTrip({}), QString());
}

void TestBatchBuilder::nullsMayStandAnywhere()
{
    const std::vector<Model> kinds { true, qint64(-1), quint64(1), 0.5, 0.5F, std::string("x"), Bytes { "y" } };
    for (const auto &kind : kinds) {
        for (int length = 0; length < 20; ++length) {
            for (const unsigned pattern : { 0x0u, 0x1u, 0xAAAAAu, 0x55555u, 0xFFFFEu, 0x80000u, 0xFFFFFu, 0x00F0Fu, 0x00100u }) {
                Rows rows;
                for (int row = 0; row < length; ++row)
                    rows.push_back({ pattern >> row & 1 ? Model() : kind });
                QCOMPARE(roundTrip(rows), QString());
            }
        }
    }
}

void TestBatchBuilder::mixedKindsBecomeAUnion()
{
    const auto rows = oneColumn({ std::monostate(), qint64(1), std::string("text"), std::monostate(), 2.5, Bytes { { "\0", 1 } },
        qint64(2), true, quint64(3), 1.5F, std::string() });
    QCOMPARE(formatOf(rows), PhysicalFormat::DenseUnion);
    QCOMPARE(roundTrip(rows), QString());
}

void TestBatchBuilder::invalidTextIsToldApart()
{
    const auto rows = oneColumn({ std::string("gr\xC3\xBC\xC3\x9F"), std::monostate(), std::string("\xC3"), std::string("\xBC"), std::string("ok") });
    QCOMPARE(formatOf(rows), PhysicalFormat::DenseUnion);
    QCOMPARE(roundTrip(rows), QString());
    // Valid one after the other, but not each.
    QCOMPARE(roundTrip(oneColumn({ std::string("a\xC3"), std::string("\xBC") })), QString());
    QCOMPARE(formatOf(oneColumn({ std::string("\xFF"), std::monostate(), std::string("\xFE") })), PhysicalFormat::RawText);
}

void TestBatchBuilder::invalidTextInAUnionIsToldApart()
{
    QCOMPARE(roundTrip(oneColumn({ qint64(1), std::string("fine"), std::string("\xFF"), std::monostate(), std::string("too") })), QString());
    QCOMPARE(roundTrip(oneColumn({ std::string("\xFF"), std::string("fine"), std::monostate(), 1.5 })), QString());
    QCOMPARE(roundTrip(oneColumn({ qint64(1), std::string("\xFF") })), QString());
}

void TestBatchBuilder::longValuesKeepAPrefix()
{
    const BatchLimit limit { 100, 1 << 20, 5000 };
    const auto rows = oneColumn({ Bytes { std::string(5000, 'a') }, Bytes { std::string(5001, 'b') }, std::string(9000, 'c'),
        std::monostate(), std::string("short") });
    BatchBuilder builder(1, limit);
    const auto batch = build(builder, rows);
    QVERIFY(batch);
    QCOMPARE(difference(*batch, rows, 1), QString());
    QCOMPARE(batch->longCells().size(), std::size_t(2));
    QVERIFY(!batch->cell(0, 0).longValue);
    QCOMPARE(batch->cell(1, 0).bytes.size(), std::size_t(BatchLimit::longValuePrefix));
    QCOMPARE((*batch->cell(2, 0).longValue)->size(), 9000);
    // A limit below the prefix.
    QCOMPARE(roundTrip(oneColumn({ std::string(30, 'x'), Bytes { std::string(21, 'y') }, std::string(20, 'z') }), { 10, 1 << 20, 20 }), QString());
}

void TestBatchBuilder::longTextIsCutBetweenCharacters()
{
    for (const auto *character : { "\xC3\xBC", "\xE2\x82\xAC", "\xF0\x9F\x90\x98" }) {
        for (int shift = 0; shift < 4; ++shift) {
            for (const qint64 limit : { 1, 2, 3, 21, 5000 }) {
                std::string text(std::size_t(shift), 'x');
                while (text.size() < 6000)
                    text += character;
                QCOMPARE(roundTrip(oneColumn({ text }), { 10, 1 << 20, limit }), QString());
            }
        }
    }
}

void TestBatchBuilder::longTextThatIsBrokenLaterIsRawText()
{
    const BatchLimit limit { 100, 1 << 20, 5000 };
    const auto broken = std::string(9000, 'x') + '\xFF';
    QCOMPARE(roundTrip(oneColumn({ broken }), limit), QString());
    QCOMPARE(roundTrip(oneColumn({ std::string("ok"), broken, std::monostate(), std::string(9000, 'y') }), limit), QString());
    QCOMPARE(roundTrip(oneColumn({ qint64(1), std::string(9000, 'y'), broken, std::string("ok"), broken }), limit), QString());
}

void TestBatchBuilder::limitsEndABatch()
{
    BatchBuilder rows(1, { 3, 1 << 20, 100 });
    for (int row = 0; row < 3; ++row) {
        QVERIFY(!rows.isFull());
        rows.column(0).appendInt64(row);
        rows.endRow();
    }
    QVERIFY(rows.isFull());
    BatchBuilder bytes(1, { 1000, 100, 1000 });
    bytes.column(0).appendText(std::string(500, 'x'));
    bytes.endRow();
    QVERIFY(bytes.isFull());
    QVERIFY(bytes.finish());
    QVERIFY(!bytes.isFull());
    bytes.setLimit({ 0, 1, 1 });
    QVERIFY(bytes.isFull());
}

void TestBatchBuilder::aBuilderIsUsedAgain()
{
    BatchBuilder builder(2, wide);
    std::vector<std::pair<Batch, Rows>> made;
    for (const auto &rows : { Rows { { qint64(1), std::string("a") }, { std::monostate(), std::string("b") } },
             Rows { { std::string("now text"), std::monostate() } }, Rows {},
             Rows { { std::string("\xFF"), 1.5 }, { qint64(1), true } }, Rows { { qint64(7), Bytes { "z" } } } }) {
        auto batch = build(builder, rows);
        QVERIFY(batch);
        made.emplace_back(std::move(*batch), rows);
        QCOMPARE(builder.rowCount(), 0);
    }
    for (const auto &[batch, rows] : made)
        QCOMPARE(difference(batch, rows, 2), QString());
    auto moved = std::move(builder);
    QCOMPARE(difference(*build(moved, made.front().second), made.front().second, 2), QString());
}

void TestBatchBuilder::memoryIsTrimmed()
{
    BatchBuilder builder(2, wide);
    for (int i = 0; i < 3; ++i) {
        for (int row = 0; row < 10'000; ++row) {
            builder.column(0).appendInt64(row);
            builder.column(1).appendText("twenty bytes of text");
            builder.endRow();
        }
        const auto batch = builder.finish();
        QVERIFY(batch);
        QCOMPARE_LE(batch->memoryBytes(), 10'000 * (8 + 8 + 20) + 1000);
    }
}

void TestBatchBuilder::aMissingValueIsNull()
{
    BatchBuilder builder(2, wide);
    builder.column(1).appendInt64(1);
    builder.endRow();
    builder.endRow();
    const auto batch = builder.finish();
    QCOMPARE(difference(*batch, { { std::monostate(), qint64(1) }, { std::monostate(), std::monostate() } }, 2), QString());
}

void TestBatchBuilder::aFailedLongValueFailsTheBatch()
{
    BatchBuilder builder(1, { 10, 1 << 20, 100 });
    qputenv("DUMBO_SPILL_DIR", "/dev/null/nowhere");
    builder.column(0).appendText(std::string(200, 'x'));
    qputenv("DUMBO_SPILL_DIR", m_folder.path().toUtf8());
    builder.endRow();
    QVERIFY(!builder.finish());
    builder.column(0).appendText("again");
    builder.endRow();
    QVERIFY(builder.finish());
}

void TestBatchBuilder::randomRowsComeBack_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 60; ++seed)
        QTest::newRow(qPrintable(QStringLiteral("seed %1").arg(seed))) << seed;
}

void TestBatchBuilder::randomRowsComeBack()
{
    QFETCH(const unsigned, seed);
    std::minstd_rand random(seed);
    const auto upTo = [&](int most) { return int(random() % unsigned(most + 1)); };
    const auto text = [&] {
        static const std::array<std::string, 6> pieces { "a", "bc", "\xC3\xBC", "\xF0\x9F\x90\x98", "\xFF", "\xC3" };
        const auto last = upTo(3) == 0 ? 5 : 3;
        std::string made;
        for (int i = upTo(upTo(20) == 0 ? 60 : 6); i > 0; --i)
            made += pieces[std::size_t(upTo(last))];
        return made;
    };
    const auto value = [&](int kind) -> Model {
        switch (kind) {
        case 0:
            return std::monostate();
        case 1:
            return upTo(1) == 1;
        case 2:
            return qint64(random()) * qint64(random()) * (upTo(1) ? 1 : -1);
        case 3:
            return quint64(random()) << upTo(33);
        case 4:
            return double(random()) / 3;
        case 5:
            return float(random()) / 3;
        case 6:
            return Bytes { text() };
        default:
            return text();
        }
    };
    const int columns = 1 + upTo(3);
    const BatchLimit limit { 100'000, 1 << 30, 20 + upTo(60) };
    BatchBuilder builder(columns, limit);
    for (int round = 0; round < 3; ++round) {
        Rows rows(std::size_t(upTo(100)));
        std::vector<int> usual;
        for (int column = 0; column < columns; ++column)
            usual.push_back(1 + upTo(6));
        const auto mixing = upTo(2) == 0 ? 3 : 1000;
        for (auto &row : rows) {
            for (int column = 0; column < columns; ++column)
                row.push_back(value(upTo(4) == 0 ? 0 : upTo(mixing) == 0 ? upTo(7) : usual[std::size_t(column)]));
        }
        const auto batch = build(builder, rows);
        QVERIFY(batch);
        QCOMPARE(difference(*batch, rows, columns), QString());
    }
}

QTEST_GUILESS_MAIN(TestBatchBuilder)
#include "tst_batchbuilder.moc"
