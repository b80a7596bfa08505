#include "core/isolation/extensions/explainvalues.h"
#include "core/isolation/extensions/migrationvalues.h"
#include "core/isolation/extensions/schemadifferencevalues.h"
#include "core/sdk/extensions/bulk.h"
#include "core/sdk/extensions/conformance.h"
#include "core/sdk/extensions/monitor.h"
#include "samevalues.h"
#include "tests/support/bothways.h"
#include "tests/support/readrows.h"

#include <QRegularExpression>
#include <QTemporaryDir>

using namespace dumbo;
using namespace dumbo::test;

/// The extensions of the SQLite driver in a process of its own give the same answers as in this one.
class TestIsolatedSqlite : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void plansAreTheSame_data();
    void plansAreTheSame();
    void adviceIsTheSame();
    void differencesAreTheSame();
    void aDryRunMeasuresTheSame();
    void theLockOfARunnerHoldsBetweenProcesses();
    void aScratchDatabaseIsMadeAndDropped();
    void whatCantTravelIsNotThere();
    void afterTheEndOfTheConnectionNothingOfItIsLeft();

private:
    [[nodiscard]] ConnectRequest request() const
    {
        ConnectRequest made;
        made.options.set(QStringLiteral("path"), m_folder->filePath(QStringLiteral("huts.db")));
        made.options.set(QStringLiteral("create"), true);
        return made;
    }
    [[nodiscard]] ConnectRequest over(const ScratchDatabase &scratch) const
    {
        auto made = request();
        for (const auto &[name, value] : scratch.options.entries())
            made.options.set(name, value);
        return made;
    }
    void run(Connection &connection, const QByteArray &sql)
    {
        Statement statement;
        statement.text = sql;
        const auto execution = connection.execute(statement);
        if (!execution)
            qFatal("%s", qPrintable(execution.error().toText()));
        if (const auto rows = readRows(**execution); !rows)
            qFatal("%s", qPrintable(rows.error().toText()));
    }
    [[nodiscard]] std::shared_ptr<const CatalogPart> catalog(Connection &connection)
    {
        CatalogRequest whole;
        whole.includeDdl = true;
        auto part = connection.catalog(whole);
        if (!part)
            qFatal("%s", qPrintable(part.error().toText()));
        return std::make_shared<const CatalogPart>(std::move(*part));
    }

    std::unique_ptr<BothWays> m_driver;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Connection> m_near;
    std::unique_ptr<Connection> m_far;
};

void TestIsolatedSqlite::initTestCase()
{
    m_driver = std::make_unique<BothWays>(
        QStringLiteral(DUMBO_PLUGIN_FOLDER), Connector { QStringLiteral("SQLite"), QStringLiteral("sqlite3") });
}

void TestIsolatedSqlite::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_near = m_driver->connect(*m_driver->near, request());
    m_far = m_driver->connect(*m_driver->far, request());
    run(*m_far, "CREATE TABLE hut (id integer PRIMARY KEY, name text NOT NULL); CREATE INDEX hut_name ON hut (name); "
                "INSERT INTO hut VALUES (1, 'Höllental'), (2, 'Reintal')");
}

void TestIsolatedSqlite::cleanup()
{
    m_near.reset();
    m_far.reset();
}

void TestIsolatedSqlite::plansAreTheSame_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<bool>("analyze");
    QTest::newRow("a search") << QByteArray("SELECT * FROM hut WHERE name = ?") << false;
    QTest::newRow("a join") << QByteArray("SELECT * FROM hut a JOIN hut b ON a.id = b.id + 1 ORDER BY b.name, ?1") << false;
    QTest::newRow("an error") << QByteArray("SELECT * FROM nowhere WHERE ? = 1") << false;
    QTest::newRow("nonsense") << QByteArray("SELEC ?") << false;
    QTest::newRow("two statements") << QByteArray("SELECT ?; SELECT 2") << false;
    QTest::newRow("what can't be undone") << QByteArray("VACUUM") << true;
}

