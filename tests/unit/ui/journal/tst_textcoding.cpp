#include "ui/journal/textcoding.h"

#include <QRandomGenerator>
#include <QTest>

using namespace workbench;

class TestTextCoding : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void plainTextIsUtf8()
    {
        const auto decoded = decodeText("SELECT 'ä€😀'\n");
        QCOMPARE(decoded.text, QString::fromUtf8("SELECT 'ä€😀'\n"));
        QCOMPARE(decoded.invalidBytes, 0);
        QCOMPARE(decoded.lineEnd, LineEnd::Lf);
    }

    void windowsLineEndsAreKept()
    {
        const auto decoded = decodeText("a\r\nb\r\n");
        QCOMPARE(decoded.text, QStringLiteral("a\nb\n"));
        QCOMPARE(decoded.lineEnd, LineEnd::CrLf);
        QCOMPARE(encodeText(decoded.text, decoded.lineEnd), QByteArray("a\r\nb\r\n"));
    }

    void invalidBytesAreReportedWithTheirLine()
    {
        const auto decoded = decodeText("ok\nbad \xFF\xC3 here\n");
        QCOMPARE(decoded.invalidBytes, 2);
        QCOMPARE(decoded.firstInvalidLine, 2);
    }

    void everyFileIsWrittenAsItWasRead_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("mark") << QByteArray("\xEF\xBB\xBFSELECT 1");
        QTest::newRow("mixed line ends") << QByteArray("a\r\nb\nc\rd");
        QTest::newRow("Latin-1") << QByteArray("caf\xE9 \xFC\n");
        QTest::newRow("surrogate in UTF-8") << QByteArray("\xED\xA0\x80x");
        QTest::newRow("overlong") << QByteArray("\xC0\x80 \xE0\x80\x80");
        QTest::newRow("cut") << QByteArray("\xF0\x9F\x98");
        QTest::newRow("NUL") << QByteArray("a\0b", 3);
        QRandomGenerator random(7);
        for (int i = 0; i < 200; ++i) {
            QByteArray bytes;
            for (int n = random.bounded(40); n > 0; --n)
                bytes += random.bounded(3) == 0 ? char(random.bounded(256)) : "a\r\n\xC3\xA4"[random.bounded(5)];
            QTest::addRow("random %d", i) << bytes;
        }
    }

    void everyFileIsWrittenAsItWasRead()
    {
        QFETCH(QByteArray, bytes);
        const auto decoded = decodeText(bytes);
        QCOMPARE(encodeText(decoded.text, decoded.lineEnd, decoded.byteOrderMark), bytes);
        QCOMPARE(decodeUnits(encodeText(decodeUnits(bytes))), decodeUnits(bytes));
    }

    void bytesAndUnitsAreCounted()
    {
        const auto text = QString::fromUtf8("aä€😀b");
        QCOMPARE(encodedSize(text), encodeText(text).size());
        QCOMPARE(unitsForBytes(text, 1), 1);
        QCOMPARE(unitsForBytes(text, 3), 2);
        QCOMPARE(unitsForBytes(text, 10), 5);
        QCOMPARE(unitsForBytes(text, 100), text.size());
    }
};

QTEST_GUILESS_MAIN(TestTextCoding)
#include "tst_textcoding.moc"
