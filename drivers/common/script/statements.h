#pragma once

#include "core/sdk/dialect.h"

#include <QByteArray>

#include <string_view>
#include <vector>

namespace dumbo::script {

/// Where one statement of a script stands, in bytes; without the blanks around it and the ';' that ends it.
struct Span
{
    qint64 begin = 0;
    qint64 end = 0;
    friend bool operator==(const Span &, const Span &) = default;
};

/// Cuts a script into its statements. Empty ones are left out. A ';' does not end a statement in
/// - strings, names, comments, dollar quotes;
/// - CREATE TRIGGER … BEGIN … END of SQLite (Dialect::Lexer::triggerBodies);
/// - CREATE FUNCTION|PROCEDURE … BEGIN ATOMIC … END of PostgreSQL, and all its parentheses (atomicBodies);
/// - CREATE PROCEDURE|FUNCTION|TRIGGER|EVENT|PACKAGE … BEGIN … END and BEGIN NOT ATOMIC … END of MariaDB
///   (delimiterCommand), where DELIMITER lines are obeyed too and are no statements.
[[nodiscard]] std::vector<Span> splitStatements(std::string_view sql, const Dialect &dialect);

/// The word that says what a statement does, in upper case: for WITH the one behind the common table
/// expressions, for "(" the word in it. Empty where the statement begins with something else.
[[nodiscard]] QByteArray mainKeyword(std::string_view sql, const Dialect &dialect);

/// Whether that word counts the rows it changes.
[[nodiscard]] bool changesRows(const QByteArray &mainKeyword);

/// The placeholders of one statement.
struct Placeholders
{
    int count = 0; ///< values it takes: $1 twice is one
    std::vector<QByteArray> names; ///< by number, without their prefix; empty for positional ones
};
[[nodiscard]] Placeholders placeholders(std::string_view sql, const Dialect &dialect);

} // namespace dumbo::script
