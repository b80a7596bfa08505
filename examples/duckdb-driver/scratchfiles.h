#pragma once

#include "core/base/result.h"

#include <QLockFile>
#include <QString>
#include <QStringList>

#include <map>
#include <memory>

namespace dumbo::duckdb {

/// Files of scratch databases in the cache folder: private, and known as left behind when nobody has their lock any more.
class ScratchFiles
{
public:
    [[nodiscard]] static bool isScratch(const QString &path);

    /// The path of a file that does not exist yet; its lock is held until drop() or the end of this object.
    [[nodiscard]] Result<QString> reserve();
    [[nodiscard]] Result<void> drop(const QString &path);
    /// Removes what programs that crashed left, and answers their paths.
    [[nodiscard]] static QStringList sweep();

private:
    std::map<QString, std::unique_ptr<QLockFile>> m_locks;
};

} // namespace dumbo::duckdb
