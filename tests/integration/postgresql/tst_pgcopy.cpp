#include "core/sdk/extensions/bulk.h"
#include "tests/integration/postgresql/pgfixture.h"

#include <QObject>
#include <QTest>

#include <thread>

using namespace dumbo;
using namespace dumbo::test;

namespace {

/// Lines "1\trow 1" … in chunks that end anywhere.
class Lines
{
public:
    explicit Lines(int count)
        : m_left(count)
    {
    }

    Result<std::optional<QByteArray>> operator()()
    {
        while (m_left > 0 && m_text.size() < 100'000) {
            const auto number = QByteArray::number(++m_number);
            m_text += number + "\trow " + number + '\n';
            --m_left;
        }
        if (m_text.isEmpty())
            return std::nullopt;
        const auto size = std::min<qsizetype>(m_text.size(), 77'777);
        const auto chunk = m_text.first(size);
        m_text.remove(0, size);
        return chunk;
    }

private:
    int m_left;
    int m_number = 0;
    QByteArray m_text;
};

} // namespace

class TestPgCopy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void copyToStdoutIsAResult();
    void binaryCopyIsBytes();
    void copyFromStdinWithoutDataIsAnError();
    void streamsGoInAndOut();
    void aFailingSourceLeavesNothing();
    void aFailingSinkStopsTheServer();
    void badDataIsTheServersError();
    void anImportCanBeCancelled();
    void anExportCanBeCancelled();
    void otherStatementsAreRefused();
    void readOnlyConnectionsExportOnly();

private:
    [[nodiscard]] BulkExtension &bulk(Connection &connection)
    {
        return static_cast<BulkExtension &>(*connection.extension(BulkExtension::extensionId()));
    }

    PostgresServer *m_server = nullptr;
    QString m_database;
    postgresql::PostgresPlugin m_plugin;
    HeardObserver m_observer;
    std::unique_ptr<Connection> m_connection;
};

void TestPgCopy::init()
{
    const auto server = PostgresServer::shared();
    DUMBO_NEED_SERVER(server);
    m_server = *server;
    m_database = m_server->createDatabase();
    auto connection = m_plugin.connect(optionsFor(*m_server, m_database), m_observer);
    VERIFY_RESULT(connection);
    m_connection = std::move(*connection);
    VERIFY_RESULT(query(*m_connection, "CREATE TABLE t (a integer, b text)"));
}

void TestPgCopy::cleanup()
{
    m_connection.reset();
    if (m_server)
        m_server->dropDatabase(m_database);
}

void TestPgCopy::copyToStdoutIsAResult()
{
    VERIFY_RESULT(query(*m_connection, "INSERT INTO t VALUES (1, E'a\\nb'), (2, NULL)"));
    const auto rows = query(*m_connection, "COPY t TO STDOUT WITH (FORMAT csv, HEADER); SELECT 7");
    VERIFY_RESULT(rows);
    QStringList lines;
    for (const auto &row : *rows)
        lines.append(shown(row.front()));
    QCOMPARE(lines,
        (QStringList { QStringLiteral("a,b"), QStringLiteral("1,\"a\nb\""), QStringLiteral("2,"), QStringLiteral("7") }));
    const auto execution = m_connection->execute(statement("COPY t TO STDOUT"));
    VERIFY_RESULT(execution);
    VERIFY_RESULT((*execution)->nextResult());
    QCOMPARE((*execution)->columns().size(), 1u);
    while (true) {
        const auto batch = (*execution)->next({});
        VERIFY_RESULT(batch);
        if (!*batch)
            break;
    }
    QCOMPARE((*execution)->outcome().affectedRows, std::optional<qint64>(2));
}

void TestPgCopy::binaryCopyIsBytes()
{
    const auto rows = query(*m_connection, "COPY t TO STDOUT WITH (FORMAT binary)");
    VERIFY_RESULT(rows);
    QVERIFY(!rows->empty() && shown(rows->front().front()).startsWith(QStringLiteral("5047434f5059")));
}

void TestPgCopy::copyFromStdinWithoutDataIsAnError()
{
    const auto outcome = query(*m_connection, "COPY t FROM STDIN");
    QVERIFY(!outcome);
    QCOMPARE(errorKindName(outcome.error().kind()), errorKindName(ErrorKind::InvalidOperation));
    QVERIFY(outcome.error().message().contains(QStringLiteral("STDIN")));
    QCOMPARE(ask(*m_connection, "SELECT count(*) FROM t"), QStringLiteral("0"));
}

void TestPgCopy::streamsGoInAndOut()
{
    constexpr int count = 200'000;
    const auto written = bulk(*m_connection).copyIn("COPY t FROM STDIN", Lines(count));
    VERIFY_RESULT(written);
    QCOMPARE(*written, qint64(count));
    QCOMPARE(ask(*m_connection, "SELECT sum(a)::text FROM t"), QStringLiteral("20000100000"));
    QByteArray out;
    int chunks = 0;
    const auto given = bulk(*m_connection).copyOut("COPY (SELECT * FROM t ORDER BY a) TO STDOUT", [&](std::span<const char> chunk) {
        out.append(chunk.data(), qsizetype(chunk.size()));
        ++chunks;
        return Result<void>();
    });
    VERIFY_RESULT(given);
    QCOMPARE(*given, qint64(count));
    QByteArray in;
    for (Lines lines(count); auto chunk = *lines();)
        in += *chunk;
    QVERIFY(out == in);
    QVERIFY(chunks > 3);
}

