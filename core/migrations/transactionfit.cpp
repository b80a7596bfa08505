#include "core/migrations/transactionfit.h"

#include "core/sql/lexer.h"

#include <algorithm>
#include <array>

namespace dumbo {

namespace {

/// The words of a statement as they are asked about here: keywords in lower case, other tokens by their first byte.
class Words {
public:
    Words(const StatementText &statement, const Dialect &dialect, std::size_t limit)
        : m_text(statement.constData(), std::size_t(statement.size()))
    {
        Lexer lexer(m_text, dialect.lexer);
        Token token;
        while (m_tokens.size() < limit && lexer.next(token)) {
            if (!isBlank(token.kind))
                m_tokens.push_back(token);
        }
    }

    [[nodiscard]] std::size_t size() const { return m_tokens.size(); }
    [[nodiscard]] bool is(std::size_t place, std::string_view word) const
    {
        return place < m_tokens.size() && m_tokens[place].kind == TokenKind::Word && isKeyword(tokenText(m_text, m_tokens[place]), word);
    }
    template <std::size_t N>
    [[nodiscard]] bool isOneOf(std::size_t place, const std::array<std::string_view, N> &words) const
    {
        return std::ranges::any_of(words, [&](std::string_view word) { return is(place, word); });
    }
    [[nodiscard]] bool has(std::string_view word) const
    {
        for (std::size_t place = 0; place < m_tokens.size(); ++place) {
            if (is(place, word))
                return true;
        }
        return false;
    }
    [[nodiscard]] bool isKind(std::size_t place, TokenKind kind) const { return place < m_tokens.size() && m_tokens[place].kind == kind; }
    /// A name as the database stores it.
    [[nodiscard]] QString name(std::size_t place) const
    {
        if (place >= m_tokens.size())
            return {};
        const auto text = QString::fromUtf8(tokenText(m_text, m_tokens[place]));
        if (m_tokens[place].kind != TokenKind::QuotedIdentifier)
            return text.toLower();
        const auto quote = text.back();
        return text.sliced(1, text.size() - 2).replace(QString(2, quote), QString(quote));
    }

private:
    std::string_view m_text;
    std::vector<Token> m_tokens;
};

constexpr std::array<std::string_view, 10> controls {
    "begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release", "xa", "prepare"
};

bool isControl(const Words &words)
{
    if (!words.isOneOf(0, controls))
        return words.is(0, "set") && (words.is(1, "transaction") || words.is(1, "autocommit"));
    if (words.is(0, "start"))
        return words.is(1, "transaction");
    if (words.is(0, "prepare"))
        return words.is(1, "transaction");
    return !(words.is(0, "begin") && words.is(1, "not")); // MariaDB's compound statement
}

TransactionFit fitOnPostgreSQL(const Words &words)
{
    static constexpr std::array<std::string_view, 4> clusterWide { "database", "tablespace", "subscription", "system" };
    const auto makes = words.is(0, "create") || words.is(0, "drop") || words.is(0, "alter");
    if (words.is(0, "vacuum"))
        return TransactionFit::Alone;
    if (makes && words.isOneOf(1, clusterWide)) {
        const auto isHarmless = words.is(0, "alter") && !words.is(1, "system") && !(words.is(1, "database") && words.has("tablespace"));
        return isHarmless ? TransactionFit::Inside : TransactionFit::Alone;
    }
    if (words.is(0, "create") || words.is(0, "drop"))
        return words.has("index") && words.has("concurrently") && (words.is(1, "index") || words.is(1, "unique")) ? TransactionFit::Alone : TransactionFit::Inside;
    if (words.is(0, "alter"))
        return words.has("detach") && words.has("concurrently") ? TransactionFit::Alone : TransactionFit::Inside;
    if (words.is(0, "reindex")) {
        const auto isWide = words.has("database") || words.has("system") || words.has("schema");
        return words.has("concurrently") || isWide ? TransactionFit::Alone : TransactionFit::Inside;
    }
    if ((words.is(0, "cluster") && words.size() == 1) || (words.is(0, "discard") && words.is(1, "all")))
        return TransactionFit::Alone;
    return TransactionFit::Inside;
}

TransactionFit fitOnSqlite(const Words &words)
{
    // Inside a transaction some are refused and others do nothing, without a word.
    static constexpr std::array<std::string_view, 8> pragmas {
        "foreign_keys", "journal_mode", "synchronous", "auto_vacuum", "page_size", "locking_mode", "wal_checkpoint", "encoding"
    };
    if (words.is(0, "vacuum") || words.is(0, "attach") || words.is(0, "detach"))
        return TransactionFit::Alone;
    const auto isSchemaSaid = words.isKind(2, TokenKind::Dot);
    return words.is(0, "pragma") && words.isOneOf(isSchemaSaid ? 3 : 1, pragmas) ? TransactionFit::Alone : TransactionFit::Inside;
}

/// A database that commits before and after DDL.
TransactionFit fitWithoutTransactionalDdl(const Words &words)
{
    static constexpr std::array<std::string_view, 8> inside { "insert", "update", "delete", "replace", "select", "with", "values", "set" };
    return words.isOneOf(0, inside) ? TransactionFit::Inside : TransactionFit::Commits;
}

} // namespace

TransactionFit transactionFit(const StatementText &statement, const Dialect &dialect)
{
    const Words words(statement, dialect, 64);
    if (isControl(words))
        return TransactionFit::Controls;
    if (dialect.databaseType == u"PostgreSQL")
        return fitOnPostgreSQL(words);
    if (dialect.databaseType == u"SQLite")
        return fitOnSqlite(words);
    return dialect.transactions.transactionalDdl ? TransactionFit::Inside : fitWithoutTransactionalDdl(words);
}

bool isPlainBegin(const StatementText &statement, const Dialect &dialect)
{
    const Words words(statement, dialect, 8);
    const auto isStart = words.is(0, "start") && words.is(1, "transaction") && words.size() == 2;
    const auto hasNoise = words.is(1, "transaction") || words.is(1, "work") || words.is(1, "immediate") || words.is(1, "deferred")
        || words.is(1, "exclusive");
    return isStart || (words.is(0, "begin") && (words.size() == 1 || (words.size() <= 3 && hasNoise)));
}

bool isPlainCommit(const StatementText &statement, const Dialect &dialect)
{
    const Words words(statement, dialect, 8);
    const auto ends = words.is(0, "commit") || words.is(0, "end");
    return ends && (words.size() == 1 || (words.size() == 2 && (words.is(1, "transaction") || words.is(1, "work"))));
}

bool mustBeCommitted(const StatementText &statement, const Dialect &dialect)
{
    const Words words(statement, dialect, 16);
    return dialect.databaseType == u"PostgreSQL" && words.is(0, "alter") && words.is(1, "type") && words.has("add") && words.has("value");
}

bool isSessionSetting(const StatementText &statement, const Dialect &dialect)
{
    const Words words(statement, dialect, 2);
    if (words.is(0, "set"))
        return !words.is(1, "transaction") && !words.is(1, "local") && !words.is(1, "constraints");
    return words.is(0, "pragma") || words.is(0, "use") || words.is(0, "attach");
}

std::optional<ConcurrentIndex> concurrentIndex(const StatementText &statement, const Dialect &dialect)
{
    const Words words(statement, dialect, 16);
    std::size_t place = words.is(1, "unique") ? 2 : 1;
    if (!words.is(0, "create") || !words.is(place, "index") || !words.is(place + 1, "concurrently"))
        return std::nullopt;
    place += 2;
    if (words.is(place, "if"))
        place += 3;
    if (words.is(place, "on"))
        return std::nullopt; // the server chooses the name
    ConcurrentIndex found;
    found.name = words.name(place);
    place += words.is(place + 2, "only") ? 3 : 2;
    if (words.isKind(place + 1, TokenKind::Dot)) {
        found.schema = words.name(place);
        place += 2;
    }
    found.table = words.name(place);
    return found;
}

} // namespace dumbo
