#include "core/migrations/review/review.h"
#include "core/migrations/sources/migrationsource.h"
#include "tests/integration/cli/migratefixture.h"
#include "tests/unit/core/sql/dialects.h"

#include <QJsonArray>

#include <algorithm>
#include <csignal>

using namespace dumbo::test;

/// dumbo migrate on SQLite: its words, its exit codes, its JSON.
class TestMigrateCommand : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_fixture = std::make_unique<MigrateFixture>(); }

    void whatIsPendingIsOneAndNothingIsZero();
    void anUnknownCommandIsNamed();
    void aRunTellsWhatItDid();
    void aRunThatFailsIsUndoneAndNamesThePlace();
    void jsonKeepsToItsSchema();
    void thePlanAsSqlDoesWhatARunDoes();
    void thePlanGoesIntoAPullRequest();
    void sqlOfAllNeedsNoDatabase();
    void downScriptsUndo();
    void aDryRunLeavesTheFileAlone();
    void verifyTellsWhatDoesNotHold();
    void baselineRecordsWithoutRunning();
    void repairAcceptsAndForgets();
    void lintNeedsNoServer();
    void lintOfErrorsIsOne();
    void aBrokenSourceIsRefused();
    void wrongUsageIsTwo_data();
    void wrongUsageIsTwo();
    void noConnectionIsThree();
    void theConnectionMayComeFromTheEnvironment();
    void onlyWhatIsApprovedRunsWhereThatIsAsked();
    void anApprovalFallsOffWithTheText();
    void productionWantsApprovalOrAReason();
    void productionWantsItOfWhatIsNamedOutOfOrder();
    void theReasonOfADownScriptIsRecorded();
    void theLedgerOfProductionIsChangedWithAReason();
    void historiesOfOtherToolsAreShown();
    void aNewMigrationGetsTheNextNumber();
    void componentsAreASource();
    void driftIsToldRevertedAndAdopted();
    void twoDatabasesAreCompared();
    void anInterruptedRunIs130AndLeavesNothing();

private:
    void approve(const QString &migration);

    std::unique_ptr<MigrateFixture> m_fixture;
};

namespace {

QStringList names(const QJsonArray &objects, const QString &key = QStringLiteral("name"))
{
    QStringList names;
    for (const auto &object : objects)
        names.append(object.toObject()[key].toString());
    return names;
}

} // namespace

void TestMigrateCommand::whatIsPendingIsOneAndNothingIsZero()
{
    m_fixture->writeTwo();
    for (const auto *action : { "status", "plan" }) {
        const auto outcome = m_fixture->migrate(action);
        QCOMPARE(outcome.exitCode, 1);
        QVERIFY2(outcome.out.contains("2 pending\n"), outcome.out.constData());
        QVERIFY(outcome.out.contains("0002_beds"));
    }
    QCOMPARE(m_fixture->rows(QStringLiteral("SELECT count(*) FROM sqlite_schema")).trimmed(), "0");
    QCOMPARE(m_fixture->migrate("run").exitCode, 0);
    for (const auto *action : { "status", "plan" })
        QCOMPARE(m_fixture->migrate(action).exitCode, 0);
    // Changed is wrong, although nothing is pending.
    m_fixture->write(QStringLiteral("0002_beds.sql"), "CREATE TABLE bed (id TEXT);\n");
    for (const auto *action : { "status", "plan" }) {
        const auto outcome = m_fixture->migrate(action);
        QCOMPARE(outcome.exitCode, 1);
        QVERIFY2(outcome.out.contains("1 applied, 1 changed\n"), outcome.out.constData());
    }
}

void TestMigrateCommand::anUnknownCommandIsNamed()
{
    const auto unknown = m_fixture->migrate("frobnicate");
    QCOMPARE(unknown.exitCode, 2);
    QVERIFY2(unknown.err.contains("There is no command \"frobnicate\"."), unknown.err.constData());
}

void TestMigrateCommand::aRunTellsWhatItDid()
{
    m_fixture->writeTwo();
    const auto first = m_fixture->migrate("run");
    QCOMPARE(first.exitCode, 0);
    QCOMPARE(first.out, "2 applied now; in all 2 applied; verified\n");
    QVERIFY2(first.err.contains("0002_beds (2 of 2)"), first.err.constData());
    QVERIFY2(first.err.contains("INSERT INTO hut"), first.err.constData());
    QCOMPARE(m_fixture->rows(QStringLiteral("SELECT name FROM hut")).trimmed(), "Nebelhorn");
    QCOMPARE(m_fixture->rows(QStringLiteral("SELECT name FROM dmb_migrations ORDER BY id")), "0001_huts\n0002_beds\n");
    const auto again = m_fixture->migrate("run");
    QCOMPARE(again.exitCode, 0);
    QCOMPARE(again.out, "0 applied now; in all 2 applied; verified\n");
}

