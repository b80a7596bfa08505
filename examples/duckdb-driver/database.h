#pragma once

#include "core/base/cancellation.h"
#include "core/base/result.h"
#include "handles.h"
#include "options.h"

#include <atomic>
#include <memory>

namespace dumbo::duckdb {

struct OpenFile;

/// One DuckDB instance: a file, or a database in memory. All connections of this process to one file share one instance, because
/// a second one would not see what the first wrote, and DuckDB's file lock does not tell instances of one process apart. Any thread.
class Database
{
public:
    /// Opens, or shares what is open already. A missing file is NotFound unless it may be created; a file that another process
    /// has open is LockNotAvailable, and DuckDB's words name that process.
    [[nodiscard]] static Result<std::shared_ptr<Database>> open(
        const Options &options, bool readOnly, const Cancellation &cancellation);
    ~Database();
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    [[nodiscard]] duckdb_database handle() const { return m_handle.get(); }
    /// The engine refuses writes. A database in memory can't be opened so; see ReadOnlyGate.
    [[nodiscard]] bool isReadOnly() const { return m_readOnly; }

    /// The lock that keeps two runners of migrations apart. False where somebody has it.
    [[nodiscard]] bool tryLockMigrations() { return !m_migrating.exchange(true); }
    void unlockMigrations() { m_migrating = false; }
    [[nodiscard]] bool isMigrating() const { return m_migrating; }

private:
    Database(DatabaseHandle handle, bool readOnly, std::shared_ptr<OpenFile> file);

    DatabaseHandle m_handle;
    bool m_readOnly;
    std::atomic<bool> m_migrating = false;
    std::shared_ptr<OpenFile> m_file; ///< null for a database in memory
};

} // namespace dumbo::duckdb
