#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QStringList>

#include <chrono>
#include <functional>

#include <vector>

#include <csignal>
#include <sys/types.h>

namespace dumbo::test {

/// A server's program as our child, run by ServerUser. It ends with the thread that started it, even when our process is killed.
class ServerProcess
{
public:
    struct Start
    {
        QStringList command; ///< program and arguments
        QString logFile; ///< takes what it writes
        int deathSignal = SIGKILL; ///< what it gets when we die
    };

    [[nodiscard]] static Result<ServerProcess> start(const Start &start);
    ServerProcess() = default;
    ServerProcess(ServerProcess &&other) noexcept;
    ServerProcess &operator=(ServerProcess &&other) noexcept;
    ~ServerProcess();

    [[nodiscard]] pid_t id() const { return m_id; }
    [[nodiscard]] bool isRunning() const;
    /// Waits until ready() or the end of the process; the error tells what it wrote.
    [[nodiscard]] Result<void> waitFor(const std::function<bool()> &ready) const;
    /// Sends the signal and waits for the end; SIGKILL follows after 20 seconds.
    void stop(int signal);
    /// SIGSTOP and SIGCONT for the process and all below it.
    void pause() const;
    void resume() const;
    /// Itself and all processes below it.
    [[nodiscard]] std::vector<pid_t> tree() const;

private:
    pid_t m_id = -1;
    QString m_log;
    mutable bool m_ended = false;
};

struct RunOptions
{
    QByteArray input {};
    bool asServerUser = false;
};

/// Runs a short program and returns what it wrote. A program that is not there is ErrorKind::NotFound; one that fails is
/// ErrorKind::System with what it wrote.
[[nodiscard]] Result<QByteArray> runProgram(const QStringList &command, const RunOptions &options = {});

/// The path of a program, looked for in PATH, sbin folders and more; nothing where it is missing.
[[nodiscard]] QString findProgram(const QString &name, const QStringList &moreFolders = {});

/// Waits until condition(), looking at it some hundred times a second. False after the time.
[[nodiscard]] bool waitUntil(
    const std::function<bool()> &condition, std::chrono::milliseconds atMost = std::chrono::seconds(60));

} // namespace dumbo::test
