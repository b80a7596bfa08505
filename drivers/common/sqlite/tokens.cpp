#include "drivers/common/sqlite/tokens.h"

#include <algorithm>

namespace dumbo::sqlite {

namespace {

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isNameByte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) || c == '_' || c == '$'
        || static_cast<unsigned char>(c) >= 0x80;
}

char upper(char c)
{
    return c >= 'a' && c <= 'z' ? char(c - 'a' + 'A') : c;
}

bool equalsWord(std::string_view text, std::string_view upperCaseWord)
{
    return std::ranges::equal(text, upperCaseWord, {}, upper);
}

class Tokenizer
{
public:
    explicit Tokenizer(std::string_view sql)
        : m_sql(sql)
    {
    }

    Token next(std::size_t begin)
    {
        const auto c = m_sql[begin];
        const auto following = at(begin + 1);
        if (c == '\'')
            return token(Token::Kind::String, begin, quotedEnd(begin, '\''));
        if ((c == 'x' || c == 'X') && following == '\'')
            return token(Token::Kind::String, begin, quotedEnd(begin + 1, '\''));
        if (c == '"' || c == '`')
            return token(Token::Kind::Quoted, begin, quotedEnd(begin, c));
        if (c == '[')
            return token(Token::Kind::Quoted, begin, std::min(m_sql.find(']', begin), m_sql.size() - 1) + 1);
        if (isDigit(c) || (c == '.' && isDigit(following)))
            return token(Token::Kind::Number, begin, numberEnd(begin));
        if (c == '?')
            return token(Token::Kind::Variable, begin, digitsEnd(begin + 1));
        if ((c == ':' || c == '@' || c == '$' || c == '#') && isNameByte(following))
            return token(Token::Kind::Variable, begin, nameEnd(begin + 1));
        if (isNameByte(c))
            return token(Token::Kind::Word, begin, nameEnd(begin));
        return token(Token::Kind::Sign, begin, begin + signLength(begin));
    }

private:
    char at(std::size_t place) const { return place < m_sql.size() ? m_sql[place] : '\0'; }

    static Token token(Token::Kind kind, std::size_t begin, std::size_t end)
    {
        return { kind, qint64(begin), qint64(end) };
    }

    std::size_t quotedEnd(std::size_t open, char quote) const
    {
        for (auto place = open + 1; place < m_sql.size(); ++place) {
            if (m_sql[place] != quote)
                continue;
            if (at(place + 1) != quote)
                return place + 1;
            ++place;
        }
        return m_sql.size();
    }

    std::size_t nameEnd(std::size_t place) const
    {
        while (place < m_sql.size() && isNameByte(m_sql[place]))
            ++place;
        return place;
    }

    std::size_t digitsEnd(std::size_t place) const
    {
        while (isDigit(at(place)))
            ++place;
        return place;
    }

    std::size_t numberEnd(std::size_t place) const
    {
        while (place < m_sql.size() && (isNameByte(m_sql[place]) || m_sql[place] == '.')) {
            const auto isExponent = (m_sql[place] == 'e' || m_sql[place] == 'E')
                && (at(place + 1) == '-' || at(place + 1) == '+');
            place += isExponent ? 2 : 1;
        }
        return std::min(place, m_sql.size());
    }

    std::size_t signLength(std::size_t begin) const
    {
        for (const std::string_view sign : { "->>", "->", "||", "<=", ">=", "<>", "!=", "==", "<<", ">>" }) {
            if (m_sql.substr(begin, sign.size()) == sign)
                return sign.size();
        }
        return 1;
    }

    std::string_view m_sql;
};

} // namespace

bool Token::isWord(std::string_view sql, std::string_view upperCaseWord) const
{
    return kind == Kind::Word && equalsWord(text(sql), upperCaseWord);
}

bool Token::isSign(std::string_view sql, std::string_view sign) const
{
    return kind == Kind::Sign && text(sql) == sign;
}

qint64 skipBlank(std::string_view sql, qint64 from)
{
    auto place = std::size_t(from);
    while (place < sql.size()) {
        if (isBlank(sql[place])) {
            ++place;
        } else if (sql.substr(place, 2) == "--") {
            place = std::min(sql.find('\n', place), sql.size());
        } else if (sql.substr(place, 2) == "/*" && place + 2 < sql.size()) {
            const auto end = sql.find("*/", place + 2);
            place = end == std::string_view::npos ? sql.size() : end + 2;
        } else {
            break;
        }
    }
    return qint64(place);
}

std::vector<Token> tokenize(std::string_view sql)
{
    std::vector<Token> tokens;
    Tokenizer tokenizer(sql);
    for (auto place = skipBlank(sql, 0); place < qint64(sql.size());
         place = skipBlank(sql, tokens.back().end))
        tokens.push_back(tokenizer.next(std::size_t(place)));
    return tokens;
}

QString unquoted(std::string_view token)
{
    const auto decoded
        = [](std::string_view bytes) { return QString::fromUtf8(bytes.data(), qsizetype(bytes.size())); };
    if (token.size() < 2)
        return decoded(token);
    const auto open = token.front();
    if (open == '[')
        return decoded(token.substr(1, token.size() - 2));
    if (open != '"' && open != '`' && open != '\'')
        return decoded(token);
    return decoded(token.substr(1, token.size() - 2))
        .replace(QString(2, QLatin1Char(open)), QString(QLatin1Char(open)));
}

QByteArray quoted(const QString &name)
{
    return '"' + name.toUtf8().replace('"', "\"\"") + '"';
}

QByteArray mainKeyword(std::string_view sql)
{
    Tokenizer tokenizer(sql);
    auto depth = 0;
    auto inWith = false;
    for (auto place = skipBlank(sql, 0); place < qint64(sql.size());) {
        const auto token = tokenizer.next(std::size_t(place));
        if (!inWith) {
            if (!token.isWord(sql, "WITH"))
                return QByteArray(token.text(sql)).toUpper();
            inWith = true;
        } else if (token.isSign(sql, "(")) {
            ++depth;
        } else if (token.isSign(sql, ")")) {
            --depth;
        } else if (depth == 0) {
            for (const std::string_view word :
                { "SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "VALUES" }) {
                if (token.isWord(sql, word))
                    return QByteArray(word);
            }
        }
        place = skipBlank(sql, token.end);
    }
    return inWith ? QByteArrayLiteral("WITH") : QByteArray();
}

bool changesRows(const QByteArray &mainKeyword)
{
    return mainKeyword == "INSERT" || mainKeyword == "UPDATE" || mainKeyword == "DELETE"
        || mainKeyword == "REPLACE";
}

} // namespace dumbo::sqlite
