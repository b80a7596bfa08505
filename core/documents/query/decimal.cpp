#include "core/documents/query/decimal.h"

#include "core/json/jsonnumber.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

namespace dumbo {

namespace {

constexpr qint64 farthest = std::numeric_limits<qint64>::max() / 4;

qint64 exponentOf(QByteArrayView text)
{
    bool negative = false;
    if (text.startsWith('-') || text.startsWith('+')) {
        negative = text.startsWith('-');
        text = text.sliced(1);
    }
    qint64 value = 0;
    for (const auto digit : text)
        value = std::min(farthest, value > farthest / 10 ? farthest : value * 10 + (digit - '0'));
    return negative ? -value : value;
}

/// Whole digits only, so that they fit 64 bits whatever they are.
std::optional<qint64> shortWhole(QByteArrayView text)
{
    if (text.size() > 18)
        return {};
    qint64 value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    return fault == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

} // namespace

DecimalDigits decimalDigits(QByteArrayView json)
{
    DecimalDigits number;
    if (json.startsWith('-')) {
        number.isNegative = true;
        json = json.sliced(1);
    }
    const auto letter = std::ranges::find_if(json, [](char c) { return c == 'e' || c == 'E'; }) - json.begin();
    const auto mantissa = json.first(letter);
    const auto point = mantissa.indexOf('.');
    const auto whole = point < 0 ? mantissa : mantissa.first(point);
    auto digits = whole.toByteArray();
    if (point >= 0)
        digits += mantissa.sliced(point + 1);
    const auto first = std::ranges::find_if(digits, [](char c) { return c != '0'; }) - digits.cbegin();
    auto end = digits.size();
    while (end > first && digits[end - 1] == '0')
        --end;
    if (first == end)
        return {};
    number.digits = digits.sliced(first, end - first);
    number.exponent = whole.size() - first + (letter < json.size() ? exponentOf(json.sliced(letter + 1)) : 0);
    return number;
}

int compareNumbers(QByteArrayView left, QByteArrayView right)
{
    const auto shortLeft = shortWhole(left);
    const auto shortRight = shortWhole(right);
    if (shortLeft && shortRight)
        return (*shortLeft > *shortRight) - (*shortLeft < *shortRight);
    const auto order = compareJsonNumbers(left, right);
    return (order > 0) - (order < 0);
}

QByteArrayView numberType(QByteArrayView json)
{
    const bool digitsOnly = std::ranges::none_of(json, [](char c) { return c == '.' || c == 'e' || c == 'E'; });
    const auto whole = digitsOnly ? wholeJsonNumber(json) : std::nullopt;
    if (whole)
        return *whole >= std::numeric_limits<qint32>::min() && *whole <= std::numeric_limits<qint32>::max() ? "int" : "long";
    double value = 0;
    const auto [end, fault] = std::from_chars(json.data(), json.data() + json.size(), value);
    if (fault != std::errc() || end != json.data() + json.size())
        return "decimal";
    // Shortest, or all digits: 2^63 is 9.223372036854776e18 and 9223372036854775808.
    for (const auto format : { std::chars_format::scientific, std::chars_format::fixed }) {
        char buffer[400];
        const auto written = std::to_chars(buffer, buffer + sizeof buffer, value, format);
        if (compareNumbers(QByteArrayView(buffer, written.ptr - buffer), json) == 0)
            return "double";
    }
    return "decimal";
}

} // namespace dumbo
