#pragma once

#include "core/documents/analysis/documentprofile.h"

#include <QAbstractItemModel>

#include <memory>
#include <vector>

namespace workbench {

/// The places of a profile as a tree: field, types, presence, different values, range.
class FieldModel : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Column { Name, Types, Presence, Distinct, Range, ColumnCount };
    enum Role { ProfileRole = Qt::UserRole }; ///< const dumbo::FieldProfile *, in Types

    explicit FieldModel(QObject *parent = nullptr);

    void setProfile(const std::shared_ptr<const dumbo::DocumentProfile> &profile);
    [[nodiscard]] const std::shared_ptr<const dumbo::DocumentProfile> &profile() const { return m_profile; }
    /// Null for an invalid index.
    [[nodiscard]] const dumbo::FieldProfile *field(const QModelIndex &index) const;
    /// Indexes of children from the root.
    [[nodiscard]] std::vector<int> place(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex indexOf(const dumbo::DocumentPath &keys) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Node {
        const dumbo::FieldProfile *field = nullptr;
        int parent = -1;
        int row = 0;
        std::vector<int> children;
    };
    void add(const dumbo::FieldProfile &field, int parent, int row);
    [[nodiscard]] QString text(const dumbo::FieldProfile &field, int column) const;

    std::shared_ptr<const dumbo::DocumentProfile> m_profile;
    std::vector<Node> m_nodes; ///< the first is the root, which is not shown
};

/// "_id", "tags", or what elements are called.
[[nodiscard]] QString fieldName(const dumbo::FieldProfile &field);
/// "string 98 %, null 2 %".
[[nodiscard]] QString typeShares(const dumbo::FieldProfile &field);

} // namespace workbench
