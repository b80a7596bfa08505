#pragma once

#include "core/base/result.h"
#include "core/sdk/capability.h"
#include "core/sdk/connectionobserver.h"
#include "core/sdk/dialect.h"
#include "core/sdk/serverfacts.h"
#include "core/sdk/transaction.h"

#include <QStringList>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace dumbo {

enum class SessionPhase {
    Unconnected, ///< waits for its first job
    Connecting, ///< loading the driver included
    NeedsCredentials, ///< waits for answerCredentials() or refuseCredentials()
    Idle,
    Busy, ///< a job runs
    Lost, ///< the connection broke; the next job connects again
    Failed, ///< the last attempt to connect failed; the next job tries again
    Closed, ///< the session is being destroyed
};

/// What is known of a session at one moment.
struct DUMBO_CORE_EXPORT SessionStatus {
    /// What stays the same while one connection lives.
    struct Facts {
        ServerFacts server;
        Dialect dialect;
        Capabilities capabilities;
    };

    SessionPhase phase = SessionPhase::Unconnected;
    std::chrono::steady_clock::time_point since; ///< when the phase began
    QString jobName; ///< Busy: of the job that runs
    quint64 job = 0; ///< Busy: its number
    int waitingJobs = 0;
    bool isPaused = false; ///< Busy: the job waits for a person, and so do those behind it
    TransactionState transaction = TransactionState::Idle; ///< after the last job; Unknown after a COMMIT that got no answer
    std::optional<Error> error; ///< Lost, Failed: why
    std::shared_ptr<const Facts> facts; ///< null before the first connection; of the last one while there is none
};

/// A notification sent by another session of the server.
struct Notification {
    QString channel;
    QString payload;
    qint64 processId = 0;
};

/// The secrets that a driver or an ssh tunnel misses, or a question of ssh.
struct CredentialsRequest {
    /// Fields of ssh, next to the names of options such as "password".
    static constexpr QLatin1StringView sshPassword { "ssh.password" };
    static constexpr QLatin1StringView sshPassphrase { "ssh.passphrase" }; ///< of a key; message names its file
    static constexpr QLatin1StringView sshCode { "ssh.code" }; ///< what a second factor asks for; never kept
    static constexpr QLatin1StringView sshHostKey { "ssh.hostkey" }; ///< a question: the answer is "yes" or "no"; never kept

    QStringList fields; ///< names of options, or one of the above
    int attempt = 1; ///< of connecting; above 1 an answer was refused
    QString message; ///< what the server or ssh said

    /// A question to be answered with yes or no rather than a secret to be typed; message has the text, with the host's fingerprint.
    [[nodiscard]] bool isQuestion() const { return fields.contains(sshHostKey); }
    /// Whether an answer may be kept for the next time.
    [[nodiscard]] bool isStorable() const { return !isQuestion() && !fields.contains(sshCode); }
};

/// What a session has to say. Each function is called from the event loop of the thread that opened the session, in the
/// order of the events, and never after the session is gone. All may be empty.
struct DUMBO_CORE_EXPORT SessionEvents {
    std::function<void(const SessionStatus &)> statusChanged;
    std::function<void(NoticeSeverity, const QString &)> notice;
    std::function<void(const Notification &)> notification;
    std::function<void(const QString &name, const QString &value)> parameterChanged;
    std::function<void(qint64 done, qint64 total)> progress;
    /// Every statement just before it is sent, values not included.
    std::function<void(const QByteArray &text)> statementSent;
    /// Where this is empty, missing credentials fail the connection.
    std::function<void(const CredentialsRequest &)> credentialsRequired;
};

/// "idle", "busy", …: for machines, not translated.
[[nodiscard]] DUMBO_CORE_EXPORT QString sessionPhaseName(SessionPhase phase);

} // namespace dumbo
