#include "core/documents/query/extendedjson.h"

#include "core/documents/query/compacttext.h"
#include "core/documents/query/decimal.h"
#include "core/documents/query/relaxedvalue.h"
#include "core/json/jsondocument.h"
#include "core/json/jsonnumber.h"

#include <charconv>

namespace dumbo {

namespace {

/// Whether some object's first key begins with "$", so that it may be an extended value.
bool mayBeExtended(const JsonNode &root)
{
    if (root.text().indexOf("\"$") < 0 && root.text().indexOf("\\u0024") < 0)
        return false;
    auto node = root;
    while (node.isValid()) {
        if (node.isObject() && node.firstChild().isValid() && node.firstChild().key().startsWith('$'))
            return true;
        if (const auto child = node.firstChild(); child.isValid()) {
            node = child;
            continue;
        }
        while (node.isValid() && node != root && !node.next().isValid())
            node = node.parent();
        node = node == root ? JsonNode() : node.next();
    }
    return false;
}

QByteArray wrapped(const char *name, QByteArrayView text)
{
    return QByteArray("{\"") + name + "\":\"" + text.toByteArray() + "\"}";
}

QByteArray canonicalDouble(QByteArrayView json)
{
    double value = 0;
    std::from_chars(json.data(), json.data() + json.size(), value);
    if (value == 0)
        return json.startsWith('-') ? "-0.0" : "0.0";
    char buffer[40];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    const QByteArray text(buffer, end - buffer);
    const bool looksWhole = !text.contains('.') && !text.contains('e');
    return looksWhole ? text + ".0" : text;
}

QByteArray numberText(QByteArrayView json, ExtendedJson form)
{
    const auto type = numberType(json);
    const bool relaxed = form == ExtendedJson::Relaxed;
    if (type == "decimal")
        return wrapped("$numberDecimal", json);
    if (relaxed)
        return json.toByteArray();
    if (type == "double")
        return wrapped("$numberDouble", canonicalDouble(json));
    return wrapped(type == "int" ? "$numberInt" : "$numberLong", QByteArray::number(*wholeJsonNumber(json)));
}

} // namespace

Result<QByteArray> plainJson(QByteArrayView text)
{
    const auto bytes = text.toByteArray();
    const auto document = JsonDocument::parse(bytes);
    if (document && !mayBeExtended(document->root()))
        return bytes;
    const auto value = parseRelaxed(text, DuplicateKeys::Kept);
    if (!value)
        return fail(value.error());
    return plainText(*value);
}

QByteArray extendedJson(const JsonNode &value, ExtendedJson form)
{
    return compactText(value, [form](QByteArrayView json) { return numberText(json, form); });
}

} // namespace dumbo
