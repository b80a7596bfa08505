#include "bundlefixture.h"
#include "rawzip.h"

#include "core/plugins/bundle/bundlelimits.h"
#include "core/plugins/bundle/bundlepath.h"
#include "core/plugins/bundle/digestlist.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <csignal>
#include <sys/resource.h>

using namespace dumbo;
using namespace bundlefixture;

/// Bundles of people who mean no good, and accidents: what they get is words, and nothing on the disk.
class HostileBundleTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void whatIsNoBundleIsRefused_data();
    void whatIsNoBundleIsRefused();
    void escapingNamesWriteNothing_data();
    void escapingNamesWriteNothing();
    void aWrongManifestIsRefused_data();
    void aWrongManifestIsRefused();
    void aChangedBundleIsModified_data();
    void aChangedBundleIsModified();
    void noChangedByteIsTrusted();
    void aBundleThatClaimsAnotherDriverIsRefused_data();
    void aBundleThatClaimsAnotherDriverIsRefused();
    void noCodeOfADriverRuns();
    void aBundleThatChangesBeforeItIsUnpackedIsNoticed();
    void aFullDiskLeavesNothingBehind();
    void aTargetThatExistsIsLeftAlone();
    void aModifiedBundleIsNotSigned();

private:
    using Files = QMap<QByteArray, QByteArray>;
    Files goodFiles();
    QByteArray zipped(const Files &files, bool isListed = true);
    QString written(const QByteArray &bytes);
    QString faultOf(const QByteArray &bytes);

    std::unique_ptr<QTemporaryDir> m_folder;
    const QByteArray m_module = (currentBundlePlatform() + QStringLiteral("/driver.so")).toLatin1();
};

namespace {

QByteArray json(const QJsonObject &object)
{
    return QJsonDocument(object).toJson();
}

QJsonObject manifestJson()
{
    const auto build = BuildStamp::current();
    const QJsonObject stamp { { QStringLiteral("sdkAbi"), build.sdkAbi }, { QStringLiteral("architecture"), build.architecture },
        { QStringLiteral("standardLibrary"), build.standardLibrary }, { QStringLiteral("compilerAbi"), build.compilerAbi },
        { QStringLiteral("qt"), build.qt } };
    const QJsonObject platform { { QStringLiteral("module"), QStringLiteral("driver.so") }, { QStringLiteral("build"), stamp } };
    return { { QStringLiteral("format"), 1 }, { QStringLiteral("id"), QStringLiteral("org.dumbo.fixture") },
        { QStringLiteral("name"), QStringLiteral("Fixture") }, { QStringLiteral("version"), QStringLiteral("2.5.0") },
        { QStringLiteral("platforms"), QJsonObject { { currentBundlePlatform(), platform } } } };
}

QJsonObject changedManifest(const char *key, const QJsonValue &value)
{
    auto manifest = manifestJson();
    manifest.insert(QLatin1StringView(key), value);
    return manifest;
}

} // namespace

void HostileBundleTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

/// Whatever a test did: beside its bundle there is only what it put there itself.
void HostileBundleTest::cleanup()
{
    for (const auto &path : filesIn(m_folder->path()))
        QVERIFY2(path == u"x.dumbodriver" || path.startsWith(u"own/"), qPrintable(path));
}

HostileBundleTest::Files HostileBundleTest::goodFiles()
{
    return { { "manifest.json", json(manifestJson()) }, { m_module, readFile(module(QStringLiteral("good"))) } };
}

