#include "drivers/postgresql/connection.h"

#include "drivers/common/postgresql/catalogreader.h"
#include "drivers/common/postgresql/dialect.h"
#include "drivers/common/postgresql/serverflavour.h"
#include "drivers/postgresql/catalogqueries.h"
#include "drivers/postgresql/execution.h"
#include "drivers/postgresql/prepared.h"

#include <QCoreApplication>

#include <algorithm>

namespace dumbo::postgresql {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PostgreSQL", text);
}

std::unexpected<Error> busy()
{
    return fail(ErrorKind::InvalidOperation, tr("Another result of this connection is still open."));
}

QByteArray isolationText(IsolationLevel level)
{
    switch (level) {
    case IsolationLevel::ReadUncommitted:
        return " ISOLATION LEVEL READ UNCOMMITTED";
    case IsolationLevel::ReadCommitted:
        return " ISOLATION LEVEL READ COMMITTED";
    case IsolationLevel::RepeatableRead:
        return " ISOLATION LEVEL REPEATABLE READ";
    case IsolationLevel::Serializable:
        return " ISOLATION LEVEL SERIALIZABLE";
    }
    Q_UNREACHABLE();
}

/// E.g. "TLSv1.3 TLS_AES_256_GCM_SHA384"; empty without TLS.
QString encryptionOf(PGconn *connection)
{
    if (PQsslInUse(connection))
        return QString::fromUtf8(PQsslAttribute(connection, "protocol")) + u' '
            + QString::fromUtf8(PQsslAttribute(connection, "cipher"));
    return PQgssEncInUse(connection) ? QStringLiteral("GSSAPI") : QString();
}

QString cell(const PGresult *result, int row, int column)
{
    return QString::fromUtf8(PQgetvalue(result, row, column));
}

} // namespace

Capabilities driverCapabilities()
{
    using enum Capability;
    return { Cancel, Prepare, ParametersDescribed, Scripts, Transactions, Savepoints, TransactionalDdl, ReadOnly,
        Catalog, CatalogDdl, Notifications, SeveralConnections, Streaming };
}

PostgresConnection::PostgresConnection(ConnectionHandle handle, ConnectionObserver &observer, bool readOnly)
    : m_engine(std::move(handle), observer, readOnly)
{
}

PostgresConnection::~PostgresConnection()
{
    // The session goes on, without what was prepared here.
    if (!m_engine.link.isOurs() && !isBroken() && !m_engine.named.isEmpty()) {
        const Work work(m_engine.link);
        m_engine.named.closeAll(m_engine.link);
    }
}

Result<std::unique_ptr<Connection>> PostgresConnection::create(
    ConnectionHandle handle, ConnectionObserver &observer, bool readOnly)
{
    std::unique_ptr<PostgresConnection> connection(
        new PostgresConnection(std::move(handle), observer, readOnly));
    connection->readFacts();
    if (connection->isBroken())
        return fail(ErrorKind::Connection, tr("The server closed the connection before it was made."));
    if (readOnly && connection->m_engine.link.parameter("is_superuser") == "on")
        observer.notice(NoticeSeverity::Warning,
            tr("This read-only connection belongs to a superuser, whose functions can still act outside of the database "
               "(files, programs, other servers)."));
    return std::unique_ptr<Connection>(std::move(connection));
}

void PostgresConnection::readFacts()
{
    auto &link = m_engine.link;
    const Work work(link);
    // In somebody else's session nothing is asked unasked: it could take the snapshot of their transaction.
    const auto version = link.isOurs() ? link.ask("SELECT pg_catalog.version()")
                                       : Result<ResultHandle>(std::unexpect, ErrorKind::NotImplemented, QString());
    const auto flavour = flavourOf(version ? cell(version->get(), 0, 0) : QString(),
        QString::fromUtf8(link.parameter("server_version")));
    m_facts.product = flavour.product;
    m_facts.version = flavour.version;
    m_facts.user = QString::fromUtf8(PQuser(link.handle()));
    m_facts.database = QString::fromUtf8(PQdb(link.handle()));
    m_facts.encryption = encryptionOf(link.handle());
    if (const auto process = PQbackendPID(link.handle()); process != 0)
        m_facts.processId = process;
    m_facts.readOnly = link.isReadOnly();
}

Dialect PostgresConnection::dialect() const
{
    auto live = postgresql::dialect();
    live.lexer.backslashEscapes = m_engine.link.hasBackslashStrings();
    return live;
}