void TestIsolatedSqlite::plansAreTheSame()
{
    QFETCH(QByteArray, sql);
    QFETCH(bool, analyze);
    ExplainRequest asked;
    asked.text = sql;
    asked.analyze = analyze;
    if (sql.contains('?'))
        asked.parameters.positional = { Value::text(QStringLiteral("Höllental")) };
    auto &near = extensionOf<ExplainExtension>(*m_near);
    auto &far = extensionOf<ExplainExtension>(*m_far);
    QCOMPARE(bytesOf(far.abilities()), bytesOf(near.abilities()));
    for (const auto form : { ExplainRequest::Form::Tree, ExplainRequest::Form::Text }) {
        asked.form = form;
        auto here = near.explain(asked);
        auto there = far.explain(asked);
        if (here && there) {
            // How often a connection has read the schema is its own affair.
            for (auto *plan : { &*here, &*there })
                plan->serverText = QString::fromUtf8(plan->serverText).remove(QRegularExpression(QStringLiteral("\\d+ +Transaction .*"))).toUtf8();
        }
        DUMBO_SAME(here, there);
    }
}

void TestIsolatedSqlite::adviceIsTheSame()
{
    auto &near = extensionOf<MigrationAdviceExtension>(*m_driver->near);
    auto &far = extensionOf<MigrationAdviceExtension>(*m_driver->far);
    QVERIFY(!near.rules().empty());
    QCOMPARE(bytesOf(far.rules()), bytesOf(near.rules()));
    AdviceRequest asked;
    asked.statements = { "DROP TABLE hut", "ALTER TABLE hut ADD COLUMN height integer NOT NULL", "CREATE INDEX i ON hut (id)",
        "UPDATE hut SET name = NULL", "VACUUM", "SELEC" };
    asked.serverVersion = m_near->server().version;
    const auto without = far.advise(asked);
    DUMBO_SAME(near.advise(asked), without);
    QCOMPARE(without->size(), asked.statements.size());
    asked.catalog = catalog(*m_near);
    asked.changedBefore = { { {}, QStringLiteral("main"), QStringLiteral("bed") } };
    DUMBO_SAME(near.advise(asked), far.advise(asked));
}

void TestIsolatedSqlite::differencesAreTheSame()
{
    DifferenceRequest asked;
    asked.from = catalog(*m_far);
    QCOMPARE(bytesOf(*asked.from), bytesOf(*catalog(*m_near)));
    run(*m_far, "ALTER TABLE hut ADD COLUMN beds integer; CREATE TABLE path (a integer, b integer); DROP INDEX hut_name");
    asked.to = catalog(*m_far);
    auto &near = extensionOf<SchemaDifferenceExtension>(*m_driver->near);
    auto &far = extensionOf<SchemaDifferenceExtension>(*m_driver->far);
    const auto script = far.script(asked);
    DUMBO_SAME(near.script(asked), script);
    QVERIFY(script->statements.size() >= 3);
    std::swap(asked.from, asked.to);
    asked.allowsLoss = false;
    DUMBO_SAME(near.script(asked), far.script(asked));
}

void TestIsolatedSqlite::aDryRunMeasuresTheSame()
{
    const auto measured = [](MigrationsExtension &migrations) {
        std::vector<QByteArray> all;
        const auto keep = [&](const auto &result) {
            all.push_back(bytesOf(result.has_value()) + (result ? bytesOf(*result) : result.error().toJson()));
        };
        keep(migrations.dryRunLimits());
        if (const auto begun = migrations.beginDryRun({ .onScratch = true }); !begun)
            qFatal("%s", qPrintable(begun.error().toText()));
        for (const auto *sql : { "ALTER TABLE hut ADD COLUMN beds integer", "UPDATE hut SET beds = 4", "CREATE TABLE path (a integer)",
                 "DROP INDEX hut_name", "COMMIT", "VACUUM", "SELECT * FROM nowhere" }) {
            auto statement = migrations.measure(sql);
            if (statement)
                statement->time = {};
            keep(statement);
            all.push_back(bytesOf(migrations.isDryRunOver()));
        }
        keep(migrations.check());
        if (const auto ended = migrations.endDryRun(); !ended)
            qFatal("%s", qPrintable(ended.error().toText()));
        return all;
    };
    auto &near = extensionOf<MigrationsExtension>(*m_near);
    auto &far = extensionOf<MigrationsExtension>(*m_far);
    QCOMPARE(far.dryRunPlace(), near.dryRunPlace());
    QCOMPARE(far.isDryRunOver(), true);
    DUMBO_SAME(near.beginDryRun({}), far.beginDryRun({}));
    const auto onCopy = [&](StoragePlugin &plugin, MigrationsExtension &original) {
        const auto scratch = original.createScratch({ true });
        if (!scratch)
            qFatal("%s", qPrintable(scratch.error().toText()));
        auto result = measured(extensionOf<MigrationsExtension>(*m_driver->connect(plugin, over(*scratch))));
        if (const auto dropped = original.dropScratch(*scratch); !dropped)
            qFatal("%s", qPrintable(dropped.error().toText()));
        return result;
    };
    const auto expected = onCopy(*m_driver->near, near);
    const auto found = onCopy(*m_driver->far, far);
    QCOMPARE(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i)
        QVERIFY2(found[i] == expected[i], qPrintable(QString::number(i)));
    const std::vector<ObjectPath> asked { { {}, QStringLiteral("main"), QStringLiteral("hut") } };
    DUMBO_SAME(near.activity(asked), far.activity(asked));
}

