#include "core/isolation/framesocket.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <limits>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace dumbo {

namespace {

constexpr quint32 frameMagic = 0x626D7544; // "Dumb"
constexpr qsizetype growth = 4 * 1024 * 1024; ///< memory follows what really arrives

struct Header {
    quint32 magic;
    quint32 type;
    quint32 size;
    quint32 descriptors;
    quint64 number;
};

std::unexpected<FrameFault> closed()
{
    return std::unexpected(FrameFault { FrameFault::Closed, {} });
}

std::unexpected<FrameFault> broken(const char *words)
{
    return std::unexpected(FrameFault { FrameFault::Broken, QString::fromLatin1(words) });
}

short waitFor(int descriptor, short events, int milliseconds)
{
    pollfd waiting { descriptor, events, 0 };
    while (::poll(&waiting, 1, milliseconds) < 0 && errno == EINTR) { }
    return waiting.revents;
}

void attach(msghdr &message, std::span<char> room, std::span<const int> descriptors)
{
    if (descriptors.empty())
        return;
    message.msg_control = room.data();
    message.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
    auto *control = CMSG_FIRSTHDR(&message);
    control->cmsg_level = SOL_SOCKET;
    control->cmsg_type = SCM_RIGHTS;
    control->cmsg_len = CMSG_LEN(descriptors.size_bytes());
    std::memcpy(CMSG_DATA(control), descriptors.data(), descriptors.size_bytes());
}

void collect(msghdr &message, Frame &frame)
{
    for (auto *control = CMSG_FIRSTHDR(&message); control; control = CMSG_NXTHDR(&message, control)) {
        if (control->cmsg_level != SOL_SOCKET || control->cmsg_type != SCM_RIGHTS)
            continue;
        const auto count = (control->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (std::size_t i = 0; i < count; ++i) {
            int descriptor = -1;
            std::memcpy(&descriptor, CMSG_DATA(control) + i * sizeof(int), sizeof(int));
            frame.descriptors.emplace_back(descriptor);
        }
    }
}

} // namespace

OwnedDescriptor::~OwnedDescriptor()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

FrameSocket::FrameSocket(OwnedDescriptor socket)
    : m_socket(std::move(socket))
{
    fcntl(m_socket.get(), F_SETFL, O_NONBLOCK);
}

std::pair<OwnedDescriptor, OwnedDescriptor> FrameSocket::pair()
{
    std::array<int, 2> ends { -1, -1 };
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return {};
    return { OwnedDescriptor(ends[0]), OwnedDescriptor(ends[1]) };
}

std::expected<void, FrameFault> FrameSocket::send(quint32 type, quint64 number, const QByteArray &body,
    std::span<const int> descriptors, const std::function<void()> &whileWaiting)
{
    if (body.size() > qsizetype(maxFrameBytes) || descriptors.size() > maxDescriptors)
        return broken("a message is too large");
    Header header { frameMagic, type, quint32(body.size()), quint32(descriptors.size()), number };
    alignas(cmsghdr) std::array<char, CMSG_SPACE(maxDescriptors * sizeof(int))> control {};
    const auto total = qsizetype(sizeof header) + body.size();
    for (qsizetype sent = 0; sent < total;) {
        const auto ofHeader = std::min<qsizetype>(sent, sizeof header);
        const auto ofBody = sent - ofHeader;
        std::array parts { iovec { reinterpret_cast<char *>(&header) + ofHeader, sizeof header - std::size_t(ofHeader) },
            iovec { const_cast<char *>(body.constData()) + ofBody, std::size_t(body.size() - ofBody) } };
        msghdr message {};
        message.msg_iov = parts.data();
        message.msg_iovlen = parts.size();
        attach(message, control, sent == 0 ? descriptors : std::span<const int>());
        const auto count = ::sendmsg(m_socket.get(), &message, MSG_NOSIGNAL);
        if (count >= 0) {
            sent += count;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            const auto events = waitFor(m_socket.get(), short(POLLOUT | (whileWaiting ? POLLIN : 0)), -1);
            if (whileWaiting && (events & POLLIN))
                whileWaiting();
        } else if (errno != EINTR) {
            return closed();
        }
    }
    return {};
}

std::expected<void, FrameFault> FrameSocket::readInto(char *into, qsizetype size, Frame &frame, const QDeadlineTimer &deadline)
{
    while (size > 0) {
        iovec part { into, std::size_t(size) };
        alignas(cmsghdr) std::array<char, CMSG_SPACE(maxDescriptors * sizeof(int))> control {};
        msghdr message {};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        const auto count = ::recvmsg(m_socket.get(), &message, MSG_CMSG_CLOEXEC);
        if (count == 0)
            return closed();
        if (count > 0) {
            collect(message, frame);
            if ((message.msg_flags & MSG_CTRUNC) != 0 || frame.descriptors.size() > maxDescriptors)
                return broken("a message has too many descriptors");
            into += count;
            size -= count;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            const auto left = std::min<qint64>(deadline.remainingTime(), std::numeric_limits<int>::max());
            if (waitFor(m_socket.get(), POLLIN, int(left)) == 0)
                return std::unexpected(FrameFault { FrameFault::TimedOut, {} });
        } else if (errno != EINTR) {
            return closed();
        }
    }
    return {};
}

std::expected<Frame, FrameFault> FrameSocket::receive(std::optional<std::chrono::milliseconds> limit)
{
    const auto deadline = limit ? QDeadlineTimer(*limit) : QDeadlineTimer(QDeadlineTimer::Forever);
    Frame frame;
    Header header {};
    if (auto read = readInto(reinterpret_cast<char *>(&header), sizeof header, frame, deadline); !read)
        return std::unexpected(read.error());
    if (header.magic != frameMagic)
        return broken("a message begins with something else");
    if (header.size > maxFrameBytes)
        return broken("a message is too large");
    frame.type = header.type;
    frame.number = header.number;
    for (qsizetype have = 0; have < qsizetype(header.size);) {
        const auto more = std::min<qsizetype>(growth, qsizetype(header.size) - have);
        frame.body.resize(have + more);
        if (auto read = readInto(frame.body.data() + have, more, frame, deadline); !read)
            return std::unexpected(read.error());
        have += more;
    }
    if (frame.descriptors.size() != header.descriptors)
        return broken("a message came without its descriptors");
    return frame;
}

bool FrameSocket::isReadable(std::chrono::milliseconds within) const
{
    return waitFor(m_socket.get(), POLLIN, int(within.count())) != 0;
}

} // namespace dumbo
