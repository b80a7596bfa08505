#include "drivers/common/postgresql/readonlystatements.h"

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
    return fail(readOnlyError(what));
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

} // namespace

Error readOnlyError(const QString &what)
{
    return Error(ErrorKind::InvalidOperation, tr("This connection is read-only: it may not run %1.").arg(what))
        .withSqlState(QStringLiteral("25006"));
}

Result<void> checkReadOnly(const StatementPiece &piece, std::string_view text)
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

} // namespace dumbo::postgresql
