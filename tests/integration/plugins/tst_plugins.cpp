#include "core/plugins/driverregistry.h"
#include "tests/fakedriver/fakedriver.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <thread>

using namespace dumbo;

namespace {

const Connector good { QStringLiteral("Fixture"), QStringLiteral("good") };
const Connector other { QStringLiteral("Fixture"), QStringLiteral("other") };

QString fixture(const QString &folder)
{
    return QStringLiteral(DUMBO_FIXTURES "/") + folder;
}

QString fileOf(const QString &folder)
{
    const QDir inside(fixture(folder));
    return inside.filePath(inside.entryList({ QStringLiteral("*.so") }, QDir::Files).value(0));
}

void copyTo(const QString &folder, const QString &target)
{
    QFile::remove(target);
    QVERIFY(QFile::copy(fileOf(folder), target));
}

} // namespace

/// The registry with real plugin files, good and bad.
class TestPlugins : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findingAndDescribingDoNotLoad();
    void refusalsNameBothSides_data();
    void refusalsNameBothSides();
    void failedLoadsSayWhy_data();
    void failedLoadsSayWhy();
    void brokenFilesAreRefused();
    void aMissingFolderIsNoError();
    void theFirstOfTwoDuplicatesWins();
    void equalPriorityIsReportedAndSettled();
    void tenThreadsLoadOnce();
    void tenThreadsShareAFailure();
    void aMendedFileIsTriedAgain();
    void aRemovedFileIsForgottenUnlessLoaded();
    void tryGetNeverLoads();
    void theDriversOwnExtensionIsFound();
    void aRefusedDriverIsNamedWhenItWouldServe();
    void theFakeModuleWorksFromItsFile();
};

void TestPlugins::findingAndDescribingDoNotLoad()
{
    DriverRegistry registry;
    registry.discover({ fixture(QStringLiteral("aborting")) });
    const auto entries = registry.entries();
    QCOMPARE(entries.size(), 1);
    QCOMPARE(entries.first().state, DriverState::Described);
    QCOMPARE(entries.first().manifest.version, QStringLiteral("2.5.0"));
    const auto chosen = registry.choose({ QStringLiteral("fixture"), {}, {}, {} });
    QVERIFY(chosen);
    QCOMPARE(*chosen, good);
    QVERIFY(registry.describe(good));
    QVERIFY(!registry.tryGet(good));
    QVERIFY(!registry.tryExtension(good, { QStringLiteral("greeting"), 3 }));
}

void TestPlugins::refusalsNameBothSides_data()
{
    const auto ours = BuildStamp::current();
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QStringList>("words");
    QTest::newRow("sdk") << QStringLiteral("sdk")
                         << QStringList { QStringLiteral("SDK 999"), QStringLiteral("SDK %1").arg(ours.sdkAbi) };
    QTest::newRow("architecture") << QStringLiteral("architecture")
                                  << QStringList { QStringLiteral("Plan9 mips"), ours.architecture };
    QTest::newRow("library") << QStringLiteral("library")
                             << QStringList { QStringLiteral("libelsewhere"), ours.standardLibrary };
    QTest::newRow("qt") << QStringLiteral("qt") << QStringList { QStringLiteral("6.99.0"), ours.qt };
    QTest::newRow("manifest") << QStringLiteral("manifest")
                              << QStringList { QStringLiteral("connectors[0].priority: expected a whole number, found "
                                                              "the text \"high\"") };
    QTest::newRow("stranger") << QStringLiteral("stranger")
                              << QStringList { QStringLiteral("org.example.Stranger"), QStringLiteral("not a Dumbo driver") };
    QTest::newRow("plain") << QStringLiteral("plain") << QStringList { QStringLiteral("not a plugin") };
}

