#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

#include <utility>
#include <vector>

namespace dumbo::explain {

/// A JSON value that keeps what QJsonDocument loses: the digits of numbers and the order of members.
struct JsonValue
{
    enum class Kind { Null, Bool, Number, Text, Array, Object };
    Kind kind = Kind::Null;
    QByteArray text; ///< of a number its digits as written; of a text its UTF-8; of a bool "true" or "false"
    std::vector<JsonValue> elements;
    std::vector<std::pair<QString, JsonValue>> members;

    /// Null for another kind or no such member; of several the first.
    [[nodiscard]] const JsonValue *member(QStringView name) const;
    /// One line for people: texts bare, lists joined by ", ", objects as "name: value".
    [[nodiscard]] QString toDisplayText() const;
};

/// RFC 8259, to a depth of 1000. Data where it is malformed, with the position.
[[nodiscard]] Result<JsonValue> parseJson(const QByteArray &json);

} // namespace dumbo::explain
