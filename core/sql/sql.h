#pragma once

#include "core/base/export.h"
#include "core/sdk/dialect.h"
#include "core/sdk/statement.h"

#include <QDateTime>
#include <QString>

#include <concepts>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace dumbo {

struct ColumnDefinition;

/// A piece of SQL that is not yet text: fixed text and tokens. The dialect decides how names are quoted and what a placeholder
/// looks like. Whatever a program puts in is a bound value unless it says otherwise; text becomes SQL only
/// through raw() or a string literal of the program. A value type, cheap to copy.
///
/// ```cpp
/// const auto query = sql("SELECT * FROM {} WHERE {} AND age > {}",
///     Sql::identifier(table), Sql::in(Sql::identifier(u"id"_s), ids), 18);
/// const Result<Statement> statement = render(query, dialect);
/// ```
class DUMBO_CORE_EXPORT Sql {
public:
    /// Empty SQL.
    Sql();
    ~Sql();
    Sql(const Sql &);
    Sql(Sql &&) noexcept;
    Sql &operator=(const Sql &);
    Sql &operator=(Sql &&) noexcept;

    /// SQL as it stands. Never for text that came from outside the program.
    [[nodiscard]] static Sql raw(const QByteArray &text);
    /// A name, quoted where it must be. Empty names and names with NUL are refused by render().
    [[nodiscard]] static Sql identifier(const QString &name);
    /// schema.table, table.column, …; empty parts are left out.
    [[nodiscard]] static Sql identifier(std::initializer_list<QString> path);
    /// A bound value.
    [[nodiscard]] static Sql value(const Value &value);
    /// A bound instant in the dialect's date style, in UTC, with milliseconds; an invalid one is NULL.
    [[nodiscard]] static Sql dateTime(const QDateTime &instant);
    /// One bound parameter that holds all elements where the dialect has arrays; elsewhere a JSON array as text
    /// (for json_each() and its like), in which bytes are refused.
    [[nodiscard]] static Sql array(std::vector<Value> elements);
    /// operand IN (…) with bound values; an IN over nothing matches nothing.
    [[nodiscard]] static Sql in(const Sql &operand, std::vector<Value> values);
    /// operand NOT IN (…); over nothing it matches everything.
    [[nodiscard]] static Sql notIn(const Sql &operand, std::vector<Value> values);
    /// A column as CREATE TABLE and ALTER TABLE … ADD read it; a default is an inline literal.
    [[nodiscard]] static Sql columnDefinition(const ColumnDefinition &column);
    /// All parts with the separator, which is SQL as it stands, between them.
    [[nodiscard]] static Sql join(const std::vector<Sql> &parts, const QByteArray &separator = ", ");

    [[nodiscard]] bool isEmpty() const;

    Sql &operator+=(const Sql &other);
    [[nodiscard]] friend Sql operator+(Sql left, const Sql &right) { return left += right; }

private:
    friend class SqlRenderer;
    friend DUMBO_CORE_EXPORT Sql composeSql(std::string_view, std::initializer_list<Sql>);
    struct Token;
    explicit Sql(const Token &token);
    /// In parentheses unless it is one token.
    [[nodiscard]] Sql asOperand() const;
    std::shared_ptr<const std::vector<Token>> m_tokens;
};

struct ColumnDefinition {
    QString name;
    /// As the database writes it, e.g. "numeric(10, 2)". render() refuses a type that is more than names, numbers, dots,
    /// brackets, and commas in parentheses.
    QByteArray type;
    bool notNull = false;
    bool primaryKey = false;
    bool unique = false;
    std::optional<Value> defaultValue = {};
};

/// What may stand for a {} of sql(). A QByteArray may not: say Value::text() or Value::bytes().
[[nodiscard]] inline Sql toSql(const Sql &sql) { return sql; }
[[nodiscard]] inline Sql toSql(const Value &value) { return Sql::value(value); }
[[nodiscard]] inline Sql toSql(const QString &text) { return Sql::value(Value::text(text)); }
[[nodiscard]] inline Sql toSql(const QDateTime &instant) { return Sql::dateTime(instant); }
[[nodiscard]] inline Sql toSql(std::same_as<bool> auto value) { return Sql::value(Value(value)); }
[[nodiscard]] inline Sql toSql(std::nullptr_t) { return Sql::value(Value()); }
template <std::integral T>
    requires(!std::same_as<T, bool>)