void TestPgCopy::aFailingSourceLeavesNothing()
{
    Lines lines(100'000);
    int calls = 0;
    const auto outcome = bulk(*m_connection).copyIn("COPY t FROM STDIN", [&]() -> Result<std::optional<QByteArray>> {
        if (++calls == 10)
            return fail(ErrorKind::System, QStringLiteral("the file ended in the middle"));
        return lines();
    });
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().message(), QStringLiteral("the file ended in the middle"));
    QCOMPARE(ask(*m_connection, "SELECT count(*) FROM t"), QStringLiteral("0"));
}

void TestPgCopy::aFailingSinkStopsTheServer()
{
    const auto outcome = bulk(*m_connection).copyOut("COPY (SELECT generate_series(1, 100000000)) TO STDOUT",
        [](std::span<const char>) -> Result<void> { return fail(ErrorKind::InsufficientResources, QStringLiteral("full")); });
    QVERIFY(!outcome && outcome.error().kind() == ErrorKind::InsufficientResources);
    QCOMPARE(ask(*m_connection, "SELECT 1"), QStringLiteral("1"));
}

void TestPgCopy::badDataIsTheServersError()
{
    bool given = false;
    const auto outcome = bulk(*m_connection).copyIn("COPY t FROM STDIN", [&]() -> Result<std::optional<QByteArray>> {
        if (std::exchange(given, true))
            return std::nullopt;
        return QByteArray("1\tx\nno number\ty\n");
    });
    QVERIFY(!outcome);
    QCOMPARE(errorKindName(outcome.error().kind()), errorKindName(ErrorKind::Data));
    QVERIFY(outcome.error().detail().contains(QStringLiteral("line 2")));
    QCOMPARE(ask(*m_connection, "SELECT count(*) FROM t"), QStringLiteral("0"));
}

void TestPgCopy::anImportCanBeCancelled()
{
    int calls = 0;
    Lines lines(100'000'000);
    const auto outcome = bulk(*m_connection).copyIn("COPY t FROM STDIN", [&]() {
        if (++calls == 20)
            std::jthread([this] { m_connection->cancel(); }).join();
        return lines();
    });
    QVERIFY(!outcome && outcome.error().isCancelled());
    QCOMPARE(ask(*m_connection, "SELECT count(*) FROM t"), QStringLiteral("0"));
}

void TestPgCopy::anExportCanBeCancelled()
{
    int calls = 0;
    const auto outcome = bulk(*m_connection).copyOut("COPY (SELECT generate_series(1, 100000000)) TO STDOUT", [&](std::span<const char>) {
        if (++calls == 3)
            std::jthread([this] { m_connection->cancel(); }).join();
        return Result<void>();
    });
    QVERIFY(!outcome && outcome.error().isCancelled());
    QCOMPARE(ask(*m_connection, "SELECT 1"), QStringLiteral("1"));
}

void TestPgCopy::otherStatementsAreRefused()
{
    const auto none = []() -> Result<std::optional<QByteArray>> { return std::nullopt; };
    const auto nowhere = [](std::span<const char>) { return Result<void>(); };
    for (const auto *text : { "SELECT 1", "COPY t TO STDOUT", "COPY t FROM STDIN; SELECT 1", "COPY nowhere FROM STDIN", "" }) {
        const auto outcome = bulk(*m_connection).copyIn(text, none);
        QVERIFY2(!outcome && outcome.error().kind() == ErrorKind::InvalidOperation, text);
    }
    const auto outcome = bulk(*m_connection).copyOut("COPY t FROM STDIN", nowhere);
    QVERIFY(!outcome && outcome.error().kind() == ErrorKind::InvalidOperation);
    QCOMPARE(ask(*m_connection, "SELECT 1"), QStringLiteral("1"));
}

void TestPgCopy::readOnlyConnectionsExportOnly()
{
    const auto reader = m_plugin.connect(optionsFor(*m_server, m_database), m_observer, true);
    VERIFY_RESULT(reader);
    QVERIFY(!bulk(**reader).copyIn("COPY t FROM STDIN", Lines(3)));
    QByteArray out;
    VERIFY_RESULT(bulk(**reader).copyOut("COPY (SELECT 7) TO STDOUT", [&](std::span<const char> chunk) {
        out.append(chunk.data(), qsizetype(chunk.size()));
        return Result<void>();
    }));
    QCOMPARE(out, QByteArray("7\n"));
    QCOMPARE((*reader)->transactionState(), TransactionState::Idle);
}

QTEST_GUILESS_MAIN(TestPgCopy)
#include "tst_pgcopy.moc"
