#include "ui/valuepanel/hexview.h"
#include "ui/valuepanel/imageview.h"
#include "ui/valuepanel/valuepanel.h"
#include "ui/valuepanel/valuetext.h"

#include <QAbstractButton>
#include <QApplication>
#include <QBuffer>
#include <QClipboard>
#include <QDir>
#include <QLabel>
#include <QLinearGradient>
#include <QPainter>
#include <QSet>
#include <QStyleFactory>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QToolButton>

#include <algorithm>
#include <memory>

using namespace Qt::StringLiterals;
using namespace workbench;
using Mode = ValuePanel::Mode;
using Kind = ValueContent::Kind;

namespace {

ValueContent valueOf(Kind kind, const QByteArray &bytes, const QString &type = u"text"_s)
{
    return { .typeName = type, .kind = kind, .bytes = bytes, .fullSize = bytes.size() };
}

QByteArray png()
{
    QImage image(120, 80, QImage::Format_ARGB32);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    QLinearGradient light(0, 0, 120, 80);
    light.setColorAt(0, QColor(0xd0, 0x30, 0x30));
    light.setColorAt(1, Qt::transparent);
    painter.fillRect(image.rect(), light);
    painter.end();
    QBuffer buffer;
    image.save(&buffer, "PNG");
    return buffer.data();
}

QPalette shade(bool dark)
{
    QPalette palette = QApplication::palette();
    if (!dark)
        return palette;
    for (const auto role : { QPalette::Window, QPalette::Button })
        palette.setColor(role, QColor(0x2a2e32));
    palette.setColor(QPalette::Base, QColor(0x1b1e20));
    for (const auto role : { QPalette::WindowText, QPalette::Text, QPalette::ButtonText })
        palette.setColor(role, QColor(0xfcfcfc));
    palette.setColor(QPalette::PlaceholderText, QColor(0xa1a9b1));
    palette.setColor(QPalette::Highlight, QColor(0x3daee9));
    return palette;
}

}

class TestValuePanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();

    void valuesOpenInTheFormThatFits_data();
    void valuesOpenInTheFormThatFits();
    void nullAndNothingAreTold();
    void jsonIsIndentedButCopiedAsItIs();
    void textIsVisibleInEveryForm();
    void brokenJsonSaysWhere();
    void aChosenFormIsKeptForTheSameSort();
    void invalidTextIsShownAsBytesOnly();
    void theRestIsLoadedOnDemand();
    void aFailedLoadOffersAnotherTry();
    void aLoadThatComesTooLateIsDropped();
    void copyingAPartLoadsAllOfItFirst();
    void savedBytesAreExact();
    void aFileThatCannotBeWrittenIsNamed();
    void aLongTextIsCutAndSaysSo();
    void aLongLineIsCutEarlierAndMayBreakAnywhere();
    void picturesTellFormatAndSize();
    void brokenPicturesSayWhy();
    void aCutCharacterAtTheEndOfAPartIsNoBinary();
    void everyFaceIsPainted_data();
    void everyFaceIsPainted();

private:
    QString facts() const { return m_panel->findChild<QLabel *>(u"valueFacts"_s)->text(); }
    ValueText *text() const { return m_panel->findChild<ValueText *>(); }
    ValueContent partOf(const QByteArray &whole, qsizetype size)
    {
        ValueContent value = valueOf(Kind::Text, whole.first(size));
        value.fullSize = whole.size();
        value.loader = [whole](QObject *context, const ValueContent::Loaded &loaded) {
            QTimer::singleShot(0, context, [=] { loaded(whole); });
        };
        return value;
    }

    std::unique_ptr<ValuePanel> m_panel;
};

void TestValuePanel::initTestCase()
{
    QApplication::setStyle(QStyleFactory::create(u"Fusion"_s));
    QVERIFY(QDir().mkpath(qEnvironmentVariable("DUMBO_BUILD_DIR", u"."_s) + u"/pictures"_s));
}

void TestValuePanel::init()
{
    m_panel = std::make_unique<ValuePanel>();
    m_panel->resize(420, 360);
}

