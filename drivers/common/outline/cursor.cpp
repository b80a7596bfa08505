#include "drivers/common/outline/cursor.h"

#include <algorithm>

namespace dumbo::outline {

std::vector<Token> tokensOf(std::string_view sql, const Dialect &dialect)
{
    std::vector<Token> tokens;
    script::Scanner scanner(sql, dialect);
    while (const auto token = scanner.next())
        tokens.push_back(*token);
    return tokens;
}

QString unquoted(std::string_view token)
{
    const auto text = QString::fromUtf8(token.data(), qsizetype(token.size()));
    if (text.size() < 2)
        return text;
    const auto open = text.front();
    const auto close = open == u'[' ? QChar(u']') : open;
    const auto isQuoted = (open == u'"' || open == u'`' || open == u'\'' || open == u'[') && text.back() == close;
    if (!isQuoted)
        return text;
    auto inner = text.sliced(1, text.size() - 2);
    return inner.replace(QString(2, close), QString(close));
}

TextSpan spanOf(Tokens tokens)
{
    return tokens.empty() ? TextSpan() : TextSpan { tokens.front().begin, tokens.back().end };
}

QByteArray textOf(std::string_view sql, Tokens tokens)
{
    const auto [begin, end] = spanOf(tokens);
    return QByteArray(sql.data() + begin, end - begin);
}

Cursor::Cursor(std::string_view sql, Tokens tokens)
    : m_sql(sql)
    , m_tokens(tokens)
{
}

const Token *Cursor::peek(std::size_t ahead) const
{
    return m_place + ahead < m_tokens.size() ? &m_tokens[m_place + ahead] : nullptr;
}

bool Cursor::isWord(std::string_view upperCaseWord, std::size_t ahead) const
{
    const auto *token = peek(ahead);
    return token && token->isWord(m_sql, upperCaseWord);
}

bool Cursor::isAnyWord(std::initializer_list<std::string_view> words) const
{
    return std::ranges::any_of(words, [this](std::string_view word) { return isWord(word); });
}

bool Cursor::isSign(char sign, std::size_t ahead) const
{
    const auto *token = peek(ahead);
    return token && token->isSign(m_sql, sign);
}

bool Cursor::isName() const
{
    return !atEnd() && (token().kind == Token::Kind::Word || token().kind == Token::Kind::Quoted);
}

QByteArray Cursor::word() const
{
    if (atEnd() || token().kind != Token::Kind::Word)
        return {};
    const auto text = token().text(m_sql);
    return QByteArray(text.data(), qsizetype(text.size())).toUpper();
}

Tokens Cursor::rest() const
{
    return atEnd() ? Tokens() : m_tokens.subspan(m_place);
}

bool Cursor::take(std::string_view upperCaseWord)
{
    const auto found = isWord(upperCaseWord);
    m_place += found ? 1 : 0;
    return found;
}

bool Cursor::takeAll(std::initializer_list<std::string_view> words)
{
    std::size_t ahead = 0;
    for (const auto word : words) {
        if (!isWord(word, ahead++))
            return false;
    }
    m_place += words.size();
    return true;
}

bool Cursor::takeAny(std::initializer_list<std::string_view> words)
{
    return std::ranges::any_of(words, [this](std::string_view word) { return take(word); });
}

bool Cursor::takeSign(char sign)
{
    const auto found = isSign(sign);
    m_place += found ? 1 : 0;
    return found;
}

QString Cursor::takeName()
{
    if (atEnd() || (!isName() && token().kind != Token::Kind::String))
        return {};
    return unquoted(m_tokens[m_place++].text(m_sql));
}

NamedObject Cursor::takeObject()
{
    const auto begin = m_place;
    NamedObject object;
    object.path.name = takeName();
    if (!object.path.name.isEmpty() && takeSign('.'))
        object.path.schema = std::exchange(object.path.name, takeName());
    object.span = spanOf(since(begin));
    return object;
}

Tokens Cursor::takeParentheses()
{
    if (!isSign('('))
        return {};
    const auto begin = ++m_place;
    for (auto depth = 1; !atEnd(); ++m_place) {
        depth += isSign('(') ? 1 : (isSign(')') ? -1 : 0);
        if (depth == 0)
            return m_tokens.subspan(begin, m_place++ - begin);
    }
    return m_tokens.subspan(begin);
}

void Cursor::skipTo(std::initializer_list<std::string_view> words)
{
    while (!atEnd() && !isAnyWord(words)) {
        if (isSign('('))
            std::ignore = takeParentheses();
        else
            advance();
    }
}

std::vector<Tokens> splitList(std::string_view sql, Tokens tokens)
{
    std::vector<Tokens> parts;
    std::size_t begin = 0;
    auto depth = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        depth += tokens[i].isSign(sql, '(') ? 1 : (tokens[i].isSign(sql, ')') ? -1 : 0);
        if (depth == 0 && tokens[i].isSign(sql, ',')) {
            parts.push_back(tokens.subspan(begin, i - begin));
            begin = i + 1;
        }
    }
    if (begin < tokens.size())
        parts.push_back(tokens.subspan(begin));
    return parts;
}

QStringList firstNames(std::string_view sql, Tokens list)
{
    QStringList names;
    for (const auto &part : splitList(sql, list))
        names.append(part.empty() ? QString() : unquoted(part.front().text(sql)));
    return names;
}

} // namespace dumbo::outline
