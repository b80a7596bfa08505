// Started by ssh as SSH_ASKPASS: asks the program that started ssh, and prints what a person answered. The way there is a socket
// that only this user can reach; core/connection/tunnels/askpassserver.h has its other end and the words spoken on it.
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace {

std::string environment(const char *name)
{
    const auto *value = std::getenv(name);
    return value ? value : "";
}

bool writeAll(int descriptor, const std::string &text)
{
    std::size_t done = 0;
    while (done < text.size()) {
        const auto count = ::write(descriptor, text.data() + done, text.size() - done);
        if (count < 0 && errno != EINTR)
            return false;
        done += count < 0 ? 0 : std::size_t(count);
    }
    return true;
}

std::string readAll(int descriptor)
{
    std::string text;
    char bytes[512];
    while (true) {
        const auto count = ::read(descriptor, bytes, sizeof bytes);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return text;
        text.append(bytes, std::size_t(count));
    }
}

int connectedTo(const std::string &path)
{
    sockaddr_un address {};
    address.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof address.sun_path)
        return -1;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM, 0);
    if (descriptor >= 0 && ::connect(descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0)
        return descriptor;
    return -1;
}

} // namespace

int main(int argc, char **argv)
{
    // A mere message ("touch your key") wants no answer.
    if (argc < 2 || environment("SSH_ASKPASS_PROMPT") == "none")
        return argc < 2 ? 1 : 0;
    const int descriptor = connectedTo(environment("DUMBO_ASKPASS_SOCKET"));
    if (descriptor < 0 || !writeAll(descriptor, environment("DUMBO_ASKPASS_TOKEN") + '\n' + argv[1]))
        return 1;
    ::shutdown(descriptor, SHUT_WR);
    const auto answer = readAll(descriptor);
    // "+" and the answer; anything else is a no.
    if (answer.empty() || answer.front() != '+')
        return 1;
    return writeAll(STDOUT_FILENO, answer.substr(1) + '\n') ? 0 : 1;
}
