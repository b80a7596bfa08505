#pragma once

#include "core/base/spillfile.h"
#include "core/results/memorybudget.h"
#include "core/sdk/batch.h"
#include "core/sdk/column.h"
#include "core/sdk/execution.h"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace dumbo {

/// A cell together with the batch it points into: valid as long as the view is kept.
class CellView {
public:
    CellView(std::shared_ptr<const Batch> batch, const Cell &cell)
        : m_batch(std::move(batch))
        , m_cell(cell)
    {
    }

    [[nodiscard]] const Cell &operator*() const { return m_cell; }
    [[nodiscard]] const Cell *operator->() const { return &m_cell; }

private:
    std::shared_ptr<const Batch> m_batch;
    Cell m_cell;
};

/// A batch and the row of the whole result at which it begins.
struct StoredBatch {
    qint64 firstRow = 0;
    std::shared_ptr<const Batch> batch;
};

/// The rows of one result, as batches: grows while rows arrive, keeps to a memory budget by paging to a private
/// file, and so has no ceiling. Rows are numbered from 0 with 64 bits.
///
/// One thread appends (the connection's); any thread reads at the same time. tryCell() never waits for the disk.
class DUMBO_CORE_EXPORT ResultStore final : public PageOwner, public std::enable_shared_from_this<ResultStore> {
public:
    enum class State {
        Growing, ///< rows may still come
        Paused, ///< the limit is reached, and the rest can be asked for
        Complete, ///< all rows are here
        Partial, ///< somebody stopped at a limit; more rows existed
        Cancelled,
        Failed, ///< error() came after the last row
    };

    [[nodiscard]] static std::shared_ptr<ResultStore> create(
        std::vector<Column> columns, std::shared_ptr<MemoryBudget> budget);
    ~ResultStore() override;

    [[nodiscard]] const std::vector<Column> &columns() const { return m_columns; }
    [[nodiscard]] qint64 rowCount() const { return m_rowCount.load(std::memory_order_acquire); }
    [[nodiscard]] State state() const;
    [[nodiscard]] std::optional<Error> error() const;
    [[nodiscard]] CommandOutcome outcome() const;
    /// Bytes in memory, and bytes written to disk so far.
    [[nodiscard]] qint64 memoryBytes() const;
    [[nodiscard]] qint64 spilledBytes() const;

    /// The cell where it is in memory. Otherwise nothing, and the page is asked for: the observer is told when it is there.
    /// Never waits for the disk.
    [[nodiscard]] std::optional<CellView> tryCell(qint64 row, int column) const;
    /// The cell, from disk if need be: not for the window's thread.
    [[nodiscard]] Result<CellView> cell(qint64 row, int column) const;
    /// The batch that holds the row, from disk if need be: for exports and sorting.
    [[nodiscard]] Result<StoredBatch> batchAt(qint64 row) const;

    /// Takes the next rows. An error means that the disk took no older page; all rows so far, these included, are kept.
    [[nodiscard]] Result<void> append(Batch batch);
    void setState(State state);
    /// Ends the growing. The error is kept where state is Failed or Cancelled.
    void finish(State state, const CommandOutcome &outcome, const std::optional<Error> &error = {});

    /// Called after rows, state or pages changed, in whatever thread changed them; it must only wake somebody up.
    void setObserver(std::function<void()> observer);

private:
    struct Page {
        qint64 firstRow = 0;
        std::shared_ptr<const Batch> batch; ///< null: on disk only
        qint64 bytes = 0;
        qint64 fileOffset = -1; ///< where encoded; -1: not on disk
        qint64 fileBytes = 0;
        mutable bool used = false; ///< since the clock came by
        mutable bool requested = false; ///< of the loader
        std::vector<LongCell> longCells; ///< kept here, because the file has none
    };

    ResultStore(std::vector<Column> columns, std::shared_ptr<MemoryBudget> budget);
    [[nodiscard]] std::size_t pageOf(qint64 row) const;
    [[nodiscard]] Result<std::shared_ptr<const Batch>> load(std::size_t page) const;
    Result<qint64> dropPage(std::size_t page) override;
    void loadPage(std::size_t page) override;
    void forgetRequest(std::size_t page) override;
    [[nodiscard]] Result<void> writePage(std::size_t page, const Batch &batch);
    void notify() const;

    const std::vector<Column> m_columns;
    const std::shared_ptr<MemoryBudget> m_budget;
    std::atomic<qint64> m_rowCount = 0;
    mutable std::mutex m_mutex;
    std::vector<Page> m_pages;
    std::shared_ptr<SpillFile> m_file;
    State m_state = State::Growing;
    std::optional<Error> m_error;
    CommandOutcome m_outcome;
    mutable std::mutex m_observerMutex;
    std::function<void()> m_observer;
};

} // namespace dumbo
