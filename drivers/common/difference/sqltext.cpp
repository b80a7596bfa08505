#include "drivers/common/difference/sqltext.h"

#include "drivers/common/script/statements.h"

namespace dumbo::difference {

namespace {

std::string_view view(const QByteArray &text)
{
    return { text.constData(), std::size_t(text.size()) };
}

} // namespace

SqlText::SqlText(const QByteArray &sql, const Dialect &dialect)
    : m_sql(sql)
    , m_dialect(&dialect)
{
    script::Scanner scanner(view(m_sql), dialect);
    while (const auto token = scanner.next())
        m_tokens.push_back(*token);
}

QByteArray SqlText::text(int token) const
{
    if (token < 0 || token >= count())
        return {};
    const auto &found = m_tokens[std::size_t(token)];
    return m_sql.sliced(found.begin, found.end - found.begin);
}

QString SqlText::name(int token) const
{
    const auto piece = QString::fromUtf8(text(token));
    if (token >= count() || m_tokens[std::size_t(token)].kind != script::Token::Kind::Quoted || piece.size() < 2)
        return piece;
    const auto quote = piece.back();
    return piece.sliced(1, piece.size() - 2).replace(QString(2, quote), QString(quote));
}

bool SqlText::isWord(int token, std::string_view upperCaseWord) const
{
    return token >= 0 && token < count() && m_tokens[std::size_t(token)].isWord(view(m_sql), upperCaseWord);
}

bool SqlText::isName(int token) const
{
    if (token < 0 || token >= count())
        return false;
    const auto kind = m_tokens[std::size_t(token)].kind;
    return kind == script::Token::Kind::Word || kind == script::Token::Kind::Quoted;
}

bool SqlText::isString(int token) const
{
    return token >= 0 && token < count() && m_tokens[std::size_t(token)].kind == script::Token::Kind::String;
}

bool SqlText::isSign(int token, char sign) const
{
    return token >= 0 && token < count() && m_tokens[std::size_t(token)].isSign(view(m_sql), sign);
}

bool SqlText::hasWords(int token, std::initializer_list<std::string_view> upperCaseWords) const
{
    for (const auto word : upperCaseWords) {
        if (!isWord(token++, word))
            return false;
    }
    return true;
}

QByteArray SqlText::slice(int from, int to) const
{
    if (from < 0 || from >= count() || to <= from)
        return {};
    const auto begin = m_tokens[std::size_t(from)].begin;
    return m_sql.sliced(begin, m_tokens[std::size_t(std::min(to, count()) - 1)].end - begin);
}

int SqlText::closing(int open) const
{
    int depth = 0;
    for (int i = open; i < count(); ++i) {
        depth += isSign(i, '(') ? 1 : 0;
        depth -= isSign(i, ')') ? 1 : 0;
        if (depth == 0)
            return i;
    }
    return count();
}

int SqlText::opening(int from) const
{
    while (from < count() && !isSign(from, '('))
        ++from;
    return from;
}

QByteArrayList SqlText::entries(int open) const
{
    QByteArrayList found;
    const auto end = closing(open);
    int begin = open + 1;
    for (int i = begin; i < end; ++i) {
        if (isSign(i, '('))
            i = closing(i);
        else if (isSign(i, ',')) {
            found.append(slice(begin, i));
            begin = i + 1;
        }
    }
    if (begin < end)
        found.append(slice(begin, end));
    return found;
}

int SqlText::behindName(int token) const
{
    while (isSign(token + 1, '.'))
        token += 2;
    return token + 1;
}

QSet<QString> SqlText::mentions(bool intoStrings) const
{
    QSet<QString> found;
    for (int i = 0; i < count(); ++i) {
        if (isName(i)) {
            found.insert(name(i));
            if (isSign(i + 1, '.') && isName(i + 2))
                found.insert(name(i) + u'.' + name(i + 2));
        } else if (intoStrings && isString(i)) {
            auto inner = text(i);
            const auto begin = inner.startsWith('$') ? inner.indexOf('$', 1) + 1 : inner.indexOf('\'') + 1;
            if (begin > 0 && inner.size() > begin)
                found += SqlText(inner.sliced(begin, inner.size() - begin - 1), *m_dialect).mentions(true);
        }
    }
    return found;
}

QByteArrayList statementsOf(const QString &ddl, const Dialect &dialect)
{
    const auto text = ddl.toUtf8();
    QByteArrayList statements;
    for (const auto &span : script::splitStatements(view(text), dialect))
        statements.append(text.sliced(span.begin, span.end - span.begin));
    return statements;
}

} // namespace dumbo::difference
