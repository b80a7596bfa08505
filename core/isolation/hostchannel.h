#pragma once

#include "core/isolation/driverprocess.h"
#include "core/isolation/worktracker.h"

#include <deque>

namespace dumbo {

/// What a host sent on a channel, without the state it began with.
struct HostMessage {
    FrameType type = FrameType::Event;
    quint64 number = 0;
    QByteArray body;
    std::vector<OwnedDescriptor> descriptors;
    qsizetype at = 0;

    [[nodiscard]] WireReader reader() const { return WireReader(QByteArrayView(body).sliced(at)); }
};

/// The program's end of a conversation with a thread of a driver's process. Used by one thread, but for cancel().
///
/// When the process ends, or sends what can't be read, every call answers how it ended, from then on.
class HostChannel {
public:
    HostChannel(std::shared_ptr<DriverProcess> process, FrameSocket socket, OwnedDescriptor cancelSocket);
    HostChannel(const HostChannel &) = delete;
    HostChannel &operator=(const HostChannel &) = delete;

    [[nodiscard]] DriverProcess &process() { return *m_process; }
    [[nodiscard]] std::shared_ptr<WorkTracker> work() const { return m_work; }
    [[nodiscard]] int descriptor() const { return m_socket.descriptor(); }
    [[nodiscard]] const ChannelState &state() const { return m_state; }
    [[nodiscard]] bool isLost() const { return m_loss.has_value(); }

    /// Told what the connection says; outlives the channel's last call.
    void setObserver(ConnectionObserver *observer) { m_observer = observer; }
    /// From now on its end is a lost connection to the observer; before, it is only the error of connecting.
    void setConnected() { m_isConnected = true; }

    /// Calls and waits for the answer, which is good and still to be read, or the driver's error.
    [[nodiscard]] Result<HostMessage> call(WireCall what, const QByteArray &arguments, std::span<const int> descriptors = {});
    /// The same with values both ways.
    template <typename Answer, typename... Arguments>
    [[nodiscard]] Result<Answer> ask(WireCall what, const Arguments &...arguments)
    {
        WireWriter writer;
        writer(arguments...);
        const auto answer = call(what, writer.take());
        if (!answer)
            return fail(answer.error());
        return read<Answer>(*answer);
    }
    template <typename Answer>
    [[nodiscard]] Result<Answer> read(const HostMessage &message)
    {
        auto reader = message.reader();
        if constexpr (std::is_void_v<Answer>) {
            if (reader.isFinished())
                return {};
            return fail(brokenAnswer(reader.fault()));
        } else {
            Answer value {};
            reader(value);
            if (!reader.isFinished())
                return fail(brokenAnswer(reader.fault()));
            return value;
        }
    }
    /// Calls without waiting, for what has no answer.
    void tell(WireCall what, const QByteArray &arguments);
    /// Ends the conversation; waits until the driver has closed what it had open, for a while.
    void disconnect();

    /// Asks for batches of a result beforehand, and takes its next message.
    void fetch(quint64 result, const BatchLimit &limit, quint32 batches);
    [[nodiscard]] Result<HostMessage> nextOf(quint64 result);
    /// A result's number; what comes of earlier ones is dropped.
    [[nodiscard]] quint64 beginResult();

    /// The next call cancels its work itself when it has no answer after that time.
    void cancelAfter(std::chrono::milliseconds patience) { m_patience = patience; }

    /// Takes in what came unasked. Does not wait.
    void pump();
    /// Any thread, any moment.
    void cancel() noexcept;
    /// What can't be read is the process's end; the error that says so.
    [[nodiscard]] Error brokenAnswer(const QString &fault);

private:
    [[nodiscard]] bool send(WireCall what, quint64 number, quint64 work, const QByteArray &arguments, std::span<const int> descriptors);
    [[nodiscard]] Result<HostMessage> waitFor(FrameType answer, quint64 number);
    [[nodiscard]] Result<void> receive();
    [[nodiscard]] Result<HostMessage> settle(HostMessage message);
    void observe(const HostMessage &message);
    [[nodiscard]] Error lose(const FrameFault &fault);

    std::shared_ptr<DriverProcess> m_process;
    FrameSocket m_socket;
    OwnedDescriptor m_cancelSocket;
    std::shared_ptr<WorkTracker> m_work = std::make_shared<WorkTracker>();
    ConnectionObserver *m_observer = nullptr;
    bool m_isConnected = false;
    ChannelState m_state;
    std::optional<Error> m_loss;
    std::deque<HostMessage> m_inbox;
    std::optional<std::chrono::milliseconds> m_patience;
    quint64 m_calls = 0;
    quint64 m_result = 0;
};

} // namespace dumbo
