#include "core/connection/connectionstring.h"
#include "core/isolation/extensions/explainvalues.h"
#include "core/isolation/extensions/migrationvalues.h"
#include "core/isolation/extensions/monitorvalues.h"
#include "core/isolation/extensions/partitionvalues.h"
#include "core/isolation/extensions/schemacomponentvalues.h"
#include "core/isolation/extensions/schemadifferencevalues.h"
#include "core/sdk/extensions/bulk.h"
#include "samevalues.h"
#include "tests/support/bothways.h"
#include "tests/support/readrows.h"
#include "tests/support/servers/needserver.h"
#include "tests/support/servers/postgresserver.h"

#include <thread>

using namespace dumbo;
using namespace dumbo::test;
using namespace std::chrono_literals;

/// The extensions of the PostgreSQL driver in a process of its own give the same answers as in this one.
class TestIsolatedPostgresql : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void plansAreTheSame_data();
    void plansAreTheSame();
    void anAnalyzedPlanMeasures();
    void cancelEndsAnExtensionToo();
    void theMonitorSeesWhoIsThere();
    void sessionsAreEndedFromAfar();
    void partitionsAreListedMadeAndDetached();
    void adviceIsTheSame();
    void differencesAndOffersAreTheSame();
    void theLockOfARunnerHoldsBetweenProcesses();
    void aDryRunMeasuresTheSame();
    void activityTellsWhoHasWhat();
    void bulkStaysInTheProcess();

private:
    [[nodiscard]] ConnectRequest request() const
    {
        ConnectRequest made;
        made.options.set(QStringLiteral("host"), m_server->socketFolder());
        made.options.set(QStringLiteral("port"), QString::number(m_server->port()));
        made.options.set(QStringLiteral("user"), m_server->user());
        made.options.set(QStringLiteral("dbname"), m_database);
        return made;
    }
    void run(const char *sql)
    {
        if (const auto done = m_server->run(QString::fromUtf8(sql), m_database); !done)
            qFatal("%s: %s", sql, qPrintable(done.error().toText()));
    }
    [[nodiscard]] static qint64 pidOf(Connection &connection) { return connection.server().processId.value_or(0); }
    [[nodiscard]] std::shared_ptr<const CatalogPart> catalog(Connection &connection)
    {
        CatalogRequest whole;
        whole.includeDdl = true;
        auto part = connection.catalog(whole);
        if (!part)
            qFatal("%s", qPrintable(part.error().toText()));
        return std::make_shared<const CatalogPart>(std::move(*part));
    }

    PostgresServer *m_server = nullptr;
    QString m_database;
    std::unique_ptr<BothWays> m_driver;
    std::unique_ptr<Connection> m_near;
    std::unique_ptr<Connection> m_far;
};

namespace {

ObjectPath relation(const char *name)
{
    return { {}, QStringLiteral("public"), QString::fromUtf8(name) };
}

} // namespace

void TestIsolatedPostgresql::initTestCase()
{
    const auto server = PostgresServer::shared();
    DUMBO_NEED_SERVER(server);
    m_server = *server;
    m_driver = std::make_unique<BothWays>(
        QStringLiteral(DUMBO_PLUGIN_FOLDER), Connector { QStringLiteral("PostgreSQL"), QStringLiteral("libpq") });
}

void TestIsolatedPostgresql::init()
{
    m_database = m_server->createDatabase();
    run("CREATE TABLE hut (id integer PRIMARY KEY, name text NOT NULL); CREATE INDEX hut_name ON hut (name); "
        "INSERT INTO hut SELECT n, 'hut ' || n FROM generate_series(1, 1000) n; ANALYZE; "
        "CREATE TABLE visit (day date NOT NULL, hut integer) PARTITION BY RANGE (day); "
        "CREATE TABLE visit_2024 PARTITION OF visit FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')");
    m_near = m_driver->connect(*m_driver->near, request());
    m_far = m_driver->connect(*m_driver->far, request());
}

void TestIsolatedPostgresql::cleanup()
{
    m_near.reset();
    m_far.reset();
    m_server->dropDatabase(m_database);
}

