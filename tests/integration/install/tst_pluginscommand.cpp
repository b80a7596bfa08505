#include "core/plugins/bundle/bundle.h"
#include "tests/integration/install/driverbundles.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

using namespace dumbo;
using driverbundles::Home;

namespace {

const QString id = QStringLiteral("org.dumbo.fixture");

struct Outcome {
    int exitCode = -1;
    QByteArray out;
    QByteArray err;
    [[nodiscard]] QJsonObject object() const { return QJsonDocument::fromJson(out).object(); }
    [[nodiscard]] QJsonArray array() const { return QJsonDocument::fromJson(out).array(); }
};

Outcome run(const QStringList &arguments)
{
    QProcess process;
    process.setStandardInputFile(QProcess::nullDevice());
    process.start(qEnvironmentVariable("DUMBO_BUILD_DIR") + QStringLiteral("/bin/dumbo"), arguments);
    if (!process.waitForFinished(60'000))
        return {};
    const auto code = process.exitStatus() == QProcess::CrashExit ? 128 + process.exitCode() : process.exitCode();
    return { code, process.readAllStandardOutput(), process.readAllStandardError() };
}

Outcome plugins(const QStringList &arguments)
{
    return run(QStringList { QStringLiteral("plugins") } + arguments);
}

/// A driver as "plugins list --json" shows it.
QJsonObject listed(const QString &driver)
{
    const auto all = plugins({ QStringLiteral("list"), QStringLiteral("--json") }).array();
    for (const auto &each : all) {
        if (each.toObject().value(QStringLiteral("id")).toString() == driver)
            return each.toObject();
    }
    return {};
}

} // namespace

/// The same as the settings page does, from a command line; no terminal is there to ask.
class TestPluginsCommand : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void consentIsNeededAndGivenByOptions();
    void theKeyGivenMustBeTheOneThatSigned();
    void aDriverIsInstalledListedAndRemoved();
    void versionsGoUpAndDown();
    void bundledDriversAreDisabledToo();
    void aDriverThatTakesTheProgramDownIsDisabledAtTheNextStart();
    void keysAreTrustedAndDistrusted();
    void aCatalogueIsMadeAddedSearchedAndUpdatedFrom();
    void thePreferredConnectorIsChosen();
    void mistakesAreSaid_data();
    void mistakesAreSaid();

private:
    [[nodiscard]] QStringList installed(const QString &bundle, const QStringList &more = {}) const
    {
        return QStringList { QStringLiteral("install"), bundle, QStringLiteral("--no-probe") } + more;
    }

    QTemporaryDir m_bundles;
    SigningKey m_key = SigningKey::generate();
    QString m_signed;
    QString m_newer;
    QString m_unsigned;
};

void TestPluginsCommand::initTestCase()
{
    m_signed = driverbundles::pack(QStringLiteral("good"), m_bundles.path(), QStringLiteral("good"), &m_key);
    m_newer = driverbundles::pack(QStringLiteral("newer"), m_bundles.path(), QStringLiteral("newer"), &m_key);
    m_unsigned = driverbundles::pack(QStringLiteral("good"), m_bundles.path(), QStringLiteral("unsigned"));
}

void TestPluginsCommand::consentIsNeededAndGivenByOptions()
{
    const Home home;
    for (const auto &bundle : { m_signed, m_unsigned }) {
        const auto refused = plugins(installed(bundle, { QStringLiteral("--yes") }));
        QCOMPARE(refused.exitCode, 4);
        QVERIFY2(refused.err.contains(bundle == m_signed ? "--trust-key " + m_key.publicKey().fingerprint().toLatin1() : QByteArray("--accept-unsigned")), refused.err.constData());
    }
    QVERIFY(listed(id).isEmpty());
    const auto accepted = plugins(installed(m_unsigned, { QStringLiteral("--accept-unsigned") }));
    QVERIFY2(accepted.exitCode == 0, accepted.err.constData());
    QCOMPARE(listed(id).value(QStringLiteral("isolated")).toBool(), true);
    QCOMPARE(listed(id).value(QStringLiteral("signature")).toString(), QStringLiteral("unsigned"));
}

void TestPluginsCommand::theKeyGivenMustBeTheOneThatSigned()
{
    const Home home;
    const auto other = SigningKey::generate().publicKey().fingerprint();
    QCOMPARE(plugins(installed(m_signed, { QStringLiteral("--trust-key"), other })).exitCode, 4);
    QCOMPARE(plugins(installed(m_unsigned, { QStringLiteral("--trust-key"), other })).exitCode, 4);
    QVERIFY(listed(id).isEmpty());
}

void TestPluginsCommand::aDriverIsInstalledListedAndRemoved()
{
    const Home home;
    const auto outcome = plugins(installed(m_signed,
        { QStringLiteral("--trust-key"), m_key.publicKey().fingerprint(), QStringLiteral("--key-name"), QStringLiteral("The Mahouts"), QStringLiteral("--json") }));
    QVERIFY2(outcome.exitCode == 0, outcome.err.constData());
    QCOMPARE(outcome.object().value(QStringLiteral("id")).toString(), id);
    QCOMPARE(outcome.object().value(QStringLiteral("change")).toString(), QStringLiteral("new"));
    QCOMPARE(outcome.object().value(QStringLiteral("takesEffectAtNextStart")).toBool(true), false);
    const auto driver = listed(id);
    QCOMPARE(driver.value(QStringLiteral("origin")).toString(), QStringLiteral("installed"));
    QCOMPARE(driver.value(QStringLiteral("state")).toString(), QStringLiteral("described"));
    QCOMPARE(driver.value(QStringLiteral("signature")).toString(), QStringLiteral("trusted"));
    QCOMPARE(driver.value(QStringLiteral("keyName")).toString(), QStringLiteral("The Mahouts"));
    const auto info = plugins({ QStringLiteral("info"), QStringLiteral("Fixture:good"), QStringLiteral("--json") }).object();
    QCOMPARE(info.value(QStringLiteral("versions")).toArray().size(), 1);
    QVERIFY(info.value(QStringLiteral("versions")).toArray().first().toObject().value(QStringLiteral("files")).toArray().size() > 1);
    const auto text = plugins({ QStringLiteral("info"), id });
    QCOMPARE(text.exitCode, 0);
    QVERIFY(text.out.contains("The Mahouts"));
    QCOMPARE(plugins({ QStringLiteral("remove"), id }).exitCode, 1);
    QCOMPARE(plugins({ QStringLiteral("remove"), id, QStringLiteral("--yes") }).exitCode, 0);
    QVERIFY(listed(id).isEmpty());
}

void TestPluginsCommand::versionsGoUpAndDown()
{
    const Home home;
    QCOMPARE(plugins(installed(m_signed, { QStringLiteral("--trust-key"), m_key.publicKey().fingerprint() })).exitCode, 0);
    QCOMPARE(plugins(installed(m_newer, { QStringLiteral("--yes") })).exitCode, 0);
    QCOMPARE(listed(id).value(QStringLiteral("active")).toString(), QStringLiteral("2.6.0"));
    QCOMPARE(plugins({ QStringLiteral("rollback"), id }).exitCode, 0);
    QCOMPARE(listed(id).value(QStringLiteral("active")).toString(), QStringLiteral("2.5.0"));
    QCOMPARE(plugins({ QStringLiteral("rollback"), id }).exitCode, 1);
    QCOMPARE(plugins({ QStringLiteral("rollback"), id, QStringLiteral("2.6.0") }).exitCode, 0);
    QCOMPARE(plugins({ QStringLiteral("remove"), id, QStringLiteral("--version"), QStringLiteral("2.6.0"), QStringLiteral("-y") }).exitCode, 0);
    QCOMPARE(listed(id).value(QStringLiteral("version")).toString(), QStringLiteral("2.5.0"));
}

void TestPluginsCommand::bundledDriversAreDisabledToo()
{
    const Home home;
    const auto sqlite = QStringLiteral("org.dumbo.sqlite");
    const QStringList query { QStringLiteral("query"), QStringLiteral("-c"), QStringLiteral("sqlite::memory:"), QStringLiteral("--connector"),
        QStringLiteral("SQLite:sqlite3"), QStringLiteral("SELECT 42") };
    QCOMPARE(listed(sqlite).value(QStringLiteral("origin")).toString(), QStringLiteral("bundled"));
    QCOMPARE(plugins({ QStringLiteral("disable"), sqlite }).exitCode, 0);
    QCOMPARE(listed(sqlite).value(QStringLiteral("state")).toString(), QStringLiteral("refused"));
    QVERIFY(listed(sqlite).value(QStringLiteral("disabled")).toBool());
    const auto refused = run(query);
    QVERIFY(refused.exitCode != 0);
    QVERIFY2(refused.err.contains("is disabled"), refused.err.constData());
    QCOMPARE(plugins({ QStringLiteral("remove"), sqlite, QStringLiteral("--yes") }).exitCode, 1);
    QCOMPARE(plugins({ QStringLiteral("enable"), sqlite }).exitCode, 0);
    const auto answered = run(query);
    QVERIFY2(answered.exitCode == 0, answered.err.constData());
}

void TestPluginsCommand::aDriverThatTakesTheProgramDownIsDisabledAtTheNextStart()
{
    const Home home;
    const auto module = driverbundles::module(QStringLiteral("aborting"));
    QCOMPARE(plugins(installed(module, { QStringLiteral("--accept-unsigned"), QStringLiteral("--in-process") })).exitCode, 0);
    const QStringList query { QStringLiteral("query"), QStringLiteral("-c"), QStringLiteral("fixture:///x"), QStringLiteral("SELECT 1") };
    const auto crashed = run(query);
    QVERIFY2(crashed.exitCode >= 128, crashed.err.constData());
    const auto driver = listed(id);
    QVERIFY(driver.value(QStringLiteral("disabled")).toBool());
    QCOMPARE(driver.value(QStringLiteral("crash")).toObject().value(QStringLiteral("program")).toString(), QStringLiteral("dumbo"));
    QVERIFY(driver.value(QStringLiteral("reason")).toString().contains(QStringLiteral("went down")));
    const auto refused = run(query);
    QCOMPARE(refused.exitCode, 3);
    QVERIFY2(refused.err.contains("went down"), refused.err.constData());
    QCOMPARE(plugins({ QStringLiteral("remove"), id, QStringLiteral("--yes") }).exitCode, 0);
}

void TestPluginsCommand::keysAreTrustedAndDistrusted()
{
    const Home home;
    const auto file = home.path(QStringLiteral("mahouts.pub"));
    QVERIFY(writePublicKey({ m_key.publicKey(), QStringLiteral("The Mahouts") }, file));
    QCOMPARE(plugins({ QStringLiteral("trust"), file }).exitCode, 0);
    const auto key = [] { return plugins({ QStringLiteral("keys"), QStringLiteral("--json") }).array().first().toObject(); };
    QCOMPARE(key().value(QStringLiteral("trust")).toString(), QStringLiteral("trusted"));
    QCOMPARE(key().value(QStringLiteral("name")).toString(), QStringLiteral("The Mahouts"));
    QCOMPARE(plugins(installed(m_signed, { QStringLiteral("--yes") })).exitCode, 0);
    QCOMPARE(plugins({ QStringLiteral("distrust"), m_key.publicKey().fingerprint() }).exitCode, 0);
    QCOMPARE(key().value(QStringLiteral("trust")).toString(), QStringLiteral("distrusted"));
    QCOMPARE(listed(id).value(QStringLiteral("state")).toString(), QStringLiteral("refused"));
    QVERIFY(!listed(id).value(QStringLiteral("hint")).toString().isEmpty());
    QCOMPARE(plugins({ QStringLiteral("distrust"), QStringLiteral("nobody") }).exitCode, 1);
}

void TestPluginsCommand::aCatalogueIsMadeAddedSearchedAndUpdatedFrom()
{
    const Home home;
    const auto key = home.path(QStringLiteral("catalogue.key"));
    QVERIFY(m_key.write(key, QStringLiteral("Zoo")));
    const auto folder = home.path(QStringLiteral("catalogue"));
    QVERIFY(QDir().mkpath(folder) && QFile::copy(m_signed, folder + QStringLiteral("/good.dumbodriver")));
    const QStringList index { QStringLiteral("index"), folder, QStringLiteral("--key"), key, QStringLiteral("--name"), QStringLiteral("Zoo") };
    const auto made = plugins(index);
    QVERIFY2(made.exitCode == 0, made.err.constData());
    QCOMPARE(plugins({ QStringLiteral("catalogues"), QStringLiteral("add"), folder }).exitCode, 4);
    const auto added = plugins({ QStringLiteral("catalogues"), QStringLiteral("add"), folder, QStringLiteral("--trust-key"), m_key.publicKey().fingerprint() });
    QVERIFY2(added.exitCode == 0, added.err.constData());
    const auto catalogues = plugins({ QStringLiteral("catalogues"), QStringLiteral("--json") }).array();
    QCOMPARE(catalogues.size(), 1);
    QCOMPARE(catalogues.first().toObject().value(QStringLiteral("serial")).toInt(), 1);
    const auto found = plugins({ QStringLiteral("search"), QStringLiteral("fixture"), QStringLiteral("--json") }).array();
    QCOMPARE(found.size(), 1);
    QCOMPARE(found.first().toObject().value(QStringLiteral("version")).toString(), QStringLiteral("2.5.0"));

    const auto first = plugins(installed(id, { QStringLiteral("--trust-key"), m_key.publicKey().fingerprint() }));
    QVERIFY2(first.exitCode == 0, first.err.constData());
    QVERIFY(listed(id).value(QStringLiteral("from")).toString().startsWith(folder));
    QVERIFY(QFile::copy(m_newer, folder + QStringLiteral("/newer.dumbodriver")));
    QCOMPARE(plugins(index).exitCode, 0);
    const auto updates = plugins({ QStringLiteral("update"), QStringLiteral("--check"), QStringLiteral("--json") }).array();
    QCOMPARE(updates.size(), 1);
    QCOMPARE(updates.first().toObject().value(QStringLiteral("offer")).toObject().value(QStringLiteral("version")).toString(), QStringLiteral("2.6.0"));
    // A file of the driver's name is not what the catalogue offers.
    const auto before = QDir::currentPath();
    const auto reset = qScopeGuard([&] { QDir::setCurrent(before); });
    QVERIFY(QDir::setCurrent(home.path({})) && QFile::copy(m_unsigned, home.path(id)));
    const auto updated = plugins({ QStringLiteral("update"), QStringLiteral("--yes"), QStringLiteral("--no-probe") });
    QVERIFY2(updated.exitCode == 0, updated.err.constData());
    QCOMPARE(listed(id).value(QStringLiteral("active")).toString(), QStringLiteral("2.6.0"));
    QCOMPARE(plugins({ QStringLiteral("catalogues"), QStringLiteral("remove"), folder }).exitCode, 0);
    QVERIFY(plugins({ QStringLiteral("search"), QStringLiteral("--json") }).array().isEmpty());
}

void TestPluginsCommand::thePreferredConnectorIsChosen()
{
    const Home home;
    QCOMPARE(plugins({ QStringLiteral("prefer"), QStringLiteral("SQLite:sqlite3") }).exitCode, 0);
    QVERIFY(plugins({ QStringLiteral("prefer") }).out.contains("SQLite:sqlite3"));
    QCOMPARE(plugins({ QStringLiteral("prefer"), QStringLiteral("SQLite:nobody") }).exitCode, 1);
    QCOMPARE(plugins({ QStringLiteral("prefer"), QStringLiteral("SQLite:sqlite3"), QStringLiteral("--forget") }).exitCode, 0);
    QVERIFY(!plugins({ QStringLiteral("prefer") }).out.contains("SQLite:sqlite3"));
}

void TestPluginsCommand::mistakesAreSaid_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exitCode");
    QTest::newRow("no file") << QStringList { QStringLiteral("install"), QStringLiteral("./none.dumbodriver") } << 1;
    QTest::newRow("no driver") << QStringList { QStringLiteral("install"), QStringLiteral("org.nobody") } << 1;
    QTest::newRow("no bundle") << QStringList { QStringLiteral("install"), QStringLiteral("/etc/hostname") } << 1;
    QTest::newRow("unknown driver") << QStringList { QStringLiteral("info"), QStringLiteral("org.nobody") } << 1;
    QTest::newRow("nothing to remove") << QStringList { QStringLiteral("remove"), QStringLiteral("org.nobody"), QStringLiteral("-y") } << 1;
    QTest::newRow("no catalogue") << QStringList { QStringLiteral("catalogues"), QStringLiteral("add"), QStringLiteral("/nowhere") } << 1;
    QTest::newRow("unsafe catalogue") << QStringList { QStringLiteral("catalogues"), QStringLiteral("add"), QStringLiteral("http://example.org") } << 1;
    QTest::newRow("usage") << QStringList { QStringLiteral("install") } << 2;
}

void TestPluginsCommand::mistakesAreSaid()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const int, exitCode);
    const Home home;
    const auto outcome = plugins(arguments);
    QCOMPARE(outcome.exitCode, exitCode);
    QVERIFY(!outcome.err.isEmpty());
}

QTEST_GUILESS_MAIN(TestPluginsCommand)
#include "tst_pluginscommand.moc"
