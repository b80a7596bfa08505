#include "core/connection/profiles.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

namespace {

struct Outcome {
    int exitCode = -1;
    QByteArray out;
    QByteArray err;
};

QString program()
{
    return qEnvironmentVariable("DUMBO_BUILD_DIR") + QStringLiteral("/bin/dumbo");
}

Outcome run(const QStringList &arguments, const QByteArray &input = {})
{
    QProcess process;
    process.start(program(), arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(60'000))
        return {};
    return { process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError() };
}

/// Megabytes of memory a running process has held at most.
qint64 peakMegabytes(qint64 processId)
{
    QFile status(QStringLiteral("/proc/%1/status").arg(processId));
    if (!status.open(QIODevice::ReadOnly))
        return -1;
    const auto text = status.readAll();
    const auto begin = text.indexOf("VmHWM:");
    return text.mid(begin + 6, text.indexOf("kB", begin) - begin - 6).trimmed().toLongLong() / 1024;
}

} // namespace

class TestDumbo : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void csvGoesToStandardOutput();
    void jsonIsExactAndOneLineForEachResult();
    void statementsRunInOrderAndStopAtTheFirstError();
    void anErrorShowsLineAndCaret();
    void anErrorInAFileNamesFileAndLine();
    void scriptsComeFromStandardInput();
    void parametersAreBound();
    void parametersOfSeveralStatementsAreRefused();
    void nullTextIsWritten();
    void readOnlyRefusesWrites();
    void wrongUsageIsTwo();
    void noConnectionIsThree_data();
    void noConnectionIsThree();
    void theFirstRowsComeAtOnceAndInterruptingIs130();
    void memoryStaysSmallWhateverTheResult();
    void aSavedNameIsAConnection();
    void passwordsAreNeverPrinted();
    void tablesAndDescribeTellTheSchema();
    void describingWhatIsNotThereIsRefused();
    void pluginsAreListedWithTheirState();
    void everyCommandAnswersHelp();

private:
    [[nodiscard]] QStringList query(const QString &sql, const QStringList &more = {}) const
    {
        return QStringList { QStringLiteral("query"), QStringLiteral("-c"), m_database, sql } + more;
    }

    QTemporaryDir m_folder;
    QString m_database;
};

void TestDumbo::initTestCase()
{
    m_database = m_folder.filePath(QStringLiteral("shop.db"));
    QVERIFY(QFile(m_database).open(QIODevice::WriteOnly));
    const auto made = run(query(QStringLiteral("-")),
        "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT NOT NULL, price DECIMAL(10,2), picture BLOB);\n"
        "INSERT INTO item VALUES (1, 'lamp', '10.50', x'00ff'), (9007199254740993, 'a \"b\", c', NULL, NULL);\n"
        "CREATE INDEX item_name ON item (name);\n"
        "CREATE VIEW cheap AS SELECT * FROM item WHERE price < 20;\n");
    QCOMPARE(made.err, QByteArray());
    QCOMPARE(made.exitCode, 0);
}

void TestDumbo::csvGoesToStandardOutput()
{
    const auto outcome = run(query(QStringLiteral("SELECT id, name, price, picture FROM item ORDER BY id"), { QStringLiteral("--format"), QStringLiteral("csv") }));
    QCOMPARE(outcome.out, QByteArray("id,name,price,picture\r\n1,lamp,10.5,\\x00ff\r\n9007199254740993,\"a \"\"b\"\", c\",,\r\n"));
    QCOMPARE(outcome.exitCode, 0);
}

void TestDumbo::jsonIsExactAndOneLineForEachResult()
{
    const auto outcome = run(query(QStringLiteral("SELECT id, id FROM item ORDER BY 1; SELECT 1e999 AS inf WHERE 1; SELECT 1 AS none WHERE 0"),
        { QStringLiteral("--format"), QStringLiteral("json") }));
    QCOMPARE(outcome.out, QByteArray("[{\"id\":1,\"id_2\":1},{\"id\":9007199254740993,\"id_2\":9007199254740993}]\n[{\"inf\":\"inf\"}]\n[]\n"));
}

void TestDumbo::statementsRunInOrderAndStopAtTheFirstError()
{
    const auto outcome = run(query(QStringLiteral("SELECT 1; SELECT nothing_like_it; SELECT 2"), { QStringLiteral("--format"), QStringLiteral("csv"), QStringLiteral("--no-header") }));
    QCOMPARE(outcome.exitCode, 1);
    QCOMPARE(outcome.out, QByteArray("1\r\n"));
    QVERIFY(outcome.err.contains("nothing_like_it"));
}

void TestDumbo::anErrorShowsLineAndCaret()
{
    const auto outcome = run(query(QStringLiteral("SELECT 1;\nSELECT 'é',\n  nix FROM item")));
    QCOMPARE(outcome.exitCode, 1);
    QVERIFY2(outcome.err.contains("line 3, column 3:"), outcome.err.constData());
    QVERIFY2(outcome.err.contains("    nix FROM item\n    ^\n"), outcome.err.constData());
}

void TestDumbo::anErrorInAFileNamesFileAndLine()
{
    QFile script(m_folder.filePath(QStringLiteral("broken.sql")));
    QVERIFY(script.open(QIODevice::WriteOnly));
    script.write("SELECT 1;\n\nSELEC 2;\n");
    script.close();
    const auto outcome = run({ QStringLiteral("query"), QStringLiteral("-c"), m_database, QStringLiteral("--file"), script.fileName() });
    QCOMPARE(outcome.exitCode, 1);
    QVERIFY2(outcome.err.contains("broken.sql, line 3, column 1:"), outcome.err.constData());
    QCOMPARE(run({ QStringLiteral("query"), QStringLiteral("-c"), m_database, QStringLiteral("--file"), QStringLiteral("/nowhere.sql") }).exitCode, 2);
}

void TestDumbo::scriptsComeFromStandardInput()
{
    const auto outcome = run(query(QStringLiteral("-"), { QStringLiteral("--format"), QStringLiteral("tsv") }), "SELECT 1 AS a;\n-- the end\n");
    QCOMPARE(outcome.out, QByteArray("a\n1\n"));
}

void TestDumbo::parametersAreBound()
{
    const auto outcome = run(query(QStringLiteral("SELECT typeof(?1) AS a, typeof(?2) AS b, ?2 AS c"),
        { QStringLiteral("--param"), QStringLiteral("5"), QStringLiteral("--param"), QStringLiteral("'); DROP TABLE item; --"), QStringLiteral("--format"), QStringLiteral("ndjson") }));
    QCOMPARE(outcome.out, QByteArray("{\"a\":\"integer\",\"b\":\"text\",\"c\":\"'); DROP TABLE item; --\"}\n"));
    QCOMPARE(run(query(QStringLiteral("SELECT ?, ?"), { QStringLiteral("--param"), QStringLiteral("5") })).exitCode, 1);
}

void TestDumbo::parametersOfSeveralStatementsAreRefused()
{
    const auto outcome = run(query(QStringLiteral("SELECT ?; SELECT ?"), { QStringLiteral("--param"), QStringLiteral("5") }));
    QCOMPARE(outcome.exitCode, 1);
    QVERIFY(outcome.out.isEmpty());
}

void TestDumbo::nullTextIsWritten()
{
    const auto outcome = run(query(QStringLiteral("SELECT NULL AS a, '' AS b, '~' AS c"), { QStringLiteral("--format"), QStringLiteral("csv"), QStringLiteral("--null"), QStringLiteral("~") }));
    QCOMPARE(outcome.out, QByteArray("a,b,c\r\n~,\"\",\"~\"\r\n"));
}

void TestDumbo::readOnlyRefusesWrites()
{
    const auto outcome = run(query(QStringLiteral("DELETE FROM item"), { QStringLiteral("--read-only") }));
    QCOMPARE(outcome.exitCode, 1);
    QCOMPARE(run(query(QStringLiteral("SELECT count(*) FROM item"), { QStringLiteral("--format"), QStringLiteral("csv"), QStringLiteral("--no-header") })).out, QByteArray("2\r\n"));
}

void TestDumbo::wrongUsageIsTwo()
{
    QCOMPARE(run({}).exitCode, 2);
    QCOMPARE(run({ QStringLiteral("quary") }).exitCode, 2);
    QCOMPARE(run({ QStringLiteral("query"), QStringLiteral("SELECT 1") }).exitCode, 2);
    QCOMPARE(run(query(QStringLiteral("SELECT 1"), { QStringLiteral("--format"), QStringLiteral("xml") })).exitCode, 2);
    QCOMPARE(run({ QStringLiteral("query"), QStringLiteral("-c"), m_database }).exitCode, 2);
}

void TestDumbo::noConnectionIsThree_data()
{
    QTest::addColumn<QString>("connection");
    QTest::newRow("no such file") << m_folder.filePath(QStringLiteral("missing.db"));
    QTest::newRow("no such driver") << QStringLiteral("oracle://localhost/x");
    QTest::newRow("a folder") << m_folder.path();
}

void TestDumbo::noConnectionIsThree()
{
    QFETCH(const QString, connection);
    const auto outcome = run({ QStringLiteral("query"), QStringLiteral("-c"), connection, QStringLiteral("SELECT 1") });
    QCOMPARE(outcome.exitCode, 3);
    QVERIFY(outcome.err.startsWith("dumbo: "));
}

void TestDumbo::theFirstRowsComeAtOnceAndInterruptingIs130()
{
    QProcess process;
    process.start(program(), query(QStringLiteral("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"), { QStringLiteral("--format"), QStringLiteral("csv") }));
    QVERIFY(process.waitForReadyRead(30'000));
    QVERIFY(process.readLine().startsWith("i\r\n"));
    ::kill(pid_t(process.processId()), SIGINT);
    while (process.state() != QProcess::NotRunning && process.waitForReadyRead(30'000))
        process.readAllStandardOutput();
    QVERIFY(process.state() == QProcess::NotRunning || process.waitForFinished(30'000));
    QCOMPARE(process.exitCode(), 130);
}

void TestDumbo::memoryStaysSmallWhateverTheResult()
{
    QProcess process;
    process.start(program(), query(QStringLiteral("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3000000) SELECT i, printf('%.100c', 'x') FROM n"), { QStringLiteral("--format"), QStringLiteral("csv") }));
    QVERIFY(process.waitForReadyRead(30'000));
    const auto atStart = peakMegabytes(process.processId());
    auto atEnd = atStart;
    qint64 bytes = 0;
    do {
        bytes += process.readAllStandardOutput().size();
        atEnd = std::max(atEnd, peakMegabytes(process.processId()));
    } while (process.waitForReadyRead(30'000));
    QCOMPARE(process.exitCode(), 0);
    QVERIFY(bytes > 300'000'000);
    QVERIFY(atStart > 0);
    QVERIFY2(atEnd - atStart <= 64, qPrintable(QString::number(atEnd - atStart)));
}

void TestDumbo::aSavedNameIsAConnection()
{
    using namespace dumbo;
    auto profiles = Profiles::open();
    QVERIFY(profiles);
    ConnectionTarget target;
    target.connector = *Connector::fromText(u"SQLite:sqlite3");
    target.options.set(QStringLiteral("path"), m_database);
    target.readOnly = true;
    profiles->put(Profile::fromTarget(QStringLiteral("Lamp shop"), target));
    QVERIFY(profiles->save());
    const auto query = QStringList { QStringLiteral("query"), QStringLiteral("-c"), QStringLiteral("lamp shop"), QStringLiteral("--format"), QStringLiteral("tsv") };
    QCOMPARE(run(query + QStringList { QStringLiteral("SELECT name FROM item WHERE id = 1") }).out, QByteArray("name\nlamp\n"));
    QCOMPARE(run(query + QStringList { QStringLiteral("DELETE FROM item") }).exitCode, 1);
}

void TestDumbo::passwordsAreNeverPrinted()
{
    for (const auto *connection : { "oracle://ann:s3cret@localhost/x", "sqlite://ann:s3cret@localhost/x", "host=x password=s3cret", "SQLite:sqlite3:host=x password='s3cret" }) {
        const auto outcome = run({ QStringLiteral("query"), QStringLiteral("-c"), QString::fromLatin1(connection), QStringLiteral("SELECT 1") });
        QCOMPARE(outcome.exitCode, 3);
        QVERIFY2(!(outcome.out + outcome.err).contains("s3cret"), outcome.err.constData());
    }
}

void TestDumbo::tablesAndDescribeTellTheSchema()
{
    const auto tables = run({ QStringLiteral("tables"), QStringLiteral("-c"), m_database, QStringLiteral("--format"), QStringLiteral("csv") });
    QCOMPARE(tables.exitCode, 0);
    QVERIFY2(tables.out.contains("main,item,table,"), tables.out.constData());
    QVERIFY(tables.out.contains("main,cheap,view,"));
    for (const auto *name : { "item", "main.item", "ITEM" }) {
        const auto described = run({ QStringLiteral("describe"), QStringLiteral("-c"), m_database, QString::fromLatin1(name) });
        QCOMPARE(described.exitCode, 0);
        for (const auto *expected : { "price", "DECIMAL(10,2)", "not null", "item_name (name)", "CREATE TABLE item" })
            QVERIFY2(described.out.contains(expected), described.out.constData());
    }
}

void TestDumbo::describingWhatIsNotThereIsRefused()
{
    const auto outcome = run({ QStringLiteral("describe"), QStringLiteral("-c"), m_database, QStringLiteral("nothing") });
    QCOMPARE(outcome.exitCode, 1);
    QVERIFY(outcome.err.contains("\"nothing\""));
}

void TestDumbo::pluginsAreListedWithTheirState()
{
    const auto outcome = run({ QStringLiteral("plugins"), QStringLiteral("list"), QStringLiteral("--json") });
    QCOMPARE(outcome.exitCode, 0);
    const auto plugins = QJsonDocument::fromJson(outcome.out).array();
    QVERIFY(!plugins.isEmpty());
    for (const auto &plugin : plugins)
        QCOMPARE(plugin.toObject().value(QStringLiteral("state")).toString(), QStringLiteral("described"));
    QVERIFY(run({ QStringLiteral("plugins"), QStringLiteral("list") }).out.contains("SQLite:sqlite3"));
}

void TestDumbo::everyCommandAnswersHelp()
{
    for (const auto *command : { "", "query", "tables", "describe", "plugins" }) {
        const auto outcome = run(QString::fromLatin1(command).split(u' ', Qt::SkipEmptyParts) + QStringList { QStringLiteral("--help") });
        QCOMPARE(outcome.exitCode, 0);
        QVERIFY(outcome.out.contains("Usage") || outcome.out.contains("USAGE") || outcome.out.contains("OPTIONS"));
    }
}

QTEST_GUILESS_MAIN(TestDumbo)
#include "tst_dumbo.moc"
