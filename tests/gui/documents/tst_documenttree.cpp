#include "core/json/jsondocument.h"
#include "core/sdk/batchbuilder.h"
#include "ui/documents/documentfields.h"
#include "ui/documents/documentlist.h"
#include "ui/documents/documentrows.h"
#include "ui/documents/documenttree.h"
#include "ui/grid/resultgrid.h"

#include <QElapsedTimer>
#include <QLineEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace workbench;
using dumbo::ResultStore;

namespace {

dumbo::DocumentSource source()
{
    dumbo::DocumentSource made;
    made.table = { {}, QStringLiteral("main"), QStringLiteral("users") };
    return made;
}

std::vector<dumbo::Column> columns()
{
    std::vector<dumbo::Column> made(3);
    made[0].name = QStringLiteral("_id");
    made[1].name = QStringLiteral("_version");
    made[2].name = QStringLiteral("data");
    return made;
}

struct Row {
    QByteArray id;
    QByteArray text; ///< null: NULL
};

std::shared_ptr<ResultStore> storeOf(const std::vector<Row> &rows, bool isComplete = true)
{
    auto store = ResultStore::create(columns(), std::make_shared<dumbo::MemoryBudget>());
    dumbo::BatchBuilder builder(3, {});
    for (const auto &row : rows) {
        builder.column(0).appendText({ row.id.constData(), std::size_t(row.id.size()) });
        builder.column(1).appendInt64(1);
        if (row.text.isNull())
            builder.column(2).appendNull();
        else
            builder.column(2).appendText({ row.text.constData(), std::size_t(row.text.size()) });
        builder.endRow();
    }
    auto batch = builder.finish();
    if (!batch || !store->append(std::move(*batch)))
        qFatal("no store");
    if (isComplete)
        store->finish(ResultStore::State::Complete, {});
    return store;
}

QByteArray large(qint64 bytes)
{
    QByteArray text = "{\"rows\": [";
    text.reserve(bytes + 100);
    for (qint64 number = 0; text.size() < bytes; ++number)
        text += (number ? ", " : "") + QByteArray("{\"n\": ") + QByteArray::number(number) + ", \"name\": \"row number\", \"tags\": [1, 2, 3]}";
    return text + "], \"end\": true}";
}

/// A staged change or two.
class Overlay : public DocumentsOverlay {
public:
    using DocumentsOverlay::DocumentsOverlay;
    const Staged *staged(const QByteArray &key) const override
    {
        const auto found = changes.find(key);
        return found == changes.end() ? nullptr : &found->second;
    }
    qint64 addedCount() const override { return qint64(added_.size()); }
    const Staged &added(qint64 number) const override { return added_[std::size_t(number)]; }

    std::map<QByteArray, Staged> changes;
    std::vector<Staged> added_;
};

const std::vector<Row> users { { "a", R"({"name": "Ada", "born": 1815, "address": {"city": "London", "tags": ["x", "y"]}})" },
    { "b", R"({"name": "Grace", "born": 1906, "cents": 1.10e400, "name": "again"})" }, { "c", {} }, { "d", "no json" } };

} // namespace

class TestDocumentTree : public QObject {
    Q_OBJECT

    std::unique_ptr<DocumentRows> m_rows;
    std::unique_ptr<DocumentTree> m_tree;

    QStringList lines()
    {
        QStringList all;
        for (qint64 line = 0; line < m_tree->layoutOfLines().lineCount(); ++line)
            all << m_tree->lineText(line);
        return all;
    }

private Q_SLOTS:
    void init()
    {
        m_rows = std::make_unique<DocumentRows>();
        m_tree = std::make_unique<DocumentTree>(*m_rows);
        m_tree->resize(700, 500);
        m_tree->show();
    }
    void cleanup()
    {
        m_tree.reset();
        m_rows.reset();
    }

    void documentsShowTheirTextAsItIs()
    {
        m_rows->setResult(storeOf(users), source());
        QCOMPARE(m_rows->count(), 4);
        m_tree->setExpanded({ 1, {} }, true);
        const auto shown = lines();
        QVERIFY2(shown[0].startsWith(QStringLiteral("a: {\"name\": \"Ada\"")), qPrintable(shown[0]));
        QCOMPARE(shown[2], QStringLiteral("name: \"Grace\" (string)"));
        QCOMPARE(shown[4], QStringLiteral("cents: 1.10e400 (number)"));
        QCOMPARE(shown[5], QStringLiteral("name: \"again\" (string)"));
        QCOMPARE(m_rows->tryNode({ 1, { 2 } })->text, QByteArray("1.10e400"));
        QCOMPARE(m_rows->tryNode({ 0, { 2, 1, 0 } })->fieldPath, dumbo::DocumentPath({ "address", "tags" }));
        QVERIFY(m_rows->isNull(2));
        m_tree->setExpanded({ 3, {} }, true);
        QCOMPARE(m_rows->tryNode({ 3, {} })->kind, NodeKind::NotJson);
    }

