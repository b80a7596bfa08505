#pragma once

#include "core/base/export.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

namespace dumbo {

/// What a JSON string says. The string is valid, with its quotes. UTF-8; a lone surrogate (\ud800 without its other half), which UTF-8
/// has no form for, is three bytes as WTF-8 writes it, so that nothing is lost and every string differs from every other.
[[nodiscard]] DUMBO_CORE_EXPORT QByteArray decodeJsonString(QByteArrayView json);

/// The same for people: lone surrogates stay what they are.
[[nodiscard]] DUMBO_CORE_EXPORT QString jsonStringText(QByteArrayView json);

/// A JSON string, with its quotes, from UTF-8 or WTF-8: escapes only where JSON wants them, and for lone surrogates. Bytes that are
/// neither become U+FFFD.
[[nodiscard]] DUMBO_CORE_EXPORT QByteArray encodeJsonString(QByteArrayView utf8);
[[nodiscard]] DUMBO_CORE_EXPORT QByteArray encodeJsonText(QStringView text);

/// Between WTF-8 and QString, both ways without loss.
[[nodiscard]] DUMBO_CORE_EXPORT QString fromWtf8(QByteArrayView bytes);
[[nodiscard]] DUMBO_CORE_EXPORT QByteArray toWtf8(QStringView text);

} // namespace dumbo
