#include "core/platform/folderlock.h"
#include "core/plugins/bundle/bundle.h"
#include "core/plugins/bundle/truststore.h"
#include "core/plugins/driverregistry.h"
#include "core/plugins/install/drivermanager.h"
#include "tests/integration/install/driverbundles.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <fcntl.h>
#include <sys/file.h>
#include <thread>
#include <unistd.h>

using namespace dumbo;
using driverbundles::Home;

namespace {

const Connector good { QStringLiteral("Fixture"), QStringLiteral("good") };
const QString id = QStringLiteral("org.dumbo.fixture");

/// A program as it starts: whatever another one before it loaded is nothing to it.
struct Program {
    DriverRegistry registry;
    DriverManager drivers { registry };
    Result<void> started = drivers.start();

    Result<InstallOutcome> install(const QString &bundle, InstallChoice choice = {})
    {
        // What trying shows is tested where that is built.
        choice.probe = false;
        const auto plan = drivers.inspect(bundle);
        return plan ? drivers.install(*plan, choice) : fail(plan.error());
    }
    [[nodiscard]] DriverInfo info() const { return drivers.info(id).value_or(DriverInfo()); }
    /// Without those that came with the program.
    [[nodiscard]] QList<DriverInfo> installed() const
    {
        auto all = drivers.list();
        all.removeIf([](const DriverInfo &each) { return each.entry.origin != DriverOrigin::Installed; });
        return all;
    }
};

QString textOf(const Error &error)
{
    return error.toText();
}

template <typename T>
QString textOf(const Result<T> &result)
{
    return result ? QString() : result.error().toText();
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString &path, const QByteArray &bytes)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

} // namespace

/// Installing drivers from real bundles into folders of a person's own.
class TestDriverInstall : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void anInstalledDriverServesAtOnce();
    void anUnsignedBundleNeedsConsentAndAProcessOfItsOwn();
    void aKeyIsTrustedWhenThePersonSaysSo();
    void aBareModuleIsAnUnsignedBundle();
    void whatNobodyCanInstallIsRefused_data();
    void whatNobodyCanInstallIsRefused();
    void aBundleThatChangedSinceItWasLookedAtIsRefused();
    void aChangedFileIsRefusedBeforeItLoads_data();
    void aChangedFileIsRefusedBeforeItLoads();
    void installingAgainRepairs();
    void anUpgradeServesAtOnceWhereNothingIsLoaded();
    void anUpgradeWaitsWhereTheOldVersionIsLoaded();
    void rollingBackGoesToTheVersionBefore();
    void aDowngradeIsSaid();
    void twoBundlesOfOneVersionAreToldApart();
    void anotherSignerOfTheSameIdIsRefused();
    void theIdOfABundledDriverIsTaken();
    void removingALoadedDriverWaits();
    void removingTheActiveVersionActivatesAnother();
    void aDisabledDriverIsNotUsed();
    void aDistrustedKeyStopsWhatItSigned();
    void looseFilesAreRefused();
    void aBrokenRecordIsKeptAside();
    void aRecordOfANewerProgramIsLeftAlone();
    void aDriverThatTookTheProgramDownIsDisabled();
    void aDriverThatIsStillBeingLoadedIsNotBlamed();
    void anotherVersionThanTheOneThatFellIsUsed();
    void whatFellWithTheComputerIsNotBlamed();
    void aRecordThatIsBeingChangedIsUsedAsItWasRead();
    void whatWasNeverInstalledIsNotRemoved();
    void removingDoesNotGoWhereALinkLeads();
    void whatAnotherProgramDecidesCountsAtTheNextLoad();
    void anInstallationThatFailsAtItsEndChangesNothing();
    void keysOfTwoProgramsAreBothKept();
    void twoProgramsInstallAtOnce();
    void thePreferredConnectorIsKept();
    void versionsAreInTheirOrder_data();
    void versionsAreInTheirOrder();

private:
    QTemporaryDir m_bundles;
    SigningKey m_key = SigningKey::generate();
    SigningKey m_otherKey = SigningKey::generate();
    QString m_signed; ///< 2.5.0
    QString m_newer; ///< 2.6.0
    QString m_unsigned; ///< 2.5.0
    const InstallChoice m_trusting { .trustKey = true, .keyName = QStringLiteral("The Mahouts") };
};

void TestDriverInstall::initTestCase()
{
    m_signed = driverbundles::pack(QStringLiteral("good"), m_bundles.path(), QStringLiteral("good"), &m_key);
    m_newer = driverbundles::pack(QStringLiteral("newer"), m_bundles.path(), QStringLiteral("newer"), &m_key);
    m_unsigned = driverbundles::pack(QStringLiteral("good"), m_bundles.path(), QStringLiteral("unsigned"));
}

