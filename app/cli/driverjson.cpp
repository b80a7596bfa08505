#include "app/cli/driverjson.h"

#include "core/plugins/bundle/bundle.h"

#include <QJsonDocument>

#include <array>

namespace cli {

using namespace dumbo;

namespace {

constexpr std::array changeNames { "new", "upgrade", "downgrade", "repair", "activate" };

/// An object without members that say nothing.
class Members {
public:
    Members &add(const QString &name, const QString &text)
    {
        if (!text.isEmpty())
            m_object.insert(name, text);
        return *this;
    }
    Members &add(const QString &name, const QByteArray &text) { return add(name, QString::fromLatin1(text)); }
    Members &add(const QString &name, const QDateTime &time)
    {
        return add(name, time.isValid() ? time.toUTC().toString(Qt::ISODate) : QString());
    }
    Members &put(const QString &name, const QJsonValue &value)
    {
        m_object.insert(name, value);
        return *this;
    }
    Members &flag(const QString &name, bool isSet)
    {
        if (isSet)
            m_object.insert(name, true);
        return *this;
    }
    [[nodiscard]] const QJsonObject &object() const { return m_object; }

private:
    QJsonObject m_object;
};

QJsonObject versionJson(const InstalledVersion &version)
{
    QJsonArray files;
    for (const auto &file : version.files)
        files.append(QJsonObject { { QStringLiteral("path"), file.path }, { QStringLiteral("size"), file.size },
            { QStringLiteral("sha256"), QString::fromLatin1(file.digest) } });
    Members members;
    members.put(QStringLiteral("version"), version.version)
        .put(QStringLiteral("folder"), version.folder)
        .add(QStringLiteral("digest"), version.digest)
        .put(QStringLiteral("signature"), signatureStateName(version.signature))
        .add(QStringLiteral("key"), version.keyFingerprint)
        .add(QStringLiteral("from"), version.from)
        .add(QStringLiteral("installed"), version.installed)
        .add(QStringLiteral("changes"), version.changes)
        .add(QStringLiteral("revocation"), version.revocation)
        .put(QStringLiteral("files"), files);
    if (!version.probe.isEmpty())
        members.put(QStringLiteral("probe"), version.probe);
    return members.object();
}

QJsonArray connectorsJson(const Manifest &manifest)
{
    QJsonArray connectors;
    for (const auto &connector : manifest.connectors)
        connectors.append(connector.connector.toText());
    return connectors;
}

QJsonObject capabilitiesJson(const Manifest &manifest)
{
    QJsonObject all;
    for (const auto &connector : manifest.connectors) {
        QJsonArray names;
        const auto known = allCapabilities();
        for (const auto capability : known) {
            if (connector.capabilities.testFlag(capability))
                names.append(capabilityName(capability));
        }
        all.insert(connector.connector.toText(), names);
    }
    return all;
}

void addDetails(Members &members, const DriverInfo &driver)
{
    const auto &manifest = driver.entry.manifest;
    members.add(QStringLiteral("description"), manifest.description)
        .add(QStringLiteral("licence"), manifest.licence)
        .add(QStringLiteral("homepage"), manifest.homepage)
        .put(QStringLiteral("sdkAbi"), manifest.build.sdkAbi)
        .put(QStringLiteral("capabilities"), capabilitiesJson(manifest))
        .add(QStringLiteral("icon"), driver.iconPath)
        .add(QStringLiteral("licenceFile"), driver.licencePath);
    QJsonArray versions;
    for (const auto &version : driver.versions)
        versions.append(versionJson(version));
    members.put(QStringLiteral("versions"), versions);
}

} // namespace

QJsonObject driverJson(const DriverInfo &driver, bool isWhole)
{
    const auto &entry = driver.entry;
    Members members;
    members.put(QStringLiteral("id"), entry.manifest.id)
        .put(QStringLiteral("name"), entry.manifest.name)
        .put(QStringLiteral("version"), entry.manifest.version)
        .add(QStringLiteral("vendor"), entry.manifest.vendor)
        .put(QStringLiteral("state"), driverStateName(entry.state))
        .put(QStringLiteral("origin"), driverOriginName(entry.origin))
        .put(QStringLiteral("file"), entry.filePath)
        .put(QStringLiteral("connectors"), connectorsJson(entry.manifest))
        .add(QStringLiteral("active"), driver.activeVersion)
        .add(QStringLiteral("pendingAtNextStart"), driver.pendingAtNextStart)
        .flag(QStringLiteral("removedAtNextStart"), driver.isRemovedAtNextStart)
        .flag(QStringLiteral("disabled"), driver.isDisabled)
        .flag(QStringLiteral("isolated"), driver.isIsolated)
        .add(QStringLiteral("key"), driver.keyFingerprint)
        .add(QStringLiteral("keyName"), driver.keyName)
        .add(QStringLiteral("from"), driver.from);
    if (driver.hasSignature)
        members.put(QStringLiteral("signature"), signatureStateName(driver.signature));
    if (entry.reason)
        members.put(QStringLiteral("reason"), entry.reason->toText());
    if (driver.obstacle)
        members.add(QStringLiteral("hint"), driver.obstacle->whatToDo);
    if (driver.crash)
        members.put(QStringLiteral("crash"),
            QJsonObject { { QStringLiteral("when"), driver.crash->when.toUTC().toString(Qt::ISODate) },
                { QStringLiteral("version"), driver.crash->version }, { QStringLiteral("program"), driver.crash->program } });
    if (isWhole)
        addDetails(members, driver);
    return members.object();
}

QJsonObject outcomeJson(const InstallOutcome &outcome)
{
    Members members;
    members.put(QStringLiteral("id"), outcome.id)
        .put(QStringLiteral("version"), outcome.version)
        .put(QStringLiteral("change"), QLatin1StringView(changeNames.at(std::size_t(outcome.change))))
        .put(QStringLiteral("takesEffectAtNextStart"), outcome.takesEffectAtNextStart)
        .put(QStringLiteral("notes"), QJsonArray::fromStringList(outcome.notes));
    if (!outcome.probe.isEmpty())
        members.put(QStringLiteral("probe"), outcome.probe);
    return members.object();
}

QJsonArray offersJson(const QList<CatalogueOffer> &offers)
{
    QJsonArray array;
    for (const auto &offer : offers) {
        Members members;
        members.put(QStringLiteral("id"), offer.id)
            .put(QStringLiteral("name"), offer.name)
            .put(QStringLiteral("version"), offer.version)
            .add(QStringLiteral("vendor"), offer.vendor)
            .add(QStringLiteral("description"), offer.description)
            .add(QStringLiteral("licence"), offer.licence)
            .add(QStringLiteral("homepage"), offer.homepage)
            .add(QStringLiteral("changes"), offer.changes)
            .put(QStringLiteral("catalogue"), offer.catalogue)
            .put(QStringLiteral("address"), offer.address)
            .put(QStringLiteral("size"), offer.size)
            .add(QStringLiteral("sha256"), offer.digest)
            .add(QStringLiteral("key"), offer.keyFingerprint)
            .add(QStringLiteral("published"), offer.published)
            .add(QStringLiteral("installed"), offer.installedVersion);
        array.append(members.object());
    }
    return array;
}

QJsonArray updatesJson(const QList<DriverUpdate> &updates)
{
    QJsonArray array;
    for (const auto &update : updates) {
        Members members;
        members.put(QStringLiteral("id"), update.id)
            .put(QStringLiteral("installed"), update.installedVersion)
            .add(QStringLiteral("revocation"), update.revocation);
        if (update.offer)
            members.put(QStringLiteral("offer"), offersJson({ *update.offer }).first());
        array.append(members.object());
    }
    return array;
}

QJsonArray cataloguesJson(const QList<CatalogueInfo> &catalogues)
{
    QJsonArray array;
    for (const auto &catalogue : catalogues) {
        Members members;
        members.put(QStringLiteral("location"), catalogue.location)
            .put(QStringLiteral("name"), catalogue.name)
            .add(QStringLiteral("key"), catalogue.keyFingerprint)
            .put(QStringLiteral("serial"), catalogue.serial)
            .add(QStringLiteral("fetched"), catalogue.fetched)
            .add(QStringLiteral("expires"), catalogue.expires)
            .flag(QStringLiteral("expired"), catalogue.isExpired())
            .add(QStringLiteral("fault"), catalogue.fault);
        array.append(members.object());
    }
    return array;
}

QJsonArray keysJson(const QList<KnownKey> &keys)
{
    QJsonArray array;
    for (const auto &key : keys) {
        Members members;
        members.put(QStringLiteral("fingerprint"), key.fingerprint)
            .add(QStringLiteral("key"), key.base64)
            .add(QStringLiteral("name"), key.name)
            .put(QStringLiteral("trust"), keyTrustName(key.trust))
            .add(QStringLiteral("since"), key.since)
            .add(QStringLiteral("reason"), key.reason)
            .put(QStringLiteral("drivers"), QJsonArray::fromStringList(key.drivers));
        array.append(members.object());
    }
    return array;
}

QByteArray toBytes(const QJsonObject &json)
{
    return QJsonDocument(json).toJson();
}

QByteArray toBytes(const QJsonArray &json)
{
    return QJsonDocument(json).toJson();
}

} // namespace cli
