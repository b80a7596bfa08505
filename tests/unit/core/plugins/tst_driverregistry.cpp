#include "tests/fakedriver/fakedriver.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <atomic>
#include <stdexcept>
#include <thread>

using namespace dumbo;
using namespace dumbo::fake;

namespace {

class Named final : public Extension {
public:
    explicit Named(const ExtensionId &id)
        : m_id(id)
    {
    }
    ExtensionId id() const override { return m_id; }

private:
    ExtensionId m_id;
};

ConnectorManifest manifestOf(const char *type, const char *driver, int priority)
{
    auto manifest = fakeManifest();
    manifest.connector = { QString::fromLatin1(type), QString::fromLatin1(driver) };
    manifest.priority = priority;
    return manifest;
}

DriverRegistry::PluginLoader noLoader()
{
    return [] { return fail(ErrorKind::System, QStringLiteral("not today")); };
}

DriverRegistry::PluginLoader fakeLoader(std::atomic_int &runs)
{
    return [&runs]() -> Result<std::unique_ptr<StoragePlugin>> {
        ++runs;
        return makeFakePlugin(std::make_shared<FakeScript>());
    };
}

} // namespace

/// The registry as programs use it: direct registration, deferred loaders, extensions, choosing.
class TestDriverRegistry : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anAddedDriverIsServedBehindTheGuard();
    void aLoaderRunsOnceForManyThreads();
    void aLoaderIsReplacedByADriver();
    void aSecondRegistrationIsReported();
    void aProviderOutlivesTheRegistry();
    void aLoaderThatFailsIsRefusedWithItsReason();
    void aLoaderThatAsksForItselfIsAnError();
    void schemesAndTypesChoose();
    void magicBeatsSuffix();
    void specialPathsChoose();
    void aPersonsChoiceIsNeverReplaced();
    void whatNobodyKnowsIsExplained();
    void extensionsServeAConnectorOrAType();
    void extensionLoadersRunOnceForManyThreads();
    void aSecondExtensionIsReported();
};

void TestDriverRegistry::anAddedDriverIsServedBehindTheGuard()
{
    const auto script = std::make_shared<FakeScript>();
    script->throwOnConnect(true);
    DriverRegistry registry;
    QVERIFY(addFakeDriver(registry, script));
    QCOMPARE(registry.entries().first().state, DriverState::Loaded);
    QCOMPARE(registry.entries().first().origin, DriverOrigin::Program);
    const auto plugin = registry.tryGet(fakeConnector());
    QVERIFY(plugin);
    ConnectionObserver observer;
    const auto connection = plugin->connect({}, observer);
    QVERIFY(!connection);
    QCOMPARE(connection.error().kind(), ErrorKind::Plugin);
    QVERIFY(!registry.add(nullptr, fakeManifest()));
    QVERIFY(!registry.add(makeFakePlugin(script), manifestOf("Other", "one", 1)));
}

void TestDriverRegistry::aLoaderRunsOnceForManyThreads()
{
    std::atomic_int runs = 0;
    DriverRegistry registry;
    QVERIFY(registry.addLoader(fakeManifest(), fakeLoader(runs)));
    QCOMPARE(registry.entries().first().state, DriverState::Described);
    QVERIFY(!registry.tryGet(fakeConnector()));
    QVERIFY(registry.describe(fakeConnector()));
    std::array<std::shared_ptr<StoragePlugin>, 10> plugins;
    {
        std::vector<std::jthread> threads;
        for (auto &plugin : plugins)
            threads.emplace_back([&] { plugin = registry.get(fakeConnector()).value_or(nullptr); });
    }
    QCOMPARE(runs, 1);
    for (const auto &plugin : plugins)
        QVERIFY(plugin && plugin == plugins.front());
}

void TestDriverRegistry::aLoaderIsReplacedByADriver()
{
    std::atomic_int runs = 0;
    DriverRegistry registry;
    QVERIFY(registry.addLoader(fakeManifest(), fakeLoader(runs)));
    QVERIFY(addFakeDriver(registry, std::make_shared<FakeScript>()));
    QVERIFY(registry.tryGet(fakeConnector()));
    QCOMPARE(runs, 0);
    QCOMPARE(registry.entries().size(), 1);
}

void TestDriverRegistry::aSecondRegistrationIsReported()
{
    std::atomic_int runs = 0;
    DriverRegistry registry;
    QVERIFY(addFakeDriver(registry, std::make_shared<FakeScript>()));
    const auto first = registry.tryGet(fakeConnector());
    const auto again = addFakeDriver(registry, std::make_shared<FakeScript>());
    QVERIFY(!again);
    QCOMPARE(again.error().kind(), ErrorKind::InvalidOperation);
    QVERIFY(!registry.addLoader(fakeManifest(), fakeLoader(runs)));
    QCOMPARE(registry.tryGet(fakeConnector()), first);
    QCOMPARE(registry.conflicts().size(), 2);
    QVERIFY(registry.conflicts().first().contains(QStringLiteral("Fake:script")));
}

