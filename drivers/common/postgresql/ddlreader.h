#pragma once

#include "drivers/common/postgresql/catalogbuilder.h"
#include "drivers/common/postgresql/ddlfacts.h"
#include "drivers/common/postgresql/serverflavour.h"

#include <span>

namespace dumbo::postgresql {

/// Makes the statements that define the objects of a request's scope. Names are qualified in them, so that they mean
/// the same under every search_path. What an extension made, the extension's statement makes.
///
/// Server functions qualify names only where search_path is empty. Each query therefore empties it, for its transaction
/// only, before its first row is made; the last query brings back the value of before, for the case that a
/// transaction is open.
class DdlReader
{
public:
    using Oid = CatalogBuilder::Oid;

    DdlReader(const CatalogRequest &request, const ServerFlavour &server, const QString &searchPath);

    [[nodiscard]] std::vector<QByteArray> queries() const;
    /// Takes the results of queries(); returns what failed.
    std::vector<std::pair<const char *, Error>> take(const std::vector<Result<TextRows>> &results);
    /// Statements, each ended by ";", one or several; empty for what has none.
    [[nodiscard]] QString ddl(CatalogClass type, Oid oid) const;

private:
    struct Step;
    [[nodiscard]] std::vector<Step> steps() const;

    void takeMembers(const TextRows &rows);
    void takeRelations(const TextRows &rows);
    void takeParents(const TextRows &rows);
    void takeColumns(const TextRows &rows);
    void takeConstraints(const TextRows &rows);
    void takeIndexes(const TextRows &rows);
    void takeTriggers(const TextRows &rows);
    void takePolicies(const TextRows &rows);
    void takeRules(const TextRows &rows);
    void takeStatistics(const TextRows &rows);
    void takeSequences(const TextRows &rows);
    void takeFunctions(const TextRows &rows);
    void takeAggregates(const TextRows &rows);
    void takeTypes(const TextRows &rows);
    void takeSchemas(const TextRows &rows);
    void takeExtensions(const TextRows &rows);
    void takeServers(const TextRows &rows);
    void takeUserMappings(const TextRows &rows);
    void takeGrants(const TextRows &rows);
    void takeRoles(const TextRows &rows);
    void takeDatabases(const TextRows &rows);
    void addOwnSequences();
    void append(CatalogClass type, Oid oid, const QString &statement);

    CatalogRequest m_request;
    ServerFlavour m_server;
    QString m_searchPath;
    QHash<quint64, QString> m_texts; ///< by class and number
    QHash<quint64, QString> m_members; ///< by class and number: the extension
    QHash<Oid, RelationFacts> m_relations;
    QHash<Oid, std::vector<ColumnFacts>> m_columns; ///< of composite types too
    QHash<Oid, std::vector<ConstraintFacts>> m_domainChecks;
    QHash<quint64, QString> m_identityOptions; ///< by relation and column number
    QHash<quint64, QString> m_grants;
};

} // namespace dumbo::postgresql
