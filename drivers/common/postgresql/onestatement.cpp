#include "drivers/common/postgresql/onestatement.h"

#include <QCoreApplication>

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

namespace dumbo::postgresql {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PostgreSQL", text);
}

struct Token
{
    enum class Kind { Word, Placeholder, Semicolon, Other };
    Kind kind = Kind::Other;
    std::size_t begin = 0;
    std::size_t end = 0;
};

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isWordStart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80) != 0;
}

bool isWordPart(char c)
{
    return isWordStart(c) || isDigit(c) || c == '$';
}

/// Cuts SQL as PostgreSQL's own lexer does, as far as ends of statements depend on it:
/// https://www.postgresql.org/docs/current/sql-syntax-lexical.html
class Scanner
{
public:
    Scanner(std::string_view sql, bool backslashEscapes)
        : m_sql(sql)
        , m_backslashEscapes(backslashEscapes)
    {
    }

    [[nodiscard]] std::vector<Token> tokens()
    {
        std::vector<Token> all;
        while (skipBlank()) {
            Token token { Token::Kind::Other, m_at, m_at };
            token.kind = next();
            token.end = m_at;
            all.push_back(token);
        }
        return all;
    }

private:
    [[nodiscard]] char at(std::size_t place) const { return place < m_sql.size() ? m_sql[place] : '\0'; }

    bool skipBlank()
    {
        while (m_at < m_sql.size()) {
            if (std::string_view(" \t\r\n\f\v").contains(m_sql[m_at]))
                ++m_at;
            else if (m_sql.substr(m_at, 2) == "--")
                m_at = std::min(m_sql.find_first_of("\r\n", m_at), m_sql.size());
            else if (m_sql.substr(m_at, 2) == "/*")
                skipComment();
            else
                return true;
        }
        return false;
    }

    void skipComment()
    {
        int depth = 0;
        do {
            if (m_sql.substr(m_at, 2) == "/*") {
                ++depth;
                m_at += 2;
            } else if (m_sql.substr(m_at, 2) == "*/") {
                --depth;
                m_at += 2;
            } else {
                ++m_at;
            }
        } while (depth > 0 && m_at < m_sql.size());
    }

    void skipQuoted(char quote, bool escapes)
    {
        for (++m_at; m_at < m_sql.size(); ++m_at) {
            if (escapes && m_sql[m_at] == '\\')
                ++m_at;
            else if (m_sql[m_at] == quote && at(m_at + 1) == quote)
                ++m_at;
            else if (m_sql[m_at] == quote)
                break;
        }
        m_at = std::min(m_at + 1, m_sql.size());
    }

    /// $tag$ … $tag$; false where no tag begins here.
    bool skipDollarQuoted()
    {
        auto end = m_at + 1;
        while (isWordPart(at(end)) && at(end) != '$')
            ++end;
        if (at(end) != '$' || isDigit(at(m_at + 1)))
            return false;
        const auto tag = m_sql.substr(m_at, end + 1 - m_at);
        const auto close = m_sql.find(tag, end + 1);
        m_at = close == std::string_view::npos ? m_sql.size() : close + tag.size();
        return true;
    }

    Token::Kind next()
    {
        const auto c = m_sql[m_at];
        if (isWordStart(c))
            return word();
        if (c == '\'' || c == '"') {
            skipQuoted(c, c == '\'' && m_backslashEscapes);
            return Token::Kind::Other;
        }
        if (c == '$' && isDigit(at(m_at + 1))) {
            for (++m_at; isDigit(at(m_at)); ++m_at) { }
            return Token::Kind::Placeholder;
        }
        if (c == '$' && skipDollarQuoted())
            return Token::Kind::Other;
        ++m_at;
        return c == ';' ? Token::Kind::Semicolon : Token::Kind::Other;
    }

