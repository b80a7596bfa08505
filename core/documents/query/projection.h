#pragma once

#include "core/base/export.h"
#include "core/base/result.h"
#include "core/sdk/extensions/documentquery.h"

#include <vector>

namespace dumbo {

class JsonNode;

/// {a: 1, "b.c": -1}; an empty text is no order. Data with the position for anything else than 1 and -1, and for overlapping keys.
[[nodiscard]] DUMBO_CORE_EXPORT Result<std::vector<DocumentSortKey>> parseSort(QByteArrayView text);
[[nodiscard]] DUMBO_CORE_EXPORT QByteArray sortText(const std::vector<DocumentSortKey> &keys);

/// {a: 1, "b.c": 1, _id: 0} or {a: 0}, true and false as well, nested objects as dotted paths; an empty text is the whole document. Data with
/// the position for a mixture of both, for paths that overlap and for operators ($slice, …).
[[nodiscard]] DUMBO_CORE_EXPORT Result<DocumentProjection> parseProjection(QByteArrayView text);
[[nodiscard]] DUMBO_CORE_EXPORT QByteArray projectionText(const DocumentProjection &projection);

/// What is wanted of a document. Members keep their order and their text; of an object of which a part is taken, the white space goes.
/// Paths go through all arrays, nested ones too (fifty deep); what in them is no object is left out by Include, and stays in Exclude. Digits are
/// keys, keys that stand twice are both taken. What is no object comes back as it is.
[[nodiscard]] DUMBO_CORE_EXPORT QByteArray project(const DocumentProjection &projection, const JsonNode &document);

} // namespace dumbo
