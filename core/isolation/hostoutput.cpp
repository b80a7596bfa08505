#include "core/isolation/hostoutput.h"

namespace dumbo {

void HostOutput::setState(const ChannelState &state)
{
    const std::scoped_lock lock(m_mutex);
    m_state = state;
}

ChannelState HostOutput::state() const
{
    const std::scoped_lock lock(m_mutex);
    return m_state;
}

bool HostOutput::send(FrameType type, quint64 number, const QByteArray &body, std::span<const int> descriptors)
{
    WireWriter writer;
    writer(state());
    writer.bytes(body.constData(), body.size());
    const std::scoped_lock lock(m_sendMutex);
    return m_socket.send(quint32(type), number, writer.take(), descriptors).has_value();
}

} // namespace dumbo
