#pragma once

#include "ui/tree/treeconnection.h"

#include <QString>

#include <map>
#include <memory>
#include <vector>

namespace workbench {

/// The partitions of each table that has some, by the table's path.
using TreePartitions = std::map<dumbo::ObjectPath, std::vector<const dumbo::CatalogObject *>>;

/// A line of the object tree. Nodes own their children; what they show stays in the catalog's values.
struct TreeNode {
    enum class Kind {
        Root,
        Folder, ///< of connections
        Connection,
        Message, ///< loading, failed, empty: a sentence instead of objects
        Action, ///< a line that does something
        Schema,
        Group, ///< "Tables", "Views", …
        Object, ///< a table, view, …
        Column,
        PartGroup, ///< "Indexes", "Foreign keys", "Triggers", "Partitions" of a table
        Index,
        ForeignKey,
        Trigger,
        Policy,
        Components, ///< the branch of what is declared
        Component, ///< one, a migration of one, or a problem of the file
    };

    Kind kind = Kind::Root;
    TreeNode *parent = nullptr;
    int row = 0; ///< among the parent's children
    QString name;
    QString signature; ///< of functions, which may share their name
    const dumbo::CatalogObject *object = nullptr; ///< of Object and everything below
    const TreeComponents::Row *component = nullptr; ///< of Component
    const TreeComponents *components = nullptr; ///< of Components
    QString action; ///< id of what the line does; empty: nothing
    int part = -1; ///< of Column, Index, ForeignKey, Trigger, Policy: the place in the object's list
    int connection = -1; ///< of connections and everything below them
    bool fillable = false; ///< has children that were not made yet
    std::shared_ptr<const TreePartitions> partitions; ///< of Object; null where the catalog has none
    std::vector<std::unique_ptr<TreeNode>> children;

    TreeNode *append(Kind childKind, const QString &childName);
    /// Makes the children of an Object.
    void fill();
    /// The same for the same thing in a later catalog, and for a connection that was moved: names from the connection down.
    [[nodiscard]] QString key() const;
    /// Of a folder: its names from the outermost on, separated by "/".
    [[nodiscard]] QString folderPath() const;
};

/// Makes everything of a connection but the insides of its objects. Partitions stand within their table, unless a filter
/// finds them and not the table. The filter keeps objects whose name, or the name of one of
/// whose columns, contains it, capitals aside.
void buildConnection(TreeNode &connection, const TreeConnection &source, const QString &filter);

} // namespace workbench
