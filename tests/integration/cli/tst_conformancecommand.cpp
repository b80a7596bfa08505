#include "clirun.h"

#include "tests/support/servers/needserver.h"
#include "tests/support/servers/postgresserver.h"

#include <QDir>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace dumbo::test;

namespace {

QString fixture(const QString &name)
{
    return qEnvironmentVariable("DUMBO_BUILD_DIR")
        + QStringLiteral("/tests/fixtures/plugins/%1/dumbo-driver-fixture-%1.so").arg(name);
}

Outcome conformance(const QString &driver, const QStringList &more = {})
{
    return runDumbo(QStringList { QStringLiteral("plugins"), QStringLiteral("conformance"), driver } + more);
}

QJsonObject connectorOf(const Outcome &outcome)
{
    return outcome.json().value(QStringLiteral("connectors")).toArray().at(0).toObject();
}

/// "verdict: reason" of a promise.
QString verdictOf(const Outcome &outcome, QLatin1StringView promise)
{
    for (const auto &each : connectorOf(outcome).value(QStringLiteral("promises")).toArray()) {
        if (each[QStringLiteral("promise")].toString() == promise)
            return each[QStringLiteral("verdict")].toString() + QStringLiteral(": ") + each[QStringLiteral("reason")].toString();
    }
    return {};
}

} // namespace

class TestConformanceCommand : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anHonestDriverKeepsAllThatAppliesToIt();
    void onePromiseMayBeAsked();
    void aPromiseThatIsNoneIsWrongUsage();
    void anUnknownDriverIsSaid();
    void aLyingCapabilityIsFound();
    void aCrashBreaksThePromiseThatWasTried();
    void aDriverThatDoesNotComeBackBreaksThePromise();
    void aDriverThatEndsItsProcessAtOnceIsSaid();
    void anotherDatabaseMustBeEmpty();
    void aServerIsNamed();
};

void TestConformanceCommand::anHonestDriverKeepsAllThatAppliesToIt()
{
    const auto outcome = conformance(QStringLiteral("SQLite:sqlite3"), { QStringLiteral("--short") });
    QVERIFY2(outcome.exitCode == 0, outcome.err.constData());
    QVERIFY2(outcome.out.contains("transactionsCommitAndRollBack"), outcome.out.constData());
    QVERIFY2(outcome.out.contains("no capability \"notifications\""), outcome.out.constData());
    QVERIFY2(outcome.err.contains(" 0 broken"), outcome.err.constData());
}

void TestConformanceCommand::onePromiseMayBeAsked()
{
    const auto file = qEnvironmentVariable("DUMBO_BUILD_DIR") + QStringLiteral("/lib/dumbo/plugins/dumbo-driver-sqlite.so");
    const auto outcome = conformance(
        file, { QStringLiteral("--promise"), QStringLiteral("pingTellsLife"), QStringLiteral("--json") });
    QCOMPARE(outcome.exitCode, 0);
    QCOMPARE(connectorOf(outcome).value(QStringLiteral("connector")).toString(), QStringLiteral("SQLite:sqlite3"));
    QCOMPARE(connectorOf(outcome).value(QStringLiteral("promises")).toArray().size(), 1);
    QCOMPARE(verdictOf(outcome, QLatin1StringView("pingTellsLife")), QStringLiteral("kept: "));
    QCOMPARE(connectorOf(outcome).value(QStringLiteral("kept")).toInt(), 1);
}

void TestConformanceCommand::aPromiseThatIsNoneIsWrongUsage()
{
    const auto outcome = conformance(QStringLiteral("SQLite:sqlite3"), { QStringLiteral("--promise"), QStringLiteral("makesCoffee") });
    QCOMPARE(outcome.exitCode, 2);
    QVERIFY2(outcome.err.contains("makesCoffee"), outcome.err.constData());
}

void TestConformanceCommand::anUnknownDriverIsSaid()
{
    for (const auto *driver : { "Nothing:none", "/nowhere/at/all.so", "nonsense" }) {
        const auto outcome = conformance(QString::fromLatin1(driver));
        QCOMPARE(outcome.exitCode, 3);
        QVERIFY2(outcome.err.contains(driver), outcome.err.constData());
    }
}

