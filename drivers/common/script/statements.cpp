#include "drivers/common/script/statements.h"

#include "drivers/common/script/scanner.h"

#include <algorithm>
#include <array>
#include <utility>

namespace dumbo::script {

namespace {

/// Follows one statement to know which ';' belongs to a body.
class Statement
{
public:
    Statement(std::string_view sql, const Dialect &dialect)
        : m_sql(sql)
        , m_rules(dialect.lexer)
    {
    }

    void take(const Token &token)
    {
        const auto previous = std::exchange(m_previous, token);
        ++m_count;
        if (token.isSign(m_sql, ';')) {
            m_behindSemicolon = true;
            return;
        }
        if (m_rules.atomicBodies && token.isSign(m_sql, '('))
            ++m_parentheses;
        else if (m_rules.atomicBodies && token.isSign(m_sql, ')'))
            --m_parentheses;
        if (token.kind == Token::Kind::Word) {
            takeHeadWord(token, previous);
            if (m_rules.triggerBodies)
                takeTriggerWord(token);
            else if (m_hasBody)
                takeBodyWord(token, previous);
        }
        m_behindSemicolon = false;
    }

    /// Whether a ';' here ends the statement.
    [[nodiscard]] bool endsHere() const
    {
        if (m_rules.triggerBodies)
            return !m_isTrigger || m_triggerEnded;
        return m_depth == 0 && m_parentheses <= 0;
    }

private:
    [[nodiscard]] bool is(const Token &token, std::string_view word) const
    {
        return token.isWord(m_sql, word);
    }

    void takeHeadWord(const Token &token, const Token &previous)
    {
        if (m_count == 1) {
            m_creates = is(token, "CREATE");
            m_begins = m_rules.delimiterCommand && is(token, "BEGIN");
            return;
        }
        if (m_begins && m_count == 2 && is(token, "NOT")) {
            m_hasBody = true;
            m_depth = 1;
            return;
        }
        if (m_count <= 4 && is(token, "CREATE"))
            m_creates = true; // EXPLAIN QUERY PLAN CREATE …
        if (!m_creates || m_hasBody)
            return;
        if (m_rules.triggerBodies) {
            m_isTrigger = m_isTrigger
                || (is(token, "TRIGGER")
                    && (is(previous, "CREATE") || is(previous, "TEMP") || is(previous, "TEMPORARY")));
            return;
        }
        constexpr std::array routines { "PROCEDURE", "FUNCTION" };
        constexpr std::array others { "TRIGGER", "EVENT", "PACKAGE" };
        const auto isWord = [&](const char *word) { return is(token, word); };
        m_hasBody = std::ranges::any_of(routines, isWord)
            || (m_rules.delimiterCommand && std::ranges::any_of(others, isWord));
    }

    /// As sqlite3_complete() has it: a trigger ends at END between two ';'.
    void takeTriggerWord(const Token &token)
    {
        m_triggerEnded = m_isTrigger && m_behindSemicolon && is(token, "END");
    }

    void takeBodyWord(const Token &token, const Token &previous)
    {
        if (is(token, "BEGIN")) {
            if (m_rules.delimiterCommand)
                ++m_depth;
        } else if (is(token, "ATOMIC") && is(previous, "BEGIN") && m_rules.atomicBodies) {
            ++m_depth;
        } else if (is(token, "CASE") && m_depth > 0) {
            if (!is(previous, "END"))
                ++m_depth;
        } else if (is(token, "END") && m_depth > 0) {
            --m_depth;
        } else if (is(previous, "END") && isBlockWord(token)) {
            ++m_depth; // END IF ends no BEGIN
        }
    }

    [[nodiscard]] bool isBlockWord(const Token &token) const
    {
        constexpr std::array blocks { "IF", "LOOP", "WHILE", "REPEAT", "FOR" };
        return m_rules.delimiterCommand
            && std::ranges::any_of(blocks, [&](const char *word) { return is(token, word); });
    }

    std::string_view m_sql;
    Dialect::Lexer m_rules;
    Token m_previous;
    int m_count = 0;
    int m_depth = 0;
    int m_parentheses = 0;
    bool m_creates = false;
    bool m_begins = false;
    bool m_hasBody = false;
    bool m_isTrigger = false;
    bool m_triggerEnded = false;
    bool m_behindSemicolon = false;
};

class Splitter
{
public:
    Splitter(std::string_view sql, const Dialect &dialect)
        : m_sql(sql)
        , m_dialect(dialect)
        , m_scanner(sql, dialect)
        , m_statement(sql, dialect)
    {
    }

