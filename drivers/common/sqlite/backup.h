#pragma once

#include "core/base/result.h"

#include <QString>

#include <sqlite3.h>

#include <chrono>
#include <functional>

namespace dumbo::sqlite {

/// The functions of the SQLite library that a backup takes, of the very library that the source's handle comes from.
struct BackupFunctions
{
    decltype(&sqlite3_open_v2) open = nullptr;
    decltype(&sqlite3_close_v2) close = nullptr;
    decltype(&sqlite3_backup_init) begin = nullptr;
    decltype(&sqlite3_backup_step) step = nullptr;
    decltype(&sqlite3_backup_finish) finish = nullptr;
    decltype(&sqlite3_backup_remaining) remaining = nullptr;
    decltype(&sqlite3_backup_pagecount) pageCount = nullptr;
    decltype(&sqlite3_extended_errcode) errorCode = nullptr;
    decltype(&sqlite3_errmsg) errorMessage = nullptr;

    [[nodiscard]] bool isComplete() const
    {
        return open && close && begin && step && finish && remaining && pageCount && errorCode && errorMessage;
    }
};

/// Who waits for a backup.
struct BackupWatch
{
    std::function<bool()> isCancelled;
    std::function<void(qint64 done, qint64 total)> progress; ///< pages
    std::chrono::milliseconds busyTimeout { 5000 }; ///< how long to wait for a writer
};

/// Copies the main database as one moment has it, by the backup API (https://www.sqlite.org/backup.html), over the file at
/// path. The source is only read; others may go on writing, where its journal mode allows it as long as somebody reads.
[[nodiscard]] Result<void> copyDatabase(
    sqlite3 *source, const BackupFunctions &functions, const QString &path, const BackupWatch &watch);

} // namespace dumbo::sqlite
