#include "core/plugins/install/installedrecord.h"

#include "core/plugins/bundle/bundle.h"
#include "core/plugins/manifestreader.h"

#include <QCoreApplication>
#include <QJsonDocument>

#include <algorithm>
#include <array>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("InstalledDrivers", text);
}

constexpr std::array signatureStates { SignatureState::Trusted, SignatureState::UnknownKey, SignatureState::Unsigned,
    SignatureState::Modified, SignatureState::Revoked, SignatureState::Distrusted };

QString dateText(const QDateTime &date)
{
    return date.toUTC().toString(Qt::ISODateWithMs);
}

/// A name for a folder or file below the folder of drivers that leads nowhere else.
bool isPlainPath(const QString &path)
{
    const auto names = path.split(u'/');
    return !path.contains(u'\\') && !path.contains(QChar(0)) && std::ranges::none_of(names, [](const QString &name) {
        return name.isEmpty() || name == QLatin1StringView(".") || name == QLatin1StringView("..");
    });
}

void readPath(ManifestReader &reader, const char *key, QString &path)
{
    reader.text(key, path, true);
    if (!path.isEmpty() && !isPlainPath(path))
        reader.fail(tr("%1: expected a path below the driver's folder, found \"%2\"").arg(reader.pathOf(key), path));
}

