#include "drivers/common/sqlite/difference/rebuild.h"

#include "drivers/common/sqlite/tokens.h"

#include <algorithm>

namespace dumbo::sqlite {

namespace {

const CatalogColumn *columnOf(const Table &table, const QString &name)
{
    const auto &columns = table.object->columns;
    const auto found = std::ranges::find_if(columns, [&](const CatalogColumn &column) { return column.name.compare(name, Qt::CaseInsensitive) == 0; });
    return found == columns.end() ? nullptr : &*found;
}

bool hasProperty(const Table &table, const char *name)
{
    return std::ranges::contains(table.object->properties, QString::fromLatin1(name), [](const auto &property) { return property.first; });
}

bool hasFreeRowid(const Table &table)
{
    return !hasProperty(table, "WITHOUT ROWID") && std::ranges::none_of(table.object->columns, [](const CatalogColumn &column) {
        return column.identity != IdentityKind::None || column.name.compare(QLatin1StringView("rowid"), Qt::CaseInsensitive) == 0;
    });
}

enum class Affinity { Integer, Text, Blob, Real, Numeric };

/// https://www.sqlite.org/datatype3.html#determination_of_column_affinity
Affinity affinityOf(const QString &type)
{
    const auto has = [&](const char *word) { return type.contains(QLatin1StringView(word), Qt::CaseInsensitive); };
    if (has("INT"))
        return Affinity::Integer;
    if (has("CHAR") || has("CLOB") || has("TEXT"))
        return Affinity::Text;
    if (has("BLOB") || type.isEmpty())
        return Affinity::Blob;
    return has("REAL") || has("FLOA") || has("DOUB") ? Affinity::Real : Affinity::Numeric;
}

bool narrows(Affinity from, Affinity to)
{
    switch (to) {
    case Affinity::Integer:
    case Affinity::Numeric: return from == Affinity::Text || from == Affinity::Blob;
    case Affinity::Real: return from != Affinity::Real; // whole numbers have up to 19 digits, these 15
    case Affinity::Text: return from == Affinity::Real || from == Affinity::Numeric;
    case Affinity::Blob: break;
    }
    return false;
}

QByteArray literal(const QByteArray &text)
{
    return '\'' + QByteArray(text).replace('\'', "''") + '\'';
}

} // namespace

std::vector<TableEntry> lostColumns(const Table &from, const Table &to)
{
    std::vector<TableEntry> lost;
    for (const auto &entry : from.definition.entries) {
        const auto *column = entry.isColumn ? columnOf(from, entry.name) : nullptr;
        const auto *after = column ? columnOf(to, entry.name) : nullptr;
        if (column && column->generated == GeneratedKind::None && (!after || after->generated != GeneratedKind::None))
            lost.push_back(entry);
    }
    return lost;
}

std::vector<TableEntry> narrowedColumns(const Table &from, const Table &to)
{
    std::vector<TableEntry> narrowed;
    for (const auto &entry : from.definition.entries) {
        const auto *before = entry.isColumn ? columnOf(from, entry.name) : nullptr;
        const auto *after = before ? columnOf(to, entry.name) : nullptr;
        const auto hasValues = after && before->generated == GeneratedKind::None && after->generated == GeneratedKind::None;
        if (hasValues && narrows(affinityOf(before->type), affinityOf(after->type)))
            narrowed.push_back(entry);
    }
    return narrowed;
}

std::vector<DifferenceStatement> rebuildStatements(const Rebuild &rebuild, const SchemaText &schema)
{
    const auto &path = rebuild.from.object->path;
    auto newName = QStringLiteral("new_") + path.name;
    while (schema.tables.contains(newName.toLower()) || schema.pieces.contains(newName.toLower()))
        newName.prepend(u'_');
    auto entries = rebuild.to.definition.entries;
    const auto lost = lostColumns(rebuild.from, rebuild.to);
    const auto narrowed = narrowedColumns(rebuild.from, rebuild.to);
    for (auto &entry : entries) {
        const auto kept = std::ranges::find_if(narrowed, [&](const TableEntry &old) { return entry.isColumn && old.name.compare(entry.name, Qt::CaseInsensitive) == 0; });
        if (!rebuild.allowsLoss && kept != narrowed.end())
            entry = *kept;
    }
    const auto firstConstraint = std::ranges::find(entries, false, &TableEntry::isColumn);
    QByteArrayList columns;
    QByteArrayList values;
    if (hasFreeRowid(rebuild.from) && hasFreeRowid(rebuild.to)) {
        columns.append("rowid");
        values.append("rowid");
    }
    for (const auto &column : rebuild.to.object->columns) {
        const auto *before = columnOf(rebuild.from, column.name);
        if (!before || column.generated != GeneratedKind::None)
            continue;
        const auto name = quoted(column.name);
        const auto fills = !column.nullable && before->nullable && !column.defaultExpression.isEmpty();
        columns.append(name);
        values.append(fills ? "coalesce(" + name + ", " + column.defaultExpression.toUtf8() + ')' : name);
    }
    if (!rebuild.allowsLoss) {
        entries.insert(firstConstraint, lost.begin(), lost.end());
        for (const auto &entry : lost) {
            columns.append(quoted(entry.name));
            values.append(quoted(entry.name));
        }
    }
    const auto quotedNew = quoted(newName);
    const auto quotedOld = quoted(path.name);
    std::vector<DifferenceStatement> statements;
    const auto add = [&](const QByteArray &text, bool loses = false) { statements.push_back({ text, path, TransactionFit::Inside, loses }); };
    add(rebuild.to.definition.createText(quotedNew, entries));
    // OR ABORT: a constraint's own ON CONFLICT would leave rows out without a word.
    if (!columns.isEmpty())
        add("INSERT OR ABORT INTO " + quotedNew + " (" + columns.join(", ") + ") SELECT " + values.join(", ") + " FROM " + quotedOld);
    if (hasProperty(rebuild.from, "AUTOINCREMENT") && hasProperty(rebuild.to, "AUTOINCREMENT")) {
        add("DELETE FROM sqlite_sequence WHERE name = " + literal(newName.toUtf8()));
        add("INSERT INTO sqlite_sequence (name, seq) SELECT " + literal(newName.toUtf8()) + ", seq FROM sqlite_sequence WHERE name = " + literal(path.name.toUtf8()));
    }
    add("DROP TABLE " + quotedOld, rebuild.allowsLoss && !(lost.empty() && narrowed.empty()));
    add("ALTER TABLE " + quotedNew + " RENAME TO " + quoted(rebuild.to.object->path.name));
    return statements;
}

} // namespace dumbo::sqlite
