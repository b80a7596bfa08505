#include "core/platform/folderlock.h"

#include <QDir>
#include <QFile>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

namespace dumbo {

FolderLock::~FolderLock()
{
    release();
}

FolderLock::FolderLock(FolderLock &&other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

FolderLock &FolderLock::operator=(FolderLock &&other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

bool FolderLock::take(const QString &folder)
{
    release();
    QDir().mkpath(folder);
    const auto path = QFile::encodeName(folder + QStringLiteral("/lock"));
    m_descriptor = open(path.constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (m_descriptor < 0)
        return true;
    while (flock(m_descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EINTR)
            continue;
        if (errno != EWOULDBLOCK)
            return true;
        release();
        return false;
    }
    return true;
}

void FolderLock::release()
{
    if (m_descriptor >= 0)
        close(std::exchange(m_descriptor, -1));
}

} // namespace dumbo
