#include "core/plugins/bundle/bundle.h"
#include "core/plugins/bundle/bundlepath.h"
#include "core/plugins/driverregistry.h"
#include "core/plugins/install/catalogueindex.h"
#include "core/plugins/install/drivermanager.h"
#include "tests/integration/install/driverbundles.h"
#include "tests/integration/install/webserver.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QTest>

#include <atomic>
#include <thread>

using namespace dumbo;
using driverbundles::Home;

namespace {

const QString id = QStringLiteral("org.dumbo.fixture");

struct Program {
    DriverRegistry registry;
    DriverManager drivers { registry };
    Result<void> started = drivers.start();
};

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
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

CatalogueVersion version(const QString &name, const QString &file, const QString &bundle, const QByteArray &key)
{
    const auto bytes = contentOf(bundle);
    return { name, QStringLiteral("Better than ever"), QDateTime::currentDateTimeUtc(),
        { { { currentBundlePlatform() }, BuildStamp::current().sdkAbi, file, bytes.size(),
            QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex(), key } } };
}

/// A certificate of nobody but itself, for "localhost".
QSslConfiguration selfMade(const QString &folder)
{
    QProcess openssl;
    openssl.start(QStringLiteral("openssl"),
        { QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"), QStringLiteral("rsa:2048"), QStringLiteral("-nodes"),
            QStringLiteral("-days"), QStringLiteral("2"), QStringLiteral("-subj"), QStringLiteral("/CN=localhost"), QStringLiteral("-addext"),
            QStringLiteral("subjectAltName=DNS:localhost"), QStringLiteral("-keyout"), folder + QStringLiteral("/key.pem"), QStringLiteral("-out"),
            folder + QStringLiteral("/certificate.pem") });
    if (!openssl.waitForFinished(30'000) || openssl.exitCode() != 0)
        qFatal("openssl: %s", openssl.readAllStandardError().constData());
    auto configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificate(QSslCertificate::fromPath(folder + QStringLiteral("/certificate.pem")).value(0));
    configuration.setPrivateKey(QSslKey(contentOf(folder + QStringLiteral("/key.pem")), QSsl::Rsa));
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
    return configuration;
}

} // namespace

/// Catalogues in folders and on servers of this computer, good and bad.
class TestDriverCatalogue : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void indexesSurviveTheWayThroughAFile();
    void wrongIndexesAreRefused_data();
    void wrongIndexesAreRefused();
    void aFolderIsACatalogue();
    void placesAreFoldersOrSafeAddresses_data();
    void placesAreFoldersOrSafeAddresses();
    void aServerIsACatalogueAndItsCopyServesOffline();
    void https();
    void aRedirectionMayNotLeaveWhatIsSafe();
    void whatAServerDoesWrongIsSaid_data();
    void whatAServerDoesWrongIsSaid();
    void aCancelEndsADownload();
    void anotherKeyIsNotTaken();
    void anOlderIssueIsNotTaken();
    void anExpiredIssueIsNotTaken();
    void aModifiedIndexIsNotTaken();
    void aModifiedCopyIsNotUsed();
    void anUpdateIsFoundAndInstalled();
    void whatACatalogueCallsBackIsRefused();
    void aKeyThatIsCalledBackStopsWhatItSigned();
    void aCatalogueThatCanNotBeKeptDoesNotHideWhatAnotherCallsBack();
    void aBundleWithoutASizeCanBeDownloaded();
    void searchingIsByWords();
    void bundlesForOtherSystemsAreNotOffered();

private:
    void offer(const QString &fixtureVersion, qint64 serial);
    void publish();
    void serve(WebServer &server, const QByteArray &folder = "/catalogue") const;
    [[nodiscard]] QString place() const { return m_catalogue->path(); }

    QTemporaryDir m_bundles;
    std::unique_ptr<QTemporaryDir> m_catalogue;
    SigningKey m_key = SigningKey::generate();
    SigningKey m_vendor = SigningKey::generate();
    CatalogueIndex m_index;
};

void TestDriverCatalogue::initTestCase()
{
    QVERIFY(QFile::exists(driverbundles::pack(QStringLiteral("good"), m_bundles.path(), QStringLiteral("2.5.0"), &m_vendor)));
    QVERIFY(QFile::exists(driverbundles::pack(QStringLiteral("newer"), m_bundles.path(), QStringLiteral("2.6.0"), &m_vendor)));
}

void TestDriverCatalogue::init()
{
    m_catalogue = std::make_unique<QTemporaryDir>();
    m_index = {};
    m_index.name = QStringLiteral("Zoo");
    m_index.issued = QDateTime::fromString(QStringLiteral("2030-01-01T00:00:00Z"), Qt::ISODate);
    m_index.drivers = { { id, QStringLiteral("Fixture"), QStringLiteral("The Mahouts"), QStringLiteral("Carries anything"), QStringLiteral("MIT"), {}, {} } };
    offer(QStringLiteral("2.5.0"), 7);
}

void TestDriverCatalogue::offer(const QString &fixtureVersion, qint64 serial)
{
    const auto file = fixtureVersion + QStringLiteral(".dumbodriver");
    const auto bundle = m_bundles.filePath(file);
    QVERIFY(QFile::copy(bundle, m_catalogue->filePath(file)));
    m_index.drivers.first().versions.append(version(fixtureVersion, file, bundle, m_vendor.publicKey().base64()));
    m_index.serial = serial;
    publish();
}

void TestDriverCatalogue::publish()
{
    const auto isSigned = SignedIndex::of(m_index, m_key);
    write(m_catalogue->filePath(QStringLiteral("index.json")), isSigned.index);
    write(m_catalogue->filePath(QStringLiteral("index.json.sig")), isSigned.signature);
}

void TestDriverCatalogue::serve(WebServer &server, const QByteArray &folder) const
{
    const QDir files(m_catalogue->path());
    const auto names = files.entryList(QDir::Files);
    for (const auto &name : names)
        server.put(folder + '/' + name.toUtf8(), { .body = contentOf(files.filePath(name)) });
}

void TestDriverCatalogue::indexesSurviveTheWayThroughAFile()
{
    m_index.homepage = QStringLiteral("https://example.org");
    m_index.expires = m_index.issued.addDays(30);
    m_index.revokedBundles = { { QByteArray(64, 'a'), QStringLiteral("bites") } };
    m_index.revokedKeys = { { m_vendor.publicKey().base64(), QStringLiteral("lost") } };
    m_index.drivers.first().versions.first().published = m_index.issued;
    const auto read = CatalogueIndex::fromBytes(m_index.toBytes());
    QVERIFY2(read, qPrintable(textOf(read)));
    QVERIFY(*read == m_index);
    QCOMPARE(SignedIndex::of(m_index, m_key).signer()->base64(), m_key.publicKey().base64());
}

void TestDriverCatalogue::wrongIndexesAreRefused_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<QString>("words");
    QTest::newRow("no JSON") << QByteArray("{") << QByteArray("[") << QStringLiteral("JSON");
    QTest::newRow("later format") << QByteArray("\"format\": 1") << QByteArray("\"format\": 2") << QStringLiteral("Update the program");
    QTest::newRow("digest") << QByteArray("\"sha256\": \"") << QByteArray("\"sha256\": \"x") << QStringLiteral("drivers[0].versions[0].bundles[0].sha256");
    QTest::newRow("escaping file") << QByteArray("2.5.0.dumbodriver") << QByteArray("../../etc/passwd") << QStringLiteral("file: expected a path below");
    QTest::newRow("absolute file") << QByteArray("2.5.0.dumbodriver") << QByteArray("/etc/passwd") << QStringLiteral("file: expected a path below");
    QTest::newRow("local file") << QByteArray("2.5.0.dumbodriver") << QByteArray("file:///etc/passwd") << QStringLiteral("file: expected a path below");
    QTest::newRow("plain http") << QByteArray("2.5.0.dumbodriver") << QByteArray("http://example.org/x") << QStringLiteral("file: expected a path below");
}

