#pragma once

#include "core/sdk/extensions/schemadifference.h"

#include <memory>

namespace dumbo::sqlite {

/// SQL from one SQLite database to another. What ALTER TABLE can't do is done by making the table anew with its rows; where
/// others refer to such a table, foreign keys are off meanwhile, outside of the transaction.
[[nodiscard]] std::unique_ptr<SchemaDifferenceExtension> makeSchemaDifferenceExtension();

} // namespace dumbo::sqlite
