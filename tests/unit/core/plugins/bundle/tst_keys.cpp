#include "bundlefixture.h"

#include "core/plugins/bundle/truststore.h"

#include <QTest>

using namespace dumbo;
using namespace bundlefixture;

class KeysTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aSignatureHoldsForItsBytesOnly();
    void aPrivateKeyIsForItsOwnerOnlyAndNeverOverwritten();
    void aPassphraseProtectsAKey();
    void whatIsNoPrivateKeyIsRefused_data();
    void whatIsNoPrivateKeyIsRefused();
    void aPublicKeyIsReadInBothForms();
    void fingerprintsAreForPeople();
    void trustIsKeptInItsFile();
    void aRevokedKeyStaysRevoked();
    void aForgottenKeyIsUnknown();
    void aMalformedListOfKeysIsAnError_data();
    void aMalformedListOfKeysIsAnError();
    void aMissingListOfKeysTrustsNobody();

private:
    QTemporaryDir m_folder;
};

void KeysTest::aSignatureHoldsForItsBytesOnly()
{
    const auto key = SigningKey::generate();
    const auto signature = key.sign("elephants");
    QCOMPARE(signature.size(), 64);
    QCOMPARE(key.sign("elephants"), signature);
    QVERIFY(key.publicKey().verifies("elephants", signature));
    QVERIFY(!key.publicKey().verifies("elephant", signature));
    QVERIFY(!key.publicKey().verifies("elephants", signature.chopped(1)));
    QVERIFY(!key.publicKey().verifies("elephants", {}));
    QVERIFY(!SigningKey::generate().publicKey().verifies("elephants", signature));
    QVERIFY(!PublicKey().verifies("elephants", signature));
}

void KeysTest::aPrivateKeyIsForItsOwnerOnlyAndNeverOverwritten()
{
    const auto path = m_folder.filePath(QStringLiteral("mine.key"));
    const auto key = SigningKey::generate();
    QVERIFY(key.write(path, QStringLiteral("Ada")));
    QCOMPARE(QFile::permissions(path) & ~(QFile::ReadUser | QFile::WriteUser), QFile::ReadOwner | QFile::WriteOwner);
    const auto again = SigningKey::generate().write(path, QStringLiteral("Eve"));
    QVERIFY(!again);
    QCOMPARE(again.error().kind(), ErrorKind::InvalidOperation);
    const auto read = SigningKey::read(path);
    QVERIFY(read);
    QCOMPARE(read->publicKey(), key.publicKey());
    QVERIFY(!SigningKey::read(path + QStringLiteral(".not")));
    QVERIFY(!key.write(m_folder.filePath(QStringLiteral("no/such/folder")), {}));
}

void KeysTest::aPassphraseProtectsAKey()
{
    const auto path = m_folder.filePath(QStringLiteral("protected.key"));
    const auto key = SigningKey::generate();
    QVERIFY(key.write(path, QStringLiteral("Ada"), QStringLiteral("correct horse ✓")));
    for (const auto &wrong : { QString(), QStringLiteral("correct horse") }) {
        const auto read = SigningKey::read(path, wrong);
        QVERIFY(!read);
        QCOMPARE(read.error().kind(), ErrorKind::AuthenticationRequired);
    }
    const auto read = SigningKey::read(path, QStringLiteral("correct horse ✓"));
    QVERIFY(read);
    QCOMPARE(read->publicKey(), key.publicKey());
}

void KeysTest::whatIsNoPrivateKeyIsRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("text") << QByteArray("secret");
    QTest::newRow("no seed") << QByteArray(R"({"format": 1, "type": "dumbo-signing-key"})");
    QTest::newRow("a short seed") << QByteArray(R"({"format": 1, "type": "dumbo-signing-key", "seed": "AAAA"})");
    QTest::newRow("another public key")
        << QByteArray(R"({"format": 1, "type": "dumbo-signing-key", "seed": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "public": "AAAA"})");
    QTest::newRow("protection that takes a year") << QByteArray(R"({"format": 1, "type": "dumbo-signing-key", "protected":
        {"derivation": "argon2id", "operations": 4000000000, "memory": 67108864, "salt": "AAAAAAAAAAAAAAAAAAAAAA==",
        "nonce": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "seed": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}})");
    QTest::newRow("too large") << QByteArray(100'000, ' ');
}

void KeysTest::whatIsNoPrivateKeyIsRefused()
{
    QFETCH(QByteArray, bytes);
    const auto path = m_folder.filePath(QStringLiteral("other.key"));
    QVERIFY(writeFile(path, bytes));
    const auto read = SigningKey::read(path, QStringLiteral("x"));
    QVERIFY(!read);
    QCOMPARE(read.error().kind(), ErrorKind::Data);
}

