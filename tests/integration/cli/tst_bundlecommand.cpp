#include "clirun.h"

#include "core/plugins/bundle/bundlepath.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using dumbo::test::Outcome;
using dumbo::test::runDumbo;

/// dumbo plugins keygen, pack, sign and verify.
class BundleCommandTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aDriverIsPackedSignedAndVerified();
    void aFolderIsPackedUnderItsOwnName();
    void aKeyIsNeverOverwritten();
    void aProtectedKeyWantsItsPassphrase();
    void exitCodesTellHowFarABundleIsTrusted();
    void packingRefusesInWords_data();
    void packingRefusesInWords();

private:
    [[nodiscard]] QString path(const QString &name) const { return m_folder->filePath(name); }
    [[nodiscard]] Outcome packed(const QString &name) const { return plugins({ u"pack"_s, u"--module"_s, module(u"good"_s), u"-o"_s, path(name) }); }

    static Outcome plugins(const QStringList &arguments, const QStringList &variables = {})
    {
        return runDumbo(QStringList { u"plugins"_s } + arguments, variables);
    }
    static QString module(const QString &name)
    {
        const QDir folder(qEnvironmentVariable("DUMBO_BUILD_DIR") + u"/tests/fixtures/plugins/"_s + name);
        return folder.filePath(folder.entryList({ u"*.so"_s }).value(0));
    }
    static bool write(const QString &file, const QByteArray &bytes)
    {
        QFile out(file);
        return out.open(QIODevice::WriteOnly) && out.write(bytes) == bytes.size();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void BundleCommandTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void BundleCommandTest::aDriverIsPackedSignedAndVerified()
{
    const auto key = plugins({ u"keygen"_s, path(u"mine.key"_s), u"--name"_s, u"Ada"_s, u"--json"_s });
    QVERIFY2(key.exitCode == 0, key.err.constData());
    QCOMPARE(key.json()[u"publicFile"].toString(), path(u"mine.key.pub"_s));
    QCOMPARE(QFile::permissions(path(u"mine.key"_s)) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());

    QVERIFY(write(path(u"LICENSE"_s), "do what you like"));
    QVERIFY(write(path(u"libneighbour.so.1"_s), "a neighbour"));
    const auto pack = plugins({ u"pack"_s, u"--module"_s, module(u"good"_s), u"--library"_s, path(u"libneighbour.so.1"_s), u"--licence"_s,
        path(u"LICENSE"_s), u"--vendor"_s, u"Fixtures & Sons"_s, u"-o"_s, path(u"x.dumbodriver"_s), u"--json"_s });
    QVERIFY2(pack.exitCode == 0, pack.err.constData());
    QCOMPARE(pack.json()[u"signature"].toString(), u"unsigned"_s);
    QCOMPARE(pack.json()[u"files"].toArray().size(), 4);

    const auto sign = plugins({ u"sign"_s, path(u"x.dumbodriver"_s), u"--key"_s, path(u"mine.key"_s) });
    QVERIFY2(sign.exitCode == 0, sign.err.constData());
    QVERIFY2(sign.out.contains("org.dumbo.fixture 2.5.0, signed with the key "), sign.out.constData());

    const auto verify = plugins({ u"verify"_s, path(u"x.dumbodriver"_s), u"--key"_s, path(u"mine.key.pub"_s), u"--json"_s });
    QVERIFY2(verify.exitCode == 0, verify.err.constData());
    const auto json = verify.json();
    QCOMPARE(json[u"signature"].toString(), u"trusted"_s);
    QCOMPARE(json[u"keyName"].toString(), u"Ada"_s);
    QCOMPARE(json[u"fingerprint"], key.json()[u"fingerprint"]);
    QCOMPARE(json[u"digest"], pack.json()[u"digest"]);
    QCOMPARE(json[u"vendor"].toString(), u"Fixtures & Sons"_s);
    QCOMPARE(json[u"connectors"].toArray(), QJsonArray { u"Fixture:good"_s });
    QCOMPARE(json[u"platforms"].toArray(), QJsonArray { dumbo::currentBundlePlatform() });
    QVERIFY(json[u"installable"].toBool());
    const auto text = plugins({ u"verify"_s, path(u"x.dumbodriver"_s), u"--key"_s, path(u"mine.key.pub"_s) });
    QVERIFY2(text.out.startsWith("Fixture 2.5.0 by Fixtures & Sons (org.dumbo.fixture)\nSigned with a key that you trust.\n"), text.out.constData());
}

void BundleCommandTest::aFolderIsPackedUnderItsOwnName()
{
    const auto platform = path(u"driver/"_s + dumbo::currentBundlePlatform());
    QVERIFY(QDir().mkpath(platform));
    QVERIFY(QFile::copy(module(u"good"_s), platform + u"/good.so"_s));
    QVERIFY(write(path(u"driver/icon.svg"_s), "<svg/>"));
    QVERIFY(write(path(u"driver/manifest.json"_s), R"({"vendor": "Ada"})"));
    QProcess process;
    process.setWorkingDirectory(m_folder->path());
    process.start(qEnvironmentVariable("DUMBO_BUILD_DIR") + u"/bin/dumbo"_s, { u"plugins"_s, u"pack"_s, u"driver"_s });
    QVERIFY(process.waitForFinished(60'000));
    QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
    QVERIFY(QFile::exists(path(u"fixture-2.5.0.dumbodriver"_s)));
    const auto verify = plugins({ u"verify"_s, path(u"fixture-2.5.0.dumbodriver"_s), u"--json"_s });
    QCOMPARE(verify.exitCode, 4);
    QCOMPARE(verify.json()[u"vendor"].toString(), u"Ada"_s);
    process.start(process.program(), { u"plugins"_s, u"verify"_s, u"driver/"_s + dumbo::currentBundlePlatform() + u"/good.so"_s });
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitCode(), 4);
}

void BundleCommandTest::aKeyIsNeverOverwritten()
{
    QCOMPARE(plugins({ u"keygen"_s, path(u"mine.key"_s) }).exitCode, 0);
    const auto again = plugins({ u"keygen"_s, path(u"mine.key"_s) });
    QCOMPARE(again.exitCode, 1);
    QVERIFY2(again.err.contains("never overwritten"), again.err.constData());
    // A public key without its private one is as little replaced.
    QVERIFY(QFile::remove(path(u"mine.key"_s)));
    QCOMPARE(plugins({ u"keygen"_s, path(u"mine.key"_s) }).exitCode, 1);
    QVERIFY(!QFile::exists(path(u"mine.key"_s)));
}

void BundleCommandTest::aProtectedKeyWantsItsPassphrase()
{
    const auto right = u"DUMBO_KEY_PASSPHRASE=correct horse"_s;
    const auto without = plugins({ u"keygen"_s, path(u"mine.key"_s), u"--passphrase"_s });
    QCOMPARE(without.exitCode, 1);
    QVERIFY2(without.err.contains("There is no passphrase"), without.err.constData());
    const auto key = plugins({ u"keygen"_s, path(u"mine.key"_s), u"--passphrase"_s, u"--json"_s }, { right });
    QVERIFY2(key.exitCode == 0, key.err.constData());
    QVERIFY(key.json()[u"protected"].toBool());
    QCOMPARE(packed(u"x.dumbodriver"_s).exitCode, 0);
    const QStringList sign { u"sign"_s, path(u"x.dumbodriver"_s), u"--key"_s, path(u"mine.key"_s) };
    QVERIFY(plugins(sign).err.contains("is protected by a passphrase"));
    QVERIFY(plugins(sign, { u"DUMBO_KEY_PASSPHRASE=wrong"_s }).err.contains("is not the one"));
    QCOMPARE(plugins(sign, { right }).exitCode, 0);
}

void BundleCommandTest::exitCodesTellHowFarABundleIsTrusted()
{
    QCOMPARE(plugins({ u"verify"_s }).exitCode, 2);
    QCOMPARE(plugins({ u"verify"_s, path(u"nowhere"_s) }).exitCode, 1);
    QVERIFY(write(path(u"text"_s), "no bundle"));
    const auto text = plugins({ u"verify"_s, path(u"text"_s) });
    QCOMPARE(text.exitCode, 1);
    QVERIFY2(text.err.contains("no zip file"), text.err.constData());

    const auto bundle = path(u"x.dumbodriver"_s);
    QCOMPARE(packed(u"x.dumbodriver"_s).exitCode, 0);
    QCOMPARE(plugins({ u"verify"_s, bundle }).exitCode, 4);
    QCOMPARE(plugins({ u"verify"_s, module(u"good"_s) }).exitCode, 4);
    QCOMPARE(plugins({ u"keygen"_s, path(u"mine.key"_s) }).exitCode, 0);
    QCOMPARE(plugins({ u"sign"_s, bundle, u"--key"_s, path(u"mine.key"_s) }).exitCode, 0);
    QCOMPARE(plugins({ u"verify"_s, bundle }).exitCode, 4);

    QFile file(bundle);
    QVERIFY(file.open(QIODevice::ReadOnly));
    auto bytes = file.readAll();
    file.close();
    // In the middle of the module.
    bytes[bytes.size() / 2] = char(bytes[bytes.size() / 2] ^ 1);
    QVERIFY(write(bundle, bytes));
    QCOMPARE(plugins({ u"verify"_s, bundle }).exitCode, 1);

    const auto other = plugins({ u"verify"_s, module(u"sdk"_s), u"--json"_s });
    QCOMPARE(other.exitCode, 1);
    QVERIFY(other.json()[u"refusal"][u"message"].toString().contains(u"SDK 999"));
}

void BundleCommandTest::packingRefusesInWords_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("nothing to pack") << QStringList {} << 2 << QByteArray("FOLDER or --module");
    QTest::newRow("no such folder") << QStringList { u"/nowhere"_s } << 1 << QByteArray("There is no folder /nowhere.");
    QTest::newRow("no driver") << QStringList { u"--module"_s, module(u"plain"_s) } << 1 << QByteArray("not a plugin");
    QTest::newRow("no such licence") << QStringList { u"--module"_s, module(u"good"_s), u"--licence"_s, u"/nowhere"_s } << 1
                                     << QByteArray("There is no file /nowhere.");
    QTest::newRow("no such key") << QStringList { u"--module"_s, module(u"good"_s), u"--key"_s, u"/nowhere"_s } << 1
                                 << QByteArray("There is no file /nowhere.");
}

void BundleCommandTest::packingRefusesInWords()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    QFETCH(QByteArray, words);
    const auto output = path(u"x.dumbodriver"_s);
    const auto outcome = plugins(QStringList { u"pack"_s, u"-o"_s, output } + arguments);
    QCOMPARE(outcome.exitCode, code);
    QVERIFY2(outcome.err.contains(words), outcome.err.constData());
    QVERIFY(!QFile::exists(output));
}

QTEST_GUILESS_MAIN(BundleCommandTest)
#include "tst_bundlecommand.moc"