QByteArray HostileBundleTest::zipped(const Files &files, bool isListed)
{
    QList<rawzip::Entry> entries;
    DigestList list;
    for (const auto &[path, content] : files.asKeyValueRange()) {
        // Stored where it is large: what is refused shall not be refused for being packed too well.
        entries.append(rawzip::Entry { path, content, quint16(content.size() > 500'000 ? 0 : 8) });
        if (path != "signature.json" && path != "digests.txt")
            list.digests.insert(QString::fromLatin1(path), sha256Hex(content));
    }
    if (isListed && !files.contains("digests.txt"))
        entries.append(rawzip::Entry { "digests.txt", list.toBytes() });
    return rawzip::make(entries);
}

QString HostileBundleTest::written(const QByteArray &bytes)
{
    const auto path = m_folder->filePath(QStringLiteral("x.dumbodriver"));
    return writeFile(path, bytes) ? path : QString();
}

/// What is said of a bundle that has to be an error.
QString HostileBundleTest::faultOf(const QByteArray &bytes)
{
    const auto inspection = inspectBundle(written(bytes), {});
    return inspection ? QString() : inspection.error().message();
}

void HostileBundleTest::whatIsNoBundleIsRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, const QByteArray &bytes, const char *words) { QTest::newRow(name) << bytes << QString::fromLatin1(words); };
    row("an empty file", "", "no zip file");
    row("a picture", QByteArray("\x89PNG\r\n\x1a\n").append(2000, 'x'), "no zip file");
    row("half of it", zipped(goodFiles()).first(2000), "incomplete");
    row("a zip of something else", rawzip::make({ rawzip::Entry { "song.mp3", "la la la" } }), "no manifest.json");
    row("no digests", zipped(goodFiles(), false), "no digests.txt");
    auto files = goodFiles();
    files["manifest.json"] = json(changedManifest("changes", QString(bundlelimits::manifestSize, u'x')));
    row("a huge manifest", zipped(files), "too large");
    files = goodFiles();
    for (const auto &[name, list] : std::initializer_list<std::pair<const char *, QByteArray>> { { "digests of nothing", "\n" },
             { "digests without end", sha256Hex("x") + "  a" }, { "digests in capitals", sha256Hex("x").toUpper() + "  a\n" },
             { "digests out of order", sha256Hex("x") + "  b\n" + sha256Hex("x") + "  a\n" },
             { "digests with one path twice", sha256Hex("x") + "  a\n" + sha256Hex("x") + "  a\n" },
             { "digests with an escaping path", sha256Hex("x") + "  ../a\n" }, { "short digests", "abc  a\n" },
             { "digests with other line ends", sha256Hex("x") + "  a\r\n" } }) {
        files["digests.txt"] = list;
        row(name, zipped(files), "digests.txt is malformed");
    }
    files["digests.txt"] = QByteArray(bundlelimits::digestListSize + 1, 'x');
    row("huge digests", zipped(files), "too large");
}

void HostileBundleTest::whatIsNoBundleIsRefused()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, words);
    const auto fault = faultOf(bytes);
    QVERIFY2(fault.contains(words), qPrintable(fault));
    const auto missing = inspectBundle(m_folder->filePath(QStringLiteral("nowhere")), {});
    QVERIFY(!missing);
    QCOMPARE(missing.error().kind(), ErrorKind::NotFound);
    QVERIFY(!inspectBundle(m_folder->path(), {}));
}

void HostileBundleTest::escapingNamesWriteNothing_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const auto *name : { "../escaped", "/tmp/escaped", "a/../../escaped", "..\\escaped", "C:\\escaped", "./../escaped" })
        QTest::newRow(name) << QByteArray(name);
}

void HostileBundleTest::escapingNamesWriteNothing()
{
    QFETCH(QByteArray, name);
    auto files = goodFiles();
    files[name] = "I was here";
    QVERIFY(faultOf(zipped(files)).contains(u"is refused"));
    QVERIFY(!QFile::exists(QStringLiteral("/tmp/escaped")));
    // A list that someone made up does not help either.
    BundleInspection madeUp;
    madeUp.manifest = *BundleManifest::fromJson(manifestJson());
    const auto unpacked = extractBundle(madeUp, written(zipped(files)), m_folder->filePath(QStringLiteral("target")));
    QVERIFY(!unpacked);
}

