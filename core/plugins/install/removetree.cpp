#include "core/plugins/install/removetree.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace dumbo {

bool removeTree(const QString &path)
{
    // A name that ends in a slash would be taken for what the link leads to.
    const auto clean = QDir::cleanPath(path);
    return QFileInfo(clean).isSymLink() ? QFile::remove(clean) : QDir(clean).removeRecursively();
}

} // namespace dumbo
