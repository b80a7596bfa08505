#include "core/plugins/probe/childrun.h"

#include "core/base/wakedescriptor.h"

#include <QDeadlineTimer>

#include <array>
#include <cerrno>
#include <poll.h>
#include <unistd.h>

namespace dumbo {

namespace {

constexpr qsizetype keptWords = 16 * 1024;
constexpr int mostRounds = 64;
constexpr qsizetype longestLine = 64 * 1024;
constexpr int lookEvery = 100; // ms, where the system can't tell of a child's end

/// Adds what can be read without waiting, or the first half MiB of it: a child that never pauses is to be stopped too. False at the
/// end of the stream.
bool readAvailable(int descriptor, QByteArray &into)
{
    std::array<char, 8192> buffer {};
    for (int round = 0; round < mostRounds; ++round) {
        const auto count = ::read(descriptor, buffer.data(), buffer.size());
        if (count > 0)
            into.append(buffer.data(), qsizetype(count));
        else if (count == 0)
            return false;
        else if (errno != EINTR)
            return errno == EAGAIN;
    }
    return true;
}

class Watch {
public:
    Watch(ChildProcess &process, const ChildLimits &limits, const std::function<void(const QByteArray &)> &onLine)
        : m_process(process)
        , m_limits(limits)
        , m_onLine(onLine)
        , m_whole(limits.whole)
        , m_silence(limits.silence)
    {
    }

    /// Waits until something happens, for a while at most.
    void wait(WakeDescriptor &wake)
    {
        std::array waiting { pollfd { wake.descriptor(), POLLIN, 0 },
            pollfd { m_outputOpen ? m_process.outputDescriptor() : -1, POLLIN, 0 },
            pollfd { m_errorOpen ? m_process.errorDescriptor() : -1, POLLIN, 0 },
            pollfd { m_process.exitDescriptor(), POLLIN, 0 } };
        const auto left = std::min(m_whole.remainingTime(), m_silence.remainingTime());
        const auto most = m_process.exitDescriptor() < 0 ? std::min<qint64>(left, lookEvery) : left;
        std::ignore = ::poll(waiting.data(), waiting.size(), int(most));
        read();
    }

    void read()
    {
        m_outputOpen = m_outputOpen && readAvailable(m_process.outputDescriptor(), m_output);
        m_errorOpen = m_errorOpen && readAvailable(m_process.errorDescriptor(), m_words);
        m_words = m_words.last(std::min(m_words.size(), keptWords));
        while (!m_output.isEmpty()) {
            const auto end = m_output.indexOf('\n');
            if (end < 0 && m_output.size() < longestLine)
                return;
            const auto size = end < 0 ? longestLine : end;
            m_onLine(m_output.first(size));
            m_output.remove(0, end < 0 ? size : size + 1);
            m_silence.setRemainingTime(m_limits.silence);
        }
    }

    [[nodiscard]] bool isOutOfTime() const { return m_whole.hasExpired() || m_silence.hasExpired(); }
    [[nodiscard]] const QByteArray &words() const { return m_words; }

private:
    ChildProcess &m_process;
    const ChildLimits &m_limits;
    const std::function<void(const QByteArray &)> &m_onLine;
    QDeadlineTimer m_whole;
    QDeadlineTimer m_silence;
    QByteArray m_output;
    QByteArray m_words;
    bool m_outputOpen = true;
    bool m_errorOpen = true;
};

} // namespace

ChildRun runChild(ChildProcess process, const ChildLimits &limits, const Cancellation &cancellation,
    const std::function<void(const QByteArray &)> &onLine)
{
    WakeDescriptor wake;
    const auto registration = cancellation.onCancelled([&wake] { wake.set(); });
    Watch watch(process, limits, onLine);
    while (!process.exitCode()) {
        if (cancellation.isCancelled())
            return { ChildRun::End::Cancelled, 0, watch.words() };
        if (watch.isOutOfTime())
            return { ChildRun::End::OutOfTime, 0, watch.words() };
        watch.wait(wake);
    }
    watch.read();
    return { ChildRun::End::Exited, *process.exitCode(), watch.words() };
}

} // namespace dumbo
