#include "core/connection/reaper.h"
#include "direct/postgresql/postgresdatabase.h"
#include "drivers/postgresql/plugin.h"
#include "tests/support/servers/faultproxy.h"
#include "tests/support/servers/needserver.h"
#include "tests/support/servers/postgresserver.h"

#include <QTest>

#include <atomic>
#include <barrier>
#include <thread>

using namespace dumbo;
using namespace dumbo::test;
using namespace std::chrono_literals;

namespace {

auto command(const QByteArray &sql)
{
    return [sql](Executor &executor) { return executor.command(sql); };
}

auto number(const QByteArray &sql)
{
    return [sql](Executor &executor) { return count(executor.query(sql)); };
}

constexpr RetryPolicy patient { .attempts = 200, .firstDelay = 1ms, .longestDelay = 20ms };

} // namespace

/// Through a proxy that can spoil the wire.
class TestPoolsPostgresql : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        const auto server = PostgresServer::shared();
        DUMBO_NEED_SERVER(server);
        m_server = *server;
        m_name = m_server->createDatabase();
        auto proxy = FaultProxy::start(FaultProxy::Upstream::tcp(m_server->port()));
        QVERIFY(proxy);
        m_proxy = std::move(*proxy);
        run("CREATE TABLE hut (id int PRIMARY KEY, beds int NOT NULL); INSERT INTO hut SELECT n, 0 FROM generate_series(1, 9) n");
    }

    void cleanup()
    {
        QVERIFY(Reaper::instance().waitForAll(60s));
        m_proxy.reset();
        if (m_server)
            m_server->dropDatabase(m_name);
    }

    void serializationFailuresAreTriedAgainUntilAllSucceed()
    {
        auto client = open();
        constexpr int threads = 4;
        constexpr int rounds = 10;
        std::atomic_int runs = 0;
        std::atomic_int failures = 0;
        std::vector<std::jthread> writers;
        for (int thread = 0; thread < threads; ++thread)
            writers.emplace_back([&] {
                const auto executor = client.executor();
                for (int round = 0; round < rounds; ++round) {
                    const Result<void> ended = executor->withTransaction(
                        [&](Executor &inside) -> Result<TransactionOutcome<>> {
                            ++runs;
                            const auto beds = count(inside.query("SELECT beds FROM hut WHERE id = 1"));
                            if (!beds)
                                return fail(beds.error());
                            const auto set = inside.command("UPDATE hut SET beds = " + QByteArray::number(*beds + 1) + " WHERE id = 1");
                            if (!set)
                                return fail(set.error());
                            return Commit {};
                        },
                        { .isolation = IsolationLevel::Serializable }, patient);
                    failures += !ended;
                }
            });
        writers.clear();
        QCOMPARE(failures.load(), 0);
        QCOMPARE(ask("SELECT beds FROM hut WHERE id = 1"), QString::number(threads * rounds));
        QVERIFY2(runs > threads * rounds, "nothing collided");
    }

    void aWriteSkewThatOnlyCommitFindsIsTriedAgain()
    {
        // Each reads what the other writes: with SERIALIZABLE one of them is refused, at the latest by COMMIT.
        auto client = open();
        std::barrier both(2);
        std::atomic_int runs = 0;
        const auto skew = [&](const char *read, const char *write) {
            int own = 0;
            const auto executor = client.executor();
            const Result<void> ended = executor->withTransaction(
                [&](Executor &inside) -> Result<TransactionOutcome<>> {
                    ++runs;
                    const auto sum = count(inside.query(QByteArray("SELECT beds FROM hut WHERE id = ") + read));
                    if (++own == 1)
                        both.arrive_and_wait();
                    if (!sum)
                        return fail(sum.error());
                    const auto set = inside.command(QByteArray("UPDATE hut SET beds = beds + 1 WHERE id = ") + write);
                    if (own == 1)
                        both.arrive_and_wait();
                    if (!set)
                        return fail(set.error());
                    return Commit {};
                },
                { .isolation = IsolationLevel::Serializable }, patient);
            return ended.has_value();
        };
        std::atomic_bool other = false;
        std::jthread thread([&] { other = skew("1", "2"); });
        const auto mine = skew("2", "1");
        thread.join();
        QVERIFY(mine && other);
        QVERIFY(runs >= 3);
        QCOMPARE(ask("SELECT sum(beds) FROM hut"), QStringLiteral("2"));
    }

    void deadlocksAreTriedAgainUntilBothSucceed()
    {
        run("ALTER DATABASE \"" + m_name + "\" SET deadlock_timeout = '20ms'");
        auto client = open();
        std::barrier both(2);
        std::atomic_int runs = 0;
        const auto lockBoth = [&](const char *one, const char *two) {
            int own = 0;
            const auto executor = client.executor();
            const Result<void> ended = executor->withTransaction(
                [&](Executor &inside) -> Result<TransactionOutcome<>> {
                    ++runs;
                    const auto set = [&](const char *id) {
                        return inside.command(QByteArray("UPDATE hut SET beds = beds + 1 WHERE id = ") + id);
                    };
                    const auto first = set(one);
                    if (++own == 1)
                        both.arrive_and_wait();
                    if (!first)
                        return fail(first.error());
                    if (const auto second = set(two); !second)
                        return fail(second.error());
                    return Commit {};
                },
                {}, patient);
            return ended.has_value();
        };
        std::atomic_bool other = false;
        std::jthread thread([&] { other = lockBoth("1", "2"); });
        const auto mine = lockBoth("2", "1");
        thread.join();
        QVERIFY(mine && other);
        QVERIFY(runs >= 3);
        QCOMPARE(ask("SELECT sum(beds) FROM hut"), QStringLiteral("4"));
    }

    void aCommitThatNeverReachedTheServerIsUnknown() { cutAtCommit(FaultProxy::Direction::ToServer, QStringLiteral("0")); }
    void aCommitWhoseAnswerGotLostIsUnknown() { cutAtCommit(FaultProxy::Direction::ToClient, QStringLiteral("7")); }

    void aTransactionThatLostItsWireRunsAgainAsAWhole()
    {
        auto client = open();
        int runs = 0;
        const Result<void> ended = client.withTransaction(
            [&](Executor &inside) -> Result<TransactionOutcome<>> {
                ++runs;
                if (const auto set = inside.command("UPDATE hut SET beds = beds + 1 WHERE id = 1"); !set)
                    return fail(set.error());
                if (runs == 1)
                    m_proxy->cutAll(FaultProxy::Cut::Reset);
                if (const auto set = inside.command("UPDATE hut SET beds = beds + 1 WHERE id = 2"); !set)
                    return fail(set.error());
                return Commit {};
            },
            {}, patient);
        QVERIFY2(ended, qPrintable(ended ? QString() : ended.error().toText()));
        QCOMPARE(runs, 2);
        QCOMPARE(ask("SELECT sum(beds) FROM hut"), QStringLiteral("2"));
    }

    void aPoolOutlivesARestartOfItsWire()
    {
        auto client = open({ .connections = 3 });
        for (const auto cut : { FaultProxy::Cut::Close, FaultProxy::Cut::Reset }) {
            QVERIFY(client.query("SELECT 1"));
            m_proxy->cutAll(cut);
            QTRY_COMPARE(m_proxy->openConnections(), 0);
            const auto answer = client.query("SELECT 1");
            QVERIFY2(answer, qPrintable(answer ? QString() : answer.error().toText()));
        }
    }

    void aSilentServerIsNoticedByThePingAndTheNextUseWorks()
    {
        const auto session = openSession({ .pingPatience = 100ms });
        QVERIFY(session->submit(number("SELECT 1")).result());
        m_proxy->setBlackHole(true);
        const auto lost = session->submit(number("SELECT 2"), { .trustedFor = 0ms });
        QVERIFY(lost.waitFor(60s));
        QVERIFY(!lost.result());
        m_proxy->setBlackHole(false);
        QCOMPARE(session->submit(number("SELECT 3")).result().value(), 3);
    }

    void aSessionSaysThatItsTransactionIsGoneAndThenConnectsAgain()
    {
        const auto session = openSession();
        QVERIFY(session->submit(command("BEGIN; UPDATE hut SET beds = 5")).result());
        m_proxy->cutAll(FaultProxy::Cut::Reset);
        const auto told = session->submit(number("SELECT max(beds) FROM hut")).result();
        QCOMPARE(told.error().kind(), ErrorKind::Connection);
        QVERIFY(!told.error().isRetryable());
        QCOMPARE(session->submit(number("SELECT max(beds) FROM hut")).result().value(), 0);
    }

    void theServersLimitOfConnectionsIsAnErrorThatPasses()
    {
        run("ALTER DATABASE \"" + m_name + "\" CONNECTION LIMIT 1; CREATE ROLE guest LOGIN; GRANT ALL ON hut TO guest");
        auto first = postgresql::open(optionsOf(QStringLiteral("guest")));
        QVERIFY(first.query("SELECT 1"));
        auto second = postgresql::open(optionsOf(QStringLiteral("guest")));
        const auto refused = second.query("SELECT 1");
        QCOMPARE(refused.error().kind(), ErrorKind::InsufficientResources);
        QVERIFY(refused.error().isRetryable());
        first.close();
        QTRY_VERIFY(second.query("SELECT 1").has_value());
        second.close();
        QVERIFY(Reaper::instance().waitForAll(60s));
        run("DROP OWNED BY guest; DROP ROLE guest");
    }

    void anIsolationLevelIsReallySet_data()
    {
        QTest::addColumn<int>("level");
        QTest::addColumn<QString>("name");
        QTest::newRow("read committed") << int(IsolationLevel::ReadCommitted) << QStringLiteral("read committed");
        QTest::newRow("repeatable read") << int(IsolationLevel::RepeatableRead) << QStringLiteral("repeatable read");
        QTest::newRow("serializable") << int(IsolationLevel::Serializable) << QStringLiteral("serializable");
    }

    void anIsolationLevelIsReallySet()
    {
        QFETCH(const int, level);
        QFETCH(const QString, name);
        auto client = open({ .connections = 1 });
        const auto tell = [](Executor &executor) -> Result<TransactionOutcome<QString>> {
            const auto row = single(executor.query("SHOW transaction_isolation"));
            return row ? Result<TransactionOutcome<QString>>(Commit { row->text(0) }) : fail(row.error());
        };
        QCOMPARE((client.withTransaction(tell, { .isolation = IsolationLevel(level) }).value()), name);
        QCOMPARE((client.withTransaction(tell).value()), QStringLiteral("read committed"));
    }

