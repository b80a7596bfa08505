#include "core/documents/query/decimal.h"

#include "core/documents/query/relaxedvalue.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace dumbo {

namespace {

__extension__ using Wide = unsigned __int128;

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

Result<Decimal> tooLong()
{
    return fail(ErrorKind::InsufficientResources,
        documentWords("The number would have more than %1 digits.").arg(Decimal::mostDigits));
}

/// Digits of both, one below the other: the left one is at least as large.
QByteArray difference(QByteArray larger, const QByteArray &smaller)
{
    int borrow = 0;
    for (auto i = larger.size() - 1; i >= 0; --i) {
        auto digit = (larger[i] - '0') - borrow - (smaller[i] - '0');
        borrow = digit < 0;
        larger[i] = char('0' + (digit < 0 ? digit + 10 : digit));
    }
    return larger;
}

/// One digit longer.
QByteArray total(const QByteArray &left, const QByteArray &right)
{
    QByteArray result(left.size() + 1, '0');
    int carry = 0;
    for (auto i = left.size() - 1; i >= 0; --i) {
        const auto digit = (left[i] - '0') + (right[i] - '0') + carry;
        carry = digit >= 10;
        result[i + 1] = char('0' + digit % 10);
    }
    result[0] = char('0' + carry);
    return result;
}

} // namespace

Decimal::Decimal(QByteArrayView json)
{
    if (json.startsWith('-')) {
        m_negative = true;
        json = json.sliced(1);
    }
    const auto letter = std::ranges::find_if(json, [](char c) { return c == 'e' || c == 'E'; }) - json.begin();
    const auto mantissa = json.first(letter);
    const auto power = letter < json.size() ? exponentOf(json.sliced(letter + 1)) : 0;
    const auto point = mantissa.indexOf('.');
    const auto whole = point < 0 ? mantissa : mantissa.first(point);
    m_digits = whole.toByteArray();
    if (point >= 0)
        m_digits += mantissa.sliced(point + 1);
    m_exponent = power + whole.size();
    normalise();
}

Decimal::Decimal(qint64 whole)
    : Decimal(QByteArray::number(whole))
{
}

Decimal::Decimal(bool negative, QByteArray digits, qint64 exponent)
    : m_negative(negative)
    , m_digits(std::move(digits))
    , m_exponent(exponent)
{
    normalise();
}

void Decimal::normalise()
{
    const auto first = std::ranges::find_if(m_digits, [](char c) { return c != '0'; }) - m_digits.cbegin();
    if (first == m_digits.size()) {
        *this = Decimal();
        return;
    }
    if (first > 0) {
        m_digits.remove(0, first);
        m_exponent -= first;
    }
    auto size = m_digits.size();
    while (m_digits[size - 1] == '0')
        --size;
    m_digits.truncate(size);
}

std::optional<qint64> Decimal::toWhole() const
{
    if (isZero())
        return 0;
    if (!isWhole() || m_exponent > 19)
        return {};
    const auto text = (m_negative ? QByteArray("-") : QByteArray()) + m_digits.leftJustified(m_exponent, '0');
    bool ok = false;
    const auto value = text.toLongLong(&ok);
    return ok ? std::optional(value) : std::nullopt;
}

Decimal Decimal::truncated() const
{
    if (m_exponent <= 0)
        return {};
    return Decimal(m_negative, m_digits.first(std::min(m_exponent, qint64(m_digits.size()))), m_exponent);
}

qint64 Decimal::remainder(qint64 divisor) const
{
    const auto by = divisor < 0 ? quint64(0) - quint64(divisor) : quint64(divisor);
    const auto whole = truncated();
    Wide rest = 0;
    for (const auto digit : whole.m_digits)
        rest = (rest * 10 + quint64(digit - '0')) % by;
    auto zeros = quint64(std::max(qint64(0), whole.m_exponent - whole.m_digits.size()));
    for (Wide power = 10 % by; zeros > 0; zeros >>= 1) {
        if (zeros & 1)
            rest = rest * power % by;
        power = power * power % by;
    }
    return m_negative ? -qint64(rest) : qint64(rest);
}

QByteArray Decimal::text() const
{
    if (isZero())
        return "0";
    const QByteArray sign = m_negative ? "-" : "";
    const qint64 size = m_digits.size();
    if (m_exponent >= size && m_exponent <= 40)
        return sign + m_digits.leftJustified(m_exponent, '0');
    if (m_exponent > 0 && m_exponent < size)
        return sign + m_digits.first(m_exponent) + '.' + m_digits.sliced(m_exponent);
    if (m_exponent <= 0 && m_exponent > -20)
        return sign + "0." + QByteArray(-m_exponent, '0') + m_digits;
    const auto behind = size > 1 ? '.' + m_digits.sliced(1) : QByteArray();
    return sign + m_digits.first(1) + behind + 'e' + QByteArray::number(m_exponent - 1);
}

Decimal Decimal::negated() const
{
    auto result = *this;
    result.m_negative = !m_negative && !isZero();
    return result;
}

