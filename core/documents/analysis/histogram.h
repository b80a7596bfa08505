#pragma once

#include "core/documents/analysis/documentprofile.h"

#include <map>

namespace dumbo {

/// Counts numbers in bars of one width, a power of two that grows as the range does: one pass, nothing known before, every count exact.
class DUMBO_CORE_EXPORT Histogram {
public:
    /// What is not finite is not counted.
    void add(double value);
    [[nodiscard]] std::vector<HistogramBar> bars() const; ///< at most 64, without gaps
    [[nodiscard]] bool isEmpty() const { return m_counts.empty(); }

private:
    [[nodiscard]] bool isTooWide() const;
    void widen();

    static constexpr int mostBars = 64;
    int m_exponent = -20; ///< the width is 2 to the power of it
    std::map<qint64, qint64> m_counts; ///< by value divided by width, rounded down
};

} // namespace dumbo
