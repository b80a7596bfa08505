#include "core/migrations/dryrun.h"
#include "tests/integration/dryrun/dryrunfixture.h"
#include "tests/support/servers/mariadbserver.h"
#include "tests/support/servers/needserver.h"

#include <QProcess>

#include <algorithm>
#include <cstdio>

using namespace dumbo;
using namespace dumbo::test;

namespace {

Migration migration(const char *name, const QByteArrayList &statements)
{
    Migration made;
    made.name = QString::fromUtf8(name);
    for (const auto &statement : statements)
        made.up.push_back({ .text = statement });
    return made;
}

struct Trick
{
    const char *name;
    QByteArrayList statements; ///< {original} is the database's name
};

/// What a script may try to leave a trace outside of the copy. One scratch database is enough for all: making one takes a while.
const std::vector<Trick> &tricks()
{
    static const std::vector<Trick> all {
        { "USE", { "USE {original}", "DROP TABLE hut" } },
        { "another database's table", { "DELETE FROM {original}.hut" } },
        { "another database's table in quotes", { "DELETE FROM `{original}` . `hut`" } },
        { "another database's table behind a comment", { "DELETE /* x */ FROM {original}/**/.hut" } },
        { "DROP TABLE", { "DROP TABLE IF EXISTS hut, {original}.hut" } },
        { "RENAME TABLE", { "CREATE TABLE trace (id int)", "RENAME TABLE trace TO {original}.trace" } },
        { "CREATE TABLE elsewhere", { "CREATE TABLE {original}.trace (id int)" } },
        { "an executable comment", { "/*!50000 DELETE FROM {original}.hut */" } },
        { "MariaDB's executable comment", { "/*M! DELETE FROM {original}.hut */" } },
        { "PREPARE of what is put together", { "PREPARE p FROM CONCAT('DELETE FROM ', '{original}', '.hut')", "EXECUTE p" } },
        { "EXECUTE IMMEDIATE", { "EXECUTE IMMEDIATE CONCAT('DELETE FROM ', '{original}', '.hut')" } },
        { "a procedure", { "CREATE PROCEDURE mine() DELETE FROM {original}.hut", "CALL mine()" } },
        { "a procedure that puts it together", { "CREATE PROCEDURE mine() EXECUTE IMMEDIATE CONCAT('DELETE FROM ', '{original}', '.hut')", "CALL mine()" } },
        { "a procedure of another account", { "CREATE DEFINER = root@localhost PROCEDURE mine() DELETE FROM {original}.hut", "CALL mine()" } },
        { "a trigger", { "CREATE TABLE t (id int)", "CREATE TRIGGER mine BEFORE INSERT ON t FOR EACH ROW DELETE FROM {original}.hut", "INSERT INTO t VALUES (1)" } },
        { "a trigger there", { "CREATE TRIGGER {original}.mine BEFORE INSERT ON {original}.hut FOR EACH ROW SET NEW.name = 'trace'" } },
        { "a view", { "CREATE VIEW mine AS SELECT * FROM {original}.hut", "UPDATE mine SET name = 'trace'" } },
        { "an event", { "CREATE EVENT mine ON SCHEDULE EVERY 1 SECOND DO DELETE FROM {original}.hut" } },
        { "CREATE DATABASE", { "CREATE DATABASE trace_of_a_dry_run" } },
        { "DROP DATABASE", { "DROP DATABASE {original}" } },
        { "ALTER DATABASE", { "ALTER DATABASE {original} CHARACTER SET latin1" } },
        { "CREATE USER", { "CREATE USER trace_of_a_dry_run" } },
        { "GRANT", { "GRANT ALL ON *.* TO guarded@'%'" } },
        { "DROP USER", { "DROP USER guarded@'%'" } },
        { "SET GLOBAL", { "SET GLOBAL max_error_count = 3" } },
        { "SET @@global", { "SET @@global.max_error_count = 3" } },
        { "SET of several", { "SET @x = 1, GLOBAL max_error_count = 3" } },
        { "INTO OUTFILE", { "SELECT 1 INTO OUTFILE '/tmp/trace_of_a_dry_run'" } },
        { "KILL", { "KILL 1" } },
        { "FLUSH", { "FLUSH TABLES WITH READ LOCK" } },
        { "INSTALL", { "INSTALL SONAME 'nothing'" } },
        { "two statements", { "SELECT 1; DELETE FROM {original}.hut" } },
    };
    return all;
}

} // namespace

