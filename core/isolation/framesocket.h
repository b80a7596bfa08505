#pragma once

#include "core/base/export.h"

#include <QByteArray>
#include <QDeadlineTimer>
#include <QString>

#include <chrono>
#include <expected>
#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace dumbo {

/// Closes a file descriptor.
class DUMBO_CORE_EXPORT OwnedDescriptor {
public:
    OwnedDescriptor() = default;
    explicit OwnedDescriptor(int descriptor)
        : m_descriptor(descriptor)
    {
    }
    OwnedDescriptor(OwnedDescriptor &&other) noexcept
        : m_descriptor(std::exchange(other.m_descriptor, -1))
    {
    }
    OwnedDescriptor &operator=(OwnedDescriptor &&other) noexcept
    {
        std::swap(m_descriptor, other.m_descriptor);
        return *this;
    }
    ~OwnedDescriptor();

    [[nodiscard]] int get() const { return m_descriptor; }
    [[nodiscard]] bool isValid() const { return m_descriptor >= 0; }

private:
    int m_descriptor = -1;
};

/// One message between program and driver host.
struct Frame {
    quint32 type = 0;
    quint64 number = 0;
    QByteArray body;
    std::vector<OwnedDescriptor> descriptors;
};

/// Why no frame came or went.
struct FrameFault {
    enum Kind {
        Closed, ///< the other end is gone
        TimedOut,
        Broken, ///< what came is no frame
    };
    Kind kind = Closed;
    QString words; ///< Broken: for developers, in English
};

/// Sends and receives frames over a socket between two processes of this machine. Trusts no length. One thread at a time.
class DUMBO_CORE_EXPORT FrameSocket {
public:
    /// Larger ones are refused at both ends; a value a database can hold fits.
    static constexpr quint32 maxFrameBytes = 1'200'000'000;
    static constexpr quint32 maxDescriptors = 4;

    FrameSocket() = default;
    /// Makes the socket non-blocking.
    explicit FrameSocket(OwnedDescriptor socket);

    /// Two connected sockets, closed on exec; invalid ones where the system has no more.
    [[nodiscard]] static std::pair<OwnedDescriptor, OwnedDescriptor> pair();

    [[nodiscard]] int descriptor() const { return m_socket.get(); }

    /// Waits until the other end takes it. Meanwhile whileWaiting, where given, is called when something came in, to take it: where
    /// one end does so, two that both send never wait for each other.
    [[nodiscard]] std::expected<void, FrameFault> send(quint32 type, quint64 number, const QByteArray &body,
        std::span<const int> descriptors = {}, const std::function<void()> &whileWaiting = {});
    /// Waits for the next one, forever where no limit is given. The limit is the whole frame's: when it ended amid of one, the socket
    /// is good for nothing any more.
    [[nodiscard]] std::expected<Frame, FrameFault> receive(std::optional<std::chrono::milliseconds> limit = {});
    /// Whether receive() finds something within that time, be it the end.
    [[nodiscard]] bool isReadable(std::chrono::milliseconds within = {}) const;

private:
    [[nodiscard]] std::expected<void, FrameFault> readInto(char *into, qsizetype size, Frame &frame, const QDeadlineTimer &deadline);
    OwnedDescriptor m_socket;
};

} // namespace dumbo
