#include "ui/migrations/timelinemodel.h"

#include <algorithm>

namespace workbench {

void TimelineModel::setEntries(std::vector<TimelineEntry> entries)
{
    if (std::ranges::equal(entries, m_entries, {}, &TimelineEntry::key, &TimelineEntry::key)) {
        for (int row = 0; row < int(entries.size()); ++row) {
            auto &shown = m_entries[std::size_t(row)];
            if (shown == entries[std::size_t(row)])
                continue;
            shown = std::move(entries[std::size_t(row)]);
            Q_EMIT dataChanged(index(row), index(row));
        }
        return;
    }
    beginResetModel();
    m_entries = std::move(entries);
    endResetModel();
}

int TimelineModel::rowOf(const QString &key) const
{
    const auto found = std::ranges::find(m_entries, key, &TimelineEntry::key);
    return found == m_entries.end() ? -1 : int(found - m_entries.begin());
}

int TimelineModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_entries.size());
}

QVariant TimelineModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto &entry = m_entries[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole: return entry.name;
    case Qt::ToolTipRole: return entry.toolTip.isEmpty() ? entry.name : entry.toolTip;
    case Qt::AccessibleTextRole: {
        QStringList parts { entry.name, look::text(entry.step), entry.detail };
        if (entry.dangers + entry.warnings > 0)
            parts.append(tr("%n finding(s)", nullptr, entry.dangers + entry.warnings));
        if (entry.review)
            parts.append(look::text(*entry.review));
        parts.removeAll(QString());
        return parts.join(QStringLiteral(", "));
    }
    case KeyRole: return entry.key;
    case DetailRole: return entry.detail;
    case StepRole: return int(entry.step);
    case DangersRole: return entry.dangers;
    case WarningsRole: return entry.warnings;
    case ReviewRole: return entry.review ? QVariant(int(*entry.review)) : QVariant();
    case RunningRole: return entry.isRunning;
    default: return {};
    }
}

void TimelineFilter::setWanted(Wanted wanted)
{
    m_wanted = wanted;
    invalidateFilter();
}

void TimelineFilter::setText(const QString &text)
{
    m_text = text.trimmed();
    invalidateFilter();
}

bool TimelineFilter::fits(look::Step step, Wanted wanted)
{
    switch (wanted) {
    case Wanted::All: return true;
    case Wanted::Pending:
    case Wanted::Unreviewed: return step == look::Step::Pending || step == look::Step::OutOfOrder;
    case Wanted::Applied: return step == look::Step::Applied || step == look::Step::Changed;
    case Wanted::Attention:
        return step == look::Step::Changed || step == look::Step::Missing || step == look::Step::OutOfOrder || step == look::Step::Failed;
    case Wanted::Foreign: return step == look::Step::Foreign;
    }
    Q_UNREACHABLE_RETURN(true);
}

bool TimelineFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const auto index = sourceModel()->index(row, 0, parent);
    if (!fits(look::Step(index.data(TimelineModel::StepRole).toInt()), m_wanted))
        return false;
    if (m_wanted == Wanted::Unreviewed && index.data(TimelineModel::ReviewRole).toInt() == int(dumbo::ReviewStatus::State::Approved))
        return false;
    return m_text.isEmpty() || index.data().toString().contains(m_text, Qt::CaseInsensitive)
        || index.data(TimelineModel::DetailRole).toString().contains(m_text, Qt::CaseInsensitive);
}

} // namespace workbench
