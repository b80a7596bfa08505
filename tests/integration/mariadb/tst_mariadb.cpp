#include "core/sdk/cellvalue.h"
#include "drivers/qtsql/plugin.h"
#include "tests/support/servers/mariadbserver.h"
#include "tests/support/servers/needserver.h"

#include <QTest>

#include <algorithm>
#include <latch>
#include <optional>
#include <thread>

using namespace dumbo;
using dumbo::test::MariaDbServer;

/// MariaDB through QMYSQL: what the conformance suite does not ask of every database.
class TestMariaDb : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void theServerTellsWhoItIs();
    void theDialectFollowsTheSession();
    void theCatalogTellsWhatMariaDbHas();
    void otherDatabasesAreShownOnRequest();
    void aProcedureGivesAllItsResults();
    void numbersAndTimesAreExact();
    void anUpdateCountsTheRowsItFound();
    void anErrorNamesWhatItIsAbout();
    void aDeadlockIsOne();
    void aKilledConnectionIsBroken();
    void aResetForgetsVariablesAndTemporaryTables();
    void aPasswordLetsTheRightOneIn();
    void readOnlyTransactionsOfAReadOnlyConnectionStaySo();
    void aServerThatDoesNotTellItsTransactionIsFollowed();

private:
    [[nodiscard]] ConnectRequest request() const;
    [[nodiscard]] std::unique_ptr<Connection> connect(bool readOnly = false);
    /// All rows of all results of a script.
    [[nodiscard]] Result<std::vector<std::vector<Value>>> query(Connection &connection, const QByteArray &sql);
    [[nodiscard]] QString single(const QByteArray &sql);

    MariaDbServer *m_server = nullptr;
    QString m_database;
    qtsql::QMysqlPlugin m_plugin;
    ConnectionObserver m_observer;
    std::unique_ptr<Connection> m_connection;
};

namespace {

QString textOf(const Value &value)
{
    if (const auto *text = std::get_if<Value::Text>(&value.variant()))
        return QString::fromUtf8(text->utf8);
    if (const auto *number = std::get_if<qint64>(&value.variant()))
        return QString::number(*number);
    if (const auto *number = std::get_if<quint64>(&value.variant()))
        return QString::number(*number);
    if (const auto *number = std::get_if<double>(&value.variant()))
        return QString::number(*number, 'g', QLocale::FloatingPointShortest);
    return value.isNull() ? QStringLiteral("NULL") : QStringLiteral("?");
}

const CatalogObject *find(const CatalogPart &part, const QString &name)
{
    const auto found = std::ranges::find_if(part.objects, [&](const CatalogObject &object) { return object.path.name == name; });
    return found == part.objects.end() ? nullptr : &*found;
}

} // namespace

void TestMariaDb::initTestCase()
{
    const auto server = MariaDbServer::shared();
    DUMBO_NEED_SERVER(server);
    m_server = *server;
}

void TestMariaDb::init()
{
    m_database = m_server->createDatabase();
    m_connection = connect();
    QVERIFY(m_connection);
}

void TestMariaDb::cleanup()
{
    m_connection.reset();
    m_server->dropDatabase(m_database);
}

ConnectRequest TestMariaDb::request() const
{
    ConnectRequest made;
    made.options.set(QStringLiteral("socket"), m_server->socket());
    made.options.set(QStringLiteral("user"), m_server->user());
    made.options.set(QStringLiteral("database"), m_database);
    return made;
}

std::unique_ptr<Connection> TestMariaDb::connect(bool readOnly)
{
    auto made = request();
    made.readOnly = readOnly;
    auto connection = m_plugin.connect(made, m_observer);
    if (!connection)
        qWarning() << connection.error();
    return connection ? std::move(*connection) : nullptr;
}

