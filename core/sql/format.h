#pragma once

#include "core/base/export.h"
#include "core/sdk/dialect.h"

#include <QByteArray>

#include <string_view>

namespace dumbo {

struct FormatOptions {
    enum class KeywordCase { Keep, Upper, Lower };
    KeywordCase keywordCase = KeywordCase::Upper;
    int indentation = 4; ///< spaces for each level
    int lineWidth = 100; ///< lists and short clauses stay on one line up to here; characters
    friend bool operator==(const FormatOptions &, const FormatOptions &) = default;
};

/// Lays a script out anew: a line for each clause, indented subqueries, one space between words. Only white space between tokens
/// and the case of keywords change; strings, comments, quoted names, client commands and COPY data stay byte for byte. Formatting
/// what was formatted changes nothing. Linear in the size of the script.
[[nodiscard]] DUMBO_CORE_EXPORT QByteArray formatSql(
    std::string_view script, const Dialect &dialect, const FormatOptions &options = {});

} // namespace dumbo
