#pragma once

#include "drivers/common/sqlite/documents/valuetest.h"

#include <optional>

namespace dumbo::sqlite {

/// Makes SQL of a filter on the documents of a source.
class FilterSql
{
public:
    FilterSql(const DocumentSource &source, Values &values);
    /// The same for the new row in a trigger that refuses what SQLite does not read as JSON.
    [[nodiscard]] static FilterSql ofNewRow(const DocumentSource &source, Values &values);

    /// Only of rows that hold a document; but for everything also of rows whose text is no JSON, so that nothing is hidden.
    [[nodiscard]] Condition condition(const DocumentFilter &filter);
    /// The same without these: for what is counted and deleted.
    [[nodiscard]] Condition ofDocuments(const DocumentFilter &filter);

private:
    FilterSql(const DocumentSource &source, Values &values, const QByteArray &row, bool isReadable);

    /// Where paths begin.
    struct Place {
        QByteArray json; ///< an expression that is JSON or NULL
        bool isTable = false; ///< the document itself; else of an object within
        std::optional<ValueSql> element; ///< what an empty path means
    };
    struct Walk;

    [[nodiscard]] Condition at(const Place &place, const DocumentFilter &filter);
    [[nodiscard]] Condition inside(const Place &place, const DocumentFilter &filter);
    [[nodiscard]] Condition ofPath(const Place &place, const DocumentPath &path, const Leaf &leaf);
    [[nodiscard]] Condition ofColumn(const DocumentPath &path, const Leaf &leaf) const;
    [[nodiscard]] Leaf elementMatch(const DocumentFilter &child);
    [[nodiscard]] Condition compare(const Place &place, const DocumentFilter &filter);
    void intoElement(Walk &walk);
    void walk(Walk &walk, const JsonPath &path, qsizetype step, QByteArrayList guards, bool byPosition);
    void throughArray(Walk &walk, const JsonPath &path, qsizetype step);
    void atEnd(Walk &walk, const JsonPath &path, const QByteArrayList &guards, bool byPosition);

    [[nodiscard]] ValueSql valueAt(const Place &place, const JsonPath &path) const;
    /// In a collection _id and _version are columns of their own.
    [[nodiscard]] bool isColumn(const Place &place, const DocumentPath &path) const;
    [[nodiscard]] ValueSql columnValue(const QByteArray &column) const;
    [[nodiscard]] Condition unreadable() const;
    [[nodiscard]] Condition isDocument() const;
    [[nodiscard]] QByteArray newName();

    const DocumentSource &m_source;
    Values &m_values;
    QByteArray m_row;
    QByteArray m_json;
    bool m_isReadable; ///< every document is JSON to SQLite
    int m_names = 0;
    int m_depth = 0; ///< of conditions in conditions
    int m_arrays = 0; ///< of conditions on elements in conditions on elements
};

} // namespace dumbo::sqlite
