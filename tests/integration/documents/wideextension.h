#pragma once

#include "core/sdk/extensions/pongo.h"

#include <memory>

namespace dumbo::test {

/// A driver's documents whose SQL finds everything and decides nothing: all is left to the client. The rest is the driver's own.
class WideExtension final : public PongoExtension {
public:
    explicit WideExtension(std::shared_ptr<PongoExtension> own)
        : m_own(std::move(own))
    {
    }

    [[nodiscard]] DocumentTraits traits() const override { return m_own->traits(); }
    [[nodiscard]] Result<DocumentStatement> find(const DocumentQuery &query) override
    {
        DocumentQuery all;
        all.source = query.source;
        auto statement = m_own->find(all);
        if (!statement)
            return statement;
        statement->filterDone = statement->sortDone = statement->rangeDone = statement->projectionDone = false;
        statement->reasons = { QStringLiteral("This extension leaves all to the client.") };
        return statement;
    }
    [[nodiscard]] Result<std::optional<DocumentCommand>> count(const DocumentQuery &) override { return std::nullopt; }
    [[nodiscard]] Result<std::optional<DocumentStatement>> values(const DocumentQuery &, const DocumentPath &) override { return std::nullopt; }
    [[nodiscard]] Result<std::vector<DocumentCommand>> write(const DocumentWrite &write) override
    {
        if (write.kind == DocumentWrite::Kind::DeleteMatching)
            return fail(ErrorKind::NotImplemented, QStringLiteral("This extension leaves all to the client."));
        return m_own->write(write);
    }
    [[nodiscard]] Result<std::vector<OfferedMigration>> migrations(const CollectionDefinition &collection) override
    {
        return m_own->migrations(collection);
    }
    [[nodiscard]] Result<std::vector<StatementText>> createIndex(const DocumentSource &source, const DocumentIndex &index) override
    {
        return m_own->createIndex(source, index);
    }
    [[nodiscard]] Result<std::vector<StatementText>> dropIndex(const DocumentSource &source, const DocumentIndex &index) override
    {
        return m_own->dropIndex(source, index);
    }
    [[nodiscard]] std::optional<DocumentIndex> readIndex(const DocumentSource &source, const CatalogIndex &index) override
    {
        return m_own->readIndex(source, index);
    }
    [[nodiscard]] Result<std::vector<StatementText>> rename(const DocumentSource &source, const QString &newName) override
    {
        return m_own->rename(source, newName);
    }
    [[nodiscard]] Result<std::vector<StatementText>> drop(const DocumentSource &source) override { return m_own->drop(source); }
    [[nodiscard]] Result<std::vector<StatementText>> copySample(const DocumentSource &source, const ObjectPath &target, qint64 rows) override
    {
        return m_own->copySample(source, target, rows);
    }
    [[nodiscard]] Result<std::vector<StatementText>> require(
        const DocumentSource &source, const QString &name, const DocumentFilter &filter) override
    {
        return m_own->require(source, name, filter);
    }
    [[nodiscard]] QByteArray pathText(const DocumentSource &source, const DocumentPath &path, PathNotation notation) override
    {
        return m_own->pathText(source, path, notation);
    }

private:
    std::shared_ptr<PongoExtension> m_own;
};

} // namespace dumbo::test
