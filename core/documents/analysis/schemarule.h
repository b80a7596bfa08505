#pragma once

#include "core/base/result.h"
#include "core/sdk/extensions/pongo.h"

#include <vector>

namespace dumbo {

/// What makes a database refuse documents that break a schema, as far as its SQL can decide that.
struct SchemaRule {
    std::vector<StatementText> statements;
    /// Conditions that only a client can decide, or that are weaker in the database: in MongoDB's syntax.
    QStringList leftOut;
};

/// By PongoExtension::require(), with every condition of the filter that it takes. Whole numbers are checked as numbers where it takes
/// no more. NotImplemented where nothing is left.
[[nodiscard]] DUMBO_CORE_EXPORT Result<SchemaRule> schemaRule(
    PongoExtension &pongo, const DocumentSource &source, const QString &name, const DocumentFilter &filter);

} // namespace dumbo
