#pragma once

#include "core/base/result.h"

#include <QStringList>

#include <string_view>

namespace dumbo::postgresql {

/// How a statement may be tried.
enum class TrialFit {
    Inside, ///< in a transaction
    Alone, ///< the server refuses it in a transaction, e.g. CREATE INDEX CONCURRENTLY
};

/// Whether a dry run may send this one statement, by its words: InvalidOperation, with the reason, for what begins or ends
/// transactions, checks constraints ahead of time, or acts where no rollback reaches. The server's guard holds whatever slips
/// through.
///
/// onScratch: what is done stays in the scratch database, so what belongs to the whole server (roles, databases, settings) is
/// refused as well.
[[nodiscard]] Result<TrialFit> checkDryRun(std::string_view text, bool backslashes, bool onScratch);

/// The statement calls no function that it names; e.g. CREATE FUNCTION, DROP, COMMENT.
[[nodiscard]] bool onlyDeclares(std::string_view text, bool backslashes);

/// A regular expression, as PostgreSQL and QRegularExpression have them (no capitals in it), for what acts outside of the database
/// or the transaction in the bodies of functions.
[[nodiscard]] std::string_view outsideActions();
/// The same, for what sets a sequence, which stays: only a scratch database has room for it.
[[nodiscard]] std::string_view sequenceActions();

/// Those of the names that stand in the text as words, in strings and bodies as well.
[[nodiscard]] QStringList namesIn(std::string_view text, const QStringList &names);

} // namespace dumbo::postgresql
