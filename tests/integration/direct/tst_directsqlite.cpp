#include "core/connection/reaper.h"
#include "direct/sqlite/sqlitedatabase.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sqlite3.h>

using namespace dumbo;
using namespace std::chrono_literals;

namespace {

constexpr auto endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";

/// A handle as another part of the program has it.
class Owner {
public:
    explicit Owner(const QString &path = QStringLiteral(":memory:"))
    {
        if (sqlite3_open(path.toUtf8().constData(), &m_handle) != SQLITE_OK)
            qFatal("%s", sqlite3_errmsg(m_handle));
        run("CREATE TABLE IF NOT EXISTS hut (name text)");
    }
    ~Owner()
    {
        // SQLITE_BUSY where somebody left a statement behind.
        if (sqlite3_close(m_handle) != SQLITE_OK)
            qFatal("the handle is still in use");
    }
    Owner(const Owner &) = delete;
    Owner &operator=(const Owner &) = delete;

    void run(const char *sql) const
    {
        if (sqlite3_exec(m_handle, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
            qFatal("%s: %s", sql, sqlite3_errmsg(m_handle));
    }
    [[nodiscard]] bool isInTransaction() const { return !sqlite3_get_autocommit(m_handle); }
    [[nodiscard]] sqlite3 *handle() const { return m_handle; }

private:
    sqlite3 *m_handle = nullptr;
};

Result<TransactionOutcome<>> addHut(Executor &executor)
{
    if (const auto added = executor.command("INSERT INTO hut VALUES ('x')"); !added)
        return fail(added.error());
    return Commit {};
}

Result<qint64> huts(Executor &executor)
{
    return count(executor.query("SELECT count(*) FROM hut"));
}

} // namespace

class TestDirectSqlite : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { QVERIFY(Reaper::instance().waitForAll(30s)); }

    void typedOptionsOpenADatabase()
    {
        const QTemporaryDir folder;
        {
            auto client = sqlite::open({ .path = folder.filePath(QStringLiteral("a b?.db")), .create = true, .foreignKeys = false });
            QVERIFY(client.command("CREATE TABLE t (a)"));
            QCOMPARE(count(client.query("PRAGMA foreign_keys")).value(), 0);
        }
        QVERIFY(Reaper::instance().waitForAll(30s));
    }

    void noDriverModuleIsLoaded()
    {
        auto client = sqlite::open({ .path = QStringLiteral(":memory:") });
        QVERIFY(client.query("SELECT 1"));
        QFile maps(QStringLiteral("/proc/self/maps"));
        QVERIFY(maps.open(QIODevice::ReadOnly));
        QVERIFY(!maps.readAll().contains("dumbo-driver"));
    }

    void aPoolPolicyOfOnesOwnIsUsed()
    {
        PoolPolicy policy;
        policy.kind = PoolPolicy::Kind::AlwaysNew;
        auto client = sqlite::open({ .path = QStringLiteral(":memory:") }, { .pool = policy });
        QVERIFY(client.command("CREATE TABLE t (a)"));
        QVERIFY(!client.query("SELECT * FROM t"));
    }

    void aBrokenDriverIsGuardedAsUsual()
    {
        auto client = sqlite::open({ .path = QStringLiteral("/no/such/folder/x.db") });
        QCOMPARE(client.query("SELECT 1").error().kind(), ErrorKind::Connection);
    }

    void anAmbientExecutorWorksOnSomebodysHandleAndNeverClosesIt()
    {
        const Owner owner;
        {
            const auto executor = sqlite::ambientExecutor(owner.handle());
            QVERIFY(executor->withTransaction(addHut));
            QCOMPARE(huts(*executor).value(), 1);
            QVERIFY(executor->hasConnection());
        }
        owner.run("INSERT INTO hut VALUES ('mine')");
    }

    void anOpenTransactionStaysTheOwners()
    {
        const Owner owner;
        owner.run("BEGIN; INSERT INTO hut VALUES ('owner')");
        {
            const auto executor = sqlite::ambientExecutor(owner.handle());
            QVERIFY(executor->withTransaction(addHut));
            const Result<void> undone = executor->withTransaction([](Executor &inner) -> Result<TransactionOutcome<>> {
                if (const auto added = addHut(inner); !added)
                    return fail(added.error());
                return Rollback {};
            });
            QVERIFY(undone);
            QCOMPARE(huts(*executor).value(), 2);
        }
        QVERIFY(owner.isInTransaction());
        owner.run("ROLLBACK");
        QCOMPARE(huts(*sqlite::ambientExecutor(owner.handle())).value(), 0);
    }

    void optionsThatTheOpenTransactionCanNotGiveAreAnError()
    {
        const Owner owner;
        owner.run("BEGIN");
        const auto executor = sqlite::ambientExecutor(owner.handle());
        QCOMPARE(executor->withTransaction(addHut, { .lock = TransactionLock::Exclusive }).error().kind(), ErrorKind::InvalidOperation);
        owner.run("ROLLBACK");
        QCOMPARE(executor->withTransaction(addHut, { .readOnly = true }).error().kind(), ErrorKind::NotImplemented);
    }

    void theOwnersHandlersAndSettingsStay()
    {
        const Owner owner;
        int authorizerCalls = 0;
        sqlite3_busy_timeout(owner.handle(), 1234);
        sqlite3_set_authorizer(
            owner.handle(),
            [](void *calls, int, const char *, const char *, const char *, const char *) {
                ++*static_cast<int *>(calls);
                return SQLITE_OK;
            },
            &authorizerCalls);
        {
            const auto executor = sqlite::ambientExecutor(owner.handle());
            const auto before = authorizerCalls;
            QVERIFY(executor->withTransaction(addHut));
            QVERIFY(authorizerCalls > before);
            QCOMPARE(count(executor->query("PRAGMA busy_timeout")).value(), 1234);
        }
        const auto before = authorizerCalls;
        owner.run("SELECT 1");
        QVERIFY(authorizerCalls > before);
        // Extended codes were off and are off.
        owner.run("CREATE UNIQUE INDEX once ON hut (name)");
        QCOMPARE(sqlite3_exec(owner.handle(), "INSERT INTO hut VALUES ('x')", nullptr, nullptr, nullptr), SQLITE_CONSTRAINT);
    }

    void errorsAreAsPreciseAsElsewhere()
    {
        const Owner owner;
        owner.run("CREATE UNIQUE INDEX once ON hut (name); INSERT INTO hut VALUES ('x')");
        const auto executor = sqlite::ambientExecutor(owner.handle());
        QCOMPARE(executor->command("INSERT INTO hut VALUES ('x')").error().kind(), ErrorKind::UniqueConstraint);
        QCOMPARE(executor->query("SELECT nothing FROM hut").error().kind(), ErrorKind::InvalidOperation);
    }

    void aStatementTimeoutEndsAStatementThere()
    {
        const Owner owner;
        const auto executor = sqlite::ambientExecutor(owner.handle());
        executor->setStatementTimeout(20ms);
        QCOMPARE(executor->query(endless).error().kind(), ErrorKind::Timeout);
        executor->setStatementTimeout({});
        QCOMPARE(huts(*executor).value(), 0);
    }

    void aPoolOverAnAmbientExecutorIsAmbientToo()
    {
        const Owner owner;
        const auto executor = sqlite::ambientExecutor(owner.handle());
        const auto pool = Pool::ambient(*executor);
        QVERIFY(pool->executor()->withTransaction(addHut));
        pool->close();
        QCOMPARE(pool->submit(huts).result().value(), 1);
    }
};

QTEST_GUILESS_MAIN(TestDirectSqlite)
#include "tst_directsqlite.moc"
