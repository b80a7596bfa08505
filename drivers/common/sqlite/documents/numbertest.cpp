#include "drivers/common/sqlite/documents/numbertest.h"

#include <cmath>
#include <limits>

namespace dumbo::sqlite {

namespace {

using Kind = DocumentFilter::Kind;

constexpr double nearness = 1e-6;

struct Band {
    double low;
    double high;
};

Band bandAround(double constant)
{
    const auto width = std::abs(constant) * nearness;
    return { constant - width, constant + width };
}

QByteArray operatorOf(Kind kind)
{
    switch (kind) {
    case Kind::Greater:
        return " > ";
    case Kind::GreaterOrEqual:
        return " >= ";
    case Kind::Less:
        return " < ";
    case Kind::LessOrEqual:
        return " <= ";
    default:
        return " = ";
    }
}

bool isUpwards(Kind kind)
{
    return kind == Kind::Greater || kind == Kind::GreaterOrEqual;
}

bool allowsEqual(Kind kind)
{
    return kind == Kind::Equal || kind == Kind::GreaterOrEqual || kind == Kind::LessOrEqual;
}

/// A number within the band around a constant that is not zero, by its digits: those of both begin at the same power of ten, but
/// where the constant lies just beside one.
QByteArray digitsTest(Kind kind, const Decimal &constant, const ValueSql &value)
{
    const auto digits = digitsOf(value.json);
    const auto wanted = literal(constant.digits);
    if (kind == Kind::Equal)
        return digits + " = " + wanted;
    const bool larger = isUpwards(kind) != constant.negative;
    const auto compared = digits + (larger ? " >" : " <") + (allowsEqual(kind) ? "= " : " ") + wanted;
    if (constant.digits == "1" || constant.digits.startsWith("10000"))
        return larger ? '(' + compared + " AND " + digits + " < '9')" : '(' + compared + " OR " + digits + " >= '9')";
    if (constant.digits.startsWith("9999"))
        return larger ? '(' + compared + " OR " + digits + " < '2')" : '(' + compared + " AND " + digits + " >= '2')";
    return compared;
}

/// A number so small that its double says little, against zero.
QByteArray zeroTest(Kind kind, const ValueSql &value)
{
    const auto digits = digitsOf(value.json);
    const auto negative = value.json + " LIKE '-%'";
    switch (kind) {
    case Kind::Greater:
        return '(' + digits + " <> '' AND NOT " + negative + ')';
    case Kind::GreaterOrEqual:
        return '(' + digits + " = '' OR NOT " + negative + ')';
    case Kind::Less:
        return '(' + digits + " <> '' AND " + negative + ')';
    case Kind::LessOrEqual:
        return '(' + digits + " = '' OR " + negative + ')';
    default:
        return digits + " = ''";
    }
}

QByteArray within(const QByteArray &value, const Band &band)
{
    return value + " BETWEEN " + literal(band.low) + " AND " + literal(band.high);
}

/// Bounds that an index knows, for whatever is a number and may fit.
QByteArray roughBounds(Kind kind, const QByteArray &value, const QByteArray &low, const QByteArray &high)
{
    switch (kind) {
    case Kind::Equal:
        return low == high ? value + " = " + low : value + " BETWEEN " + low + " AND " + high;
    case Kind::Greater:
    case Kind::GreaterOrEqual:
        return value + " >= " + low + " AND " + value + " < ''";
    default:
        return value + " <= " + high;
    }
}

QByteArray byType(const ValueSql &value, const QByteArray &integer, const QByteArray &real)
{
    return "CASE " + value.type + " WHEN 'integer' THEN " + integer + " WHEN 'real' THEN " + real + " ELSE 0 END";
}

/// A whole number that doubles hold exactly, and therefore also rounding keeps on its side.
Condition wholeTest(Kind kind, qint64 constant, const ValueSql &value, Values &values)
{
    const auto mark = values.mark(Value(constant));
    const auto plain = value.value + operatorOf(kind) + mark;
    const auto decimal = Decimal::fromJson(QByteArray::number(constant));
    const Band band = constant == 0 ? Band { -1e-280, 1e-280 } : bandAround(double(constant));
    const auto close = constant == 0 ? zeroTest(kind, value) : digitsTest(kind, decimal, value);
    const auto rough = roughBounds(kind, value.value, mark, mark);
    if (kind == Kind::Equal)
        return Condition::exactly('(' + rough + " AND " + byType(value, "1", close) + ')');
    const auto real = "CASE WHEN " + within(value.value, band) + " THEN " + close + " ELSE " + plain + " END";
    return Condition::exactly('(' + rough + " AND " + byType(value, allowsEqual(kind) ? "1" : plain, real) + ')');
}

/// Any other number: all that lies near is decided by its digits.
Condition digitwiseTest(Kind kind, const Decimal &constant, const ValueSql &value)
{
    const auto middle = constant.nearest();
    const auto band = bandAround(middle);
    const auto rough = roughBounds(kind, value.value, literal(band.low), literal(band.high));
    const auto close = digitsTest(kind, constant, value);
    if (kind == Kind::Equal)
        return Condition::exactly('(' + rough + " AND " + byType(value, close, close) + ')');
    const auto outside = value.value + operatorOf(kind) + literal(middle);
    const auto real = "CASE WHEN " + within(value.value, band) + " THEN " + close + " ELSE " + outside + " END";
    return Condition::exactly('(' + rough + " AND " + byType(value, real, real) + ')');
}

/// At the edge of what doubles hold nothing can be said about those beyond it.
Condition extremeTest(Kind kind, const Decimal &constant, const ValueSql &value)
{
    const bool isHuge = constant.point > 0;
    const double edge = isHuge ? 1e300 : 1e-280;
    const auto sign = constant.negative ? -1.0 : 1.0;
    const Band band = !isHuge ? Band { -edge, edge }
        : constant.negative   ? Band { -std::numeric_limits<double>::infinity(), -edge }
                              : Band { edge, std::numeric_limits<double>::infinity() };
    const auto isNumber = value.type + " IN ('integer', 'real')";
    const auto rough = roughBounds(kind, value.value, literal(band.low), literal(band.high));
    const auto wide = '(' + rough + " AND " + isNumber + ')';
    if (kind == Kind::Equal)
        return Condition::atMost(wide);
    const auto outside = value.value + operatorOf(kind) + literal(isHuge ? sign * edge : 0.0);
    return { wide, '(' + outside + " AND NOT " + within(value.value, band) + " AND " + isNumber + ')' };
}

} // namespace

QByteArray digitsOf(const QByteArray &json)
{
    return "trim(replace(substr(" + json + ", 1, instr(lower(" + json + ") || 'e', 'e') - 1), '.', ''), '-0')";
}

Condition numberTest(Kind kind, const Decimal &constant, const ValueSql &value, Values &values)
{
    if (const auto whole = constant.small())
        return wholeTest(kind, *whole, value, values);
    if (constant.point > 300 || constant.point < -270)
        return extremeTest(kind, constant, value);
    return digitwiseTest(kind, constant, value);
}

Condition integersTest(const std::vector<qint64> &constants, const ValueSql &value, Values &values)
{
    QByteArrayList list;
    const bool isLong = constants.size() > mostInList;
    for (const auto constant : constants)
        list.append(isLong ? QByteArray::number(constant) : values.mark(Value(constant)));
    const auto wanted = isLong ? "SELECT value FROM json_each(" + values.mark(Value::text('[' + list.join(',') + ']')) + ')' : list.join(", ");
    const auto real = digitsOf(value.json) + " = trim(CAST(" + value.value + " AS INTEGER), '-0')";
    return Condition::exactly('(' + value.value + " IN (" + wanted + ") AND " + byType(value, "1", real) + ')');
}

} // namespace dumbo::sqlite
