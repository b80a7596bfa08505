#pragma once

#include "ui/tree/treenode.h"

#include <QStringList>

/// What a line of the tree shows besides its name.
namespace workbench::nodetext {

[[nodiscard]] QString iconName(const TreeNode &node);
[[nodiscard]] QString detail(const TreeNode &node);
[[nodiscard]] QStringList badges(const TreeNode &node);
[[nodiscard]] QString toolTip(const TreeNode &node);

} // namespace workbench::nodetext