void TestPlugins::refusalsNameBothSides()
{
    QFETCH(const QString, folder);
    QFETCH(const QStringList, words);
    DriverRegistry registry;
    registry.discover({ fixture(folder) });
    const auto entries = registry.entries();
    QCOMPARE(entries.size(), 1);
    QCOMPARE(entries.first().state, DriverState::Refused);
    QVERIFY(entries.first().reason);
    QCOMPARE(entries.first().reason->kind(), ErrorKind::Plugin);
    for (const auto &word : words)
        QVERIFY2(entries.first().reason->message().contains(word), qPrintable(entries.first().reason->message()));
    QVERIFY(registry.connectors().isEmpty());
    QVERIFY(!registry.describe(good));
    const auto plugin = registry.get(good);
    QVERIFY(!plugin);
    QVERIFY(plugin.error().kind() == ErrorKind::Plugin || plugin.error().kind() == ErrorKind::NotRegistered);
}

void TestPlugins::failedLoadsSayWhy_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("words");
    QTest::newRow("dependency") << QStringLiteral("dependency") << QStringLiteral("needs the library libvanished.so");
    QTest::newRow("throwing") << QStringLiteral("throwing") << QStringLiteral("the fixture has no mood for this");
    QTest::newRow("nothing") << QStringLiteral("nothing") << QStringLiteral("no plugin for the connector \"Fixture:good\"");
    QTest::newRow("interface") << QStringLiteral("interface") << QStringLiteral("not a DriverModule");
}

void TestPlugins::failedLoadsSayWhy()
{
    QFETCH(const QString, folder);
    QFETCH(const QString, words);
    DriverRegistry registry;
    registry.discover({ fixture(folder) });
    QCOMPARE(registry.entries().first().state, DriverState::Described);
    for (int i = 0; i < 2; ++i) {
        const auto plugin = registry.get(good);
        QVERIFY(!plugin);
        QCOMPARE(plugin.error().kind(), ErrorKind::Plugin);
        QVERIFY2(plugin.error().message().contains(words), qPrintable(plugin.error().toText()));
        QVERIFY2(plugin.error().message().contains(fileOf(folder)), qPrintable(plugin.error().toText()));
        QVERIFY(!plugin.error().hint().isEmpty());
    }
    QCOMPARE(registry.entries().first().state, DriverState::Refused);
    QVERIFY(!registry.tryGet(good));
}

