#include "tests/support/generatedsource.h"
#include "ui/grid/resultgrid.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace workbench;

class TestGridCopy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void controlCCopiesTheSelectionOnceTheSourceAnswers();
    void everyFormatHasAnActionThatAsksForIt();
    void withoutASelectionNothingIsAsked();
    void aRefusedCopyLeavesTheClipboardAndSaysWhy();
    void theLastOfTwoCopiesWins();
    void theGateDecidesWhetherALargeCopyStarts();
    void aGateThatAnswersAfterTheResultIsGoneCopiesNothing();
    void openEndedSelectionsAreCutToTheRowsThereAre();

private:
    std::unique_ptr<GeneratedSource> m_source;
    std::unique_ptr<ResultGrid> m_grid;
};

void TestGridCopy::init()
{
    m_grid = std::make_unique<ResultGrid>();
    m_source = std::make_unique<GeneratedSource>(2'000'000'000, 3);
    m_grid->setSource(m_source.get());
    QGuiApplication::clipboard()->setText(u"before"_s);
}

void TestGridCopy::controlCCopiesTheSelectionOnceTheSourceAnswers()
{
    m_grid->selectRange({ 5, 6, 0, 1 });
    QSignalSpy started(m_grid.get(), &ResultGrid::copyStarted);
    QSignalSpy finished(m_grid.get(), &ResultGrid::copyFinished);
    QTest::keyClick(m_grid.get(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(started.size(), 1);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"before"_s);
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"50\trow 5 of column 1\n60\trow 6 of column 1"_s);
    QCOMPARE(m_source->copyRequests().front().format, CopyFormat::Tsv);
}

void TestGridCopy::everyFormatHasAnActionThatAsksForIt()
{
    m_grid->selectRange({ 5, 6, 0, 1 });
    for (const CopyFormat format : allCopyFormats) {
        QAction *action = m_grid->copyAction(format);
        QCOMPARE(action->objectName(), u"grid.copy-"_s + copyFormatId(format));
        QVERIFY(!action->text().isEmpty());
        action->trigger();
        QCOMPARE(m_source->copyRequests().back().format, format);
    }
    QCOMPARE(m_grid->copyActions().size(), qsizetype(allCopyFormats.size()));
}

void TestGridCopy::withoutASelectionNothingIsAsked()
{
    m_grid->copy(CopyFormat::Csv);
    QVERIFY(m_source->copyRequests().empty());
}

void TestGridCopy::aRefusedCopyLeavesTheClipboardAndSaysWhy()
{
    m_grid->selectRange({ 5, 6, 0, 1 });
    m_source->setCopyError(dumbo::Error(dumbo::ErrorKind::System, u"The disk is full."_s));
    QString why;
    connect(m_grid.get(), &ResultGrid::copyFailed, this,
        [&](const CopyRequest &, const dumbo::Error &error) { why = error.message(); });
    m_grid->copy(CopyFormat::Json);
    QTRY_COMPARE(why, u"The disk is full."_s);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"before"_s);
}

void TestGridCopy::theLastOfTwoCopiesWins()
{
    QSignalSpy finished(m_grid.get(), &ResultGrid::copyFinished);
    m_grid->selectRange({ 1, 1, 0, 0 });
    m_grid->copy(CopyFormat::Tsv);
    m_grid->selectRange({ 2, 2, 0, 0 });
    m_grid->copy(CopyFormat::Tsv);
    QTRY_COMPARE(QGuiApplication::clipboard()->text(), u"20"_s);
    QCOMPARE(finished.size(), 1);
}

void TestGridCopy::theGateDecidesWhetherALargeCopyStarts()
{
    std::function<void()> proceed;
    qint64 cells = 0;
    m_grid->setCopyGate([&](const CopyRequest &request, std::function<void()> go) {
        cells = request.cellCount();
        proceed = std::move(go);
    });
    m_grid->selectAll();
    m_grid->copy(CopyFormat::Csv);
    QCOMPARE(cells, 6'000'000'000);
    QVERIFY(m_source->copyRequests().empty());
    m_grid->selectRange({ 1, 1, 0, 0 });
    m_grid->copy(CopyFormat::Csv);
    proceed();
    QCOMPARE(m_source->copyRequests().size(), size_t(1));
    QVERIFY(m_source->copyRequests().front().isSingleCell());
}

void TestGridCopy::aGateThatAnswersAfterTheResultIsGoneCopiesNothing()
{
    std::function<void()> proceed;
    m_grid->setCopyGate([&](const CopyRequest &, std::function<void()> go) { proceed = std::move(go); });
    m_grid->selectRange({ 1, 1, 0, 0 });
    m_grid->copy(CopyFormat::Csv);
    GeneratedSource other(5, 2);
    m_grid->setSource(&other);
    proceed();
    QVERIFY(m_source->copyRequests().empty());
    QVERIFY(other.copyRequests().empty());
    m_grid->setSource(nullptr);
    m_grid.reset();
    proceed();
}

void TestGridCopy::openEndedSelectionsAreCutToTheRowsThereAre()
{
    m_grid->selectColumn(1);
    m_source->setRowCount(20);
    m_grid->copy(CopyFormat::Markdown, true);
    QCOMPARE(m_source->copyRequests().back().ranges, std::vector({ GridRange { 0, 19, 1, 1 } }));
    QVERIFY(m_source->copyRequests().back().withHeader);
}

QTEST_MAIN(TestGridCopy)
#include "tst_gridcopy.moc"
