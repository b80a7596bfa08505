#include "core/schema/componentvalidation.h"

#include "core/schema/columntypes.h"
#include "core/schema/componentplacement.h"

#include <QCoreApplication>

#include <algorithm>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("SchemaComponents", text);
}

QString columnCount(qsizetype count)
{
    return count == 1 ? tr("one column") : tr("%1 columns").arg(count);
}

QString listed(const QStringList &names)
{
    return names.isEmpty() ? tr("none") : names.join(QStringLiteral(", "));
}

const ColumnComponent *findColumn(const TableComponent &table, const QString &name)
{
    const auto found = std::ranges::find(table.columns, name, &ColumnComponent::name);
    return found == table.columns.end() ? nullptr : &*found;
}

QStringList columnNames(const TableComponent &table)
{
    QStringList names;
    for (const auto &column : table.columns)
        names.append(column.name);
    return names;
}

/// Checks one list of components and collects what it finds.
class Validation {
public:
    Validation(const std::vector<PlacedComponent> &components, const Dialect &dialect, const std::vector<ComponentOffer> &offers)
        : m_dialect(dialect)
        , m_offers(offers)
        , m_components(components)
        , m_tables(components)
    {
    }

    std::vector<ComponentProblem> run()
    {
        for (const auto &component : m_components) {
            m_at = &component;
            if (component.name.isEmpty() && !std::holds_alternative<const DatabaseComponent *>(component.declared))
                report({}, tr("A component has no name. Give it one."));
            std::visit([this](const auto *declared) { check(*declared); }, component.declared);
        }
        return std::move(m_problems);
    }

private:
    void report(const QString &below, const QString &message) { m_problems.push_back({ m_at->pointer + below, message }); }

    void check(const DatabaseComponent &) { }
    void check(const DatabaseSchemaComponent &) { }
    void check(const ExtensionComponent &) { }
    void check(const TableComponent &table);
    void check(const ColumnComponent &column);
    void check(const IndexComponent &index);
    void check(const Relationship &relationship);
    void checkColumns(const TableComponent &table, const QStringList &columns, const QString &below, const QString &what);
    void checkPrimaryKey(const TableComponent &table);
    bool checkPair(const Relationship &relationship, const PlacedComponent &target, const QString &column, const QString &targetColumn);
    void checkUnique(const Relationship &relationship, const PlacedComponent &target, const QStringList &targetColumns);
    /// The table of the component that is checked.
    [[nodiscard]] const TableComponent &owner() const
    {
        return *std::get<const TableComponent *>(m_components[std::size_t(m_at->parent)].declared);
    }
    [[nodiscard]] QString ownerName() const { return placedName(m_at->schema, m_at->table); }

    void checkOffers(const ColumnComponent &column);
    [[nodiscard]] bool declares(const ComponentOffer &offer) const;

    const Dialect &m_dialect;
    const std::vector<ComponentOffer> &m_offers;
    const std::vector<PlacedComponent> &m_components;
    TableIndex m_tables;
    const PlacedComponent *m_at = nullptr;
    std::vector<ComponentProblem> m_problems;
};

void Validation::checkColumns(const TableComponent &table, const QStringList &columns, const QString &below, const QString &what)
{
    for (const auto &column : columns) {
        if (!findColumn(table, column))
            report(below, tr("%1 names the column \"%2\", which table %3 does not have. Its columns are: %4.")
                              .arg(what, column, placedName(m_at->schema, table.name), listed(columnNames(table))));
    }
}

void Validation::checkPrimaryKey(const TableComponent &table)
{
    QStringList flagged;
    for (const auto &column : table.columns) {
        if (column.primaryKey)
            flagged.append(column.name);
        if (column.primaryKey && (column.added || !column.migrations.empty()))
            report({}, tr("Column %1 of table %2 belongs to the primary key, but is not part of CREATE TABLE.").arg(column.name, placedName(m_at->schema, table.name)));
    }
    auto key = table.primaryKey;
    checkColumns(table, key, QStringLiteral("/primaryKey"), tr("The primary key"));
    key.sort();
    flagged.sort();
    if (!key.isEmpty() && !flagged.isEmpty() && key != flagged)
        report(QStringLiteral("/primaryKey"),
            tr("Table %1 says that its primary key is %2, its columns say %3. Say it in one place.")
                .arg(placedName(m_at->schema, table.name), listed(table.primaryKey), listed(flagged)));
}

