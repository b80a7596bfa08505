#include "ui/valuepanel/hexview.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QScrollBar>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace workbench;

class TestHexView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void aClickFindsTheByteByDigitsAndByLetter();
    void draggingChoosesBytes();
    void keysMoveByByteLineAndPage();
    void copyGivesHexDigits();
    void aHundredMegabytesAreShownToTheEnd();
    void aNarrowViewHasEightBytesInALine();
    void noBytesAreNoTrouble();

private:
    std::unique_ptr<HexView> m_view;
};

void TestHexView::init()
{
    m_view = std::make_unique<HexView>();
    m_view->resize(800, 300);
    QByteArray bytes(1000, '\0');
    for (int i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<char>(i);
    m_view->setBytes(bytes);
    m_view->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
}

void TestHexView::aClickFindsTheByteByDigitsAndByLetter()
{
    for (const qsizetype offset : { 0, 7, 8, 15, 16, 35, 100 }) {
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, m_view->byteRect(offset).center());
        QCOMPARE(m_view->caret(), offset);
    }
    const QPoint beyond(m_view->byteRect(15).right() + 200, 2);
    QCOMPARE(m_view->offsetAt(beyond), 15);
}

void TestHexView::draggingChoosesBytes()
{
    QTest::mousePress(m_view->viewport(), Qt::LeftButton, {}, m_view->byteRect(20).center());
    QTest::mouseMove(m_view->viewport(), m_view->byteRect(37).center());
    QTest::mouseRelease(m_view->viewport(), Qt::LeftButton, {}, m_view->byteRect(37).center());
    QCOMPARE(m_view->selectedBytes().size(), 18);
    QCOMPARE(m_view->selectedBytes().front(), char(20));
}

void TestHexView::keysMoveByByteLineAndPage()
{
    QTest::keyClick(m_view.get(), Qt::Key_Right);
    QTest::keyClick(m_view.get(), Qt::Key_Down);
    QCOMPARE(m_view->caret(), 17);
    QTest::keyClick(m_view.get(), Qt::Key_End);
    QCOMPARE(m_view->caret(), 31);
    QTest::keyClick(m_view.get(), Qt::Key_Home);
    QCOMPARE(m_view->caret(), 16);
    QTest::keyClick(m_view.get(), Qt::Key_End, Qt::ControlModifier);
    QCOMPARE(m_view->caret(), 999);
    QVERIFY(m_view->viewport()->rect().contains(m_view->byteRect(999)));
    QTest::keyClick(m_view.get(), Qt::Key_Right);
    QCOMPARE(m_view->caret(), 999);
    QTest::keyClick(m_view.get(), Qt::Key_Home, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(m_view->selectedBytes().size(), 1000);
    QTest::keyClick(m_view.get(), Qt::Key_Up);
    QCOMPARE(m_view->caret(), 0);
}

void TestHexView::copyGivesHexDigits()
{
    m_view->setCaret(9);
    m_view->setCaret(11, true);
    QTest::keyClick(m_view.get(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"09 0a 0b"_s);
}

void TestHexView::aHundredMegabytesAreShownToTheEnd()
{
    const QByteArray bytes(100'000'000, 'x');
    m_view->setBytes(bytes);
    m_view->setCaret(bytes.size() - 1);
    QVERIFY(m_view->viewport()->rect().contains(m_view->byteRect(bytes.size() - 1)));
    QVERIFY(!m_view->grab().isNull());
    QCOMPARE(m_view->verticalScrollBar()->value(), m_view->verticalScrollBar()->maximum());
}

void TestHexView::aNarrowViewHasEightBytesInALine()
{
    QCOMPARE(m_view->bytesInLine(), 16);
    m_view->resize(380, 300);
    QTRY_COMPARE(m_view->bytesInLine(), 8);
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, m_view->byteRect(21).center());
    QCOMPARE(m_view->caret(), 21);
}

void TestHexView::noBytesAreNoTrouble()
{
    m_view->setBytes({});
    QTest::keyClick(m_view.get(), Qt::Key_Down);
    QTest::keyClick(m_view.get(), Qt::Key_A, Qt::ControlModifier);
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, QPoint(50, 50));
    QVERIFY(m_view->selectedBytes().isEmpty());
    QVERIFY(!m_view->grab().isNull());
}

QTEST_MAIN(TestHexView)
#include "tst_hexview.moc"
