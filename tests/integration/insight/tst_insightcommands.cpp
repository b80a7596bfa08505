#include "tests/support/servers/needserver.h"
#include "tests/support/servers/postgresserver.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace dumbo::test;

namespace {

struct Outcome {
    int exitCode = -1;
    QString out;
    QString err;
};

QString program()
{
    return qEnvironmentVariable("DUMBO_BUILD_DIR") + QStringLiteral("/bin/dumbo");
}

Outcome run(const QStringList &arguments)
{
    QProcess process;
    process.start(program(), arguments);
    process.closeWriteChannel();
    if (!process.waitForFinished(60'000))
        return {};
    return { process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()), QString::fromUtf8(process.readAllStandardError()) };
}

} // namespace

class TestInsightCommands : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void explainDrawsATree();
    void aRunOfAWriteIsRolledBackAndSaysSo();
    void textAndJsonAreTheServersOwn();
    void anErrorPointsIntoTheStatement();
    void whatADatabaseCantDoIsRefused();
    void sessionsAndLocksAreListed();
    void cancelAndTerminateAnswerHonestly();

private:
    QTemporaryDir m_folder;
    QString m_file;
    QString m_url;
};

void TestInsightCommands::initTestCase()
{
    const auto server = PostgresServer::shared();
    DUMBO_NEED_SERVER(server);
    m_url = (*server)->url((*server)->createDatabase());
    m_file = m_folder.filePath(QStringLiteral("huts.db"));
    QVERIFY(QFile(m_file).open(QIODevice::WriteOnly));
    QCOMPARE(run({ QStringLiteral("query"), QStringLiteral("-c"), m_file,
                     QStringLiteral("CREATE TABLE hut (id INTEGER PRIMARY KEY, beds INTEGER); INSERT INTO hut VALUES (1, 10), (2, 20)") }).exitCode, 0);
    QCOMPARE(run({ QStringLiteral("query"), QStringLiteral("-c"), m_url,
                     QStringLiteral("CREATE TABLE hut (id int PRIMARY KEY, beds int); INSERT INTO hut VALUES (1, 10), (2, 20)") }).exitCode, 0);
}

void TestInsightCommands::explainDrawsATree()
{
    const auto sqlite = run({ QStringLiteral("explain"), QStringLiteral("-c"), m_file, QStringLiteral("SELECT * FROM hut WHERE id = 1") });
    QCOMPARE(sqlite.exitCode, 0);
    QCOMPARE(sqlite.out, QStringLiteral("SEARCH hut\n    Condition: (rowid=?)\n"));
    const auto postgres = run({ QStringLiteral("explain"), QStringLiteral("-c"), m_url, QStringLiteral("SELECT * FROM hut ORDER BY beds") });
    QCOMPARE(postgres.exitCode, 0);
    QVERIFY2(postgres.out.contains(QStringLiteral("\n└─ Seq Scan hut")), qPrintable(postgres.out));
}

void TestInsightCommands::aRunOfAWriteIsRolledBackAndSaysSo()
{
    for (const auto &database : { m_file, m_url }) {
        const auto explained = run({ QStringLiteral("explain"), QStringLiteral("-c"), database, QStringLiteral("--analyze"), QStringLiteral("DELETE FROM hut") });
        QVERIFY2(explained.exitCode == 0, qPrintable(explained.err));
        QVERIFY2(explained.out.contains(QStringLiteral("run and rolled back")), qPrintable(explained.out));
        const auto count = run({ QStringLiteral("query"), QStringLiteral("-c"), database, QStringLiteral("--format"), QStringLiteral("csv"),
            QStringLiteral("--no-header"), QStringLiteral("SELECT count(*) FROM hut") });
        QCOMPARE(count.out.trimmed(), QStringLiteral("2"));
    }
}

