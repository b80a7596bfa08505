#include "tests/integration/packages/cleanroot/cleanroot.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>

#include <unistd.h>

namespace dumbo::test {

namespace {

constexpr int longest = 10 * 60 * 1000;

QString script(const QString &name)
{
    return sourcePath(QStringLiteral("tests/integration/packages/cleanroot/") + name);
}

/// The user's own cache folder: the home of a test is emptied each time.
QString downloads()
{
    const auto cache = qEnvironmentVariable("DUMBO_CACHE", QStringLiteral("/var/cache/dumbo-workbench"));
    return cache + QStringLiteral("/clean-root/debs");
}

/// For who works on the test: a root that stays, made where it is not there yet.
QString kept()
{
    return qEnvironmentVariable("DUMBO_CLEAN_ROOT");
}

QStringList asAnn(const QStringList &command, const QStringList &variables = {})
{
    return QStringList { QStringLiteral("env"), QStringLiteral("--chdir=/home/ann"), QStringLiteral("setpriv"), QStringLiteral("--reuid=1000"),
               QStringLiteral("--regid=1000"), QStringLiteral("--clear-groups"), QStringLiteral("--no-new-privs"), QStringLiteral("env"),
               QStringLiteral("HOME=/home/ann"), QStringLiteral("USER=ann"), QStringLiteral("XDG_RUNTIME_DIR=/run/user/1000"), QStringLiteral("PATH=/usr/bin:/bin") }
        + variables + command;
}

} // namespace

QString CleanRoot::obstacle()
{
    if (geteuid() != 0)
        return QStringLiteral("a clean system is made and entered by root only");
    for (const auto *program : { "mmdebstrap", "unshare", "Xvfb", "xdotool" }) {
        if (QStandardPaths::findExecutable(QLatin1StringView(program)).isEmpty())
            return QStringLiteral("there is no ") + QLatin1StringView(program);
    }
    const auto unshared = runTool(QStringLiteral("unshare"), { QStringLiteral("--mount"), QStringLiteral("--pid"), QStringLiteral("--fork"), QStringLiteral("true") });
    return unshared.exitCode == 0 ? QString() : QStringLiteral("namespaces can't be made here: ") + unshared.output;
}

CleanRoot::~CleanRoot()
{
    if (!m_folder.isEmpty() && m_folder != kept())
        QDir(m_folder).removeRecursively();
}

QString CleanRoot::make()
{
    m_folder = kept().isEmpty() ? QDir::homePath() + QStringLiteral("/root") : kept();
    if (QFile::exists(m_folder + QStringLiteral("/usr/bin/apt-get"))) {
        const auto emptied = runAsRoot({ QStringLiteral("sh"), QStringLiteral("-c"), QStringLiteral("rm -rf /home/ann && install -d -o ann -g ann /home/ann") });
        return emptied.exitCode == 0 ? QString() : emptied.output;
    }
    const auto made = runTool(QStringLiteral("sh"), { script(QStringLiteral("makeroot.sh")), m_folder, downloads() }, longest);
    return made.exitCode == 0 ? QString() : made.output;
}

bool CleanRoot::put(const QString &file, const QString &folder) const
{
    QDir().mkpath(path(folder));
    QFile::remove(path(folder) + u'/' + QFileInfo(file).fileName());
    return QFile::copy(file, path(folder) + u'/' + QFileInfo(file).fileName());
}

QStringList CleanRoot::entering(const QStringList &command) const
{
    return QStringList { QStringLiteral("--mount"), QStringLiteral("--pid"), QStringLiteral("--ipc"), QStringLiteral("--fork"),
               QStringLiteral("--kill-child"), QStringLiteral("sh"), script(QStringLiteral("enterroot.sh")), m_folder }
        + command;
}

ToolRun CleanRoot::runAsRoot(const QStringList &command) const
{
    return runTool(QStringLiteral("unshare"), entering(command), longest);
}

ToolRun CleanRoot::run(const QStringList &command) const
{
    return runTool(QStringLiteral("unshare"), entering(asAnn(command)), longest);
}

std::unique_ptr<QProcess> CleanRoot::start(const QStringList &command, const QStringList &variables) const
{
    auto process = std::make_unique<QProcess>();
    process->setProcessChannelMode(QProcess::MergedChannels);
    process->start(QStringLiteral("unshare"), entering(asAnn(command, variables)));
    return process;
}

void CleanRoot::keepDownloads() const
{
    const QDir kept(downloads());
    const QDir archives(path(QStringLiteral("/var/cache/apt/archives")));
    const auto now = archives.entryList({ QStringLiteral("*.deb") }, QDir::Files);
    for (const auto &name : now) {
        if (kept.exists(name))
            continue;
        // Another run never sees half of a file.
        const auto part = kept.filePath(name + QStringLiteral(".part"));
        if (QFile::copy(archives.filePath(name), part) && !QFile::rename(part, kept.filePath(name)))
            QFile::remove(part);
    }
    // Older versions of what was used are of no use any more.
    for (const auto &name : kept.entryList({ QStringLiteral("*.deb") }, QDir::Files)) {
        const auto package = name.section(u'_', 0, 0) + u'_';
        const bool isReplaced = !now.contains(name) && std::ranges::any_of(now, [&](const QString &each) { return each.startsWith(package); });
        if (isReplaced)
            QFile::remove(kept.filePath(name));
    }
}

} // namespace dumbo::test
