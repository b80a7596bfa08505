#include "core/plugins/bundle/keys.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include <array>

#include <sodium.h>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Bundle", text);
}

constexpr qint64 fileLimit = 64 << 10;
constexpr auto secretType = "dumbo-signing-key";
constexpr auto publicType = "dumbo-public-key";

/// Before the first call of libsodium; any thread.
bool isSodiumReady()
{
    static const bool isReady = sodium_init() >= 0;
    return isReady;
}

const uchar *unsignedBytes(const QByteArray &bytes)
{
    return reinterpret_cast<const uchar *>(bytes.constData());
}

uchar *unsignedBytes(QByteArray &bytes)
{
    return reinterpret_cast<uchar *>(bytes.data());
}

QString text(const QJsonObject &json, const char *key)
{
    return json.value(QLatin1StringView(key)).toString();
}

/// Nothing where it is not Base64 of so many bytes.
std::optional<QByteArray> decoded(const QByteArray &base64, qsizetype size)
{
    const auto result = QByteArray::fromBase64Encoding(base64, QByteArray::AbortOnBase64DecodingErrors);
    if (!result || result.decoded.size() != size)
        return std::nullopt;
    return result.decoded;
}

std::optional<QByteArray> decoded(const QJsonObject &json, const char *key, qsizetype size)
{
    return decoded(text(json, key).toLatin1(), size);
}

Result<QByteArray> readFile(const QString &path)
{
    QFile file(path);
    if (!file.exists())
        return fail(ErrorKind::NotFound, tr("There is no file %1.").arg(path));
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::System, tr("%1 can't be read: %2.").arg(path, file.errorString()));
    if (file.size() > fileLimit)
        return fail(ErrorKind::Data, tr("%1 is no key: it is too large.").arg(path));
    return file.readAll();
}

Result<void> makeFile(const QString &path, const QJsonObject &json, QFileDevice::Permissions permissions)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly, permissions)) {
        if (file.exists())
            return fail(ErrorKind::InvalidOperation, tr("%1 exists already, and a key is never overwritten.").arg(path));
        return fail(ErrorKind::System, tr("%1 can't be written: %2.").arg(path, file.errorString()));
    }
    const auto bytes = QJsonDocument(json).toJson();
    if (file.write(bytes) == bytes.size() && file.flush())
        return {};
    const auto reason = file.errorString();
    file.remove();
    return fail(ErrorKind::System, tr("%1 can't be written: %2.").arg(path, reason));
}

/// The key that a passphrase makes. Nothing where memory is short.
std::optional<QByteArray> derived(const QString &passphrase, const QByteArray &salt, quint64 operations, quint64 memory)
{
    const auto words = passphrase.toUtf8();
    QByteArray key(crypto_secretbox_KEYBYTES, '\0');
    if (crypto_pwhash(unsignedBytes(key), quint64(key.size()), words.constData(), quint64(words.size()), unsignedBytes(salt), operations,
            memory, crypto_pwhash_ALG_ARGON2ID13)
        != 0)
        return std::nullopt;
    return key;
}

QByteArray randomBytes(qsizetype size)
{
    QByteArray bytes(size, '\0');
    randombytes_buf(bytes.data(), std::size_t(size));
    return bytes;
}

std::optional<QJsonObject> protectedSeed(const QByteArray &seed, const QString &passphrase)
{
    constexpr quint64 operations = crypto_pwhash_OPSLIMIT_INTERACTIVE;
    constexpr quint64 memory = crypto_pwhash_MEMLIMIT_INTERACTIVE;
    const auto salt = randomBytes(crypto_pwhash_SALTBYTES);
    const auto nonce = randomBytes(crypto_secretbox_NONCEBYTES);
    const auto key = derived(passphrase, salt, operations, memory);
    if (!key)
        return std::nullopt;
    QByteArray box(seed.size() + qsizetype(crypto_secretbox_MACBYTES), '\0');
    crypto_secretbox_easy(unsignedBytes(box), unsignedBytes(seed), quint64(seed.size()), unsignedBytes(nonce), unsignedBytes(*key));
    const auto base64 = [](const QByteArray &bytes) { return QString::fromLatin1(bytes.toBase64()); };
    return QJsonObject { { QStringLiteral("derivation"), QStringLiteral("argon2id") }, { QStringLiteral("operations"), qint64(operations) },
        { QStringLiteral("memory"), qint64(memory) }, { QStringLiteral("salt"), base64(salt) }, { QStringLiteral("nonce"), base64(nonce) },
        { QStringLiteral("seed"), base64(box) } };
}

