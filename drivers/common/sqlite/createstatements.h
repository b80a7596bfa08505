#pragma once

#include "core/sdk/catalogobject.h"

#include <QByteArray>

namespace dumbo::sqlite {

/// What only the text of CREATE TABLE tells; SQLite's PRAGMAs have the rest.
struct TableText
{
    struct ColumnText
    {
        QString name;
        QString collation;
        QString generatedExpression;
    };
    struct Key
    {
        QString name;
        QStringList columns;
        bool primary = false;
    };
    struct ForeignKey
    {
        QString name;
        QStringList columns;
        bool deferrable = false;
        bool initiallyDeferred = false;
    };
    std::vector<ColumnText> columns;
    std::vector<CatalogCheck> checks;
    std::vector<Key> keys;
    std::vector<ForeignKey> foreignKeys; ///< in the order of the text
    bool autoincrement = false;
};

/// Empty parts where sql is no CREATE TABLE with a list of columns (CREATE TABLE … AS has none once stored;
/// virtual tables).
[[nodiscard]] TableText readCreateTable(const QByteArray &sql);

struct IndexText
{
    QStringList entries; ///< names or expressions, without collation and direction
    QString predicate; ///< behind WHERE
};
[[nodiscard]] IndexText readCreateIndex(const QByteArray &sql);

struct TriggerText
{
    QString timing; ///< "BEFORE", "AFTER", "INSTEAD OF"
    QString event; ///< "INSERT", "UPDATE", "DELETE"
};
[[nodiscard]] TriggerText readCreateTrigger(const QByteArray &sql);

/// The module of CREATE VIRTUAL TABLE, as written; empty for anything else.
[[nodiscard]] QString virtualTableModule(const QByteArray &sql);

} // namespace dumbo::sqlite
