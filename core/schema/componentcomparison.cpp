#include "core/schema/componentcomparison.h"

#include "core/schema/columntypes.h"
#include "core/schema/componentddl.h"
#include "core/schema/componentplacement.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ComponentComparison", text);
}

QString listed(const QStringList &names)
{
    return names.isEmpty() ? tr("none") : names.join(QStringLiteral(", "));
}

bool same(const QString &left, const QString &right, const Dialect &dialect)
{
    // SQLite and MariaDB find columns whatever their case.
    return left.compare(right, dialect.databaseType == u"PostgreSQL" ? Qt::CaseSensitive : Qt::CaseInsensitive) == 0;
}

bool same(const QStringList &left, const QStringList &right, const Dialect &dialect)
{
    return std::ranges::equal(left, right, [&](const QString &one, const QString &other) { return same(one, other, dialect); });
}

QStringList presentKey(const CatalogObject &object)
{
    for (const auto &key : object.keys) {
        if (key.primary)
            return key.columns;
    }
    std::vector<const CatalogColumn *> columns;
    for (const auto &column : object.columns) {
        if (column.primaryKeyPosition > 0)
            columns.push_back(&column);
    }
    std::ranges::sort(columns, {}, &CatalogColumn::primaryKeyPosition);
    QStringList key;
    for (const auto *column : columns)
        key.append(column->name);
    return key;
}

class Comparing {
public:
    Comparing(const ResolvedComponents &resolved, const Dialect &dialect, std::span<const CatalogObject> objects)
        : m_resolved(resolved)
        , m_dialect(dialect)
        , m_declared(resolved.components)
    {
        for (const auto &object : objects) {
            if (object.kind == ObjectKind::Extension)
                m_extensions.insert(object.path.name, &object);
            if (!object.path.schema.isEmpty())
                m_schemas.insert(object.path.schema);
            const auto isTable = object.kind == ObjectKind::Table || object.kind == ObjectKind::VirtualTable || object.kind == ObjectKind::ForeignTable;
            if (isTable && !object.system)
                m_tables[object.path.name].push_back(&object);
        }
    }

    std::vector<ComponentComparison> run()
    {
        std::vector<ComponentComparison> answers;
        for (const auto &component : m_resolved.components) {
            m_at = &component;
            answers.push_back(std::visit([this](const auto *declared) { return compare(*declared); }, component.declared));
        }
        return answers;
    }

private:
    static ComponentComparison of(QStringList differences)
    {
        const auto presence = differences.isEmpty() ? ComponentPresence::Present : ComponentPresence::Different;
        return { presence, std::move(differences) };
    }
    static ComponentComparison missing(const QString &sentence) { return { ComponentPresence::Missing, { sentence } }; }

    ComponentComparison compare(const DatabaseComponent &) { return { ComponentPresence::Present, {} }; }
    ComponentComparison compare(const DatabaseSchemaComponent &schema)
    {
        return m_schemas.contains(schema.name) ? of({}) : missing(tr("The database has no schema %1.").arg(schema.name));
    }
    ComponentComparison compare(const ExtensionComponent &extension);
    ComponentComparison compare(const TableComponent &table);
    ComponentComparison compare(const ColumnComponent &column);
    ComponentComparison compare(const IndexComponent &index);
    ComponentComparison compare(const Relationship &relationship);

    /// Where the connection puts it, if no schema is declared.
    [[nodiscard]] const CatalogObject *find(const QString &schema, const QString &name) const
    {
        const auto found = m_tables.constFind(name);
        if (found == m_tables.cend())
            return nullptr;
        static const QStringList usual { QStringLiteral("public"), QStringLiteral("main") };
        const CatalogObject *best = nullptr;
        for (const auto *object : *found) {
            if (!schema.isEmpty() ? object->path.schema == schema : usual.contains(object->path.schema))
                return object;
            if (schema.isEmpty() && !best)
                best = object;
        }
        return best;
    }
    [[nodiscard]] const CatalogObject *ownerObject() const { return find(m_at->schema, m_at->table); }
    [[nodiscard]] const TableComponent &owner() const
    {
        return *std::get<const TableComponent *>(m_resolved.components[std::size_t(m_at->parent)].declared);
    }
    /// Of a part whose table is missing.
    [[nodiscard]] ComponentComparison withoutTable() const
    {
        return missing(tr("The database has no table %1.").arg(placedName(m_at->schema, m_at->table)));
    }

    const ResolvedComponents &m_resolved;
    const Dialect &m_dialect;
    TableIndex m_declared;
    QHash<QString, const CatalogObject *> m_extensions;
    QHash<QString, std::vector<const CatalogObject *>> m_tables;
    QSet<QString> m_schemas;
    const PlacedComponent *m_at = nullptr;
};

ComponentComparison Comparing::compare(const ExtensionComponent &extension)
{
    const auto isBag = !extension.tables.empty() || !extension.schemas.empty() || !extension.migrations.empty();
    if (isBag && extension.create.isEmpty())
        return {};
    const auto name = extension.create.isEmpty() ? extension.name.toLower() : extension.create;
    return m_extensions.contains(name) ? of({}) : missing(tr("The database has no extension %1.").arg(name));
}