/// Nothing where the object is malformed.
Result<std::optional<QByteArray>> openedSeed(const QJsonObject &json, const QString &path, const QString &passphrase)
{
    const auto salt = decoded(json, "salt", crypto_pwhash_SALTBYTES);
    const auto nonce = decoded(json, "nonce", crypto_secretbox_NONCEBYTES);
    const auto box = decoded(json, "seed", crypto_sign_SEEDBYTES + crypto_secretbox_MACBYTES);
    const auto operations = json.value(QLatin1StringView("operations")).toInteger();
    const auto memory = json.value(QLatin1StringView("memory")).toInteger();
    const auto isBounded = operations >= qint64(crypto_pwhash_OPSLIMIT_MIN) && operations <= 16
        && memory >= qint64(crypto_pwhash_MEMLIMIT_MIN) && memory <= qint64(1) << 30;
    if (!salt || !nonce || !box || !isBounded || text(json, "derivation") != u"argon2id")
        return std::nullopt;
    if (passphrase.isEmpty())
        return fail(ErrorKind::AuthenticationRequired, tr("The key in %1 is protected by a passphrase.").arg(path));
    const auto key = derived(passphrase, *salt, quint64(operations), quint64(memory));
    if (!key)
        return fail(ErrorKind::InsufficientResources, tr("There is too little memory to open the key in %1.").arg(path));
    QByteArray seed(crypto_sign_SEEDBYTES, '\0');
    if (crypto_secretbox_open_easy(unsignedBytes(seed), unsignedBytes(*box), quint64(box->size()), unsignedBytes(*nonce), unsignedBytes(*key)) != 0)
        return fail(ErrorKind::AuthenticationRequired, tr("The passphrase is not the one that protects the key in %1.").arg(path));
    return seed;
}

} // namespace

struct SigningKey::Secret {
    std::array<uchar, crypto_sign_SECRETKEYBYTES> secret {};
    std::array<uchar, crypto_sign_PUBLICKEYBYTES> open {};

    explicit Secret(const QByteArray &seed) { crypto_sign_seed_keypair(open.data(), secret.data(), unsignedBytes(seed)); }
    ~Secret() { sodium_memzero(secret.data(), secret.size()); }
    Q_DISABLE_COPY_MOVE(Secret)
};

Result<PublicKey> PublicKey::fromBase64(const QByteArray &text)
{
    const auto bytes = decoded(text.trimmed(), crypto_sign_PUBLICKEYBYTES);
    if (!bytes)
        return fail(ErrorKind::Data, tr("This is no public key: expected the Base64 of %1 bytes.").arg(crypto_sign_PUBLICKEYBYTES));
    return PublicKey(*bytes);
}

QString PublicKey::fingerprint() const
{
    return isValid() ? QString::fromLatin1(QCryptographicHash::hash(m_bytes, QCryptographicHash::Sha256).toHex()) : QString();
}

QString PublicKey::shortFingerprint() const
{
    const auto digits = fingerprint().left(32);
    QStringList groups;
    for (qsizetype i = 0; i < digits.size(); i += 4)
        groups.append(digits.sliced(i, 4));
    return groups.join(u' ');
}

bool PublicKey::verifies(const QByteArray &bytes, const QByteArray &signature) const
{
    return isSodiumReady() && isValid() && signature.size() == qsizetype(crypto_sign_BYTES)
        && crypto_sign_verify_detached(unsignedBytes(signature), unsignedBytes(bytes), quint64(bytes.size()), unsignedBytes(m_bytes)) == 0;
}

SigningKey::SigningKey(std::shared_ptr<const Secret> secret)
    : m_secret(std::move(secret))
{
}

SigningKey SigningKey::generate()
{
    [[maybe_unused]] const auto isReady = isSodiumReady();
    Q_ASSERT(isReady);
    auto seed = randomBytes(crypto_sign_SEEDBYTES);
    SigningKey key(std::make_shared<Secret>(seed));
    sodium_memzero(seed.data(), std::size_t(seed.size()));
    return key;
}

