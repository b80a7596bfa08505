#pragma once

#include "ui/history/historystore.h"

#include <QAbstractTableModel>

namespace workbench {

/// Entries of the history, the newest first.
class HistoryModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        TimeColumn,
        TextColumn,
        ConnectionColumn,
        RowsColumn,
        ElapsedColumn,
        ColumnCount,
    };

    explicit HistoryModel(QObject *parent = nullptr);

    void setItems(std::vector<HistoryItem> items);
    [[nodiscard]] const HistoryItem &item(int row) const { return m_items[std::size_t(row)]; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<HistoryItem> m_items;
};

} // namespace workbench
