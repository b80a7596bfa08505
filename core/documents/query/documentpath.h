#pragma once

#include "core/base/export.h"
#include "core/sdk/extensions/documentquery.h"

namespace dumbo {

/// "address.city" as steps. Every text is a path: of no characters it is one step, the empty key.
[[nodiscard]] DUMBO_CORE_EXPORT DocumentPath dottedPath(QByteArrayView text);

/// The inverse. A key that has a dot inside can't be told apart in this notation.
[[nodiscard]] DUMBO_CORE_EXPORT QByteArray dottedText(const DocumentPath &path);

/// The position that a step names in an array; -1 where it names none. "01" names none, and neither does what is beyond 2^31.
[[nodiscard]] DUMBO_CORE_EXPORT qint64 arrayPosition(QByteArrayView step);

/// Whether one path is the other's beginning, or both are the same.
[[nodiscard]] DUMBO_CORE_EXPORT bool pathsOverlap(const DocumentPath &left, const DocumentPath &right);

} // namespace dumbo
