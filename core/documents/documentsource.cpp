#include "core/documents/documentsource.h"

#include "core/sdk/transaction.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DocumentSource", text);
}

const CatalogColumn *findColumn(const CatalogObject &object, QStringView name)
{
    const auto found = std::ranges::find_if(object.columns, [&](const CatalogColumn &column) { return column.name == name; });
    return found == object.columns.end() ? nullptr : &*found;
}

QString baseType(const CatalogColumn &column)
{
    return column.type.section(u'(', 0, 0).trimmed().toLower();
}

bool isText(const QString &type)
{
    static constexpr std::array names { u"text", u"character varying", u"varchar", u"clob", u"longtext", u"mediumtext", u"tinytext", u"nvarchar",
        u"nclob", u"citext", u"string" };
    return std::ranges::any_of(names, [&](const char16_t *name) { return QStringView(name) == type; });
}

bool hasStorage(const DocumentTraits &traits, DocumentStorage storage)
{
    return std::ranges::find(traits.storages, storage) != traits.storages.end();
}

/// How a column keeps JSON by its declared type; nothing where it keeps none.
std::optional<DocumentColumn> documentColumn(const CatalogColumn &column, const DocumentTraits &traits)
{
    const auto type = baseType(column);
    if (column.generated != GeneratedKind::None || column.hidden)
        return std::nullopt;
    if (type == u"jsonb" || type == u"json") {
        const auto wanted = type == u"jsonb" ? DocumentStorage::Jsonb : DocumentStorage::JsonText;
        return DocumentColumn { column.name, hasStorage(traits, wanted) ? wanted : DocumentStorage::Text, true };
    }
    if (isText(type) && hasStorage(traits, DocumentStorage::Text))
        return DocumentColumn { column.name, DocumentStorage::Text, false };
    return std::nullopt;
}

QStringList keyOf(const CatalogObject &object)
{
    std::vector<const CatalogColumn *> columns;
    for (const auto &column : object.columns)
        if (column.primaryKeyPosition > 0)
            columns.push_back(&column);
    std::ranges::sort(columns, {}, &CatalogColumn::primaryKeyPosition);
    QStringList names;
    for (const auto *column : columns)
        names.append(column->name);
    return names;
}

QString namesOf(const std::vector<DocumentColumn> &columns)
{
    QStringList names;
    for (const auto &column : columns)
        names.append(column.name);
    return names.join(QStringLiteral(", "));
}

Result<DocumentColumn> chooseColumn(const CatalogObject &object, const DocumentTraits &traits, const QString &name)
{
    auto columns = documentColumns(object, traits);
    if (!name.isEmpty()) {
        const auto named = std::ranges::find(columns, name, &DocumentColumn::name);
        if (named != columns.end())
            return *named;
        if (findColumn(object, name))
            return fail(ErrorKind::InvalidOperation, tr("The column \"%1\" of \"%2\" can't hold documents.").arg(name, object.path.name));
        return fail(ErrorKind::NotFound, tr("\"%1\" has no column \"%2\".").arg(object.path.name, name));
    }
    std::erase_if(columns, [](const DocumentColumn &column) { return !column.isDeclared; });
    if (columns.size() == 1)
        return columns.front();
    if (columns.empty())
        return fail(ErrorKind::InvalidOperation,
            tr("\"%1\" is no collection and has no column of a JSON type. Name the column that holds the documents.").arg(object.path.name));
    return fail(ErrorKind::InvalidOperation,
        tr("\"%1\" has several columns of JSON: %2. Name the one that is meant.").arg(object.path.name, namesOf(columns)));
}

void readIndexes(DocumentSource &source, const CatalogObject &object, PongoExtension &pongo)
{
    for (const auto &index : object.indexes)
        if (index.valid)
            if (auto found = pongo.readIndex(source, index))
                source.indexes.push_back(std::move(*found));
}

template <typename F>
auto onConnection(Executor &executor, F function)
{
    using Answer = std::invoke_result_t<F, Connection &>;
    if (executor.hasConnection())
        return function(executor.connection());
    return executor.withTransaction([&](Executor &inner) -> Result<TransactionOutcome<typename Answer::value_type>> {
        auto answer = function(inner.connection());
        if (!answer)
            return fail(answer.error());
        return Commit { std::move(*answer) };
    });
}

