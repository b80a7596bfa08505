#include "core/schema/jsonvalues.h"

#include "core/schema/jsonpositions.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>
#include <numeric>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ComponentFile", text);
}

/// Keys that a person may write anywhere.
bool isFree(const QString &key)
{
    return key == u"description" || key == u"$schema" || key == u"$comment";
}

int distance(const QString &left, const QString &right)
{
    std::vector<int> row(std::size_t(right.size()) + 1);
    std::iota(row.begin(), row.end(), 0);
    for (qsizetype i = 0; i < left.size(); ++i) {
        int diagonal = row[0]++;
        for (qsizetype j = 0; j < right.size(); ++j) {
            const auto above = row[std::size_t(j) + 1];
            const auto replaced = diagonal + (left[i].toLower() == right[j].toLower() ? 0 : 1);
            row[std::size_t(j) + 1] = std::min({ replaced, above + 1, row[std::size_t(j)] + 1 });
            diagonal = above;
        }
    }
    return row.back();
}

QString didYouMean(const QString &word, const QStringList &known)
{
    const auto meant = nearest(word, known);
    return meant.isEmpty() ? tr("Possible are: %1.").arg(known.join(QStringLiteral(", "))) : tr("Did you mean \"%1\"?").arg(meant);
}

} // namespace

QString jsonKind(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Null:
        return tr("null");
    case QJsonValue::Bool:
        return tr("true or false");
    case QJsonValue::Double:
        return tr("a number");
    case QJsonValue::String:
        return tr("a text");
    case QJsonValue::Array:
        return tr("a list");
    case QJsonValue::Object:
        return tr("an object");
    case QJsonValue::Undefined:
        break;
    }
    return tr("nothing");
}

QString nearest(const QString &word, const QStringList &known)
{
    QString best;
    int bestDistance = 3;
    for (const auto &candidate : known) {
        if (const auto apart = distance(word, candidate); apart < bestDistance) {
            bestDistance = apart;
            best = candidate;
        }
    }
    return best;
}

void JsonValues::checkDatabaseType(const QString &key, const QString &pointer)
{
    static const QStringList known { QStringLiteral("PostgreSQL"), QStringLiteral("SQLite"), QStringLiteral("MariaDB"), QStringLiteral("MySQL"),
        QStringLiteral("*") };
    if (known.contains(key))
        return;
    // A database type of somebody else's driver is fine; a slip of the pen is not.
    if (const auto meant = key.size() > 1 ? nearest(key, known) : QString(); !meant.isEmpty() || key.isEmpty())
        report(pointer, tr("\"%1\" is no database type. Did you mean \"%2\"?").arg(key, meant.isEmpty() ? QStringLiteral("*") : meant));
}

QString JsonValues::text(const QJsonValue &value, const QString &pointer, const QString &what)
{
    if (!value.isString())
        report(pointer, tr("%1 must be a text, not %2.").arg(what, jsonKind(value)));
    return value.toString();
}

JsonValues::Object::Object(JsonValues &values, const QJsonValue &value, const QString &pointer, const QString &what)
    : m_values(values)
    , m_object(value.toObject())
    , m_pointer(pointer)
    , m_what(what)
{
    if (!value.isObject())
        values.report(pointer, tr("%1 must be an object, not %2.").arg(what, jsonKind(value)));
}

JsonValues::Object::~Object()
{
    for (const auto &key : m_object.keys()) {
        if (!m_known.contains(key) && !isFree(key))
            m_values.report(pointerOf(key), tr("%1 has no \"%2\". %3").arg(m_what, key, didYouMean(key, m_known)));
    }
}

QString JsonValues::Object::pointerOf(const QString &key) const
{
    return m_pointer + u'/' + pointerPart(key);
}

QJsonValue JsonValues::Object::take(const QString &key)
{
    m_known.append(key);
    return m_object.value(key);
}

QString JsonValues::Object::text(const QString &key, bool required)
{
    const auto value = take(key);
    if (value.isUndefined()) {
        if (required)
            m_values.report(m_pointer, tr("%1 needs a \"%2\".").arg(m_what, key));
        return {};
    }
    return m_values.text(value, pointerOf(key), QStringLiteral("\"%1\"").arg(key));
}

bool JsonValues::Object::flag(const QString &key, bool otherwise)
{
    const auto value = take(key);
    if (!value.isUndefined() && !value.isBool())
        m_values.report(pointerOf(key), tr("\"%1\" must be true or false, not %2.").arg(key, jsonKind(value)));
    return value.toBool(otherwise);
}

QStringList JsonValues::Object::texts(const QString &key, bool required)
{
    if (required && !has(key))
        m_values.report(m_pointer, tr("%1 needs a list \"%2\".").arg(m_what, key));
    QStringList result;
    each(key, [&](const QJsonValue &value, const QString &pointer) { result.append(m_values.text(value, pointer, tr("Each element of \"%1\"").arg(key))); });
    return result;
}

PerDatabase<QString> JsonValues::Object::textPerDatabase(const QString &key, bool required)
{
    const auto value = take(key);
    if (value.isUndefined()) {
        if (required)
            m_values.report(m_pointer, tr("%1 needs a \"%2\".").arg(m_what, key));
        return {};
    }
    const auto what = QStringLiteral("\"%1\"").arg(key);
    if (value.isString())
        return value.toString();
    if (value.isObject())
        return m_values.perDatabase<QString>(value.toObject(), pointerOf(key),
            [&](const QJsonValue &each, const QString &pointer) { return m_values.text(each, pointer, what); });
    m_values.report(pointerOf(key), tr("%1 must be a text, or an object with one for each database type, not %2.").arg(what, jsonKind(value)));
    return {};
}

void JsonValues::Object::each(const QString &key, const std::function<void(const QJsonValue &, const QString &)> &read)
{
    const auto value = take(key);
    if (value.isUndefined())
        return;
    if (!value.isArray())
        return m_values.report(pointerOf(key), tr("\"%1\" must be a list, not %2.").arg(key, jsonKind(value)));
    const auto list = value.toArray();
    for (qsizetype i = 0; i < list.size(); ++i)
        read(list[i], pointerOf(key) + u'/' + QString::number(i));
}

} // namespace dumbo
