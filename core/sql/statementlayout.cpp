#include "core/sql/statementlayout.h"

#include <algorithm>
#include <array>

namespace dumbo {

namespace {

using Words = std::initializer_list<std::string_view>;

bool isOneOf(std::string_view word, Words words)
{
    return !word.empty() && std::ranges::find(words, word) != words.end();
}

constexpr Words spacedBeforeParenthesis { "in", "values", "and", "or", "not", "on", "using", "as", "where", "select", "from", "when", "then", "else", "by",
    "over", "exists", "is", "between", "like", "set", "all", "any", "with", "having", "join", "check", "key", "unique", "materialized", "union", "except",
    "intersect", "returning", "case", "limit", "offset", "distinct", "filter", "default", "conflict" };

constexpr Words joinWords { "natural", "left", "right", "full", "inner", "cross", "outer" };

constexpr int maxDepth = 60;

} // namespace

StatementLayout::StatementLayout(std::string_view statement, const Dialect &dialect, const FormatOptions &options)
    : m_text(statement)
    , m_dialect(dialect)
    , m_options(options)
{
}

QByteArray StatementLayout::format()
{
    readItems();
    measure();
    const auto &first = wordAt(0);
    Frame statement;
    m_creates = first == "create";
    m_listsColumns = m_creates;
    m_isTrigger = m_creates && std::ranges::any_of(m_items.begin(), m_items.begin() + std::min<qsizetype>(4, qsizetype(m_items.size())), [](const Item &item) { return item.word == "trigger"; });
    if (isOneOf(first, { "select", "with", "insert", "replace", "update", "delete", "merge", "values", "explain" }))
        statement.kind = FrameKind::Query;
    m_frames.push_back(statement);
    m_out.reserve(qsizetype(m_text.size() + m_text.size() / 4));
    for (std::size_t i = 0; i < m_items.size(); ++i)
        place(i);
    return isUnchanged() ? m_out : QByteArray(m_text.data(), qsizetype(m_text.size()));
}

void StatementLayout::readItems()
{
    Lexer lexer(m_text, m_dialect.lexer);
    std::vector<std::size_t> open;
    bool spaced = false;
    bool onNewLine = false;
    for (Token token; lexer.next(token);) {
        if (token.kind == TokenKind::Whitespace) {
            spaced = true;
            onNewLine = onNewLine || tokenText(m_text, token).contains('\n');
            continue;
        }
        Item item { token, {}, spaced, onNewLine, 0, 0 };
        if (token.kind == TokenKind::Word) {
            item.word = tokenText(m_text, token);
            std::ranges::transform(item.word, item.word.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
        } else if (token.kind == TokenKind::OpenParenthesis) {
            open.push_back(m_items.size());
        } else if (token.kind == TokenKind::CloseParenthesis && !open.empty()) {
            item.match = open.back();
            m_items[open.back()].match = m_items.size();
            open.pop_back();
        }
        m_items.push_back(std::move(item));
        spaced = onNewLine = false;
    }
}

/// Columns as if the statement were on one line; what can't be on one line is as wide as no line is.
void StatementLayout::measure()
{
    qint64 column = 0;
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        const auto text = textOf(i);
        const bool forcesBreak = m_items[i].token.kind == TokenKind::LineComment || text.contains('\n')
            || (m_items[i].onNewLine && kindAt(i) == TokenKind::String && i > 0 && kindAt(i - 1) == TokenKind::String);
        column += (needsSpace(i) ? 1 : 0) + (forcesBreak ? 100000 : qint64(text.size()));
        m_items[i].flatEnd = column;
    }
}

void StatementLayout::place(std::size_t index)
{
    const auto &item = m_items[index];
    if (isBlank(item.token.kind))
        return placeComment(item);
    switch (item.token.kind) {
    case TokenKind::OpenParenthesis:
        return placeOpening(index);
    case TokenKind::CloseParenthesis:
        return placeClosing(index);
    case TokenKind::Semicolon:
        return placeSemicolon(index);
    case TokenKind::Comma: {
        write(index);
        const auto &frame = m_frames.back();
        if (frame.kind == FrameKind::List)
            m_pendingBreak = frame.indent;
        else if (frame.kind == FrameKind::Query && frame.clauseBroken)
            m_pendingBreak = frame.indent + 1;
        return;
    }
    case TokenKind::Word:
        placeWord(index, m_frames.back());
        return;
    case TokenKind::String:
        if (item.onNewLine && index > 0 && kindAt(index - 1) == TokenKind::String) // a string that goes on
            m_pendingBreak = m_frames.back().indent + 1;
        [[fallthrough]];
    default:
        write(index);
    }
}

void StatementLayout::placeComment(const Item &item)
{
    const auto text = tokenText(m_text, item.token);
    const int indent = m_pendingBreak >= 0 ? m_pendingBreak : m_frames.back().indent + (m_frames.back().kind == FrameKind::List ? 0 : 1);
    if (item.onNewLine || m_mustBreak) {
        breakLine(indent);
        m_pendingBreak = indent;
    } else if (!m_out.isEmpty()) {
        m_out += ' ';
    }
    m_out.append(text.data(), qsizetype(text.size()));
    if (const auto lineBreak = text.rfind('\n'); lineBreak != std::string_view::npos)
        m_lineBegin = m_out.size() - qint64(text.size() - lineBreak - 1);
    if (item.token.kind == TokenKind::LineComment) {
        m_mustBreak = true;
        m_pendingBreak = indent;
    }
}

void StatementLayout::placeWord(std::size_t index, Frame &frame)
{
    const auto &word = wordAt(index);
    if (word == "begin" && (m_inBody || wordAt(0) == "create") && (frame.kind != FrameKind::Inline))
        return beginBody(index, frame);
    if (m_inBody && word == "end" && before(index) != none && kindAt(before(index)) == TokenKind::Semicolon) {
        m_inBody = false;
        frame.kind = FrameKind::Plain;
        frame.indent = 0;
        m_pendingBreak = 0;
        return write(index);
    }
    if (frame.kind == FrameKind::Plain && m_creates && isOneOf(word, { "select", "with" }) && before(index) != none && wordAt(before(index)) == "as") {
        frame.kind = FrameKind::Query;
        m_listsColumns = false;
        m_pendingBreak = frame.indent;
    }
    if (frame.kind == FrameKind::Query && startsClause(index)) {
        startClause(index, frame);
    } else if (frame.kind == FrameKind::Query) {
        if (word == "between")
            ++frame.between;
        else if (word == "case")
            ++frame.cases;
        else if (word == "end" && frame.cases > 0)
            --frame.cases;
        else if (word == "and" && frame.between > 0)
            --frame.between;
        else if (isOneOf(word, { "and", "or" }) && frame.cases == 0 && frame.clauseBroken)
            m_pendingBreak = frame.indent + 1;
    }
    if (isOneOf(word, { "view", "trigger", "index", "function", "procedure", "rule" }))
        m_listsColumns = false;
    write(index);
}

void StatementLayout::startClause(std::size_t index, Frame &frame)
{
    const std::size_t previous = before(index);
    if (previous != none && !(kindAt(previous) == TokenKind::OpenParenthesis && m_pendingBreak < 0))
        m_pendingBreak = frame.indent;
    frame.between = frame.cases = 0;
    const std::size_t end = clauseEnd(index);
    const qint64 width = m_items[end - 1].flatEnd - m_items[index].flatEnd + m_items[index].token.size();
    frame.clauseBroken = width + frame.indent * m_options.indentation > m_options.lineWidth;
}

void StatementLayout::beginBody(std::size_t index, Frame &frame)
{
    m_pendingBreak = 0;
    write(index);
    m_inBody = true;
    m_listsColumns = false;
    if (after(index) != none && wordAt(after(index)) == "atomic")
        return; // the break comes behind it
    frame.kind = FrameKind::Query;
    frame.indent = 1;
    m_pendingBreak = 1;
}

void StatementLayout::placeSemicolon(std::size_t index)
{
    write(index);
    if (m_inBody) {
        m_frames.resize(1);
        m_frames.back().kind = FrameKind::Query;
        m_frames.back().clauseBroken = false;
        m_frames.back().indent = 1;
        m_pendingBreak = 1;
    }
}

void StatementLayout::placeOpening(std::size_t index)
{
    const Frame outer = m_frames.back();
    const std::size_t close = m_items[index].match;
    const bool isColumnList = m_listsColumns && outer.kind == FrameKind::Plain && m_frames.size() == 1;
    write(index);
    Frame inner;
    inner.close = close;
    inner.indent = m_lineIndent + 1;
    const std::size_t first = after(index);
    const bool isEmpty = close == 0 || first == close;
    const bool inlined = outer.kind == FrameKind::Inline || int(m_frames.size()) > maxDepth || isEmpty || (fits(index, close) && !isColumnList);
    if (inlined)
        inner.kind = FrameKind::Inline;
    else
        inner.kind = isQueryStart(first) ? FrameKind::Query : FrameKind::List;
    if (isColumnList)
        m_listsColumns = false;
    m_frames.push_back(inner);
    if (!inlined)
        m_pendingBreak = inner.indent;
}

void StatementLayout::placeClosing(std::size_t index)
{
    if (m_frames.size() > 1) {
        const Frame inner = m_frames.back();
        m_frames.pop_back();
        if (inner.kind != FrameKind::Inline)
            m_pendingBreak = inner.indent - 1;
    }
    write(index);
}

void StatementLayout::write(std::size_t index)
{
    const bool continues = m_mustBreak && m_pendingBreak < 0;
    if (m_pendingBreak >= 0 || continues)
        breakLine(std::max(0, m_pendingBreak));
    else if (needsSpace(index))
        m_out += ' ';
    const auto text = textOf(index);
    if (!isKeywordHere(index) || m_options.keywordCase == FormatOptions::KeywordCase::Keep) {
        m_out.append(text.data(), qsizetype(text.size()));
    } else {
        auto word = QByteArray::fromStdString(m_items[index].word);
        m_out += m_options.keywordCase == FormatOptions::KeywordCase::Upper ? word.toUpper() : word;
    }
    if (const auto lineBreak = text.rfind('\n'); lineBreak != std::string_view::npos)
        m_lineBegin = m_out.size() - qint64(text.size() - lineBreak - 1);
    if (m_inBody && m_frames.size() == 1 && wordAt(index) == "atomic" && before(index) != none && wordAt(before(index)) == "begin") {
        m_frames.back().kind = FrameKind::Query;
        m_frames.back().indent = 1;
        m_pendingBreak = 1;
    }
}

void StatementLayout::breakLine(int indent)
{
    m_pendingBreak = -1;
    m_mustBreak = false;
    if (m_out.isEmpty())
        return;
    m_out += '\n';
    m_lineBegin = m_out.size();
    m_lineIndent = indent;
    m_out += QByteArray(indent * m_options.indentation, ' ');
}

bool StatementLayout::needsSpace(std::size_t index) const
{
    if (index == 0)
        return false;
    const auto &item = m_items[index];
    const auto kind = item.token.kind;
    const auto previous = kindAt(index - 1);
    if (isBlank(kind) || isBlank(previous))
        return true;
    if (previous == TokenKind::OpenParenthesis || previous == TokenKind::OpenBracket || kind == TokenKind::CloseParenthesis
        || kind == TokenKind::CloseBracket || kind == TokenKind::Comma || kind == TokenKind::Semicolon)
        return false;
    const auto keepsDistance = [](TokenKind k) {
        return k == TokenKind::Dot || k == TokenKind::Other || k == TokenKind::Backslash || k == TokenKind::OpenBracket;
    };
    if (keepsDistance(kind) || keepsDistance(previous))
        return item.spaced;
    const auto isColon = [this](std::size_t i) { return kindAt(i) == TokenKind::Operator && textOf(i).starts_with(':') && textOf(i) != ":="; };
    if (isColon(index) || isColon(index - 1))
        return item.spaced;
    if (kind == TokenKind::OpenParenthesis && (previous == TokenKind::Word || previous == TokenKind::QuotedIdentifier))
        return item.spaced || isOneOf(wordAt(index - 1), spacedBeforeParenthesis);
    if (previous == TokenKind::Operator && kind != TokenKind::Operator && isUnary(index - 1))
        return item.spaced;
    return true;
}

/// Whether the operator has no operand before it.
bool StatementLayout::isUnary(std::size_t index) const
{
    const std::size_t previous = before(index);
    if (previous == none)
        return true;
    switch (kindAt(previous)) {
    case TokenKind::Operator:
    case TokenKind::OpenParenthesis:
    case TokenKind::OpenBracket:
    case TokenKind::Comma:
    case TokenKind::Semicolon: return true;
    case TokenKind::Word: return isKeywordHere(previous) && wordAt(previous) != "end" && wordAt(previous) != "null";
    default: return false;
    }
}

/// Whether a name, a value or a closing parenthesis stands there.
bool StatementLayout::endsOperand(std::size_t index) const
{
    switch (kindAt(index)) {
    case TokenKind::Word:
    case TokenKind::QuotedIdentifier:
    case TokenKind::String:
    case TokenKind::DollarString:
    case TokenKind::Number:
    case TokenKind::Placeholder:
    case TokenKind::CloseParenthesis:
    case TokenKind::CloseBracket: return true;
    default: return false;
    }
}

bool StatementLayout::startsClause(std::size_t index) const
{
    const auto &word = wordAt(index);
    const std::size_t previous = before(index);
    const std::size_t next = after(index);
    const auto nextWord = next == none ? std::string() : wordAt(next);
    const auto previousWord = previous == none ? std::string() : wordAt(previous);
    if (previous != none && kindAt(previous) == TokenKind::Dot)
        return false;
    if (previousWord == "as" && word != "select" && word != "with")
        return false;
    if (word == "from")
        return previousWord != "delete" && previousWord != "distinct";
    if (word == "group" || word == "order")
        return nextWord == "by";
    if (word == "on")
        return nextWord == "conflict";
    if (word == "set")
        return nextWord != "null" && nextWord != "default";
    if (word == "select")
        return true;
    if (word == "join")
        return !isOneOf(previousWord, joinWords);
    if (isOneOf(word, joinWords)) {
        if (isOneOf(previousWord, joinWords) || (next != none && kindAt(next) != TokenKind::Word))
            return false;
        return nextWord == "join" || isOneOf(nextWord, joinWords);
    }
    return isOneOf(word, { "where", "having", "limit", "union", "except", "intersect", "values", "returning", "window" });
}

bool StatementLayout::isQueryStart(std::size_t index) const
{
    return index != none && isOneOf(wordAt(index), { "select", "with", "values" });
}

/// Keywords whose case may change: reserved words, and others where only the keyword can stand.
bool StatementLayout::isKeywordHere(std::size_t index) const
{
    const auto &word = wordAt(index);
    if (word.empty())
        return false;
    const std::size_t previous = before(index);
    if (previous != none && kindAt(previous) == TokenKind::Dot)
        return false;
    const std::size_t next = after(index);
    if (next != none && kindAt(next) == TokenKind::Dot)
        return false;
    const auto previousWord = previous == none ? std::string() : wordAt(previous);
    if (previous == none || isOneOf(word, { "end" }))
        return m_dialect.keywords.isEmpty() || std::ranges::binary_search(m_dialect.keywords, QString::fromStdString(word));
    if (word == "by")
        return isOneOf(previousWord, { "group", "order", "partition" });
    if (isOneOf(word, { "view", "trigger", "temp", "temporary", "virtual", "function", "procedure" }))
        return m_creates && index < 5;
    if (word == "key")
        return isOneOf(previousWord, { "primary", "foreign" });
    if (word == "replace")
        return previousWord == "or";
    if (word == "conflict")
        return previousWord == "on";
    if (isOneOf(word, { "over", "filter" }))
        return next != none && kindAt(next) == TokenKind::OpenParenthesis && kindAt(previous) == TokenKind::CloseParenthesis;
    if (isOneOf(word, { "asc", "desc" }))
        return endsOperand(previous) && (next == none || kindAt(next) == TokenKind::CloseParenthesis || !endsOperand(next) || isOneOf(wordAt(next), { "nulls", "limit" }));
    if (isOneOf(word, { "after", "before", "instead", "of", "for", "each", "row" }))
        return m_isTrigger && !m_inBody;
    if (word == "partition")
        return next != none && wordAt(next) == "by";
    if (isOneOf(word, { "begin", "atomic" }))
        return m_creates;
    if (isOneOf(word, { "insert", "update", "delete" }) && kindAt(previous) == TokenKind::Semicolon)
        return true;
    // A name of a function keeps its case, as SQLite shows it as a column's name.
    if (next != none && kindAt(next) == TokenKind::OpenParenthesis && !isOneOf(word, spacedBeforeParenthesis))
        return false;
    return m_dialect.isReserved(QString::fromStdString(word));
}

/// Whether the items first … last fit behind what is written on this line.
bool StatementLayout::fits(std::size_t first, std::size_t last) const
{
    const qint64 width = m_items[last].flatEnd - m_items[first].flatEnd;
    return m_out.size() - m_lineBegin + width <= m_options.lineWidth;
}

/// The item after the clause that begins at index, on the same level of parentheses.
std::size_t StatementLayout::clauseEnd(std::size_t index) const
{
    std::size_t i = index + 1;
    while (i < m_items.size()) {
        const auto &item = m_items[i];
        if (item.token.kind == TokenKind::Semicolon || item.token.kind == TokenKind::CloseParenthesis)
            return i;
        if (item.token.kind == TokenKind::OpenParenthesis && item.match > 0)
            i = item.match;
        else if (item.token.kind == TokenKind::Word && startsClause(i))
            return i;
        ++i;
    }
    return m_items.size();
}

/// The nearest item before or after that is no comment.
std::size_t StatementLayout::before(std::size_t index) const
{
    while (index > 0) {
        if (!isBlank(kindAt(--index)))
            return index;
    }
    return none;
}

std::size_t StatementLayout::after(std::size_t index) const
{
    while (++index < m_items.size()) {
        if (!isBlank(kindAt(index)))
            return index;
    }
    return none;
}

const std::string &StatementLayout::wordAt(std::size_t index) const
{
    static const std::string empty;
    return index < m_items.size() ? m_items[index].word : empty;
}

TokenKind StatementLayout::kindAt(std::size_t index) const
{
    return index < m_items.size() ? m_items[index].token.kind : TokenKind::Other;
}

/// The promise of formatSql(), checked: the same tokens, byte for byte but for the case of words.
bool StatementLayout::isUnchanged() const
{
    const std::string_view text(m_out.constData(), std::size_t(m_out.size()));
    Lexer lexer(text, m_dialect.lexer);
    std::size_t index = 0;
    for (Token token; lexer.next(token);) {
        if (token.kind == TokenKind::Whitespace)
            continue;
        if (index == m_items.size() || token.kind != m_items[index].token.kind)
            return false;
        const auto now = tokenText(text, token);
        const bool same = token.kind == TokenKind::Word ? isKeyword(now, m_items[index].word) : now == textOf(index);
        if (!same)
            return false;
        ++index;
    }
    return index == m_items.size();
}

} // namespace dumbo
