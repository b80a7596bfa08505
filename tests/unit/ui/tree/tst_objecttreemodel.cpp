#include "ui/tree/objecttreemodel.h"
#include "ui/tree/objecttreeview.h"

#include <QAbstractItemModelTester>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace dumbo;
using namespace workbench;

namespace {

CatalogObject table(const QString &name, const QStringList &columns, ObjectKind kind = ObjectKind::Table)
{
    CatalogObject object;
    object.kind = kind;
    object.path = { {}, QStringLiteral("main"), name };
    for (const QString &column : columns) {
        CatalogColumn made;
        made.name = column;
        made.type = QStringLiteral("TEXT");
        made.primaryKeyPosition = column == QStringLiteral("id") ? 1 : 0;
        object.columns.push_back(made);
    }
    return object;
}

CatalogObjects lighthouses()
{
    auto objects = std::make_shared<std::vector<CatalogObject>>();
    objects->push_back(table(QStringLiteral("keeper"), { QStringLiteral("id"), QStringLiteral("name") }));
    CatalogObject posting = table(QStringLiteral("posting"), { QStringLiteral("id"), QStringLiteral("keeper_id") });
    CatalogForeignKey key;
    key.columns = { QStringLiteral("keeper_id") };
    key.target.name = QStringLiteral("keeper");
    posting.foreignKeys.push_back(key);
    objects->push_back(posting);
    objects->push_back(table(QStringLiteral("tower"), { QStringLiteral("height") }));
    objects->push_back(table(QStringLiteral("tower_card"), { QStringLiteral("text") }, ObjectKind::View));
    return objects;
}

TreeConnection connection(const QString &id, CatalogObjects objects)
{
    TreeConnection made;
    made.id = id;
    made.name = id;
    made.state = TreeConnection::State::Ready;
    made.objects = std::move(objects);
    return made;
}

QStringList names(const QAbstractItemModel &model, const QModelIndex &parent)
{
    QStringList all;
    for (int row = 0; row < model.rowCount(parent); ++row)
        all.append(model.index(row, 0, parent).data().toString());
    return all;
}

} // namespace

class TestObjectTreeModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void groupsObjectsByKind();
    void makesColumnsWhenAnObjectIsExpanded();
    void marksPrimaryAndForeignKeys();
    void filterKeepsAncestorsOfMatches();
    void filterFindsObjectsByTheirColumns();
    void saysSoWhenNothingMatches();
    void showsWhyAConnectionFailed();
    void severalSchemasGetALevelOfTheirOwn();
    void refreshKeepsSelectionExpansionAndScroll();
    void clearingTheFilterBringsExpansionBack();
    void enterOpensTheObject();
};

void TestObjectTreeModel::groupsObjectsByKind()
{
    ObjectTreeModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    tester.setUseFetchMore(false);
    model.setConnections({ connection(QStringLiteral("a"), lighthouses()), connection(QStringLiteral("b"), nullptr) });
    QCOMPARE(names(model, {}), QStringList({ QStringLiteral("a"), QStringLiteral("b") }));
    const QModelIndex first = model.index(0, 0);
    QCOMPARE(names(model, first), QStringList({ QStringLiteral("Tables"), QStringLiteral("Views") }));
    QCOMPARE(model.index(0, 0, first).data(ObjectTreeModel::DetailRole).toString(), QStringLiteral("3"));
    model.removeConnection(QStringLiteral("a"));
    QCOMPARE(names(model, {}), QStringList({ QStringLiteral("b") }));
}

void TestObjectTreeModel::makesColumnsWhenAnObjectIsExpanded()
{
    ObjectTreeModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    tester.setUseFetchMore(false);
    model.setConnection(connection(QStringLiteral("a"), lighthouses()));
    const QModelIndex keeper = model.indexOfObject(QStringLiteral("a"), { {}, QStringLiteral("main"), QStringLiteral("keeper") });
    QVERIFY(keeper.isValid());
    QCOMPARE(model.rowCount(keeper), 0);
    QVERIFY(model.hasChildren(keeper));
    QVERIFY(model.canFetchMore(keeper));
    model.fetchMore(keeper);
    QCOMPARE(names(model, keeper), QStringList({ QStringLiteral("id"), QStringLiteral("name") }));
    QVERIFY(!model.canFetchMore(keeper));
}

void TestObjectTreeModel::marksPrimaryAndForeignKeys()
{
    ObjectTreeModel model;
    model.setConnection(connection(QStringLiteral("a"), lighthouses()));
    const QModelIndex posting = model.indexOfObject(QStringLiteral("a"), { {}, QStringLiteral("main"), QStringLiteral("posting") });
    model.fetchMore(posting);
    QCOMPARE(names(model, posting), QStringList({ QStringLiteral("id"), QStringLiteral("keeper_id"), QStringLiteral("Foreign keys") }));
    const auto badges = [&](int row) { return model.index(row, 0, posting).data(ObjectTreeModel::BadgesRole).toStringList(); };
    QCOMPARE(badges(0), QStringList({ QStringLiteral("PK") }));
    QCOMPARE(badges(1), QStringList({ QStringLiteral("FK") }));
    QVERIFY(model.index(1, 0, posting).data(Qt::ToolTipRole).toString().contains(QStringLiteral("keeper_id TEXT")));
}

