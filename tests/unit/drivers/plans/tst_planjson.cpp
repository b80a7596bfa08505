#include "drivers/common/explain/json.h"
#include "drivers/common/postgresql/planjson.h"

#include <QFile>
#include <QTest>

#include <functional>

using namespace dumbo;
using namespace dumbo::postgresql;

namespace {

ExplainPlan stored(const QString &name)
{
    QFile file(qEnvironmentVariable("DUMBO_SOURCE_DIR") + QStringLiteral("/tests/data/plans/") + name + QStringLiteral(".json"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no plan %s", qPrintable(name));
    ExplainPlan plan;
    if (const auto read = readPlanJson(file.readAll(), plan); !read)
        qFatal("%s", qPrintable(read.error().toText()));
    return plan;
}

const PlanNode *find(const PlanNode &node, const std::function<bool(const PlanNode &)> &fits)
{
    if (fits(node))
        return &node;
    for (const auto &child : node.children) {
        if (const auto *found = find(child, fits))
            return found;
    }
    return nullptr;
}

const PlanNode *named(const ExplainPlan &plan, const QString &operation, const QString &object = {})
{
    for (const auto &root : plan.roots) {
        if (const auto *found = find(root, [&](const PlanNode &node) {
                return node.operation == operation && (object.isEmpty() || node.object == object);
            }))
            return found;
    }
    return nullptr;
}

double sumOfSelfTimes(const PlanNode &node)
{
    double sum = node.selfTime ? node.selfTime->count() : 0;
    for (const auto &child : node.children)
        sum += sumOfSelfTimes(child);
    return sum;
}

const PlanProperty *propertyNamed(const std::vector<PlanProperty> &all, const QString &name)
{
    const auto found = std::ranges::find(all, name, &PlanProperty::name);
    return found == all.end() ? nullptr : &*found;
}

Result<void> read(const QByteArray &json)
{
    ExplainPlan plan;
    return readPlanJson(json, plan);
}

} // namespace

class TestPlanJson : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPlanIsATreeWithTheServersWords();
    void numbersBeyond64BitsKeepTheirDigits();
    void parallelTimeIsTimeOnTheClock();
    void selfTimesAddUpToTheWhole_data();
    void selfTimesAddUpToTheWhole();
    void theTimeOfACteIsCountedOnce();
    void subplansAndInitPlansSayWhatTheyAre();
    void workersAreKeptOneByOne();
    void blocksAreReadByKind();
    void triggersAreListedAndTheStatementWrites();
    void jitAndSettingsAreKept();
    void anEstimateThatIsFarOffIsAFactor();
    void whatNeverRanHasNoMisestimate();
    void membersNobodyKnowsStayAmongTheProperties();
    void severalStatementsOfARuleAreSeveralRoots();
    void brokenAnswersAreErrors_data();
    void brokenAnswersAreErrors();
    void jsonKeepsOrderDigitsAndEscapes();
};

void TestPlanJson::aPlanIsATreeWithTheServersWords()
{
    const auto plan = stored(QStringLiteral("join"));
    QCOMPARE(plan.roots.size(), std::size_t(1));
    QCOMPARE(plan.roots.front().operation, QStringLiteral("Limit"));
    const auto *join = named(plan, QStringLiteral("Hash Join"));
    QVERIFY(join);
    QCOMPARE(join->relationship, QStringLiteral("Outer"));
    QCOMPARE(join->conditions.front(), (PlanProperty { QStringLiteral("Hash Cond"), QStringLiteral("(b.room = r.id)") }));
    QCOMPARE(join->detail, QStringLiteral("Hash Cond: (b.room = r.id)"));
    const auto *scan = named(plan, QStringLiteral("Parallel Seq Scan"), QStringLiteral("booking"));
    QVERIFY(scan);
    QCOMPARE(scan->alias, QStringLiteral("b"));
    QCOMPARE(scan->rowsRemoved->text, QByteArray("41648"));
    QVERIFY(named(plan, QStringLiteral("Partial HashAggregate")));
    QVERIFY(named(plan, QStringLiteral("Finalize GroupAggregate")));
    QVERIFY(plan.planningTime && plan.executionTime);
    QVERIFY(!plan.writes);
    QVERIFY(plan.serverJson.contains("Hash Join"));
}

void TestPlanJson::numbersBeyond64BitsKeepTheirDigits()
{
    const auto plan = stored(QStringLiteral("huge"));
    const auto &root = plan.roots.front();
    QCOMPARE(root.estimatedRows->text, QByteArray("1000000000000000013287555072"));
    QCOMPARE(root.totalCost->text, QByteArray("16406250022499999650152448.00"));
    QVERIFY(root.estimatedRows->value > 9.9e26);
    QVERIFY(!root.actualRows && !root.totalTime && !root.misestimate);
}

void TestPlanJson::parallelTimeIsTimeOnTheClock()
{
    const auto plan = stored(QStringLiteral("parallel"));
    const auto *scan = named(plan, QStringLiteral("Parallel Seq Scan"));
    QVERIFY(scan);
    QCOMPARE(scan->loops->text, QByteArray("3"));
    QCOMPARE(scan->totalTime->count(), scan->loopTime->count());
    QCOMPARE(scan->object, QStringLiteral("public.booking"));
}

void TestPlanJson::selfTimesAddUpToTheWhole_data()
{
    QTest::addColumn<QString>("name");
    for (const auto *name : { "join", "parallel", "jit", "trigger" })
        QTest::newRow(name) << QString::fromLatin1(name);
}

void TestPlanJson::selfTimesAddUpToTheWhole()
{
    QFETCH(QString, name);
    const auto plan = stored(name);
    const auto whole = plan.roots.front().totalTime->count();
    QVERIFY2(std::abs(sumOfSelfTimes(plan.roots.front()) - whole) < whole * 0.01, qPrintable(QString::number(sumOfSelfTimes(plan.roots.front()))));
}

void TestPlanJson::theTimeOfACteIsCountedOnce()
{
    const auto plan = stored(QStringLiteral("cte"));
    const auto &root = plan.roots.front();
    QCOMPARE(root.operation, QStringLiteral("CTE Scan"));
    const auto *cte = find(root, [](const PlanNode &node) { return node.subplan == u"CTE c"; });
    QVERIFY(cte);
    QVERIFY(cte->totalTime->count() > 30);
    QVERIFY2(root.selfTime->count() < 1.5, qPrintable(QString::number(root.selfTime->count())));
    QVERIFY(sumOfSelfTimes(root) < root.totalTime->count() * 1.05);
}

void TestPlanJson::subplansAndInitPlansSayWhatTheyAre()
{
    const auto plan = stored(QStringLiteral("cte"));
    const auto &children = plan.roots.front().children;
    QCOMPARE(children.at(0).subplan, QStringLiteral("CTE w"));
    QCOMPARE(children.at(0).operation, QStringLiteral("Recursive Union"));
    QCOMPARE(children.at(2).subplan, QStringLiteral("InitPlan 3"));
    QCOMPARE(children.at(2).relationship, QStringLiteral("InitPlan"));
    const auto &subplan = children.at(4);
    QCOMPARE(subplan.relationship, QStringLiteral("SubPlan"));
    QCOMPARE(subplan.loops->text, QByteArray("200"));
    QCOMPARE(subplan.totalTime->count(), subplan.loopTime->count() * 200);
    const auto *work = named(plan, QStringLiteral("WorkTable Scan"));
    QVERIFY(work);
    QCOMPARE(work->object, QStringLiteral("w"));
}

void TestPlanJson::workersAreKeptOneByOne()
{
    const auto plan = stored(QStringLiteral("parallel"));
    const auto *gather = named(plan, QStringLiteral("Gather Merge"));
    QVERIFY(gather);
    QCOMPARE(*gather->workersPlanned, 2);
    QCOMPARE(*gather->workersLaunched, 2);
    const auto *sort = named(plan, QStringLiteral("Sort"));
    QVERIFY(sort);
    const auto *scan = named(plan, QStringLiteral("Parallel Seq Scan"));
    QCOMPARE(scan->workers.size(), std::size_t(2));
    QCOMPARE(scan->workers.front().front(), (PlanProperty { QStringLiteral("Worker Number"), QStringLiteral("0") }));
    QVERIFY(propertyNamed(scan->workers.front(), QStringLiteral("Actual Rows")));
}

void TestPlanJson::blocksAreReadByKind()
{
    const auto plan = stored(QStringLiteral("parallel"));
    QCOMPARE(plan.roots.front().shared->hit, 1545);
    QVERIFY(plan.roots.front().temporary.has_value());
    QVERIFY(!propertyNamed(plan.roots.front().properties, QStringLiteral("Shared Hit Blocks")));
}

void TestPlanJson::triggersAreListedAndTheStatementWrites()
{
    const auto plan = stored(QStringLiteral("trigger"));
    QVERIFY(plan.writes);
    QCOMPARE(plan.roots.front().operation, QStringLiteral("Insert"));
    QCOMPARE(plan.roots.front().object, QStringLiteral("booking"));
    QCOMPARE(plan.triggers.size(), std::size_t(2));
    QCOMPARE(plan.triggers.front().constraint, QStringLiteral("booking_room_fkey"));
    QCOMPARE(plan.triggers.back().name, QStringLiteral("tell"));
    QCOMPARE(plan.triggers.back().calls, 50);
    QVERIFY(plan.triggers.back().time.count() > 0);
}

void TestPlanJson::jitAndSettingsAreKept()
{
    QVERIFY(propertyNamed(stored(QStringLiteral("jit")).jit, QStringLiteral("Functions")));
    const auto settings = stored(QStringLiteral("parallel")).settings;
    QCOMPARE(propertyNamed(settings, QStringLiteral("parallel_setup_cost"))->value, QStringLiteral("0"));
}

void TestPlanJson::anEstimateThatIsFarOffIsAFactor()
{
    const auto plan = stored(QStringLiteral("cte"));
    const auto *scan = named(plan, QStringLiteral("CTE Scan"), QStringLiteral("w"));
    QVERIFY(scan);
    QVERIFY(*scan->misestimate > 30 && *scan->misestimate < 33);
}

void TestPlanJson::whatNeverRanHasNoMisestimate()
{
    ExplainPlan plan;
    QVERIFY(readPlanJson(R"([{"Plan": {"Node Type": "Result", "Plan Rows": 1000, "Actual Rows": 0, "Actual Loops": 0,
        "Actual Startup Time": 0.0, "Actual Total Time": 0.0}}])", plan));
    QVERIFY(!plan.roots.front().misestimate);
    QCOMPARE(plan.roots.front().totalTime->count(), 0.0);
}

