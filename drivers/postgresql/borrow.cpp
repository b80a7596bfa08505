#include "drivers/postgresql/borrow.h"

#include "drivers/postgresql/connection.h"

#include <QCoreApplication>

namespace dumbo::postgresql {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PostgreSQL", text);
}

} // namespace

Result<std::unique_ptr<Connection>> borrowConnection(PGconn *connection, ConnectionObserver &observer)
{
    if (PQstatus(connection) != CONNECTION_OK)
        return fail(Error(ErrorKind::Connection, tr("The borrowed connection is not open."))
                        .withServerMessage(QString::fromUtf8(PQerrorMessage(connection)).trimmed()));
    if (PQtransactionStatus(connection) == PQTRANS_ACTIVE || PQpipelineStatus(connection) != PQ_PIPELINE_OFF)
        return fail(ErrorKind::InvalidOperation, tr("The borrowed connection is in the middle of something else."));
    const QByteArray encoding(PQparameterStatus(connection, "client_encoding"));
    if (encoding != "UTF8")
        return fail(Error(ErrorKind::InvalidOperation,
            tr("The borrowed connection speaks %1, but values are read as UTF-8.").arg(QString::fromUtf8(encoding)))
                        .withHint(tr("Call PQsetClientEncoding(connection, \"UTF8\") before.")));
    return PostgresConnection::create(ConnectionHandle(connection, FinishConnection { false }), observer, false);
}

} // namespace dumbo::postgresql