void TestIsolatedPostgresql::plansAreTheSame_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::newRow("a search") << QByteArray("SELECT * FROM hut WHERE name = $1");
    QTest::newRow("a join") << QByteArray("SELECT * FROM hut a JOIN hut b ON a.id = b.id + 1 AND a.name = $1");
    QTest::newRow("an insert") << QByteArray("INSERT INTO hut SELECT 5, $1");
    QTest::newRow("an error with a position") << QByteArray("SELECT $1, nowhere FROM hut");
    QTest::newRow("no plan") << QByteArray("CREATE TABLE x (a integer) -- $1");
}

void TestIsolatedPostgresql::plansAreTheSame()
{
    QFETCH(QByteArray, sql);
    ExplainRequest asked;
    asked.text = sql;
    asked.verbose = true;
    asked.settings = true;
    asked.parameters.positional = { Value::text(QStringLiteral("hut 7")) };
    auto &near = extensionOf<ExplainExtension>(*m_near);
    auto &far = extensionOf<ExplainExtension>(*m_far);
    QCOMPARE(bytesOf(far.abilities()), bytesOf(near.abilities()));
    for (const auto form : { ExplainRequest::Form::Tree, ExplainRequest::Form::Text }) {
        asked.form = form;
        // Once for each, so that both have the tables in their caches, whose blocks planning counts.
        std::ignore = near.explain(asked);
        std::ignore = far.explain(asked);
        auto here = near.explain(asked);
        auto there = far.explain(asked);
        if (here && there) {
            here->planningTime = there->planningTime = {};
            here->serverJson = there->serverJson = {};
            here->serverText = here->serverText.isEmpty() ? "" : "some";
            there->serverText = there->serverText.isEmpty() ? "" : "some";
            here->properties = there->properties = {};
        }
        DUMBO_SAME(here, there);
    }
}

void TestIsolatedPostgresql::anAnalyzedPlanMeasures()
{
    ExplainRequest asked;
    asked.text = "DELETE FROM hut";
    asked.analyze = true;
    const auto plan = extensionOf<ExplainExtension>(*m_far).explain(asked);
    DUMBO_DONE(plan);
    QVERIFY(plan->executed && plan->rolledBack && plan->writes);
    QVERIFY(plan->executionTime && plan->roots.size() == 1);
    QCOMPARE(plan->roots[0].children.at(0).actualRows->text, QByteArray("1000"));
    QCOMPARE(m_far->transactionState(), TransactionState::Idle);
    QCOMPARE(m_server->run(QStringLiteral("SELECT count(*) FROM hut"), m_database)->trimmed(), QStringLiteral("1000"));
}

void TestIsolatedPostgresql::cancelEndsAnExtensionToo()
{
    ExplainRequest asked;
    asked.text = "SELECT pg_sleep(3600)";
    asked.analyze = true;
    const auto pid = QString::number(pidOf(*m_far));
    std::jthread canceller([this, pid, &connection = *m_far] {
        const auto runs = QStringLiteral("SELECT count(*) FROM pg_stat_activity WHERE pid = %1 AND wait_event = 'PgSleep'").arg(pid);
        for (int i = 0; i < 600; ++i) {
            if (const auto count = m_server->run(runs); count && count->trimmed() == u"1")
                break;
        }
        connection.cancel();
    });
    const auto plan = extensionOf<ExplainExtension>(*m_far).explain(asked);
    QVERIFY(!plan);
    QCOMPARE(plan.error().kind(), ErrorKind::Cancelled);
    asked.text = "SELECT 1";
    DUMBO_DONE(extensionOf<ExplainExtension>(*m_far).explain(asked));
}

void TestIsolatedPostgresql::theMonitorSeesWhoIsThere()
{
    const auto snapshot = extensionOf<MonitorExtension>(*m_far).snapshot();
    DUMBO_DONE(snapshot);
    const auto find = [&](qint64 pid) { return std::ranges::find(snapshot->sessions, pid, &MonitoredSession::pid); };
    const auto own = find(pidOf(*m_far));
    const auto other = find(pidOf(*m_near));
    QVERIFY(own != snapshot->sessions.end() && other != snapshot->sessions.end());
    QVERIFY(own->isOwn && !other->isOwn);
    QCOMPARE(own->state, MonitoredSession::State::Active);
    QCOMPARE(other->state, MonitoredSession::State::Idle);
    QVERIFY(snapshot->maxConnections.value_or(0) > 0);
    const auto seen = extensionOf<MonitorExtension>(*m_near).snapshot();
    DUMBO_DONE(seen);
    const auto again = std::ranges::find(seen->sessions, pidOf(*m_near), &MonitoredSession::pid);
    QCOMPARE(again->user, other->user);
    QCOMPARE(again->database, other->database);
    QCOMPARE(again->connected->text, other->connected->text);
}