void TestDriverInstall::anInstalledDriverServesAtOnce()
{
    const Home home;
    Program program;
    QVERIFY2(program.started, qPrintable(textOf(program.started)));
    QVERIFY(!program.registry.get(good));
    const auto plan = program.drivers.inspect(m_signed);
    QVERIFY2(plan, qPrintable(textOf(plan)));
    QCOMPARE(plan->driver.id, id);
    QCOMPARE(plan->change, InstallPlan::Change::New);
    QVERIFY(plan->asksForKey && !plan->asksForUnsigned && !plan->takesEffectAtNextStart);
    QVERIFY(!QFileInfo::exists(home.plugins()));

    const auto outcome = program.install(m_signed, m_trusting);
    QVERIFY2(outcome, qPrintable(textOf(outcome)));
    QVERIFY(!outcome->takesEffectAtNextStart);
    const auto plugin = program.registry.get(good);
    QVERIFY2(plugin, qPrintable(textOf(plugin)));
    const auto info = program.info();
    QCOMPARE(info.entry.origin, DriverOrigin::Installed);
    QCOMPARE(info.entry.state, DriverState::Loaded);
    QCOMPARE(info.activeVersion, QStringLiteral("2.5.0"));
    QCOMPARE(info.signature, SignatureState::Trusted);
    QCOMPARE(info.keyName, QStringLiteral("The Mahouts"));
    QCOMPARE(info.from, m_signed);
    QVERIFY(!info.isIsolated && !info.obstacle);
    QVERIFY(info.active()->size() > 0);
    QCOMPARE(QDir(home.plugins() + QStringLiteral("/new")).entryList(QDir::AllEntries | QDir::NoDotAndDotDot), QStringList());
    QCOMPARE(QDir(home.plugins() + QStringLiteral("/loading")).entryList(QDir::Files), QStringList());

    Program next;
    QCOMPARE(next.info().entry.state, DriverState::Described);
    QCOMPARE(next.info().versions.size(), 1);
}

void TestDriverInstall::anUnsignedBundleNeedsConsentAndAProcessOfItsOwn()
{
    const Home home;
    Program program;
    const auto refused = program.install(m_unsigned);
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind(), ErrorKind::AuthenticationRequired);
    QVERIFY(!program.registry.describe(good));
    const auto outcome = program.install(m_unsigned, { .acceptUnsigned = true });
    QVERIFY2(outcome, qPrintable(textOf(outcome)));
    QCOMPARE(program.info().signature, SignatureState::Unsigned);
    QVERIFY(program.info().isIsolated);
    // Each load of the module in this process is counted here.
    const auto loads = qgetenv("DUMBO_FIXTURE_LOADS");
    {
        Program next;
        const auto plugin = next.registry.get(good);
        QVERIFY2(plugin, qPrintable(textOf(plugin)));
        QCOMPARE(qgetenv("DUMBO_FIXTURE_LOADS"), loads);
        QVERIFY(!QFileInfo::exists(home.plugins() + QStringLiteral("/loading")));
    }
    QVERIFY(program.drivers.setIsolated(id, false));
    QVERIFY(!program.info().isIsolated);
    QVERIFY(!Program().info().isIsolated);
}

void TestDriverInstall::aKeyIsTrustedWhenThePersonSaysSo()
{
    const Home home;
    Program program;
    const auto refused = program.install(m_signed);
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind(), ErrorKind::AuthenticationRequired);
    QVERIFY(refused.error().message().contains(m_key.publicKey().shortFingerprint()));
    QVERIFY(program.install(m_signed, m_trusting));
    const auto plan = program.drivers.inspect(m_newer);
    QVERIFY(plan && !plan->asksForKey);
    QCOMPARE(plan->signature, SignatureState::Trusted);
    QCOMPARE(plan->change, InstallPlan::Change::Upgrade);
    const auto keys = program.drivers.keys();
    QVERIFY(keys);
    QCOMPARE(keys->size(), 1);
    QCOMPARE(keys->first().trust, KeyTrust::Trusted);
    QCOMPARE(keys->first().drivers, QStringList { id });
}

void TestDriverInstall::aBareModuleIsAnUnsignedBundle()
{
    const Home home;
    Program program;
    const auto plan = program.drivers.inspect(driverbundles::module(QStringLiteral("good")));
    QVERIFY2(plan, qPrintable(textOf(plan)));
    QVERIFY(plan->asksForUnsigned);
    QVERIFY(program.install(plan->filePath, { .acceptUnsigned = true, .isIsolated = false }));
    QVERIFY(program.registry.get(good));
}

void TestDriverInstall::whatNobodyCanInstallIsRefused_data()
{
    QTest::addColumn<QString>("fixture");
    QTest::addColumn<QString>("words");
    QTest::newRow("other SDK") << QStringLiteral("sdk") << QStringLiteral("SDK 999");
    QTest::newRow("other Qt") << QStringLiteral("qt") << QStringLiteral("6.99.0");
    QTest::newRow("no driver") << QStringLiteral("stranger") << QStringLiteral("not a Dumbo driver");
}

