#pragma once

#include "core/sdk/catalogobject.h"
#include "core/sdk/dialect.h"

#include <QByteArrayList>

#include <span>

namespace dumbo {

/// The statements that make all the objects, in an order in which they run in an empty database: every statement comes
/// behind the ones that make what it names ("schema.name", in strings and function bodies as well), and otherwise
/// schemas, extensions, types, functions, sequences, tables, views, indexes, partitions, foreign keys, triggers, policies,
/// comments and rights follow one another. Of equal statements the first stays. Where bodies of functions need each
/// other in a circle, that part of the order is given up.
///
/// The objects' ddl must have been read. Statements are without ";" at their end. Costs the length of the text.
[[nodiscard]] DUMBO_CORE_EXPORT QByteArrayList ddlStatements(
    std::span<const CatalogObject> objects, const Dialect &dialect);

/// The same as a text: each statement with its ";", one below the other.
[[nodiscard]] DUMBO_CORE_EXPORT QString ddlScript(std::span<const CatalogObject> objects, const Dialect &dialect);

} // namespace dumbo
