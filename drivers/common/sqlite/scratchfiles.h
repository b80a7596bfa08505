#pragma once

#include "core/sdk/extensions/migrations.h"
#include "drivers/common/sqlite/migrations.h"

#include <QLockFile>

#include <map>
#include <memory>

namespace dumbo::sqlite {

/// Scratch databases are files named dumbo-scratch-RANDOM.db in a private folder of the user's cache, readable by nobody else. A lock
/// file beside each tells whether the program that made it still runs.
class ScratchFiles
{
public:
    explicit ScratchFiles(CopyDatabase copy);
    ~ScratchFiles();

    [[nodiscard]] static bool isScratch(const QString &path);
    [[nodiscard]] static QString folder();

    [[nodiscard]] Result<QStringList> sweep();
    [[nodiscard]] Result<ScratchDatabase> create(const ScratchRequest &request);
    [[nodiscard]] Result<void> drop(const QString &path);

private:
    CopyDatabase m_copy;
    std::map<QString, std::unique_ptr<QLockFile>> m_locks; ///< by path of the database
};

} // namespace dumbo::sqlite
