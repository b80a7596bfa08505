#include "tests/support/servers/serverfolder.h"

#include "tests/support/servers/serverprocess.h"

#include <QDir>
#include <QFile>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <map>

namespace dumbo::test {

namespace {

constexpr auto pattern = "dumbo-s-*";

QString shortTemporaryFolder()
{
    return access("/tmp", W_OK) == 0 ? QStringLiteral("/tmp") : QDir::tempPath();
}

/// The lock on a folder's file "lock" goes with the process, however it ends.
std::map<QString, int> &locks()
{
    static std::map<QString, int> all;
    return all;
}

int lockFolder(const QString &path)
{
    const auto file
        = ::open(QFile::encodeName(path + QStringLiteral("/lock")).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0 || flock(file, LOCK_EX | LOCK_NB) == 0)
        return file;
    ::close(file);
    return -1;
}

void removeLeftovers()
{
    const QDir above(shortTemporaryFolder());
    for (const auto &name : above.entryList({ QString::fromLatin1(pattern) }, QDir::Dirs)) {
        const auto path = above.filePath(name);
        if (!QFile::exists(path + QStringLiteral("/lock")))
            continue;
        const auto lock = lockFolder(path);
        if (lock < 0)
            continue;
        QDir(path).removeRecursively();
        ::close(lock);
    }
}

} // namespace

const ServerUser &ServerUser::get()
{
    static const auto user = [] {
        const auto *entry = geteuid() != 0 ? getpwuid(geteuid()) : getpwnam("postgres");
        if (!entry && geteuid() == 0)
            entry = getpwnam("nobody");
        ServerUser made { geteuid(), getegid(), QString::number(geteuid()) };
        if (entry)
            made = { entry->pw_uid, entry->pw_gid, QString::fromUtf8(entry->pw_name) };
        return made;
    }();
    return user;
}

Result<ServerFolder> ServerFolder::create()
{
    static const auto once = [] {
        removeLeftovers();
        return true;
    }();
    std::ignore = once;
    auto path = QFile::encodeName(shortTemporaryFolder() + QStringLiteral("/dumbo-s-XXXXXX"));
    if (!mkdtemp(path.data()))
        return fail(ErrorKind::System, QStringLiteral("There is no room for a server's folder: ") + QString::fromUtf8(path));
    ServerFolder made(QFile::decodeName(path));
    locks()[made.m_path] = lockFolder(made.m_path);
    const auto &user = ServerUser::get();
    if (geteuid() == 0 && chown(path.constData(), user.uid, user.gid) != 0)
        return fail(ErrorKind::System, QStringLiteral("The folder %1 can't be given to %2.").arg(made.m_path, user.name));
    return made;
}

ServerFolder::ServerFolder(const QString &path)
    : m_path(path)
{
}

ServerFolder::ServerFolder(ServerFolder &&other) noexcept
    : m_path(std::exchange(other.m_path, QString()))
{
}

ServerFolder &ServerFolder::operator=(ServerFolder &&other) noexcept
{
    std::swap(m_path, other.m_path);
    return *this;
}

ServerFolder::~ServerFolder()
{
    if (m_path.isEmpty())
        return;
    QDir(m_path).removeRecursively();
    const auto lock = locks().extract(m_path);
    if (!lock.empty() && lock.mapped() >= 0)
        ::close(lock.mapped());
}

Result<QString> ServerFolder::write(const QString &name, const QByteArray &content) const
{
    const auto path = filePath(name);
    const auto &user = ServerUser::get();
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() || !file.flush()
        || fchmod(file.handle(), 0600) != 0 || (geteuid() == 0 && fchown(file.handle(), user.uid, user.gid) != 0))
        return fail(ErrorKind::System, QStringLiteral("%1 can't be written: %2").arg(path, file.errorString()));
    return path;
}

Result<void> ServerFolder::copyFolder(const QString &source, const QString &name) const
{
    if (const auto copied = runProgram({ QStringLiteral("cp"), QStringLiteral("-R"), QStringLiteral("--reflink=auto"), source,
            filePath(name) });
        !copied)
        return fail(copied.error());
    const auto &user = ServerUser::get();
    const auto owner = QStringLiteral("%1:%2").arg(user.uid).arg(user.gid);
    if (geteuid() == 0) {
        if (const auto given = runProgram({ QStringLiteral("chown"), QStringLiteral("-R"), owner, filePath(name) }); !given)
            return fail(given.error());
    }
    chmod(QFile::encodeName(filePath(name)).constData(), 0700);
    return {};
}

QString serversBuildFolder()
{
    const auto build = qEnvironmentVariable("DUMBO_BUILD_DIR");
    const auto path = build.isEmpty() ? QDir::tempPath() + QStringLiteral("/dumbo-servers-%1").arg(geteuid())
                                      : build + QStringLiteral("/tests/servers");
    QDir().mkpath(path);
    return path;
}

int freePort()
{
    const auto probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto port = 0;
    if (::bind(probe, reinterpret_cast<sockaddr *>(&address), size) == 0
        && ::getsockname(probe, reinterpret_cast<sockaddr *>(&address), &size) == 0)
        port = ntohs(address.sin_port);
    ::close(probe);
    return port;
}

} // namespace dumbo::test
