#include "drivers/qtsql/connection.h"

#include "drivers/qtsql/execution.h"
#include "drivers/qtsql/prepared.h"

#include <QCoreApplication>

namespace dumbo::qtsql {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("QtSql", text);
}

std::unexpected<Error> busy()
{
    return fail(ErrorKind::InvalidOperation, tr("Another result of this connection is still open."));
}

} // namespace

QtSqlConnection::QtSqlConnection(std::unique_ptr<Backend> backend)
    : m_backend(std::move(backend))
{
}

QtSqlConnection::~QtSqlConnection() = default;

Result<std::unique_ptr<Execution>> QtSqlConnection::execute(const Statement &statement)
{
    if (m_backend->link().isWorking())
        return busy();
    return std::make_unique<QtSqlExecution>(*m_backend, statement);
}

Result<std::unique_ptr<Prepared>> QtSqlConnection::prepare(const StatementText &text)
{
    return QtSqlPrepared::create(*m_backend, text);
}

Result<CatalogPart> QtSqlConnection::catalog(const CatalogRequest &request)
{
    if (m_backend->link().isWorking())
        return busy();
    return m_backend->catalog(*this, request);
}

Result<void> QtSqlConnection::begin(const TransactionOptions &options)
{
    if (m_backend->link().isWorking())
        return busy();
    if (auto begun = m_backend->begin(options))
        return *begun;
    return Connection::begin(options);
}

TransactionState QtSqlConnection::transactionState() const
{
    return m_backend->isBroken() ? TransactionState::Unknown : m_backend->transactionState();
}

Result<ResetOutcome> QtSqlConnection::reset()
{
    const auto outcome = Connection::reset();
    if (!outcome || *outcome == ResetOutcome::Unusable)
        return outcome;
    return m_backend->reset();
}

void QtSqlConnection::cancel() noexcept
{
    m_backend->link().cancel();
}

Extension *QtSqlConnection::extension(const ExtensionId &id)
{
    return m_backend->extension(*this, id);
}

} // namespace dumbo::qtsql
