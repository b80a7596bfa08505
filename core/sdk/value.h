#pragma once

#include "core/base/export.h"

#include <QByteArray>
#include <QString>

#include <variant>
#include <vector>

namespace dumbo {

class Value;

/// One value on its way to a database: a parameter, a literal, an option. Results do not use it; they are
/// batches. Nothing is converted on the way: a decimal is its digits, a temporal is its text.
class DUMBO_SDK_EXPORT Value {
public:
    struct Null {
        friend bool operator==(Null, Null) = default;
    };
    /// Decimal digits of any length, e.g. "-12.50".
    struct Decimal {
        QByteArray digits;
        friend bool operator==(const Decimal &, const Decimal &) = default;
    };
    /// UTF-8.
    struct Text {
        QByteArray utf8;
        friend bool operator==(const Text &, const Text &) = default;
    };
    struct Bytes {
        QByteArray bytes;
        friend bool operator==(const Bytes &, const Bytes &) = default;
    };
    enum class TemporalKind { Date, Time, TimeWithZone, Timestamp, TimestampWithZone, Interval };
    /// ISO 8601 text as the database shall read it.
    struct Temporal {
        TemporalKind kind = TemporalKind::Timestamp;
        QByteArray text;
        friend bool operator==(const Temporal &, const Temporal &) = default;
    };
    /// 36 characters, lower case, with hyphens.
    struct Uuid {
        QByteArray text;
        friend bool operator==(const Uuid &, const Uuid &) = default;
    };
    /// JSON text, byte for byte.
    struct Json {
        QByteArray text;
        friend bool operator==(const Json &, const Json &) = default;
    };
    /// The elements may be of different kinds; the driver says DataError where its database can't hold that.
    struct Array {
        std::vector<Value> elements;
        friend bool operator==(const Array &, const Array &);
    };
    /// A value in the server's own notation, for types the SDK does not know.
    struct ServerText {
        QByteArray typeName;
        QByteArray text;
        friend bool operator==(const ServerText &, const ServerText &) = default;
    };
    using Variant = std::variant<Null, bool, qint64, quint64, double, Decimal, Text, Bytes, Temporal, Uuid, Json,
        Array, ServerText>;

    Value();
    Value(const Value &);
    Value(Value &&) noexcept;
    Value &operator=(const Value &);
    Value &operator=(Value &&) noexcept;
    ~Value();

    explicit Value(bool value);
    explicit Value(int value);
    explicit Value(qint64 value);
    explicit Value(quint64 value);
    explicit Value(double value);
    explicit Value(Variant variant);
    [[nodiscard]] static Value text(const QString &text);
    [[nodiscard]] static Value text(const QByteArray &utf8);
    [[nodiscard]] static Value bytes(const QByteArray &bytes);
    [[nodiscard]] static Value decimal(const QByteArray &digits);
    [[nodiscard]] static Value json(const QByteArray &json);

    [[nodiscard]] bool isNull() const;
    [[nodiscard]] const Variant &variant() const;

    friend DUMBO_SDK_EXPORT bool operator==(const Value &left, const Value &right);

private:
    Variant m_variant;
};

} // namespace dumbo