void TestMigrateCommand::aRunThatFailsIsUndoneAndNamesThePlace()
{
    m_fixture->writeTwo();
    m_fixture->write(QStringLiteral("0003_more.sql"), "CREATE TABLE more (id);\n\nINSERT INTO nowhere\nVALUES (1);\n");
    const auto outcome = m_fixture->migrate("run");
    QCOMPARE(outcome.exitCode, 1);
    QVERIFY2(outcome.err.contains("nowhere"), outcome.err.constData());
    QCOMPARE(m_fixture->rows(QStringLiteral("SELECT count(*) FROM sqlite_schema WHERE name IN ('hut', 'bed', 'more')")).trimmed(), "0");
    const auto json = m_fixture->json(m_fixture->migrate("run", "--json --one-by-one"));
    QCOMPARE(json[u"succeeded"].toBool(), false);
    const auto results = json[u"migrations"].toArray();
    QCOMPARE(names(results, QStringLiteral("outcome")), QStringList({ QStringLiteral("applied"), QStringLiteral("applied"), QStringLiteral("failed") }));
    QVERIFY(results[2].toObject()[u"error"].toObject()[u"message"].toString().size() > 5);
    QCOMPARE(m_fixture->rows(QStringLiteral("SELECT count(*) FROM sqlite_schema WHERE name IN ('hut', 'bed', 'more')")).trimmed(), "2");
}

void TestMigrateCommand::jsonKeepsToItsSchema()
{
    m_fixture->writeTwo();
    const auto status = m_fixture->json(m_fixture->migrate("status", "--json"));
    QCOMPARE(status[u"clean"].toBool(), false);
    QCOMPARE(status[u"counts"][u"pending"].toInt(), 2);
    QCOMPARE(status[u"ledger"][u"exists"].toBool(), false);
    QCOMPARE(status[u"source"][u"layout"].toString(), QStringLiteral("dumbo"));
    QCOMPARE(names(status[u"migrations"].toArray()), QStringList({ QStringLiteral("0001_huts"), QStringLiteral("0002_beds") }));
    const auto plan = m_fixture->json(m_fixture->migrate("plan", "--json"));
    QCOMPARE(plan[u"pending"].toArray().first().toObject()[u"sql"].toArray().size(), 2);
    QVERIFY(m_fixture->json(m_fixture->migrate("sql", "--json"))[u"script"].toString().contains(QStringLiteral("CREATE TABLE bed")));
    QCOMPARE(m_fixture->json(m_fixture->migrate("lint", "--json"))[u"advice"][u"errors"].toInt(), 0);
    QCOMPARE(m_fixture->json(m_fixture->migrate("lint", "--live --json"))[u"advice"][u"knowsCatalog"].toBool(), true);
    const auto run = m_fixture->json(m_fixture->migrate("run", "--json"));
    QCOMPARE(run[u"succeeded"].toBool(), true);
    QCOMPARE(run[u"counts"][u"applied"].toInt(), 2);
    QCOMPARE(m_fixture->json(m_fixture->migrate("verify", "--json"))[u"verified"].toBool(), true);
    QCOMPARE(m_fixture->json(m_fixture->migrate("status", "--json"))[u"migrations"].toArray().first().toObject()[u"state"].toString(), QStringLiteral("applied"));
}

void TestMigrateCommand::thePlanAsSqlDoesWhatARunDoes()
{
    m_fixture->writeTwo();
    const auto outcome = m_fixture->migrate("sql");
    QCOMPARE(outcome.exitCode, 0);
    QFile script(m_fixture->path(QStringLiteral("plan.sql")));
    QVERIFY(script.open(QIODevice::WriteOnly));
    script.write(outcome.out);
    script.close();
    const auto ran = runDumbo({ QStringLiteral("query"), QStringLiteral("-c"), m_fixture->database(), QStringLiteral("-f"), script.fileName() });
    QVERIFY2(ran.exitCode == 0, ran.err.constData());
    QCOMPARE(m_fixture->migrate("status").exitCode, 0);
    QCOMPARE(m_fixture->rows(QStringLiteral("SELECT count(*) FROM hut")).trimmed(), "1");
    QCOMPARE(m_fixture->migrate("sql", "0002_beds").out, "");
}

