#pragma once

#include "core/base/result.h"

#include <QByteArray>

#include <optional>

namespace dumbo {

/// A number of JSON with all its digits, whatever their number: 1e400, 0.1 and 2^63 exactly. Zero has no sign.
class Decimal {
public:
    /// More digits than this are refused as a result, so that 1e999999999 + 1 does not eat the memory.
    static constexpr qint64 mostDigits = 100'000;

    Decimal() = default;
    /// The text is a valid number of JSON. An exponent beyond 64 bits counts as the largest.
    explicit Decimal(QByteArrayView json);
    explicit Decimal(qint64 whole);

    [[nodiscard]] bool isZero() const { return m_digits.isEmpty(); }
    [[nodiscard]] bool isNegative() const { return m_negative; }
    [[nodiscard]] bool isWhole() const { return m_exponent >= m_digits.size(); }
    /// The significant digits, without zeros at either end, and where the point is: 0.DIGITS × 10^exponent.
    [[nodiscard]] QByteArrayView digits() const { return m_digits; }
    [[nodiscard]] qint64 exponent() const { return m_exponent; }
    /// Where it is whole and fits.
    [[nodiscard]] std::optional<qint64> toWhole() const;
    /// What is behind the point dropped.
    [[nodiscard]] Decimal truncated() const;
    /// Of the truncated number by a divisor other than zero, with the number's sign.
    [[nodiscard]] qint64 remainder(qint64 divisor) const;
    /// As JSON: 100, 0.25, 1e400.
    [[nodiscard]] QByteArray text() const;

    [[nodiscard]] Decimal negated() const;
    /// InsufficientResources where the result has more than mostDigits.
    [[nodiscard]] static Result<Decimal> sum(const Decimal &left, const Decimal &right);
    [[nodiscard]] static Result<Decimal> product(const Decimal &left, const Decimal &right);
    /// Rounded half to even at 34 significant digits.
    [[nodiscard]] Decimal dividedBy(qint64 divisor) const;

    [[nodiscard]] static int compare(const Decimal &left, const Decimal &right);

private:
    Decimal(bool negative, QByteArray digits, qint64 exponent);
    void normalise();
    [[nodiscard]] static int compareSizes(const Decimal &left, const Decimal &right);

    bool m_negative = false;
    QByteArray m_digits;
    qint64 m_exponent = 0;
};

/// Both are numbers of JSON. Quick for short whole numbers.
[[nodiscard]] int compareNumbers(QByteArrayView left, QByteArrayView right);

/// What $type calls a number: "int", "long", "double" or "decimal".
[[nodiscard]] QByteArrayView numberType(QByteArrayView json);

} // namespace dumbo
