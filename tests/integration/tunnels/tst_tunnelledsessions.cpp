#include "core/connection/connectionadvice.h"
#include "core/connection/connectionstring.h"
#include "core/connection/reaper.h"
#include "core/connection/session.h"
#include "core/platform/paths.h"
#include "core/plugins/driverregistry.h"
#include "tests/support/servers/certificates.h"
#include "tests/support/servers/mariadbserver.h"
#include "tests/support/servers/needserver.h"
#include "tests/support/servers/postgresserver.h"
#include "tests/support/servers/sshserver.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace dumbo;
using namespace dumbo::test;
using namespace std::chrono_literals;

namespace {

QList<pid_t> processesWith(const QString &argument)
{
    QList<pid_t> found;
    for (const auto &name : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs)) {
        QFile file(QStringLiteral("/proc/%1/cmdline").arg(name));
        if (name.toLongLong() > 0 && file.open(QIODevice::ReadOnly) && file.readAll().contains(argument.toUtf8()))
            found.append(pid_t(name.toLongLong()));
    }
    return found;
}

auto query(const QByteArray &sql)
{
    return [sql](Executor &executor) { return executor.query(sql); };
}

} // namespace

class TestTunnelledSessions : public QObject {
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
        m_registry.discover(paths::pluginFolders());
    }

    void cleanup()
    {
        QVERIFY(Reaper::instance().waitForAll(30s));
        QCOMPARE(processesWith(m_config), QList<pid_t>());
    }

    void postgreSqlIsReachedThroughSsh()
    {
        const auto session = Session::open(m_registry, target());
        QCOMPARE(answered(*session, "SELECT 41 + 1"), QStringLiteral("42"));
        QCOMPARE(answered(*session, "SELECT inet_server_port()"), QString::number(m_postgres->port()));
        QVERIFY(session->status().facts->server.product.contains(QStringLiteral("PostgreSQL")));
    }

    void mariaDbIsReachedThroughSsh()
    {
        const auto maria = MariaDbServer::shared();
        DUMBO_NEED_SERVER(maria);
        const auto session
            = Session::open(m_registry, target(QStringLiteral("mysql://guarded:secret@127.0.0.1:%1/mysql").arg((*maria)->port())));
        QCOMPARE(answered(*session, "SELECT 41 + 1"), QStringLiteral("42"));
        QCOMPARE(answered(*session, "SELECT @@port"), QString::number((*maria)->port()));
    }

    void sessionsOfOneConnectionShareOneSsh()
    {
        const auto first = Session::open(m_registry, target());
        const auto second = Session::open(m_registry, target());
        QCOMPARE(answered(*first, "SELECT 1"), QStringLiteral("1"));
        QCOMPARE(answered(*second, "SELECT 1"), QStringLiteral("1"));
        QCOMPARE(processesWith(m_config).size(), 1);
    }

    void aTunnelThatDiesIsTheReasonOfTheLossAndIsOpenedAgain()
    {
        SessionEvents events;
        QList<SessionPhase> phases;
        std::optional<Error> loss;
        events.statusChanged = [&](const SessionStatus &status) {
            phases.append(status.phase);
            if (status.phase == SessionPhase::Lost)
                loss = status.error;
        };
        const auto session = Session::open(m_registry, target(), events);
        QCOMPARE(answered(*session, "SELECT 1"), QStringLiteral("1"));
        for (const auto process : processesWith(m_config))
            ::kill(process, SIGKILL);
        QTRY_VERIFY_WITH_TIMEOUT(loss, 30'000);
        QVERIFY2(loss->toText().contains(QStringLiteral("ssh tunnel")), qPrintable(loss->toText()));
        QCOMPARE(answered(*session, "SELECT 2"), QStringLiteral("2"));
    }

    void aStatementThatLosesItsTunnelSaysSo()
    {
        const auto session = Session::open(m_registry, target());
        QCOMPARE(answered(*session, "SELECT 1"), QStringLiteral("1"));
        const auto reply = session->submit(query("SELECT pg_sleep(60)"));
        QTRY_COMPARE(session->status().phase, SessionPhase::Busy);
        for (const auto process : processesWith(m_config))
            ::kill(process, SIGKILL);
        QTRY_VERIFY_WITH_TIMEOUT(reply.isFinished(), 30'000);
        QVERIFY2(reply.result().error().toText().contains(QStringLiteral("ssh")), qPrintable(reply.result().error().toText()));
        QCOMPARE(answered(*session, "SELECT 2"), QStringLiteral("2"));
    }

    void whatTheSshServerCanNotReachIsSaidInItsWords()
    {
        const auto wrong = target(QStringLiteral("postgresql://postgres@127.0.0.1:%1/postgres").arg(freePort()));
        const auto session = Session::open(m_registry, wrong);
        const auto reply = session->submit(query("SELECT 1"));
        QTRY_VERIFY_WITH_TIMEOUT(reply.isFinished(), 30'000);
        const auto error = reply.result().error();
        QVERIFY2(error.message().contains(QStringLiteral("Connection refused")), qPrintable(error.toText()));
        QCOMPARE(connectionCauseName(ConnectionAdvice::of(error, wrong).cause), QStringLiteral("tunnel"));
    }

    void certificatesAreCheckedAgainstTheServersOwnName()
    {
        auto server = PostgresServer::start({ .tls = true });
        DUMBO_NEED_SERVER(server);
        const auto certificates = Certificates::shared();
        QVERIFY(certificates);
        auto secure = target(QStringLiteral("postgresql://postgres@localhost:%1/postgres?sslmode=verify-full").arg((*server)->port()));
        secure.options.set(QStringLiteral("sslrootcert"), (*certificates)->path("ca.crt"));
        const auto session = Session::open(m_registry, secure);
        QCOMPARE(answered(*session, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"), QStringLiteral("true"));
        QVERIFY(!session->status().facts->server.encryption.isEmpty());
    }

    void aPassphraseIsAskedForLikeAnyOtherSecret()
    {
        const auto key = m_files.filePath(QStringLiteral("locked"));
        QVERIFY(QFile::copy(m_ssh->identityFile(), key));
        QVERIFY(QFile::setPermissions(key, QFileDevice::ReadOwner | QFileDevice::WriteOwner));
        QCOMPARE(QProcess::execute(QStringLiteral("ssh-keygen"), { QStringLiteral("-q"), QStringLiteral("-p"), QStringLiteral("-P"), QString(), QStringLiteral("-N"), QStringLiteral("sesame open"), QStringLiteral("-f"), key }), 0);
        auto locked = target();
        QFile plain(m_config);
        QFile other(m_config + QStringLiteral(".locked"));
        QVERIFY(plain.open(QIODevice::ReadOnly) && other.open(QIODevice::WriteOnly));
        other.write(plain.readAll().replace(m_ssh->identityFile().toUtf8(), key.toUtf8()).replace("BatchMode yes", "BatchMode no"));
        other.close();
        locked.tunnel->options = { QStringLiteral("-F"), other.fileName(), QStringLiteral("-o"), QStringLiteral("IdentityAgent=none") };

        std::unique_ptr<Session> session;
        SessionEvents events;
        QList<CredentialsRequest> asked;
        events.credentialsRequired = [&](const CredentialsRequest &request) {
            asked.append(request);
            session->answerCredentials({ { request.fields.first(), request.attempt == 1 ? QStringLiteral("wrong") : QStringLiteral("sesame open") } });
        };
        session = Session::open(m_registry, locked, events);
        QCOMPARE(answered(*session, "SELECT 1"), QStringLiteral("1"));
        QCOMPARE(asked.size(), 2);
        QCOMPARE(asked.first().fields, QStringList { CredentialsRequest::sshPassphrase });
    }

    void theCommandLineGoesThroughSshAsWell()
    {
        const auto dumbo = [](const QStringList &arguments) {
            QProcess process;
            process.start(dumboProgram(), arguments);
            process.closeWriteChannel();
            return process.waitForFinished(60'000) ? process.readAllStandardOutput() + process.readAllStandardError() : QByteArray("hangs");
        };
        QCOMPARE(dumbo({ QStringLiteral("connections"), QStringLiteral("add"), QStringLiteral("far"), m_postgres->tcpUrl(), QStringLiteral("--ssh"), QStringLiteral("dumbo-test"),
                     QStringLiteral("--ssh-option=-F"), QStringLiteral("--ssh-option=") + m_config }),
            QByteArray());
        QCOMPARE(dumbo({ QStringLiteral("query"), QStringLiteral("-c"), QStringLiteral("far"), QStringLiteral("--format"), QStringLiteral("tsv"), QStringLiteral("SELECT 7 AS a") }), QByteArray("a\n7\n"));
        const auto tested = dumbo({ QStringLiteral("connections"), QStringLiteral("test"), QStringLiteral("far") });
        QVERIFY2(tested.contains("PostgreSQL 17"), tested.constData());
    }

    void onTheTerminalAPassphraseIsAskedForWithoutEcho()
    {
        if (QStandardPaths::findExecutable(QStringLiteral("script")).isEmpty())
            QSKIP("There is no program \"script\" that would be the terminal.");
        QVERIFY(QFile::exists(m_config + QStringLiteral(".locked")));
        QProcess::execute(dumboProgram(), { QStringLiteral("connections"), QStringLiteral("add"), QStringLiteral("locked"), m_postgres->tcpUrl(), QStringLiteral("--ssh"),
            QStringLiteral("dumbo-test"), QStringLiteral("--ssh-option=-F"), QStringLiteral("--ssh-option=") + m_config + QStringLiteral(".locked") });
        QProcess terminal;
        terminal.setProcessChannelMode(QProcess::MergedChannels);
        terminal.start(QStringLiteral("script"), { QStringLiteral("-qec"), dumboProgram() + QStringLiteral(" query -c locked --format tsv 'SELECT 7 AS a'"), QStringLiteral("/dev/null") });
        QByteArray shown;
        const auto isShown = [&](const char *words) {
            shown += terminal.readAll();
            return shown.contains(words);
        };
        QTRY_VERIFY_WITH_TIMEOUT(isShown("Enter passphrase for key"), 30'000);
        terminal.write("sesame open\n");
        QTRY_VERIFY2_WITH_TIMEOUT(isShown("a\r\n7\r\n"), shown.constData(), 30'000);
        QTRY_COMPARE_WITH_TIMEOUT(terminal.state(), QProcess::NotRunning, 30'000);
        QVERIFY2(!shown.contains("sesame"), shown.constData());
    }

    void sshEndsWithAProgramThatIsKilled()
    {
        QProcess::execute(dumboProgram(), { QStringLiteral("connections"), QStringLiteral("add"), QStringLiteral("killed"), m_postgres->tcpUrl(), QStringLiteral("--ssh"),
            QStringLiteral("dumbo-test"), QStringLiteral("--ssh-option=-F"), QStringLiteral("--ssh-option=") + m_config });
        QProcess process;
        process.start(dumboProgram(), { QStringLiteral("query"), QStringLiteral("-c"), QStringLiteral("killed"), QStringLiteral("SELECT pg_sleep(60)") });
        QTRY_COMPARE_WITH_TIMEOUT(processesWith(m_config).size(), 1, 30'000);
        process.kill();
        QVERIFY(process.waitForFinished(30'000));
        QTRY_COMPARE_WITH_TIMEOUT(processesWith(m_config).size(), 0, 30'000);
    }

private:
    static QString dumboProgram() { return qEnvironmentVariable("DUMBO_BUILD_DIR") + QStringLiteral("/bin/dumbo"); }
    [[nodiscard]] ConnectionTarget target() const { return target(m_postgres->tcpUrl()); }
    [[nodiscard]] ConnectionTarget target(const QString &url) const
    {
        const auto parsed = parseConnectionString(url + (url.contains(u'?') ? u'&' : u'?') + QStringLiteral("ssh=dumbo-test"), m_registry);
        if (!parsed) {
            QTest::qFail(qPrintable(parsed.error().toText()), __FILE__, __LINE__);
            return {};
        }
        auto made = *parsed;
        made.tunnel->options = { QStringLiteral("-F"), m_config };
        return made;
    }
    static QString answered(Session &session, const QByteArray &sql)
    {
        const auto reply = session.submit(query(sql));
        [&] { QTRY_VERIFY_WITH_TIMEOUT(reply.isFinished(), 60'000); }();
        const auto result = reply.result();
        if (!result)
            return result.error().toText();
        return result->isEmpty() ? QString() : result->row(0).text(0);
    }

    std::unique_ptr<SshServer> m_ssh;
    PostgresServer *m_postgres = nullptr;
    QString m_config;
    QTemporaryDir m_files;
    DriverRegistry m_registry;
};

QTEST_GUILESS_MAIN(TestTunnelledSessions)
#include "tst_tunnelledsessions.moc"
