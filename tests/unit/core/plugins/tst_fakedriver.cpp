#include "tests/fakedriver/fakedriver.h"

#include "core/sdk/cellvalue.h"

#include <QTest>

#include <poll.h>

#include <thread>

using namespace dumbo;
using namespace dumbo::fake;

namespace {

/// Rows as texts: cells joined by '|', NULL as "NULL".
QStringList readRows(Execution &execution, const BatchLimit &limit, std::optional<Error> &error)
{
    QStringList rows;
    while (true) {
        auto batch = execution.next(limit);
        if (!batch)
            error = batch.error();
        if (!batch || !*batch)
            return rows;
        for (qint64 row = 0; row < (*batch)->rowCount(); ++row) {
            QStringList cells;
            for (int column = 0; column < (*batch)->columnCount(); ++column) {
                const auto cell = (*batch)->cell(row, column);
                if (cell.hasBytes())
                    cells.append(QString::fromUtf8(cell.bytes.data(), qsizetype(cell.bytes.size())));
                else
                    cells.append(cell.isNull() ? QStringLiteral("NULL") : QString::number(cell.integer));
            }
            rows.append(cells.join(QLatin1Char('|')));
        }
    }
}

class RecordingObserver final : public ConnectionObserver {
public:
    void notice(NoticeSeverity, const QString &message) override { events.append(QStringLiteral("notice ") + message); }
    void notification(const QString &channel, const QString &payload, qint64) override
    {
        events.append(QStringLiteral("notification %1 %2").arg(channel, payload));
    }
    void parameterChanged(const QString &name, const QString &value) override
    {
        events.append(QStringLiteral("parameter %1 %2").arg(name, value));
    }
    void connectionLost(const Error &) override { events.append(QStringLiteral("lost")); }
    QStringList events;
};

} // namespace

/// The fake driver as others use it: from a registry, behind the guard.
class TestFakeDriver : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void littleLanguageAnswersRows();
    void parametersArriveByPositionAndByName();
    void tablesKeepWhatIsInserted();
    void rollbackUndoesEverything();
    void savepointsUndoAPart();
    void aSecondWriterFindsTheDatabaseLocked();
    void connectionsOfOneNameShareADatabase();
    void scriptsRunStatementByStatement();
    void aBlockedStatementEndsWhenCancelled();
    void aCancelBeforeAStatementDoesNotHitIt();
    void aRunningResultEndsWhenCancelled();
    void preparedStatementsDescribeThemselves();
    void missingCapabilitiesAreRefused();
    void readOnlyRefusesWrites();
    void secretsAreAskedFor();
    void notificationsArriveWhenPumped();
    void lossIsReportedOnce();
    void longTextStaysOutOfTheBatch();
    void rowsBeforeAnErrorArrive();

private:
    std::unique_ptr<Connection> connect(const QString &database = {}, bool readOnly = false);
    QStringList rows(Connection &connection, const QByteArray &text, const Parameters &parameters = {});
    std::optional<Error> errorOf(Connection &connection, const QByteArray &text);

    std::shared_ptr<FakeScript> m_script;
    std::unique_ptr<DriverRegistry> m_registry;
    RecordingObserver m_observer;
};

void TestFakeDriver::init()
{
    m_script = std::make_shared<FakeScript>();
    m_registry = std::make_unique<DriverRegistry>();
    m_observer.events.clear();
    QVERIFY(addFakeDriver(*m_registry, m_script));
}

void TestFakeDriver::cleanup()
{
    QCOMPARE(m_script->liveExecutions(), 0);
    QCOMPARE(m_script->livePrepared(), 0);
    QCOMPARE(m_script->liveConnections(), 0);
    QCOMPARE(m_script->wrongThreadCalls(), 0);
    m_registry.reset();
}

std::unique_ptr<Connection> TestFakeDriver::connect(const QString &database, bool readOnly)
{
    auto plugin = m_registry->get(fakeConnector());
    ConnectRequest request;
    request.options.set(QStringLiteral("database"), database);
    request.readOnly = readOnly;
    auto connection = (*plugin)->connect(request, m_observer);
    return connection ? std::move(*connection) : nullptr;
}

QStringList TestFakeDriver::rows(Connection &connection, const QByteArray &text, const Parameters &parameters)
{
    Statement statement;
    statement.text = text;
    statement.parameters = parameters;
    auto execution = connection.execute(statement);
    if (!execution)
        return { QStringLiteral("error: ") + execution.error().message() };
    QStringList all;
    std::optional<Error> error;
    while (true) {
        const auto more = (*execution)->nextResult();
        if (!more)
            return { QStringLiteral("error: ") + more.error().message() };
        if (!*more)
            return all;
        all.append(readRows(**execution, BatchLimit(), error));
        if (error)
            all.append(QStringLiteral("error: ") + error->message());
    }
}

