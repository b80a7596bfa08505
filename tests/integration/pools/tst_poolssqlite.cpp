#include "core/connection/reaper.h"
#include "direct/sqlite/sqlitedatabase.h"

#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace dumbo;
using namespace std::chrono_literals;

namespace {

auto command(const QByteArray &sql)
{
    return [sql](Executor &executor) { return executor.command(sql); };
}

Result<TransactionOutcome<>> addHut(Executor &executor)
{
    if (const auto added = executor.command("INSERT INTO hut VALUES ('x')"); !added)
        return fail(added.error());
    return Commit {};
}

} // namespace

/// One writer, several readers, and other programs that use the same file.
class TestPoolsSqlite : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        {
            auto client = open();
            QVERIFY(client.command("CREATE TABLE hut (name text)"));
        }
        // The last connection locks the file once more when it closes.
        QVERIFY(Reaper::instance().waitForAll(30s));
    }

    void cleanup()
    {
        QVERIFY(Reaper::instance().waitForAll(30s));
        m_folder.reset();
    }

    void readersSeeTheStateBeforeATransactionWhileItRuns()
    {
        auto client = open();
        const Result<void> ended = client.withTransaction([&](Executor &writer) -> Result<TransactionOutcome<>> {
            if (const auto added = addHut(writer); !added)
                return fail(added.error());
            const auto seen = count(client.query("SELECT count(*) FROM hut"));
            if (!seen)
                return fail(seen.error());
            return *seen == 0 ? Result<TransactionOutcome<>>(Commit {}) : fail(ErrorKind::General, QStringLiteral("dirty read"));
        });
        QVERIFY2(ended, qPrintable(ended ? QString() : ended.error().toText()));
        QCOMPARE(count(client.query("SELECT count(*) FROM hut")).value(), 1);
    }

    void manyReadersAndWritersLoseNothing()
    {
        auto client = open();
        std::vector<Reply<CommandOutcome>> writes;
        std::vector<Reply<CommandOutcome>> reads;
        PoolJobOptions reading;
        reading.access = Access::Read;
        for (int job = 0; job < 100; ++job) {
            writes.push_back(client.submit(command("INSERT INTO hut VALUES ('y')")));
            reads.push_back(client.submit(command("SELECT * FROM hut"), reading));
        }
        for (const auto &reply : writes)
            QVERIFY(reply.result());
        for (const auto &reply : reads)
            QVERIFY(reply.result());
        QCOMPARE(count(client.query("SELECT count(*) FROM hut")).value(), 100);
    }

    void aTransactionOnALockedFileIsTriedAgain()
    {
        auto client = open(0ms);
        auto other = open(0ms);
        std::optional<std::jthread> waiting;
        std::optional<Result<void>> late;
        std::atomic_bool failedOnce = false;
        const Result<void> ended = client.withTransaction([&](Executor &writer) -> Result<TransactionOutcome<>> {
            if (const auto added = addHut(writer); !added)
                return fail(added.error());
            const Result<void> refused = other.withTransaction(addHut);
            failedOnce = !refused && refused.error().kind() == ErrorKind::LockNotAvailable && refused.error().isRetryable();
            waiting.emplace([&] {
                late = other.withTransaction(addHut, {}, { .attempts = 1000, .firstDelay = 1ms, .longestDelay = 5ms });
            });
            return Commit {};
        });
        QVERIFY(ended);
        waiting.reset();
        QVERIFY(failedOnce);
        QVERIFY2(*late, qPrintable(*late ? QString() : late->error().toText()));
        QCOMPARE(count(client.query("SELECT count(*) FROM hut")).value(), 2);
    }

    void twoProgramsThatWriteDoNotMeetInTheMiddleOfATransaction()
    {
        // With a deferred begin both would read, then write, and one would fail at once with a stale snapshot.
        auto client = open();
        auto other = open();
        const auto addTwice = [](Client &database) {
            int failures = 0;
            for (int round = 0; round < 20; ++round) {
                const Result<void> ended = database.withTransaction([](Executor &executor) -> Result<TransactionOutcome<>> {
                    if (const auto seen = count(executor.query("SELECT count(*) FROM hut")); !seen)
                        return fail(seen.error());
                    return addHut(executor);
                });
                failures += !ended;
            }
            return failures;
        };
        int failures = -1;
        std::jthread thread([&] { failures = addTwice(other); });
        QCOMPARE(addTwice(client), 0);
        thread.join();
        QCOMPARE(failures, 0);
        QCOMPARE(count(client.query("SELECT count(*) FROM hut")).value(), 40);
    }

    void anExclusiveTransactionKeepsReadersOut()
    {
        auto client = open(0ms, QStringLiteral("delete"));
        auto other = open(0ms, QStringLiteral("delete"));
        QVERIFY(client.command("PRAGMA journal_mode = delete"));
        ErrorKind seen = ErrorKind::General;
        const auto tryToRead = [&](Executor &) -> TransactionOutcome<> {
            const auto read = other.query("SELECT count(*) FROM hut");
            seen = read ? ErrorKind::General : read.error().kind();
            return Commit {};
        };
        QVERIFY(client.withTransaction(tryToRead, { .lock = TransactionLock::Immediate }));
        QCOMPARE(seen, ErrorKind::General);
        QVERIFY(client.withTransaction(tryToRead, { .lock = TransactionLock::Exclusive }));
        QCOMPARE(seen, ErrorKind::LockNotAvailable);
    }

    void everyIsolationLevelIsKeptBecauseAllAreSerializable()
    {
        auto client = open();
        for (const auto level : { IsolationLevel::ReadUncommitted, IsolationLevel::ReadCommitted, IsolationLevel::RepeatableRead,
                 IsolationLevel::Serializable })
            QVERIFY(client.withTransaction(addHut, { .isolation = level }));
        QCOMPARE(count(client.query("SELECT count(*) FROM hut")).value(), 4);
    }

    void aReadOnlyTransactionRunsOnAReader()
    {
        auto client = open();
        QVERIFY(client.command("INSERT INTO hut VALUES ('z')"));
        const Result<void> ended = client.withTransaction([&](Executor &writer) -> Result<TransactionOutcome<>> {
            if (const auto added = addHut(writer); !added)
                return fail(added.error());
            // The writer is busy with us; this would wait for ever on it.
            const Result<qint64> seen = client.withTransaction(
                [](Executor &reader) -> Result<TransactionOutcome<qint64>> {
                    const auto huts = count(reader.query("SELECT count(*) FROM hut"));
                    return huts ? Result<TransactionOutcome<qint64>>(Commit { *huts }) : fail(huts.error());
                },
                { .readOnly = true });
            return seen == 1 ? Result<TransactionOutcome<>>(Commit {}) : fail(ErrorKind::General, QStringLiteral("dirty read"));
        });
        QVERIFY2(ended, qPrintable(ended ? QString() : ended.error().toText()));
    }

    void settingsOfOneJobDoNotReachTheNext()
    {
        auto client = open();
        QVERIFY(client.command("PRAGMA foreign_keys = OFF; CREATE TEMP TABLE mine (a); ATTACH ':memory:' AS other"));
        const auto next = client.submit([](Executor &executor) -> Result<qint64> {
            const auto keys = count(executor.query("PRAGMA foreign_keys"));
            const auto tables = count(executor.query("SELECT count(*) FROM temp.sqlite_schema"));
            const auto files = count(executor.query("SELECT count(*) FROM pragma_database_list WHERE name = 'other'"));
            if (!keys || !tables || !files)
                return fail(ErrorKind::General, QStringLiteral("can't tell"));
            return *keys * 100 + *tables * 10 + *files;
        });
        QCOMPARE(next.result().value(), 100);
    }

    void aPrivateDatabaseLivesAsLongAsItsPool()
    {
        PoolPolicy policy;
        policy.kind = PoolPolicy::Kind::Singleton;
        policy.idleLimit = 1ms;
        policy.lifeLimit = 1ms;
        auto client = sqlite::open({ .path = QStringLiteral(":memory:") }, { .pool = policy });
        QVERIFY(client.command("CREATE TABLE hut (name text); INSERT INTO hut VALUES ('x')"));
        for (int round = 0; round < 20; ++round)
            QCOMPARE(count(client.query("SELECT count(*) FROM hut, (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
                                        "LIMIT 10000) SELECT max(i) FROM n)")).value(),
                1);
    }

private:
    [[nodiscard]] Client open(
        std::chrono::milliseconds busyTimeout = 5s, const QString &journalMode = QStringLiteral("wal")) const
    {
        return sqlite::open({ .path = m_folder->filePath(QStringLiteral("huts.db")),
            .create = true,
            .busyTimeout = busyTimeout,
            .journalMode = journalMode });
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestPoolsSqlite)
#include "tst_poolssqlite.moc"
