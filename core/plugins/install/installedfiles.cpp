#include "core/plugins/install/installedfiles.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace dumbo {

namespace {

constexpr qint64 blockSize = 1 << 20;

QString tr(const char *text)
{
    return QCoreApplication::translate("InstalledDrivers", text);
}

Error modified(const QString &message)
{
    return Error(ErrorKind::Plugin, message)
        .withHint(tr("Somebody or something changed what was installed. Install the driver again from its bundle, or remove it."));
}

Error missing(const QString &path)
{
    return Error(ErrorKind::Plugin, tr("%1, a file of the driver, is missing.").arg(path))
        .withHint(tr("Install the driver again from its bundle, or remove it."));
}

Error changed(const QString &path)
{
    return modified(tr("%1 was modified after it was installed.").arg(path));
}

Result<QByteArray> digestOf(const QString &path, const Cancellation &cancellation)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return fail(ErrorKind::System, tr("%1 can't be read: %2.").arg(path, file.errorString()));
    QCryptographicHash hash(QCryptographicHash::Sha256);
    QByteArray block(blockSize, Qt::Uninitialized);
    while (true) {
        if (cancellation.isCancelled())
            return fail(ErrorKind::Cancelled, tr("Cancelled."));
        const auto count = file.read(block.data(), block.size());
        if (count < 0)
            return fail(ErrorKind::System, tr("%1 can't be read: %2.").arg(path, file.errorString()));
        if (count == 0)
            return hash.result().toHex();
        hash.addData(QByteArrayView(block).first(count));
    }
}

/// Paths of everything below a folder that is not itself a folder.
QStringList pathsBelow(const QString &folder)
{
    QStringList paths;
    const QDir root(folder);
    QDirIterator found(folder, QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
    while (found.hasNext()) {
        const auto info = found.nextFileInfo();
        if (info.isSymLink() || !info.isDir())
            paths.append(root.relativeFilePath(info.absoluteFilePath()));
    }
    std::ranges::sort(paths);
    return paths;
}

std::optional<Error> verifyFile(const QString &path, const InstalledFile &file)
{
    const QFileInfo info(path);
    if (info.isSymLink() || (info.exists() && !info.isFile()))
        return changed(path);
    if (!info.exists())
        return missing(path);
    if (info.size() != file.size)
        return changed(path);
    const auto digest = digestOf(path, {});
    if (!digest)
        return digest.error();
    if (*digest != file.digest)
        return changed(path);
    return {};
}

} // namespace

Result<QList<InstalledFile>> readInstalledFiles(const QString &folder, const Cancellation &cancellation)
{
    QList<InstalledFile> files;
    const auto paths = pathsBelow(folder);
    for (const auto &path : paths) {
        const QFileInfo info(folder + u'/' + path);
        if (info.isSymLink() || !info.isFile())
            return fail(ErrorKind::Data, tr("%1 is no plain file.").arg(info.filePath()));
        const auto digest = digestOf(info.filePath(), cancellation);
        if (!digest)
            return fail(digest.error());
        files.append({ path, info.size(), *digest });
    }
    return files;
}

std::optional<Error> glanceAtFiles(const InstalledVersion &version)
{
    const auto path = version.folder + u'/' + version.module;
    const auto module = std::ranges::find(version.files, version.module, &InstalledFile::path);
    const QFileInfo info(path);
    if (!info.exists())
        return missing(path);
    if (module == version.files.end() || info.isSymLink() || info.size() != module->size)
        return changed(path);
    return {};
}

std::optional<Error> verifyFiles(const InstalledVersion &version)
{
    for (const auto &file : version.files) {
        if (const auto fault = verifyFile(version.folder + u'/' + file.path, file))
            return fault;
    }
    const auto paths = pathsBelow(version.folder);
    for (const auto &path : paths) {
        if (!std::ranges::contains(version.files, path, &InstalledFile::path))
            return modified(tr("%1 does not belong to the driver in whose folder it is.").arg(version.folder + u'/' + path));
    }
    return {};
}

} // namespace dumbo
