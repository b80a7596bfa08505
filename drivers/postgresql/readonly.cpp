#include "drivers/postgresql/readonly.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace dumbo::postgresql {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PostgreSQL", text);
}

std::unexpected<Error> refuse(const QString &what)
{
    return fail(
        Error(ErrorKind::InvalidOperation, tr("This connection is read-only: it may not run %1.").arg(what))
            .withSqlState(QStringLiteral("25006")));
}

/// Allowed by the server in a READ ONLY transaction, and yet not without effect. Sorted.
constexpr std::array<std::string_view, 12> refusedWords { "ALTER", "ANALYSE", "ANALYZE", "CHECKPOINT", "CLUSTER",
    "DISCARD", "LOAD", "LOCK", "NOTIFY", "REINDEX", "SECURITY", "VACUUM" };

bool has(const std::vector<std::string> &words, std::string_view word)
{
    return std::ranges::find(words, word) != words.end();
}

/// COPY writes to a file or reads into a table, unless it copies to the client.
bool copiesToClient(const std::vector<std::string> &words)
{
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        if (words[i] == "TO" && words[i + 1] == "STDOUT")
            return true;
    }
    return false;
}

/// A setting that says whether transactions may write.
bool setsReadOnly(const std::vector<std::string> &words)
{
    return has(words, "TRANSACTION_READ_ONLY") || has(words, "DEFAULT_TRANSACTION_READ_ONLY")
        || (has(words, "READ") && has(words, "WRITE")) || has(words, "CHARACTERISTICS");
}

Result<void> check(const StatementPiece &piece, std::string_view text)
{
    if (piece.words.empty())
        return {};
    const auto &first = piece.words.front();
    const auto name = QString::fromStdString(first);
    if (std::ranges::binary_search(refusedWords, first))
        return refuse(name);
    const auto words = wordsOf(text);
    if (first == "COPY" && !copiesToClient(words))
        return refuse(QStringLiteral("COPY"));
    const auto second = piece.words.size() > 1 ? std::string_view(piece.words[1]) : std::string_view();
    if (second == "PREPARED" || (first == "PREPARE" && second == "TRANSACTION"))
        return refuse(name + u' ' + QString::fromUtf8(second));
    const auto sets = first == "SET" || first == "RESET" || first == "BEGIN" || first == "START";
    if (sets && setsReadOnly(words))
        return refuse(tr("%1, which may let it write").arg(name));
    return {};
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
    if (const auto allowed = check(piece, text); !allowed)
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
    if (const auto begun = link.ask("BEGIN READ ONLY; SELECT 1"); !begun)
        return fail(begun.error());
    m_kind = Kind::Wrapped;
    return {};
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