private:
    [[nodiscard]] postgresql::PostgresOptions optionsOf(const QString &user) const
    {
        return { .host = m_proxy->host(),
            .port = QString::number(m_proxy->port()),
            .database = m_name,
            .user = user,
            .connectTimeout = 2s };
    }
    [[nodiscard]] postgresql::PostgresDatabase open(const PoolPolicy &policy = {}) const
    {
        return postgresql::open(optionsOf(m_server->user()), { .pool = policy });
    }
    [[nodiscard]] std::unique_ptr<Session> openSession(const SessionOptions &options = {}) const
    {
        ConnectionTarget target;
        target.options = optionsOf(m_server->user()).toOptions();
        return Session::open([] { return std::make_shared<postgresql::PostgresPlugin>(); }, target, {}, options);
    }
    void run(const QString &sql) const
    {
        const auto done = m_server->run(sql, m_name);
        QVERIFY2(done, qPrintable(done ? QString() : done.error().toText()));
    }
    [[nodiscard]] QString ask(const char *sql) const
    {
        return m_server->run(QString::fromLatin1(sql), m_name).value_or(QString()).trimmed();
    }

    /// The first byte of the COMMIT, or of its answer, is the last that passes.
    void cutAtCommit(FaultProxy::Direction direction, const QString &bedsAfter)
    {
        auto client = open();
        int runs = 0;
        const Result<void> ended = client.withTransaction(
            [&](Executor &inside) -> Result<TransactionOutcome<>> {
                ++runs;
                if (const auto set = inside.command("UPDATE hut SET beds = 7 WHERE id = 1"); !set)
                    return fail(set.error());
                m_proxy->cutAfter(direction, 1, FaultProxy::Cut::Reset);
                return Commit {};
            },
            {}, patient);
        QCOMPARE(ended.error().kind(), ErrorKind::UnknownOutcome);
        QVERIFY(!ended.error().isRetryable());
        QCOMPARE(runs, 1);
        QTRY_COMPARE(ask("SELECT beds FROM hut WHERE id = 1"), bedsAfter);
        QVERIFY(client.query("SELECT 1"));
    }

    PostgresServer *m_server = nullptr;
    QString m_name;
    std::unique_ptr<FaultProxy> m_proxy;
};

QTEST_GUILESS_MAIN(TestPoolsPostgresql)
#include "tst_poolspostgresql.moc"