void TestMigrateCommand::thePlanGoesIntoAPullRequest()
{
    m_fixture->writeTwo();
    m_fixture->write(QStringLiteral("0003_drop.sql"), "DROP TABLE hut;\n");
    approve(QStringLiteral("0002_beds"));
    const auto markdown = m_fixture->migrate("plan", "--format markdown");
    QVERIFY2(markdown.exitCode == 1, markdown.err.constData());
    for (const auto *expected : { "# Migrations of ", "## 0002", "approved by", "DROP TABLE hut", "LITE" })
        QVERIFY2(markdown.out.contains(expected), (expected + QByteArray("\n") + markdown.out).constData());
    const auto html = m_fixture->migrate("plan", "--format html");
    QVERIFY2(html.out.startsWith("<!DOCTYPE html>") && html.out.contains("DROP TABLE hut"), html.out.constData());
    QCOMPARE(m_fixture->migrate("plan", "--format pdf").exitCode, 2);
}

void TestMigrateCommand::sqlOfAllNeedsNoDatabase()
{
    m_fixture->writeTwo();
    const auto up = m_fixture->migrate(QStringLiteral("sql"), { QStringLiteral("--all"), QStringLiteral("--type"), QStringLiteral("sqlite"), QStringLiteral("0002_beds") }, {});
    QCOMPARE(up.exitCode, 0);
    QCOMPARE(up.out, "-- 0002_beds\nCREATE TABLE bed (id INTEGER PRIMARY KEY, hut INTEGER REFERENCES hut);\n");
    QCOMPARE(m_fixture->migrate(QStringLiteral("sql"), {}, {}).exitCode, 2);
    QCOMPARE(m_fixture->migrate(QStringLiteral("sql"), { QStringLiteral("--all"), QStringLiteral("--type"), QStringLiteral("Oracle") }, {}).exitCode, 2);
}

void TestMigrateCommand::downScriptsUndo()
{
    m_fixture->writeTwo();
    QCOMPARE(m_fixture->migrate("run", "0001_huts").exitCode, 0);
    QVERIFY(m_fixture->migrate("sql", "--down").out.contains("DROP TABLE hut;"));
    QCOMPARE(m_fixture->migrate("run", "--down").exitCode, 2);
    const auto undone = m_fixture->migrate("run", "--down 0001_huts");
    QVERIFY2(undone.exitCode == 0, undone.err.constData());
    QCOMPARE(m_fixture->rows(QStringLiteral("SELECT count(*) FROM sqlite_schema WHERE name = 'hut'")).trimmed(), "0");
    QVERIFY(m_fixture->migrate("status").out.contains("2 pending"));
}

void TestMigrateCommand::aDryRunLeavesTheFileAlone()
{
    m_fixture->writeTwo();
    const auto json = m_fixture->json(m_fixture->migrate("dry-run", "--json"));
    QCOMPARE(json[u"dryRun"][u"succeeded"].toBool(), true);
    QCOMPARE(json[u"dryRun"][u"place"].toString(), QStringLiteral("copy"));
    QCOMPARE(json[u"dryRun"][u"migrations"].toArray().size(), 2);
    QCOMPARE(m_fixture->rows(QStringLiteral("SELECT count(*) FROM sqlite_schema")).trimmed(), "0");
    const auto text = m_fixture->migrate("dry-run", "0001_huts");
    QCOMPARE(text.exitCode, 0);
    QVERIFY2(text.out.contains("measured: "), text.out.constData());
    m_fixture->write(QStringLiteral("0002_beds.sql"), "DROP TABLE nowhere;\n");
    QCOMPARE(m_fixture->migrate("dry-run").exitCode, 1);
}

void TestMigrateCommand::verifyTellsWhatDoesNotHold()
{
    m_fixture->writeTwo();
    const auto before = m_fixture->migrate("verify");
    QCOMPARE(before.exitCode, 1);
    QVERIFY2(before.out.contains("0002_beds: "), before.out.constData());
    QCOMPARE(m_fixture->migrate("run").exitCode, 0);
    QCOMPARE(m_fixture->migrate("verify").exitCode, 0);
    QVERIFY(QFile::remove(m_fixture->source() + QStringLiteral("/0002_beds.sql")));
    const auto json = m_fixture->json(m_fixture->migrate("verify", "--json"));
    QCOMPARE(json[u"verified"].toBool(), false);
    QCOMPARE(json[u"problems"].toArray().first().toObject()[u"name"].toString(), QStringLiteral("0002_beds"));
}

