#include "drivers/common/sqlite/advice/context.h"

#include <algorithm>
#include <array>

namespace dumbo::sqlite::advice {

namespace {

enum class Affinity { Integer, Text, Blob, Real, Numeric };

/// https://www.sqlite.org/datatype3.html#determination_of_column_affinity
Affinity affinityOf(const QString &type)
{
    const auto has = [&](const char *part) { return type.contains(QLatin1StringView(part), Qt::CaseInsensitive); };
    if (has("INT"))
        return Affinity::Integer;
    if (has("CHAR") || has("CLOB") || has("TEXT"))
        return Affinity::Text;
    if (has("BLOB") || type.isEmpty())
        return Affinity::Blob;
    return has("REAL") || has("FLOA") || has("DOUB") ? Affinity::Real : Affinity::Numeric;
}

/// "varchar" of "varchar(20)".
QString bareType(const QString &type)
{
    return type.section(u'(', 0, 0).trimmed().toUpper();
}

bool isOneOf(const QString &word, std::initializer_list<const char *> words)
{
    return std::ranges::any_of(words, [&](const char *candidate) { return word == QLatin1StringView(candidate); });
}

bool hasOption(const StatementOutline &statement, const char *name)
{
    return std::ranges::any_of(
        statement.settings, [&](const outline::SettingOutline &setting) { return setting.name == name; });
}

void judgeType(const Judged &judged, const ColumnOutline &column)
{
    const auto bare = bareType(column.type);
    const auto &span = column.typeSpan;
    if (isOneOf(bare, { "STRING", "JSON", "JSONB", "UUID", "GUID", "ENUM", "INET", "XML" }) && affinityOf(column.type) == Affinity::Numeric) {
        judged.write.add("LITE301", span, tr("%1 has NUMERIC affinity: the text '007' is stored as the number 7.").arg(column.type),
            tr("Write TEXT."));
    } else if (affinityOf(column.type) == Affinity::Integer && isOneOf(bare, { "POINT", "FLOATING POINT", "INTERVAL" })) {
        judged.write.add("LITE301", span, tr("%1 has INTEGER affinity, because \"INT\" is in the name.").arg(column.type), tr("Write TEXT or REAL."));
    } else if (isOneOf(bare, { "BOOLEAN", "BOOL", "DATE", "TIME", "DATETIME", "TIMESTAMP" })) {
        judged.write.add("LITE302", span, tr("SQLite has no %1; the column takes anything.").arg(bare),
            bare.startsWith(u"BOOL") ? tr("CHECK (%1 IN (0, 1)) keeps other values out.").arg(column.name)
                                     : tr("Agree on one form of text, e.g. 2026-01-31T12:30:00Z, or on seconds."));
    } else if (column.type.contains(u'(') && affinityOf(column.type) != Affinity::Integer) {
        judged.write.add("LITE303", span, tr("%1 is not checked.").arg(column.type),
            affinityOf(column.type) == Affinity::Text ? tr("CHECK (length(%1) <= …) does.").arg(column.name)
                                                      : tr("Keep exact decimals as whole numbers of the smallest unit, or as text."));
    }
}

void judgeStrictType(const Judged &judged, const ColumnOutline &column)
{
    if (isOneOf(column.type.toUpper(), { "INT", "INTEGER", "REAL", "TEXT", "BLOB", "ANY" }))
        return;
    judged.write.add("LITE304", column.type.isEmpty() ? column.span : column.typeSpan,
        column.type.isEmpty() ? tr("%1 has no type, but the table is STRICT.").arg(column.name)
                              : tr("A STRICT table does not take the type %1.").arg(column.type));
}

void judgeKey(const Judged &judged, const ColumnOutline &column, bool isStrict)
{
    const auto withoutRowid = hasOption(judged.statement(), "WITHOUT ROWID");
    const auto isRowid = column.type.compare(u"INTEGER", Qt::CaseInsensitive) == 0 && !column.primaryDescending;
    if (column.autoIncrement && (!isRowid || withoutRowid)) {
        judged.write.add("LITE308", column.span,
            withoutRowid ? tr("AUTOINCREMENT is refused in a WITHOUT ROWID table.") : tr("AUTOINCREMENT is refused for the type %1.").arg(column.type));
        return;
    }
    if (column.autoIncrement)
        judged.write.add("LITE307", column.span, tr("%1 counts up by itself without AUTOINCREMENT too.").arg(column.name));
    if (withoutRowid || isRowid)
        return;
    if (affinityOf(column.type) == Affinity::Integer)
        judged.write.add("LITE305", column.span, tr("%1 %2 PRIMARY KEY is not the row's number.").arg(column.name, column.type),
            tr("Write INTEGER PRIMARY KEY."));
    else if (!column.notNull && !isStrict)
        judged.write.add("LITE306", column.span, tr("The primary key %1 takes NULL.").arg(column.name), tr("Add NOT NULL."));
}

QStringList keyOf(const CatalogObject &table)
{
    QStringList key;
    for (const auto &candidate : table.keys) {
        if (candidate.primary)
            return candidate.columns;
    }
    for (const auto &column : table.columns) {
        if (column.primaryKeyPosition > 0)
            key.append(column.name);
    }
    return key;
}

QStringList sortedLower(QStringList names)
{
    for (auto &name : names)
        name = name.toLower();
    names.sort();
    return names;
}

bool isUnique(const CatalogObject &table, const QStringList &columns)
{
    const auto wanted = sortedLower(columns);
    const auto isKey = [&](const CatalogKey &key) { return sortedLower(key.columns) == wanted; };
    const auto isIndex = [&](const CatalogIndex &index) { return index.unique && index.predicate.isEmpty() && sortedLower(index.columns) == wanted; };
    return sortedLower(keyOf(table)) == wanted || std::ranges::any_of(table.keys, isKey) || std::ranges::any_of(table.indexes, isIndex);
}

void judgeForeignKey(const Judged &judged, const outline::ForeignKeyOutline &key)
{
    const auto target = judged.known.find(key.target.path);
    if (!target.object || target.object->kind != ObjectKind::Table || target.object->columns.empty())
        return;
    const auto isSelf = key.target.path.name.compare(judged.statement().objects.front().path.name, Qt::CaseInsensitive) == 0;
    const auto columns = key.targetColumns.isEmpty() ? keyOf(*target.object) : key.targetColumns;
    const auto fits = columns.size() == key.columns.size() && !columns.isEmpty() && isUnique(*target.object, columns);
    if (!fits && !isSelf) {
        judged.write.add("LITE310", key.span,
            key.targetColumns.isEmpty() ? tr("%1 has no primary key of %2 columns to refer to.").arg(key.target.path.name).arg(key.columns.size())
                                        : tr("%1 (%2) is neither primary key nor unique.").arg(key.target.path.name, key.targetColumns.join(u", ")));
    }
}

/// Whether an index of the statement itself or of a later one begins with these columns.
bool isIndexed(const Judged &judged, const QStringList &columns)
{
    const auto begins = [&](const QStringList &candidate) { return sortedLower(candidate.first(std::min(candidate.size(), columns.size()))) == sortedLower(columns); };
    const auto &statement = judged.statement();
    for (const auto &column : statement.columns) {
        if ((column.primaryKey || column.unique) && begins({ column.name }))
            return true;
    }
    for (const auto &constraint : statement.constraints) {
        if ((constraint.kind == ConstraintOutline::Kind::PrimaryKey || constraint.kind == ConstraintOutline::Kind::Unique) && begins(constraint.columns))
            return true;
    }
    return std::ranges::any_of(judged.all.subspan(judged.number + 1), [&](const StatementOutline &later) {
        return later.verb == Verb::CreateIndex && later.objects.front().path.name == statement.objects.front().path.name && begins(later.indexColumns);
    });
}

void judgeForeignKeys(const Judged &judged)
{
    const auto &statement = judged.statement();
    std::vector<outline::ForeignKeyOutline> keys;
    for (const auto &column : statement.columns) {
        if (column.reference)
            keys.push_back(*column.reference);
    }
    for (const auto &constraint : statement.constraints) {
        if (constraint.reference)
            keys.push_back(*constraint.reference);
    }
    for (const auto &key : keys) {
        judgeForeignKey(judged, key);
        if (!isIndexed(judged, key.columns))
            judged.write.add("LITE311", key.span, tr("There is no index on %1, which refers to %2.").arg(key.columns.join(u", "), key.target.path.name));
    }
}

} // namespace

void judgeNewTable(const Judged &judged)
{
    const auto &statement = judged.statement();
    if (statement.verb != Verb::CreateTable || statement.isQuery)
        return;
    const auto isStrict = hasOption(statement, "STRICT");
    if (isStrict && judged.version() < 3'037'000)
        judged.write.add("LITE002", statement.span, tr("STRICT tables need SQLite 3.37."));
    auto hasKey = false;
    for (const auto &column : statement.columns) {
        if (isStrict)
            judgeStrictType(judged, column);
        else
            judgeType(judged, column);
        if (column.primaryKey || column.autoIncrement)
            judgeKey(judged, column, isStrict);
        hasKey = hasKey || column.primaryKey;
    }
    hasKey = hasKey || std::ranges::any_of(statement.constraints, [](const ConstraintOutline &constraint) {
        return constraint.kind == ConstraintOutline::Kind::PrimaryKey;
    });
    if (hasOption(statement, "WITHOUT ROWID") && !hasKey)
        judged.write.add("LITE309", statement.span, tr("%1 is WITHOUT ROWID and has no primary key.").arg(statement.objects.front().path.name));
    judgeForeignKeys(judged);
}

} // namespace dumbo::sqlite::advice
