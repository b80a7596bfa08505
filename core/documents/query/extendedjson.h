#pragma once

#include "core/base/export.h"
#include "core/base/result.h"

#include <QByteArray>

namespace dumbo {

class JsonNode;

/// One JSON value as documents hold it, from MongoDB's extended JSON or its shell's syntax: unquoted keys, single quotes, trailing
/// commas, comments, ISODate("…"), new Date("…"), ObjectId("…"), UUID("…"), NumberInt, NumberLong, NumberDecimal, $numberInt, $date
/// and so on, in both forms. Digits stay as they are given, keys in their order, and duplicate keys stay.
///
/// A text that is JSON already and has no extended value comes back byte for byte, however deep. Another may be nested 200
/// levels deep. Data, with the position, for what is no value or what plain JSON has nothing for ($timestamp, $minKey, /regex/…).
[[nodiscard]] DUMBO_CORE_EXPORT Result<QByteArray> plainJson(QByteArrayView text);

enum class ExtendedJson {
    Relaxed, ///< numbers as JSON where MongoDB's relaxed form has them so
    Canonical, ///< { "$numberInt": "1" }, …
};

/// A value as MongoDB's tools read it. Numbers get the narrowest of int, long, double and decimal that holds them exactly; texts stay
/// texts, since a document does not tell which of them were dates or ids. Compact.
[[nodiscard]] DUMBO_CORE_EXPORT QByteArray extendedJson(const JsonNode &value, ExtendedJson form);

} // namespace dumbo
