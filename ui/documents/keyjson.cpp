#include "ui/documents/keyjson.h"

#include "ui/journal/textcoding.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace workbench {

using dumbo::Value;

namespace {

QByteArray digits(double value)
{
    std::array<char, 32> buffer {};
    const auto written = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    return { buffer.data(), written.ptr - buffer.data() };
}

/// Kind and text; arrays are no keys and have neither.
struct Words {
    QByteArray kind;
    QByteArray text;
    QByteArray type = {}; ///< of what has one

    explicit Words(const Value &value)
    {
        std::visit([this](const auto &held) { read(held); }, value.variant());
    }

    void read(Value::Null) { kind = "null"; }
    void read(bool value) { set("bool", value ? "true" : "false"); }
    void read(qint64 value) { set("int", QByteArray::number(value)); }
    void read(quint64 value) { set("unsigned", QByteArray::number(value)); }
    void read(double value) { set("double", digits(value)); }
    void read(const Value::Decimal &value) { set("decimal", value.digits); }
    void read(const Value::Text &value) { set("text", value.utf8); }
    void read(const Value::Bytes &value) { set("bytes", value.bytes.toHex()); }
    void read(const Value::Temporal &value) { set("temporal", value.text, QByteArray::number(int(value.kind))); }
    void read(const Value::Uuid &value) { set("uuid", value.text); }
    void read(const Value::Json &value) { set("json", value.text); }
    void read(const Value::Array &) { kind = "array"; }
    void read(const Value::ServerText &value) { set("server", value.text, value.typeName); }

private:
    void set(const char *name, const QByteArray &words, const QByteArray &typeName = {})
    {
        kind = name;
        text = words;
        type = typeName;
    }
};

Value::TemporalKind temporalKind(const QByteArray &number)
{
    return Value::TemporalKind(std::clamp(number.toInt(), 0, int(Value::TemporalKind::Interval)));
}

std::optional<Value> valueOf(const QByteArray &kind, const QByteArray &text, const QByteArray &type)
{
    if (kind == "null")
        return Value();
    if (kind == "bool")
        return Value(text == "true");
    if (kind == "int")
        return Value(text.toLongLong());
    if (kind == "unsigned")
        return Value(text.toULongLong());
    if (kind == "double")
        return Value(text.toDouble());
    if (kind == "decimal")
        return Value::decimal(text);
    if (kind == "text")
        return Value::text(text);
    if (kind == "bytes")
        return Value::bytes(QByteArray::fromHex(text));
    if (kind == "temporal")
        return Value(Value::Variant(Value::Temporal { temporalKind(type), text }));
    if (kind == "uuid")
        return Value(Value::Variant(Value::Uuid { text }));
    if (kind == "json")
        return Value::json(text);
    if (kind == "server")
        return Value(Value::Variant(Value::ServerText { type, text }));
    return {};
}

} // namespace

QJsonArray keyToJson(const std::vector<Value> &key)
{
    QJsonArray json;
    for (const auto &value : key) {
        const Words words(value);
        QJsonArray one { QLatin1StringView(words.kind), decodeUnits(words.text) };
        if (!words.type.isEmpty())
            one.append(QString::fromUtf8(words.type));
        json.append(one);
    }
    return json;
}

std::optional<std::vector<Value>> keyFromJson(const QJsonArray &json)
{
    std::vector<Value> key;
    for (const auto &entry : json) {
        const auto one = entry.toArray();
        const auto value = valueOf(one.at(0).toString().toLatin1(), encodeText(one.at(1).toString()), one.at(2).toString().toUtf8());
        if (!value)
            return {};
        key.push_back(*value);
    }
    return key;
}

} // namespace workbench
