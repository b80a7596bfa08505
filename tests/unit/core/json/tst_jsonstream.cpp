#include "core/json/jsonstream.h"

#include <QBuffer>
#include <QTest>

using namespace dumbo;

namespace {

/// Gives no more than a few bytes at a time.
class Trickle : public QBuffer {
public:
    using QBuffer::QBuffer;
    qint64 step = 7;

protected:
    qint64 readData(char *data, qint64 most) override { return QBuffer::readData(data, std::min(most, step)); }
};

/// "line:text", or "line!position" of what is wrong.
QStringList read(const QByteArray &text, JsonStream::Format format, qint64 step = 1'000'000)
{
    QByteArray bytes = text;
    Trickle device(&bytes);
    device.step = step;
    if (!device.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return {};
    JsonStream stream(device, { .format = format });
    QStringList found;
    for (;;) {
        const auto item = stream.next();
        if (!item)
            return found << errorKindName(item.error().kind());
        if (!*item)
            return found;
        const auto line = QString::number((*item)->line);
        if ((*item)->error)
            found << line + u'!' + QString::number((*item)->error->position().value_or(-1));
        else
            found << line + u':' + QString::fromUtf8((*item)->text);
    }
}

} // namespace

class JsonStreamTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void documentsAreReadInEveryFormat_data();
    void documentsAreReadInEveryFormat();
    void hugeDocumentsArrive();
    void aDocumentThatNeverEndsLeavesTheNextAlone();
    void cancelledReadingEnds();
    void documentsLongerThanAllowedAreRefused();
};

void JsonStreamTest::documentsAreReadInEveryFormat_data()
{
    using Format = JsonStream::Format;
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<Format>("format");
    QTest::addColumn<QStringList>("found");
    const auto row = [](const char *name, const QByteArray &text, Format format, const QStringList &found) {
        QTest::newRow(name) << text << format << found;
    };
    row("nothing", "", Format::Automatic, {});
    row("space", " \n\n", Format::Automatic, {});
    row("lines", "{\"a\":1}\r\n\n{\"a\":2}\n", Format::Automatic, { "1:{\"a\":1}", "3:{\"a\":2}" });
    row("lines without an end", "1\n2", Format::Automatic, { "1:1", "2:2" });
    row("a byte order mark", "\xef\xbb\xbf{}\n{}", Format::Automatic, { "1:{}", "2:{}" });
    row("bad lines", "{}\n{\"a\":}\n\n[]\n{", Format::Lines, { "1:{}", "2!5", "4:[]", "5!1" });
    row("bad lines, found out", "{}\n{\"a\":}\n\n[]\n{", Format::Automatic, { "1:{}", "2!5", "4:[]", "5!1" });
    row("an array", "[1, {\"a\": [2,\n3]},\n\"]\"]\n", Format::Automatic, { "1:1", "1:{\"a\": [2,\n3]}", "3:\"]\"" });
    row("an empty array", " [ ] ", Format::Automatic, {});
    row("concatenated", "{\"a\":1}{\"a\":2} [3]\"x\"\"y\"4 null", Format::Concatenated, { "1:{\"a\":1}", "1:{\"a\":2}", "1:[3]", "1:\"x\"", "1:\"y\"", "1:4", "1:null" });
    row("over several lines", "{\n\"a\": 1\n}\n{\n}", Format::Automatic, { "1:{\n\"a\": 1\n}", "4:{\n}" });
    row("an array that does not end", "[1,2", Format::Array, { "1:1", "1:2", "1!0" });
    row("no array", "1", Format::Array, { "1!0" });
    row("behind an array", "[1] 2", Format::Array, { "1:1", "1!0" });
    row("no comma", "[{\"a\":1}\n {\"a\":2}\n]", Format::Array, { "1:{\"a\":1}", "2!0" });
    row("a bad element", "[\n  {\"a\":1},\n  {\"a\" 2},\n  {\"a\":3}\n]", Format::Array, { "2:{\"a\":1}", "3!5", "4:{\"a\":3}" });
    row("one not closed", "{\"a\":{\n{\"b\":2}\n{\"c\":3}\n", Format::Concatenated, { "1!7", "2:{\"b\":2}", "3:{\"c\":3}" });
    row("a string not closed", "{\"a\":\"x}\n{\"b\":2}\n", Format::Concatenated, { "1!8", "2:{\"b\":2}" });
    row("nothing that could be one", "hello\nworld\n{}", Format::Concatenated, { "1!0", "3:{}" });
}

void JsonStreamTest::documentsAreReadInEveryFormat()
{
    QFETCH(QByteArray, text);
    QFETCH(JsonStream::Format, format);
    QFETCH(QStringList, found);
    QCOMPARE(read(text, format), found);
    QCOMPARE(read(text, format, 1), found);
    QCOMPARE(read(text, format, 5), found);
}

void JsonStreamTest::hugeDocumentsArrive()
{
    const auto huge = "{\"a\":\"" + QByteArray(3'000'000, 'x') + "\"}";
    for (const auto format : { JsonStream::Format::Lines, JsonStream::Format::Concatenated, JsonStream::Format::Array }) {
        const bool isArray = format == JsonStream::Format::Array;
        const auto list = QByteArrayList(5, huge).join(isArray ? ",\n" : "\n");
        const auto found = read(isArray ? '[' + list + ']' : list, format, 100'000);
        QCOMPARE(found.size(), 5);
        for (int i = 0; i < 5; ++i)
            QCOMPARE(found[i], QString::number(i + 1) + u':' + QString::fromUtf8(huge));
    }
}

void JsonStreamTest::aDocumentThatNeverEndsLeavesTheNextAlone()
{
    QByteArray text = "{\"a\":{\n";
    for (int i = 0; i < 200'000; ++i)
        text += "{\"n\":" + QByteArray::number(i) + "}\n";
    const auto found = read(text, JsonStream::Format::Concatenated, 50'000);
    QCOMPARE(found.size(), 200'001);
    QCOMPARE(found.front(), u"1!7");
    QCOMPARE(found.back(), u"200001:{\"n\":199999}");
}

void JsonStreamTest::cancelledReadingEnds()
{
    QByteArray text = "1\n2\n3\n";
    QBuffer device(&text);
    QVERIFY(device.open(QIODevice::ReadOnly));
    CancellationSource source;
    JsonStream stream(device, { .cancellation = source.token() });
    QVERIFY(stream.next());
    QCOMPARE(stream.bytesRead(), 1);
    source.cancel();
    QVERIFY(stream.next().error().isCancelled());
}

void JsonStreamTest::documentsLongerThanAllowedAreRefused()
{
    QByteArray text = "[" + QByteArray(1'000'000, ' ') + "1]";
    QBuffer device(&text);
    QVERIFY(device.open(QIODevice::ReadOnly));
    JsonStream stream(device, { .format = JsonStream::Format::Concatenated, .mostBytes = 100'000 });
    QCOMPARE(stream.next().error().kind(), ErrorKind::Data);
}

QTEST_GUILESS_MAIN(JsonStreamTest)
#include "tst_jsonstream.moc"