Result<std::optional<CatalogObject>> readTable(Connection &connection, const ObjectPath &table)
{
    CatalogRequest request;
    request.scope = table;
    const auto part = connection.catalog(request);
    if (!part)
        return fail(part.error());
    for (const auto &object : part->objects)
        if (object.path.name == table.name && !object.columns.empty())
            return object;
    return std::optional<CatalogObject>();
}

/// In the schemas where the connection looks, one after the other.
Result<CatalogObject> findTable(Connection &connection, const ObjectPath &table)
{
    std::vector<ObjectPath> places;
    if (table.schema.isEmpty())
        for (const auto &schema : connection.server().searchPath)
            places.push_back({ table.database, schema, table.name });
    places.push_back(table);
    for (const auto &place : places) {
        auto object = readTable(connection, place);
        if (!object)
            return fail(object.error());
        if (*object)
            return std::move(**object);
    }
    return fail(ErrorKind::NotFound, tr("There is no collection or table \"%1\".").arg(table.name));
}

} // namespace

bool isCollection(const CatalogObject &object)
{
    if (object.kind != ObjectKind::Table)
        return false;
    static constexpr std::array names { u"_id", u"data", u"metadata", u"_version", u"_partition", u"_archived" };
    if (!std::ranges::all_of(names, [&](const char16_t *name) { return findColumn(object, QStringView(name)) != nullptr; }))
        return false;
    return keyOf(object) == QStringList { QStringLiteral("_id") };
}

std::vector<DocumentColumn> documentColumns(const CatalogObject &object, const DocumentTraits &traits)
{
    std::vector<DocumentColumn> columns;
    for (const auto &column : object.columns)
        if (const auto found = documentColumn(column, traits))
            columns.push_back(*found);
    std::ranges::stable_partition(columns, &DocumentColumn::isDeclared);
    return columns;
}

std::vector<ObjectPath> collectionsOf(const std::vector<CatalogObject> &objects)
{
    std::vector<ObjectPath> paths;
    for (const auto &object : objects)
        if (isCollection(object))
            paths.push_back(object.path);
    return paths;
}

Result<std::vector<ObjectPath>> listCollections(Executor &executor, const ObjectPath &scope)
{
    return onConnection(executor, [&](Connection &connection) -> Result<std::vector<ObjectPath>> {
        CatalogRequest request;
        request.scope = { scope.database, scope.schema, {} };
        request.depth = CatalogDepth::Columns;
        const auto part = connection.catalog(request);
        if (!part)
            return fail(part.error());
        return collectionsOf(part->objects);
    });
}

Result<DocumentSource> documentSource(const CatalogObject &object, PongoExtension &pongo, const QString &column)
{
    const auto traits = pongo.traits();
    DocumentSource source;
    source.table = object.path;
    source.isCollection = isCollection(object) && (column.isEmpty() || column == u"data");
    if (source.isCollection) {
        const auto *data = findColumn(object, u"data");
        const auto storage = documentColumn(*data, traits);
        source.storage = storage ? storage->storage : traits.storages.empty() ? DocumentStorage::Text : traits.storages.front();
    } else {
        const auto chosen = chooseColumn(object, traits, column);
        if (!chosen)
            return fail(chosen.error());
        source.column = chosen->name;
        source.storage = chosen->storage;
        source.key = keyOf(object);
    }
    readIndexes(source, object, pongo);
    return source;
}

Result<DocumentSource> sourceOf(Executor &executor, PongoExtension &pongo, const ObjectPath &table, const QString &column)
{
    return onConnection(executor, [&](Connection &connection) -> Result<DocumentSource> {
        auto object = findTable(connection, table);
        if (!object)
            return fail(object.error());
        return documentSource(*object, pongo, column);
    });
}

DocumentSource collectionSource(PongoExtension &pongo, const ObjectPath &table, const std::vector<DocumentIndex> &indexes)
{
    const auto traits = pongo.traits();
    DocumentSource source;
    source.table = table;
    source.storage = traits.storages.empty() ? DocumentStorage::Text : traits.storages.front();
    source.indexes = indexes;
    return source;
}

} // namespace dumbo
