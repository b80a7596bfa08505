#include "tests/support/servers/runstate.h"

#include "tests/support/servers/serverfolder.h"

#include <QFile>
#include <QJsonDocument>

#include <csignal>
#include <unistd.h>

namespace dumbo::test {

namespace {

/// Process ids come again; together with the time of the start they do not.
QByteArray startOf(pid_t process)
{
    QFile file(QStringLiteral("/proc/%1/stat").arg(process));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const auto text = file.readAll();
    return text.mid(text.lastIndexOf(')') + 2).split(' ').value(19);
}

} // namespace

QString runStateFile(const QString &server, pid_t runner)
{
    return serversBuildFolder()
        + QStringLiteral("/%1-%2-%3.json").arg(server).arg(runner).arg(QString::fromLatin1(startOf(runner)));
}

std::optional<QJsonObject> runState(const QString &server)
{
    QFile file(runStateFile(server, getppid()));
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    auto state = QJsonDocument::fromJson(file.readAll()).object();
    // The keeper may run as somebody else, so that EPERM is a sign of life too.
    const auto keeper = state.value(QStringLiteral("keeper")).toInt();
    if (keeper <= 0 || (kill(keeper, 0) != 0 && errno == ESRCH))
        return std::nullopt;
    return state;
}

} // namespace dumbo::test
