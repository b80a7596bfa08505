#include "core/sdk/extensions/partitions.h"
#include "drivers/common/postgresql/catalogsource.h"
#include "drivers/postgresql/plugin.h"
#include "tests/support/servers/needserver.h"
#include "tests/support/servers/postgresserver.h"

#include <QTest>

#include <array>

using namespace dumbo;
using namespace dumbo::postgresql;
using dumbo::test::PostgresServer;

namespace {

PartitionValue value(const char *text)
{
    return { PartitionValue::Kind::Text, QString::fromUtf8(text) };
}

ObjectPath path(const char *name)
{
    return { {}, QStringLiteral("public"), QString::fromUtf8(name) };
}

} // namespace

class TestPostgreSqlPartitions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void theTreeHasBoundsKeysAndSizes();
    void aPlainTableIsATreeOfItself();
    void aMissingTableIsNotFound();
    void partitionsOfEachKindAreMade();
    void theTextIsForReviewAndChangesNothing();
    void senselessBoundsAreRefused();
    void detachingLeavesATableOfItsOwn();
    void detachingConcurrentlyWorksOutsideOfTransactions();
    void aTableSpreadOverServersShowsItsShards();

private:
    [[nodiscard]] std::unique_ptr<Connection> open(const QString &database);
    void run(Connection &connection, const QByteArray &text);
    [[nodiscard]] QString single(Connection &connection, const QByteArray &text);

    PostgresServer *m_server = nullptr;
    QString m_database;
    ConnectionObserver m_observer;
    std::unique_ptr<Connection> m_connection;
    PartitionsExtension *m_partitions = nullptr;
};

std::unique_ptr<Connection> TestPostgreSqlPartitions::open(const QString &database)
{
    PostgresOptions options;
    options.host = m_server->socketFolder();
    options.port = QString::number(m_server->port());
    options.user = m_server->user();
    options.database = database;
    auto connection = PostgresPlugin().connect(options, m_observer);
    if (!connection)
        qFatal("%s", qPrintable(connection.error().toText()));
    return std::move(*connection);
}

void TestPostgreSqlPartitions::run(Connection &connection, const QByteArray &text)
{
    const std::array queries { text };
    const auto done = ConnectionQueries(connection).run(queries);
    QVERIFY2(done.front(), qPrintable(done.front() ? QString() : done.front().error().toText()));
}

QString TestPostgreSqlPartitions::single(Connection &connection, const QByteArray &text)
{
    const std::array queries { text };
    const auto rows = ConnectionQueries(connection).run(queries);
    return rows.front() && rows.front()->rowCount() > 0 ? rows.front()->text(0, 0) : QStringLiteral("nothing");
}

void TestPostgreSqlPartitions::initTestCase()
{
    const auto server = PostgresServer::shared();
    DUMBO_NEED_SERVER(server);
    m_server = *server;
}

void TestPostgreSqlPartitions::init()
{
    m_database = m_server->createDatabase();
    m_connection = open(m_database);
    m_partitions = static_cast<PartitionsExtension *>(m_connection->extension(PartitionsExtension::extensionId()));
    QVERIFY(m_partitions);
    run(*m_connection, "CREATE TABLE visit (id integer, day date NOT NULL, hut text) PARTITION BY RANGE (day)");
}

void TestPostgreSqlPartitions::cleanup()
{
    m_connection.reset();
    m_server->dropDatabase(m_database);
}

void TestPostgreSqlPartitions::theTreeHasBoundsKeysAndSizes()
{
    run(*m_connection, "CREATE TABLE visit_rest PARTITION OF visit DEFAULT");
    run(*m_connection, "CREATE TABLE visit_2025 PARTITION OF visit FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY LIST (hut)");
    run(*m_connection, "CREATE TABLE visit_2024 PARTITION OF visit FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')");
    run(*m_connection, "CREATE TABLE visit_2025_a PARTITION OF visit_2025 FOR VALUES IN ('a', NULL)");
    run(*m_connection, "INSERT INTO visit SELECT i, '2024-05-01', 'x' FROM generate_series(1, 1000) i");
    run(*m_connection, "ANALYZE");
    const auto tree = m_partitions->list(path("visit"));
    QVERIFY2(tree, qPrintable(tree ? QString() : tree.error().toText()));
    QCOMPARE(tree->key, QStringLiteral("RANGE (day)"));
    QVERIFY(tree->bounds.isEmpty());
    QCOMPARE(tree->children.size(), 3);
    QCOMPARE(tree->children[0].path, path("visit_2024"));
    QCOMPARE(tree->children[0].bounds, QStringLiteral("FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')"));
    QCOMPARE(tree->children[0].rowEstimate.value_or(-1), 1000);
    QVERIFY(tree->children[0].sizeBytes.value_or(0) > 1000);
    QCOMPARE(tree->children[1].key, QStringLiteral("LIST (hut)"));
    QCOMPARE(tree->children[1].children.size(), 1);
    QCOMPARE(tree->children[1].children[0].bounds, QStringLiteral("FOR VALUES IN ('a', NULL)"));
    QCOMPARE(tree->children[2].bounds, QStringLiteral("DEFAULT"));
    QCOMPARE(tree->sizeBytes.value_or(-1),
        tree->children[0].sizeBytes.value() + tree->children[1].sizeBytes.value() + tree->children[2].sizeBytes.value());
}