void TestValuePanel::valuesOpenInTheFormThatFits_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("mode");
    const auto row = [](const char *name, Kind kind, const QByteArray &bytes, Mode mode) {
        QTest::newRow(name) << int(kind) << bytes << int(mode);
    };
    row("text", Kind::Text, "plain", Mode::Text);
    row("empty text", Kind::Text, "", Mode::Text);
    row("JSON type", Kind::Json, "1", Mode::Json);
    row("JSON in a text column", Kind::Text, " {\"a\": [1]}", Mode::Json);
    row("almost JSON in a text column", Kind::Text, "{\"a\": [1}", Mode::Text);
    row("a bracketed word", Kind::Text, "[draft]", Mode::Text);
    row("bytes", Kind::Bytes, "hello", Mode::Hex);
    row("picture", Kind::Bytes, png(), Mode::Image);
    row("text that is not UTF-8", Kind::Text, "\xff\xfe", Mode::Hex);
}

void TestValuePanel::valuesOpenInTheFormThatFits()
{
    QFETCH(const int, kind);
    QFETCH(const QByteArray, bytes);
    QFETCH(const int, mode);
    m_panel->setValue(valueOf(Kind(kind), bytes));
    QCOMPARE(int(m_panel->mode()), mode);
    QCOMPARE(m_panel->findChild<QTabBar *>()->currentIndex(), mode);
}

void TestValuePanel::nullAndNothingAreTold()
{
    const auto shows = [this](const QString &text) {
        const auto labels = m_panel->findChildren<QLabel *>();
        return std::ranges::any_of(labels, [&](const QLabel *label) {
            return label->isVisibleTo(m_panel.get()) && label->text().contains(text);
        });
    };
    QVERIFY(shows(u"Choose a cell"_s));
    m_panel->setValue({ .typeName = u"text"_s });
    QVERIFY(shows(u"NULL"_s));
    QVERIFY(!m_panel->isAvailable(Mode::Text));
    QVERIFY(!m_panel->findChild<QToolButton *>(u"valueCopy"_s)->isEnabled());
    m_panel->setValue(valueOf(Kind::Text, ""));
    QVERIFY(!shows(u"NULL"_s));
    QVERIFY(facts().contains(u"empty"_s));
}

void TestValuePanel::jsonIsIndentedButCopiedAsItIs()
{
    const QByteArray source = "{\"n\":12345678901234567890.10,\"e\":\"\\u00e9\"}";
    m_panel->setValue(valueOf(Kind::Json, source, u"jsonb"_s));
    QCOMPARE(text()->toPlainText(), u"{\n  \"n\": 12345678901234567890.10,\n  \"e\": \"\\u00e9\"\n}"_s);
    m_panel->copy();
    QCOMPARE(QGuiApplication::clipboard()->text().toUtf8(), source);
    QVERIFY(facts().contains(u"jsonb"_s));
}

void TestValuePanel::textIsVisibleInEveryForm()
{
    const auto colors = [this] {
        const QImage picture = text()->viewport()->grab().toImage();
        QSet<QRgb> found;
        for (int y = 0; y < picture.height(); ++y) {
            for (int x = 0; x < picture.width() / 2; ++x)
                found.insert(picture.pixel(x, y));
        }
        return found.size();
    };
    m_panel->setValue(valueOf(Kind::Text, "a light in the fog"));
    QVERIFY(colors() > 2);
    m_panel->setValue(valueOf(Kind::Json, "[true, \"x\", 1]"));
    QVERIFY(colors() > 4);
    m_panel->setValue(valueOf(Kind::Text, "another"));
    QVERIFY(colors() > 2);
}

void TestValuePanel::brokenJsonSaysWhere()
{
    m_panel->setValue(valueOf(Kind::Json, "{\n  \"a\": 1\n  \"b\": 2}"));
    const auto labels = m_panel->findChildren<QLabel *>();
    QVERIFY(std::ranges::any_of(
        labels, [](const QLabel *label) { return label->text().contains(u"line 3, column 3"_s); }));
    QCOMPARE(text()->textCursor().blockNumber(), 2);
    QCOMPARE(text()->textCursor().positionInBlock(), 2);
    QCOMPARE(text()->toPlainText(), u"{\n  \"a\": 1\n  \"b\": 2}"_s);
}

