#include "tests/integration/dryrun/dryrunfixture.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>

using namespace dumbo;
using namespace dumbo::test;

namespace {

QByteArray bytesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unreadable");
}

} // namespace

/// A dry run on SQLite works on a copy, by every connector.
class TestSqliteDryRun : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void theOriginalStaysAsItIs_data() { connectors(); }
    void theOriginalStaysAsItIs();
    void theCopyHasWhatIsNotYetInTheFile();
    void aReadOnlyConnectionIsTriedToo();
    void onTheOriginalNothingIsTried();
    void whatLeavesTheCopyIsRefused_data();
    void whatLeavesTheCopyIsRefused();
    void attachedDatabasesKeepFromTrying();
    void whatIsMadeDroppedAndRewrittenIsSeen_data() { connectors(); }
    void whatIsMadeDroppedAndRewrittenIsSeen();
    void referencesAndIntegrityAreChecked();
    void vacuumRunsAlone();
    void outsideOfATransactionForeignKeysCanBeSwitchedOff();
    void aCopyIsPrivateAndGoesAway();
    void leftOversOfAKilledProgramAreSwept();
    void activityEstimatesRows();

private:
    void connectors();
    [[nodiscard]] DatabaseOpener opener(bool readOnly = false);
    [[nodiscard]] QStringList scratchFiles() const;
    [[nodiscard]] ScratchCopy copyWithRows();

    DryRunFixture m_fixture;
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

void TestSqliteDryRun::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(QStringLiteral("hut.db"));
    QFile(m_path).open(QIODevice::WriteOnly);
    const auto database = m_fixture.open(opener());
    for (const auto *sql : { "CREATE TABLE region (id INTEGER PRIMARY KEY, name TEXT)",
             "CREATE TABLE hut (id INTEGER PRIMARY KEY, name TEXT, beds INT, region INT REFERENCES region)",
             "CREATE INDEX hut_name ON hut (name)", "INSERT INTO region VALUES (1, 'Rila')",
             "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) INSERT INTO hut SELECT i, 'h' || i, i, 1 FROM n" })
        DUMBO_OK(database->executor().command(sql));
}

void TestSqliteDryRun::cleanup()
{
    m_folder.reset();
    QCOMPARE(scratchFiles(), QStringList());
}

void TestSqliteDryRun::connectors()
{
    QTest::addColumn<QString>("driver");
    QTest::newRow("sqlite3") << QStringLiteral("sqlite3");
    QTest::newRow("qsqlite") << QStringLiteral("qsqlite");
}

DatabaseOpener TestSqliteDryRun::opener(bool readOnly)
{
    const auto *tag = QTest::currentDataTag();
    const auto driver = tag && qstrcmp(tag, "qsqlite") == 0 ? QStringLiteral("qsqlite") : QStringLiteral("sqlite3");
    return m_fixture.opener(m_path, { QStringLiteral("SQLite"), driver }, readOnly);
}

QStringList TestSqliteDryRun::scratchFiles() const
{
    const auto cache = QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation);
    return QDir(cache + QStringLiteral("/dumbo-workbench/scratch")).entryList(QDir::Files);
}

ScratchCopy TestSqliteDryRun::copyWithRows()
{
    auto copy = makeScratch(opener(), { .content = ScratchOptions::Content::Rows });
    if (!copy)
        qFatal("%s", qPrintable(copy.error().toText()));
    return std::move(*copy);
}

void TestSqliteDryRun::theOriginalStaysAsItIs()
{
    const auto before = bytesOf(m_path);
    {
        const auto copy = copyWithRows();
        const auto database = m_fixture.open(copy.opener());
        auto &dryRun = migrations(*database);
        QCOMPARE(dryRun.dryRunPlace(), DryRunPlace::Copy);
        DUMBO_OK(dryRun.beginDryRun({ .onScratch = true }));
        const auto update = dryRun.measure("UPDATE hut SET beds = 0 WHERE id <= 100");
        DUMBO_OK(update);
        QCOMPARE(update->rows, 100);
        QCOMPARE(update->locks.size(), 1U);
        DUMBO_OK(dryRun.measure("DROP TABLE hut"));
        DUMBO_OK(dryRun.measure("PRAGMA user_version = 77"));
        DUMBO_OK(dryRun.endDryRun());
    }
    QCOMPARE(bytesOf(m_path), before);
    const auto original = m_fixture.open(opener());
    const auto beds = count(original->executor().query("SELECT count(*) FROM hut WHERE beds = 0"));
    DUMBO_OK(beds);
    QCOMPARE(*beds, 0);
}

