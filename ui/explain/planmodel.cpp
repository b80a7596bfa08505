#include "ui/explain/planmodel.h"

#include "core/plans/plantext.h"

#include <QFont>
#include <QLocale>

#include <algorithm>
#include <functional>

namespace workbench {

using dumbo::PlanNode;

namespace {

QString stepText(const PlanNode &node)
{
    return node.subplan.isEmpty() ? node.operation : node.subplan + QStringLiteral(": ") + node.operation;
}

QString objectText(const PlanNode &node)
{
    return dumbo::planObjectText(node);
}

QString timeText(const std::optional<PlanNode::Milliseconds> &time)
{
    return time ? dumbo::planTimeText(*time) : QString();
}

QString numberText(const std::optional<dumbo::PlanNumber> &number)
{
    return number ? planNumberText(*number) : QString();
}

QString buffersText(const PlanNode &node)
{
    QStringList parts;
    const auto add = [&](qint64 count, const QString &text) {
        if (count > 0)
            parts.append(text.arg(QLocale().toString(count)));
    };
    if (node.shared) {
        add(node.shared->hit, PlanModel::tr("%1 hit"));
        add(node.shared->read, PlanModel::tr("%1 read"));
        add(node.shared->dirtied, PlanModel::tr("%1 dirtied"));
        add(node.shared->written, PlanModel::tr("%1 written"));
    }
    if (node.local)
        add(node.local->hit + node.local->read, PlanModel::tr("%1 local"));
    if (node.temporary)
        add(node.temporary->read + node.temporary->written, PlanModel::tr("%1 temporary"));
    return parts.join(QStringLiteral(", "));
}

/// What the node would cost without its children; what a LIMIT leaves undone makes it less than nothing.
double selfCost(const PlanNode &node)
{
    double cost = node.totalCost ? node.totalCost->value : 0;
    for (const auto &child : node.children)
        cost -= child.totalCost ? child.totalCost->value : 0;
    return std::max(0.0, cost);
}

} // namespace

PlanModel::PlanModel(QObject *parent)
    : QAbstractItemModel(parent)
{
}

void PlanModel::setPlan(std::shared_ptr<const dumbo::ExplainPlan> plan)
{
    beginResetModel();
    m_root.children.clear();
    m_plan = std::move(plan);
    if (m_plan) {
        add(m_root, m_plan->roots);
        reckonShares();
    }
    endResetModel();
}

void PlanModel::add(Item &parent, const std::vector<PlanNode> &nodes)
{
    for (const auto &node : nodes) {
        auto item = std::make_unique<Item>();
        item->node = &node;
        item->parent = &parent;
        item->row = int(parent.children.size());
        add(*item, node.children);
        parent.children.push_back(std::move(item));
    }
}

void PlanModel::reckonShares()
{
    const bool byTime = isUsed(SelfTimeColumn);
    double whole = 0;
    const std::function<void(Item &)> reckon = [&](Item &item) {
        if (item.node) {
            item.share = byTime ? (item.node->selfTime ? item.node->selfTime->count() : 0) : selfCost(*item.node);
            whole += item.share;
        }
        for (const auto &child : item.children)
            reckon(*child);
    };
    reckon(m_root);
    const std::function<void(Item &)> divide = [&](Item &item) {
        item.share = whole > 0 ? item.share / whole : 0;
        for (const auto &child : item.children)
            divide(*child);
    };
    divide(m_root);
}

const PlanNode &PlanModel::node(const QModelIndex &index) const
{
    return *itemOf(index).node;
}

double PlanModel::share(const QModelIndex &index) const
{
    return itemOf(index).share;
}

QModelIndex PlanModel::costliest() const
{
    const Item *found = nullptr;
    const std::function<void(const Item &)> look = [&](const Item &item) {
        if (item.node && item.share > (found ? found->share : 0))
            found = &item;
        for (const auto &child : item.children)
            look(*child);
    };
    look(m_root);
    return found ? indexOf(*found) : QModelIndex();
}

bool PlanModel::isUsed(Column column) const
{
    if (column == StepColumn)
        return true;
    const std::function<bool(const Item &)> isKnown = [&](const Item &item) {
        return (item.node && !text(item, column).toString().isEmpty())
            || std::ranges::any_of(item.children, [&](const auto &child) { return isKnown(*child); });
    };
    return isKnown(m_root);
}

const PlanModel::Item &PlanModel::itemOf(const QModelIndex &index) const
{
    return index.isValid() ? *static_cast<const Item *>(index.constInternalPointer()) : m_root;
}

QModelIndex PlanModel::indexOf(const Item &item) const
{
    return createIndex(item.row, 0, &item);
}

QModelIndex PlanModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, itemOf(parent).children[std::size_t(row)].get());
}

QModelIndex PlanModel::parent(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    const Item *above = itemOf(index).parent;
    return above == &m_root ? QModelIndex() : indexOf(*above);
}

