#include "core/connection/connectionexecutor.h"
#include "core/migrations/advisor.h"
#include "drivers/qtsql/plugin.h"
#include "tests/support/readrows.h"
#include "tests/support/servers/mariadbserver.h"
#include "tests/support/servers/needserver.h"

#include <QTest>

#include <algorithm>
#include <array>

using namespace dumbo;
using dumbo::test::MariaDbServer;

namespace {

const QByteArrayList setUp { "DROP TABLE IF EXISTS child, hut, parent, nokey, other, made, made2",
    "CREATE TABLE parent (id INT PRIMARY KEY) ENGINE=InnoDB",
    "CREATE TABLE hut (id INT AUTO_INCREMENT PRIMARY KEY, a VARCHAR(20) NOT NULL DEFAULT 'x', n VARCHAR(20), b INT NOT NULL DEFAULT 0, e ENUM('a','b') "
    "DEFAULT 'a', d DATETIME, v200 VARCHAR(200), v300 VARCHAR(300), w40 VARCHAR(40), l100 VARCHAR(100) CHARACTER SET latin1, l200 VARCHAR(200) CHARACTER "
    "SET latin1, money DECIMAL(8,2), tx TEXT, parent_id INT, u INT UNSIGNED, ch CHAR(5), KEY kb (b), CONSTRAINT chk CHECK (b >= 0)) ENGINE=InnoDB "
    "CHARACTER SET utf8mb4",
    "CREATE TABLE nokey (a INT NOT NULL) ENGINE=InnoDB",
    "CREATE TABLE child (id INT PRIMARY KEY, parent_id INT, KEY (parent_id), CONSTRAINT fk1 FOREIGN KEY (parent_id) REFERENCES parent (id)) ENGINE=InnoDB",
    "CREATE TABLE other (id INT PRIMARY KEY, a INT) ENGINE=MyISAM",
    "INSERT INTO hut (a, n, b) VALUES ('x', 'y', 1), ('x', 'z', 300)" };

Migration migrationOf(const QByteArrayList &statements)
{
    Migration migration;
    migration.name = QStringLiteral("0001");
    for (const auto &text : statements)
        migration.up.push_back({ text, 0, 0, 1 });
    return migration;
}

const AdvisedFinding *find(const MigrationAdvice &advice, const char *code)
{
    const auto &findings = advice.migrations.front().findings;
    const auto found = std::ranges::find(findings, QLatin1StringView(code), &AdvisedFinding::code);
    return found == findings.end() ? nullptr : &*found;
}

QString codesOf(const MigrationAdvice &advice)
{
    QStringList codes;
    for (const auto &finding : advice.migrations.front().findings)
        codes.append(finding.code + (finding.severity == FindingSeverity::Error ? QStringLiteral("!") : QString()));
    return codes.join(u' ');
}

} // namespace

/// What advice says of a statement is what MariaDB does with it.
class TestMariaDbAdvice : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanupTestCase();

    void theForecastIsTheBestTheServerDoes_data();
    void theForecastIsTheBestTheServerDoes();
    void whatIsSaidToFailFails_data();
    void whatIsSaidToFailFails();
    void otherThingsAreSaid_data();
    void otherThingsAreSaid();
    void dangersAreNotSeenWhereThereAreNone_data();
    void dangersAreNotSeenWhereThereAreNone();
    void aForeignKeyWithoutChecksNeedsNoCopy();
    void anIndexIsDroppedByAlterTable();
    void rowsAreCommittedByStructureAsSaid();
    void valuesAreCountedBeforeTheyAreLost();
    void theWaitFormRuns();

private:
    [[nodiscard]] MigrationAdvice judge(const QByteArrayList &statements);
    [[nodiscard]] QString run(const QByteArray &sql); ///< the error; empty: it ran

    MariaDbServer *m_server = nullptr;
    QString m_database;
    qtsql::QMysqlPlugin m_plugin;
    ConnectionObserver m_observer;
    std::unique_ptr<Connection> m_connection;
    bool m_isChanged = true; ///< something ran since setUp
};