    Token::Kind word()
    {
        const auto begin = m_at;
        while (isWordPart(at(m_at)))
            ++m_at;
        const auto length = m_at - begin;
        const auto prefix = m_sql[begin] | 0x20;
        if (length == 1 && at(m_at) == '\'') {
            skipQuoted('\'', prefix == 'e' || m_backslashEscapes);
            return Token::Kind::Other;
        }
        return Token::Kind::Word;
    }

    std::string_view m_sql;
    bool m_backslashEscapes;
    std::size_t m_at = 0;
};

bool isWord(std::string_view sql, const Token &token, std::string_view upperCase)
{
    return token.kind == Token::Kind::Word
        && std::ranges::equal(sql.substr(token.begin, token.end - token.begin), upperCase, {}, [](char c) { return char(c >= 'a' && c <= 'z' ? c - 32 : c); });
}

/// Behind EXPLAIN and its options; 0 where the text does not begin with it.
std::size_t behindExplain(std::string_view sql, const std::vector<Token> &tokens)
{
    if (tokens.empty() || !isWord(sql, tokens[0], "EXPLAIN"))
        return 0;
    std::size_t place = 1;
    if (place < tokens.size() && sql[tokens[place].begin] == '(') {
        // EXPLAIN (ANALYZE) SELECT …, but also EXPLAIN (SELECT …)
        const auto isQuery = place + 1 < tokens.size()
            && (isWord(sql, tokens[place + 1], "SELECT") || isWord(sql, tokens[place + 1], "WITH")
                || isWord(sql, tokens[place + 1], "VALUES") || sql[tokens[place + 1].begin] == '(');
        while (!isQuery && place < tokens.size() && sql[tokens[place].begin] != ')')
            ++place;
        return isQuery ? place : place + 1;
    }
    while (place < tokens.size()
        && (isWord(sql, tokens[place], "ANALYZE") || isWord(sql, tokens[place], "ANALYSE") || isWord(sql, tokens[place], "VERBOSE")))
        ++place;
    return place;
}

std::optional<std::size_t> secondStatement(const std::vector<Token> &tokens, std::size_t first)
{
    for (auto place = first; place + 1 < tokens.size(); ++place) {
        if (tokens[place].kind == Token::Kind::Semicolon && tokens[place + 1].kind != Token::Kind::Semicolon)
            return tokens[place + 1].begin;
    }
    return {};
}

} // namespace

Result<OneStatement> oneStatement(const QByteArray &given)
{
    const std::string_view sql(given.constData(), std::size_t(given.size()));
    const auto tokens = Scanner(sql, false).tokens();
    auto first = std::min(behindExplain(sql, tokens), tokens.size());
    while (first < tokens.size() && tokens[first].kind == Token::Kind::Semicolon)
        ++first;
    auto last = tokens.size();
    while (last > first && tokens[last - 1].kind == Token::Kind::Semicolon)
        --last;
    if (first == last)
        return fail(ErrorKind::InvalidOperation, tr("There is no statement to explain."));
    auto second = secondStatement(tokens, first);
    if (!second) {
        const auto escaped = Scanner(sql.substr(tokens[first].begin), true).tokens();
        second = secondStatement(escaped, 0);
        if (second)
            *second += tokens[first].begin;
    }
    if (second)
        return fail(Error(ErrorKind::InvalidOperation, tr("Only one statement can be explained at a time.")).withPosition(qint64(*second)));
    OneStatement found;
    found.begin = qint64(tokens[first].begin);
    found.text = given.sliced(found.begin, qsizetype(tokens[last - 1].end) - found.begin);
    found.keyword = given.sliced(found.begin, qsizetype(tokens[first].end - tokens[first].begin)).toUpper();
    found.hasPlaceholders = std::any_of(tokens.begin() + std::ptrdiff_t(first), tokens.end(),
        [](const Token &token) { return token.kind == Token::Kind::Placeholder; });
    return found;
}

} // namespace dumbo::postgresql