void TestPlanJson::membersNobodyKnowsStayAmongTheProperties()
{
    ExplainPlan plan;
    QVERIFY(readPlanJson(R"([{"Plan": {"Node Type": "Result", "Zeta": 1.50, "Alpha": ["a", "b"], "Disabled": false}, "Query Identifier": -12345678901234567890}])", plan));
    const std::vector<PlanProperty> expected { { QStringLiteral("Zeta"), QStringLiteral("1.50") },
        { QStringLiteral("Alpha"), QStringLiteral("a, b") }, { QStringLiteral("Disabled"), QStringLiteral("false") } };
    QCOMPARE(plan.roots.front().properties, expected);
    QCOMPARE(propertyNamed(plan.properties, QStringLiteral("Query Identifier"))->value, QStringLiteral("-12345678901234567890"));
}

void TestPlanJson::severalStatementsOfARuleAreSeveralRoots()
{
    ExplainPlan plan;
    QVERIFY(readPlanJson(R"([{"Plan": {"Node Type": "ModifyTable", "Operation": "Update", "Relation Name": "a"}, "Execution Time": 1.5},
        {"Plan": {"Node Type": "Result"}, "Execution Time": 2.0}, "Utility Statement"])", plan));
    QCOMPARE(plan.roots.size(), std::size_t(2));
    QCOMPARE(plan.executionTime->count(), 3.5);
    QVERIFY(plan.writes);
}

