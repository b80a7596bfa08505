#include "core/isolation/hostedchannel.h"

#include <cerrno>
#include <cstdio>
#include <poll.h>

namespace dumbo {

namespace {

constexpr int idleRounds = 1000; ///< pumps in a row that say nothing: the driver does not read its descriptor

/// What may be left undone altogether.
bool isCancellable(WireCall call)
{
    switch (call) {
    case WireCall::Connect:
    case WireCall::Execute:
    case WireCall::Prepare:
    case WireCall::ExecutePrepared:
    case WireCall::ExecuteMany:
    case WireCall::Catalog:
    case WireCall::Ping:
    case WireCall::ConnectionExtension:
        return true;
    default:
        return false;
    }
}

} // namespace

HostedChannel::HostedChannel(
    std::shared_ptr<const HostedPlugins> plugins, OwnedDescriptor socket, OwnedDescriptor cancels)
    : m_plugins(std::move(plugins))
    , m_output(std::move(socket))
    , m_observer(m_output)
    , m_producer(m_output)
    , m_work(std::move(cancels))
{
}

HostedChannel::~HostedChannel()
{
    std::ignore = m_producer.close(CloseMode::Cancel);
    m_prepared.clear();
    m_work.setConnection(nullptr);
    m_connection.reset();
}

void HostedChannel::run()
{
    while (!m_isEnding) {
        if (!m_producer.isWanted()) {
            waitForWork();
        } else if (!m_output.socket().isReadable()) {
            if (!m_producer.produce([this] { readState(); }))
                return;
            continue;
        }
        if (!m_output.socket().isReadable())
            continue;
        auto frame = m_output.socket().receive();
        if (!frame || !serve(std::move(*frame)))
            return;
    }
}

/// Until the program wants something; meanwhile the connection may have something to say.
void HostedChannel::waitForWork()
{
    for (int round = 0; round < idleRounds; ++round) {
        const auto before = m_output.eventCount();
        const auto watches = m_connection && m_watchesIdle && !m_producer.isOpen();
        pollfd waiting[] = { { m_output.socket().descriptor(), POLLIN, 0 },
            { watches ? m_connection->idleDescriptor() : -1, POLLIN, 0 } };
        if (::poll(waiting, 2, -1) < 0 && errno == EINTR)
            continue;
        if (waiting[0].revents != 0)
            return;
        pumpIdle();
        if ((waiting[1].revents & POLLIN) == 0 || m_connection->isBroken())
            m_watchesIdle = false;
        if (m_output.eventCount() != before)
            round = 0;
    }
    m_watchesIdle = false;
}

void HostedChannel::pumpIdle()
{
    m_connection->pump();
    sendState();
}

void HostedChannel::readState()
{
    if (m_connection)
        m_output.setState({ m_connection->transactionState(), m_connection->isBroken() });
}

void HostedChannel::sendState()
{
    const auto before = m_toldState;
    readState();
    m_toldState = m_output.state();
    if (m_toldState != before)
        m_output.event(WireEvent::State);
}

/// False where the conversation is over.
bool HostedChannel::serve(Frame frame)
{
    m_descriptors = std::move(frame.descriptors);
    if (frame.type == quint32(FrameType::Call))
        return serveCall(frame);
    WireReader reader(frame.body);
    const auto limit = reader.value<BatchLimit>();
    const auto batches = reader.value<quint32>();
    if (frame.type != quint32(FrameType::Fetch) || !reader.isFinished()) {
        std::fprintf(stderr, "The program sent what can't be read.\n");
        return false;
    }
    m_producer.fetch(frame.number, limit, batches);
    return true;
}

bool HostedChannel::serveCall(const Frame &frame)
{
    WireReader reader(frame.body);
    const auto work = reader.value<quint64>();
    const auto call = reader.value<WireCall>();
    WireWriter bytes;
    const auto served = serveCall(call, work, reader, bytes);
    if (!reader.isFinished()) {
        std::fprintf(stderr, "The program called %u with what can't be read: %s.\n", unsigned(call), qPrintable(reader.fault()));
        return false;
    }
    if (frame.number == 0)
        return true;
    return answer(frame.number, served, bytes.written()) && (!m_firstResult || sendFirstResult());
}

bool HostedChannel::sendFirstResult()
{
    const auto number = *std::exchange(m_firstResult, std::nullopt);
    auto start = m_producer.nextResult(number);
    readState();
    WireWriter writer;
    writer(start ? FirstResult { std::move(*start), {} } : FirstResult { {}, start.error() });
    return m_output.send(FrameType::FirstResult, number, writer.take());
}

HostedChannel::Served HostedChannel::serveCall(WireCall call, quint64 work, WireReader &arguments, WireWriter &answer)
{
    m_watchesIdle = true;
    const auto handler = handlerOf(call);
    const auto isConnecting = call == WireCall::Connect || call == WireCall::PoolPolicy || call == WireCall::PluginExtension
        || call == WireCall::Disconnect;
    if (!isConnecting && !m_connection)
        return arguments.refuse("there is no connection"), Served();
    if (work != 0 && !m_work.begin(work) && isCancellable(call)) {
        // It was cancelled while it was on its way here.
        std::ignore = arguments.take(arguments.left());
        m_work.end(m_producer.isOpen());
        return fail(ErrorKind::Cancelled, QStringLiteral("It was cancelled before it began."));
    }
    auto served = (this->*handler)(arguments, answer);
    m_work.end(m_producer.isOpen());
    return served;
}

bool HostedChannel::answer(quint64 number, const Served &served, const QByteArray &bytes)
{
    readState();
    m_toldState = m_output.state();
    WireWriter writer;
    writer(served.has_value());
    if (served)
        writer.bytes(bytes.constData(), bytes.size());
    else
        writer(served.error());
    return m_output.send(FrameType::Answer, number, writer.take());
}

} // namespace dumbo