void TestObjectTreeModel::filterKeepsAncestorsOfMatches()
{
    ObjectTreeModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    tester.setUseFetchMore(false);
    model.setConnection(connection(QStringLiteral("a"), lighthouses()));
    model.setFilter(QStringLiteral("TOWER"));
    const QModelIndex root = model.index(0, 0);
    QCOMPARE(names(model, root), QStringList({ QStringLiteral("Tables"), QStringLiteral("Views") }));
    QCOMPARE(names(model, model.index(0, 0, root)), QStringList({ QStringLiteral("tower") }));
    QCOMPARE(names(model, model.index(1, 0, root)), QStringList({ QStringLiteral("tower_card") }));
}

void TestObjectTreeModel::filterFindsObjectsByTheirColumns()
{
    ObjectTreeModel model;
    model.setConnection(connection(QStringLiteral("a"), lighthouses()));
    model.setFilter(QStringLiteral("heig"));
    const QModelIndex group = model.index(0, 0, model.index(0, 0));
    QCOMPARE(names(model, group), QStringList({ QStringLiteral("tower") }));
    QCOMPARE(model.index(0, 0, group).data(ObjectTreeModel::DetailRole).toString(), QStringLiteral("height"));
}

void TestObjectTreeModel::saysSoWhenNothingMatches()
{
    ObjectTreeModel model;
    model.setConnection(connection(QStringLiteral("a"), lighthouses()));
    model.setFilter(QStringLiteral("whale"));
    const QModelIndex message = model.index(0, 0, model.index(0, 0));
    QCOMPARE(message.data(ObjectTreeModel::KindRole).toInt(), int(TreeNode::Kind::Message));
    QVERIFY(message.data().toString().contains(QStringLiteral("whale")));
}

void TestObjectTreeModel::showsWhyAConnectionFailed()
{
    ObjectTreeModel model;
    TreeConnection failed = connection(QStringLiteral("a"), nullptr);
    failed.state = TreeConnection::State::Failed;
    failed.message = QStringLiteral("The file is encrypted.");
    model.setConnection(failed);
    QCOMPARE(names(model, model.index(0, 0)), QStringList({ failed.message }));
}

void TestObjectTreeModel::severalSchemasGetALevelOfTheirOwn()
{
    auto objects = std::make_shared<std::vector<CatalogObject>>(*lighthouses());
    objects->push_back(table(QStringLiteral("log"), {}));
    objects->back().path.schema = QStringLiteral("attached");
    ObjectTreeModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    tester.setUseFetchMore(false);
    model.setConnection(connection(QStringLiteral("a"), objects));
    QCOMPARE(names(model, model.index(0, 0)), QStringList({ QStringLiteral("main"), QStringLiteral("attached") }));
}

void TestObjectTreeModel::refreshKeepsSelectionExpansionAndScroll()
{
    auto many = std::make_shared<std::vector<CatalogObject>>();
    for (int i = 0; i < 200; ++i)
        many->push_back(table(QStringLiteral("t%1").arg(i, 3, 10, QLatin1Char('0')), { QStringLiteral("id") }));
    ObjectTreeModel model;
    ObjectTreeView view(model);
    view.resize(300, 300);
    view.show();
    model.setConnection(connection(QStringLiteral("a"), many));
    const ObjectPath path { {}, QStringLiteral("main"), QStringLiteral("t100") };
    QModelIndex wanted = model.indexOfObject(QStringLiteral("a"), path);
    view.setCurrentIndex(wanted);
    view.expand(wanted);
    view.scrollTo(wanted, QAbstractItemView::PositionAtTop);
    const int scroll = view.verticalScrollBar()->value();
    QVERIFY(scroll > 0);

    many = std::make_shared<std::vector<CatalogObject>>(*many);
    many->push_back(table(QStringLiteral("t999"), { QStringLiteral("id") }));
    model.setConnection(connection(QStringLiteral("a"), many));
    wanted = model.indexOfObject(QStringLiteral("a"), path);
    QCOMPARE(view.currentIndex(), wanted);
    QVERIFY(view.isExpanded(wanted));
    QCOMPARE(model.rowCount(wanted), 1);
    QCOMPARE(view.verticalScrollBar()->value(), scroll);
}

void TestObjectTreeModel::clearingTheFilterBringsExpansionBack()
{
    ObjectTreeModel model;
    ObjectTreeView view(model);
    model.setConnection(connection(QStringLiteral("a"), lighthouses()));
    const QModelIndex views = model.index(1, 0, model.index(0, 0));
    QVERIFY(view.isExpanded(model.index(0, 0, model.index(0, 0))));
    QVERIFY(!view.isExpanded(views));
    model.setFilter(QStringLiteral("tower"));
    QVERIFY(view.isExpanded(model.index(1, 0, model.index(0, 0))));
    model.setFilter({});
    QVERIFY(view.isExpanded(model.index(0, 0, model.index(0, 0))));
    QVERIFY(!view.isExpanded(model.index(1, 0, model.index(0, 0))));
}

void TestObjectTreeModel::enterOpensTheObject()
{
    ObjectTreeModel model;
    ObjectTreeView view(model);
    model.setConnection(connection(QStringLiteral("a"), lighthouses()));
    const QModelIndex tower = model.indexOfObject(QStringLiteral("a"), { {}, QStringLiteral("main"), QStringLiteral("tower") });
    view.setCurrentIndex(tower);
    QSignalSpy opened(&view, &ObjectTreeView::openWanted);
    QTest::keyClick(&view, Qt::Key_Return);
    QTest::keyClick(&view, Qt::Key_F4);
    QCOMPARE(opened.size(), 2);
    QCOMPARE(opened.first().first().toModelIndex(), tower);
}

QTEST_MAIN(TestObjectTreeModel)
#include "tst_objecttreemodel.moc"
