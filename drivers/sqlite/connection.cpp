#include "drivers/sqlite/connection.h"

#include "drivers/common/sqlite/dialect.h"
#include "drivers/common/sqlite/explain.h"
#include "drivers/common/sqlite/migrations.h"
#include "drivers/sqlite/backup.h"
#include "drivers/sqlite/catalog.h"
#include "drivers/sqlite/execution.h"
#include "drivers/sqlite/prepared.h"

#include <QCoreApplication>

#include <tuple>

namespace dumbo::sqlite {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("SQLite", text);
}

} // namespace

Capabilities driverCapabilities()
{
    using enum Capability;
    return { Cancel, Prepare, NamedParameters, Scripts, Transactions, Savepoints, TransactionalDdl, ReadOnly,
        Catalog, CatalogDdl, LastInsertId, SeveralConnections, Streaming };
}

SqliteConnection::SqliteConnection(
    std::unique_ptr<Engine> engine, const SqliteOptions &options, bool readOnly)
    : m_engine(std::move(engine))
    , m_options(options)
    , m_readOnly(readOnly)
{
}

SqliteConnection::~SqliteConnection() = default;

Dialect SqliteConnection::dialect() const
{
    auto live = sqlite::dialect();
    live.maxParameters = sqlite3_limit(m_engine->handle(), SQLITE_LIMIT_VARIABLE_NUMBER, -1);
    return live;
}

Capabilities SqliteConnection::capabilities() const
{
    auto capabilities = driverCapabilities();
    capabilities.setFlag(Capability::SeveralConnections, !m_options.isPrivate());
    return capabilities;
}

ServerFacts SqliteConnection::server() const
{
    ServerFacts facts;
    facts.product = QStringLiteral("SQLite");
    facts.version = QString::fromUtf8(sqlite3_libversion());
    const auto file = QString::fromUtf8(sqlite3_db_filename(m_engine->handle(), "main"));
    facts.database = file.isEmpty() ? m_options.path : file;
    facts.searchPath = { QStringLiteral("temp"), QStringLiteral("main") };
    facts.readOnly = m_readOnly || sqlite3_db_readonly(m_engine->handle(), "main") == 1;
    for (const auto *name : { "journal_mode", "foreign_keys", "encoding", "page_size", "synchronous" }) {
        const auto value = m_engine->ask(QByteArray("PRAGMA main.") + name);
        facts.settings.emplace_back(QString::fromUtf8(name), QString::fromUtf8(value));
    }
    return facts;
}

Result<std::unique_ptr<Execution>> SqliteConnection::execute(const Statement &statement)
{
    if (m_engine->isWorking())
        return fail(ErrorKind::InvalidOperation, tr("Another result of this connection is still open."));
    leaveReadOnlyTransaction();
    return std::make_unique<SqliteExecution>(*m_engine, statement);
}

Result<std::unique_ptr<Prepared>> SqliteConnection::prepare(const StatementText &text)
{
    if (!m_engine->isWorking())
        leaveReadOnlyTransaction();
    return SqlitePrepared::create(*m_engine, text);
}

Result<CatalogPart> SqliteConnection::catalog(const CatalogRequest &request)
{
    if (m_engine->isWorking())
        return fail(ErrorKind::InvalidOperation, tr("Another result of this connection is still open."));
    return readCatalog(*m_engine, request);
}

Result<void> SqliteConnection::begin(const TransactionOptions &options)
{
    leaveReadOnlyTransaction();
    auto locking = options;
    locking.readOnly = false; // there is no text for it
    if (m_readOnly || options.readOnly)
        locking.lock = TransactionLock::Deferred;
    const auto restricts = options.readOnly && !m_readOnly;
    if (restricts && !m_engine->isOurs())
        return fail(ErrorKind::NotImplemented,
            tr("A read-only transaction is not possible on a handle that belongs to another part of the program."));
    const auto begun = Connection::begin(locking);
    if (begun && restricts)
        setQueryOnly(true);
    return begun;
}

void SqliteConnection::setQueryOnly(bool on)
{
    auto &authorizer = m_engine->authorizer();
    authorizer.setTrusted(true);
    std::ignore = m_engine->run(on ? "PRAGMA query_only = ON" : "PRAGMA query_only = OFF");
    authorizer.setTrusted(false);
    authorizer.setReadOnly(on);
    m_inReadOnlyTransaction = on;
}

void SqliteConnection::leaveReadOnlyTransaction()
{
    if (m_inReadOnlyTransaction && transactionState() == TransactionState::Idle)
        setQueryOnly(false);
}

TransactionState SqliteConnection::transactionState() const
{
    return sqlite3_get_autocommit(m_engine->handle()) ? TransactionState::Idle : TransactionState::Active;
}

Result<ResetOutcome> SqliteConnection::reset()
{
    if (!m_engine->isOurs())
        return ResetOutcome::Clean; // what is open is the owner's
    const auto outcome = Connection::reset();
    if (!outcome)
        return outcome;
    leaveReadOnlyTransaction();
    return m_engine->authorizer().sessionChanged() ? ResetOutcome::Unusable : *outcome;
}

void SqliteConnection::cancel() noexcept
{
    m_engine->cancel();
}

Extension *SqliteConnection::extension(const ExtensionId &id)
{
    if (id == ExplainExtension::extensionId()) {
        if (!m_explain)
            m_explain = makeExplainExtension(*this);
        return m_explain.get();
    }
    if (id != MigrationsExtension::extensionId())
        return nullptr;
    if (!m_migrations)
        m_migrations = makeMigrationsExtension(*this, [this](const QString &path) { return copyDatabase(*m_engine, path); });
    return m_migrations.get();
}

} // namespace dumbo::sqlite
