#pragma once

#include "core/isolation/framesocket.h"
#include "core/isolation/protocol.h"

#include <atomic>
#include <mutex>

namespace dumbo {

/// Sends a channel's messages from the host, each with the state of the connection in front. Any thread, because a driver may
/// call its observer from where it likes.
class HostOutput {
public:
    explicit HostOutput(OwnedDescriptor socket)
        : m_socket(std::move(socket))
    {
    }

    [[nodiscard]] FrameSocket &socket() { return m_socket; }
    void setState(const ChannelState &state);
    [[nodiscard]] ChannelState state() const;

    /// False where the other end is gone.
    bool send(FrameType type, quint64 number, const QByteArray &body, std::span<const int> descriptors = {});
    template <typename... T>
    bool event(WireEvent what, const T &...values)
    {
        m_events.fetch_add(1, std::memory_order_relaxed);
        WireWriter writer;
        writer(what, values...);
        return send(FrameType::Event, 0, writer.take());
    }

    [[nodiscard]] quint64 eventCount() const { return m_events.load(std::memory_order_relaxed); }

private:
    FrameSocket m_socket;
    mutable std::mutex m_mutex;
    std::mutex m_sendMutex;
    std::atomic<quint64> m_events = 0;
    ChannelState m_state;
};

} // namespace dumbo