void TestDriverCatalogue::wrongIndexesAreRefused()
{
    QFETCH(const QByteArray, from);
    QFETCH(const QByteArray, to);
    QFETCH(const QString, words);
    auto bytes = m_index.toBytes();
    QVERIFY(bytes.contains(from));
    bytes.replace(bytes.indexOf(from), from.size(), to);
    const auto read = CatalogueIndex::fromBytes(bytes);
    QVERIFY(!read);
    QVERIFY2(read.error().message().contains(words), qPrintable(textOf(read)));
}

void TestDriverCatalogue::aFolderIsACatalogue()
{
    const Home home;
    Program program;
    QVERIFY(program.drivers.catalogues().isEmpty());
    const auto proposal = program.drivers.inspectCatalogue(place());
    QVERIFY2(proposal, qPrintable(textOf(proposal)));
    QCOMPARE(proposal->info.keyFingerprint, m_key.publicKey().fingerprint());
    QCOMPARE(proposal->drivers, 1);
    QVERIFY(program.drivers.catalogues().isEmpty());
    QVERIFY(program.drivers.addCatalogue(*proposal));
    QCOMPARE(program.drivers.catalogues().size(), 1);
    QCOMPARE(program.drivers.catalogues().first().serial, 7);

    const auto offers = program.drivers.search({});
    QCOMPARE(offers.size(), 1);
    QCOMPARE(offers.first().version, QStringLiteral("2.5.0"));
    QCOMPARE(offers.first().keyFingerprint, m_vendor.publicKey().fingerprint());
    qint64 seen = 0;
    const auto file = program.drivers.download(offers.first(), {}, [&](const InstallProgress &progress) { seen = progress.done; });
    QVERIFY2(file, qPrintable(textOf(file)));
    QCOMPARE(seen, offers.first().size);
    QCOMPARE(contentOf(*file), contentOf(m_bundles.filePath(QStringLiteral("2.5.0.dumbodriver"))));
    QCOMPARE(QFile::permissions(*file) & (QFileDevice::ReadOther | QFileDevice::WriteOther | QFileDevice::ReadGroup), QFileDevice::Permissions());
    QVERIFY(program.drivers.removeCatalogue(place()));
    QVERIFY(program.drivers.search({}).isEmpty());
}

