#pragma once

#include "drivers/common/postgresql/documents/leafsql.h"

namespace dumbo::postgresql {

/// SQL for a filter of documents that stand as jsonb in a column or another expression.
class FilterSql {
public:
    struct Place {
        QByteArray document; ///< SQL of a jsonb value; NULL where it can't be read
        bool isObject = false; ///< never anything else
        bool hasColumns = false; ///< "_id" and "_version" count instead of what the document says
        bool ordersKeys = true; ///< objects are equal whatever the order of their keys
        const DocumentSource *indexed = nullptr; ///< indexes that the SQL shall fit; null: none
    };

    FilterSql(SqlValues &values, const Place &place);

    /// Where it is not exact, it has more documents than the filter.
    [[nodiscard]] QByteArray where(const DocumentFilter &filter);
    [[nodiscard]] const FilterOutcome &outcome() const { return m_outcome; }

private:
    struct Root {
        QByteArray sql;
        bool isObject = false;
        bool isTop = false;
        bool isElement = false; ///< conditions with an empty path are about it
    };

    [[nodiscard]] QByteArray condition(const DocumentFilter &filter, const Root &root, bool wide);
    [[nodiscard]] QByteArray joined(const DocumentFilter &filter, const Root &root, bool wide);
    [[nodiscard]] QByteArray leaf(const DocumentFilter &filter, const Root &root, bool wide);
    [[nodiscard]] QByteArray atAnchor(const DocumentFilter &filter, const Anchor &anchor, bool wide);
    [[nodiscard]] QByteArray throughPositions(const DocumentFilter &filter, const Root &root, bool wide);
    [[nodiscard]] QByteArray elementMatch(const DocumentFilter &filter, const Anchor &anchor, bool wide);
    [[nodiscard]] QByteArray compare(const DocumentFilter &filter, const Root &root, bool wide);
    [[nodiscard]] QByteArray operand(const DocumentOperand &operand, const Root &root);
    [[nodiscard]] QByteArray withIndexes(const DocumentFilter &filter, const QByteArray &condition);

    SqlValues &m_values;
    Place m_place;
    FilterOutcome m_outcome;
    LeafSql m_leaf;
};

} // namespace dumbo::postgresql
