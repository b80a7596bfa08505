#include "core/base/cancellation.h"

#include <QTest>

#include <atomic>
#include <optional>
#include <thread>
#include <vector>

using namespace dumbo;

class TestCancellation : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aDefaultOneIsNeverCancelled();
    void copiesShareOneState();
    void functionsRunOnceInTheThreadThatCancels();
    void aFunctionGivenLateRunsAtOnce();
    void aDestroyedRegistrationDoesNotRun();
    void destroyingWaitsForARunningFunction();
    void cancellingFromManyThreadsRunsEachFunctionOnce();
};

void TestCancellation::aDefaultOneIsNeverCancelled()
{
    const Cancellation none;
    bool ran = false;
    const auto registration = none.onCancelled([&] { ran = true; });
    QVERIFY(!none.isCancelled() && !ran);
}

void TestCancellation::copiesShareOneState()
{
    const CancellationSource source;
    const auto copy = source;
    const auto token = source.token();
    copy.cancel();
    QVERIFY(token.isCancelled() && source.isCancelled());
}

void TestCancellation::functionsRunOnceInTheThreadThatCancels()
{
    const CancellationSource source;
    int runs = 0;
    std::thread::id runner;
    const auto registration = source.token().onCancelled([&] {
        ++runs;
        runner = std::this_thread::get_id();
    });
    std::thread::id canceller;
    std::jthread([&] {
        canceller = std::this_thread::get_id();
        source.cancel();
        source.cancel();
    }).join();
    source.cancel();
    QCOMPARE(runs, 1);
    QVERIFY(runner == canceller);
}

void TestCancellation::aFunctionGivenLateRunsAtOnce()
{
    const CancellationSource source;
    source.cancel();
    bool ran = false;
    const auto registration = source.token().onCancelled([&] { ran = true; });
    QVERIFY(ran);
}

void TestCancellation::aDestroyedRegistrationDoesNotRun()
{
    const CancellationSource source;
    bool ran = false;
    {
        auto registration = source.token().onCancelled([&] { ran = true; });
        auto moved = std::move(registration);
    }
    source.cancel();
    QVERIFY(!ran);
}

void TestCancellation::destroyingWaitsForARunningFunction()
{
    for (int round = 0; round < 50; ++round) {
        const CancellationSource source;
        std::atomic_bool started = false;
        bool finished = false; // not atomic: destroying the registration is what orders the two threads
        std::optional registration(source.token().onCancelled([&] {
            started = true;
            for (int i = 0; i < 100; ++i)
                std::this_thread::yield();
            finished = true;
        }));
        std::jthread canceller([&] { source.cancel(); });
        while (!started)
            std::this_thread::yield();
        registration.reset();
        QVERIFY(finished);
    }
}

void TestCancellation::cancellingFromManyThreadsRunsEachFunctionOnce()
{
    const CancellationSource source;
    std::atomic_int runs = 0;
    std::vector<Cancellation::Registration> kept;
    for (int i = 0; i < 20; ++i)
        kept.push_back(source.token().onCancelled([&] { ++runs; }));
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 5; ++i) {
            threads.emplace_back([&] { source.cancel(); });
            threads.emplace_back([&] {
                std::atomic_int own = 0;
                for (int j = 0; j < 100; ++j)
                    const auto passing = source.token().onCancelled([&] { ++own; });
            });
        }
    }
    QCOMPARE(runs, 20);
}

QTEST_GUILESS_MAIN(TestCancellation)
#include "tst_cancellation.moc"