void TestValuePanel::aChosenFormIsKeptForTheSameSort()
{
    m_panel->setValue(valueOf(Kind::Json, "[1]"));
    m_panel->findChild<QTabBar *>()->setCurrentIndex(int(Mode::Text));
    QCOMPARE(m_panel->mode(), Mode::Text);
    m_panel->setValue(valueOf(Kind::Bytes, "abc"));
    QCOMPARE(m_panel->mode(), Mode::Hex);
    m_panel->setValue(valueOf(Kind::Json, "[2]"));
    QCOMPARE(m_panel->mode(), Mode::Text);
    m_panel->setMode(Mode::Json);
    m_panel->setValue(valueOf(Kind::Json, "[3]"));
    QCOMPARE(m_panel->mode(), Mode::Json);
}

void TestValuePanel::invalidTextIsShownAsBytesOnly()
{
    m_panel->setValue(valueOf(Kind::Text, "ab\xff"));
    QVERIFY(!m_panel->isAvailable(Mode::Text));
    QVERIFY(!m_panel->isAvailable(Mode::Image));
    m_panel->setMode(Mode::Text);
    QCOMPARE(m_panel->mode(), Mode::Hex);
    m_panel->copy();
    QCOMPARE(QGuiApplication::clipboard()->text(), u"6162ff"_s);
}

void TestValuePanel::theRestIsLoadedOnDemand()
{
    m_panel->setValue(partOf("0123456789", 4));
    QCOMPARE(text()->toPlainText(), u"0123"_s);
    for (QAbstractButton *button : m_panel->findChildren<QAbstractButton *>()) {
        if (button->text().contains(u"Load all"_s))
            QTest::mouseClick(button, Qt::LeftButton);
    }
    QTRY_COMPARE(text()->toPlainText(), u"0123456789"_s);
    QVERIFY(m_panel->value().isWhole());
}

void TestValuePanel::aFailedLoadOffersAnotherTry()
{
    ValueContent value = partOf("0123456789", 4);
    value.loader = [](QObject *context, const ValueContent::Loaded &loaded) {
        QTimer::singleShot(
            0, context, [=] { loaded(dumbo::fail(dumbo::ErrorKind::Connection, u"The server is gone."_s)); });
    };
    m_panel->setValue(value);
    m_panel->loadAll();
    const auto told = [this] {
        const auto buttons = m_panel->findChildren<QAbstractButton *>();
        return std::ranges::any_of(
            buttons, [](const auto *button) { return button->text().contains(u"Try again"_s); });
    };
    QTRY_VERIFY(told());
    QCOMPARE(text()->toPlainText(), u"0123"_s);
}

void TestValuePanel::aLoadThatComesTooLateIsDropped()
{
    ValueContent::Loaded late;
    ValueContent value = partOf("0123456789", 4);
    value.loader = [&](QObject *, const ValueContent::Loaded &loaded) { late = loaded; };
    m_panel->setValue(value);
    m_panel->loadAll();
    m_panel->setValue(valueOf(Kind::Text, "another"));
    late(QByteArray("0123456789"));
    QCOMPARE(text()->toPlainText(), u"another"_s);
}

void TestValuePanel::copyingAPartLoadsAllOfItFirst()
{
    QGuiApplication::clipboard()->clear();
    m_panel->setValue(partOf("0123456789", 4));
    m_panel->copy();
    QTRY_COMPARE(QGuiApplication::clipboard()->text(), u"0123456789"_s);
}

void TestValuePanel::savedBytesAreExact()
{
    QTemporaryDir folder;
    const QByteArray bytes("\0\r\n\xff end", 8);
    m_panel->setValue(valueOf(Kind::Bytes, bytes));
    QVERIFY(m_panel->saveTo(folder.filePath(u"value"_s)));
    QFile file(folder.filePath(u"value"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), bytes);
}

void TestValuePanel::aFileThatCannotBeWrittenIsNamed()
{
    m_panel->setValue(valueOf(Kind::Text, "x"));
    const auto saved = m_panel->saveTo(u"/nowhere/at/all"_s);
    QVERIFY(!saved);
    QVERIFY(saved.error().message().contains(u"/nowhere/at/all"_s));
}

