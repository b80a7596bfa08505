#pragma once

#include "drivers/common/postgresql/statements.h"
#include "drivers/postgresql/link.h"

namespace dumbo::postgresql {

/// Keeps a connection from writing, by the server's own means: each statement runs alone, by the extended protocol,
/// inside BEGIN READ ONLY whose snapshot is taken first. After that the server refuses SET TRANSACTION READ WRITE
/// (check_transaction_read_only() in src/backend/commands/variable.c), whatever the session's defaults say, and
/// COMMIT leaves nothing to write in.
///
/// What a READ ONLY transaction allows although it changes something (ANALYZE, REINDEX, COPY to files, PREPARE
/// TRANSACTION, …) is refused by its first words. A superuser's functions may still act outside of the database.
class ReadOnlyGuard
{
public:
    /// Makes the statement safe to send, or says why it is not sent. text is the piece's.
    [[nodiscard]] Result<void> before(Link &link, const StatementPiece &piece, std::string_view text);
    /// The statement ran to its end, or failed.
    [[nodiscard]] Result<void> after(Link &link);

private:
    enum class Kind { None, Wrapped, Begun };
    Kind m_kind = Kind::None;
};

} // namespace dumbo::postgresql
