#include "core/plugins/install/driverpreferences.h"

#include "core/plugins/manifestreader.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLockFile>
#include <QSaveFile>

#include <algorithm>

namespace dumbo {

namespace {

constexpr int currentFormat = 1;
constexpr int lockPatienceMilliseconds = 5000;

QString tr(const char *text)
{
    return QCoreApplication::translate("DriverPreferences", text);
}

KnownCatalogue readCatalogue(ManifestReader &reader)
{
    KnownCatalogue catalogue;
    reader.text("location", catalogue.location, true);
    reader.text("name", catalogue.name);
    QString key;
    reader.text("key", key, true);
    catalogue.key = key.toLatin1();
    reader.number("serial", catalogue.serial);
    QString fetched;
    reader.text("fetched", fetched);
    catalogue.fetched = QDateTime::fromString(fetched, Qt::ISODateWithMs);
    reader.text("fault", catalogue.fault);
    return catalogue;
}

QJsonObject toJson(const KnownCatalogue &catalogue)
{
    QJsonObject json { { QStringLiteral("location"), catalogue.location }, { QStringLiteral("name"), catalogue.name },
        { QStringLiteral("key"), QString::fromLatin1(catalogue.key) }, { QStringLiteral("serial"), catalogue.serial },
        { QStringLiteral("fetched"), catalogue.fetched.toUTC().toString(Qt::ISODateWithMs) } };
    if (!catalogue.fault.isEmpty())
        json.insert(QStringLiteral("fault"), catalogue.fault);
    return json;
}

Result<DriverPreferences> fromBytes(const QByteArray &bytes)
{
    const auto document = QJsonDocument::fromJson(bytes);
    if (!document.isObject())
        return fail(ErrorKind::Data, tr("it holds no JSON object"));
    DriverPreferences preferences;
    preferences.others = document.object();
    std::optional<QString> fault;
    ManifestReader reader(preferences.others, {}, fault);
    int format = currentFormat;
    reader.number("format", format);
    if (format > currentFormat)
        return fail(ErrorKind::InvalidOperation, tr("it was written by a newer version of the program"));
    reader.object("preferred", false, [&](const QJsonObject &json, const QString &) {
        for (auto each = json.begin(); each != json.end(); ++each) {
            if (const auto connector = Connector::fromText(each.value().toString()))
                preferences.preferred.insert(each.key(), *connector);
        }
    });
    reader.objects("catalogues", false, [&](ManifestReader &each) { preferences.catalogues.append(readCatalogue(each)); });
    if (fault)
        return fail(ErrorKind::Data, *fault);
    return preferences;
}

Result<void> write(const QString &path, const DriverPreferences &preferences)
{
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly)) {
        file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
        file.write(preferences.toBytes());
        if (file.commit())
            return {};
    }
    return fail(ErrorKind::System, tr("%1 can't be written: %2.").arg(path, file.errorString()));
}

/// Nothing of it is lost, and the choices can be made again.
void putAside(const QString &path)
{
    auto aside = path + QStringLiteral(".broken");
    for (int number = 2; QFile::exists(aside); ++number)
        aside = path + QStringLiteral(".broken-%1").arg(number);
    QFile::rename(path, aside);
}

} // namespace

Result<DriverPreferences> DriverPreferences::read(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        if (!file.exists())
            return DriverPreferences {};
        return fail(ErrorKind::System, tr("%1 can't be read: %2.").arg(path, file.errorString()));
    }
    auto preferences = fromBytes(file.readAll());
    if (!preferences)
        return fail(Error(preferences.error().kind(), tr("What you chose about drivers can't be read from %1: %2.").arg(path, preferences.error().message()))
                        .withHint(tr("Mend or remove the file, and choose again.")));
    return preferences;
}

Result<DriverPreferences> DriverPreferences::change(
    const QString &path, const std::function<Result<void>(DriverPreferences &)> &change)
{
    QDir().mkpath(QFileInfo(path).path());
    QLockFile lock(path + QStringLiteral(".lock"));
    if (!lock.tryLock(lockPatienceMilliseconds))
        return fail(ErrorKind::System,
            lock.error() == QLockFile::LockFailedError
                ? tr("%1 could not be written, because another program is writing it. Try again.").arg(path)
                : tr("%1 could not be written: its folder can't be written to.").arg(path));
    auto preferences = read(path);
    if (!preferences && preferences.error().kind() == ErrorKind::Data) {
        putAside(path);
        preferences = DriverPreferences {};
    }
    if (!preferences)
        return preferences;
    if (const auto changed = change(*preferences); !changed)
        return fail(changed.error());
    if (const auto written = write(path, *preferences); !written)
        return fail(written.error());
    return preferences;
}

KnownCatalogue *DriverPreferences::catalogue(const QString &location)
{
    const auto found = std::ranges::find(catalogues, location, &KnownCatalogue::location);
    return found == catalogues.end() ? nullptr : &*found;
}

QByteArray DriverPreferences::toBytes() const
{
    auto json = others;
    QJsonObject chosen;
    for (auto each = preferred.begin(); each != preferred.end(); ++each)
        chosen.insert(each.key(), each.value().toText());
    QJsonArray array;
    for (const auto &catalogue : catalogues)
        array.append(toJson(catalogue));
    json.insert(QStringLiteral("format"), currentFormat);
    json.insert(QStringLiteral("preferred"), chosen);
    json.insert(QStringLiteral("catalogues"), array);
    return QJsonDocument(json).toJson();
}

} // namespace dumbo
