#include "drivers/common/postgresql/advice/sourcetext.h"

#include "drivers/common/postgresql/dialect.h"

#include <algorithm>

namespace dumbo::postgresql::advice {

SourceText::SourceText(const QByteArray &sql)
    : m_sql(sql)
    , m_view(sql.constData(), std::size_t(sql.size()))
{
}

const std::vector<script::Token> &SourceText::tokens() const
{
    if (!m_tokens) {
        m_tokens.emplace();
        script::Scanner scanner(m_view, dialect());
        while (const auto token = scanner.next()) {
            if (!token->isSign(m_view, ';'))
                m_tokens->push_back(*token);
        }
    }
    return *m_tokens;
}

bool SourceText::isWord(std::size_t token, std::string_view word) const
{
    return token < tokens().size() && tokens()[token].isWord(m_view, word);
}

bool SourceText::isSign(std::size_t token, char sign) const
{
    return token < tokens().size() && tokens()[token].isSign(m_view, sign);
}

TextSpan SourceText::whole() const
{
    const auto &all = tokens();
    return all.empty() ? TextSpan { 0, m_sql.size() } : TextSpan { all.front().begin, all.back().end };
}

TextSpan SourceText::word(std::string_view upperCaseWord, qint64 from) const
{
    const auto found = std::ranges::find_if(
        tokens(), [&](const script::Token &token) { return token.begin >= from && token.isWord(m_view, upperCaseWord); });
    return found == tokens().end() ? whole() : TextSpan { found->begin, found->end };
}

bool SourceText::hasWord(std::string_view upperCaseWord) const
{
    return std::ranges::any_of(tokens(), [&](const script::Token &token) { return token.isWord(m_view, upperCaseWord); });
}

TextSpan SourceText::tokenAt(qint64 place) const
{
    const auto found = std::ranges::find(tokens(), place, &script::Token::begin);
    return found == tokens().end() ? whole() : TextSpan { found->begin, found->end };
}

TextSpan SourceText::tokenNear(qint64 place) const
{
    const auto &all = tokens();
    if (all.empty())
        return whole();
    auto found = std::ranges::find_if(all, [&](const script::Token &token) { return token.end > place; });
    if (found == all.end())
        --found;
    return { found->begin, found->end };
}

std::vector<TextSpan> SourceText::names() const
{
    std::vector<TextSpan> spans;
    for (const auto &token : tokens()) {
        if (token.kind == script::Token::Kind::Word)
            spans.push_back({ token.begin, token.end });
        else if (token.kind == script::Token::Kind::Quoted && token.end - token.begin > 1)
            spans.push_back({ token.begin + 1, token.end - 1 });
    }
    return spans;
}

QByteArray SourceText::withBehind(const TextSpan &word, const QByteArray &more) const
{
    const auto span = whole();
    return m_sql.mid(span.begin, word.end - span.begin) + more + m_sql.mid(word.end, span.end - word.end);
}

QByteArray SourceText::without(const TextSpan &part) const
{
    const auto span = whole();
    return m_sql.mid(span.begin, part.begin - span.begin) + m_sql.mid(part.end, span.end - part.end).trimmed();
}

/// Behind a name with its parts, the words before it, and the asterisk of old.
std::size_t SourceText::behindName(std::size_t token) const
{
    if (isWord(token, "IF"))
        token += 2;
    if (isWord(token, "ONLY"))
        ++token;
    const auto isEnclosed = isSign(token, '(');
    token += isEnclosed ? 2 : 1;
    while (isSign(token, '.'))
        token += 2;
    if (isEnclosed)
        ++token;
    return isSign(token, '*') ? token + 1 : token;
}

const SourceText::Commands &SourceText::commands() const
{
    if (m_commands)
        return *m_commands;
    m_commands.emplace();
    const auto &all = tokens();
    std::size_t place = 1;
    for (const auto *word : { "FOREIGN", "MATERIALIZED" })
        place += isWord(place, word) ? 1 : 0;
    place = behindName(place + 1);
    if (place >= all.size())
        return *m_commands;
    const auto span = whole();
    m_commands->head = m_sql.mid(span.begin, all[place - 1].end - span.begin);
    int depth = 0;
    auto begin = place;
    for (; place <= all.size(); ++place) {
        if (place == all.size() || (depth == 0 && isSign(place, ','))) {
            if (place > begin)
                m_commands->spans.push_back({ all[begin].begin, all[place - 1].end });
            begin = place + 1;
        } else if (isSign(place, '(') || isSign(place, '[')) {
            ++depth;
        } else if (isSign(place, ')') || isSign(place, ']')) {
            --depth;
        }
    }
    return *m_commands;
}

} // namespace dumbo::postgresql::advice
