#pragma once

#include "core/base/result.h"
#include "drivers/common/postgresql/statements.h"

namespace dumbo::postgresql {

/// Refuses what a READ ONLY transaction allows although it changes something (ANALYZE, REINDEX, COPY to files,
/// PREPARE TRANSACTION, …), and settings that say whether transactions may write; all by the statement's words.
/// text is the piece's.
[[nodiscard]] Result<void> checkReadOnly(const StatementPiece &piece, std::string_view text);

/// The error of a read-only connection that may not run this.
[[nodiscard]] Error readOnlyError(const QString &what);

} // namespace dumbo::postgresql
