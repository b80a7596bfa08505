#include "core/sql/lexer.h"
#include "core/sql/literal.h"
#include "core/sql/sql.h"
#include "core/sql/sqltoken.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Sql", text);
}

bool isNameByte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' || quint8(c) >= 0x80;
}

bool isOperatorByte(char c)
{
    return std::string_view("~!@#^&|`?+-*/%<>=").contains(c);
}

bool isBare(const QString &name, const Dialect &dialect)
{
    thread_local QString pattern;
    thread_local QRegularExpression expression;
    if (pattern != dialect.bareIdentifier) {
        pattern = dialect.bareIdentifier;
        // '$' alone would let a line break pass at the end.
        expression.setPattern(QRegularExpression::anchoredPattern(pattern));
    }
    return expression.match(name).hasMatch() && !dialect.isReserved(name);
}

Result<QByteArray> checkedIdentifier(const QString &name, const Dialect &dialect)
{
    if (name.isEmpty())
        return fail(ErrorKind::Data, tr("A name is empty."));
    if (name.contains(QChar(u'\0')) || !name.isValidUtf16())
        return fail(ErrorKind::Data, tr("A name holds the character NUL or is not valid Unicode."));
    if (dialect.maxIdentifierBytes > 0 && name.toUtf8().size() > dialect.maxIdentifierBytes)
        return fail(ErrorKind::Data,
            tr("The name \"%1\" is longer than %2 bytes; %3 would cut it.").arg(name).arg(dialect.maxIdentifierBytes).arg(dialect.databaseType));
    return quoteIdentifier(name, dialect);
}

/// The instant as the dialect reads it; NULL for an invalid one.
Result<Value> instantValue(const QDateTime &instant, const Dialect &dialect)
{
    if (!instant.isValid())
        return Value();
    auto text = instant.toUTC().toString(Qt::ISODateWithMs).toUtf8();
    if (!text.endsWith('Z'))
        return fail(ErrorKind::Data, tr("The date is outside of the years 0 to 9999."));
    if (dialect.dateStyle == Dialect::DateStyle::Sql)
        text = text.chopped(1).replace('T', ' ') + "+00";
    return Value(Value::Temporal { Value::TemporalKind::TimestampWithZone, text });
}

} // namespace

/// Writes the tokens one after another and remembers where, so that the whole can be checked at the end.
class SqlRenderer {
public:
    enum class Values { Bound, Literals, Json };

    SqlRenderer(const Dialect &dialect, Values values)
        : m_dialect(dialect)
        , m_values(values)
    {
    }

    Result<void> render(const Sql &sql)
    {
        if (sql.m_tokens) {
            for (m_token = sql.m_tokens->begin(), m_last = sql.m_tokens->end(); m_token != m_last; ++m_token) {
                auto done = std::visit([this](const auto &content) { return write(content); }, m_token->content);
                if (!done)
                    return done;
            }
        }
        return check();
    }

    Statement statement;

private:
    struct Range {
        qint64 begin;
        qint64 end;
    };

    Result<void> write(const Sql::Token::Raw &raw)
    {
        separate(raw.text);
        statement.text += raw.text;
        m_afterToken = false;
        return {};
    }
    Result<void> write(const Sql::Token::Identifier &identifier);
    Result<void> write(const Value &value);
    Result<void> write(const QDateTime &instant)
    {
        const auto value = instantValue(instant, m_dialect);
        return value ? write(*value) : fail(value.error());
    }
    Result<void> write(const ColumnDefinition &column);
    Result<void> put(const Result<QByteArray> &text);
    Result<void> bind(const Value &value);
    [[nodiscard]] bool needsParentheses(const QByteArray &literalText) const;
    [[nodiscard]] Result<void> check() const;

    /// Keeps a token and its neighbour from growing together into one word.
    void separate(const QByteArray &text)
    {
        if (!m_afterToken || text.isEmpty())
            return;
        if ((isNameByte(text.front()) && isNameByte(statement.text.back())) || (isOperatorByte(text.front()) && statement.text.endsWith('?')))
            statement.text += ' ';
    }

    const Dialect &m_dialect;
    const Values m_values;
    bool m_afterToken = false;
    std::vector<Sql::Token>::const_iterator m_token;
    std::vector<Sql::Token>::const_iterator m_last;
    std::vector<Range> m_ranges;
};

Result<void> SqlRenderer::put(const Result<QByteArray> &text)
{
    if (!text)
        return fail(text.error());
    const char before = statement.text.isEmpty() ? ' ' : statement.text.back();
    if ((isNameByte(before) && isNameByte(text->front())) || (isOperatorByte(before) && text->front() == '?'))
        statement.text += ' ';
    const qint64 begin = statement.text.size();
    statement.text += *text;
    m_ranges.push_back({ begin, statement.text.size() });
    m_afterToken = true;
    return {};
}

Result<void> SqlRenderer::write(const Sql::Token::Identifier &identifier)
{
    if (identifier.path.isEmpty())
        return fail(ErrorKind::Data, tr("A name is empty."));
    QByteArrayList parts;
    for (const auto &name : identifier.path) {
        auto part = checkedIdentifier(name, m_dialect);
        if (!part)
            return fail(part.error());
        parts.append(*std::move(part));
    }
    return put(parts.join('.'));
}

Result<void> SqlRenderer::write(const Value &value)
{
    if (m_values == Values::Bound)
        return bind(value);
    if (m_values == Values::Json) {
        const auto json = jsonArray({ value });
        if (!json)
            return fail(json.error());
        statement.text += json->sliced(1, json->size() - 2);
        return {};
    }
    auto text = literal(value, m_dialect);
    if (text && needsParentheses(*text))
        *text = '(' + *text + ')';
    return put(text);
}

