#include "drivers/common/postgresql/migrationlock.h"

#include "drivers/common/explain/statementrows.h"

#include <QCoreApplication>

#include <utility>

namespace dumbo::postgresql {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PostgreSQL", text);
}

/// Nothing may end the transaction behind our back. Which of these settings there are depends on the server's version.
const QByteArray keepAlive = "SELECT pg_catalog.set_config(name, '0', true) FROM pg_catalog.pg_settings"
                             " WHERE name IN ('idle_in_transaction_session_timeout', 'transaction_timeout')";

const QByteArray tryTake = "SELECT pg_catalog.pg_try_advisory_xact_lock(999956789)::text";

const QByteArray whoHasIt
    = "SELECT l.pid::text, a.usename::text, a.application_name::text, host(a.client_addr),"
      " to_char(coalesce(a.xact_start, a.backend_start) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')"
      " FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid"
      " WHERE l.locktype = 'advisory' AND l.classid = 0 AND l.objid = 999956789 AND l.objsubid = 1 AND l.granted"
      " AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())"
      " ORDER BY l.pid LIMIT 1";

Result<std::vector<explain::TextRow>> ask(Connection &connection, const QByteArray &text)
{
    Statement statement;
    statement.text = text;
    statement.purpose = Purpose::Internal;
    return explain::readRows(connection, statement);
}

} // namespace

Result<bool> MigrationLock::tryLock()
{
    if (m_isHeld && !m_connection.isBroken() && m_connection.transactionState() == TransactionState::Active)
        return true;
    m_isHeld = false;
    TransactionOptions options;
    options.isolation = IsolationLevel::ReadCommitted; // a stricter one would keep a snapshot
    if (const auto begun = m_connection.begin(options); !begun)
        return fail(begun.error());
    auto taken = take();
    m_isHeld = taken.value_or(false);
    if (!m_isHeld && !m_connection.isBroken()) {
        if (const auto ended = m_connection.rollback(); !ended && taken)
            return fail(ended.error());
    }
    return taken;
}

Result<bool> MigrationLock::take()
{
    if (const auto kept = ask(m_connection, keepAlive); !kept)
        return fail(kept.error());
    const auto rows = ask(m_connection, tryTake);
    if (!rows)
        return fail(rows.error());
    return !rows->empty() && rows->front().front().value_or("").startsWith('t');
}

Result<QString> MigrationLock::holder()
{
    const auto rows = ask(m_connection, whoHasIt);
    if (!rows)
        return fail(rows.error());
    if (rows->empty())
        return QString();
    const auto value = [&](std::size_t column) { return QString::fromUtf8(rows->front()[column].value_or("")); };
    auto line = value(1).isEmpty() ? tr("somebody") : value(1);
    if (!value(2).isEmpty())
        line += QStringLiteral(" (%1)").arg(value(2));
    if (!value(3).isEmpty())
        line = tr("%1 from %2").arg(line, value(3));
    line = tr("%1, process %2").arg(line, value(0));
    return value(4).isEmpty() ? line : tr("%1, since %2 UTC").arg(line, value(4));
}

Result<void> MigrationLock::unlock()
{
    if (!std::exchange(m_isHeld, false) || m_connection.isBroken())
        return {};
    return m_connection.transactionState() == TransactionState::Idle ? Result<void>() : m_connection.rollback();
}

} // namespace dumbo::postgresql
