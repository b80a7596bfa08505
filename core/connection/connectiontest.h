#pragma once

#include "core/connection/connectionadvice.h"
#include "core/connection/executor.h"
#include "core/connection/sessionevents.h"

#include <QMap>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

class QObject;

namespace dumbo {

class DriverRegistry;

/// What a successful test of a connection learned.
struct DUMBO_CORE_EXPORT ConnectionReport {
    Connector connector;
    ServerFacts server; ///< product, version, user, encryption, …
    std::chrono::microseconds connecting { 0 }; ///< tunnel, TLS and login together; waiting for a person included
    std::optional<std::chrono::microseconds> roundTrip; ///< median of a few trivial statements
    bool readOnlyAsked = false;
    QStringList warnings; ///< sentences, e.g. that nothing is encrypted on the way to another machine

    /// Asks a live connection. connecting is left 0.
    [[nodiscard]] static Result<ConnectionReport> of(Executor &executor, const ConnectionTarget &target);
};

/// One attempt to connect, in a thread of its own. Destroying it ends the attempt without an answer.
class DUMBO_CORE_EXPORT ConnectionTest {
public:
    static constexpr std::chrono::milliseconds defaultTimeout { 30'000 };
    using Done = std::function<void(const Result<ConnectionReport> &)>;

    /// Answers once, from the calling thread's event loop. The time limit does not run while credentials are asked for. Of the events
    /// credentialsRequired matters most: where it is empty, missing credentials fail the test.
    [[nodiscard]] static std::unique_ptr<ConnectionTest> start(DriverRegistry &registry, const ConnectionTarget &target,
        const SessionEvents &events, Done done, std::chrono::milliseconds timeout = defaultTimeout);
    ~ConnectionTest();

    /// The answer is then ErrorKind::Cancelled.
    void cancel();
    void answerCredentials(const QMap<QString, QString> &secrets);
    void refuseCredentials();

private:
    class Private;
    explicit ConnectionTest(std::unique_ptr<Private> priv);
    std::unique_ptr<Private> d;
};

} // namespace dumbo
