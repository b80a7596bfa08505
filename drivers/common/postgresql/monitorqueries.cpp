#include "drivers/common/postgresql/monitorqueries.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace dumbo::postgresql {

namespace {

enum SessionColumn {
    Pid,
    User,
    Database,
    Application,
    Address,
    Port,
    HostName,
    Kind,
    State,
    Connected,
    ConnectedAge,
    Transaction,
    TransactionAge,
    Query,
    QueryAge,
    StateSince,
    StateAge,
    WaitType,
    WaitEvent,
    Text,
    Leader,
    BlockedBy,
    IsOwn,
    SessionColumnCount,
};

enum LockColumn {
    LockPid,
    LockType,
    LockDatabase,
    LockObject,
    LockMode,
    LockGranted,
    LockSince,
    LockAge,
    LockColumnCount,
};

/// Milliseconds since a time stamp by the server's clock. Not now(): that is when the transaction began.
#define DUMBO_AGE(column) "(extract(epoch FROM clock_timestamp() - " column ") * 1000)::bigint::text"

// Only who waits for a lock is asked for: the function stops the lock manager for a moment.
const QByteArray blockedBy = "CASE WHEN a.wait_event_type = 'Lock' THEN array_to_string(pg_catalog.pg_blocking_pids(a.pid), ',') END";

const QByteArray lockObject = "CASE l.locktype"
                              " WHEN 'transactionid' THEN 'transaction ' || l.transactionid::text"
                              " WHEN 'virtualxid' THEN 'virtual transaction ' || l.virtualxid"
                              " WHEN 'advisory' THEN 'advisory ' || l.classid::text || ', ' || l.objid::text"
                              " WHEN 'object' THEN l.classid::regclass::text || ' ' || l.objid::text"
                              " ELSE coalesce(n.nspname || '.' || c.relname, 'relation ' || l.relation::text, '')"
                              " || coalesce(' page ' || l.page::text, '') || coalesce(' row ' || l.tuple::text, '') END";

MonitorTime timeAt(const TextRows &rows, qsizetype row, int text, int age)
{
    return { rows.text(row, text), std::chrono::milliseconds(std::max<qint64>(0, rows.integer(row, age))) };
}

std::optional<MonitorTime> maybeTimeAt(const TextRows &rows, qsizetype row, int text, int age)
{
    return rows.isNull(row, text) ? std::nullopt : std::optional(timeAt(rows, row, text, age));
}

MonitoredSession::State stateOf(const QString &text, const QString &kind)
{
    using enum MonitoredSession::State;
    if (text == u"active" || text == u"fastpath function call")
        return Active;
    if (text == u"idle")
        return Idle;
    if (text == u"idle in transaction")
        return IdleInTransaction;
    if (text == u"idle in transaction (aborted)")
        return FailedTransaction;
    return kind.isEmpty() || kind == u"client backend" ? Unknown : Background;
}

QString clientOf(const TextRows &rows, qsizetype row)
{
    const auto host = rows.text(row, HostName);
    const auto address = rows.text(row, Address);
    const auto port = rows.text(row, Port);
    if (address.isEmpty())
        return port == u"-1" ? QCoreApplication::translate("PostgreSQL", "local") : QString();
    const auto bracketed = address.contains(u':') ? u'[' + address + u']' : address;
    const auto place = port.isEmpty() ? address : bracketed + u':' + port;
    return host.isEmpty() ? place : host + QStringLiteral(" (") + place + u')';
}

} // namespace

