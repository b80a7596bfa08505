#pragma once

#include "core/base/export.h"
#include "core/results/textbuffer.h"
#include "core/sdk/cell.h"

#include <QByteArray>
#include <QString>

namespace dumbo {

/// Appends the cell's value as text: integers by their digits, a float as the shortest decimal that reads back the
/// same ("1.0", "1e+20", "inf", "nan"), booleans as true and false, text as it is, bytes as \x and hex digits. NULL
/// appends nothing. Of a long value only the part in the batch.
DUMBO_CORE_EXPORT void appendCellText(QByteArray &out, const Cell &cell);
DUMBO_CORE_EXPORT void appendCellText(TextBuffer &out, const Cell &cell);

/// The same for a screen: at most maxCharacters UTF-16 units, cut between characters with "…" behind. RawText shows
/// bytes that are not UTF-8 as U+FFFD. No line breaks are removed.
[[nodiscard]] DUMBO_CORE_EXPORT QString displayText(const Cell &cell, qsizetype maxCharacters);

/// A float's shortest text that reads back the same, with ".0" where it would look like an integer.
DUMBO_CORE_EXPORT void appendFloat(QByteArray &out, double value, bool isFloat32);
DUMBO_CORE_EXPORT void appendFloat(TextBuffer &out, double value, bool isFloat32);

DUMBO_CORE_EXPORT void appendHex(QByteArray &out, std::string_view bytes);
DUMBO_CORE_EXPORT void appendHex(TextBuffer &out, std::string_view bytes);

} // namespace dumbo
