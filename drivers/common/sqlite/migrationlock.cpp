#include "drivers/common/sqlite/migrationlock.h"

#include "drivers/common/explain/statementrows.h"

namespace dumbo::sqlite {

namespace {

constexpr int usualBusyTimeout = 5000;

} // namespace

Result<void> MigrationLock::setBusyTimeout(int milliseconds)
{
    Statement statement;
    statement.text = "PRAGMA busy_timeout = " + QByteArray::number(milliseconds);
    statement.purpose = Purpose::Internal;
    const auto set = explain::countRows(m_connection, statement);
    return set ? Result<void>() : fail(set.error());
}

Result<bool> MigrationLock::tryLock()
{
    if (m_connection.transactionState() == TransactionState::Active)
        return true;
    // Zero would be taken for "unchanged" by a driver that waits in a handler of its own.
    if (const auto set = setBusyTimeout(1); !set)
        return fail(set.error());
    TransactionOptions options;
    options.lock = TransactionLock::Immediate;
    const auto begun = m_connection.begin(options);
    if (const auto set = setBusyTimeout(usualBusyTimeout); !set)
        return fail(set.error());
    if (begun)
        return true;
    const auto isTaken = begun.error().kind() == ErrorKind::LockNotAvailable || begun.error().kind() == ErrorKind::Deadlock;
    return isTaken ? Result<bool>(false) : fail(begun.error());
}

Result<void> MigrationLock::unlock()
{
    return m_connection.transactionState() == TransactionState::Idle ? Result<void>() : m_connection.rollback();
}

} // namespace dumbo::sqlite