void TestConformanceCommand::aLyingCapabilityIsFound()
{
    const auto outcome = conformance(fixture(QStringLiteral("hostile-lying")), { QStringLiteral("--json"), QStringLiteral("--short") });
    QCOMPARE(outcome.exitCode, 1);
    for (const auto *promise : { "cancelEndsAStatementAtAnyMoment", "transactionsCommitAndRollBack", "readOnlyRefusesEveryWrite" })
        QVERIFY2(verdictOf(outcome, QLatin1StringView(promise)).startsWith(QStringLiteral("broken: ")), outcome.out.constData());
}

void TestConformanceCommand::aCrashBreaksThePromiseThatWasTried()
{
    const auto outcome = conformance(fixture(QStringLiteral("hostile-crashInExecute")),
        { QStringLiteral("--json"), QStringLiteral("--promise"), QStringLiteral("pingTellsLife"), QStringLiteral("--promise"),
            QStringLiteral("cancelledConnectAnswersCancelled"), QStringLiteral("--promise"), QStringLiteral("connectionsComeAndGo") });
    QCOMPARE(outcome.exitCode, 1);
    QCOMPARE(connectorOf(outcome).value(QStringLiteral("promises")).toArray().size(), 3);
    QVERIFY2(verdictOf(outcome, QLatin1StringView("pingTellsLife")).startsWith(QStringLiteral("broken: it ended its process (Segmentation")),
        outcome.out.constData());
    QVERIFY(verdictOf(outcome, QLatin1StringView("connectionsComeAndGo")).startsWith(QStringLiteral("broken: it ended its process")));
}

void TestConformanceCommand::aDriverThatDoesNotComeBackBreaksThePromise()
{
    const auto outcome = conformance(fixture(QStringLiteral("hostile-hangInExecute")),
        { QStringLiteral("--json"), QStringLiteral("--timeout"), QStringLiteral("1"), QStringLiteral("--promise"), QStringLiteral("pingTellsLife") });
    QCOMPARE(outcome.exitCode, 1);
    QCOMPARE(verdictOf(outcome, QLatin1StringView("pingTellsLife")), QStringLiteral("broken: it did not come back within 1 seconds"));
}

void TestConformanceCommand::aDriverThatEndsItsProcessAtOnceIsSaid()
{
    const auto outcome = conformance(fixture(QStringLiteral("hostile-abortAtLoad")));
    QCOMPARE(outcome.exitCode, 3);
    QVERIFY2(outcome.err.contains("The driver could not be tried: it ended its process (Aborted"), outcome.err.constData());
}

void TestConformanceCommand::anotherDatabaseMustBeEmpty()
{
    const QTemporaryDir folder;
    const auto database = QStringLiteral("sqlite:%1?create=true").arg(folder.filePath(QStringLiteral("mine.db")));
    const auto made = runDumbo({ QStringLiteral("query"), QStringLiteral("-c"), database, QStringLiteral("CREATE TABLE precious (a integer)") });
    QVERIFY2(made.exitCode == 0, made.err.constData());
    const auto outcome = conformance(QStringLiteral("SQLite:sqlite3"), { QStringLiteral("-c"), database });
    QCOMPARE(outcome.exitCode, 3);
    QVERIFY2(outcome.err.contains("precious"), outcome.err.constData());
}

void TestConformanceCommand::aServerIsNamed()
{
    const auto unnamed = conformance(QStringLiteral("PostgreSQL:libpq"));
    QCOMPARE(unnamed.exitCode, 3);
    QVERIFY2(unnamed.err.contains("name an empty one"), unnamed.err.constData());

    const auto server = PostgresServer::shared();
    DUMBO_NEED_SERVER(server);
    const auto database = (*server)->createDatabase();
    const auto where = QStringLiteral("postgresql://%1@/%2?host=%3&port=%4")
                           .arg((*server)->user(), database, (*server)->socketFolder())
                           .arg((*server)->port());
    const auto outcome = conformance(QStringLiteral("PostgreSQL:libpq"), { QStringLiteral("-c"), where, QStringLiteral("--short") });
    (*server)->dropDatabase(database);
    QVERIFY2(outcome.exitCode == 0, (outcome.out + outcome.err).constData());
    QVERIFY2(outcome.err.contains(" 0 broken"), outcome.err.constData());
}

QTEST_GUILESS_MAIN(TestConformanceCommand)
#include "tst_conformancecommand.moc"
