#include "core/sql/lexer.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace dumbo {

namespace {

enum Class : quint8 { None = 0, Space = 1, NameStart = 2, Digit = 4, NameRest = 8, OperatorByte = 16 };

constexpr std::array<quint8, 256> makeClasses()
{
    std::array<quint8, 256> classes {};
    for (const char c : std::string_view(" \t\n\r\f\v"))
        classes[std::size_t(c)] = Space;
    for (std::size_t c = '0'; c <= '9'; ++c)
        classes[c] = Digit | NameRest;
    for (std::size_t c = 'a'; c <= 'z'; ++c) {
        classes[c] = NameStart | NameRest;
        classes[c - 'a' + 'A'] = NameStart | NameRest;
    }
    for (std::size_t c = 0x80; c <= 0xff; ++c)
        classes[c] = NameStart | NameRest;
    classes['_'] = NameStart | NameRest;
    classes['$'] = NameRest;
    for (const char c : std::string_view("~!@#^&|`?+-*/%<>="))
        classes[std::size_t(c)] = OperatorByte;
    return classes;
}

constexpr auto classes = makeClasses();

constexpr bool is(char c, int mask) { return (classes[quint8(c)] & mask) != 0; }

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; }

} // namespace

bool isKeyword(std::string_view word, std::string_view lowerCaseKeyword)
{
    return word.size() == lowerCaseKeyword.size()
        && std::equal(word.begin(), word.end(), lowerCaseKeyword.begin(),
            [](char left, char right) { return lower(left) == right; });
}

/// Finds the end of the one token that begins at the lexer's position.
class TokenScan {
public:
    TokenScan(Lexer &lexer, Token &token)
        : m_lexer(lexer)
        , m_text(lexer.m_text)
        , m_rules(lexer.m_rules)
        , m_token(token)
        , m_begin(lexer.m_position)
        , m_size(qint64(lexer.m_text.size()))
    {
    }

    void scan();

private:
    [[nodiscard]] char at(qint64 position) const
    {
        return position < m_size ? m_text[std::size_t(position)] : '\0';
    }
    void finish(TokenKind kind, qint64 end)
    {
        m_token = { kind, false, m_begin, end };
        m_lexer.m_position = end;
    }
    void finishOpen(TokenKind kind, qint64 resumeAt)
    {
        m_token = { kind, true, m_begin, m_size };
        m_lexer.m_position = m_size;
        m_lexer.m_resumeAt = resumeAt;
    }
    /// PostgreSQL's rules for operators and $ (Dialect::Lexer has no flag of its own for them).
    [[nodiscard]] bool isPostgres() const { return m_rules.dollarQuotes; }

    template <typename Continue>
    [[nodiscard]] qint64 skip(qint64 from, Continue goesOn) const
    {
        while (from < m_size && goesOn(m_text[std::size_t(from)]))
            ++from;
        return from;
    }
    [[nodiscard]] qint64 skipName(qint64 from) const
    {
        return skip(from, [](char c) { return is(c, NameRest); });
    }

    void scanWord();
    void scanQuoted(TokenKind kind, qint64 quote, bool backslashes);
    void scanBracketName();
    void scanLineComment();
    void scanBlockComment();
    void scanDollar();
    void scanNumber();
    void scanOperator();
    void scanPostgresOperator();
    void scanColon();
    bool scanNamedPlaceholder();
    void scanQuote();
    void scanSymbol();

    Lexer &m_lexer;
    const std::string_view m_text;
    const Dialect::Lexer &m_rules;
    Token &m_token;
    const qint64 m_begin;
    const qint64 m_size;
};