void TestValuePanel::aLongTextIsCutAndSaysSo()
{
    m_panel->setValue(valueOf(Kind::Text, QByteArray("0123456789\n").repeated(200'000)));
    QVERIFY(text()->document()->characterCount() <= ValueText::textLimit + 1);
    QVERIFY(facts().contains(u"only the beginning"_s));
    m_panel->copy();
    QCOMPARE(QGuiApplication::clipboard()->text().size(), 2'200'000);
}

void TestValuePanel::aLongLineIsCutEarlierAndMayBreakAnywhere()
{
    m_panel->setValue(valueOf(Kind::Text, QByteArray(1'000'000, 'x')));
    QCOMPARE(text()->document()->characterCount() - 1, ValueText::longLineLimit);
    QCOMPARE(text()->wordWrapMode(), QTextOption::WrapAnywhere);
    QVERIFY(!text()->grab().isNull());
    m_panel->setValue(valueOf(Kind::Json, '"' + QByteArray(1'000'000, 'x') + '"'));
    QVERIFY(text()->isCut());
    m_panel->setValue(valueOf(Kind::Text, "short"));
    QCOMPARE(text()->wordWrapMode(), QTextOption::WrapAtWordBoundaryOrAnywhere);
    QVERIFY(!text()->isCut());
}

void TestValuePanel::picturesTellFormatAndSize()
{
    m_panel->setValue(valueOf(Kind::Bytes, png()));
    QTRY_VERIFY(facts().contains(u"PNG"_s));
    QVERIFY(facts().contains(u"120"_s));
    m_panel->copy();
    QCOMPARE(QGuiApplication::clipboard()->image().size(), QSize(120, 80));
}

void TestValuePanel::brokenPicturesSayWhy()
{
    m_panel->setValue(valueOf(Kind::Bytes, png().first(60)));
    QCOMPARE(m_panel->mode(), Mode::Image);
    QTRY_VERIFY(facts().contains(u"cannot be read"_s));
}

void TestValuePanel::aCutCharacterAtTheEndOfAPartIsNoBinary()
{
    m_panel->setValue(partOf(u"€€€"_s.toUtf8(), 4));
    QCOMPARE(m_panel->mode(), Mode::Text);
    QCOMPARE(ValueText::wholeCharacters("a\xe2\x82").size(), 1);
    QCOMPARE(ValueText::wholeCharacters("a\xe2\x82\xac").size(), 4);
    QCOMPARE(ValueText::wholeCharacters("").size(), 0);
}

void TestValuePanel::everyFaceIsPainted_data()
{
    QTest::addColumn<bool>("dark");
    QTest::addColumn<QString>("face");
    for (const bool dark : { false, true }) {
        for (const char *face : { "nothing", "null", "text", "json", "broken", "hex", "image", "part" })
            QTest::addRow("%s-%s", face, dark ? "dark" : "light") << dark << QString::fromLatin1(face);
    }
}

void TestValuePanel::everyFaceIsPainted()
{
    QFETCH(const bool, dark);
    QFETCH(const QString, face);
    m_panel->setPalette(shade(dark));
    const QByteArray json
        = "{\"name\":\"Roter Sand\",\"focal_height\":24.00,\"lit\":true,\"keeper\":null,"
          "\"sectors\":[{\"colour\":\"white\",\"from\":0},{\"colour\":\"red\",\"from\":137.5}]}";
    if (face == u"null")
        m_panel->setValue({ .typeName = u"timestamp with time zone"_s });
    else if (face == u"text")
        m_panel->setValue(valueOf(
            Kind::Text, QByteArray("The lamp was cleaned and two panes were replaced.\n\n").repeated(6)));
    else if (face == u"json")
        m_panel->setValue(valueOf(Kind::Json, json, u"jsonb"_s));
    else if (face == u"broken")
        m_panel->setValue(valueOf(Kind::Json, "{\"name\": \"Roter Sand\",\n \"lit\" true}", u"json"_s));
    else if (face == u"hex")
        m_panel->setValue(valueOf(Kind::Bytes, png().mid(8), u"bytea"_s));
    else if (face == u"image")
        m_panel->setValue(valueOf(Kind::Bytes, png(), u"bytea"_s));
    else if (face == u"part")
        m_panel->setValue(partOf(QByteArray("A long report. ").repeated(100'000), 4000));
    QWidget window;
    window.resize(m_panel->size());
    m_panel->setParent(&window);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    if (face == u"image")
        QTRY_VERIFY(!m_panel->findChild<ImageView *>()->image().isNull());
    const QString name = u"/pictures/value-%1.png"_s.arg(QString::fromLatin1(QTest::currentDataTag()));
    QVERIFY(m_panel->grab().save(qEnvironmentVariable("DUMBO_BUILD_DIR", u"."_s) + name));
    m_panel->setParent(nullptr);
}

QTEST_MAIN(TestValuePanel)
#include "tst_valuepanel.moc"
