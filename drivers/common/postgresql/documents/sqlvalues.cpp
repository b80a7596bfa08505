#include "drivers/common/postgresql/documents/sqlvalues.h"

namespace dumbo::postgresql {

QByteArray quoted(const QString &name)
{
    return '"' + name.toUtf8().replace('"', "\"\"") + '"';
}

QByteArray quoted(const ObjectPath &path)
{
    return path.schema.isEmpty() ? quoted(path.name) : quoted(path.schema) + '.' + quoted(path.name);
}

QByteArray literal(QByteArrayView utf8)
{
    auto text = utf8.toByteArray().replace('\'', "''");
    if (!text.contains('\\'))
        return '\'' + text + '\'';
    return "E'" + text.replace('\\', "\\\\") + '\'';
}

QByteArray SqlValues::text(const QByteArray &utf8, const char *type)
{
    return m_form == Form::Parameters ? add(Value::text(utf8), type) : literal(utf8) + "::" + type;
}

QByteArray SqlValues::texts(const std::vector<QByteArray> &elements, const char *type)
{
    if (m_form == Form::Literals) {
        QByteArrayList list;
        for (const auto &element : elements)
            list.append(literal(element));
        return "ARRAY[" + list.join(", ") + "]::" + type;
    }
    Value::Array array;
    for (const auto &element : elements)
        array.elements.push_back(Value::text(element));
    return add(Value(Value::Variant(std::move(array))), type);
}

QByteArray SqlValues::array(Value::Array elements, const char *type)
{
    return add(Value(Value::Variant(std::move(elements))), type);
}

QByteArray SqlValues::add(const Value &value, const char *type)
{
    m_parameters.positional.push_back(value);
    return '$' + QByteArray::number(qsizetype(m_parameters.positional.size())) + "::" + type;
}

} // namespace dumbo::postgresql
