#pragma once

#include "drivers/common/postgresql/advice/context.h"
#include "drivers/common/postgresql/advice/sqltype.h"

namespace dumbo::postgresql::advice {

/// What a column's definition says, its clauses sorted.
struct ColumnFacts
{
    QString name;
    SqlType type;
    bool isNotNull = false;
    const Node *defaultValue = nullptr;
    bool isIdentity = false;
    bool isIdentityAlways = false;
    const Constraint *generated = nullptr;
    std::vector<const Constraint *> checks;
    const Constraint *unique = nullptr;
    const Constraint *primary = nullptr;
    const Constraint *foreign = nullptr;

    [[nodiscard]] bool isSerial() const { return !type.serialInteger().isEmpty(); }
    /// Whether rows that are there get a value.
    [[nodiscard]] bool hasValue() const;
    [[nodiscard]] CatalogColumn column() const;
};

[[nodiscard]] ColumnFacts columnFacts(const ColumnDef &definition);

/// Whether an expression may give another value for each row: it calls something volatile, or something unknown.
[[nodiscard]] bool mayBeVolatile(World &world, const Node &expression);
/// A domain with a constraint, by its own words in the catalog.
[[nodiscard]] bool isConstrainedDomain(World &world, const SqlType &type);
/// What one may regret about a column's type, for new tables too.
void remarkColumn(StatementContext &context, const ColumnDef &definition, const ColumnFacts &facts, const Relation &table);
/// A name longer than PostgreSQL's 63 bytes, or one that needs quotes.
void remarkName(StatementContext &context, const QString &name, const QString &written);

} // namespace dumbo::postgresql::advice
