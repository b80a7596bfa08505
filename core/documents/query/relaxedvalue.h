#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QDateTime>

#include <vector>

namespace dumbo {

/// A value of a filter, an update or a pipeline as it was written, extended values made plain already.
struct RelaxedValue {
    enum class Kind { Null, Boolean, Number, String, Array, Object, Regex };

    Kind kind = Kind::Null;
    qint64 position = 0; ///< of its first byte
    qint64 keyPosition = 0; ///< of a member
    QByteArray key; ///< of a member, decoded
    QByteArray text; ///< of Boolean and Number the JSON text; of String and Regex the characters, as WTF-8
    QByteArray options; ///< of Regex
    std::vector<RelaxedValue> children;

    [[nodiscard]] bool isObject() const { return kind == Kind::Object; }
    [[nodiscard]] bool isArray() const { return kind == Kind::Array; }
    [[nodiscard]] bool isString() const { return kind == Kind::String; }
    [[nodiscard]] bool isNumber() const { return kind == Kind::Number; }
    /// An object whose first key begins with "$".
    [[nodiscard]] bool hasOperators() const { return isObject() && !children.empty() && children.front().key.startsWith('$'); }
    [[nodiscard]] const RelaxedValue *find(QByteArrayView wanted) const;
};

inline constexpr int deepestRelaxedValue = 200;

/// Whether keys may stand twice in an object. Where they may not, they are refused.
enum class DuplicateKeys { Refused, Kept };

/// Data with the position for what is no value.
[[nodiscard]] Result<RelaxedValue> parseRelaxed(QByteArrayView text, DuplicateKeys duplicates);
/// An object; of nothing but space an empty one.
[[nodiscard]] Result<RelaxedValue> parseRelaxedObject(QByteArrayView text);

/// Its JSON text, compact. Data where there is a regular expression inside.
[[nodiscard]] Result<QByteArray> plainText(const RelaxedValue &value);

/// What stands for an extended value, e.g. { $date: … }; the object itself where it is none.
[[nodiscard]] Result<RelaxedValue> withoutExtension(RelaxedValue object);
/// The value of ISODate("…") and the like.
[[nodiscard]] Result<RelaxedValue> constructed(QByteArrayView name, std::vector<RelaxedValue> arguments, qint64 position);

/// As documents hold a date: "2024-05-01T12:30:00.000Z"; years beyond four digits have six and a sign.
[[nodiscard]] QByteArray dateText(const QDateTime &date);

/// A whole number, also written as 2.0 or 1e3.
[[nodiscard]] std::optional<qint64> wholeNumber(const RelaxedValue &value);

/// The words are translated in the context "Documents".
[[nodiscard]] QString documentWords(const char *text);
[[nodiscard]] std::unexpected<Error> failAt(qint64 position, const QString &message);

} // namespace dumbo
