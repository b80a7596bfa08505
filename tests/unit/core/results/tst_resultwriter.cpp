#include "core/results/celltext.h"
#include "core/results/resultwriter.h"
#include "core/results/textwidth.h"
#include "samplebatches.h"

#include <QJsonDocument>
#include <QTest>

#include <cmath>
#include <limits>

using namespace dumbo;

namespace {

Column column(const char *name, LogicalKind kind = LogicalKind::Unknown)
{
    Column column;
    column.name = QString::fromUtf8(name);
    column.kind = kind;
    return column;
}

Batch oneColumn(const std::function<void(samplebatches::OneColumn &)> &fill, const BatchLimit &limit = {})
{
    samplebatches::OneColumn values(limit);
    fill(values);
    return values.finish();
}

QByteArray written(ResultFormat format, const std::vector<Column> &columns, const Batch &batch, const WriterOptions &options = {})
{
    QByteArray text;
    const auto writer = ResultWriter::create(format, options, [&](const QByteArray &part) -> Result<void> {
        text += part;
        return {};
    });
    if (!writer->begin(columns) || !writer->write(batch) || !writer->end())
        return "failed";
    return text;
}

Batch sampleRow()
{
    BatchBuilder builder(5, {});
    builder.column(0).appendInt64(std::numeric_limits<qint64>::min());
    builder.column(1).appendText("a,\"b\"\nc");
    builder.column(2).appendNull();
    builder.column(3).appendText("");
    builder.column(4).appendBytes(std::string_view("\0\xff", 2));
    builder.endRow();
    return *builder.finish();
}

const std::vector<Column> sampleColumns { column("id"), column("text"), column("none"), column("empty"), column("bytes") };

} // namespace

class TestResultWriter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void csvFollowsRfc4180AndTellsNullFromEmpty();
    void csvQuotesTextThatLooksLikeTheNullText();
    void csvFindsEveryByteThatNeedsQuotes_data();
    void csvFindsEveryByteThatNeedsQuotes();
    void jsonIsOneLineForEachResultAndParses();
    void jsonKeepsDigitsAndMakesNamesUnique();
    void ndjsonIsOneObjectALine();
    void markdownEscapesBars();
    void tableAlignsWideCharacters();
    void insertRunsAsItStands();
    void longValuesAreWrittenWhole();
    void chosenColumnsComeInTheirOrder();
    void aSinkThatFailsStopsTheWriting();
    void floatsAreTheShortestThatReadBack_data();
    void floatsAreTheShortestThatReadBack();
    void displayTextIsCutBetweenCharacters();
};

void TestResultWriter::csvFollowsRfc4180AndTellsNullFromEmpty()
{
    QCOMPARE(written(ResultFormat::Csv, sampleColumns, sampleRow()),
        QByteArray("id,text,none,empty,bytes\r\n-9223372036854775808,\"a,\"\"b\"\"\nc\",,\"\",\\x00ff\r\n"));
}

void TestResultWriter::csvQuotesTextThatLooksLikeTheNullText()
{
    WriterOptions options;
    options.nullText = "NULL";
    options.header = false;
    const auto batch = oneColumn([](samplebatches::OneColumn &values) {
        values.appendText("NULL");
        values.appendNull();
    });
    QCOMPARE(written(ResultFormat::Csv, { column("a") }, batch, options), QByteArray("\"NULL\"\r\nNULL\r\n"));
}

void TestResultWriter::csvFindsEveryByteThatNeedsQuotes_data()
{
    QTest::addColumn<char>("special");
    QTest::newRow("comma") << ',';
    QTest::newRow("quote") << '"';
    QTest::newRow("line feed") << '\n';
    QTest::newRow("carriage return") << '\r';
}

void TestResultWriter::csvFindsEveryByteThatNeedsQuotes()
{
    QFETCH(const char, special);
    for (int length = 1; length < 40; ++length) {
        for (int at = 0; at < length; ++at) {
            QByteArray text(length, 'x');
            text[at] = special;
            const auto batch = oneColumn([&](samplebatches::OneColumn &values) { values.appendText({ text.constData(), std::size_t(length) }); });
            auto doubled = text;
            doubled.replace('"', "\"\"");
            QCOMPARE(written(ResultFormat::Csv, { column("a") }, batch), "a\r\n\"" + doubled + "\"\r\n");
        }
    }
}

void TestResultWriter::jsonIsOneLineForEachResultAndParses()
{
    const auto text = written(ResultFormat::Json, sampleColumns, sampleRow());
    QCOMPARE(text,
        QByteArray("[{\"id\":-9223372036854775808,\"text\":\"a,\\\"b\\\"\\nc\",\"none\":null,\"empty\":\"\",\"bytes\":\"\\\\x00ff\"}]\n"));
    QVERIFY(QJsonDocument::fromJson(text).isArray());
    QCOMPARE(written(ResultFormat::Json, sampleColumns, *BatchBuilder(5, {}).finish()), QByteArray("[]\n"));
}

void TestResultWriter::jsonKeepsDigitsAndMakesNamesUnique()
{
    auto decimal = column("a", LogicalKind::Decimal);
    decimal.isServerText = true;
    BatchBuilder builder(4, {});
    builder.column(0).appendText("12345678901234567890.10");
    builder.column(1).appendText("NaN");
    builder.column(2).appendDouble(std::numeric_limits<double>::infinity());
    builder.column(3).appendText("\x01\xff");
    builder.endRow();
    QCOMPARE(written(ResultFormat::Ndjson, { decimal, decimal, column("a_2"), column("a") }, *builder.finish()),
        QByteArray("{\"a\":12345678901234567890.10,\"a_3\":\"NaN\",\"a_2\":\"inf\",\"a_4\":\"\\\\x01ff\"}\n"));
}

