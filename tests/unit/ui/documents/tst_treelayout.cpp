#include "ui/documents/treelayout.h"

#include <QTest>

using workbench::DocumentPlace;
using workbench::TreeLayout;

namespace {

QString text(const TreeLayout::Line &line)
{
    QString shown = QString::number(line.place.row);
    for (const auto step : line.place.steps)
        shown += u'.' + QString::number(step);
    return shown + QLatin1StringView(line.isPlaceholder ? "?" : line.isExpanded ? "-" : "");
}

QStringList lines(const TreeLayout &layout)
{
    QStringList all;
    for (qint64 line = 0; line < layout.lineCount(); ++line) {
        all << text(layout.lineAt(line));
        const auto at = layout.lineAt(line);
        if (!at.isPlaceholder && layout.lineOf(at.place) != line)
            all << QStringLiteral("wrong");
    }
    return all;
}

} // namespace

class TestTreeLayout : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void documentsAloneAreTheLines()
    {
        TreeLayout layout;
        QCOMPARE(layout.lineCount(), 0);
        layout.setDocuments(3);
        QCOMPARE(lines(layout), QStringList({ "0", "1", "2" }));
    }

    void childrenStandBelowWhatIsExpanded()
    {
        TreeLayout layout;
        layout.setDocuments(3);
        layout.expand({ 1, {} }, 2);
        QCOMPARE(lines(layout), QStringList({ "0", "1-", "1.0", "1.1", "2" }));
        layout.expand({ 1, { 1 } }, 1);
        layout.expand({ 0, {} }, 1);
        QCOMPARE(lines(layout), QStringList({ "0-", "0.0", "1-", "1.0", "1.1-", "1.1.0", "2" }));
        layout.collapse({ 1, {} });
        QCOMPARE(lines(layout), QStringList({ "0-", "0.0", "1", "2" }));
        layout.expand({ 1, {} }, 2);
        QVERIFY(!layout.isExpanded({ 1, { 1 } }));
    }

    void whatIsBeingReadHasALineOfItsOwn()
    {
        TreeLayout layout;
        layout.setDocuments(2);
        layout.expand({ 0, {} }, TreeLayout::unknown);
        QCOMPARE(lines(layout), QStringList({ "0-", "0?", "1" }));
        layout.expand({ 0, {} }, 3);
        QCOMPARE(lines(layout), QStringList({ "0-", "0.0", "0.1", "0.2", "1" }));
    }

    void anotherNumberOfChildrenKeepsWhatIsExpandedAmongThem()
    {
        TreeLayout layout;
        layout.setDocuments(1);
        layout.expand({ 0, {} }, 4);
        layout.expand({ 0, { 1 } }, 2);
        layout.expand({ 0, { 3 } }, 2);
        layout.expand({ 0, {} }, 2);
        QCOMPARE(lines(layout), QStringList({ "0-", "0.0", "0.1-", "0.1.0", "0.1.1" }));
    }

    void fewerDocumentsForgetWhatWasExpandedBehind()
    {
        TreeLayout layout;
        layout.setDocuments(5);
        layout.expand({ 4, {} }, 7);
        layout.expand({ 1, {} }, 1);
        layout.setDocuments(2);
        QCOMPARE(lines(layout), QStringList({ "0", "1-", "1.0" }));
        layout.setDocuments(5);
        QCOMPARE(layout.lineCount(), 6);
    }

    void millionsOfRowsCostNothing()
    {
        TreeLayout layout;
        layout.setDocuments(qint64(5'000'000'000));
        layout.expand({ 4'999'999'999, {} }, 1'000'000);
        layout.expand({ 4'999'999'999, { 999'999 } }, 2);
        QCOMPARE(layout.lineCount(), 5'001'000'002);
        QCOMPARE(text(layout.lineAt(5'001'000'001)), QStringLiteral("4999999999.999999.1"));
        QCOMPARE(layout.lineOf({ 4'999'999'999, { 999'999, 1 } }), 5'001'000'001);
    }

    void theDeepestNestingIsFreedWithoutRecursion()
    {
        TreeLayout layout;
        layout.setDocuments(1);
        DocumentPlace place { 0, {} };
        // As deep as a person or "expand all" comes.
        for (int depth = 0; depth < 10'000; ++depth) {
            layout.expand(place, 1);
            place.steps.push_back(0);
        }
        QCOMPARE(layout.lineCount(), 10'001);
        QCOMPARE(layout.lineOf(place), 10'000);
        int expanded = 0;
        layout.forEachExpanded([&expanded](const DocumentPlace &, qint64) { ++expanded; });
        QCOMPARE(expanded, 10'000);
        layout.clear();
        QCOMPARE(layout.lineCount(), 1);
    }
};

QTEST_APPLESS_MAIN(TestTreeLayout)
#include "tst_treelayout.moc"
