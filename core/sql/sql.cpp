#include "core/sql/sql.h"

#include "core/sql/sqltoken.h"

#include <utility>

namespace dumbo {

namespace {

/// Text of sql() between its {}, with doubled braces made single.
QByteArray unescaped(std::string_view text)
{
    QByteArray result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        result += text[i];
        if (text[i] == '{' || text[i] == '}')
            ++i;
    }
    return result;
}

Sql list(std::vector<Value> values)
{
    std::vector<Sql> parts;
    parts.reserve(values.size());
    for (const auto &value : values)
        parts.push_back(Sql::value(value));
    return Sql::raw("(") + Sql::join(parts) + Sql::raw(")");
}

} // namespace

Sql::Sql() = default;
Sql::~Sql() = default;
Sql::Sql(const Sql &) = default;
Sql::Sql(Sql &&) noexcept = default;
Sql &Sql::operator=(const Sql &) = default;
Sql &Sql::operator=(Sql &&) noexcept = default;

Sql::Sql(const Token &token)
    : m_tokens(std::make_shared<const std::vector<Token>>(1, token))
{
}

Sql Sql::raw(const QByteArray &text)
{
    return text.isEmpty() ? Sql() : Sql(Token { Token::Raw { text } });
}

Sql Sql::identifier(const QString &name)
{
    return Sql(Token { Token::Identifier { { name } } });
}

Sql Sql::identifier(std::initializer_list<QString> path)
{
    QStringList parts(path);
    parts.removeAll(QString());
    return Sql(Token { Token::Identifier { parts } });
}

Sql Sql::value(const Value &value)
{
    return Sql(Token { value });
}

Sql Sql::dateTime(const QDateTime &instant)
{
    return Sql(Token { instant });
}

Sql Sql::array(std::vector<Value> elements)
{
    return Sql(Token { Value(Value::Array { std::move(elements) }) });
}

Sql Sql::in(const Sql &operand, std::vector<Value> values)
{
    if (values.empty())
        return raw("(1 = 0)");
    return operand.asOperand() + raw(" IN ") + list(std::move(values));
}

Sql Sql::notIn(const Sql &operand, std::vector<Value> values)
{
    if (values.empty())
        return raw("(1 = 1)");
    return operand.asOperand() + raw(" NOT IN ") + list(std::move(values));
}

Sql Sql::columnDefinition(const ColumnDefinition &column)
{
    return Sql(Token { column });
}

Sql Sql::join(const std::vector<Sql> &parts, const QByteArray &separator)
{
    auto tokens = std::make_shared<std::vector<Token>>();
    for (const auto &part : parts) {
        if (!tokens->empty() && !separator.isEmpty())
            tokens->push_back({ Token::Raw { separator } });
        if (part.m_tokens)
            tokens->insert(tokens->end(), part.m_tokens->begin(), part.m_tokens->end());
    }
    Sql result;
    result.m_tokens = std::move(tokens);
    return result;
}

bool Sql::isEmpty() const
{
    return !m_tokens || m_tokens->empty();
}

Sql &Sql::operator+=(const Sql &other)
{
    if (isEmpty())
        m_tokens = other.m_tokens;
    else if (!other.isEmpty())
        *this = join({ *this, other }, {});
    return *this;
}

Sql Sql::asOperand() const
{
    const bool simple = m_tokens && m_tokens->size() == 1 && !std::holds_alternative<Token::Raw>(m_tokens->front().content);
    return simple ? *this : raw("(") + *this + raw(")");
}

Sql composeSql(std::string_view text, std::initializer_list<Sql> arguments)
{
    std::vector<Sql> parts;
    auto argument = arguments.begin();
    std::size_t begin = 0;
    for (std::size_t i = 0; i + 1 < text.size(); ++i) {
        if (text[i] != '{' && text[i] != '}')
            continue;
        if (text[i + 1] == '}' && text[i] == '{') {
            Q_ASSERT(argument != arguments.end());
            parts.push_back(Sql::raw(unescaped(text.substr(begin, i - begin))));
            parts.push_back(*argument++);
            begin = i + 2;
        }
        ++i;
    }
    parts.push_back(Sql::raw(unescaped(text.substr(begin))));
    return Sql::join(parts, {});
}

} // namespace dumbo
