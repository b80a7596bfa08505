#include "drivers/common/postgresql/planjson.h"

#include "drivers/common/explain/json.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

namespace dumbo::postgresql {

using explain::JsonValue;

namespace {

std::optional<PlanNumber> numberOf(const JsonValue &value)
{
    if (value.kind != JsonValue::Kind::Number)
        return {};
    return PlanNumber { value.text, value.text.toDouble() };
}

qint64 integerOf(const JsonValue &value)
{
    return value.text.toLongLong();
}

std::optional<PlanNode::Milliseconds> timeOf(const JsonValue &value)
{
    const auto number = numberOf(value);
    return number ? std::optional(PlanNode::Milliseconds(number->value)) : std::nullopt;
}

PlanProperty propertyOf(const QString &name, const JsonValue &value)
{
    return { name, value.toDisplayText() };
}

std::vector<PlanProperty> propertiesOf(const JsonValue &object)
{
    std::vector<PlanProperty> properties;
    for (const auto &[name, value] : object.members)
        properties.push_back(propertyOf(name, value));
    return properties;
}

bool isCondition(QStringView name)
{
    return name.endsWith(u" Cond") || name.endsWith(u"Filter") || name.endsWith(u" Key") || name.endsWith(u" Keys")
        || name == u"Order By" || name == u"Function Call" || name == u"TID Cond";
}

QString joined(const QString &prefix, const QString &rest)
{
    return prefix.isEmpty() ? rest : prefix + u' ' + rest;
}

/// The words that EXPLAIN's text format makes of several members of the JSON.
/// https://github.com/postgres/postgres/blob/REL_17_STABLE/src/backend/commands/explain.c
QString operationName(const JsonValue &node)
{
    const auto text = [&](QStringView name) {
        const auto *found = node.member(name);
        return found ? QString::fromUtf8(found->text) : QString();
    };
    auto name = text(u"Node Type");
    const auto strategy = text(u"Strategy");
    const auto partial = text(u"Partial Mode");
    const auto operation = text(u"Operation");
    if (name == u"ModifyTable" || (name == u"Foreign Scan" && !operation.isEmpty() && operation != u"Select"))
        name = name == u"ModifyTable" ? operation : QStringLiteral("Foreign ") + operation;
    else if (name == u"Aggregate")
        name = (strategy == u"Hashed" ? QStringLiteral("Hash") : strategy == u"Sorted" ? QStringLiteral("Group")
                   : strategy == u"Mixed"                                              ? QStringLiteral("Mixed")
                                                                                       : QString())
            + name;
    else if (name == u"SetOp")
        name = joined((strategy == u"Hashed" ? QStringLiteral("HashSetOp") : name), text(u"Command")).trimmed();
    else if (name == u"Custom Scan" && !text(u"Custom Plan Provider").isEmpty())
        name += QStringLiteral(" (%1)").arg(text(u"Custom Plan Provider"));
    if (!partial.isEmpty() && partial != u"Simple")
        name = joined(partial, name);
    const auto join = text(u"Join Type");
    if (!join.isEmpty() && join != u"Inner")
        name = name == u"Nested Loop" ? QStringLiteral("Nested Loop %1 Join").arg(join) : QString(name).replace(QStringLiteral(" Join"), u' ' + join + QStringLiteral(" Join"));
    if (text(u"Scan Direction") == u"Backward")
        name += QStringLiteral(" Backward");
    if (text(u"Parallel Aware") == u"true")
        name = joined(QStringLiteral("Parallel"), name);
    if (text(u"Async Capable") == u"true")
        name = joined(QStringLiteral("Async"), name);
    return name;
}

/// What belongs to the name of the operation, not to its properties.
bool isPartOfName(QStringView name)
{
    static constexpr std::array names { u"Node Type", u"Strategy", u"Partial Mode", u"Operation", u"Command", u"Join Type",
        u"Scan Direction", u"Parallel Aware", u"Async Capable", u"Custom Plan Provider" };
    return std::ranges::any_of(names, [&](QStringView known) { return known == name; });
}

class NodeReader
{
public:
    PlanNode read(const JsonValue &json)
    {
        PlanNode node;
        node.operation = operationName(json);
        for (const auto &[name, value] : json.members)
            take(node, name, value);
        finish(node, json);
        return node;
    }

private:
    void take(PlanNode &node, const QString &name, const JsonValue &value)
    {
        if (name == u"Plans") {
            for (const auto &child : value.elements)
                node.children.push_back(read(child));
        } else if (name == u"Workers") {
            for (const auto &worker : value.elements)
                node.workers.push_back(propertiesOf(worker));
        } else if (isPartOfName(name) || takeText(node, name, value) || takeNumber(node, name, value) || takeBlocks(node, name, value)) {
            return;
        } else if (isCondition(name) && !name.startsWith(u"Rows Removed")) {
            node.conditions.push_back(propertyOf(name, value));
        } else {
            if (name.startsWith(u"Rows Removed by "))
                addRemoved(node, value);
            node.properties.push_back(propertyOf(name, value));
        }
    }

