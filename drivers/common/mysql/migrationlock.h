#pragma once

#include "core/sdk/connection.h"

namespace dumbo::mysql {

/// GET_LOCK() under a name for this database, on a connection that does nothing else: it is the session's, and goes with it.
class MigrationLock
{
public:
    /// The connection is not owned.
    explicit MigrationLock(Connection &connection)
        : m_connection(connection)
    {
    }

    [[nodiscard]] Result<bool> tryLock();
    /// "anna@10.0.0.7, connection 4711"; empty where nobody has it.
    [[nodiscard]] Result<QString> holder();
    [[nodiscard]] Result<void> unlock();

private:
    Connection &m_connection;
};

} // namespace dumbo::mysql