void TestMigrateCommand::baselineRecordsWithoutRunning()
{
    m_fixture->writeTwo();
    QCOMPARE(m_fixture->migrate("baseline").exitCode, 2);
    const auto changes = m_fixture->json(m_fixture->migrate("baseline", "--up-to 0001_huts --reason old --json"))[u"changes"].toArray();
    QCOMPARE(names(changes), QStringList({ QStringLiteral("0001_huts") }));
    QCOMPARE(m_fixture->rows(QStringLiteral("SELECT count(*) FROM sqlite_schema WHERE name = 'hut'")).trimmed(), "0");
    QVERIFY(m_fixture->migrate("status").out.contains("1 applied, 1 pending"));
}

void TestMigrateCommand::repairAcceptsAndForgets()
{
    m_fixture->writeTwo();
    QCOMPARE(m_fixture->migrate("run").exitCode, 0);
    m_fixture->write(QStringLiteral("0001_huts.sql"), "CREATE TABLE hut (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);\n");
    QVERIFY(QFile::remove(m_fixture->source() + QStringLiteral("/0002_beds.sql")));
    QCOMPARE(m_fixture->migrate("repair").exitCode, 2);
    const auto refused = m_fixture->migrate("run");
    QCOMPARE(refused.exitCode, 1);
    QCOMPARE(names(m_fixture->json(m_fixture->migrate("repair", "--accept --json"))[u"changes"].toArray()), QStringList({ QStringLiteral("0001_huts") }));
    QCOMPARE(names(m_fixture->json(m_fixture->migrate("repair", "--forget --json"))[u"changes"].toArray()), QStringList({ QStringLiteral("0002_beds") }));
    QCOMPARE(m_fixture->migrate("status").exitCode, 0);
}

void TestMigrateCommand::lintNeedsNoServer()
{
    m_fixture->writeTwo();
    const auto byType = m_fixture->migrate(QStringLiteral("lint"), { QStringLiteral("--type"), QStringLiteral("sqlite") }, {});
    QVERIFY2(byType.exitCode == 0, byType.err.constData());
    QVERIFY(byType.out.contains("errors: 0"));
    m_fixture->write(QStringLiteral("0003_index.sql"), "CREATE TABLE a (b int);\nCREATE INDEX ON elsewhere (b);\n");
    // Nobody listens there; the string says which database it is.
    const auto byString = m_fixture->migrate(QStringLiteral("lint"), {}, QStringLiteral("postgresql://nobody@127.0.0.1:1/huts"));
    QVERIFY2(byString.out.contains("0003_index.sql:2:"), (byString.out + byString.err).constData());
    QCOMPARE(m_fixture->migrate(QStringLiteral("lint"), {}, {}).exitCode, 2);
}

void TestMigrateCommand::lintOfErrorsIsOne()
{
    m_fixture->write(QStringLiteral("0001_a.sql"), "SELECT 1;\n\n  CREATE TABEL x (id int);\n");
    const auto outcome = m_fixture->migrate(QStringLiteral("lint"), { QStringLiteral("--type"), QStringLiteral("postgresql") }, {});
    QCOMPARE(outcome.exitCode, 1);
    QVERIFY2(outcome.out.contains("0001_a.sql:3:"), outcome.out.constData());
    QVERIFY2(outcome.out.contains(": error: "), outcome.out.constData());
}

void TestMigrateCommand::aBrokenSourceIsRefused()
{
    m_fixture->write(QStringLiteral("0001_a.sql"), "CREATE TABLE a (b TEXT DEFAULT 'H\xfctte');\n");
    QCOMPARE(m_fixture->migrate("lint").exitCode, 1);
    const auto status = m_fixture->migrate("status");
    QCOMPARE(status.exitCode, 1);
    QVERIFY2(status.err.contains("0001_a.sql:1: error: This line is not UTF-8."), status.err.constData());
    QCOMPARE(m_fixture->migrate("run").exitCode, 1);
    QCOMPARE(m_fixture->rows(QStringLiteral("SELECT count(*) FROM sqlite_schema WHERE name = 'a'")).trimmed(), "0");
}

