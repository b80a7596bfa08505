#include "core/migrations/sources/scriptreader.h"

#include "core/sql/lexer.h"
#include "core/sql/splitter.h"

#include <algorithm>

namespace dumbo {

namespace {

using Meaning = Annotation::Meaning;
using Place = Annotation::Place;

struct Line {
    qint64 begin = 0;
    qint64 end = 0; ///< without the line break
    qint64 next = 0;
    int number = 1;
};

/// Without blanks and comments around it and ";" at its end.
struct Trimmed {
    qint64 begin = 0;
    qint64 end = 0;
    [[nodiscard]] bool isEmpty() const { return begin == end; }
};

Trimmed trimmed(std::string_view text, const Dialect::Lexer &rules)
{
    Trimmed result;
    bool isFirst = true;
    Lexer lexer(text, rules);
    for (Token token; lexer.next(token);) {
        if (isBlank(token.kind) || (token.kind == TokenKind::Semicolon))
            continue;
        if (isFirst)
            result.begin = token.begin;
        isFirst = false;
        result.end = token.end;
    }
    return result;
}

/// Whether a routine of MariaDB was cut at a ";" of its body, because no DELIMITER stands before it.
bool isCutRoutine(std::string_view statement, const Dialect::Lexer &rules)
{
    bool isFirst = true;
    bool isRoutine = false;
    std::string_view last;
    bool hasBegin = false;
    Lexer lexer(statement, rules);
    for (Token token; lexer.next(token);) {
        if (token.kind != TokenKind::Word)
            continue;
        const auto word = tokenText(statement, token);
        if (isFirst && !isKeyword(word, "create"))
            return false;
        isFirst = false;
        if (!hasBegin && (isKeyword(word, "procedure") || isKeyword(word, "function") || isKeyword(word, "trigger") || isKeyword(word, "event")))
            isRoutine = true;
        if (isRoutine && isKeyword(word, "begin"))
            hasBegin = true;
        last = word;
    }
    return hasBegin && !isKeyword(last, "end");
}

class ScriptReader {
public:
    ScriptReader(const SourceText &text, const ScriptRequest &request)
        : m_text(text.bytes.constData(), std::size_t(text.bytes.size()))
        , m_request(request)
        , m_piece(text.begin)
        , m_linePosition(text.begin)
    {
    }

    ReadScript read();

private:
    enum class Section { None, Up, Down };

    void takeLine(const Line &line);
    void takeAnnotation(const Annotation &annotation, const QRegularExpressionMatch &match, const Line &line);
    void startSection(Section section, const QString &options, const Line &line);
    void takePiece(qint64 end, bool isWhole);
    void takeParts(qint64 end);
    void takeDelimited(qint64 end);
    void addStatement(qint64 begin, qint64 end);
    void checkStatement(const MigrationStatement &statement);
    void problem(int line, const char *message) { m_script.problems.push_back({ m_request.path, line, sourceText(message), true }); }
    [[nodiscard]] std::string_view slice(qint64 begin, qint64 end) const { return m_text.substr(std::size_t(begin), std::size_t(end - begin)); }
    [[nodiscard]] const Dialect::Lexer &rules() const { return m_request.dialect.lexer; }
    [[nodiscard]] int lineAt(qint64 position);

