#pragma once

#include "ui/documents/documentediting.h"

#include <QAbstractTableModel>

namespace workbench {

/// What is staged, a row for each document, in the order of staging; conflicts and problems are said.
class StagedModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { NameColumn, StateColumn, columnNumber };
    enum Role { IdRole = Qt::UserRole, IsBadRole };

    explicit StagedModel(DocumentEditing &editing, QObject *parent = nullptr);

    [[nodiscard]] std::optional<StagedChanges::Id> idAt(int row) const;
    [[nodiscard]] int rowOf(StagedChanges::Id id) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    void update();
    [[nodiscard]] QString stateOf(StagedChanges::Id id, const StagedDocument &document) const;

    DocumentEditing &m_editing;
    std::vector<StagedChanges::Id> m_ids; ///< as the views know them
};

} // namespace workbench
