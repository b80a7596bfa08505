#pragma once

#include "core/sdk/connection.h"

namespace dumbo::postgresql {

/// Advisory lock 999956789 of this database, in an open transaction of a connection that does nothing else.
///
/// The lock belongs to the transaction, so it also holds behind PgBouncer, and excludes and is excluded by a session that has
/// the same number, as the existing Dumbo takes it. It is asked for, never waited for: a session waiting inside pg_advisory_lock() has a
/// snapshot, for which CREATE INDEX CONCURRENTLY of the one who has the lock would wait in turn. The transaction keeps no snapshot.
class MigrationLock
{
public:
    /// The connection is not owned.
    explicit MigrationLock(Connection &connection)
        : m_connection(connection)
    {
    }

    /// True also where this object has it already and its transaction lives.
    [[nodiscard]] Result<bool> tryLock();
    /// "anna (dumbo) from 10.0.0.7, process 4711, since 2026-01-31 12:30:00 UTC"; empty where nobody has it.
    [[nodiscard]] Result<QString> holder();
    [[nodiscard]] Result<void> unlock();

private:
    [[nodiscard]] Result<bool> take();
    Connection &m_connection;
    bool m_isHeld = false;
};

} // namespace dumbo::postgresql