void TestDriverCatalogue::placesAreFoldersOrSafeAddresses_data()
{
    QTest::addColumn<QString>("location");
    QTest::newRow("http") << QStringLiteral("http://example.org/drivers");
    QTest::newRow("ftp") << QStringLiteral("ftp://example.org/drivers");
    QTest::newRow("relative") << QStringLiteral("drivers");
    QTest::newRow("password") << QStringLiteral("https://user:secret@example.org/drivers");
    QTest::newRow("nothing") << QString();
}

void TestDriverCatalogue::placesAreFoldersOrSafeAddresses()
{
    QFETCH(const QString, location);
    const Home home;
    Program program;
    const auto proposal = program.drivers.inspectCatalogue(location);
    QVERIFY(!proposal);
    QCOMPARE(proposal.error().kind(), ErrorKind::InvalidOperation);
}

void TestDriverCatalogue::aServerIsACatalogueAndItsCopyServesOffline()
{
    const Home home;
    QString address;
    {
        WebServer server;
        serve(server);
        address = server.address(QStringLiteral("/catalogue"));
        Program program;
        const auto proposal = program.drivers.inspectCatalogue(address);
        QVERIFY2(proposal, qPrintable(textOf(proposal)));
        QVERIFY(program.drivers.addCatalogue(*proposal));
        const auto file = program.drivers.download(program.drivers.search({}).first());
        QVERIFY2(file, qPrintable(textOf(file)));
    }
    Program program;
    QVERIFY(program.drivers.refreshCatalogues());
    const auto catalogue = program.drivers.catalogues().first();
    QVERIFY(!catalogue.fault.isEmpty());
    QVERIFY(catalogue.fetched.isValid());
    QCOMPARE(program.drivers.search(QStringLiteral("fixture")).size(), 1);
    const auto file = program.drivers.download(program.drivers.search({}).first());
    QVERIFY(!file);
    QCOMPARE(file.error().kind(), ErrorKind::Connection);
}

