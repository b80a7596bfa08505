#include "core/connection/tunnels/tunnelstate.h"

#include "core/connection/sessionevents.h"
#include "core/connection/tunnels/askpassserver.h"
#include "core/connection/tunnels/sshcommand.h"
#include "core/connection/tunnels/sshwords.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cerrno>
#include <poll.h>
#include <unistd.h>
#include <utility>

namespace dumbo {

namespace {

constexpr qsizetype keptWords = 16 * 1024;
constexpr int portAttempts = 5;

/// Appends what is there; false at its end.
bool readAvailable(int descriptor, QByteArray &text)
{
    std::array<char, 4096> bytes;
    while (true) {
        const auto count = ::read(descriptor, bytes.data(), bytes.size());
        if (count > 0)
            text.append(bytes.data(), count);
        else if (count == 0)
            return false;
        else if (errno != EINTR)
            return true;
    }
}

} // namespace

TunnelState::TunnelState(const SshTunnel &tunnel, const std::vector<TunnelEnd> &ends)
    : m_tunnel(tunnel)
    , m_ends(ends)
{
}

void TunnelState::run()
{
    auto server = AskpassServer::open();
    if (!server)
        return end(server.error());
    for (int attempt = 1; attempt <= portAttempts; ++attempt) {
        const auto outcome = runOnce(*server);
        if (!outcome)
            return end(outcome.error());
        if (*outcome == Outcome::Stopped || (*outcome == Outcome::PortTaken && isStopping()))
            return end(Error(ErrorKind::Cancelled, QCoreApplication::translate("SshTunnel", "The ssh tunnel was closed.")));
        if (*outcome == Outcome::Ended)
            return;
    }
    end(sshError(m_tunnel, words(), 0));
}

Result<TunnelState::Outcome> TunnelState::runOnce(AskpassServer &server)
{
    const auto ports = freePorts(m_ends.size());
    if (!ports)
        return fail(ports.error());
    const auto command = sshCommand(m_tunnel, m_ends, *ports, server);
    if (!command)
        return fail(command.error());
    auto process = ChildProcess::start(*command);
    if (!process)
        return fail(process.error());
    {
        const std::scoped_lock lock(m_mutex);
        m_ports = *ports;
        m_words.clear();
    }
    m_output.clear();
    while (!process->exitCode()) {
        if (!watch(*process, server)) {
            process->terminate();
            return Outcome::Stopped;
        }
    }
    readWords(*process);
    server.answer(std::nullopt);
    if (phase() == Phase::Starting && isPortTaken(words()))
        return Outcome::PortTaken;
    end(sshError(m_tunnel, words(), *process->exitCode()));
    return Outcome::Ended;
}

bool TunnelState::watch(ChildProcess &process, AskpassServer &server)
{
    // A question that waits for its answer is not read any further.
    std::array waiting { pollfd { m_wake.descriptor(), POLLIN, 0 }, pollfd { process.errorDescriptor(), POLLIN, 0 },
        pollfd { process.outputDescriptor(), POLLIN, 0 }, pollfd { process.exitDescriptor(), POLLIN, 0 },
        pollfd { m_isAsking ? -1 : server.descriptor(), POLLIN, 0 } };
    // Whoever inherited ssh's ends keeps them open; whoever closed them must not keep this spinning.
    if (phase() == Phase::Ready)
        waiting[2].fd = -1;
    constexpr int lookEvery = 100;
    const int timeout = process.exitDescriptor() < 0 ? lookEvery : -1;
    if (poll(waiting.data(), waiting.size(), timeout) < 0)
        return !isStopping();
    m_wake.clear();
    if (isStopping())
        return false;
    readWords(process);
    if (waiting[2].revents != 0)
        readOutput(process);
    if (m_isAsking)
        handOverAnswer(server);
    else if (waiting[4].revents != 0) {
        if (const auto question = server.pump())
            putQuestion(*question);
    }
    return true;
}

void TunnelState::readWords(const ChildProcess &process)
{
    const std::scoped_lock lock(m_mutex);
    const auto before = m_words.size();
    readAvailable(process.errorDescriptor(), m_words);
    m_heard += m_words.size() - before;
    if (std::exchange(m_readingWanted, false))
        m_changed.notify_all();
    if (m_words.size() > keptWords)
        m_words = m_words.last(keptWords);
}

void TunnelState::readOutput(const ChildProcess &process)
{
    readAvailable(process.outputDescriptor(), m_output);
    if (!m_output.contains(tunnelReadyWord))
        return;
    const std::scoped_lock lock(m_mutex);
    m_phase = Phase::Ready;
    m_changed.notify_all();
}

void TunnelState::putQuestion(const QString &text)
{
    m_isAsking = true;
    const std::scoped_lock lock(m_mutex);
    m_question = TunnelQuestion { sshQuestionField(text), text, ++m_asked[text] };
    m_questionTaken = false;
    m_answer.reset();
    m_changed.notify_all();
}

void TunnelState::handOverAnswer(AskpassServer &server)
{
    std::optional<std::optional<QString>> given;
    {
        const std::scoped_lock lock(m_mutex);
        given = std::exchange(m_answer, std::nullopt);
    }
    if (!given)
        return;
    server.answer(*given);
    m_isAsking = false;
}

void TunnelState::end(const Error &error)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_phase = Phase::Ended;
        m_error = error;
        m_question.reset();
        m_changed.notify_all();
    }
    m_ended.cancel();
}