void TestMigrateCommand::wrongUsageIsTwo_data()
{
    QTest::addColumn<QStringList>("arguments");
    const auto row = [](const char *text) { QTest::newRow(text) << QString::fromUtf8(text).split(u' ', Qt::SkipEmptyParts); };
    row("migrate");
    row("migrate status");
    row("migrate status -c x.db");
    row("migrate status -s /nowhere -c :memory:");
    row("migrate climb -s . -c :memory:");
    row("migrate status -s . -c :memory: --layout liquibase");
    row("migrate run -s . -c :memory: nobody_knows_it");
    row("migrate run -s . -c :memory: --skip-unseen");
    row("migrate run -s . -c :memory: --on-change ignore");
    row("migrate repair -s . -c :memory: --accept --forget");
    row("migrate new -s .");
    row("migrate new -s /nowhere title");
}

void TestMigrateCommand::wrongUsageIsTwo()
{
    QFETCH(const QStringList, arguments);
    const auto outcome = runDumbo(arguments);
    QVERIFY2(outcome.exitCode == 2, outcome.err.constData());
    QCOMPARE(outcome.out, "");
}

void TestMigrateCommand::noConnectionIsThree()
{
    m_fixture->writeTwo();
    for (const auto *action : { "status", "plan", "sql", "run", "verify" }) {
        const auto outcome = m_fixture->migrate(QString::fromLatin1(action), {}, m_fixture->path(QStringLiteral("missing.db")));
        QVERIFY2(outcome.exitCode == 3, (action + outcome.err).constData());
        QCOMPARE(m_fixture->migrate(QString::fromLatin1(action), {}, QStringLiteral("oracle://nowhere/x")).exitCode, 3);
    }
}

void TestMigrateCommand::theConnectionMayComeFromTheEnvironment()
{
    m_fixture->writeTwo();
    const auto variable = QStringLiteral("DB_CONNECTION_STRING=") + m_fixture->database();
    QCOMPARE(m_fixture->migrate(QStringLiteral("run"), {}, {}, { variable }).exitCode, 0);
    QCOMPARE(m_fixture->migrate(QStringLiteral("status"), {}, {}, { variable }).exitCode, 0);
    QCOMPARE(m_fixture->migrate(QStringLiteral("lint"), {}, {}, { variable }).exitCode, 0);
}

namespace {

/// A saved connection to a database that is marked as production.
struct ProductionConnection {
    explicit ProductionConnection(const QString &database)
    {
        const auto added = runDumbo({ QStringLiteral("connections"), QStringLiteral("add"), name, database, QStringLiteral("--production") });
        if (added.exitCode != 0)
            qFatal("%s", added.err.constData());
    }
    ~ProductionConnection() { std::ignore = runDumbo({ QStringLiteral("connections"), QStringLiteral("remove"), name }); }
    ProductionConnection(const ProductionConnection &) = delete;
    ProductionConnection &operator=(const ProductionConnection &) = delete;
    const QString name = QStringLiteral("production");
};

} // namespace

/// As the review in the window writes it.
void TestMigrateCommand::approve(const QString &migration)
{
    const auto set = dumbo::readMigrations({ m_fixture->source(), {}, dumbo::testing::sqlite() });
    auto review = dumbo::ReviewFile::open(dumbo::ReviewFile::pathFor(m_fixture->source()));
    QVERIFY(set && review);
    const auto found = std::ranges::find(set->migrations, migration, &dumbo::Migration::name);
    QVERIFY(found != set->migrations.end());
    dumbo::ReviewVerdict verdict;
    verdict.kind = dumbo::ReviewVerdict::Kind::Approved;
    verdict.migration = migration;
    verdict.author = QStringLiteral("Anna");
    QVERIFY(review->add(verdict, *found).has_value());
}

void TestMigrateCommand::onlyWhatIsApprovedRunsWhereThatIsAsked()
{
    m_fixture->writeTwo();
    approve(QStringLiteral("0001_huts"));
    const auto refused = m_fixture->migrate("run", "--approved-only");
    QCOMPARE(refused.exitCode, 1);
    QVERIFY2(refused.err.contains("0002_beds: not approved"), refused.err.constData());
    QCOMPARE(m_fixture->rows(QStringLiteral("SELECT count(*) FROM sqlite_schema WHERE name = 'hut'")).trimmed(), "0");
    QCOMPARE(m_fixture->migrate("run", "--approved-only 0001_huts").exitCode, 0);
    QCOMPARE(m_fixture->rows(QStringLiteral("SELECT approved_by FROM dmb_migration_runs")).trimmed(), "Anna");
    const auto status = m_fixture->json(m_fixture->migrate("status", "--json"))[u"migrations"].toArray();
    QCOMPARE(status[0].toObject()[u"review"][u"state"].toString(), QStringLiteral("approved"));
    QCOMPARE(status[0].toObject()[u"review"][u"by"].toString(), QStringLiteral("Anna"));
    QCOMPARE(status[1].toObject()[u"review"][u"state"].toString(), QStringLiteral("open"));
}