void TestDriverCatalogue::https()
{
    const Home home;
    QTemporaryDir folder;
    WebServer server(selfMade(folder.path()));
    serve(server);
    Program program;
    const auto refused = program.drivers.inspectCatalogue(server.address(QStringLiteral("/catalogue")));
    QVERIFY(!refused);
    QVERIFY(!refused.error().serverMessage().isEmpty());
    qputenv("SSL_CERT_FILE", QFile::encodeName(folder.filePath(QStringLiteral("certificate.pem"))));
    const auto reset = qScopeGuard([] { qunsetenv("SSL_CERT_FILE"); });
    const auto proposal = program.drivers.inspectCatalogue(server.address(QStringLiteral("/catalogue")));
    QVERIFY2(proposal, qPrintable(textOf(proposal)));
    QVERIFY(program.drivers.addCatalogue(*proposal));
    QVERIFY(program.drivers.download(program.drivers.search({}).first()));
    // From https nothing leads to http, not even on this computer.
    WebServer plain;
    serve(plain);
    server.put("/catalogue/index.json", { .status = "302 Found", .body = {}, .location = plain.address(QStringLiteral("/catalogue/index.json")).toLatin1() });
    QVERIFY(program.drivers.refreshCatalogues());
    QVERIFY(program.drivers.catalogues().first().fault.contains(QStringLiteral("not an https address")));
    QCOMPARE(plain.requests(), 0);
}

void TestDriverCatalogue::aRedirectionMayNotLeaveWhatIsSafe()
{
    const Home home;
    WebServer server;
    serve(server);
    server.put("/elsewhere/index.json", { .status = "302 Found", .body = {}, .location = "/catalogue/index.json" });
    server.put("/elsewhere/index.json.sig", { .status = "301 Moved Permanently", .body = {}, .location = "/catalogue/index.json.sig" });
    server.put("/far/index.json", { .status = "302 Found", .body = {}, .location = "http://example.org/index.json" });
    server.put("/file/index.json", { .status = "302 Found", .body = {}, .location = "file:///etc/passwd" });
    server.put("/circle/index.json", { .status = "302 Found", .body = {}, .location = "/circle/index.json" });
    Program program;
    const auto followed = program.drivers.inspectCatalogue(server.address(QStringLiteral("/elsewhere")));
    QVERIFY2(followed, qPrintable(textOf(followed)));
    for (const auto &path : { QStringLiteral("/far"), QStringLiteral("/file"), QStringLiteral("/circle") }) {
        const auto refused = program.drivers.inspectCatalogue(server.address(path));
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind(), ErrorKind::Connection);
    }
}

void TestDriverCatalogue::whatAServerDoesWrongIsSaid_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<ErrorKind>("kind");
    QTest::newRow("nothing there") << QStringLiteral("/none") << ErrorKind::NotFound;
    QTest::newRow("too large") << QStringLiteral("/large") << ErrorKind::Data;
    QTest::newRow("cut off") << QStringLiteral("/cut") << ErrorKind::Connection;
    QTest::newRow("error of the server") << QStringLiteral("/error") << ErrorKind::Connection;
    QTest::newRow("a page for people") << QStringLiteral("/page") << ErrorKind::Data;
}