void TestPostgreSqlPartitions::aPlainTableIsATreeOfItself()
{
    run(*m_connection, "CREATE TABLE plain (id integer)");
    const auto tree = m_partitions->list(path("plain"));
    QVERIFY(tree && tree->children.empty() && tree->key.isEmpty());
}

void TestPostgreSqlPartitions::aMissingTableIsNotFound()
{
    const auto tree = m_partitions->list(path("nowhere"));
    QVERIFY(!tree);
    QCOMPARE(tree.error().kind(), ErrorKind::NotFound);
}

void TestPostgreSqlPartitions::partitionsOfEachKindAreMade()
{
    const auto must = [&](const NewPartition &partition) {
        const auto made = m_partitions->create(partition);
        QVERIFY2(made, qPrintable(made ? QString() : made.error().toText()));
    };
    NewPartition range { path("visit"), { {}, {}, QStringLiteral("It's \"odd\"") }, {}, QStringLiteral("HASH (id)"), {}, {} };
    range.bounds.kind = PartitionBounds::Kind::Range;
    range.bounds.from = { { PartitionValue::Kind::Minimum, {} } };
    range.bounds.to = { value("2024-01-01") };
    must(range);
    NewPartition hash { { {}, QStringLiteral("public"), QStringLiteral("It's \"odd\"") }, path("part_1"), {}, {}, {}, {} };
    hash.bounds.kind = PartitionBounds::Kind::Hash;
    hash.bounds.modulus = 4;
    hash.bounds.remainder = 1;
    must(hash);
    NewPartition later { path("visit"), path("later"), {}, QStringLiteral("LIST (hut)"), {}, {} };
    later.bounds.kind = PartitionBounds::Kind::Default;
    must(later);
    NewPartition list { path("later"), path("some"), {}, {}, {}, {} };
    list.bounds.kind = PartitionBounds::Kind::List;
    list.bounds.values = { value("it's"), { PartitionValue::Kind::Null, {} } };
    must(list);
    const auto tree = m_partitions->list(path("visit"));
    QCOMPARE(tree->children.size(), 2);
    QCOMPARE(tree->children[0].bounds, QStringLiteral("FOR VALUES FROM (MINVALUE) TO ('2024-01-01')"));
    QCOMPARE(tree->children[0].children[0].bounds, QStringLiteral("FOR VALUES WITH (modulus 4, remainder 1)"));
    QCOMPARE(tree->children[1].children[0].bounds, QStringLiteral("FOR VALUES IN ('it''s', NULL)"));
}

void TestPostgreSqlPartitions::theTextIsForReviewAndChangesNothing()
{
    NewPartition partition { path("visit"), { {}, {}, QStringLiteral("visit_2024") }, {}, {}, {}, {} };
    partition.bounds.kind = PartitionBounds::Kind::Range;
    partition.bounds.from = { value("2024-01-01") };
    partition.bounds.to = { value("2025-01-01") };
    const auto text = m_partitions->createText(partition);
    QCOMPARE(*text,
        QStringLiteral("CREATE TABLE public.visit_2024 PARTITION OF public.visit FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')"));
    QVERIFY(m_partitions->list(path("visit"))->children.empty());
    QVERIFY(m_partitions->create(partition));
    QCOMPARE(*m_partitions->detachText(path("visit_2024"), DetachMode::Concurrently),
        QStringLiteral("ALTER TABLE public.visit DETACH PARTITION public.visit_2024 CONCURRENTLY"));
    QCOMPARE(m_partitions->list(path("visit"))->children.size(), 1);
}

void TestPostgreSqlPartitions::senselessBoundsAreRefused()
{
    NewPartition partition { path("visit"), path("p"), {}, {}, {}, {} };
    for (const auto kind : { PartitionBounds::Kind::Range, PartitionBounds::Kind::List, PartitionBounds::Kind::Hash }) {
        partition.bounds.kind = kind;
        const auto text = m_partitions->createText(partition);
        QVERIFY(!text);
        QCOMPARE(text.error().kind(), ErrorKind::InvalidOperation);
    }
    // What only the server can know is the server's error.
    partition.bounds.kind = PartitionBounds::Kind::List;
    partition.bounds.values = { value("2024-01-01") };
    const auto made = m_partitions->create(partition);
    QVERIFY(!made);
    QVERIFY(!made.error().sqlState().isEmpty());
}

