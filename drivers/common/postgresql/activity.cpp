#include "drivers/common/postgresql/activity.h"

#include "drivers/common/explain/statementrows.h"
#include "drivers/common/postgresql/catalogsource.h"

#include <QCoreApplication>

namespace dumbo::postgresql {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PostgreSQL", text);
}

enum Column { Place, Rows, Size, Reads, Writes, Pid, Who, Mode, Granted, Age, Query };

/// Asking the size of a relation waits for who has it exclusively; then the pages at the last ANALYZE must do.
const QByteArray query
    = " SELECT w.place, CASE WHEN c.reltuples >= 0 AND (c.relpages > 0 OR c.reltuples > 0) THEN c.reltuples::bigint"
      "   ELSE s.n_live_tup END AS row_estimate,"
      " CASE WHEN c.relkind NOT IN ('r', 'm', 't', 'i', 'S') THEN NULL"
      "   WHEN EXISTS (SELECT 1 FROM pg_catalog.pg_locks x WHERE x.relation = c.oid AND x.mode = 'AccessExclusiveLock')"
      "   THEN c.relpages::bigint * pg_catalog.current_setting('block_size')::bigint"
      "   ELSE pg_catalog.pg_total_relation_size(c.oid) END,"
      " ((coalesce(s.seq_scan, 0) + coalesce(s.idx_scan, 0)) / t.minutes)::bigint,"
      " ((s.n_tup_ins + s.n_tup_upd + s.n_tup_del) / t.minutes)::bigint,"
      " a.pid, pg_catalog.concat_ws(' ', a.usename, nullif('(' || a.application_name || ')', '()'), 'from '"
      "   || coalesce(a.client_addr::text, 'this machine')),"
      " l.mode, l.granted, (EXTRACT(epoch FROM pg_catalog.clock_timestamp() - a.xact_start) * 1000)::bigint, left(a.query, 500)"
      " FROM w LEFT JOIN pg_catalog.pg_class c ON c.oid = pg_catalog.to_regclass(w.name)"
      " LEFT JOIN pg_catalog.pg_stat_all_tables s ON s.relid = c.oid"
      " CROSS JOIN (SELECT greatest(EXTRACT(epoch FROM pg_catalog.now() - coalesce((SELECT d.stats_reset FROM pg_catalog.pg_stat_database d"
      "   WHERE d.datname = pg_catalog.current_database()), pg_catalog.pg_postmaster_start_time())) / 60, 1) AS minutes) t"
      " LEFT JOIN (pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid AND a.pid <> pg_catalog.pg_backend_pid())"
      "   ON l.relation = c.oid AND l.locktype = 'relation'"
      "   AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())"
      " ORDER BY w.place, l.granted DESC NULLS LAST, a.xact_start, a.pid";

std::optional<qint64> number(const explain::TextRow &row, Column column)
{
    const auto &text = row[std::size_t(column)];
    return text ? std::optional(text->toLongLong()) : std::nullopt;
}

QString text(const explain::TextRow &row, Column column)
{
    return QString::fromUtf8(row[std::size_t(column)].value_or(QByteArray()));
}

ObjectActivity::Holder holderOf(const explain::TextRow &row)
{
    ObjectActivity::Holder holder;
    holder.pid = number(row, Pid).value_or(0);
    holder.who = row[Who] ? text(row, Who) : tr("another session");
    holder.mode = text(row, Mode);
    holder.waits = row[Granted] == "f" || row[Granted] == "false";
    holder.transactionAge = std::chrono::milliseconds(number(row, Age).value_or(0));
    holder.text = text(row, Query);
    return holder;
}

} // namespace

Result<std::vector<ObjectActivity>> readActivity(Connection &connection, std::span<const ObjectPath> objects)
{
    std::vector<ObjectActivity> all;
    QByteArrayList wanted;
    for (const auto &object : objects) {
        ObjectActivity activity;
        activity.object = object;
        auto name = quotedName(object.name);
        if (!object.schema.isEmpty())
            name.prepend(quotedName(object.schema) + u'.');
        wanted.append('(' + QByteArray::number(qlonglong(all.size())) + ", " + literal(name) + ')');
        all.push_back(std::move(activity));
    }
    if (all.empty())
        return all;
    Statement statement;
    statement.text = "WITH w (place, name) AS (VALUES " + wanted.join(", ") + ')' + query;
    statement.purpose = Purpose::Catalog;
    const auto rows = explain::readRows(connection, statement);
    if (!rows)
        return fail(rows.error());
    for (const auto &row : *rows) {
        auto &activity = all[std::size_t(number(row, Place).value_or(0))];
        activity.rowEstimate = number(row, Rows);
        activity.sizeBytes = number(row, Size);
        activity.readsPerMinute = number(row, Reads);
        activity.writesPerMinute = number(row, Writes);
        if (row[Pid])
            activity.holders.push_back(holderOf(row));
    }
    return all;
}

} // namespace dumbo::postgresql
