#include "drivers/postgresql/parameters.h"

#include "drivers/common/postgresql/types.h"

#include <QCoreApplication>

#include <charconv>
#include <cmath>
#include <limits>

namespace dumbo::postgresql {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PostgreSQL", text);
}

QByteArray floatText(double value)
{
    if (std::isnan(value))
        return "NaN";
    if (std::isinf(value))
        return value > 0 ? "Infinity" : "-Infinity";
    std::array<char, 32> buffer;
    const auto [end, fault] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    Q_ASSERT(fault == std::errc());
    return QByteArray(buffer.data(), end - buffer.data());
}

std::uint32_t temporalOid(Value::TemporalKind kind)
{
    switch (kind) {
    case Value::TemporalKind::Date:
        return oid::date;
    case Value::TemporalKind::Time:
        return oid::time;
    case Value::TemporalKind::TimeWithZone:
        return oid::timetz;
    case Value::TemporalKind::Timestamp:
        return oid::timestamp;
    case Value::TemporalKind::TimestampWithZone:
        return oid::timestamptz;
    case Value::TemporalKind::Interval:
        return oid::interval;
    }
    return 0;
}

/// A value as text and the type its literal would have.
struct Bound
{
    std::uint32_t type = 0;
    QByteArray text;
    bool isNull = false;
    bool isBinary = false;
};

struct Binder
{
    Bound operator()(Value::Null) const { return { 0, {}, true }; }
    Bound operator()(bool value) const { return { oid::boolean, value ? "t" : "f" }; }
    Bound operator()(qint64 value) const
    {
        const auto fits = value >= std::numeric_limits<qint32>::min() && value <= std::numeric_limits<qint32>::max();
        return { fits ? oid::int4 : oid::int8, QByteArray::number(value) };
    }
    Bound operator()(quint64 value) const
    {
        if (value <= quint64(std::numeric_limits<qint64>::max()))
            return (*this)(qint64(value));
        return { oid::numeric, QByteArray::number(value) };
    }
    Bound operator()(double value) const { return { oid::float8, floatText(value) }; }
    Bound operator()(const Value::Decimal &value) const { return { oid::numeric, value.digits }; }
    Bound operator()(const Value::Text &value) const { return { 0, value.utf8 }; }
    Bound operator()(const Value::Bytes &value) const { return { oid::bytea, value.bytes, false, true }; }
    Bound operator()(const Value::Temporal &value) const { return { temporalOid(value.kind), value.text }; }
    Bound operator()(const Value::Uuid &value) const { return { oid::uuid, value.text }; }
    Bound operator()(const Value::Json &value) const { return { 0, value.text }; }
    Bound operator()(const Value::Array &value) const;
    Bound operator()(const Value::ServerText &value) const { return { builtInOid(value.typeName), value.text }; }
};

/// One element of an array's literal: https://www.postgresql.org/docs/17/arrays.html#ARRAYS-IO
QByteArray elementText(const Value &value)
{
    if (value.isNull())
        return "NULL";
    const auto bound = std::visit(Binder(), value.variant());
    if (std::holds_alternative<Value::Array>(value.variant()))
        return bound.text;
    const auto text = bound.isBinary ? "\\x" + bound.text.toHex() : bound.text;
    auto quoted = text;
    quoted.replace('\\', "\\\\").replace('"', "\\\"");
    return '"' + quoted + '"';
}

Bound Binder::operator()(const Value::Array &value) const
{
    QByteArrayList elements;
    for (const auto &element : value.elements)
        elements.append(elementText(element));
    return { 0, '{' + elements.join(',') + '}' };
}

std::unexpected<Error> refuse(std::size_t number, const QString &why)
{
    return fail(ErrorKind::Data, tr("Parameter %1: %2").arg(QString::number(number), why));
}

} // namespace

Result<BoundParameters> BoundParameters::of(const std::vector<Value> &values)
{
    BoundParameters bound;
    for (const auto &value : values) {
        if (const auto added = bound.add(value); !added)
            return fail(added.error());
    }
    return bound;
}

void BoundParameters::clear()
{
    m_types.clear();
    m_texts.clear();
    m_isNull.clear();
    m_lengths.clear();
    m_formats.clear();
    m_byteCount = 0;
}

Result<void> BoundParameters::add(const Value &value)
{
    const auto bound = std::visit(Binder(), value.variant());
    if (bound.isNull) {
        putNull();
        return {};
    }
    if (!bound.isBinary && bound.text.contains('\0'))
        return refuse(m_types.size() + 1, tr("PostgreSQL's texts can't hold NUL."));
    if (bound.text.size() > std::numeric_limits<int>::max() / 2)
        return refuse(m_types.size() + 1, tr("The value is too long for PostgreSQL."));
    put(bound.type, bound.text, bound.isBinary);
    return {};
}

Result<void> BoundParameters::add(const Cell &cell)
{
    if (cell.longValue)
        return refuse(m_types.size() + 1, tr("The value is too long to be passed as a cell."));
    const QByteArray bytes(cell.bytes.data(), qsizetype(cell.bytes.size()));
    switch (cell.kind) {
    case Cell::Kind::Null:
        putNull();
        return {};
    case Cell::Kind::Bool:
        return add(Value(cell.integer != 0));
    case Cell::Kind::Integer:
        return add(Value(cell.integer));
    case Cell::Kind::Unsigned:
        return add(Value(cell.unsignedInteger));
    case Cell::Kind::Float:
        return add(Value(cell.number));
    case Cell::Kind::Text:
    case Cell::Kind::RawText:
        return add(Value::text(bytes));
    case Cell::Kind::Bytes:
        return add(Value::bytes(bytes));
    }
    return {};
}

const char *const *BoundParameters::values()
{
    m_values.clear();
    for (std::size_t i = 0; i < m_texts.size(); ++i)
        m_values.push_back(m_isNull[i] ? nullptr : m_texts[i].constData());
    return m_values.data();
}

void BoundParameters::put(std::uint32_t type, const QByteArray &text, bool isBinary)
{
    m_types.push_back(type);
    m_texts.push_back(text);
    m_isNull.push_back(false);
    m_lengths.push_back(int(text.size()));
    m_formats.push_back(isBinary ? 1 : 0);
    m_byteCount += text.size() + 8;
}

void BoundParameters::putNull()
{
    put(0, {});
    m_isNull.back() = true;
}

} // namespace dumbo::postgresql