void TestDriverCatalogue::whatAServerDoesWrongIsSaid()
{
    QFETCH(const QString, path);
    QFETCH(const ErrorKind, kind);
    const Home home;
    WebServer server;
    const auto isSigned = SignedIndex::of(m_index, m_key);
    for (const auto *folder : { "/large", "/cut", "/error", "/page" })
        server.put(QByteArray(folder) + "/index.json.sig", { .body = isSigned.signature });
    server.put("/large/index.json", { .body = QByteArray(CatalogueIndex::largestSize + 1, ' ') });
    server.put("/cut/index.json", { .body = isSigned.index, .isCutOff = true });
    server.put("/error/index.json", { .status = "500 Internal Server Error", .body = isSigned.index });
    server.put("/page/index.json", { .body = "<html>Log in first</html>" });
    Program program;
    const auto proposal = program.drivers.inspectCatalogue(server.address(path));
    QVERIFY(!proposal);
    QCOMPARE(proposal.error().kind(), kind);
    QVERIFY(kind == ErrorKind::Data || proposal.error().message().contains(server.address(path)));
}

void TestDriverCatalogue::aCancelEndsADownload()
{
    const Home home;
    WebServer server;
    serve(server);
    Program program;
    QVERIFY(program.drivers.addCatalogue(*program.drivers.inspectCatalogue(server.address(QStringLiteral("/catalogue")))));
    server.put("/catalogue/2.5.0.dumbodriver", { .body = {}, .isSilent = true });
    const CancellationSource source;
    const auto before = server.requests();
    std::jthread canceller([&] {
        while (server.requests() == before)
            std::this_thread::yield();
        source.cancel();
    });
    const auto file = program.drivers.download(program.drivers.search({}).first(), source.token());
    QVERIFY(!file);
    QVERIFY(file.error().isCancelled());
    QCOMPARE(QDir(home.path(QStringLiteral("cache/dumbo-workbench/catalogues/downloads"))).entryList(QDir::Files), QStringList());
}

void TestDriverCatalogue::anotherKeyIsNotTaken()
{
    const Home home;
    Program program;
    QVERIFY(program.drivers.addCatalogue(*program.drivers.inspectCatalogue(place())));
    const auto isSigned = SignedIndex::of(m_index, SigningKey::generate());
    write(m_catalogue->filePath(QStringLiteral("index.json")), isSigned.index);
    write(m_catalogue->filePath(QStringLiteral("index.json.sig")), isSigned.signature);
    QVERIFY(program.drivers.refreshCatalogues());
    QVERIFY(program.drivers.catalogues().first().fault.contains(m_key.publicKey().shortFingerprint()));
    QCOMPARE(program.drivers.search({}).size(), 1);
    QVERIFY(!program.drivers.addCatalogue(*program.drivers.inspectCatalogue(place())));
}

void TestDriverCatalogue::anOlderIssueIsNotTaken()
{
    const Home home;
    Program program;
    QVERIFY(program.drivers.addCatalogue(*program.drivers.inspectCatalogue(place())));
    m_index.serial = 6;
    m_index.drivers.clear();
    publish();
    QVERIFY(program.drivers.refreshCatalogues());
    QVERIFY(program.drivers.catalogues().first().fault.contains(QStringLiteral("issue 6")));
    QCOMPARE(program.drivers.search({}).size(), 1);
}

void TestDriverCatalogue::anExpiredIssueIsNotTaken()
{
    const Home home;
    Program program;
    QVERIFY(program.drivers.addCatalogue(*program.drivers.inspectCatalogue(place())));
    m_index.expires = QDateTime::currentDateTimeUtc().addDays(-1);
    publish();
    QVERIFY(program.drivers.refreshCatalogues());
    QVERIFY(program.drivers.catalogues().first().fault.contains(QStringLiteral("expired")));
    QVERIFY(!program.drivers.inspectCatalogue(place()));
}

void TestDriverCatalogue::aModifiedIndexIsNotTaken()
{
    const Home home;
    write(m_catalogue->filePath(QStringLiteral("index.json")), m_index.toBytes().replace("Carries anything", "Carries nothing!"));
    Program program;
    const auto proposal = program.drivers.inspectCatalogue(place());
    QVERIFY(!proposal);
    QVERIFY(proposal.error().message().contains(QStringLiteral("modified")));
}

