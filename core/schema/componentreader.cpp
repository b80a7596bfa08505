#include "core/schema/componentreader.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QLocale>

#include <cmath>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ComponentFile", text);
}

QString key(const char *name)
{
    return QString::fromLatin1(name);
}

/// Whole numbers as such, others by their digits.
Value numberValue(const QJsonValue &json)
{
    const auto number = json.toDouble();
    if (const auto whole = json.toInteger(); std::trunc(number) == number && double(whole) == number)
        return Value(qint64(whole));
    return Value::decimal(QByteArray::number(number, 'g', QLocale::FloatingPointShortest));
}

} // namespace

template <typename T>
void ComponentReader::readAll(Object &object, const QString &key, std::vector<T> &list, T (ComponentReader::*read)(const QJsonValue &, const QString &))
{
    object.each(key, [&](const QJsonValue &json, const QString &pointer) { list.push_back((this->*read)(json, pointer)); });
}

DatabaseComponent ComponentReader::database(const QJsonObject &json)
{
    DatabaseComponent database;
    Object object(m_values, json, {}, tr("The file"));
    const auto version = object.take(key("schemaComponents"));
    if (version.toInteger() != 1)
        m_values.report(object.pointerOf(key("schemaComponents")), tr("\"schemaComponents\" is the version of the format: this program reads 1."));
    database.name = object.text(key("name"));
    readAll(object, key("extensions"), database.extensions, &ComponentReader::extension);
    readAll(object, key("schemas"), database.schemas, &ComponentReader::schema);
    readAll(object, key("tables"), database.tables, &ComponentReader::table);
    readAll(object, key("migrations"), database.migrations, &ComponentReader::migration);
    return database;
}

DatabaseSchemaComponent ComponentReader::schema(const QJsonValue &json, const QString &pointer)
{
    DatabaseSchemaComponent schema;
    Object object(m_values, json, pointer, tr("A schema"));
    schema.name = object.text(key("name"), true);
    readAll(object, key("extensions"), schema.extensions, &ComponentReader::extension);
    readAll(object, key("tables"), schema.tables, &ComponentReader::table);
    readAll(object, key("migrations"), schema.migrations, &ComponentReader::migration);
    return schema;
}

ExtensionComponent ComponentReader::extension(const QJsonValue &json, const QString &pointer)
{
    ExtensionComponent extension;
    if (json.isString()) {
        extension.name = json.toString();
        return extension;
    }
    Object object(m_values, json, pointer, tr("An extension"));
    extension.name = object.text(key("name"), true);
    extension.create = object.text(key("create"));
    readAll(object, key("schemas"), extension.schemas, &ComponentReader::schema);
    readAll(object, key("tables"), extension.tables, &ComponentReader::table);
    readAll(object, key("migrations"), extension.migrations, &ComponentReader::migration);
    return extension;
}

TableComponent ComponentReader::table(const QJsonValue &json, const QString &pointer)
{
    TableComponent table;
    Object object(m_values, json, pointer, tr("A table"));
    table.name = object.text(key("name"), true);
    table.kind = object.text(key("kind"));
    readAll(object, key("columns"), table.columns, &ComponentReader::column);
    table.primaryKey = object.texts(key("primaryKey"));
    readAll(object, key("uniqueKeys"), table.uniqueKeys, &ComponentReader::uniqueKey);
    readAll(object, key("checks"), table.checks, &ComponentReader::check);
    readAll(object, key("relationships"), table.relationships, &ComponentReader::relationship);
    readAll(object, key("indexes"), table.indexes, &ComponentReader::index);
    readAll(object, key("migrations"), table.migrations, &ComponentReader::migration);
    return table;
}

ColumnComponent ComponentReader::column(const QJsonValue &json, const QString &pointer)
{
    ColumnComponent column;
    Object object(m_values, json, pointer, tr("A column"));
    column.name = object.text(key("name"), true);
    column.type = object.textPerDatabase(key("type"));
    column.primaryKey = object.flag(key("primaryKey"));
    column.notNull = object.flag(key("notNull"));
    column.unique = object.flag(key("unique"));
    readDefault(column, object.take(key("default")), object.pointerOf(key("default")));
    column.added = object.flag(key("added"));
    readAll(object, key("migrations"), column.migrations, &ComponentReader::migration);
    if (column.type.isEmpty() && column.migrations.empty())
        m_values.report(pointer, tr("Column \"%1\" needs a \"type\".").arg(column.name));
    return column;
}

void ComponentReader::readDefault(ColumnComponent &column, const QJsonValue &json, const QString &pointer)
{
    switch (json.type()) {
    case QJsonValue::Undefined:
        return;
    case QJsonValue::Null:
        column.defaultValue = Value();
        return;
    case QJsonValue::Bool:
        column.defaultValue = Value(json.toBool());
        return;
    case QJsonValue::Double:
        column.defaultValue = numberValue(json);
        return;
    case QJsonValue::String:
        column.defaultValue = Value::text(json.toString());
        return;
    case QJsonValue::Object: {
        Object object(m_values, json, pointer, tr("A default"));
        column.defaultExpression = object.textPerDatabase(key("sql"), true);
        return;
    }
    case QJsonValue::Array:
        m_values.report(pointer, tr("A default must be a value, or an object with \"sql\", not a list."));
    }
}