    void keysMoveExpandAndCollapse()
    {
        m_rows->setResult(storeOf(users), source());
        m_tree->setFocus();
        QCOMPARE(m_tree->current(), (DocumentPlace { 0, {} }));
        QTest::keyClick(m_tree.get(), Qt::Key_Right);
        QCOMPARE(m_tree->layoutOfLines().lineCount(), 7);
        QTest::keyClick(m_tree.get(), Qt::Key_Right);
        QCOMPARE(m_tree->current(), (DocumentPlace { 0, { 0 } }));
        QTest::keyClick(m_tree.get(), Qt::Key_Left);
        QCOMPARE(m_tree->current(), (DocumentPlace { 0, {} }));
        QTest::keyClick(m_tree.get(), Qt::Key_Asterisk);
        QCOMPARE(m_tree->layoutOfLines().lineCount(), 11);
        QTest::keyClick(m_tree.get(), Qt::Key_End);
        QCOMPARE(m_tree->current(), (DocumentPlace { 3, {} }));
        QTest::keyClick(m_tree.get(), Qt::Key_Up, Qt::ShiftModifier);
        QCOMPARE(m_tree->selectedRows(), (std::vector<qint64> { 2, 3 }));
        QTest::keyClick(m_tree.get(), Qt::Key_Home);
        QTest::keyClick(m_tree.get(), Qt::Key_Left);
        QCOMPARE(m_tree->layoutOfLines().lineCount(), 4);
    }

    void aRefreshKeepsWhatIsExpandedByKeysAndPaths()
    {
        m_rows->setResult(storeOf(users), source());
        m_tree->expandAll({ 0, {} });
        m_tree->setCurrent({ 0, { 2, 0 } });
        // The document is the third now, and its members stand in another order.
        auto others = users;
        others[0].text = R"({"address": {"city": "Paris", "tags": []}, "name": "Ada"})";
        std::swap(others[0], others[2]);
        const auto store = storeOf({}, false);
        m_rows->setResult(store, source());
        QCOMPARE(m_tree->layoutOfLines().lineCount(), 0);
        m_rows->setResult(storeOf(others), source());
        QTRY_VERIFY(m_tree->isExpanded({ 2, {} }));
        QTRY_VERIFY(m_tree->isExpanded({ 2, { 0 } }));
        QTRY_COMPARE(m_tree->current(), (DocumentPlace { 2, { 0, 0 } }));
        QVERIFY(!m_tree->isExpanded({ 0, {} }));
    }

    void stagedTextsLieOverTheDocuments()
    {
        Overlay overlay;
        m_rows->setResult(storeOf(users), source());
        m_rows->setOverlay(&overlay);
        m_tree->setExpanded({ 1, {} }, true);
        overlay.changes["b"] = { DocumentsOverlay::State::Changed, R"({"name": "Hopper"})", { { "name" } } };
        Q_EMIT overlay.changed("b");
        QCOMPARE(lines()[2], QStringLiteral("name: \"Hopper\" (string)"));
        QCOMPARE(m_tree->layoutOfLines().lineCount(), 5);
        overlay.added_.push_back({ DocumentsOverlay::State::Added, R"({"name": "Barbara"})", {} });
        Q_EMIT overlay.wasReset();
        QCOMPARE(m_rows->count(), 5);
        QTRY_VERIFY(m_tree->isExpanded({ 2, {} }));
        QCOMPARE(m_rows->tryBeginning(0, 100), QByteArray(R"({"name": "Barbara"})"));
        QVERIFY(m_rows->staged(2) && !m_rows->staged(1));
        m_rows->setOverlay(nullptr);
        QCOMPARE(m_rows->count(), 4);
    }

