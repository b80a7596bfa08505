#include "core/platform/paths.h"

#include <QCoreApplication>
#include <QDir>
#include <QStandardPaths>

namespace dumbo::paths {

namespace {

QString below(QStandardPaths::StandardLocation location)
{
    return QStandardPaths::writableLocation(location) + QStringLiteral("/dumbo-workbench");
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
    const QDir program(QCoreApplication::applicationDirPath());
    folders.append(QDir::cleanPath(program.filePath(QStringLiteral("../lib/dumbo/plugins"))));
    return folders;
}

QString companionProgram(const QString &name)
{
    const QDir program(QCoreApplication::applicationDirPath());
    return QDir::cleanPath(program.filePath(QStringLiteral("../lib/dumbo/") + name));
}

} // namespace dumbo::paths