void TestPlugins::brokenFilesAreRefused()
{
    const QTemporaryDir folder;
    QFile whole(fileOf(QStringLiteral("good")));
    QVERIFY(whole.open(QIODevice::ReadOnly));
    const auto bytes = whole.readAll();
    const auto write = [&](const char *name, const QByteArray &content) {
        QFile file(folder.filePath(QString::fromLatin1(name)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(content), content.size());
    };
    write("a-text.so", "This is a text.\n");
    write("b-empty.so", {});
    write("c-half.so", bytes.first(bytes.size() / 2));
    write("d-start.so", bytes.first(20));
    for (int i = 1; i < 40; ++i)
        write(qPrintable(QStringLiteral("e-%1.so").arg(i)), bytes.first(bytes.size() * i / 40));
    write("notes.txt", "not even looked at");
    DriverRegistry registry;
    registry.discover({ folder.path() });
    const auto entries = registry.entries();
    QCOMPARE(entries.size(), 43);
    for (const auto &entry : entries) {
        QCOMPARE(entry.state, DriverState::Refused);
        QVERIFY(entry.reason->message().contains(entry.filePath));
    }
    QVERIFY(entries[0].reason->message().contains(QStringLiteral("not a program library")));
    QVERIFY(entries[2].reason->message().contains(QStringLiteral("incomplete")));
}

void TestPlugins::aMissingFolderIsNoError()
{
    DriverRegistry registry;
    registry.discover({ QStringLiteral("/there/is/no/such/folder") });
    QVERIFY(registry.entries().isEmpty());
    const auto chosen = registry.choose({ QStringLiteral("sqlite"), {}, {}, {} });
    QVERIFY(!chosen);
    QCOMPARE(chosen.error().kind(), ErrorKind::NotRegistered);
}

void TestPlugins::theFirstOfTwoDuplicatesWins()
{
    for (const auto &order : { QStringList { QStringLiteral("good"), QStringLiteral("duplicate") },
             QStringList { QStringLiteral("duplicate"), QStringLiteral("good") } }) {
        DriverRegistry registry;
        registry.discover({ fixture(order[0]), fixture(order[1]) });
        const auto entries = registry.entries();
        QCOMPARE(entries.size(), 2);
        QCOMPARE(entries[0].state, DriverState::Described);
        QCOMPARE(entries[0].filePath, fileOf(order[0]));
        QCOMPARE(entries[1].state, DriverState::Refused);
        const auto conflicts = registry.conflicts();
        QCOMPARE(conflicts.size(), 1);
        QVERIFY(conflicts.first().contains(fileOf(order[0])) && conflicts.first().contains(fileOf(order[1])));
        QVERIFY(registry.describe(good));

        registry.discover({ fixture(order[1]) });
        QCOMPARE(registry.entries().size(), 1);
        QCOMPARE(registry.entries().first().state, DriverState::Described);
        QVERIFY(registry.conflicts().isEmpty());
    }
}

void TestPlugins::equalPriorityIsReportedAndSettled()
{
    DriverRegistry registry;
    registry.discover({ fixture(QStringLiteral("otherid")), fixture(QStringLiteral("good")) });
    const auto conflicts = registry.conflicts().join(QLatin1Char('\n'));
    QVERIFY2(conflicts.contains(QStringLiteral("Fixture:other")) && conflicts.contains(QStringLiteral("Fixture:good")),
        qPrintable(conflicts));
    QCOMPARE(*registry.choose({ QStringLiteral("fixture"), {}, {}, {} }), good);
    registry.setPreferred(QStringLiteral("Fixture"), other);
    QCOMPARE(*registry.choose({ QStringLiteral("fixture"), {}, {}, {} }), other);
    QCOMPARE(*registry.choose({ {}, QStringLiteral("/tmp/x.FIX"), {}, {} }), other);
    QCOMPARE(*registry.choose({ {}, {}, QStringLiteral("Fixture"), good }), good);
}

void TestPlugins::tenThreadsLoadOnce()
{
    qputenv("DUMBO_FIXTURE_LOADS", "0");
    DriverRegistry registry;
    registry.discover({ fixture(QStringLiteral("good")) });
    std::atomic_int waiting = 0;
    std::array<std::shared_ptr<StoragePlugin>, 10> plugins;
    {
        std::vector<std::jthread> threads;
        for (auto &plugin : plugins) {
            threads.emplace_back([&] {
                ++waiting;
                while (waiting < int(plugins.size()))
                    std::this_thread::yield();
                plugin = registry.get(good).value_or(nullptr);
            });
        }
    }
    QVERIFY(plugins.front());
    for (const auto &plugin : plugins)
        QCOMPARE(plugin, plugins.front());
    QCOMPARE(qEnvironmentVariableIntValue("DUMBO_FIXTURE_LOADS"), 1);
    QCOMPARE(registry.entries().first().state, DriverState::Loaded);
    QCOMPARE(registry.tryGet(good), plugins.front());
}

void TestPlugins::tenThreadsShareAFailure()
{
    DriverRegistry registry;
    registry.discover({ fixture(QStringLiteral("throwing")) });
    std::atomic_int failures = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 10; ++i)
            threads.emplace_back([&] { failures += !registry.get(good); });
    }
    QCOMPARE(failures, 10);
}

void TestPlugins::aMendedFileIsTriedAgain()
{
    const QTemporaryDir folder;
    const auto file = folder.filePath(QStringLiteral("driver.so"));
    copyTo(QStringLiteral("dependency"), file);
    DriverRegistry registry;
    registry.discover({ folder.path() });
    QVERIFY(!registry.get(good));
    copyTo(QStringLiteral("good"), file);
    const auto plugin = registry.get(good);
    QVERIFY2(plugin, qPrintable(plugin ? QString() : plugin.error().toText()));
    QCOMPARE(registry.entries().first().state, DriverState::Loaded);

    const QTemporaryDir updates;
    const auto update = updates.filePath(QStringLiteral("driver.so"));
    copyTo(QStringLiteral("sdk"), update);
    DriverRegistry second;
    second.discover({ updates.path() });
    QVERIFY(!second.get(good));
    copyTo(QStringLiteral("otherid"), update);
    second.discover({ updates.path() });
    QVERIFY(second.describe(other));
}

