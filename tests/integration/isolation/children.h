#pragma once

#include <QDir>
#include <QFile>

#include <unistd.h>

namespace dumbo::test {

/// What Linux knows of processes, from /proc.
inline QByteArray readProc(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Processes that this one started and that are still there, zombies included.
inline QList<int> childProcesses(int pid = getpid())
{
    QList<int> children;
    const QDir threads(QStringLiteral("/proc/%1/task").arg(pid));
    const auto names = threads.entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const auto &name : names) {
        const auto listed = readProc(threads.filePath(name + QStringLiteral("/children"))).split(' ');
        for (const auto &each : listed) {
            if (const auto number = each.toInt(); number > 0)
                children.append(number);
        }
    }
    return children;
}

/// Where each descriptor of a process leads.
inline QStringList openDescriptors(int pid = getpid())
{
    QStringList targets;
    const QDir folder(QStringLiteral("/proc/%1/fd").arg(pid));
    const auto names = folder.entryList(QDir::System | QDir::Files | QDir::NoDotAndDotDot);
    for (const auto &name : names)
        targets.append(QFile::symLinkTarget(folder.filePath(name)));
    return targets;
}

inline bool isAlive(int pid)
{
    const auto status = readProc(QStringLiteral("/proc/%1/stat").arg(pid));
    const auto state = status.mid(status.lastIndexOf(')') + 2, 1);
    return !status.isEmpty() && state != "Z" && state != "X";
}

} // namespace dumbo::test
