#include "drivers/common/script/scanner.h"

#include <algorithm>

namespace dumbo::script {

namespace {

bool isSpace(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isNameStart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || quint8(c) >= 0x80;
}

bool isNameByte(char c)
{
    return isNameStart(c) || isDigit(c) || c == '$';
}

char upper(char c)
{
    return c >= 'a' && c <= 'z' ? char(c - 'a' + 'A') : c;
}

} // namespace

bool Token::isWord(std::string_view sql, std::string_view upperCaseWord) const
{
    return kind == Kind::Word
        && std::ranges::equal(
            text(sql), upperCaseWord, [](char left, char right) { return upper(left) == right; });
}

Scanner::Scanner(std::string_view sql, const Dialect &dialect, qint64 from)
    : m_sql(sql)
    , m_dialect(dialect)
    , m_size(qint64(sql.size()))
    , m_place(from)
{
}

std::optional<Token> Scanner::next()
{
    skipBlank();
    if (m_place >= m_size)
        return std::nullopt;
    const auto c = at(m_place);
    if (isExecutableComment())
        return token(Token::Kind::Code, blockCommentEnd(m_place));
    if (c == '\'' || c == '"' || c == '`' || c == '[')
        return scanQuote();
    if (auto placeholder = scanPlaceholder())
        return placeholder;
    if (const auto end = dollarQuoteEnd())
        return token(Token::Kind::String, *end);
    if (isNameStart(c))
        return scanWord();
    if (isDigit(c) || (c == '.' && isDigit(at(m_place + 1))))
        return scanNumber();
    return token(Token::Kind::Sign, m_place + 1);
}

Token Scanner::token(Token::Kind kind, qint64 end)
{
    const Token made { kind, m_place, std::min(end, m_size) };
    m_place = made.end;
    return made;
}

void Scanner::skipBlank()
{
    if (m_place == 0 && m_sql.starts_with("\xEF\xBB\xBF"))
        m_place = 3;
    while (m_place < m_size) {
        if (isSpace(at(m_place))) {
            ++m_place;
        } else if (isLineComment()) {
            const auto end = m_sql.find('\n', std::size_t(m_place));
            m_place = end == std::string_view::npos ? m_size : qint64(end);
        } else if (at(m_place) == '/' && at(m_place + 1) == '*' && !isExecutableComment()) {
            m_place = blockCommentEnd(m_place);
        } else {
            return;
        }
    }
}

bool Scanner::isLineComment() const
{
    if (at(m_place) == '#')
        return m_dialect.lexer.hashComments;
    if (at(m_place) != '-' || at(m_place + 1) != '-')
        return false;
    // Where # begins a comment (MariaDB), "--" does so only before a blank: 5--3 is 8.
    const auto behind = at(m_place + 2);
    return !m_dialect.lexer.hashComments || isSpace(behind) || m_place + 2 >= m_size;
}

bool Scanner::isExecutableComment() const
{
    if (!m_dialect.lexer.hashComments || at(m_place) != '/' || at(m_place + 1) != '*')
        return false;
    return at(m_place + 2) == '!' || (at(m_place + 2) == 'M' && at(m_place + 3) == '!');
}

qint64 Scanner::blockCommentEnd(qint64 from) const
{
    auto depth = 1;
    for (auto place = from + 2; place < m_size; ++place) {
        if (at(place) == '*' && at(place + 1) == '/') {
            ++place;
            if (--depth == 0)
                return place + 1;
        } else if (m_dialect.lexer.nestedComments && at(place) == '/' && at(place + 1) == '*') {
            ++depth;
            ++place;
        }
    }
    return m_size;
}

qint64 Scanner::quotedEnd(qint64 open, bool backslashes) const
{
    const auto close = at(open) == '[' ? ']' : at(open);
    for (auto place = open + 1; place < m_size; ++place) {
        if (backslashes && at(place) == '\\') {
            ++place;
        } else if (at(place) == close) {
            if (close == ']' || at(place + 1) != close)
                return place + 1;
            ++place;
        }
    }
    return m_size;
}

Token Scanner::scanQuote()
{
    const auto &rules = m_dialect.lexer;
    switch (at(m_place)) {
    case '\'':
        return token(Token::Kind::String, quotedEnd(m_place, rules.backslashEscapes));
    case '"':
        if (rules.doubleQuotedStrings)
            return token(Token::Kind::String, quotedEnd(m_place, rules.backslashEscapes));
        return token(Token::Kind::Quoted, quotedEnd(m_place, false));
    case '`':
        if (rules.backtickIdentifiers)
            return token(Token::Kind::Quoted, quotedEnd(m_place, false));
        break;
    default:
        if (rules.bracketIdentifiers)
            return token(Token::Kind::Quoted, quotedEnd(m_place, false));
        break;
    }
    return token(Token::Kind::Sign, m_place + 1);
}

Token Scanner::scanWord()
{
    const auto first = upper(at(m_place));
    if (at(m_place + 1) == '\'') {
        if (first == 'E' && m_dialect.lexer.escapeStrings)
            return token(Token::Kind::String, quotedEnd(m_place + 1, true));
        if (first == 'X' || first == 'B' || first == 'N')
            return token(Token::Kind::String, quotedEnd(m_place + 1, m_dialect.lexer.backslashEscapes));
    }
    return token(Token::Kind::Word, nameEnd(m_place));
}

Token Scanner::scanNumber()
{
    auto place = m_place;
    while (place < m_size && (isNameByte(at(place)) || at(place) == '.')) {
        const auto isExponent
            = upper(at(place)) == 'E' && (at(place + 1) == '-' || at(place + 1) == '+') && at(m_place + 1) != 'x';
        place += isExponent ? 2 : 1;
    }
    return token(Token::Kind::Number, place);
}

qint64 Scanner::nameEnd(qint64 from) const
{
    while (from < m_size && isNameByte(at(from)))
        ++from;
    return from;
}

std::optional<qint64> Scanner::dollarQuoteEnd() const
{
    if (!m_dialect.lexer.dollarQuotes || at(m_place) != '$')
        return std::nullopt;
    auto tagEnd = m_place + 1;
    while (tagEnd < m_size && at(tagEnd) != '$' && isNameByte(at(tagEnd)))
        ++tagEnd;
    if (at(tagEnd) != '$' || isDigit(at(m_place + 1)))
        return std::nullopt;
    const auto tag = m_sql.substr(std::size_t(m_place), std::size_t(tagEnd + 1 - m_place));
    const auto close = m_sql.find(tag, std::size_t(tagEnd + 1));
    return close == std::string_view::npos ? m_size : qint64(close + tag.size());
}

std::optional<Token> Scanner::scanPlaceholder()
{
    using enum Dialect::Placeholder;
    const auto c = at(m_place);
    const auto behind = at(m_place + 1);
    const auto isSqlite = m_dialect.lexer.bracketIdentifiers;
    if (c == ':' && behind == ':') {
        m_place += 1;
        return token(Token::Kind::Sign, m_place + 1);
    }
    const auto isQuestion = c == '?' && m_dialect.placeholder == QuestionMark;
    const auto isNumber = c == '$' && isDigit(behind) && m_dialect.placeholder == DollarNumber;
    const auto isName = (c == ':' && (isSqlite || m_dialect.placeholder == ColonName))
        || (c == '@' && (isSqlite || m_dialect.placeholder == AtName)) || (c == '$' && isSqlite);
    if (isQuestion) {
        auto end = m_place + 1;
        while (isSqlite && isDigit(at(end)))
            ++end;
        return token(Token::Kind::Placeholder, end);
    }
    if (isNumber || (isName && isNameByte(behind)))
        return token(Token::Kind::Placeholder, nameEnd(m_place + 1));
    return std::nullopt;
}

} // namespace dumbo::script
