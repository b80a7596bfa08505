#include "core/connection/tunnels/sshwords.h"

#include "core/connection/sessionevents.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <array>

namespace dumbo {

namespace {

struct Meaning {
    const char *pattern; ///< in ssh's words; they are never translated
    const char *message; ///< %1: the ssh server
    const char *hint;
};

// The words of OpenSSH 8 to 10: ssh.c, sshconnect.c, sshconnect2.c, readconf.c, channels.c. The first that fits counts.
constexpr std::array meanings {
    Meaning { "REMOTE HOST IDENTIFICATION HAS CHANGED",
        QT_TRANSLATE_NOOP("SshTunnel", "The ssh server %1 shows another host key than before, so ssh refused to connect."),
        QT_TRANSLATE_NOOP("SshTunnel", "Somebody may be in between. If the server was installed anew, take its old key out of known_hosts with ssh-keygen -R.") },
    Meaning { "Host key verification failed|No .* host key is known for",
        QT_TRANSLATE_NOOP("SshTunnel", "The host key of the ssh server %1 is unknown and was not accepted."),
        QT_TRANSLATE_NOOP("SshTunnel", "Connect once with ssh in a terminal, compare the fingerprint and accept it, or accept it here when asked.") },
    Meaning { "Permission denied|Too many authentication failures|No more authentication methods",
        QT_TRANSLATE_NOOP("SshTunnel", "The ssh server %1 did not accept the user, key or password."),
        QT_TRANSLATE_NOOP("SshTunnel", "Check the user's name, and that ssh-agent holds the key (ssh-add -l) or the password is right.") },
    Meaning { "Could not resolve hostname",
        QT_TRANSLATE_NOOP("SshTunnel", "The ssh server %1 was not found: no machine has that name."),
        QT_TRANSLATE_NOOP("SshTunnel", "Check the name, and the Host entries of ~/.ssh/config.") },
    Meaning { "ssh: connect to host .* Connection refused",
        QT_TRANSLATE_NOOP("SshTunnel", "The ssh server %1 refused the connection: no ssh server listens there."),
        QT_TRANSLATE_NOOP("SshTunnel", "Check host and port of the ssh server.") },
    Meaning { "timed out",
        QT_TRANSLATE_NOOP("SshTunnel", "The ssh server %1 did not answer in time."),
        QT_TRANSLATE_NOOP("SshTunnel", "Check host and port, and whether a firewall or VPN stands in between.") },
    Meaning { "No route to host|Network is unreachable",
        QT_TRANSLATE_NOOP("SshTunnel", "There is no way to the ssh server %1."),
        QT_TRANSLATE_NOOP("SshTunnel", "Check the network, and whether a VPN is needed.") },
    Meaning { "cannot listen to port|Could not request local forwarding|bind .*: |Address already in use",
        QT_TRANSLATE_NOOP("SshTunnel", "ssh could not open a port for the tunnel to %1 on this machine."),
        QT_TRANSLATE_NOOP("SshTunnel", "A LocalForward of ~/.ssh/config for this host may use a port that is taken; ssh's own words name it.") },
    Meaning { "Bad configuration option|terminating, .* bad configuration|Bad owner or permissions",
        QT_TRANSLATE_NOOP("SshTunnel", "ssh could not read its configuration for %1."),
        QT_TRANSLATE_NOOP("SshTunnel", "Correct ~/.ssh/config; ssh's own words name file and line.") },
    Meaning { "kex_exchange_identification|Connection closed by|Connection reset by|Connection to .* closed|banner exchange",
        QT_TRANSLATE_NOOP("SshTunnel", "The ssh server %1 closed the connection."),
        QT_TRANSLATE_NOOP("SshTunnel", "Check that an ssh server listens on this port, and that it lets this machine in.") },
};

bool matches(const char *pattern, const QString &words)
{
    return QRegularExpression(QLatin1StringView(pattern)).match(words).hasMatch();
}

} // namespace

QString sshQuestionField(const QString &question)
{
    if (question.contains(u"(yes/no") || question.contains(u"Please type 'yes'"))
        return CredentialsRequest::sshHostKey;
    if (question.startsWith(u"Enter passphrase"))
        return CredentialsRequest::sshPassphrase;
    static const QRegularExpression password(QStringLiteral("password:?\\s*$"), QRegularExpression::CaseInsensitiveOption);
    return password.match(question).hasMatch() ? CredentialsRequest::sshPassword : CredentialsRequest::sshCode;
}

Error sshError(const SshTunnel &tunnel, const QString &words, int exitCode)
{
    const auto translate = [](const char *text) { return QCoreApplication::translate("SshTunnel", text); };
    for (const auto &meaning : meanings) {
        if (!matches(meaning.pattern, words))
            continue;
        return Error(ErrorKind::Connection, translate(meaning.message).arg(tunnel.toText()))
            .withServerMessage(words.trimmed())
            .withHint(translate(meaning.hint))
            .withObject(QStringLiteral("ssh"), tunnel.toText());
    }
    const auto message = words.trimmed().isEmpty()
        ? translate(QT_TRANSLATE_NOOP("SshTunnel", "The ssh tunnel through %1 ended (exit code %2).")).arg(tunnel.toText()).arg(exitCode)
        : translate(QT_TRANSLATE_NOOP("SshTunnel", "The ssh tunnel through %1 failed.")).arg(tunnel.toText());
    return Error(ErrorKind::Connection, message)
        .withServerMessage(words.trimmed())
        .withObject(QStringLiteral("ssh"), tunnel.toText());
}

QString refusedChannel(const QString &words)
{
    static const QRegularExpression refused(QStringLiteral("channel \\d+: open failed: ([^\\r\\n]+)"));
    auto last = QString();
    for (auto found = refused.globalMatch(words); found.hasNext();)
        last = found.next().captured(1).trimmed();
    return last;
}

bool isPortTaken(const QString &words)
{
    return matches("Address already in use|cannot listen to port", words);
}

} // namespace dumbo