void TestIsolatedSqlite::theLockOfARunnerHoldsBetweenProcesses()
{
    auto &near = extensionOf<MigrationsExtension>(*m_near);
    auto &far = extensionOf<MigrationsExtension>(*m_far);
    QCOMPARE(far.lockIsTransaction(), near.lockIsTransaction());
    QCOMPARE(far.tryLock(), Result<bool>(true));
    QCOMPARE(m_far->transactionState(), TransactionState::Active);
    QCOMPARE(near.tryLock(), Result<bool>(false));
    DUMBO_DONE(far.unlock());
    QCOMPARE(m_far->transactionState(), TransactionState::Idle);
    QCOMPARE(near.tryLock(), Result<bool>(true));
    QCOMPARE(far.tryLock(), Result<bool>(false));
    DUMBO_DONE(near.unlock());
}

void TestIsolatedSqlite::aScratchDatabaseIsMadeAndDropped()
{
    auto &far = extensionOf<MigrationsExtension>(*m_far);
    const auto scratch = far.createScratch({ true });
    DUMBO_DONE(scratch);
    {
        const auto connection = m_driver->connect(*m_driver->near, over(*scratch));
        const auto objects = catalog(*connection)->objects;
        QVERIFY(std::ranges::any_of(objects, [](const CatalogObject &object) { return object.path.name == u"hut"; }));
        DUMBO_SAME(extensionOf<MigrationsExtension>(*m_near).schemaForScratch(*catalog(*m_near)),
            far.schemaForScratch(*catalog(*m_far)));
    }
    DUMBO_DONE(far.dropScratch(*scratch));
    DUMBO_DONE(far.sweepScratch());
}

void TestIsolatedSqlite::whatCantTravelIsNotThere()
{
    QVERIFY(!m_far->extension(BulkExtension::extensionId()));
    QVERIFY(!m_far->extension(MonitorExtension::extensionId()));
    QVERIFY(!m_far->extension({ QStringLiteral("explain"), 2 }));
    QVERIFY(!m_driver->far->extension({ QStringLiteral("somebody's own"), 1 }));
    // The same each time: it belongs to the connection.
    QCOMPARE(m_far->extension(ExplainExtension::extensionId()), m_far->extension(ExplainExtension::extensionId()));
}

void TestIsolatedSqlite::afterTheEndOfTheConnectionNothingOfItIsLeft()
{
    DUMBO_DONE(m_far->begin({}));
    run(*m_far, "DELETE FROM hut");
    m_far.reset();
    m_far = m_driver->connect(*m_driver->far, request());
    run(*m_far, "INSERT INTO hut VALUES (3, 'Watzmann')");
    Statement statement;
    statement.text = "SELECT count(*) FROM hut";
    const auto execution = m_near->execute(statement);
    DUMBO_DONE(execution);
    const auto rows = readRows(**execution);
    DUMBO_DONE(rows);
    QCOMPARE(rows->front().front(), Value(3));
}

QTEST_GUILESS_MAIN(TestIsolatedSqlite)
#include "tst_isolatedsqlite.moc"
