#pragma once

#include "tests/fakedriver/fakescript.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <thread>

namespace dumbo::fake {

class FakeDatabase;

/// What a script and one of its connections share, under the script's mutex.
struct FakeLink {
    bool isRunning = false; ///< an execution is open
    bool isCancelled = false; ///< the running statement is
    bool isBroken = false;
    bool isLossReported = false;
    std::vector<std::pair<QString, QString>> notifications;
    int wakeUp[2] = { -1, -1 }; ///< a pipe; readable while there are notifications or the link is broken
    std::thread::id owner;

    void wake() const;
    void drain() const;
};

class FakeScript::Private {
public:
    mutable std::mutex mutex;
    mutable std::condition_variable changed;
    std::map<QByteArray, FakeResponse> responses;
    std::vector<Error> connectErrors;
    QMap<QString, QString> secrets;
    Capabilities capabilities = Capabilities::fromInt((1u << allCapabilities().size()) - 1);
    PoolPolicy poolPolicy;
    bool blocksConnects = false;
    bool throwsOnConnect = false;
    bool failsTransactions = false;
    bool isReleased = false;
    int blocked = 0;
    int connectAttempts = 0;
    int executions = 0;
    int prepared = 0;
    int cancels = 0;
    int resets = 0;
    int cancelledStatements = 0;
    int wrongThreadCalls = 0;
    int overlappingExecutions = 0;
    QList<QByteArray> statements;
    std::set<FakeLink *> links;
    std::map<QString, std::shared_ptr<FakeDatabase>> databases;

    /// Waits until released, or isEnough() says so; false where neither came in time. Called with the mutex held.
    template <typename Predicate>
    bool block(std::unique_lock<std::mutex> &lock, Predicate isEnough)
    {
        ++blocked;
        changed.notify_all();
        const auto ended = changed.wait_for(lock, std::chrono::seconds(30), [&] { return isReleased || isEnough(); });
        --blocked;
        return ended;
    }

    template <typename T>
    [[nodiscard]] T read(T Private::*member) const
    {
        const std::scoped_lock lock(mutex);
        return this->*member;
    }
    template <typename T>
    void write(T Private::*member, T value)
    {
        const std::scoped_lock lock(mutex);
        this->*member = std::move(value);
        changed.notify_all();
    }
};

} // namespace dumbo::fake