void TestDriverInstall::whatNobodyCanInstallIsRefused()
{
    QFETCH(const QString, fixture);
    QFETCH(const QString, words);
    const Home home;
    Program program;
    const auto outcome = program.install(driverbundles::module(fixture), { .acceptUnsigned = true });
    QVERIFY(!outcome);
    QVERIFY2(outcome.error().message().contains(words), qPrintable(textOf(outcome)));
    QVERIFY(!QFileInfo::exists(home.plugins() + QStringLiteral("/installed.json")));
    QVERIFY(program.registry.connectors().isEmpty() || !program.registry.describe(good));
}

void TestDriverInstall::aBundleThatChangedSinceItWasLookedAtIsRefused()
{
    const Home home;
    Program program;
    const auto path = home.path(QStringLiteral("mine.dumbodriver"));
    QVERIFY(QFile::copy(m_signed, path));
    const auto plan = program.drivers.inspect(path);
    QVERIFY(plan);
    QVERIFY(QFile::remove(path) && QFile::copy(m_newer, path));
    const auto outcome = program.drivers.install(*plan, m_trusting);
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().kind(), ErrorKind::Concurrency);
    QVERIFY(program.drivers.keys()->isEmpty());
}

void TestDriverInstall::aChangedFileIsRefusedBeforeItLoads_data()
{
    QTest::addColumn<QString>("harm");
    QTest::addColumn<QString>("words");
    QTest::newRow("a byte") << QStringLiteral("byte") << QStringLiteral("modified after it was installed");
    QTest::newRow("the manifest") << QStringLiteral("manifest") << QStringLiteral("modified after it was installed");
    QTest::newRow("cut off") << QStringLiteral("cut") << QStringLiteral("modified after it was installed");
    QTest::newRow("missing") << QStringLiteral("missing") << QStringLiteral("is missing");
    QTest::newRow("a file more") << QStringLiteral("more") << QStringLiteral("does not belong");
    QTest::newRow("a link") << QStringLiteral("link") << QStringLiteral("modified after it was installed");
}

void TestDriverInstall::aChangedFileIsRefusedBeforeItLoads()
{
    QFETCH(const QString, harm);
    QFETCH(const QString, words);
    const Home home;
    Program program;
    QVERIFY(program.install(m_signed, m_trusting));
    const auto folder = program.info().active()->folder;
    const auto module = folder + u'/' + program.info().active()->module;
    if (harm == u"byte") {
        QVERIFY(driverbundles::alter(module));
    } else if (harm == u"manifest") {
        QVERIFY(driverbundles::alter(folder + QStringLiteral("/manifest.json")));
    } else if (harm == u"cut") {
        QVERIFY(QFile::setPermissions(module, QFileDevice::ReadOwner | QFileDevice::WriteOwner));
        QVERIFY(QFile::resize(module, 4096));
    } else if (harm == u"missing") {
        QVERIFY(QFile::remove(module));
    } else if (harm == u"more") {
        write(QFileInfo(module).path() + QStringLiteral("/libplanted.so"), "planted");
    } else {
        QVERIFY(QFile::rename(module, home.path(QStringLiteral("moved.so"))));
        QVERIFY(QFile::link(home.path(QStringLiteral("moved.so")), module));
    }
    for (const auto isNextStart : { false, true }) {
        Program next;
        auto &registry = isNextStart ? next.registry : program.registry;
        const auto plugin = registry.get(good);
        QVERIFY(!plugin);
        const auto entries = registry.entries();
        QVERIFY(std::ranges::none_of(entries, [](const auto &entry) { return entry.state == DriverState::Loaded; }));
        const auto all = (isNextStart ? next : program).info();
        QVERIFY(all.obstacle);
        if (isNextStart || harm != u"missing")
            QVERIFY2(all.obstacle->sentence.contains(words), qPrintable(all.obstacle->sentence));
        QVERIFY(!all.obstacle->whatToDo.isEmpty());
    }
}

void TestDriverInstall::installingAgainRepairs()
{
    const Home home;
    Program program;
    QVERIFY(program.install(m_signed, m_trusting));
    const auto module = program.info().active()->folder + u'/' + program.info().active()->module;
    QVERIFY(driverbundles::alter(module));
    QVERIFY(!program.registry.get(good));
    const auto plan = program.drivers.inspect(m_signed);
    QVERIFY(plan);
    QCOMPARE(plan->change, InstallPlan::Change::Repair);
    QVERIFY(program.install(m_signed));
    const auto plugin = program.registry.get(good);
    QVERIFY2(plugin, qPrintable(textOf(plugin)));
}

