#include "core/documents/analysis/distinctcounter.h"


#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace dumbo {

namespace {

constexpr int registerBits = 12;
constexpr std::size_t registerCount = std::size_t(1) << registerBits;

/// The same on each machine and in each run; its bits are as good as random.
quint64 mixed(QByteArrayView text)
{
    quint64 hash = 0xcbf29ce484222325 ^ quint64(text.size());
    qsizetype at = 0;
    for (; at + 8 <= text.size(); at += 8) {
        quint64 word;
        std::memcpy(&word, text.data() + at, sizeof word);
        hash = std::rotl((hash ^ word) * 0x9E3779B97F4A7C15, 29);
    }
    quint64 last = 0;
    if (at < text.size())
        std::memcpy(&last, text.data() + at, std::size_t(text.size() - at));
    hash = (hash ^ last) * 0x9E3779B97F4A7C15;
    hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
    hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EB;
    return hash ^ (hash >> 31);
}

} // namespace

void DistinctCounter::add(QByteArrayView text)
{
    if (isEstimate())
        note(mixed(text));
    const auto cut = text.first(std::min(text.size(), FieldProfile::longestExample));
    // Found without a copy; long texts that differ behind the cut are one example, and counted by their hash all the same.
    const auto found = m_counts.find(QByteArray::fromRawData(cut.data(), cut.size()));
    if (found != m_counts.end()) {
        ++*found;
        if (cut.size() < text.size() && !isEstimate())
            beginEstimate(), note(mixed(text));
        return;
    }
    if (m_counts.size() < mostKept) {
        m_counts.insert(cut.toByteArray(), 1);
        return;
    }
    if (!isEstimate()) {
        beginEstimate();
        note(mixed(text));
    }
}

void DistinctCounter::beginEstimate()
{
    m_registers.assign(registerCount, 0);
    for (auto value = m_counts.keyBegin(); value != m_counts.keyEnd(); ++value)
        note(mixed(*value));
}

void DistinctCounter::note(quint64 hash)
{
    const auto place = std::size_t(hash >> (64 - registerBits));
    const auto rank = quint8(std::countl_zero((hash << registerBits) | (quint64(1) << (registerBits - 1))) + 1);
    m_registers[place] = std::max(m_registers[place], rank);
}

qint64 DistinctCounter::count() const
{
    if (!isEstimate())
        return m_counts.size();
    double sum = 0;
    qint64 empty = 0;
    for (const auto rank : m_registers) {
        sum += std::ldexp(1.0, -int(rank));
        empty += rank == 0 ? 1 : 0;
    }
    constexpr auto m = double(registerCount);
    const auto raw = 0.7213 / (1 + 1.079 / m) * m * m / sum;
    const auto estimate = raw <= 2.5 * m && empty > 0 ? m * std::log(m / double(empty)) : raw;
    return std::max<qint64>(m_counts.size(), std::llround(estimate));
}

std::vector<FrequentValue> DistinctCounter::mostFrequent(qsizetype limit) const
{
    std::vector<FrequentValue> values;
    values.reserve(std::size_t(m_counts.size()));
    for (auto entry = m_counts.begin(); entry != m_counts.end(); ++entry)
        values.push_back({ entry.key(), *entry });
    std::ranges::sort(values, [](const FrequentValue &left, const FrequentValue &right) {
        return left.count != right.count ? left.count > right.count : left.text < right.text;
    });
    if (qsizetype(values.size()) > limit)
        values.resize(std::size_t(limit));
    return values;
}

} // namespace dumbo
