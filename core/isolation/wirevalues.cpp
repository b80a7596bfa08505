#include "core/isolation/wirevalues.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <variant>

namespace dumbo {

namespace {

/// Reads the alternative of that number into a variant.
template <typename Variant, std::size_t index = 0>
void readAlternative(WireReader &wire, std::size_t wanted, Variant &variant)
{
    if constexpr (index < std::variant_size_v<Variant>) {
        if (wanted != index)
            return readAlternative<Variant, index + 1>(wire, wanted, variant);
        std::variant_alternative_t<index, Variant> value {};
        wire(value);
        variant = Variant(std::in_place_index<index>, std::move(value));
    } else {
        wire.refuse("a value is of an unknown kind");
    }
}

template <typename Variant>
void writeVariant(WireWriter &wire, const Variant &variant)
{
    wire(quint8(variant.index()));
    std::visit([&](const auto &value) { wire(value); }, variant);
}

} // namespace

// The kinds of Value; found through the writer's and the reader's namespace.
template <typename Wire>
void wireFields(Wire &, Value::Null &)
{
}

template <typename Wire>
void wireFields(Wire &wire, Value::Decimal &value)
{
    wire(value.digits);
}

template <typename Wire>
void wireFields(Wire &wire, Value::Text &value)
{
    wire(value.utf8);
}

template <typename Wire>
void wireFields(Wire &wire, Value::Bytes &value)
{
    wire(value.bytes);
}

template <typename Wire>
void wireFields(Wire &wire, Value::Temporal &value)
{
    wire(value.kind, value.text);
}

template <typename Wire>
void wireFields(Wire &wire, Value::Uuid &value)
{
    wire(value.text);
}

template <typename Wire>
void wireFields(Wire &wire, Value::Json &value)
{
    wire(value.text);
}

template <typename Wire>
void wireFields(Wire &wire, Value::Array &value)
{
    wire(value.elements);
}

template <typename Wire>
void wireFields(Wire &wire, Value::ServerText &value)
{
    wire(value.typeName, value.text);
}

void wireFields(WireWriter &wire, Value &value)
{
    writeVariant(wire, value.variant());
}

void wireFields(WireReader &wire, Value &value)
{
    Value::Variant variant;
    readAlternative(wire, wire.value<quint8>(), variant);
    value = Value(std::move(variant));
}

void wireFields(WireWriter &wire, OptionValue &value)
{
    writeVariant(wire, value);
}

void wireFields(WireReader &wire, OptionValue &value)
{
    readAlternative(wire, wire.value<quint8>(), value);
}

void wireFields(WireWriter &wire, Error &error)
{
    wire(error.kind(), error.message(), error.serverMessage(), error.sqlState(), error.nativeCode(), error.position(),
        error.detail(), error.hint(), error.objectNames(), error.isRetryable());
    const auto cause = error.cause();
    wire(cause.has_value());
    if (cause)
        wire(*cause);
}

void wireFields(WireReader &wire, Error &error)
{
    const auto kind = wire.value<ErrorKind>();
    Error made(kind, wire.value<QString>());
    made.withServerMessage(wire.value<QString>()).withSqlState(wire.value<QString>());
    if (const auto code = wire.value<std::optional<int>>())
        made.withNativeCode(*code);
    if (const auto position = wire.value<std::optional<qint64>>())
        made.withPosition(*position);
    made.withDetail(wire.value<QString>()).withHint(wire.value<QString>());
    const auto objects = wire.value<QStringList>();
    for (const auto &object : objects)
        made.withObject(object.section(u'=', 0, 0), object.section(u'=', 1));
    made.withRetryable(wire.value<bool>());
    if (wire.value<bool>()) {
        Error cause(ErrorKind::General, {});
        wire(cause);
        made.withCause(cause);
    }
    error = made;
}

// As JSON, which is made to grow: an old host leaves out what it does not know.
void wireFields(WireWriter &wire, Dialect &dialect)
{
    wire(QJsonDocument(dialect.toJson()).toJson(QJsonDocument::Compact));
}

void wireFields(WireReader &wire, Dialect &dialect)
{
    const auto json = wire.value<QByteArray>();
    if (!wire.isGood())
        return;
    auto made = Dialect::fromJson(QJsonDocument::fromJson(json).object());
    if (!made)
        return wire.refuse("a dialect is wrong");
    dialect = std::move(*made);
}

void wireFields(WireWriter &wire, Capabilities &capabilities)
{
    wire(quint32(capabilities.toInt()));
}

void wireFields(WireReader &wire, Capabilities &capabilities)
{
    const auto number = wire.value<quint32>();
    Capabilities known;
    for (const auto capability : allCapabilities())
        known |= capability;
    if ((number & ~quint32(known.toInt())) != 0)
        return wire.refuse("a capability is unknown");
    capabilities = Capabilities::fromInt(number);
}

void wireFields(WireWriter &wire, ConnectionOptions &options)
{
    wire(options.entries());
}

void wireFields(WireReader &wire, ConnectionOptions &options)
{
    const auto entries = wire.value<std::vector<ConnectionOptions::Entry>>();
    options = {};
    for (const auto &[name, value] : entries)
        options.set(name, value);
}

} // namespace dumbo
