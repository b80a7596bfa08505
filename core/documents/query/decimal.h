#pragma once

#include <QByteArray>

namespace dumbo {

/// A number of JSON as its significant digits, without zeros at either end, and where the point is: 0.DIGITS × 10^exponent. Zero has
/// no digits and no sign.
struct DecimalDigits {
    bool isNegative = false;
    QByteArray digits;
    qint64 exponent = 0;
};

/// An exponent beyond 62 bits counts as the largest.
[[nodiscard]] DecimalDigits decimalDigits(QByteArrayView json);

/// Both are numbers of JSON. Quick for short whole numbers.
[[nodiscard]] int compareNumbers(QByteArrayView left, QByteArrayView right);

/// What $type calls a number: "int", "long", "double" or "decimal".
[[nodiscard]] QByteArrayView numberType(QByteArrayView json);

} // namespace dumbo