void readDate(ManifestReader &reader, const char *key, QDateTime &date)
{
    reader.value(key, true, tr("a date"), [&](const QJsonValue &found) {
        date = QDateTime::fromString(found.toString(), Qt::ISODateWithMs);
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

InstalledFile readFile(ManifestReader &reader)
{
    InstalledFile file;
    readPath(reader, "path", file.path);
    reader.number("size", file.size);
    readDigest(reader, "sha256", file.digest);
    return file;
}

void readSignature(ManifestReader &reader, InstalledVersion &version)
{
    reader.value("signature", true, tr("the name of a state"), [&](const QJsonValue &found) {
        const auto state = std::ranges::find_if(
            signatureStates, [&](auto each) { return signatureStateName(each) == found.toString(); });
        if (state != signatureStates.end())
            version.signature = *state;
        return state != signatureStates.end();
    });
    QString key;
    reader.text("key", key);
    version.key = key.toLatin1();
    if (const auto known = PublicKey::fromBase64(version.key); known)
        version.keyFingerprint = known->fingerprint();
    else if (!key.isEmpty())
        reader.fail(tr("%1: expected a key, found \"%2\"").arg(reader.pathOf("key"), key));
    reader.text("keyName", version.keyName);
}

InstalledVersion readVersion(ManifestReader &reader)
{
    InstalledVersion version;
    readPath(reader, "version", version.version);
    readPath(reader, "module", version.module);
    readDigest(reader, "digest", version.digest);
    readSignature(reader, version);
    reader.text("from", version.from);
    readDate(reader, "installed", version.installed);
    reader.text("icon", version.icon);
    reader.text("licence", version.licenceFile);
    for (const auto &path : { version.icon, version.licenceFile }) {
        if (!path.isEmpty() && !isPlainPath(path))
            reader.fail(tr("%1: expected a path below the driver's folder, found \"%2\"").arg(reader.pathOf("icon"), path));
    }
    reader.text("changes", version.changes);
    reader.text("revocation", version.revocation);
    reader.objects("files", true, [&](ManifestReader &each) { version.files.append(readFile(each)); });
    reader.object("probe", false, [&](const QJsonObject &probe, const QString &) { version.probe = probe; });
    return version;
}

void readCrash(ManifestReader &reader, RecordedDriver &driver)
{
    reader.object("crash", false, [&](const QJsonObject &json, const QString &path) {
        std::optional<QString> fault;
        ManifestReader each(json, path, fault);
        DriverCrash crash;
        readDate(each, "when", crash.when);
        each.text("version", crash.version);
        each.text("program", crash.program);
        driver.crash = crash;
        if (fault)
            reader.fail(*fault);
    });
}

RecordedDriver readDriver(ManifestReader &reader)
{
    RecordedDriver driver;
    readPath(reader, "id", driver.id);
    if (driver.id.contains(u'/'))
        reader.fail(tr("%1: expected an id, found \"%2\"").arg(reader.pathOf("id"), driver.id));
    reader.text("active", driver.active);
    reader.objects("versions", false, [&](ManifestReader &each) {
        auto version = readVersion(each);
        if (driver.version(version.version))
            each.fail(tr("%1: \"%2\" occurs twice").arg(each.pathOf("version"), version.version));
        driver.versions.append(std::move(version));
    });
    if (!driver.active.isEmpty() && !driver.activeVersion())
        reader.fail(tr("%1: expected one of the versions, found \"%2\"").arg(reader.pathOf("active"), driver.active));
    reader.texts("removed", driver.removed);
    // Nothing is removed but what was installed.
    driver.removed.removeIf([&](const QString &each) { return !driver.version(each); });
    driver.removed.removeDuplicates();
    reader.boolean("disabled", driver.isDisabled);
    reader.value("isolated", false, tr("true or false"), [&](const QJsonValue &found) {
        driver.isIsolated = found.toBool();
        return found.isBool();
    });
    readCrash(reader, driver);
    return driver;
}

QJsonObject toJson(const InstalledVersion &version)
{
    QJsonArray files;
    for (const auto &file : version.files)
        files.append(QJsonObject { { QStringLiteral("path"), file.path }, { QStringLiteral("size"), file.size },
            { QStringLiteral("sha256"), QString::fromLatin1(file.digest) } });
    QJsonObject json { { QStringLiteral("version"), version.version }, { QStringLiteral("module"), version.module },
        { QStringLiteral("digest"), QString::fromLatin1(version.digest) },
        { QStringLiteral("signature"), signatureStateName(version.signature) }, { QStringLiteral("from"), version.from },
        { QStringLiteral("installed"), dateText(version.installed) }, { QStringLiteral("files"), files } };
    const auto add = [&](const QString &key, const QString &value) {
        if (!value.isEmpty())
            json.insert(key, value);
    };
    add(QStringLiteral("key"), QString::fromLatin1(version.key));
    add(QStringLiteral("keyName"), version.keyName);
    add(QStringLiteral("icon"), version.icon);
    add(QStringLiteral("licence"), version.licenceFile);
    add(QStringLiteral("changes"), version.changes);
    add(QStringLiteral("revocation"), version.revocation);
    if (!version.probe.isEmpty())
        json.insert(QStringLiteral("probe"), version.probe);
    return json;
}

QJsonObject toJson(const RecordedDriver &driver)
{
    QJsonArray versions;
    for (const auto &version : driver.versions)
        versions.append(toJson(version));
    QJsonObject json { { QStringLiteral("id"), driver.id }, { QStringLiteral("versions"), versions } };
    if (!driver.active.isEmpty())
        json.insert(QStringLiteral("active"), driver.active);
    if (!driver.removed.isEmpty())
        json.insert(QStringLiteral("removed"), QJsonArray::fromStringList(driver.removed));
    if (driver.isDisabled)
        json.insert(QStringLiteral("disabled"), true);
    if (driver.isIsolated)
        json.insert(QStringLiteral("isolated"), *driver.isIsolated);
    if (driver.crash)
        json.insert(QStringLiteral("crash"),
            QJsonObject { { QStringLiteral("when"), dateText(driver.crash->when) },
                { QStringLiteral("version"), driver.crash->version }, { QStringLiteral("program"), driver.crash->program } });
    return json;
}

} // namespace

const InstalledVersion *RecordedDriver::version(const QString &wanted) const
{
    const auto found = std::ranges::find(versions, wanted, &InstalledVersion::version);
    return found == versions.end() ? nullptr : &*found;
}

bool RecordedDriver::isEmpty() const
{
    return versions.isEmpty() && !isDisabled && !isIsolated && !crash;
}

const RecordedDriver *InstalledRecord::driver(const QString &id) const
{
    const auto found = std::ranges::find(drivers, id, &RecordedDriver::id);
    return found == drivers.end() ? nullptr : &*found;
}

RecordedDriver &InstalledRecord::made(const QString &id)
{
    const auto found = std::ranges::find(drivers, id, &RecordedDriver::id);
    if (found != drivers.end())
        return *found;
    drivers.append(RecordedDriver());
    drivers.last().id = id;
    return drivers.last();
}

Result<InstalledRecord> InstalledRecord::fromBytes(const QByteArray &bytes)
{
    QJsonParseError parse;
    const auto document = QJsonDocument::fromJson(bytes, &parse);
    if (!document.isObject())
        return fail(ErrorKind::Data, parse.error == QJsonParseError::NoError ? tr("it holds no JSON object") : parse.errorString());
    const auto json = document.object();
    const auto format = json.value(QLatin1StringView("format"));
    if (format.isDouble() && format.toInt() > currentFormat)
        return fail(ErrorKind::InvalidOperation, tr("it was written by a newer version of the program"));
    InstalledRecord record;
    std::optional<QString> fault;
    ManifestReader reader(json, {}, fault);
    reader.objects("drivers", false, [&](ManifestReader &each) {
        auto driver = readDriver(each);
        if (record.driver(driver.id))
            each.fail(tr("%1: \"%2\" occurs twice").arg(each.pathOf("id"), driver.id));
        record.drivers.append(std::move(driver));
    });
    if (fault)
        return fail(ErrorKind::Data, *fault);
    return record;
}

QByteArray InstalledRecord::toBytes() const
{
    QJsonArray array;
    for (const auto &driver : drivers) {
        if (!driver.isEmpty())
            array.append(toJson(driver));
    }
    return QJsonDocument(QJsonObject { { QStringLiteral("format"), currentFormat }, { QStringLiteral("drivers"), array } }).toJson();
}

} // namespace dumbo
