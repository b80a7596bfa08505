#include "core/connection/profiles.h"

#include "core/platform/paths.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QSaveFile>
#include <QUuid>

#include <algorithm>
#include <utility>

namespace dumbo {

namespace {

constexpr int formatVersion = 1;

QString tr(const char *text)
{
    return QCoreApplication::translate("Profiles", text);
}

QString takeText(QJsonObject &json, const char *key)
{
    return json.take(QLatin1StringView(key)).toString();
}

void putText(QJsonObject &json, const char *key, const QString &text)
{
    if (!text.isEmpty())
        json.insert(QLatin1StringView(key), text);
}

/// Nothing for a value no option can hold.
std::optional<OptionValue> optionFrom(const QJsonValue &value)
{
    if (value.isBool())
        return value.toBool();
    if (value.isDouble())
        return qint64(value.toInteger());
    if (value.isString())
        return value.toString();
    return std::nullopt;
}

std::optional<Profile> profileFrom(QJsonObject json)
{
    Profile profile;
    const auto connector = Connector::fromText(takeText(json, "connector"));
    if (!connector)
        return std::nullopt;
    profile.connector = *connector;
    profile.id = takeText(json, "id");
    profile.name = takeText(json, "name");
    profile.folder = takeText(json, "folder");
    profile.colour = takeText(json, "colour");
    profile.readOnly = json.take(QLatin1StringView("readOnly")).toBool();
    const auto options = json.take(QLatin1StringView("options")).toObject();
    for (auto option = options.begin(); option != options.end(); ++option) {
        const auto value = optionFrom(option.value());
        if (!value)
            return std::nullopt;
        profile.options.set(option.key(), *value);
    }
    if (profile.id.isEmpty() || profile.name.isEmpty())
        return std::nullopt;
    profile.others = json;
    return profile;
}

QJsonObject jsonFrom(const Profile &profile)
{
    auto json = profile.others;
    putText(json, "id", profile.id);
    putText(json, "name", profile.name);
    putText(json, "folder", profile.folder);
    putText(json, "colour", profile.colour);
    putText(json, "connector", profile.connector.toText());
    if (profile.readOnly)
        json.insert(QStringLiteral("readOnly"), true);
    QJsonObject options;
    for (const auto &[name, value] : profile.options.entries())
        std::visit([&](const auto &held) { options.insert(name, QJsonValue(held)); }, value);
    json.insert(QStringLiteral("options"), options);
    return json;
}

} // namespace

ConnectionTarget Profile::target() const
{
    ConnectionTarget target;
    target.connector = connector;
    target.options = options;
    target.readOnly = readOnly;
    return target;
}

Profile Profile::fromTarget(const QString &name, const ConnectionTarget &target)
{
    Profile profile;
    profile.name = name;
    profile.connector = target.connector;
    profile.options = target.options;
    profile.readOnly = target.readOnly;
    return profile;
}

Profiles::Profiles(const QString &filePath)
    : m_filePath(filePath)
{
}

QString Profiles::defaultPath()
{
    return paths::configFolder() + QStringLiteral("/connections.json");
}

Result<Profiles> Profiles::open(const QString &filePath)
{
    Profiles profiles(filePath);
    if (const auto read = profiles.read(); !read)
        return fail(read.error());
    return profiles;
}

Result<void> Profiles::read()
{
    QFile file(m_filePath);
    if (!file.exists())
        return {};
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::System, tr("%1 could not be read: %2").arg(m_filePath, file.errorString()));
    QJsonParseError fault;
    const auto document = QJsonDocument::fromJson(file.readAll(), &fault);
    file.close();
    m_others = document.object();
    if (fault.error != QJsonParseError::NoError)
        return fail(keptAside(tr("%1 at byte %2").arg(fault.errorString()).arg(fault.offset)));
    const auto version = m_others.take(QLatin1StringView("version")).toInt();
    const auto entries = m_others.take(QLatin1StringView("profiles"));
    if (version > formatVersion)
        return fail(ErrorKind::InvalidOperation,
            tr("%1 was written by a newer version of this program and is left as it is.").arg(m_filePath));
    if (version < 1 || !entries.isArray())
        return fail(keptAside(tr("it holds no list of connections")));
    for (const auto &entry : entries.toArray()) {
        if (auto profile = profileFrom(entry.toObject()))
            m_profiles.append(std::move(*profile));
        else
            m_unreadable.append(entry);
    }
    return {};
}

Error Profiles::keptAside(const QString &fault) const
{
    auto aside = m_filePath + QStringLiteral(".broken");
    for (int number = 2; QFile::exists(aside); ++number)
        aside = QStringLiteral("%1.broken-%2").arg(m_filePath).arg(number);
    if (!QFile::rename(m_filePath, aside))
        return Error(ErrorKind::Data, tr("%1 is broken (%2) and could not be moved out of the way.").arg(m_filePath, fault));
    return Error(ErrorKind::Data,
        tr("The saved connections in %1 could not be read (%2). The file is kept as %3.").arg(m_filePath, fault, aside));
}

std::optional<Profile> Profiles::named(const QString &name) const
{
    const auto exact = std::ranges::find(m_profiles, name, &Profile::name);
    if (exact != m_profiles.end())
        return *exact;
    std::optional<Profile> only;
    for (const auto &profile : m_profiles) {
        if (profile.name.compare(name, Qt::CaseInsensitive) != 0)
            continue;
        if (only)
            return std::nullopt;
        only = profile;
    }
    return only;
}

QString Profiles::put(Profile profile)
{
    if (profile.id.isEmpty())
        profile.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    const auto id = profile.id;
    const auto place = std::ranges::find(m_profiles, id, &Profile::id);
    if (place == m_profiles.end())
        m_profiles.append(std::move(profile));
    else
        *place = std::move(profile);
    return id;
}

void Profiles::remove(const QString &id)
{
    m_profiles.removeIf([&](const Profile &profile) { return profile.id == id; });
}

Result<void> Profiles::save() const
{
    auto json = m_others;
    QJsonArray entries;
    for (const auto &profile : m_profiles)
        entries.append(jsonFrom(profile));
    for (const auto &entry : m_unreadable)
        entries.append(entry);
    json.insert(QStringLiteral("version"), formatVersion);
    json.insert(QStringLiteral("profiles"), entries);

    QDir().mkpath(QFileInfo(m_filePath).absolutePath());
    QSaveFile file(m_filePath);
    const auto isWritten = file.open(QIODevice::WriteOnly)
        && file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)
        && file.write(QJsonDocument(json).toJson()) >= 0 && file.commit();
    if (!isWritten)
        return fail(ErrorKind::System, tr("%1 could not be written: %2").arg(m_filePath, file.errorString()));
    return {};
}

} // namespace dumbo