/// A dry run on MariaDB works in a scratch database, with an account that may change nothing else.
class TestMariaDbDryRun : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void migrationsAreTriedOnACopyOfTheSchema();
    void theCopyHasViewsTriggersAndRoutines();
    void instantAndCopyingChangesAreToldApart();
    void onTheOriginalNothingIsTried();
    void whatLeavesTheCopyIsRefused();
    void theAccountAloneKeepsWithinTheCopy();
    void withoutAnAccountWordsKeepWithinTheCopy();
    void aFailureIsSaid();
    void rowsCantBeCopied();
    void leftOversOfAKilledProgramAreSwept();
    void aDatabaseThatOnlyHasSuchANameIsNotSwept();
    void activityTellsSizes();
    void activityTellsWhoHasWhat();

private:
    [[nodiscard]] QString url(const QString &user = QStringLiteral("guarded:secret")) const
    {
        return QStringLiteral("mysql://%1@127.0.0.1:%2/%3").arg(user).arg(m_server->port()).arg(m_database);
    }
    [[nodiscard]] DatabaseOpener opener() { return m_fixture.opener(url(), { QStringLiteral("MySQL"), QStringLiteral("qmysql") }); }
    [[nodiscard]] QString asked(const QString &sql) const
    {
        const auto text = m_server->run(sql, m_database);
        return text ? text->trimmed() : text.error().toText();
    }
    [[nodiscard]] QString state() const;
    [[nodiscard]] QByteArray filled(QByteArray statement) const { return statement.replace("{original}", m_database.toUtf8()); }
    [[nodiscard]] ScratchCopy schemaCopy(const DatabaseOpener &from);
    void tryTricks(const DatabaseOpener &from);

    std::unique_ptr<MariaDbServer> m_ownServer;
    MariaDbServer *m_server = nullptr;
    DryRunFixture m_fixture;
    QString m_database;
};

void TestMariaDbDryRun::initTestCase()
{
    // One of its own: whoever makes a scratch database sweeps what was left behind.
    auto server = MariaDbServer::start();
    DUMBO_NEED_SERVER(server);
    m_ownServer = std::move(*server);
    m_server = m_ownServer.get();
}

void TestMariaDbDryRun::init()
{
    m_database = m_server->createDatabase();
    QCOMPARE(asked(QStringLiteral("CREATE TABLE region (id int PRIMARY KEY, name varchar(40));"
                                  "CREATE TABLE hut (id int PRIMARY KEY AUTO_INCREMENT, name varchar(40), region int, FOREIGN KEY (region) REFERENCES region (id));"
                                  "INSERT INTO region VALUES (1, 'Rila'); INSERT INTO hut VALUES (1, 'a', 1), (2, 'b', 1);"
                                  "CREATE VIEW b_hut AS SELECT name FROM hut; CREATE VIEW a_hut AS SELECT name FROM b_hut;"
                                  "CREATE TRIGGER upper_name BEFORE INSERT ON hut FOR EACH ROW SET NEW.name = UPPER(NEW.name);"
                                  "CREATE PROCEDURE twice() SELECT 2;"
                                  "CREATE FUNCTION one() RETURNS int DETERMINISTIC RETURN 1;")),
        QString());
}

void TestMariaDbDryRun::cleanup()
{
    m_server->dropDatabase(m_database);
    const auto left = m_server->run(QStringLiteral("SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE 'dumbo%';"
                                                   "SELECT CONCAT(User, '@', Host) FROM mysql.user WHERE User LIKE 'dumbo%'"));
    DUMBO_OK(left);
    QCOMPARE(left->trimmed(), QString());
}

