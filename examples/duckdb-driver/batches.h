#pragma once

#include "core/sdk/batchbuilder.h"
#include "valuetext.h"

#include <memory>
#include <optional>

namespace dumbo::duckdb {

struct SharedChunk;

/// Turns DuckDB's chunks into batches. DuckDB's layout is Arrow's for integers and floats, for the bits that tell NULLs, and for
/// strings of up to twelve bytes, so those columns are handed over as they lie, and the batch owns the chunk; a longer string needs
/// a view of 16 bytes, and its bytes stay where they are. Everything else is written as text, a column at a time. The chunks of a
/// streaming result own all their memory (it comes from malloc), so they outlive result, connection and database.
///
/// Chunks of other results, and chunks with values beyond the limit of a cell, go through a BatchBuilder.
class BatchReader
{
public:
    BatchReader(std::vector<ValueType> types, const QTimeZone &zone, bool streaming);
    ~BatchReader();

    /// Whether all rows of the last chunk are read.
    [[nodiscard]] bool isEmpty() const;
    /// The next chunk; the one before must be empty.
    void take(ChunkHandle chunk, const BatchLimit &limit);
    /// The next rows, within limit.
    [[nodiscard]] Result<Batch> next(const BatchLimit &limit);

private:
    [[nodiscard]] bool mustBeCopied(const BatchLimit &limit) const;
    [[nodiscard]] qint64 rowsWithin(const BatchLimit &limit) const;
    [[nodiscard]] Result<Batch> copied(const BatchLimit &limit);
    void writeTexts();

    std::vector<ValueType> m_types;
    QTimeZone m_zone;
    bool m_streaming;
    std::shared_ptr<SharedChunk> m_chunk;
    qint64 m_row = 0; ///< the next one of m_chunk
    bool m_copies = false; ///< m_chunk goes through m_builder
    std::optional<BatchBuilder> m_builder;
};

} // namespace dumbo::duckdb