void TestMariaDbAdvice::initTestCase()
{
    const auto server = MariaDbServer::shared();
    DUMBO_NEED_SERVER(server);
    m_server = *server;
    m_database = m_server->createDatabase();
    ConnectRequest request;
    request.options.set(QStringLiteral("socket"), m_server->socket());
    request.options.set(QStringLiteral("user"), m_server->user());
    request.options.set(QStringLiteral("database"), m_database);
    auto connection = m_plugin.connect(request, m_observer);
    QVERIFY(connection);
    m_connection = std::move(*connection);
}

void TestMariaDbAdvice::init()
{
    if (!m_isChanged)
        return;
    for (const auto &sql : setUp) {
        const auto error = run(sql);
        QVERIFY2(error.isEmpty(), qPrintable(error));
    }
    m_isChanged = false;
}

void TestMariaDbAdvice::cleanupTestCase()
{
    m_connection.reset();
    if (m_server)
        m_server->dropDatabase(m_database);
}

MigrationAdvice TestMariaDbAdvice::judge(const QByteArrayList &statements)
{
    auto *extension = static_cast<MigrationAdviceExtension *>(m_plugin.extension(MigrationAdviceExtension::extensionId()));
    const Advisor advisor(std::shared_ptr<MigrationAdviceExtension>(extension, [](auto *) {}), m_plugin.dialect(), m_plugin.migratorDefaults().inOneTransaction);
    ConnectionExecutor executor(*m_connection);
    const auto context = adviceContext(executor);
    if (!context)
        qFatal("%s", qPrintable(context.error().toText()));
    const std::vector migrations { migrationOf(statements) };
    auto advice = advisor.advise(migrations, *context);
    if (!advice)
        qFatal("%s", qPrintable(advice.error().toText()));
    return std::move(*advice);
}

QString TestMariaDbAdvice::run(const QByteArray &sql)
{
    Statement statement;
    statement.text = sql;
    const auto execution = m_connection->execute(statement);
    if (!execution)
        return execution.error().toText();
    const auto rows = test::readRows(**execution);
    m_isChanged = m_isChanged || rows;
    return rows ? QString() : rows.error().toText();
}

