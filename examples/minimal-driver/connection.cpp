#include "connection.h"

#include <algorithm>

namespace csv {

using namespace dumbo;

Dialect dialect()
{
    Dialect made;
    made.databaseType = QStringLiteral("CSV");
    made.highlighting = QStringLiteral("SQL");
    return made;
}

Capabilities capabilities()
{
    return Capability::Cancel | Capability::ReadOnly | Capability::Catalog | Capability::SeveralConnections | Capability::Streaming;
}

Connection::Connection(const QDir &folder, ConnectionObserver &observer)
    : m_folder(folder)
    , m_observer(observer)
{
}

ServerFacts Connection::server() const
{
    ServerFacts facts;
    facts.product = QStringLiteral("CSV folder");
    facts.version = QStringLiteral("1.0.0");
    facts.database = m_folder.path();
    facts.readOnly = true;
    return facts;
}

//! [execute]
Result<std::unique_ptr<dumbo::Execution>> Connection::execute(const Statement &statement)
{
    if (m_running->isOpen)
        return fail(ErrorKind::InvalidOperation, QStringLiteral("The result before is still open."));
    if (!statement.parameters.isEmpty())
        return fail(ErrorKind::Data, QStringLiteral("Statements take no parameters here."));
    m_observer.statementSent(statement.text);
    const auto query = Query::parse(statement.text);
    if (!query)
        return fail(query.error());
    if (!tables().contains(query->table.text))
        return std::unexpected(Error(ErrorKind::NotFound, QStringLiteral("There is no file \"%1.csv\".").arg(query->table.text))
                                   .withPosition(query->table.position));
    auto reader = Reader::open(m_folder.filePath(query->table.text + QStringLiteral(".csv")));
    if (!reader)
        return fail(reader.error());
    return Execution::create(std::move(*reader), *query, m_running);
}

Result<std::unique_ptr<Prepared>> Connection::prepare(const StatementText &)
{
    return fail(ErrorKind::NotImplemented, QStringLiteral("Nothing is prepared here."));
}
//! [execute]

//! [catalog]
Result<CatalogPart> Connection::catalog(const CatalogRequest &request)
{
    CatalogPart part;
    part.request = request;
    if (!request.scope.database.isEmpty() || !request.scope.schema.isEmpty())
        return part;
    for (const auto &name : tables()) {
        if (!request.scope.name.isEmpty() && request.scope.name != name)
            continue;
        auto &table = part.objects.emplace_back();
        table.kind = ObjectKind::Table;
        table.path.name = name;
        if (request.depth == CatalogDepth::Names)
            continue;
        const auto reader = Reader::open(m_folder.filePath(name + QStringLiteral(".csv")));
        if (!reader) {
            part.warnings.append(reader.error().message());
            continue;
        }
        for (const auto &field : (*reader)->header()) {
            auto &column = table.columns.emplace_back();
            column.name = QString::fromUtf8(field);
            column.type = QStringLiteral("text");
            column.nullable = false;
        }
    }
    return part;
}
//! [catalog]

QStringList Connection::tables() const
{
    auto names = m_folder.entryList({ QStringLiteral("*.csv") }, QDir::Files);
    for (auto &name : names)
        name.chop(4);
    std::ranges::sort(names);
    return names;
}

} // namespace csv
