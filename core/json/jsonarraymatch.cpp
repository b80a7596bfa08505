#include "core/json/jsonarraymatch.h"

#include <algorithm>

namespace dumbo {

namespace {

constexpr size_t mostElements = 2048;

struct Element {
    JsonNode node;
    size_t hash = 0;
    qint64 position = 0;
};

std::vector<Element> elementsOf(const JsonNode &array)
{
    std::vector<Element> elements;
    for (const auto child : array.children())
        elements.push_back({ child, 0, qint64(elements.size()) });
    return elements;
}

class Matching {
public:
    Matching(const JsonNode &before, const JsonNode &after, JsonComparison comparison)
        : m_before(elementsOf(before))
        , m_after(elementsOf(after))
        , m_comparison(comparison)
    {
    }
    std::vector<JsonElementMatch> run();

private:
    [[nodiscard]] bool equal(size_t before, size_t after) const
    {
        const auto &left = m_before[before];
        const auto &right = m_after[after];
        return left.hash == right.hash && jsonEqual(left.node, right.node, m_comparison);
    }
    void align();
    void pair(size_t before, size_t beforeEnd, size_t after, size_t afterEnd);

    std::vector<Element> m_before;
    std::vector<Element> m_after;
    JsonComparison m_comparison;
    size_t m_begin = 0; ///< what is behind the common beginning
    size_t m_beforeEnd = 0;
    size_t m_afterEnd = 0;
    std::vector<JsonElementMatch> m_matches;
};

std::vector<JsonElementMatch> Matching::run()
{
    m_beforeEnd = m_before.size();
    m_afterEnd = m_after.size();
    while (m_begin < std::min(m_beforeEnd, m_afterEnd) && equal(m_begin, m_begin))
        ++m_begin;
    while (m_begin < std::min(m_beforeEnd, m_afterEnd) && equal(m_beforeEnd - 1, m_afterEnd - 1)) {
        --m_beforeEnd;
        --m_afterEnd;
    }
    if (std::max(m_beforeEnd, m_afterEnd) - m_begin > mostElements || m_begin == m_beforeEnd || m_begin == m_afterEnd)
        pair(m_begin, m_beforeEnd, m_begin, m_afterEnd);
    else
        align();
    return std::move(m_matches);
}

/// The longest common subsequence; what lies between is paired.
void Matching::align()
{
    for (auto i = m_begin; i < m_beforeEnd; ++i)
        m_before[i].hash = jsonHash(m_before[i].node, m_comparison);
    for (auto j = m_begin; j < m_afterEnd; ++j)
        m_after[j].hash = jsonHash(m_after[j].node, m_comparison);
    const auto rows = m_beforeEnd - m_begin;
    const auto columns = m_afterEnd - m_begin;
    std::vector<quint16> lengths((rows + 1) * (columns + 1));
    const auto length = [&](size_t row, size_t column) -> quint16 & { return lengths[row * (columns + 1) + column]; };
    for (auto row = rows; row-- > 0;) {
        for (auto column = columns; column-- > 0;) {
            length(row, column) = m_before[m_begin + row].hash == m_after[m_begin + column].hash
                ? quint16(length(row + 1, column + 1) + 1)
                : std::max(length(row + 1, column), length(row, column + 1));
        }
    }
    size_t row = 0;
    size_t column = 0;
    size_t before = m_begin;
    size_t after = m_begin;
    while (row < rows && column < columns) {
        if (equal(m_begin + row, m_begin + column)) {
            pair(before, m_begin + row, after, m_begin + column);
            before = m_begin + ++row;
            after = m_begin + ++column;
        } else if (length(row + 1, column) >= length(row, column + 1)) {
            ++row;
        } else {
            ++column;
        }
    }
    pair(before, m_beforeEnd, after, m_afterEnd);
}

void Matching::pair(size_t before, size_t beforeEnd, size_t after, size_t afterEnd)
{
    for (; before < beforeEnd && after < afterEnd; ++before, ++after)
        m_matches.push_back({ m_before[before].node, m_after[after].node, m_before[before].position });
    for (; before < beforeEnd; ++before)
        m_matches.push_back({ m_before[before].node, {}, m_before[before].position });
    for (; after < afterEnd; ++after)
        m_matches.push_back({ {}, m_after[after].node, m_after[after].position });
}

} // namespace

std::vector<JsonElementMatch> matchElements(const JsonNode &before, const JsonNode &after, JsonComparison comparison)
{
    return Matching(before, after, comparison).run();
}

} // namespace dumbo
