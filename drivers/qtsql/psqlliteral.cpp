#include "drivers/qtsql/psqlliteral.h"

#include "drivers/common/postgresql/types.h"

#include <QCoreApplication>

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace dumbo::qtsql {

namespace {

namespace oid = postgresql::oid;

/// The text of a value, without quotes; nothing for NULL.
struct ToText
{
    std::optional<QByteArray> operator()(Value::Null) const { return std::nullopt; }
    std::optional<QByteArray> operator()(bool value) const { return value ? "t" : "f"; }
    std::optional<QByteArray> operator()(qint64 value) const { return QByteArray::number(value); }
    std::optional<QByteArray> operator()(quint64 value) const { return QByteArray::number(value); }
    std::optional<QByteArray> operator()(double value) const
    {
        if (std::isnan(value))
            return "NaN";
        if (std::isinf(value))
            return value > 0 ? "Infinity" : "-Infinity";
        std::array<char, 40> digits {};
        const auto [end, fault] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
        return QByteArray(digits.data(), end - digits.data());
    }
    std::optional<QByteArray> operator()(const Value::Decimal &value) const { return value.digits; }
    std::optional<QByteArray> operator()(const Value::Text &value) const { return value.utf8; }
    std::optional<QByteArray> operator()(const Value::Bytes &value) const { return "\\x" + value.bytes.toHex(); }
    std::optional<QByteArray> operator()(const Value::Temporal &value) const { return value.text; }
    std::optional<QByteArray> operator()(const Value::Uuid &value) const { return value.text; }
    std::optional<QByteArray> operator()(const Value::Json &value) const { return value.text; }
    std::optional<QByteArray> operator()(const Value::ServerText &value) const { return value.text; }
    /// https://www.postgresql.org/docs/17/arrays.html#ARRAYS-IO
    std::optional<QByteArray> operator()(const Value::Array &value) const
    {
        QByteArrayList elements;
        for (const auto &element : value.elements) {
            auto text = std::visit(*this, element.variant());
            if (!text)
                elements.append("NULL");
            else if (std::holds_alternative<Value::Array>(element.variant()))
                elements.append(*text);
            else
                elements.append('"' + text->replace('\\', "\\\\").replace('"', "\\\"") + '"');
        }
        return '{' + elements.join(',') + '}';
    }
};

struct ToType
{
    std::uint32_t operator()(bool) const { return oid::boolean; }
    std::uint32_t operator()(qint64 value) const
    {
        const auto fits
            = value >= std::numeric_limits<qint32>::min() && value <= std::numeric_limits<qint32>::max();
        return fits ? oid::int4 : oid::int8;
    }
    std::uint32_t operator()(quint64 value) const
    {
        return value > quint64(std::numeric_limits<qint64>::max()) ? oid::numeric : (*this)(qint64(value));
    }
    std::uint32_t operator()(double) const { return oid::float8; }
    std::uint32_t operator()(const Value::Decimal &) const { return oid::numeric; }
    std::uint32_t operator()(const Value::Bytes &) const { return oid::bytea; }
    std::uint32_t operator()(const Value::Uuid &) const { return oid::uuid; }
    std::uint32_t operator()(const Value::ServerText &value) const { return postgresql::builtInOid(value.typeName); }
    std::uint32_t operator()(const Value::Temporal &value) const
    {
        static constexpr std::array types { oid::date, oid::time, oid::timetz, oid::timestamp, oid::timestamptz,
            oid::interval };
        return types[std::size_t(value.kind)];
    }
    std::uint32_t operator()(const auto &) const { return 0; }
};

} // namespace

Result<QByteArray> psqlLiteral(const Value &value, int number)
{
    auto text = std::visit(ToText(), value.variant());
    if (!text)
        return QByteArray("NULL");
    if (text->contains('\0'))
        return fail(ErrorKind::Data,
            QCoreApplication::translate("QtSql", "Parameter %1: PostgreSQL's texts can't hold NUL.").arg(number));
    return "E'" + text->replace('\\', "\\\\").replace('\'', "''") + '\'';
}

std::uint32_t psqlTypeOf(const Value &value)
{
    return std::visit(ToType(), value.variant());
}

} // namespace dumbo::qtsql