void TokenScan::scan()
{
    const char c = m_text[std::size_t(m_begin)];
    if (is(c, Space)) {
        finish(TokenKind::Whitespace, skip(m_begin, [](char space) { return is(space, Space); }));
    } else if (m_begin == 0 && m_text.starts_with("\xEF\xBB\xBF")) {
        finish(TokenKind::Whitespace, 3);
    } else if (is(c, NameStart)) {
        scanWord();
    } else if (is(c, Digit) || (c == '.' && is(at(m_begin + 1), Digit))) {
        scanNumber();
    } else if (c == '\'' || c == '"' || c == '`') {
        scanQuote();
    } else if (c == '-' && at(m_begin + 1) == '-') {
        scanLineComment();
    } else if (c == '#' && m_rules.hashComments) {
        scanLineComment();
    } else if (c == '/' && at(m_begin + 1) == '*') {
        scanBlockComment();
    } else if (c == '$') {
        scanDollar();
    } else if (c == ':') {
        scanColon();
    } else if (is(c, OperatorByte)) {
        scanOperator();
    } else {
        scanSymbol();
    }
}

void TokenScan::scanQuote()
{
    const char c = at(m_begin);
    if (c == '\'') {
        const bool continues = m_lexer.m_escapeContinues == Lexer::Continuation::NextLine;
        scanQuoted(TokenKind::String, m_begin, m_rules.backslashEscapes || continues);
        if (continues)
            m_lexer.m_escapeContinues = Lexer::Continuation::SameLine;
    } else if (c == '"') {
        if (m_rules.doubleQuotedStrings)
            scanQuoted(TokenKind::String, m_begin, m_rules.backslashEscapes);
        else
            scanQuoted(TokenKind::QuotedIdentifier, m_begin, false);
    } else if (m_rules.backtickIdentifiers) {
        scanQuoted(TokenKind::QuotedIdentifier, m_begin, false);
    } else {
        scanOperator();
    }
}

void TokenScan::scanSymbol()
{
    const auto single = [this](TokenKind kind) { finish(kind, m_begin + 1); };
    switch (at(m_begin)) {
    case ',': return single(TokenKind::Comma);
    case ';': return single(TokenKind::Semicolon);
    case '.':
        if (at(m_begin + 1) == '.')
            return finish(TokenKind::Operator, m_begin + 2);
        return single(TokenKind::Dot);
    case '(': return single(TokenKind::OpenParenthesis);
    case ')': return single(TokenKind::CloseParenthesis);
    case '[':
        if (m_rules.bracketIdentifiers)
            return scanBracketName();
        return single(TokenKind::OpenBracket);
    case ']': return single(TokenKind::CloseBracket);
    case '\\': return single(TokenKind::Backslash);
    default: return single(TokenKind::Other);
    }
}

void TokenScan::scanWord()
{
    const char first = lower(at(m_begin));
    const char second = at(m_begin + 1);
    if (second == '\'' && (first == 'x' || first == 'b' || first == 'n'))
        return scanQuoted(TokenKind::String, m_begin + 1, m_rules.backslashEscapes && first == 'n');
    if (second == '\'' && first == 'e' && m_rules.escapeStrings) {
        scanQuoted(TokenKind::String, m_begin + 1, true);
        m_lexer.m_escapeContinues = Lexer::Continuation::SameLine;
        return;
    }
    if (first == 'u' && second == '&' && m_rules.escapeStrings) {
        m_lexer.m_undecided = m_begin + 2 >= m_size;
        if (at(m_begin + 2) == '\'')
            return scanQuoted(TokenKind::String, m_begin + 2, false);
        if (at(m_begin + 2) == '"')
            return scanQuoted(TokenKind::QuotedIdentifier, m_begin + 2, false);
    }
    finish(TokenKind::Word, skipName(m_begin + 1));
}

void TokenScan::scanQuoted(TokenKind kind, qint64 quote, bool backslashes)
{
    const char mark = at(quote);
    qint64 position = std::max(quote + 1, m_lexer.m_resumeAt);
    m_lexer.m_resumeAt = 0;
    while (true) {
        if (backslashes) {
            position = skip(position, [mark](char c) { return c != mark && c != '\\'; });
        } else {
            const auto found = m_text.find(mark, std::size_t(position));
            position = found == std::string_view::npos ? m_size : qint64(found);
        }
        if (position >= m_size || (position + 1 == m_size && at(position) == '\\'))
            return finishOpen(kind, position);
        if (at(position) == '\\' || at(position + 1) == mark) {
            if (position + 1 == m_size)
                break;
            position += 2;
            continue;
        }
        break;
    }
    finish(kind, position + 1);
    // At the end of a piece of text the next piece may double the quote.
    if (position + 1 == m_size)
        m_lexer.m_resumeAt = position;
}

