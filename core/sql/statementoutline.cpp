#include "core/sql/statementoutline.h"

#include <algorithm>
#include <array>

namespace dumbo {

namespace {

/// Deeper parentheses are read as if they were not there, so that no text can exhaust the stack.
constexpr int maxDepth = 100;

template <std::size_t N>
bool isOneOf(const std::string &word, const std::array<std::string_view, N> &words)
{
    return std::ranges::find(words, word) != words.end();
}

/// Words that follow a table and so are not its alias.
constexpr std::array<std::string_view, 42> notAliases { "where", "join", "inner", "left", "right", "full", "cross", "natural", "outer",
    "on", "using", "group", "order", "having", "limit", "offset", "union", "except", "intersect", "set", "values", "returning",
    "as", "window", "fetch", "for", "default", "select", "indexed", "not", "tablesample", "when", "do", "and", "or", "end", "from",
    "begin", "is", "in", "straight_join", "lateral" };

/// Words after which an operand comes.
constexpr std::array<std::string_view, 26> beforeOperands { "where", "having", "and", "or", "not", "when", "then", "else", "case", "by", "in", "like",
    "ilike", "glob", "regexp", "between", "distinct", "all", "any", "some", "returning", "set", "values", "escape", "exists", "check" };

/// Words that stand between operands or after them, and are followed by another word.
constexpr std::array<std::string_view, 24> betweenOperands { "is", "end", "asc", "desc", "null", "limit", "offset", "union", "group", "order", "partition",
    "over", "window", "filter", "within", "collate", "nulls", "for", "fetch", "with", "except", "intersect", "conflict", "do" };

/// Words after which a comma no longer separates tables.
constexpr std::array<std::string_view, 10> endsOfFrom { "where", "having", "returning", "set", "group", "order", "by", "limit", "window",
    "values" };

} // namespace

QString unquotedName(std::string_view token)
{
    if (token.size() > 2 && (token[0] == 'U' || token[0] == 'u') && token[1] == '&')
        token.remove_prefix(2);
    if (token.empty() || !std::string_view("\"`[").contains(token.front()))
        return QString::fromUtf8(token.data(), qsizetype(token.size()));
    const char open = token.front();
    const char close = open == '[' ? ']' : open;
    token.remove_prefix(1);
    if (token.ends_with(close))
        token.remove_suffix(1);
    auto text = QString::fromUtf8(token.data(), qsizetype(token.size()));
    if (open != '[')
        text.replace(QString(2, QLatin1Char(open)), QString(QLatin1Char(open)));
    return text;
}

StatementOutline::StatementOutline(
    std::string_view text, std::span<const Token> tokens, std::size_t caret, const Dialect &dialect)
    : m_text(text)
    , m_tokens(tokens)
    , m_caret(caret)
    , m_dialect(dialect)
{
    Level level;
    level.last = tokens.size();
    level.scope = addScope(-1);
    readLevel(0, level);
}

std::vector<TableReference> StatementOutline::tables() const
{
    std::vector<TableReference> result;
    for (int scope = m_caretScope; scope >= 0; scope = m_scopes[std::size_t(scope)].parent) {
        const auto &tables = m_scopes[std::size_t(scope)].tables;
        result.insert(result.end(), tables.begin(), tables.end());
    }
    return result;
}

std::vector<TableReference> StatementOutline::commonTables() const
{
    std::vector<TableReference> result;
    for (int scope = m_caretScope; scope >= 0; scope = m_scopes[std::size_t(scope)].parent) {
        const auto &tables = m_scopes[std::size_t(scope)].commonTables;
        result.insert(result.end(), tables.begin(), tables.end());
    }
    return result;
}

/// Reads up to level.last and returns the names of the select list.
QStringList StatementOutline::readLevel(std::size_t first, Level level)
{
    ++m_depth;
    std::size_t index = first;
    while (index < level.last) {
        capture(index, level);
        index = readToken(index, level);
    }
    capture(level.last, level);
    endItem(level);
    --m_depth;
    return level.columns;
}

void StatementOutline::capture(std::size_t index, const Level &level)
{
    if (m_captured || index != m_caret)
        return;
    m_captured = true;
    m_caretScope = level.scope;
    switch (level.clause) {
    case Clause::Start: m_expected = Expected::StatementStart; break;
    case Clause::Keywords:
    case Clause::AfterTable:
    case Clause::AfterOperand: m_expected = Expected::Keyword; break;
    case Clause::NewName: m_expected = Expected::Nothing; break;
    case Clause::Table: m_expected = Expected::Table; break;
    case Clause::Operand: m_expected = Expected::Column; break;
    }
}

std::size_t StatementOutline::readToken(std::size_t index, Level &level)
{
    switch (m_tokens[index].kind) {
    case TokenKind::OpenParenthesis:
        return readParenthesis(index, level);
    case TokenKind::Comma:
        takeComma(level);
        break;
    case TokenKind::Semicolon:
        startStatement(level);
        break;
    case TokenKind::Word:
        return readWord(index, level);
    case TokenKind::Operator:
        level.item.clear();
        // An asterisk may be all columns or a product.
        level.clause = level.clause == Clause::Operand && tokenText(m_text, m_tokens[index]) == "*" ? Clause::AfterOperand : Clause::Operand;
        break;
    case TokenKind::Dot:
        return index + 1;
    case TokenKind::QuotedIdentifier:
        if (level.clause == Clause::Table)
            return readTable(index, level);
        takeOperand(index, level);
        break;
    default:
        takeOperand(index, level);
    }
    level.before.clear();
    level.previous.clear();
    return index + 1;
}

void StatementOutline::takeComma(Level &level)
{
    endItem(level);
    if (level.inFrom)
        level.clause = Clause::Table;
    else if (level.clause != Clause::Keywords || level.commas)
        level.clause = Clause::Operand;
}

/// In a trigger or an ATOMIC body: the next statement has tables of its own.
void StatementOutline::startStatement(Level &level)
{
    endItem(level);
    Level fresh;
    fresh.last = level.last;
    fresh.scope = addScope(0);
    level = fresh;
}

void StatementOutline::endItem(Level &level)
{
    if (level.inSelectList && !level.item.isEmpty())
        level.columns.append(level.item);
    level.item.clear();
}

void StatementOutline::takeOperand(std::size_t index, Level &level)
{
    level.item = isName(index) ? name(index) : QString();
    if (level.clause == Clause::NewName)
        level.clause = level.inFrom ? Clause::AfterTable : level.inSelectList ? Clause::AfterOperand : Clause::Keywords;
    else if (level.clause == Clause::Operand)
        level.clause = Clause::AfterOperand;
}

std::size_t StatementOutline::readWord(std::size_t index, Level &level)
{
    const auto current = word(index);
    const bool afterDot = index > 0 && is(index - 1, TokenKind::Dot);
    const bool skipped = current == "only" || current == "lateral" || current == "if" || current == "exists";
    if (level.clause == Clause::Table && current == "or") // UPDATE OR IGNORE
        return std::min(index + 2, level.last);
    if (!afterDot && current == "with" && m_depth <= maxDepth && level.clause == Clause::Start)
        return readCommonTables(index, level);
    const bool known = !afterDot && !(skipped && level.clause == Clause::Table)
        && (takeStatementWord(current, level) || takeDefinitionWord(current, level) || takeClauseWord(current, level));
    if (!known) {
        if (level.clause == Clause::Table && !skipped)
            return readTable(index, level);
        if (level.clause != Clause::Table)
            takeOperand(index, level);
    }
    level.before = level.previous;
    level.previous = current;
    return index + 1;
}

/// The words that begin a statement.
bool StatementOutline::takeStatementWord(const std::string &word, Level &level)
{
    if (level.clause != Clause::Start && word != "select" && word != "begin")
        return false;
    if (word == "select") {
        if (level.inSelectList || level.changes || level.inFrom) // INSERT … SELECT, UNION SELECT
            level.scope = level.changes ? addScope(level.scope) : addSibling(level.scope);
        level.inSelectList = level.columns.isEmpty();
        level.inFrom = false;
        level.changes = false;
        level.clause = Clause::Operand;
    } else if (word == "begin") {
        if (!level.isTrigger && level.clause != Clause::Start)
            return false;
        startStatement(level);
    } else if (word == "insert" || word == "replace" || word == "delete" || word == "merge") {
        level.changes = true;
        level.clause = Clause::Keywords;
    } else if (word == "update") {
        level.changes = true;
        level.clause = Clause::Table;
    } else if (word == "create") {
        level.creates = true;
        level.clause = Clause::Keywords;
    } else if (word == "values") {
        level.clause = Clause::Operand;
    } else if (word == "explain") {
        level.clause = Clause::Start;
    } else {
        level.clause = word == "query" || word == "plan" || word == "analyze" || word == "atomic" || word == "verbose" ? Clause::Start
                                                                                                                   : Clause::Keywords;
        if (word == "truncate" || word == "describe")
            level.clause = Clause::Table;
    }
    return true;
}

/// The words of CREATE, ALTER and DROP.
bool StatementOutline::takeDefinitionWord(const std::string &word, Level &level)
{
    if (word == "references") {
        level.clause = Clause::Table;
        return true;
    }
    const bool object = word == "table" || word == "view" || word == "index" || word == "trigger";
    if (object && level.clause == Clause::Keywords) {
        level.isTrigger = level.creates && word == "trigger";
        const bool made = level.creates || word == "index" || word == "trigger";
        level.clause = made ? Clause::NewName : Clause::Table;
        return true;
    }
    if (level.clause == Clause::NewName && (word == "if" || word == "not" || word == "exists" || word == "concurrently"))
        return true;
    if (!level.creates)
        return false;
    if (word == "on") {
        level.clause = Clause::Table;
        return true;
    }
    if (word == "as") {
        startStatement(level);
        return true;
    }
    return false;
}

/// The words before and behind tables.
bool StatementOutline::takeTableWord(const std::string &word, Level &level)
{
    auto &tables = m_scopes[std::size_t(level.scope)].tables;
    if (word == "from") {
        const bool compares = level.previous == "distinct" && (level.before == "is" || level.before == "not");
        if (level.inExpression || compares) {
            level.clause = Clause::Operand;
            return true;
        }
        endItem(level);
        level.inSelectList = false;
        level.inFrom = true;
        level.clause = Clause::Table;
    } else if (word == "join" || word == "into") {
        level.inFrom = level.inFrom && word == "join";
        level.clause = Clause::Table;
    } else if (word == "using" && level.changes) {
        level.inFrom = true;
        level.clause = Clause::Table;
    } else if (word == "conflict" && !tables.empty()) {
        auto excluded = tables.front();
        excluded.alias = QStringLiteral("excluded");
        tables.push_back(excluded);
        level.clause = Clause::Keywords;
    } else if (word == "column" && !tables.empty()) {
        level.clause = Clause::Operand; // ALTER TABLE … DROP COLUMN
    } else {
        return false;
    }
    return true;
}

/// The words that begin a clause or stand in expressions.
bool StatementOutline::takeClauseWord(const std::string &word, Level &level)
{
    if (takeTableWord(word, level))
        return true;
    if (word == "on") {
        level.clause = Clause::Operand;
    } else if (word == "as") {
        level.clause = level.inExpression ? Clause::Keywords : Clause::NewName;
    } else if (word == "union" || word == "except" || word == "intersect") {
        endItem(level);
        level.clause = Clause::Start;
        level.inSelectList = true; // what was read is a query: the next SELECT has a scope of its own
    } else if (isOneOf(word, beforeOperands)) {
        level.inFrom = level.inFrom && !isOneOf(word, endsOfFrom);
        level.commas = true;
        level.item.clear();
        level.clause = Clause::Operand;
    } else if (isOneOf(word, betweenOperands)) {
        level.inFrom = level.inFrom && !isOneOf(word, endsOfFrom);
        level.item.clear();
        level.clause = Clause::Keywords;
    } else if (level.clause == Clause::AfterTable || level.clause == Clause::Keywords || level.clause == Clause::Start) {
        level.clause = Clause::Keywords;
    } else {
        return false;
    }
    return true;
}

std::size_t StatementOutline::readParenthesis(std::size_t index, Level &level)
{
    if (m_depth > maxDepth)
        return index + 1;
    const std::size_t close = closing(index, level.last);
    const auto first = index + 1 < close ? word(index + 1) : std::string();
    const bool caretAtStart = m_caret == index + 1 && level.clause == Clause::Table;
    const bool isQuery = first == "select" || first == "with" || (first == "values" && level.clause == Clause::Table);
    Level inner;
    inner.last = close;
    inner.scope = level.scope;
    if (isQuery) {
        inner.scope = addScope(level.scope);
        auto columns = readLevel(index + 1, inner);
        if (level.clause == Clause::Table) {
            TableReference table;
            table.derived = true;
            table.columns = std::move(columns);
            return readAlias(close + 1, level, table);
        }
    } else if (level.clause == Clause::Table && level.inFrom) {
        inner.clause = Clause::Table;
        inner.inFrom = true;
        readLevel(index + 1, inner);
        level.clause = Clause::AfterTable;
        return close + 1;
    } else {
        inner.clause = caretAtStart ? Clause::Table : Clause::Operand;
        inner.inExpression = true;
        inner.commas = true;
        if (level.creates && level.clause == Clause::Keywords && m_scopes[std::size_t(level.scope)].tables.empty())
            inner.clause = Clause::NewName;
        readLevel(index + 1, inner);
    }
    level.item.clear();
    level.previous.clear();
    if (level.clause == Clause::Operand)
        level.clause = Clause::AfterOperand;
    else if (level.clause == Clause::AfterTable)
        level.clause = Clause::Keywords;
    return close + 1;
}

/// name[.name…] [function arguments] [[AS] alias [(columns)]]
std::size_t StatementOutline::readTable(std::size_t index, Level &level)
{
    TableReference table;
    table.name = name(index++);
    while (index + 1 < level.last && is(index, TokenKind::Dot) && isName(index + 1) && m_caret != index && m_caret != index + 1) {
        table.schema = table.name;
        table.name = name(index + 1);
        index += 2;
    }
    if (level.inFrom && index < level.last && is(index, TokenKind::OpenParenthesis)) {
        const std::size_t close = closing(index, level.last);
        Level inner;
        inner.last = close;
        inner.scope = level.scope;
        inner.clause = Clause::Operand;
        inner.inExpression = true;
        inner.commas = true;
        readLevel(index + 1, inner);
        table.derived = true;
        index = close + 1;
    } else if (const auto *common = table.schema.isEmpty() ? findCommonTable(level.scope, table.name) : nullptr) {
        table.columns = common->columns;
        table.derived = true;
    }
    return readAlias(index, level, table);
}

std::size_t StatementOutline::readAlias(std::size_t index, Level &level, TableReference &table)
{
    level.clause = Clause::AfterTable;
    level.before.clear();
    level.previous.clear();
    std::size_t next = std::min(index, level.last);
    const bool mayHaveAlias = level.inFrom || level.changes;
    if (next < level.last && next != m_caret && word(next) == "as" && mayHaveAlias) {
        if (next + 1 == m_caret)
            level.clause = Clause::NewName;
        ++next;
    }
    if (next < level.last && next != m_caret && mayHaveAlias && isAlias(next)) {
        table.alias = name(next++);
        if (table.derived && next < level.last && is(next, TokenKind::OpenParenthesis)) {
            const std::size_t close = closing(next, level.last);
            table.columns.clear();
            for (std::size_t i = next + 1; i < close; ++i) {
                if (isName(i) && (is(i - 1, TokenKind::Comma) || is(i - 1, TokenKind::OpenParenthesis)))
                    table.columns.append(name(i));
            }
            next = m_caret > next && m_caret <= close ? next : close + 1;
        }
    }
    auto &tables = m_scopes[std::size_t(level.scope)].tables;
    tables.push_back(table);
    if (level.isTrigger) {
        for (const char *row : { "new", "old" }) {
            tables.push_back(table);
            tables.back().alias = QLatin1StringView(row);
        }
    }
    return std::min(next, level.last);
}

/// WITH [RECURSIVE] name [(columns)] AS [[NOT] MATERIALIZED] (query) [, …]
std::size_t StatementOutline::readCommonTables(std::size_t index, Level &level)
{
    level.clause = Clause::NewName;
    ++index;
    std::optional<TableReference> table;
    for (; index < level.last; ++index) {
        capture(index, level);
        if (is(index, TokenKind::OpenParenthesis))
            index = std::min(readCommonTable(index, level, table), level.last - 1);
        else if (is(index, TokenKind::Comma))
            level.clause = Clause::NewName;
        else if (level.clause == Clause::Start)
            return index;
        else if (isName(index) && !table && word(index) != "recursive")
            table = TableReference { {}, name(index), {}, {}, true };
        level.previous = word(index);
    }
    return index;
}

/// The columns or the query in parentheses after a name of a WITH clause; returns the closing one.
std::size_t StatementOutline::readCommonTable(std::size_t open, Level &level, std::optional<TableReference> &table)
{
    const std::size_t close = closing(open, level.last);
    const bool isColumns = table && level.previous != "as" && level.previous != "materialized";
    Level inner;
    inner.last = close;
    inner.scope = addScope(level.scope);
    inner.clause = isColumns ? Clause::NewName : Clause::Start;
    const auto pushed = m_scopes[std::size_t(level.scope)].commonTables.size();
    if (table && !isColumns) // a recursive query sees itself
        m_scopes[std::size_t(level.scope)].commonTables.push_back(*table);
    const auto columns = readLevel(open + 1, inner);
    if (isColumns) {
        for (std::size_t i = open + 1; i < close; ++i) {
            if (isName(i))
                table->columns.append(name(i));
        }
    } else if (table) {
        auto &common = m_scopes[std::size_t(level.scope)].commonTables[pushed];
        if (common.columns.isEmpty())
            common.columns = columns;
        table.reset();
        level.clause = Clause::Start;
    }
    return close;
}

bool StatementOutline::isName(std::size_t index) const
{
    return is(index, TokenKind::Word) || is(index, TokenKind::QuotedIdentifier);
}

bool StatementOutline::isAlias(std::size_t index) const
{
    if (is(index, TokenKind::QuotedIdentifier))
        return true;
    if (!is(index, TokenKind::Word))
        return false;
    const auto text = word(index);
    return !isOneOf(text, notAliases) && !m_dialect.isReserved(QString::fromStdString(text));
}

QString StatementOutline::name(std::size_t index) const
{
    return unquotedName(tokenText(m_text, m_tokens[index]));
}

/// Lower case; empty where the token is no word.
std::string StatementOutline::word(std::size_t index) const
{
    if (!is(index, TokenKind::Word))
        return {};
    std::string text(tokenText(m_text, m_tokens[index]));
    std::ranges::transform(text, text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
    return text;
}

bool StatementOutline::is(std::size_t index, TokenKind kind) const
{
    return index < m_tokens.size() && m_tokens[index].kind == kind;
}

/// The matching parenthesis, or last where there is none.
std::size_t StatementOutline::closing(std::size_t open, std::size_t last) const
{
    int depth = 0;
    for (std::size_t i = open; i < last; ++i) {
        if (is(i, TokenKind::OpenParenthesis))
            ++depth;
        else if (is(i, TokenKind::CloseParenthesis) && --depth == 0)
            return i;
    }
    return last;
}

int StatementOutline::addScope(int parent)
{
    m_scopes.push_back({ parent, {}, {} });
    return int(m_scopes.size()) - 1;
}

/// A scope that sees what the other sees from outside, and its WITH clause, but not its tables.
int StatementOutline::addSibling(int scope)
{
    const auto common = m_scopes[std::size_t(scope)].commonTables;
    m_scopes.push_back({ m_scopes[std::size_t(scope)].parent, {}, common });
    return int(m_scopes.size()) - 1;
}

const TableReference *StatementOutline::findCommonTable(int scope, const QString &name) const
{
    for (; scope >= 0; scope = m_scopes[std::size_t(scope)].parent) {
        for (const auto &table : m_scopes[std::size_t(scope)].commonTables) {
            if (table.name.compare(name, Qt::CaseInsensitive) == 0)
                return &table;
        }
    }
    return nullptr;
}

} // namespace dumbo
