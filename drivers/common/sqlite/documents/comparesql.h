#pragma once

#include "drivers/common/sqlite/documents/numbertest.h"

namespace dumbo::sqlite {

/// One side of a comparison that orders all types.
struct CompareSide {
    ValueSql value;
    QByteArray rank; ///< the place of its type in the order
    QByteArrayList arrays; ///< conditions, each of which makes the value one that SQL does not know
};

[[nodiscard]] CompareSide compareSide(const ValueSql &value, const QByteArrayList &arrays);
[[nodiscard]] CompareSide compareSide(const Constant &constant, Values &values);

/// Numbers that lie near each other, objects and arrays are left open.
[[nodiscard]] Condition compareTest(DocumentFilter::Comparison comparison, const CompareSide &left, const CompareSide &right);

} // namespace dumbo::sqlite