void HostileBundleTest::aWrongManifestIsRefused_data()
{
    QTest::addColumn<QByteArray>("manifest");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, const QByteArray &bytes, const char *words) { QTest::newRow(name) << bytes << QString::fromLatin1(words); };
    row("no JSON", "{", "no JSON");
    row("a list", "[]", "no JSON object");
    row("deep", QByteArray(100'000, '['), "no JSON");
    row("nothing in it", "{}", "format: expected a whole number");
    row("a later format", json(changedManifest("format", 2)), "format 2");
    row("format 0", json(changedManifest("format", 0)), "format: expected");
    row("an id that escapes", json(changedManifest("id", QStringLiteral("../x"))), "id: expected");
    row("an id that hides", json(changedManifest("id", QStringLiteral(".x"))), "id: expected");
    row("an id that is an option", json(changedManifest("id", QStringLiteral("-x"))), "id: expected");
    row("an id of other letters", json(changedManifest("id", QStringLiteral("org.éléphant"))), "id: expected");
    row("a long id", json(changedManifest("id", QString(129, u'x'))), "id: expected");
    row("a version that escapes", json(changedManifest("version", QStringLiteral("1/../../x"))), "version: expected");
    row("a version that is a number", json(changedManifest("version", 1)), "version: expected");
    row("an icon elsewhere", json(changedManifest("icon", QStringLiteral("/etc/icon.svg"))), "icon: expected");
    row("a licence elsewhere", json(changedManifest("licenceFile", QStringLiteral("../LICENSE"))), "licenceFile: expected");
    row("no platforms", json(changedManifest("platforms", QJsonObject())), "platforms: expected at least one");
    row("a platform that escapes", json(changedManifest("platforms", QJsonObject { { QStringLiteral(".."), QJsonObject() } })), "platforms...: expected");
    row("a platform that is a text", json(changedManifest("platforms", QJsonObject { { QStringLiteral("x"), QStringLiteral("y") } })), "platforms.x: expected an object");
    row("a module elsewhere",
        json(changedManifest("platforms", QJsonObject { { QStringLiteral("x"), QJsonObject { { QStringLiteral("module"), QStringLiteral("../y.so") } } } })),
        "platforms.x.module: expected");
}

void HostileBundleTest::aWrongManifestIsRefused()
{
    QFETCH(QByteArray, manifest);
    QFETCH(QString, words);
    auto files = goodFiles();
    files["manifest.json"] = manifest;
    const auto fault = faultOf(zipped(files));
    QVERIFY2(fault.contains(words), qPrintable(fault));
}

void HostileBundleTest::aChangedBundleIsModified_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("warning");
    const auto good = goodFiles();
    DigestList list;
    for (const auto &[path, content] : good.asKeyValueRange())
        list.digests.insert(QString::fromLatin1(path), sha256Hex(content));
    const auto key = SigningKey::generate();
    const auto signature = [&](const QByteArray &bytes) {
        return json({ { QStringLiteral("algorithm"), QStringLiteral("Ed25519") }, { QStringLiteral("key"), QString::fromLatin1(key.publicKey().base64()) },
            { QStringLiteral("signature"), QString::fromLatin1(key.sign(bytes).toBase64()) } });
    };
    const auto with = [&](const QMap<QByteArray, QByteArray> &changes) {
        auto files = good;
        files["digests.txt"] = list.toBytes();
        for (const auto &[path, content] : changes.asKeyValueRange())
            files[path] = content;
        return files;
    };
    const auto row = [this](const char *name, const Files &files, const QString &words) { QTest::newRow(name) << zipped(files) << words; };
    row("an altered module", with({ { m_module, good[m_module] + 'x' } }), QString::fromLatin1(m_module) + QStringLiteral(" was altered."));
    row("an altered manifest", with({ { "manifest.json", json(changedManifest("name", QStringLiteral("Friend"))) } }), QStringLiteral("manifest.json was altered."));
    row("a file more", with({ { "libextra.so", "x" } }), QStringLiteral("libextra.so was added: the list of digests does not have it."));
    auto less = with({});
    less.remove(m_module);
    row("a file less", less, QString::fromLatin1(m_module) + QStringLiteral(" is missing."));
    row("another list than the signed one", with({ { "signature.json", signature(list.toBytes() + 'x') } }), QStringLiteral("Its signature is not one of its list of digests."));
    auto relisted = list;
    const auto swapped = good[m_module] + 'x';
    relisted.digests.insert(QString::fromLatin1(m_module), sha256Hex(swapped));
    row("an altered module and list",
        with({ { m_module, swapped }, { "digests.txt", relisted.toBytes() }, { "signature.json", signature(list.toBytes()) } }),
        QStringLiteral("Its signature is not one of its list of digests."));
    row("a signature that is none", with({ { "signature.json", "{}" } }), QStringLiteral("Its signature can't be read."));
    row("a signature that is no JSON", with({ { "signature.json", "\xff\xfe" } }), QStringLiteral("Its signature can't be read."));
    row("a huge signature", with({ { "signature.json", QByteArray(bundlelimits::signatureSize + 1, ' ') } }), QStringLiteral("Its signature can't be read."));
    auto other = signature(list.toBytes());
    row("a signature of another kind", with({ { "signature.json", other.replace("Ed25519", "none") } }), QStringLiteral("Its signature can't be read."));
    row("a key of zeros",
        with({ { "signature.json", signature(list.toBytes()).replace(key.publicKey().base64(), QByteArray(32, '\0').toBase64()) } }),
        QStringLiteral("Its signature is not one of its list of digests."));
}

void HostileBundleTest::aChangedBundleIsModified()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, warning);
    const auto path = written(bytes);
    const auto inspection = inspectBundle(path, {});
    QVERIFY2(inspection, qPrintable(inspection ? QString() : inspection.error().toText()));
    QCOMPARE(inspection->signature, SignatureState::Modified);
    QCOMPARE(inspection->warnings, QStringList { warning });
    QVERIFY(!inspection->isInstallable());
    const auto unpacked = extractBundle(*inspection, path, m_folder->filePath(QStringLiteral("target")));
    QVERIFY(!unpacked);
    QCOMPARE(unpacked.error().kind(), ErrorKind::InvalidOperation);
}

