#include "resources/resources.h"

#include <QDirIterator>
#include <QFile>
#include <QGuiApplication>
#include <QImage>
#include <QPalette>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

/// The mean lightness of what is painted of \a icon, 0 to 255; -1 if nothing is.
int lightness(const QIcon &icon, QIcon::Mode mode = QIcon::Normal)
{
    const QImage image = icon.pixmap(QSize(16, 16), 1.0, mode).toImage().convertToFormat(QImage::Format_ARGB32);
    qint64 sum = 0;
    qint64 weight = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor colour = image.pixelColor(x, y);
            sum += qint64(colour.lightness()) * colour.alpha();
            weight += colour.alpha();
        }
    }
    return weight == 0 ? -1 : int(sum / weight);
}

QPalette paletteWith(const QColor &text, const QColor &background)
{
    QPalette palette;
    palette.setColor(QPalette::WindowText, text);
    palette.setColor(QPalette::Text, text);
    palette.setColor(QPalette::Window, background);
    palette.setColor(QPalette::Base, background);
    palette.setColor(QPalette::HighlightedText, background);
    return palette;
}

} // namespace

class IconsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void applicationIconPaintsAtEverySize_data();
    void applicationIconPaintsAtEverySize();
    void objectIconsFollowThePalette_data();
    void objectIconsFollowThePalette();
    void everyFileIsCarriedInside();
    void unknownNameGivesNoIcon();
    void sampleScriptIsTheFile();
};

void IconsTest::applicationIconPaintsAtEverySize_data()
{
    QTest::addColumn<int>("size");
    for (const int size : {16, 22, 32, 48, 64, 256})
        QTest::addRow("%d", size) << size;
}

void IconsTest::applicationIconPaintsAtEverySize()
{
    QFETCH(const int, size);
    const QImage image = workbench::applicationIcon().pixmap(QSize(size, size), 1.0).toImage();
    QCOMPARE(image.size(), QSize(size, size));
    QCOMPARE(image.pixelColor(0, 0).alpha(), 0);
    QCOMPARE(image.pixelColor(size / 2, size / 2).alpha(), 255);
}

void IconsTest::objectIconsFollowThePalette_data()
{
    QTest::addColumn<QString>("name");
    for (QDirIterator icons(u":/dumbo/icons/objects"_s); icons.hasNext();) {
        const QString name = icons.nextFileInfo().completeBaseName();
        QTest::newRow(qPrintable(name)) << name;
    }
}

void IconsTest::objectIconsFollowThePalette()
{
    QFETCH(const QString, name);
    const QIcon icon = workbench::objectIcon(name);
    QVERIFY(!icon.isNull());
    const QPalette before = QGuiApplication::palette();
    QGuiApplication::setPalette(paletteWith(Qt::black, Qt::white));
    const int onLight = lightness(icon);
    const int selected = lightness(icon, QIcon::Selected);
    QGuiApplication::setPalette(paletteWith(Qt::white, Qt::black));
    const int onDark = lightness(icon);
    QGuiApplication::setPalette(before);
    QVERIFY2(onLight >= 0 && onLight < 60, qPrintable(QString::number(onLight)));
    QVERIFY2(selected > 195, qPrintable(QString::number(selected)));
    QVERIFY2(onDark > 195, qPrintable(QString::number(onDark)));
}

void IconsTest::everyFileIsCarriedInside()
{
    const QString folder = qEnvironmentVariable("DUMBO_SOURCE_DIR") + u"/resources/icons/objects"_s;
    for (QDirIterator icons(folder, {u"*.svg"_s}, QDir::Files); icons.hasNext();) {
        const QString name = icons.nextFileInfo().completeBaseName();
        QVERIFY2(QFile::exists(u":/dumbo/icons/objects/"_s + name + u".svg"_s), qPrintable(name));
    }
}

void IconsTest::unknownNameGivesNoIcon()
{
    QVERIFY(workbench::objectIcon(u"narwhal").isNull());
}

void IconsTest::sampleScriptIsTheFile()
{
    QFile file(qEnvironmentVariable("DUMBO_SOURCE_DIR") + u"/resources/sample/sample.sql"_s);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(workbench::sampleScript() == file.readAll());
}

QTEST_MAIN(IconsTest)

#include "tst_icons.moc"
