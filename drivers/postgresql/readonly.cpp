#include "drivers/postgresql/readonly.h"

#include "drivers/common/postgresql/readonlystatements.h"

#include <QCoreApplication>

#include <utility>

namespace dumbo::postgresql {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PostgreSQL", text);
}

std::unexpected<Error> refuse(const QString &what)
{
    return fail(readOnlyError(what));
}

/// Inside a transaction that somebody began: is it still what we made of it?
Result<void> checkTransaction(Link &link)
{
    const auto result = link.ask("SELECT pg_catalog.current_setting('transaction_read_only')");
    if (!result)
        return fail(result.error());
    if (PQntuples(result->get()) == 1 && qstrcmp(PQgetvalue(result->get(), 0, 0), "on") == 0)
        return {};
    std::ignore = link.ask("ROLLBACK");
    return refuse(tr("statements in a transaction that may write; it was rolled back"));
}

} // namespace

Result<void> ReadOnlyGuard::before(Link &link, const StatementPiece &piece, std::string_view text)
{
    m_kind = Kind::None;
    if (const auto allowed = checkReadOnly(piece, text); !allowed)
        return allowed;
    switch (PQtransactionStatus(link.handle())) {
    case PQTRANS_IDLE:
        break;
    case PQTRANS_INTRANS:
        return checkTransaction(link);
    default:
        return {};
    }
    if (piece.startsWith("BEGIN") || piece.startsWith("START")) {
        m_kind = Kind::Begun;
        return {};
    }
    const auto begun = link.ask("BEGIN READ ONLY; SELECT 1");
    m_kind = Kind::Wrapped;
    if (begun)
        return {};
    // A cancel may have come between the two: nothing runs, so nobody else would end the transaction.
    std::ignore = after(link);
    return fail(begun.error());
}

Result<void> ReadOnlyGuard::after(Link &link)
{
    const auto kind = std::exchange(m_kind, Kind::None);
    if (kind == Kind::None || link.isBroken())
        return {};
    const Shield shield(link);
    const auto status = PQtransactionStatus(link.handle());
    if (kind == Kind::Wrapped) {
        if (status == PQTRANS_IDLE)
            return {};
        const auto ended = link.ask(status == PQTRANS_INTRANS ? "COMMIT" : "ROLLBACK");
        return ended ? Result<void>() : fail(ended.error());
    }
    if (status != PQTRANS_INTRANS)
        return {};
    const auto made = link.ask("SET TRANSACTION READ ONLY; SELECT 1");
    if (made)
        return {};
    std::ignore = link.ask("ROLLBACK");
    return fail(made.error());
}

} // namespace dumbo::postgresql
