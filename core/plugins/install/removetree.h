#pragma once

#include <QString>

namespace dumbo {

/// Removes a folder with all that is below it; of a symbolic link the link alone, never what it leads to. True where nothing
/// is left there.
[[nodiscard]] bool removeTree(const QString &path);

} // namespace dumbo
