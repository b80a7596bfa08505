#include "app/cli/shell/shellreader.h"

#include "core/sql/lexer.h"

#include <QRegularExpression>

#include <algorithm>
#include <string_view>

namespace cli {

using namespace dumbo;

namespace {

constexpr qsizetype longestComment = 64 * 1024;

std::string_view viewOf(QByteArrayView text)
{
    return { text.data(), std::size_t(text.size()) };
}

bool isBlank(char character)
{
    return character == ' ' || character == '\t' || character == '\n' || character == '\r';
}

bool isInsignificant(TokenKind kind)
{
    return kind == TokenKind::Whitespace || kind == TokenKind::LineComment || kind == TokenKind::BlockComment;
}

/// "db.users…", "db['users']…"
bool beginsDocuments(QByteArrayView text)
{
    return text.startsWith("db.") || text.startsWith("db[");
}

bool isTransactionWord(QByteArrayView line)
{
    static const QRegularExpression words(QStringLiteral("^(begin|commit|rollback|end|abort)( +(transaction|work))?$|^start +transaction$"),
        QRegularExpression::CaseInsensitiveOption);
    return line.size() < 40 && words.match(QString::fromUtf8(line)).hasMatch();
}

/// Bytes up to and with the semicolon, where only blanks and comments stand before it; else none.
qsizetype sizeWithSemicolon(QByteArrayView text, const Dialect &dialect)
{
    Lexer lexer(viewOf(text), dialect.lexer);
    Token token;
    while (lexer.next(token)) {
        if (token.kind == TokenKind::Semicolon)
            return token.end;
        if (!isInsignificant(token.kind))
            break;
    }
    return 0;
}

} // namespace

std::optional<qsizetype> DocumentsScanner::scan(QByteArrayView text)
{
    for (; m_position < text.size(); ++m_position) {
        const auto character = text[m_position];
        if (m_closing != 0) {
            if (m_closing == '*' && character == '/' && text[m_position - 1] == '*')
                m_closing = 0;
            else if (m_closing != '*' && character == '\\' && m_position + 1 < text.size() && text[m_position + 1] != '\n')
                ++m_position;
            else if (m_closing != '*')
                scanInString(character);
        } else if (m_depth == 0 && character == ';') {
            return m_position + 1;
        } else if (m_depth == 0 && character == '\n' && m_last != '.' && m_last != ',') {
            return m_position + 1;
        } else {
            scanPlain(text);
        }
    }
    return std::nullopt;
}

void DocumentsScanner::scanInString(char character)
{
    if (m_closing == '/' && (character == '[' || character == ']'))
        m_isInClass = character == '[';
    // No string goes over a line: where one seems to, its end was forgotten, and the parser will say so.
    if (character == '\n' || (character == m_closing && !m_isInClass)) {
        m_closing = 0;
        m_isInClass = false;
        m_last = '"';
        if (character == '\n')
            --m_position;
    }
}

void DocumentsScanner::scanPlain(QByteArrayView text)
{
    const auto character = text[m_position];
    const auto following = m_position + 1 < text.size() ? text[m_position + 1] : '\0';
    if (isBlank(character))
        return;
    if (character == '/' && following == '/') {
        const auto end = text.indexOf('\n', m_position);
        m_position = (end < 0 ? text.size() : end) - 1;
        return;
    }
    if (character == '/' && following == '*') {
        m_closing = '*';
        m_position += 2; // "/*/" does not end it
        return;
    }
    if (character == '"' || character == '\'' || character == '`')
        m_closing = character;
    else if (character == '/' && (m_last == '(' || m_last == ',' || m_last == ':' || m_last == '['))
        m_closing = '/';
    else if (character == '(' || character == '[' || character == '{')
        ++m_depth;
    else if (character == ')' || character == ']' || character == '}')
        m_depth = std::max(0, m_depth - 1);
    m_last = character;
}

ShellReader::ShellReader(const Dialect &dialect)
    : m_dialect(dialect)
{
}

void ShellReader::appendLine(const QByteArray &line)
{
    m_text += line;
    if (!line.endsWith('\n'))
        m_text += '\n';
    while (readPart(false)) { }
}

void ShellReader::finish()
{
    while (readPart(true)) { }
}

std::optional<ShellPart> ShellReader::next()
{
    if (m_parts.empty())
        return std::nullopt;
    auto part = std::move(m_parts.front());
    m_parts.pop_front();
    return part;
}

/// False where nothing can be read before more comes.
bool ShellReader::readPart(bool isLast)
{
    if (m_documents)
        return readDocuments(isLast);
    if (m_sql)
        return readSql(isLast);
    const auto begin = std::ranges::find_if_not(m_text, isBlank) - m_text.begin();
    drop(begin);
    if (m_text.isEmpty())
        return false;
    if (m_text.startsWith(".") || m_text.startsWith("//"))
        return readLine(ShellPart::Kind::Command);
    if (beginsDocuments(m_text)) {
        m_documents.emplace();
        return true;
    }
    if (isTransactionWord(QByteArrayView(m_text).first(m_text.indexOf('\n')).trimmed()))
        return readLine(ShellPart::Kind::Sql);
    m_sql.emplace(m_dialect);
    m_read = 0;
    m_mayBeComment = true;
    return true;
}

bool ShellReader::readLine(ShellPart::Kind kind)
{
    const auto size = m_text.indexOf('\n');
    auto text = m_text.first(size).trimmed();
    while (text.endsWith(';'))
        text = text.chopped(1).trimmed();
    if (!text.startsWith("//"))
        m_parts.push_back({ kind, text, m_line });
    drop(size + 1);
    return true;
}

bool ShellReader::readDocuments(bool isLast)
{
    auto size = m_documents->scan(m_text);
    if (!size && !isLast)
        return false;
    auto text = m_text.first(size.value_or(m_text.size())).trimmed();
    if (text.endsWith(';'))
        text = text.chopped(1).trimmed();
    m_parts.push_back({ ShellPart::Kind::Documents, text, m_line });
    m_documents.reset();
    drop(size.value_or(m_text.size()));
    return true;
}

bool ShellReader::readSql(bool isLast)
{
    m_sql->append(viewOf(QByteArrayView(m_text).sliced(m_read)));
    m_read = m_text.size();
    if (isLast)
        m_sql->finish();
    const auto part = m_sql->next();
    if (!part) {
        dropComments();
        if (isLast)
            drop(m_text.size());
        return false;
    }
    const auto kind = part->kind == ScriptPart::Kind::Statement ? ShellPart::Kind::Sql : ShellPart::Kind::Foreign;
    m_parts.push_back({ kind, part->text, m_line + part->line - 1 });
    const auto end = part->begin + part->text.size();
    drop(end + sizeWithSemicolon(QByteArrayView(m_text).sliced(end), m_dialect));
    m_sql.reset();
    return true;
}

/// Comments alone begin nothing.
void ShellReader::dropComments()
{
    if (!m_mayBeComment || m_text.size() > longestComment)
        return;
    Lexer lexer(viewOf(m_text), m_dialect.lexer);
    Token token;
    while (lexer.next(token)) {
        m_mayBeComment = isInsignificant(token.kind);
        if (!m_mayBeComment || token.unterminated)
            return;
    }
    drop(m_text.size());
    m_sql.reset();
}

void ShellReader::drop(qsizetype bytes)
{
    m_line += m_text.first(bytes).count('\n');
    m_text.remove(0, bytes);
}

} // namespace cli
