#pragma once

#include "core/documents/analysis/documentprofile.h"

#include <QByteArrayView>
#include <QHash>

#include <vector>

namespace dumbo {

/// How many different values there are and which occur most, in bounded memory: all of them while they are few; then the number by
/// HyperLogLog (Flajolet and others, 2007) with 4,096 registers, and of the values those that were there first.
class DUMBO_CORE_EXPORT DistinctCounter {
public:
    /// Values are equal where their texts are.
    void add(QByteArrayView text);
    [[nodiscard]] qint64 count() const;
    [[nodiscard]] bool isEstimate() const { return !m_registers.empty(); }
    [[nodiscard]] std::vector<FrequentValue> mostFrequent(qsizetype limit) const;

private:
    void note(quint64 hash);
    void beginEstimate();

    static constexpr qsizetype mostKept = 1000;
    QHash<QByteArray, qint64> m_counts;
    std::vector<quint8> m_registers;
};

} // namespace dumbo