std::optional<Error> TestFakeDriver::errorOf(Connection &connection, const QByteArray &text)
{
    Statement statement;
    statement.text = text;
    auto execution = connection.execute(statement);
    if (!execution)
        return execution.error();
    while (true) {
        const auto more = (*execution)->nextResult();
        if (!more)
            return more.error();
        if (!*more)
            return std::nullopt;
    }
}

void TestFakeDriver::littleLanguageAnswersRows()
{
    const auto connection = connect();
    QCOMPARE(rows(*connection, "SELECT * FROM numbers(3)"), QStringList({ "1|name 1", "2|name 2", "3|name 3" }));
    QCOMPARE(rows(*connection, "select 'it''s', 42, NULL, x'4142' -- comment"), QStringList("it's|42|NULL|AB"));
    QCOMPARE(rows(*connection, "SELECT count(*) FROM nothing").first(), QStringLiteral("error: There is no table \"nothing\"."));
    QCOMPARE(rows(*connection, "SELECT * FROM numbers(100000)").size(), 100000);
    QCOMPARE(rows(*connection, "MIXED 30").size(), 30);
    QCOMPARE(rows(*connection, "TYPES").size(), 2);
    const auto error = errorOf(*connection, "SELECT 1; FROB");
    QVERIFY(error);
    QCOMPARE(error->position(), 10);
}

void TestFakeDriver::parametersArriveByPositionAndByName()
{
    const auto connection = connect();
    QCOMPARE(rows(*connection, "SELECT ?, ?", { { Value(1), Value::text(QStringLiteral("x")) }, {} }), QStringList("1|x"));
    QCOMPARE(rows(*connection, "SELECT $2, $1", { { Value(1), Value(2) }, {} }), QStringList("2|1"));
    QCOMPARE(rows(*connection, "SELECT :a", { {}, { { "a", Value(7) } } }), QStringList("7"));
    QVERIFY(rows(*connection, "SELECT ?", { { Value(1), Value(2) }, {} }).first().startsWith(QStringLiteral("error")));
}

void TestFakeDriver::tablesKeepWhatIsInserted()
{
    const auto connection = connect();
    rows(*connection, "CREATE TABLE hut (id integer PRIMARY KEY, name text NOT NULL UNIQUE)");
    Statement insert;
    insert.text = "INSERT INTO hut (name) VALUES ('Alm'), ('Berg')";
    {
        const auto execution = connection->execute(insert);
        QVERIFY(execution && *(*execution)->nextResult());
        QVERIFY(!*(*execution)->next({}));
        QCOMPARE((*execution)->outcome().affectedRows, 2);
        QCOMPARE((*execution)->outcome().lastInsertId, 2);
    }
    QCOMPARE(rows(*connection, "SELECT * FROM hut"), QStringList({ "1|Alm", "2|Berg" }));
    QCOMPARE(errorOf(*connection, "INSERT INTO hut (name) VALUES ('Alm')")->kind(), ErrorKind::UniqueConstraint);
    QCOMPARE(errorOf(*connection, "INSERT INTO hut (name) VALUES (NULL)")->kind(), ErrorKind::NotNullViolation);
    rows(*connection, "UPDATE hut SET name = 'Tal' WHERE id = 2; DELETE FROM hut WHERE id = 1");
    QCOMPARE(rows(*connection, "SELECT name FROM hut"), QStringList("Tal"));
    const auto part = connection->catalog({});
    QVERIFY(part);
    QCOMPARE(part->objects.size(), std::size_t(1));
    QCOMPARE(part->objects.front().path.name, QStringLiteral("hut"));
}

void TestFakeDriver::rollbackUndoesEverything()
{
    const auto connection = connect();
    QVERIFY(connection->begin({}));
    QCOMPARE(connection->transactionState(), TransactionState::Active);
    rows(*connection, "CREATE TABLE t (a integer)");
    QVERIFY(connection->rollback());
    QCOMPARE(connection->transactionState(), TransactionState::Idle);
    QCOMPARE(errorOf(*connection, "SELECT * FROM t")->kind(), ErrorKind::NotFound);

    m_script->failTransactionsOnError(true);
    const auto strict = connect();
    QVERIFY(strict->begin({}));
    QVERIFY(errorOf(*strict, "SELECT * FROM t"));
    QCOMPARE(strict->transactionState(), TransactionState::Failed);
    QVERIFY(!strict->commit());
    QCOMPARE(strict->transactionState(), TransactionState::Idle);
}