void TestDriverCatalogue::aModifiedCopyIsNotUsed()
{
    const Home home;
    Program program;
    QVERIFY(program.drivers.addCatalogue(*program.drivers.inspectCatalogue(place())));
    const QDir cache(home.path(QStringLiteral("cache/dumbo-workbench/catalogues")));
    const auto copy = cache.filePath(cache.entryList(QDir::Dirs | QDir::NoDotAndDotDot).value(0) + QStringLiteral("/index.json"));
    write(copy, contentOf(copy).replace("Carries anything", "Carries nothing!"));
    QVERIFY(program.drivers.search({}).isEmpty());
    QVERIFY(program.drivers.refreshCatalogues());
    QCOMPARE(program.drivers.search({}).size(), 1);
}

void TestDriverCatalogue::anUpdateIsFoundAndInstalled()
{
    const Home home;
    Program program;
    QVERIFY(program.drivers.addCatalogue(*program.drivers.inspectCatalogue(place())));
    const auto install = [&](const InstallChoice &choice) {
        const auto file = program.drivers.download(program.drivers.search({}).first());
        const auto plan = file ? program.drivers.inspect(*file) : Result<InstallPlan>(fail(file.error()));
        return plan ? program.drivers.install(*plan, choice) : Result<InstallOutcome>(fail(plan.error()));
    };
    const auto first = install({ .trustKey = true, .probe = false });
    QVERIFY2(first, qPrintable(textOf(first)));
    QVERIFY(program.drivers.updates().isEmpty());
    offer(QStringLiteral("2.6.0"), 8);
    QVERIFY(program.drivers.updates().isEmpty());
    QVERIFY(program.drivers.refreshCatalogues());
    const auto updates = program.drivers.updates();
    QCOMPARE(updates.size(), 1);
    QCOMPARE(updates.first().installedVersion, QStringLiteral("2.5.0"));
    QCOMPARE(updates.first().offer->version, QStringLiteral("2.6.0"));
    QCOMPARE(program.drivers.search({}).first().installedVersion, QStringLiteral("2.5.0"));
    const auto second = install({ .probe = false });
    QVERIFY2(second, qPrintable(textOf(second)));
    QCOMPARE(program.drivers.info(id)->activeVersion, QStringLiteral("2.6.0"));
    QVERIFY(program.drivers.updates().isEmpty());
}

void TestDriverCatalogue::whatACatalogueCallsBackIsRefused()
{
    const Home home;
    Program program;
    QVERIFY(program.drivers.addCatalogue(*program.drivers.inspectCatalogue(place())));
    const auto bundle = m_bundles.filePath(QStringLiteral("2.5.0.dumbodriver"));
    const auto plan = program.drivers.inspect(bundle);
    QVERIFY(plan && program.drivers.install(*plan, { .trustKey = true, .probe = false }));
    m_index.revokedBundles = { { plan->digest, QStringLiteral("It loses rows.") } };
    m_index.serial = 8;
    publish();
    QVERIFY(program.drivers.refreshCatalogues());
    QVERIFY(program.drivers.updates().first().revocation.contains(QStringLiteral("It loses rows.")));
    QVERIFY(program.drivers.info(id)->obstacle->sentence.contains(QStringLiteral("It loses rows.")));
    QVERIFY(!program.registry.get({ QStringLiteral("Fixture"), QStringLiteral("good") }));
    QVERIFY(program.drivers.inspect(bundle)->refusal);
}

