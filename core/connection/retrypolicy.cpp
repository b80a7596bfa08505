#include "core/connection/retrypolicy.h"

#include <QRandomGenerator>

#include <algorithm>

namespace dumbo {

std::chrono::milliseconds RetryPolicy::delayAfter(int attempt) const
{
    constexpr int mostDoublings = 20;
    const std::chrono::milliseconds doubled = firstDelay * (qint64(1) << std::clamp(attempt - 1, 0, mostDoublings));
    const auto delay = std::clamp(doubled, std::chrono::milliseconds(0), longestDelay);
    return delay / 2 + std::chrono::milliseconds(QRandomGenerator::global()->bounded(qint64(delay.count() - delay.count() / 2 + 1)));
}

} // namespace dumbo
