#include "core/connection/profiles.h"
#include "core/platform/paths.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace dumbo;

namespace {

struct Outcome {
    int exitCode = -1;
    QByteArray out;
    QByteArray err;
};

Outcome run(const QStringList &arguments, const QStringList &environment = {})
{
    QProcess process;
    auto variables = QProcessEnvironment::systemEnvironment();
    for (const auto &entry : environment)
        variables.insert(entry.section(u'=', 0, 0), entry.section(u'=', 1));
    process.setProcessEnvironment(variables);
    process.start(qEnvironmentVariable("DUMBO_BUILD_DIR") + QStringLiteral("/bin/dumbo"), arguments);
    process.closeWriteChannel();
    if (!process.waitForFinished(60'000))
        return {};
    return { process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError() };
}

Outcome connections(const QStringList &arguments, const QStringList &environment = {})
{
    return run(QStringList { QStringLiteral("connections") } + arguments, environment);
}

QStringList words(const char *text)
{
    return QString::fromUtf8(text).split(u' ', Qt::SkipEmptyParts);
}

QJsonArray listed()
{
    return QJsonDocument::fromJson(connections(words("list --format json")).out).array();
}

/// Everything that was written below the home of this test.
QByteArray allWritten()
{
    QByteArray all;
    for (const auto &base : { paths::configFolder(), paths::dataFolder(), paths::stateFolder(), paths::cacheFolder() }) {
        QDirIterator files(base, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (file.open(QIODevice::ReadOnly))
                all += file.readAll();
        }
    }
    return all;
}

} // namespace

class TestConnectionsCommand : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QFile::remove(Profiles::defaultPath());
        m_database = m_folder.filePath(QStringLiteral("shop.db"));
        QVERIFY(QFile(m_database).open(QIODevice::WriteOnly));
    }

    void whatIsAddedIsListedAndOpened()
    {
        const auto added = connections({ QStringLiteral("add"), QStringLiteral("Lamp shop"), m_database, QStringLiteral("--folder"), QStringLiteral("Work/Shops"), QStringLiteral("--colour"), QStringLiteral("#3daee9"), QStringLiteral("--read-only") });
        QCOMPARE(added.err, QByteArray());
        QCOMPARE(added.exitCode, 0);
        const auto entry = listed().first().toObject();
        QCOMPARE(entry.value(QStringLiteral("name")).toString(), QStringLiteral("Lamp shop"));
        QCOMPARE(entry.value(QStringLiteral("folder")).toString(), QStringLiteral("Work/Shops"));
        QCOMPARE(entry.value(QStringLiteral("connector")).toString(), QStringLiteral("SQLite"));
        QCOMPARE(entry.value(QStringLiteral("marks")).toString(), QStringLiteral("read-only"));
        for (const auto *name : { "Lamp shop", "lamp shop", "Work/Shops/Lamp shop" })
            QCOMPARE(run({ QStringLiteral("query"), QStringLiteral("-c"), QString::fromLatin1(name), QStringLiteral("--format"), QStringLiteral("tsv"), QStringLiteral("SELECT 7 AS a") }).out, QByteArray("a\n7\n"));
        QCOMPARE(run({ QStringLiteral("query"), QStringLiteral("-c"), QStringLiteral("Lamp shop"), QStringLiteral("CREATE TABLE t (a)") }).exitCode, 1);
        QCOMPARE(run({ QStringLiteral("tables"), QStringLiteral("-c"), QStringLiteral("Lamp shop") }).exitCode, 0);
    }

    void aNameIsTakenOnceInAFolder()
    {
        QCOMPARE(connections({ QStringLiteral("add"), QStringLiteral("a"), m_database }).exitCode, 0);
        const auto again = connections({ QStringLiteral("add"), QStringLiteral("a"), m_database });
        QCOMPARE(again.exitCode, 1);
        QVERIFY(again.err.contains("edit"));
        QCOMPARE(connections({ QStringLiteral("add"), QStringLiteral("a"), m_database, QStringLiteral("--folder"), QStringLiteral("F") }).exitCode, 0);
        QCOMPARE(listed().size(), 2);
    }

    void aNameThatSaysTooLittleIsAskedBack()
    {
        for (const auto *folder : { "F", "G" })
            QCOMPARE(connections({ QStringLiteral("add"), QStringLiteral("a"), m_database, QStringLiteral("--folder"), QString::fromLatin1(folder) }).exitCode, 0);
        const auto several = run(words("tables -c a"));
        QCOMPARE(several.exitCode, 3);
        QVERIFY2(several.err.contains("\"F/a\", \"G/a\""), several.err.constData());
        QCOMPARE(run(words("tables -c G/a")).exitCode, 0);
        const auto none = run(words("tables -c nobody"));
        QCOMPARE(none.exitCode, 3);
        QVERIFY2(none.err.contains("no saved connection") && none.err.contains("connections list"), none.err.constData());
    }

