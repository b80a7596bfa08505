#pragma once

#include "core/sdk/catalogobject.h"
#include "core/sdk/dialect.h"

#include <QStringList>

namespace dumbo {

/// An object's ddl cut into what can be compared: its statements, of CREATE TABLE the entries of the list by themselves. White space,
/// comments, quotes that a name does not need and the order of the pieces do not count, nor do the next number of a
/// table that counts its rows (AUTO_INCREMENT=7) and who made a view or routine (DEFINER=…). Sorted. Costs the length of the text.
[[nodiscard]] QStringList definitionPieces(const CatalogObject &object, const Dialect &dialect);

/// The statement with one blank between its words, without comments.
[[nodiscard]] QString normalizedStatement(const QString &text, const Dialect &dialect);

} // namespace dumbo