void HostileBundleTest::noChangedByteIsTrusted()
{
    const auto path = written(zipped(goodFiles()));
    const auto key = SigningKey::generate();
    QVERIFY(signBundle(path, key));
    TrustStore trust;
    QVERIFY(trust.trust(key.publicKey(), QStringLiteral("Ada")));
    const auto whole = readFile(path);
    const auto before = inspectBundle(path, trust);
    QVERIFY(before);
    QCOMPARE(before->signature, SignatureState::Trusted);
    for (qsizetype at = 0; at < whole.size(); at += at < 200 || whole.size() - at < 800 ? 2 : whole.size() / 70) {
        auto changed = whole;
        changed[at] = char(changed[at] ^ 0x41);
        written(changed);
        const auto inspection = inspectBundle(path, trust);
        if (!inspection || inspection->signature != SignatureState::Trusted)
            continue;
        // Times and the like, which nobody reads.
        QCOMPARE(inspection->files, before->files);
        QCOMPARE(inspection->manifest, before->manifest);
    }
}

void HostileBundleTest::aBundleThatClaimsAnotherDriverIsRefused_data()
{
    QTest::addColumn<QByteArray>("manifest");
    QTest::addColumn<QByteArray>("driver");
    QTest::addColumn<QString>("words");
    const auto good = readFile(module(QStringLiteral("good")));
    const auto manifest = json(manifestJson());
    QTest::newRow("another id") << json(changedManifest("id", QStringLiteral("org.dumbo.sqlite"))) << good << QStringLiteral("the driver in it says that it is org.dumbo.fixture 2.5.0");
    QTest::newRow("another version") << json(changedManifest("version", QStringLiteral("9.0"))) << good << QStringLiteral("says that it is");
    QTest::newRow("another SDK") << manifest << readFile(module(QStringLiteral("sdk"))) << QStringLiteral("The driver was built for SDK 999");
    QTest::newRow("no driver") << manifest << readFile(module(QStringLiteral("stranger"))) << QStringLiteral("driver.so is a plugin for");
    QTest::newRow("no plugin") << manifest << readFile(module(QStringLiteral("plain"))) << QStringLiteral("driver.so is a library, but not a plugin.");
    QTest::newRow("no library") << manifest << QByteArray("#!/bin/sh\nrm -rf ~\n") << QStringLiteral("driver.so is not a program library");
    QTest::newRow("half a library") << manifest << good.first(good.size() / 2) << QStringLiteral("driver.so is incomplete");
    // A text of 2^62 bytes in the metadata, which Qt's own reader does not survive.
    auto endless = good;
    const auto text = endless.indexOf("\x6a" "connectors");
    QVERIFY(text > 0);
    endless.replace(text, 9, QByteArray("\x5b\x40\0\0\0\0\0\0\0", 9));
    auto garbled = good;
    garbled.replace(text + 1, 2, "\xff\xfe");
    QTest::newRow("metadata that is no text") << manifest << garbled << QStringLiteral("driver.so is damaged");
    QTest::newRow("endless metadata") << manifest << endless << QStringLiteral("driver.so is damaged");
    QTest::newRow("a broken manifest in it") << manifest << readFile(module(QStringLiteral("manifest"))) << QStringLiteral("The manifest of driver.so is wrong");
}

void HostileBundleTest::aBundleThatClaimsAnotherDriverIsRefused()
{
    QFETCH(QByteArray, manifest);
    QFETCH(QByteArray, driver);
    QFETCH(QString, words);
    const auto path = written(zipped({ { "manifest.json", manifest }, { m_module, driver } }));
    const auto inspection = inspectBundle(path, {});
    QVERIFY2(inspection, qPrintable(inspection ? QString() : inspection.error().toText()));
    QVERIFY(inspection->refusal);
    QVERIFY2(inspection->refusal->message().contains(words), qPrintable(inspection->refusal->message()));
    QVERIFY(!inspection->isInstallable());
    QVERIFY(!extractBundle(*inspection, path, m_folder->filePath(QStringLiteral("target"))));
}

