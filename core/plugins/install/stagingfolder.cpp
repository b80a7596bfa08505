#include "core/plugins/install/stagingfolder.h"

#include "core/plugins/install/removetree.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QUuid>

#include <utility>

namespace dumbo {

namespace {

/// Removes what nobody works in any more.
void removeLeftovers(const QDir &parent)
{
    const auto names = parent.entryList(QDir::Dirs | QDir::NoSymLinks | QDir::NoDotAndDotDot);
    for (const auto &name : names) {
        FolderLock lock;
        if (lock.take(parent.filePath(name)))
            (void)removeTree(parent.filePath(name));
    }
}

} // namespace

Result<StagingFolder> StagingFolder::make(const QString &pluginFolder)
{
    const QDir parent(pluginFolder + QStringLiteral("/new"));
    removeLeftovers(parent);
    StagingFolder staging;
    const auto folder = parent.filePath(QUuid::createUuid().toString(QUuid::WithoutBraces));
    if (!QDir().mkpath(folder) || !staging.m_lock.take(folder))
        return fail(ErrorKind::System, QCoreApplication::translate("InstalledDrivers", "The folder %1 can't be made.").arg(folder));
    QFile::setPermissions(folder, QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
    staging.m_folder = folder;
    return staging;
}

StagingFolder::StagingFolder(StagingFolder &&other) noexcept
    : m_folder(std::exchange(other.m_folder, {}))
    , m_lock(std::move(other.m_lock))
{
}

StagingFolder::~StagingFolder()
{
    if (!m_folder.isEmpty())
        (void)removeTree(m_folder);
}

} // namespace dumbo
