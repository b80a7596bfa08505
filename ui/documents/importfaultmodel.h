#pragma once

#include "core/documents/transfer/documentimport.h"

#include <QAbstractTableModel>

namespace workbench {

/// What could not be imported, a row each.
class ImportFaultModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        Line, ///< of the file
        Message,
        Document, ///< its beginning
        ColumnCount
    };

    using QAbstractTableModel::QAbstractTableModel;
    void setFaults(std::vector<dumbo::DocumentImportFault> faults);
    /// Lines of line, byte, what is wrong and the document's beginning, with tabs between.
    [[nodiscard]] QString text() const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<dumbo::DocumentImportFault> m_faults;
};

} // namespace workbench
