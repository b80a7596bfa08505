#pragma once

#include "core/sdk/catalogobject.h"
#include "drivers/common/difference/sqltext.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace dumbo::mysql {

/// An entry of the list of SHOW CREATE TABLE.
struct TableEntry
{
    enum class Kind { Column, Key, ForeignKey, Check, Other };
    Kind kind = Kind::Other;
    QString name; ///< lower case; "primary" for the primary key
    QByteArray quotedName;
    QByteArray text;
    QSet<QString> mentions; ///< lower case
};

/// A table as SHOW CREATE TABLE writes it.
struct TableText
{
    const CatalogObject *object = nullptr;
    QByteArray quotedName;
    std::vector<TableEntry> entries;
    std::vector<std::pair<QByteArray, QByteArray>> options; ///< upper-case name, value; without AUTO_INCREMENT
    QByteArray partitioning; ///< from PARTITION BY on
    bool versioned = false; ///< WITH SYSTEM VERSIONING

    [[nodiscard]] const TableEntry *find(TableEntry::Kind kind, const QString &name) const;
    [[nodiscard]] const CatalogColumn *column(const QString &lowerCaseName) const;
    [[nodiscard]] QByteArray option(const QByteArray &name) const;
    /// CREATE TABLE without foreign keys.
    [[nodiscard]] QByteArray createText() const;
};

/// ddl is one statement, without the name of its own database.
[[nodiscard]] TableText readTable(const QByteArray &ddl, const CatalogObject &object, const Dialect &dialect);
/// Without "schema." before names.
[[nodiscard]] QByteArray withoutSchema(const QByteArray &sql, const QString &schema, const Dialect &dialect);

/// Without DEFINER=user@host, so that whoever runs it is the definer.
[[nodiscard]] QByteArray withoutDefiner(const QByteArray &sql, const Dialect &dialect);

} // namespace dumbo::mysql
