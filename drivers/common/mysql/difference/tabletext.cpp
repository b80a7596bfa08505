#include "drivers/common/mysql/difference/tabletext.h"

#include <algorithm>

namespace dumbo::mysql {

using difference::SqlText;

namespace {

TableEntry readEntry(const QByteArray &text, const Dialect &dialect)
{
    const SqlText sql(text, dialect);
    TableEntry entry;
    entry.text = text;
    for (const auto &name : sql.mentions(false))
        entry.mentions.insert(name.toLower());
    const auto isConstraint = sql.isWord(0, "CONSTRAINT");
    int name = isConstraint ? 1 : 0;
    if (isConstraint) {
        entry.kind = sql.isWord(2, "FOREIGN") ? TableEntry::Kind::ForeignKey : TableEntry::Kind::Check;
    } else if (sql.isWord(0, "PRIMARY")) {
        entry.kind = TableEntry::Kind::Key;
        entry.name = QStringLiteral("primary");
        return entry;
    } else if (sql.isWord(0, "UNIQUE") || sql.isWord(0, "KEY") || sql.isWord(0, "FULLTEXT") || sql.isWord(0, "SPATIAL")) {
        entry.kind = TableEntry::Kind::Key;
        name = sql.isWord(0, "KEY") ? 1 : 2;
    } else if (sql.isWord(0, "PERIOD")) {
        return entry;
    } else {
        entry.kind = TableEntry::Kind::Column;
    }
    entry.name = sql.name(name).toLower();
    entry.quotedName = sql.text(name);
    return entry;
}

/// NAME=value pairs, some names of several words; then WITH SYSTEM VERSIONING, PARTITION BY.
void readOptions(const SqlText &sql, int i, TableText &table)
{
    while (i < sql.count()) {
        if (sql.hasWords(i, { "PARTITION", "BY" })) {
            table.partitioning = sql.from(i);
            return;
        }
        if (sql.hasWords(i, { "WITH", "SYSTEM", "VERSIONING" })) {
            table.versioned = true;
            i += 3;
            continue;
        }
        int equals = i;
        while (equals < sql.count() && !sql.isSign(equals, '='))
            ++equals;
        auto end = equals + 2;
        if (sql.isSign(equals + 1, '('))
            end = sql.closing(equals + 1) + 1;
        if (const auto name = sql.slice(i, equals).toUpper(); name != "AUTO_INCREMENT")
            table.options.emplace_back(name, sql.slice(equals + 1, end));
        i = end;
    }
}

} // namespace

const TableEntry *TableText::find(TableEntry::Kind kind, const QString &name) const
{
    const auto found = std::ranges::find_if(entries, [&](const TableEntry &entry) { return entry.kind == kind && entry.name == name; });
    return found == entries.end() ? nullptr : &*found;
}

const CatalogColumn *TableText::column(const QString &lowerCaseName) const
{
    const auto found = std::ranges::find_if(
        object->columns, [&](const CatalogColumn &column) { return column.name.compare(lowerCaseName, Qt::CaseInsensitive) == 0; });
    return found == object->columns.end() ? nullptr : &*found;
}

QByteArray TableText::option(const QByteArray &name) const
{
    const auto found = std::ranges::find(options, name, [](const auto &option) { return option.first; });
    return found == options.end() ? QByteArray() : found->second;
}

QByteArray TableText::createText() const
{
    QByteArrayList texts;
    for (const auto &entry : entries) {
        if (entry.kind != TableEntry::Kind::ForeignKey)
            texts.append(entry.text);
    }
    auto text = "CREATE TABLE " + quotedName + " (\n  " + texts.join(",\n  ") + "\n)";
    for (const auto &[name, value] : options)
        text += ' ' + name + '=' + value;
    if (versioned)
        text += " WITH SYSTEM VERSIONING";
    return partitioning.isEmpty() ? text : text + "\n" + partitioning;
}

TableText readTable(const QByteArray &ddl, const CatalogObject &object, const Dialect &dialect)
{
    const SqlText sql(ddl, dialect);
    TableText table;
    table.object = &object;
    table.quotedName = sql.text(2);
    const auto open = sql.opening(2);
    for (const auto &entry : sql.entries(open))
        table.entries.push_back(readEntry(entry, dialect));
    readOptions(sql, sql.closing(open) + 1, table);
    return table;
}

QByteArray withoutSchema(const QByteArray &sql, const QString &schema, const Dialect &dialect)
{
    const auto quoted = '`' + schema.toUtf8().replace('`', "``") + '`';
    if (schema.isEmpty() || !sql.contains(quoted))
        return sql;
    const SqlText text(sql, dialect);
    QByteArray result;
    qsizetype copied = 0;
    for (int i = 0; i + 2 < text.count(); ++i) {
        const auto isQualifier = text.text(i) == quoted && text.isSign(i + 1, '.') && !text.isSign(i - 1, '.');
        if (!isQualifier)
            continue;
        result += sql.sliced(copied, text.begin(i) - copied);
        copied = text.begin(i + 2);
    }
    return result + sql.sliced(copied);
}

QByteArray withoutDefiner(const QByteArray &sql, const Dialect &dialect)
{
    const SqlText text(sql, dialect);
    int definer = 0;
    while (definer < text.count() && !(text.isWord(definer, "DEFINER") && text.isSign(definer + 1, '=')))
        ++definer;
    auto end = definer + 2;
    const auto isNext = [&](int token) {
        for (const auto *word : { "SQL", "VIEW", "AGGREGATE", "FUNCTION", "PROCEDURE", "EVENT", "TRIGGER" }) {
            if (text.isWord(token, word))
                return true;
        }
        return false;
    };
    while (end < text.count() && !isNext(end))
        ++end;
    if (end >= text.count())
        return sql;
    return sql.first(text.begin(definer)) + sql.sliced(text.begin(end));
}

} // namespace dumbo::mysql
