#pragma once

#include "core/base/export.h"
#include "core/sdk/dialect.h"

#include <QByteArray>

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace dumbo {

/// A piece of a script that is run by itself. Positions are UTF-8 bytes of the script.
struct ScriptPart {
    enum class Kind {
        Statement, ///< without the white space and comments around it and without the ';' that ends it
        ClientCommand, ///< a line for psql that begins with a backslash, or MariaDB's DELIMITER; without the line break
        CopyData, ///< lines after COPY … FROM stdin, up to and without the line "\."; may be empty
    };
    Kind kind = Kind::Statement;
    qint64 begin = 0;
    qint64 end = 0;
    friend bool operator==(const ScriptPart &, const ScriptPart &) = default;
};

/// Splits a script where the database's own tools would. Empty statements are skipped; what is left unfinished at the end
/// (a string, a comment in a statement, a trigger's body) belongs to the last part. Linear in the size of the script.
///
/// A ';' does not end a statement
/// - in strings, quoted names, comments and dollar quotes;
/// - in CREATE [TEMP] TRIGGER … BEGIN … END (Dialect::Lexer::triggerBodies): the statement ends where END stands alone
///   between two ';', as sqlite3_complete() has it;
/// - in CREATE FUNCTION|PROCEDURE … BEGIN ATOMIC … END (atomicBodies), CASE … END inside included;
/// - in the parentheses of CREATE RULE … DO (…; …) (atomicBodies).
///
/// With clientCommands a backslash outside of those ends the statement before it, and the rest of its line is a ClientCommand.
/// psql would keep an unfinished statement over such a line; here the two sides are statements of their own. `\;` splits like ';'.
[[nodiscard]] DUMBO_CORE_EXPORT std::vector<ScriptPart> splitScript(std::string_view script, const Dialect &dialect);

/// The part that a person means with the caret at this byte: the one around it (its ends included), else the one
/// before it on the same line, else the one after it on the same line or below without an empty line between.
[[nodiscard]] DUMBO_CORE_EXPORT std::optional<ScriptPart> partAt(
    std::string_view script, std::span<const ScriptPart> parts, qint64 caret);

/// As partAt() for a script that was not split yet. Costs a split; an editor keeps the parts instead.
[[nodiscard]] DUMBO_CORE_EXPORT std::optional<ScriptPart> statementAt(
    std::string_view script, qint64 caret, const Dialect &dialect);

} // namespace dumbo
