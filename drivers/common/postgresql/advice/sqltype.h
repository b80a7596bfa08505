#pragma once

#include "drivers/common/postgresql/advice/parsetree.h"

#include <QList>
#include <QString>

#include <optional>

namespace dumbo::postgresql::advice {

/// A type by PostgreSQL's inner name, e.g. "int4", "varchar", with its modifiers.
struct SqlType
{
    QString schema; ///< empty for the system's own and for bare names
    QString name;
    QList<int> modifiers;
    bool isArray = false;

    /// As ALTER TABLE, CREATE TABLE or a cast has it.
    [[nodiscard]] static SqlType of(const TypeName &type);
    /// From a catalog's text, e.g. "character varying(20)"; an empty name where that does not read.
    [[nodiscard]] static SqlType fromText(const QString &text);

    [[nodiscard]] bool isKnown() const { return !name.isEmpty(); }
    [[nodiscard]] std::optional<int> modifier(qsizetype place = 0) const
    {
        return place < modifiers.size() ? std::optional(modifiers[place]) : std::nullopt;
    }
    /// As format_type() writes it: "character varying(20)", "shop.mood[]".
    [[nodiscard]] QString text() const;
    /// char, varchar, text and the like.
    [[nodiscard]] bool isText() const;
    /// serial, bigserial, smallserial: the integer below it, else empty.
    [[nodiscard]] QString serialInteger() const;
    friend bool operator==(const SqlType &, const SqlType &) = default;
};

/// What ALTER COLUMN … TYPE without USING does to the rows of a table.
enum class TypeChange {
    None, ///< the same type
    Relabel, ///< nothing but the catalog changes
    Rebuild, ///< rows stay, indexes of the column are built again
    InUtc, ///< nothing where the session's time zone is UTC, else Rewrite
    Rewrite,
    NoCast, ///< refused without USING
};

/// https://github.com/postgres/postgres/blob/REL_17_STABLE/src/backend/commands/tablecmds.c, ATColumnChangeRequiresRewrite(),
/// with the casts of pg_cast.dat and the support functions of varchar, varbit, numeric and the temporal types.
[[nodiscard]] TypeChange typeChange(const SqlType &from, const SqlType &to, int serverVersion);

/// How values of one type fit into another: conditions on "value", empty where there is nothing to ask.
struct TypeFit
{
    QByteArray fails; ///< true for values that make the change fail
    QByteArray loses; ///< true for values that are cut or rounded
    bool isNarrower = false;
};
[[nodiscard]] TypeFit typeFit(const SqlType &from, const SqlType &to, const QByteArray &value, int serverVersion);

} // namespace dumbo::postgresql::advice
