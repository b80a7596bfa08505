#include "core/connection/profiles.h"
#include "core/connection/profileswatcher.h"
#include "core/plugins/driverregistry.h"
#include "tests/fakedriver/fakedriver.h"

#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace dumbo;

class TestProfiles : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("config/connections.json"));
    }

    void withoutAFileThereAreNoProfiles() { QVERIFY(Profiles::open(m_path)->all().isEmpty()); }

    void whatIsSavedComesBack()
    {
        auto profiles = *Profiles::open(m_path);
        const auto id = profiles.put(sample());
        QVERIFY(profiles.save());
        const auto again = *Profiles::open(m_path);
        QCOMPARE(again.all(), profiles.all());
        QCOMPARE(again.named(QStringLiteral("huts"))->id, id);
        QVERIFY(!again.named(QStringLiteral("other")));
        QCOMPARE(again.all().first().options.value(u"big"), OptionValue(qint64(9007199254740993)));
    }

    void aSecretIsNeverWritten()
    {
        ConnectionTarget target = sample().target();
        target.secrets.insert(QStringLiteral("password"), QStringLiteral("hunter2"));
        auto profiles = *Profiles::open(m_path);
        profiles.put(Profile::fromTarget(QStringLiteral("Huts"), target));
        QVERIFY(profiles.save());
        QVERIFY(!written().contains("hunter2"));
        QVERIFY(profiles.all().first().target().secrets.isEmpty());
    }

    void theFileIsForItsOwnerOnly()
    {
        auto profiles = *Profiles::open(m_path);
        QVERIFY(profiles.save());
        const auto others = QFileDevice::ReadGroup | QFileDevice::ReadOther | QFileDevice::WriteGroup | QFileDevice::WriteOther;
        QVERIFY(!(QFileInfo(m_path).permissions() & others));
    }

    void unknownKeysAndEntriesAreKept()
    {
        write(R"({"version": 1, "theme": "x", "profiles": [
            {"id": "1", "name": "a", "connector": "SQLite:sqlite3", "options": {"path": "a.db"}, "pinned": true},
            {"id": "2", "shape": "round"}]})");
        auto profiles = *Profiles::open(m_path);
        QCOMPARE(profiles.all().size(), 1);
        QVERIFY(profiles.save());
        const auto text = written();
        QVERIFY(text.contains("theme") && text.contains("pinned") && text.contains("round"));
    }

    void aBrokenFileIsToldAndKeptAside()
    {
        write("{ \"version\": 1, \"profiles\": [ ");
        const auto profiles = Profiles::open(m_path);
        QCOMPARE(profiles.error().kind(), ErrorKind::Data);
        QVERIFY(profiles.error().message().contains(m_path + QStringLiteral(".broken")));
        QVERIFY(QFile::exists(m_path + QStringLiteral(".broken")));
        QVERIFY(Profiles::open(m_path)->save());
        write("[]");
        QVERIFY(!Profiles::open(m_path));
        QVERIFY(QFile::exists(m_path + QStringLiteral(".broken-2")));
    }

    void aFileOfANewerProgramIsLeftAlone()
    {
        write(R"({"version": 2, "profiles": []})");
        QCOMPARE(Profiles::open(m_path).error().kind(), ErrorKind::InvalidOperation);
        QVERIFY(QFile::exists(m_path));
    }

    void profilesAreReplacedAndRemovedById()
    {
        auto profiles = *Profiles::open(m_path);
        const auto id = profiles.put(sample());
        auto renamed = profiles.all().first();
        renamed.name = QStringLiteral("Refuges");
        QCOMPARE(profiles.put(renamed), id);
        QCOMPARE(profiles.all().size(), 1);
        profiles.remove(id);
        QVERIFY(profiles.all().isEmpty());
    }

    void twoProgramsDoNotLoseEachOthersConnections()
    {
        auto first = *Profiles::open(m_path);
        auto shared = sample();
        shared.id = first.put(sample());
        QVERIFY(first.save());
        auto second = *Profiles::open(m_path);
        auto own = sample();
        own.name = QStringLiteral("Lakes");
        const auto lakes = second.put(own);
        QVERIFY(second.save());
        shared.name = QStringLiteral("Refuges");
        first.put(shared);
        QVERIFY(first.save());
        QCOMPARE(first.all().size(), 2);
        second.remove(lakes);
        QVERIFY(second.save());
        QCOMPARE(second.all().size(), 1);
        QCOMPARE(second.all().first().name, QStringLiteral("Refuges"));
        QVERIFY(first.reload());
        QCOMPARE(first.all(), second.all());
    }

    void whatIsNotSavedYetOutlivesReading()
    {
        auto profiles = *Profiles::open(m_path);
        const auto id = profiles.put(sample());
        QVERIFY(profiles.reload());
        QVERIFY(profiles.find(id));
        write("{ broken");
        QVERIFY(!profiles.reload());
        QVERIFY(profiles.find(id));
    }

    void aChangeOfTheFileIsTold()
    {
        auto profiles = *Profiles::open(m_path);
        const ProfilesWatcher watcher(m_path);
        QSignalSpy changed(&watcher, &ProfilesWatcher::changed);
        profiles.put(sample());
        QVERIFY(profiles.save());
        QTRY_COMPARE(changed.size(), 1);
        profiles.put(sample());
        QVERIFY(profiles.save());
        QTRY_COMPARE(changed.size(), 2);
    }

    void connectionsOfOneNameAreToldApartByFolder()
    {
        auto profiles = *Profiles::open(m_path);
        auto profile = sample();
        const auto work = profiles.put(profile);
        profile.folder = QStringLiteral("Home");
        profiles.put(profile);
        QVERIFY(!profiles.named(QStringLiteral("Huts")));
        QCOMPARE(profiles.named(QStringLiteral("Work/Maps/Huts"))->id, work);

        profile.folder.clear();
        const auto top = profiles.put(profile);
        QCOMPARE(profiles.named(QStringLiteral("Huts"))->id, top);
        QCOMPARE(profiles.named(QStringLiteral("Work/Maps/Huts"))->id, work);
    }

    void aTunnelThatCanNotBeUnderstoodIsNotLeftOut()
    {
        write(R"({"version": 1, "profiles": [{"id": "1", "name": "a", "connector": "Fake:test", "options": {},
            "ssh": {"destination": "-oProxyCommand=x"}}]})");
        QVERIFY(Profiles::open(m_path)->all().isEmpty());
    }

    void anAutomaticConnectorIsTheBestOnePresent()
    {
        DriverRegistry registry;
        QVERIFY(fake::addFakeDriver(registry, std::make_shared<fake::FakeScript>()));
        Profile profile;
        profile.connector = { fake::fakeConnector().databaseType, {} };
        profile.options.set(QStringLiteral("dbname"), QStringLiteral("huts"));
        profile.startupSql = QStringLiteral("SELECT 1");
        const auto target = profile.target(registry);
        QVERIFY2(target, target ? "" : qPrintable(target.error().message()));
        QCOMPARE(target->connector, fake::fakeConnector());
        QCOMPARE(target->options.text(u"database"), QStringLiteral("huts"));
        QCOMPARE(target->startupSql, profile.startupSql);
        profile.options.set(QStringLiteral("nonsense"), true);
        QCOMPARE(profile.target(registry).error().kind(), ErrorKind::NotRegistered);
        profile.connector.databaseType = QStringLiteral("Nothing");
        QCOMPARE(profile.target(registry).error().kind(), ErrorKind::NotRegistered);
        profile.connector = fake::fakeConnector();
        QVERIFY(profile.target(registry).error().message().contains(QStringLiteral("nonsense")));
    }

    void tunnelsAreReadAsSshReadsThem_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("destination");
        QTest::addColumn<int>("port");
        QTest::newRow("host") << "bastion" << "bastion" << 0;
        QTest::newRow("all") << "ann@bastion.example.org:2222" << "ann@bastion.example.org" << 2222;
        QTest::newRow("IPv6") << "ann@[::1]:22" << "ann@::1" << 22;
        QTest::newRow("bare IPv6") << "::1" << "::1" << 0;
        for (const auto *bad : { "", "@host", "ann@", "host:port", "host:0", "host:70000", "-oProxyCommand=x", "ann@-h", "-a@h", "h;reboot", "a b", "$(x)@h", "[::1", "h\nx" })
            QTest::newRow(bad) << QString::fromLatin1(bad) << QString() << 0;
    }

    void tunnelsAreReadAsSshReadsThem()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, destination);
        QFETCH(const int, port);
        const auto tunnel = SshTunnel::fromText(text);
        QCOMPARE(tunnel ? tunnel->destination : QString(), destination);
        QCOMPARE(tunnel ? tunnel->port : 0, port);
        if (tunnel)
            QCOMPARE(SshTunnel::fromText(tunnel->toText()), tunnel);
    }

    void aFolderThatCanNotBeMadeIsAnError()
    {
        const auto inTheWay = m_folder->filePath(QStringLiteral("config"));
        QFile file(inTheWay);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        QCOMPARE(Profiles::open(m_path)->save().error().kind(), ErrorKind::System);
    }

private:
    static Profile sample()
    {
        Profile profile;
        profile.name = QStringLiteral("Huts");
        profile.folder = QStringLiteral("Work/Maps");
        profile.colour = QStringLiteral("#3daee9");
        profile.connector = { QStringLiteral("SQLite"), QStringLiteral("sqlite3") };
        profile.options.set(QStringLiteral("big"), qint64(9007199254740993));
        profile.options.set(QStringLiteral("foreignKeys"), true);
        profile.options.set(QStringLiteral("path"), QString::fromUtf8("/srv/hütten.db"));
        profile.readOnly = true;
        profile.production = true;
        profile.savesPasswords = true;
        profile.startupSql = QStringLiteral("SET a = 1;\nSET b = 2");
        profile.tunnel = SshTunnel::fromText(QStringLiteral("ann@bastion:2222"));
        profile.tunnel->options = { QStringLiteral("-J"), QStringLiteral("jump") };
        return profile;
    }

    void write(const QByteArray &text) const
    {
        QVERIFY(QDir().mkpath(QFileInfo(m_path).absolutePath()));
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

    QByteArray written() const
    {
        QFile file(m_path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

QTEST_GUILESS_MAIN(TestProfiles)
#include "tst_profiles.moc"
