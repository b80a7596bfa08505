#include "tests/support/generatedsource.h"
#include "ui/grid/displaytext.h"
#include "ui/grid/resultgrid.h"

#include <QApplication>
#include <QDir>
#include <QScrollBar>
#include <QStyleFactory>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace workbench;

namespace {

/// One thing a grid can look like. Pictures of all go to build/…/pictures, for people to look at.
struct Face
{
    QString name;
    std::function<void(ResultGrid &, GeneratedSource &)> arrange;
};

QPalette darkPalette()
{
    QPalette dark;
    dark.setColor(QPalette::Window, QColor(0x2a2e32));
    dark.setColor(QPalette::WindowText, QColor(0xfcfcfc));
    dark.setColor(QPalette::Base, QColor(0x1b1e20));
    dark.setColor(QPalette::AlternateBase, QColor(0x23262a));
    dark.setColor(QPalette::Text, QColor(0xfcfcfc));
    dark.setColor(QPalette::Highlight, QColor(0x3daee9));
    dark.setColor(QPalette::HighlightedText, Qt::white);
    return dark;
}

QPalette lightPalette()
{
    QPalette light;
    light.setColor(QPalette::Window, QColor(0xeff0f1));
    light.setColor(QPalette::WindowText, QColor(0x232629));
    light.setColor(QPalette::Base, Qt::white);
    light.setColor(QPalette::AlternateBase, QColor(0xf7f7f7));
    light.setColor(QPalette::Text, QColor(0x232629));
    light.setColor(QPalette::Highlight, QColor(0x3daee9));
    light.setColor(QPalette::HighlightedText, Qt::white);
    return light;
}

QPalette contrastPalette()
{
    QPalette contrast;
    for (const auto role : { QPalette::Window, QPalette::Base, QPalette::AlternateBase })
        contrast.setColor(role, Qt::black);
    for (const auto role : { QPalette::WindowText, QPalette::Text })
        contrast.setColor(role, Qt::white);
    contrast.setColor(QPalette::Highlight, QColor(0xffff00));
    contrast.setColor(QPalette::HighlightedText, Qt::black);
    return contrast;
}

std::optional<GridCell> lighthouseCell(qint64 row, int column)
{
    static const QStringList names { u"Roter Sand"_s, u"Bishop Rock"_s, u"La Jument"_s, u"Kap Arkona"_s,
        u"Föhr, Olhörn"_s, u"灯台 犬吠埼"_s, QString(),
        u"Lighthouse of the long name that no column could ever hold"_s };
    using enum GridCell::Kind;
    switch (column) {
    case 0:
        return GridCell { .kind = Number, .text = QString::number(row + 1) };
    case 1:
        return displayText(names.at(row % names.size()));
    case 2:
        return row % 3 == 1
            ? GridCell {}
            : GridCell { .kind = Number, .text = u"%1.%2"_s.arg(row * 37 % 90).arg(row % 10) };
    case 3:
        return GridCell { .kind = Bool, .text = row % 4 ? u"true"_s : u"false"_s };
    case 4:
        return GridCell { .kind = Temporal,
            .edited = row == 5,
            .text = u"2024-06-%1 21:14:03.123456+02"_s.arg(row % 28 + 1, 2, 10, QChar(u'0')) };
    case 5:
        return displayText(u"{\"range\": %1, \"sectors\": [\"white\", \"red\"]}"_s.arg(row % 30), Json);
    case 6:
        return row % 5 == 2 ? GridCell {}
                            : displayBytes(QByteArray("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16), 1300 + row * 971);
    default:
        return row % 4 == 3
            ? GridCell {}
            : displayText(u"Keeper's note:\nlamp\tcleaned, %1 panes replaced after the storm"_s.arg(row));
    }
}

void fill(GeneratedSource &source)
{
    source.setCellAt(lighthouseCell);
    const auto facts = [](const char *name, const char *type, bool numeric) {
        return GridColumn {
            .name = QString::fromLatin1(name), .typeText = QString::fromLatin1(type), .numeric = numeric
        };
    };
    GridColumn id = facts("id", "integer", true);
    id.primaryKey = true;
    source.setColumn(0, id);
    source.setColumn(1, facts("name", "text", false));
    GridColumn height = facts("focal_height", "numeric(6,2)", true);
    height.sort = Qt::DescendingOrder;
    source.setColumn(2, height);
    source.setColumn(3, facts("lit", "boolean", false));
    source.setColumn(4, facts("inspected_at", "timestamp with time zone", false));
    source.setColumn(5, facts("facts", "jsonb", false));
    source.setColumn(6, facts("picture", "bytea", false));
    source.setColumn(7, facts("notes", "text", false));
}

}

class TestGridPictures : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyFaceIsPainted_data();
    void everyFaceIsPainted();
    void nullAndEmptyTextLookDifferent();
    void aChosenCellLooksDifferentWithAndWithoutTheKeyboard();
    void paintingTwiceAsksTheSourceOnce();
};

void TestGridPictures::initTestCase()
{
    QApplication::setStyle(QStyleFactory::create(u"Fusion"_s));
    QVERIFY(QDir().mkpath(qEnvironmentVariable("DUMBO_BUILD_DIR", u"."_s) + u"/pictures"_s));
}

void TestGridPictures::everyFaceIsPainted_data()
{
    QTest::addColumn<QPalette>("palette");
    QTest::addColumn<QString>("face");
    const std::pair<const char *, QPalette> palettes[] { { "light", lightPalette() },
        { "dark", darkPalette() }, { "contrast", contrastPalette() } };
    for (const auto &[shade, palette] : palettes) {
        for (const char *face : { "rows", "selection", "unfocused", "empty", "norows", "loading", "far",
                 "right", "rtl", "large" })
            QTest::addRow("%s-%s", face, shade) << palette << QString::fromLatin1(face);
    }
}

void TestGridPictures::everyFaceIsPainted()
{
    QFETCH(const QPalette, palette);
    QFETCH(const QString, face);
    QWidget window;
    window.setPalette(palette);
    ResultGrid grid(&window);
    GeneratedSource source(face == u"norows" ? 0 : face == u"far" ? 2'000'000'000 : 200, 8);
    fill(source);
    if (face == u"loading") {
        source.setCellAt(
            [](qint64 row, int column) { return row < 9 ? lighthouseCell(row, column) : std::nullopt; });
    }
    grid.setEmptyTitle(face == u"empty" ? u"Nothing has run yet"_s : u"No rows"_s);
    grid.setEmptyHint(face == u"empty" ? u"Write a statement above and press Ctrl+Enter."_s
                                       : u"The statement returned 8 columns and no rows."_s);
    if (face == u"rtl")
        window.setLayoutDirection(Qt::RightToLeft);
    if (face == u"large")
        grid.setFont(QFont(grid.font().family(), 16));
    if (face != u"empty")
        grid.setSource(&source);
    window.resize(1180, 420);
    grid.resize(window.size());
    window.show();
    if (face != u"unfocused") {
        window.activateWindow();
        grid.setFocus();
        QTRY_VERIFY(grid.hasFocus());
    }
    if (face == u"selection" || face == u"unfocused")
        grid.selectRange({ 3, 9, 1, 3 });
    else if (face == u"far")
        grid.setCurrentCell({ 1'000'000'000, 1 });
    else if (face == u"right")
        grid.setCurrentCell({ 2, 7 });
    else
        grid.setCurrentCell({ 2, 4 });
    QTRY_COMPARE(grid.horizontalScrollBar()->isVisible(), grid.horizontalScrollBar()->maximum() > 0);
    const QImage picture = window.grab().toImage();
    QVERIFY(picture.save(qEnvironmentVariable("DUMBO_BUILD_DIR", u"."_s)
        + u"/pictures/grid-%1.png"_s.arg(QString::fromLatin1(QTest::currentDataTag()))));
}

void TestGridPictures::nullAndEmptyTextLookDifferent()
{
    GeneratedSource source(2, 2);
    source.setCellAt([](qint64 row, int) { return row == 0 ? GridCell {} : displayText(QStringView()); });
    ResultGrid grid;
    grid.resize(400, 200);
    grid.setSource(&source);
    grid.show();
    const QImage picture = grid.viewport()->grab().toImage();
    const auto colors = [&](GridPosition cell) {
        QSet<QRgb> found;
        const QRect rect = grid.cellRect(cell).adjusted(4, 1, -4, -1);
        for (int y = rect.top(); y <= rect.bottom(); ++y) {
            for (int x = rect.left(); x <= rect.right(); ++x)
                found.insert(picture.pixel(x, y));
        }
        return found.size();
    };
    QVERIFY(colors({ 0, 1 }) > 2);
    QCOMPARE(colors({ 1, 1 }), 1);
}

void TestGridPictures::aChosenCellLooksDifferentWithAndWithoutTheKeyboard()
{
    GeneratedSource source(20, 3);
    QWidget window;
    window.resize(400, 300);
    ResultGrid grid(&window);
    grid.resize(400, 250);
    QWidget other(&window);
    other.setFocusPolicy(Qt::StrongFocus);
    grid.setSource(&source);
    window.show();
    window.activateWindow();
    grid.setFocus();
    QTRY_VERIFY(grid.hasFocus());
    grid.setCurrentCell({ 2, 1 });
    const QImage focused = grid.viewport()->grab().toImage();
    other.setFocus();
    QTRY_VERIFY(!grid.hasFocus());
    QVERIFY(grid.viewport()->grab().toImage() != focused);
}

void TestGridPictures::paintingTwiceAsksTheSourceOnce()
{
    GeneratedSource source(1000, 4);
    ResultGrid grid;
    grid.resize(600, 400);
    grid.setSource(&source);
    grid.show();
    const QImage first = grid.viewport()->grab().toImage();
    const qint64 asked = source.askedCells();
    QCOMPARE(grid.viewport()->grab().toImage(), first);
    QCOMPARE(source.askedCells(), asked);
}

QTEST_MAIN(TestGridPictures)
#include "tst_gridpictures.moc"
