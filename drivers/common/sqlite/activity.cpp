#include "drivers/common/sqlite/activity.h"

#include "drivers/common/explain/statementrows.h"
#include "drivers/common/sqlite/tokens.h"

namespace dumbo::sqlite {

namespace {

Result<std::optional<qint64>> ask(Connection &connection, const QByteArray &sql)
{
    Statement statement;
    statement.text = sql;
    statement.purpose = Purpose::Catalog;
    const auto rows = explain::readRows(connection, statement);
    if (!rows)
        return fail(rows.error());
    const auto hasValue = !rows->empty() && rows->front().front();
    return hasValue ? std::optional(rows->front().front()->split(' ').front().toLongLong()) : std::nullopt;
}

QByteArray literal(const QString &text)
{
    return '\'' + text.toUtf8().replace('\'', "''") + '\'';
}

} // namespace

Result<std::vector<ObjectActivity>> readActivity(Connection &connection, std::span<const ObjectPath> objects)
{
    std::vector<ObjectActivity> all;
    for (const auto &object : objects) {
        ObjectActivity activity;
        activity.object = object;
        const auto schema = quoted(object.schema.isEmpty() ? QStringLiteral("main") : object.schema);
        const auto analysed = ask(connection, "SELECT stat FROM " + schema + ".sqlite_stat1 WHERE tbl = " + literal(object.name) + " LIMIT 1");
        if (!analysed && analysed.error().isCancelled())
            return fail(analysed.error());
        // Views have none, nor tables WITHOUT ROWID; a table that was never analysed has no sqlite_stat1.
        const auto highest = analysed && *analysed ? analysed : ask(connection, "SELECT max(rowid) FROM " + schema + '.' + quoted(object.name));
        if (!highest && highest.error().isCancelled())
            return fail(highest.error());
        if (highest)
            activity.rowEstimate = *highest;
        all.push_back(std::move(activity));
    }
    return all;
}

} // namespace dumbo::sqlite
