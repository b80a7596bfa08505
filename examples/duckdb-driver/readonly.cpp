#include "readonly.h"

#include "statements.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace dumbo::duckdb {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DuckDB", text);
}

template <std::size_t Count>
bool contains(const std::array<const char *, Count> &words, const QByteArray &word)
{
    return std::ranges::any_of(words, [&](const char *candidate) { return word == candidate; });
}

/// What EXPLAIN ANALYZE and PREPARE may carry.
bool isQuery(const QByteArray &word)
{
    static constexpr std::array words { "SELECT", "WITH", "FROM", "VALUES", "TABLE", "DESCRIBE", "DESC", "SHOW", "SUMMARIZE", "PIVOT",
        "UNPIVOT", "PIVOT_WIDER", "PIVOT_LONGER" };
    return contains(words, word);
}

/// EXPLAIN [ANALYZE] [(options)] query; PREPARE name [(types)] AS query. Every word is looked at, so that no order hides one.
bool carriesQuery(const std::vector<QByteArray> &tokens)
{
    static constexpr std::array writes { "COPY", "EXPORT", "INSTALL", "ATTACH", "LOAD", "IMPORT", "CHECKPOINT", "CALL", "PRAGMA", "SET" };
    const auto first = std::ranges::find_if(tokens, isQuery);
    return first != tokens.end() && std::none_of(tokens.begin(), first, [](const QByteArray &token) { return contains(writes, token); });
}

/// Settings of how things are shown or run, which no file notices.
bool isHarmlessSetting(const std::vector<QByteArray> &tokens)
{
    static constexpr std::array names { "TIMEZONE", "CALENDAR", "SCHEMA", "SEARCH_PATH", "THREADS", "WORKER_THREADS", "MEMORY_LIMIT",
        "MAX_MEMORY", "DEFAULT_ORDER", "DEFAULT_NULL_ORDER", "NULL_ORDER", "ERRORS_AS_JSON", "INTEGER_DIVISION", "PRESERVE_INSERTION_ORDER",
        "ENABLE_PROGRESS_BAR", "ENABLE_PROGRESS_BAR_PRINT", "EXPLAIN_OUTPUT", "PERFECT_HT_THRESHOLD", "PIVOT_LIMIT", "DEFAULT_COLLATION",
        "ORDERED_AGGREGATE_THRESHOLD", "PIVOT_FILTER_THRESHOLD", "VARIABLE", "STREAMING_BUFFER_SIZE", "SCALAR_SUBQUERY_ERROR_ON_MULTIPLE_ROWS" };
    std::size_t at = 1;
    while (at < tokens.size() && (tokens[at] == "SESSION" || tokens[at] == "GLOBAL" || tokens[at] == "LOCAL"))
        ++at;
    return tokens.front() == "USE" || (at < tokens.size() && contains(names, tokens[at]));
}

/// Pragmas that only tell something.
bool isHarmlessPragma(const std::vector<QByteArray> &tokens)
{
    static constexpr std::array names { "TABLE_INFO", "SHOW_TABLES", "SHOW_TABLES_EXPANDED", "SHOW_DATABASES", "SHOW", "DATABASE_LIST",
        "DATABASE_SIZE", "VERSION", "PLATFORM", "COLLATIONS", "FUNCTIONS", "STORAGE_INFO", "METADATA_INFO", "USER_AGENT" };
    return tokens.size() > 1 && contains(names, tokens[1]) && std::ranges::find(tokens, QByteArray("=")) == tokens.end();
}

/// Functions that a SELECT may call and that write files or settings.
bool callsWriter(const QByteArray &text)
{
    static constexpr std::array names { "enable_logging", "write_log", "enable_profil" };
    const auto lower = text.toLower();
    return std::ranges::any_of(names, [&](const char *name) { return lower.contains(name); });
}

bool isAllowed(duckdb_statement_type type, const QByteArray &text)
{
    const auto tokens = firstTokens({ text.constData(), std::size_t(text.size()) }, 64);
    if (tokens.empty())
        return true;
    switch (type) {
    case DUCKDB_STATEMENT_TYPE_SELECT:
        return !callsWriter(text);
    case DUCKDB_STATEMENT_TYPE_EXPLAIN:
    case DUCKDB_STATEMENT_TYPE_PREPARE:
        return carriesQuery(tokens) && !callsWriter(text);
    case DUCKDB_STATEMENT_TYPE_EXECUTE: // what it runs was prepared here
    case DUCKDB_STATEMENT_TYPE_TRANSACTION:
    case DUCKDB_STATEMENT_TYPE_RELATION:
    case DUCKDB_STATEMENT_TYPE_LOGICAL_PLAN:
        return true;
    case DUCKDB_STATEMENT_TYPE_SET:
    case DUCKDB_STATEMENT_TYPE_VARIABLE_SET:
        return isHarmlessSetting(tokens);
    case DUCKDB_STATEMENT_TYPE_PRAGMA:
        return isHarmlessPragma(tokens);
    default:
        return false;
    }
}

Error refusal()
{
    return Error(ErrorKind::InvalidOperation, tr("This connection is read-only, and the statement could write."))
        .withHint(tr("Allowed are queries, also of files, EXPLAIN of them, transactions, and settings of the session."));
}

} // namespace

Result<void> ReadOnlyGate::checkText(const QByteArray &text) const
{
    static constexpr std::array writes { "COPY", "EXPORT", "IMPORT", "INSTALL", "LOAD", "ATTACH", "CREATE", "CALL" };
    if (!m_closed)
        return {};
    const auto tokens = firstTokens({ text.constData(), std::size_t(text.size()) }, 64);
    if (tokens.empty())
        return {};
    const auto &word = tokens.front();
    if (contains(writes, word) || ((word == "EXPLAIN" || word == "PREPARE") && !carriesQuery(tokens)))
        return fail(refusal());
    return {};
}

Result<void> ReadOnlyGate::check(duckdb_statement_type type, const QByteArray &text) const
{
    if (!m_closed || isAllowed(type, text))
        return {};
    return fail(refusal());
}

} // namespace dumbo::duckdb
