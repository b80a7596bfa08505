#include "drivers/qtsql/mysqlstatement.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <array>
#include <atomic>
#include <charconv>
#include <cmath>

namespace dumbo::qtsql {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("QtSql", text);
}

using Literal = std::expected<QByteArray, QString>;

class ToLiteral
{
public:
    Literal operator()(Value::Null) const { return "NULL"; }
    Literal operator()(bool value) const { return value ? "TRUE" : "FALSE"; }
    Literal operator()(qint64 value) const { return QByteArray::number(value); }
    Literal operator()(quint64 value) const { return QByteArray::number(value); }
    Literal operator()(double value) const
    {
        if (!std::isfinite(value))
            return std::unexpected(tr("MariaDB has neither NaN nor infinity."));
        std::array<char, 40> digits {};
        const auto [end, error]
            = std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::scientific);
        return QByteArray(digits.data(), end - digits.data());
    }
    Literal operator()(const Value::Decimal &value) const
    {
        // More than 65 digits fit no decimal; they stay whole as text.
        static const QRegularExpression plain(QStringLiteral("^-?\\d{1,35}(\\.\\d{1,30})?$"));
        if (plain.match(QString::fromLatin1(value.digits)).hasMatch())
            return value.digits;
        return text(value.digits);
    }
    Literal operator()(const Value::Text &value) const { return text(value.utf8); }
    Literal operator()(const Value::Bytes &value) const { return hex(value.bytes); }
    Literal operator()(const Value::Temporal &value) const { return text(value.text); }
    Literal operator()(const Value::Uuid &value) const { return text(value.text); }
    Literal operator()(const Value::Json &value) const { return text(value.text); }
    Literal operator()(const Value::ServerText &value) const { return text(value.text); }
    Literal operator()(const Value::Array &) const
    {
        return std::unexpected(tr("MariaDB has no arrays; pass JSON text instead."));
    }

private:
    static QByteArray hex(const QByteArray &bytes) { return "X'" + bytes.toHex() + '\''; }
    static QByteArray text(const QByteArray &utf8) { return "_utf8mb4 " + hex(utf8); }
};

QByteArray variable(std::size_t index)
{
    return "@dumbo_" + QByteArray::number(qulonglong(index + 1));
}

} // namespace

Result<QByteArray> mysqlLiteral(const Value &value, int number)
{
    const auto literal = std::visit(ToLiteral(), value.variant());
    if (!literal)
        return fail(ErrorKind::Data, tr("Parameter %1: %2").arg(QString::number(number), literal.error()));
    return *literal;
}

Result<std::shared_ptr<BoundStatement>> MysqlStatement::prepare(
    Backend &backend, const QByteArray &text, std::vector<Column> columns)
{
    std::shared_ptr<MysqlStatement> made(new MysqlStatement(backend, text, std::move(columns)));
    if (const auto kept = made->send("SET @dumbo_text = _utf8mb4 X'" + text.toHex() + '\''); !kept)
        return fail(kept.error());
    if (const auto prepared = made->send("PREPARE " + made->m_name + " FROM @dumbo_text"); !prepared)
        return fail(prepared.error());
    made->m_isPrepared = true;
    return made;
}

MysqlStatement::MysqlStatement(Backend &backend, const QByteArray &text, std::vector<Column> columns)
    : m_backend(backend)
    , m_text(text)
    , m_placeholders(script::placeholders({ text.constData(), std::size_t(text.size()) }, backend.dialect()))
    , m_columns(std::move(columns))
    , m_query(backend.link().query())
{
    static std::atomic<quint64> count = 0;
    m_name = "dumbo_" + QByteArray::number(qulonglong(++count));
    m_parameters.resize(std::size_t(m_placeholders.count));
}

MysqlStatement::~MysqlStatement()
{
    m_query.finish();
    if (m_isPrepared && !m_backend.isBroken())
        std::ignore = send("DEALLOCATE PREPARE " + m_name);
}

Result<void> MysqlStatement::run(const Parameters &parameters)
{
    const auto values = arrange(m_placeholders, parameters);
    if (!values)
        return fail(values.error());
    QByteArrayList settings;
    QByteArrayList names;
    for (std::size_t i = 0; i < values->size(); ++i) {
        const auto literal = mysqlLiteral((*values)[i], int(i) + 1);
        if (!literal)
            return fail(literal.error());
        names.append(variable(i));
        settings.append(names.last() + " = " + *literal);
    }
    if (!settings.isEmpty()) {
        if (const auto set = send("SET " + settings.join(", ")); !set)
            return fail(set.error());
    }
    return send("EXECUTE " + m_name + (names.isEmpty() ? QByteArray() : " USING " + names.join(", ")));
}

Result<void> MysqlStatement::send(const QByteArray &sql)
{
    if (!m_query.exec(QString::fromLatin1(sql)))
        return fail(m_backend.failure(m_query, m_text));
    return {};
}

} // namespace dumbo::qtsql
