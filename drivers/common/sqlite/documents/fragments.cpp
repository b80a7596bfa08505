#include "drivers/common/sqlite/documents/fragments.h"

#include "drivers/common/sqlite/tokens.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace dumbo::sqlite {

namespace {

constexpr char markBegin = '\x01';
constexpr char markEnd = '\x02';

bool isBareKey(const QByteArray &key)
{
    const auto isLetter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    return !key.isEmpty() && isLetter(key.front())
        && std::ranges::all_of(key, [&isLetter](char c) { return isLetter(c) || (c >= '0' && c <= '9'); });
}

QByteArray asLiteral(const Value &value)
{
    if (const auto *number = std::get_if<qint64>(&value.variant()))
        return *number == std::numeric_limits<qint64>::min() ? QByteArray("(-9223372036854775807 - 1)") : QByteArray::number(*number);
    if (const auto *number = std::get_if<double>(&value.variant()))
        return literal(*number);
    if (const auto *text = std::get_if<Value::Text>(&value.variant()))
        return literal(text->utf8);
    return "NULL";
}

} // namespace

QByteArray Values::mark(Value value)
{
    m_values.push_back(std::move(value));
    return markBegin + QByteArray::number(qint64(m_values.size()) - 1) + markEnd;
}

QByteArray Values::markText(const QByteArray &text)
{
    if (isPlainText(text))
        return mark(Value::text(text));
    return '(' + mark(Value::text(asciiJson(text))) + " ->> '$')";
}

Result<void> checkNames(const DocumentSource &source)
{
    auto names = QStringList { source.table.schema, source.table.name, source.column } + source.key;
    for (const auto &index : source.indexes)
        names.append(index.generatedColumn);
    for (const auto &name : names) {
        if (name.contains(QChar(markBegin)) || name.contains(QChar(markEnd)))
            return fail(ErrorKind::NotImplemented,
                QCoreApplication::translate("SQLite", "A table or column with control characters in its name can't be used for documents."));
    }
    return {};
}

template <typename Put>
QByteArray Values::replaced(const QByteArray &sql, Put put) const
{
    QByteArray text;
    text.reserve(sql.size());
    for (qsizetype from = 0; from < sql.size();) {
        const auto begin = sql.indexOf(markBegin, from);
        if (begin < 0)
            return text + QByteArrayView(sql).sliced(from).toByteArray();
        const auto end = sql.indexOf(markEnd, begin);
        bool isNumber = false;
        const auto index = end < 0 ? 0 : QByteArrayView(sql).sliced(begin + 1, end - begin - 1).toULongLong(&isNumber);
        text += QByteArrayView(sql).sliced(from, begin - from);
        const bool isMark = isNumber && index < m_values.size();
        text += isMark ? put(m_values[index]) : QByteArray(1, markBegin);
        from = isMark ? end + 1 : begin + 1;
    }
    return text;
}

DocumentCommand Values::withPlaceholders(const QByteArray &sql) const
{
    DocumentCommand command;
    command.text = replaced(sql, [&command](const Value &value) {
        command.parameters.positional.push_back(value);
        return QByteArray("?");
    });
    return command;
}

StatementText Values::withLiterals(const QByteArray &sql) const
{
    return replaced(sql, asLiteral);
}

QByteArray literal(const QByteArray &text)
{
    return '\'' + QByteArray(text).replace("'", "''") + '\'';
}

QByteArray literal(double number)
{
    if (std::isinf(number))
        return number < 0 ? "-9e999" : "9e999";
    const auto text = QByteArray::number(number, 'g', 17);
    return text.contains('.') || text.contains('e') ? text : text + ".0";
}

QByteArray tableName(const ObjectPath &table)
{
    return table.schema.isEmpty() ? quoted(table.name) : quoted(table.schema) + '.' + quoted(table.name);
}

JsonPath JsonPath::key(const QByteArray &key) const
{
    JsonPath path = *this;
    if (isBareKey(key)) {
        path.m_text += '.' + key;
        return path;
    }
    if (isPlainText(key) && !key.contains('"') && !key.contains('\\')
        && std::ranges::none_of(key, [](char c) { return uchar(c) < 0x20; })) {
        path.m_text += ".\"" + key + '"';
        return path;
    }
    // SQLite compares keys by what escapes mean, but reads none for a quote in the path but this.
    path.m_text += '.' + asciiJson(key);
    return path;
}

JsonPath JsonPath::position(qint64 position) const
{
    JsonPath path = *this;
    path.m_text += '[' + QByteArray::number(position) + ']';
    return path;
}

JsonPath JsonPath::keys(const DocumentPath &path)
{
    JsonPath made;
    for (const auto &step : path)
        made = made.key(step);
    return made;
}

qint64 positionOf(const QByteArray &step)
{
    const bool isNumber = !step.isEmpty() && step.size() <= 10 && std::ranges::all_of(step, [](char c) { return c >= '0' && c <= '9'; });
    if (!isNumber || (step.size() > 1 && step.startsWith('0')))
        return -1;
    const auto position = step.toLongLong();
    return position <= 0x7fff'ffff ? position : -1;
}

QByteArray extracted(const QByteArray &json, const JsonPath &path)
{
    return "json_extract(" + json + ", " + path.sql() + ')';
}

bool isGuarded(const DocumentSource &source)
{
    return !source.isCollection;
}

QByteArray jsonOf(const DocumentSource &source, const QByteArray &prefix)
{
    const auto column = prefix + quoted(source.column);
    if (!isGuarded(source))
        return column;
    const auto flags = source.storage == DocumentStorage::Jsonb ? QByteArray(", 9") : QByteArray();
    return "CASE WHEN json_valid(" + column + flags + ") THEN " + column + " END";
}

} // namespace dumbo::sqlite
