#include "tests/support/windowfixture.h"
#include "ui/explain/explainpage.h"
#include "ui/explain/plandetails.h"
#include "ui/explain/planmodel.h"
#include "ui/query/querytab.h"
#include "ui/query/resultarea.h"
#include "ui/query/sqlview.h"
#include "ui/query/storesource.h"
#include "ui/shell/actionregistry.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/workspace.h"

#include <KTextEditor/Document>
#include <KTextEditor/View>

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QPointer>
#include <QGuiApplication>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace workbench;

namespace {

dumbo::PlanNumber number(const char *text)
{
    return { text, QByteArray(text).toDouble() };
}

/// A plan that was run, with a hot step and a wrong estimate.
std::shared_ptr<dumbo::ExplainPlan> measuredPlan()
{
    dumbo::PlanNode scan;
    scan.operation = QStringLiteral("Seq Scan");
    scan.object = QStringLiteral("public.booking");
    scan.alias = QStringLiteral("b");
    scan.conditions = { { QStringLiteral("Filter"), QStringLiteral("(day > '2026-06-01'::date)") } };
    scan.detail = QStringLiteral("Filter: (day > '2026-06-01'::date)");
    scan.estimatedRows = number("120");
    scan.actualRows = number("116704");
    scan.misestimate = 116704.0 / 120;
    scan.loops = number("1");
    scan.totalCost = number("4129.00");
    scan.startupCost = number("0.00");
    scan.totalTime = dumbo::PlanNode::Milliseconds(28.5);
    scan.selfTime = scan.totalTime;
    scan.shared = dumbo::PlanBlocks { 1545, 12, 0, 0 };
    dumbo::PlanNode sort;
    sort.operation = QStringLiteral("Sort");
    sort.conditions = { { QStringLiteral("Sort Key"), QStringLiteral("day DESC") } };
    sort.detail = QStringLiteral("Sort Key: day DESC");
    sort.estimatedRows = number("100000000000000000000");
    sort.actualRows = number("116704");
    sort.loops = number("1");
    sort.totalCost = number("5120.25");
    sort.startupCost = number("5000.10");
    sort.totalTime = dumbo::PlanNode::Milliseconds(38.0);
    sort.selfTime = dumbo::PlanNode::Milliseconds(9.5);
    sort.properties = { { QStringLiteral("Sort Method"), QStringLiteral("quicksort") } };
    sort.children = { scan };
    auto plan = std::make_shared<dumbo::ExplainPlan>();
    plan->roots = { sort };
    plan->planningTime = dumbo::PlanNode::Milliseconds(0.12);
    plan->executionTime = dumbo::PlanNode::Milliseconds(38.4);
    plan->serverJson = "[{\"Plan\": {\"Node Type\": \"Sort\"}}]";
    plan->executed = true;
    plan->rolledBack = true;
    return plan;
}

} // namespace

class TestExplain : public QObject {
    Q_OBJECT

    std::unique_ptr<WindowFixture> m_window;
    OpenConnection *m_shop = nullptr;

    QueryTab *query(const QString &text)
    {
        auto *tab = m_window->openQuery(m_shop, text);
        tab->editor().setCaret({ 0, 0 });
        tab->editor().setFocus();
        return tab;
    }

    static ExplainPage *pageOf(const QueryTab *tab) { return tab->results().findChild<ExplainPage *>(); }
    static void press(const QueryTab *tab, Qt::KeyboardModifiers modifiers)
    {
        auto *view = tab->editor().view();
        QTest::keyClick(view->focusProxy() ? view->focusProxy() : view, Qt::Key_E, modifiers);
    }
    static void explain(const QueryTab *tab) { press(tab, Qt::ControlModifier | Qt::AltModifier); }
    static void explainWithRun(const QueryTab *tab) { press(tab, Qt::ControlModifier | Qt::AltModifier | Qt::ShiftModifier); }

private Q_SLOTS:
    void initTestCase()
    {
        m_window = std::make_unique<WindowFixture>();
        m_shop = m_window->openDatabase(QStringLiteral("shop.db"), shopScript());
        QVERIFY(m_shop);
    }