    static bool takeText(PlanNode &node, const QString &name, const JsonValue &value)
    {
        static const std::array<std::pair<QStringView, QString PlanNode::*>, 4> texts { {
            { u"Alias", &PlanNode::alias },
            { u"Index Name", &PlanNode::index },
            { u"Parent Relationship", &PlanNode::relationship },
            { u"Subplan Name", &PlanNode::subplan },
        } };
        for (const auto &[known, member] : texts) {
            if (known == name) {
                node.*member = value.toDisplayText();
                return true;
            }
        }
        return name == u"Schema" || isObject(name);
    }

    static bool isObject(QStringView name)
    {
        return name == u"Relation Name" || name == u"CTE Name" || name == u"Function Name" || name == u"Table Function Name"
            || name == u"Tuplestore Name";
    }

    static bool takeNumber(PlanNode &node, const QString &name, const JsonValue &value)
    {
        static const std::array<std::pair<QStringView, std::optional<PlanNumber> PlanNode::*>, 5> numbers { {
            { u"Startup Cost", &PlanNode::startupCost },
            { u"Total Cost", &PlanNode::totalCost },
            { u"Plan Rows", &PlanNode::estimatedRows },
            { u"Actual Rows", &PlanNode::actualRows },
            { u"Actual Loops", &PlanNode::loops },
        } };
        for (const auto &[known, member] : numbers) {
            if (known == name) {
                node.*member = numberOf(value);
                return true;
            }
        }
        if (name == u"Plan Width")
            node.estimatedWidth = integerOf(value);
        else if (name == u"Actual Startup Time")
            node.startupTime = timeOf(value);
        else if (name == u"Actual Total Time")
            node.loopTime = timeOf(value);
        else if (name == u"Workers Planned")
            node.workersPlanned = integerOf(value);
        else if (name == u"Workers Launched")
            node.workersLaunched = integerOf(value);
        else
            return false;
        return true;
    }

    static bool takeBlocks(PlanNode &node, const QString &name, const JsonValue &value)
    {
        static const std::array<std::pair<QStringView, std::optional<PlanBlocks> PlanNode::*>, 3> kinds { {
            { u"Shared ", &PlanNode::shared },
            { u"Local ", &PlanNode::local },
            { u"Temp ", &PlanNode::temporary },
        } };
        static const std::array<std::pair<QStringView, qint64 PlanBlocks::*>, 4> counts { {
            { u"Hit Blocks", &PlanBlocks::hit },
            { u"Read Blocks", &PlanBlocks::read },
            { u"Dirtied Blocks", &PlanBlocks::dirtied },
            { u"Written Blocks", &PlanBlocks::written },
        } };
        for (const auto &[kind, blocks] : kinds) {
            for (const auto &[count, member] : counts) {
                if (name.startsWith(kind) && QStringView(name).sliced(kind.size()) == count) {
                    if (!(node.*blocks))
                        (node.*blocks).emplace();
                    (*(node.*blocks)).*member = integerOf(value);
                    return true;
                }
            }
        }
        return false;
    }

