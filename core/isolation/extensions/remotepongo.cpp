#include "core/isolation/extensions/methodtable.h"
#include "core/isolation/extensions/pongovalues.h"
#include "core/isolation/extensions/transports.h"

namespace dumbo {

namespace {

using Table = MethodTable<PongoExtension, &PongoExtension::traits, &PongoExtension::find, &PongoExtension::count, &PongoExtension::values,
    &PongoExtension::write, &PongoExtension::migrations, &PongoExtension::createIndex, &PongoExtension::dropIndex,
    &PongoExtension::readIndex, &PongoExtension::rename, &PongoExtension::drop, &PongoExtension::copySample, &PongoExtension::require,
    &PongoExtension::pathText>;

class RemotePongo final : public RemoteExtension<PongoExtension, Table> {
public:
    using RemoteExtension::RemoteExtension;

    DocumentTraits traits() const override { return value<&PongoExtension::traits>(DocumentTraits()); }
    Result<DocumentStatement> find(const DocumentQuery &query) override { return call<&PongoExtension::find>(query); }
    Result<std::optional<DocumentCommand>> count(const DocumentQuery &query) override { return call<&PongoExtension::count>(query); }
    Result<std::optional<DocumentStatement>> values(const DocumentQuery &query, const DocumentPath &path) override
    {
        return call<&PongoExtension::values>(query, path);
    }
    Result<std::vector<DocumentCommand>> write(const DocumentWrite &write) override { return call<&PongoExtension::write>(write); }
    Result<std::vector<OfferedMigration>> migrations(const CollectionDefinition &collection) override
    {
        return call<&PongoExtension::migrations>(collection);
    }
    Result<std::vector<StatementText>> createIndex(const DocumentSource &source, const DocumentIndex &index) override
    {
        return call<&PongoExtension::createIndex>(source, index);
    }
    Result<std::vector<StatementText>> dropIndex(const DocumentSource &source, const DocumentIndex &index) override
    {
        return call<&PongoExtension::dropIndex>(source, index);
    }
    std::optional<DocumentIndex> readIndex(const DocumentSource &source, const CatalogIndex &index) override
    {
        return call<&PongoExtension::readIndex>(source, index).value_or(std::nullopt);
    }
    Result<std::vector<StatementText>> rename(const DocumentSource &source, const QString &newName) override
    {
        return call<&PongoExtension::rename>(source, newName);
    }
    Result<std::vector<StatementText>> drop(const DocumentSource &source) override { return call<&PongoExtension::drop>(source); }
    Result<std::vector<StatementText>> copySample(const DocumentSource &source, const ObjectPath &target, qint64 rows) override
    {
        return call<&PongoExtension::copySample>(source, target, rows);
    }
    Result<std::vector<StatementText>> require(
        const DocumentSource &source, const QString &name, const DocumentFilter &filter) override
    {
        return call<&PongoExtension::require>(source, name, filter);
    }
    QByteArray pathText(const DocumentSource &source, const DocumentPath &path, PathNotation notation) override
    {
        return call<&PongoExtension::pathText>(source, path, notation).value_or(QByteArray());
    }
};

} // namespace

ExtensionTransport pongoTransport()
{
    return transportOf<RemotePongo, Table>();
}

} // namespace dumbo