void TestIsolatedPostgresql::sessionsAreEndedFromAfar()
{
    auto &near = extensionOf<MonitorExtension>(*m_near);
    auto &far = extensionOf<MonitorExtension>(*m_far);
    DUMBO_SAME(near.cancelSession(1), far.cancelSession(1));
    QCOMPARE(far.terminateSession(1).error().kind(), ErrorKind::NotFound);
    DUMBO_DONE(far.terminateSession(pidOf(*m_near)));
    QVERIFY(!m_near->ping());
}

void TestIsolatedPostgresql::partitionsAreListedMadeAndDetached()
{
    auto &near = extensionOf<PartitionsExtension>(*m_near);
    auto &far = extensionOf<PartitionsExtension>(*m_far);
    NewPartition partition { relation("visit"), relation("visit_2025"), {}, QStringLiteral("LIST (hut)"), {}, {} };
    partition.bounds.kind = PartitionBounds::Kind::Range;
    partition.bounds.from = { { PartitionValue::Kind::Text, QStringLiteral("2025-01-01") } };
    partition.bounds.to = { { PartitionValue::Kind::Maximum, {} } };
    DUMBO_SAME(near.createText(partition), far.createText(partition));
    DUMBO_DONE(far.create(partition));
    DUMBO_SAME(near.create(partition), far.create(partition));
    DUMBO_SAME(near.list(relation("visit")), far.list(relation("visit")));
    QCOMPARE(far.list(relation("visit"))->children.size(), 2);
    DUMBO_SAME(near.list(relation("nowhere")), far.list(relation("nowhere")));
    DUMBO_SAME(near.detachText(relation("visit_2024"), DetachMode::Concurrently),
        far.detachText(relation("visit_2024"), DetachMode::Concurrently));
    DUMBO_DONE(far.detach(relation("visit_2024"), DetachMode::Blocking));
    QCOMPARE(near.list(relation("visit"))->children.size(), 1);
}

void TestIsolatedPostgresql::adviceIsTheSame()
{
    auto &near = extensionOf<MigrationAdviceExtension>(*m_driver->near);
    auto &far = extensionOf<MigrationAdviceExtension>(*m_driver->far);
    QCOMPARE(bytesOf(far.rules()), bytesOf(near.rules()));
    AdviceRequest asked;
    asked.statements = { "CREATE INDEX i ON hut (id)", "ALTER TABLE hut ALTER COLUMN name TYPE varchar(5)", "DROP TABLE hut CASCADE",
        "ALTER TABLE hut ADD COLUMN beds integer NOT NULL", "VACUUM hut", "SELEC" };
    asked.catalog = catalog(*m_near);
    asked.searchPath = m_near->server().searchPath;
    asked.serverVersion = m_near->server().version;
    const auto advice = far.advise(asked);
    DUMBO_SAME(near.advise(asked), advice);
    QVERIFY(!advice->front().findings.empty() && !advice->front().findings.front().saferForms.empty());
}

void TestIsolatedPostgresql::differencesAndOffersAreTheSame()
{
    DifferenceRequest asked;
    asked.from = catalog(*m_far);
    run("ALTER TABLE hut ADD COLUMN beds integer; CREATE VIEW big AS SELECT * FROM hut; DROP INDEX hut_name");
    asked.to = catalog(*m_far);
    QCOMPARE(bytesOf(*asked.to), bytesOf(*catalog(*m_near)));
    const auto script = extensionOf<SchemaDifferenceExtension>(*m_driver->far).script(asked);
    DUMBO_SAME(extensionOf<SchemaDifferenceExtension>(*m_driver->near).script(asked), script);
    QVERIFY(script->statements.size() >= 3);

    const auto offers = extensionOf<SchemaComponentsExtension>(*m_driver->far).offers();
    QVERIFY(!offers.empty());
    QVERIFY(offers == extensionOf<SchemaComponentsExtension>(*m_driver->near).offers());
}

