#include "drivers/qtsql/bind.h"

#include <QCoreApplication>
#include <QStringDecoder>

#include <algorithm>
#include <cmath>
#include <limits>

namespace dumbo::qtsql {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("QtSql", text);
}

class ToVariant
{
public:
    explicit ToVariant(const BindRules &rules)
        : m_rules(rules)
    {
    }

    std::expected<QVariant, QString> operator()(Value::Null) const
    {
        return QVariant(QMetaType::fromType<QString>());
    }
    std::expected<QVariant, QString> operator()(bool value) const
    {
        if (m_rules.booleanTexts)
            return value ? QStringLiteral("t") : QStringLiteral("f");
        return value ? 1 : 0;
    }
    std::expected<QVariant, QString> operator()(qint64 value) const { return value; }
    std::expected<QVariant, QString> operator()(quint64 value) const
    {
        if (value <= quint64(std::numeric_limits<qint64>::max()))
            return qint64(value);
        if (!m_rules.unsignedIntegers)
            return std::unexpected(tr("%1 is too large for the 64-bit integers of %2; pass it as text or decimal.")
                                       .arg(QString::number(value), m_rules.product));
        return value;
    }
    std::expected<QVariant, QString> operator()(double value) const
    {
        if (std::isnan(value))
            return std::unexpected(tr("%1 has no NaN: it would store NULL.").arg(m_rules.product));
        return value;
    }
    std::expected<QVariant, QString> operator()(const Value::Bytes &value) const
    {
        return value.bytes.isNull() ? QByteArray("") : value.bytes;
    }
    std::expected<QVariant, QString> operator()(const Value::Array &) const
    {
        return std::unexpected(tr("%1 has no arrays; pass JSON text instead.").arg(m_rules.product));
    }
    std::expected<QVariant, QString> operator()(const Value::Decimal &value) const { return text(value.digits); }
    std::expected<QVariant, QString> operator()(const Value::Text &value) const { return text(value.utf8); }
    std::expected<QVariant, QString> operator()(const Value::Temporal &value) const { return text(value.text); }
    std::expected<QVariant, QString> operator()(const Value::Uuid &value) const { return text(value.text); }
    std::expected<QVariant, QString> operator()(const Value::Json &value) const { return text(value.text); }
    std::expected<QVariant, QString> operator()(const Value::ServerText &value) const { return text(value.text); }

private:
    std::expected<QVariant, QString> text(const QByteArray &utf8) const
    {
        if (!m_rules.byteOrderMark && utf8.startsWith("\xEF\xBB\xBF"))
            return std::unexpected(
                tr("Qt's driver would drop the byte order mark that the text begins with."));
        auto made = wholeText(utf8);
        return made.isNull() ? QString(QLatin1StringView("")) : made;
    }

    const BindRules &m_rules;
};

Result<std::vector<Value>> arrangeNamed(
    const script::Placeholders &placeholders, const std::vector<std::pair<QByteArray, Value>> &named)
{
    std::vector<Value> values;
    for (int number = 1; number <= placeholders.count; ++number) {
        const auto &name = placeholders.names[std::size_t(number) - 1];
        if (name.isEmpty())
            return fail(ErrorKind::Data,
                tr("Parameter %1 has no name, but the values were given by name.").arg(number));
        const auto found = std::ranges::find(named, name, &std::pair<QByteArray, Value>::first);
        if (found == named.end())
            return fail(ErrorKind::Data,
                tr("No value was given for parameter \"%1\".").arg(QString::fromUtf8(name)));
        values.push_back(found->second);
    }
    for (const auto &[name, value] : named) {
        if (!std::ranges::contains(placeholders.names, name))
            return fail(ErrorKind::Data,
                tr("The statement has no parameter \"%1\".").arg(QString::fromUtf8(name)));
    }
    return values;
}

} // namespace

QString wholeText(const QByteArray &utf8)
{
    QStringDecoder decoder(QStringConverter::Utf8, QStringConverter::Flag::ConvertInitialBom);
    return decoder(utf8);
}

Result<std::vector<Value>> arrange(const script::Placeholders &placeholders, const Parameters &parameters)
{
    if (!parameters.named.empty())
        return arrangeNamed(placeholders, parameters.named);
    if (placeholders.count != int(parameters.positional.size()))
        return fail(ErrorKind::Data,
            tr("The statement has %1 parameters, %2 were given.")
                .arg(placeholders.count)
                .arg(parameters.positional.size()));
    return parameters.positional;
}

Result<QVariant> toVariant(const Value &value, int number, const BindRules &rules)
{
    const auto made = std::visit(ToVariant(rules), value.variant());
    if (!made)
        return fail(ErrorKind::Data, tr("Parameter %1: %2").arg(QString::number(number), made.error()));
    return *made;
}

} // namespace dumbo::qtsql