Result<Decimal> Decimal::sum(const Decimal &left, const Decimal &right)
{
    if (left.isZero() || right.isZero())
        return left.isZero() ? right : left;
    const auto top = std::max(left.m_exponent, right.m_exponent);
    const auto bottom = std::min(left.m_exponent - left.m_digits.size(), right.m_exponent - right.m_digits.size());
    if (top - bottom > mostDigits)
        return tooLong();
    const auto aligned = [&](const Decimal &number) {
        return (QByteArray(top - number.m_exponent, '0') + number.m_digits).leftJustified(top - bottom, '0');
    };
    if (left.m_negative == right.m_negative)
        return Decimal(left.m_negative, total(aligned(left), aligned(right)), top + 1);
    const auto order = compareSizes(left, right);
    if (order == 0)
        return Decimal();
    const auto &larger = order > 0 ? left : right;
    const auto &smaller = order > 0 ? right : left;
    return Decimal(larger.m_negative, difference(aligned(larger), aligned(smaller)), top);
}

Result<Decimal> Decimal::product(const Decimal &left, const Decimal &right)
{
    if (left.isZero() || right.isZero())
        return Decimal();
    const auto size = left.m_digits.size() + right.m_digits.size();
    if (size > mostDigits || std::abs(left.m_exponent) > farthest || std::abs(right.m_exponent) > farthest)
        return tooLong();
    // Digits of nine together: columns of the product are summed and carried once a row.
    QByteArray result(size, '0');
    std::vector<quint64> columns(size_t(size), 0);
    for (qsizetype i = left.m_digits.size() - 1; i >= 0; --i) {
        const auto digit = quint64(left.m_digits[i] - '0');
        for (qsizetype k = right.m_digits.size() - 1; k >= 0 && digit > 0; --k)
            columns[size_t(i + k + 1)] += digit * quint64(right.m_digits[k] - '0');
    }
    quint64 carry = 0;
    for (auto i = size - 1; i >= 0; --i) {
        const auto column = columns[size_t(i)] + carry;
        result[i] = char('0' + column % 10);
        carry = column / 10;
    }
    return Decimal(left.m_negative != right.m_negative, result, left.m_exponent + right.m_exponent);
}

Decimal Decimal::dividedBy(qint64 divisor) const
{
    constexpr qsizetype digitsWanted = 34;
    const bool negative = m_negative != (divisor < 0);
    const auto by = divisor < 0 ? quint64(0) - quint64(divisor) : quint64(divisor);
    QByteArray quotient;
    Wide rest = 0;
    qsizetype significant = 0;
    qsizetype at = 0;
    // Digits in front of the significant ones are zeros, at most twenty of them.
    for (; significant <= digitsWanted && (at < m_digits.size() || rest > 0); ++at) {
        rest = rest * 10 + quint64(at < m_digits.size() ? m_digits[at] - '0' : 0);
        const auto digit = int(rest / by);
        rest %= by;
        quotient += char('0' + digit);
        significant += significant > 0 || digit > 0;
    }
    Decimal result(negative, quotient, m_exponent);
    if (significant <= digitsWanted || result.m_digits.size() <= digitsWanted)
        return result;
    const auto last = result.m_digits.back();
    const bool more = rest > 0 || at < m_digits.size();
    const bool odd = (result.m_digits[digitsWanted - 1] - '0') % 2;
    const bool up = last > '5' || (last == '5' && (more || odd));
    Decimal cut(negative, result.m_digits.first(digitsWanted), result.m_exponent);
    if (!up)
        return cut;
    const Decimal one(negative, "1", result.m_exponent - digitsWanted + 1);
    return sum(cut, one).value_or(cut);
}

int Decimal::compareSizes(const Decimal &left, const Decimal &right)
{
    if (left.isZero() || right.isZero())
        return int(right.isZero()) - int(left.isZero());
    if (left.m_exponent != right.m_exponent)
        return left.m_exponent < right.m_exponent ? -1 : 1;
    const auto order = QByteArrayView(left.m_digits).compare(right.m_digits);
    return (order > 0) - (order < 0);
}

int Decimal::compare(const Decimal &left, const Decimal &right)
{
    if (left.m_negative != right.m_negative)
        return left.m_negative ? -1 : 1;
    const auto sizes = compareSizes(left, right);
    return left.m_negative ? -sizes : sizes;
}

int compareNumbers(QByteArrayView left, QByteArrayView right)
{
    const auto shortLeft = shortWhole(left);
    const auto shortRight = shortWhole(right);
    if (shortLeft && shortRight)
        return (*shortLeft > *shortRight) - (*shortLeft < *shortRight);
    return Decimal::compare(Decimal(left), Decimal(right));
}

QByteArrayView numberType(QByteArrayView json)
{
    const bool digitsOnly = std::ranges::none_of(json, [](char c) { return c == '.' || c == 'e' || c == 'E'; });
    const auto whole = digitsOnly ? Decimal(json).toWhole() : std::nullopt;
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