void TestMigrateCommand::anApprovalFallsOffWithTheText()
{
    m_fixture->writeTwo();
    approve(QStringLiteral("0001_huts"));
    m_fixture->write(QStringLiteral("0001_huts.sql"), "CREATE TABLE hut (id TEXT);\n");
    const auto refused = m_fixture->migrate("run", "--approved-only 0001_huts");
    QCOMPARE(refused.exitCode, 1);
    QVERIFY2(refused.err.contains("the verdict of Anna fell off"), refused.err.constData());
    const auto status = m_fixture->json(m_fixture->migrate("status", "--json"))[u"migrations"].toArray();
    QCOMPARE(status[0].toObject()[u"review"][u"state"].toString(), QStringLiteral("fallen-off"));
}

void TestMigrateCommand::productionWantsApprovalOrAReason()
{
    m_fixture->writeTwo();
    const auto name = QStringLiteral("shop");
    QCOMPARE(runDumbo({ QStringLiteral("connections"), QStringLiteral("add"), name, m_fixture->database(), QStringLiteral("--production") }).exitCode, 0);
    const auto onProduction = [&](const QStringList &more) { return m_fixture->migrate(QStringLiteral("run"), more, name); };
    const auto refused = onProduction({ QStringLiteral("--yes") });
    QCOMPARE(refused.exitCode, 1);
    QVERIFY2(refused.err.contains("--override"), refused.err.constData());
    QCOMPARE(m_fixture->rows(QStringLiteral("SELECT count(*) FROM sqlite_schema")).trimmed(), "0");
    approve(QStringLiteral("0001_huts"));
    QCOMPARE(onProduction({ QStringLiteral("0001_huts") }).exitCode, 0);
    QCOMPARE(onProduction({ QStringLiteral("--override"), QStringLiteral("a fire") }).exitCode, 0);
    QCOMPARE(m_fixture->rows(QStringLiteral("SELECT name, override_reason FROM dmb_migration_runs WHERE override_reason <> ''")).trimmed(), "0002_beds\ta fire");
    QCOMPARE(onProduction({ QStringLiteral("--down"), QStringLiteral("0001_huts") }).exitCode, 1);
    QCOMPARE(runDumbo({ QStringLiteral("connections"), QStringLiteral("remove"), name }).exitCode, 0);
}

void TestMigrateCommand::productionWantsItOfWhatIsNamedOutOfOrder()
{
    m_fixture->writeTwo();
    const ProductionConnection shop(m_fixture->database());
    QCOMPARE(m_fixture->migrate(QStringLiteral("run"), { QStringLiteral("0002_beds"), QStringLiteral("--override"), QStringLiteral("a fire") }, shop.name).exitCode, 0);
    const auto refused = m_fixture->migrate(QStringLiteral("run"), { QStringLiteral("0001_huts") }, shop.name);
    QVERIFY2(refused.exitCode == 1, refused.out.constData());
    QVERIFY2(refused.err.contains("--override"), refused.err.constData());
    QCOMPARE(m_fixture->rows(QStringLiteral("SELECT count(*) FROM sqlite_schema WHERE name = 'hut'")).trimmed(), "0");
}

void TestMigrateCommand::theReasonOfADownScriptIsRecorded()
{
    m_fixture->writeTwo();
    const ProductionConnection shop(m_fixture->database());
    approve(QStringLiteral("0001_huts"));
    QCOMPARE(m_fixture->migrate(QStringLiteral("run"), { QStringLiteral("0001_huts") }, shop.name).exitCode, 0);
    const QStringList undo { QStringLiteral("--down"), QStringLiteral("0001_huts"), QStringLiteral("--override"), QStringLiteral("too early") };
    QCOMPARE(m_fixture->migrate(QStringLiteral("run"), undo, shop.name).exitCode, 0);
    QCOMPARE(m_fixture->rows(QStringLiteral("SELECT override_reason FROM dmb_migration_runs WHERE action = 'down'")).trimmed(), "too early");
}

