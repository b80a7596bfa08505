#include "drivers/common/postgresql/catalogreader.h"

#include "drivers/common/postgresql/catalogbuilder.h"
#include "drivers/common/postgresql/catalogsql.h"
#include "drivers/common/postgresql/ddlreader.h"

#include <QCoreApplication>

#include <array>

namespace dumbo::postgresql {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PostgreSQL", text);
}

/// One query, what it brings, and who takes it.
struct Step
{
    const char *what;
    QByteArray sql;
    void (CatalogBuilder::*take)(const TextRows &rows);
};

class CatalogReader
{
public:
    CatalogReader(const CatalogRequest &request, CatalogQueries &queries)
        : m_request(request)
        , m_queries(queries)
        , m_builder(request)
    {
    }

    Result<CatalogPart> read();

private:
    [[nodiscard]] Result<void> askServer();
    [[nodiscard]] std::vector<Step> steps() const;
    void addFullSteps(const CatalogSql &sql, std::vector<Step> &steps) const;
    [[nodiscard]] Result<void> readSteps(const std::vector<Step> &steps);
    [[nodiscard]] Result<void> readTypeNames();
    [[nodiscard]] Result<void> readNamesOnly();
    [[nodiscard]] Result<void> readDdl();
    void warn(const char *what, const Error &error);
    [[nodiscard]] std::optional<Error> fatal(const std::vector<Result<TextRows>> &results);

    CatalogRequest m_request;
    CatalogQueries &m_queries;
    CatalogBuilder m_builder;
    ServerFlavour m_server;
    QString m_database;
    QString m_searchPath;
    QStringList m_warnings;
    bool m_hasNames = true;
};

void CatalogReader::warn(const char *what, const Error &error)
{
    const auto reason = error.serverMessage().isEmpty() ? error.message() : error.serverMessage();
    m_warnings.append(tr("%1 could not be read: %2").arg(tr(what), reason));
}

/// A cancel, or a connection that is gone. A server may also call a shard's lost connection a connection error: it is
/// asked whether it is still there.
std::optional<Error> CatalogReader::fatal(const std::vector<Result<TextRows>> &results)
{
    for (const auto &result : results) {
        if (result)
            continue;
        if (result.error().isCancelled() || result.error().kind() == ErrorKind::Timeout)
            return result.error();
        if (result.error().kind() != ErrorKind::Connection && result.error().kind() != ErrorKind::AdminShutdown)
            continue;
        const std::array<QByteArray, 1> question { "SELECT 1" };
        if (const auto answers = m_queries.run(question); !answers.front())
            return result.error();
    }
    return std::nullopt;
}

Result<void> CatalogReader::askServer()
{
    const std::array<QByteArray, 4> questions { "SELECT version()", "SHOW server_version",
        "SELECT pg_catalog.current_database(), pg_catalog.current_setting('search_path')",
        "SELECT extname FROM pg_catalog.pg_extension" };
    const auto answers = m_queries.run(questions);
    if (const auto error = fatal(answers))
        return fail(*error);
    const auto first = [&](std::size_t question, int column = 0) {
        const auto &answer = answers[question];
        return answer && answer->rowCount() > 0 ? answer->text(0, column) : QString();
    };
    QStringList extensions;
    for (qsizetype row = 0; answers[3] && row < answers[3]->rowCount(); ++row)
        extensions.append(answers[3]->text(row, 0));
    m_server = flavourOf(first(0), first(1), extensions);
    m_database = first(2);
    m_searchPath = first(2, 1);
    if (m_server.versionNumber == 0 && !answers[1])
        warn(QT_TRANSLATE_NOOP("PostgreSQL", "The server's version"), answers[1].error());
    return {};
}

