#include "ui/monitor/lockmodel.h"

#include "ui/monitor/sessionmodel.h"

#include <QFont>
#include <QHash>

#include <algorithm>

namespace workbench {

void LockModel::setSnapshot(const dumbo::MonitorSnapshot &snapshot)
{
    QHash<qint64, QString> names;
    for (const auto &session : snapshot.sessions)
        names.insert(session.pid, sessionName(session));
    std::vector<QString> ofLocks;
    ofLocks.reserve(snapshot.locks.size());
    for (const auto &lock : snapshot.locks)
        ofLocks.push_back(lock.pid == 0 ? tr("Prepared transaction") : names.value(lock.pid));
    // A change of the number of rows is a new list; else rows change in place and the selection stays.
    const bool isNew = snapshot.locks.size() != m_locks.size();
    if (isNew)
        beginResetModel();
    m_locks = snapshot.locks;
    m_names = std::move(ofLocks);
    if (isNew)
        endResetModel();
    else if (!m_locks.empty())
        Q_EMIT dataChanged(index(0, 0), index(int(m_locks.size()) - 1, ColumnCount - 1));
}

int LockModel::waitingCount() const
{
    return int(std::ranges::count(m_locks, false, &dumbo::MonitoredLock::granted));
}

int LockModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_locks.size());
}

int LockModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString LockModel::text(int row, Column column) const
{
    const auto &lock = m_locks[std::size_t(row)];
    switch (column) {
    case PidColumn: return lock.pid == 0 ? QString() : QString::number(lock.pid);
    case SessionColumn: return m_names[std::size_t(row)];
    case ObjectColumn: return lock.object;
    case TypeColumn: return lock.type;
    case ModeColumn: return lock.mode;
    case GrantedColumn: return lock.granted ? tr("Held") : tr("Waits");
    case SinceColumn: return lock.since ? ageText(lock.since->age) : QString();
    case DatabaseColumn: return lock.database;
    case ColumnCount: break;
    }
    return {};
}

QVariant LockModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto column = Column(index.column());
    const auto &lock = m_locks[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole: return text(index.row(), column);
    case Qt::TextAlignmentRole: return column == PidColumn || column == SinceColumn ? int(Qt::AlignRight | Qt::AlignVCenter) : int(Qt::AlignLeft | Qt::AlignVCenter);
    case Qt::FontRole: {
        if (lock.granted)
            return {};
        QFont bold;
        bold.setBold(true);
        return bold;
    }
    case sortRole:
        if (column == PidColumn)
            return lock.pid;
        if (column == SinceColumn)
            return lock.since ? qint64(lock.since->age.count()) : qint64(-1);
        return text(index.row(), column).toCaseFolded();
    default: return {};
    }
}

QVariant LockModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return section == PidColumn || section == SinceColumn ? int(Qt::AlignRight | Qt::AlignVCenter) : int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (Column(section)) {
    case PidColumn: return tr("PID");
    case SessionColumn: return tr("Session");
    case ObjectColumn: return tr("Object");
    case TypeColumn: return tr("Kind");
    case ModeColumn: return tr("Mode");
    case GrantedColumn: return tr("Lock");
    case SinceColumn: return tr("For");
    case DatabaseColumn: return tr("Database");
    case ColumnCount: break;
    }
    return {};
}

} // namespace workbench
