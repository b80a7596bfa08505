#include "connection.h"

#include "catalog.h"
#include "dialect.h"
#include "execution.h"
#include "explain.h"
#include "files.h"
#include "migrations.h"
#include "prepared.h"

#include <QCoreApplication>

namespace dumbo::duckdb {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DuckDB", text);
}

std::unexpected<Error> busy()
{
    return fail(ErrorKind::InvalidOperation, tr("Another result of this connection is still open."));
}

} // namespace

Capabilities driverCapabilities()
{
    using enum Capability;
    return { Cancel, Prepare, ParametersDescribed, NamedParameters, Scripts, Transactions, TransactionalDdl, ReadOnly, Catalog,
        CatalogDdl, SeveralConnections, Streaming };
}

DuckConnection::DuckConnection(std::unique_ptr<Engine> engine, const Options &options, bool readOnly)
    : m_engine(std::move(engine))
    , m_options(options)
    , m_readOnly(readOnly)
{
}

DuckConnection::~DuckConnection() = default;

Dialect DuckConnection::dialect() const
{
    return duckdb::dialect();
}

Capabilities DuckConnection::capabilities() const
{
    auto capabilities = driverCapabilities();
    capabilities.setFlag(Capability::SeveralConnections, !m_options.isMemory() && !tableFile(m_options.path));
    return capabilities;
}

ServerFacts DuckConnection::server() const
{
    ServerFacts facts;
    facts.product = QStringLiteral("DuckDB");
    facts.version = QString::fromUtf8(api().library_version()).remove(u'v');
    facts.database = m_options.path;
    facts.timeZone = QString::fromUtf8(m_engine->timeZone().id());
    facts.searchPath = { QString::fromUtf8(m_engine->ask("SELECT current_schema()")) };
    facts.readOnly = m_readOnly;
    for (const auto *name : { "threads", "memory_limit", "access_mode", "default_order", "default_null_order" }) {
        const auto value = m_engine->ask(QByteArray("SELECT value FROM duckdb_settings() WHERE name = '") + name + '\'');
        facts.settings.emplace_back(QString::fromUtf8(name), QString::fromUtf8(value));
    }
    return facts;
}

Result<std::unique_ptr<Execution>> DuckConnection::execute(const Statement &statement)
{
    if (m_engine->isWorking())
        return busy();
    return std::make_unique<DuckExecution>(*m_engine, statement);
}

Result<std::unique_ptr<Prepared>> DuckConnection::prepare(const StatementText &text)
{
    return DuckPrepared::create(*m_engine, text);
}

Result<CatalogPart> DuckConnection::catalog(const CatalogRequest &request)
{
    if (m_engine->isWorking())
        return busy();
    return readCatalog(*m_engine, request);
}

TransactionState DuckConnection::transactionState() const
{
    return m_engine->transactionState();
}

Result<ResetOutcome> DuckConnection::reset()
{
    const auto outcome = Connection::reset();
    if (!outcome)
        return outcome;
    return m_engine->sessionChanged() ? ResetOutcome::Unusable : *outcome;
}

void DuckConnection::cancel() noexcept
{
    m_engine->cancel();
}

Extension *DuckConnection::extension(const ExtensionId &id)
{
    if (id == ExplainExtension::extensionId()) {
        if (!m_explain)
            m_explain = makeExplainExtension(*this);
        return m_explain.get();
    }
    if (id != MigrationsExtension::extensionId())
        return nullptr;
    if (!m_migrations)
        m_migrations = makeMigrationsExtension(*this, *m_engine);
    return m_migrations.get();
}

} // namespace dumbo::duckdb