    std::string_view m_text;
    const ScriptRequest &m_request;
    ReadScript m_script;
    Section m_section = Section::Up;
    qint64 m_piece; ///< where what is not yet read begins
    std::optional<int> m_statementLine; ///< of an open StatementBegin
    bool m_hasBreaks = false;
    bool m_hasUp = false;
    bool m_isHeader = true;
    bool m_saidBefore = false;
    QByteArray m_delimiter;
    qint64 m_linePosition; ///< a byte whose line is known
    int m_lineNumber = 1;
};

ReadScript ScriptReader::read()
{
    if (m_request.layout.needsUpSection)
        m_section = Section::None;
    Line line { m_piece, 0, 0, 1 };
    while (line.begin < qint64(m_text.size())) {
        const auto found = m_text.find('\n', std::size_t(line.begin));
        line.next = found == std::string_view::npos ? qint64(m_text.size()) : qint64(found) + 1;
        line.end = found == std::string_view::npos ? line.next : qint64(found);
        takeLine(line);
        line.begin = line.next;
        ++line.number;
    }
    if (m_statementLine)
        problem(*m_statementLine, "This StatementBegin has no StatementEnd. Write one behind the statement.");
    takePiece(qint64(m_text.size()), m_statementLine.has_value() || m_hasBreaks);
    if (!m_hasUp && m_request.layout.needsUpSection && !m_saidBefore)
        problem(0, "The up section is missing, so nothing would be run. Write the line that begins it.");
    return std::move(m_script);
}

void ScriptReader::takeLine(const Line &line)
{
    const auto bytes = slice(line.begin, line.end);
    const auto first = bytes.find_first_not_of(" \t\r");
    const bool isComment = first != std::string_view::npos && bytes.substr(first).starts_with("--");
    if (first != std::string_view::npos && !isComment)
        m_isHeader = false;
    if (m_request.layout.annotations.empty() || bytes.find("--") == std::string_view::npos)
        return;
    const auto text = QString::fromUtf8(bytes.data(), qsizetype(bytes.size()));
    for (const auto &annotation : m_request.layout.annotations) {
        if ((annotation.place == Place::Header && !m_isHeader) || (annotation.place == Place::FirstLine && line.number != 1))
            continue;
        if (const auto match = annotation.pattern.match(text); match.hasMatch())
            return takeAnnotation(annotation, match, line);
    }
}

void ScriptReader::takeAnnotation(const Annotation &annotation, const QRegularExpressionMatch &match, const Line &line)
{
    switch (annotation.meaning) {
    case Meaning::Up: return startSection(Section::Up, match.captured(QStringLiteral("options")), line);
    case Meaning::Down: return startSection(Section::Down, match.captured(QStringLiteral("options")), line);
    case Meaning::StatementBegin:
        takePiece(line.begin, false);
        m_piece = line.next;
        m_statementLine = line.number;
        return;
    case Meaning::StatementEnd:
        if (!m_statementLine)
            problem(line.number, "This StatementEnd has no StatementBegin. Write one before the statement.");
        takePiece(line.begin, m_statementLine.has_value());
        m_piece = line.next;
        m_statementLine.reset();
        return;
    case Meaning::Break: {
        const auto mark = match.capturedStart(QStringLiteral("mark"));
        m_hasBreaks = true;
        takePiece(line.begin + match.captured(0).first(mark).toUtf8().size(), true);
        m_piece = line.begin + match.captured(0).toUtf8().size();
        return;
    }
    case Meaning::NoTransaction: m_script.inTransaction = false; return;
    case Meaning::Delimiter:
        m_delimiter = match.captured(QStringLiteral("delimiter")).replace(QStringLiteral("\\n"), QStringLiteral("\n"))
                          .replace(QStringLiteral("\\t"), QStringLiteral("\t"))
                          .toUtf8();
        m_piece = line.next;
        return;
    case Meaning::Unsupported: problem(line.number, annotation.message); return;
    }
}

void ScriptReader::startSection(Section section, const QString &options, const Line &line)
{
    static const QRegularExpression noTransaction(
        QStringLiteral("\\btransaction\\s*:\\s*false\\b"), QRegularExpression::CaseInsensitiveOption);
    takePiece(line.begin, m_statementLine.has_value());
    m_statementLine.reset();
    if (section == Section::Up && m_hasUp)
        problem(line.number, "A second up section begins here. Keep one for each file.");
    m_section = section;
    m_piece = line.next;
    m_hasUp |= section == Section::Up;
    m_script.hasDown |= section == Section::Down;
    if (section == Section::Up && noTransaction.match(options).hasMatch())
        m_script.inTransaction = false;
}

void ScriptReader::takePiece(qint64 end, bool isWhole)
{
    if (end <= m_piece)
        return;
    if (!m_delimiter.isEmpty())
        return takeDelimited(end);
    // Only where a routine's body could not be told from several statements does the tool's word count more than the splitter.
    if (!isWhole || !rules().delimiterCommand)
        return takeParts(end);
    const auto whole = trimmed(slice(m_piece, end), rules());
    if (!whole.isEmpty())
        addStatement(m_piece + whole.begin, m_piece + whole.end);
}

void ScriptReader::takeParts(qint64 end)
{
    const auto piece = slice(m_piece, end);
    for (const auto &part : splitScript(piece, m_request.dialect)) {
        const auto text = piece.substr(std::size_t(part.begin), std::size_t(part.end - part.begin));
        if (part.kind == ScriptPart::Kind::Statement)
            addStatement(m_piece + part.begin, m_piece + part.end);
        else if (part.kind == ScriptPart::Kind::CopyData)
            problem(lineAt(m_piece + part.begin), "Data behind COPY … FROM stdin can't be run from a migration. Write INSERT instead.");
        else if (text.starts_with('\\'))
            problem(lineAt(m_piece + part.begin), "This line is for psql, not for the server. Take it away.");
    }
}

void ScriptReader::takeDelimited(qint64 end)
{
    const std::string_view delimiter(m_delimiter.constData(), std::size_t(m_delimiter.size()));
    const auto piece = slice(m_piece, end);
    for (std::size_t begin = 0; begin < piece.size();) {
        const auto stop = std::min(piece.find(delimiter, begin), piece.size());
        const auto part = trimmed(piece.substr(begin, stop - begin), rules());
        if (!part.isEmpty())
            addStatement(m_piece + qint64(begin) + part.begin, m_piece + qint64(begin) + part.end);
        begin = stop + delimiter.size();
    }
}

void ScriptReader::addStatement(qint64 begin, qint64 end)
{
    const auto bytes = slice(begin, end);
    MigrationStatement statement { QByteArray(bytes.data(), qsizetype(bytes.size())), begin, end, lineAt(begin) };
    if (m_section == Section::None) {
        if (!std::exchange(m_saidBefore, true))
            problem(statement.line, "This statement stands before the up section, and would not be run. Move it into a section.");
        return;
    }
    checkStatement(statement);
    (m_section == Section::Up ? m_script.up : m_script.down).push_back(std::move(statement));
}

void ScriptReader::checkStatement(const MigrationStatement &statement)
{
    const std::string_view text(statement.text.constData(), std::size_t(statement.text.size()));
    if (m_request.hasPlaceholders && m_request.layout.placeholder.isValid() && !m_request.layout.placeholder.pattern().isEmpty()) {
        const auto string = QString::fromUtf8(statement.text);
        if (const auto match = m_request.layout.placeholder.match(string); match.hasMatch()) {
            const auto line = statement.line + int(QStringView(string).first(match.capturedStart()).count(u'\n'));
            m_script.problems.push_back({ m_request.path, line,
                sourceText("%1 would be replaced by the tool; that isn't done here. Write the value.").arg(match.captured()), true });
        }
    }
    if (rules().delimiterCommand && m_delimiter.isEmpty() && isCutRoutine(text, rules()))
        problem(statement.line, "The body of this routine is cut at its first \";\". Put DELIMITER lines around the routine.");
}

int ScriptReader::lineAt(qint64 position)
{
    if (position < m_linePosition)
        m_linePosition = 0, m_lineNumber = 1;
    const auto between = slice(m_linePosition, position);
    m_lineNumber += int(std::ranges::count(between, '\n'));
    m_linePosition = position;
    return m_lineNumber;
}

} // namespace

ReadScript readScript(const SourceText &text, const ScriptRequest &request)
{
    return ScriptReader(text, request).read();
}

} // namespace dumbo
