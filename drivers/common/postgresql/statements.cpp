#include "drivers/common/postgresql/statements.h"

#include <algorithm>
#include <array>

namespace dumbo::postgresql {

namespace {

constexpr std::size_t keptWords = 8;

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool beginsWord(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

bool continuesWord(char c)
{
    return beginsWord(c) || isDigit(c) || c == '$';
}

/// Walks over the tokens of a text as far as cutting needs them: src/backend/parser/scan.l
class Scanner
{
public:
    enum class Kind { End, Word, Quoted, Parameter, Semicolon, Open, Close, Other };

    Scanner(std::string_view text, std::size_t at, bool backslashes)
        : m_text(text)
        , m_at(at)
        , m_backslashes(backslashes)
    {
    }

    Kind next()
    {
        skipBlank();
        m_begin = m_at;
        if (m_at >= m_text.size())
            return Kind::End;
        const auto c = m_text[m_at];
        if (beginsWord(c))
            return word();
        if (c == '\'')
            return quoted('\'', m_backslashes);
        if (c == '"')
            return quoted('"', false);
        if (c == '$')
            return dollar();
        if (isDigit(c))
            return number();
        ++m_at;
        return c == ';' ? Kind::Semicolon : c == '(' ? Kind::Open : c == ')' ? Kind::Close : Kind::Other;
    }

    [[nodiscard]] std::size_t begin() const { return m_begin; }
    [[nodiscard]] std::size_t end() const { return m_at; }
    [[nodiscard]] std::string_view token() const { return m_text.substr(m_begin, m_at - m_begin); }

private:
    [[nodiscard]] char peek(std::size_t ahead = 0) const
    {
        return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0';
    }

    void skipBlank()
    {
        while (m_at < m_text.size()) {
            if (isBlank(m_text[m_at])) {
                ++m_at;
            } else if (peek() == '-' && peek(1) == '-') {
                m_at = std::min(m_text.find_first_of("\r\n", m_at), m_text.size());
            } else if (peek() == '/' && peek(1) == '*') {
                skipComment();
            } else {
                return;
            }
        }
    }

    void skipComment()
    {
        int depth = 0;
        do {
            if (peek() == '/' && peek(1) == '*') {
                ++depth;
                m_at += 2;
            } else if (peek() == '*' && peek(1) == '/') {
                --depth;
                m_at += 2;
            } else {
                ++m_at;
            }
        } while (depth > 0 && m_at < m_text.size());
        m_at = std::min(m_at, m_text.size());
    }

    Kind word()
    {
        while (m_at < m_text.size() && continuesWord(m_text[m_at]))
            ++m_at;
        const auto size = m_at - m_begin;
        const auto first = m_text[m_begin];
        if (peek() == '\'' && size == 1 && (first == 'e' || first == 'E'))
            return quoted('\'', true);
        if (peek() == '\'' && size == 1 && std::string_view("bBxXnN").contains(first))
            return quoted('\'', (first == 'n' || first == 'N') && m_backslashes);
        return Kind::Word;
    }

    Kind quoted(char quote, bool backslashes)
    {
        ++m_at;
        while (m_at < m_text.size()) {
            const auto c = m_text[m_at++];
            if (backslashes && c == '\\') {
                ++m_at;
            } else if (c == quote) {
                if (peek() != quote)
                    return Kind::Quoted;
                ++m_at;
            }
        }
        m_at = m_text.size();
        return Kind::Quoted;
    }

    Kind dollar()
    {
        if (isDigit(peek(1))) {
            ++m_at;
            while (isDigit(peek()))
                ++m_at;
            return Kind::Parameter;
        }
        auto end = m_at + 1;
        while (end < m_text.size() && m_text[end] != '$' && continuesWord(m_text[end]))
            ++end;
        if (end >= m_text.size() || m_text[end] != '$') {
            ++m_at;
            return Kind::Other;
        }
        const auto tag = m_text.substr(m_at, end + 1 - m_at);
        const auto close = m_text.find(tag, end + 1);
        m_at = close == std::string_view::npos ? m_text.size() : close + tag.size();
        return Kind::Quoted;
    }

    /// So that the letters of 1e5 and 0xFF do not look like words.
    Kind number()
    {
        while (m_at < m_text.size() && (isDigit(m_text[m_at]) || beginsWord(m_text[m_at]) || m_text[m_at] == '.'))
            ++m_at;
        return Kind::Other;
    }

    std::string_view m_text;
    std::size_t m_at;
    std::size_t m_begin = 0;
    bool m_backslashes;
};

std::string upper(std::string_view word)
{
    std::string text(word);
    for (auto &c : text)
        c = c >= 'a' && c <= 'z' ? char(c - 'a' + 'A') : c;
    return text;
}

/// Knows whether a semicolon ends the statement: not in parentheses, nor in BEGIN ATOMIC … END.
class Nesting
{
public:
    void onWord(const std::string &word)
    {
        if (m_body > 0 && word == "CASE")
            ++m_body;
        else if (m_body > 0 && word == "END")
            --m_body;
        else if (word == "ATOMIC" && m_last == "BEGIN")
            ++m_body;
        m_last = word;
    }
    void onOther() { m_last.clear(); }
    void onOpen() { ++m_parentheses; }
    void onClose() { m_parentheses = std::max(0, m_parentheses - 1); }
    [[nodiscard]] bool isOutside() const { return m_parentheses == 0 && m_body == 0; }

private:
    int m_parentheses = 0;
    int m_body = 0;
    std::string m_last;
};

int parameterNumber(std::string_view token)
{
    int number = 0;
    for (const auto digit : token.substr(1))
        number = std::min(number * 10 + (digit - '0'), 1'000'000);
    return number;
}

} // namespace

bool StatementPiece::endsTransaction() const
{
    constexpr std::array<std::string_view, 5> enders { "COMMIT", "END", "ROLLBACK", "ABORT", "PREPARE" };
    return !words.empty() && std::ranges::find(enders, words.front()) != enders.end();
}

StatementPiece nextStatement(std::string_view text, qint64 from, bool backslashes)
{
    using Kind = Scanner::Kind;
    StatementPiece piece;
    Scanner scanner(text, std::size_t(from), backslashes);
    Nesting nesting;
    bool hasBegun = false;
    bool onlyWords = true;
    for (auto kind = scanner.next(); kind != Kind::End; kind = scanner.next()) {
        if (kind == Kind::Semicolon && nesting.isOutside()) {
            if (!hasBegun)
                continue;
            piece.next = qint64(scanner.end());
            return piece;
        }
        if (!hasBegun)
            piece.begin = qint64(scanner.begin());
        hasBegun = true;
        piece.end = qint64(scanner.end());
        if (kind == Kind::Word) {
            auto word = upper(scanner.token());
            nesting.onWord(word);
            if (onlyWords && piece.words.size() < keptWords)
                piece.words.push_back(std::move(word));
            continue;
        }
        onlyWords = false;
        nesting.onOther();
        if (kind == Kind::Open)
            nesting.onOpen();
        else if (kind == Kind::Close)
            nesting.onClose();
        else if (kind == Kind::Parameter)
            piece.parameters = std::max(piece.parameters, parameterNumber(scanner.token()));
    }
    if (!hasBegun)
        piece.begin = piece.end = qint64(text.size());
    piece.next = qint64(text.size());
    return piece;
}

std::vector<std::string> wordsOf(std::string_view statement, bool backslashes)
{
    std::vector<std::string> words;
    Scanner scanner(statement, 0, backslashes);
    for (auto kind = scanner.next(); kind != Scanner::Kind::End; kind = scanner.next()) {
        if (kind == Scanner::Kind::Word)
            words.push_back(upper(scanner.token()));
    }
    return words;
}

} // namespace dumbo::postgresql
