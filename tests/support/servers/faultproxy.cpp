#include "tests/support/servers/faultproxy.h"

#include <QByteArray>
#include <QFile>

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <list>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace dumbo::test {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t enough = 256 * 1024; ///< in flight in one direction; more waits in the sender

struct Chunk
{
    Clock::time_point due;
    QByteArray bytes;
};

/// One direction of a connection.
struct Flow
{
    int from = -1;
    int to = -1;
    std::deque<Chunk> chunks;
    std::size_t waiting = 0;
    bool sourceEnded = false;
    bool endTold = false;
};

struct Pair
{
    std::array<Flow, 2> flows; ///< by Direction
    bool broken = false;
};

struct Plan
{
    std::chrono::milliseconds latency { 0 };
    bool blackHole = false;
    bool paused = false;
    bool refusing = false;
    std::optional<FaultProxy::Cut> cutAll;
    std::array<std::optional<qint64>, 2> budget; ///< bytes until the cut, by Direction
    std::array<FaultProxy::Cut, 2> cut {};
};

void closeSocket(int socket, FaultProxy::Cut cut)
{
    const linger now { 1, 0 };
    if (cut == FaultProxy::Cut::Reset)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    ::close(socket);
}

sockaddr_in address(const QString &host, int port)
{
    sockaddr_in made {};
    made.sin_family = AF_INET;
    made.sin_port = htons(quint16(port));
    inet_pton(AF_INET, host.toLatin1().constData(), &made.sin_addr);
    return made;
}

int connectTo(const FaultProxy::Upstream &upstream)
{
    const auto isUnix = !upstream.path.isEmpty();
    const auto made = ::socket(isUnix ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un local {};
    local.sun_family = AF_UNIX;
    std::strncpy(local.sun_path, QFile::encodeName(upstream.path).constData(), sizeof local.sun_path - 1);
    const auto remote = address(upstream.host, upstream.port);
    const auto *target = isUnix ? reinterpret_cast<const sockaddr *>(&local) : reinterpret_cast<const sockaddr *>(&remote);
    // On one machine this is at once, or refused.
    if (made >= 0 && ::connect(made, target, isUnix ? sizeof local : sizeof remote) == 0)
        return made;
    ::close(made);
    return -1;
}

void prepare(int socket)
{
    const int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_NONBLOCK);
}

} // namespace

class FaultProxy::Worker
{
public:
    Worker(const Upstream &upstream, int listener, int listensOn)
        : port(listensOn)
        , m_upstream(upstream)
        , m_listener(listener)
        , m_wake(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
        , m_thread([this](const std::stop_token &stop) { work(stop); })
    {
    }

    ~Worker()
    {
        m_thread.request_stop();
        wake();
        m_thread.join();
        for (auto &pair : m_pairs)
            closePair(pair, Cut::Reset);
        ::close(m_listener);
        ::close(m_wake);
    }

    template <typename Change>
    void change(Change change)
    {
        {
            const std::scoped_lock lock(mutex);
            change(plan);
        }
        wake();
    }

    const int port;
    /// Returns when it is done.
    void cutAll(FaultProxy::Cut cut)
    {
        std::unique_lock lock(mutex);
        plan.cutAll = cut;
        wake();
        m_isCut.wait(lock, [this] { return !plan.cutAll; });
    }

    mutable std::mutex mutex;
    Plan plan;
    std::array<qint64, 2> moved {};
    int taken = 0;
    int open = 0;

private:
    std::condition_variable m_isCut;

    void wake() const
    {
        const quint64 one = 1;
        std::ignore = ::write(m_wake, &one, sizeof one);
    }

    void work(const std::stop_token &stop)
    {
        while (!stop.stop_requested()) {
            wait();
            const std::scoped_lock lock(mutex);
            accept();
            for (auto &pair : m_pairs) {
                for (std::size_t direction = 0; direction < 2 && !pair.broken; ++direction)
                    move(pair, direction);
                if (!pair.broken && plan.cutAll)
                    closePair(pair, *plan.cutAll);
                if (!pair.broken && pair.flows[0].endTold && pair.flows[1].endTold)
                    closePair(pair, Cut::Close);
            }
            plan.cutAll.reset();
            std::erase_if(m_pairs, [](const Pair &pair) { return pair.broken; });
            open = int(m_pairs.size());
            m_isCut.notify_all();
        }
    }

    void wait()
    {
        std::vector<pollfd> sockets { { m_wake, POLLIN, 0 }, { m_listener, POLLIN, 0 } };
        auto timeout = -1;
        {
            const std::scoped_lock lock(mutex);
            const auto now = Clock::now();
            for (const auto &pair : m_pairs) {
                for (const auto &flow : pair.flows) {
                    if (plan.paused)
                        continue;
                    if (!flow.sourceEnded && flow.waiting < enough)
                        sockets.push_back({ flow.from, POLLIN, 0 });
                    if (flow.chunks.empty())
                        continue;
                    const auto left = std::chrono::ceil<std::chrono::milliseconds>(flow.chunks.front().due - now).count();
                    if (left <= 0)
                        sockets.push_back({ flow.to, POLLOUT, 0 });
                    else
                        timeout = timeout < 0 ? int(left) : std::min(timeout, int(left));
                }
            }
        }
        ::poll(sockets.data(), sockets.size(), timeout);
        quint64 count = 0;
        std::ignore = ::read(m_wake, &count, sizeof count);
    }

    void accept()
    {
        const auto client = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0)
            return;
        ++taken;
        const auto server = plan.refusing ? -1 : connectTo(m_upstream);
        if (server < 0) {
            closeSocket(client, Cut::Reset);
            return;
        }
        prepare(client);
        prepare(server);
        auto &pair = m_pairs.emplace_back();
        pair.flows[0].from = pair.flows[1].to = client;
        pair.flows[0].to = pair.flows[1].from = server;
    }

