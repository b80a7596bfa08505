#pragma once

#include "core/sdk/connection.h"

namespace dumbo::sqlite {

/// SQLite's only lock between runners is that there is one writer: BEGIN IMMEDIATE on the connection that runs. Who has it can't be known.
class MigrationLock
{
public:
    /// The connection is not owned.
    explicit MigrationLock(Connection &connection)
        : m_connection(connection)
    {
    }

    /// Begins the transaction. False at once where somebody else writes. The busy timeout is the drivers' usual one (5 s) afterwards.
    [[nodiscard]] Result<bool> tryLock();
    /// Rolls back what is still open.
    [[nodiscard]] Result<void> unlock();

private:
    [[nodiscard]] Result<void> setBusyTimeout(int milliseconds);
    Connection &m_connection;
};

} // namespace dumbo::sqlite
