#pragma once

#include "core/base/export.h"

#include <QString>

namespace dumbo {

/// Says that one program works in a folder. The system lets it go when the program ends, however it ends; nothing of it is
/// left that could be stale.
class DUMBO_CORE_EXPORT FolderLock {
public:
    FolderLock() = default;
    ~FolderLock();
    FolderLock(FolderLock &&other) noexcept;
    FolderLock &operator=(FolderLock &&other) noexcept;

    /// Makes the folder where it is missing. False where somebody else has it, in this program or another. Where locks can't be
    /// had at all (some network file systems) it is taken.
    [[nodiscard]] bool take(const QString &folder);

private:
    void release();
    int m_descriptor = -1;
};

} // namespace dumbo