void KeysTest::aPublicKeyIsReadInBothForms()
{
    const auto key = SigningKey::generate();
    const auto path = m_folder.filePath(QStringLiteral("mine.pub"));
    QVERIFY(writePublicKey({ key.publicKey(), QStringLiteral("Ada") }, path));
    QVERIFY(!writePublicKey({ key.publicKey(), QStringLiteral("Ada") }, path));
    auto read = readPublicKey(path);
    QVERIFY(read);
    QCOMPARE(read->key, key.publicKey());
    QCOMPARE(read->name, QStringLiteral("Ada"));
    QVERIFY(writeFile(path, key.publicKey().base64() + '\n'));
    read = readPublicKey(path);
    QVERIFY(read);
    QCOMPARE(read->key, key.publicKey());
    QVERIFY(writeFile(path, "AAAA"));
    QVERIFY(!readPublicKey(path));
    const auto secret = m_folder.filePath(QStringLiteral("secret.key"));
    QVERIFY(key.write(secret, {}));
    const auto mistaken = readPublicKey(secret);
    QVERIFY(!mistaken);
    QVERIFY(mistaken.error().message().contains(u"private key"));
}

void KeysTest::fingerprintsAreForPeople()
{
    const auto key = *PublicKey::fromBase64("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    QCOMPARE(key.fingerprint(), QStringLiteral("66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925"));
    QCOMPARE(key.shortFingerprint(), QStringLiteral("6668 7aad f862 bd77 6c8f c18b 8e9f 8e20"));
    QCOMPARE(PublicKey().shortFingerprint(), QString());
}

void KeysTest::trustIsKeptInItsFile()
{
    const auto path = m_folder.filePath(QStringLiteral("config/trusted-keys.json"));
    const auto ada = SigningKey::generate().publicKey();
    const auto eve = SigningKey::generate().publicKey();
    const auto bob = SigningKey::generate().publicKey();
    auto store = TrustStore::read(path);
    QVERIFY(store);
    QVERIFY(store->trust(ada, QStringLiteral("Ada")));
    store->distrust(eve);
    store->revoke(bob, QStringLiteral("stolen"));
    QVERIFY(!store->trust(PublicKey(), {}));
    QVERIFY(store->save());
    const auto read = TrustStore::read(path);
    QVERIFY(read);
    QCOMPARE(read->entries().size(), 3);
    QCOMPARE(read->stateOf(ada), KeyTrust::Trusted);
    QCOMPARE(read->entry(ada)->name, QStringLiteral("Ada"));
    QVERIFY(read->entry(ada)->since.isValid());
    QCOMPARE(read->stateOf(eve), KeyTrust::Distrusted);
    QCOMPARE(read->stateOf(bob), KeyTrust::Revoked);
    QCOMPARE(read->entry(bob)->reason, QStringLiteral("stolen"));
    QCOMPARE(read->stateOf(SigningKey::generate().publicKey()), KeyTrust::Unknown);
}

void KeysTest::aRevokedKeyStaysRevoked()
{
    TrustStore store;
    const auto key = SigningKey::generate().publicKey();
    QVERIFY(store.trust(key, QStringLiteral("Ada")));
    store.revoke(key, QStringLiteral("lost"));
    QVERIFY(!store.trust(key, QStringLiteral("Ada")));
    store.distrust(key);
    QVERIFY(!store.forget(key));
    QCOMPARE(store.stateOf(key), KeyTrust::Revoked);
}

void KeysTest::aForgottenKeyIsUnknown()
{
    TrustStore store;
    const auto key = SigningKey::generate().publicKey();
    QVERIFY(!store.forget(key));
    store.distrust(key);
    QVERIFY(store.forget(key));
    QCOMPARE(store.stateOf(key), KeyTrust::Unknown);
}

void KeysTest::aMalformedListOfKeysIsAnError_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("words");
    QTest::newRow("nothing") << QByteArray() << QStringLiteral("no JSON");
    QTest::newRow("a later format") << QByteArray(R"({"format": 2, "keys": []})") << QStringLiteral("format: expected 1, found 2");
    QTest::newRow("no key") << QByteArray(R"({"format": 1, "keys": [{"trust": "trusted"}]})") << QStringLiteral("keys[0].key");
    QTest::newRow("a short key") << QByteArray(R"({"format": 1, "keys": [{"key": "AAAA", "trust": "trusted"}]})") << QStringLiteral("keys[0].key");
    QTest::newRow("another word")
        << QByteArray(R"({"format": 1, "keys": [{"key": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "trust": "yes"}]})")
        << QStringLiteral("keys[0].trust");
}

void KeysTest::aMalformedListOfKeysIsAnError()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, words);
    const auto path = m_folder.filePath(QStringLiteral("keys.json"));
    QVERIFY(writeFile(path, bytes));
    const auto store = TrustStore::read(path);
    QVERIFY(!store);
    QVERIFY2(store.error().message().contains(words), qPrintable(store.error().message()));
    QCOMPARE(readFile(path), bytes);
}

void KeysTest::aMissingListOfKeysTrustsNobody()
{
    const auto store = TrustStore::read(m_folder.filePath(QStringLiteral("none.json")));
    QVERIFY(store);
    QVERIFY(store->entries().isEmpty());
}

QTEST_GUILESS_MAIN(KeysTest)
#include "tst_keys.moc"
