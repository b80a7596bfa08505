#pragma once

#include "core/sdk/cell.h"
#include "core/sdk/columndata.h"
#include "core/sdk/longvalue.h"

#include <memory>
#include <vector>

namespace dumbo {

/// Owns the memory that a batch's columns point to. A driver derives from it to hand over memory of its client
/// library without copying. Destroyed in any thread.
class DUMBO_SDK_EXPORT BatchMemory {
public:
    BatchMemory();
    virtual ~BatchMemory();
    BatchMemory(const BatchMemory &) = delete;
    BatchMemory &operator=(const BatchMemory &) = delete;
    /// All bytes held, unused capacity included.
    [[nodiscard]] virtual qint64 size() const = 0;
};

/// A value of which the batch holds only the first bytes.
struct LongCell {
    qint64 row = 0; ///< within the batch
    int column = 0;
    std::shared_ptr<const LongValue> value;
};

/// Some thousands of rows, by column. Move-only; it outlives its cursor and connection, may be read by
/// several threads at once and freed in any thread.
///
/// Core checks each batch that a driver returns (lengths, offsets, type ids, UTF-8) before anybody reads it; the
/// accessors here only assert.
class DUMBO_SDK_EXPORT Batch {
public:
    /// An empty batch without columns.
    Batch();
    /// longCells are ordered by row, then column.
    Batch(qint64 rowCount, std::vector<ColumnData> columns, std::unique_ptr<BatchMemory> memory,
        std::vector<LongCell> longCells = {});
    Batch(Batch &&other) noexcept;
    Batch &operator=(Batch &&other) noexcept;
    ~Batch();

    [[nodiscard]] qint64 rowCount() const { return m_rowCount; }
    [[nodiscard]] int columnCount() const { return int(m_columns.size()); }
    [[nodiscard]] const ColumnData &column(int column) const { return m_columns[std::size_t(column)]; }
    [[nodiscard]] const std::vector<LongCell> &longCells() const { return m_longCells; }
    [[nodiscard]] qint64 memoryBytes() const;
    /// Puts another reader in the place of the index-th long cell's: for wrappers that guard or transport values.
    void setLongValue(std::size_t index, std::shared_ptr<const LongValue> value);

    /// The value at row (from 0 within this batch) and column. Its bytes point into the batch.
    [[nodiscard]] Cell cell(qint64 row, int column) const;

private:
    qint64 m_rowCount = 0;
    std::vector<ColumnData> m_columns;
    std::unique_ptr<BatchMemory> m_memory;
    std::vector<LongCell> m_longCells;
};

} // namespace dumbo
