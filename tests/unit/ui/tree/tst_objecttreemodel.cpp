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
    void partitionsStandWithinTheirTable();
    void aFilterFindsPartitionsWithoutTheirTable();
    void whatBelongsToTheServerStandsBelowTheSchemas();
    void functionsOfOneNameAreTwoLines();
    void policiesAreTold();
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

namespace {

CatalogObjects visits()
{
    auto objects = std::make_shared<std::vector<CatalogObject>>();
    CatalogObject parent = table(QStringLiteral("visit"), { QStringLiteral("day") });
    parent.partitioning = CatalogPartitioning { {}, {}, QStringLiteral("RANGE (day)") };
    CatalogPolicy policy;
    policy.name = QStringLiteral("mine");
    policy.command = QStringLiteral("SELECT");
    policy.roles = { QStringLiteral("keeper") };
    parent.policies.push_back(policy);
    const auto partition = [&](const QString &name, const QString &of, const QString &bounds) {
        CatalogObject made = table(name, {});
        made.partitioning = CatalogPartitioning { { {}, QStringLiteral("main"), of }, bounds, {} };
        return made;
    };
    objects->push_back(table(QStringLiteral("keeper"), {}));
    objects->push_back(parent);
    objects->push_back(partition(QStringLiteral("visit_2024"), QStringLiteral("visit"), QStringLiteral("FOR VALUES IN (2024)")));
    auto sub = partition(QStringLiteral("visit_2025"), QStringLiteral("visit"), QStringLiteral("FOR VALUES IN (2025)"));
    sub.partitioning->key = QStringLiteral("HASH (id)");
    objects->push_back(sub);
    objects->push_back(partition(QStringLiteral("visit_2025_a"), QStringLiteral("visit_2025"), QStringLiteral("DEFAULT")));
    for (const auto *signature : { "(a integer) → text", "(a text) → text" }) {
        CatalogObject function = table(QStringLiteral("slug"), {}, ObjectKind::Function);
        function.signature = QString::fromUtf8(signature);
        objects->push_back(function);
    }
    CatalogObject role = table(QStringLiteral("keeper"), {}, ObjectKind::Role);
    role.path.schema.clear();
    objects->push_back(role);
    CatalogObject database;
    database.kind = ObjectKind::Database;
    database.path.database = QStringLiteral("other");
    objects->push_back(database);
    return objects;
}

QModelIndex child(const QAbstractItemModel &model, const QModelIndex &parent, const char *name)
{
    for (int row = 0; row < model.rowCount(parent); ++row) {
        if (const auto index = model.index(row, 0, parent); index.data().toString() == QString::fromUtf8(name))
            return index;
    }
    return {};
}

} // namespace

void TestObjectTreeModel::partitionsStandWithinTheirTable()
{
    ObjectTreeModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    tester.setUseFetchMore(false);
    model.setConnection(connection(QStringLiteral("a"), visits()));
    const QModelIndex tables = child(model, model.index(0, 0), "Tables");
    QCOMPARE(names(model, tables), QStringList({ QStringLiteral("keeper"), QStringLiteral("visit") }));
    const QModelIndex visit = child(model, tables, "visit");
    QCOMPARE(visit.data(ObjectTreeModel::DetailRole).toString(), QStringLiteral("by RANGE (day)"));
    model.fetchMore(visit);
    const QModelIndex partitions = child(model, visit, "Partitions");
    QCOMPARE(names(model, partitions), QStringList({ QStringLiteral("visit_2024"), QStringLiteral("visit_2025") }));
    QCOMPARE(child(model, partitions, "visit_2024").data(ObjectTreeModel::DetailRole).toString(), QStringLiteral("IN (2024)"));
    const QModelIndex sub = child(model, partitions, "visit_2025");
    QCOMPARE(sub.data(ObjectTreeModel::DetailRole).toString(), QStringLiteral("IN (2025) · by HASH (id)"));
    QVERIFY(model.hasChildren(sub));
    model.fetchMore(sub);
    const QModelIndex inner = child(model, child(model, sub, "Partitions"), "visit_2025_a");
    QVERIFY(inner.isValid());
    // A refresh finds it again.
    const QString key = inner.data(ObjectTreeModel::KeyRole).toString();
    model.setConnection(connection(QStringLiteral("a"), visits()));
    QCOMPARE(model.indexOfKey(key).data().toString(), QStringLiteral("visit_2025_a"));
}

void TestObjectTreeModel::aFilterFindsPartitionsWithoutTheirTable()
{
    ObjectTreeModel model;
    model.setConnection(connection(QStringLiteral("a"), visits()));
    model.setFilter(QStringLiteral("2025"));
    const QModelIndex tables = child(model, model.index(0, 0), "Tables");
    QCOMPARE(names(model, tables), QStringList({ QStringLiteral("visit_2025") }));
    model.setFilter(QStringLiteral("2024"));
    QCOMPARE(names(model, child(model, model.index(0, 0), "Tables")), QStringList({ QStringLiteral("visit_2024") }));
}

void TestObjectTreeModel::whatBelongsToTheServerStandsBelowTheSchemas()
{
    ObjectTreeModel model;
    model.setConnection(connection(QStringLiteral("a"), visits()));
    QCOMPARE(names(model, model.index(0, 0)),
        QStringList({ QStringLiteral("Tables"), QStringLiteral("Functions"), QStringLiteral("Roles"), QStringLiteral("Other databases") }));
    QCOMPARE(names(model, child(model, model.index(0, 0), "Other databases")), QStringList({ QStringLiteral("other") }));
    model.setFilter(QStringLiteral("oth"));
    QCOMPARE(names(model, model.index(0, 0)), QStringList({ QStringLiteral("Other databases") }));
}

void TestObjectTreeModel::functionsOfOneNameAreTwoLines()
{
    ObjectTreeModel model;
    model.setConnection(connection(QStringLiteral("a"), visits()));
    const QModelIndex functions = child(model, model.index(0, 0), "Functions");
    QCOMPARE(model.rowCount(functions), 2);
    const QModelIndex second = model.index(1, 0, functions);
    QCOMPARE(second.data(ObjectTreeModel::DetailRole).toString(), QStringLiteral("(a text) → text"));
    QCOMPARE(model.indexOfKey(second.data(ObjectTreeModel::KeyRole).toString()), second);
}

void TestObjectTreeModel::policiesAreTold()
{
    ObjectTreeModel model;
    model.setConnection(connection(QStringLiteral("a"), visits()));
    const QModelIndex visit = child(model, child(model, model.index(0, 0), "Tables"), "visit");
    model.fetchMore(visit);
    const QModelIndex policies = child(model, visit, "Policies");
    QCOMPARE(names(model, policies), QStringList({ QStringLiteral("mine") }));
    QCOMPARE(model.index(0, 0, policies).data(ObjectTreeModel::DetailRole).toString(), QStringLiteral("select to keeper"));
}

QTEST_MAIN(TestObjectTreeModel)
#include "tst_objecttreemodel.moc"
