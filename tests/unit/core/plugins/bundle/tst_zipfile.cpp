#include "rawzip.h"

#include "core/plugins/bundle/bundlelimits.h"
#include "core/plugins/bundle/bundlepath.h"
#include "core/plugins/bundle/zipwriter.h"

#include <QBuffer>
#include <QTest>

using namespace dumbo;
using rawzip::Entry;

/// Zip files that want to do harm, or are just broken: each is refused with a sentence that says why.
class ZipFileTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wellFormedEntriesAreRead_data();
    void wellFormedEntriesAreRead();
    void hostileDirectoriesAreRefused_data();
    void hostileDirectoriesAreRefused();
    void brokenContentIsRefused_data();
    void brokenContentIsRefused();
    void namesThatDoNotFitEverywhereAreRefused_data();
    void namesThatDoNotFitEverywhereAreRefused();
    void everyTruncationIsRefused();
    void aBombEndsAtItsDeclaredSize();
    void whatIsWrittenIsRead();
    void onlyWhatIsSmallIsReadAtOnce();
};

namespace {

QString faultOf(const QByteArray &bytes)
{
    QBuffer buffer;
    buffer.setData(bytes);
    buffer.open(QIODevice::ReadOnly);
    const auto zip = ZipFile::open(buffer);
    if (!zip)
        return zip.error().message();
    for (const auto &entry : zip->entries()) {
        if (const auto all = zip->readAll(entry, bundlelimits::unpackedSize); !all)
            return all.error().message();
    }
    return {};
}

QByteArray zeros(qsizetype size)
{
    return QByteArray(size, '\0');
}

/// Bytes that do not get smaller.
QByteArray noise(qsizetype size)
{
    QByteArray bytes(size, '\0');
    quint32 state = 1;
    for (auto &byte : bytes) {
        state = state * 1'664'525 + 1'013'904'223;
        byte = char(state >> 24);
    }
    return bytes;
}

} // namespace

void ZipFileTest::wellFormedEntriesAreRead_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("count");
    QTest::newRow("nothing in it") << rawzip::make({}) << 0;
    QTest::newRow("stored") << rawzip::make({ Entry { "a", "text" } }) << 1;
    QTest::newRow("deflated") << rawzip::make({ Entry { "a/b", "text", 8 } }) << 1;
    QTest::newRow("empty, stored and deflated") << rawzip::make({ Entry { "a", "" }, Entry { "b", "", 8 } }) << 2;
    QTest::newRow("folders") << rawzip::make({ Entry { "a/", "", 0, 0, 040755U << 16 }, Entry { "a/b", "x" } }) << 1;
    QTest::newRow("made on a system without attributes") << rawzip::make({ Entry { "a", "x", 0, 0, 0x20, 0 } }) << 1;
    QTest::newRow("an extra field with times")
        << rawzip::make({ Entry { "a", "x", 0, 0, 0, 3, QByteArray("UT\x05\x00\x01\x00\x00\x00\x00", 9) } }) << 1;
    QTest::newRow("more than one piece") << rawzip::make({ Entry { "a", QByteArray(300'000, 'x'), 8 }, Entry { "b", QByteArray(300'000, 'y') } }) << 2;
}

void ZipFileTest::wellFormedEntriesAreRead()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, count);
    QCOMPARE(faultOf(bytes), QString());
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::ReadOnly);
    QCOMPARE(ZipFile::open(buffer)->entries().size(), count);
}

