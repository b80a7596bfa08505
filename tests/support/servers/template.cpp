#include "tests/support/servers/template.h"

#include "tests/support/servers/serverfolder.h"
#include "tests/support/servers/serverprocess.h"

#include <QDir>
#include <QFileInfo>
#include <QLockFile>

#include <cstdio>

namespace dumbo::test {

Result<QString> templateFolder(const QString &program, const std::function<Result<void>(const QString &folder)> &make)
{
    // A new version of the program has another size or time.
    const QFileInfo file(program);
    const auto path = serversBuildFolder()
        + QStringLiteral("/%1-%2-%3").arg(file.fileName()).arg(file.lastModified().toSecsSinceEpoch()).arg(file.size());
    QLockFile lock(path + QStringLiteral(".lock"));
    lock.setStaleLockTime(std::chrono::minutes(5));
    if (!lock.tryLock(120'000))
        return fail(ErrorKind::System, QStringLiteral("Another process does not come to an end with %1.").arg(path));
    if (QFile::exists(path))
        return path;
    // The user of the servers may not write to the build folder, so it is made elsewhere and copied.
    const auto place = ServerFolder::create();
    if (!place)
        return fail(place.error());
    if (const auto made = make(place->filePath(QStringLiteral("data"))); !made)
        return fail(made.error());
    const auto fresh = path + QStringLiteral(".new");
    QDir(fresh).removeRecursively();
    const auto copied = runProgram({ QStringLiteral("cp"), QStringLiteral("-R"), place->filePath(QStringLiteral("data")), fresh });
    if (!copied)
        return fail(copied.error());
    if (!QDir().rename(fresh, path))
        return fail(ErrorKind::System, QStringLiteral("%1 can't be made.").arg(path));
    return path;
}

} // namespace dumbo::test