void TestMariaDbAdvice::theForecastIsTheBestTheServerDoes_data()
{
    QTest::addColumn<QByteArray>("statement");
    QTest::addColumn<QByteArray>("algorithm");
    QTest::addColumn<QByteArray>("lock");
    const auto add = [](const QByteArray &statement, const char *algorithm, const char *lock = "NONE") {
        QTest::newRow(statement.constData()) << statement << QByteArray(algorithm) << QByteArray(lock);
    };
    const auto row = [&](const char *action, const char *algorithm, const char *lock = "NONE") { add(QByteArray("ALTER TABLE hut ") + action, algorithm, lock); };
    row("ADD COLUMN c INT", "INSTANT");
    row("ADD COLUMN c INT FIRST", "INSTANT");
    row("ADD COLUMN c INT NOT NULL DEFAULT 5", "INSTANT");
    row("ADD COLUMN c DATETIME DEFAULT CURRENT_TIMESTAMP", "INSTANT");
    row("ADD COLUMN c CHAR(36) DEFAULT (UUID())", "COPY");
    row("ADD COLUMN c INT AS (b + 1) VIRTUAL", "INSTANT");
    row("ADD COLUMN c INT AS (b + 1) STORED", "COPY");
    row("ADD COLUMN c INT REFERENCES parent (id)", "COPY");
    row("ADD COLUMN c INT UNIQUE", "INPLACE");
    row("ADD (c INT, c2 INT)", "INSTANT");
    row("DROP COLUMN n", "INSTANT");
    row("RENAME COLUMN n TO m", "INSTANT");
    row("ALTER COLUMN a SET DEFAULT 'z'", "INSTANT");
    row("ALTER a DROP DEFAULT", "INSTANT");
    row("MODIFY n VARCHAR(40)", "INSTANT");
    row("MODIFY n VARCHAR(100)", "INSTANT");
    row("MODIFY v200 VARCHAR(256)", "INSTANT");
    row("MODIFY v300 VARCHAR(400)", "INSTANT");
    row("MODIFY w40 VARCHAR(100)", "COPY");
    row("MODIFY l100 VARCHAR(300) CHARACTER SET latin1", "INSTANT");
    row("MODIFY l200 VARCHAR(300) CHARACTER SET latin1", "COPY");
    row("MODIFY n VARCHAR(10)", "COPY");
    row("MODIFY n VARCHAR(20) NOT NULL", "INPLACE");
    row("MODIFY a VARCHAR(20) NULL", "INPLACE");
    row("MODIFY n VARCHAR(20) CHARACTER SET latin1", "COPY");
    row("MODIFY n VARCHAR(20) FIRST", "INSTANT");
    row("MODIFY n VARCHAR(20) COMMENT 'x'", "INSTANT");
    row("MODIFY n VARCHAR(20) UNIQUE", "NOCOPY");
    row("MODIFY b BIGINT NOT NULL DEFAULT 0", "COPY");
    row("MODIFY b INT NOT NULL DEFAULT 1", "INSTANT");
    row("MODIFY u INT", "COPY");
    row("MODIFY u BIGINT UNSIGNED", "COPY");
    row("MODIFY e ENUM('a','b','c') DEFAULT 'a'", "INSTANT");
    row("MODIFY e ENUM('a','c','b') DEFAULT 'a'", "COPY");
    row("MODIFY e ENUM('a') DEFAULT 'a'", "COPY");
    row("MODIFY e ENUM('a','b','c') NOT NULL", "INPLACE");
    row("MODIFY n TEXT", "COPY");
    row("MODIFY tx MEDIUMTEXT", "COPY");
    row("MODIFY money DECIMAL(10,2)", "COPY");
    row("MODIFY d DATE", "COPY");
    row("MODIFY d DATETIME(3)", "COPY");
    row("MODIFY ch CHAR(10)", "COPY");
    row("CHANGE n m VARCHAR(20)", "INSTANT");
    row("CHANGE n m VARCHAR(40)", "INSTANT");
    row("ADD INDEX i (n)", "NOCOPY");
    row("ADD UNIQUE i (n)", "NOCOPY");
    row("ADD FULLTEXT i (n)", "INPLACE", "SHARED");
    row("DROP INDEX kb", "NOCOPY");
    row("RENAME INDEX kb TO kc", "INSTANT");
    row("MODIFY id INT NOT NULL, DROP PRIMARY KEY", "COPY");
    row("DROP PRIMARY KEY, ADD PRIMARY KEY (id, b)", "INPLACE");
    row("ADD CONSTRAINT fkx FOREIGN KEY (parent_id) REFERENCES parent (id)", "COPY");
    row("ADD CONSTRAINT c2 CHECK (b < 1000)", "COPY");
    row("DROP CONSTRAINT chk", "INSTANT");
    row("CONVERT TO CHARACTER SET latin1", "COPY");
    row("DEFAULT CHARACTER SET latin1", "INSTANT");
    row("ENGINE=InnoDB", "INPLACE");
    row("ENGINE=Aria", "COPY");
    row("ROW_FORMAT=DYNAMIC", "INPLACE");
    row("AUTO_INCREMENT=1000", "INSTANT");
    row("COMMENT='x'", "INSTANT");
    row("FORCE", "INPLACE");
    row("RENAME TO made", "INSTANT", "EXCLUSIVE");
    row("ADD COLUMN c INT, ADD INDEX i (c)", "INPLACE");
    row("MODIFY n VARCHAR(40), ADD INDEX i (b)", "NOCOPY");
    row("DROP COLUMN n, DROP INDEX kb", "NOCOPY");
    row("ADD COLUMN c INT, MODIFY b BIGINT NOT NULL DEFAULT 0", "COPY");
    row("DROP COLUMN v200, ALTER a SET DEFAULT 'q'", "INSTANT");
    add("ALTER TABLE nokey ADD PRIMARY KEY (a)", "INPLACE");
    add("ALTER TABLE nokey ADD COLUMN id INT AUTO_INCREMENT PRIMARY KEY", "INPLACE", "SHARED");
    add("ALTER TABLE child DROP FOREIGN KEY fk1", "INSTANT");
    add("CREATE INDEX i ON hut (n)", "NOCOPY");
    add("CREATE UNIQUE INDEX i ON hut (n)", "NOCOPY");
}