void TestMigrateCommand::theLedgerOfProductionIsChangedWithAReason()
{
    m_fixture->writeTwo();
    const ProductionConnection shop(m_fixture->database());
    const auto baseline = QStringList { QStringLiteral("0001_huts") };
    QCOMPARE(m_fixture->migrate(QStringLiteral("baseline"), baseline, shop.name).exitCode, 1);
    QCOMPARE(m_fixture->migrate(QStringLiteral("baseline"), baseline + QStringList { QStringLiteral("--reason"), QStringLiteral("made by hand") }, shop.name).exitCode, 0);
    m_fixture->write(QStringLiteral("0001_huts.sql"), "CREATE TABLE hut (id TEXT);\n");
    QCOMPARE(m_fixture->migrate(QStringLiteral("repair"), { QStringLiteral("--accept") }, shop.name).exitCode, 1);
    QCOMPARE(m_fixture->migrate(QStringLiteral("run"), { QStringLiteral("0001_huts"), QStringLiteral("--on-change"), QStringLiteral("update") }, shop.name).exitCode, 1);
    QCOMPARE(m_fixture->rows(QStringLiteral("SELECT count(*) FROM dmb_migration_runs")).trimmed(), "1");
}

void TestMigrateCommand::historiesOfOtherToolsAreShown()
{
    m_fixture->writeTwo();
    std::ignore = m_fixture->rows(QStringLiteral("CREATE TABLE alembic_version (version_num VARCHAR(32)); INSERT INTO alembic_version VALUES ('ae10'); PRAGMA user_version = 3;"));
    const auto text = m_fixture->migrate("status");
    QVERIFY2(text.out.contains("Alembic") && text.out.contains("ae10"), text.out.constData());
    const auto histories = m_fixture->json(m_fixture->migrate("status", "--json"))[u"histories"].toArray();
    QCOMPARE(names(histories, QStringLiteral("tool")), QStringList({ QStringLiteral("alembic"), QStringLiteral("user-version") }));
}

void TestMigrateCommand::aNewMigrationGetsTheNextNumber()
{
    m_fixture->writeTwo();
    const auto shown = m_fixture->migrate(QStringLiteral("new"), { QStringLiteral("Add guides"), QStringLiteral("--dry-run") }, {});
    QCOMPARE(shown.out.trimmed(), (m_fixture->source() + QStringLiteral("/0003_add_guides.sql")).toUtf8());
    QVERIFY(!QFile::exists(QString::fromUtf8(shown.out.trimmed())));
    const auto json = m_fixture->json(m_fixture->migrate(QStringLiteral("new"), { QStringLiteral("Add guides"), QStringLiteral("--json") }, {}));
    QCOMPARE(json[u"name"].toString(), QStringLiteral("0003_add_guides"));
    QVERIFY(QFile::exists(json[u"files"].toArray().first().toObject()[u"file"].toString()));
    QVERIFY(m_fixture->migrate("status").err.contains("0003_add_guides.sql holds no statement"));
}

void TestMigrateCommand::componentsAreASource()
{
    const auto file = m_fixture->path(QStringLiteral("huts.json"));
    const auto sample = runDumbo({ QStringLiteral("config"), QStringLiteral("sample") });
    QFile written(file);
    QVERIFY(written.open(QIODevice::WriteOnly));
    written.write(sample.out);
    written.close();
    const QStringList where { QStringLiteral("-c"), m_fixture->database(), QStringLiteral("-s"), file };
    const auto run = runDumbo(QStringList { QStringLiteral("migrate"), QStringLiteral("run") } + where);
    QVERIFY2(run.exitCode == 0, run.err.constData());
    QCOMPARE(runDumbo(QStringList { QStringLiteral("migrate"), QStringLiteral("status") } + where).exitCode, 0);
}