void HostileBundleTest::noCodeOfADriverRuns()
{
    const auto own = m_folder->filePath(QStringLiteral("own/target"));
    const auto path = written(zipped({ { "manifest.json", json(manifestJson()) }, { m_module, readFile(module(QStringLiteral("aborting"))) } }));
    const auto inspection = inspectBundle(path, {});
    QVERIFY(inspection);
    QVERIFY2(inspection->isInstallable(), qPrintable(inspection->refusal ? inspection->refusal->toText() : QString()));
    QVERIFY(extractBundle(*inspection, path, own));
}

void HostileBundleTest::aBundleThatChangesBeforeItIsUnpackedIsNoticed()
{
    auto files = goodFiles();
    const auto path = written(zipped(files));
    const auto inspection = inspectBundle(path, {});
    QVERIFY(inspection);
    const auto target = m_folder->filePath(QStringLiteral("target"));
    files["LICENSE"] = "other";
    written(zipped(files));
    auto unpacked = extractBundle(*inspection, path, target);
    QVERIFY(!unpacked);
    QVERIFY(unpacked.error().message().contains(u"was changed since"));

    // The list is the same, and the content is not.
    files = goodFiles();
    DigestList list;
    for (const auto &[name, content] : files.asKeyValueRange())
        list.digests.insert(QString::fromLatin1(name), sha256Hex(content));
    files["digests.txt"] = list.toBytes();
    files[m_module] += 'x';
    written(zipped(files));
    unpacked = extractBundle(*inspection, path, target);
    QVERIFY(!unpacked);
    QVERIFY(unpacked.error().message().contains(u"while it was unpacked"));
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot), QStringList { QStringLiteral("x.dumbodriver") });
}

void HostileBundleTest::aFullDiskLeavesNothingBehind()
{
    const auto path = written(zipped(goodFiles()));
    const auto inspection = inspectBundle(path, {});
    QVERIFY(inspection);
    // A limit on the size of files is the full disk that a test can have.
    rlimit before {};
    getrlimit(RLIMIT_FSIZE, &before);
    rlimit small = before;
    small.rlim_cur = 4096;
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    const auto unpacked = extractBundle(*inspection, path, m_folder->filePath(QStringLiteral("target")));
    const auto content = contentOfModule(module(QStringLiteral("good")));
    const auto packed = packBundle(*content, m_folder->filePath(QStringLiteral("packed")));
    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    QVERIFY(!unpacked);
    QCOMPARE(unpacked.error().kind(), ErrorKind::InsufficientResources);
    QVERIFY(!packed);
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot), QStringList { QStringLiteral("x.dumbodriver") });
}

void HostileBundleTest::aTargetThatExistsIsLeftAlone()
{
    const auto path = written(zipped(goodFiles()));
    const auto inspection = inspectBundle(path, {});
    QVERIFY(inspection);
    const auto own = m_folder->filePath(QStringLiteral("own/file"));
    QVERIFY(writeFile(own, "mine"));
    QVERIFY(!extractBundle(*inspection, path, own));
    QCOMPARE(readFile(own), QByteArray("mine"));
    // A link to nowhere would lead the rename astray.
    const auto link = m_folder->filePath(QStringLiteral("own/link"));
    QVERIFY(QFile::link(QStringLiteral("/nowhere"), link));
    QVERIFY(!extractBundle(*inspection, path, link));
    QVERIFY(QFileInfo(link).isSymLink());
}

void HostileBundleTest::aModifiedBundleIsNotSigned()
{
    auto files = goodFiles();
    DigestList list;
    list.digests.insert(QStringLiteral("manifest.json"), sha256Hex(files["manifest.json"]));
    files["digests.txt"] = list.toBytes();
    const auto bytes = zipped(files);
    const auto path = written(bytes);
    const auto isSigned = signBundle(path, SigningKey::generate());
    QVERIFY(!isSigned);
    QCOMPARE(isSigned.error().kind(), ErrorKind::InvalidOperation);
    QCOMPARE(readFile(path), bytes);
}

QTEST_GUILESS_MAIN(HostileBundleTest)
#include "tst_hostilebundle.moc"
