#pragma once

#include "core/sdk/extensions/documentquery.h"

#include <optional>

namespace dumbo::postgresql {

/// The position that a step names in an array; -1: it is only a key.
[[nodiscard]] qint64 positionOf(QByteArrayView step);
[[nodiscard]] bool hasPositions(const DocumentPath &path);
/// Keys that jsonb can hold.
[[nodiscard]] bool isHeld(const DocumentPath &path);

/// jsonpath for the first steps of a held path, e.g. $."address"."city". In lax mode it goes through arrays as filters do,
/// where no step names a position.
[[nodiscard]] QByteArray jsonPath(const DocumentPath &path, qsizetype steps = -1);
/// A predicate of jsonpath: the path, from an object and without positions, comes to a missing value.
[[nodiscard]] QByteArray missingTest(const DocumentPath &path);

/// The expression of an index by value. Where the path comes to an array on its way, it is that array, so that one range of the index has
/// all documents in which arrays decide. Nothing where steps could name positions.
[[nodiscard]] std::optional<QByteArray> indexExpression(const QByteArray &column, const DocumentPath &path);

/// A JSON value that filters look into: an object as it is, an array as an object with the keys "0", "1", …; NULL for others.
[[nodiscard]] QByteArray asObject(const QByteArray &value, const QByteArray &alias);

} // namespace dumbo::postgresql
