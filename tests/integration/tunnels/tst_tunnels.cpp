#include "core/connection/sessionevents.h"
#include "core/connection/tunnels/opentunnel.h"
#include "tests/support/servers/needserver.h"
#include "tests/support/servers/postgresserver.h"
#include "tests/support/servers/sshserver.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <arpa/inet.h>
#include <csignal>
#include <future>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace dumbo;
using namespace dumbo::test;
using namespace std::chrono_literals;

namespace {

using Asked = std::vector<TunnelQuestion>;

/// What a PostgreSQL server says to the request for TLS, 'S' or 'N'; 0 where nobody answers.
char answerToTlsRequest(int port)
{
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_port = htons(quint16(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    constexpr char request[] { 0, 0, 0, 8, 4, char(0xd2), 0x16, 0x2f };
    char answer = 0;
    if (::connect(descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0
        && ::send(descriptor, request, sizeof request, MSG_NOSIGNAL) == ssize_t(sizeof request))
        std::ignore = ::recv(descriptor, &answer, 1, 0);
    ::close(descriptor);
    return answer;
}

/// The processes that were started with this argument, by the system's list of them.
QList<qint64> processesWith(const QString &argument)
{
    QList<qint64> found;
    for (const auto &name : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs)) {
        QFile file(QStringLiteral("/proc/%1/cmdline").arg(name));
        if (name.toLongLong() > 0 && file.open(QIODevice::ReadOnly) && file.readAll().contains(argument.toUtf8()))
            found.append(name.toLongLong());
    }
    return found;
}

QByteArray environmentOf(qint64 process)
{
    QFile file(QStringLiteral("/proc/%1/environ").arg(process));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestTunnels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        auto ssh = SshServer::start();
        DUMBO_NEED_SERVER(ssh);
        m_ssh = std::move(*ssh);
        const auto postgres = PostgresServer::shared();
        DUMBO_NEED_SERVER(postgres);
        m_postgres = *postgres;
        m_config = m_ssh->configFile();
    }

    void cleanup() { QTRY_COMPARE(processesWith(m_config), QList<qint64>()); }

    void aTunnelLeadsToTheServer()
    {
        const auto tunnel = open(plain(), { end() });
        QVERIFY2(tunnel, qPrintable(textOf(tunnel)));
        QCOMPARE((*tunnel)->localPorts().size(), std::size_t(1));
        QVERIFY(answerToTlsRequest((*tunnel)->localPorts().front()) != 0);
        QVERIFY(!(*tunnel)->error());
    }

    void severalHostsGetAPortEach()
    {
        const TunnelEnd socket { {}, 0, m_postgres->socketFolder() + QStringLiteral("/.s.PGSQL.%1").arg(m_postgres->port()) };
        const auto tunnel = open(plain(), { end(), socket });
        QVERIFY2(tunnel, qPrintable(textOf(tunnel)));
        for (const int port : (*tunnel)->localPorts())
            QVERIFY(answerToTlsRequest(port) != 0);
    }

    void sessionsOfOneConnectionShareATunnel()
    {
        std::vector<std::future<Result<std::shared_ptr<OpenTunnel>>>> attempts;
        for (int i = 0; i < 4; ++i)
            attempts.push_back(std::async(std::launch::async, [this] { return open(plain(), { end() }); }));
        std::vector<std::shared_ptr<OpenTunnel>> tunnels;
        for (auto &attempt : attempts) {
            auto tunnel = attempt.get();
            QVERIFY2(tunnel, qPrintable(textOf(tunnel)));
            tunnels.push_back(*tunnel);
        }
        for (const auto &tunnel : tunnels)
            QCOMPARE(tunnel, tunnels.front());
        QCOMPARE(processesWith(m_config).size(), 1);
        const auto other = open(plain(), { end(), end() });
        QVERIFY(other);
        QVERIFY(*other != tunnels.front());
    }

    void aTunnelThatDiedSaysSoAndIsOpenedAgain()
    {
        const auto tunnel = open(plain(), { end() });
        QVERIFY2(tunnel, qPrintable(textOf(tunnel)));
        for (const auto process : processesWith(m_config))
            ::kill(pid_t(process), SIGKILL);
        QVERIFY((*tunnel)->errorWithin(30s));
        QTRY_VERIFY((*tunnel)->ended().isCancelled());
        QVERIFY((*tunnel)->error()->message().contains(QStringLiteral("dumbo-test")));
        const auto again = open(plain(), { end() });
        QVERIFY(again);
        QVERIFY(*again != *tunnel);
        QVERIFY(answerToTlsRequest((*again)->localPorts().front()) != 0);
    }

    void whatTheSshServerCanNotReachIsSaid()
    {
        const auto tunnel = open(plain(), { { QStringLiteral("127.0.0.1"), freePort(), {} } });
        QVERIFY2(tunnel, qPrintable(textOf(tunnel)));
        QVERIFY(!(*tunnel)->refusalSince(0));
        const auto heard = (*tunnel)->wordsHeard();
        QCOMPARE(answerToTlsRequest((*tunnel)->localPorts().front()), '\0');
        const auto refusal = (*tunnel)->refusalSince(heard);
        QVERIFY(refusal);
        QVERIFY2(refusal->message().contains(QStringLiteral("Connection refused")), qPrintable(refusal->message()));
        QVERIFY(!(*tunnel)->refusalSince((*tunnel)->wordsHeard()));
    }

    void failuresAreClear_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QString>("said");
        const auto row = [](const char *name, const QStringList &options, const char *said) {
            QTest::newRow(name) << options << QString::fromLatin1(said);
        };
        const auto set = [](const QString &option) { return QStringList { QStringLiteral("-o"), option }; };
        row("unknown host key", set(QStringLiteral("UserKnownHostsFile=/dev/null")), "host key");
        row("unknown user", set(QStringLiteral("User=nobody-like-that")), "did not accept");
        row("no such host", set(QStringLiteral("HostName=nothing.invalid")), "was not found");
        row("nothing listens", set(QStringLiteral("Port=%1").arg(freePort())), "refused the connection");
        row("no such jump host", { QStringLiteral("-J"), QStringLiteral("nothing.invalid") }, "was not found");
        row("broken option", set(QStringLiteral("Nonsense=1")), "configuration");
    }

    void failuresAreClear()
    {
        QFETCH(const QStringList, options);
        QFETCH(const QString, said);
        auto tunnel = plain();
        tunnel.options += options;
        const auto opened = open(tunnel, { end() });
        QVERIFY(!opened);
        QCOMPARE(opened.error().kind(), ErrorKind::Connection);
        QVERIFY2(opened.error().message().contains(said), qPrintable(opened.error().toText()));
        QVERIFY(!opened.error().hint().isEmpty());
        QVERIFY(!opened.error().serverMessage().isEmpty());
    }

    void waitingForATunnelCanBeCancelled()
    {
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        auto tunnel = plain();
        tunnel.options += { QStringLiteral("-o"), QStringLiteral("Port=%1").arg(silent.serverPort()) };
        const CancellationSource source;
        auto waiting = std::async(std::launch::async, [&] { return OpenTunnel::open(tunnel, { end() }, source.token(), {}); });
        QTRY_VERIFY(silent.hasPendingConnections());
        source.cancel();
        QTRY_COMPARE(waiting.wait_for(0s), std::future_status::ready);
        QCOMPARE(waiting.get().error().kind(), ErrorKind::Cancelled);
    }

    void aHostKeyIsAskedForAndRefusedByNo()
    {
        Asked asked;
        const auto tunnel = open(asking({ QStringLiteral("UserKnownHostsFile=%1").arg(m_files.filePath(QStringLiteral("refused"))), QStringLiteral("StrictHostKeyChecking=ask") }), { end() },
            [&](const TunnelQuestion &question) -> std::optional<QString> {
                asked.push_back(question);
                return QStringLiteral("no");
            });
        QVERIFY(!tunnel);
        QVERIFY2(tunnel.error().message().contains(QStringLiteral("host key")), qPrintable(tunnel.error().toText()));
        QCOMPARE(asked.size(), std::size_t(1));
        QCOMPARE(asked.front().field, QString(CredentialsRequest::sshHostKey));
        QVERIFY(asked.front().text.contains(QStringLiteral("SHA256:")));
    }

    void aHostKeyThatIsAcceptedIsKnownFromThenOn()
    {
        const auto known = m_files.filePath(QStringLiteral("accepted"));
        const auto tunnel = asking({ QStringLiteral("UserKnownHostsFile=") + known, QStringLiteral("StrictHostKeyChecking=ask") });
        const auto opened = open(tunnel, { end() }, [](const TunnelQuestion &) { return QStringLiteral("yes"); });
        QVERIFY2(opened, qPrintable(textOf(opened)));
        QVERIFY(QFile::exists(known));
    }

    void aPassphraseIsAskedForUntilItIsRight()
    {
        auto tunnel = withPassphrase();
        Asked asked;
        const auto opened = open(tunnel, { end() }, [&](const TunnelQuestion &question) -> std::optional<QString> {
            asked.push_back(question);
            return question.attempt == 1 ? QStringLiteral("wrong") : QString::fromUtf8(passphrase);
        });
        QVERIFY2(opened, qPrintable(textOf(opened)));
        QCOMPARE(asked.size(), std::size_t(2));
        QCOMPARE(asked.back().field, QString(CredentialsRequest::sshPassphrase));
        QCOMPARE(asked.back().attempt, 2);
        QVERIFY(asked.back().text.contains(QStringLiteral("locked")));
    }

    void withoutAnAnswerNothingHangs()
    {
        const auto opened = open(withPassphrase(), { end() });
        QVERIFY(!opened);
        QVERIFY2(opened.error().message().contains(QStringLiteral("did not accept")), qPrintable(opened.error().toText()));
    }

    void noSecretIsInArgumentsOrEnvironment()
    {
        qputenv("DUMBO_PASSWORD", "hunter2");
        qputenv("PGPASSWORD", "hunter2");
        const auto opened = open(withPassphrase(), { end() }, [](const TunnelQuestion &) { return QString::fromUtf8(passphrase); });
        qunsetenv("DUMBO_PASSWORD");
        qunsetenv("PGPASSWORD");
        QVERIFY2(opened, qPrintable(textOf(opened)));
        const auto processes = processesWith(m_config);
        QCOMPARE(processes.size(), 1);
        const auto environment = environmentOf(processes.front());
        QVERIFY(environment.contains("SSH_ASKPASS="));
        QVERIFY(!environment.contains(passphrase) && !environment.contains("hunter2"));
        QVERIFY(processesWith(QString::fromUtf8(passphrase)).isEmpty());
    }

    void aQuestionPassesToWhoStillWaits()
    {
        const auto tunnel = withPassphrase();
        const CancellationSource source;
        std::promise<void> isAsked;
        auto first = std::async(std::launch::async, [&] {
            return OpenTunnel::open(tunnel, { end() }, source.token(), [&](const TunnelQuestion &) -> std::optional<QString> {
                isAsked.set_value();
                std::promise<void> cancelled;
                const auto registration = source.token().onCancelled([&] { cancelled.set_value(); });
                cancelled.get_future().wait();
                return std::nullopt;
            });
        });
        isAsked.get_future().wait();
        auto second = std::async(std::launch::async,
            [&] { return open(tunnel, { end() }, [](const TunnelQuestion &) { return QString::fromUtf8(passphrase); }); });
        source.cancel();
        QCOMPARE(first.get().error().kind(), ErrorKind::Cancelled);
        const auto opened = second.get();
        QVERIFY2(opened, qPrintable(textOf(opened)));
    }

private:
    static constexpr const char *passphrase = "öpen sesame";

    static QString textOf(const Result<std::shared_ptr<OpenTunnel>> &tunnel) { return tunnel ? QString() : tunnel.error().toText(); }
    [[nodiscard]] SshTunnel plain() const
    {
        SshTunnel tunnel;
        tunnel.destination = QStringLiteral("dumbo-test");
        tunnel.options = { QStringLiteral("-F"), m_config };
        return tunnel;
    }
    [[nodiscard]] SshTunnel asking(const QStringList &settings) const
    {
        auto tunnel = plain();
        for (const auto &setting : QStringList { QStringLiteral("BatchMode=no") } + settings)
            tunnel.options += { QStringLiteral("-o"), setting };
        return tunnel;
    }
    [[nodiscard]] SshTunnel withPassphrase()
    {
        const auto key = m_files.filePath(QStringLiteral("locked"));
        if (!QFile::exists(key)) {
            QFile::copy(m_ssh->identityFile(), key);
            QFile::setPermissions(key, QFileDevice::ReadOwner | QFileDevice::WriteOwner);
            QProcess::execute(QStringLiteral("ssh-keygen"), { QStringLiteral("-q"), QStringLiteral("-p"), QStringLiteral("-P"), QString(), QStringLiteral("-N"), QString::fromUtf8(passphrase), QStringLiteral("-f"), key });
        }
        const auto config = m_config + QStringLiteral(".locked");
        QFile plainConfig(m_config);
        QFile lockedConfig(config);
        if (plainConfig.open(QIODevice::ReadOnly) && lockedConfig.open(QIODevice::WriteOnly))
            lockedConfig.write(plainConfig.readAll().replace(m_ssh->identityFile().toUtf8(), key.toUtf8()));
        auto tunnel = asking({ QStringLiteral("IdentityAgent=none") });
        tunnel.options[1] = config;
        return tunnel;
    }
    [[nodiscard]] TunnelEnd end() const { return { QStringLiteral("127.0.0.1"), m_postgres->port(), {} }; }
    static Result<std::shared_ptr<OpenTunnel>> open(const SshTunnel &tunnel, const std::vector<TunnelEnd> &ends, const OpenTunnel::Ask &ask = {})
    {
        return OpenTunnel::open(tunnel, ends, {}, ask);
    }

    std::unique_ptr<SshServer> m_ssh;
    PostgresServer *m_postgres = nullptr;
    QString m_config;
    QTemporaryDir m_files;
};

QTEST_GUILESS_MAIN(TestTunnels)
#include "tst_tunnels.moc"
