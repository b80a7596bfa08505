#pragma once

#include "core/sdk/extensions/monitor.h"

#include <QAbstractTableModel>

#include <vector>

namespace workbench {

/// Locks held and waited for.
class LockModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { PidColumn, SessionColumn, ObjectColumn, TypeColumn, ModeColumn, GrantedColumn, SinceColumn, DatabaseColumn, ColumnCount };
    static constexpr int sortRole = Qt::UserRole;

    using QAbstractTableModel::QAbstractTableModel;

    void setSnapshot(const dumbo::MonitorSnapshot &snapshot);
    [[nodiscard]] const dumbo::MonitoredLock &lock(int row) const { return m_locks[std::size_t(row)]; }
    /// That are waited for.
    [[nodiscard]] int waitingCount() const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString text(int row, Column column) const;

    std::vector<dumbo::MonitoredLock> m_locks;
    std::vector<QString> m_names; ///< of their sessions
};

} // namespace workbench
