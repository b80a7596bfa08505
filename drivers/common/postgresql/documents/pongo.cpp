#include "drivers/common/postgresql/documents/pongo.h"

#include "drivers/common/postgresql/documents/collectionsql.h"
#include "drivers/common/postgresql/documents/columnsql.h"
#include "drivers/common/postgresql/documents/pathsql.h"
#include "drivers/common/postgresql/documents/projectionsql.h"
#include "drivers/common/postgresql/documents/sortsql.h"
#include "drivers/common/postgresql/documents/sourcesql.h"
#include "drivers/common/postgresql/documents/writesql.h"

#include <QCoreApplication>

namespace dumbo::postgresql {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PostgreSQL", text);
}

/// The document behind the key; cut down where there is a projection.
QByteArray selectedColumns(const DocumentSource &source, const std::optional<QByteArray> &projection)
{
    QByteArrayList columns;
    for (const auto &key : source.key)
        columns.append("\"t\"." + quoted(key));
    if (source.isCollection)
        columns.append("\"t\".\"_version\"");
    const bool isNamed = !projection && source.column == u"data";
    columns.append(projection.value_or("\"t\"." + quoted(source.column)) + (isNamed ? "" : " AS \"data\""));
    return columns.join(", ");
}

QByteArray rangeOf(const DocumentQuery &query)
{
    QByteArray text;
    if (query.limit)
        text += " LIMIT " + QByteArray::number(std::max<qint64>(*query.limit, 0));
    if (query.skip > 0)
        text += " OFFSET " + QByteArray::number(query.skip);
    return text;
}

bool hasRange(const DocumentQuery &query)
{
    return query.limit || query.skip > 0;
}

class PostgresPongo final : public PongoExtension {
public:
    DocumentTraits traits() const override;
    Result<DocumentStatement> find(const DocumentQuery &query) override;
    Result<std::optional<DocumentCommand>> count(const DocumentQuery &query) override;
    Result<std::optional<DocumentStatement>> values(const DocumentQuery &query, const DocumentPath &path) override;
    Result<std::vector<DocumentCommand>> write(const DocumentWrite &write) override { return writeSql(write); }
    Result<std::vector<OfferedMigration>> migrations(const CollectionDefinition &collection) override;
    Result<std::vector<StatementText>> createIndex(const DocumentSource &source, const DocumentIndex &index) override;
    Result<std::vector<StatementText>> dropIndex(const DocumentSource &source, const DocumentIndex &index) override;
    std::optional<DocumentIndex> readIndex(const DocumentSource &source, const CatalogIndex &index) override
    {
        return readIndexSql(source, index);
    }
    Result<std::vector<StatementText>> rename(const DocumentSource &source, const QString &newName) override;
    Result<std::vector<StatementText>> drop(const DocumentSource &source) override;
    Result<std::vector<StatementText>> copySample(const DocumentSource &source, const ObjectPath &target, qint64 rows) override;
    Result<std::vector<StatementText>> require(
        const DocumentSource &source, const QString &name, const DocumentFilter &filter) override;
    QByteArray pathText(const DocumentSource &source, const DocumentPath &path, PathNotation notation) override;
};

DocumentTraits PostgresPongo::traits() const
{
    DocumentTraits traits;
    traits.ordersKeys = true;
    traits.locksRows = true;
    traits.mostParameters = 65535;
    traits.storages = { DocumentStorage::Jsonb, DocumentStorage::JsonText, DocumentStorage::Text };
    traits.indexKinds = { DocumentIndex::Kind::Value, DocumentIndex::Kind::Containment };
    return traits;
}

Result<DocumentStatement> PostgresPongo::find(const DocumentQuery &query)
{
    SqlValues values(SqlValues::Form::Parameters);
    const auto source = sourceSql(query, values);
    DocumentStatement statement;
    statement.filterDone = source.isExact;
    statement.reasons = source.reasons;
    const bool isJsonb = query.source.storage == DocumentStorage::Jsonb;
    const auto sort = isJsonb ? sortSql(query.sort, source.document, query.source.isCollection) : std::nullopt;
    statement.sortDone = query.sort.empty() || sort;
    if (!statement.sortDone)
        statement.reasons.append(tr("The order is made in the client."));
    statement.rangeDone = !hasRange(query) || (statement.filterDone && statement.sortDone);
    if (!statement.rangeDone)
        statement.reasons.append(tr("Documents are skipped and counted in the client, since it decides which of them match."));
    // What the client decides it decides on the whole document.
    const auto projection = statement.filterDone && statement.sortDone ? projectionSql(query, values) : std::nullopt;
    statement.projectionDone = projection || query.projection.mode == DocumentProjection::Mode::Whole;
    if (!statement.projectionDone)
        statement.reasons.append(tr("What of a document is wanted is taken out of it in the client."));
    statement.text = "SELECT " + selectedColumns(query.source, projection) + " FROM " + source.from + (sort ? sort->joins : QByteArray())
        + (source.where.isEmpty() ? QByteArray() : " WHERE " + source.where);
    if (sort && !sort->orderBy.isEmpty())
        statement.text += " ORDER BY " + sort->orderBy;
    if (statement.rangeDone)
        statement.text += rangeOf(query);
    if (query.forUpdate && !query.sample)
        statement.text += " FOR UPDATE OF \"t\"";
    statement.parameters = values.take();
    return statement;
}

