#pragma once

#include "drivers/common/difference/sqltext.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace dumbo::postgresql {

/// A column as CREATE TABLE has it, clause by clause; empty: not there.
struct ColumnText
{
    QString name;
    QByteArray quotedName;
    QByteArray type;
    QByteArray collation;
    QByteArray compression;
    QByteArray options; ///< of a foreign table's column, with parentheses
    QByteArray identity; ///< "ALWAYS" or "BY DEFAULT"
    QByteArray identityOptions; ///< without parentheses
    QByteArray generated; ///< with parentheses and STORED
    QByteArray defaultExpression;
    bool notNull = false;
    QByteArray text; ///< all of it
    friend bool operator==(const ColumnText &, const ColumnText &) = default;
};

/// A CREATE TABLE statement as the catalog's DDL writes it.
struct TableText
{
    QString name; ///< "schema.name"
    QByteArray quotedName;
    bool unlogged = false;
    bool foreign = false;
    QByteArray ofType;
    std::vector<ColumnText> columns;
    struct Constraint
    {
        QString name;
        QByteArray quotedName;
        QByteArray definition;
    };
    std::vector<Constraint> constraints;
    QByteArray inherits; ///< with parentheses
    QByteArray partitionKey;
    QByteArray server;
    QByteArray options;
    QByteArray accessMethod;
    QByteArray settings; ///< of WITH (…), with parentheses
    QByteArray tablespace;

    [[nodiscard]] const ColumnText *column(const QString &wanted) const;
    /// "TABLE" or "FOREIGN TABLE".
    [[nodiscard]] QByteArray word() const { return foreign ? "FOREIGN TABLE" : "TABLE"; }
};

[[nodiscard]] TableText readTable(const difference::SqlText &statement, const Dialect &dialect);
/// name type …, also what follows CREATE DOMAIN name AS with a name before it.
[[nodiscard]] ColumnText readColumn(const QByteArray &text, const Dialect &dialect);

} // namespace dumbo::postgresql