    void move(Pair &pair, std::size_t direction)
    {
        if (plan.paused)
            return;
        auto &flow = pair.flows[direction];
        receive(flow);
        if (plan.blackHole) {
            flow.chunks.clear();
            flow.waiting = 0;
            return;
        }
        while (!flow.chunks.empty() && flow.chunks.front().due <= Clock::now()) {
            if (!send(pair, direction))
                return;
        }
        if (flow.sourceEnded && flow.chunks.empty() && !flow.endTold) {
            ::shutdown(flow.to, SHUT_WR);
            flow.endTold = true;
        }
    }

    void receive(Flow &flow) const
    {
        std::array<char, 65536> buffer {};
        while (!flow.sourceEnded && flow.waiting < enough) {
            const auto count = ::recv(flow.from, buffer.data(), buffer.size(), MSG_DONTWAIT);
            if (count < 0 && (errno == EAGAIN || errno == EINTR))
                return;
            if (count <= 0) {
                flow.sourceEnded = true;
                return;
            }
            flow.chunks.push_back({ Clock::now() + plan.latency, QByteArray(buffer.data(), count) });
            flow.waiting += std::size_t(count);
        }
    }

    /// Moves some of the first chunk; false where the receiver is full or the connection is no more.
    bool send(Pair &pair, std::size_t direction)
    {
        auto &flow = pair.flows[direction];
        auto &budget = plan.budget[direction];
        auto &bytes = flow.chunks.front().bytes;
        const auto wanted = budget ? std::min<qint64>(*budget, bytes.size()) : bytes.size();
        const auto count = wanted == 0 ? 0 : ::send(flow.to, bytes.constData(), std::size_t(wanted), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0) {
            if (errno != EAGAIN && errno != EINTR)
                closePair(pair, Cut::Reset);
            return false;
        }
        moved[direction] += count;
        flow.waiting -= std::size_t(count);
        bytes.remove(0, count);
        if (budget && (*budget -= count) == 0) {
            budget.reset();
            closePair(pair, plan.cut[direction]);
            return false;
        }
        if (bytes.isEmpty())
            flow.chunks.pop_front();
        return count == wanted;
    }

    static void closePair(Pair &pair, Cut cut)
    {
        if (std::exchange(pair.broken, true))
            return;
        closeSocket(pair.flows[0].from, cut);
        closeSocket(pair.flows[0].to, cut);
    }

    Upstream m_upstream;
    int m_listener;
    int m_wake;
    std::list<Pair> m_pairs;
    std::jthread m_thread;
};

Result<std::unique_ptr<FaultProxy>> FaultProxy::start(const Upstream &upstream)
{
    const auto listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    auto local = address(QStringLiteral("127.0.0.1"), 0);
    socklen_t size = sizeof local;
    if (listener < 0 || ::bind(listener, reinterpret_cast<sockaddr *>(&local), size) != 0 || ::listen(listener, 64) != 0
        || ::getsockname(listener, reinterpret_cast<sockaddr *>(&local), &size) != 0)
        return fail(ErrorKind::System, QStringLiteral("The fault proxy can't listen."));
    return std::unique_ptr<FaultProxy>(
        new FaultProxy(std::make_unique<Worker>(upstream, listener, int(ntohs(local.sin_port)))));
}

FaultProxy::FaultProxy(std::unique_ptr<Worker> worker)
    : m_worker(std::move(worker))
{
}

FaultProxy::~FaultProxy() = default;

int FaultProxy::port() const
{
    return m_worker->port;
}

void FaultProxy::setLatency(std::chrono::milliseconds latency)
{
    m_worker->change([&](Plan &plan) { plan.latency = latency; });
}

void FaultProxy::cutAfter(Direction direction, qint64 bytes, Cut cut)
{
    m_worker->change([&](Plan &plan) {
        plan.budget[std::size_t(direction)] = bytes;
        plan.cut[std::size_t(direction)] = cut;
    });
}

void FaultProxy::setBlackHole(bool on)
{
    m_worker->change([&](Plan &plan) { plan.blackHole = on; });
}

void FaultProxy::setPaused(bool on)
{
    m_worker->change([&](Plan &plan) { plan.paused = on; });
}

void FaultProxy::setRefusing(bool on)
{
    m_worker->change([&](Plan &plan) { plan.refusing = on; });
}

void FaultProxy::cutAll(Cut cut)
{
    m_worker->cutAll(cut);
}

qint64 FaultProxy::bytes(Direction direction) const
{
    const std::scoped_lock lock(m_worker->mutex);
    return m_worker->moved[std::size_t(direction)];
}

int FaultProxy::connections() const
{
    const std::scoped_lock lock(m_worker->mutex);
    return m_worker->taken;
}

int FaultProxy::openConnections() const
{
    const std::scoped_lock lock(m_worker->mutex);
    return m_worker->open;
}

} // namespace dumbo::test
