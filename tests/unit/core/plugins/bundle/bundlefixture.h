#pragma once

#include "core/plugins/bundle/packbundle.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>

/// Bundles made of the drivers in tests/fixtures/plugins.
namespace bundlefixture {

/// The module of a fixture driver, e.g. "good".
inline QString module(const QString &name)
{
    const QDir folder(qEnvironmentVariable("DUMBO_BUILD_DIR") + QStringLiteral("/tests/fixtures/plugins/") + name);
    return folder.filePath(folder.entryList({ QStringLiteral("*.so") }).value(0));
}

inline bool writeFile(const QString &path, const QByteArray &bytes)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

inline QByteArray readFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Every file below a folder, hidden ones too, by path.
inline QStringList filesIn(const QString &folder)
{
    QStringList paths;
    QDirIterator each(folder, QDir::Files | QDir::Hidden | QDir::System | QDir::Dirs | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
    while (each.hasNext()) {
        const QFileInfo info(each.next());
        if (!info.isDir())
            paths.append(QDir(folder).relativeFilePath(info.filePath()));
    }
    paths.sort();
    return paths;
}

} // namespace bundlefixture
