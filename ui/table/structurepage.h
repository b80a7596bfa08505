#pragma once

#include "core/sdk/catalogobject.h"

#include <QTreeView>

namespace workbench {

class StructureModel;

/// The structure of a table or view. Enter or a double click on a foreign key or a partition asks for its table.
class StructurePage : public QTreeView {
    Q_OBJECT

public:
    explicit StructurePage(QWidget *parent = nullptr);

    /// Keeps expansion, the current row and the scroll position where the object is the same.
    void setObject(const dumbo::CatalogObject &object, const std::vector<dumbo::CatalogObject> &partitions = {});
    [[nodiscard]] StructureModel &structure() const { return *m_model; }

Q_SIGNALS:
    void targetActivated(const dumbo::ObjectPath &path);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void activate(const QModelIndex &index);

    StructureModel *m_model;
    std::optional<dumbo::CatalogObject> m_object;
    std::vector<dumbo::CatalogObject> m_partitions;
};

} // namespace workbench