Result<SigningKey> SigningKey::read(const QString &path, const QString &passphrase)
{
    [[maybe_unused]] const auto isReady = isSodiumReady();
    Q_ASSERT(isReady);
    const auto bytes = readFile(path);
    if (!bytes)
        return fail(bytes.error());
    const auto json = QJsonDocument::fromJson(*bytes).object();
    const auto noKey = [&] { return fail(ErrorKind::Data, tr("%1 is no private key that signs drivers.").arg(path)); };
    if (text(json, "type") != QLatin1StringView(secretType) || json.value(QLatin1StringView("format")).toInt() != 1)
        return noKey();
    auto seed = decoded(json, "seed", crypto_sign_SEEDBYTES);
    if (const auto box = json.value(QLatin1StringView("protected")); box.isObject()) {
        auto opened = openedSeed(box.toObject(), path, passphrase);
        if (!opened)
            return fail(opened.error());
        seed = *opened;
    }
    if (!seed)
        return noKey();
    SigningKey key(std::make_shared<Secret>(*seed));
    sodium_memzero(seed->data(), std::size_t(seed->size()));
    if (text(json, "public").toLatin1() != key.publicKey().base64())
        return noKey();
    return key;
}

Result<void> SigningKey::write(const QString &path, const QString &name, const QString &passphrase) const
{
    QByteArray seed(crypto_sign_SEEDBYTES, '\0');
    crypto_sign_ed25519_sk_to_seed(unsignedBytes(seed), m_secret->secret.data());
    QJsonObject json { { QStringLiteral("format"), 1 }, { QStringLiteral("type"), QLatin1StringView(secretType) },
        { QStringLiteral("algorithm"), QStringLiteral("Ed25519") }, { QStringLiteral("name"), name },
        { QStringLiteral("public"), QString::fromLatin1(publicKey().base64()) } };
    if (passphrase.isEmpty()) {
        json.insert(QStringLiteral("seed"), QString::fromLatin1(seed.toBase64()));
    } else {
        const auto box = protectedSeed(seed, passphrase);
        if (!box)
            return fail(ErrorKind::InsufficientResources, tr("There is too little memory to protect the key with a passphrase."));
        json.insert(QStringLiteral("protected"), *box);
    }
    sodium_memzero(seed.data(), std::size_t(seed.size()));
    return makeFile(path, json, QFileDevice::ReadOwner | QFileDevice::WriteOwner);
}

PublicKey SigningKey::publicKey() const
{
    return PublicKey(QByteArray(reinterpret_cast<const char *>(m_secret->open.data()), qsizetype(m_secret->open.size())));
}

QByteArray SigningKey::sign(const QByteArray &bytes) const
{
    QByteArray signature(crypto_sign_BYTES, '\0');
    crypto_sign_detached(unsignedBytes(signature), nullptr, unsignedBytes(bytes), quint64(bytes.size()), m_secret->secret.data());
    return signature;
}

Result<void> writePublicKey(const NamedKey &key, const QString &path)
{
    const QJsonObject json { { QStringLiteral("format"), 1 }, { QStringLiteral("type"), QLatin1StringView(publicType) },
        { QStringLiteral("algorithm"), QStringLiteral("Ed25519") }, { QStringLiteral("name"), key.name },
        { QStringLiteral("key"), QString::fromLatin1(key.key.base64()) } };
    return makeFile(path, json, QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ReadGroup | QFileDevice::ReadOther);
}

Result<NamedKey> readPublicKey(const QString &path)
{
    const auto bytes = readFile(path);
    if (!bytes)
        return fail(bytes.error());
    if (const auto bare = PublicKey::fromBase64(*bytes))
        return NamedKey { *bare, {} };
    const auto json = QJsonDocument::fromJson(*bytes).object();
    if (text(json, "type") == QLatin1StringView(secretType))
        return fail(ErrorKind::Data, tr("%1 is a private key. Keep it to yourself, and give others the public one beside it.").arg(path));
    const auto key = PublicKey::fromBase64(text(json, "key").toLatin1());
    if (text(json, "type") != QLatin1StringView(publicType) || !key)
        return fail(ErrorKind::Data, tr("%1 is no public key of a driver's author.").arg(path));
    return NamedKey { *key, text(json, "name") };
}

} // namespace dumbo
