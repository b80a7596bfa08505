#pragma once

#include "core/sdk/extensions/documentquery.h"
#include "drivers/common/sqlite/documents/condition.h"
#include "drivers/common/sqlite/documents/fragments.h"

namespace dumbo::sqlite {

/// One JSON value as SQL sees it.
struct ValueSql {
    QByteArray type; ///< as json_type() says
    QByteArray value; ///< as json_extract() gives it: numbers perhaps rounded, objects and arrays as text
    QByteArray json; ///< the JSON text: numbers with all digits
};

/// A longer list is one parameter: SQLite takes 32,766 of a statement.
inline constexpr std::size_t mostInList = 400;

/// Whether the value is a number that compares so with the constant. SQLite's own numbers are doubles where they are not 64-bit
/// integers: near the constant the digits of the text decide. kind: Equal, Greater, GreaterOrEqual, Less, LessOrEqual.
[[nodiscard]] Condition numberTest(DocumentFilter::Kind kind, const Decimal &constant, const ValueSql &value, Values &values);

/// The value is a number, and equal to one of these: each a whole number of at most 2^53.
[[nodiscard]] Condition integersTest(const std::vector<qint64> &constants, const ValueSql &value, Values &values);

/// The value, as far as it is a double, by all its digits without sign, zeros at the ends and exponent.
[[nodiscard]] QByteArray digitsOf(const QByteArray &json);

} // namespace dumbo::sqlite