void CatalogReader::addFullSteps(const CatalogSql &sql, std::vector<Step> &steps) const
{
    if (sql.isScoped())
        steps.push_back({ QT_TRANSLATE_NOOP("PostgreSQL", "Columns of other tables"), sql.referencedColumns(),
            &CatalogBuilder::takeReferencedColumns });
    steps.insert(steps.end(),
        { { QT_TRANSLATE_NOOP("PostgreSQL", "Keys and constraints"), sql.constraints(), &CatalogBuilder::takeConstraints },
            { QT_TRANSLATE_NOOP("PostgreSQL", "Defaults"), sql.defaults(), &CatalogBuilder::takeDefaults },
            { QT_TRANSLATE_NOOP("PostgreSQL", "Collations"), sql.collations(), &CatalogBuilder::takeCollations },
            { QT_TRANSLATE_NOOP("PostgreSQL", "Indexes"), sql.indexes(), &CatalogBuilder::takeIndexes },
            { QT_TRANSLATE_NOOP("PostgreSQL", "Expressions of indexes"), sql.indexExpressions(),
                &CatalogBuilder::takeIndexExpressions },
            { QT_TRANSLATE_NOOP("PostgreSQL", "Triggers"), sql.triggers(), &CatalogBuilder::takeTriggers },
            { QT_TRANSLATE_NOOP("PostgreSQL", "Policies"), sql.policies(), &CatalogBuilder::takePolicies },
            { QT_TRANSLATE_NOOP("PostgreSQL", "Labels of enumerations"), sql.enumLabels(),
                &CatalogBuilder::takeEnumLabels } });
    if (sql.hasVersion(100000))
        steps.push_back(
            { QT_TRANSLATE_NOOP("PostgreSQL", "Settings of sequences"), sql.sequences(), &CatalogBuilder::takeSequences });
}

std::vector<Step> CatalogReader::steps() const
{
    const CatalogSql sql(m_request, m_server);
    std::vector<Step> steps {
        { QT_TRANSLATE_NOOP("PostgreSQL", "Schemas"), sql.schemas(), &CatalogBuilder::takeSchemas },
        { QT_TRANSLATE_NOOP("PostgreSQL", "Roles"), sql.roles(), &CatalogBuilder::takeRoles },
        { QT_TRANSLATE_NOOP("PostgreSQL", "Tables and views"), sql.relations(), &CatalogBuilder::takeRelations },
        { QT_TRANSLATE_NOOP("PostgreSQL", "Types"), sql.types(), &CatalogBuilder::takeTypes },
        { QT_TRANSLATE_NOOP("PostgreSQL", "Functions"), sql.functions(), &CatalogBuilder::takeFunctions },
        { QT_TRANSLATE_NOOP("PostgreSQL", "Extensions"), sql.extensions(), &CatalogBuilder::takeExtensions },
        { QT_TRANSLATE_NOOP("PostgreSQL", "Foreign servers"), sql.servers(), &CatalogBuilder::takeServers },
    };
    if (sql.isScoped())
        steps.push_back({ QT_TRANSLATE_NOOP("PostgreSQL", "Names of other tables"), sql.referencedRelations(),
            &CatalogBuilder::takeReferencedRelations });
    steps.push_back(
        { QT_TRANSLATE_NOOP("PostgreSQL", "Inheritance and partitions"), sql.inheritance(), &CatalogBuilder::takeInheritance });
    if (sql.hasVersion(100000))
        steps.push_back(
            { QT_TRANSLATE_NOOP("PostgreSQL", "Partition keys"), sql.partitionKeys(), &CatalogBuilder::takePartitionKeys });
    steps.push_back(
        { QT_TRANSLATE_NOOP("PostgreSQL", "Foreign tables"), sql.foreignTables(), &CatalogBuilder::takeForeignTables });
    steps.push_back(
        { QT_TRANSLATE_NOOP("PostgreSQL", "Members of extensions"), sql.members(), &CatalogBuilder::takeMembers });
    if (m_request.depth != CatalogDepth::Names) {
        steps.push_back({ QT_TRANSLATE_NOOP("PostgreSQL", "Columns"), sql.columns(), &CatalogBuilder::takeColumns });
        steps.push_back(
            { QT_TRANSLATE_NOOP("PostgreSQL", "Primary keys"), sql.primaryKeys(), &CatalogBuilder::takePrimaryKeys });
    }
    if (m_request.depth == CatalogDepth::Full)
        addFullSteps(sql, steps);
    steps.push_back({ QT_TRANSLATE_NOOP("PostgreSQL", "Comments"), sql.comments(), &CatalogBuilder::takeComments });
    if (m_request.includeSizes)
        steps.push_back({ QT_TRANSLATE_NOOP("PostgreSQL", "Sizes"), sql.sizes(), &CatalogBuilder::takeSizes });
    if (m_request.includeServer) {
        steps.push_back({ QT_TRANSLATE_NOOP("PostgreSQL", "Databases"), sql.databases(), &CatalogBuilder::takeDatabases });
        steps.push_back(
            { QT_TRANSLATE_NOOP("PostgreSQL", "Members of roles"), sql.memberships(), &CatalogBuilder::takeMemberships });
    }
    return steps;
}

