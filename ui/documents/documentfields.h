#pragma once

#include "core/base/cancellation.h"
#include "core/sdk/dialect.h"
#include "core/sdk/extensions/documentquery.h"
#include "ui/documents/documentnode.h"
#include "ui/grid/gridsource.h"

#include <QSet>
#include <QTimer>

#include <optional>

namespace dumbo {
class JsonNode;
}

namespace workbench {

class DocumentRows;

/// Documents as a table for a ResultGrid: the id, then a column for each key that the documents shown so far have at their top, in the
/// order in which they were met. What is nested stands there as JSON.
class DocumentFields : public GridSource {
    Q_OBJECT

public:
    static constexpr int mostColumns = 400;
    /// Longer documents are not looked into for the table.
    static constexpr qint64 mostBytes = 8 * 1024 * 1024;

    explicit DocumentFields(DocumentRows &rows, QObject *parent = nullptr);
    ~DocumentFields() override;

    /// Of the key, for a column that is not the document's own id.
    [[nodiscard]] bool isKeyColumn(int column) const { return column < m_keyColumns; }
    /// The column's key in documents; empty for a key column.
    [[nodiscard]] QByteArray fieldOf(int column) const;
    /// The node of a cell; the document itself for key columns, and where it does not have the field.
    [[nodiscard]] DocumentPlace placeOf(qint64 row, int column);
    [[nodiscard]] GridPosition positionOf(const DocumentPlace &place);

    /// For INSERT statements that are copied.
    void setTarget(const dumbo::Dialect &dialect, const QString &tableName);
    /// Marks the columns by which the database ordered.
    void setSort(const std::vector<dumbo::DocumentSortKey> &sort);

    [[nodiscard]] qint64 rowCount() const override;
    [[nodiscard]] int columnCount() const override { return m_keyColumns + int(m_fields.size()); }
    [[nodiscard]] GridColumn column(int column) const override;
    std::optional<GridCell> tryCell(qint64 row, int column) override;
    void copy(const CopyRequest &request, QObject *context, CopyDone done) override;

private:
    void start();
    void learn(qint64 firstRow, qint64 lastRow);
    [[nodiscard]] GridCell keyCell(qint64 row, int column);

    DocumentRows &m_rows;
    int m_keyColumns = 0;
    QByteArrayList m_fields;
    QSet<QByteArray> m_known;
    std::vector<dumbo::DocumentSortKey> m_sort;
    qint64 m_learned = 0; ///< rows
    QTimer m_announce; ///< new columns together
    dumbo::Dialect m_dialect;
    QString m_tableName;
    std::optional<dumbo::CancellationSource> m_copying;
};

} // namespace workbench