void TestFakeDriver::savepointsUndoAPart()
{
    const auto connection = connect();
    rows(*connection, "CREATE TABLE t (a integer)");
    QVERIFY(connection->begin({}));
    rows(*connection, "INSERT INTO t VALUES (1)");
    QVERIFY(connection->savepoint(QStringLiteral("s \"1\"")));
    rows(*connection, "INSERT INTO t VALUES (2)");
    QVERIFY(connection->rollbackToSavepoint(QStringLiteral("s \"1\"")));
    QVERIFY(connection->releaseSavepoint(QStringLiteral("s \"1\"")));
    QVERIFY(connection->commit());
    QCOMPARE(rows(*connection, "SELECT a FROM t"), QStringList("1"));
}

void TestFakeDriver::aSecondWriterFindsTheDatabaseLocked()
{
    const auto first = connect(QStringLiteral("shared"));
    const auto second = connect(QStringLiteral("shared"));
    rows(*first, "CREATE TABLE t (a integer)");
    QVERIFY(first->begin({}));
    rows(*first, "INSERT INTO t VALUES (1)");
    QCOMPARE(errorOf(*second, "INSERT INTO t VALUES (2)")->kind(), ErrorKind::LockNotAvailable);
    QCOMPARE(rows(*second, "SELECT * FROM t"), QStringList());
    QVERIFY(first->commit());
    QCOMPARE(rows(*second, "SELECT * FROM t"), QStringList("1"));
}

void TestFakeDriver::connectionsOfOneNameShareADatabase()
{
    const auto first = connect(QStringLiteral("a"));
    rows(*first, "CREATE TABLE t (a integer)");
    QVERIFY(!errorOf(*connect(QStringLiteral("a")), "SELECT * FROM t"));
    QVERIFY(errorOf(*connect(QStringLiteral("b")), "SELECT * FROM t"));
    QVERIFY(errorOf(*connect(), "SELECT * FROM t"));
}

void TestFakeDriver::scriptsRunStatementByStatement()
{
    const auto connection = connect();
    QCOMPARE(rows(*connection, "NOTICE 'one'; SELECT 1; SET zone = 'UTC'; SELECT 2;"), QStringList({ "1", "2" }));
    QCOMPARE(m_observer.events, QStringList({ "notice one", "parameter zone UTC" }));
    Statement script;
    script.text = "NOTICE 'a'; NOTICE 'b'";
    auto execution = connection->execute(script);
    QVERIFY(*(*execution)->nextResult());
    QVERIFY((*execution)->close(CloseMode::Cancel));
    QCOMPARE(m_observer.events.last(), QStringLiteral("notice a"));
    execution = connection->execute(script);
    QVERIFY((*execution)->close(CloseMode::Drain));
    QCOMPARE(m_observer.events.last(), QStringLiteral("notice b"));
}

void TestFakeDriver::aBlockedStatementEndsWhenCancelled()
{
    const auto connection = connect();
    std::jthread canceller([&] {
        if (m_script->waitUntilBlocked())
            connection->cancel();
    });
    const auto error = errorOf(*connection, "SLEEP");
    QVERIFY(error);
    QCOMPARE(error->kind(), ErrorKind::Cancelled);
    QCOMPARE(m_script->cancelledStatements(), 1);
    QCOMPARE(rows(*connection, "SELECT 1"), QStringList("1"));
}

void TestFakeDriver::aCancelBeforeAStatementDoesNotHitIt()
{
    const auto connection = connect();
    connection->cancel();
    QCOMPARE(rows(*connection, "SELECT 1"), QStringList("1"));
    QCOMPARE(m_script->cancels(), 1);
}

void TestFakeDriver::aRunningResultEndsWhenCancelled()
{
    const auto connection = connect();
    Statement statement;
    statement.text = "SELECT * FROM numbers(1000000)";
    const auto execution = connection->execute(statement);
    QVERIFY(*(*execution)->nextResult());
    QVERIFY((*execution)->next({}));
    connection->cancel();
    const auto batch = (*execution)->next({});
    QVERIFY(!batch);
    QCOMPARE(batch.error().kind(), ErrorKind::Cancelled);
}

