#pragma once

#include "core/base/result.h"
#include "core/sdk/catalogobject.h"
#include "core/sdk/statement.h"

#include <QList>

#include <optional>
#include <variant>
#include <vector>

namespace dumbo::fake {

/// A value in a statement of the little language.
struct FakeExpression {
    enum Kind { Literal, Positional, Named, ColumnName, Repeat };
    Kind kind = Literal;
    Value literal; ///< Repeat: the text
    int number = 0; ///< Positional: from 1
    QByteArray name; ///< Named, ColumnName
    qint64 times = 0; ///< Repeat
    QString type; ///< of CAST(… AS type); empty without
};

struct FakeItem {
    FakeExpression value;
    QString alias;
};

/// One parsed statement. The verbs are those of fakelanguage.h.
struct FakeStatement {
    QByteArray verb; ///< upper case; of two words where one does not say enough, e.g. "CREATE TABLE"
    qint64 begin = 0; ///< of the statement in the text
    QString name; ///< table, savepoint, channel, setting
    std::vector<FakeItem> items; ///< SELECT list; empty: *
    bool countsRows = false; ///< SELECT COUNT(*)
    QStringList columnNames; ///< INSERT
    std::vector<std::vector<FakeExpression>> rows; ///< VALUES
    std::vector<std::pair<QString, FakeExpression>> assignments; ///< UPDATE
    std::optional<std::pair<QString, FakeExpression>> where;
    std::vector<CatalogColumn> columns; ///< CREATE TABLE
    QStringList uniqueColumns;
    std::vector<FakeExpression> arguments; ///< of all other verbs
    QByteArray text; ///< as it was written
    qint64 end = 0; ///< behind the statement, its ';' included
};

/// The next statement from offset on; nothing where only blanks, comments and semicolons are left. InvalidOperation
/// with the position where the text is not of the language.
[[nodiscard]] Result<std::optional<FakeStatement>> parseStatement(const QByteArray &text, qint64 offset);

/// Counts the placeholders of a statement and hands out each with the column it stands for, where there is one.
struct FakePlaceholder {
    FakeExpression expression;
    QString column;
};
[[nodiscard]] std::vector<FakePlaceholder> placeholdersOf(const FakeStatement &statement);

} // namespace dumbo::fake