void ZipFileTest::hostileDirectoriesAreRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, const QByteArray &bytes, const char *words) { QTest::newRow(name) << bytes << QString::fromLatin1(words); };
    const auto entry = Entry { "a", "text" };
    row("nothing at all", "", "no zip file");
    row("text", "This is a driver, believe me.", "no zip file");
    row("a program in front", "MZ\x90" + rawzip::make({ entry }), "no zip file");
    row("something after the end", rawzip::make({ entry }, { -1, 0, {}, "more" }), "incomplete");
    row("a comment", rawzip::make({ entry }, { -1, 0, "hello", {} }), "incomplete");
    row("several parts", rawzip::make({ entry }, { -1, 1, {}, {} }), "several parts");
    row("more entries than there are", rawzip::make({ entry }, { 2, 0, {}, {} }), "directory is broken");
    row("fewer entries than there are", rawzip::make({ entry, Entry { "b", "" } }, { 1, 0, {}, {} }), "directory is broken");
    row("a directory elsewhere", rawzip::make({ entry }, { -1, 0, {}, {}, 1 }), "not where it should be");
    row("a symbolic link", rawzip::make({ Entry { "a", "/etc/passwd", 0, 0, 0120777U << 16 } }), "symbolic link");
    row("a symbolic link made on a Mac", rawzip::make({ Entry { "a", "/etc/passwd", 0, 0, 0120777U << 16, 19 } }), "symbolic link");
    row("a device", rawzip::make({ Entry { "a", "", 0, 0, 0020666U << 16 } }), "neither a file nor a folder");
    row("a pipe", rawzip::make({ Entry { "a", "", 0, 0, 0010666U << 16 } }), "neither a file nor a folder");
    row("a folder by its attributes only", rawzip::make({ Entry { "a", "", 0, 0, 0040755U << 16 } }), "neither a file nor a folder");
    row("a folder that holds bytes", rawzip::make({ Entry { "a/", "text" } }), "folder that holds bytes");
    row("encrypted", rawzip::make({ Entry { "a", "text", 0, 1 } }), "encrypted");
    row("strongly encrypted", rawzip::make({ Entry { "a", "text", 0, 0x41 } }), "encrypted");
    row("a patch", rawzip::make({ Entry { "a", "text", 0, 0x20 } }), "a feature of zip");
    row("another method", rawzip::make({ Entry { "a", "text", 14 } }), "a way that bundles do not use");
    row("zip64", rawzip::make({ Entry { "a", "text", 0, 0, 0, 3, QByteArray("\x01\x00\x04\x00\x00\x00\x00\x00", 8) } }), "zip64");
    row("a second name", rawzip::make({ Entry { "a", "text", 0, 0, 0, 3, QByteArray("\x75\x70\x01\x00\x01", 5) } }), "second name");
    row("a broken extra field", rawzip::make({ Entry { "a", "text", 0, 0, 0, 3, QByteArray("UT\x50\x00\x01", 5) } }), "extra field is malformed");
    row("another name in its own header", rawzip::make({ Entry { "a", "text", 0, 0, 0, 3, {}, "b" } }), "differs from the directory");
    row("a longer name in its own header", rawzip::make({ Entry { "a", "text", 0, 0, 0, 3, {}, "ab" } }), "differs from the directory");
    row("the same name twice", rawzip::make({ entry, entry }), "another entry has this name");
    row("names that differ in case", rawzip::make({ Entry { "dir/File", "x" }, Entry { "Dir/fILE", "y" } }), "another entry has this name");
    row("a file that is a folder", rawzip::make({ Entry { "a", "x" }, Entry { "A/b", "y" } }), "a file and a folder at once");
    row("two entries in the same bytes", rawzip::make({ Entry { "a", "x" }, Entry { "a", "x", 0, 0, 0, 3, {}, {}, -1, -1, -1, 0 } }), "share the same bytes");
    row("no header", rawzip::make({ entry, Entry { "b", "x", 0, 0, 0, 3, {}, {}, -1, -1, -1, 3 } }), "differs from the directory");
    row("a header behind the end", rawzip::make({ entry, Entry { "b", "x", 0, 0, 0, 3, {}, {}, -1, -1, -1, 0xffff'fff0 } }), "differs from the directory");
    row("more stored than there is", rawzip::make({ Entry { "a", "x", 8, 0, 0, 3, {}, {}, -1, 5000 } }), "differs from the directory");
    row("larger than any", rawzip::make({ Entry { "a", "x", 8, 0, 0, 3, {}, {}, 0xffff'fff0 } }), "too large");
    row("a bomb by what it says", rawzip::make({ Entry { "a", "x", 8, 0, 0, 3, {}, {}, 500'000'000 } }), "more than 250 times");
    row("a bomb", rawzip::make({ Entry { "a", zeros(20'000'000), 8 } }), "more than 250 times");
    QList<Entry> many;
    for (int i = 0; i <= bundlelimits::entryCount; ++i)
        many.append(Entry { QByteArray::number(i), "" });
    row("too many", rawzip::make(many), "the limit is 2000");
    QList<Entry> large;
    for (int i = 0; i < 3; ++i)
        large.append(Entry { QByteArray::number(i), noise(1'700'000), 8, 0, 0, 3, {}, {}, 400'000'000 });
    row("too large altogether", rawzip::make(large), "it would unpack to 1200000000 bytes");
}

void ZipFileTest::hostileDirectoriesAreRefused()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, words);
    const auto fault = faultOf(bytes);
    QVERIFY2(fault.contains(words), qPrintable(fault));
}

void ZipFileTest::brokenContentIsRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const QByteArray text(5000, 'x');
    QTest::newRow("more than it says") << rawzip::make({ Entry { "a", text, 8, 0, 0, 3, {}, {}, 4999 } });
    QTest::newRow("less than it says") << rawzip::make({ Entry { "a", text, 8, 0, 0, 3, {}, {}, 5001 } });
    QTest::newRow("another checksum") << rawzip::make({ Entry { "a", text, 8, 0, 0, 3, {}, {}, -1, -1, 7 } });
    QTest::newRow("another checksum, stored") << rawzip::make({ Entry { "a", text, 0, 0, 0, 3, {}, {}, -1, -1, 7 } });
    auto broken = rawzip::make({ Entry { "a", text, 8 } });
    broken[31] = '\xff';
    QTest::newRow("no deflate at all") << broken;
    // Said to be deflated, in both places where that stands.
    auto cut = rawzip::make({ Entry { "a", rawzip::deflated(text).chopped(3), 0, 0, 0, 3, {}, {}, 5000 } });
    cut[8] = 8;
    cut[cut.indexOf("PK\x01\x02") + 10] = 8;
    QTest::newRow("an end that is missing") << cut;
}

void ZipFileTest::brokenContentIsRefused()
{
    QFETCH(QByteArray, bytes);
    QVERIFY(!faultOf(bytes).isEmpty());
}

void ZipFileTest::namesThatDoNotFitEverywhereAreRefused_data()
{
    QTest::addColumn<QByteArray>("name");
    const QList<QByteArray> names { "", "/", "//", "/etc/passwd", "../x", "a/../../x", "a/..", "..", ".", "a/./b", "a//b", "a\\b", "..\\x", "\\x",
        "C:/x", "C:x", "a:b", QByteArray("a\0b", 3), QByteArray("\0", 1), "a\nb", "a\x1b[31m", "a\x7f", "caf\xc3\xa9", "a\xff", "a*", "a?", "a<b",
        "a>b", "a|b", "a\"b", "a.", "a ", " a", "a/ b", "a./b", "con", "CON", "nul.txt", "a/Aux.so", "com1", "lpt9.x", QByteArray(241, 'x'),
        QByteArray("a/").repeated(16) + "a" };
    for (const auto &name : names)
        QTest::newRow(qPrintable(QString::fromLatin1(name.toPercentEncoding().left(60)))) << name;
}

void ZipFileTest::namesThatDoNotFitEverywhereAreRefused()
{
    QFETCH(QByteArray, name);
    QVERIFY(bundlePathFault(name));
    const auto fault = faultOf(rawzip::make({ Entry { name, "x" } }));
    QVERIFY2(fault.contains(u"is refused"), qPrintable(fault));
    for (const auto c : fault)
        QVERIFY2(c.unicode() >= 32, "control characters stay out of sentences");
}

void ZipFileTest::everyTruncationIsRefused()
{
    const auto whole = rawzip::make({ Entry { "a", QByteArray(900, 'x'), 8 }, Entry { "dir/b", "text" }, Entry { "c", "", 8 } });
    QCOMPARE(faultOf(whole), QString());
    for (qsizetype size = 0; size < whole.size(); ++size)
        QVERIFY2(!faultOf(whole.first(size)).isEmpty(), qPrintable(QString::number(size)));
    for (qsizetype size = 1; size < whole.size(); ++size)
        QVERIFY2(!faultOf(whole.sliced(size)).isEmpty(), qPrintable(QString::number(size)));
}

void ZipFileTest::aBombEndsAtItsDeclaredSize()
{
    auto bytes = rawzip::make({ Entry { "a", zeros(50'000'000), 8, 0, 0, 3, {}, {}, 1000 } });
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::ReadOnly);
    const auto zip = ZipFile::open(buffer);
    QVERIFY(zip);
    qint64 given = 0;
    const auto read = zip->read(zip->entries().constFirst(), [&](QByteArrayView piece) -> Result<void> {
        given += piece.size();
        return {};
    });
    QVERIFY(!read);
    QVERIFY(given <= 1000);
}

void ZipFileTest::whatIsWrittenIsRead()
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::ReadWrite);
    ZipWriter writer(buffer);
    const auto content = noise(400'000);
    QVERIFY(writer.add("empty", QByteArray()));
    QVERIFY(writer.add("dir/noise", content));
    QVERIFY(writer.add("text", QByteArray(400'000, 'x')));
    QVERIFY(writer.finish());
    const auto zip = ZipFile::open(buffer);
    QVERIFY2(zip, qPrintable(zip ? QString() : zip.error().message()));
    QCOMPARE(zip->entries().size(), 3);
    QCOMPARE(*zip->readAll(*zip->entry("dir/noise"), 1'000'000), content);
    QCOMPARE(zip->readAll(*zip->entry("text"), 1'000'000)->size(), 400'000);

    QByteArray copied;
    QBuffer target(&copied);
    target.open(QIODevice::ReadWrite);
    ZipWriter copier(target);
    for (const auto &entry : zip->entries())
        QVERIFY(copier.copy(*zip, entry));
    QVERIFY(copier.finish());
    const auto copy = ZipFile::open(target);
    QVERIFY(copy);
    QCOMPARE(*copy->readAll(*copy->entry("dir/noise"), 1'000'000), content);
}

void ZipFileTest::onlyWhatIsSmallIsReadAtOnce()
{
    auto bytes = rawzip::make({ Entry { "a", "12345" } });
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::ReadOnly);
    const auto zip = ZipFile::open(buffer);
    QVERIFY(zip);
    QVERIFY(zip->readAll(zip->entries().constFirst(), 5));
    QVERIFY(!zip->readAll(zip->entries().constFirst(), 4));
}

QTEST_GUILESS_MAIN(ZipFileTest)
#include "tst_zipfile.moc"
