#include "core/isolation/driverlog.h"

#include <QLoggingCategory>

#include <array>
#include <cerrno>
#include <unistd.h>

namespace dumbo {

namespace {

Q_LOGGING_CATEGORY(driverCategory, "dumbo.driver", QtInfoMsg)

constexpr qsizetype keptWords = 2 * 1024;
constexpr qsizetype longestLine = 2 * 1024;
constexpr int linesPerMinute = 200;

} // namespace

bool DriverLog::read(int descriptor)
{
    std::array<char, 8192> buffer {};
    for (int round = 0; round < 64; ++round) {
        const auto count = ::read(descriptor, buffer.data(), buffer.size());
        if (count > 0)
            take(QByteArray(buffer.data(), qsizetype(count)));
        else if (count == 0)
            return false;
        else if (errno != EINTR)
            return errno == EAGAIN;
    }
    return true;
}

QString DriverLog::lastWords() const
{
    const std::scoped_lock lock(m_mutex);
    return QString::fromLocal8Bit(m_lastWords).trimmed();
}

void DriverLog::take(const QByteArray &bytes)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_lastWords = (m_lastWords + bytes).last(std::min(m_lastWords.size() + bytes.size(), keptWords));
    }
    m_begun += bytes;
    for (auto end = m_begun.indexOf('\n'); end >= 0; end = m_begun.indexOf('\n')) {
        pass(m_begun.first(std::min(end, longestLine)));
        m_begun.remove(0, end + 1);
    }
    if (m_begun.size() > longestLine) {
        pass(m_begun.first(longestLine));
        m_begun.clear();
    }
}

void DriverLog::pass(const QByteArray &line)
{
    const auto now = std::chrono::steady_clock::now();
    if (now - m_minute > std::chrono::minutes(1)) {
        m_minute = now;
        m_linesInMinute = 0;
    }
    if (++m_linesInMinute > linesPerMinute + 1)
        return;
    const auto text = m_linesInMinute > linesPerMinute ? QStringLiteral("(more lines of this minute are left out)")
                                                       : QString::fromLocal8Bit(line);
    qCInfo(driverCategory).noquote() << m_driver + QStringLiteral(": ") + text;
}

} // namespace dumbo