void TestDriverInstall::anUpgradeServesAtOnceWhereNothingIsLoaded()
{
    const Home home;
    Program program;
    QVERIFY(program.install(m_signed, m_trusting));
    const auto outcome = program.install(m_newer);
    QVERIFY2(outcome, qPrintable(textOf(outcome)));
    QCOMPARE(outcome->change, InstallPlan::Change::Upgrade);
    QVERIFY(!outcome->takesEffectAtNextStart);
    QVERIFY(program.registry.get(good));
    const auto info = program.info();
    QCOMPARE(info.entry.manifest.version, QStringLiteral("2.6.0"));
    QCOMPARE(info.versions.size(), 2);
    QCOMPARE(info.versions.first().version, QStringLiteral("2.6.0"));
    QCOMPARE(info.pendingAtNextStart, QString());
}

void TestDriverInstall::anUpgradeWaitsWhereTheOldVersionIsLoaded()
{
    const Home home;
    Program program;
    QVERIFY(program.install(m_signed, m_trusting));
    QVERIFY(program.registry.get(good));
    QVERIFY(program.drivers.inspect(m_newer)->takesEffectAtNextStart);
    const auto outcome = program.install(m_newer);
    QVERIFY(outcome && outcome->takesEffectAtNextStart);
    const auto info = program.info();
    QCOMPARE(info.entry.manifest.version, QStringLiteral("2.5.0"));
    QCOMPARE(info.entry.state, DriverState::Loaded);
    QCOMPARE(info.activeVersion, QStringLiteral("2.6.0"));
    QCOMPARE(info.pendingAtNextStart, QStringLiteral("2.6.0"));
    QCOMPARE(program.installed().size(), 1);
    QCOMPARE(Program().info().entry.manifest.version, QStringLiteral("2.6.0"));
}

void TestDriverInstall::rollingBackGoesToTheVersionBefore()
{
    const Home home;
    Program program;
    QVERIFY(program.install(m_signed, m_trusting));
    QVERIFY(program.install(m_newer));
    const auto older = program.drivers.rollBack(id);
    QVERIFY2(older, qPrintable(textOf(older)));
    QCOMPARE(*older, QStringLiteral("2.5.0"));
    QCOMPARE(program.info().entry.manifest.version, QStringLiteral("2.5.0"));
    QCOMPARE(program.drivers.rollBack(id).error().kind(), ErrorKind::NotFound);
    QCOMPARE(program.drivers.inspect(m_newer)->change, InstallPlan::Change::Activate);
    const auto forward = program.drivers.activate(id, QStringLiteral("2.6.0"));
    QVERIFY(forward && !*forward);
    QCOMPARE(program.info().entry.manifest.version, QStringLiteral("2.6.0"));
    QCOMPARE(program.drivers.activate(id, QStringLiteral("9")).error().kind(), ErrorKind::NotFound);
}

void TestDriverInstall::aDowngradeIsSaid()
{
    const Home home;
    Program program;
    QVERIFY(program.install(m_newer, m_trusting));
    const auto plan = program.drivers.inspect(m_signed);
    QVERIFY(plan && !plan->refusal);
    QCOMPARE(plan->change, InstallPlan::Change::Downgrade);
    QVERIFY(plan->warnings.join(u' ').contains(QStringLiteral("older than the active version 2.6.0")));
    QVERIFY(program.install(m_signed));
    QCOMPARE(program.info().entry.manifest.version, QStringLiteral("2.5.0"));
}

void TestDriverInstall::twoBundlesOfOneVersionAreToldApart()
{
    const Home home;
    Program program;
    const auto other = driverbundles::pack(QStringLiteral("duplicate"), m_bundles.path(), QStringLiteral("duplicate"), &m_key);
    QVERIFY(program.install(m_signed, m_trusting));
    const auto plan = program.drivers.inspect(other);
    QVERIFY(plan && plan->refusal);
    const auto sentence = plan->refusal->message();
    QVERIFY(sentence.contains(QString::fromLatin1(plan->digest)));
    QVERIFY(sentence.contains(QString::fromLatin1(program.info().active()->digest)));
    QVERIFY(!program.install(other));
    QVERIFY(program.registry.get(good));
}

void TestDriverInstall::anotherSignerOfTheSameIdIsRefused()
{
    const Home home;
    Program program;
    QVERIFY(program.install(m_signed, m_trusting));
    for (const SigningKey *key : { static_cast<const SigningKey *>(&m_otherKey), static_cast<const SigningKey *>(nullptr) }) {
        const auto foreign = driverbundles::pack(QStringLiteral("newer"), home.path({}), QStringLiteral("foreign"), key);
        const auto outcome = program.install(foreign, { .acceptUnsigned = true, .trustKey = true });
        QVERIFY(!outcome);
        QVERIFY2(outcome.error().message().contains(m_key.publicKey().shortFingerprint()), qPrintable(textOf(outcome)));
    }
    QCOMPARE(program.info().versions.size(), 1);
}

