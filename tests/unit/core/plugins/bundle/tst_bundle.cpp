#include "bundlefixture.h"

#include "core/plugins/bundle/bundlepath.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace dumbo;
using namespace bundlefixture;

/// Bundles as they should be: packed, signed, inspected and unpacked.
class BundleTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aPackedModuleIsAnUnsignedBundle();
    void aFolderIsPackedWithLicenceAndIcon();
    void packingTwiceGivesTheSameBytes();
    void aSignedBundleIsTrustedWithItsKey();
    void whatIsUnpackedIsWhatWasPacked();
    void aBareModuleIsABundleOfItsOwn();
    void anotherSystemsBundleIsDescribedAndRefused();
    void librariesOfOtherSystemsStayInTheBundle();
    void aCancelLeavesNothingBehind();
    void whatNoReaderWouldTakeIsNotPacked();
    void theSchemaKnowsTheManifestsKeys();

private:
    QString packed(const QString &name = QStringLiteral("x.dumbodriver"));
    QString folderWithEverything();
    QTemporaryDir m_folder;
    const QString m_here = currentBundlePlatform();
};

QString BundleTest::packed(const QString &name)
{
    const auto path = m_folder.filePath(name);
    const auto content = contentOfModule(module(QStringLiteral("good")));
    return content && packBundle(*content, path) ? path : QString();
}

QString BundleTest::folderWithEverything()
{
    const auto folder = m_folder.filePath(QStringLiteral("everything"));
    const auto library = folder + u'/' + m_here + QStringLiteral("/driver.so");
    if (!QFile::exists(library)) {
        writeFile(folder + QStringLiteral("/LICENSE.txt"), "do what you like\n");
        writeFile(folder + QStringLiteral("/icon.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>");
        writeFile(folder + QStringLiteral("/.hidden"), "no");
        writeFile(folder + QStringLiteral("/manifest.json"), R"({"vendor": "Fixtures & Sons", "changes": "New.",
            "platforms": {"plan9-mips": {"module": "driver.so", "build": {"sdkAbi": 1, "architecture": "Plan9 mips",
            "standardLibrary": "x", "compilerAbi": "x", "qt": "6.8.0"}}}, "id": "org.dumbo.fixture", "version": "2.5.0"})");
        writeFile(folder + QStringLiteral("/plan9-mips/driver.so"), "no library here");
        writeFile(folder + u'/' + m_here + QStringLiteral("/libneighbour.so.1"), "a neighbour");
        QFile::copy(module(QStringLiteral("good")), library);
    }
    return folder;
}

void BundleTest::aPackedModuleIsAnUnsignedBundle()
{
    const auto path = packed();
    QVERIFY(!path.isEmpty());
    const auto inspection = inspectBundle(path, {});
    QVERIFY2(inspection, qPrintable(inspection ? QString() : inspection.error().toText()));
    QCOMPARE(inspection->signature, SignatureState::Unsigned);
    QCOMPARE(inspection->manifest.id, QStringLiteral("org.dumbo.fixture"));
    QCOMPARE(inspection->manifest.licence, QStringLiteral("Apache-2.0"));
    QCOMPARE(inspection->driver.connectors.size(), 1);
    QCOMPARE(inspection->manifest.platforms.constFirst().build, BuildStamp::current());
    QVERIFY(inspection->fitsPlatform);
    QVERIFY(!inspection->refusal);
    QVERIFY(inspection->isInstallable());
    QCOMPARE(inspection->warnings, QStringList());
    QCOMPARE(inspection->files.size(), 2);
    QCOMPARE(inspection->digest.size(), 64);
    QCOMPARE(bundleFileName(inspection->manifest), QStringLiteral("fixture-2.5.0.dumbodriver"));
}

void BundleTest::aFolderIsPackedWithLicenceAndIcon()
{
    const auto content = contentOfFolder(folderWithEverything());
    QVERIFY2(content, qPrintable(content ? QString() : content.error().toText()));
    const auto path = m_folder.filePath(QStringLiteral("all.dumbodriver"));
    const auto manifest = packBundle(*content, path);
    QVERIFY2(manifest, qPrintable(manifest ? QString() : manifest.error().toText()));
    const auto inspection = inspectBundle(path, {});
    QVERIFY2(inspection, qPrintable(inspection ? QString() : inspection.error().toText()));
    QCOMPARE(inspection->manifest, *manifest);
    QCOMPARE(inspection->manifest.vendor, QStringLiteral("Fixtures & Sons"));
    QCOMPARE(inspection->manifest.changes, QStringLiteral("New."));
    QCOMPARE(inspection->licenceText, QStringLiteral("do what you like\n"));
    QVERIFY(inspection->icon.startsWith("<svg"));
    QCOMPARE(inspection->files.size(), 6);
    QCOMPARE(inspection->warnings, QStringList());
}

