#pragma once

#include "core/sdk/catalogobject.h"
#include "core/sdk/extensions/migrationadvice.h"
#include "drivers/common/script/scanner.h"

#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

namespace dumbo::outline {

using script::Token;
using Tokens = std::span<const Token>;

/// A name as a statement writes it, and where.
struct NamedObject
{
    ObjectPath path; ///< schema empty where none is written
    TextSpan span;
    friend bool operator==(const NamedObject &, const NamedObject &) = default;
};

/// All tokens of one statement.
[[nodiscard]] std::vector<Token> tokensOf(std::string_view sql, const Dialect &dialect);

/// A name without its quotes, doubled ones made single.
[[nodiscard]] QString unquoted(std::string_view token);

/// The bytes from the first to the last of the tokens.
[[nodiscard]] TextSpan spanOf(Tokens tokens);
[[nodiscard]] QByteArray textOf(std::string_view sql, Tokens tokens);

/// A reading position in tokens. Text and tokens outlive it.
class Cursor
{
public:
    Cursor(std::string_view sql, Tokens tokens);

    [[nodiscard]] std::string_view sql() const { return m_sql; }
    [[nodiscard]] bool atEnd() const { return m_place >= m_tokens.size(); }
    [[nodiscard]] std::size_t place() const { return m_place; }
    /// Not at the end.
    [[nodiscard]] const Token &token() const { return m_tokens[m_place]; }
    [[nodiscard]] const Token *peek(std::size_t ahead) const;
    [[nodiscard]] bool isWord(std::string_view upperCaseWord, std::size_t ahead = 0) const;
    [[nodiscard]] bool isAnyWord(std::initializer_list<std::string_view> words) const;
    [[nodiscard]] bool isSign(char sign, std::size_t ahead = 0) const;
    /// A bare or quoted name.
    [[nodiscard]] bool isName() const;
    /// The word in upper case; empty where the token is none.
    [[nodiscard]] QByteArray word() const;
    [[nodiscard]] Tokens rest() const;
    /// The tokens from place up to here.
    [[nodiscard]] Tokens since(std::size_t place) const { return m_tokens.subspan(place, m_place - place); }

    void advance() { m_place += atEnd() ? 0 : 1; }
    bool take(std::string_view upperCaseWord);
    /// All of them or none.
    bool takeAll(std::initializer_list<std::string_view> words);
    bool takeAny(std::initializer_list<std::string_view> words);
    bool takeSign(char sign);
    /// One name; a string counts, as old SQL has it.
    [[nodiscard]] QString takeName();
    /// schema.name
    [[nodiscard]] NamedObject takeObject();
    /// What is within the parentheses that begin here; the cursor moves behind them. Unclosed ones reach to the end.
    [[nodiscard]] Tokens takeParentheses();
    /// Moves to the next of these words outside parentheses, or to the end.
    void skipTo(std::initializer_list<std::string_view> words);

private:
    std::string_view m_sql;
    Tokens m_tokens;
    std::size_t m_place = 0;
};

/// Parts between the commas that are in no parentheses.
[[nodiscard]] std::vector<Tokens> splitList(std::string_view sql, Tokens tokens);
/// The name at the front of each part.
[[nodiscard]] QStringList firstNames(std::string_view sql, Tokens list);

} // namespace dumbo::outline