    static void addRemoved(PlanNode &node, const JsonValue &value)
    {
        const auto number = numberOf(value);
        if (!number)
            return;
        if (!node.rowsRemoved) {
            node.rowsRemoved = number;
            return;
        }
        node.rowsRemoved->value += number->value;
        node.rowsRemoved->text = QByteArray::number(node.rowsRemoved->value, 'f', 0);
    }

    static void finish(PlanNode &node, const JsonValue &json)
    {
        for (const auto &[name, value] : json.members) {
            if (isObject(name))
                node.object = value.toDisplayText();
        }
        if (node.object.isEmpty() && json.member(u"Node Type") && json.member(u"Node Type")->text == "Bitmap Index Scan")
            node.object = node.index;
        if (node.alias == node.object)
            node.alias.clear();
        if (const auto *schema = json.member(u"Schema"); schema && !node.object.isEmpty())
            node.object = QString::fromUtf8(schema->text) + u'.' + node.object;
        QStringList details;
        for (const auto &condition : node.conditions)
            details.append(QStringLiteral("%1: %2").arg(condition.name, condition.value));
        node.detail = details.join(QStringLiteral("; "));
        if (node.actualRows && node.estimatedRows && node.loops && node.loops->value > 0)
            node.misestimate = std::max(node.actualRows->value, 1.0) / std::max(node.estimatedRows->value, 1.0);
    }
};

PlanTrigger triggerOf(const JsonValue &json)
{
    const auto text = [&](QStringView name) {
        const auto *found = json.member(name);
        return found ? found->toDisplayText() : QString();
    };
    PlanTrigger trigger;
    trigger.name = text(u"Trigger Name");
    trigger.relation = text(u"Relation");
    trigger.constraint = text(u"Constraint Name");
    if (trigger.name.isEmpty())
        trigger.name = trigger.constraint;
    trigger.time = PlanNode::Milliseconds(text(u"Time").toDouble());
    trigger.calls = qint64(text(u"Calls").toDouble());
    return trigger;
}

/// Blocks that were needed to make the plan; what is zero says nothing.
void takePlanning(ExplainPlan &plan, const JsonValue &value)
{
    QStringList texts;
    for (const auto &[name, held] : value.members) {
        if (held.text.toDouble() != 0)
            texts.append(name + u' ' + held.toDisplayText());
    }
    if (!texts.isEmpty())
        plan.properties.push_back({ QCoreApplication::translate("PostgreSQL", "Planning buffers"), texts.join(QStringLiteral(", ")) });
}

void takeMember(ExplainPlan &plan, const QString &name, const JsonValue &value)
{
    if (name == u"Plan") {
        plan.roots.push_back(NodeReader().read(value));
        reckonTimes(plan.roots.back());
    } else if (name == u"Planning Time") {
        plan.planningTime = plan.planningTime.value_or(PlanNode::Milliseconds(0)) + timeOf(value).value_or(PlanNode::Milliseconds(0));
    } else if (name == u"Execution Time") {
        plan.executionTime = plan.executionTime.value_or(PlanNode::Milliseconds(0)) + timeOf(value).value_or(PlanNode::Milliseconds(0));
    } else if (name == u"Triggers") {
        for (const auto &trigger : value.elements)
            plan.triggers.push_back(triggerOf(trigger));
    } else if (name == u"Planning" && value.kind == JsonValue::Kind::Object) {
        takePlanning(plan, value);
    } else if (name == u"JIT") {
        plan.jit = propertiesOf(value);
    } else if (name == u"Settings") {
        plan.settings = propertiesOf(value);
    } else {
        plan.properties.push_back(propertyOf(name, value));
    }
}

bool isWrite(const PlanNode &node)
{
    static constexpr std::array words { u"Insert", u"Update", u"Delete", u"Merge" };
    const auto name = node.operation.startsWith(u"Foreign ") ? node.operation.sliced(8) : node.operation;
    return std::ranges::any_of(words, [&](QStringView word) { return word == name; }) || std::ranges::any_of(node.children, isWrite);
}

/// Adds up what CTEs took and what their readers did, by the CTE's name.
struct CteTimes
{
    double taken = 0;
    double readersSelf = 0;
};

using Ctes = QHash<QString, CteTimes>;

bool runsElsewhere(const PlanNode &node)
{
    return node.subplan.startsWith(u"CTE ");
}

double processesOf(const PlanNode &node)
{
    if (!node.operation.endsWith(u"Gather") && !node.operation.endsWith(u"Gather Merge"))
        return 0;
    if (node.children.empty() || !node.loops || !node.children.front().loops || node.loops->value <= 0)
        return 0;
    return std::max(1.0, node.children.front().loops->value / node.loops->value);
}

void reckonNode(PlanNode &node, double processes)
{
    if (node.loopTime && node.loops)
        node.totalTime = *node.loopTime * node.loops->value / (node.loops->value > 1 ? processes : 1);
    const auto below = processesOf(node);
    auto childTime = PlanNode::Milliseconds(0);
    for (auto &child : node.children) {
        // An InitPlan of a Gather runs in the leader alone.
        reckonNode(child, child.relationship == u"InitPlan" ? 1 : below > 0 ? below : processes);
        if (child.totalTime && !runsElsewhere(child))
            childTime += *child.totalTime;
    }
    if (node.totalTime)
        node.selfTime = std::max(PlanNode::Milliseconds(0), *node.totalTime - childTime);
}

void visit(PlanNode &node, const std::function<void(PlanNode &)> &function)
{
    function(node);
    for (auto &child : node.children)
        visit(child, function);
}

QString readCte(const PlanNode &node)
{
    return node.operation.endsWith(u"CTE Scan") ? node.object : QString();
}

} // namespace

void reckonTimes(PlanNode &root)
{
    reckonNode(root, 1);
    Ctes ctes;
    visit(root, [&](PlanNode &node) {
        if (runsElsewhere(node) && node.totalTime)
            ctes[node.subplan.sliced(4)].taken += node.totalTime->count();
        else if (const auto read = readCte(node); !read.isEmpty() && node.selfTime)
            ctes[read].readersSelf += node.selfTime->count();
    });
    visit(root, [&](PlanNode &node) {
        const auto found = ctes.constFind(readCte(node));
        if (found == ctes.constEnd() || !node.selfTime || found->readersSelf <= 0)
            return;
        const auto left = std::max(0.0, 1 - found->taken / found->readersSelf);
        node.selfTime = *node.selfTime * left;
    });
}

Result<void> readPlanJson(const QByteArray &json, ExplainPlan &plan)
{
    const auto parsed = explain::parseJson(json);
    if (!parsed)
        return fail(parsed.error());
    const auto broken = fail(ErrorKind::Data, QCoreApplication::translate("PostgreSQL", "The server's answer is not a plan."));
    if (parsed->kind != JsonValue::Kind::Array || parsed->elements.empty())
        return broken;
    for (const auto &statement : parsed->elements) {
        if (statement.kind == JsonValue::Kind::Text) { // a utility statement among those of a rule
            plan.properties.push_back({ QCoreApplication::translate("PostgreSQL", "Utility statement"), statement.toDisplayText() });
            continue;
        }
        if (statement.kind != JsonValue::Kind::Object)
            return broken;
        for (const auto &[name, value] : statement.members)
            takeMember(plan, name, value);
    }
    plan.writes = plan.writes || std::ranges::any_of(plan.roots, isWrite);
    plan.serverJson = json;
    return {};
}

} // namespace dumbo::postgresql
