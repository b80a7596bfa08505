#include "app/cli/shell/lineinput.h"

#include <array>
#include <cerrno>
#include <poll.h>
#include <unistd.h>

namespace cli {

using namespace dumbo;

LineInput::LineInput(int descriptor, const Interrupt &interrupt)
    : m_descriptor(descriptor)
    , m_interrupt(interrupt)
{
}

LineInput::Outcome LineInput::read(QByteArray &line)
{
    WakeDescriptor wake;
    const auto registration = m_interrupt.cancellation().onCancelled([&wake] { wake.set(); });
    while (!takeLine(line)) {
        if (m_hasEnded)
            return Outcome::End;
        std::array<pollfd, 2> waiting { { { m_descriptor, POLLIN, 0 }, { wake.descriptor(), POLLIN, 0 } } };
        if (poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR)
            return Outcome::End;
        if (waiting[1].revents != 0)
            return Outcome::Interrupted;
        if (waiting[0].revents == 0)
            continue;
        std::array<char, 64 * 1024> buffer;
        const auto count = ::read(m_descriptor, buffer.data(), buffer.size());
        if (count > 0)
            m_bytes.append(buffer.data(), count);
        else if (count == 0 || errno != EINTR)
            m_hasEnded = true;
    }
    return Outcome::Line;
}

bool LineInput::takeLine(QByteArray &line)
{
    const auto end = m_bytes.indexOf('\n', m_searched);
    if (end < 0 && (!m_hasEnded || m_bytes.isEmpty())) {
        m_searched = m_bytes.size();
        return false;
    }
    const auto size = end < 0 ? m_bytes.size() : end + 1;
    line = m_bytes.first(size);
    m_bytes.remove(0, size);
    m_searched = 0;
    return true;
}

} // namespace cli
