#include "ui/grid/glyphfont.h"

#include <QApplication>
#include <QImage>
#include <QPainter>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace workbench;

namespace {

QImage painted(const GlyphFont &font, const TextLook &look)
{
    QImage image(300, 40, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    GlyphBatch batch;
    batch.add(look, 5, 25);
    batch.paint(painter, font, Qt::black);
    return image;
}

int darkPixels(const QImage &image)
{
    int dark = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            dark += qGray(image.pixel(x, y)) < 128;
    }
    return dark;
}

}

class TestGlyphFont : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void latinTextIsPlacedFromTheTable();
    void otherScriptsAreShaped();
    void wideTextEndsInAnEllipsisWithinItsRoom();
    void textOfWhichMoreFollowsSaysSo();
    void noRoomMeansNoText();
    void bothWaysPaintSomething();
    void digitsAreOfOneWidthAsTheShaperHasThem();
    void spacedFontsAreShaped();
};

void TestGlyphFont::latinTextIsPlacedFromTheTable()
{
    const GlyphFont font { QFont() };
    const TextLook look = font.look(u"Leuchtturm 42 – größer"_s.remove(u'–'), 1000);
    QVERIFY(!look.isShaped);
    QVERIFY(!look.isElided);
    QCOMPARE(look.glyphs.size(), size_t(21));
    QVERIFY(look.width > 0);
}

void TestGlyphFont::otherScriptsAreShaped()
{
    const GlyphFont font { QFont() };
    QVERIFY(font.look(u"مرحبا"_s, 1000).isShaped);
    QVERIFY(font.look(u"灯台"_s, 1000).isShaped);
    QVERIFY(font.look(u"e\u0301"_s, 1000).isShaped);
}

void TestGlyphFont::wideTextEndsInAnEllipsisWithinItsRoom()
{
    const GlyphFont font { QFont() };
    for (const QString &text : { QString(500, u'x'), QString(500, u'台') }) {
        const TextLook look = font.look(text, 120);
        QVERIFY(look.isElided);
        QVERIFY2(look.width <= 120, qPrintable(QString::number(look.width)));
        QVERIFY(look.width > 90);
    }
}

void TestGlyphFont::textOfWhichMoreFollowsSaysSo()
{
    const GlyphFont font { QFont() };
    const TextLook whole = font.look(u"abc"_s, 500);
    const TextLook more = font.look(u"abc"_s, 500, true);
    QVERIFY(more.isElided);
    QCOMPARE(more.glyphs.size(), whole.glyphs.size() + 1);
}

void TestGlyphFont::noRoomMeansNoText()
{
    const GlyphFont font { QFont() };
    QVERIFY(font.look(u"abc"_s, 0).glyphs.empty());
    QVERIFY(font.look(u"abc"_s, -20).glyphs.empty());
    QVERIFY(!font.look(QString(), 100).isElided);
}

void TestGlyphFont::bothWaysPaintSomething()
{
    const GlyphFont font { QFont() };
    QVERIFY(darkPixels(painted(font, font.look(u"lighthouse"_s, 280))) > 20);
    QVERIFY(darkPixels(painted(font, font.look(u"e\u0301e\u0301e\u0301"_s, 280))) > 5);
    QCOMPARE(darkPixels(painted(font, font.look(QString(), 280))), 0);
}

void TestGlyphFont::digitsAreOfOneWidthAsTheShaperHasThem()
{
    const GlyphFont font { QFont() };
    const QString digits = u"0123456789"_s;
    const qreal shaped = QFontMetricsF(font.font()).horizontalAdvance(digits);
    QVERIFY2(
        qAbs(font.width(digits) - shaped) < 1.0, qPrintable(QString::number(font.width(digits) - shaped)));
    QCOMPARE(font.width(u"1111"_s), font.width(u"0000"_s));
}

void TestGlyphFont::spacedFontsAreShaped()
{
    QFont spaced;
    spaced.setLetterSpacing(QFont::AbsoluteSpacing, 3);
    const GlyphFont font(spaced);
    QVERIFY(font.look(u"abc"_s, 500).isShaped);
}

QTEST_MAIN(TestGlyphFont)
#include "tst_glyphfont.moc"