void TestResultWriter::ndjsonIsOneObjectALine()
{
    const auto batch = oneColumn([](samplebatches::OneColumn &values) {
        values.appendInt64(1);
        values.appendText("\t\x02");
    });
    QCOMPARE(written(ResultFormat::Ndjson, { column("a") }, batch), QByteArray("{\"a\":1}\n{\"a\":\"\\t\\u0002\"}\n"));
}

void TestResultWriter::markdownEscapesBars()
{
    const auto batch = oneColumn([](samplebatches::OneColumn &values) {
        values.appendText("a|b\nc");
        values.appendNull();
    });
    QCOMPARE(written(ResultFormat::Markdown, { column("x|y", LogicalKind::Integer) }, batch),
        QByteArray("| x\\|y |\n| ---: |\n| a\\|b<br>c |\n| NULL |\n"));
}

void TestResultWriter::tableAlignsWideCharacters()
{
    BatchBuilder builder(2, {});
    builder.column(0).appendText("日本");
    builder.column(1).appendInt64(7);
    builder.endRow();
    builder.column(0).appendText("e\u0301");
    builder.column(1).appendInt64(1000);
    builder.endRow();
    QCOMPARE(QString::fromUtf8(written(ResultFormat::Table, { column("name"), column("n") }, *builder.finish())),
        QStringLiteral("name │    n\n─────┼──────\n日本 │    7\ne\u0301    │ 1000\n"));
    QCOMPARE(terminalWidth(u"😀a"), 3);
}

void TestResultWriter::insertRunsAsItStands()
{
    WriterOptions options;
    options.tableName = QStringLiteral("my table");
    const auto text = written(ResultFormat::Insert, { sampleColumns[0], sampleColumns[1], sampleColumns[2] },
        [] {
            BatchBuilder builder(3, {});
            builder.column(0).appendInt64(5);
            builder.column(1).appendText("it's");
            builder.endRow();
            return *builder.finish();
        }(),
        options);
    QCOMPARE(text, QByteArray("INSERT INTO \"my table\" (id, text, none) VALUES (5, 'it''s', NULL);\n"));
}

void TestResultWriter::longValuesAreWrittenWhole()
{
    BatchLimit limit;
    limit.maxCellBytes = 100;
    QByteArray text = QByteArray("é\"").repeated(1'000'000);
    const auto batch = oneColumn([&](samplebatches::OneColumn &values) { values.appendText({ text.constData(), std::size_t(text.size()) }); }, limit);
    QCOMPARE(batch.longCells().size(), 1u);
    auto doubled = text;
    doubled.replace('"', "\"\"");
    QCOMPARE(written(ResultFormat::Csv, { column("a") }, batch), "a\r\n\"" + doubled + "\"\r\n");
    QCOMPARE(written(ResultFormat::Ndjson, { column("a") }, batch), "{\"a\":\"" + text.replace("\"", "\\\"") + "\"}\n");
}

void TestResultWriter::chosenColumnsComeInTheirOrder()
{
    WriterOptions options;
    options.columns = { 3, 0 };
    QCOMPARE(written(ResultFormat::Tsv, sampleColumns, sampleRow(), options),
        QByteArray("empty\tid\n\"\"\t-9223372036854775808\n"));
}

void TestResultWriter::aSinkThatFailsStopsTheWriting()
{
    const auto writer = ResultWriter::create(ResultFormat::Csv, {},
        [](const QByteArray &) -> Result<void> { return fail(ErrorKind::InsufficientResources, QStringLiteral("full")); });
    QVERIFY(writer->begin(sampleColumns));
    QVERIFY(writer->write(sampleRow()));
    QCOMPARE(writer->end().error().kind(), ErrorKind::InsufficientResources);
}

void TestResultWriter::floatsAreTheShortestThatReadBack_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("tenth") << 0.1 << QByteArray("0.1");
    QTest::newRow("whole") << 1.0 << QByteArray("1.0");
    QTest::newRow("negative zero") << -0.0 << QByteArray("-0.0");
    QTest::newRow("large") << 1e20 << QByteArray("1e+20");
    QTest::newRow("largest") << std::numeric_limits<double>::max() << QByteArray("1.7976931348623157e+308");
    QTest::newRow("smallest") << std::numeric_limits<double>::denorm_min() << QByteArray("5e-324");
    QTest::newRow("infinity") << -HUGE_VAL << QByteArray("-inf");
    QTest::newRow("not a number") << std::nan("") << QByteArray("nan");
}

void TestResultWriter::floatsAreTheShortestThatReadBack()
{
    QFETCH(const double, value);
    QFETCH(const QByteArray, text);
    QByteArray out;
    appendFloat(out, value, false);
    QCOMPARE(out, text);
}

void TestResultWriter::displayTextIsCutBetweenCharacters()
{
    const auto batch = oneColumn([](samplebatches::OneColumn &values) { values.appendText("a😀b"); });
    QCOMPARE(displayText(batch.cell(0, 0), 10), QStringLiteral("a😀b"));
    QCOMPARE(displayText(batch.cell(0, 0), 2), QStringLiteral("a…"));
    QCOMPARE(displayText(batch.cell(0, 0), 3), QStringLiteral("a😀…"));
}

QTEST_GUILESS_MAIN(TestResultWriter)
#include "tst_resultwriter.moc"