void TestDriverRegistry::aProviderOutlivesTheRegistry()
{
    std::atomic_int runs = 0;
    const auto manifest = fakeManifest();
    std::function<Result<std::shared_ptr<StoragePlugin>>()> provider;
    {
        DriverRegistry registry;
        QVERIFY(registry.addLoader(manifest, fakeLoader(runs)));
        provider = registry.provider(manifest.connector);
    }
    QCOMPARE(runs.load(), 0);
    QVERIFY(provider());
    QCOMPARE(runs.load(), 1);
}

void TestDriverRegistry::aLoaderThatFailsIsRefusedWithItsReason()
{
    DriverRegistry registry;
    QVERIFY(registry.addLoader(fakeManifest(), noLoader()));
    const auto plugin = registry.get(fakeConnector());
    QVERIFY(!plugin);
    QVERIFY(plugin.error().message().contains(QStringLiteral("not today")));
    QCOMPARE(registry.entries().first().state, DriverState::Refused);

    DriverRegistry throwing;
    QVERIFY(throwing.addLoader(
        fakeManifest(), []() -> Result<std::unique_ptr<StoragePlugin>> { throw std::runtime_error("oh no"); }));
    QVERIFY(throwing.get(fakeConnector()).error().message().contains(QStringLiteral("oh no")));
}

void TestDriverRegistry::aLoaderThatAsksForItselfIsAnError()
{
    DriverRegistry registry;
    std::optional<ErrorKind> inner;
    QVERIFY(registry.addLoader(fakeManifest(), [&]() -> Result<std::unique_ptr<StoragePlugin>> {
        const auto self = registry.get(fakeConnector());
        inner = self ? ErrorKind::General : self.error().kind();
        return makeFakePlugin(std::make_shared<FakeScript>());
    }));
    QVERIFY(registry.get(fakeConnector()));
    QCOMPARE(inner, ErrorKind::InvalidOperation);
}

void TestDriverRegistry::schemesAndTypesChoose()
{
    DriverRegistry registry;
    QVERIFY(registry.addLoader(manifestOf("Fake", "low", 1), noLoader()));
    QVERIFY(registry.addLoader(manifestOf("Fake", "high", 9), noLoader()));
    auto other = manifestOf("Other", "only", 5);
    other.schemes = { QStringLiteral("other") };
    QVERIFY(registry.addLoader(other, noLoader()));
    QCOMPARE(registry.choose({ QStringLiteral("FAKE"), {}, {}, {} })->driver, QStringLiteral("high"));
    QCOMPARE(registry.choose({ QStringLiteral("other"), QStringLiteral("x.fake"), {}, {} })->driver, QStringLiteral("only"));
    QCOMPARE(registry.choose({ {}, {}, QStringLiteral("Other"), {} })->driver, QStringLiteral("only"));
    registry.setPreferred(QStringLiteral("Fake"), Connector { QStringLiteral("Fake"), QStringLiteral("low") });
    QCOMPARE(registry.choose({ QStringLiteral("fake"), {}, {}, {} })->driver, QStringLiteral("low"));
    registry.setPreferred(QStringLiteral("Fake"), {});
    QCOMPARE(registry.choose({ QStringLiteral("fake"), {}, {}, {} })->driver, QStringLiteral("high"));
    QCOMPARE(registry.connectors().first().connector.driver, QStringLiteral("high"));
    QVERIFY(registry.conflicts().isEmpty());
}

void TestDriverRegistry::magicBeatsSuffix()
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("data.other")));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("Fake database\n") > 0);
    file.close();
    DriverRegistry registry;
    QVERIFY(registry.addLoader(manifestOf("Fake", "magic", 1), noLoader()));
    auto other = manifestOf("Other", "suffix", 99);
    other.suffixes = { QStringLiteral("other") };
    other.magic.clear();
    QVERIFY(registry.addLoader(other, noLoader()));
    QCOMPARE(registry.choose({ {}, file.fileName(), {}, {} })->driver, QStringLiteral("magic"));
    QCOMPARE(registry.choose({ {}, folder.filePath(QStringLiteral("new.other")), {}, {} })->driver, QStringLiteral("suffix"));
    QFile::resize(file.fileName(), 3);
    QCOMPARE(registry.choose({ {}, file.fileName(), {}, {} })->driver, QStringLiteral("suffix"));
}

void TestDriverRegistry::specialPathsChoose()
{
    DriverRegistry registry;
    QVERIFY(registry.addLoader(fakeManifest(), noLoader()));
    QCOMPARE(*registry.choose({ {}, QStringLiteral(":fake:"), {}, {} }), fakeConnector());
    QVERIFY(!registry.choose({ {}, QStringLiteral(":other:"), {}, {} }));
}