/// A sign must not meet another operator (1--5 is a comment), nor a cast bind tighter than it.
bool SqlRenderer::needsParentheses(const QByteArray &literalText) const
{
    if (!literalText.startsWith('-') && !literalText.startsWith('+'))
        return false;
    const auto before = statement.text.trimmed();
    if (!before.isEmpty() && std::string_view("-+*/%^|&~!@#?:").contains(before.back()))
        return true;
    if (m_token == m_last || m_token + 1 == m_last)
        return false;
    const auto *following = std::get_if<Sql::Token::Raw>(&(m_token + 1)->content);
    return following && following->text.trimmed().startsWith(':');
}

Result<void> SqlRenderer::bind(const Value &value)
{
    Value bound = value;
    if (const auto *array = std::get_if<Value::Array>(&value.variant()); array && !m_dialect.arrays) {
        const auto json = jsonArray(array->elements);
        if (!json)
            return fail(json.error());
        bound = Value::text(*json);
    }
    auto &parameters = statement.parameters;
    const auto number = QByteArray::number(qint64(parameters.positional.size() + parameters.named.size() + 1));
    switch (m_dialect.placeholder) {
    case Dialect::Placeholder::QuestionMark:
    case Dialect::Placeholder::DollarNumber:
        parameters.positional.push_back(std::move(bound));
        return put(m_dialect.placeholder == Dialect::Placeholder::QuestionMark ? QByteArray("?") : '$' + number);
    case Dialect::Placeholder::ColonName:
    case Dialect::Placeholder::AtName:
        parameters.named.emplace_back('p' + number, std::move(bound));
        return put((m_dialect.placeholder == Dialect::Placeholder::ColonName ? ":p" : "@p") + number);
    }
    Q_UNREACHABLE_RETURN({});
}

Result<void> SqlRenderer::write(const ColumnDefinition &column)
{
    auto text = checkedIdentifier(column.name, m_dialect);
    if (!text)
        return fail(text.error());
    if (!column.type.isEmpty()) {
        if (auto type = checkTypeName(column.type, m_dialect); !type)
            return type;
        *text += ' ' + column.type;
    }
    if (column.primaryKey)
        *text += " PRIMARY KEY";
    if (column.notNull)
        *text += " NOT NULL";
    if (column.unique)
        *text += " UNIQUE";
    if (column.defaultValue) {
        const auto value = literal(*column.defaultValue, m_dialect);
        if (!value)
            return fail(value.error());
        // SQLite takes an expression only in parentheses; PostgreSQL takes both.
        *text += " DEFAULT (" + *value + ')';
    }
    return put(text);
}

/// Every token must stand where a token can: begin and end where the lexer sees one begin and end. A value in a string of the
/// surrounding text, or behind --, would otherwise become SQL when it is written as a literal.
Result<void> SqlRenderer::check() const
{
    const auto count = qint64(statement.parameters.positional.size() + statement.parameters.named.size());
    if (m_dialect.maxParameters > 0 && count > m_dialect.maxParameters)
        return fail(ErrorKind::InvalidOperation,
            tr("The statement has %1 parameters; %2 takes at most %3.").arg(count).arg(m_dialect.databaseType).arg(m_dialect.maxParameters));
    const std::string_view text(statement.text.constData(), std::size_t(statement.text.size()));
    if (text.contains('\0'))
        return fail(ErrorKind::Data, tr("The statement holds the character NUL."));
    Lexer lexer(text, m_dialect.lexer);
    Token token;
    qint64 reached = -1;
    bool fits = true;
    for (const auto &range : m_ranges) {
        while (reached < range.begin && lexer.next(token))
            reached = token.end;
        fits = fits && (range.begin == 0 || reached == range.begin);
        while (reached < range.end && lexer.next(token)) {
            reached = token.end;
            fits = fits && !token.unterminated;
        }
        fits = fits && reached == range.end;
    }
    if (!fits)
        return fail(ErrorKind::InvalidOperation,
            tr("A value or name of the statement stands inside a string, a quoted name or a comment."));
    return {};
}

Result<Statement> render(const Sql &sql, const Dialect &dialect)
{
    SqlRenderer renderer(dialect, SqlRenderer::Values::Bound);
    if (auto done = renderer.render(sql); !done)
        return fail(done.error());
    return std::move(renderer.statement);
}

Result<QByteArray> renderInline(const Sql &sql, const Dialect &dialect)
{
    SqlRenderer renderer(dialect, SqlRenderer::Values::Literals);
    if (auto done = renderer.render(sql); !done)
        return fail(done.error());
    return renderer.statement.text;
}

Result<QByteArray> renderDescription(const Sql &sql, const Dialect &dialect)
{
    SqlRenderer renderer(dialect, SqlRenderer::Values::Json);
    if (auto done = renderer.render(sql); !done)
        return fail(done.error());
    return renderer.statement.text;
}

QByteArray quoteIdentifier(const QString &name, const Dialect &dialect)
{
    if (isBare(name, dialect))
        return name.toUtf8();
    QString inner = name;
    inner.replace(dialect.identifierQuote, QString(2, dialect.identifierQuote));
    return (dialect.identifierQuote + inner + dialect.identifierQuote).toUtf8();
}

QByteArray quotePath(std::initializer_list<QString> path, const Dialect &dialect)
{
    QByteArrayList parts;
    for (const auto &name : path) {
        if (!name.isEmpty())
            parts.append(quoteIdentifier(name, dialect));
    }
    return parts.join('.');
}

} // namespace dumbo