void TestPlugins::aRemovedFileIsForgottenUnlessLoaded()
{
    const QTemporaryDir folder;
    copyTo(QStringLiteral("good"), folder.filePath(QStringLiteral("good.so")));
    copyTo(QStringLiteral("otherid"), folder.filePath(QStringLiteral("other.so")));
    DriverRegistry registry;
    registry.discover({ folder.path() });
    QVERIFY(registry.get(good));
    QCOMPARE(registry.entries().size(), 2);
    for (const auto *name : { "good.so", "other.so" })
        QVERIFY(QFile::remove(folder.filePath(QString::fromLatin1(name))));
    registry.discover({ folder.path() });
    QCOMPARE(registry.entries().size(), 1);
    QVERIFY(registry.tryGet(good));
    QVERIFY(!registry.describe(other));
}

void TestPlugins::tryGetNeverLoads()
{
    DriverRegistry registry;
    registry.discover({ fixture(QStringLiteral("good")) });
    QVERIFY(!registry.tryGet(good));
    QCOMPARE(registry.entries().first().state, DriverState::Described);
    QVERIFY(registry.get(good));
    QVERIFY(registry.tryGet(good));
    const auto unknown = registry.get({ QStringLiteral("Fixture"), QStringLiteral("none") });
    QVERIFY(!unknown);
    QCOMPARE(unknown.error().kind(), ErrorKind::NotRegistered);
    QVERIFY(unknown.error().hint().contains(QStringLiteral("Fixture:good")));
}

void TestPlugins::theDriversOwnExtensionIsFound()
{
    DriverRegistry registry;
    registry.discover({ fixture(QStringLiteral("good")) });
    const auto missing = registry.extension(good, { QStringLiteral("greeting"), 2 });
    QVERIFY(!missing);
    QVERIFY(!registry.tryGet(good)); // the manifest already says no
    const auto extension = registry.extension(good, { QStringLiteral("greeting"), 3 });
    QVERIFY(extension);
    QCOMPARE((*extension)->id().name, QStringLiteral("greeting"));
    QCOMPARE(registry.tryExtension(good, { QStringLiteral("greeting"), 3 }).get(), extension->get());
}

void TestPlugins::aRefusedDriverIsNamedWhenItWouldServe()
{
    DriverRegistry registry;
    registry.discover({ fixture(QStringLiteral("sdk")) });
    for (const auto &hints : { ConnectionHints { QStringLiteral("fixture"), {}, {}, {} },
             ConnectionHints { {}, QStringLiteral("a.fix"), {}, {} }, ConnectionHints { {}, {}, {}, good } }) {
        const auto chosen = registry.choose(hints);
        QVERIFY(!chosen);
        QCOMPARE(chosen.error().kind(), ErrorKind::Plugin);
        QVERIFY2(chosen.error().message().contains(QStringLiteral("SDK 999")), qPrintable(chosen.error().message()));
    }
}

void TestPlugins::theFakeModuleWorksFromItsFile()
{
    DriverRegistry registry;
    registry.discover({ fixture(QStringLiteral("fake")) });
    const auto plugin = registry.get(fake::fakeConnector());
    QVERIFY2(plugin, qPrintable(plugin ? QString() : plugin.error().toText()));
    ConnectionObserver observer;
    {
        const auto connection = (*plugin)->connect({}, observer);
        QVERIFY(connection);
        QCOMPARE(registry.entries().first().state, DriverState::InUse);
    }
    QCOMPARE(registry.entries().first().state, DriverState::Loaded);
}

QTEST_GUILESS_MAIN(TestPlugins)
#include "tst_plugins.moc"