    void editingChangesOnlyWhatIsNamed()
    {
        QCOMPARE(connections({ QStringLiteral("add"), QStringLiteral("a"), m_database, QStringLiteral("--production"), QStringLiteral("--folder"), QStringLiteral("F") }).exitCode, 0);
        QCOMPARE(connections(words("edit a --rename b --no-production --startup-sql PRAGMA")).exitCode, 0);
        const auto profile = Profiles::open()->named(QStringLiteral("b"));
        QVERIFY(profile);
        QVERIFY(!profile->production);
        QCOMPARE(profile->folder, QStringLiteral("F"));
        QCOMPARE(profile->startupSql, QStringLiteral("PRAGMA"));
        QCOMPARE(profile->options.text(u"path"), m_database);
        QCOMPARE(connections(words("edit nobody --production")).exitCode, 1);
        QCOMPARE(connections(words("edit b --colour red")).exitCode, 1);
    }

    void aDriverStaysAutomaticUnlessItIsNamed()
    {
        QCOMPARE(connections({ QStringLiteral("add"), QStringLiteral("a"), m_database }).exitCode, 0);
        QCOMPARE(connections({ QStringLiteral("add"), QStringLiteral("b"), m_database, QStringLiteral("--connector"), QStringLiteral("SQLite:sqlite3") }).exitCode, 0);
        QCOMPARE(connections({ QStringLiteral("add"), QStringLiteral("c"), QStringLiteral("SQLite:sqlite3:") + m_database }).exitCode, 0);
        QStringList connectors;
        for (const auto &entry : listed())
            connectors.append(entry.toObject().value(QStringLiteral("connector")).toString());
        QCOMPARE(connectors, words("SQLite SQLite:sqlite3 SQLite:sqlite3"));
    }

    void startupSqlRunsBeforeAnythingElse()
    {
        QCOMPARE(connections({ QStringLiteral("add"), QStringLiteral("a"), m_database, QStringLiteral("--startup-sql"), QStringLiteral("CREATE TEMP TABLE made (x); INSERT INTO made VALUES (5);") }).exitCode, 0);
        const auto outcome = run({ QStringLiteral("query"), QStringLiteral("-c"), QStringLiteral("a"), QStringLiteral("--format"), QStringLiteral("tsv"), QStringLiteral("SELECT x FROM made") });
        QCOMPARE(outcome.out, QByteArray("x\n5\n"));
        QCOMPARE(connections(words("edit a --startup-sql nonsense")).exitCode, 0);
        const auto failed = run({ QStringLiteral("query"), QStringLiteral("-c"), QStringLiteral("a"), QStringLiteral("SELECT 1") });
        QCOMPARE(failed.exitCode, 3);
        QVERIFY2(failed.err.contains("nonsense") && failed.err.contains("Statement 1"), failed.err.constData());
    }

    void passwordsAreNeverWrittenNorPrinted()
    {
        QByteArray said;
        for (const auto &arguments : { words("add a postgresql://ann:s3cret@127.0.0.1:1/crm"), words("add b postgresql://ann:s3cret@127.0.0.1:1/crm --save-password"),
                 words("add c postgresql://ann@127.0.0.1:1/crm --save-password"), words("list"), words("list --format json"), words("test a"), words("test a --json"),
                 words("test postgresql://ann:s3cret@127.0.0.1:1/crm"), words("edit b --no-save-password") }) {
            const auto outcome = connections(arguments, { QStringLiteral("DUMBO_PASSWORD=s3cret") });
            said += outcome.out + outcome.err;
        }
        QVERIFY2(!said.contains("s3cret"), said.constData());
        QVERIFY(!allWritten().contains("s3cret"));
        QCOMPARE(listed().size(), 3);
    }

    void withoutAKeychainThatIsSaid()
    {
        const auto outcome = connections(words("add b postgresql://ann:s3cret@127.0.0.1:1/crm --save-password"), { QStringLiteral("DBUS_SESSION_BUS_ADDRESS=") });
        QCOMPARE(outcome.exitCode, 0);
        QVERIFY2(outcome.err.contains("keychain"), outcome.err.constData());
    }

