#include "core/plans/plantext.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Plan", text);
}

QString numberText(const std::optional<PlanNumber> &number)
{
    return number ? QString::fromUtf8(number->text) : QStringLiteral("?");
}

QString measures(const PlanNode &node)
{
    QStringList parts;
    if (node.totalCost)
        parts.append(tr("cost %1..%2").arg(numberText(node.startupCost), numberText(node.totalCost)));
    if (node.loops && node.loops->value <= 0)
        parts.append(tr("never executed"));
    else if (node.actualRows && node.estimatedRows)
        parts.append(tr("rows %1 of %2").arg(numberText(node.actualRows), numberText(node.estimatedRows)));
    else if (node.actualRows || node.estimatedRows)
        parts.append(tr("rows %1").arg(numberText(node.actualRows ? node.actualRows : node.estimatedRows)));
    if (isMisestimated(node))
        parts.append(tr("estimate off by %1").arg(misestimateText(node)));
    if (node.selfTime && node.totalTime)
        parts.append(tr("time %1 self, %2 in all").arg(planTimeText(*node.selfTime), planTimeText(*node.totalTime)));
    if (node.loops && node.loops->value > 1)
        parts.append(tr("loops %1").arg(numberText(node.loops)));
    return parts.isEmpty() ? QString() : QStringLiteral("  (%1)").arg(parts.join(QStringLiteral(", ")));
}

void appendNode(QString &text, const PlanNode &node, const QString &branch, const QString &indent)
{
    auto line = node.operation;
    if (const auto object = planObjectText(node); !object.isEmpty())
        line += u' ' + object;
    if (!node.subplan.isEmpty())
        line = node.subplan + QStringLiteral(": ") + line;
    if (node.conditions.empty() && !node.detail.isEmpty())
        line += u' ' + node.detail;
    text += branch + line + measures(node) + u'\n';
    const auto bar = node.children.empty() ? QStringLiteral("    ") : QStringLiteral("│   ");
    for (const auto &condition : node.conditions)
        text += indent + bar + condition.name + QStringLiteral(": ") + condition.value + u'\n';
    for (const auto &child : node.children) {
        const auto isLast = &child == &node.children.back();
        appendNode(text, child, indent + (isLast ? QStringLiteral("└─ ") : QStringLiteral("├─ ")),
            indent + (isLast ? QStringLiteral("   ") : QStringLiteral("│  ")));
    }
}

} // namespace

QString planText(const ExplainPlan &plan)
{
    QString text;
    for (const auto &root : plan.roots)
        appendNode(text, root, {}, {});
    if (plan.roots.empty())
        text += QString::fromUtf8(plan.serverText);
    if (!text.isEmpty() && !text.endsWith(u'\n'))
        text += u'\n';
    const auto line = [&](const QString &name, const QString &value) { text += name + QStringLiteral(": ") + value + u'\n'; };
    for (const auto &trigger : plan.triggers)
        line(tr("Trigger %1").arg(trigger.name), tr("%1, %2 calls").arg(planTimeText(trigger.time)).arg(trigger.calls));
    if (plan.planningTime)
        line(tr("Planning"), planTimeText(*plan.planningTime));
    if (plan.executionTime)
        line(tr("Execution"), planTimeText(*plan.executionTime));
    if (plan.rows)
        line(plan.writes ? tr("Rows changed") : tr("Rows"), QString::number(*plan.rows));
    if (plan.executed && plan.writes)
        text += tr("The statement was run and rolled back.") + u'\n';
    return text;
}

bool isMisestimated(const PlanNode &node)
{
    return node.misestimate && (*node.misestimate >= wrongEstimate || *node.misestimate <= 1 / wrongEstimate);
}

QString misestimateText(const PlanNode &node)
{
    if (!node.misestimate || *node.misestimate <= 0)
        return {};
    const auto more = *node.misestimate >= 1;
    const auto factor = more ? *node.misestimate : 1 / *node.misestimate;
    const auto digits = factor < 10 ? QString::number(factor, 'f', 1)
        : factor < 1e6              ? QString::number(std::round(factor), 'f', 0)
                                    : QString::number(factor, 'g', 2);
    return (more ? QStringLiteral("×") : QStringLiteral("÷")) + digits;
}

QString planTimeText(PlanNode::Milliseconds time)
{
    const auto ms = time.count();
    if (ms >= 1000)
        return tr("%1 s").arg(ms / 1000, 0, 'f', ms < 10'000 ? 2 : 1);
    return tr("%1 ms").arg(ms, 0, 'f', ms < 1 ? 3 : ms < 10 ? 2 : 1);
}

QString planObjectText(const PlanNode &node)
{
    auto text = node.object;
    if (!node.alias.isEmpty())
        text += u' ' + node.alias;
    // SQLite's own line says it already.
    if (!node.index.isEmpty() && node.index != node.object && !node.detail.contains(node.index))
        text = tr("%1 using %2").arg(text, node.index).trimmed();
    return text.trimmed();
}

} // namespace dumbo
