#pragma once

#include "core/isolation/wirevalues.h"
#include "core/sdk/batch.h"

#include <span>
#include <sys/uio.h>
#include <vector>

namespace dumbo {

/// Lays the buffers of a batch's columns behind one another, each at a multiple of 64 bytes as Arrow recommends, without
/// copying them. The batch outlives the layout.
class ColumnLayout {
public:
    /// Writes where each column's buffers will lie.
    void write(WireWriter &wire, const Batch &batch);

    [[nodiscard]] qint64 size() const { return m_size; }
    /// Buffers and gaps in order; a caller may change them while he writes them out.
    [[nodiscard]] std::span<iovec> parts() { return m_parts; }
    [[nodiscard]] QByteArray joined() const;

private:
    void column(WireWriter &wire, const ColumnData &data);
    void buffer(WireWriter &wire, const void *bytes, qint64 size);

    std::vector<iovec> m_parts;
    qint64 m_size = 0;
};

/// The columns as ColumnLayout wrote them, pointing into bytes. What does not lie within them, or is too short for what it is
/// to hold, is a fault of wire. Nothing else is checked.
[[nodiscard]] std::vector<ColumnData> readColumns(WireReader &wire, std::span<const char> bytes);

} // namespace dumbo
