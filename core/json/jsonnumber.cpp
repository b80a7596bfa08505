#include "core/json/jsonnumber.h"

#include "core/json/jsonbytes.h"

#include <QCoreApplication>

#include <algorithm>
#include <limits>
#include <vector>

namespace dumbo {

namespace {

constexpr qint64 mostExponent = 1'000'000'000'000'000'000;

QString tr(const char *text)
{
    return QCoreApplication::translate("dumbo::JsonNumber", text);
}

qint64 exponentOf(QByteArrayView text)
{
    const bool isNegative = text.startsWith('-');
    qint64 value = 0;
    for (const auto byte : text) {
        if (json::isDigit(byte))
            value = value < mostExponent / 10 ? value * 10 + (byte - '0') : mostExponent;
    }
    return isNegative ? -value : value;
}

/// A number taken apart without copying: its digits, of which there may be a point among them, and the power of ten of the first.
struct Parts {
    bool isNegative = false;
    QByteArrayView digits; ///< from the first that is not 0 to the last that is not; empty for zero
    qint64 magnitude = 0; ///< 10^magnitude is the first digit's worth
    qint64 scale = 0; ///< places behind the point as written, less the exponent
};

Parts partsOf(QByteArrayView text)
{
    Parts parts;
    if (!isJsonNumber(text))
        return parts;
    parts.isNegative = text.startsWith('-');
    if (parts.isNegative)
        text = text.sliced(1);
    qint64 exponent = 0;
    const auto mark = std::ranges::find_if(text, [](char byte) { return byte == 'e' || byte == 'E'; }) - text.begin();
    if (mark < text.size()) {
        exponent = exponentOf(text.sliced(mark + 1));
        text = text.first(mark);
    }
    const auto point = text.indexOf('.');
    const auto whole = point < 0 ? text.size() : point;
    parts.scale = (point < 0 ? 0 : text.size() - point - 1) - exponent;
    const auto isCounted = [](char byte) { return byte != '0' && byte != '.'; };
    const auto first = std::ranges::find_if(text, isCounted) - text.begin();
    if (first == text.size())
        return parts;
    parts.magnitude = exponent + (first < whole ? whole - 1 - first : whole - first);
    auto last = text.size();
    while (!isCounted(text[last - 1]))
        --last;
    parts.digits = text.sliced(first, last - first);
    return parts;
}

/// A decimal with digits of its own: coefficient × 10^-scale.
struct Decimal {
    bool isNegative = false;
    QByteArray digits; ///< without zeros in front; empty for zero
    qint64 scale = 0;
};

Decimal decimalOf(const Parts &parts)
{
    Decimal decimal { parts.isNegative, parts.digits.toByteArray(), 0 };
    decimal.digits.replace(".", "");
    decimal.scale = decimal.digits.isEmpty() ? 0 : decimal.digits.size() - 1 - parts.magnitude;
    return decimal;
}

Result<void> widen(Decimal &decimal, qint64 scale)
{
    const auto zeros = scale - decimal.scale;
    if (zeros > 0 && !decimal.digits.isEmpty()) {
        if (zeros > mostJsonDigits || decimal.digits.size() + zeros > mostJsonDigits)
            return fail(ErrorKind::Data, tr("The result has more than %1 digits").arg(mostJsonDigits));
        decimal.digits += QByteArray(zeros, '0');
    }
    decimal.scale = std::max(decimal.scale, scale);
    return {};
}

void trimFront(QByteArray &digits)
{
    const auto first = std::ranges::find_if(digits, [](char digit) { return digit != '0'; }) - digits.begin();
    digits.remove(0, first);
}

/// Plain as long as that is short, else with an exponent.
QByteArray textOf(const Decimal &decimal)
{
    const auto &digits = decimal.digits;
    const auto size = std::max<qint64>(digits.size(), 1);
    QByteArray text = digits.isEmpty() ? QByteArray("0") : digits;
    if (decimal.scale > 0 && decimal.scale - size < 40) {
        if (decimal.scale >= size)
            text.prepend(QByteArray(decimal.scale - size + 1, '0'));
        text.insert(text.size() - decimal.scale, '.');
    } else if (decimal.scale < 0 && !digits.isEmpty() && size - decimal.scale <= 40) {
        text += QByteArray(-decimal.scale, '0');
    } else if (decimal.scale != 0 && !digits.isEmpty()) {
        if (size > 1)
            text.insert(1, '.');
        text += (size - 1 - decimal.scale > 0 ? "e+" : "e") + QByteArray::number(size - 1 - decimal.scale);
    }
    return decimal.isNegative && !digits.isEmpty() ? '-' + text : text;
}

QByteArray sum(const QByteArray &left, const QByteArray &right)
{
    QByteArray digits(std::max(left.size(), right.size()) + 1, '0');
    int carry = 0;
    for (qsizetype i = 0; i < digits.size(); ++i) {
        const auto digit = [i](const QByteArray &of) { return i < of.size() ? of[of.size() - 1 - i] - '0' : 0; };
        carry += digit(left) + digit(right);
        digits[digits.size() - 1 - i] = char('0' + carry % 10);
        carry /= 10;
    }
    trimFront(digits);
    return digits;
}

/// left is the larger one.
QByteArray differenceOf(const QByteArray &left, const QByteArray &right)
{
    QByteArray digits = left;
    int borrow = 0;
    for (qsizetype i = 0; i < digits.size(); ++i) {
        auto value = digits[digits.size() - 1 - i] - '0' - borrow - (i < right.size() ? right[right.size() - 1 - i] - '0' : 0);
        borrow = value < 0 ? 1 : 0;
        digits[digits.size() - 1 - i] = char('0' + value + 10 * borrow);
    }
    trimFront(digits);
    return digits;
}

bool isLess(const QByteArray &left, const QByteArray &right)
{
    return left.size() != right.size() ? left.size() < right.size() : left < right;
}

constexpr quint64 limb = 1'000'000'000;

/// Nine digits each, the lowest first.
std::vector<quint64> limbsOf(const QByteArray &digits)
{
    std::vector<quint64> limbs;
    for (auto end = digits.size(); end > 0; end -= 9) {
        const auto begin = std::max<qsizetype>(0, end - 9);
        limbs.push_back(QByteArrayView(digits).sliced(begin, end - begin).toULongLong());
    }
    return limbs;
}

QByteArray product(const QByteArray &left, const QByteArray &right)
{
    const auto first = limbsOf(left);
    const auto second = limbsOf(right);
    std::vector<quint64> limbs(first.size() + second.size() + 1);
    for (size_t i = 0; i < first.size(); ++i) {
        quint64 carry = 0;
        for (size_t j = 0; j < second.size() || carry; ++j) {
            carry += limbs[i + j] + (j < second.size() ? first[i] * second[j] : 0);
            limbs[i + j] = carry % limb;
            carry /= limb;
        }
    }
    QByteArray digits;
    for (size_t i = limbs.size(); i > 0; --i)
        digits += QByteArray::number(limbs[i - 1]).rightJustified(9, '0');
    trimFront(digits);
    return digits;
}

/// Long division: so many digits of a quotient of two whole numbers, and whether something is left.
struct Quotient {
    QByteArray digits;
    QByteArray rest;
};

Quotient divided(const QByteArray &left, const QByteArray &right)
{
    Quotient quotient;
    for (const auto next : left) {
        quotient.rest += next;
        trimFront(quotient.rest);
        char digit = '0';
        for (; !isLess(quotient.rest, right); ++digit)
            quotient.rest = differenceOf(quotient.rest, right);
        quotient.digits += digit;
    }
    trimFront(quotient.digits);
    return quotient;
}

void roundHalfToEven(Decimal &decimal, qint64 digits, bool isMore)
{
    const auto cut = decimal.digits.size() - digits;
    if (cut <= 0)
        return;
    const auto rest = decimal.digits.sliced(digits);
    decimal.digits.truncate(digits);
    decimal.scale -= cut;
    const bool isBeyondHalf = rest[0] > '5'
        || (rest[0] == '5' && (isMore || std::ranges::any_of(QByteArrayView(rest).sliced(1), [](char digit) { return digit != '0'; })));
    const bool isHalf = rest[0] == '5' && !isBeyondHalf;
    if (isBeyondHalf || (isHalf && (decimal.digits.back() - '0') % 2))
        decimal.digits = sum(decimal.digits, "1");
}

void trimBack(Decimal &decimal)
{
    while (decimal.digits.size() > 1 && decimal.digits.endsWith('0')) {
        decimal.digits.chop(1);
        --decimal.scale;
    }
}

} // namespace

bool isJsonNumber(QByteArrayView text)
{
    return !text.isEmpty() && json::numberEnd(text.begin(), text.end()) == text.end();
}

std::strong_ordering compareJsonNumbers(QByteArrayView left, QByteArrayView right)
{
    const auto first = partsOf(left);
    const auto second = partsOf(right);
    const auto sign = [](const Parts &parts) { return parts.digits.isEmpty() ? 0 : parts.isNegative ? -1 : 1; };
    if (sign(first) != sign(second))
        return sign(first) <=> sign(second);
    auto order = first.magnitude <=> second.magnitude;
    auto at = first.digits.begin();
    auto other = second.digits.begin();
    while (order == 0) {
        at += at != first.digits.end() && *at == '.';
        other += other != second.digits.end() && *other == '.';
        if (at == first.digits.end() || other == second.digits.end()) {
            order = (at != first.digits.end()) <=> (other != second.digits.end());
            break;
        }
        order = *at++ <=> *other++;
    }
    return sign(first) < 0 ? 0 <=> order : order;
}

QByteArray normalizedJsonNumber(QByteArrayView number)
{
    return textOf(decimalOf(partsOf(number)));
}

bool isWholeJsonNumber(QByteArrayView number)
{
    return decimalOf(partsOf(number)).scale <= 0;
}

std::optional<qint64> wholeJsonNumber(QByteArrayView number)
{
    const auto parts = partsOf(number);
    auto decimal = decimalOf(parts);
    if (decimal.digits.isEmpty())
        return 0;
    if (decimal.scale > 0 || parts.magnitude > 18)
        return std::nullopt;
    decimal.digits += QByteArray(-decimal.scale, '0');
    bool fits = false;
    const auto whole = (decimal.isNegative ? '-' + decimal.digits : decimal.digits).toLongLong(&fits);
    return fits ? std::optional(whole) : std::nullopt;
}

Result<QByteArray> addJsonNumbers(QByteArrayView left, QByteArrayView right)
{
    const auto first = partsOf(left);
    const auto second = partsOf(right);
    auto a = decimalOf(first);
    auto b = decimalOf(second);
    // Zeros at the end are part of what was written: 10.00 has two places.
    const auto scale = std::max(first.scale, second.scale);
    const auto needed = a.digits.isEmpty() ? b.scale : b.digits.isEmpty() ? a.scale : std::max(a.scale, b.scale);
    const auto kept = scale > needed && scale - needed <= 100 ? scale : needed;
    for (auto *each : { &a, &b }) {
        if (const auto wide = widen(*each, kept); !wide)
            return std::unexpected(wide.error());
    }
    Decimal result { a.isNegative, {}, kept };
    if (a.isNegative == b.isNegative) {
        result.digits = sum(a.digits, b.digits);
    } else if (isLess(a.digits, b.digits)) {
        result.isNegative = b.isNegative;
        result.digits = differenceOf(b.digits, a.digits);
    } else {
        result.digits = differenceOf(a.digits, b.digits);
    }
    if (result.digits.size() > mostJsonDigits)
        return fail(ErrorKind::Data, tr("The result has more than %1 digits").arg(mostJsonDigits));
    return textOf(result);
}

Result<QByteArray> multiplyJsonNumbers(QByteArrayView left, QByteArrayView right)
{
    const auto first = partsOf(left);
    const auto second = partsOf(right);
    const auto a = decimalOf(first);
    const auto b = decimalOf(second);
    if (a.digits.size() + b.digits.size() > mostJsonDigits)
        return fail(ErrorKind::Data, tr("The result has more than %1 digits").arg(mostJsonDigits));
    Decimal result { a.isNegative != b.isNegative, product(a.digits, b.digits), a.scale + b.scale };
    const auto scale = std::min<qint64>(first.scale + second.scale, mostJsonDigits / 2);
    if (const auto wide = widen(result, scale); !wide)
        return std::unexpected(wide.error());
    return textOf(result);
}

Result<QByteArray> divideJsonNumbers(QByteArrayView left, QByteArrayView right, int digits)
{
    auto a = decimalOf(partsOf(left));
    const auto b = decimalOf(partsOf(right));
    if (b.digits.isEmpty())
        return fail(ErrorKind::Data, tr("Nothing can be divided by zero"));
    if (a.digits.isEmpty())
        return QByteArray("0");
    const auto zeros = std::max<qint64>(0, b.digits.size() - a.digits.size() + digits + 1);
    const auto quotient = divided(a.digits + QByteArray(zeros, '0'), b.digits);
    Decimal result { a.isNegative != b.isNegative, quotient.digits, a.scale + zeros - b.scale };
    roundHalfToEven(result, digits, !quotient.rest.isEmpty());
    trimBack(result);
    return textOf(result);
}

qint64 jsonNumberRemainder(QByteArrayView number, qint64 divisor)
{
    const auto parts = partsOf(number);
    const auto modulus = divisor < 0 ? 0 - quint64(divisor) : quint64(divisor);
    const auto times = [modulus](quint64 value, quint64 by) {
        quint64 result = 0;
        for (; by; by >>= 1) {
            if (by & 1)
                result = result >= modulus - value ? result - (modulus - value) : result + value;
            value = value >= modulus - value ? value - (modulus - value) : value + value;
        }
        return result;
    };
    if (parts.digits.isEmpty() || parts.magnitude < 0 || modulus == 1)
        return 0;
    quint64 rest = 0;
    auto left = parts.magnitude + 1; // digits before the point
    for (const auto byte : parts.digits) {
        if (byte == '.')
            continue;
        if (left-- == 0)
            break;
        rest = (times(rest, 10) + quint64(byte - '0') % modulus) % modulus;
    }
    // The zeros that follow: 10^left by squaring.
    quint64 power = 10 % modulus;
    for (auto zeros = std::max<qint64>(0, left); zeros; zeros >>= 1) {
        if (zeros & 1)
            rest = times(rest, power);
        power = times(power, power);
    }
    return parts.isNegative ? -qint64(rest) : qint64(rest);
}

} // namespace dumbo