void TestSqliteDryRun::theCopyHasWhatIsNotYetInTheFile()
{
    // In the write-ahead log only, and another writer is in the middle of something.
    const auto writer = m_fixture.open(opener());
    DUMBO_OK(writer->executor().command("INSERT INTO region VALUES (2, 'Pirin')"));
    DUMBO_OK(writer->executor().command("BEGIN IMMEDIATE"));
    DUMBO_OK(writer->executor().command("INSERT INTO region VALUES (3, 'not yet')"));
    const auto copy = copyWithRows();
    const auto database = m_fixture.open(copy.opener());
    const auto regions = count(database->executor().query("SELECT count(*) FROM region"));
    DUMBO_OK(regions);
    QCOMPARE(*regions, 2);
    DUMBO_OK(writer->executor().command("ROLLBACK"));
}

void TestSqliteDryRun::aReadOnlyConnectionIsTriedToo()
{
    auto copy = makeScratch(opener(true), { .content = ScratchOptions::Content::Rows });
    DUMBO_OK(copy);
    const auto database = copy->open();
    DUMBO_OK(database);
    auto &dryRun = migrations(**database);
    DUMBO_OK(dryRun.beginDryRun({ .onScratch = true }));
    DUMBO_OK(dryRun.measure("DELETE FROM hut"));
    DUMBO_OK(dryRun.endDryRun());
}

void TestSqliteDryRun::onTheOriginalNothingIsTried()
{
    const auto database = m_fixture.open(opener());
    for (const auto onScratch : { false, true }) {
        const auto begun = migrations(*database).beginDryRun({ .onScratch = onScratch });
        QVERIFY(!begun);
        QCOMPARE(begun.error().kind(), ErrorKind::InvalidOperation);
        QVERIFY(!migrations(*database).measure("DELETE FROM hut"));
    }
}

void TestSqliteDryRun::whatLeavesTheCopyIsRefused_data()
{
    QTest::addColumn<QByteArray>("statement");
    QTest::addColumn<bool>("isOver");
    QTest::newRow("ATTACH") << QByteArray("ATTACH DATABASE '{original}' AS o") << false;
    QTest::newRow("ATTACH behind a comment") << QByteArray("/* x */ -- y\n attach '{original}' AS o") << false;
    QTest::newRow("VACUUM INTO") << QByteArray("VACUUM main INTO '{trace}'") << false;
    QTest::newRow("COMMIT") << QByteArray("COMMIT") << false;
    QTest::newRow("END") << QByteArray("END TRANSACTION") << false;
    QTest::newRow("ROLLBACK") << QByteArray("ROLLBACK") << false;
    QTest::newRow("BEGIN") << QByteArray("BEGIN EXCLUSIVE") << false;
    QTest::newRow("PRAGMA temp_store_directory") << QByteArray("PRAGMA temp_store_directory = '/'") << false;
    QTest::newRow("two statements") << QByteArray("SELECT 1; ATTACH '{original}' AS o") << true;
    QTest::newRow("load_extension") << QByteArray("SELECT load_extension('{trace}')") << true;
    QTest::newRow("writefile") << QByteArray("SELECT writefile('{trace}', 'x')") << true;
}