void Validation::check(const TableComponent &table)
{
    const auto name = placedName(m_at->schema, table.name);
    const auto isWritten = !table.migrations.empty();
    if (!isWritten && std::ranges::none_of(table.columns, [](const ColumnComponent &column) { return !column.added && column.migrations.empty(); }))
        report({}, tr("Table %1 has no columns. Declare at least one, or give the table a migration of its own.").arg(name));
    QStringList seen;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const auto column = table.columns[i].name;
        if (seen.contains(column))
            report(QStringLiteral("/columns/%1").arg(i), tr("Table %1 declares the column \"%2\" twice: columns %3 and %4.").arg(name, column).arg(seen.indexOf(column) + 1).arg(i + 1));
        seen.append(column);
    }
    checkPrimaryKey(table);
    for (std::size_t i = 0; i < table.uniqueKeys.size(); ++i) {
        const auto below = QStringLiteral("/uniqueKeys/%1").arg(i);
        if (table.uniqueKeys[i].columns.isEmpty())
            report(below, tr("A unique key of table %1 has no columns.").arg(name));
        checkColumns(table, table.uniqueKeys[i].columns, below, tr("A unique key"));
    }
}

void Validation::check(const ColumnComponent &column)
{
    if (columnType(column, m_dialect).isEmpty() && column.migrations.empty() && owner().migrations.empty())
        report({}, tr("Column %1 of table %2 has no type for %3. Give it one.").arg(column.name, ownerName(), m_dialect.databaseType));
    if (column.defaultValue && !column.defaultExpression.of(m_dialect.databaseType).isEmpty())
        report({}, tr("Column %1 of table %2 has a default value and a default expression. Keep one of them.").arg(column.name, ownerName()));
    checkOffers(column);
    const auto sqliteCounts = m_dialect.databaseType == u"SQLite" && countsByItself(column, m_dialect);
    if (sqliteCounts && primaryKeyOf(owner()) != QStringList { column.name })
        report({}, tr("Column %1 of table %2 is to be numbered by SQLite, which does so for a primary key of one column only. Make it the primary key, or give it the type bigint.")
                       .arg(column.name, ownerName()));
}

bool Validation::declares(const ComponentOffer &offer) const
{
    return std::ranges::any_of(m_components, [&](const PlacedComponent &component) {
        const auto *extension = std::get_if<const ExtensionComponent *>(&component.declared);
        return extension && ((*extension)->create == offer.create || (*extension)->name.compare(offer.name, Qt::CaseInsensitive) == 0);
    });
}

void Validation::checkOffers(const ColumnComponent &column)
{
    const auto type = column.type.of(m_dialect.databaseType).section(u'(', 0, 0).section(u'.', -1).trimmed();
    for (const auto &offer : m_offers) {
        const auto brings = std::ranges::any_of(
            offer.types, [&](const OfferedType &offered) { return offered.name.compare(type, Qt::CaseInsensitive) == 0; });
        if (brings && !declares(offer))
            m_problems.push_back({ m_at->pointer,
                tr("Column %1 of table %2 has the type %3, which %4 brings, but no component makes %4. Add it to \"extensions\", unless the database has it already.")
                    .arg(column.name, ownerName(), type, offer.name),
                false });
    }
}

void Validation::check(const IndexComponent &index)
{
    if (index.parts.empty() && index.migrations.empty())
        report({}, tr("Index %1 of table %2 has no columns.").arg(m_at->name, ownerName()));
    for (std::size_t i = 0; i < index.parts.size(); ++i) {
        const auto below = QStringLiteral("/columns/%1").arg(i);
        const auto &part = index.parts[i];
        if (!part.column.isEmpty())
            checkColumns(owner(), { part.column }, below, tr("Index %1").arg(m_at->name));
        else if (part.expression.of(m_dialect.databaseType).isEmpty() && index.migrations.empty())
            report(below, tr("Part %1 of index %2 has neither a column nor an expression for %3.").arg(i + 1).arg(m_at->name, m_dialect.databaseType));
    }
}

