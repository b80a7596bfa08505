#include "drivers/common/postgresql/monitor.h"

#include "drivers/common/postgresql/monitorqueries.h"

#include <QCoreApplication>

#include <algorithm>
#include <limits>

namespace dumbo::postgresql {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PostgreSQL", text);
}

/// A relation of another database has no name that could be looked up from here. Our own locks are those of this query.
const QByteArray lockTables = "pg_catalog.pg_locks l"
                              " LEFT JOIN pg_catalog.pg_database d ON d.oid = l.database"
                              " LEFT JOIN pg_catalog.pg_class c ON c.oid = l.relation AND (d.datname = current_database() OR l.database = 0)"
                              " LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                              " WHERE l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid() AND (l.locktype <> 'virtualxid' OR NOT l.granted)"
                              " ORDER BY l.granted, l.pid, l.locktype, l.mode";

const QByteArray serverFacts = "SELECT clock_timestamp()::text, current_setting('max_connections'),"
                               " (SELECT sum(numbackends) FROM pg_catalog.pg_stat_database)::text";

const QByteArray columnNames = "SELECT c.relname::text, a.attname::text FROM pg_catalog.pg_attribute a"
                               " JOIN pg_catalog.pg_class c ON c.oid = a.attrelid"
                               " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                               " WHERE n.nspname = 'pg_catalog' AND c.relname IN ('pg_stat_activity', 'pg_locks')"
                               " AND a.attnum > 0 AND NOT a.attisdropped";

class ServerMonitor final : public MonitorExtension
{
public:
    explicit ServerMonitor(Connection &connection)
        : m_connection(connection)
    {
    }

    Result<MonitorSnapshot> snapshot() override
    {
        if (auto learned = learnColumns(); !learned)
            return fail(learned.error());
        ConnectionQueries queries(m_connection);
        const std::vector<QByteArray> texts {
            monitorQuery(sessionColumns(), "pg_catalog.pg_stat_activity a ORDER BY a.pid", m_activityColumns),
            monitorQuery(lockColumns(), lockTables, m_lockColumns),
            serverFacts,
        };
        const auto answers = queries.run(texts);
        if (!answers[0])
            return fail(answers[0].error());
        MonitorSnapshot snapshot;
        takeSessions(*answers[0], snapshot);
        if (answers[1]) {
            for (qsizetype row = 0; row < answers[1]->rowCount(); ++row)
                snapshot.locks.push_back(readLock(*answers[1], row));
        } else if (answers[1].error().isCancelled() || m_connection.isBroken()) {
            return fail(answers[1].error());
        } else {
            snapshot.warnings.append(tr("Locks could not be read: %1").arg(answers[1].error().message()));
        }
        if (answers[2] && answers[2]->rowCount() == 1)
            takeFacts(*answers[2], snapshot);
        return snapshot;
    }

    Result<void> cancelSession(qint64 pid) override { return signal("pg_cancel_backend", pid); }
    Result<void> terminateSession(qint64 pid) override { return signal("pg_terminate_backend", pid); }

private:
    Result<TextRows> ask(const QByteArray &query)
    {
        ConnectionQueries queries(m_connection);
        return std::move(queries.run({ &query, 1 }).front());
    }

    Result<void> learnColumns()
    {
        if (!m_activityColumns.isEmpty())
            return {};
        const auto rows = ask(columnNames);
        if (!rows)
            return fail(rows.error());
        for (qsizetype row = 0; row < rows->rowCount(); ++row) {
            auto &known = rows->bytes(row, 0) == "pg_locks" ? m_lockColumns : m_activityColumns;
            known.insert(rows->text(row, 1).toUtf8());
        }
        if (!m_activityColumns.contains("pid"))
            return fail(ErrorKind::NotImplemented, tr("This server has no pg_stat_activity to look at."));
        return {};
    }

    void takeSessions(const TextRows &rows, MonitorSnapshot &snapshot)
    {
        for (qsizetype row = 0; row < rows.rowCount(); ++row)
            snapshot.sessions.push_back(readSession(rows, row));
        const auto hidden = std::ranges::count_if(snapshot.sessions, &MonitoredSession::isHidden);
        if (hidden > 0)
            snapshot.warnings.append(
                (hidden == 1 ? tr("What one session does is hidden from %2.") : tr("What %1 sessions do is hidden from %2.").arg(hidden))
                    .arg(m_connection.server().user)
                + u' ' + tr("Members of pg_read_all_stats see everything."));
    }

    static void takeFacts(const TextRows &rows, MonitorSnapshot &snapshot)
    {
        snapshot.serverTime = rows.text(0, 0);
        if (!rows.isNull(0, 1))
            snapshot.maxConnections = rows.integer(0, 1);
        if (!rows.isNull(0, 2))
            snapshot.connections = rows.integer(0, 2);
    }

    /// Both functions answer false, with a warning, where no such process exists; they fail with 42501 where this user may not.
    Result<void> signal(const QByteArray &function, qint64 pid)
    {
        const auto number = QByteArray::number(pid);
        if (pid <= 0 || pid > std::numeric_limits<qint32>::max())
            return fail(ErrorKind::NotFound, tr("There is no session %1.").arg(pid));
        const auto rows = ask("SELECT pg_catalog." + function + '(' + number + ")::text");
        if (!rows)
            return fail(rows.error());
        if (rows->rowCount() == 1 && rows->boolean(0, 0))
            return {};
        return fail(ErrorKind::NotFound, tr("There is no session %1 any more.").arg(pid));
    }

    Connection &m_connection;
    QSet<QByteArray> m_activityColumns;
    QSet<QByteArray> m_lockColumns;
};

} // namespace

std::unique_ptr<MonitorExtension> makeMonitorExtension(Connection &connection)
{
    return std::make_unique<ServerMonitor>(connection);
}

} // namespace dumbo::postgresql