[[nodiscard]] Sql toSql(T value)
{
    if constexpr (std::unsigned_integral<T> && sizeof(T) == sizeof(quint64))
        return Sql::value(Value(quint64(value)));
    else
        return Sql::value(Value(qint64(value)));
}
[[nodiscard]] inline Sql toSql(double value) { return Sql::value(Value(value)); }
Sql toSql(const char *) = delete;
Sql toSql(const QByteArray &) = delete;
template <typename T>
[[nodiscard]] Sql toSql(const std::optional<T> &value)
{
    return value ? toSql(*value) : Sql::value(Value());
}

/// The text of sql(): a string literal whose {} are counted when the program is compiled. {{ and }} stand for braces.
template <typename... Arguments>
class SqlTemplate {
public:
    template <std::size_t N>
    consteval SqlTemplate(const char (&text)[N])
        : m_text(text, N - 1)
    {
        std::size_t placeholders = 0;
        for (std::size_t i = 0; i < m_text.size(); ++i) {
            if (m_text[i] != '{' && m_text[i] != '}')
                continue;
            const char following = i + 1 < m_text.size() ? m_text[i + 1] : '\0';
            if (m_text[i] == '{' && following == '}')
                ++placeholders;
            else if (following != m_text[i])
                throw "a brace of SQL text must be doubled";
            ++i;
        }
        if (placeholders != sizeof...(Arguments))
            throw "the number of {} differs from the number of arguments";
    }
    [[nodiscard]] constexpr std::string_view text() const { return m_text; }

private:
    std::string_view m_text;
};

[[nodiscard]] DUMBO_CORE_EXPORT Sql composeSql(std::string_view text, std::initializer_list<Sql> arguments);

/// Text of the program with a token or bound value for each {}.
template <typename... Arguments>
[[nodiscard]] Sql sql(SqlTemplate<std::type_identity_t<Arguments>...> text, const Arguments &...arguments)
{
    return composeSql(text.text(), { toSql(arguments)... });
}

/// Text with the dialect's placeholders, and the values for them in order (named p1, p2, … where placeholders have names).
/// The same value twice is two parameters. Data for a name, type or default that can't be written, InvalidOperation where a
/// token stands inside a string, quoted name or comment, and for more parameters than the database takes.
[[nodiscard]] DUMBO_CORE_EXPORT Result<Statement> render(const Sql &sql, const Dialect &dialect);

/// Text that runs as it stands: every value is a literal. For people to read and copy, and for DDL. Errors as render(), and Data
/// for a value that the dialect can't write exactly.
[[nodiscard]] DUMBO_CORE_EXPORT Result<QByteArray> renderInline(const Sql &sql, const Dialect &dialect);

/// The dialect's text with each value as JSON in its place: what the ledger of migrations hashes. It need not run.
[[nodiscard]] DUMBO_CORE_EXPORT Result<QByteArray> renderDescription(const Sql &sql, const Dialect &dialect);

/// The name bare where that reads back the same, else quoted with the quotes inside doubled.
[[nodiscard]] DUMBO_CORE_EXPORT QByteArray quoteIdentifier(const QString &name, const Dialect &dialect);
/// A qualified name; empty parts are left out.
[[nodiscard]] DUMBO_CORE_EXPORT QByteArray quotePath(std::initializer_list<QString> path, const Dialect &dialect);

/// A value as the dialect writes it: digits as they are (as text where the database would make a double of them), floats as the
/// shortest text that reads back the same, dates and times with their type where the dialect's date style is Sql. Data for what it can't write exactly: NUL in
/// PostgreSQL's text, NaN in SQLite, digits that are no number.
[[nodiscard]] DUMBO_CORE_EXPORT Result<QByteArray> literal(const Value &value, const Dialect &dialect);

/// Text as a string literal, the same way.
[[nodiscard]] DUMBO_CORE_EXPORT Result<QByteArray> textLiteral(const QByteArray &utf8, const Dialect &dialect);

} // namespace dumbo
