#include "drivers/qtsql/psqlrows.h"

#include "drivers/common/postgresql/types.h"

#include <QSqlResult>

#include <charconv>

namespace dumbo::qtsql {

PGresult *psqlResult(const QSqlQuery &query)
{
    return static_cast<PGresult *>(nativeHandle(query.result()->handle(), { "PGresult*", "pg_result*" }));
}

std::vector<Column> psqlColumns(const PsqlFunctions &functions, const PGresult *result)
{
    std::vector<Column> columns(std::size_t(functions.fieldCount(result)));
    for (int i = 0; i < int(columns.size()); ++i) {
        auto &column = columns[std::size_t(i)];
        const auto type = functions.fieldType(result, i);
        column.name = QString::fromUtf8(functions.fieldName(result, i));
        column.isServerText = true;
        if (const auto facts = postgresql::builtInType(type)) {
            column.kind = facts->kind;
            column.typeName
                = postgresql::typeNameWithModifier(type, facts->name, functions.fieldModifier(result, i));
        }
    }
    return columns;
}

PsqlRows::PsqlRows(QSqlQuery &query, const PsqlFunctions &functions)
    : m_query(query)
    , m_functions(functions)
{
    const auto *result = psqlResult(query);
    for (int i = 0; i < functions.fieldCount(result); ++i) {
        switch (functions.fieldType(result, i)) {
        case postgresql::oid::int2:
        case postgresql::oid::int4:
        case postgresql::oid::int8:
        case postgresql::oid::oid:
            m_forms.push_back(Form::Integer);
            break;
        case postgresql::oid::boolean:
            m_forms.push_back(Form::Boolean);
            break;
        case postgresql::oid::bytea:
            m_forms.push_back(Form::Bytes);
            break;
        default:
            m_forms.push_back(Form::Text);
            break;
        }
    }
}

std::vector<Column> PsqlRows::columns() const
{
    return psqlColumns(m_functions, psqlResult(m_query));
}

void PsqlRows::append(BatchBuilder &builder)
{
    const auto *result = psqlResult(m_query);
    for (int i = 0; i < int(m_forms.size()); ++i) {
        const auto size = m_functions.length(result, 0, i);
        if (size == 0 && m_functions.isNull(result, 0, i))
            builder.column(i).appendNull();
        else
            append(builder.column(i), m_forms[std::size_t(i)],
                { m_functions.value(result, 0, i), std::size_t(size) });
    }
    builder.endRow();
}

void PsqlRows::append(ColumnBuilder &column, Form form, std::string_view text)
{
    qint64 number = 0;
    if (form == Form::Boolean)
        return column.appendBool(text == "t");
    if (form == Form::Integer) {
        const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (fault == std::errc() && end == text.data() + text.size())
            return column.appendInt64(number);
    }
    if (form == Form::Bytes) {
        std::size_t size = 0;
        if (auto *plain = m_functions.unescapeBytes(reinterpret_cast<const unsigned char *>(text.data()), &size)) {
            column.appendBytes({ reinterpret_cast<const char *>(plain), size });
            m_functions.freeMemory(plain);
            return;
        }
    }
    column.appendText(text);
}

} // namespace dumbo::qtsql
