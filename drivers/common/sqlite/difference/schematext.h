#pragma once

#include "core/sdk/catalogpart.h"
#include "drivers/common/difference/sqltext.h"

#include <QByteArray>
#include <QHash>
#include <QString>

#include <map>
#include <vector>

namespace dumbo::sqlite {

/// An entry of CREATE TABLE's list.
struct TableEntry
{
    bool isColumn = false;
    QString name; ///< of a column, lower case
    QByteArray text;
    QString meaning; ///< the text without what does not count: capitals, quotes, comments, blanks
};

struct TableDefinition
{
    QByteArray sql;
    QByteArray name; ///< as it is written
    std::vector<TableEntry> entries;
    QByteArray tail; ///< STRICT, WITHOUT ROWID
    QString meaning; ///< of head, entries in any order, and tail

    [[nodiscard]] const TableEntry *column(const QString &lowerCaseName) const;
    /// CREATE TABLE with another name and these entries.
    [[nodiscard]] QByteArray createText(const QByteArray &quotedName, const std::vector<TableEntry> &wanted) const;
};

/// A view, an index, a trigger or a virtual table.
struct Piece
{
    enum class Kind { View, Index, Trigger, VirtualTable };
    Kind kind = Kind::View;
    QString name;
    QString owner; ///< lower case: the table or view of an index or trigger
    QByteArray sql;
    QString meaning;
    QSet<QString> mentions; ///< lower case
    ObjectPath object;
};

struct Table
{
    const CatalogObject *object = nullptr;
    TableDefinition definition;
};

/// The main database of a catalog, by lower-case names.
struct SchemaText
{
    std::map<QString, Table> tables;
    std::map<QString, Piece> pieces;
};

[[nodiscard]] SchemaText readSchema(const CatalogPart &part, const Dialect &dialect);
[[nodiscard]] QString meaningOf(const QByteArray &sql, const Dialect &dialect);
/// Whether ALTER TABLE … ADD COLUMN takes this definition whatever rows there are.
/// https://www.sqlite.org/lang_altertable.html#alter_table_add_column
[[nodiscard]] bool canBeAdded(const TableEntry &column, const Dialect &dialect);

} // namespace dumbo::sqlite