QString TestMariaDbDryRun::state() const
{
    return asked(QStringLiteral("SELECT GROUP_CONCAT(id, name) FROM hut; SELECT GROUP_CONCAT(TABLE_NAME ORDER BY 1) FROM information_schema.TABLES"
                                " WHERE TABLE_SCHEMA = DATABASE(); SELECT COUNT(*) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA NOT"
                                " LIKE 'dumbo%'; SELECT COUNT(*) FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA NOT LIKE 'dumbo%'; SELECT COUNT(*) FROM information_schema.EVENTS WHERE EVENT_SCHEMA NOT LIKE 'dumbo%'; SELECT COUNT(*) FROM"
                                " information_schema.SCHEMATA WHERE SCHEMA_NAME NOT LIKE 'dumbo%' AND SCHEMA_NAME NOT LIKE 'db%'; SELECT COUNT(*) FROM"
                                " mysql.user WHERE User NOT LIKE 'dumbo%'; SELECT @@global.max_error_count"));
}

ScratchCopy TestMariaDbDryRun::schemaCopy(const DatabaseOpener &from)
{
    auto copy = makeScratch(from, { .content = ScratchOptions::Content::Schema });
    if (!copy)
        qFatal("%s", qPrintable(copy.error().toText()));
    return std::move(*copy);
}

void TestMariaDbDryRun::migrationsAreTriedOnACopyOfTheSchema()
{
    const auto before = state();
    DryRunRequest request;
    request.migrations = { migration("1", { "ALTER TABLE hut ADD COLUMN beds int", "INSERT INTO region VALUES (7, 'x')" }),
        migration("2", { "CREATE TABLE guest (id int PRIMARY KEY, hut int REFERENCES hut (id))", "DROP VIEW a_hut" }) };
    DryRunEvents events;
    const auto report = dryRun(opener(), request, events);
    DUMBO_OK(report);
    QVERIFY2(report->succeeded(), qPrintable(report->error ? report->error->toText() : QString()));
    QCOMPARE(report->place, DryRunPlace::EmptyCopy);
    QCOMPARE(report->notices, QStringList());
    QVERIFY(report->database.startsWith(u"dumbo_scratch_"));
    QCOMPARE(report->migrations[0].statements[1].measurement.rows, 1);
    QCOMPARE(report->migrations[1].statements[0].measurement.created.size(), 1U);
    QCOMPARE(report->migrations[1].statements[0].measurement.created[0].name, QStringLiteral("guest"));
    QCOMPARE(report->migrations[1].statements[1].measurement.dropped[0].name, QStringLiteral("a_hut"));
    QCOMPARE(state(), before);
}

void TestMariaDbDryRun::theCopyHasViewsTriggersAndRoutines()
{
    const auto copy = schemaCopy(opener());
    QCOMPARE(copy.warnings(), QStringList());
    const auto database = m_fixture.open(copy.opener());
    auto &executor = database->executor();
    const auto user = single(executor.query("SELECT CURRENT_USER()"));
    DUMBO_OK(user);
    QVERIFY2(user->text(0).startsWith(u"dumbo_scratch_"), qPrintable(user->text(0)));
    DUMBO_OK(executor.command("INSERT INTO region VALUES (1, 'Rila')"));
    DUMBO_OK(executor.command("INSERT INTO hut (name, region) VALUES ('low', 1)"));
    const auto name = single(executor.query("SELECT name FROM a_hut"));
    DUMBO_OK(name);
    QCOMPARE(name->text(0), QStringLiteral("LOW"));
    QVERIFY(!executor.command("INSERT INTO hut (name, region) VALUES ('x', 2)"));
    DUMBO_OK(executor.query("SELECT one()"));
    DUMBO_OK(executor.command("CALL twice()"));
}

void TestMariaDbDryRun::instantAndCopyingChangesAreToldApart()
{
    const auto copy = schemaCopy(opener());
    const auto database = m_fixture.open(copy.opener());
    auto &dryRun = migrations(*database);
    DUMBO_OK(dryRun.beginDryRun({ .onScratch = true }));
    const auto instant = dryRun.measure("ALTER TABLE hut ADD COLUMN note text");
    DUMBO_OK(instant);
    QVERIFY(instant->rewritten.empty());
    const auto copying = dryRun.measure("ALTER TABLE hut MODIFY name varchar(40) CHARACTER SET latin1");
    DUMBO_OK(copying);
    QCOMPARE(copying->rewritten.size(), 1U);
    QCOMPARE(copying->rewritten[0].name, QStringLiteral("hut"));
    DUMBO_OK(dryRun.endDryRun());
}

