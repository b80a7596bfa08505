#pragma once

#include "core/base/wakedescriptor.h"
#include "core/connection/tunnels/opentunnel.h"
#include "core/platform/childprocess.h"

#include <QMap>

#include <condition_variable>
#include <mutex>

namespace dumbo {

class AskpassServer;

/// What an OpenTunnel, those who wait for it, and the thread that runs ssh share. The process belongs to the thread alone.
class TunnelState {
public:
    enum class Phase { Starting, Ready, Ended };

    TunnelState(const SshTunnel &tunnel, const std::vector<TunnelEnd> &ends);

    /// The thread: until ssh ends or stop() is called.
    void run();

    // Any thread:
    void stop();
    [[nodiscard]] Phase phase() const;
    [[nodiscard]] std::vector<int> ports() const;
    [[nodiscard]] std::optional<Error> error() const;
    [[nodiscard]] Cancellation ended() const { return m_ended.token(); }
    [[nodiscard]] QString words() const;
    /// Bytes of words, ever.
    [[nodiscard]] qint64 heard() const;
    /// What came behind so many bytes, that included which ssh has written just now.
    [[nodiscard]] QString freshWords(qint64 heard);
    [[nodiscard]] const SshTunnel &tunnel() const { return m_tunnel; }
    [[nodiscard]] const std::vector<TunnelEnd> &ends() const { return m_ends; }
    bool waitUntilEnded(std::chrono::milliseconds time) const;
    /// Blocks until the tunnel is ready or ended, cancellation is cancelled, or there is a question, which is then the caller's to
    /// answer or to give back.
    [[nodiscard]] std::optional<TunnelQuestion> waitForQuestion(const Cancellation &cancellation);
    void answer(const std::optional<QString> &text);
    void giveQuestionBack();
    void wakeWaiting();

private:
    enum class Outcome { Ended, PortTaken, Stopped };

    [[nodiscard]] Result<Outcome> runOnce(AskpassServer &server);
    [[nodiscard]] bool watch(ChildProcess &process, AskpassServer &server);
    void readWords(const ChildProcess &process);
    void readOutput(const ChildProcess &process);
    void handOverAnswer(AskpassServer &server);
    void putQuestion(const QString &text);
    void end(const Error &error);
    [[nodiscard]] bool isStopping() const;

    const SshTunnel m_tunnel;
    const std::vector<TunnelEnd> m_ends;
    const CancellationSource m_ended;
    WakeDescriptor m_wake;

    // The thread's own.
    QByteArray m_output;
    bool m_isAsking = false;
    QMap<QString, int> m_asked; ///< how often, by text

    mutable std::mutex m_mutex;
    mutable std::condition_variable m_changed;
    Phase m_phase = Phase::Starting;
    bool m_stopping = false;
    std::vector<int> m_ports;
    QByteArray m_words; ///< the last of what ssh said
    qint64 m_heard = 0;
    bool m_readingWanted = false;
    std::optional<Error> m_error;
    std::optional<TunnelQuestion> m_question;
    bool m_questionTaken = false;
    std::optional<std::optional<QString>> m_answer;
};

} // namespace dumbo
