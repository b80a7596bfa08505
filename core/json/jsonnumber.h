#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QByteArrayView>

#include <compare>
#include <optional>

/// Numbers as JSON writes them, exactly: decimals of any length, never a double. Each argument is a number of a JSON text (RFC 8259);
/// anything else counts as 0. An exponent beyond ±10^18 counts as that.
namespace dumbo {

[[nodiscard]] DUMBO_CORE_EXPORT bool isJsonNumber(QByteArrayView text);

/// By value: 10.00 equals 10 and 1e1, -0 equals 0. Linear; takes no memory.
[[nodiscard]] DUMBO_CORE_EXPORT std::strong_ordering compareJsonNumbers(QByteArrayView left, QByteArrayView right);

/// Equal for equal numbers: a key for hashing and grouping. "1e3" and "1000.0" become "1000".
[[nodiscard]] DUMBO_CORE_EXPORT QByteArray normalizedJsonNumber(QByteArrayView number);

/// Where the number is whole and fits: "1.0" and "1e3" are.
[[nodiscard]] DUMBO_CORE_EXPORT std::optional<qint64> wholeJsonNumber(QByteArrayView number);
/// Whatever its size.
[[nodiscard]] DUMBO_CORE_EXPORT bool isWholeJsonNumber(QByteArrayView number);

/// What arithmetic may answer; a result that needs more digits is ErrorKind::Data.
inline constexpr qint64 mostJsonDigits = 20'000;

/// Exact. Places behind the point are kept as in the General Decimal Arithmetic: 10.00 + 1 is 11.00, 1.50 × 2 is 3.00.
[[nodiscard]] DUMBO_CORE_EXPORT Result<QByteArray> addJsonNumbers(QByteArrayView left, QByteArrayView right);
[[nodiscard]] DUMBO_CORE_EXPORT Result<QByteArray> multiplyJsonNumbers(QByteArrayView left, QByteArrayView right);
/// Exact where that needs no more than so many digits, else rounded half to even. Division by zero is ErrorKind::Data.
[[nodiscard]] DUMBO_CORE_EXPORT Result<QByteArray> divideJsonNumbers(QByteArrayView left, QByteArrayView right, int digits = 34);

/// The number cut to a whole one towards zero, then what is left of it when divided; the sign is the number's. divisor is not 0.
[[nodiscard]] DUMBO_CORE_EXPORT qint64 jsonNumberRemainder(QByteArrayView number, qint64 divisor);

} // namespace dumbo
