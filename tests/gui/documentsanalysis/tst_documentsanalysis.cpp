#include "tests/support/windowfixture.h"
#include "ui/documents/analysis/analysispane.h"
#include "ui/documents/analysis/fielddetails.h"
#include "ui/documents/analysis/fieldmodel.h"
#include "ui/documents/analysis/histogramview.h"
#include "ui/documents/analysis/indexespane.h"
#include "ui/documents/analysis/rulespane.h"
#include "ui/documents/analysis/statementreview.h"
#include "ui/documents/analysis/valuespane.h"
#include "ui/documents/documentrows.h"
#include "ui/documents/documentspart.h"
#include "ui/documents/documentstab.h"
#include "ui/query/sqlview.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/tabarea.h"
#include "ui/shell/workspace.h"

#include <QAbstractItemModelTester>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <QTreeView>
#include <QTreeWidget>

using namespace workbench;

namespace {

/// 300 people: one with an age that is a text, two without a city, and tags.
QByteArray peopleScript()
{
    return "CREATE TABLE people (_id TEXT PRIMARY KEY, data JSON NOT NULL, metadata JSON NOT NULL DEFAULT '{}', _version INTEGER NOT NULL DEFAULT 1,"
           " _partition TEXT NOT NULL DEFAULT 'png_global', _archived INTEGER NOT NULL DEFAULT 0,"
           " _created DATETIME NOT NULL DEFAULT (datetime('now')), _updated DATETIME NOT NULL DEFAULT (datetime('now')));"
           "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 300)"
           "INSERT INTO people (_id, data) SELECT 'p' || i, json_patch(json_object('_id', 'p' || i, '_version', '1', 'age', CASE WHEN i = 7 THEN '42' ELSE 18 + i % 60 END,"
           " 'born', printf('19%02d-0%d-01T08:00:00.000Z', 40 + i % 60, 1 + i % 9), 'tags', json_array('t' || (i % 5), 'all'),"
           " 'state', CASE i % 3 WHEN 0 THEN 'open' ELSE 'closed' END), CASE WHEN i IN (20, 30) THEN '{}' ELSE json_object('city', 'Port ' || (i % 40)) END) FROM n;";
}

QModelIndex row(const AnalysisPane &pane, const QByteArray &field)
{
    return pane.model().indexOf({ field });
}

} // namespace

class TestDocumentsAnalysis : public QObject {
    Q_OBJECT

    std::unique_ptr<WindowFixture> m_window;
    OpenConnection *m_database = nullptr;
    DocumentsTab *m_tab = nullptr;

    template <typename Pane>
    Pane *shown(const QString &id)
    {
        m_tab->showPane(id);
        return qobject_cast<Pane *>(m_tab->pane(id));
    }

private Q_SLOTS:
    void init()
    {
        m_window = std::make_unique<WindowFixture>();
        m_database = m_window->openDatabase(QStringLiteral("people.db"), peopleScript());
        QVERIFY(m_database);
        DocumentsRequest request;
        request.table.name = QStringLiteral("people");
        openDocuments(m_window->window->workspace(), m_database->id(), request);
        m_tab = qobject_cast<DocumentsTab *>(m_window->window->workspace().tabs().currentTab());
        QVERIFY(m_tab);
        QTRY_COMPARE_WITH_TIMEOUT(m_tab->rows().count(), 300, 20000);
    }

    void cleanup() { m_window.reset(); }

    void fieldsAreShownWithTypesAndShares()
    {
        auto *pane = shown<AnalysisPane>(QStringLiteral("schema"));
        QTRY_VERIFY_WITH_TIMEOUT(pane->profile() != nullptr, 20000);
        const QAbstractItemModelTester tester(&pane->model());
        const auto age = row(*pane, "age");
        QVERIFY(age.isValid());
        QCOMPARE(age.siblingAtColumn(FieldModel::Presence).data().toString(), QStringLiteral("100 %"));
        QVERIFY(age.siblingAtColumn(FieldModel::Types).data().toString().contains(u"integer"));
        QVERIFY(age.siblingAtColumn(FieldModel::Types).data().toString().contains(u"string"));
        QVERIFY(row(*pane, "city").siblingAtColumn(FieldModel::Presence).data().toString() != QStringLiteral("100 %"));
        pane->fields().setFocus();
        pane->fields().setCurrentIndex(age);
        m_window->picture(QStringLiteral("documents-fields"));
        m_window->setDark(true);
        m_window->picture(QStringLiteral("documents-fields-dark"));
        m_window->setDark(false);
    }