int PlanModel::rowCount(const QModelIndex &parent) const
{
    return parent.column() > 0 ? 0 : int(itemOf(parent).children.size());
}

int PlanModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

QVariant PlanModel::text(const Item &item, Column column) const
{
    const auto &node = *item.node;
    const bool neverRan = node.loops && node.loops->value <= 0;
    switch (column) {
    case StepColumn: return stepText(node);
    case ObjectColumn: return objectText(node);
    case SelfTimeColumn: return neverRan ? QString() : timeText(node.selfTime);
    case TotalTimeColumn: return neverRan ? QString() : timeText(node.totalTime);
    case RowsColumn: return neverRan ? tr("never run") : numberText(node.actualRows);
    case EstimateColumn: return numberText(node.estimatedRows);
    case FactorColumn: return dumbo::isMisestimated(node) ? dumbo::misestimateText(node) : QString();
    case LoopsColumn: return numberText(node.loops);
    case CostColumn: return numberText(node.totalCost);
    case BuffersColumn: return buffersText(node);
    case DetailColumn: return node.detail;
    case ColumnCount: break;
    }
    return {};
}

QVariant PlanModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto &item = itemOf(index);
    const auto column = Column(index.column());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole: return text(item, column);
    case Qt::ToolTipRole: {
        if (column == CostColumn && item.node->totalCost && item.node->startupCost)
            return tr("%1 before the first row, %2 in all")
                .arg(QString::fromUtf8(item.node->startupCost->text), QString::fromUtf8(item.node->totalCost->text));
        if (column == EstimateColumn && item.node->estimatedRows)
            return QString::fromUtf8(item.node->estimatedRows->text);
        if (column == FactorColumn && dumbo::isMisestimated(*item.node))
            return *item.node->misestimate > 1 ? tr("More rows than estimated. Statistics may be old: ANALYZE refreshes them.")
                                               : tr("Fewer rows than estimated. Statistics may be old: ANALYZE refreshes them.");
        return text(item, column);
    }
    case Qt::TextAlignmentRole:
        return column >= SelfTimeColumn && column <= CostColumn ? int(Qt::AlignRight | Qt::AlignVCenter) : int(Qt::AlignLeft | Qt::AlignVCenter);
    case ShareRole:
        return column == StepColumn || column == SelfTimeColumn || (column == CostColumn && !item.node->selfTime) ? QVariant(item.share) : QVariant();
    case FactorRole:
        return column == FactorColumn && dumbo::isMisestimated(*item.node)
            ? QVariant(std::max(*item.node->misestimate, 1 / *item.node->misestimate))
            : QVariant();
    default: return {};
    }
}

QVariant PlanModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return section >= SelfTimeColumn && section <= CostColumn ? int(Qt::AlignRight | Qt::AlignVCenter) : int(Qt::AlignLeft | Qt::AlignVCenter);
    const bool wantsHelp = role == Qt::ToolTipRole;
    if (role != Qt::DisplayRole && !wantsHelp)
        return {};
    switch (Column(section)) {
    case StepColumn: return wantsHelp ? tr("What is done, the last step first") : tr("Step");
    case ObjectColumn: return wantsHelp ? tr("Table, index or function it works on") : tr("Object");
    case SelfTimeColumn: return wantsHelp ? tr("Time of the step alone") : tr("Self");
    case TotalTimeColumn: return wantsHelp ? tr("Time of the step and all below it") : tr("Total");
    case RowsColumn: return wantsHelp ? tr("Rows of each loop") : tr("Rows");
    case EstimateColumn: return wantsHelp ? tr("Rows of each loop as the planner thought") : tr("Estimated");
    case FactorColumn: return wantsHelp ? tr("How far the estimate is off, from 10 times on: × more rows, ÷ fewer") : tr("Off by");
    case LoopsColumn: return wantsHelp ? tr("How often the step was run") : tr("Loops");
    case CostColumn: return wantsHelp ? tr("What the planner thinks it costs, all below included") : tr("Cost");
    case BuffersColumn: return wantsHelp ? tr("Blocks of the server's cache, all below included") : tr("Buffers");
    case DetailColumn: return wantsHelp ? tr("Conditions and keys") : tr("Details");
    case ColumnCount: break;
    }
    return {};
}

QString planNumberText(const dumbo::PlanNumber &number)
{
    constexpr double longest = 1e15;
    if (number.value >= longest)
        return QStringLiteral("≈ ") + QLocale().toString(number.value, 'g', 3);
    const auto point = number.text.indexOf('.');
    const auto fraction = point < 0 ? QString() : QString::fromUtf8(number.text.sliced(point + 1));
    const auto whole = QLocale().toString(number.text.first(point < 0 ? number.text.size() : point).toLongLong());
    return fraction.isEmpty() ? whole : whole + QLocale().decimalPoint() + fraction;
}

} // namespace workbench
