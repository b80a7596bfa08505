#include "core/sql/scriptscanner.h"

#include <algorithm>

namespace dumbo {

namespace {

/// COPY data of an unfinished text are handed out in pieces of about this size.
constexpr qint64 copyPiece = 1024 * 1024;

std::string_view trimmedRight(std::string_view text)
{
    const auto last = text.find_last_not_of(" \t\r\n\f\v");
    return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

/// Whether the words FROM STDIN follow each other in psql's \copy.
bool copiesFromStdin(std::string_view command, const Dialect::Lexer &rules)
{
    Lexer lexer(command, rules, 1);
    bool first = true;
    bool afterFrom = false;
    for (Token token; lexer.next(token);) {
        if (isBlank(token.kind))
            continue;
        const auto word = tokenText(command, token);
        if (first && !isKeyword(word, "copy"))
            return false;
        if (afterFrom && isKeyword(word, "stdin"))
            return true;
        first = false;
        afterFrom = token.kind == TokenKind::Word && isKeyword(word, "from");
    }
    return false;
}

} // namespace

ScriptScanner::ScriptScanner(std::string_view text, const Dialect::Lexer &rules, bool complete)
    : m_text(text)
    , m_rules(rules)
    , m_lexer(text, rules)
    , m_complete(complete)
{
}

std::optional<ScriptPart> ScriptScanner::next()
{
    if (m_held)
        return std::nullopt;
    if (m_inCopy)
        return scanCopyData();
    return scanTokens();
}

void ScriptScanner::extend(std::string_view longerText, bool complete)
{
    m_text = longerText;
    m_complete = complete;
    if (m_held)
        m_lexer.resume(longerText, *m_held);
    else
        m_lexer.rebase(longerText, 0);
    m_held.reset();
}

void ScriptScanner::rebase(std::string_view text, qint64 removed)
{
    m_text = text;
    m_lexer.rebase(text, removed);
    if (m_held) {
        m_held->begin -= removed;
        m_held->end -= removed;
    }
    if (m_begin >= 0) {
        m_begin -= removed;
        m_end -= removed;
    }
    m_copyBegin -= removed;
    m_copyLine -= removed;
}

qint64 ScriptScanner::firstNeeded() const
{
    if (m_begin >= 0)
        return m_begin;
    if (m_inCopy)
        return m_copyBegin;
    return m_held ? m_held->begin : m_lexer.position();
}

std::optional<ScriptPart> ScriptScanner::scanTokens()
{
    for (Token token; m_lexer.next(token);) {
        if (mustWait(token)) {
            hold(token);
            return std::nullopt;
        }
        if (auto part = takeToken(token))
            return part;
        if (m_held)
            return std::nullopt;
        if (m_inCopy)
            return scanCopyData();
    }
    return m_complete ? endStatement() : std::nullopt;
}

bool ScriptScanner::mustWait(const Token &token) const
{
    if (m_complete)
        return false;
    const auto size = qint64(m_text.size());
    if (!m_delimiter.empty())
        return token.end + qint64(m_delimiter.size()) > size || m_lexer.isUndecided();
    if (token.end < size)
        return m_lexer.isUndecided();
    switch (token.kind) {
    case TokenKind::Whitespace:
    case TokenKind::Comma:
    case TokenKind::Semicolon:
    case TokenKind::OpenParenthesis:
    case TokenKind::CloseParenthesis:
        return false;
    default:
        return true;
    }
}

void ScriptScanner::hold(const Token &token)
{
    m_held = token;
}

std::optional<ScriptPart> ScriptScanner::takeToken(const Token &token)
{
    if (!m_delimiter.empty()) {
        if (const qint64 found = findDelimiter(token); found >= 0) {
            if (found > token.begin) {
                startStatement(token);
                m_end = found;
            }
            m_lexer.setPosition(found + qint64(m_delimiter.size()));
            return endStatement();
        }
    }
    if (isBlank(token.kind)) {
        takeBlank(token);
        return std::nullopt;
    }
    if (token.kind == TokenKind::Semicolon && m_delimiter.empty())
        return takeSemicolon(token);
    if (token.kind == TokenKind::Backslash && m_rules.clientCommands)
        return takeBackslash(token);
    const bool isWord = token.kind == TokenKind::Word;
    const auto word = isWord ? tokenText(m_text, token) : std::string_view();
    if (isWord && m_begin < 0 && m_rules.delimiterCommand && isKeyword(word, "delimiter"))
        return takeClientLine(token);
    startStatement(token);
    m_end = token.end;
    if (m_body != Body::None)
        noteBody(word);
    if (token.kind == TokenKind::OpenParenthesis)
        ++m_parentheses;
    else if (token.kind == TokenKind::CloseParenthesis)
        m_parentheses = std::max(0, m_parentheses - 1);
    if (isWord)
        takeWord(word);
    else
        m_previous = token.kind == TokenKind::Dot ? Previous::Dot : Previous::Other;
    if (m_head <= Head::Create && !isWord)
        m_head = Head::Plain;
    return std::nullopt;
}

void ScriptScanner::startStatement(const Token &token)
{
    if (m_begin < 0)
        m_begin = token.begin;
}

std::optional<ScriptPart> ScriptScanner::endStatement()
{
    const qint64 begin = m_begin;
    m_begin = -1;
    m_head = Head::Start;
    m_body = Body::None;
    m_previous = Previous::Other;
    m_atomicDepth = 0;
    m_parentheses = 0;
    m_copiesStdin = false;
    if (begin < 0)
        return std::nullopt;
    return ScriptPart { ScriptPart::Kind::Statement, begin, m_end };
}

std::optional<ScriptPart> ScriptScanner::takeSemicolon(const Token &token)
{
    const bool inTrigger = m_body != Body::None && m_body != Body::AfterEnd;
    const bool inRule = m_head == Head::Rule && m_parentheses > 0;
    if (inTrigger || inRule || m_atomicDepth > 0) {
        if (inTrigger)
            m_body = Body::AfterSemicolon;
        m_end = token.end;
        m_previous = Previous::Other;
        return std::nullopt;
    }
    if (m_copiesStdin)
        m_copyPending = true;
    return endStatement();
}

std::optional<ScriptPart> ScriptScanner::takeBackslash(const Token &token)
{
    const qint64 following = token.end;
    if (following < qint64(m_text.size()) && m_text[std::size_t(following)] == ';') {
        m_lexer.setPosition(following + 1);
        return endStatement();
    }
    if (m_begin >= 0) {
        m_lexer.setPosition(token.begin);
        return endStatement();
    }
    return takeClientLine(token);
}

std::optional<ScriptPart> ScriptScanner::takeClientLine(const Token &token)
{
    const auto lineBreak = m_text.find('\n', std::size_t(token.begin));
    if (lineBreak == std::string_view::npos && !m_complete) {
        hold(token);
        return std::nullopt;
    }
    const qint64 end = lineBreak == std::string_view::npos ? qint64(m_text.size()) : qint64(lineBreak);
    m_lexer.setPosition(end);
    const auto line = trimmedRight(slice(token.begin, end));
    if (token.kind == TokenKind::Word)
        setDelimiter(line);
    else
        m_copyPending = copiesFromStdin(line, m_rules);
    return ScriptPart { ScriptPart::Kind::ClientCommand, token.begin, token.begin + qint64(line.size()) };
}

/// The line "DELIMITER //": what follows up to white space, quotes taken off.
void ScriptScanner::setDelimiter(std::string_view line)
{
    const auto begin = line.find_first_not_of(" \t", std::string_view("delimiter").size());
    if (begin == std::string_view::npos)
        return;
    line.remove_prefix(begin);
    std::string_view delimiter = line.substr(0, line.find_first_of(" \t"));
    if (delimiter.size() > 2 && (delimiter[0] == '\'' || delimiter[0] == '"') && delimiter.back() == delimiter[0])
        delimiter = delimiter.substr(1, delimiter.size() - 2);
    m_delimiter = delimiter == ";" ? std::string_view() : delimiter;
}

qint64 ScriptScanner::findDelimiter(const Token &token) const
{
    switch (token.kind) {
    case TokenKind::Whitespace:
        return -1;
    case TokenKind::LineComment:
    case TokenKind::BlockComment:
    case TokenKind::QuotedIdentifier:
    case TokenKind::String:
        return m_text.substr(std::size_t(token.begin)).starts_with(m_delimiter) ? token.begin : -1;
    default: {
        const auto window = slice(token.begin, std::min(token.end + qint64(m_delimiter.size()) - 1, qint64(m_text.size())));
        const auto found = window.find(m_delimiter);
        return found == std::string_view::npos ? -1 : token.begin + qint64(found);
    }
    }
}

void ScriptScanner::takeBlank(const Token &token)
{
    if (!m_copyPending || token.kind != TokenKind::Whitespace)
        return;
    const auto lineBreak = tokenText(m_text, token).find('\n');
    if (lineBreak == std::string_view::npos)
        return;
    m_copyPending = false;
    if (m_begin >= 0)
        return;
    m_inCopy = true;
    m_copyCut = false;
    m_copyBegin = token.begin + qint64(lineBreak) + 1;
    m_copyLine = m_copyBegin;
}

std::optional<ScriptPart> ScriptScanner::scanCopyData()
{
    const auto size = qint64(m_text.size());
    while (true) {
        const auto lineBreak = m_text.find('\n', std::size_t(m_copyLine));
        const bool open = lineBreak == std::string_view::npos;
        if (open && !m_complete)
            break;
        const qint64 lineEnd = open ? size : qint64(lineBreak) + 1;
        const auto line = slice(m_copyLine, lineEnd);
        const bool isEnd = line.starts_with("\\.") && trimmedRight(line).size() == 2;
        if (!isEnd && !open) {
            m_copyLine = lineEnd;
            continue;
        }
        const ScriptPart part { ScriptPart::Kind::CopyData, m_copyBegin, isEnd ? m_copyLine : lineEnd };
        m_inCopy = false;
        m_lexer.setPosition(lineEnd);
        if (part.begin < part.end || !m_copyCut)
            return part;
        return scanTokens();
    }
    m_lexer.setPosition(size);
    if (m_copyLine - m_copyBegin < copyPiece)
        return std::nullopt;
    const ScriptPart part { ScriptPart::Kind::CopyData, m_copyBegin, m_copyLine };
    m_copyBegin = m_copyLine;
    m_copyCut = true;
    return part;
}

void ScriptScanner::takeWord(std::string_view word)
{
    switch (m_head) {
    case Head::Plain:
        return;
    case Head::Start:
    case Head::Explain:
    case Head::Create:
        takeHeadWord(word);
        return;
    case Head::Trigger:
        if (m_body == Body::None && isKeyword(word, "begin"))
            m_body = Body::AfterBegin;
        return;
    case Head::Routine:
        takeRoutineWord(word);
        return;
    case Head::Copy:
        takeCopyWord(word);
        return;
    case Head::Rule:
        return;
    }
}

void ScriptScanner::takeHeadWord(std::string_view word)
{
    const auto isOneOf = [word](std::initializer_list<std::string_view> keywords) {
        return std::ranges::any_of(keywords, [word](std::string_view keyword) { return isKeyword(word, keyword); });
    };
    if (m_head == Head::Create) {
        if (isOneOf({ "temp", "temporary", "or", "replace", "constraint", "definer" }))
            return;
        if (m_rules.triggerBodies && isKeyword(word, "trigger"))
            m_head = Head::Trigger;
        else if (m_rules.atomicBodies && isOneOf({ "function", "procedure" }))
            m_head = Head::Routine;
        else if (m_rules.atomicBodies && isKeyword(word, "rule"))
            m_head = Head::Rule;
        else
            m_head = Head::Plain;
    } else if (isKeyword(word, "create")) {
        m_head = Head::Create;
    } else if (isKeyword(word, "explain") || (m_head == Head::Explain && isOneOf({ "query", "plan" }))) {
        m_head = Head::Explain;
    } else if (m_head == Head::Start && m_rules.clientCommands && isKeyword(word, "copy")) {
        m_head = Head::Copy;
    } else {
        m_head = Head::Plain;
    }
}

/// BEGIN ATOMIC opens the body; CASE opens and END closes inside it. Both are names after a dot or AS.
void ScriptScanner::takeRoutineWord(std::string_view word)
{
    const auto previous = m_previous;
    m_previous = Previous::Other;
    if (previous == Previous::Dot)
        return;
    if (m_atomicDepth == 0) {
        if (isKeyword(word, "begin"))
            m_previous = Previous::Begin;
        else if (previous == Previous::Begin && isKeyword(word, "atomic"))
            m_atomicDepth = 1;
        return;
    }
    if (isKeyword(word, "as")) {
        m_previous = Previous::As;
    } else if (previous != Previous::As) {
        if (isKeyword(word, "case"))
            ++m_atomicDepth;
        else if (isKeyword(word, "end"))
            --m_atomicDepth;
    }
}

void ScriptScanner::takeCopyWord(std::string_view word)
{
    const bool afterFrom = m_previous == Previous::From;
    m_previous = Previous::Other;
    if (m_parentheses > 0)
        return;
    if (isKeyword(word, "from"))
        m_previous = Previous::From;
    else if (afterFrom && isKeyword(word, "stdin"))
        m_copiesStdin = true;
}

void ScriptScanner::noteBody(std::string_view word)
{
    const bool mayEnd = m_body == Body::AfterSemicolon || m_body == Body::AfterBegin;
    m_body = mayEnd && isKeyword(word, "end") ? Body::AfterEnd : Body::Inside;
}

} // namespace dumbo
