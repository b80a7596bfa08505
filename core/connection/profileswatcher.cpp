#include "core/connection/profileswatcher.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <utility>

namespace dumbo {

ProfilesWatcher::ProfilesWatcher(const QString &filePath, QObject *parent)
    : QObject(parent)
    , m_filePath(filePath)
    , m_last(fingerprint())
{
    // The folder tells of a file that is replaced as a whole; the file itself, of one that is written in place.
    const auto folder = QFileInfo(filePath).absolutePath();
    QDir().mkpath(folder);
    m_watcher.addPath(folder);
    if (QFile::exists(filePath))
        m_watcher.addPath(filePath);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, &ProfilesWatcher::look);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, &ProfilesWatcher::look);
}

ProfilesWatcher::~ProfilesWatcher() = default;

QByteArray ProfilesWatcher::fingerprint() const
{
    QFile file(m_filePath);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(&file);
    return hash.result();
}

void ProfilesWatcher::look()
{
    if (m_watcher.files().isEmpty() && QFile::exists(m_filePath))
        m_watcher.addPath(m_filePath);
    if (std::exchange(m_last, fingerprint()) != m_last)
        Q_EMIT changed();
}

} // namespace dumbo