    void deviatingDocumentsAreOneClickAway()
    {
        auto *pane = shown<AnalysisPane>(QStringLiteral("schema"));
        QTRY_VERIFY_WITH_TIMEOUT(pane->profile() != nullptr, 20000);
        pane->fields().setCurrentIndex(row(*pane, "age"));
        QVERIFY(pane->details().deviatingButton().isVisible());
        QTest::mouseClick(&pane->details().deviatingButton(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(m_tab->rows().count(), 1, 20000);
        QTRY_VERIFY(m_tab->rows().tryKey(0).has_value());
        QCOMPARE(m_tab->rows().tryKey(0)->text, "p7");
        // What was analysed is kept, and says that the filter is another now.
        QVERIFY(pane->profile());
        pane->fields().setCurrentIndex(row(*pane, "city"));
        QTest::mouseClick(&pane->details().deviatingButton(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(m_tab->rows().count(), 2, 20000);
    }

    void aBarOfTheHistogramIsARange()
    {
        auto *pane = shown<AnalysisPane>(QStringLiteral("schema"));
        QTRY_VERIFY_WITH_TIMEOUT(pane->profile() != nullptr, 20000);
        pane->fields().setCurrentIndex(row(*pane, "born"));
        auto &histogram = pane->details().histogram();
        QVERIFY(histogram.barCount() > 1);
        const auto bars = pane->profile()->root.children[std::size_t(row(*pane, "born").row())].dates;
        QTest::mouseClick(&histogram, Qt::LeftButton, {}, histogram.barRect(0).center());
        QTRY_COMPARE_WITH_TIMEOUT(m_tab->rows().count(), bars.front().count, 20000);
    }

    void allDocumentsAreLookedAtOnDemand()
    {
        auto *pane = shown<AnalysisPane>(QStringLiteral("schema"));
        QTRY_VERIFY_WITH_TIMEOUT(pane->profile() != nullptr, 20000);
        pane->analyse(true);
        QTRY_VERIFY_WITH_TIMEOUT(!pane->profile()->isSample && pane->profile()->documents == 300, 20000);
    }

    void valuesAreCountedAndChosen()
    {
        auto *pane = shown<ValuesPane>(QStringLiteral("values"));
        QTest::keyClicks(&pane->field(), QStringLiteral("state"));
        QTest::keyClick(&pane->field(), Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(pane->values().topLevelItemCount(), 2, 20000);
        QCOMPARE(pane->values().topLevelItem(0)->text(0), QStringLiteral("\"closed\""));
        QCOMPARE(pane->values().topLevelItem(0)->text(1), QStringLiteral("200"));
        pane->values().setCurrentItem(pane->values().topLevelItem(1));
        pane->values().setFocus();
        QTest::keyClick(&pane->values(), Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(m_tab->rows().count(), 100, 20000);
        pane->count({ "tags" }, ValuesPane::Count::Elements);
        QTRY_COMPARE_WITH_TIMEOUT(pane->values().topLevelItemCount(), 6, 20000);
        QCOMPARE(pane->values().topLevelItem(0)->text(0), QStringLiteral("\"all\""));
        m_window->picture(QStringLiteral("documents-values"));
    }

    void aSchemaIsDraftedTriedAndMadeARule()
    {
        auto *pane = shown<RulesPane>(QStringLiteral("rules"));
        pane->draft();
        QTRY_VERIFY_WITH_TIMEOUT(pane->schemaText().contains(u"\"required\""), 20000);
        QTest::mouseClick(&pane->tryButton(), Qt::LeftButton);
        QTRY_VERIFY2_WITH_TIMEOUT(pane->outcome().startsWith(u"Would refuse none of 300"), qPrintable(pane->outcome()), 20000);
        pane->setSchemaText(QStringLiteral(R"({"properties": {"age": {"type": "integer"}}, "required": ["city"]})"));
        QTest::mouseClick(&pane->tryButton(), Qt::LeftButton);
        QTRY_VERIFY2_WITH_TIMEOUT(pane->outcome().startsWith(u"Would refuse 3 of 300"), qPrintable(pane->outcome()), 20000);
        m_window->picture(QStringLiteral("documents-rules"));
        QTest::mouseClick(&pane->showButton(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(m_tab->rows().count(), 3, 20000);
        pane->setSchemaText(QStringLiteral(R"({"properties": {"age": {"type": ["number", "string"]}}})"));
        QTest::mouseClick(&pane->ruleButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(pane->review().isVisible(), 20000);
        QVERIFY(pane->review().statements().toPlainText().contains(u"TRIGGER"));
        m_window->picture(QStringLiteral("documents-rule-asked"));
        QTest::mouseClick(&pane->review().acceptButton(), Qt::LeftButton);
        QTRY_VERIFY2_WITH_TIMEOUT(pane->outcome().startsWith(u"The database refuses"), qPrintable(pane->outcome()), 20000);
    }

    void anIndexThatTheFilterWantsIsTriedAndMade()
    {
        m_tab->setFilter(QStringLiteral("{ city: 'Port 3' }"));
        auto *pane = shown<IndexesPane>(QStringLiteral("indexes"));
        QTRY_VERIFY_WITH_TIMEOUT(pane->wanted().topLevelItemCount() == 1 && pane->wanted().topLevelItem(0)->text(0) == QStringLiteral("city"), 20000);
        QCOMPARE(pane->existing().topLevelItemCount(), 0);
        QTest::mouseClick(&pane->tryButton(), Qt::LeftButton);
        QTRY_VERIFY2_WITH_TIMEOUT(pane->state().startsWith(u"Tried on a copy of 300 rows"), qPrintable(pane->state()), 20000);
        QVERIFY2(pane->wanted().topLevelItem(0)->text(1).contains(u'→'), qPrintable(pane->wanted().topLevelItem(0)->text(1)));
        m_window->picture(QStringLiteral("documents-indexes"));
        pane->propose({ "city" });
        QTest::mouseClick(&pane->createButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(pane->review().isVisible(), 20000);
        m_window->picture(QStringLiteral("documents-index-review"));
        QTest::mouseClick(&pane->review().acceptButton(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(pane->existing().topLevelItemCount(), 1, 20000);
        QTRY_COMPARE_WITH_TIMEOUT(m_tab->rows().count(), 8, 20000);
    }

    void aSchemaThatIsNoneSaysWhere()
    {
        auto *pane = shown<RulesPane>(QStringLiteral("rules"));
        pane->setSchemaText(QStringLiteral(R"({"type": "object", "additionalProperties": false})"));
        QTest::mouseClick(&pane->tryButton(), Qt::LeftButton);
        QVERIFY2(pane->outcome().contains(u"additionalProperties"), qPrintable(pane->outcome()));
        QCOMPARE(pane->editor().textCursor().position(), 19);
    }
};

QTEST_MAIN(TestDocumentsAnalysis)
#include "tst_documentsanalysis.moc"
