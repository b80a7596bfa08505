#include "core/isolation/hostchannel.h"

#include <QCoreApplication>

#include <algorithm>
#include <sys/socket.h>

namespace dumbo {

namespace {

constexpr qsizetype largestCall = FrameSocket::maxFrameBytes - 1024;
constexpr std::size_t mostWaiting = 64; ///< far more than is ever asked for ahead

/// Only one call at a time, and always an end.
class CallScope {
public:
    CallScope(WorkTracker &work, std::chrono::milliseconds cancelLimit)
        : m_work(work)
        , number(work.beginCall(cancelLimit))
    {
    }
    ~CallScope() { m_work.endCall(); }
    CallScope(const CallScope &) = delete;
    CallScope &operator=(const CallScope &) = delete;

private:
    WorkTracker &m_work;

public:
    const quint64 number;
};

bool isOfResult(FrameType type)
{
    return type == FrameType::Rows || type == FrameType::ResultEnd || type == FrameType::ResultFailed
        || type == FrameType::FirstResult;
}

} // namespace

HostChannel::HostChannel(std::shared_ptr<DriverProcess> process, FrameSocket socket, OwnedDescriptor cancelSocket)
    : m_process(std::move(process))
    , m_socket(std::move(socket))
    , m_cancelSocket(std::move(cancelSocket))
{
}

Result<HostMessage> HostChannel::call(WireCall what, const QByteArray &arguments, std::span<const int> descriptors)
{
    if (m_loss)
        return fail(*m_loss);
    if (arguments.size() > largestCall)
        return fail(ErrorKind::InsufficientResources,
            QCoreApplication::translate("Isolation", "A call to a driver's process can't have more than %1 MB.").arg(largestCall / 1'000'000));
    const CallScope scope(*m_work, m_process->module().settings.cancelLimit);
    if (m_work->deadline())
        m_process->wake(); // cancelled before it began: who keeps the time does not know yet
    const auto number = ++m_calls;
    if (!send(what, number, scope.number, arguments, descriptors))
        return fail(*m_loss);
    auto answer = waitFor(FrameType::Answer, number);
    m_patience.reset();
    if (!answer)
        return answer;
    return settle(std::move(*answer));
}

void HostChannel::tell(WireCall what, const QByteArray &arguments)
{
    if (!m_loss)
        std::ignore = send(what, 0, 0, arguments, {});
}

void HostChannel::disconnect()
{
    if (m_loss)
        return;
    m_observer = nullptr;
    const auto limit = m_process->module().settings.cancelLimit;
    const CallScope scope(*m_work, limit);
    m_work->limitCall(limit);
    m_process->wake();
    const auto number = ++m_calls;
    if (send(WireCall::Disconnect, number, scope.number, {}, {}))
        std::ignore = waitFor(FrameType::Answer, number);
}

bool HostChannel::send(
    WireCall what, quint64 number, quint64 work, const QByteArray &arguments, std::span<const int> descriptors)
{
    WireWriter writer;
    writer(work, what);
    writer.bytes(arguments.constData(), arguments.size());
    const auto sent = m_socket.send(quint32(FrameType::Call), number, writer.take(), descriptors,
        [this] { std::ignore = receive(); });
    if (!sent && !m_loss)
        std::ignore = lose(sent.error());
    return !m_loss;
}

quint64 HostChannel::beginResult()
{
    std::erase_if(m_inbox, [](const HostMessage &message) { return isOfResult(message.type); });
    return ++m_result;
}

void HostChannel::fetch(quint64 result, const BatchLimit &limit, quint32 batches)
{
    if (m_loss)
        return;
    WireWriter writer;
    writer(limit, batches);
    const auto sent = m_socket.send(
        quint32(FrameType::Fetch), result, writer.take(), {}, [this] { std::ignore = receive(); });
    if (!sent && !m_loss)
        std::ignore = lose(sent.error());
}

Result<HostMessage> HostChannel::nextOf(quint64 result)
{
    const CallScope scope(*m_work, m_process->module().settings.cancelLimit);
    if (m_work->deadline())
        m_process->wake();
    return waitFor(FrameType::Rows, result);
}

Result<HostMessage> HostChannel::waitFor(FrameType wanted, quint64 number)
{
    const auto fits = [&](const HostMessage &message) {
        return message.number == number && isOfResult(message.type) == isOfResult(wanted);
    };
    while (true) {
        if (const auto found = std::ranges::find_if(m_inbox, fits); found != m_inbox.end()) {
            auto message = std::move(*found);
            m_inbox.erase(found);
            return message;
        }
        if (m_loss)
            return fail(*m_loss);
        if (const auto received = receive(); !received)
            return fail(received.error());
    }
}

/// Waits for one message and puts it where it belongs.
Result<void> HostChannel::receive()
{
    if (m_loss)
        return fail(*m_loss);
    std::optional<std::chrono::milliseconds> limit;
    if (m_patience && m_socket.isReadable(*m_patience)) {
        limit = m_process->module().settings.cancelLimit; // a message that has begun is there at once, or never
    } else if (m_patience) {
        m_patience.reset();
        cancel();
    }
    auto frame = m_socket.receive(limit);
    if (!frame && frame.error().kind == FrameFault::TimedOut)
        return fail(brokenAnswer(QStringLiteral("a message stops in the middle")));
    if (!frame)
        return fail(lose(frame.error()));
    HostMessage message { FrameType(frame->type), frame->number, std::move(frame->body), std::move(frame->descriptors), 0 };
    auto reader = message.reader();
    const auto state = reader.value<ChannelState>();
    if (!reader.isGood())
        return fail(brokenAnswer(reader.fault()));
    m_state = state;
    message.at = message.body.size() - reader.left();
    if (message.type == FrameType::Event) {
        observe(message);
        return m_loss ? Result<void>(fail(*m_loss)) : Result<void>();
    }
    const auto isExpected = isOfResult(message.type) ? message.number <= m_result
                                                     : message.type == FrameType::Answer && message.number == m_calls;
    if (!isExpected)
        return fail(brokenAnswer(QStringLiteral("nobody asked for it")));
    if (m_inbox.size() >= mostWaiting)
        return fail(brokenAnswer(QStringLiteral("more comes than was asked for")));
    if (!isOfResult(message.type) || message.number == m_result)
        m_inbox.push_back(std::move(message));
    return {};
}

/// The answer itself, or the error that it is.
Result<HostMessage> HostChannel::settle(HostMessage message)
{
    auto reader = message.reader();
    const auto isGood = reader.value<bool>();
    if (reader.isGood() && isGood) {
        message.at = message.body.size() - reader.left();
        return message;
    }
    Error error(ErrorKind::General, {});
    reader(error);
    return fail(reader.isFinished() ? error : brokenAnswer(reader.fault()));
}

void HostChannel::observe(const HostMessage &message)
{
    ConnectionObserver nobody;
    auto &observer = m_observer ? *m_observer : nobody;
    auto wire = message.reader();
    const auto event = wire.value<WireEvent>();
    QString first;
    QString second;
    qint64 number = 0;
    qint64 total = 0;
    QByteArray text;
    auto severity = NoticeSeverity::Notice;
    Error error(ErrorKind::Connection, {});
    const auto finish = [&](auto &&tell) {
        if (wire.isFinished())
            tell();
        else
            std::ignore = brokenAnswer(wire.fault());
    };
    switch (event) {
    case WireEvent::Notice:
        wire(severity, first);
        return finish([&] { observer.notice(severity, first); });
    case WireEvent::Notification:
        wire(first, second, number);
        return finish([&] { observer.notification(first, second, number); });
    case WireEvent::ParameterChanged:
        wire(first, second);
        return finish([&] { observer.parameterChanged(first, second); });
    case WireEvent::ConnectionLost:
        wire(error);
        return finish([&] { observer.connectionLost(error); });
    case WireEvent::Progress:
        wire(number, total);
        return finish([&] { observer.progress(number, total); });
    case WireEvent::StatementSent:
        wire(text);
        return finish([&] { observer.statementSent(text); });
    case WireEvent::State:
        return finish([] {});
    }
}

void HostChannel::pump()
{
    while (!m_loss && m_socket.isReadable())
        std::ignore = receive();
}

void HostChannel::cancel() noexcept
{
    const auto work = m_work->cancel(m_process->module().settings.cancelLimit);
    if (!work)
        return;
    // Where the host reads no cancels any more, it is the time limit that counts.
    std::ignore = ::send(m_cancelSocket.get(), &*work, sizeof *work, MSG_NOSIGNAL | MSG_DONTWAIT);
    m_process->wake();
}

Error HostChannel::brokenAnswer(const QString &fault)
{
    return lose({ FrameFault::Broken, fault.isEmpty() ? QStringLiteral("a message is too long") : fault });
}

Error HostChannel::lose(const FrameFault &fault)
{
    if (m_loss)
        return *m_loss;
    if (fault.kind == FrameFault::Broken)
        m_process->kill(
            QCoreApplication::translate("Isolation", "what it sent can't be read (%1)").arg(fault.words));
    m_loss = m_process->loss();
    m_state = { TransactionState::Unknown, true };
    m_inbox.clear();
    if (m_observer && m_isConnected)
        m_observer->connectionLost(*m_loss);
    return *m_loss;
}

} // namespace dumbo
