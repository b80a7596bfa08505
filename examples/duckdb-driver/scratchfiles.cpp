#include "scratchfiles.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

#include <atomic>
#include <cerrno>
#include <csignal>

namespace dumbo::duckdb {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DuckDB", text);
}

/// The process that made it; 0 where it is another file.
qint64 ownerOf(const QString &path)
{
    static const QRegularExpression pattern(QStringLiteral("^dumbo-duckdb-scratch-(\\d+)-\\d+\\.duckdb$"));
    return pattern.match(QFileInfo(path).fileName()).captured(1).toLongLong();
}

} // namespace

QString newScratchPath()
{
    static std::atomic<int> number = 0;
    QString path;
    do {
        path = QDir::temp().filePath(
            QStringLiteral("dumbo-duckdb-scratch-%1-%2.duckdb").arg(QCoreApplication::applicationPid()).arg(++number));
    } while (QFile::exists(path));
    return path;
}

bool isScratchPath(const QString &path)
{
    return ownerOf(path) != 0;
}

Result<void> removeScratch(const QString &path)
{
    if (!isScratchPath(path))
        return fail(ErrorKind::InvalidOperation, tr("%1 is no scratch database.").arg(path));
    QFile::remove(path + QStringLiteral(".wal"));
    if (QFile::exists(path) && !QFile::remove(path))
        return fail(ErrorKind::System, tr("The scratch database %1 could not be removed.").arg(path));
    return {};
}

QStringList sweepScratchFiles()
{
    QStringList removed;
    const auto folder = QDir::temp();
    for (const auto &name : folder.entryList({ QStringLiteral("dumbo-duckdb-scratch-*.duckdb") }, QDir::Files)) {
        const auto owner = ownerOf(name);
        const auto isGone = owner > 0 && ::kill(pid_t(owner), 0) != 0 && errno == ESRCH;
        if (isGone && removeScratch(folder.filePath(name)))
            removed.append(name);
    }
    return removed;
}

} // namespace dumbo::duckdb
