#include "scratchfiles.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QStandardPaths>

namespace dumbo::duckdb {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DuckDB", text);
}

QString folder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation) + QStringLiteral("/dumbo-workbench/scratch");
}

std::unique_ptr<QLockFile> lockOf(const QString &path)
{
    auto lock = std::make_unique<QLockFile>(path + QStringLiteral(".lock"));
    // Only the end of the program that has it makes it stale, however long that works.
    lock->setStaleLockTime(0);
    return lock;
}

bool removeFiles(const QString &path)
{
    QFile::remove(path + QStringLiteral(".wal"));
    return !QFile::exists(path) || QFile::remove(path);
}

} // namespace

bool ScratchFiles::isScratch(const QString &path)
{
    static const QRegularExpression pattern(QStringLiteral("/dumbo-scratch-[0-9a-f]{16}\\.duckdb$"));
    return path.contains(pattern);
}

Result<QString> ScratchFiles::reserve()
{
    const auto place = folder();
    if (!QDir().mkpath(place))
        return fail(ErrorKind::System, tr("The folder %1 could not be made.").arg(place));
    QFile::setPermissions(place, QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
    const auto number = QRandomGenerator::system()->generate64();
    const auto path = QStringLiteral("%1/dumbo-scratch-%2.duckdb").arg(place).arg(number, 16, 16, QLatin1Char('0'));
    auto lock = lockOf(path);
    if (!lock->tryLock(0))
        return fail(ErrorKind::System, tr("The scratch file %1 could not be locked.").arg(path));
    m_locks.emplace(path, std::move(lock));
    return path;
}

Result<void> ScratchFiles::drop(const QString &path)
{
    if (!isScratch(path))
        return fail(ErrorKind::InvalidOperation, tr("\"%1\" is no scratch file.").arg(path));
    if (!removeFiles(path))
        return fail(ErrorKind::System, tr("The scratch file %1 could not be removed.").arg(path));
    m_locks.erase(path);
    return {};
}

QStringList ScratchFiles::sweep()
{
    QStringList swept;
    const QDir files(folder());
    const auto names = files.entryList({ QStringLiteral("dumbo-scratch-*.duckdb") }, QDir::Files);
    for (const auto &name : names) {
        const auto path = files.filePath(name);
        const auto lock = lockOf(path);
        if (isScratch(path) && lock->tryLock(0) && removeFiles(path))
            swept.append(path);
    }
    return swept;
}

} // namespace dumbo::duckdb
