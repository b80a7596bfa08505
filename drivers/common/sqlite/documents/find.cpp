#include "drivers/common/sqlite/documents/filtersql.h"
#include "drivers/common/sqlite/documents/ordersql.h"
#include "drivers/common/sqlite/documents/statements.h"
#include "drivers/common/sqlite/tokens.h"

#include <QCoreApplication>

namespace dumbo::sqlite {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("SQLite", text);
}

QByteArray documentColumn(const DocumentSource &source)
{
    const auto column = quoted(source.column);
    const auto name = source.column == u"data" ? QByteArray() : QByteArray(" AS \"data\"");
    if (source.storage == DocumentStorage::Jsonb)
        return "CASE WHEN json_valid(" + column + ", 9) THEN json(" + column + ") ELSE " + column + " END AS \"data\"";
    // Where the declared type has the affinity of numbers, a document of one number was stored as one.
    return source.isCollection ? column + name : "CAST(" + column + " AS TEXT) AS \"data\"";
}

/// The table, or some of its rows: picked by their keys alone, which are read without the documents.
QByteArray rowsOf(const DocumentQuery &query)
{
    const auto table = tableName(query.source.table);
    if (!query.sample)
        return table;
    const auto number = QByteArray::number(*query.sample);
    QByteArrayList keys;
    for (const auto &column : query.source.key)
        keys.append(quoted(column));
    if (keys.isEmpty())
        return "(SELECT * FROM " + table + " LIMIT " + number + ')';
    const auto list = keys.join(", ");
    return "(SELECT * FROM " + table + " WHERE (" + list + ") IN (SELECT " + list + " FROM " + table + " ORDER BY random() LIMIT " + number + "))";
}

QByteArray whereOf(const QByteArray &condition)
{
    if (condition == "1")
        return {};
    return " WHERE " + condition;
}

QByteArray rangeOf(const DocumentQuery &query)
{
    QByteArray range;
    if (query.limit || query.skip > 0)
        range = " LIMIT " + QByteArray::number(query.limit.value_or(-1));
    if (query.skip > 0)
        range += " OFFSET " + QByteArray::number(query.skip);
    return range;
}

QStringList reasonsOf(const DocumentQuery &query, const DocumentStatement &statement)
{
    QStringList reasons;
    if (!statement.filterDone && isGuarded(query.source))
        reasons.append(tr("Rows of this column may hold what SQLite does not read as JSON, so each document is tried again."));
    else if (!statement.filterDone)
        reasons.append(tr("SQLite's functions can't decide all of the filter, so each document is tried again."));
    if (!statement.sortDone)
        reasons.append(tr("SQLite can't put all values in the order of documents, so they are sorted here."));
    if (!statement.projectionDone)
        reasons.append(tr("The documents are read whole, as they are stored, and cut down here."));
    return reasons;
}

} // namespace

QByteArrayList keyColumns(const DocumentSource &source)
{
    QByteArrayList columns;
    for (const auto &column : source.key)
        columns.append(quoted(column));
    if (source.isCollection)
        columns.append("\"_version\"");
    return columns;
}

DocumentStatement findStatement(const DocumentQuery &query)
{
    Values values;
    const auto condition = FilterSql(query.source, values).condition(query.filter);
    const auto order = orderOf(query.source, query.sort);
    DocumentStatement statement;
    statement.filterDone = condition.isExact();
    statement.sortDone = order.isExact;
    statement.rangeDone = statement.filterDone && statement.sortDone;
    statement.projectionDone = query.projection.mode == DocumentProjection::Mode::Whole;
    auto columns = keyColumns(query.source);
    columns.append(documentColumn(query.source));
    auto sql = "SELECT " + columns.join(", ") + " FROM " + rowsOf(query) + whereOf(condition.wide);
    if (statement.sortDone && !order.sql.isEmpty())
        sql += " ORDER BY " + order.sql;
    if (statement.rangeDone)
        sql += rangeOf(query);
    auto command = values.withPlaceholders(sql);
    statement.text = std::move(command.text);
    statement.parameters = std::move(command.parameters);
    statement.reasons = reasonsOf(query, statement);
    return statement;
}

std::optional<DocumentCommand> countStatement(const DocumentQuery &query)
{
    Values values;
    const auto condition = FilterSql(query.source, values).ofDocuments(query.filter);
    if (!condition.isExact())
        return std::nullopt;
    const auto rows = rowsOf(query) + whereOf(condition.wide);
    const auto range = rangeOf(query);
    if (range.isEmpty())
        return values.withPlaceholders("SELECT count(*) FROM " + rows);
    return values.withPlaceholders("SELECT count(*) FROM (SELECT 1 FROM " + rows + range + ')');
}

std::optional<DocumentStatement> valuesStatement(const DocumentQuery &query, const DocumentPath &path)
{
    const bool isColumn = query.source.isCollection && !path.isEmpty() && (path.first() == "_id" || path.first() == "_version");
    if (path.size() != 1 || isGuarded(query.source) || query.skip > 0 || query.limit)
        return std::nullopt;
    Values values;
    const auto condition = FilterSql(query.source, values).condition(query.filter);
    if (!condition.isExact())
        return std::nullopt;
    const auto column = quoted(QString::fromUtf8(path.first()));
    const auto value = isColumn ? "json_quote(" + column + ')' : jsonOf(query.source) + " -> " + JsonPath::keys(path).sql();
    auto command = values.withPlaceholders("SELECT DISTINCT " + value + " AS \"value\" FROM " + rowsOf(query)
        + whereOf(both(condition, Condition::exactly(value + " IS NOT NULL")).wide));
    DocumentStatement statement;
    statement.text = std::move(command.text);
    statement.parameters = std::move(command.parameters);
    statement.filterDone = true;
    return statement;
}

} // namespace dumbo::sqlite