void TestDriverRegistry::aPersonsChoiceIsNeverReplaced()
{
    DriverRegistry registry;
    QVERIFY(registry.addLoader(fakeManifest(), noLoader()));
    const Connector wanted { QStringLiteral("Fake"), QStringLiteral("better") };
    const auto chosen = registry.choose({ QStringLiteral("fake"), {}, {}, wanted });
    QVERIFY(!chosen);
    QCOMPARE(chosen.error().kind(), ErrorKind::NotRegistered);
    QVERIFY(chosen.error().message().contains(QStringLiteral("Fake:better")));
    QCOMPARE(*registry.choose({ QStringLiteral("unknown"), {}, {}, fakeConnector() }), fakeConnector());
}

void TestDriverRegistry::whatNobodyKnowsIsExplained()
{
    DriverRegistry registry;
    QVERIFY(registry.addLoader(fakeManifest(), noLoader()));
    const auto scheme = registry.choose({ QStringLiteral("oracle"), {}, {}, {} });
    QVERIFY(!scheme && scheme.error().message().contains(QStringLiteral("oracle")));
    QVERIFY(scheme.error().hint().contains(QStringLiteral("fake")));
    const auto file = registry.choose({ {}, QStringLiteral("/no/such/letter.txt"), {}, {} });
    QVERIFY(!file && file.error().message().contains(QStringLiteral("letter.txt")));
    QVERIFY(file.error().hint().contains(QStringLiteral(".fake")));
    QVERIFY(!registry.choose({ {}, {}, QStringLiteral("Oracle"), {} }));
    QVERIFY(!registry.choose({}));
}

void TestDriverRegistry::extensionsServeAConnectorOrAType()
{
    const ExtensionId id { QStringLiteral("explain"), 2 };
    DriverRegistry registry;
    QVERIFY(addFakeDriver(registry, std::make_shared<FakeScript>()));
    QVERIFY(!registry.tryExtension(fakeConnector(), id));
    QCOMPARE(registry.extension(fakeConnector(), id).error().kind(), ErrorKind::NotRegistered);
    const auto ofType = std::make_shared<Named>(id);
    QVERIFY(registry.registerExtension(QStringLiteral("Fake"), id, ofType));
    QCOMPARE(registry.tryExtension(fakeConnector(), id), ofType);
    const auto ofConnector = std::make_shared<Named>(id);
    QVERIFY(registry.registerExtension(fakeConnector(), id, ofConnector));
    QCOMPARE(*registry.extension(fakeConnector(), id), ofConnector);
    QVERIFY(!registry.tryExtension(fakeConnector(), { QStringLiteral("explain"), 3 }));
    QVERIFY(!registry.registerExtension(QStringLiteral("Fake"), { QStringLiteral("monitor"), 1 }, ofType));
}

void TestDriverRegistry::extensionLoadersRunOnceForManyThreads()
{
    const ExtensionId id { QStringLiteral("bulk"), 1 };
    DriverRegistry registry;
    std::atomic_int runs = 0;
    bool fails = true;
    QVERIFY(registry.registerExtension(QStringLiteral("Fake"), id, [&]() -> Result<std::shared_ptr<Extension>> {
        ++runs;
        if (fails)
            return fail(ErrorKind::System, QStringLiteral("later"));
        return std::make_shared<Named>(id);
    }));
    QVERIFY(!registry.tryExtension(fakeConnector(), id));
    QCOMPARE(registry.extension(fakeConnector(), id).error().kind(), ErrorKind::System);
    fails = false;
    runs = 0;
    std::atomic_int got = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 10; ++i)
            threads.emplace_back([&] { got += registry.extension(fakeConnector(), id).has_value(); });
    }
    QCOMPARE(got, 10);
    QCOMPARE(runs, 1);
    QVERIFY(registry.tryExtension(fakeConnector(), id));
}

void TestDriverRegistry::aSecondExtensionIsReported()
{
    const ExtensionId id { QStringLiteral("bulk"), 1 };
    DriverRegistry registry;
    const auto loader = []() -> Result<std::shared_ptr<Extension>> { return nullptr; };
    QVERIFY(registry.registerExtension(QStringLiteral("Fake"), id, loader));
    QVERIFY(!registry.registerExtension(QStringLiteral("Fake"), id, loader));
    QVERIFY(registry.registerExtension(QStringLiteral("Fake"), id, std::make_shared<Named>(id)));
    QVERIFY(!registry.registerExtension(QStringLiteral("Fake"), id, std::make_shared<Named>(id)));
    QCOMPARE(registry.conflicts().size(), 2);
}

QTEST_GUILESS_MAIN(TestDriverRegistry)
#include "tst_driverregistry.moc"
