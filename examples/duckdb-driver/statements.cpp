#include "statements.h"

namespace dumbo::duckdb {

namespace {

using std::string_view;

bool isBlank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool isNameStart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (static_cast<unsigned char>(c) & 0x80) != 0;
}

bool isNamePart(char c)
{
    return isNameStart(c) || (c >= '0' && c <= '9');
}

qint64 endOfLine(string_view text, qint64 at)
{
    const auto end = text.find('\n', std::size_t(at));
    return end == string_view::npos ? qint64(text.size()) : qint64(end);
}

/// Behind the comment that begins at at; comments nest.
qint64 endOfComment(string_view text, qint64 at)
{
    int depth = 0;
    while (at < qint64(text.size())) {
        const auto two = text.substr(std::size_t(at), 2);
        if (two == "/*")
            ++depth;
        else if (two == "*/" && --depth == 0)
            return at + 2;
        at += two == "/*" || two == "*/" ? 2 : 1;
    }
    return qint64(text.size());
}

/// Behind the quoted text that begins at at; a doubled quote stands for one.
qint64 endOfQuoted(string_view text, qint64 at, bool backslashes)
{
    const auto quote = text[std::size_t(at)];
    for (++at; at < qint64(text.size()); ++at) {
        const auto c = text[std::size_t(at)];
        if (backslashes && c == '\\')
            ++at;
        else if (c == quote) {
            if (at + 1 >= qint64(text.size()) || text[std::size_t(at + 1)] != quote)
                return at + 1;
            ++at;
        }
    }
    return qint64(text.size());
}

/// Behind $tag$ … $tag$ that begins at at, or at + 1 where it is another use of the sign.
qint64 endOfDollar(string_view text, qint64 at)
{
    auto tagEnd = std::size_t(at) + 1;
    if (tagEnd < text.size() && isNameStart(text[tagEnd])) {
        while (tagEnd < text.size() && isNamePart(text[tagEnd]))
            ++tagEnd;
    }
    if (tagEnd >= text.size() || text[tagEnd] != '$')
        return at + 1;
    const auto tag = text.substr(std::size_t(at), tagEnd + 1 - std::size_t(at));
    const auto close = text.find(tag, tagEnd + 1);
    return close == string_view::npos ? qint64(text.size()) : qint64(close + tag.size());
}

/// Behind blank and comments.
qint64 skipBlank(string_view text, qint64 at)
{
    while (at < qint64(text.size())) {
        const auto two = text.substr(std::size_t(at), 2);
        if (isBlank(two[0]))
            ++at;
        else if (two == "--")
            at = endOfLine(text, at);
        else if (two == "/*")
            at = endOfComment(text, at);
        else
            break;
    }
    return at;
}

/// Behind the token that begins at at, where no blank is.
qint64 endOfToken(string_view text, qint64 at)
{
    const auto c = text[std::size_t(at)];
    if (c == '\'' || c == '"')
        return endOfQuoted(text, at, false);
    if ((c == 'e' || c == 'E') && std::size_t(at) + 1 < text.size() && text[std::size_t(at) + 1] == '\'')
        return endOfQuoted(text, at + 1, true);
    if (c == '$')
        return endOfDollar(text, at);
    if (!isNamePart(c))
        return at + 1;
    while (at < qint64(text.size()) && (isNamePart(text[std::size_t(at)]) || text[std::size_t(at)] == '$'))
        ++at;
    return at;
}

} // namespace

Span nextStatement(string_view text, qint64 from)
{
    auto at = skipBlank(text, from);
    while (at < qint64(text.size()) && text[std::size_t(at)] == ';')
        at = skipBlank(text, at + 1);
    Span span { at, at };
    while (at < qint64(text.size()) && text[std::size_t(at)] != ';') {
        at = endOfToken(text, at);
        span.end = at;
        at = skipBlank(text, at);
    }
    return span;
}

std::vector<QByteArray> firstTokens(string_view statement, int count)
{
    std::vector<QByteArray> tokens;
    auto at = skipBlank(statement, 0);
    while (at < qint64(statement.size()) && int(tokens.size()) < count) {
        const auto end = endOfToken(statement, at);
        const auto token = statement.substr(std::size_t(at), std::size_t(end - at));
        tokens.emplace_back(token.data(), qsizetype(token.size()));
        if (isNameStart(token[0]) && !token.ends_with('\''))
            tokens.back() = tokens.back().toUpper();
        at = skipBlank(statement, end);
    }
    return tokens;
}

QByteArray mainKeyword(string_view statement)
{
    for (const auto &token : firstTokens(statement, 16)) {
        if (token != "(")
            return isNameStart(token[0]) ? token : QByteArray();
    }
    return {};
}

} // namespace dumbo::duckdb
