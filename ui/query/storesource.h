#pragma once

#include "core/base/cancellation.h"
#include "core/base/mailbox.h"
#include "core/results/resultstore.h"
#include "core/sdk/dialect.h"
#include "ui/grid/gridsource.h"

#include <atomic>
#include <memory>
#include <vector>

namespace workbench {

/// A result store as a grid shows it: rows as they arrive, or the fetched rows in the order of a column.
/// Nothing here waits: cells on disk arrive later, sorting and copying happen in worker threads.
class StoreSource : public GridSource {
    Q_OBJECT

public:
    explicit StoreSource(std::shared_ptr<dumbo::ResultStore> store, QObject *parent = nullptr);
    ~StoreSource() override;

    [[nodiscard]] const std::shared_ptr<dumbo::ResultStore> &store() const { return m_store; }
    /// For INSERT statements that are copied.
    void setTarget(const dumbo::Dialect &dialect, const QString &tableName);
    [[nodiscard]] const dumbo::Dialect &dialect() const { return m_dialect; }
    [[nodiscard]] const QString &tableName() const { return m_tableName; }
    /// Columns of the primary key, marked in the header.
    void setPrimaryKey(const QStringList &columns);

    /// The store's row that is shown at row.
    [[nodiscard]] qint64 storeRow(qint64 row) const;

    /// Orders the rows that are there by their real types; no order: as they came. Replaces a sort under way.
    void sort(int column, std::optional<Qt::SortOrder> order);
    /// Rows of the store in the order they are shown; null: as they came.
    [[nodiscard]] const std::shared_ptr<const std::vector<qint64>> &order() const { return m_order; }
    [[nodiscard]] int sortColumn() const { return m_sortColumn; }
    [[nodiscard]] std::optional<Qt::SortOrder> sortOrder() const { return m_sortOrder; }
    [[nodiscard]] bool isSorting() const { return m_sorting.has_value(); }
    /// Rows came after the sort; they stand at the end.
    [[nodiscard]] bool isSortStale() const;

    /// Ends a copy under way; its receiver gets ErrorKind::Cancelled.
    void cancelCopy();

    [[nodiscard]] qint64 rowCount() const override { return m_rowCount; }
    [[nodiscard]] int columnCount() const override { return int(m_store->columns().size()); }
    [[nodiscard]] GridColumn column(int column) const override;
    std::optional<GridCell> tryCell(qint64 row, int column) override;
    void copy(const CopyRequest &request, QObject *context, CopyDone done) override;

Q_SIGNALS:
    /// The store's state changed.
    void stateChanged();
    /// isSorting(), sortOrder() or isSortStale() changed.
    void sortChanged();
    void sortFailed(const dumbo::Error &error);

private:
    void onStoreChanged();
    void applySort(std::vector<qint64> rows);

    std::shared_ptr<dumbo::ResultStore> m_store;
    std::shared_ptr<std::atomic<bool>> m_woken;
    dumbo::Mailbox<int> m_wakeUp;
    dumbo::Dialect m_dialect;
    QString m_tableName;
    QStringList m_primaryKey;
    qint64 m_rowCount = 0;
    dumbo::ResultStore::State m_state;
    qint64 m_missingFirst = -1; ///< shown rows that were asked for and not in memory
    qint64 m_missingLast = -1;

    int m_sortColumn = -1;
    std::optional<Qt::SortOrder> m_sortOrder;
    std::shared_ptr<const std::vector<qint64>> m_order; ///< null: as they came
    std::optional<dumbo::CancellationSource> m_sorting;
    quint64 m_sortNumber = 0;
    std::optional<dumbo::CancellationSource> m_copying;
};

/// A cell of a result as one line of text.
[[nodiscard]] GridCell gridCell(const dumbo::Cell &cell, const dumbo::Column &column);

/// Whether values of this kind stand on the trailing side.
[[nodiscard]] bool isNumeric(dumbo::LogicalKind kind);

} // namespace workbench
