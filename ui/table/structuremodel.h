#pragma once

#include "core/sdk/catalogobject.h"

#include <QStandardItemModel>

namespace workbench {

/// The parts of a table or view as a tree: columns, keys, foreign keys, indexes, partitions, policies, triggers,
/// checks, properties.
class StructureModel : public QStandardItemModel {
    Q_OBJECT

public:
    enum Column {
        NameColumn,
        TypeColumn,
        NullColumn,
        DefaultColumn,
        DetailColumn,
        ColumnCount,
    };
    /// Of a foreign key's and a partition's items: the target's path as { database, schema, name }.
    static constexpr int targetRole = Qt::UserRole + 1;

    explicit StructureModel(QObject *parent = nullptr);

    /// partitions: those of the table, with where they are; shown as a group.
    void setObject(const dumbo::CatalogObject &object, const std::vector<dumbo::CatalogObject> &partitions = {});

private:
    QStandardItem *addGroup(const QString &title, std::size_t count);
    QStandardItem *addRow(QStandardItem *group, const QString &icon, const QStringList &texts);
    void addColumns(const dumbo::CatalogObject &object);
    void addKeys(const dumbo::CatalogObject &object);
    void addForeignKeys(const dumbo::CatalogObject &object);
    void addIndexes(const dumbo::CatalogObject &object);
    void addPolicies(const dumbo::CatalogObject &object);
    void addPartitioning(const dumbo::CatalogObject &object, const std::vector<dumbo::CatalogObject> &partitions);
    void addRest(const dumbo::CatalogObject &object);
};

} // namespace workbench
