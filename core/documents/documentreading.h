#pragma once

#include "core/documents/query/documentrules.h"
#include "core/json/jsonnode.h"
#include "core/sdk/extensions/documentquery.h"

#include <functional>

namespace dumbo {

/// What a path finds in a document, as filters look for it: through arrays, and of an array at its end each element. Missing values are
/// not found.
void visitValues(const JsonNode &document, const DocumentPath &path, const DocumentRules &rules, const std::function<void(const JsonNode &)> &visit);

} // namespace dumbo