ComponentComparison Comparing::compare(const TableComponent &table)
{
    const auto *object = find(m_at->schema, table.name);
    if (!object)
        return missing(tr("The database has no table %1.").arg(placedName(m_at->schema, table.name)));
    if (table.columns.empty())
        return {};
    QStringList differences;
    const auto declaredKey = primaryKeyOf(table);
    if (const auto key = presentKey(*object); !same(declaredKey, key, m_dialect))
        differences.append(tr("The primary key is declared as %1; the database has %2.").arg(listed(declaredKey), listed(key)));
    for (const auto &column : object->columns) {
        const auto isDeclared = std::ranges::any_of(
            table.columns, [&](const ColumnComponent &declared) { return same(declared.name, column.name, m_dialect); });
        if (!isDeclared)
            differences.append(tr("The database has a column %1 (%2), which is not declared.").arg(column.name, column.type));
    }
    return of(std::move(differences));
}

ComponentComparison Comparing::compare(const ColumnComponent &column)
{
    const auto *object = ownerObject();
    if (!object)
        return withoutTable();
    const auto found = std::ranges::find_if(
        object->columns, [&](const CatalogColumn &present) { return same(present.name, column.name, m_dialect); });
    if (found == object->columns.end())
        return missing(tr("The table has no column %1.").arg(column.name));
    QStringList differences;
    const auto type = QString::fromUtf8(columnType(column, m_dialect, isInKey(owner(), column)));
    if (!type.isEmpty() && comparableType(type, m_dialect) != comparableType(found->type, m_dialect))
        differences.append(tr("Declared as %1; the database has %2.").arg(type, found->type));
    const auto isKey = primaryKeyOf(owner()).contains(column.name);
    if (!isKey && !countsByItself(column, m_dialect) && !type.isEmpty() && column.notNull == found->nullable)
        differences.append(column.notNull ? tr("Declared as never NULL; the database lets NULL in.") : tr("NULL is declared as possible; the database refuses it."));
    return of(std::move(differences));
}

ComponentComparison Comparing::compare(const IndexComponent &index)
{
    const auto *object = ownerObject();
    if (!object)
        return withoutTable();
    const auto found = std::ranges::find_if(
        object->indexes, [&](const CatalogIndex &present) { return same(present.name, m_at->name, m_dialect); });
    if (found == object->indexes.end())
        return missing(tr("The table has no index %1.").arg(m_at->name));
    if (index.parts.empty())
        return {};
    QStringList differences;
    if (index.unique != found->unique)
        differences.append(index.unique ? tr("Declared as unique; in the database it is not.") : tr("Not declared as unique; in the database it is."));
    QStringList columns;
    for (const auto &part : index.parts)
        columns.append(part.column);
    // A database writes expressions its own way.
    const auto hasExpressions = columns.contains(QString());
    if (hasExpressions ? columns.size() != found->columns.size() : !same(columns, found->columns, m_dialect))
        differences.append(tr("Declared on %1; in the database it is on %2.").arg(listed(columns), listed(found->columns)));
    if (index.where.of(m_dialect.databaseType).isEmpty() != found->predicate.isEmpty())
        differences.append(found->predicate.isEmpty() ? tr("Declared for some rows; in the database it is for all.")
                                                      : tr("Declared for all rows; in the database it is for those where %1.").arg(found->predicate));
    return of(std::move(differences));
}

ComponentComparison Comparing::compare(const Relationship &relationship)
{
    const auto *object = ownerObject();
    if (!object)
        return withoutTable();
    const auto found = std::ranges::find_if(
        object->foreignKeys, [&](const CatalogForeignKey &present) { return same(present.columns, relationship.columns, m_dialect); });
    if (found == object->foreignKeys.end())
        return missing(tr("The table has no foreign key on %1.").arg(listed(relationship.columns)));
    const auto declared = m_declared.spelledOut(relationship, m_at->schema);
    QStringList differences;
    const auto isOther = !same(declared.targetTable, found->target.name, m_dialect)
        || (!declared.targetSchema.isEmpty() && m_dialect.databaseType == u"PostgreSQL" && declared.targetSchema != found->target.schema);
    const auto areOthers = !found->targetColumns.isEmpty() && !declared.targetColumns.isEmpty()
        && !same(declared.targetColumns, found->targetColumns, m_dialect);
    if (isOther || areOthers)
        differences.append(tr("Declared to refer to %1 (%2); in the database it refers to %3 (%4).")
                .arg(placedName(declared.targetSchema, declared.targetTable), listed(declared.targetColumns),
                    placedName(found->target.schema, found->target.name), listed(found->targetColumns)));
    const auto action = [](const QString &text) {
        const auto word = text.simplified().toUpper();
        return word.isEmpty() ? QStringLiteral("NO ACTION") : word;
    };
    // MariaDB says RESTRICT where nothing was said: it means the same there.
    const auto plain = [&](const QString &text) {
        return m_dialect.databaseType == u"MySQL" && action(text) == u"RESTRICT" ? QStringLiteral("NO ACTION") : action(text);
    };
    if (plain(declared.onDelete) != plain(found->onDelete))
        differences.append(tr("On delete, %1 is declared; the database does %2.").arg(action(declared.onDelete), action(found->onDelete)));
    if (plain(declared.onUpdate) != plain(found->onUpdate))
        differences.append(tr("On update, %1 is declared; the database does %2.").arg(action(declared.onUpdate), action(found->onUpdate)));
    return of(std::move(differences));
}

} // namespace

std::vector<ComponentComparison> compareComponents(
    const ResolvedComponents &resolved, const Dialect &dialect, std::span<const CatalogObject> objects)
{
    return Comparing(resolved, dialect, objects).run();
}

} // namespace dumbo
