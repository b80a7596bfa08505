#include "core/connection/profiles.h"

#include <QFile>
#include <QFileInfo>
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
