#include "core/plugins/install/crashmarkers.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QUuid>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace dumbo {

namespace {

constexpr qint64 largestMarker = 64 << 10;

/// Nobody lives who holds it. Where locks can't be had at all, nobody can tell, and nobody is blamed.
bool isDead(const QString &path)
{
    const auto descriptor = open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (descriptor < 0)
        return false;
    const auto isFree = flock(descriptor, LOCK_EX | LOCK_NB) == 0;
    close(descriptor);
    return isFree;
}

/// Changes with each start of the computer; empty where the system does not say.
QString bootId()
{
    QFile file(QStringLiteral("/proc/sys/kernel/random/boot_id"));
    return file.open(QIODevice::ReadOnly) ? QString::fromLatin1(file.read(64)).trimmed() : QString();
}

QByteArray markerText(const QString &id, const QString &version)
{
    return QJsonDocument(QJsonObject { { QStringLiteral("id"), id }, { QStringLiteral("version"), version },
                             { QStringLiteral("program"), QCoreApplication::applicationName() },
                             { QStringLiteral("pid"), QCoreApplication::applicationPid() }, { QStringLiteral("boot"), bootId() },
                             { QStringLiteral("when"), QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs) } })
        .toJson();
}

} // namespace

CrashMarkers::CrashMarkers(const QString &folder)
    : m_folder(folder)
{
}

CrashMarkers::~CrashMarkers()
{
    for (const auto &held : std::as_const(m_held)) {
        QFile::remove(held.path);
        close(held.descriptor);
    }
}

void CrashMarkers::begin(const QString &filePath, const QString &id, const QString &version)
{
    QDir().mkpath(m_folder);
    const auto name = QUuid::createUuid().toString(QUuid::WithoutBraces);
    const auto path = m_folder + u'/' + name + QStringLiteral(".json");
    // Under another name until it is locked and whole: nobody may find it free or half written.
    const auto early = QFile::encodeName(m_folder + u'/' + name + QStringLiteral(".new"));
    const auto descriptor = open(early.constData(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return;
    const auto text = markerText(id, version);
    const auto isWritten = flock(descriptor, LOCK_EX | LOCK_NB) == 0 && write(descriptor, text.constData(), std::size_t(text.size())) == text.size()
        && fsync(descriptor) == 0 && rename(early.constData(), QFile::encodeName(path).constData()) == 0;
    if (!isWritten) {
        unlink(early.constData());
        close(descriptor);
        return;
    }
    const std::scoped_lock lock(m_mutex);
    m_held.insert(filePath, { path, descriptor });
}

void CrashMarkers::end(const QString &filePath)
{
    Held held;
    {
        const std::scoped_lock lock(m_mutex);
        held = m_held.take(filePath);
    }
    if (held.descriptor < 0)
        return;
    QFile::remove(held.path);
    close(held.descriptor);
}

QList<CrashMarkers::Dead> CrashMarkers::dead() const
{
    QList<Dead> dead;
    const QDir folder(m_folder);
    const auto names = folder.entryList({ QStringLiteral("*.json") }, QDir::Files, QDir::Name);
    for (const auto &name : names) {
        const auto path = folder.filePath(name);
        QFile file(path);
        if (!isDead(path) || !file.open(QIODevice::ReadOnly))
            continue;
        const auto json = QJsonDocument::fromJson(file.read(largestMarker)).object();
        const auto text = [&](QLatin1StringView key) { return json.value(key).toString(); };
        // The computer itself went down, and took the program with it.
        if (const auto boot = text(QLatin1StringView("boot")); !boot.isEmpty() && boot != bootId()) {
            QFile::remove(path);
            continue;
        }
        dead.append({ text(QLatin1StringView("id")),
            { QDateTime::fromString(text(QLatin1StringView("when")), Qt::ISODateWithMs), text(QLatin1StringView("version")),
                text(QLatin1StringView("program")) },
            path });
    }
    return dead;
}

void CrashMarkers::forget(const Dead &dead)
{
    QFile::remove(dead.path);
}

} // namespace dumbo