bool Validation::checkPair(const Relationship &relationship, const PlacedComponent &target, const QString &column, const QString &targetColumn)
{
    const auto &targetTable = *std::get<const TableComponent *>(target.declared);
    const auto targetName = placedName(target.schema, target.name);
    const auto *here = findColumn(owner(), column);
    const auto *there = findColumn(targetTable, targetColumn);
    if (!here)
        report({}, tr("Relationship %1 is made of column \"%2\", which table %3 does not have (it refers to %4.%5). The columns of %3 are: %6.")
                       .arg(relationshipName(owner(), relationship), column, ownerName(), targetName, targetColumn, listed(columnNames(owner()))));
    if (!there)
        report({}, tr("Relationship %1 of table %2 refers to column \"%3\", which table %4 does not have. The columns of %4 are: %5.")
                       .arg(relationshipName(owner(), relationship), ownerName(), targetColumn, targetName, listed(columnNames(targetTable))));
    if (!here || !there)
        return false;
    const auto type = columnType(*here, m_dialect, isInKey(owner(), *here));
    const auto targetType = columnType(*there, m_dialect, isInKey(targetTable, *there));
    if (comparableType(QString::fromUtf8(type), m_dialect) == comparableType(QString::fromUtf8(targetType), m_dialect))
        return true;
    report({}, tr("Relationship %1: %2.%3 is %4, but %5.%6, which it refers to, is %7. Give both the same type.")
                   .arg(relationshipName(owner(), relationship), ownerName(), column, here->type.of(m_dialect.databaseType), targetName, targetColumn,
                       there->type.of(m_dialect.databaseType)));
    return false;
}

/// A foreign key needs a key at the other side, which has one value once.
void Validation::checkUnique(const Relationship &relationship, const PlacedComponent &target, const QStringList &targetColumns)
{
    const auto &table = *std::get<const TableComponent *>(target.declared);
    auto sorted = targetColumns;
    sorted.sort();
    const auto matches = [&](QStringList key) {
        key.sort();
        return key == sorted;
    };
    const auto isUniqueIndex = [&](const IndexComponent &index) {
        QStringList columns;
        for (const auto &part : index.parts)
            columns.append(part.column);
        return index.unique && index.where.of(m_dialect.databaseType).isEmpty() && matches(columns);
    };
    const auto isUniqueColumn = [&](const ColumnComponent &column) { return column.unique && matches({ column.name }); };
    if (matches(primaryKeyOf(table)) || std::ranges::any_of(table.uniqueKeys, matches, &UniqueKey::columns)
        || std::ranges::any_of(table.columns, isUniqueColumn) || std::ranges::any_of(table.indexes, isUniqueIndex))
        return;
    report({}, tr("Relationship %1 of table %2 refers to %3 (%4), which is neither the primary key nor unique there. Its primary key is: %5.")
                   .arg(relationshipName(owner(), relationship), ownerName(), placedName(target.schema, target.name), listed(targetColumns),
                       listed(primaryKeyOf(table))));
}

void Validation::check(const Relationship &relationship)
{
    const auto name = relationshipName(owner(), relationship);
    if (relationship.columns.isEmpty())
        return report({}, tr("Relationship %1 of table %2 has no columns.").arg(name, ownerName()));
    if (relationship.external)
        return checkColumns(owner(), relationship.columns, {}, tr("Relationship %1").arg(name));
    const auto *target = m_tables.target(relationship, m_at->schema);
    if (!target)
        return report({}, tr("Relationship %1 of table %2 refers to table %3, which is not declared. Declare it, or say \"external\": true if something else makes it.")
                              .arg(name, ownerName(), placedName(relationship.targetSchema, relationship.targetTable)));
    const auto &table = *std::get<const TableComponent *>(target->declared);
    const auto targetColumns = relationship.targetColumns.isEmpty() ? primaryKeyOf(table) : relationship.targetColumns;
    if (relationship.columns.size() != targetColumns.size())
        return report({}, tr("Relationship %1 has %2 on the side of %3 (%4), but %5 on the side of %6 (%7). Both sides need as many columns.")
                              .arg(name, columnCount(relationship.columns.size()), ownerName(),
                                  listed(relationship.columns),
                                  columnCount(targetColumns.size()),
                                  placedName(target->schema, target->name), listed(targetColumns)));
    bool fits = true;
    for (qsizetype i = 0; i < targetColumns.size(); ++i)
        fits = checkPair(relationship, *target, relationship.columns[i], targetColumns[i]) && fits;
    if (fits)
        checkUnique(relationship, *target, targetColumns);
}

} // namespace

std::vector<ComponentProblem> validateComponents(
    const std::vector<PlacedComponent> &components, const Dialect &dialect, const std::vector<ComponentOffer> &offers)
{
    return Validation(components, dialect, offers).run();
}

} // namespace dumbo
