#include "core/plugins/manifestreader.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <cmath>
#include <limits>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Manifest", text);
}

bool isWhole(const QJsonValue &value, double lowest, double highest)
{
    const auto number = value.toDouble();
    return value.isDouble() && std::floor(number) == number && number >= lowest && number <= highest;
}

} // namespace

QString describeJson(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Undefined:
        return tr("nothing");
    case QJsonValue::Null:
        return tr("null");
    case QJsonValue::Bool:
        return value.toBool() ? tr("true") : tr("false");
    case QJsonValue::Double:
        return tr("the number %1").arg(value.toDouble());
    case QJsonValue::String:
        return tr("the text \"%1\"").arg(value.toString().left(60));
    case QJsonValue::Array:
        return tr("a list");
    case QJsonValue::Object:
        break;
    }
    return tr("an object");
}

ManifestReader::ManifestReader(const QJsonObject &object, const QString &path, std::optional<QString> &fault)
    : m_object(object)
    , m_path(path)
    , m_fault(fault)
{
}

QString ManifestReader::pathOf(const char *key) const
{
    return (m_path.isEmpty() ? QString() : m_path + QLatin1Char('.')) + QLatin1StringView(key);
}

void ManifestReader::fail(const QString &fault)
{
    if (!m_fault)
        m_fault = fault;
}

void ManifestReader::value(
    const char *key, bool required, const QString &expected, const std::function<bool(const QJsonValue &)> &take)
{
    const auto found = m_object.value(QLatin1StringView(key));
    if (failed() || (found.isUndefined() && !required))
        return;
    if (found.isUndefined() || !take(found))
        fail(tr("%1: expected %2, found %3").arg(pathOf(key), expected, describeJson(found)));
}

void ManifestReader::text(const char *key, QString &text, bool required)
{
    value(key, required, required ? tr("a text that is not empty") : tr("a text"), [&](const QJsonValue &found) {
        text = found.toString();
        return found.isString() && (!required || !text.isEmpty());
    });
}

void ManifestReader::texts(const char *key, QStringList &values)
{
    value(key, false, tr("a list of texts"), [&](const QJsonValue &found) {
        values.clear();
        for (const auto &entry : found.toArray()) {
            if (!entry.isString() || entry.toString().isEmpty())
                return false;
            values.append(entry.toString());
        }
        return found.isArray();
    });
}

void ManifestReader::lowerCaseTexts(const char *key, QStringList &values)
{
    texts(key, values);
    for (const auto &text : std::as_const(values)) {
        if (text != text.toLower())
            fail(tr("%1: expected lower case, found %2").arg(pathOf(key), describeJson(text)));
    }
}

void ManifestReader::number(const char *key, int &number, bool required)
{
    value(key, required, tr("a whole number"), [&](const QJsonValue &found) {
        number = found.toInt();
        return isWhole(found, std::numeric_limits<int>::min(), std::numeric_limits<int>::max());
    });
}

void ManifestReader::number(const char *key, qint64 &number, bool required)
{
    value(key, required, tr("a whole number from 0"), [&](const QJsonValue &found) {
        number = found.toInteger();
        return isWhole(found, 0, double(qint64(1) << 53));
    });
}

void ManifestReader::boolean(const char *key, bool &boolean)
{
    value(key, false, tr("true or false"), [&](const QJsonValue &found) {
        boolean = found.toBool();
        return found.isBool();
    });
}

void ManifestReader::object(
    const char *key, bool required, const std::function<void(const QJsonObject &, const QString &path)> &read)
{
    value(key, required, tr("an object"), [&](const QJsonValue &found) {
        if (found.isObject())
            read(found.toObject(), pathOf(key));
        return found.isObject();
    });
}

void ManifestReader::objects(const char *key, bool required, const std::function<void(ManifestReader &)> &readOne)
{
    value(key, required, required ? tr("a list of at least one object") : tr("a list of objects"),
        [&](const QJsonValue &found) {
            const auto list = found.toArray();
            for (qsizetype i = 0; i < list.size() && !failed(); ++i) {
                const auto place = QStringLiteral("%1[%2]").arg(pathOf(key)).arg(i);
                if (!list.at(i).isObject())
                    fail(tr("%1: expected an object, found %2").arg(place, describeJson(list.at(i))));
                ManifestReader reader(list.at(i).toObject(), place, m_fault);
                readOne(reader);
            }
            return found.isArray() && !(required && list.isEmpty());
        });
}

} // namespace dumbo