void TestMariaDbDryRun::onTheOriginalNothingIsTried()
{
    const auto database = m_fixture.open(opener());
    for (const auto onScratch : { false, true }) {
        const auto begun = migrations(*database).beginDryRun({ .onScratch = onScratch });
        QVERIFY(!begun);
        QCOMPARE(begun.error().kind(), ErrorKind::InvalidOperation);
    }
    QVERIFY(!migrations(*database).measure("DROP TABLE hut"));
}

void TestMariaDbDryRun::tryTricks(const DatabaseOpener &from)
{
    const auto before = state();
    const auto copy = schemaCopy(from);
    for (const auto &trick : tricks()) {
        const auto database = m_fixture.open(copy.opener());
        auto &dryRun = migrations(*database);
        DUMBO_OK(dryRun.beginDryRun({ .onScratch = true }));
        bool isRefused = false;
        for (const auto &statement : trick.statements)
            isRefused = !dryRun.measure(filled(statement)) || isRefused;
        QVERIFY2(isRefused, trick.name);
        DUMBO_OK(dryRun.endDryRun());
        const auto after = state();
        QVERIFY2(after == before, qPrintable(QStringLiteral("%1: %2").arg(QLatin1StringView(trick.name), after)));
        DUMBO_OK(database->executor().command("DROP PROCEDURE IF EXISTS mine"));
    }
}

void TestMariaDbDryRun::whatLeavesTheCopyIsRefused()
{
    tryTricks(opener());
}

void TestMariaDbDryRun::theAccountAloneKeepsWithinTheCopy()
{
    const auto before = state();
    const auto copy = schemaCopy(opener());
    for (const auto &trick : tricks()) {
        const auto database = m_fixture.open(copy.opener());
        for (const auto &statement : trick.statements)
            std::ignore = database->executor().command(filled(statement));
        const auto after = state();
        QVERIFY2(after == before, qPrintable(QStringLiteral("%1: %2").arg(QLatin1StringView(trick.name), after)));
        std::ignore = database->executor().command("DROP PROCEDURE IF EXISTS mine");
    }
}

void TestMariaDbDryRun::withoutAnAccountWordsKeepWithinTheCopy()
{
    // May make databases, and change all of them, but no accounts.
    QCOMPARE(asked(QStringLiteral("CREATE USER builder@'%' IDENTIFIED BY 'secret'; GRANT ALL ON *.* TO builder@'%';"
                                  "REVOKE CREATE USER ON *.* FROM builder@'%'")),
        QString());
    const auto from = m_fixture.opener(url(QStringLiteral("builder:secret")), { QStringLiteral("MySQL"), QStringLiteral("qmysql") });
    {
        const auto copy = schemaCopy(from);
        QVERIFY(!copy.database().options.contains(u"user"));
        const auto limits = migrations(*m_fixture.open(copy.opener())).dryRunLimits();
        DUMBO_OK(limits);
        QVERIFY2(limits->join(u' ').contains(u"account"), qPrintable(limits->join(u' ')));
    }
    tryTricks(from);
    QCOMPARE(asked(QStringLiteral("DROP USER builder@'%'")), QString());
}

void TestMariaDbDryRun::aFailureIsSaid()
{
    DryRunRequest request;
    request.migrations = { migration("1", { "CREATE TABLE guest (id int)", "ALTER TABLE nobody ADD COLUMN x int", "SELECT 1" }) };
    DryRunEvents events;
    const auto report = dryRun(opener(), request, events);
    DUMBO_OK(report);
    QVERIFY(!report->succeeded());
    QCOMPARE(report->migrations[0].statements[1].state, DryRunStatement::State::Failed);
    QCOMPARE(report->migrations[0].statements[2].state, DryRunStatement::State::NotRun);
}

void TestMariaDbDryRun::rowsCantBeCopied()
{
    const auto copy = makeScratch(opener(), { .content = ScratchOptions::Content::Rows });
    QVERIFY(!copy);
    QCOMPARE(copy.error().kind(), ErrorKind::NotImplemented);
}

