#pragma once

#include <QDir>
#include <QFile>
#include <QList>
#include <QString>

#include <csignal>

namespace dumbo::test {

/// The driver hosts that a process has started and that run.
[[nodiscard]] inline QList<pid_t> hostProcesses(qint64 parent)
{
    QList<pid_t> found;
    const auto names = QDir(QStringLiteral("/proc")).entryList(QDir::Dirs);
    for (const auto &name : names) {
        QFile file(QStringLiteral("/proc/%1/stat").arg(name));
        if (name.front().isDigit() && file.open(QIODevice::ReadOnly)) {
            // "pid (name) state parent …"; the kernel cuts names off.
            const auto stat = file.readAll();
            const auto rest = stat.sliced(stat.lastIndexOf(')') + 1).simplified().split(' ');
            if (stat.contains("(dumbo-driver-ho") && rest.value(0) != "Z" && rest.value(1).toLongLong() == parent)
                found.append(pid_t(name.toInt()));
        }
    }
    return found;
}

/// Whether a process has a file of that name in its memory.
[[nodiscard]] inline bool hasMapped(qint64 process, const QByteArray &file)
{
    QFile maps(QStringLiteral("/proc/%1/maps").arg(process));
    return maps.open(QIODevice::ReadOnly) && maps.readAll().contains(file);
}

} // namespace dumbo::test
