#pragma once

#include "core/base/export.h"
#include "core/sdk/dialect.h"

#include <QString>
#include <QStringList>

#include <string_view>
#include <vector>

namespace dumbo {

/// A table, view, subquery or name of a WITH clause whose columns can be used at the caret.
struct TableReference {
    QString schema; ///< empty: not qualified
    QString name; ///< unquoted as the database reads it (a bare name keeps its case); empty for a subquery
    QString alias; ///< empty: none
    QStringList columns; ///< known from the text: a subquery's or WITH clause's columns, as far as they have names
    bool derived = false; ///< a subquery or a name of a WITH clause: not in the catalog
    friend bool operator==(const TableReference &, const TableReference &) = default;

    /// How columns are qualified: the alias, else the name.
    [[nodiscard]] const QString &reference() const { return alias.isEmpty() ? name : alias; }
};

/// What may be typed at a caret, from the text alone. Works on statements that are not finished.
struct CompletionContext {
    enum class Expected {
        Nothing, ///< in a string, comment, number, client command, or where a new name is made up (AS …)
        StatementStart, ///< the keywords that begin a statement
        Keyword, ///< any keyword; no name fits
        Table, ///< tables, views, names of WITH clauses, schemas
        Column, ///< columns of `tables`, their aliases, functions, keywords
        Member, ///< what `qualifier` holds: columns of an alias or table, or the objects of a schema
    };
    Expected expected = Expected::Nothing;
    QStringList qualifier; ///< Member: the names before the dot, unquoted, e.g. {"u"} or {"main", "users"}
    QString prefix; ///< what is typed already, without an opening quote
    qint64 prefixBegin = 0; ///< the bytes that a completion replaces, an opening quote included
    qint64 prefixEnd = 0;
    bool prefixQuoted = false; ///< the prefix stands in an open quoted name
    /// Member: whether the name before the dot stands where a table does (FROM main.|).
    bool memberIsTable = false;
    std::vector<TableReference> tables; ///< whose columns can be used: the innermost query's first
    std::vector<TableReference> commonTables; ///< names of WITH clauses that can stand where a table does
};

/// caret: UTF-8 bytes from 0, within text. text may be a whole script; only the statement at the caret counts.
[[nodiscard]] DUMBO_CORE_EXPORT CompletionContext completionContext(
    std::string_view text, qint64 caret, const Dialect &dialect);

} // namespace dumbo
