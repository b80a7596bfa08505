#pragma once

#include "ui/drivers/driverview.h"

#include <QAbstractListModel>

namespace workbench {

/// The drivers as rows. A driver keeps its row's index while the others come and go.
class DriverListModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        KeyRole = Qt::UserRole,
        VersionRole,
        AboutRole, ///< vendor and connectors
        StateRole,
        ToneRole, ///< Tone of the state
        FromRole, ///< where from, and its signature
        SignatureToneRole,
    };

    using QAbstractListModel::QAbstractListModel;

    /// Rows that stay are changed, not made anew, so that what is selected stays selected.
    void setDrivers(const QList<DriverView> &drivers);
    [[nodiscard]] const QList<DriverView> &drivers() const { return m_drivers; }
    /// Null for none.
    [[nodiscard]] const DriverView *driver(const QModelIndex &index) const;
    /// Invalid where there is none.
    [[nodiscard]] QModelIndex indexOf(const QString &key) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    QList<DriverView> m_drivers;
};

} // namespace workbench