void TestDriverInstall::theIdOfABundledDriverIsTaken()
{
    const Home home;
    qputenv("DUMBO_PLUGIN_PATH", QFile::encodeName(QFileInfo(driverbundles::module(QStringLiteral("good"))).path()));
    const auto reset = qScopeGuard([] { qunsetenv("DUMBO_PLUGIN_PATH"); });
    Program program;
    QCOMPARE(program.info().entry.origin, DriverOrigin::Developer);
    const auto plan = program.drivers.inspect(m_newer);
    QVERIFY(plan && plan->refusal);
    QVERIFY(plan->refusal->message().contains(id));
    const auto other = program.drivers.inspect(driverbundles::module(QStringLiteral("clash")));
    QVERIFY(other && other->refusal);
    QVERIFY2(other->refusal->message().contains(QStringLiteral("Fixture:good")), qPrintable(textOf(*other->refusal)));
}

void TestDriverInstall::removingALoadedDriverWaits()
{
    const Home home;
    Program program;
    QVERIFY(program.install(m_signed, m_trusting));
    QVERIFY(program.registry.get(good));
    const auto folder = program.info().active()->folder;
    const auto isPending = program.drivers.remove(id);
    QVERIFY(isPending && *isPending);
    QVERIFY(program.info().isRemovedAtNextStart);
    QVERIFY(program.registry.get(good));
    QVERIFY(QFileInfo::exists(folder));

    Program next;
    QVERIFY(!next.drivers.info(id));
    QVERIFY(!next.registry.get(good));
    QVERIFY(!QFileInfo::exists(folder));
    QVERIFY(next.install(m_signed));
    QVERIFY(next.drivers.remove(id) == Result<bool>(false));
    QVERIFY(!next.drivers.info(id));
    QVERIFY(!QFileInfo::exists(folder));
    QCOMPARE(next.drivers.remove(id).error().kind(), ErrorKind::NotFound);
}

void TestDriverInstall::removingTheActiveVersionActivatesAnother()
{
    const Home home;
    Program program;
    QVERIFY(program.install(m_signed, m_trusting));
    QVERIFY(program.install(m_newer));
    QVERIFY(program.drivers.remove(id, QStringLiteral("2.6.0")) == Result<bool>(false));
    QCOMPARE(program.info().activeVersion, QStringLiteral("2.5.0"));
    QCOMPARE(program.info().versions.size(), 1);
    QVERIFY(program.registry.get(good));
}

void TestDriverInstall::aDisabledDriverIsNotUsed()
{
    const Home home;
    Program program;
    QVERIFY(program.install(m_signed, m_trusting));
    QVERIFY(program.drivers.setDisabled(id, true) == Result<bool>(false));
    QVERIFY(!program.registry.get(good));
    QVERIFY(program.info().obstacle->sentence.contains(QStringLiteral("disabled")));
    QVERIFY(!Program().registry.describe(good));
    QVERIFY(program.drivers.setDisabled(id, false));
    QVERIFY(program.registry.get(good));
    QVERIFY(program.drivers.setDisabled(id, true) == Result<bool>(true));
    QVERIFY(program.info().isDisabledAtNextStart);
    QVERIFY(program.registry.get(good));
    QCOMPARE(program.drivers.setDisabled(QStringLiteral("org.nobody"), true).error().kind(), ErrorKind::NotFound);
}

void TestDriverInstall::aDistrustedKeyStopsWhatItSigned()
{
    const Home home;
    Program program;
    QVERIFY(program.install(m_signed, m_trusting));
    const auto fingerprint = m_key.publicKey().fingerprint();
    QVERIFY(program.drivers.distrustKey(fingerprint));
    QVERIFY(!program.registry.get(good));
    QCOMPARE(program.info().signature, SignatureState::Distrusted);
    QVERIFY(program.info().obstacle->sentence.contains(QStringLiteral("do not trust")));
    QVERIFY(program.drivers.inspect(m_newer)->refusal);
    QVERIFY(program.drivers.trustKey(m_key.publicKey().shortFingerprint(), QStringLiteral("Again")));
    QVERIFY(program.registry.get(good));
    QCOMPARE(program.info().keyName, QStringLiteral("Again"));
    QCOMPARE(program.drivers.trustKey(QStringLiteral("abcd"), {}).error().kind(), ErrorKind::NotFound);
}

void TestDriverInstall::looseFilesAreRefused()
{
    const Home home;
    QDir().mkpath(home.plugins());
    const auto loose = home.plugins() + QStringLiteral("/driver.so");
    QVERIFY(QFile::copy(driverbundles::module(QStringLiteral("good")), loose));
    Program program;
    QVERIFY2(program.started, qPrintable(textOf(program.started)));
    QVERIFY(!program.registry.get(good));
    const auto all = program.installed();
    QCOMPARE(all.size(), 1);
    QCOMPARE(all.first().entry.filePath, loose);
    QVERIFY(all.first().obstacle->sentence.contains(QStringLiteral("was not installed")));
    QVERIFY(all.first().obstacle->whatToDo.contains(QStringLiteral("DUMBO_PLUGIN_PATH")));
}

