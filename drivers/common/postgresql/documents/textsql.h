#pragma once

#include "core/sdk/extensions/documentquery.h"

namespace dumbo::postgresql {

/// True where a column of type json may hold what jsonb refuses: \u0000, half a surrogate pair, numbers beyond numeric, thousands of
/// levels. More than that may be true as well.
[[nodiscard]] QByteArray mayBeRefused(const QByteArray &column);

/// Words that a text must have to be JSON that a filter matches; empty where nothing can be said. Where the
/// id and the version have columns of their own, the text need not say them.
[[nodiscard]] QByteArray wordsIn(const QByteArray &column, const DocumentFilter &filter, bool hasColumns);

} // namespace dumbo::postgresql
