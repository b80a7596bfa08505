#include "drivers/common/postgresql/documents/sourcesql.h"

#include "drivers/common/postgresql/documents/textsql.h"

#include <QCoreApplication>

namespace dumbo::postgresql {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PostgreSQL", text);
}

bool isEverything(const DocumentFilter &filter)
{
    return filter.kind == DocumentFilter::Kind::And && filter.children.empty();
}

/// Pages from all over the table. The planner's estimate of the number of rows is there without counting.
QByteArray sampled(const DocumentSource &source, qint64 rows)
{
    const auto table = quoted(source.table);
    const auto count = QByteArray::number(rows);
    const bool isTable = source.isCollection || !source.key.isEmpty();
    const auto share = "(SELECT least(100, 110.0 * " + count + " / greatest(reltuples, " + count + ", 1)) FROM pg_catalog.pg_class WHERE oid = "
        + literal(table) + "::regclass)";
    return "(SELECT * FROM " + table + (isTable ? " TABLESAMPLE SYSTEM (" + share + ')' : QByteArray()) + " LIMIT " + count + ')';
}

FilterSql::Place placeOf(const DocumentSource &source, const QByteArray &document)
{
    return { document, source.isCollection, source.isCollection, source.storage == DocumentStorage::Jsonb, &source };
}

} // namespace

SourceSql sourceSql(const DocumentQuery &query, SqlValues &values)
{
    const auto &source = query.source;
    const auto column = "\"t\"." + quoted(source.column);
    SourceSql sql;
    sql.from = (query.sample ? sampled(source, *query.sample) : quoted(source.table)) + " AS \"t\"";
    if (!source.isCollection)
        sql.where = column + " IS NOT NULL";
    if (source.storage == DocumentStorage::Jsonb)
        sql.document = column;
    if (source.storage == DocumentStorage::Text) {
        sql.isExact = false;
        sql.reasons = { tr("The column may hold what is no JSON, so each text is read in the client.") };
        if (const auto words = wordsIn(column, query.filter, source.isCollection); !words.isEmpty())
            sql.where += (sql.where.isEmpty() ? "" : " AND ") + words;
        return sql;
    }
    if (isEverything(query.filter) && source.storage == DocumentStorage::JsonText && query.sort.empty())
        return sql;
    FilterSql::Place place = placeOf(source, column);
    place.isObject = place.isObject && !query.forUpdate; // As for deletes.
    QByteArray unread;
    if (source.storage == DocumentStorage::JsonText) {
        place.document = "\"j\".\"document\"";
        place.isObject = false;
        sql.document = place.document;
        sql.from += " CROSS JOIN LATERAL (SELECT CASE WHEN " + mayBeRefused(column) + " THEN NULL ELSE " + column
            + "::jsonb END AS \"document\" OFFSET 0) AS \"j\"";
        unread = place.document + " IS NULL OR ";
    }
    FilterSql filter(values, place);
    if (const auto where = filter.where(query.filter); where != "TRUE")
        sql.where += (sql.where.isEmpty() ? "" : " AND ") + (unread.isEmpty() ? where : '(' + unread + where + ')');
    sql.isExact = filter.outcome().isExact;
    sql.reasons = filter.outcome().reasons;
    if (source.storage == DocumentStorage::JsonText) {
        sql.isExact = false;
        sql.reasons.append(tr("The column's texts may hold what jsonb refuses or takes apart, so documents are tried again in the client."));
    }
    return sql;
}

std::optional<QByteArray> exactWhere(const DocumentSource &source, const DocumentFilter &filter, SqlValues &values)
{
    if (isEverything(filter) && source.storage != DocumentStorage::Text)
        return "TRUE";
    if (source.storage != DocumentStorage::Jsonb)
        return std::nullopt;
    const QByteArray alias = values.form() == SqlValues::Form::Parameters ? "\"t\"." : "";
    auto place = placeOf(source, alias + quoted(source.column));
    place.isObject = false; // Somebody else may have put an array into a collection: it is not deleted for what its elements are.
    FilterSql sql(values, place);
    auto where = sql.where(filter);
    if (!sql.outcome().isExact || sql.outcome().needsSubquery)
        return std::nullopt;
    return where;
}

} // namespace dumbo::postgresql
