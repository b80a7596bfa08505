#pragma once

#include <QByteArray>

#include <optional>

namespace dumbo::sqlite {

/// A JSON number taken apart: sign, 0.DIGITS, ten to the power of point. Zero has no digits.
struct Decimal {
    bool negative = false;
    QByteArray digits; ///< without zeros at either end
    qint64 point = 0;

    [[nodiscard]] static Decimal fromJson(QByteArrayView text);
    [[nodiscard]] bool isZero() const { return digits.isEmpty(); }
    [[nodiscard]] bool isInteger() const { return digits.size() <= point || isZero(); }
    [[nodiscard]] std::optional<qint64> integer() const; ///< where it is one and fits
    [[nodiscard]] std::optional<qint64> small() const; ///< where it is one of at most 2^53, so that doubles around it stay on their side
    [[nodiscard]] double nearest() const; ///< may be infinite or zero
};

/// A constant of a filter, by its JSON text.
struct Constant {
    enum class Kind { Null, Number, String, Object, Array, True, False };
    Kind kind = Kind::Null;
    QByteArray json; ///< without blanks around
    QByteArray text; ///< of a string: its bytes, surrogates that stand alone as three bytes each
    Decimal number;

    [[nodiscard]] static Constant fromJson(const QByteArray &json);
    [[nodiscard]] bool isEmptyContainer() const; ///< {} or []
};

/// Whether SQLite drivers take the text as a parameter just as it is: valid UTF-8, no NUL, no byte order mark in front.
[[nodiscard]] bool isPlainText(const QByteArray &text);

/// A JSON string of ASCII alone that means the text.
[[nodiscard]] QByteArray asciiJson(const QByteArray &text);

} // namespace dumbo::sqlite
