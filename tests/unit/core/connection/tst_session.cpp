#include "core/connection/reaper.h"
#include "core/results/resultfetch.h"
#include "tests/unit/core/connection/fakesession.h"

#include <QSignalSpy>
#include <QTest>

#include <thread>

using namespace dumbo;
using namespace dumbo::test;
using namespace std::chrono_literals;

namespace {

/// What a connection that asks its server for the state of the transaction waits for.
struct SlowState {
    std::atomic<bool> isSlow = false;
    Completion asked;
    Completion answered;
};

class SlowStateConnection final : public Connection {
public:
    SlowStateConnection(std::unique_ptr<Connection> inner, std::shared_ptr<SlowState> state)
        : m_inner(std::move(inner))
        , m_state(std::move(state))
    {
    }
    Dialect dialect() const override { return m_inner->dialect(); }
    Capabilities capabilities() const override { return m_inner->capabilities(); }
    ServerFacts server() const override { return m_inner->server(); }
    Result<std::unique_ptr<Execution>> execute(const Statement &statement) override { return m_inner->execute(statement); }
    Result<std::unique_ptr<Prepared>> prepare(const StatementText &text) override { return m_inner->prepare(text); }
    Result<CatalogPart> catalog(const CatalogRequest &request) override { return m_inner->catalog(request); }
    TransactionState transactionState() const override
    {
        if (m_state->isSlow.exchange(false)) {
            m_state->asked.finish();
            [[maybe_unused]] const auto came = m_state->answered.waitFor(30s);
        }
        return m_inner->transactionState();
    }
    void cancel() noexcept override { m_inner->cancel(); }

private:
    std::unique_ptr<Connection> m_inner;
    std::shared_ptr<SlowState> m_state;
};

class SlowStatePlugin final : public StoragePlugin {
public:
    SlowStatePlugin(std::shared_ptr<fake::FakeScript> script, std::shared_ptr<SlowState> state)
        : m_inner(fake::makeFakePlugin(std::move(script)))
        , m_state(std::move(state))
    {
    }
    Connector connector() const override { return m_inner->connector(); }
    Dialect dialect() const override { return m_inner->dialect(); }
    Capabilities capabilities() const override { return m_inner->capabilities(); }
    Result<std::unique_ptr<Connection>> connect(const ConnectRequest &request, ConnectionObserver &observer) override
    {
        auto made = m_inner->connect(request, observer);
        if (!made)
            return made;
        return std::make_unique<SlowStateConnection>(std::move(*made), m_state);
    }

private:
    std::shared_ptr<StoragePlugin> m_inner;
    std::shared_ptr<SlowState> m_state;
};

} // namespace

