#pragma once

#include "core/schema/jsonvalues.h"

#include <QJsonObject>

namespace dumbo {

/// Makes components of JSON. What could not be read is left out, and told in problems.
class ComponentReader {
public:
    [[nodiscard]] DatabaseComponent database(const QJsonObject &json);
    [[nodiscard]] std::vector<ComponentProblem> takeProblems() { return std::move(m_values.problems); }

private:
    using Object = JsonValues::Object;

    [[nodiscard]] DatabaseSchemaComponent schema(const QJsonValue &json, const QString &pointer);
    [[nodiscard]] ExtensionComponent extension(const QJsonValue &json, const QString &pointer);
    [[nodiscard]] TableComponent table(const QJsonValue &json, const QString &pointer);
    [[nodiscard]] ColumnComponent column(const QJsonValue &json, const QString &pointer);
    [[nodiscard]] IndexComponent index(const QJsonValue &json, const QString &pointer);
    [[nodiscard]] IndexPart indexPart(const QJsonValue &json, const QString &pointer);
    [[nodiscard]] Relationship relationship(const QJsonValue &json, const QString &pointer);
    [[nodiscard]] UniqueKey uniqueKey(const QJsonValue &json, const QString &pointer);
    [[nodiscard]] CheckRule check(const QJsonValue &json, const QString &pointer);
    [[nodiscard]] ComponentMigration migration(const QJsonValue &json, const QString &pointer);
    [[nodiscard]] PerDatabase<std::vector<Sql>> statements(const QJsonValue &json, const QString &pointer);
    [[nodiscard]] std::vector<Sql> statementList(const QJsonValue &json, const QString &pointer);
    void readDefault(ColumnComponent &column, const QJsonValue &json, const QString &pointer);
    /// Each element of the list by one of the functions above.
    template <typename T>
    void readAll(Object &object, const QString &key, std::vector<T> &list, T (ComponentReader::*read)(const QJsonValue &, const QString &));

    JsonValues m_values;
};

} // namespace dumbo
