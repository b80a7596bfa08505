#pragma once

#include <QByteArray>

#include <string_view>
#include <vector>

namespace dumbo::duckdb {

/// One statement of a text, in bytes: from its first word to the semicolon or the end.
struct Span
{
    qint64 begin = 0;
    qint64 end = 0;
};

/// The next statement at or behind from: empty (begin == end) where only blank, comments and semicolons are left. Knows DuckDB's
/// strings, names, dollar quotes and nested comments; a semicolon elsewhere always ends a statement.
[[nodiscard]] Span nextStatement(std::string_view text, qint64 from);

/// The words and signs of a statement up to a number: bare words in upper case, quoted names and strings as they stand, other
/// characters one by one. Comments are left out.
[[nodiscard]] std::vector<QByteArray> firstTokens(std::string_view statement, int count);

/// The first word in upper case, behind opening parentheses.
[[nodiscard]] QByteArray mainKeyword(std::string_view statement);

} // namespace dumbo::duckdb
