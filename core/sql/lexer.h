#pragma once

#include "core/base/export.h"
#include "core/sdk/dialect.h"

#include <string_view>
#include <vector>

namespace dumbo {

enum class TokenKind : quint8 {
    Whitespace,
    LineComment, ///< without its line break
    BlockComment,
    Word, ///< a keyword or a bare name
    QuotedIdentifier, ///< "name", `name`, [name], U&"name"
    String, ///< '…' with its prefix (E, B, X, N, U&), and "…" where the dialect reads that as a string
    DollarString, ///< $tag$ … $tag$
    Number,
    Placeholder, ///< ?, ?1, $1, :name, @name
    Operator,
    Comma,
    Semicolon,
    Dot,
    OpenParenthesis,
    CloseParenthesis,
    OpenBracket, ///< where [ does not quote a name
    CloseBracket,
    Backslash, ///< begins a command of psql
    Other, ///< a byte that means nothing in SQL
};

/// Bytes from begin up to end, in UTF-8 bytes of the text.
struct Token {
    TokenKind kind = TokenKind::Other;
    bool unterminated = false; ///< a string, quoted name or block comment that runs to the end of the text
    qint64 begin = 0;
    qint64 end = 0;
    [[nodiscard]] qint64 size() const { return end - begin; }
    friend bool operator==(const Token &, const Token &) = default;
};

/// Cuts a text into tokens by the rules of Dialect::Lexer alone. It never fails: each byte belongs to exactly one
/// token, in order, and what is not SQL is a token as well. Linear in the size of the text; allocates nothing.
///
/// The text must outlive the lexer.
class DUMBO_CORE_EXPORT Lexer {
public:
    Lexer(std::string_view text, const Dialect::Lexer &rules, qint64 begin = 0);

    /// Moves to the next token; false at the end of the text.
    [[nodiscard]] bool next(Token &token);
    [[nodiscard]] qint64 position() const { return m_position; }
    /// Whether more text behind the end could make the last token another one, although it ends before the end.
    [[nodiscard]] bool isUndecided() const { return m_undecided; }
    /// Bytes looked at so far, those looked at twice counted twice: the work done, for tests.
    [[nodiscard]] qint64 bytesScanned() const { return m_bytesScanned; }
    /// Goes on from position, which must be a boundary between characters.
    void setPosition(qint64 position) { m_position = position; }

    /// Takes a longer text of which the old one was the beginning, and goes on at token.begin. What was already
    /// scanned of an unterminated token is not scanned again.
    void resume(std::string_view longerText, const Token &token);
    /// Takes the same text at another address with removed bytes cut off its front.
    void rebase(std::string_view text, qint64 removed);

private:
    friend class TokenScan;
    std::string_view m_text;
    Dialect::Lexer m_rules;
    qint64 m_position = 0;
    qint64 m_bytesScanned = 0;
    bool m_undecided = false;
    qint64 m_resumeAt = 0; ///< in an unterminated token: where the search for its end goes on; 0 otherwise
    int m_resumeDepth = 0; ///< of nested comments at m_resumeAt
    /// An E'…' string goes on after a line break: E'a' ⏎ 'b\'c'.
    enum class Continuation : quint8 { None, SameLine, NextLine };
    Continuation m_escapeContinues = Continuation::None;
    Continuation m_continuedBefore = Continuation::None; ///< as it was before the last token
};

/// All tokens of a text.
[[nodiscard]] DUMBO_CORE_EXPORT std::vector<Token> tokenize(std::string_view text, const Dialect::Lexer &rules);

/// The bytes of a token.
[[nodiscard]] inline std::string_view tokenText(std::string_view text, const Token &token)
{
    return text.substr(std::size_t(token.begin), std::size_t(token.size()));
}

/// Whether the kind is white space or a comment.
[[nodiscard]] constexpr bool isBlank(TokenKind kind)
{
    return kind == TokenKind::Whitespace || kind == TokenKind::LineComment || kind == TokenKind::BlockComment;
}

/// Compares with a keyword in lower-case ASCII, whatever the case of word.
[[nodiscard]] DUMBO_CORE_EXPORT bool isKeyword(std::string_view word, std::string_view lowerCaseKeyword);

} // namespace dumbo