void TestMariaDbDryRun::leftOversOfAKilledProgramAreSwept()
{
    QProcess child;
    child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    child.start(QCoreApplication::applicationFilePath(), { QStringLiteral("--make-scratch"), url() });
    QVERIFY(child.waitForStarted());
    QVERIFY(child.canReadLine() || child.waitForReadyRead(30000));
    const auto name = QString::fromUtf8(child.readLine().trimmed());
    QVERIFY2(name.startsWith(u"dumbo_scratch_"), qPrintable(name));
    const auto database = m_fixture.open(opener());
    const auto early = migrations(*database).sweepScratch();
    DUMBO_OK(early);
    QCOMPARE(*early, QStringList()); // it still runs
    child.kill();
    QVERIFY(child.waitForFinished());
    // The server notices the end of the connection in its own time.
    QStringList swept;
    QTRY_VERIFY((swept += migrations(*database).sweepScratch().value_or(QStringList())).contains(name));
}

void TestMariaDbDryRun::aDatabaseThatOnlyHasSuchANameIsNotSwept()
{
    const auto name = QStringLiteral("dumbo_scratch_0123456789ab");
    QVERIFY(asked(QStringLiteral("CREATE DATABASE %1; CREATE TABLE %1.kept (id int)").arg(name)).isEmpty());
    const auto database = m_fixture.open(opener());
    const auto swept = migrations(*database).sweepScratch();
    const auto kept = asked(QStringLiteral("SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = '%1'").arg(name));
    std::ignore = asked(QStringLiteral("DROP DATABASE IF EXISTS %1").arg(name));
    DUMBO_OK(swept);
    QCOMPARE(*swept, QStringList());
    QCOMPARE(kept, QStringLiteral("kept"));
}

void TestMariaDbDryRun::activityTellsSizes()
{
    const auto database = m_fixture.open(opener());
    const std::vector objects { ObjectPath { {}, {}, QStringLiteral("hut") }, ObjectPath { {}, m_database, QStringLiteral("region") },
        ObjectPath { {}, {}, QStringLiteral("nobody") } };
    const auto activity = migrations(*database).activity(objects);
    DUMBO_OK(activity);
    QVERIFY(activity->at(0).rowEstimate.has_value() && activity->at(0).sizeBytes.value_or(0) > 0);
    QVERIFY(activity->at(1).sizeBytes.value_or(0) > 0);
    QVERIFY(!activity->at(2).sizeBytes);
}

void TestMariaDbDryRun::activityTellsWhoHasWhat()
{
    auto own = MariaDbServer::start({ .settings = { "plugin-load-add=metadata_lock_info" } });
    DUMBO_NEED_SERVER(own);
    const auto name = (*own)->createDatabase();
    DUMBO_OK((*own)->run(QStringLiteral("CREATE TABLE hut (id int)"), name));
    const auto there = m_fixture.opener(QStringLiteral("mysql://guarded:secret@127.0.0.1:%1/%2").arg((*own)->port()).arg(name),
        { QStringLiteral("MySQL"), QStringLiteral("qmysql") });
    const auto other = m_fixture.open(there);
    DUMBO_OK(other->executor().command("START TRANSACTION"));
    DUMBO_OK(other->executor().query("SELECT * FROM hut"));
    const auto database = m_fixture.open(there);
    const std::vector objects { ObjectPath { {}, {}, QStringLiteral("hut") } };
    const auto activity = migrations(*database).activity(objects);
    DUMBO_OK(activity);
    QCOMPARE(activity->at(0).holders.size(), 1U);
    QVERIFY2(activity->at(0).holders[0].who.startsWith(u"guarded"), qPrintable(activity->at(0).holders[0].who));
    QVERIFY(!activity->at(0).holders[0].mode.isEmpty());
}

namespace {

int makeScratchAndWait(const QString &url)
{
    DryRunFixture fixture;
    const auto copy = makeScratch(fixture.opener(url, { QStringLiteral("MySQL"), QStringLiteral("qmysql") }), {});
    if (!copy) {
        std::fprintf(stderr, "%s\n", qPrintable(copy.error().toText()));
        return 1;
    }
    std::printf("%s\n", qPrintable(copy->database().name));
    std::fflush(stdout);
    return QCoreApplication::exec();
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const auto arguments = QCoreApplication::arguments();
    if (arguments.size() == 3 && arguments[1] == u"--make-scratch")
        return makeScratchAndWait(arguments[2]);
    TestMariaDbDryRun test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_mariadbdryrun.moc"
