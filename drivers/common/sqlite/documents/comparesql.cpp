#include "drivers/common/sqlite/documents/comparesql.h"

namespace dumbo::sqlite {

namespace {

using Comparison = DocumentFilter::Comparison;

QByteArray signOf(Comparison comparison)
{
    switch (comparison) {
    case Comparison::Equal:
        return " = ";
    case Comparison::NotEqual:
        return " <> ";
    case Comparison::Greater:
        return " > ";
    case Comparison::GreaterOrEqual:
        return " >= ";
    case Comparison::Less:
        return " < ";
    case Comparison::LessOrEqual:
        return " <= ";
    }
    return " = ";
}

QByteArray ifEqual(Comparison comparison)
{
    const bool holds = comparison == Comparison::Equal || comparison == Comparison::GreaterOrEqual || comparison == Comparison::LessOrEqual;
    return holds ? "1" : "0";
}

} // namespace

CompareSide compareSide(const ValueSql &value, const QByteArrayList &arrays)
{
    return { value,
        "CASE " + value.type
            + " WHEN 'integer' THEN 3 WHEN 'real' THEN 3 WHEN 'text' THEN 4 WHEN 'object' THEN 5 WHEN 'array' THEN 6"
              " WHEN 'true' THEN 7 WHEN 'false' THEN 7 ELSE 2 END",
        arrays };
}

CompareSide compareSide(const Constant &constant, Values &values)
{
    const auto json = values.markText(constant.json);
    switch (constant.kind) {
    case Constant::Kind::Null:
        return { { "'null'", "NULL", json }, "2", {} };
    case Constant::Kind::Number: {
        const auto whole = constant.number.integer();
        return { { "'real'", whole ? values.mark(Value(*whole)) : literal(constant.number.nearest()), json }, "3", {} };
    }
    case Constant::Kind::String:
        return { { "'text'", values.markText(constant.text), json }, "4", {} };
    case Constant::Kind::Object:
        return { { "'object'", json, json }, "5", {} };
    case Constant::Kind::Array:
        return { { "'array'", json, json }, "6", {} };
    default:
        break;
    }
    return { { "'true'", constant.kind == Constant::Kind::True ? "1" : "0", json }, "7", {} };
}

Condition compareTest(Comparison comparison, const CompareSide &left, const CompareSide &right)
{
    const auto sign = signOf(comparison);
    const auto &a = left.value.value;
    const auto &b = right.value.value;
    const auto plain = a + sign + b;
    const auto real = "CAST(" + a + " AS REAL)"; // the least integer has no opposite
    const auto known = " WHEN " + left.rank + " <> " + right.rank + " THEN " + left.rank + sign + right.rank + " WHEN " + left.rank
        + " = 2 OR " + left.value.json + " = " + right.value.json + " THEN " + ifEqual(comparison) + " WHEN " + left.rank
        + " IN (4, 7) OR typeof(" + a + ") = 'integer' AND typeof(" + b + ") = 'integer' AND " + left.rank + " = 3 THEN " + plain + " WHEN "
        + left.rank + " = 3 AND abs(" + real + " - " + b + ") > 1e-280 + 1e-6 * abs(" + real + ") THEN " + plain;
    const auto made = [&](const QByteArray &open) {
        QByteArray arrays;
        for (const auto &condition : left.arrays + right.arrays)
            arrays += " WHEN " + condition + " THEN " + open;
        return "CASE" + arrays + known + " ELSE " + open + " END";
    };
    return { made("1"), made("0") };
}

} // namespace dumbo::sqlite