void TestSqliteDryRun::whatLeavesTheCopyIsRefused()
{
    QFETCH(QByteArray, statement);
    QFETCH(bool, isOver);
    const auto before = bytesOf(m_path);
    const auto trace = m_folder->filePath(QStringLiteral("trace"));
    {
        const auto copy = copyWithRows();
        const auto database = m_fixture.open(copy.opener());
        auto &dryRun = migrations(*database);
        DUMBO_OK(dryRun.beginDryRun({ .onScratch = true }));
        const auto refused = dryRun.measure(statement.replace("{original}", m_path.toUtf8()).replace("{trace}", trace.toUtf8()));
        QVERIFY(!refused);
        QCOMPARE(dryRun.isDryRunOver(), isOver);
        DUMBO_OK(dryRun.endDryRun());
    }
    QVERIFY(!QFile::exists(trace));
    QCOMPARE(bytesOf(m_path), before);
}

void TestSqliteDryRun::attachedDatabasesKeepFromTrying()
{
    const auto copy = copyWithRows();
    const auto database = m_fixture.open(copy.opener());
    DUMBO_OK(database->executor().command("ATTACH '" + m_path.toUtf8() + "' AS original"));
    const auto begun = migrations(*database).beginDryRun({ .onScratch = true });
    QVERIFY(!begun);
    QVERIFY2(begun.error().message().contains(u"original"), qPrintable(begun.error().toText()));
}

void TestSqliteDryRun::whatIsMadeDroppedAndRewrittenIsSeen()
{
    const auto copy = copyWithRows();
    const auto database = m_fixture.open(copy.opener());
    auto &dryRun = migrations(*database);
    DUMBO_OK(dryRun.beginDryRun({ .onScratch = true }));
    const auto made = dryRun.measure("CREATE TABLE guest (id INTEGER PRIMARY KEY, name TEXT UNIQUE)");
    DUMBO_OK(made);
    QCOMPARE(made->created, (std::vector { relation("guest", "main"), relation("sqlite_autoindex_guest_1", "main") }));
    QVERIFY(!made->rows);
    const auto column = dryRun.measure("ALTER TABLE hut ADD COLUMN note TEXT");
    DUMBO_OK(column);
    QVERIFY(column->rewritten.empty());
    const auto lost = dryRun.measure("ALTER TABLE main.\"hut\" DROP COLUMN beds");
    DUMBO_OK(lost);
    QCOMPARE(lost->rewritten, std::vector { relation("hut", "main") });
    DUMBO_OK(dryRun.measure("CREATE TABLE hut_new AS SELECT * FROM hut"));
    const auto dropped = dryRun.measure("DROP TABLE hut");
    DUMBO_OK(dropped);
    QCOMPARE(dropped->dropped, (std::vector { relation("hut", "main"), relation("hut_name", "main") }));
    DUMBO_OK(dryRun.measure("ALTER TABLE hut_new RENAME TO hut"));
    DUMBO_OK(dryRun.endDryRun());
}

void TestSqliteDryRun::referencesAndIntegrityAreChecked()
{
    {
        const auto original = m_fixture.open(opener());
        DUMBO_OK(original->executor().command("PRAGMA foreign_keys = OFF"));
        DUMBO_OK(original->executor().command("UPDATE hut SET region = 9 WHERE id < 3"));
    }
    const auto copy = copyWithRows();
    const auto database = m_fixture.open(copy.opener());
    auto &dryRun = migrations(*database);
    DUMBO_OK(dryRun.beginDryRun({ .onScratch = true }));
    DUMBO_OK(dryRun.measure("PRAGMA defer_foreign_keys = ON"));
    DUMBO_OK(dryRun.measure("UPDATE hut SET region = 8 WHERE id < 6"));
    const auto broken = dryRun.check();
    DUMBO_OK(broken);
    QCOMPARE(broken->size(), 1);
    QCOMPARE(broken->front(), QStringLiteral("5 rows of hut refer to rows of region that are not there, 2 of them already before."));
    QVERIFY(!dryRun.endDryRun()); // as a real COMMIT
}

void TestSqliteDryRun::vacuumRunsAlone()
{
    const auto copy = copyWithRows();
    const auto database = m_fixture.open(copy.opener());
    auto &dryRun = migrations(*database);
    DUMBO_OK(dryRun.beginDryRun({ .onScratch = true }));
    DUMBO_OK(dryRun.measure("DELETE FROM hut"));
    const auto vacuum = dryRun.measure("VACUUM");
    DUMBO_OK(vacuum);
    QVERIFY(!vacuum->notices.isEmpty());
    DUMBO_OK(dryRun.measure("INSERT INTO region VALUES (7, 'x')"));
    DUMBO_OK(dryRun.endDryRun());
}