Result<std::vector<std::vector<Value>>> TestMariaDb::query(Connection &connection, const QByteArray &sql)
{
    Statement statement;
    statement.text = sql;
    const auto execution = connection.execute(statement);
    if (!execution)
        return fail(execution.error());
    std::vector<std::vector<Value>> rows;
    while (true) {
        const auto more = (*execution)->nextResult();
        if (!more)
            return fail(more.error());
        if (!*more)
            return rows;
        while (true) {
            const auto batch = (*execution)->next({});
            if (!batch)
                return fail(batch.error());
            if (!*batch)
                break;
            for (qint64 row = 0; row < (*batch)->rowCount(); ++row) {
                auto &values = rows.emplace_back();
                for (int column = 0; column < (*batch)->columnCount(); ++column)
                    values.push_back(cellValue((*batch)->cell(row, column)).value_or(Value()));
            }
        }
    }
}

QString TestMariaDb::single(const QByteArray &sql)
{
    const auto rows = query(*m_connection, sql);
    if (!rows)
        return rows.error().toText();
    return rows->empty() ? QString() : textOf(rows->front().front());
}

void TestMariaDb::theServerTellsWhoItIs()
{
    const auto facts = m_connection->server();
    QCOMPARE(facts.product, QStringLiteral("MariaDB"));
    QVERIFY(facts.version.startsWith(QStringLiteral("1")));
    QCOMPARE(facts.database, m_database);
    QCOMPARE(facts.searchPath, QStringList { m_database });
    QCOMPARE(QString::number(facts.processId.value_or(0)), single("SELECT CONNECTION_ID()"));
}

void TestMariaDb::theDialectFollowsTheSession()
{
    QVERIFY(m_connection->dialect().lexer.doubleQuotedStrings);
    QVERIFY(query(*m_connection, "SET sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES,NO_BACKSLASH_ESCAPES')"));
    QVERIFY(!m_connection->dialect().lexer.doubleQuotedStrings);
    QVERIFY(!m_connection->dialect().lexer.backslashEscapes);
    const auto rows = query(*m_connection, "SELECT '\\'; SELECT 2");
    QVERIFY(rows);
    QCOMPARE(rows->size(), std::size_t(2));
    QCOMPARE(textOf((*rows)[0][0]), QStringLiteral("\\"));
}

void TestMariaDb::theCatalogTellsWhatMariaDbHas()
{
    const auto made = query(*m_connection,
        "CREATE TABLE hut (id int AUTO_INCREMENT PRIMARY KEY, name varchar(40) NOT NULL DEFAULT 'x' COMMENT 'as people say', "
        "height int, twice int GENERATED ALWAYS AS (height * 2) STORED, UNIQUE KEY hut_name (name)) COMMENT 'of the alps';"
        "CREATE TABLE bed (id int PRIMARY KEY, hut int, CONSTRAINT bed_hut FOREIGN KEY (hut) REFERENCES hut (id) ON DELETE SET NULL);"
        "CREATE TRIGGER bed_in BEFORE INSERT ON bed FOR EACH ROW BEGIN SET NEW.hut = NEW.hut; SET NEW.id = NEW.id; END;"
        "CREATE VIEW high AS SELECT id FROM hut;"
        "CREATE FUNCTION twice(a int) RETURNS int DETERMINISTIC RETURN a * 2;"
        "CREATE PROCEDURE two(IN a int, OUT b int) BEGIN SET b = a; SELECT 1; END;"
        "CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY DO DELETE FROM bed;"
        "CREATE SEQUENCE counter");
    QVERIFY2(made, made ? "" : qPrintable(made.error().toText()));
    CatalogRequest everything;
    everything.includeDdl = true;
    const auto part = m_connection->catalog(everything);
    QVERIFY2(part, part ? "" : qPrintable(part.error().toText()));
    QCOMPARE(part->warnings, QStringList());
    const auto *hut = find(*part, QStringLiteral("hut"));
    QVERIFY(hut && hut->columns.size() == 4);
    QCOMPARE(hut->comment, QStringLiteral("of the alps"));
    QCOMPARE(hut->columns[0].identity, IdentityKind::ByDefault);
    QCOMPARE(hut->columns[0].primaryKeyPosition, 1);
    QCOMPARE(hut->columns[1].comment, QStringLiteral("as people say"));
    QCOMPARE(hut->columns[1].type, QStringLiteral("varchar(40)"));
    QCOMPARE(hut->columns[3].generated, GeneratedKind::Stored);
    QVERIFY(hut->ddl.startsWith(QStringLiteral("CREATE TABLE `hut`")));
    const auto *bed = find(*part, QStringLiteral("bed"));
    QVERIFY(bed && bed->foreignKeys.size() == 1 && bed->triggers.size() == 1);
    QCOMPARE(bed->foreignKeys[0].onDelete, QStringLiteral("SET NULL"));
    QCOMPARE(bed->triggers[0].timing, QStringLiteral("BEFORE"));
    const auto kindOf = [&](const char *name) {
        const auto *object = find(*part, QLatin1StringView(name));
        return object ? object->kind : ObjectKind::Type;
    };
    QCOMPARE(kindOf("high"), ObjectKind::View);
    QCOMPARE(kindOf("twice"), ObjectKind::Function);
    QCOMPARE(kindOf("two"), ObjectKind::Procedure);
    QCOMPARE(kindOf("counter"), ObjectKind::Sequence);
    QCOMPARE(kindOf("nightly"), ObjectKind::Other);
    QCOMPARE(find(*part, QStringLiteral("two"))->signature, QStringLiteral("(IN a int(11), OUT b int(11))"));
}

