#include "drivers/common/sqlite/backup.h"

#include "drivers/common/sqlite/errors.h"

#include <QCoreApplication>

#include <memory>
#include <thread>

namespace dumbo::sqlite {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/// Pages between two looks at the cancel flag.
constexpr int pagesPerStep = 2048;

Error failureOf(sqlite3 *handle, const BackupFunctions &functions, int code)
{
    if (!handle)
        return engineError({ code, "out of memory", -1 });
    const auto extended = functions.errorCode(handle);
    return engineError({ (extended & 0xFF) == (code & 0xFF) ? extended : code, functions.errorMessage(handle), -1 });
}

/// Steps until the end, a failure, or a cancel; waits for writers.
int copyPages(sqlite3_backup *backup, const BackupFunctions &functions, const BackupWatch &watch)
{
    auto busySince = Clock::now();
    while (true) {
        if (watch.isCancelled && watch.isCancelled())
            return SQLITE_INTERRUPT;
        const auto code = functions.step(backup, pagesPerStep);
        if (code == SQLITE_OK) {
            busySince = Clock::now();
            const auto total = functions.pageCount(backup);
            if (watch.progress)
                watch.progress(total - functions.remaining(backup), total);
            continue;
        }
        const auto waits = (code & 0xFF) == SQLITE_BUSY || (code & 0xFF) == SQLITE_LOCKED;
        if (!waits || Clock::now() - busySince >= watch.busyTimeout)
            return code;
        std::this_thread::sleep_for(5ms);
    }
}

} // namespace

Result<void> copyDatabase(sqlite3 *source, const BackupFunctions &functions, const QString &path, const BackupWatch &watch)
{
    sqlite3 *opened = nullptr;
    const auto code = functions.open(path.toUtf8().constData(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    const std::unique_ptr<sqlite3, decltype(functions.close)> target(opened, functions.close);
    if (code != SQLITE_OK)
        return fail(failureOf(opened, functions, code));
    auto *backup = functions.begin(opened, "main", source, "main");
    if (!backup)
        return fail(failureOf(opened, functions, functions.errorCode(opened)));
    const auto ended = copyPages(backup, functions, watch);
    const auto finished = functions.finish(backup);
    if (ended == SQLITE_INTERRUPT)
        return fail(ErrorKind::Cancelled, QCoreApplication::translate("SQLite", "The copy was cancelled."));
    if (ended != SQLITE_DONE)
        return fail(failureOf(opened, functions, ended));
    return finished == SQLITE_OK ? Result<void>() : fail(failureOf(opened, functions, finished));
}

} // namespace dumbo::sqlite