void TestSqliteDryRun::outsideOfATransactionForeignKeysCanBeSwitchedOff()
{
    const auto copy = copyWithRows();
    const auto database = m_fixture.open(copy.opener());
    auto &dryRun = migrations(*database);
    DUMBO_OK(dryRun.beginDryRun({ .onScratch = true }));
    const auto ignored = dryRun.measure("PRAGMA foreign_keys = OFF");
    DUMBO_OK(ignored);
    QVERIFY(ignored->notices.join(u' ').contains(u"nothing"));
    QVERIFY(!dryRun.measure("DELETE FROM region"));
    DUMBO_OK(dryRun.endDryRun());
    DUMBO_OK(dryRun.beginDryRun({ .onScratch = true, .inTransaction = false }));
    DUMBO_OK(dryRun.measure("PRAGMA foreign_keys = OFF"));
    DUMBO_OK(dryRun.measure("BEGIN"));
    DUMBO_OK(dryRun.measure("DELETE FROM region"));
    DUMBO_OK(dryRun.measure("COMMIT"));
    const auto broken = dryRun.check();
    DUMBO_OK(broken);
    QCOMPARE(*broken, QStringList { QStringLiteral("300 rows of hut refer to rows of region that are not there.") });
    DUMBO_OK(dryRun.endDryRun());
}

void TestSqliteDryRun::aCopyIsPrivateAndGoesAway()
{
    QString path;
    {
        auto copy = copyWithRows();
        path = copy.database().name;
        QVERIFY(QFile::exists(path));
        QCOMPARE(QFile::permissions(path) & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther), QFile::Permissions());
        {
            const auto database = m_fixture.open(copy.opener());
            DUMBO_OK(database->executor().command("DELETE FROM hut"));
        }
        DUMBO_OK(copy.drop());
        DUMBO_OK(copy.drop());
        QVERIFY(!QFile::exists(path));
    }
    QCOMPARE(scratchFiles(), QStringList());
}

void TestSqliteDryRun::leftOversOfAKilledProgramAreSwept()
{
    QProcess child;
    child.start(QCoreApplication::applicationFilePath(), { QStringLiteral("--make-scratch"), m_path });
    QVERIFY(child.waitForStarted());
    QVERIFY(child.canReadLine() || child.waitForReadyRead(30000));
    const auto path = QString::fromUtf8(child.readLine().trimmed());
    QVERIFY2(QFile::exists(path), qPrintable(path));
    const auto database = m_fixture.open(opener());
    const auto early = migrations(*database).sweepScratch();
    DUMBO_OK(early);
    QCOMPARE(*early, QStringList()); // it still runs
    child.kill();
    QVERIFY(child.waitForFinished());
    QVERIFY(QFile::exists(path));
    const auto swept = migrations(*database).sweepScratch();
    DUMBO_OK(swept);
    QCOMPARE(*swept, QStringList { path });
    QVERIFY(!QFile::exists(path));
}

void TestSqliteDryRun::activityEstimatesRows()
{
    const auto database = m_fixture.open(opener());
    const std::vector objects { relation("hut", "main"), relation("region", ""), relation("nobody", "main") };
    const auto activity = migrations(*database).activity(objects);
    DUMBO_OK(activity);
    QCOMPARE(activity->at(0).rowEstimate, 300);
    QCOMPARE(activity->at(1).rowEstimate, 1);
    QVERIFY(!activity->at(2).rowEstimate);
}

namespace {

/// Makes a copy and waits to be killed.
int makeScratchAndWait(const QString &path)
{
    DryRunFixture fixture;
    const auto copy = makeScratch(
        fixture.opener(path, { QStringLiteral("SQLite"), QStringLiteral("sqlite3") }), { .content = ScratchOptions::Content::Rows });
    if (!copy)
        return 1;
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
    TestSqliteDryRun test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_sqlitedryrun.moc"