void TestPostgreSqlPartitions::detachingLeavesATableOfItsOwn()
{
    run(*m_connection, "CREATE TABLE visit_rest PARTITION OF visit DEFAULT");
    run(*m_connection, "INSERT INTO visit VALUES (1, '2024-01-01', 'a')");
    const auto done = m_partitions->detach(path("visit_rest"), DetachMode::Blocking);
    QVERIFY2(done, qPrintable(done ? QString() : done.error().toText()));
    QVERIFY(m_partitions->list(path("visit"))->children.empty());
    QCOMPARE(single(*m_connection, "SELECT count(*) FROM visit_rest"), QStringLiteral("1"));
    const auto again = m_partitions->detach(path("visit_rest"), DetachMode::Blocking);
    QVERIFY(!again && again.error().kind() == ErrorKind::NotFound);
}

void TestPostgreSqlPartitions::detachingConcurrentlyWorksOutsideOfTransactions()
{
    run(*m_connection, "CREATE TABLE visit_2024 PARTITION OF visit FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')");
    QVERIFY(m_connection->begin({}));
    const auto refused = m_partitions->detach(path("visit_2024"), DetachMode::Concurrently);
    QVERIFY(!refused && refused.error().kind() == ErrorKind::InvalidOperation);
    QCOMPARE(m_connection->transactionState(), TransactionState::Active);
    QVERIFY(m_connection->rollback());
    const auto done = m_partitions->detach(path("visit_2024"), DetachMode::Concurrently);
    QVERIFY2(done, qPrintable(done ? QString() : done.error().toText()));
    QVERIFY(m_partitions->list(path("visit"))->children.empty());
}

void TestPostgreSqlPartitions::aTableSpreadOverServersShowsItsShards()
{
    run(*m_connection, "CREATE EXTENSION postgres_fdw");
    run(*m_connection, "CREATE TABLE guest (id bigint NOT NULL, name text) PARTITION BY HASH (id)");
    QStringList databases;
    for (int shard = 0; shard < 2; ++shard) {
        databases.append(m_server->createDatabase());
        run(*open(databases.back()), "CREATE TABLE guest (id bigint NOT NULL, name text)");
        const auto server = QByteArray("shard_") + QByteArray::number(shard);
        run(*m_connection, "CREATE SERVER " + server + " FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host "
                + literal(m_server->socketFolder()) + ", port '" + QByteArray::number(m_server->port()) + "', dbname "
                + literal(databases.back()) + ")");
        run(*m_connection, "CREATE USER MAPPING FOR CURRENT_USER SERVER " + server + " OPTIONS (user 'postgres')");
        NewPartition partition { path("guest"), { {}, {}, QStringLiteral("guest_%1").arg(shard) }, {}, {},
            QString::fromLatin1(server), { { QStringLiteral("table_name"), QStringLiteral("guest") } } };
        partition.bounds.kind = PartitionBounds::Kind::Hash;
        partition.bounds.modulus = 2;
        partition.bounds.remainder = shard;
        const auto made = m_partitions->create(partition);
        QVERIFY2(made, qPrintable(made ? QString() : made.error().toText()));
    }
    run(*m_connection, "INSERT INTO guest SELECT i, 'guest ' || i FROM generate_series(1, 100) i");
    QCOMPARE(single(*m_connection, "SELECT count(*) FROM guest"), QStringLiteral("100"));
    const auto first = single(*open(databases.front()), "SELECT count(*) FROM guest").toInt();
    QVERIFY(first > 0 && first < 100);

    const auto tree = m_partitions->list(path("guest"));
    QVERIFY(tree);
    QCOMPARE(tree->key, QStringLiteral("HASH (id)"));
    QCOMPARE(tree->children.size(), 2);
    QCOMPARE(tree->children[1].kind, ObjectKind::ForeignTable);
    QCOMPARE(tree->children[1].server, QStringLiteral("shard_1"));
    QCOMPARE(tree->children[1].bounds, QStringLiteral("FOR VALUES WITH (modulus 2, remainder 1)"));
    const auto part = m_connection->catalog({});
    QVERIFY(part && part->warnings.isEmpty());
    const auto shards = std::ranges::count_if(part->objects, [](const CatalogObject &object) {
        return object.partitioning && object.partitioning->parent.name == QStringLiteral("guest");
    });
    QCOMPARE(shards, 2);
    m_connection.reset();
    for (const auto &database : databases)
        m_server->dropDatabase(database);
}

QTEST_GUILESS_MAIN(TestPostgreSqlPartitions)
#include "tst_postgresqlpartitions.moc"
