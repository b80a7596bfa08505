#pragma once

#include "core/base/error.h"

#include <QByteArrayView>

namespace dumbo {

/// What is wrong with a text that is no JSON: ErrorKind::Data, with the position of the first byte that can't be there (the text's size
/// where it ends too early). Reads it from the beginning, one byte after the other. A text that is JSON after all answers
/// ErrorKind::General.
[[nodiscard]] DUMBO_CORE_EXPORT Error jsonFault(QByteArrayView text);

} // namespace dumbo
