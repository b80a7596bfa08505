#include "core/connection/tunnels/askpassserver.h"

#include <QCoreApplication>
#include <QFile>
#include <QRandomGenerator>
#include <QStandardPaths>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace dumbo {

namespace {

constexpr qsizetype longestQuestion = 64 * 1024;

/// A new folder for this user only, with a name short enough for a socket in it.
QByteArray privateFolder()
{
    const auto runtime = QFile::encodeName(qEnvironmentVariable("XDG_RUNTIME_DIR"));
    for (const auto &base : { runtime, QByteArray("/tmp") }) {
        auto name = base + "/dumbo-XXXXXX";
        if (!base.isEmpty() && name.size() < 90 && mkdtemp(name.data()))
            return name;
    }
    return {};
}

QByteArray randomToken()
{
    std::array<quint32, 8> words {};
    QRandomGenerator::system()->fillRange(words.data(), qsizetype(words.size()));
    return QByteArray(reinterpret_cast<const char *>(words.data()), sizeof words).toHex();
}

Error systemError(int code)
{
    auto error = Error(ErrorKind::System,
        QCoreApplication::translate("SshTunnel", "The socket for ssh's questions could not be made: %1.")
            .arg(QString::fromLocal8Bit(std::strerror(code))));
    return error.withNativeCode(code);
}

} // namespace

Result<AskpassServer> AskpassServer::open()
{
    AskpassServer server;
    server.m_folder = privateFolder();
    if (server.m_folder.isEmpty())
        return fail(systemError(errno));
    server.m_path = server.m_folder + "/ask";
    server.m_token = randomToken();
    sockaddr_un address {};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, server.m_path.constData(), std::size_t(server.m_path.size()) + 1);
    server.m_listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (server.m_listening < 0
        || bind(server.m_listening, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0
        || listen(server.m_listening, 4) != 0)
        return fail(systemError(errno));
    return server;
}

AskpassServer::AskpassServer(AskpassServer &&other) noexcept
{
    *this = std::move(other);
}

AskpassServer &AskpassServer::operator=(AskpassServer &&other) noexcept
{
    std::swap(m_folder, other.m_folder);
    std::swap(m_path, other.m_path);
    std::swap(m_token, other.m_token);
    std::swap(m_received, other.m_received);
    std::swap(m_listening, other.m_listening);
    std::swap(m_client, other.m_client);
    return *this;
}

AskpassServer::~AskpassServer()
{
    dropClient();
    if (m_listening >= 0)
        ::close(m_listening);
    if (!m_path.isEmpty())
        ::unlink(m_path.constData());
    if (!m_folder.isEmpty())
        ::rmdir(m_folder.constData());
}

bool AskpassServer::isOurUser() const
{
#if defined(SO_PEERCRED)
    ucred peer {};
    socklen_t size = sizeof peer;
    return getsockopt(m_client, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == geteuid();
#else
    return true;
#endif
}

std::optional<QString> AskpassServer::pump()
{
    if (m_client < 0) {
        m_client = accept4(m_listening, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (m_client >= 0 && !isOurUser())
            dropClient();
        return std::nullopt;
    }
    std::array<char, 4096> bytes;
    const auto count = ::read(m_client, bytes.data(), bytes.size());
    if (count < 0)
        return std::nullopt;
    m_received.append(bytes.data(), count);
    if (count > 0 && m_received.size() < longestQuestion)
        return std::nullopt;
    const auto end = m_received.indexOf('\n');
    const auto isOurs = count == 0 && end >= 0 && m_received.first(end) == m_token;
    const auto question = isOurs ? std::optional(QString::fromLocal8Bit(m_received.sliced(end + 1))) : std::nullopt;
    if (!isOurs)
        dropClient();
    return question;
}

void AskpassServer::answer(const std::optional<QString> &text)
{
    if (m_client >= 0 && text) {
        const auto bytes = '+' + text->toLocal8Bit();
        // A passphrase fits into the socket's buffer many times over.
        std::ignore = ::send(m_client, bytes.constData(), std::size_t(bytes.size()), MSG_NOSIGNAL);
    }
    dropClient();
}

void AskpassServer::dropClient()
{
    m_received.clear();
    if (m_client >= 0)
        ::close(std::exchange(m_client, -1));
}

} // namespace dumbo
