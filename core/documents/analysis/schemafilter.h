#pragma once

#include "core/base/result.h"
#include "core/sdk/extensions/documentquery.h"

#include <QByteArray>
#include <QStringList>

namespace dumbo {

/// A JSON Schema as a filter.
struct SchemaFilter {
    DocumentFilter filter; ///< the documents that satisfy the schema
    QStringList ignored; ///< a sentence for each keyword that says nothing about validity, or is an annotation only, e.g. format
};

/// Of JSON Schema (2020-12) these keywords: type, enum, const, properties, required, items, minimum, maximum, exclusiveMinimum,
/// exclusiveMaximum, multipleOf of a whole number, pattern, minItems where it equals maxItems, allOf, anyOf, not, and true or false in
/// a schema's place. Any other keyword that would refuse documents (additionalProperties: false, $ref, …) is NotImplemented, and
/// what is no schema Data, with the position in the text.
[[nodiscard]] DUMBO_CORE_EXPORT Result<SchemaFilter> schemaFilter(const QByteArray &schema);

/// The documents that break the schema.
[[nodiscard]] DUMBO_CORE_EXPORT DocumentFilter deviating(const SchemaFilter &schema);

} // namespace dumbo