    void aTestTellsTheServerOrWhyNot()
    {
        const auto tested = connections({ QStringLiteral("test"), m_database, QStringLiteral("--json") });
        QCOMPARE(tested.exitCode, 0);
        const auto report = QJsonDocument::fromJson(tested.out).object();
        QCOMPARE(report.value(QStringLiteral("product")).toString(), QStringLiteral("SQLite"));
        QVERIFY(report.contains(QStringLiteral("roundTripMilliseconds")));
        QVERIFY(connections({ QStringLiteral("test"), m_database }).out.contains("SQLite:sqlite3"));

        const auto refused = connections(words("test postgresql://ann@127.0.0.1:1/crm --json"));
        QCOMPARE(refused.exitCode, 3);
        QCOMPARE(QJsonDocument::fromJson(refused.out).object().value(QStringLiteral("cause")).toString(), QStringLiteral("refused"));
        const auto missing = connections({ QStringLiteral("test"), m_folder.filePath(QStringLiteral("none.db")) });
        QCOMPARE(missing.exitCode, 3);
        QVERIFY2(missing.err.contains("none.db"), missing.err.constData());
    }

    void removingForgetsAll()
    {
        QCOMPARE(connections({ QStringLiteral("add"), QStringLiteral("a"), m_database }).exitCode, 0);
        QCOMPARE(connections({ QStringLiteral("add"), QStringLiteral("b"), m_database }).exitCode, 0);
        QCOMPARE(connections(words("remove a nobody")).exitCode, 1);
        QCOMPARE(listed().size(), 2);
        QCOMPARE(connections(words("remove a b")).exitCode, 0);
        QVERIFY(listed().isEmpty());
    }

    void tunnelsAreForServers()
    {
        const auto refused = connections({ QStringLiteral("add"), QStringLiteral("a"), m_database, QStringLiteral("--ssh"), QStringLiteral("bastion") });
        QCOMPARE(refused.exitCode, 1);
        QCOMPARE(connections(words("add a postgresql://127.0.0.1:1/crm --ssh -oProxyCommand=x")).exitCode, 1);
        QCOMPARE(connections(words("add a postgresql://127.0.0.1:1/crm --ssh ann@bastion:22 --ssh-option=-J --ssh-option=jump")).exitCode, 0);
        const auto profile = Profiles::open()->named(QStringLiteral("a"));
        QCOMPARE(profile->tunnel->destination, QStringLiteral("ann@bastion"));
        QCOMPARE(profile->tunnel->options, words("-J jump"));
        QCOMPARE(connections({ QStringLiteral("edit"), QStringLiteral("a"), QStringLiteral("--ssh"), QString() }).exitCode, 0);
        QVERIFY(!Profiles::open()->named(QStringLiteral("a"))->tunnel);
    }

    void connectionsOfOtherProgramsAreTakenOverOnce()
    {
        QFile file(m_folder.filePath(QStringLiteral("data-sources.json")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(R"({"connections": {"x": {"provider": "postgresql", "driver": "postgres-jdbc", "name": "CRM", "folder": "Work",
            "configuration": {"host": "db", "port": "5433", "database": "crm", "type": "prod"}}}})");
        file.close();
        const auto imported = connections({ QStringLiteral("import"), file.fileName(), QStringLiteral("--folder"), QStringLiteral("Old"), QStringLiteral("--dry-run") });
        QCOMPARE(imported.exitCode, 0);
        QVERIFY(listed().isEmpty());
        QCOMPARE(connections({ QStringLiteral("import"), file.fileName(), QStringLiteral("--folder"), QStringLiteral("Old") }).exitCode, 0);
        QCOMPARE(listed().size(), 1);
        QCOMPARE(listed().first().toObject().value(QStringLiteral("folder")).toString(), QStringLiteral("Old/Work"));
        const auto again = connections({ QStringLiteral("import"), file.fileName() });
        QVERIFY(again.out.contains("known already"));
        QCOMPARE(listed().size(), 1);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\n\"connections\": [broken");
        file.close();
        const auto broken = connections({ QStringLiteral("import"), file.fileName(), QStringLiteral("--from"), QStringLiteral("dbeaver") });
        QCOMPARE(broken.exitCode, 1);
        QVERIFY2(broken.err.contains("data-sources.json, line 2"), broken.err.constData());
    }

    void wrongUsageIsTwoAndHelpIsThere()
    {
        QCOMPARE(connections({}).exitCode, 2);
        QCOMPARE(connections(words("add a")).exitCode, 2);
        QCOMPARE(connections(words("list --format xml")).exitCode, 2);
        for (const auto *command : { "list", "add", "edit", "remove", "test", "import" }) {
            const auto help = connections({ QString::fromLatin1(command), QStringLiteral("--help") });
            QCOMPARE(help.exitCode, 0);
            QVERIFY(help.out.contains("Usage"));
        }
    }

private:
    QTemporaryDir m_folder;
    QString m_database;
};

QTEST_GUILESS_MAIN(TestConnectionsCommand)
#include "tst_connectionscommand.moc"
