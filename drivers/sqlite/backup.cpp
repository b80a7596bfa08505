#include "drivers/sqlite/backup.h"

#include "drivers/common/sqlite/backup.h"

#include <QCoreApplication>

namespace dumbo::sqlite {

Result<void> copyDatabase(Engine &engine, const QString &path)
{
    if (engine.isWorking())
        return fail(ErrorKind::InvalidOperation,
            QCoreApplication::translate("SQLite", "Another result of this connection is still open."));
    static constexpr BackupFunctions functions { sqlite3_open_v2, sqlite3_close_v2, sqlite3_backup_init, sqlite3_backup_step,
        sqlite3_backup_finish, sqlite3_backup_remaining, sqlite3_backup_pagecount, sqlite3_extended_errcode, sqlite3_errmsg };
    engine.beginWork();
    auto copied = copyDatabase(engine.handle(), functions, path,
        { [&engine] { return engine.isCancelled(); },
            [&engine](qint64 done, qint64 total) { engine.observer().progress(done, total); }, engine.busyTimeout() });
    engine.endWork();
    return copied;
}

} // namespace dumbo::sqlite