void TestPlanJson::brokenAnswersAreErrors_data()
{
    QTest::addColumn<QByteArray>("json");
    for (const auto *json : { "", "{}", "[]", "[1]", "[{\"Plan\": {]", "[{\"Plan\": {\"Plan Rows\": 01}}]", "[{\"a\": \"\\ud800\"}]", "[{\"a\": 1}] x" })
        QTest::newRow(json) << QByteArray(json);
    QTest::newRow("too deep") << QByteArray(5000, '[') + QByteArray(5000, ']');
}

void TestPlanJson::brokenAnswersAreErrors()
{
    QFETCH(QByteArray, json);
    const auto done = read(json);
    QVERIFY(!done);
    QCOMPARE(done.error().kind(), ErrorKind::Data);
}

void TestPlanJson::jsonKeepsOrderDigitsAndEscapes()
{
    const auto value = explain::parseJson("{\"z\": -1.50e+10, \"a\": \"\\u00e4\\ud83d\\ude00\\n\\\"\", \"z\": [true, null]}");
    QVERIFY(value);
    QCOMPARE(value->members.front().first, QStringLiteral("z"));
    QCOMPARE(value->members.front().second.text, QByteArray("-1.50e+10"));
    QCOMPARE(QString::fromUtf8(value->member(u"a")->text), QStringLiteral("ä😀\n\""));
    QCOMPARE(value->members.back().second.toDisplayText(), QStringLiteral("true, "));
}

QTEST_GUILESS_MAIN(TestPlanJson)
#include "tst_planjson.moc"
