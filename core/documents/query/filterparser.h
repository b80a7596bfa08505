#pragma once

#include "core/base/export.h"
#include "core/base/result.h"
#include "core/sdk/extensions/documentquery.h"

namespace dumbo {

/// MongoDB's filter syntax as a tree, extended JSON and the shell's notation included. An empty text matches every document, as {} does.
/// Data, with the position in bytes, for what can't be read and for each operator, option or value that is not known.
///
/// What the short forms become: $ne and $nin a Not, $nor a Not of Or, $all an And of Equal, Regex and ElementMatch (of nothing: an In of
/// nothing), a /regex/ in $in an Or, several conditions an And; an And or Or of one part is that part. $type's numbers are names. A key
/// that stands twice is refused. Nesting is at most 200 levels.
[[nodiscard]] DUMBO_CORE_EXPORT Result<DocumentFilter> parseFilter(QByteArrayView text);

/// A filter as text that parseFilter reads to the same tree, but for positions: JSON with MongoDB's operators, in one line. A tree that no
/// filter text gives, as a condition with an empty path outside ElementMatch, comes back as one of the same meaning where there is any.
[[nodiscard]] DUMBO_CORE_EXPORT QByteArray filterText(const DocumentFilter &filter);

/// Whether the child of an ElementMatch is a condition on elements themselves ({$elemMatch: {$gt: 5}}): then any element can match, and
/// none is looked into. Else ({$elemMatch: {a: 5}}, {$elemMatch: {}}) only objects, and arrays as objects with the keys "0", "1", ….
[[nodiscard]] DUMBO_CORE_EXPORT bool isConditionOnElement(const DocumentFilter &child);

/// Both together, in one And; what matches everything is left out.
[[nodiscard]] DUMBO_CORE_EXPORT DocumentFilter bothOf(const DocumentFilter &left, const DocumentFilter &right);

/// For a person who narrows down: the filter's text, and the value at the path too. The text that is there stays as it is written
/// where that works.
[[nodiscard]] DUMBO_CORE_EXPORT Result<QByteArray> andAlso(QByteArrayView filter, const DocumentPath &path, QByteArrayView value);
/// The same for all but this value.
[[nodiscard]] DUMBO_CORE_EXPORT Result<QByteArray> butNot(QByteArrayView filter, const DocumentPath &path, QByteArrayView value);
/// The same for a condition of any kind.
[[nodiscard]] DUMBO_CORE_EXPORT Result<QByteArray> andAlso(QByteArrayView filter, const DocumentFilter &condition);

} // namespace dumbo
