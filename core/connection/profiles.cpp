#include "core/connection/profiles.h"

#include "core/platform/paths.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QLockFile>
#include <QSaveFile>
#include <QUuid>

#include <algorithm>
#include <utility>

namespace dumbo {

namespace {

constexpr int formatVersion = 1;
constexpr int lockPatienceMilliseconds = 5000;

QString tr(const char *text)
{
    return QCoreApplication::translate("Profiles", text);
}

} // namespace

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
    m_profiles.clear();
    m_unreadable = {};
    m_others = {};
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
        if (auto profile = Profile::fromJson(entry.toObject()))
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

std::optional<Profile> Profiles::find(const QString &id) const
{
    const auto found = std::ranges::find(m_profiles, id, &Profile::id);
    return found == m_profiles.end() ? std::nullopt : std::optional(*found);
}

std::optional<Profile> Profiles::named(const QString &name) const
{
    const auto only = [&](const auto &matches) -> std::optional<Profile> {
        if (std::ranges::count_if(m_profiles, matches) != 1)
            return std::nullopt;
        return *std::ranges::find_if(m_profiles, matches);
    };
    if (auto exact = only([&](const Profile &profile) { return profile.name == name; }))
        return exact;
    const auto path = [](const Profile &profile) {
        return profile.folder.isEmpty() ? profile.name : profile.folder + u'/' + profile.name;
    };
    if (auto placed = only([&](const Profile &profile) { return path(profile) == name; }))
        return placed;
    return only([&](const Profile &profile) { return profile.name.compare(name, Qt::CaseInsensitive) == 0; });
}

QString Profiles::put(Profile profile)
{
    if (profile.id.isEmpty())
        profile.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    const auto id = profile.id;
    m_put.insert(id);
    m_removed.remove(id);
    const auto place = std::ranges::find(m_profiles, id, &Profile::id);
    if (place == m_profiles.end())
        m_profiles.append(std::move(profile));
    else
        *place = std::move(profile);
    return id;
}

void Profiles::remove(const QString &id)
{
    m_put.remove(id);
    m_removed.insert(id);
    m_profiles.removeIf([&](const Profile &profile) { return profile.id == id; });
}

void Profiles::applyChanges(const QList<Profile> &mine)
{
    m_profiles.removeIf([&](const Profile &profile) { return m_removed.contains(profile.id); });
    for (const auto &profile : mine) {
        if (m_put.contains(profile.id))
            put(profile);
    }
}

Result<void> Profiles::reload()
{
    auto before = *this;
    if (const auto done = read(); !done) {
        *this = std::move(before);
        return done;
    }
    applyChanges(before.m_profiles);
    return {};
}

Result<void> Profiles::save()
{
    QDir().mkpath(QFileInfo(m_filePath).absolutePath());
    QLockFile lock(m_filePath + QStringLiteral(".lock"));
    if (!lock.tryLock(lockPatienceMilliseconds))
        return fail(ErrorKind::System,
            lock.error() == QLockFile::LockFailedError
                ? tr("%1 could not be written, because another program is writing it. Try again.").arg(m_filePath)
                : tr("%1 could not be written: its folder can't be written to.").arg(m_filePath));
    if (const auto fresh = reload(); !fresh)
        return fresh;
    if (const auto written = write(); !written)
        return written;
    m_put.clear();
    m_removed.clear();
    return {};
}

Result<void> Profiles::write() const
{
    auto json = m_others;
    QJsonArray entries;
    for (const auto &profile : m_profiles)
        entries.append(profile.toJson());
    for (const auto &entry : m_unreadable)
        entries.append(entry);
    json.insert(QStringLiteral("version"), formatVersion);
    json.insert(QStringLiteral("profiles"), entries);

    QSaveFile file(m_filePath);
    const auto isWritten = file.open(QIODevice::WriteOnly)
        && file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)
        && file.write(QJsonDocument(json).toJson()) >= 0 && file.commit();
    if (!isWritten)
        return fail(ErrorKind::System, tr("%1 could not be written: %2").arg(m_filePath, file.errorString()));
    return {};
}

} // namespace dumbo