void TokenScan::scanBracketName()
{
    const auto found = m_text.find(']', std::size_t(std::max(m_begin + 1, m_lexer.m_resumeAt)));
    m_lexer.m_resumeAt = 0;
    if (found == std::string_view::npos)
        finishOpen(TokenKind::QuotedIdentifier, m_size);
    else
        finish(TokenKind::QuotedIdentifier, qint64(found) + 1);
}

void TokenScan::scanLineComment()
{
    const auto found = m_text.find_first_of("\r\n", std::size_t(std::max(m_begin, m_lexer.m_resumeAt)));
    m_lexer.m_resumeAt = 0;
    if (found == std::string_view::npos) {
        finish(TokenKind::LineComment, m_size);
        m_lexer.m_resumeAt = m_size;
    } else {
        finish(TokenKind::LineComment, qint64(found));
    }
}

void TokenScan::scanBlockComment()
{
    const bool resumed = m_lexer.m_resumeAt > m_begin;
    int depth = resumed ? m_lexer.m_resumeDepth : 1;
    qint64 position = resumed ? m_lexer.m_resumeAt : m_begin + 2;
    m_lexer.m_resumeAt = 0;
    for (; position + 1 < m_size; ++position) {
        const char c = at(position);
        if (c == '*' && at(position + 1) == '/') {
            if (--depth == 0)
                return finish(TokenKind::BlockComment, position + 2);
            ++position;
        } else if (c == '/' && m_rules.nestedComments && at(position + 1) == '*') {
            ++depth;
            ++position;
        }
    }
    finishOpen(TokenKind::BlockComment, std::max(position, m_begin + 2));
    m_lexer.m_resumeDepth = depth;
}

void TokenScan::scanDollar()
{
    if (is(at(m_begin + 1), Digit))
        return finish(TokenKind::Placeholder, skipName(m_begin + 1));
    if (!m_rules.dollarQuotes) {
        if (!scanNamedPlaceholder())
            finish(TokenKind::Other, m_begin + 1);
        return;
    }
    qint64 tagEnd = m_begin + 1;
    if (is(at(tagEnd), NameStart))
        tagEnd = skip(tagEnd + 1, [](char c) { return c != '$' && is(c, NameRest); });
    m_lexer.m_undecided = tagEnd >= m_size;
    if (at(tagEnd) != '$' || tagEnd >= m_size)
        return finish(TokenKind::Other, m_begin + 1);
    const auto tag = m_text.substr(std::size_t(m_begin), std::size_t(tagEnd + 1 - m_begin));
    const auto found = m_text.find(tag, std::size_t(std::max(tagEnd + 1, m_lexer.m_resumeAt)));
    m_lexer.m_resumeAt = 0;
    if (found == std::string_view::npos)
        finishOpen(TokenKind::DollarString, std::max(tagEnd + 1, m_size - qint64(tag.size()) + 1));
    else
        finish(TokenKind::DollarString, qint64(found + tag.size()));
}

void TokenScan::scanNumber()
{
    const auto digit = [](char c) { return is(c, Digit) || c == '_'; };
    qint64 position = m_begin;
    const char second = lower(at(m_begin + 1));
    if (at(m_begin) == '0' && (second == 'x' || second == 'o' || second == 'b'))
        return finish(TokenKind::Number, skip(m_begin + 2, [](char c) { return is(c, NameStart | Digit); }));
    position = skip(position, digit);
    if (at(position) == '.' && at(position + 1) != '.')
        position = skip(position + 1, digit);
    if (lower(at(position)) == 'e') {
        const char sign = at(position + 1);
        const qint64 exponent = position + (sign == '+' || sign == '-' ? 2 : 1);
        if (is(at(exponent), Digit))
            position = skip(exponent, digit);
    }
    if (is(at(position), NameStart)) // 12ab is one piece of rubbish rather than a number with an alias
        position = skipName(position);
    finish(TokenKind::Number, position);
}