void BundleTest::packingTwiceGivesTheSameBytes()
{
    const auto first = readFile(packed(QStringLiteral("first")));
    QVERIFY(first.size() > 1000);
    QCOMPARE(readFile(packed(QStringLiteral("second"))), first);
}

void BundleTest::aSignedBundleIsTrustedWithItsKey()
{
    const auto path = packed();
    const auto unsignedDigest = inspectBundle(path, {})->digest;
    const auto key = SigningKey::generate();
    for (const auto &signer : { SigningKey::generate(), key }) {
        const auto isSigned = signBundle(path, signer);
        QVERIFY2(isSigned, qPrintable(isSigned ? QString() : isSigned.error().toText()));
    }
    TrustStore trust;
    auto inspection = inspectBundle(path, trust);
    QVERIFY(inspection);
    QCOMPARE(inspection->signature, SignatureState::UnknownKey);
    QCOMPARE(inspection->key, key.publicKey());
    QCOMPARE(inspection->digest, unsignedDigest);
    QVERIFY(inspection->isInstallable());

    QVERIFY(trust.trust(key.publicKey(), QStringLiteral("Ada")));
    inspection = inspectBundle(path, trust);
    QCOMPARE(inspection->signature, SignatureState::Trusted);
    QCOMPARE(inspection->keyName, QStringLiteral("Ada"));

    trust.distrust(key.publicKey());
    inspection = inspectBundle(path, trust);
    QCOMPARE(inspection->signature, SignatureState::Distrusted);
    QVERIFY(!inspection->isInstallable());
    trust.revoke(key.publicKey(), QStringLiteral("lost"));
    inspection = inspectBundle(path, trust);
    QCOMPARE(inspection->signature, SignatureState::Revoked);
    QVERIFY(!inspection->isInstallable());
    const auto unpacked = extractBundle(*inspection, path, m_folder.filePath(QStringLiteral("revoked")));
    QVERIFY(!unpacked);
    QCOMPARE(unpacked.error().kind(), ErrorKind::InvalidOperation);
    QVERIFY(!QFile::exists(m_folder.filePath(QStringLiteral("revoked"))));
}

void BundleTest::whatIsUnpackedIsWhatWasPacked()
{
    const auto path = packed();
    QVERIFY(signBundle(path, SigningKey::generate()));
    const auto inspection = inspectBundle(path, {});
    QVERIFY(inspection);
    const auto folder = m_folder.filePath(QStringLiteral("plugins/org.dumbo.fixture/2.5.0"));
    qint64 reached = 0;
    const auto unpacked = extractBundle(*inspection, path, folder, {}, [&](qint64 done, qint64) { reached = done; });
    QVERIFY2(unpacked, qPrintable(unpacked ? QString() : unpacked.error().toText()));
    QVERIFY(reached >= inspection->unpackedSize());
    const auto modulePath = inspection->manifest.platforms.constFirst().modulePath();
    QCOMPARE(filesIn(m_folder.filePath(QStringLiteral("plugins"))).size(), 4);
    QCOMPARE(readFile(folder + u'/' + modulePath), readFile(module(QStringLiteral("good"))));
    QVERIFY(!(QFile::permissions(folder + u'/' + modulePath) & QFile::ExeOwner));

    const auto again = extractBundle(*inspection, path, folder);
    QVERIFY(!again);
    QCOMPARE(again.error().kind(), ErrorKind::InvalidOperation);
}

void BundleTest::aBareModuleIsABundleOfItsOwn()
{
    const auto path = module(QStringLiteral("good"));
    const auto inspection = inspectBundle(path, {});
    QVERIFY2(inspection, qPrintable(inspection ? QString() : inspection.error().toText()));
    QVERIFY(inspection->isBareModule);
    QVERIFY(inspection->isInstallable());
    QCOMPARE(inspection->signature, SignatureState::Unsigned);
    QCOMPARE(inspection->manifest.version, QStringLiteral("2.5.0"));
    const auto folder = m_folder.filePath(QStringLiteral("bare"));
    const auto unpacked = extractBundle(*inspection, path, folder);
    QVERIFY2(unpacked, qPrintable(unpacked ? QString() : unpacked.error().toText()));
    QCOMPARE(readFile(folder + u'/' + inspection->manifest.platforms.constFirst().modulePath()), readFile(path));
    QCOMPARE(filesIn(folder).size(), 3);
}