void TestInsightCommands::textAndJsonAreTheServersOwn()
{
    const auto json = run({ QStringLiteral("explain"), QStringLiteral("-c"), m_url, QStringLiteral("--format"), QStringLiteral("json"), QStringLiteral("SELECT 1") });
    QCOMPARE(json.exitCode, 0);
    QVERIFY(QJsonDocument::fromJson(json.out.toUtf8()).array().first().toObject().contains(QStringLiteral("Plan")));
    const auto text = run({ QStringLiteral("explain"), QStringLiteral("-c"), m_url, QStringLiteral("--analyze"), QStringLiteral("--format"),
        QStringLiteral("text"), QStringLiteral("--param"), QStringLiteral("1"), QStringLiteral("SELECT * FROM hut WHERE id = $1") });
    QVERIFY2(text.out.contains(QStringLiteral("actual time=")), qPrintable(text.out + text.err));
    const auto bytecode = run({ QStringLiteral("explain"), QStringLiteral("-c"), m_file, QStringLiteral("--format"), QStringLiteral("text"), QStringLiteral("SELECT 1") });
    QVERIFY(bytecode.out.contains(QStringLiteral("ResultRow")));
    QCOMPARE(run({ QStringLiteral("explain"), QStringLiteral("-c"), m_file, QStringLiteral("--format"), QStringLiteral("json"), QStringLiteral("SELECT 1") }).exitCode, 1);
}

void TestInsightCommands::anErrorPointsIntoTheStatement()
{
    const auto failed = run({ QStringLiteral("explain"), QStringLiteral("-c"), m_url, QStringLiteral("SELECT nme FROM hut") });
    QCOMPARE(failed.exitCode, 1);
    QVERIFY2(failed.err.contains(QStringLiteral("line 1, column 8")), qPrintable(failed.err));
    QVERIFY(failed.out.isEmpty());
}

void TestInsightCommands::whatADatabaseCantDoIsRefused()
{
    const auto refused = run({ QStringLiteral("sessions"), QStringLiteral("-c"), m_file });
    QCOMPARE(refused.exitCode, 1);
    QVERIFY(refused.err.contains(QStringLiteral("can't watch sessions")));
    QCOMPARE(run({ QStringLiteral("sessions"), QStringLiteral("-c"), m_url, QStringLiteral("cancel") }).exitCode, 2);
}

void TestInsightCommands::sessionsAndLocksAreListed()
{
    const auto listed = run({ QStringLiteral("sessions"), QStringLiteral("-c"), m_url, QStringLiteral("--format"), QStringLiteral("json") });
    QVERIFY2(listed.exitCode == 0, qPrintable(listed.err));
    const auto rows = QJsonDocument::fromJson(listed.out.toUtf8()).array();
    QVERIFY(std::ranges::any_of(rows, [](const QJsonValue &row) { return row[QStringLiteral("query")] == QStringLiteral("(this command)"); }));
    const auto locks = run({ QStringLiteral("sessions"), QStringLiteral("-c"), m_url, QStringLiteral("--format"), QStringLiteral("csv"), QStringLiteral("locks"), QStringLiteral("--all") });
    QVERIFY2(locks.out.startsWith(QStringLiteral("pid,type,database,object,mode,granted")), qPrintable(locks.out + locks.err));
    // What the command itself holds for a moment is of no interest.
    QVERIFY2(!locks.out.contains(QStringLiteral("pg_catalog.pg_locks")), qPrintable(locks.out));
}

void TestInsightCommands::cancelAndTerminateAnswerHonestly()
{
    QProcess sleeper;
    sleeper.start(program(), { QStringLiteral("query"), QStringLiteral("-c"), m_url, QStringLiteral("SELECT 'insight', pg_sleep(60)") });
    const auto pidOf = [&]() -> QString {
        const auto listed = run({ QStringLiteral("sessions"), QStringLiteral("-c"), m_url, QStringLiteral("--format"), QStringLiteral("json") });
        const auto rows = QJsonDocument::fromJson(listed.out.toUtf8()).array();
        for (const auto &row : rows) {
            if (row[QStringLiteral("query")].toString().contains(QStringLiteral("'insight', pg_sleep")) && row[QStringLiteral("wait")].toString().contains(QStringLiteral("PgSleep")))
                return row[QStringLiteral("pid")].toString();
        }
        return {};
    };
    QString pid;
    QTRY_VERIFY_WITH_TIMEOUT(!(pid = pidOf()).isEmpty(), 30000);
    QCOMPARE(run({ QStringLiteral("sessions"), QStringLiteral("-c"), m_url, QStringLiteral("cancel"), pid }).exitCode, 0);
    QVERIFY(sleeper.waitForFinished(30000));
    QVERIFY(sleeper.exitCode() != 0);
    const auto gone = run({ QStringLiteral("sessions"), QStringLiteral("-c"), m_url, QStringLiteral("terminate"), QStringLiteral("1") });
    QCOMPARE(gone.exitCode, 1);
    QVERIFY(gone.err.contains(QStringLiteral("no session 1")));
}

QTEST_GUILESS_MAIN(TestInsightCommands)
#include "tst_insightcommands.moc"
