#include "drivers/common/sqlite/documents/pongo.h"

#include "drivers/common/sqlite/documents/definitions.h"
#include "drivers/common/sqlite/documents/statements.h"
#include "drivers/common/sqlite/tokens.h"

namespace dumbo::sqlite {

namespace {

class SqlitePongo final : public PongoExtension
{
public:
    DocumentTraits traits() const override
    {
        DocumentTraits traits;
        traits.keepsText = true;
        traits.firstKeyWins = true;
        traits.mostParameters = 32766; // https://www.sqlite.org/limits.html#max_variable_number
        traits.storages = { DocumentStorage::JsonText, DocumentStorage::Text, DocumentStorage::Jsonb };
        traits.indexKinds = { DocumentIndex::Kind::Value };
        traits.generatedColumns = true;
        return traits;
    }

    Result<DocumentStatement> find(const DocumentQuery &query) override
    {
        if (const auto fit = checkNames(query.source); !fit)
            return fail(fit.error());
        return findStatement(query);
    }
    Result<std::optional<DocumentCommand>> count(const DocumentQuery &query) override
    {
        if (const auto fit = checkNames(query.source); !fit)
            return fail(fit.error());
        return countStatement(query);
    }
    Result<std::optional<DocumentStatement>> values(const DocumentQuery &query, const DocumentPath &path) override
    {
        if (const auto fit = checkNames(query.source); !fit)
            return fail(fit.error());
        return valuesStatement(query, path);
    }
    Result<std::vector<DocumentCommand>> write(const DocumentWrite &write) override
    {
        if (const auto fit = checkNames(write.source); !fit)
            return fail(fit.error());
        return writeStatements(write);
    }

    Result<std::vector<OfferedMigration>> migrations(const CollectionDefinition &collection) override
    {
        return collectionMigrations(collection);
    }
    Result<std::vector<StatementText>> createIndex(const DocumentSource &source, const DocumentIndex &index) override
    {
        return createIndexStatements(source, index);
    }
    Result<std::vector<StatementText>> dropIndex(const DocumentSource &source, const DocumentIndex &index) override
    {
        return dropIndexStatements(source, index);
    }
    std::optional<DocumentIndex> readIndex(const DocumentSource &source, const CatalogIndex &index) override
    {
        return documentIndexOf(source, index);
    }
    Result<std::vector<StatementText>> rename(const DocumentSource &source, const QString &newName) override
    {
        return std::vector<StatementText> { "ALTER TABLE " + tableName(source.table) + " RENAME TO " + quoted(newName) };
    }
    Result<std::vector<StatementText>> drop(const DocumentSource &source) override
    {
        return std::vector<StatementText> { "DROP TABLE " + tableName(source.table) };
    }

    Result<std::vector<StatementText>> copySample(const DocumentSource &source, const ObjectPath &target, qint64 rows) override
    {
        QByteArrayList keys;
        for (const auto &column : source.key)
            keys.append(quoted(column));
        const auto list = keys.join(", ");
        const auto table = tableName(source.table);
        const auto picked = keys.isEmpty() ? " LIMIT " + QByteArray::number(rows)
                                           : " WHERE (" + list + ") IN (SELECT " + list + " FROM " + table + " ORDER BY random() LIMIT "
                + QByteArray::number(rows) + ')';
        return std::vector<StatementText> { "CREATE TABLE " + tableName(target) + " AS SELECT * FROM " + table + picked };
    }

    Result<std::vector<StatementText>> require(const DocumentSource &source, const QString &name, const DocumentFilter &filter) override
    {
        if (const auto fit = checkNames(source); !fit)
            return fail(fit.error());
        return requireStatements(source, name, filter);
    }

    QByteArray pathText(const DocumentSource &source, const DocumentPath &path, PathNotation notation) override
    {
        JsonPath made;
        for (const auto &step : path)
            made = positionOf(step) >= 0 ? made.position(positionOf(step)) : made.key(step);
        switch (notation) {
        case PathNotation::Json:
            return quoted(source.column) + " -> " + made.sql();
        case PathNotation::Text:
            return quoted(source.column) + " ->> " + made.sql();
        case PathNotation::JsonPath:
            break;
        }
        return made.text();
    }
};

} // namespace

std::unique_ptr<PongoExtension> makePongoExtension()
{
    return std::make_unique<SqlitePongo>();
}

} // namespace dumbo::sqlite