    std::vector<Span> split()
    {
        while (const auto token = m_scanner.next()) {
            if (m_begin < 0 && m_dialect.lexer.delimiterCommand && token->isWord(m_sql, "DELIMITER"))
                readDelimiter(*token);
            else if (isDelimiter(*token))
                finish();
            else
                take(*token);
        }
        finish();
        return std::move(m_spans);
    }

private:
    void take(const Token &token)
    {
        if (m_begin < 0)
            m_begin = token.begin;
        m_end = token.end;
        m_statement.take(token);
    }

    bool isDelimiter(const Token &token)
    {
        if (m_delimiter.empty())
            return token.isSign(m_sql, ';') && m_statement.endsHere();
        if (!m_sql.substr(std::size_t(token.begin)).starts_with(m_delimiter))
            return false;
        m_scanner.moveTo(token.begin + qint64(m_delimiter.size()));
        return true;
    }

    void readDelimiter(const Token &token)
    {
        const auto lineEnd = std::min(m_sql.find('\n', std::size_t(token.end)), m_sql.size());
        auto word = m_sql.substr(std::size_t(token.end), lineEnd - std::size_t(token.end));
        while (!word.empty() && quint8(word.front()) <= ' ')
            word.remove_prefix(1);
        while (!word.empty() && quint8(word.back()) <= ' ')
            word.remove_suffix(1);
        m_delimiter = word == ";" ? std::string_view() : word;
        m_scanner.moveTo(qint64(lineEnd));
    }

    void finish()
    {
        if (m_begin >= 0)
            m_spans.push_back({ m_begin, m_end });
        m_begin = -1;
        m_statement = Statement(m_sql, m_dialect);
    }

    std::string_view m_sql;
    const Dialect &m_dialect;
    Scanner m_scanner;
    Statement m_statement;
    std::string_view m_delimiter;
    std::vector<Span> m_spans;
    qint64 m_begin = -1;
    qint64 m_end = 0;
};

QByteArray upperText(const Token &token, std::string_view sql)
{
    const auto text = token.text(sql);
    return QByteArray(text.data(), qsizetype(text.size())).toUpper();
}

/// The word behind WITH … AS (…), ….
QByteArray keywordBehindWith(Scanner &scanner, std::string_view sql)
{
    constexpr std::array words { "SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "VALUES", "MERGE", "TABLE" };
    auto depth = 0;
    while (const auto token = scanner.next()) {
        if (token->isSign(sql, '('))
            ++depth;
        else if (token->isSign(sql, ')'))
            --depth;
        else if (depth == 0
            && std::ranges::any_of(words, [&](const char *word) { return token->isWord(sql, word); }))
            return upperText(*token, sql);
    }
    return "WITH";
}

} // namespace

std::vector<Span> splitStatements(std::string_view sql, const Dialect &dialect)
{
    return Splitter(sql, dialect).split();
}

QByteArray mainKeyword(std::string_view sql, const Dialect &dialect)
{
    Scanner scanner(sql, dialect);
    auto token = scanner.next();
    while (token && token->isSign(sql, '('))
        token = scanner.next();
    if (!token || token->kind != Token::Kind::Word)
        return {};
    if (token->isWord(sql, "WITH"))
        return keywordBehindWith(scanner, sql);
    return upperText(*token, sql);
}

bool changesRows(const QByteArray &mainKeyword)
{
    constexpr std::array words { "INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "LOAD", "COPY" };
    return std::ranges::any_of(words, [&](const char *word) { return mainKeyword == word; });
}

Placeholders placeholders(std::string_view sql, const Dialect &dialect)
{
    Placeholders found;
    Scanner scanner(sql, dialect);
    while (const auto token = scanner.next()) {
        if (token->kind != Token::Kind::Placeholder)
            continue;
        const auto text = token->text(sql);
        const QByteArray behind(text.data() + 1, qsizetype(text.size()) - 1);
        bool isNumber = false;
        const auto number = behind.toInt(&isNumber);
        const auto isNumbered = isNumber && number > 0 && number <= 65535;
        const auto isNew = !std::ranges::contains(found.names, behind);
        if (isNumbered)
            found.count = std::max(found.count, number);
        else if (behind.isEmpty() || isNew)
            ++found.count;
        found.names.resize(std::size_t(found.count));
        if (!isNumbered && !behind.isEmpty() && isNew)
            found.names.back() = behind;
    }
    return found;
}

} // namespace dumbo::script
