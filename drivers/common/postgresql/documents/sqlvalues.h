#pragma once

#include "core/sdk/catalogobject.h"
#include "core/sdk/statement.h"

namespace dumbo::postgresql {

/// Always in quotes.
[[nodiscard]] QByteArray quoted(const QString &name);
[[nodiscard]] QByteArray quoted(const ObjectPath &path);
/// A text as a literal, whatever the server's settings.
[[nodiscard]] QByteArray literal(QByteArrayView utf8);

/// Takes the values of a statement while its text is written: as parameters, or as literals where it can have none.
class SqlValues {
public:
    enum class Form { Parameters, Literals };

    explicit SqlValues(Form form)
        : m_form(form)
    {
    }

    /// What stands for it in the text, e.g. "$1::jsonb". The type may be empty.
    [[nodiscard]] QByteArray text(const QByteArray &utf8, const char *type);
    [[nodiscard]] QByteArray texts(const std::vector<QByteArray> &elements, const char *type);
    [[nodiscard]] QByteArray array(Value::Array elements, const char *type);
    [[nodiscard]] Form form() const { return m_form; }
    [[nodiscard]] Parameters take() { return std::move(m_parameters); }

private:
    [[nodiscard]] QByteArray add(const Value &value, const char *type);
    Form m_form;
    Parameters m_parameters;
};

} // namespace dumbo::postgresql