void TestIsolatedPostgresql::theLockOfARunnerHoldsBetweenProcesses()
{
    auto &near = extensionOf<MigrationsExtension>(*m_near);
    auto &far = extensionOf<MigrationsExtension>(*m_far);
    QCOMPARE(far.lockIsTransaction(), false);
    QCOMPARE(far.tryLock(), Result<bool>(true));
    QCOMPARE(near.tryLock(), Result<bool>(false));
    const auto holder = near.lockHolder();
    DUMBO_DONE(holder);
    QVERIFY(!holder->isEmpty());
    DUMBO_DONE(far.unlock());
    QCOMPARE(near.tryLock(), Result<bool>(true));
    QCOMPARE(far.tryLock(), Result<bool>(false));
    DUMBO_DONE(near.unlock());
}

void TestIsolatedPostgresql::aDryRunMeasuresTheSame()
{
    const auto measured = [](MigrationsExtension &migrations) {
        std::vector<QByteArray> all;
        if (const auto begun = migrations.beginDryRun({ .lockTimeout = 1s }); !begun)
            qFatal("%s", qPrintable(begun.error().toText()));
        for (const auto *sql : { "ALTER TABLE hut ADD COLUMN beds integer", "UPDATE hut SET beds = 4", "CREATE TABLE path (a integer)",
                 "ALTER TABLE hut ALTER COLUMN id TYPE bigint", "DROP INDEX hut_name", "CREATE INDEX CONCURRENTLY i ON hut (id)",
                 "COMMIT", "SELECT * FROM nowhere" }) {
            auto statement = migrations.measure(sql);
            if (statement)
                statement->time = {};
            all.push_back(bytesOf(statement.has_value()) + (statement ? bytesOf(*statement) : statement.error().toJson()));
            all.push_back(bytesOf(migrations.isDryRunOver()));
        }
        if (const auto ended = migrations.endDryRun(); !ended)
            qFatal("%s", qPrintable(ended.error().toText()));
        return all;
    };
    auto &near = extensionOf<MigrationsExtension>(*m_near);
    auto &far = extensionOf<MigrationsExtension>(*m_far);
    QCOMPARE(far.dryRunPlace(), DryRunPlace::Transaction);
    DUMBO_SAME(near.dryRunLimits(), far.dryRunLimits());
    const auto expected = measured(near);
    const auto found = measured(far);
    QCOMPARE(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i)
        QVERIFY2(found[i] == expected[i], qPrintable(QString::number(i)));
    QCOMPARE(m_far->transactionState(), TransactionState::Idle);
}

void TestIsolatedPostgresql::activityTellsWhoHasWhat()
{
    DUMBO_DONE(m_near->begin({}));
    Statement statement;
    statement.text = "LOCK TABLE hut IN ACCESS SHARE MODE";
    {
        const auto execution = m_near->execute(statement);
        DUMBO_DONE(execution);
        DUMBO_DONE(readRows(**execution));
    }
    const std::vector<ObjectPath> asked { relation("hut"), relation("visit_2024") };
    const auto activity = extensionOf<MigrationsExtension>(*m_far).activity(asked);
    DUMBO_DONE(activity);
    QCOMPARE(activity->size(), 2);
    QCOMPARE(activity->at(0).object, relation("hut"));
    QCOMPARE(activity->at(0).holders.size(), 1);
    QCOMPARE(activity->at(0).holders[0].pid, pidOf(*m_near));
    QVERIFY(activity->at(1).holders.empty());
}

void TestIsolatedPostgresql::bulkStaysInTheProcess()
{
    QVERIFY(m_near->extension(BulkExtension::extensionId()));
    QVERIFY(!m_far->extension(BulkExtension::extensionId()));
}

QTEST_GUILESS_MAIN(TestIsolatedPostgresql)
#include "tst_isolatedpostgresql.moc"