void TestMariaDb::otherDatabasesAreShownOnRequest()
{
    const auto other = m_server->createDatabase();
    CatalogRequest request;
    request.depth = CatalogDepth::Names;
    request.includeServer = true;
    const auto part = m_connection->catalog(request);
    QVERIFY(part);
    const auto has = std::ranges::any_of(part->objects, [&](const CatalogObject &object) {
        return object.kind == ObjectKind::Database && object.path.database == other;
    });
    QVERIFY(has);
    m_server->dropDatabase(other);
}

void TestMariaDb::aProcedureGivesAllItsResults()
{
    QVERIFY(query(*m_connection, "CREATE PROCEDURE three(a int) BEGIN SELECT a; SELECT 'b', 2; END"));
    const auto rows = query(*m_connection, "CALL three(1)");
    QVERIFY2(rows, rows ? "" : qPrintable(rows.error().toText()));
    QCOMPARE(rows->size(), std::size_t(2));
    Statement statement;
    statement.text = "CALL three(?)";
    statement.parameters.positional = { Value(7) };
    const auto execution = m_connection->execute(statement);
    QVERIFY(execution);
    auto results = 0;
    for (auto more = (*execution)->nextResult(); more && *more; more = (*execution)->nextResult())
        ++results;
    QCOMPARE(results, 3);
    QVERIFY((*execution)->close(CloseMode::Drain));
    QCOMPARE(single("SELECT 5"), QStringLiteral("5"));
}

void TestMariaDb::numbersAndTimesAreExact()
{
    QVERIFY(query(*m_connection,
        "CREATE TABLE t (big bigint unsigned, exact decimal(40,20), at datetime(6), span time(6), day date, bits bit(9));"
        "SET sql_mode = '';"
        "INSERT INTO t VALUES (18446744073709551615, 12345678901234567890.12345678901234567890, '2026-01-31 12:30:45.000001', "
        "'-838:59:59', '0000-00-00', b'100000001')"));
    QCOMPARE(single("SELECT big FROM t"), QStringLiteral("18446744073709551615"));
    QCOMPARE(single("SELECT exact FROM t"), QStringLiteral("12345678901234567890.12345678901234567890"));
    QCOMPARE(single("SELECT at FROM t"), QStringLiteral("2026-01-31 12:30:45.000001"));
    QCOMPARE(single("SELECT span FROM t"), QStringLiteral("-838:59:59.000000"));
    QCOMPARE(single("SELECT day FROM t"), QStringLiteral("0000-00-00"));
    const auto bits = query(*m_connection, "SELECT bits FROM t");
    QVERIFY(bits && bits->front().front() == Value::bytes(QByteArray("\1\1", 2)));
}

