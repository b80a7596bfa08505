#include "core/plugins/install/catalogueindex.h"

#include "core/plugins/manifestreader.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QUrl>

#include <algorithm>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DriverCatalogue", text);
}

/// A file below the catalogue's folder, or an address that nobody can listen in on.
bool isFilePlace(const QString &text)
{
    const QUrl address(text, QUrl::StrictMode);
    if (!address.scheme().isEmpty())
        return address.scheme() == QLatin1StringView("https") && !address.host().isEmpty();
    const auto names = text.split(u'/');
    return !text.contains(u'\\') && !text.contains(u'%') && !text.contains(u'?') && !text.contains(u'#')
        && std::ranges::none_of(names, [](const QString &name) {
               return name.isEmpty() || name == QLatin1StringView(".") || name == QLatin1StringView("..");
           });
}

void readDate(ManifestReader &reader, const char *key, QDateTime &date, bool required)
{
    reader.value(key, required, tr("a time such as \"2030-01-31T12:00:00Z\""), [&](const QJsonValue &found) {
        date = QDateTime::fromString(found.toString(), Qt::ISODate).toUTC();
        return date.isValid();
    });
}

void readDigest(ManifestReader &reader, const char *key, QByteArray &digest)
{
    reader.value(key, true, tr("64 hexadecimal digits"), [&](const QJsonValue &found) {
        digest = found.toString().toLatin1();
        return digest.size() == 64 && QByteArray::fromHex(digest).toHex() == digest;
    });
}

void readKey(ManifestReader &reader, const char *key, bool required, QByteArray &bytes)
{
    reader.value(key, required, tr("the Base64 of a public key"), [&](const QJsonValue &found) {
        bytes = found.toString().toLatin1();
        return PublicKey::fromBase64(bytes).has_value();
    });
}

CatalogueBundle readBundle(ManifestReader &reader)
{
    CatalogueBundle bundle;
    reader.texts("platforms", bundle.platforms);
    if (bundle.platforms.isEmpty())
        reader.fail(tr("%1: expected a list of at least one text").arg(reader.pathOf("platforms")));
    reader.number("sdkAbi", bundle.sdkAbi, true);
    reader.value("file", true, tr("a path below the catalogue, or an https address"), [&](const QJsonValue &found) {
        bundle.file = found.toString();
        return isFilePlace(bundle.file);
    });
    reader.number("size", bundle.size);
    readDigest(reader, "sha256", bundle.digest);
    readKey(reader, "key", false, bundle.key);
    return bundle;
}

CatalogueVersion readVersion(ManifestReader &reader)
{
    CatalogueVersion version;
    reader.text("version", version.version, true);
    reader.text("changes", version.changes);
    readDate(reader, "published", version.published, false);
    reader.objects("bundles", true, [&](ManifestReader &each) { version.bundles.append(readBundle(each)); });
    return version;
}

CatalogueDriver readDriver(ManifestReader &reader)
{
    CatalogueDriver driver;
    reader.text("id", driver.id, true);
    reader.text("name", driver.name, true);
    reader.text("vendor", driver.vendor);
    reader.text("description", driver.description);
    reader.text("licence", driver.licence);
    reader.text("homepage", driver.homepage);
    reader.objects("versions", true, [&](ManifestReader &each) { driver.versions.append(readVersion(each)); });
    return driver;
}

void readRevoked(const QJsonObject &json, const QString &path, std::optional<QString> &fault, CatalogueIndex &index)
{
    ManifestReader reader(json, path, fault);
    reader.objects("bundles", false, [&](ManifestReader &each) {
        Revocation revoked;
        readDigest(each, "digest", revoked.subject);
        each.text("reason", revoked.reason);
        index.revokedBundles.append(revoked);
    });
    reader.objects("keys", false, [&](ManifestReader &each) {
        Revocation revoked;
        readKey(each, "key", true, revoked.subject);
        each.text("reason", revoked.reason);
        index.revokedKeys.append(revoked);
    });
}

void insertText(QJsonObject &json, const QString &key, const QString &text)
{
    if (!text.isEmpty())
        json.insert(key, text);
}

void insertDate(QJsonObject &json, const QString &key, const QDateTime &date)
{
    if (date.isValid())
        json.insert(key, date.toUTC().toString(Qt::ISODate));
}

QJsonObject toJson(const CatalogueBundle &bundle)
{
    QJsonObject json { { QStringLiteral("platforms"), QJsonArray::fromStringList(bundle.platforms) },
        { QStringLiteral("sdkAbi"), bundle.sdkAbi }, { QStringLiteral("file"), bundle.file }, { QStringLiteral("size"), bundle.size },
        { QStringLiteral("sha256"), QString::fromLatin1(bundle.digest) } };
    insertText(json, QStringLiteral("key"), QString::fromLatin1(bundle.key));
    return json;
}