class TestSession : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_server = FakeServer(); }

    void cleanup()
    {
        QVERIFY(Reaper::instance().waitForAll(30s));
        QCOMPARE(m_server.script->liveConnections(), 0);
        QCOMPARE(m_server.script->liveExecutions(), 0);
        QCOMPARE(m_server.script->wrongThreadCalls(), 0);
        QCOMPARE(m_server.script->overlappingExecutions(), 0);
    }

    void openingReturnsBeforeTheConnectionIsMade()
    {
        m_server.script->blockConnects(true);
        const auto session = m_server.open();
        QVERIFY(m_server.script->waitUntilBlocked());
        QCOMPARE(session->status().phase, SessionPhase::Connecting);
        m_server.script->release();
        QTRY_COMPARE(session->status().phase, SessionPhase::Idle);
        QVERIFY(session->status().facts);
        QCOMPARE(session->status().facts->server.product, QStringLiteral("Fake"));
    }

    void aLazySessionConnectsWithItsFirstJob()
    {
        const auto session = m_server.open({}, { .connectAtOnce = false });
        QCOMPARE(session->status().phase, SessionPhase::Unconnected);
        QCOMPARE(m_server.script->connectAttempts(), 0);
        QVERIFY(session->submit(query("SELECT 1")).result());
        QCOMPARE(m_server.script->connectAttempts(), 1);
    }

    void aServerThatTellsItsTransactionSlowlyHoldsNobodyUp()
    {
        const auto state = std::make_shared<SlowState>();
        const PluginProvider provider = [this, state]() -> Result<std::shared_ptr<StoragePlugin>> {
            return std::make_shared<SlowStatePlugin>(m_server.script, state);
        };
        const auto session = Session::open(provider, FakeServer::target(), {}, {});
        QTRY_COMPARE(session->status().phase, SessionPhase::Idle);
        state->isSlow = true;
        const auto running = session->submit(query("SELECT 1"));
        QVERIFY(state->asked.waitFor(10s));
        Completion heard;
        std::jthread asking([&] {
            [[maybe_unused]] const auto status = session->status();
            heard.finish();
        });
        const auto isFree = heard.waitFor(5s);
        state->answered.finish();
        asking.join();
        QVERIFY(isFree);
        QVERIFY(running.result());
    }

    void tenJobsRunInTheOrderOfSubmission()
    {
        const auto session = m_server.open();
        std::vector<Reply<CommandOutcome>> replies;
        QList<QByteArray> sent;
        for (int job = 0; job < 10; ++job) {
            sent.append("SELECT " + QByteArray::number(job));
            replies.push_back(session->submit(command(sent.back())));
        }
        for (const auto &reply : replies)
            QVERIFY(reply.result());
        QCOMPARE(m_server.script->statements(), sent);
    }

    void continuationsRunFromTheEventLoopEvenWhenTheReplyIsFinished()
    {
        const auto session = m_server.open();
        const auto reply = session->submit(query("SELECT 7"));
        reply.waitForFinished();
        bool called = false;
        bool calledTwice = false;
        const auto owner = std::this_thread::get_id();
        onFinished(reply, this, [&](const Result<QueryResult> &result) {
            QCOMPARE(std::this_thread::get_id(), owner);
            QCOMPARE(count(result).value(), 7);
            called = true;
        });
        onFinished(reply, this, [&](const Result<QueryResult> &) { calledTwice = true; });
        QVERIFY(!called);
        QTRY_VERIFY(called && calledTwice);
    }

    void aContinuationDiesWithItsContext()
    {
        const auto session = m_server.open();
        auto context = std::make_unique<QObject>();
        bool called = false;
        const auto reply = session->submit(query("SELECT 1"));
        onFinished(reply, context.get(), [&](const Result<QueryResult> &) { called = true; });
        context.reset();
        reply.waitForFinished();
        bool later = false;
        onFinished(reply, this, [&](const Result<QueryResult> &) { later = true; });
        QTRY_VERIFY(later);
        QVERIFY(!called);
    }

    void aPlainFutureContinuesFromTheEventLoopToo()
    {
        const auto session = m_server.open();
        const QFuture<Result<QueryResult>> future = session->submit(query("SELECT 3"));
        qint64 value = 0;
        onFinished(future, this, [&](const Result<QueryResult> &result) { value = count(result).value_or(-1); });
        QTRY_COMPARE(value, 3);
    }

    void exceptionsInJobsEndAsErrors()
    {
        const auto session = m_server.open();
        const auto thrown = session->submit([](Executor &) -> Result<int> { throw std::runtime_error("broken job"); }).result();
        QCOMPARE(thrown.error().kind(), ErrorKind::General);
        QCOMPARE(thrown.error().detail(), QStringLiteral("broken job"));
        const auto unknown = session->submit([](Executor &) -> Result<int> { throw 42; }).result();
        QCOMPARE(unknown.error().kind(), ErrorKind::General);
        QVERIFY(session->submit(query("SELECT 1")).result());
    }

    void cancelEndsTheRunningJobAndNotTheNext()
    {
        const auto session = m_server.open();
        const auto running = session->submit(command("SLEEP"));
        const auto next = session->submit(query("SELECT 1"));
        QVERIFY(m_server.script->waitUntilBlocked());
        session->cancel();
        QCOMPARE(running.result().error().kind(), ErrorKind::Cancelled);
        QVERIFY(next.result());
        QCOMPARE(m_server.script->cancelledStatements(), 1);
    }

    void cancelOfAWaitingJobAnswersItAtOnce()
    {
        const auto session = m_server.open();
        const auto running = session->submit(command("SLEEP"));
        const auto waiting = session->submit(query("SELECT 1"));
        QVERIFY(m_server.script->waitUntilBlocked());
        session->cancel(waiting.job());
        QVERIFY(waiting.isFinished());
        QCOMPARE(waiting.result().error().kind(), ErrorKind::Cancelled);
        QVERIFY(!running.isFinished());
        m_server.script->release();
        QVERIFY(running.result());
    }

    void cancelAllEndsEverything()
    {
        const auto session = m_server.open();
        std::vector<Reply<CommandOutcome>> replies;
        for (int job = 0; job < 5; ++job)
            replies.push_back(session->submit(command("SLEEP")));
        QVERIFY(m_server.script->waitUntilBlocked());
        session->cancelAll();
        for (const auto &reply : replies)
            QCOMPARE(reply.result().error().kind(), ErrorKind::Cancelled);
        QVERIFY(session->submit(query("SELECT 1")).result());
    }

    void aJobStaysCancelledUntilItsEnd()
    {
        const auto session = m_server.open();
        const auto reply = session->submit([](Executor &executor) -> Result<int> {
            const auto first = executor.command("SLEEP");
            const auto second = executor.command("SELECT 1");
            if (first || second || !executor.isCancelled())
                return 0;
            return second.error().kind() == ErrorKind::Cancelled ? 1 : 0;
        });
        QVERIFY(m_server.script->waitUntilBlocked());
        session->cancel();
        QCOMPARE(reply.result().value(), 1);
        QCOMPARE(m_server.script->statements(), QList<QByteArray> { "SLEEP" });
    }

    void aCancelBetweenTwoBatchesEndsTheExecution()
    {
        const auto session = m_server.open();
        std::mutex mutex;
        std::unique_lock held(mutex);
        std::atomic_bool reading = false;
        const auto reply = session->submit([&](Executor &executor) -> Result<int> {
            const auto execution = executor.execute("SELECT * FROM numbers(100000)");
            if (!execution || !*(*execution)->nextResult())
                return 0;
            reading = (*execution)->next({ .maxRows = 10 }).has_value();
            const std::scoped_lock wait(mutex);
            const auto next = (*execution)->next({});
            return next ? 0 : int(next.error().kind() == ErrorKind::Cancelled);
        });
        QTRY_VERIFY(reading);
        session->cancel();
        held.unlock();
        QCOMPARE(reply.result().value(), 1);
    }

    void aJobPastItsDeadlineAnswersTimeout()
    {
        const auto session = m_server.open();
        const auto reply = session->submit(command("SLEEP"), { .name = {}, .timeout = 30ms });
        QCOMPARE(reply.result().error().kind(), ErrorKind::Timeout);
        QVERIFY(session->submit(query("SELECT 1")).result());
    }

    void aStatementPastItsDeadlineDoesNotEndTheJob()
    {
        const auto session = m_server.open();
        const auto reply = session->submit([](Executor &executor) -> Result<qint64> {
            executor.setStatementTimeout(30ms);
            const auto slow = executor.command("SLEEP");
            if (slow || slow.error().kind() != ErrorKind::Timeout)
                return -1;
            return count(executor.query("SELECT 5"));
        });
        QCOMPARE(reply.result().value(), 5);
    }

    void aLostConnectionIsOpenedAgainByTheNextJob()
    {
        const auto session = m_server.open();
        QVERIFY(session->submit(query("SELECT 1")).result());
        QCOMPARE(session->submit(command("BREAK")).result().error().kind(), ErrorKind::Connection);
        QCOMPARE(session->status().phase, SessionPhase::Lost);
        QVERIFY(session->status().error);
        QVERIFY(session->submit(query("SELECT 1")).result());
        QCOMPARE(m_server.script->connectAttempts(), 2);
    }

    void aConnectionLostWhileIdleIsNoticed()
    {
        const auto session = m_server.open();
        QTRY_COMPARE(session->status().phase, SessionPhase::Idle);
        m_server.script->breakConnections();
        QTRY_COMPARE(session->status().phase, SessionPhase::Lost);
        QVERIFY(session->submit(query("SELECT 1")).result());
    }

    void aConnectionLostInATransactionIsToldBeforeItIsOpenedAgain()
    {
        const auto session = m_server.open();
        QVERIFY(session->submit(command("BEGIN")).result());
        QCOMPARE(session->status().transaction, TransactionState::Active);
        m_server.script->breakConnections();
        QTRY_COMPARE(session->status().phase, SessionPhase::Lost);
        const auto told = session->submit(command("COMMIT")).result();
        QCOMPARE(told.error().kind(), ErrorKind::Connection);
        QVERIFY(!told.error().isRetryable());
        QCOMPARE(m_server.script->connectAttempts(), 1);
        QVERIFY(session->submit(query("SELECT 1")).result());
        QCOMPARE(m_server.script->connectAttempts(), 2);
    }

    void aFailedConnectAnswersAllThatWaitAndIsNotRemembered()
    {
        m_server.script->failNextConnect(Error(ErrorKind::Connection, QStringLiteral("no server")));
        m_server.script->blockConnects(true);
        const auto session = m_server.open();
        const auto one = session->submit(query("SELECT 1"));
        const auto two = session->submit(query("SELECT 1"));
        m_server.script->release();
        QCOMPARE(one.result().error().kind(), ErrorKind::Connection);
        QCOMPARE(two.result().error().message(), QStringLiteral("no server"));
        QCOMPARE(session->status().phase, SessionPhase::Failed);
        QVERIFY(session->submit(query("SELECT 1")).result());
    }

    void cancelEndsConnecting()
    {
        m_server.script->blockConnects(true);
        const auto session = m_server.open();
        const auto waiting = session->submit(query("SELECT 1"));
        QVERIFY(m_server.script->waitUntilBlocked());
        session->cancel();
        QCOMPARE(waiting.result().error().kind(), ErrorKind::Cancelled);
        QTRY_COMPARE(session->status().phase, SessionPhase::Failed);
        m_server.script->release();
        m_server.script->blockConnects(false);
        QVERIFY(session->submit(query("SELECT 1")).result());
    }

    void startupSqlRunsOnEveryConnect()
    {
        auto target = FakeServer::target();
        target.startupSql = QStringLiteral("CREATE TABLE hut (id INTEGER); INSERT INTO hut VALUES (1);");
        m_server.script->on("INSERT INTO hut VALUES (1)", fake::FakeResult::command("INSERT", 1));
        QList<QByteArray> sent;
        SessionEvents events;
        events.statementSent = [&](const QByteArray &text) { sent.append(text); };
        m_server.script->on("CREATE TABLE hut (id INTEGER)", fake::FakeResult::command("CREATE TABLE"));
        const auto session = Session::open(m_server.provider(), target, events);
        const auto first = session->submit(query("SELECT 1"));
        QTRY_VERIFY(first.isFinished());
        QVERIFY(first.result());
        m_server.script->breakConnections();
        const auto lost = session->submit(query("SELECT 1"));
        QTRY_VERIFY(lost.isFinished());
        const auto second = session->submit(query("SELECT 1"));
        QTRY_VERIFY(second.isFinished());
        QVERIFY(second.result());
        QTRY_COMPARE(sent.count("INSERT INTO hut VALUES (1)"), 2);
        QVERIFY(sent.indexOf("INSERT INTO hut VALUES (1)") < sent.indexOf("SELECT 1"));
    }

    void startupSqlThatFailsFailsTheConnectionAndNamesTheStatement()
    {
        auto target = FakeServer::target();
        target.startupSql = QStringLiteral("SELECT 1; SET nonsense TO 5");
        fake::FakeResponse refused;
        refused.error = Error(ErrorKind::NotFound, QStringLiteral("no such setting"));
        m_server.script->on("SET nonsense TO 5", refused);
        const auto session = Session::open(m_server.provider(), target);
        const auto reply = session->submit(query("SELECT 1"));
        QTRY_VERIFY(reply.isFinished());
        QCOMPARE(reply.result().error().kind(), ErrorKind::NotFound);
        QVERIFY2(reply.result().error().message().contains(QStringLiteral("Statement 2")), qPrintable(reply.result().error().message()));
        QVERIFY(reply.result().error().message().contains(QStringLiteral("SET nonsense TO 5")));
        QTRY_COMPARE(session->status().phase, SessionPhase::Failed);
    }

    void startupSqlCanBeCancelled()
    {
        auto target = FakeServer::target();
        target.startupSql = QStringLiteral("SELECT forever");
        fake::FakeResponse blocked;
        blocked.blocks = true;
        m_server.script->on("SELECT forever", blocked);
        const auto session = Session::open(m_server.provider(), target);
        const auto reply = session->submit(query("SELECT 1"));
        QVERIFY(m_server.script->waitUntilBlocked());
        session->cancel();
        QTRY_VERIFY(reply.isFinished());
        QCOMPARE(reply.result().error().kind(), ErrorKind::Cancelled);
    }

    void missingCredentialsAreAskedForUntilTheyFit()
    {
        m_server.script->requireSecrets({ { QStringLiteral("password"), QStringLiteral("right") } });
        QList<int> attempts;
        QStringList fields;
        std::unique_ptr<Session> session;
        SessionEvents events;
        events.credentialsRequired = [&](const CredentialsRequest &request) {
            attempts.append(request.attempt);
            fields = request.fields;
            session->answerCredentials({ { request.fields.value(0),
                request.attempt == 1 ? QStringLiteral("wrong") : QStringLiteral("right") } });
        };
        session = m_server.open(events);
        const auto reply = session->submit(query("SELECT 1"));
        QTRY_VERIFY(reply.isFinished());
        QVERIFY(reply.result());
        QCOMPARE(attempts, (QList<int> { 1, 2 }));
        QCOMPARE(fields, QStringList { QStringLiteral("password") });
    }

    void refusedCredentialsFailWhatWaits()
    {
        m_server.script->requireSecrets({ { QStringLiteral("password"), QStringLiteral("right") } });
        std::unique_ptr<Session> session;
        SessionEvents events;
        events.credentialsRequired = [&](const CredentialsRequest &) { session->refuseCredentials(); };
        session = m_server.open(events);
        const auto reply = session->submit(query("SELECT 1"));
        QTRY_VERIFY(reply.isFinished());
        QCOMPARE(reply.result().error().kind(), ErrorKind::AuthenticationRequired);
    }

    void withoutAnybodyToAskMissingCredentialsFail()
    {
        m_server.script->requireSecrets({ { QStringLiteral("password"), QStringLiteral("right") } });
        const auto session = m_server.open();
        QCOMPARE(session->submit(query("SELECT 1")).result().error().kind(), ErrorKind::AuthenticationRequired);
    }

    void destroyingTheSessionCancelsAndAnswersWhatWaits()
    {
        auto session = m_server.open();
        const auto running = session->submit(command("SLEEP"));
        const auto waiting = session->submit(query("SELECT 1"));
        QVERIFY(m_server.script->waitUntilBlocked());
        session.reset();
        QVERIFY(waiting.isFinished());
        QCOMPARE(waiting.result().error().kind(), ErrorKind::Cancelled);
        QCOMPARE(running.result().error().kind(), ErrorKind::Cancelled);
    }

    void destroyingTheSessionWakesAJobThatWaitsForSomethingElse()
    {
        auto session = m_server.open();
        const auto reply = session->submit([](Executor &executor) -> Result<bool> {
            Completion cancelled;
            const auto registration = executor.cancellation().onCancelled([&] { cancelled.finish(); });
            return cancelled.waitFor(30s);
        });
        QTRY_COMPARE(session->status().phase, SessionPhase::Busy);
        session.reset();
        QVERIFY(reply.waitFor(30s));
        QCOMPARE(reply.result().value(), true);
    }

    void destroyingTheSessionWhileItAsksForCredentialsEndsIt()
    {
        m_server.script->requireSecrets({ { QStringLiteral("password"), QStringLiteral("right") } });
        SessionEvents events;
        events.credentialsRequired = [](const CredentialsRequest &) {};
        auto session = m_server.open(events);
        QTRY_COMPARE(session->status().phase, SessionPhase::NeedsCredentials);
        session.reset();
    }

    void eventsArriveInOrderInTheOwnersThread()
    {
        QStringList seen;
        const auto owner = std::this_thread::get_id();
        bool inOwner = true;
        SessionEvents events;
        events.statusChanged = [&](const SessionStatus &status) {
            inOwner &= std::this_thread::get_id() == owner;
            seen.append(sessionPhaseName(status.phase) + QLatin1Char(' ') + status.jobName);
        };
        events.notice = [&](NoticeSeverity, const QString &text) { seen.append(text); };
        events.statementSent = [&](const QByteArray &text) { seen.append(QString::fromUtf8(text)); };
        const auto session = m_server.open(events);
        const auto reply = session->submit(command("NOTICE 'hello'"), { .name = QStringLiteral("Greeting") });
        QTRY_COMPARE(seen.size(), 6);
        QCOMPARE(seen,
            (QStringList { QStringLiteral("connecting "), QStringLiteral("idle "), QStringLiteral("busy Greeting"),
                QStringLiteral("NOTICE 'hello'"), QStringLiteral("hello"), QStringLiteral("idle ") }));
        QVERIFY(inOwner);
    }

    void notificationsArriveWhileIdle()
    {
        QString payload;
        SessionEvents events;
        events.notification = [&](const Notification &notification) { payload = notification.payload; };
        const auto session = m_server.open(events);
        QTRY_COMPARE(session->status().phase, SessionPhase::Idle);
        m_server.script->notify(QStringLiteral("news"), QStringLiteral("one"));
        QTRY_COMPARE(payload, QStringLiteral("one"));
    }

    void aLeaseKeepsOtherJobsOut()
    {
        const auto session = m_server.open();
        auto reply = session->lease();
        auto lease = reply.takeResult();
        QVERIFY(lease.has_value());
        const auto other = session->submit(command("SELECT 'other'"));
        QVERIFY((*lease)->submit(command("BEGIN")).result());
        QVERIFY((*lease)->submit(command("SELECT 'mine'")).result());
        QVERIFY(!other.isFinished());
        lease->reset();
        QVERIFY(other.result());
        QCOMPARE(m_server.script->statements(),
            (QList<QByteArray> { "BEGIN", "SELECT 'mine'", "ROLLBACK", "SELECT 'other'" }));
    }

    void aLeaseThatNobodyTakesEnds()
    {
        const auto session = m_server.open();
        [[maybe_unused]] auto unused = session->lease();
        unused = {};
        QVERIFY(session->submit(query("SELECT 1")).result());
    }

    void theReaperWaitsOnlySoLong()
    {
        FakeServer stubborn;
        fake::FakeResponse response;
        response.blocks = true;
        response.ignoresCancel = true;
        stubborn.script->on("STUCK", response);
        auto session = stubborn.open();
        const auto reply = session->submit(command("STUCK"));
        QVERIFY(stubborn.script->waitUntilBlocked());
        session.reset();
        QVERIFY(!Reaper::instance().waitForAll(10ms));
        QVERIFY(Reaper::instance().threadCount() >= 1);
        stubborn.script->release();
        QVERIFY(Reaper::instance().waitForAll(30s));
        QVERIFY(reply.isFinished());
    }

    void whoWaitsBehindAPausedResultCanSeeIt()
    {
        const auto session = m_server.open();
        const auto gate = std::make_shared<FetchGate>(10);
        JobOptions options;
        options.name = QStringLiteral("the huts");
        const auto fetch = session->submit(
            [gate](Executor &executor) -> Result<ResultStore::State> {
                const auto execution = executor.execute("SELECT * FROM numbers(100)");
                if (!execution || !(*execution)->nextResult())
                    return fail(ErrorKind::General, QStringLiteral("no result"));
                const auto columns = (*execution)->columns();
                const auto store = ResultStore::create({ columns.begin(), columns.end() }, std::make_shared<MemoryBudget>());
                return fetchInto(**execution, *store, *gate, executor.cancellation(),
                    [&](bool paused) { executor.setPaused(paused); });
            },
            options);
        QTRY_VERIFY(session->status().isPaused);
        const auto waiting = session->submit(query("SELECT 1"));
        const auto status = session->status();
        QCOMPARE(status.jobName, QStringLiteral("the huts"));
        QCOMPARE(status.waitingJobs, 1);
        gate->allowAll();
        QVERIFY(fetch.result() && waiting.result());
        QTRY_VERIFY(!session->status().isPaused);
    }

private:
    FakeServer m_server;
};

QTEST_GUILESS_MAIN(TestSession)
#include "tst_session.moc"