std::span<const MonitorColumn> sessionColumns()
{
    static const std::array<MonitorColumn, SessionColumnCount> columns { {
        { "pid", "a.pid::text" },
        { "usename", "a.usename::text" },
        { "datname", "a.datname::text" },
        { "application_name", "a.application_name::text" },
        { "client_addr", "host(a.client_addr)" },
        { "client_port", "a.client_port::text" },
        { "client_hostname", "a.client_hostname::text" },
        { "backend_type", "a.backend_type::text" },
        { "state", "a.state::text" },
        { "backend_start", "a.backend_start::text" },
        { "backend_start", DUMBO_AGE("a.backend_start") },
        { "xact_start", "a.xact_start::text" },
        { "xact_start", DUMBO_AGE("a.xact_start") },
        { "query_start", "a.query_start::text" },
        { "query_start", DUMBO_AGE("a.query_start") },
        { "state_change", "a.state_change::text" },
        { "state_change", DUMBO_AGE("a.state_change") },
        { "wait_event_type", "a.wait_event_type::text" },
        { "wait_event", "a.wait_event::text" },
        { "query", "a.query::text" },
        { "leader_pid", "a.leader_pid::text" },
        { "wait_event_type", blockedBy },
        { "pid", "(a.pid = pg_catalog.pg_backend_pid())::text" },
    } };
    return columns;
}

std::span<const MonitorColumn> lockColumns()
{
    static const std::array<MonitorColumn, LockColumnCount> columns { {
        { "pid", "l.pid::text" },
        { "locktype", "l.locktype::text" },
        { "database", "d.datname::text" },
        { "locktype", lockObject },
        { "mode", "l.mode::text" },
        { "granted", "l.granted::text" },
        { "waitstart", "l.waitstart::text" },
        { "waitstart", DUMBO_AGE("l.waitstart") },
    } };
    return columns;
}

#undef DUMBO_AGE

QByteArray monitorQuery(std::span<const MonitorColumn> columns, const QByteArray &from, const QSet<QByteArray> &known)
{
    QByteArrayList list;
    for (const auto &column : columns)
        list.append(known.contains(column.name) ? column.expression : QByteArray("NULL::text"));
    return "SELECT " + list.join(", ") + " FROM " + from;
}

MonitoredSession readSession(const TextRows &rows, qsizetype row)
{
    MonitoredSession session;
    session.pid = rows.integer(row, Pid);
    session.user = rows.text(row, User);
    session.database = rows.text(row, Database);
    session.application = rows.text(row, Application);
    session.client = clientOf(rows, row);
    session.kind = rows.text(row, Kind);
    session.stateText = rows.text(row, State);
    session.state = stateOf(session.stateText, session.kind);
    session.connected = maybeTimeAt(rows, row, Connected, ConnectedAge);
    session.transaction = maybeTimeAt(rows, row, Transaction, TransactionAge);
    session.query = maybeTimeAt(rows, row, Query, QueryAge);
    session.stateSince = maybeTimeAt(rows, row, StateSince, StateAge);
    session.waitType = rows.text(row, WaitType);
    session.waitEvent = rows.text(row, WaitEvent);
    session.text = rows.text(row, Text);
    // The words of pg_stat_get_activity(), which are not translated.
    session.isHidden = session.text == u"<insufficient privilege>";
    if (session.isHidden)
        session.text.clear();
    if (!rows.isNull(row, Leader))
        session.leader = rows.integer(row, Leader);
    session.isOwn = rows.boolean(row, IsOwn);
    for (const auto &pid : rows.text(row, BlockedBy).split(u',', Qt::SkipEmptyParts)) {
        if (!std::ranges::contains(session.blockedBy, pid.toLongLong()))
            session.blockedBy.push_back(pid.toLongLong());
    }
    return session;
}

MonitoredLock readLock(const TextRows &rows, qsizetype row)
{
    MonitoredLock lock;
    lock.pid = rows.integer(row, LockPid);
    lock.type = rows.text(row, LockType);
    lock.database = rows.text(row, LockDatabase);
    lock.object = rows.text(row, LockObject);
    lock.mode = rows.text(row, LockMode);
    lock.granted = rows.boolean(row, LockGranted);
    lock.since = maybeTimeAt(rows, row, LockSince, LockAge);
    return lock;
}

} // namespace dumbo::postgresql
