#include "core/documents/analysis/histogram.h"

#include <cmath>

namespace dumbo {

void Histogram::add(double value)
{
    if (!std::isfinite(value))
        return;
    auto place = std::floor(std::ldexp(value, -m_exponent));
    while (std::abs(place) > 9e15) { // beyond, doubles are no whole numbers any more
        widen();
        place = std::floor(std::ldexp(value, -m_exponent));
    }
    ++m_counts[qint64(place)];
    while (isTooWide())
        widen();
}

bool Histogram::isTooWide() const
{
    return m_counts.size() > 1 && m_counts.rbegin()->first - m_counts.begin()->first >= mostBars;
}

void Histogram::widen()
{
    ++m_exponent;
    std::map<qint64, qint64> wider;
    for (const auto &[place, count] : m_counts)
        wider[place >> 1] += count; // rounds down, below zero as well
    m_counts = std::move(wider);
}

std::vector<HistogramBar> Histogram::bars() const
{
    std::vector<HistogramBar> bars;
    if (m_counts.empty())
        return bars;
    const auto width = std::ldexp(1.0, m_exponent);
    for (auto place = m_counts.begin()->first; place <= m_counts.rbegin()->first; ++place) {
        const auto found = m_counts.find(place);
        bars.push_back({ double(place) * width, double(place + 1) * width, found == m_counts.end() ? 0 : found->second });
    }
    return bars;
}

} // namespace dumbo