void TunnelState::stop()
{
    const std::scoped_lock lock(m_mutex);
    m_stopping = true;
    m_wake.set();
}

bool TunnelState::isStopping() const
{
    const std::scoped_lock lock(m_mutex);
    return m_stopping;
}

TunnelState::Phase TunnelState::phase() const
{
    const std::scoped_lock lock(m_mutex);
    return m_phase;
}

std::vector<int> TunnelState::ports() const
{
    const std::scoped_lock lock(m_mutex);
    return m_ports;
}

std::optional<Error> TunnelState::error() const
{
    const std::scoped_lock lock(m_mutex);
    return m_error;
}

QString TunnelState::words() const
{
    const std::scoped_lock lock(m_mutex);
    return QString::fromLocal8Bit(m_words);
}

qint64 TunnelState::heard() const
{
    const std::scoped_lock lock(m_mutex);
    return m_heard;
}

QString TunnelState::freshWords(qint64 heard)
{
    std::unique_lock lock(m_mutex);
    m_readingWanted = m_phase != Phase::Ended;
    m_wake.set();
    constexpr std::chrono::milliseconds patience { 500 };
    m_changed.wait_for(lock, patience, [&] { return !m_readingWanted || m_phase == Phase::Ended; });
    return QString::fromLocal8Bit(m_words.last(std::clamp<qint64>(m_heard - heard, 0, m_words.size())));
}

bool TunnelState::waitUntilEnded(std::chrono::milliseconds time) const
{
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, time, [&] { return m_phase == Phase::Ended; });
}

std::optional<TunnelQuestion> TunnelState::waitForQuestion(const Cancellation &cancellation)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [&] {
        return m_phase != Phase::Starting || cancellation.isCancelled() || (m_question && !m_questionTaken);
    });
    if (m_phase != Phase::Starting || cancellation.isCancelled())
        return std::nullopt;
    m_questionTaken = true;
    return m_question;
}

void TunnelState::answer(const std::optional<QString> &text)
{
    const std::scoped_lock lock(m_mutex);
    m_question.reset();
    m_answer = text;
    m_wake.set();
}

void TunnelState::giveQuestionBack()
{
    const std::scoped_lock lock(m_mutex);
    m_questionTaken = false;
    m_changed.notify_all();
}

void TunnelState::wakeWaiting()
{
    const std::scoped_lock lock(m_mutex);
    m_changed.notify_all();
}

} // namespace dumbo