void TestDriverInstall::aBrokenRecordIsKeptAside()
{
    const Home home;
    QString folder;
    {
        Program program;
        QVERIFY(program.install(m_signed, m_trusting));
        folder = program.info().active()->folder;
    }
    const auto record = home.plugins() + QStringLiteral("/installed.json");
    const auto whole = contentOf(record);
    write(record, whole.first(whole.size() / 2));
    Program program;
    QVERIFY(!program.started);
    QCOMPARE(program.started.error().kind(), ErrorKind::Data);
    QVERIFY(program.started.error().hint().contains(record + QStringLiteral(".broken")));
    QCOMPARE(contentOf(record + QStringLiteral(".broken")), whole.first(whole.size() / 2));
    QVERIFY(QFileInfo::exists(folder));
    QVERIFY(!program.registry.get(good));
    Program next;
    QVERIFY2(next.started, qPrintable(textOf(next.started)));
    QVERIFY(!next.registry.get(good));
    QCOMPARE(next.installed().size(), 1);
    QVERIFY(next.install(m_signed));
    QVERIFY(next.registry.get(good));
}

void TestDriverInstall::aRecordOfANewerProgramIsLeftAlone()
{
    const Home home;
    const auto record = home.plugins() + QStringLiteral("/installed.json");
    write(record, "{\"format\": 99, \"drivers\": 7}");
    Program program;
    QVERIFY(!program.started);
    QCOMPARE(program.started.error().kind(), ErrorKind::InvalidOperation);
    QVERIFY(!program.install(m_signed, m_trusting));
    QCOMPARE(contentOf(record), QByteArray("{\"format\": 99, \"drivers\": 7}"));
}

void TestDriverInstall::aDriverThatTookTheProgramDownIsDisabled()
{
    const Home home;
    {
        Program program;
        QVERIFY(program.install(m_signed, m_trusting));
    }
    // As a program leaves it that went down: nobody holds the file.
    write(home.plugins() + QStringLiteral("/loading/1.json"),
        "{\"id\": \"org.dumbo.fixture\", \"version\": \"2.5.0\", \"program\": \"dumbo-workbench\", \"when\": \"2030-01-02T03:04:05.000Z\"}");
    Program program;
    QVERIFY2(program.started, qPrintable(textOf(program.started)));
    QVERIFY(!program.registry.get(good));
    const auto info = program.info();
    QVERIFY(info.isDisabled && info.crash);
    QCOMPARE(info.crash->version, QStringLiteral("2.5.0"));
    QVERIFY2(info.obstacle->sentence.contains(QStringLiteral("went down")), qPrintable(info.obstacle->sentence));
    QVERIFY(info.obstacle->whatToDo.contains(QStringLiteral("Remove")));
    QCOMPARE(QDir(home.plugins() + QStringLiteral("/loading")).entryList(QDir::Files), QStringList());
    QVERIFY(Program().info().isDisabled);
    QVERIFY(program.drivers.setDisabled(id, false));
    QVERIFY(!program.info().crash);
    QVERIFY(program.registry.get(good));
}

void TestDriverInstall::aDriverThatIsStillBeingLoadedIsNotBlamed()
{
    const Home home;
    {
        Program program;
        QVERIFY(program.install(m_signed, m_trusting));
    }
    const auto marker = home.plugins() + QStringLiteral("/loading/1.json");
    write(marker, "{\"id\": \"org.dumbo.fixture\", \"version\": \"2.5.0\"}");
    const auto descriptor = open(QFile::encodeName(marker).constData(), O_RDWR | O_CLOEXEC);
    QVERIFY(descriptor >= 0);
    QCOMPARE(flock(descriptor, LOCK_EX | LOCK_NB), 0);
    {
        Program program;
        QVERIFY(!program.info().isDisabled);
        QVERIFY(program.registry.get(good));
        QVERIFY(QFileInfo::exists(marker));
    }
    close(descriptor);
    QVERIFY(Program().info().isDisabled);
}

void TestDriverInstall::anotherVersionThanTheOneThatFellIsUsed()
{
    const Home home;
    {
        Program program;
        QVERIFY(program.install(m_signed, m_trusting));
        QVERIFY(program.install(m_newer));
    }
    write(home.plugins() + QStringLiteral("/loading/1.json"), "{\"id\": \"org.dumbo.fixture\", \"version\": \"2.5.0\"}");
    Program program;
    QVERIFY(!program.info().isDisabled);
    QVERIFY(program.registry.get(good));
    QCOMPARE(QDir(home.plugins() + QStringLiteral("/loading")).entryList(QDir::Files), QStringList());
}

