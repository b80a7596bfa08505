#pragma once

#include "core/base/result.h"
#include "core/platform/folderlock.h"

#include <QString>

namespace dumbo {

/// A folder beside the installed drivers, on the same disk, in which a driver is unpacked and tried before it is moved to its
/// place. Gone with the object; what a program left that was killed is removed by the next one.
class StagingFolder {
public:
    [[nodiscard]] static Result<StagingFolder> make(const QString &pluginFolder);
    StagingFolder(StagingFolder &&other) noexcept;
    StagingFolder &operator=(StagingFolder &&other) = delete;
    ~StagingFolder();

    /// Does not exist yet.
    [[nodiscard]] QString path(const QString &name) const { return m_folder + u'/' + name; }

private:
    StagingFolder() = default;
    QString m_folder;
    FolderLock m_lock;
};

} // namespace dumbo