    void aLongDocumentIsReadInTheBackground()
    {
        constexpr qint64 bytes = 20'000'000;
        const auto text = large(bytes);
        m_rows->setResult(storeOf({ { "big", text }, { "b", "{}" } }), source());
        QElapsedTimer clock;
        clock.start();
        m_tree->setExpanded({ 0, {} }, true);
        // It says so meanwhile, in a line of its own.
        QCOMPARE(m_tree->layoutOfLines().lineCount(), 3);
        QVERIFY(m_tree->lineText(1).startsWith(QStringLiteral("Reading")));
        QTRY_COMPARE_WITH_TIMEOUT(m_tree->layoutOfLines().lineCount(), 4, 20000);
        m_tree->setExpanded({ 0, { 0 } }, true);
        const auto count = m_tree->layoutOfLines().childrenOf({ 0, { 0 } });
        QVERIFY(count > 100'000);
        m_tree->setCurrent({ 0, { 0, count - 1, 1 } });
        QCOMPARE(m_tree->lineText(m_tree->layoutOfLines().lineOf({ 0, { 0, count - 1, 1 } })), QStringLiteral("name: \"row number\" (string)"));
        QTest::keyClick(m_tree.get(), Qt::Key_PageUp);
        m_tree->grab();
        QCOMPARE(m_rows->tryOpen(0).document.text(), text);
    }

    void theDeepestNestingIsShownLevelByLevel()
    {
        constexpr int levels = 100'000;
        m_rows->setResult(storeOf({ { "deep", QByteArray(levels, '[') + QByteArray(levels, ']') } }), source());
        m_tree->expandAll({ 0, {} });
        QCOMPARE(m_tree->layoutOfLines().lineCount(), qint64(DocumentTree::mostLevelsAtOnce) + 2);
        QTest::keyClick(m_tree.get(), Qt::Key_End);
        QTest::keyClick(m_tree.get(), Qt::Key_Asterisk);
        QVERIFY(m_tree->layoutOfLines().lineCount() > 2 * qint64(DocumentTree::mostLevelsAtOnce));
        m_tree->grab();
        m_rows->setResult(storeOf({}), source());
        QCOMPARE(m_tree->layoutOfLines().lineCount(), 0);
    }

    void anEditorStandsInThePlaceOfTheValue()
    {
        m_rows->setResult(storeOf(users), source());
        m_tree->setEditorMaker([](QWidget *parent, const DocumentNode &node, DocumentTree::Part part) -> QWidget * {
            if (part == DocumentTree::Part::Type || node.isContainer())
                return nullptr;
            auto *edit = new QLineEdit(parent);
            edit->setText(QString::fromUtf8(node.text));
            return edit;
        });
        m_tree->setFocus();
        QTest::keyClick(m_tree.get(), Qt::Key_Right);
        QTest::keyClick(m_tree.get(), Qt::Key_Down);
        QTest::keyClick(m_tree.get(), Qt::Key_F2);
        auto *edit = qobject_cast<QLineEdit *>(m_tree->editor());
        QVERIFY(edit);
        QCOMPARE(edit->text(), QStringLiteral("\"Ada\""));
        QCOMPARE(edit->geometry(), m_tree->partRect({ 0, { 0 } }, DocumentTree::Part::Value));
        m_tree->closeEditor();
        QVERIFY(!m_tree->editor());
    }

    void theTableHasAColumnForEachKeyMet()
    {
        m_rows->setResult(storeOf(users), source());
        DocumentFields fields(*m_rows);
        QStringList names;
        for (int column = 0; column < fields.columnCount(); ++column)
            names << fields.column(column).name;
        QCOMPARE(names, QStringList({ "_id", "name", "born", "address", "cents" }));
        QCOMPARE(fields.tryCell(0, 1)->text, QStringLiteral("Ada"));
        QCOMPARE(fields.tryCell(1, 4)->text, QStringLiteral("1.10e400"));
        QCOMPARE(fields.tryCell(0, 4)->kind, GridCell::Kind::Other);
        QCOMPARE(fields.placeOf(0, 3), (DocumentPlace { 0, { 2 } }));
        QString copied;
        fields.copy({ { { 0, 1, 0, 2 } }, CopyFormat::Tsv, true }, this, [&copied](const GridSource::CopyResult &result) { copied = result.value_or(QStringLiteral("failed")); });
        QTRY_COMPARE(copied, QStringLiteral("_id\tname\tborn\na\tAda\t1815\nb\tagain\t1906"));
        fields.copy({ { { 0, 1, 2, 4 } }, CopyFormat::NdJson, false }, this, [&copied](const GridSource::CopyResult &result) { copied = result.value_or(QStringLiteral("failed")); });
        QTRY_COMPARE(copied, QStringLiteral("{\"born\": 1815, \"address\": {\"city\": \"London\", \"tags\": [\"x\", \"y\"]}}\n{\"born\": 1906, \"cents\": 1.10e400}"));
    }

    void millionsOfDocumentsScroll()
    {
        std::vector<Row> rows;
        for (int number = 0; number < 300'000; ++number)
            rows.push_back({ QByteArray::number(number), "{\"n\": " + QByteArray::number(number) + '}' });
        m_rows->setResult(storeOf(rows), source());
        DocumentList list(*m_rows);
        list.resize(400, 400);
        list.show();
        QTest::keyClick(&list, Qt::Key_End);
        QCOMPARE(list.currentRow(), 299'999);
        QCOMPARE(list.rowText(299'999), QStringLiteral("299999: {\"n\": 299999}"));
        list.grab();
        QTest::keyClick(m_tree.get(), Qt::Key_End);
        QCOMPARE(m_tree->current().row, 299'999);
        m_tree->verticalScrollBar()->setValue(m_tree->verticalScrollBar()->maximum() / 2);
        QVERIFY(m_tree->scroll().firstRow() > 100'000);
        m_tree->grab();
    }
};

QTEST_MAIN(TestDocumentTree)
#include "tst_documenttree.moc"