void TestDriverInstall::whatFellWithTheComputerIsNotBlamed()
{
    const Home home;
    {
        Program program;
        QVERIFY(program.install(m_signed, m_trusting));
    }
    const auto marker = home.plugins() + QStringLiteral("/loading/1.json");
    write(marker, "{\"id\": \"org.dumbo.fixture\", \"version\": \"2.5.0\", \"boot\": \"another\"}");
    Program program;
    QVERIFY(!program.info().isDisabled);
    QVERIFY(program.registry.get(good));
    QVERIFY(!QFileInfo::exists(marker));
}

void TestDriverInstall::aRecordThatIsBeingChangedIsUsedAsItWasRead()
{
    const Home home;
    {
        Program program;
        QVERIFY(program.install(m_signed, m_trusting));
        QVERIFY(program.install(m_newer));
        QVERIFY(program.registry.get(good));
        QVERIFY(program.drivers.remove(id, QStringLiteral("2.6.0")) == Result<bool>(true));
    }
    const auto removed = home.plugins() + QStringLiteral("/org.dumbo.fixture/2.6.0");
    {
        FolderLock lock;
        QVERIFY(lock.take(home.plugins()));
        Program program;
        QVERIFY2(program.started, qPrintable(textOf(program.started)));
        QVERIFY(program.registry.get(good));
        QCOMPARE(program.info().entry.manifest.version, QStringLiteral("2.5.0"));
        QVERIFY(QFileInfo::exists(removed));
    }
    Program program;
    QVERIFY(!QFileInfo::exists(removed));
    QCOMPARE(program.info().versions.size(), 1);
}

void TestDriverInstall::whatWasNeverInstalledIsNotRemoved()
{
    const Home home;
    {
        Program program;
        QVERIFY(program.install(m_signed, m_trusting));
    }
    const auto precious = home.path(QStringLiteral("data/precious/file"));
    write(precious, "kept");
    const auto record = home.plugins() + QStringLiteral("/installed.json");
    auto json = QJsonDocument::fromJson(contentOf(record)).object();
    auto drivers = json.value(QStringLiteral("drivers")).toArray();
    auto driver = drivers.first().toObject();
    driver.insert(QStringLiteral("removed"), QJsonArray { QStringLiteral("../../../precious"), QStringLiteral("..") });
    drivers.replace(0, driver);
    json.insert(QStringLiteral("drivers"), drivers);
    write(record, QJsonDocument(json).toJson());
    Program program;
    QVERIFY2(program.started, qPrintable(textOf(program.started)));
    QCOMPARE(contentOf(precious), QByteArray("kept"));
    QVERIFY(program.registry.get(good));
}

void TestDriverInstall::removingDoesNotGoWhereALinkLeads()
{
    const Home home;
    Program program;
    QVERIFY(program.install(m_signed, m_trusting));
    const auto folder = program.info().active()->folder;
    const auto moved = home.path(QStringLiteral("moved"));
    QVERIFY(QDir().rename(folder, moved));
    QVERIFY(QFile::link(moved, folder));
    QVERIFY(program.drivers.remove(id) == Result<bool>(false));
    QVERIFY(!QFileInfo(folder).isSymLink());
    QVERIFY(QFileInfo::exists(moved + QStringLiteral("/manifest.json")));
}

void TestDriverInstall::whatAnotherProgramDecidesCountsAtTheNextLoad()
{
    const Home home;
    {
        Program program;
        QVERIFY(program.install(m_signed, m_trusting));
    }
    Program early;
    Program disabling;
    QVERIFY(disabling.drivers.setDisabled(id, true));
    const auto disabled = early.registry.get(good);
    QVERIFY(!disabled);
    QVERIFY2(textOf(disabled).contains(QStringLiteral("disabled")), qPrintable(textOf(disabled)));
    QVERIFY(disabling.drivers.setDisabled(id, false));

    Program other;
    QVERIFY(disabling.drivers.distrustKey(m_key.publicKey().fingerprint()));
    const auto distrusted = other.registry.get(good);
    QVERIFY(!distrusted);
    QVERIFY2(textOf(distrusted).contains(QStringLiteral("do not trust")), qPrintable(textOf(distrusted)));
}

