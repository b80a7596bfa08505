#include "core/connection/reaper.h"
#include "core/connection/session.h"
#include "tests/unit/core/connection/racedriver.h"

#include <QRandomGenerator>
#include <QTest>

#include <thread>

using namespace dumbo;
using namespace dumbo::test;
using namespace std::chrono_literals;

namespace {

PluginProvider providerOf(const std::shared_ptr<RaceLog> &log)
{
    return [log] { return std::make_shared<RacePlugin>(log); };
}

auto running(const QByteArray &text)
{
    return [text](Executor &executor) -> Result<qint64> {
        const auto outcome = executor.command(text);
        if (!outcome)
            return fail(outcome.error());
        return outcome->affectedRows.value_or(0);
    };
}

void spin(int microseconds)
{
    const auto end = std::chrono::steady_clock::now() + std::chrono::microseconds(microseconds);
    while (std::chrono::steady_clock::now() < end)
        std::this_thread::yield();
}

} // namespace

/// Cancels and destruction at random moments. The seed is printed by a failing run and can be set with DUMBO_SEED.
class TestSessionRaces : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        bool isSet = false;
        m_seed = qEnvironmentVariableIntValue("DUMBO_SEED", &isSet);
        if (!isSet)
            m_seed = QRandomGenerator::global()->bounded(1, 1'000'000);
        qInfo("seed %d", m_seed);
    }

    void thousandsOfCancelsAreNeitherLostNorHitTheNextStatement()
    {
        const auto log = std::make_shared<RaceLog>();
        const auto session = Session::open(providerOf(log), {});
        QRandomGenerator random { quint32(m_seed) };
        for (int round = 0; round < 3000; ++round) {
            auto victim = session->submit(running("long " + QByteArray::number(round)));
            auto next = session->submit(running("short " + QByteArray::number(round)));
            spin(random.bounded(150));
            if (random.bounded(2))
                session->cancel(victim.job());
            else
                session->cancel();
            QVERIFY2(victim.waitFor(30s), "the cancel was lost");
            QCOMPARE(victim.result().error().kind(), ErrorKind::Cancelled);
            QVERIFY(next.waitFor(30s));
            QVERIFY2(next.result().has_value(), qPrintable(next.result() ? QString() : next.result().error().toText()));
        }
        const std::scoped_lock lock(log->mutex);
        for (const auto &text : log->hits)
            QVERIFY2(text.startsWith("long "), text.constData());
    }

    void cancellingFinishedJobsDoesNothing()
    {
        const auto log = std::make_shared<RaceLog>();
        const auto session = Session::open(providerOf(log), {});
        QRandomGenerator random { quint32(m_seed) };
        std::vector<Reply<qint64>> replies;
        for (int round = 0; round < 1000; ++round) {
            replies.push_back(session->submit(running("short")));
            replies.back().waitForFinished();
            session->cancel(replies[std::size_t(random.bounded(qint64(replies.size())))].job());
        }
        for (const auto &reply : replies)
            QVERIFY(reply.result().has_value());
        const std::scoped_lock lock(log->mutex);
        QVERIFY(log->hits.empty());
    }

    void aSessionMayBeDestroyedAtAnyMoment()
    {
        const auto log = std::make_shared<RaceLog>();
        QRandomGenerator random { quint32(m_seed) };
        std::vector<Reply<qint64>> replies;
        for (int round = 0; round < 300; ++round) {
            const auto session = Session::open(providerOf(log), {});
            for (int job = random.bounded(4); job >= 0; --job)
                replies.push_back(session->submit(running(random.bounded(2) ? "long" : "short")));
            spin(random.bounded(200));
        }
        for (const auto &reply : replies) {
            QVERIFY(reply.waitFor(30s));
            QVERIFY(reply.result() || reply.result().error().kind() == ErrorKind::Cancelled);
        }
        QVERIFY(Reaper::instance().waitForAll(30s));
        const std::scoped_lock lock(log->mutex);
        QCOMPARE(log->openConnections, 0);
    }

    void destroyingASessionDoesNotWaitForADriverThatCannotCancel()
    {
        const auto log = std::make_shared<RaceLog>();
        auto session = Session::open(providerOf(log), {});
        const auto reply = session->submit(running("slow"));
        QTRY_COMPARE(session->status().phase, SessionPhase::Busy);
        session.reset();
        QVERIFY(!reply.isFinished());
        QVERIFY(reply.waitFor(30s));
    }

    void cancelsFromManyThreadsOfALeaseAreSafe()
    {
        const auto log = std::make_shared<RaceLog>();
        const auto session = Session::open(providerOf(log), {});
        auto reply = session->lease();
        const auto lease = reply.takeResult();
        QVERIFY(lease.has_value());
        std::vector<std::jthread> threads;
        std::atomic_int cancelled = 0;
        for (int thread = 0; thread < 4; ++thread)
            threads.emplace_back([&] {
                for (int round = 0; round < 100; ++round) {
                    const auto victim = (*lease)->submit(running("long"));
                    (*lease)->cancel(victim.job());
                    if (victim.waitFor(30s) && !victim.result())
                        ++cancelled;
                }
            });
        threads.clear();
        QCOMPARE(cancelled.load(), 400);
    }

private:
    int m_seed = 0;
};

QTEST_GUILESS_MAIN(TestSessionRaces)
#include "tst_sessionraces.moc"