void TestMigrateCommand::driftIsToldRevertedAndAdopted()
{
    m_fixture->writeTwo();
    QCOMPARE(m_fixture->migrate("run", "0001_huts").exitCode, 0);
    const auto none = m_fixture->migrate("diff");
    QVERIFY2(none.exitCode == 0, (none.out + none.err).constData());
    std::ignore = m_fixture->rows(QStringLiteral("ALTER TABLE hut ADD COLUMN height INTEGER"));
    const auto outcome = m_fixture->migrate("diff", "--json");
    QCOMPARE(outcome.exitCode, 1);
    const auto json = m_fixture->json(outcome);
    QCOMPARE(json[u"difference"].toArray().size(), 1);
    QVERIFY(QString::fromUtf8(outcome.out).contains(QStringLiteral("height")));
    const auto loses = [](const QJsonObject &answer) {
        const auto statements = answer[u"statements"].toArray();
        return std::ranges::any_of(statements, [](const QJsonValue &statement) { return statement.toObject()[u"losesData"].toBool(); });
    };
    QVERIFY(loses(json));
    QCOMPARE(json[u"difference"].toArray().first().toObject()[u"lastTouchedBy"].toString(), QStringLiteral("0001_huts"));
    QVERIFY(!loses(m_fixture->json(m_fixture->migrate("diff", "--json --keep-data"))));
    // Adopted as a migration, and recorded, because the database has it.
    const auto made = m_fixture->migrate(QStringLiteral("new"), { QStringLiteral("adopt height"), QStringLiteral("--from"), QStringLiteral("drift") });
    QVERIFY2(made.exitCode == 0, made.err.constData());
    QFile file(m_fixture->source() + QStringLiteral("/0003_adopt_height.sql"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto text = file.readAll();
    QVERIFY2(text.contains("ADD COLUMN") && text.contains("height"), text.constData());
    QVERIFY(QFile::exists(m_fixture->source() + QStringLiteral("/0003_adopt_height.down.sql")));
    QCOMPARE(m_fixture->migrate("baseline", "0003_adopt_height").exitCode, 0);
    const auto after = m_fixture->migrate("diff");
    QVERIFY2(after.exitCode == 0, (after.out + after.err).constData());
    QCOMPARE(m_fixture->migrate(QStringLiteral("new"), { QStringLiteral("again"), QStringLiteral("--from"), QStringLiteral("drift") }).exitCode, 1);
}

void TestMigrateCommand::twoDatabasesAreCompared()
{
    const auto other = m_fixture->path(QStringLiteral("other.db"));
    std::ignore = m_fixture->rows(QStringLiteral("CREATE TABLE guide (id INTEGER PRIMARY KEY)"), QStringLiteral("sqlite://%1?create=true").arg(other));
    const auto there = m_fixture->migrate(QStringLiteral("diff"), { QStringLiteral("--with"), other });
    QCOMPARE(there.exitCode, 1);
    QVERIFY2(there.out.contains("CREATE TABLE") && there.out.contains("guide"), there.out.constData());
    const auto back = m_fixture->migrate(QStringLiteral("diff"), { QStringLiteral("--with"), other, QStringLiteral("--reverse") });
    QVERIFY2(back.out.contains("DROP TABLE"), back.out.constData());
    // What was printed leads there.
    QFile script(m_fixture->path(QStringLiteral("diff.sql")));
    QVERIFY(script.open(QIODevice::WriteOnly));
    script.write(there.out);
    script.close();
    QCOMPARE(runDumbo({ QStringLiteral("query"), QStringLiteral("-c"), m_fixture->database(), QStringLiteral("-f"), script.fileName() }).exitCode, 0);
    QCOMPARE(m_fixture->migrate(QStringLiteral("diff"), { QStringLiteral("--with"), other }).exitCode, 0);
    QCOMPARE(m_fixture->migrate(QStringLiteral("diff"), { QStringLiteral("--with"), m_fixture->path(QStringLiteral("none.db")) }).exitCode, 3);
}

void TestMigrateCommand::anInterruptedRunIs130AndLeavesNothing()
{
    m_fixture->write(QStringLiteral("0001_endless.sql"),
        "CREATE TABLE n (i);\nINSERT INTO n WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n;\n");
    QProcess process;
    process.start(qEnvironmentVariable("DUMBO_BUILD_DIR") + QStringLiteral("/bin/dumbo"),
        { QStringLiteral("migrate"), QStringLiteral("run"), QStringLiteral("-c"), m_fixture->database(), QStringLiteral("-s"), m_fixture->source() });
    QByteArray err;
    // Its first statement has ended, so the endless one begins.
    QTRY_VERIFY_WITH_TIMEOUT((err += process.readAllStandardError()).contains("CREATE TABLE n"), 30'000);
    ::kill(pid_t(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(30'000));
    QCOMPARE(process.exitCode(), 130);
    QCOMPARE(m_fixture->rows(QStringLiteral("SELECT count(*) FROM sqlite_schema WHERE name = 'n'")).trimmed(), "0");
    QVERIFY(m_fixture->migrate("status").out.contains("1 pending"));
}

QTEST_GUILESS_MAIN(TestMigrateCommand)
#include "tst_migratecommand.moc"