void TestMariaDbAdvice::theForecastIsTheBestTheServerDoes()
{
    QFETCH(QByteArray, statement);
    QFETCH(QByteArray, algorithm);
    QFETCH(QByteArray, lock);
    const auto advice = judge({ statement });
    const auto *finding = find(advice, "MY203");
    QVERIFY2(finding && !finding->saferForms.empty(), qPrintable(codesOf(advice)));
    const auto form = finding->saferForms.front().statements.front();
    const auto separator = statement.startsWith("ALTER") ? QByteArray(", ") : QByteArray(" ");
    QCOMPARE(form, statement + separator + "ALGORITHM=" + algorithm + separator + "LOCK=" + lock);

    static const QByteArrayList algorithms { "INSTANT", "NOCOPY", "INPLACE", "COPY" };
    static const QByteArrayList locks { "NONE", "SHARED", "EXCLUSIVE" };
    QByteArrayList better;
    if (const auto place = algorithms.indexOf(algorithm); place > 0)
        better.append(statement + separator + "ALGORITHM=" + algorithms[place - 1]);
    if (const auto place = locks.indexOf(lock); place > 0)
        better.append(statement + separator + "ALGORITHM=" + algorithm + separator + "LOCK=" + locks[place - 1]);
    for (const auto &sql : better) {
        QVERIFY2(!run(sql).isEmpty(), sql.constData());
        const auto said = judge({ sql });
        QVERIFY2(find(said, "MY204"), qPrintable(codesOf(said)));
    }
    QCOMPARE(run(form), QString());
}

void TestMariaDbAdvice::whatIsSaidToFailFails_data()
{
    QTest::addColumn<QByteArrayList>("statements");
    QTest::addColumn<QString>("code");
    const auto row = [](const char *code, const QByteArrayList &statements) {
        QTest::addRow("%s: %s", code, statements.join("; ").constData()) << statements << QString::fromLatin1(code);
    };
    row("MY001", { "ALTERS TABLE hut" });
    row("MY001", { "CREATE TABLE made (id INT PRIMARY KEY" });
    row("MY002", { "CREATE TABLE hut (id INT PRIMARY KEY)" });
    row("MY002", { "ALTER TABLE hut ADD COLUMN n INT" });
    row("MY003", { "ALTER TABLE nowhere ADD COLUMN n INT" });
    row("MY003", { "ALTER TABLE hut DROP COLUMN nothing" });
    row("MY003", { "ALTER TABLE hut MODIFY nothing INT" });
    row("MY003", { "DROP TABLE nowhere" });
    row("MY003", { "CREATE TABLE made (id INT PRIMARY KEY)", "RENAME TABLE made TO made2", "INSERT INTO made VALUES (1)" });
    row("MY207", { "CREATE UNIQUE INDEX i ON hut (a)" });
    row("MY207", { "ALTER TABLE hut ADD UNIQUE (a)" });
    row("MY206", { "UPDATE parent SET id = 1 WHERE id = 2", "ALTER TABLE hut ADD FOREIGN KEY (b) REFERENCES parent (id)" });
    row("MY301", { "ALTER TABLE hut MODIFY b TINYINT NOT NULL DEFAULT 0" });
    row("MY301", { "ALTER TABLE hut MODIFY n INT" });
    row("MY301", { "ALTER TABLE hut MODIFY e ENUM('b')" });
    row("MY304", { "ALTER TABLE hut MODIFY d DATETIME NOT NULL" });
}

void TestMariaDbAdvice::whatIsSaidToFailFails()
{
    QFETCH(QByteArrayList, statements);
    QFETCH(QString, code);
    const auto advice = judge(statements);
    if (statements.size() == 2) // asked of rows that a statement before changes: only said, not proved
        QVERIFY2(codesOf(advice).contains(code), qPrintable(codesOf(advice)));
    else
        QVERIFY2(codesOf(advice).contains(code + u'!'), qPrintable(codesOf(advice)));
    QString error;
    for (const auto &sql : statements)
        error = run(sql);
    QVERIFY(!error.isEmpty());
}

