#include "core/platform/paths.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

#include <dlfcn.h>

namespace dumbo::paths {

namespace {

QString below(QStandardPaths::StandardLocation location)
{
    return QStandardPaths::writableLocation(location) + QStringLiteral("/dumbo-workbench");
}

/// "lib/dumbo", wherever that is: beside the library that this code is in. So it is found from a build tree, an unpacked archive and
/// /usr alike, and by programs of others that use the library.
QString ownFolder()
{
    Dl_info place = {};
    if (dladdr(reinterpret_cast<const void *>(&configFolder), &place) != 0 && place.dli_fname) {
        const QFileInfo library(QFile::decodeName(place.dli_fname));
        if (library.fileName().contains(QLatin1StringView(".so")))
            return library.canonicalPath() + QStringLiteral("/dumbo");
    }
    return QDir::cleanPath(QCoreApplication::applicationDirPath() + QStringLiteral("/../lib/dumbo"));
}

} // namespace

QString configFolder()
{
    return below(QStandardPaths::GenericConfigLocation);
}

QString dataFolder()
{
    return below(QStandardPaths::GenericDataLocation);
}

QString stateFolder()
{
    return below(QStandardPaths::GenericStateLocation);
}

QString cacheFolder()
{
    return below(QStandardPaths::GenericCacheLocation);
}

QStringList pluginFolders()
{
    auto folders = qEnvironmentVariable("DUMBO_PLUGIN_PATH").split(QDir::listSeparator(), Qt::SkipEmptyParts);
    folders.append(dataFolder() + QStringLiteral("/plugins"));
    folders.append(bundledPluginFolder());
    return folders;
}

QString bundledPluginFolder()
{
    return ownFolder() + QStringLiteral("/plugins");
}

QString companionProgram(const QString &name)
{
    return ownFolder() + u'/' + name;
}

} // namespace dumbo::paths
