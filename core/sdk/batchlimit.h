#pragma once

#include <QtTypes>

namespace dumbo {

/// How much one batch may hold. A driver ends a batch at the first of the two limits it reaches; one row is
/// always allowed, however large. Fewer rows than maxRows are allowed at any time, none only at the end.
struct BatchLimit {
    qint64 maxRows = 16384;
    qint64 maxBytes = 4 * 1024 * 1024;
    /// A text or bytes value longer than this stays out of the batch: the batch holds its first
    /// longValuePrefix bytes, and a LongValue from which the rest is read on demand.
    qint64 maxCellBytes = 1024 * 1024;

    /// Bytes of a long value that stay in the batch; text is cut between characters.
    static constexpr qint64 longValuePrefix = 4096;

    /// Small, so that the first rows show at once.
    [[nodiscard]] static constexpr BatchLimit first() { return { 256, 256 * 1024, 1024 * 1024 }; }
};

} // namespace dumbo
