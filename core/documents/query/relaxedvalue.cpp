#include "core/documents/query/relaxedvalue.h"

#include "core/json/jsonnumber.h"
#include "core/json/jsonstring.h"

#include <QCoreApplication>

#include <algorithm>

namespace dumbo {

const RelaxedValue *RelaxedValue::find(QByteArrayView wanted) const
{
    const auto found = std::ranges::find_if(children, [wanted](const auto &child) { return child.key == wanted; });
    return isObject() && found != children.end() ? &*found : nullptr;
}

static Result<void> appendPlain(QByteArray &text, const RelaxedValue &value)
{
    switch (value.kind) {
    case RelaxedValue::Kind::Null:
        text += "null";
        return {};
    case RelaxedValue::Kind::Boolean:
    case RelaxedValue::Kind::Number:
        text += value.text;
        return {};
    case RelaxedValue::Kind::String:
        text += encodeJsonString(QByteArrayView(value.text));
        return {};
    case RelaxedValue::Kind::Regex:
        return failAt(value.position, documentWords("A regular expression can't stand here."));
    case RelaxedValue::Kind::Array:
    case RelaxedValue::Kind::Object:
        break;
    }
    text += value.isArray() ? '[' : '{';
    bool first = true;
    for (const auto &child : value.children) {
        if (!first)
            text += ',';
        first = false;
        if (value.isObject())
            text += encodeJsonString(QByteArrayView(child.key)) + ':';
        if (auto appended = appendPlain(text, child); !appended)
            return appended;
    }
    text += value.isArray() ? ']' : '}';
    return {};
}

Result<QByteArray> plainText(const RelaxedValue &value)
{
    QByteArray text;
    if (auto appended = appendPlain(text, value); !appended)
        return fail(appended.error());
    return text;
}

std::optional<qint64> wholeNumber(const RelaxedValue &value)
{
    if (!value.isNumber())
        return {};
    return wholeJsonNumber(value.text);
}

QString documentWords(const char *text)
{
    return QCoreApplication::translate("Documents", text);
}

std::unexpected<Error> failAt(qint64 position, const QString &message)
{
    Error error(ErrorKind::Data, message);
    if (position >= 0)
        error.withPosition(position);
    return fail(error);
}

} // namespace dumbo
