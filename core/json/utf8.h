#pragma once

#include "core/base/export.h"

#include <QByteArrayView>

namespace dumbo {

/// How many bytes the first character of a UTF-8 text has; 0 where it is none (RFC 3629: no overlong forms, no surrogates, nothing
/// above U+10FFFF) and for no bytes.
[[nodiscard]] DUMBO_CORE_EXPORT int utf8SequenceLength(QByteArrayView bytes);

} // namespace dumbo
