#include "drivers/common/sqlite/scratchfiles.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QStandardPaths>

namespace dumbo::sqlite {

namespace {

constexpr auto ownerOnly = QFileDevice::ReadOwner | QFileDevice::WriteOwner;

QString tr(const char *text)
{
    return QCoreApplication::translate("SQLite", text);
}

QString lockPath(const QString &path)
{
    return path + QStringLiteral(".lock");
}

std::unique_ptr<QLockFile> lockOf(const QString &path)
{
    auto lock = std::make_unique<QLockFile>(lockPath(path));
    // Only the end of the program that has it makes it stale, however long that works.
    lock->setStaleLockTime(0);
    return lock;
}

bool removeFiles(const QString &path)
{
    for (const auto *suffix : { "-wal", "-shm", "-journal" })
        QFile::remove(path + QLatin1StringView(suffix));
    return !QFile::exists(path) || QFile::remove(path);
}

Error systemError(const QString &message, const QString &reason)
{
    return Error(ErrorKind::System, message).withServerMessage(reason);
}

Result<void> makeFile(const QString &path)
{
    QFile file(path);
    // Private before the first byte is in it.
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly, ownerOnly))
        return fail(systemError(tr("The scratch file %1 could not be made.").arg(path), file.errorString()));
    return {};
}

} // namespace

ScratchFiles::ScratchFiles(CopyDatabase copy)
    : m_copy(std::move(copy))
{
}

ScratchFiles::~ScratchFiles() = default;

QString ScratchFiles::folder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation) + QStringLiteral("/dumbo-workbench/scratch");
}

bool ScratchFiles::isScratch(const QString &path)
{
    static const QRegularExpression pattern(QStringLiteral("/dumbo-scratch-[0-9a-f]+\\.db$"));
    return path.contains(pattern);
}

Result<QStringList> ScratchFiles::sweep()
{
    QStringList swept;
    const QDir files(folder());
    for (const auto &name : files.entryList({ QStringLiteral("dumbo-scratch-*.db") }, QDir::Files)) {
        const auto path = files.filePath(name);
        const auto lock = lockOf(path);
        if (isScratch(path) && lock->tryLock(0) && removeFiles(path))
            swept.append(path);
    }
    return swept;
}

Result<ScratchDatabase> ScratchFiles::create(const ScratchRequest &request)
{
    const auto place = folder();
    if (!QDir().mkpath(place))
        return fail(systemError(tr("The folder %1 could not be made.").arg(place), {}));
    QFile::setPermissions(place, ownerOnly | QFileDevice::ExeOwner);
    const auto path = place + QStringLiteral("/dumbo-scratch-%1.db").arg(QRandomGenerator::system()->generate64(), 16, 16, QLatin1Char('0'));
    auto lock = lockOf(path);
    if (!lock->tryLock(0))
        return fail(systemError(tr("The scratch file %1 could not be locked.").arg(path), {}));
    if (const auto made = makeFile(path); !made)
        return fail(made.error());
    if (const auto copied = request.withRows ? m_copy(path) : Result<void>(); !copied) {
        removeFiles(path);
        return fail(Error(copied.error().kind(), tr("The database could not be copied: %1").arg(copied.error().message())).withCause(copied.error()));
    }
    m_locks.emplace(path, std::move(lock));
    ScratchDatabase scratch;
    scratch.name = path;
    scratch.options.set(QStringLiteral("path"), path);
    scratch.options.set(QStringLiteral("create"), false);
    scratch.options.set(QStringLiteral("immutable"), false);
    return scratch;
}

Result<void> ScratchFiles::drop(const QString &path)
{
    if (!isScratch(path))
        return fail(ErrorKind::InvalidOperation, tr("\"%1\" is no scratch file.").arg(path));
    if (!removeFiles(path))
        return fail(systemError(tr("The scratch file %1 could not be removed.").arg(path), {}));
    m_locks.erase(path);
    return {};
}

} // namespace dumbo::sqlite
