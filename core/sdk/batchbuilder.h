#pragma once

#include "core/base/result.h"
#include "core/sdk/batch.h"
#include "core/sdk/batchlimit.h"

#include "core/sdk/columnbuilder.h"

#include <memory>
#include <vector>

namespace dumbo {

/// Makes batches row by row, so that a driver need not know the Arrow layouts. Each column takes the format of
/// its first value that is not NULL; a value of another kind turns the column into a dense union for this
/// batch. Text is checked when the batch is finished: values that are not valid UTF-8 become RawText.
///
/// ```cpp
/// BatchBuilder builder(columnCount, limit);
/// while (!builder.isFull() && step()) {
///     builder.column(0).appendInt64(id());
///     builder.column(1).appendText(name());
///     builder.endRow();
/// }
/// return builder.finish();
/// ```
class DUMBO_SDK_EXPORT BatchBuilder {
public:
    BatchBuilder(int columnCount, const BatchLimit &limit);
    ~BatchBuilder();
    BatchBuilder(BatchBuilder &&) noexcept;
    BatchBuilder &operator=(BatchBuilder &&) noexcept;

    [[nodiscard]] qint64 rowCount() const { return m_rows; }
    /// Whether a limit is reached: call finish() before another row.
    [[nodiscard]] bool isFull() const { return m_rows >= m_limit.maxRows || *m_total >= m_limit.maxBytes; }

    /// Takes exactly one value for each row.
    [[nodiscard]] ColumnBuilder &column(int column) { return m_columns[std::size_t(column)]; }
    /// Ends a row; a column that got no value gets NULL.
    void endRow();
    /// Changes the limit from the next row on.
    void setLimit(const BatchLimit &limit);

    /// The rows so far as a batch, in memory trimmed to their size; the builder is empty again and expects more
    /// of the same shape. Fails only when a long value could not be written to disk.
    [[nodiscard]] Result<Batch> finish();

private:
    void adopt(ColumnBuilder &column);

    std::vector<ColumnBuilder> m_columns;
    BatchLimit m_limit;
    qint64 m_rows = 0;
    std::unique_ptr<qint64> m_total; ///< bytes of the batch; on the heap, because the columns point to it
};

} // namespace dumbo
