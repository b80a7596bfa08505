#include "tests/integration/documents/documentdatabase.h"

#include "core/connection/reaper.h"
#include "direct/postgresql/postgresdatabase.h"
#include "direct/sqlite/sqlitedatabase.h"
#include "drivers/postgresql/plugin.h"
#include "drivers/sqlite/plugin.h"

namespace dumbo::test {

Result<std::unique_ptr<DocumentDatabase>> DocumentDatabase::create(const QString &kind)
{
    std::unique_ptr<DocumentDatabase> made(new DocumentDatabase);
    if (kind == u"PostgreSQL") {
        const auto server = PostgresServer::shared();
        if (!server)
            return fail(server.error());
        made->m_server = *server;
        made->m_database = made->m_server->createDatabase();
    }
    return made;
}

DocumentDatabase::~DocumentDatabase()
{
    // Connections that were closed a moment ago still have files in the folder.
    std::ignore = Reaper::instance().waitForAll(std::chrono::seconds(30));
}

pongo::Client DocumentDatabase::open(const pongo::ClientOptions &options) const
{
    if (!m_server)
        return sqlite::openPongo({ .path = m_folder.filePath(QStringLiteral("documents.db")), .create = true }, {}, options);
    return postgresql::openPongo({ .host = m_server->socketFolder(), .port = QString::number(m_server->port()), .database = m_database, .user = m_server->user() },
        {}, options);
}

QString DocumentDatabase::url() const
{
    return m_server ? m_server->url(m_database) : m_folder.filePath(QStringLiteral("documents.db"));
}

QString DocumentDatabase::tcpUrl() const
{
    return m_server ? m_server->tcpUrl(m_database) : QString();
}

std::shared_ptr<StoragePlugin> DocumentDatabase::plugin() const
{
    if (m_server)
        return std::make_shared<postgresql::PostgresPlugin>();
    return std::make_shared<sqlite::SqlitePlugin>();
}

void addDatabaseRows()
{
    QTest::addColumn<QString>("database");
    QTest::newRow("SQLite") << QStringLiteral("SQLite");
    QTest::newRow("PostgreSQL") << QStringLiteral("PostgreSQL");
}

} // namespace dumbo::test
