#pragma once

#include "core/sdk/extensions/documentquery.h"
#include "drivers/common/postgresql/documents/jsonconstant.h"
#include "drivers/common/postgresql/documents/sqlvalues.h"

#include <QStringList>

#include <optional>

namespace dumbo::postgresql {

/// What has become of a filter besides its SQL.
struct FilterOutcome {
    bool isExact = true; ///< the SQL is neither wider nor narrower than the filter
    QStringList reasons; ///< where it is not
    bool needsSubquery = false; ///< where there can be none: the SQL is of no use
};

/// Where the values stand that a condition is about.
struct Anchor {
    QByteArray base; ///< SQL of a jsonb value
    QByteArray path; ///< jsonpath in it
    /// The value counts by itself only; else an array by its elements too.
    bool isAlone = false;
    bool isSingle = false; ///< the path comes to one value at most
    QByteArray guard; ///< predicate of jsonpath that must hold besides; empty: none
    QByteArray missing; ///< predicate of jsonpath that tells that a missing value was found; empty: none is
    bool nullIsMissing = false; ///< base is SQL's NULL for a missing value
};

/// SQL for conditions without children. A condition in the wide form never loses a value that matches, and in the narrow form never has one
/// that does not. SQL's NULL stands for false.
class LeafSql {
public:
    LeafSql(SqlValues &values, FilterOutcome &outcome, bool ordersKeys)
        : m_values(values)
        , m_outcome(outcome)
        , m_ordersKeys(ordersKeys)
    {
    }

    [[nodiscard]] QByteArray test(const DocumentFilter &filter, const Anchor &anchor, bool wide);
    /// A predicate of jsonpath on the anchor's base.
    [[nodiscard]] QByteArray pathTest(const Anchor &anchor, const QByteArray &predicate);
    /// A name for a row of a subquery.
    [[nodiscard]] QByteArray nextAlias() { return "e" + QByteArray::number(++m_aliases); }
    /// The answer where nothing can be said.
    [[nodiscard]] QByteArray open(bool wide, const QString &reason);
    [[nodiscard]] bool allowsSubqueries() const { return m_values.form() == SqlValues::Form::Parameters; }
    [[nodiscard]] QByteArray refuseSubquery(bool wide);

private:
    [[nodiscard]] QByteArray equal(const QByteArray &value, const Anchor &anchor, bool wide);
    [[nodiscard]] QByteArray equalContainer(const JsonConstant &value, const Anchor &anchor, bool wide);
    [[nodiscard]] QByteArray in(const std::vector<QByteArray> &values, const Anchor &anchor, bool wide);
    [[nodiscard]] QByteArray isOneOf(const std::vector<QByteArray> &scalars, const Anchor &anchor);
    [[nodiscard]] QByteArray order(const DocumentFilter &filter, const Anchor &anchor, bool wide);
    [[nodiscard]] QByteArray isNull(const Anchor &anchor);
    [[nodiscard]] QByteArray type(const QStringList &types, const Anchor &anchor, bool wide);
    [[nodiscard]] QByteArray regex(const DocumentFilter &filter, const Anchor &anchor, bool wide);
    [[nodiscard]] QByteArray modulo(const DocumentFilter &filter, const Anchor &anchor, bool wide);
    [[nodiscard]] QByteArray size(qint64 size, const Anchor &anchor, bool wide);

    SqlValues &m_values;
    FilterOutcome &m_outcome;
    bool m_ordersKeys;
    int m_aliases = 0;
};

} // namespace dumbo::postgresql