void TestMariaDb::anUpdateCountsTheRowsItFound()
{
    QVERIFY(query(*m_connection, "CREATE TABLE t (a int); INSERT INTO t VALUES (1), (1), (2)"));
    Statement statement;
    statement.text = "UPDATE t SET a = 1 WHERE a = 1";
    const auto execution = m_connection->execute(statement);
    QVERIFY(execution && (*execution)->nextResult());
    QCOMPARE((*execution)->outcome().affectedRows, std::optional<qint64>(2));
}

void TestMariaDb::anErrorNamesWhatItIsAbout()
{
    QVERIFY(query(*m_connection, "CREATE TABLE t (a int, CONSTRAINT positive CHECK (a > 0))"));
    const auto outcome = query(*m_connection, "SELECT 1; INSERT INTO t VALUES (-1)");
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().kind(), ErrorKind::CheckViolation);
    QCOMPARE(outcome.error().nativeCode(), std::optional(4025));
    QCOMPARE(outcome.error().sqlState(), QStringLiteral("23000"));
    QVERIFY(outcome.error().objectNames().contains(QStringLiteral("constraint=positive")));
}

void TestMariaDb::aDeadlockIsOne()
{
    QVERIFY(query(*m_connection, "CREATE TABLE t (a int PRIMARY KEY, b int); INSERT INTO t VALUES (1, 0), (2, 0)"));
    QVERIFY(m_connection->begin({}));
    QVERIFY(query(*m_connection, "UPDATE t SET b = 1 WHERE a = 1"));
    std::optional<Error> problem;
    std::optional<Error> otherProblem;
    {
        std::latch ready(2);
        const std::jthread waiting([&] {
            const auto other = connect();
            const auto begun = other && other->begin({}) && query(*other, "UPDATE t SET b = 1 WHERE a = 2");
            ready.arrive_and_wait();
            // Each waits for the other now; the server ends one of them.
            const auto outcome = query(*other, "UPDATE t SET b = 2 WHERE a = 1");
            if (!begun || !outcome)
                otherProblem = outcome ? Error(ErrorKind::General, QString()) : outcome.error();
        });
        ready.arrive_and_wait();
        if (const auto outcome = query(*m_connection, "UPDATE t SET b = 2 WHERE a = 2"); !outcome)
            problem = outcome.error();
        std::ignore = m_connection->rollback();
    }
    QVERIFY(problem.has_value() != otherProblem.has_value());
    const auto error = problem ? *problem : *otherProblem;
    QCOMPARE(error.kind(), ErrorKind::Deadlock);
    QVERIFY(error.isRetryable());
}

void TestMariaDb::aKilledConnectionIsBroken()
{
    const auto id = m_connection->server().processId.value_or(0);
    QVERIFY(m_server->run(QStringLiteral("KILL CONNECTION %1").arg(id)));
    const auto outcome = query(*m_connection, "SELECT 1");
    QVERIFY(!outcome);
    QVERIFY(m_connection->isBroken());
    QCOMPARE(m_connection->transactionState(), TransactionState::Unknown);
}

void TestMariaDb::aResetForgetsVariablesAndTemporaryTables()
{
    QVERIFY(query(*m_connection, "SET @a = 5; CREATE TEMPORARY TABLE x (a int); SET sql_mode = 'ANSI_QUOTES'"));
    const auto outcome = m_connection->reset();
    QVERIFY(outcome);
    QCOMPARE(*outcome, ResetOutcome::Clean);
    QCOMPARE(single("SELECT @a"), QStringLiteral("NULL"));
    QVERIFY(!query(*m_connection, "SELECT * FROM x"));
    QVERIFY(m_connection->dialect().lexer.doubleQuotedStrings);
    QCOMPARE(single("SELECT DATABASE()"), m_database);
    QCOMPARE(single("SELECT '🐘'"), QStringLiteral("🐘"));
}

