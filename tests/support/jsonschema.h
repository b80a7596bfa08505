#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QStringList>

#include <cmath>

namespace dumbo::test {

/// What a JSON value does to a JSON schema, a line each: as much of draft 2020-12 as the schemas of the project use (type, const,
/// enum, required, properties, additionalProperties, items, oneOf, $ref into $defs).
class JsonSchema {
public:
    explicit JsonSchema(const QJsonObject &schema)
        : m_schema(schema)
    {
    }

    [[nodiscard]] QStringList faults(const QJsonValue &value) const { return faults(value, m_schema, QStringLiteral("$")); }

private:
    [[nodiscard]] static bool hasType(const QJsonValue &value, const QString &type)
    {
        if (type == QStringLiteral("integer"))
            return value.isDouble() && std::floor(value.toDouble()) == value.toDouble();
        return (type == QStringLiteral("object") && value.isObject()) || (type == QStringLiteral("array") && value.isArray())
            || (type == QStringLiteral("string") && value.isString()) || (type == QStringLiteral("boolean") && value.isBool())
            || (type == QStringLiteral("number") && value.isDouble()) || (type == QStringLiteral("null") && value.isNull());
    }

    [[nodiscard]] QStringList faults(const QJsonValue &value, const QJsonObject &schema, const QString &at) const
    {
        if (schema.contains(QStringLiteral("$ref")))
            return faults(value, m_schema[u"$defs"].toObject()[schema[u"$ref"].toString().section(u'/', -1)].toObject(), at);
        QStringList found;
        const auto type = schema[u"type"].toString();
        if (!type.isEmpty() && !hasType(value, type))
            found.append(QStringLiteral("%1 is no %2").arg(at, type));
        if (schema.contains(QStringLiteral("const")) && schema[u"const"] != value)
            found.append(QStringLiteral("%1 is another constant").arg(at));
        if (schema.contains(QStringLiteral("enum")) && !schema[u"enum"].toArray().contains(value))
            found.append(QStringLiteral("%1 is none of the words: %2").arg(at, value.toString()));
        if (value.isObject())
            found += objectFaults(value.toObject(), schema, at);
        for (qsizetype i = 0; value.isArray() && schema.contains(QStringLiteral("items")) && i < value.toArray().size(); ++i)
            found += faults(value.toArray()[i], schema[u"items"].toObject(), QStringLiteral("%1[%2]").arg(at).arg(i));
        return found + choiceFaults(value, schema, at);
    }

    [[nodiscard]] QStringList objectFaults(const QJsonObject &object, const QJsonObject &schema, const QString &at) const
    {
        QStringList found;
        for (const auto &key : schema[u"required"].toArray()) {
            if (!object.contains(key.toString()))
                found.append(QStringLiteral("%1 lacks \"%2\"").arg(at, key.toString()));
        }
        const auto properties = schema[u"properties"].toObject();
        for (auto entry = object.begin(); entry != object.end(); ++entry) {
            if (properties.contains(entry.key()))
                found += faults(entry.value(), properties[entry.key()].toObject(), at + u'.' + entry.key());
            else if (schema[u"additionalProperties"].isBool() && !schema[u"additionalProperties"].toBool())
                found.append(QStringLiteral("%1 has \"%2\", which the schema does not know").arg(at, entry.key()));
        }
        return found;
    }

    [[nodiscard]] QStringList choiceFaults(const QJsonValue &value, const QJsonObject &schema, const QString &at) const
    {
        const auto choices = schema[u"oneOf"].toArray();
        if (choices.isEmpty())
            return {};
        int fitting = 0;
        QStringList closest;
        for (const auto &choice : choices) {
            const auto found = faults(value, choice.toObject(), at);
            fitting += found.isEmpty() ? 1 : 0;
            if (closest.isEmpty() || found.size() < closest.size())
                closest = found;
        }
        return fitting == 1 ? QStringList() : QStringList({ QStringLiteral("%1 fits %2 of the choices").arg(at).arg(fitting) }) + closest;
    }

    QJsonObject m_schema;
};

} // namespace dumbo::test
