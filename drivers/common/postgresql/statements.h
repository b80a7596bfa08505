#pragma once

#include <QtTypes>

#include <string>
#include <string_view>
#include <vector>

namespace dumbo::postgresql {

/// One statement of a text, as the server would cut it.
struct StatementPiece
{
    qint64 begin = 0; ///< of its first token, in bytes
    qint64 end = 0; ///< behind its last token; the semicolon is not in it
    qint64 next = 0; ///< where the rest of the text begins
    std::vector<std::string> words; ///< its first words, upper case; ends at the first token that is none
    int parameters = 0; ///< the highest n of its $n

    [[nodiscard]] bool isEmpty() const { return begin == end; }
    /// Whether it begins with this word, e.g. "COMMIT".
    [[nodiscard]] bool startsWith(std::string_view word) const { return !words.empty() && words.front() == word; }
    /// COMMIT, ROLLBACK and whatever else may end a transaction.
    [[nodiscard]] bool endsTransaction() const;
};

/// The first statement at or behind from; an empty piece where only blank and comments are left. Knows strings,
/// E'' strings, dollar quotes, nested comments, the bodies BEGIN ATOMIC … END, and the parentheses of CREATE
/// RULE. backslashes: the server's standard_conforming_strings is off.
[[nodiscard]] StatementPiece nextStatement(std::string_view text, qint64 from, bool backslashes = false);

/// All words of a statement, upper case, whatever stands between them, without what is quoted or a comment.
[[nodiscard]] std::vector<std::string> wordsOf(std::string_view statement, bool backslashes = false);

} // namespace dumbo::postgresql
