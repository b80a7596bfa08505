#pragma once

#include "core/base/result.h"

#include <QString>

#include <sys/types.h>

namespace dumbo::test {

/// Who runs the servers. They refuse to run as root: where we are root it is Debian's user postgres or else nobody, elsewhere
/// it is ourselves.
struct ServerUser
{
    uid_t uid = 0;
    gid_t gid = 0;
    QString name;

    [[nodiscard]] static const ServerUser &get();
};

/// A folder directly below /tmp, so that sockets in it have short paths, which belongs to the user of the servers and goes
/// with the object. Folders that a test which crashed left behind go when the next one is made.
class ServerFolder
{
public:
    [[nodiscard]] static Result<ServerFolder> create();
    ServerFolder(ServerFolder &&other) noexcept;
    ServerFolder &operator=(ServerFolder &&other) noexcept;
    ~ServerFolder();

    [[nodiscard]] QString path() const { return m_path; }
    [[nodiscard]] QString filePath(const QString &name) const { return m_path + u'/' + name; }
    /// Writes a file that only the user of the servers may read. Returns its path.
    [[nodiscard]] Result<QString> write(const QString &name, const QByteArray &content) const;
    /// Copies a folder with all that is in it and gives it to the user of the servers.
    [[nodiscard]] Result<void> copyFolder(const QString &source, const QString &name) const;

private:
    explicit ServerFolder(const QString &path);
    QString m_path;
};

/// $DUMBO_BUILD_DIR/tests/servers, or a folder for temporary files where a test was started by hand. Made where missing.
[[nodiscard]] QString serversBuildFolder();

/// A port of 127.0.0.1 that nobody listens on at this moment.
[[nodiscard]] int freePort();

} // namespace dumbo::test