bool TokenScan::scanNamedPlaceholder()
{
    qint64 position = m_begin + 1;
    while (position < m_size) {
        if (is(at(position), NameRest))
            ++position;
        else if (position > m_begin + 1 && at(position) == ':' && at(position + 1) == ':' && is(at(position + 2), NameRest))
            position += 2;
        else
            break;
    }
    if (position == m_begin + 1)
        return false;
    finish(TokenKind::Placeholder, position);
    return true;
}

void TokenScan::scanColon()
{
    const char following = at(m_begin + 1);
    if (following == ':' || following == '=')
        return finish(TokenKind::Operator, m_begin + 2);
    if (isPostgres()) {
        if (is(following, NameStart))
            finish(TokenKind::Placeholder, skipName(m_begin + 1));
        else
            finish(TokenKind::Operator, m_begin + 1);
    } else if (!scanNamedPlaceholder()) {
        finish(TokenKind::Operator, m_begin + 1);
    }
}

void TokenScan::scanOperator()
{
    if (isPostgres())
        return scanPostgresOperator();
    const char c = at(m_begin);
    if (c == '?')
        return finish(TokenKind::Placeholder, skip(m_begin + 1, [](char d) { return is(d, Digit); }));
    if (c == '@' && at(m_begin + 1) == '@')
        return finish(TokenKind::Placeholder, skipName(m_begin + 2));
    if ((c == '@' || c == '#') && scanNamedPlaceholder())
        return;
    static constexpr std::array<std::string_view, 14> operators { "->>", "<=>", "->", "||", "<=", "<>", "<<", ">=", ">>",
        "==", "!=", "&&", "**", "=>" };
    const auto rest = m_text.substr(std::size_t(m_begin), 3);
    for (const auto &text : operators) {
        if (rest.starts_with(text))
            return finish(TokenKind::Operator, m_begin + qint64(text.size()));
    }
    finish(TokenKind::Operator, m_begin + 1);
}

/// https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-OPERATORS
void TokenScan::scanPostgresOperator()
{
    qint64 end = m_begin;
    bool special = false;
    while (end < m_size && is(at(end), OperatorByte)) {
        const char c = at(end);
        if ((c == '-' && at(end + 1) == '-') || (c == '/' && at(end + 1) == '*'))
            break;
        special = special || std::strchr("~!@#%^&|`?", c) != nullptr;
        ++end;
    }
    while (end > m_begin + 1 && !special && (at(end - 1) == '+' || at(end - 1) == '-'))
        --end;
    finish(TokenKind::Operator, end);
}

Lexer::Lexer(std::string_view text, const Dialect::Lexer &rules, qint64 begin)
    : m_text(text)
    , m_rules(rules)
    , m_position(begin)
{
}

bool Lexer::next(Token &token)
{
    if (m_resumeAt <= m_position)
        m_resumeAt = 0;
    if (m_position >= qint64(m_text.size()))
        return false;
    m_continuedBefore = m_escapeContinues;
    const qint64 from = std::max(m_position, m_resumeAt);
    m_undecided = false;
    TokenScan(*this, token).scan();
    m_bytesScanned += token.end - std::min(from, token.end);
    if (m_continuedBefore == Continuation::None)
        return true;
    if (token.kind == TokenKind::Whitespace) {
        if (tokenText(m_text, token).find_first_of("\r\n") != std::string_view::npos)
            m_escapeContinues = Continuation::NextLine;
    } else if (token.kind != TokenKind::LineComment && token.kind != TokenKind::String) {
        m_escapeContinues = Continuation::None;
    }
    return true;
}

void Lexer::resume(std::string_view longerText, const Token &token)
{
    m_text = longerText;
    m_position = token.begin;
    m_escapeContinues = m_continuedBefore;
}

void Lexer::rebase(std::string_view text, qint64 removed)
{
    m_text = text;
    m_position -= removed;
    m_resumeAt = std::max<qint64>(0, m_resumeAt - removed);
}

std::vector<Token> tokenize(std::string_view text, const Dialect::Lexer &rules)
{
    std::vector<Token> tokens;
    Lexer lexer(text, rules);
    for (Token token; lexer.next(token);)
        tokens.push_back(token);
    return tokens;
}

} // namespace dumbo