Capabilities PostgresConnection::capabilities() const
{
    return driverCapabilities();
}

/// Asks for settings where that is possible now: idle, or in a transaction that has not failed.
ServerFacts PostgresConnection::server() const
{
    auto facts = m_facts;
    auto &link = m_engine.link;
    facts.timeZone = QString::fromUtf8(link.parameter("TimeZone"));
    for (const auto *name : { "DateStyle", "IntervalStyle", "client_encoding", "standard_conforming_strings" })
        facts.settings.emplace_back(QString::fromLatin1(name), QString::fromUtf8(link.parameter(name)));
    const auto status = PQtransactionStatus(link.handle());
    if (link.isBroken() || link.isWorking() || (status != PQTRANS_IDLE && status != PQTRANS_INTRANS))
        return facts;
    const Work work(link);
    const auto asked = link.ask("SELECT pg_catalog.unnest(pg_catalog.current_schemas(false))");
    for (int row = 0; asked && row < PQntuples(asked->get()); ++row)
        facts.searchPath.append(cell(asked->get(), row, 0));
    const auto settings = link.ask(
        "SELECT name, setting FROM pg_catalog.pg_settings WHERE name IN ('extra_float_digits', 'bytea_output', "
        "'statement_timeout', 'lock_timeout', 'default_transaction_isolation') ORDER BY name");
    for (int row = 0; settings && row < PQntuples(settings->get()); ++row)
        facts.settings.emplace_back(cell(settings->get(), row, 0), cell(settings->get(), row, 1));
    return facts;
}

Result<std::unique_ptr<Execution>> PostgresConnection::execute(const Statement &statement)
{
    if (m_engine.link.isWorking())
        return busy();
    return std::make_unique<PostgresExecution>(m_engine, statement);
}

Result<std::unique_ptr<Prepared>> PostgresConnection::prepare(const StatementText &text)
{
    return PostgresPrepared::create(m_engine, text);
}

Result<CatalogPart> PostgresConnection::catalog(const CatalogRequest &request)
{
    if (m_engine.link.isWorking())
        return busy();
    const Work work(m_engine.link);
    LinkQueries queries(m_engine.link);
    return readCatalog(request, queries);
}

Result<void> PostgresConnection::begin(const TransactionOptions &options)
{
    QByteArray text = "BEGIN";
    if (options.isolation)
        text += isolationText(*options.isolation);
    if (options.readOnly)
        text += " READ ONLY";
    return run(text);
}

TransactionState PostgresConnection::transactionState() const
{
    switch (m_engine.link.transactionStatus()) {
    case PQTRANS_IDLE:
        return TransactionState::Idle;
    case PQTRANS_INTRANS:
    case PQTRANS_ACTIVE:
        return TransactionState::Active;
    case PQTRANS_INERROR:
        return TransactionState::Failed;
    case PQTRANS_UNKNOWN:
        break;
    }
    return TransactionState::Unknown;
}

Result<ResetOutcome> PostgresConnection::reset()
{
    auto &link = m_engine.link;
    if (isBroken())
        return ResetOutcome::Unusable;
    if (!link.isOurs())
        return ResetOutcome::Clean; // what is open is the owner's
    if (link.isWorking())
        return busy();
    const Work work(link);
    if (PQtransactionStatus(link.handle()) != PQTRANS_IDLE && !link.ask("ROLLBACK"))
        return ResetOutcome::Unusable;
    if (!m_engine.isUsed)
        return ResetOutcome::Clean;
    m_engine.named.forget();
    // Other servers of this protocol may not know it; they can't be trusted to have forgotten anything then.
    if (!link.ask("DISCARD ALL"))
        return ResetOutcome::Unusable;
    m_engine.isUsed = false;
    return ResetOutcome::Clean;
}

int PostgresConnection::idleDescriptor() const
{
    return isBroken() ? -1 : PQsocket(m_engine.link.handle());
}

void PostgresConnection::pump()
{
    m_engine.link.pump();
}

void PostgresConnection::cancel() noexcept
{
    m_engine.link.cancel();
}

Extension *PostgresConnection::extension(const ExtensionId &id)
{
    const auto made = std::ranges::find_if(
        m_extensions, [&](const std::unique_ptr<Extension> &each) { return each->id() == id; });
    if (made != m_extensions.end())
        return made->get();
    auto fresh = makeExtension(id, *this);
    if (!fresh)
        return nullptr;
    return m_extensions.emplace_back(std::move(fresh)).get();
}

} // namespace dumbo::postgresql