void TestMariaDbAdvice::otherThingsAreSaid_data()
{
    QTest::addColumn<QByteArrayList>("statements");
    QTest::addColumn<QString>("code");
    const auto row = [](const char *code, const QByteArrayList &statements) {
        QTest::addRow("%s: %s", code, statements.join("; ").constData()) << statements << QString::fromLatin1(code);
    };
    row("MY101", { "START TRANSACTION", "UPDATE hut SET b = 2 WHERE id = 1", "CREATE TABLE made (id INT PRIMARY KEY)" });
    row("MY102", { "CREATE TABLE made (id INT PRIMARY KEY)", "ALTER TABLE hut ADD COLUMN c INT" });
    row("MY103", { "START TRANSACTION", "CREATE TABLE made (id INT PRIMARY KEY)", "COMMIT" });
    row("MY104", { "LOCK TABLES hut WRITE", "UNLOCK TABLES" });
    row("MY201", { "ALTER TABLE hut MODIFY b BIGINT" });
    row("MY202", { "ALTER TABLE hut FORCE" });
    row("MY205", { "ALTER TABLE hut ADD COLUMN c INT" });
    row("MY208", { "ALTER TABLE hut ADD FULLTEXT (n)" });
    row("MY209", { "ALTER TABLE parent DROP PRIMARY KEY" });
    row("MY210", { "DROP INDEX kb ON hut" });
    row("MY211", { "ALTER TABLE hut DROP CONSTRAINT chk" });
    row("MY212", { "RENAME TABLE hut TO made" });
    row("MY212", { "ALTER TABLE hut CHANGE n m VARCHAR(20)" });
    row("MY213", { "OPTIMIZE TABLE hut" });
    row("MY214", { "CREATE INDEX kb2 ON hut (b)" });
    row("MY215", { "ALTER TABLE hut ADD COLUMN c INT", "ALTER TABLE hut FORCE" });
    row("MY303", { "ALTER TABLE hut MODIFY e ENUM('z','a','b')" });
    row("MY305", { "ALTER TABLE hut MODIFY a VARCHAR(30)" });
    row("MY306", { "ALTER TABLE hut ADD COLUMN c INT NOT NULL" });
    row("MY307", { "ALTER TABLE hut ADD COLUMN c FLOAT" });
    row("MY309", { "CREATE TABLE made (id INT PRIMARY KEY, d DATE DEFAULT '0000-00-00')" });
    row("MY311", { "CREATE TABLE made (id INT PRIMARY KEY) CHARACTER SET utf8" });
    row("MY311", { "CREATE TABLE made (id INT PRIMARY KEY, t TEXT CHARACTER SET utf8)" });
    row("MY311", { "SET NAMES utf8" });
    row("MY312", { "ALTER TABLE hut CONVERT TO CHARACTER SET utf8mb4" });
    row("MY313", { "CREATE TABLE made (id INT PRIMARY KEY) ENGINE=MyISAM" });
    row("MY314", { "CREATE TABLE made (id INT)" });
    row("MY401", { "DROP TABLE hut" });
    row("MY402", { "TRUNCATE hut" });
    row("MY403", { "ALTER TABLE hut DROP n" });
    row("MY404", { "DROP DATABASE nobody" });
    row("MY405", { "UPDATE hut SET b = 1" });
    row("MY406", { "DELETE FROM hut" });
    row("MY407", { "REPLACE INTO parent VALUES (1)" });
    row("MY408", { "CREATE OR REPLACE TABLE hut (id INT PRIMARY KEY)" });
    row("MY501", { "SET SESSION sql_mode = ''" });
    row("MY502", { "INSERT IGNORE INTO parent VALUES (1)" });
    row("MY502", { "UPDATE IGNORE hut SET b = 1 WHERE id = 1" });
    row("MY503", { "SET GLOBAL max_connections = 100" });
    row("MY504", { "SET foreign_key_checks = 0", "SET foreign_key_checks = 1" });
    row("MY505", { "SET @@session.foreign_key_checks = 0" });
    row("MY506", { "SET unique_checks = 0" });
}

void TestMariaDbAdvice::otherThingsAreSaid()
{
    QFETCH(QByteArrayList, statements);
    QFETCH(QString, code);
    const auto advice = judge(statements);
    QVERIFY2(codesOf(advice).contains(code), qPrintable(codesOf(advice)));
}