void TestMariaDb::aPasswordLetsTheRightOneIn()
{
    auto made = request();
    made.options.set(QStringLiteral("user"), QStringLiteral("guarded"));
    auto refused = m_plugin.connect(made, m_observer);
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind(), ErrorKind::AuthenticationRequired);
    QCOMPARE(refused.error().detail(), QStringLiteral("password"));
    made.secrets.insert(QStringLiteral("password"), QStringLiteral("secret"));
    QVERIFY(m_plugin.connect(made, m_observer));
}

void TestMariaDb::readOnlyTransactionsOfAReadOnlyConnectionStaySo()
{
    QVERIFY(query(*m_connection,
        "CREATE TABLE t (a int); CREATE FUNCTION put() RETURNS int MODIFIES SQL DATA BEGIN INSERT INTO t VALUES (1); RETURN 1; END;"
        "CREATE PROCEDURE escape() BEGIN COMMIT; SET SESSION TRANSACTION READ WRITE; INSERT INTO t VALUES (1); END;"
        "CREATE SEQUENCE s"));
    const auto reader = connect(true);
    QVERIFY(reader);
    for (const auto *sql : { "SELECT put()", "CALL escape()", "SELECT NEXTVAL(s)", "DO put()" }) {
        const auto outcome = query(*reader, sql);
        QVERIFY2(!outcome, sql);
    }
    QVERIFY(reader->begin({}));
    QVERIFY(!query(*reader, "SELECT put()"));
    QVERIFY(reader->commit());
    QVERIFY(query(*reader, "SELECT COUNT(*) FROM t"));
    QCOMPARE(single("SELECT COUNT(*) FROM t"), QStringLiteral("0"));
}

void TestMariaDb::aServerThatDoesNotTellItsTransactionIsFollowed()
{
    const auto mysql = MariaDbServer::start({ .settings = { "version=8.4.0" } });
    DUMBO_NEED_SERVER(mysql);
    ConnectRequest request = this->request();
    request.options.set(QStringLiteral("socket"), (*mysql)->socket());
    request.options.remove(QStringLiteral("database"));
    auto connected = m_plugin.connect(request, m_observer);
    QVERIFY2(connected, connected ? "" : qPrintable(connected.error().toText()));
    auto &connection = **connected;
    QCOMPARE(connection.server().product, QStringLiteral("MySQL"));
    QVERIFY(query(connection, "CREATE DATABASE shop"));
    QVERIFY(query(connection, "CREATE TABLE shop.t (a int)"));
    QCOMPARE(connection.transactionState(), TransactionState::Idle);
    QVERIFY(connection.begin({}));
    QCOMPARE(connection.transactionState(), TransactionState::Active);
    QVERIFY(connection.savepoint(QStringLiteral("s")));
    QVERIFY(query(connection, "INSERT INTO shop.t VALUES (1)"));
    QVERIFY(connection.rollbackToSavepoint(QStringLiteral("s")));
    QCOMPARE(connection.transactionState(), TransactionState::Active);
    QVERIFY(connection.commit());
    QCOMPARE(connection.transactionState(), TransactionState::Idle);
    QVERIFY(query(connection, "START TRANSACTION"));
    QCOMPARE(connection.transactionState(), TransactionState::Active);
    QVERIFY(query(connection, "CREATE TABLE shop.u (a int)"));
    QCOMPARE(connection.transactionState(), TransactionState::Idle);
}

QTEST_GUILESS_MAIN(TestMariaDb)
#include "tst_mariadb.moc"