void TestDriverInstall::anInstallationThatFailsAtItsEndChangesNothing()
{
    const Home home;
    // Where a file is instead of the folder of settings, no key can be trusted.
    const auto settings = home.path(QStringLiteral("config/dumbo-workbench"));
    QVERIFY(!QFileInfo::exists(settings));
    write(settings, "in the way");
    Program program;
    const auto failed = program.install(m_signed, m_trusting);
    QVERIFY(!failed);
    QCOMPARE(failed.error().kind(), ErrorKind::System);
    QVERIFY(!QFileInfo::exists(home.plugins() + QStringLiteral("/installed.json")));
    QVERIFY(!QFileInfo::exists(home.plugins() + QStringLiteral("/org.dumbo.fixture")));

    QVERIFY(program.install(m_signed, { .acceptUnsigned = true }));
    const auto before = contentOf(home.plugins() + QStringLiteral("/installed.json"));
    const auto module = program.info().active()->folder + u'/' + program.info().active()->module;
    const auto when = QFileInfo(module).lastModified();
    QVERIFY(!program.install(m_signed, m_trusting));
    QCOMPARE(contentOf(home.plugins() + QStringLiteral("/installed.json")), before);
    QCOMPARE(QFileInfo(module).lastModified(), when);
    QVERIFY(program.registry.get(good));
}

void TestDriverInstall::keysOfTwoProgramsAreBothKept()
{
    const Home home;
    const auto path = home.path(QStringLiteral("config/dumbo-workbench/trusted-keys.json"));
    constexpr int perProgram = 10;
    std::array<QString, 2> faults;
    {
        std::vector<std::jthread> threads;
        for (auto &fault : faults) {
            threads.emplace_back([&] {
                for (int i = 0; i < perProgram; ++i) {
                    const auto changed = TrustStore::change(path, [](TrustStore &trust) -> Result<void> {
                        trust.revoke(SigningKey::generate().publicKey(), {});
                        return {};
                    });
                    fault += textOf(changed);
                }
            });
        }
    }
    QCOMPARE(faults.at(0) + faults.at(1), QString());
    QCOMPARE(TrustStore::read(path)->entries().size(), 2 * perProgram);
}

void TestDriverInstall::twoProgramsInstallAtOnce()
{
    const Home home;
    const QStringList modules { driverbundles::module(QStringLiteral("good")), driverbundles::module(QStringLiteral("newer")) };
    std::vector<std::jthread> threads;
    std::array<QString, 2> faults;
    for (std::size_t i = 0; i < faults.size(); ++i) {
        threads.emplace_back([&, i] {
            Program program;
            faults.at(i) = textOf(program.install(modules.at(qsizetype(i)), { .acceptUnsigned = true }));
        });
    }
    threads.clear();
    QCOMPARE(faults.at(0), QString());
    QCOMPARE(faults.at(1), QString());
    QCOMPARE(Program().info().versions.size(), 2);
}

void TestDriverInstall::thePreferredConnectorIsKept()
{
    const Home home;
    {
        Program program;
        QVERIFY(program.drivers.setPreferredConnector(QStringLiteral("Fixture"), good));
        QVERIFY(program.drivers.setPreferredConnector(QStringLiteral("Other"), Connector { QStringLiteral("Other"), QStringLiteral("x") }));
        QVERIFY(program.drivers.setPreferredConnector(QStringLiteral("Other"), std::nullopt));
    }
    Program program;
    QCOMPARE(program.drivers.preferredConnectors(), (QMap<QString, Connector> { { QStringLiteral("Fixture"), good } }));
    ConnectorManifest low;
    low.connector = { QStringLiteral("Fixture"), QStringLiteral("low") };
    low.schemes = { QStringLiteral("fixture") };
    low.priority = 1000;
    QVERIFY(program.registry.addLoader(low, [] { return Result<std::unique_ptr<StoragePlugin>>(fail(ErrorKind::Plugin, {})); }));
    QVERIFY(program.install(m_signed, m_trusting));
    QCOMPARE(*program.registry.choose({ QStringLiteral("fixture"), {}, {}, {} }), good);
}

void TestDriverInstall::versionsAreInTheirOrder_data()
{
    QTest::addColumn<QStringList>("versions");
    QTest::newRow("numbers") << QStringList { QStringLiteral("1.9"), QStringLiteral("1.10"), QStringLiteral("2") };
    QTest::newRow("pre-releases") << QStringList { QStringLiteral("2.0-beta"), QStringLiteral("2.0-rc2"), QStringLiteral("2.0-rc10"), QStringLiteral("2.0") };
    QTest::newRow("what was made later") << QStringList { QStringLiteral("1.4.4"), QStringLiteral("1.4.4.r.1"), QStringLiteral("1.4.5") };
}

void TestDriverInstall::versionsAreInTheirOrder()
{
    QFETCH(const QStringList, versions);
    for (qsizetype i = 0; i + 1 < versions.size(); ++i) {
        QVERIFY2(compareDriverVersions(versions.at(i), versions.at(i + 1)) < 0, qPrintable(versions.at(i)));
        QVERIFY(compareDriverVersions(versions.at(i + 1), versions.at(i)) > 0);
    }
    QCOMPARE(compareDriverVersions(QStringLiteral("1.0"), QStringLiteral("1.0.0")), 0);
}

QTEST_GUILESS_MAIN(TestDriverInstall)
#include "tst_driverinstall.moc"