    void aPlanIsAWellFormedModel()
    {
        PlanModel model;
        const QAbstractItemModelTester tester(&model);
        model.setPlan(measuredPlan());
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.rowCount(model.index(0, 0)), 1);
        model.setPlan(nullptr);
        QCOMPARE(model.rowCount(), 0);
    }

    void theCostliestStepIsSelectedAndTheWrongEstimateMarked()
    {
        ExplainPage page(measuredPlan(), QStringLiteral("SELECT …"));
        const auto hot = page.tree().currentIndex();
        QCOMPARE(hot.siblingAtColumn(PlanModel::StepColumn).data().toString(), QStringLiteral("Seq Scan"));
        QCOMPARE(hot.siblingAtColumn(PlanModel::FactorColumn).data().toString(), QStringLiteral("×973"));
        QCOMPARE(hot.siblingAtColumn(PlanModel::FactorColumn).data(PlanModel::FactorRole).toInt(), 973);
        QVERIFY(hot.siblingAtColumn(PlanModel::SelfTimeColumn).data(PlanModel::ShareRole).toDouble() > 0.7);
        const auto root = page.model().index(0, PlanModel::EstimateColumn);
        QVERIFY(root.data().toString().startsWith(u'≈'));
        QCOMPARE(root.data(Qt::ToolTipRole).toString(), QStringLiteral("100000000000000000000"));
        page.resize(1100, 340);
        page.setAttribute(Qt::WA_ShowWithoutActivating);
        page.show();
        m_window->picture(QStringLiteral("explain-measured-light"), &page);
        m_window->setDark(true);
        m_window->picture(QStringLiteral("explain-measured-dark"), &page);
        m_window->setDark(false);
        page.close();
        m_window->window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window->window.get()));
    }

    void theKeysShowAPlanBesideTheResults()
    {
        auto *tab = query(QStringLiteral("SELECT 1;\nSELECT p.name, count(*) FROM person p JOIN \"order\" o ON o.person_id = p.id\nGROUP BY p.name ORDER BY 2 DESC;"));
        tab->editor().setCaret({ 1, 3 });
        explain(tab);
        QTRY_VERIFY(pageOf(tab));
        auto *page = pageOf(tab);
        QCOMPARE(tab->results().currentWidget(), page);
        QVERIFY(page->plan().roots.size() > 1);
        QVERIFY(!page->plan().executed);
        QCOMPARE(page->summary(), QStringLiteral("Not run"));
        QVERIFY(page->tree().isColumnHidden(PlanModel::SelfTimeColumn));
        QVERIFY(page->tree().isColumnHidden(PlanModel::CostColumn));
        QTRY_VERIFY(!tab->isBusy());
        m_window->picture(QStringLiteral("explain-sqlite-light"));
        // Once more: the new plan takes the old one's place.
        explain(tab);
        QTRY_VERIFY(pageOf(tab) && pageOf(tab) != page);
        QTRY_COMPARE(tab->results().findChildren<ExplainPage *>().size(), 1);
    }

    void textAndJsonAreAClickAway()
    {
        auto *tab = query(QStringLiteral("SELECT * FROM person WHERE name = 'Ada'"));
        explain(tab);
        QTRY_VERIFY(pageOf(tab));
        auto *page = pageOf(tab);
        QTest::mouseClick(page->findChild<QToolButton *>(QStringLiteral("planTextButton")), Qt::LeftButton);
        auto *text = page->findChild<SqlView *>(QStringLiteral("planText"));
        QVERIFY(text->isVisible());
        QVERIFY(text->toPlainText().contains(QStringLiteral("OpenRead")));
        QTest::mouseClick(page->findChild<QToolButton *>(QStringLiteral("planCopyButton")), Qt::LeftButton);
        QCOMPARE(QGuiApplication::clipboard()->text(), text->toPlainText());
        auto *json = page->findChild<QToolButton *>(QStringLiteral("planJsonButton"));
        QVERIFY(!json->isEnabled());
        QVERIFY(!json->toolTip().isEmpty());
        QTest::mouseClick(page->findChild<QToolButton *>(QStringLiteral("planTreeButton")), Qt::LeftButton);
        page->tree().setFocus();
        QTest::keyClick(&page->tree(), Qt::Key_C, Qt::ControlModifier);
        QVERIFY2(QGuiApplication::clipboard()->text().startsWith(QStringLiteral("SEARCH\tperson")), qPrintable(QGuiApplication::clipboard()->text()));
    }

    void aStatementThatWritesSaysThatItWasRolledBack()
    {
        auto *tab = query(QStringLiteral("DELETE FROM number WHERE n > 100"));
        explainWithRun(tab);
        QTRY_VERIFY(pageOf(tab));
        auto *page = pageOf(tab);
        QVERIFY(page->plan().executed && page->plan().rolledBack);
        QVERIFY(page->findChild<QWidget *>(QStringLiteral("rolledBack")));
        QVERIFY2(page->summary().contains(QStringLiteral("Run and rolled back")), qPrintable(page->summary()));
        QVERIFY(page->summary().contains(QLocale().toString(199900)));
        m_window->picture(QStringLiteral("explain-written-light"));
        m_window->setDark(true);
        m_window->picture(QStringLiteral("explain-written-dark"));
        m_window->setDark(false);
        QTRY_VERIFY(!tab->isBusy());
        auto *count = query(QStringLiteral("SELECT count(*) FROM number"));
        count->runCurrent();
        QTRY_COMPARE(count->results().results().size(), 1);
        QTRY_COMPARE(count->results().results().first()->source().tryCell(0, 0)->text, QStringLiteral("200000"));
    }

    void anErrorIsMarkedWhereItIs()
    {
        auto *tab = query(QStringLiteral("SELECT 1;\n\nSELECT nme\nFROM person;"));
        tab->editor().setCaret({ 3, 2 });
        explain(tab);
        QTRY_COMPARE(tab->editor().errorCount(), 1);
        QVERIFY(tab->editor().document().mark(2) & KTextEditor::Document::Error);
        QCOMPARE(tab->messages().count(), 1);
        QVERIFY(!pageOf(tab));
        QTRY_VERIFY(!tab->isBusy());
        // The next plan takes the message away.
        tab->editor().setCaret({ 0, 0 });
        explain(tab);
        QTRY_VERIFY(pageOf(tab));
        QTRY_COMPARE(tab->messages().count(), 0);
    }

    void escapeEndsAnEndlessRun()
    {
        auto *tab = query(QStringLiteral("WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT max(n) FROM c"));
        explainWithRun(tab);
        QTRY_VERIFY(tab->isExplaining());
        QVERIFY(tab->isBusy() && tab->canCancel());
        // A run has to wait for it.
        tab->runCurrent();
        QCOMPARE(tab->messages().count(), 1);
        auto *view = tab->editor().view();
        QTest::keyClick(view->focusProxy() ? view->focusProxy() : view, Qt::Key_Escape);
        QTRY_VERIFY(!tab->isExplaining());
        QVERIFY(!pageOf(tab));
        QTRY_VERIFY(!tab->isBusy());
        QCOMPARE(tab->editor().errorCount(), 0);
        QTRY_COMPARE(tab->results().log().messages().message(0).kind, LogMessage::Kind::Cancelled);
    }

    void insideATransactionOnlyTheRunIsUndone()
    {
        auto *tab = query(QStringLiteral("INSERT INTO person (id, name) VALUES (50, 'Kay');\nDELETE FROM person;"));
        tab->beginTransaction();
        QTRY_VERIFY(tab->canCommit());
        tab->runCurrent();
        QTRY_VERIFY(!tab->isRunning());
        tab->editor().setCaret({ 1, 2 });
        explainWithRun(tab);
        QTRY_VERIFY(pageOf(tab));
        QCOMPARE(pageOf(tab)->plan().rows, 4);
        QVERIFY(tab->canCommit());
        QTRY_VERIFY(!tab->isBusy());
        tab->rollBackTransaction();
        QTRY_VERIFY(!tab->canRollBack());
    }

    void closingATabEndsItsRun()
    {
        auto *tab = query(QStringLiteral("WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT max(n) FROM c"));
        explainWithRun(tab);
        QTRY_VERIFY(tab->isExplaining());
        const QPointer<QueryTab> watched(tab);
        tab->editor().document().setModified(false);
        tab->requestClose();
        QTRY_VERIFY(!watched || !watched->isExplaining());
    }

    void withoutADatabaseTheActionSaysWhyNot()
    {
        auto *tab = m_window->openQuery(nullptr, QStringLiteral("SELECT 1"));
        auto &actions = m_window->window->workspace().actions();
        actions.updateEnabled();
        auto *action = actions.action(QStringLiteral("query.explain"));
        if (tab->connectionId().isEmpty()) {
            QVERIFY(!action->isEnabled());
            QVERIFY2(action->toolTip().contains(tab->whyNotExplain()), qPrintable(action->toolTip()));
        }
        query(QStringLiteral("SELECT 1"));
        QTRY_VERIFY(action->isEnabled());
        QVERIFY(!action->toolTip().contains(u'\n'));
    }

    void theClosingButtonTakesThePlanAway()
    {
        auto *tab = query(QStringLiteral("SELECT * FROM person"));
        explain(tab);
        QTRY_VERIFY(pageOf(tab));
        QTest::mouseClick(tab->results().findChild<QToolButton *>(QStringLiteral("explainPageClose")), Qt::LeftButton);
        QTRY_VERIFY(!pageOf(tab));
    }
};

QTEST_MAIN(TestExplain)
#include "tst_explain.moc"
