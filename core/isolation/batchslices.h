#pragma once

#include "core/sdk/batch.h"

#include <memory>

namespace dumbo {

/// Gives a batch away in pieces, without copying its values: where it was fetched for a wider limit than the one that holds now.
class DUMBO_CORE_EXPORT BatchSlices {
public:
    explicit BatchSlices(Batch whole);

    [[nodiscard]] bool isEmpty() const { return m_at >= m_whole->rowCount(); }
    /// The next rows, at most so many.
    [[nodiscard]] Batch take(qint64 maxRows);

private:
    std::shared_ptr<const Batch> m_whole;
    qint64 m_at = 0;
};

} // namespace dumbo