Result<void> CatalogReader::readSteps(const std::vector<Step> &steps)
{
    std::vector<QByteArray> queries;
    for (const auto &step : steps)
        queries.push_back(step.sql);
    const auto results = m_queries.run(queries);
    if (const auto error = fatal(results))
        return fail(*error);
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (results[i]) {
            (m_builder.*steps[i].take)(*results[i]);
            continue;
        }
        warn(steps[i].what, results[i].error());
        // Without these two nothing has a name.
        if (steps[i].take == &CatalogBuilder::takeSchemas || steps[i].take == &CatalogBuilder::takeRelations)
            m_hasNames = false;
    }
    return {};
}

Result<void> CatalogReader::readTypeNames()
{
    const auto wanted = m_builder.unnamedTypes();
    if (wanted.empty())
        return {};
    QByteArrayList values;
    for (const auto &[type, modifier] : wanted)
        values.append('(' + QByteArray::number(type) + ", " + QByteArray::number(modifier) + ')');
    const std::array<QByteArray, 1> query { "SELECT t, m, pg_catalog.format_type(t::oid, m::integer) FROM (VALUES "
        + values.join(", ") + ") AS x(t, m)" };
    auto results = m_queries.run(query);
    if (const auto error = fatal(results))
        return fail(*error);
    if (!results.front()) {
        warn(QT_TRANSLATE_NOOP("PostgreSQL", "Precise types of columns"), results.front().error());
        const std::array<QByteArray, 1> plain { "SELECT oid, -1, typname FROM pg_catalog.pg_type" };
        results = m_queries.run(plain);
    }
    if (results.front())
        m_builder.takeTypeNames(*results.front());
    return {};
}

/// What every server that claims the standard has, at the price of its slowness.
Result<void> CatalogReader::readNamesOnly()
{
    const auto scope = [&](const QByteArray &schema, const QByteArray &name) {
        QByteArray condition = m_request.scope.schema.isEmpty()
            ? (m_request.includeSystem ? QByteArray(" WHERE true")
                                       : " WHERE " + schema + " NOT IN ('pg_catalog', 'information_schema')")
            : " WHERE " + schema + " = " + literal(m_request.scope.schema);
        if (!m_request.scope.name.isEmpty())
            condition += " AND " + name + " = " + literal(m_request.scope.name);
        return condition;
    };
    std::vector<QByteArray> queries { "SELECT table_schema, table_name, table_type FROM information_schema.tables"
        + scope("table_schema", "table_name") };
    if (m_request.depth != CatalogDepth::Names)
        queries.push_back("SELECT table_schema, table_name, column_name, data_type, is_nullable FROM "
                          "information_schema.columns"
            + scope("table_schema", "table_name") + " ORDER BY table_schema, table_name, ordinal_position");
    const auto results = m_queries.run(queries);
    if (!results.front())
        return fail(results.front().error());
    m_builder.takeStandardTables(*results.front());
    if (results.size() > 1 && results[1])
        m_builder.takeStandardColumns(*results[1]);
    else if (results.size() > 1)
        warn(QT_TRANSLATE_NOOP("PostgreSQL", "Columns"), results[1].error());
    return {};
}

Result<void> CatalogReader::readDdl()
{
    DdlReader reader(m_request, m_server, m_searchPath);
    const auto queries = reader.queries();
    const auto results = m_queries.run(queries);
    if (const auto error = fatal(results))
        return fail(*error);
    const auto failures = reader.take(results);
    for (const auto &[what, error] : failures)
        warn(what, error);
    m_builder.takeDdl(reader);
    return {};
}

Result<CatalogPart> CatalogReader::read()
{
    if (const auto asked = askServer(); !asked)
        return fail(asked.error());
    if (!m_request.scope.database.isEmpty() && m_request.scope.database != m_database)
        return CatalogPart { m_request, {}, {} };
    if (const auto done = readSteps(steps()); !done)
        return fail(done.error());
    if (const auto done = readTypeNames(); !done)
        return fail(done.error());
    if (!m_hasNames) {
        if (const auto done = readNamesOnly(); !done)
            return fail(done.error());
    }
    if (m_request.includeDdl) {
        if (const auto done = readDdl(); !done)
            return fail(done.error());
    }
    CatalogPart part;
    part.request = m_request;
    part.objects = m_builder.finish();
    part.warnings = m_warnings;
    return part;
}

} // namespace

Result<CatalogPart> readCatalog(const CatalogRequest &request, CatalogQueries &queries)
{
    return CatalogReader(request, queries).read();
}

} // namespace dumbo::postgresql