QJsonObject toJson(const CatalogueVersion &version)
{
    QJsonArray bundles;
    for (const auto &bundle : version.bundles)
        bundles.append(toJson(bundle));
    QJsonObject json { { QStringLiteral("version"), version.version }, { QStringLiteral("bundles"), bundles } };
    insertText(json, QStringLiteral("changes"), version.changes);
    insertDate(json, QStringLiteral("published"), version.published);
    return json;
}

QJsonObject toJson(const CatalogueDriver &driver)
{
    QJsonArray versions;
    for (const auto &version : driver.versions)
        versions.append(toJson(version));
    QJsonObject json { { QStringLiteral("id"), driver.id }, { QStringLiteral("name"), driver.name },
        { QStringLiteral("versions"), versions } };
    insertText(json, QStringLiteral("vendor"), driver.vendor);
    insertText(json, QStringLiteral("description"), driver.description);
    insertText(json, QStringLiteral("licence"), driver.licence);
    insertText(json, QStringLiteral("homepage"), driver.homepage);
    return json;
}

QJsonArray toJson(const QList<Revocation> &revocations, const QString &subject)
{
    QJsonArray array;
    for (const auto &each : revocations)
        array.append(QJsonObject { { subject, QString::fromLatin1(each.subject) }, { QStringLiteral("reason"), each.reason } });
    return array;
}

} // namespace

Result<CatalogueIndex> CatalogueIndex::fromBytes(const QByteArray &bytes)
{
    QJsonParseError problem;
    const auto document = QJsonDocument::fromJson(bytes, &problem);
    if (!document.isObject())
        return dumbo::fail(ErrorKind::Data, tr("The catalogue's index is no JSON object: %1.").arg(problem.errorString()));
    const auto json = document.object();
    CatalogueIndex index;
    std::optional<QString> fault;
    ManifestReader reader(json, {}, fault);
    int format = 0;
    reader.number("format", format, true);
    if (!fault && format > currentFormat)
        return dumbo::fail(ErrorKind::NotImplemented,
            tr("The catalogue has format %1; this program knows %2. Update the program.").arg(format).arg(currentFormat));
    reader.text("name", index.name, true);
    reader.text("homepage", index.homepage);
    reader.number("serial", index.serial);
    readDate(reader, "issued", index.issued, true);
    readDate(reader, "expires", index.expires, false);
    reader.objects("drivers", false, [&](ManifestReader &each) { index.drivers.append(readDriver(each)); });
    reader.object("revoked", false,
        [&](const QJsonObject &revoked, const QString &path) { readRevoked(revoked, path, fault, index); });
    if (fault)
        return dumbo::fail(ErrorKind::Data, tr("The catalogue's index is wrong: %1.").arg(*fault));
    return index;
}

QByteArray CatalogueIndex::toBytes() const
{
    QJsonArray array;
    for (const auto &driver : drivers)
        array.append(toJson(driver));
    QJsonObject json { { QStringLiteral("format"), currentFormat }, { QStringLiteral("name"), name }, { QStringLiteral("serial"), serial },
        { QStringLiteral("drivers"), array } };
    insertText(json, QStringLiteral("homepage"), homepage);
    insertDate(json, QStringLiteral("issued"), issued);
    insertDate(json, QStringLiteral("expires"), expires);
    if (!revokedBundles.isEmpty() || !revokedKeys.isEmpty())
        json.insert(QStringLiteral("revoked"),
            QJsonObject { { QStringLiteral("bundles"), toJson(revokedBundles, QStringLiteral("digest")) },
                { QStringLiteral("keys"), toJson(revokedKeys, QStringLiteral("key")) } });
    return QJsonDocument(json).toJson();
}

SignedIndex SignedIndex::of(const CatalogueIndex &index, const SigningKey &key)
{
    const auto bytes = index.toBytes();
    return { bytes,
        QJsonDocument(QJsonObject { { QStringLiteral("algorithm"), QStringLiteral("Ed25519") },
                          { QStringLiteral("key"), QString::fromLatin1(key.publicKey().base64()) },
                          { QStringLiteral("signature"), QString::fromLatin1(key.sign(bytes).toBase64()) } })
            .toJson() };
}

Result<PublicKey> SignedIndex::signer() const
{
    const auto json = QJsonDocument::fromJson(signature).object();
    const auto bytes = [&](QLatin1StringView name) { return json.value(name).toString().toLatin1(); };
    const auto key = PublicKey::fromBase64(bytes(QLatin1StringView("key")));
    const auto isKnown = json.value(QLatin1StringView("algorithm")).toString() == QLatin1StringView("Ed25519");
    const auto decoded = QByteArray::fromBase64Encoding(bytes(QLatin1StringView("signature")), QByteArray::AbortOnBase64DecodingErrors);
    if (!isKnown || !key || !decoded)
        return dumbo::fail(ErrorKind::Data, tr("The catalogue's signature, index.json.sig, is malformed."));
    if (!key->verifies(index, *decoded))
        return dumbo::fail(Error(ErrorKind::Data, tr("The catalogue was modified after it was signed: the signature is not one of index.json."))
                        .withHint(tr("Nothing was taken from it. Tell those who offer it.")));
    return *key;
}

} // namespace dumbo
