#include "ui/explain/plandetails.h"

#include "core/plans/plantext.h"
#include "ui/explain/planmodel.h"
#include "ui/shell/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLocale>

namespace workbench {

namespace {

QString blocksText(const dumbo::PlanBlocks &blocks)
{
    QStringList parts;
    const auto add = [&](qint64 count, const QString &text) {
        if (count > 0)
            parts.append(text.arg(QLocale().toString(count)));
    };
    add(blocks.hit, PlanDetails::tr("%1 hit"));
    add(blocks.read, PlanDetails::tr("%1 read"));
    add(blocks.dirtied, PlanDetails::tr("%1 dirtied"));
    add(blocks.written, PlanDetails::tr("%1 written"));
    return parts.join(QStringLiteral(", "));
}

} // namespace

PlanDetails::PlanDetails(QWidget *parent)
    : QTreeWidget(parent)
{
    setObjectName(QStringLiteral("planDetails"));
    setAccessibleName(tr("Details of the step"));
    setColumnCount(2);
    setHeaderLabels({ tr("Fact"), tr("Value") });
    setFrameShape(NoFrame);
    setRootIsDecorated(false);
    setItemsExpandable(false);
    setIndentation(theme::unit);
    setWordWrap(true);
    setTextElideMode(Qt::ElideRight);
    setSelectionMode(ExtendedSelection);
    header()->setStretchLastSection(true);
    header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    header()->hide();
}

QTreeWidgetItem *PlanDetails::section(const QString &title)
{
    auto *item = new QTreeWidgetItem(this, { title });
    auto bold = font();
    bold.setBold(true);
    item->setFont(0, bold);
    item->setFirstColumnSpanned(true);
    item->setFlags(Qt::ItemIsEnabled);
    item->setExpanded(true);
    return item;
}

void PlanDetails::add(QTreeWidgetItem *section, const QString &name, const QString &value)
{
    if (value.isEmpty())
        return;
    auto *item = new QTreeWidgetItem(section, { name, value });
    item->setToolTip(1, value);
    item->setForeground(0, theme::quiet(palette().color(QPalette::Text), palette().color(QPalette::Base)));
    item->setTextAlignment(0, Qt::AlignLeft | Qt::AlignTop);
}

void PlanDetails::showStep(const dumbo::PlanNode *node, const dumbo::ExplainPlan &plan)
{
    clear();
    if (node)
        addNode(*node);
    addPlan(plan);
    expandAll();
    scrollToTop();
}

void PlanDetails::addNode(const dumbo::PlanNode &node)
{
    const auto number = [](const std::optional<dumbo::PlanNumber> &value) { return value ? QString::fromUtf8(value->text) : QString(); };
    const auto time = [](const auto &value) { return value ? dumbo::planTimeText(*value) : QString(); };
    auto *step = section(node.operation);
    add(step, tr("Object"), node.object);
    add(step, tr("Alias"), node.alias);
    add(step, tr("Index"), node.index);
    add(step, tr("Part"), node.subplan);
    add(step, tr("Relation to parent"), node.relationship);
    if (node.conditions.empty())
        add(step, tr("Details"), node.detail);
    for (const auto &condition : node.conditions)
        add(step, condition.name, condition.value);
    add(step, tr("Self time"), time(node.selfTime));
    add(step, tr("Total time"), time(node.totalTime));
    add(step, tr("Time until the first row"), time(node.startupTime));
    add(step, tr("Rows"), number(node.actualRows));
    add(step, tr("Estimated rows"), number(node.estimatedRows));
    add(step, tr("Estimate off by"), dumbo::isMisestimated(node) ? dumbo::misestimateText(node) : QString());
    add(step, tr("Bytes of a row"), node.estimatedWidth ? QLocale().toString(*node.estimatedWidth) : QString());
    add(step, tr("Loops"), number(node.loops));
    add(step, tr("Cost"), node.totalCost ? number(node.startupCost) + QStringLiteral("..") + number(node.totalCost) : QString());
    add(step, tr("Shared blocks"), node.shared && !node.shared->isEmpty() ? blocksText(*node.shared) : QString());
    add(step, tr("Local blocks"), node.local && !node.local->isEmpty() ? blocksText(*node.local) : QString());
    add(step, tr("Temporary blocks"), node.temporary && !node.temporary->isEmpty() ? blocksText(*node.temporary) : QString());
    if (node.workersPlanned)
        add(step, tr("Workers"), node.workersLaunched ? tr("%1 of %2 planned").arg(*node.workersLaunched).arg(*node.workersPlanned)
                                                      : tr("%1 planned").arg(*node.workersPlanned));
    for (const auto &property : node.properties)
        add(step, property.name, property.value);
    for (std::size_t i = 0; i < node.workers.size(); ++i) {
        auto *worker = section(tr("Worker %1").arg(i));
        for (const auto &property : node.workers[i])
            add(worker, property.name, property.value);
    }
}

void PlanDetails::addPlan(const dumbo::ExplainPlan &plan)
{
    const bool hasFacts = plan.planningTime || plan.executionTime || plan.rows || !plan.properties.empty() || !plan.triggers.empty();
    if (hasFacts) {
        auto *whole = section(tr("Statement"));
        add(whole, tr("Planning"), plan.planningTime ? dumbo::planTimeText(*plan.planningTime) : QString());
        add(whole, tr("Execution"), plan.executionTime ? dumbo::planTimeText(*plan.executionTime) : QString());
        add(whole, plan.writes ? tr("Rows changed") : tr("Rows"), plan.rows ? QLocale().toString(*plan.rows) : QString());
        for (const auto &trigger : plan.triggers)
            add(whole, tr("Trigger %1").arg(trigger.name),
                tr("%1, %2 calls").arg(dumbo::planTimeText(trigger.time), QLocale().toString(trigger.calls)));
        for (const auto &property : plan.properties)
            add(whole, property.name, property.value);
    }
    const auto addAll = [&](const QString &title, const std::vector<dumbo::PlanProperty> &properties) {
        if (properties.empty())
            return;
        auto *of = section(title);
        for (const auto &property : properties)
            add(of, property.name, property.value);
    };
    addAll(tr("JIT"), plan.jit);
    addAll(tr("Changed settings"), plan.settings);
}

void PlanDetails::keyPressEvent(QKeyEvent *event)
{
    if (!event->matches(QKeySequence::Copy)) {
        QTreeWidget::keyPressEvent(event);
        return;
    }
    QStringList lines;
    const auto items = selectedItems();
    for (const auto *item : items)
        lines.append(item->text(0) + QStringLiteral(": ") + item->text(1));
    if (!lines.isEmpty())
        QGuiApplication::clipboard()->setText(lines.join(u'\n'));
}

} // namespace workbench