void TestMariaDbAdvice::dangersAreNotSeenWhereThereAreNone_data()
{
    QTest::addColumn<QByteArrayList>("statements");
    const auto row = [](const QByteArrayList &statements) { QTest::newRow(statements.join("; ").constData()) << statements; };
    row({ "CREATE TABLE made (id INT PRIMARY KEY, n VARCHAR(20)) CHARACTER SET utf8mb4" });
    row({ "CREATE TABLE IF NOT EXISTS hut (id INT PRIMARY KEY)" });
    row({ "SET SESSION lock_wait_timeout = 5", "ALTER TABLE hut ADD COLUMN c INT, ALGORITHM=INSTANT" });
    row({ "ALTER TABLE hut WAIT 5 ADD COLUMN c INT, ALGORITHM=INSTANT, LOCK=NONE" });
    row({ "ALTER TABLE hut ADD COLUMN IF NOT EXISTS n INT, ALGORITHM=INSTANT, WAIT 5" });
    row({ "INSERT INTO parent VALUES (1), (2)", "UPDATE hut SET n = 'ü' WHERE id = 1", "DELETE FROM hut WHERE id = 7" });
    row({ "UPDATE hut JOIN parent ON parent.id = hut.id SET hut.n = 'a' WHERE parent.id = 1" });
    row({ "SET sql_mode = 'STRICT_ALL_TABLES'" });
    row({ "CREATE TEMPORARY TABLE made (id INT)", "DROP TEMPORARY TABLE made" });
    row({ "/*!40101 SET NAMES utf8mb4 */" });
    row({ "CREATE TABLE made (id INT PRIMARY KEY)", "DROP TABLE made" });
}

void TestMariaDbAdvice::dangersAreNotSeenWhereThereAreNone()
{
    QFETCH(QByteArrayList, statements);
    const auto advice = judge(statements);
    for (const auto &finding : advice.migrations.front().findings) {
        if (finding.code != u"MY102" && finding.code != u"MY205")
            QVERIFY2(finding.severity == FindingSeverity::Info, qPrintable(codesOf(advice)));
    }
}

void TestMariaDbAdvice::aForeignKeyWithoutChecksNeedsNoCopy()
{
    const QByteArray statement = "ALTER TABLE child ADD CONSTRAINT fk2 FOREIGN KEY (id) REFERENCES parent (id)";
    const auto advice = judge({ statement });
    const auto *finding = find(advice, "MY206");
    QVERIFY(finding && !finding->saferForms.empty());
    for (const auto &sql : finding->saferForms.front().statements)
        QCOMPARE(run(sql == statement ? sql + ", ALGORITHM=NOCOPY" : sql), QString());
}

void TestMariaDbAdvice::anIndexIsDroppedByAlterTable()
{
    const auto advice = judge({ "DROP INDEX kb ON hut" });
    const auto *finding = find(advice, "MY203");
    QVERIFY(finding && !finding->saferForms.empty());
    QCOMPARE(run(finding->saferForms.front().statements.front()), QString());
    QVERIFY(!run("DROP INDEX kb ON hut").isEmpty());
}

void TestMariaDbAdvice::rowsAreCommittedByStructureAsSaid()
{
    for (const auto *sql : { "START TRANSACTION", "INSERT INTO parent VALUES (77)", "CREATE TABLE made (id INT PRIMARY KEY)", "ROLLBACK" })
        QCOMPARE(run(sql), QString());
    QVERIFY(!run("INSERT INTO parent VALUES (77)").isEmpty()); // it is there
}

void TestMariaDbAdvice::valuesAreCountedBeforeTheyAreLost()
{
    const auto advice = judge({ "ALTER TABLE hut MODIFY b TINYINT NOT NULL DEFAULT 0" });
    const auto *finding = find(advice, "MY301");
    QVERIFY(finding);
    QCOMPARE(finding->probes.front().count, 1);
    QCOMPARE(finding->probes.front().rows.front().front(), std::optional<QString>("300"));
    QVERIFY(!find(judge({ "ALTER TABLE hut MODIFY b BIGINT NOT NULL DEFAULT 0" }), "MY301"));
}

void TestMariaDbAdvice::theWaitFormRuns()
{
    const auto advice = judge({ "ALTER TABLE hut ADD COLUMN c INT" });
    const auto *finding = find(advice, "MY205");
    QVERIFY(finding);
    for (const auto &sql : finding->saferForms.front().statements)
        QCOMPARE(run(sql), QString());
    QCOMPARE(run("SET SESSION lock_wait_timeout = DEFAULT"), QString());
}

QTEST_GUILESS_MAIN(TestMariaDbAdvice)
#include "tst_mariadbadvice.moc"
