#include "drivers/common/sqlite/difference/schematext.h"

#include <algorithm>

namespace dumbo::sqlite {

using difference::SqlText;

namespace {

QStringList entryMeanings(const std::vector<TableEntry> &entries)
{
    QStringList meanings;
    for (const auto &entry : entries)
        meanings.append(entry.meaning);
    meanings.sort();
    return meanings;
}

TableDefinition readTable(const QByteArray &statement, const Dialect &dialect)
{
    const SqlText sql(statement, dialect);
    int name = 1;
    while (name < sql.count() && !sql.isWord(name, "TABLE"))
        ++name;
    name += sql.hasWords(name + 1, { "IF", "NOT", "EXISTS" }) ? 4 : 1;
    const auto open = sql.opening(name);
    TableDefinition table;
    table.sql = statement;
    table.name = sql.text(sql.behindName(name) - 1);
    for (const auto &text : sql.entries(open)) {
        const SqlText entry(text, dialect);
        const auto isConstraint = entry.isWord(0, "CONSTRAINT") || entry.isWord(0, "PRIMARY") || entry.isWord(0, "UNIQUE")
            || entry.isWord(0, "CHECK") || entry.isWord(0, "FOREIGN");
        table.entries.push_back({ !isConstraint, isConstraint ? QString() : entry.name(0).toLower(), text, meaningOf(text, dialect) });
    }
    table.tail = sql.from(sql.closing(open) + 1);
    table.meaning = entryMeanings(table.entries).join(QStringLiteral(", ")) + u' ' + meaningOf(table.tail, dialect);
    return table;
}

Piece readPiece(const SqlText &sql, const CatalogObject &object, const Dialect &dialect)
{
    Piece piece;
    piece.sql = sql.sql();
    piece.object = object.path;
    int i = 1;
    while (sql.isWord(i, "UNIQUE") || sql.isWord(i, "TEMP") || sql.isWord(i, "TEMPORARY"))
        ++i;
    piece.kind = sql.isWord(i, "INDEX") ? Piece::Kind::Index
        : sql.isWord(i, "TRIGGER")      ? Piece::Kind::Trigger
        : sql.isWord(i, "VIRTUAL")      ? Piece::Kind::VirtualTable
                                        : Piece::Kind::View;
    i += piece.kind == Piece::Kind::VirtualTable ? 1 : 0;
    const auto name = sql.hasWords(i + 1, { "IF", "NOT", "EXISTS" }) ? i + 4 : i + 1;
    piece.name = sql.name(sql.behindName(name) - 1);
    if (piece.kind == Piece::Kind::Index || piece.kind == Piece::Kind::Trigger)
        piece.owner = object.path.name.toLower();
    piece.meaning = meaningOf(piece.sql, dialect);
    for (const auto &mention : sql.mentions(false))
        piece.mentions.insert(mention.toLower());
    return piece;
}

} // namespace

QString meaningOf(const QByteArray &sql, const Dialect &dialect)
{
    const SqlText text(sql, dialect);
    QStringList words;
    for (int i = 0; i < text.count(); ++i)
        words.append(text.isName(i) ? text.name(i).toLower() : QString::fromUtf8(text.text(i)));
    return words.join(u' ');
}

const TableEntry *TableDefinition::column(const QString &lowerCaseName) const
{
    const auto found = std::ranges::find_if(entries, [&](const TableEntry &entry) { return entry.isColumn && entry.name == lowerCaseName; });
    return found == entries.end() ? nullptr : &*found;
}

QByteArray TableDefinition::createText(const QByteArray &quotedName, const std::vector<TableEntry> &wanted) const
{
    QByteArrayList texts;
    for (const auto &entry : wanted)
        texts.append(entry.text);
    auto text = "CREATE TABLE " + quotedName + " (\n    " + texts.join(",\n    ") + "\n)";
    return tail.isEmpty() ? text : text + ' ' + tail;
}

SchemaText readSchema(const CatalogPart &part, const Dialect &dialect)
{
    SchemaText schema;
    for (const auto &object : part.objects) {
        const auto isMain = object.path.schema.isEmpty() || object.path.schema == u"main";
        if (!isMain || object.system || object.ddl.isEmpty())
            continue;
        for (const auto &statement : difference::statementsOf(object.ddl, dialect)) {
            const SqlText sql(statement, dialect);
            const auto isTable = object.kind == ObjectKind::Table && (sql.isWord(1, "TABLE") || sql.isWord(2, "TABLE"));
            if (isTable) {
                schema.tables[object.path.name.toLower()] = { &object, readTable(statement, dialect) };
                continue;
            }
            auto piece = readPiece(sql, object, dialect);
            schema.pieces.insert_or_assign(piece.name.toLower(), std::move(piece));
        }
    }
    return schema;
}

bool canBeAdded(const TableEntry &column, const Dialect &dialect)
{
    const SqlText sql(column.text, dialect);
    int defaultAt = -1;
    bool notNull = false;
    bool references = false;
    for (int i = 1; i < sql.count(); ++i) {
        if (sql.isWord(i, "PRIMARY") || sql.isWord(i, "UNIQUE") || sql.isWord(i, "STORED"))
            return false;
        if (sql.isWord(i, "DEFAULT"))
            defaultAt = i + 1;
        notNull = notNull || sql.hasWords(i, { "NOT", "NULL" });
        references = references || sql.isWord(i, "REFERENCES");
        if (sql.isSign(i, '('))
            i = sql.closing(i);
    }
    if (defaultAt < 0)
        return !notNull;
    const auto isConstant = !sql.isSign(defaultAt, '(') && !sql.text(defaultAt).toUpper().startsWith("CURRENT_");
    return isConstant && !references && !(notNull && sql.isWord(defaultAt, "NULL"));
}

} // namespace dumbo::sqlite