void TestDriverCatalogue::aKeyThatIsCalledBackStopsWhatItSigned()
{
    const Home home;
    Program program;
    QVERIFY(program.drivers.addCatalogue(*program.drivers.inspectCatalogue(place())));
    const auto plan = program.drivers.inspect(m_bundles.filePath(QStringLiteral("2.5.0.dumbodriver")));
    QVERIFY(plan && program.drivers.install(*plan, { .trustKey = true, .probe = false }));
    m_index.revokedKeys = { { m_vendor.publicKey().base64(), QStringLiteral("It was stolen.") } };
    m_index.serial = 8;
    publish();
    QVERIFY(program.drivers.refreshCatalogues());
    QVERIFY(!program.registry.get({ QStringLiteral("Fixture"), QStringLiteral("good") }));
    QCOMPARE(program.drivers.info(id)->signature, SignatureState::Revoked);
    QVERIFY(!program.drivers.updates().first().revocation.isEmpty());
    QCOMPARE(program.drivers.keys()->first().reason, QStringLiteral("It was stolen."));
    QVERIFY(!program.drivers.trustKey(m_vendor.publicKey().fingerprint(), {}));
}

void TestDriverCatalogue::aCatalogueThatCanNotBeKeptDoesNotHideWhatAnotherCallsBack()
{
    const Home home;
    QTemporaryDir other;
    const QDir files(place());
    const auto names = files.entryList(QDir::Files);
    for (const auto &name : names)
        QVERIFY(QFile::copy(files.filePath(name), other.filePath(name)));
    Program program;
    QVERIFY(program.drivers.addCatalogue(*program.drivers.inspectCatalogue(other.path())));
    QVERIFY(program.drivers.addCatalogue(*program.drivers.inspectCatalogue(place())));
    // A file is where the first one's copy has to be.
    const auto kept = home.path(QStringLiteral("cache/dumbo-workbench/catalogues/"))
        + QString::fromLatin1(QCryptographicHash::hash(other.path().toUtf8(), QCryptographicHash::Sha256).toHex().first(32));
    QVERIFY(QDir(kept).exists());
    QVERIFY(QDir(kept).removeRecursively());
    write(kept, "in the way");
    m_index.revokedKeys = { { m_vendor.publicKey().base64(), QStringLiteral("lost") } };
    m_index.serial = 8;
    publish();
    QVERIFY(!program.drivers.refreshCatalogues());
    const auto keys = program.drivers.keys();
    QVERIFY(keys);
    QCOMPARE(keys->size(), 1);
    QCOMPARE(keys->first().trust, KeyTrust::Revoked);
}

void TestDriverCatalogue::aBundleWithoutASizeCanBeDownloaded()
{
    const Home home;
    m_index.drivers.first().versions.first().bundles.first().size = 0;
    publish();
    Program program;
    QVERIFY(program.drivers.addCatalogue(*program.drivers.inspectCatalogue(place())));
    const auto file = program.drivers.download(program.drivers.search({}).first());
    QVERIFY2(file, qPrintable(textOf(file)));
    QCOMPARE(contentOf(*file), contentOf(m_bundles.filePath(QStringLiteral("2.5.0.dumbodriver"))));
}

void TestDriverCatalogue::searchingIsByWords()
{
    const Home home;
    Program program;
    QVERIFY(program.drivers.addCatalogue(*program.drivers.inspectCatalogue(place())));
    QCOMPARE(program.drivers.search(QStringLiteral("mahouts ANYTHING")).size(), 1);
    QCOMPARE(program.drivers.search(QStringLiteral("anything else")).size(), 0);
}

void TestDriverCatalogue::bundlesForOtherSystemsAreNotOffered()
{
    const Home home;
    auto other = m_index.drivers.first();
    other.id = QStringLiteral("org.dumbo.otherfixture");
    other.versions.first().bundles.first().platforms = { QStringLiteral("plan9-mips") };
    auto later = m_index.drivers.first().versions.first();
    later.version = QStringLiteral("9.0");
    later.bundles.first().sdkAbi = 999;
    m_index.drivers.append(other);
    m_index.drivers.first().versions.append(later);
    publish();
    Program program;
    QVERIFY(program.drivers.addCatalogue(*program.drivers.inspectCatalogue(place())));
    const auto offers = program.drivers.search({});
    QCOMPARE(offers.size(), 1);
    QCOMPARE(offers.first().version, QStringLiteral("2.5.0"));
}

QTEST_GUILESS_MAIN(TestDriverCatalogue)
#include "tst_drivercatalogue.moc"
