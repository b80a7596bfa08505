#pragma once

#include "ui/tree/treenode.h"

#include <QIcon>
#include <QStringList>

/// What a line of the tree shows besides its name.
namespace workbench::nodetext {

[[nodiscard]] QString iconName(const TreeNode &node);
[[nodiscard]] QString detail(const TreeNode &node);
/// In the colours of the program's palette.
[[nodiscard]] QIcon markIcon(const TreeComponents::Row &row);
/// Of an object: the column that a filter found it by; empty where it was found by its name or nothing is filtered.
[[nodiscard]] QString matchingColumn(const TreeNode &node, const QString &filter);
[[nodiscard]] QStringList badges(const TreeNode &node);
[[nodiscard]] QString toolTip(const TreeNode &node);

} // namespace workbench::nodetext