void TestFakeDriver::preparedStatementsDescribeThemselves()
{
    const auto connection = connect();
    rows(*connection, "CREATE TABLE t (a integer, b text)");
    const auto insert = connection->prepare("INSERT INTO t VALUES (?, ?)");
    QVERIFY(insert);
    QCOMPARE((*insert)->parameters().size(), std::size_t(2));
    QCOMPARE((*insert)->parameters()[0].kind, LogicalKind::Integer);
    QCOMPARE((*insert)->parameters()[1].kind, LogicalKind::Text);
    QCOMPARE((*insert)->columns().size(), std::size_t(0));
    const auto done = (*insert)->executeMany(numberedRows(0, 10));
    QVERIFY(done);
    QCOMPARE(*done, 10);
    const auto select = connection->prepare("SELECT * FROM t WHERE a = ?");
    QCOMPARE((*select)->columns().size(), std::size_t(2));
    std::optional<Error> error;
    const auto execution = (*select)->execute({ { Value(3) }, {} });
    QVERIFY(*(*execution)->nextResult());
    QCOMPARE(readRows(**execution, {}, error), QStringList("3|name 3"));
}

void TestFakeDriver::missingCapabilitiesAreRefused()
{
    m_script->setCapabilities({});
    const auto connection = connect();
    QCOMPARE(connection->begin({}).error().kind(), ErrorKind::NotImplemented);
    QCOMPARE(connection->catalog({}).error().kind(), ErrorKind::NotImplemented);
    QCOMPARE(connection->prepare("SELECT 1").error().kind(), ErrorKind::NotImplemented);
    QCOMPARE(errorOf(*connection, "SELECT 1; SELECT 2")->kind(), ErrorKind::NotImplemented);
    QVERIFY(!connect({}, true));
}

void TestFakeDriver::readOnlyRefusesWrites()
{
    const auto connection = connect({}, true);
    QVERIFY(connection->server().readOnly);
    QCOMPARE(errorOf(*connection, "CREATE TABLE t (a integer)")->kind(), ErrorKind::InvalidOperation);
}

void TestFakeDriver::secretsAreAskedFor()
{
    m_script->requireSecrets({ { QStringLiteral("password"), QStringLiteral("elephant") } });
    auto plugin = m_registry->get(fakeConnector());
    ConnectRequest request;
    const auto refused = (*plugin)->connect(request, m_observer);
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind(), ErrorKind::AuthenticationRequired);
    QCOMPARE(refused.error().detail(), QStringLiteral("password"));
    request.secrets.insert(QStringLiteral("password"), QStringLiteral("elephant"));
    QVERIFY((*plugin)->connect(request, m_observer));
    QCOMPARE(m_script->connectAttempts(), 2);
}

void TestFakeDriver::notificationsArriveWhenPumped()
{
    const auto connection = connect();
    m_script->notify(QStringLiteral("news"), QStringLiteral("rain"));
    pollfd descriptor { connection->idleDescriptor(), POLLIN, 0 };
    QCOMPARE(::poll(&descriptor, 1, 0), 1);
    connection->pump();
    QCOMPARE(m_observer.events, QStringList("notification news rain"));
    QCOMPARE(::poll(&descriptor, 1, 0), 0);
}

void TestFakeDriver::lossIsReportedOnce()
{
    const auto connection = connect();
    m_script->breakConnections();
    connection->pump();
    QCOMPARE(errorOf(*connection, "SELECT 1")->kind(), ErrorKind::Connection);
    QVERIFY(connection->isBroken());
    QCOMPARE(m_observer.events, QStringList("lost"));
    QCOMPARE(connection->transactionState(), TransactionState::Unknown);
}

void TestFakeDriver::longTextStaysOutOfTheBatch()
{
    const auto connection = connect();
    Statement statement;
    statement.text = "SELECT repeat('x', 20000)";
    const auto execution = connection->execute(statement);
    QVERIFY(*(*execution)->nextResult());
    const auto batch = (*execution)->next({ 10, 1 << 20, 10000 });
    QVERIFY(batch && *batch);
    const auto cell = (*batch)->cell(0, 0);
    QVERIFY(cell.longValue);
    QCOMPARE((*cell.longValue)->size(), 20000);
    QCOMPARE(*cellValue(cell), Value::text(QByteArray(20000, 'x')));
}

void TestFakeDriver::rowsBeforeAnErrorArrive()
{
    const auto connection = connect();
    QCOMPARE(rows(*connection, "FAIL AFTER 2"), QStringList({ "1|name 1", "2|name 2", "error: Failed as asked." }));
}

QTEST_GUILESS_MAIN(TestFakeDriver)
#include "tst_fakedriver.moc"
