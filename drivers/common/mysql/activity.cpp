#include "drivers/common/mysql/activity.h"

#include "drivers/common/mysql/queryrows.h"

#include <algorithm>
#include <array>

namespace dumbo::mysql {

namespace {

constexpr auto sessions = " p.ID, CONCAT(p.USER, ' from ', p.HOST), LEFT(p.INFO, 500), TIMESTAMPDIFF(MICROSECOND, t.trx_started, NOW(6)) DIV 1000";

/// One of them, as the server has it.
const std::array<QByteArray, 2> &lockQueries()
{
    static const std::array<QByteArray, 2> queries {
        QByteArray("SELECT l.TABLE_SCHEMA, l.TABLE_NAME, l.LOCK_MODE, 0,") + sessions
            + " FROM information_schema.METADATA_LOCK_INFO l JOIN information_schema.PROCESSLIST p ON p.ID = l.THREAD_ID"
              " LEFT JOIN information_schema.INNODB_TRX t ON t.trx_mysql_thread_id = p.ID WHERE l.TABLE_NAME <> '' AND p.ID <> CONNECTION_ID()",
        QByteArray("SELECT l.OBJECT_SCHEMA, l.OBJECT_NAME, l.LOCK_TYPE, l.LOCK_STATUS = 'PENDING',") + sessions
            + " FROM performance_schema.metadata_locks l JOIN performance_schema.threads h ON h.THREAD_ID = l.OWNER_THREAD_ID"
              " JOIN information_schema.PROCESSLIST p ON p.ID = h.PROCESSLIST_ID"
              " LEFT JOIN information_schema.INNODB_TRX t ON t.trx_mysql_thread_id = p.ID WHERE l.OBJECT_TYPE = 'TABLE' AND p.ID <> CONNECTION_ID()",
    };
    return queries;
}

ObjectActivity *find(std::vector<ObjectActivity> &all, const QString &schema, const QString &name, const QString &current)
{
    const auto found = std::ranges::find_if(all, [&](const ObjectActivity &activity) {
        return activity.object.name == name && (activity.object.schema.isEmpty() ? current : activity.object.schema) == schema;
    });
    return found == all.end() ? nullptr : &*found;
}

} // namespace

Result<std::vector<ObjectActivity>> readActivity(Connection &connection, std::span<const ObjectPath> objects)
{
    std::vector<ObjectActivity> all;
    QByteArrayList names;
    for (const auto &object : objects) {
        ObjectActivity activity;
        activity.object = object;
        names.append('(' + (object.schema.isEmpty() ? QByteArray("DATABASE()") : literal(object.schema)) + ", " + literal(object.name) + ')');
        all.push_back(std::move(activity));
    }
    if (all.empty())
        return all;
    QString current;
    const auto read = forEachRow(connection,
        "SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_ROWS, DATA_LENGTH + INDEX_LENGTH, DATABASE() FROM information_schema.TABLES WHERE (TABLE_SCHEMA,"
        " TABLE_NAME) IN ("
            + names.join(", ") + ')',
        [&](const QueryRow &row) {
            current = row.text(4);
            auto *activity = find(all, row.text(0), row.text(1), current);
            if (activity && !row.isNull(2))
                activity->rowEstimate = row.integer(2);
            if (activity && !row.isNull(3))
                activity->sizeBytes = row.integer(3);
        });
    if (!read)
        return fail(read.error());
    for (const auto &query : lockQueries()) {
        const auto asked = forEachRow(connection, query, [&](const QueryRow &row) {
            auto *activity = find(all, row.text(0), row.text(1), current);
            if (activity)
                activity->holders.push_back(
                    { row.integer(4), row.text(5), row.text(2), row.integer(3) != 0, std::chrono::milliseconds(row.integer(7)), row.text(6) });
        });
        if (!asked && (asked.error().isCancelled() || connection.isBroken()))
            return fail(asked.error());
        if (asked)
            break;
    }
    return all;
}

} // namespace dumbo::mysql
