#include "core/sql/format.h"

#include "core/sql/lexer.h"
#include "core/sql/splitter.h"
#include "core/sql/statementlayout.h"

#include <algorithm>

namespace dumbo {

namespace {

/// Puts the parts of a script and what stands between them one after another.
class ScriptLayout {
public:
    ScriptLayout(std::string_view script, const Dialect &dialect, const FormatOptions &options)
        : m_script(script)
        , m_dialect(dialect)
        , m_options(options)
    {
    }

    QByteArray format()
    {
        qint64 position = 0;
        bool verbatimEnd = false;
        m_parts = splitScript(m_script, m_dialect);
        for (const auto &part : m_parts) {
            if (part.kind == ScriptPart::Kind::CopyData) {
                // The data begin with the line behind the statement: nothing may move here.
                copy(position, part.end);
                position = copyLine(part.end);
                verbatimEnd = true;
                continue;
            }
            writeGap(position, part.begin, true);
            verbatimEnd = false;
            if (part.kind == ScriptPart::Kind::Statement)
                m_out += StatementLayout(slice(part.begin, part.end), m_dialect, m_options).format();
            else
                copy(part.begin, part.end);
            position = part.end;
            m_mustBreak = part.kind == ScriptPart::Kind::ClientCommand;
        }
        writeGap(position, qint64(m_script.size()), false);
        if (!m_out.isEmpty() && !m_out.endsWith('\n') && !verbatimEnd && !endsOpen())
            m_out += '\n';
        return m_out;
    }

private:
    /// Whether a string or comment runs to the end: a line break would become part of it.
    [[nodiscard]] bool endsOpen() const
    {
        const qint64 begin = m_parts.empty() ? 0 : m_parts.back().begin;
        Lexer lexer(m_script, m_dialect.lexer, begin);
        Token token;
        while (lexer.next(token)) { }
        return token.unterminated;
    }
    [[nodiscard]] std::string_view slice(qint64 begin, qint64 end) const
    {
        return m_script.substr(std::size_t(begin), std::size_t(end - begin));
    }
    void copy(qint64 begin, qint64 end) { m_out.append(m_script.data() + begin, end - begin); }

    /// The line "\." that ends COPY data.
    qint64 copyLine(qint64 begin)
    {
        const auto lineBreak = m_script.find('\n', std::size_t(begin));
        const qint64 end = lineBreak == std::string_view::npos ? qint64(m_script.size()) : qint64(lineBreak) + 1;
        copy(begin, end);
        m_mustBreak = false;
        return end;
    }

    /// Comments and ';' between two parts.
    void writeGap(qint64 begin, qint64 end, bool beforePart)
    {
        Lexer lexer(m_script.substr(0, std::size_t(end)), m_dialect.lexer, begin);
        qsizetype lineBreaks = 0;
        bool spaced = false;
        for (Token token; lexer.next(token);) {
            const auto text = tokenText(m_script, token);
            if (token.kind == TokenKind::Whitespace) {
                lineBreaks += std::ranges::count(text, '\n');
                spaced = true;
                continue;
            }
            const bool isComment = isBlank(token.kind);
            if (isComment)
                separate(lineBreaks, lineBreaks == 0 && !m_mustBreak);
            else if (m_mustBreak || lineBreaks > 0)
                separate(token.kind == TokenKind::Semicolon && !m_mustBreak ? 0 : 1, token.kind == TokenKind::Semicolon && !m_mustBreak, "");
            else if (spaced && token.kind != TokenKind::Semicolon)
                m_out += ' ';
            copy(token.begin, token.end);
            m_mustBreak = token.kind == TokenKind::LineComment;
            m_sameLine = isComment && !m_mustBreak;
            lineBreaks = 0;
            spaced = false;
        }
        if (!beforePart || m_out.isEmpty())
            return;
        const bool isCommand = end < qint64(m_script.size()) && m_script[std::size_t(end)] == '\\';
        const bool stays = lineBreaks == 0 && !m_mustBreak && (m_sameLine || (isCommand && !m_out.endsWith(';')));
        separate(lineBreaks, stays);
        m_sameLine = false;
    }

    /// A space where the next thing stays on the line, else a line break, and an empty line where there was one.
    void separate(qsizetype lineBreaks, bool stays, const char *space = " ")
    {
        if (m_out.isEmpty())
            return;
        if (stays) {
            if (!m_out.endsWith('\n'))
                m_out += space;
            return;
        }
        if (!m_out.endsWith('\n'))
            m_out += '\n';
        if (lineBreaks > 1)
            m_out += '\n';
    }

    std::string_view m_script;
    const Dialect &m_dialect;
    FormatOptions m_options;
    std::vector<ScriptPart> m_parts;
    QByteArray m_out;
    bool m_mustBreak = false; ///< a line comment or client command was written
    bool m_sameLine = false; ///< a block comment was written
};

} // namespace

QByteArray formatSql(std::string_view script, const Dialect &dialect, const FormatOptions &options)
{
    return ScriptLayout(script, dialect, options).format();
}

} // namespace dumbo
