#include "core/sdk/value.h"

#include <utility>

namespace dumbo {

bool operator==(const Value::Array &left, const Value::Array &right)
{
    return left.elements == right.elements;
}

Value::Value() = default;
Value::Value(const Value &) = default;
Value::Value(Value &&) noexcept = default;
Value &Value::operator=(const Value &) = default;
Value &Value::operator=(Value &&) noexcept = default;
Value::~Value() = default;

Value::Value(bool value)
    : m_variant(value)
{
}

Value::Value(int value)
    : m_variant(qint64(value))
{
}

Value::Value(qint64 value)
    : m_variant(value)
{
}

Value::Value(quint64 value)
    : m_variant(value)
{
}

Value::Value(double value)
    : m_variant(value)
{
}

Value::Value(Variant variant)
    : m_variant(std::move(variant))
{
}

Value Value::text(const QString &text)
{
    return Value(Variant(Text { text.toUtf8() }));
}

Value Value::text(const QByteArray &utf8)
{
    return Value(Variant(Text { utf8 }));
}

Value Value::bytes(const QByteArray &bytes)
{
    return Value(Variant(Bytes { bytes }));
}

Value Value::decimal(const QByteArray &digits)
{
    return Value(Variant(Decimal { digits }));
}

Value Value::json(const QByteArray &json)
{
    return Value(Variant(Json { json }));
}

bool Value::isNull() const
{
    return std::holds_alternative<Null>(m_variant);
}

const Value::Variant &Value::variant() const
{
    return m_variant;
}

bool operator==(const Value &left, const Value &right)
{
    return left.m_variant == right.m_variant;
}

} // namespace dumbo