Result<std::optional<DocumentCommand>> PostgresPongo::count(const DocumentQuery &query)
{
    SqlValues values(SqlValues::Form::Parameters);
    const auto source = sourceSql(query, values);
    if (!source.isExact)
        return std::nullopt;
    auto text = "SELECT count(*) FROM " + source.text();
    if (hasRange(query))
        text = "SELECT count(*) FROM (SELECT FROM " + source.text() + rangeOf(query) + ") AS \"c\"";
    return DocumentCommand { text, values.take() };
}

Result<std::optional<DocumentStatement>> PostgresPongo::values(const DocumentQuery &query, const DocumentPath &path)
{
    SqlValues values(SqlValues::Form::Parameters);
    const auto source = sourceSql(query, values);
    const bool isColumn = query.source.isCollection && isColumnPath(path);
    if (!source.isExact || query.source.storage != DocumentStorage::Jsonb || hasRange(query) || path.isEmpty() || hasPositions(path)
        || !isHeld(path) || (isColumn && path.size() > 1))
        return std::nullopt;
    DocumentStatement statement;
    statement.filterDone = true;
    if (isColumn) {
        statement.text = "SELECT DISTINCT to_jsonb(" + quoted(QString::fromUtf8(path.front())) + ") AS \"value\" FROM " + source.text();
    } else {
        statement.text = "SELECT DISTINCT \"v\".\"value\" FROM " + source.from + " CROSS JOIN LATERAL jsonb_path_query("
            + (query.source.isCollection ? source.document
                                         : "CASE jsonb_typeof(" + source.document + ") WHEN 'object' THEN " + source.document + " END")
            + ", " + values.text(jsonPath(path) + "[*]", "jsonpath") + ") AS \"v\"(\"value\")"
            + (source.where.isEmpty() ? QByteArray() : " WHERE " + source.where);
    }
    statement.parameters = values.take();
    return statement;
}

Result<std::vector<OfferedMigration>> PostgresPongo::migrations(const CollectionDefinition &collection)
{
    DocumentSource source;
    source.table = collection.table;
    for (const auto &index : collection.indexes) {
        if (const auto statement = createIndexSql(source, index); !statement)
            return fail(statement.error());
    }
    return collectionMigrations(collection);
}

Result<std::vector<StatementText>> PostgresPongo::createIndex(const DocumentSource &source, const DocumentIndex &index)
{
    const auto statement = createIndexSql(source, index);
    if (!statement)
        return fail(statement.error());
    return std::vector { *statement };
}

Result<std::vector<StatementText>> PostgresPongo::dropIndex(const DocumentSource &source, const DocumentIndex &index)
{
    return std::vector { dropIndexSql(source, index) };
}

Result<std::vector<StatementText>> PostgresPongo::rename(const DocumentSource &source, const QString &newName)
{
    return std::vector<StatementText> { "ALTER TABLE " + quoted(source.table) + " RENAME TO " + quoted(newName) };
}

Result<std::vector<StatementText>> PostgresPongo::drop(const DocumentSource &source)
{
    return std::vector<StatementText> { "DROP TABLE " + quoted(source.table) };
}

Result<std::vector<StatementText>> PostgresPongo::copySample(const DocumentSource &source, const ObjectPath &target, qint64 rows)
{
    DocumentQuery query;
    query.source = source;
    query.sample = rows;
    SqlValues values(SqlValues::Form::Literals);
    return std::vector<StatementText> { "CREATE TABLE " + quoted(target) + " AS SELECT \"t\".* FROM " + sourceSql(query, values).from,
        "ANALYZE " + quoted(target) };
}

Result<std::vector<StatementText>> PostgresPongo::require(
    const DocumentSource &source, const QString &name, const DocumentFilter &filter)
{
    SqlValues values(SqlValues::Form::Literals);
    const auto where = exactWhere(source, filter, values);
    if (!where)
        return fail(ErrorKind::NotImplemented, tr("A check can't decide which documents match."));
    const auto missing = source.isCollection ? QByteArray() : quoted(source.column) + " IS NULL OR ";
    return std::vector<StatementText> { "ALTER TABLE " + quoted(source.table) + " ADD CONSTRAINT " + quoted(name) + " CHECK (" + missing + '('
        + *where + ") IS TRUE)" };
}

QByteArray PostgresPongo::pathText(const DocumentSource &source, const DocumentPath &path, PathNotation notation)
{
    if (notation == PathNotation::JsonPath) {
        QByteArray text = "$";
        for (const auto &step : path) {
            const auto key = jsonString(step).value_or("\"\"");
            text += positionOf(step) >= 0 ? '[' + step + ']' : '.' + key;
        }
        return text;
    }
    auto text = quoted(source.column) + (source.storage == DocumentStorage::Text ? "::jsonb" : "");
    const QByteArray last = notation == PathNotation::Text ? " ->> " : " -> ";
    if (path.isEmpty())
        return notation == PathNotation::Text ? text + " #>> '{}'" : text;
    for (qsizetype i = 0; i < path.size(); ++i)
        text += (i + 1 == path.size() ? last : QByteArray(" -> "))
            + (positionOf(path.at(i)) >= 0 ? path.at(i) : literal(path.at(i)));
    return text;
}

} // namespace

std::unique_ptr<PongoExtension> makePongoExtension()
{
    return std::make_unique<PostgresPongo>();
}

} // namespace dumbo::postgresql