IndexComponent ComponentReader::index(const QJsonValue &json, const QString &pointer)
{
    IndexComponent index;
    Object object(m_values, json, pointer, tr("An index"));
    index.name = object.text(key("name"));
    index.kind = object.text(key("kind"));
    readAll(object, key("columns"), index.parts, &ComponentReader::indexPart);
    index.unique = object.flag(key("unique"));
    index.method = object.textPerDatabase(key("method"));
    index.where = object.textPerDatabase(key("where"));
    index.concurrently = object.flag(key("concurrently"));
    readAll(object, key("migrations"), index.migrations, &ComponentReader::migration);
    return index;
}

IndexPart ComponentReader::indexPart(const QJsonValue &json, const QString &pointer)
{
    IndexPart part;
    if (json.isString()) {
        part.column = json.toString();
        return part;
    }
    Object object(m_values, json, pointer, tr("A part of an index"));
    part.column = object.text(key("column"));
    part.expression = object.textPerDatabase(key("expression"));
    part.descending = object.flag(key("descending"));
    if (part.column.isEmpty() == part.expression.isEmpty())
        m_values.report(pointer, tr("A part of an index needs either a \"column\" or an \"expression\"."));
    return part;
}

Relationship ComponentReader::relationship(const QJsonValue &json, const QString &pointer)
{
    Relationship relationship;
    Object object(m_values, json, pointer, tr("A relationship"));
    relationship.name = object.text(key("name"));
    relationship.columns = object.texts(key("columns"), true);
    relationship.onDelete = object.text(key("onDelete"));
    relationship.onUpdate = object.text(key("onUpdate"));
    if (!object.has(key("references")))
        m_values.report(pointer, tr("A relationship needs \"references\": the table it refers to."));
    const auto references = object.take(key("references"));
    if (references.isUndefined())
        return relationship;
    Object target(m_values, references, object.pointerOf(key("references")), tr("\"references\""));
    relationship.targetSchema = target.text(key("schema"));
    relationship.targetTable = target.text(key("table"), true);
    relationship.targetColumns = target.texts(key("columns"));
    relationship.external = target.flag(key("external"));
    return relationship;
}

UniqueKey ComponentReader::uniqueKey(const QJsonValue &json, const QString &pointer)
{
    UniqueKey unique;
    Object object(m_values, json, pointer, tr("A unique key"));
    unique.name = object.text(key("name"));
    unique.columns = object.texts(key("columns"), true);
    return unique;
}

CheckRule ComponentReader::check(const QJsonValue &json, const QString &pointer)
{
    CheckRule check;
    Object object(m_values, json, pointer, tr("A check"));
    check.name = object.text(key("name"));
    check.expression = object.textPerDatabase(key("expression"), true);
    return check;
}

ComponentMigration ComponentReader::migration(const QJsonValue &json, const QString &pointer)
{
    ComponentMigration migration;
    Object object(m_values, json, pointer, tr("A migration"));
    migration.name = object.text(key("name"), true);
    if (!object.has(key("sql")))
        m_values.report(pointer, tr("A migration needs \"sql\"."));
    if (const auto sql = object.take(key("sql")); !sql.isUndefined())
        migration.up = statements(sql, object.pointerOf(key("sql")));
    if (const auto down = object.take(key("down")); !down.isUndefined())
        migration.down = statements(down, object.pointerOf(key("down")));
    migration.inTransaction = object.flag(key("inTransaction"), true);
    return migration;
}

PerDatabase<std::vector<Sql>> ComponentReader::statements(const QJsonValue &json, const QString &pointer)
{
    if (!json.isObject())
        return statementList(json, pointer);
    return m_values.perDatabase<std::vector<Sql>>(
        json.toObject(), pointer, [this](const QJsonValue &each, const QString &below) { return statementList(each, below); });
}

std::vector<Sql> ComponentReader::statementList(const QJsonValue &json, const QString &pointer)
{
    if (json.isString())
        return { Sql::raw(json.toString().toUtf8()) };
    std::vector<Sql> list;
    if (!json.isArray()) {
        m_values.report(pointer, tr("SQL must be a text, a list of texts, or an object with these for each database type, not %1.").arg(jsonKind(json)));
        return list;
    }
    const auto array = json.toArray();
    for (qsizetype i = 0; i < array.size(); ++i)
        list.push_back(Sql::raw(m_values.text(array[i], pointer + u'/' + QString::number(i), tr("Each statement")).toUtf8()));
    return list;
}

} // namespace dumbo
