#include "drivers/sqlite/bind.h"

#include <QCoreApplication>

#include <cmath>
#include <limits>

namespace dumbo::sqlite {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("SQLite", text);
}

/// Calls the bind function that fits the alternative; returns SQLite's code, or an Error for what SQLite
/// can't hold.
class Binder
{
public:
    Binder(sqlite3_stmt *statement, int number)
        : m_statement(statement)
        , m_number(number)
    {
    }

    Result<void> operator()(Value::Null) { return done(sqlite3_bind_null(m_statement, m_number)); }
    Result<void> operator()(bool value)
    {
        return done(sqlite3_bind_int(m_statement, m_number, value ? 1 : 0));
    }
    Result<void> operator()(qint64 value) { return done(sqlite3_bind_int64(m_statement, m_number, value)); }
    Result<void> operator()(quint64 value)
    {
        if (value > quint64(std::numeric_limits<qint64>::max()))
            return refuse(
                tr("%1 is too large for SQLite's 64-bit integers; pass it as text or decimal.").arg(value));
        return (*this)(qint64(value));
    }
    Result<void> operator()(double value)
    {
        if (std::isnan(value))
            return refuse(tr("SQLite has no NaN: it would store NULL."));
        return done(sqlite3_bind_double(m_statement, m_number, value));
    }
    Result<void> operator()(const Value::Decimal &value) { return text(value.digits); }
    Result<void> operator()(const Value::Text &value) { return text(value.utf8); }
    Result<void> operator()(const Value::Bytes &value)
    {
        return bytes({ value.bytes.constData(), std::size_t(value.bytes.size()) });
    }
    Result<void> operator()(const Value::Temporal &value) { return text(value.text); }
    Result<void> operator()(const Value::Uuid &value) { return text(value.text); }
    Result<void> operator()(const Value::Json &value) { return text(value.text); }
    Result<void> operator()(const Value::Array &)
    {
        return refuse(tr("SQLite has no arrays; pass JSON text instead."));
    }
    Result<void> operator()(const Value::ServerText &value) { return text(value.text); }

    Result<void> text(std::string_view utf8)
    {
        return done(sqlite3_bind_text64(
            m_statement, m_number, utf8.data() ? utf8.data() : "", utf8.size(), SQLITE_STATIC, SQLITE_UTF8));
    }
    Result<void> bytes(std::string_view value)
    {
        if (value.empty())
            return done(sqlite3_bind_zeroblob(m_statement, m_number, 0));
        return done(sqlite3_bind_blob64(m_statement, m_number, value.data(), value.size(), SQLITE_STATIC));
    }

    Result<void> refuse(const QString &why)
    {
        return fail(Error(ErrorKind::Data, tr("Parameter %1: %2").arg(QString::number(m_number), why)));
    }

private:
    Result<void> text(const QByteArray &utf8)
    {
        return text(std::string_view(utf8.constData(), std::size_t(utf8.size())));
    }

    Result<void> done(int code)
    {
        if (code == SQLITE_OK)
            return {};
        return refuse(QString::fromUtf8(sqlite3_errmsg(sqlite3_db_handle(m_statement))));
    }

    sqlite3_stmt *m_statement;
    int m_number;
};

/// The named parameter without its prefix; empty for "?" and "?5".
QByteArray nameOf(sqlite3_stmt *statement, int number)
{
    const QByteArray name(sqlite3_bind_parameter_name(statement, number));
    return name.startsWith('?') ? QByteArray() : name.sliced(std::min<qsizetype>(1, name.size()));
}

Result<void> bindPositional(sqlite3_stmt *statement, const std::vector<Value> &values)
{
    const auto wanted = sqlite3_bind_parameter_count(statement);
    if (wanted != int(values.size()))
        return fail(ErrorKind::Data,
            tr("The statement has %1 parameters, %2 were given.").arg(wanted).arg(values.size()));
    for (int number = 1; number <= wanted; ++number) {
        if (auto bound = std::visit(Binder(statement, number), values[std::size_t(number) - 1].variant());
            !bound)
            return bound;
    }
    return {};
}

Result<void> bindNamed(sqlite3_stmt *statement, const std::vector<std::pair<QByteArray, Value>> &named)
{
    std::vector<bool> used(named.size());
    const auto wanted = sqlite3_bind_parameter_count(statement);
    for (int number = 1; number <= wanted; ++number) {
        const auto name = nameOf(statement, number);
        std::size_t place = 0;
        while (place < named.size() && (name.isEmpty() || named[place].first != name))
            ++place;
        if (place == named.size())
            return fail(ErrorKind::Data,
                name.isEmpty()
                    ? tr("Parameter %1 has no name, but the values were given by name.").arg(number)
                    : tr("No value was given for parameter \"%1\".").arg(QString::fromUtf8(name)));
        used[place] = true;
        if (auto bound = std::visit(Binder(statement, number), named[place].second.variant()); !bound)
            return bound;
    }
    for (std::size_t place = 0; place < named.size(); ++place) {
        if (!used[place])
            return fail(ErrorKind::Data,
                tr("The statement has no parameter \"%1\".").arg(QString::fromUtf8(named[place].first)));
    }
    return {};
}

} // namespace

Result<void> bind(sqlite3_stmt *statement, const Parameters &parameters)
{
    return parameters.named.empty() ? bindPositional(statement, parameters.positional)
                                    : bindNamed(statement, parameters.named);
}

Result<void> bind(sqlite3_stmt *statement, int number, const Cell &cell)
{
    Binder binder(statement, number);
    if (cell.longValue)
        return binder.refuse(tr("The value is too long to be passed as a cell."));
    switch (cell.kind) {
    case Cell::Kind::Null:
        return binder(Value::Null());
    case Cell::Kind::Bool:
    case Cell::Kind::Integer:
        return binder(cell.integer);
    case Cell::Kind::Unsigned:
        return binder(cell.unsignedInteger);
    case Cell::Kind::Float:
        return binder(cell.number);
    case Cell::Kind::Text:
    case Cell::Kind::RawText:
        return binder.text(cell.bytes);
    case Cell::Kind::Bytes:
        return binder.bytes(cell.bytes);
    }
    return {};
}

} // namespace dumbo::sqlite