void BundleTest::anotherSystemsBundleIsDescribedAndRefused()
{
    const auto content = contentOfModule(module(QStringLiteral("architecture")));
    QVERIFY2(content, qPrintable(content ? QString() : content.error().toText()));
    const auto path = m_folder.filePath(QStringLiteral("elsewhere.dumbodriver"));
    QVERIFY(packBundle(*content, path));
    const auto inspection = inspectBundle(path, {});
    QVERIFY(inspection);
    QVERIFY(!inspection->fitsPlatform);
    QVERIFY(!inspection->isInstallable());
    QVERIFY(inspection->refusal);
    QCOMPARE(inspection->refusal->message(), QStringLiteral("The driver is made for plan9-mips, and this system is %1.").arg(m_here));
    QCOMPARE(inspection->manifest.name, QStringLiteral("Fixture"));
}

void BundleTest::librariesOfOtherSystemsStayInTheBundle()
{
    const auto content = contentOfFolder(folderWithEverything());
    const auto path = m_folder.filePath(QStringLiteral("several.dumbodriver"));
    QVERIFY(content && packBundle(*content, path));
    const auto inspection = inspectBundle(path, {});
    QVERIFY(inspection);
    const auto folder = m_folder.filePath(QStringLiteral("several"));
    const auto unpacked = extractBundle(*inspection, path, folder);
    QVERIFY2(unpacked, qPrintable(unpacked ? QString() : unpacked.error().toText()));
    const QStringList expected { QStringLiteral("LICENSE.txt"), QStringLiteral("digests.txt"), QStringLiteral("icon.svg"),
        m_here + QStringLiteral("/driver.so"), m_here + QStringLiteral("/libneighbour.so.1"), QStringLiteral("manifest.json") };
    QCOMPARE(filesIn(folder), expected);
}

void BundleTest::aCancelLeavesNothingBehind()
{
    const auto path = packed();
    const auto inspection = inspectBundle(path, {});
    QVERIFY(inspection);
    const CancellationSource source;
    const auto parent = m_folder.filePath(QStringLiteral("cancelled"));
    const auto unpacked = extractBundle(
        *inspection, path, parent + QStringLiteral("/target"), source.token(), [&](qint64, qint64) { source.cancel(); });
    QVERIFY(!unpacked);
    QCOMPARE(unpacked.error().kind(), ErrorKind::Cancelled);
    QCOMPARE(QDir(parent).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot), QStringList());
    const auto looked = inspectBundle(path, {}, source.token());
    QVERIFY(!looked);
    QCOMPARE(looked.error().kind(), ErrorKind::Cancelled);
}

void BundleTest::whatNoReaderWouldTakeIsNotPacked()
{
    const auto path = m_folder.filePath(QStringLiteral("refused.dumbodriver"));
    const auto zeros = m_folder.filePath(QStringLiteral("zeros"));
    QVERIFY(writeFile(zeros, QByteArray(5'000'000, '\0')));
    for (const auto &name : { QStringLiteral("café"), QStringLiteral("../x"), QStringLiteral("MANIFEST.json"), QStringLiteral("zeros") }) {
        auto content = contentOfModule(module(QStringLiteral("good")));
        QVERIFY(content);
        content->files.insert(name, zeros);
        const auto packed = packBundle(*content, path);
        QVERIFY2(!packed, qPrintable(name));
        QVERIFY(!QFile::exists(path));
    }
}

void BundleTest::theSchemaKnowsTheManifestsKeys()
{
    const auto bytes = readFile(qEnvironmentVariable("DUMBO_SOURCE_DIR") + QStringLiteral("/resources/schemas/driver-bundle.schema.json"));
    const auto schema = QJsonDocument::fromJson(bytes).object();
    const auto properties = schema[QStringLiteral("properties")].toObject();
    QVERIFY(!properties.isEmpty());
    const QString some = QStringLiteral("some");
    const BundleManifest full { some, some, some, some, some, some, some, some, some, some, { { some, some, { 1, some, some, some, some } } } };
    const auto json = full.toJson();
    QCOMPARE(json.keys(), properties.keys());
    const auto read = BundleManifest::fromJson(json);
    QVERIFY2(read, qPrintable(read ? QString() : read.error().message()));
    QCOMPARE(*read, full);
    const auto required = schema[QStringLiteral("required")].toArray();
    for (const auto &key : properties.keys()) {
        auto less = json;
        less.remove(key);
        QCOMPARE(BundleManifest::fromJson(less).has_value(), !required.contains(key));
    }
}

QTEST_GUILESS_MAIN(BundleTest)
#include "tst_bundle.moc"
