#include "tests/support/servers/faultproxy.h"
#include "tests/support/servers/mariadbserver.h"
#include "tests/support/servers/needserver.h"
#include "tests/support/servers/pgbouncer.h"
#include "tests/support/servers/postgresserver.h"
#include "tests/support/servers/sshserver.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTest>

#include <libpq-fe.h>

using namespace dumbo::test;

namespace {

struct Closer
{
    void operator()(PGconn *connection) const { PQfinish(connection); }
};
using Client = std::unique_ptr<PGconn, Closer>;

Client connectTo(const QString &text)
{
    return Client(PQconnectdb(text.toUtf8().constData()));
}

QByteArray ask(const Client &client, const char *query)
{
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(client.get(), query), PQclear);
    return PQresultStatus(result.get()) == PGRES_TUPLES_OK ? QByteArray(PQgetvalue(result.get(), 0, 0))
                                                           : QByteArray(PQresultErrorMessage(result.get()));
}

QString through(const FaultProxy &proxy)
{
    return QStringLiteral("host=127.0.0.1 port=%1 user=postgres dbname=postgres sslmode=disable").arg(proxy.port());
}

} // namespace

class TestServers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyoneGetsADatabaseOfTheirOwn();
    void postgresAnswersBySocketAndTcp();
    void aPasswordIsAsked();
    void aServerStopsAndStartsAgain();
    void aPausedServerGoesOn();
    void aServerThatIsKilledIsNoticed();
    void certificatesAreWhatTheySay();
    void mariaDbAnswers();
    void pgBouncerSharesSessions();
    void sshLetsTheKeyIn();
    void theProxyCountsAndCuts();
    void theProxyDelaysAndSwallows();
    void theProxyPausesAndRefuses();
};

void TestServers::everyoneGetsADatabaseOfTheirOwn()
{
    const auto server = PostgresServer::shared();
    DUMBO_NEED_SERVER(server);
    const auto one = (*server)->createDatabase();
    const auto two = (*server)->createDatabase();
    QVERIFY(one != two);
    QVERIFY((*server)->run(QStringLiteral("CREATE TABLE t (a integer)"), one));
    QVERIFY((*server)->run(QStringLiteral("CREATE TABLE t (a integer)"), two));
    (*server)->dropDatabase(one);
    QVERIFY(!(*server)->run(QStringLiteral("SELECT 1"), one));
    QVERIFY((*server)->socketFolder().size() < 60);
    QVERIFY((*server)->versionNumber() >= 130000);
}

void TestServers::postgresAnswersBySocketAndTcp()
{
    const auto server = PostgresServer::shared();
    DUMBO_NEED_SERVER(server);
    for (const auto &url : { (*server)->url(), (*server)->tcpUrl() })
        QCOMPARE(ask(connectTo(url), "SELECT 'ü'"), QByteArray("ü"));
}

void TestServers::aPasswordIsAsked()
{
    const auto server = PostgresServer::shared();
    DUMBO_NEED_SERVER(server);
    const auto text = QStringLiteral("host=%1 port=%2 user=guarded dbname=postgres passfile=/nowhere ")
                          .arg((*server)->socketFolder(), QString::number((*server)->port()));
    QVERIFY(PQconnectionNeedsPassword(connectTo(text).get()));
    QCOMPARE(PQstatus(connectTo(text + QStringLiteral("password=wrong")).get()), CONNECTION_BAD);
    QCOMPARE(PQstatus(connectTo(text + QStringLiteral("password=secret")).get()), CONNECTION_OK);
}

void TestServers::aServerStopsAndStartsAgain()
{
    const auto server = PostgresServer::start();
    DUMBO_NEED_SERVER(server);
    QVERIFY((*server)->run(QStringLiteral("CREATE TABLE t AS SELECT 7")));
    for (const auto mode : { PostgresServer::StopMode::Fast, PostgresServer::StopMode::Immediate }) {
        (*server)->stop(mode);
        QVERIFY(!(*server)->isRunning());
        QVERIFY(!(*server)->run(QStringLiteral("SELECT 1")));
        const auto up = (*server)->startAgain();
        QVERIFY2(up, qPrintable(up ? QString() : up.error().toText()));
        QCOMPARE((*server)->run(QStringLiteral("SELECT * FROM t")).value_or(QString()).trimmed(), QStringLiteral("7"));
    }
}

void TestServers::aPausedServerGoesOn()
{
    const auto server = PostgresServer::start();
    DUMBO_NEED_SERVER(server);
    const auto client = connectTo((*server)->url());
    QCOMPARE(PQstatus(client.get()), CONNECTION_OK);
    (*server)->pause();
    QVERIFY(PQsendQuery(client.get(), "SELECT 1"));
    QFile state(QStringLiteral("/proc/%1/stat").arg(PQbackendPID(client.get())));
    QVERIFY(state.open(QIODevice::ReadOnly));
    QTRY_VERIFY(state.seek(0) && state.readAll().contains(") T "));
    (*server)->resume();
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQgetResult(client.get()), PQclear);
    QCOMPARE(PQresultStatus(result.get()), PGRES_TUPLES_OK);
}

void TestServers::aServerThatIsKilledIsNoticed()
{
    const auto server = PostgresServer::start();
    DUMBO_NEED_SERVER(server);
    kill((*server)->processId(), SIGKILL);
    QTRY_VERIFY(!(*server)->isRunning());
}

void TestServers::certificatesAreWhatTheySay()
{
    const auto server = PostgresServer::start({ .tls = true });
    DUMBO_NEED_SERVER(server);
    const auto files = Certificates::shared();
    QVERIFY2(files, qPrintable(files ? QString() : files.error().toText()));
    const auto text = QStringLiteral("host=localhost hostaddr=127.0.0.1 port=%1 dbname=postgres sslmode=verify-full "
                                     "sslrootcert=%2 user=")
                          .arg(QString::number((*server)->port()), (*files)->path("ca.crt"));
    QCOMPARE(PQstatus(connectTo(text + QStringLiteral("postgres")).get()), CONNECTION_OK);
    QCOMPARE(PQstatus(connectTo(text + QStringLiteral("certified")).get()), CONNECTION_BAD);
    const auto client = connectTo(text
        + QStringLiteral("certified sslcert=%1 sslkey=%2").arg((*files)->path("client.crt"), (*files)->path("client.key")));
    QVERIFY2(PQstatus(client.get()) == CONNECTION_OK, PQerrorMessage(client.get()));
    for (const auto *name : { "wronghost", "expired" }) {
        const auto *file = qstrcmp(name, "wronghost") == 0 ? "wronghost.crt" : "expired.crt";
        const auto verified = runProgram({ QStringLiteral("openssl"), QStringLiteral("verify"), QStringLiteral("-CAfile"),
            (*files)->path("ca.crt"), QStringLiteral("-verify_hostname"), QStringLiteral("localhost"), (*files)->path(file) });
        QVERIFY2(!verified, name);
    }
}

void TestServers::mariaDbAnswers()
{
    const auto server = MariaDbServer::shared();
    DUMBO_NEED_SERVER(server);
    const auto database = (*server)->createDatabase();
    const auto text = (*server)->run(QStringLiteral("CREATE TABLE t (a text); INSERT INTO t VALUES ('ü🐘'); SELECT * FROM t"), database);
    QVERIFY2(text, qPrintable(text ? QString() : text.error().toText()));
    QCOMPARE(text->trimmed(), QStringLiteral("ü🐘"));
    for (const auto &user : { QStringLiteral("--user=root"), QStringLiteral("--user=guarded") }) {
        auto command = QStringList { QStringLiteral("mariadb"), QStringLiteral("--no-defaults"), QStringLiteral("--host=127.0.0.1"),
            QStringLiteral("--skip-ssl"), QStringLiteral("--port=%1").arg((*server)->port()), user };
        if (user.endsWith(QStringLiteral("guarded")))
            command += QStringLiteral("--password=secret");
        const auto answer = runProgram(command, { .input = "SELECT current_user()" });
        QVERIFY2(answer, qPrintable(answer ? QString() : answer.error().toText()));
    }
}

void TestServers::pgBouncerSharesSessions()
{
    const auto server = PostgresServer::shared();
    DUMBO_NEED_SERVER(server);
    const auto bouncer = PgBouncer::start(**server, { .settings = {}, .serverConnections = 1 });
    DUMBO_NEED_SERVER(bouncer);
    const auto one = connectTo((*bouncer)->url());
    const auto two = connectTo((*bouncer)->url());
    QVERIFY2(PQstatus(one.get()) == CONNECTION_OK, PQerrorMessage(one.get()));
    QCOMPARE(ask(one, "SELECT pg_backend_pid()"), ask(two, "SELECT pg_backend_pid()"));
}

void TestServers::sshLetsTheKeyIn()
{
    const auto server = SshServer::start();
    DUMBO_NEED_SERVER(server);
    const auto answer = runProgram({ QStringLiteral("ssh"), QStringLiteral("-F"), (*server)->configFile(),
        QStringLiteral("dumbo-test"), QStringLiteral("echo"), QStringLiteral("hello") });
    QVERIFY2(answer, qPrintable(answer ? QString() : answer.error().toText() + (*server)->log()));
    QCOMPARE(answer->trimmed(), QByteArray("hello"));
}

void TestServers::theProxyCountsAndCuts()
{
    const auto server = PostgresServer::shared();
    DUMBO_NEED_SERVER(server);
    for (const auto &upstream : { FaultProxy::Upstream::tcp((*server)->port()),
             FaultProxy::Upstream::unixSocket(
                 (*server)->socketFolder() + QStringLiteral("/.s.PGSQL.%1").arg((*server)->port())) }) {
        const auto proxy = FaultProxy::start(upstream);
        QVERIFY(proxy);
        for (const auto cut : { FaultProxy::Cut::Close, FaultProxy::Cut::Reset }) {
            const auto client = connectTo(through(**proxy));
            QVERIFY2(PQstatus(client.get()) == CONNECTION_OK, PQerrorMessage(client.get()));
            const auto before = (*proxy)->bytes(FaultProxy::Direction::ToClient);
            (*proxy)->cutAfter(FaultProxy::Direction::ToClient, 5000, cut);
            QVERIFY(!ask(client, "SELECT repeat('x', 100000)").startsWith("xxx"));
            QCOMPARE((*proxy)->bytes(FaultProxy::Direction::ToClient) - before, 5000);
            QCOMPARE(PQstatus(client.get()), CONNECTION_BAD);
        }
        const auto client = connectTo(through(**proxy));
        QCOMPARE(ask(client, "SELECT repeat('x', 1000000)").size(), 1'000'000);
        (*proxy)->cutAll(FaultProxy::Cut::Reset);
        QTRY_COMPARE((*proxy)->openConnections(), 0);
        QVERIFY(ask(client, "SELECT 1") != "1");
        QCOMPARE((*proxy)->connections(), 3);
    }
}

void TestServers::theProxyDelaysAndSwallows()
{
    const auto server = PostgresServer::shared();
    DUMBO_NEED_SERVER(server);
    const auto proxy = FaultProxy::start(FaultProxy::Upstream::tcp((*server)->port()));
    QVERIFY(proxy);
    const auto client = connectTo(through(**proxy));
    (*proxy)->setLatency(std::chrono::milliseconds(50));
    QElapsedTimer clock;
    clock.start();
    QCOMPARE(ask(client, "SELECT 1"), QByteArray("1"));
    QVERIFY(clock.elapsed() >= 100);
    (*proxy)->setBlackHole(true);
    QCOMPARE(PQstatus(connectTo(through(**proxy) + QStringLiteral(" connect_timeout=2")).get()), CONNECTION_BAD);
}

void TestServers::theProxyPausesAndRefuses()
{
    const auto server = PostgresServer::shared();
    DUMBO_NEED_SERVER(server);
    const auto proxy = FaultProxy::start(FaultProxy::Upstream::tcp((*server)->port()));
    QVERIFY(proxy);
    const auto client = connectTo(through(**proxy));
    (*proxy)->setPaused(true);
    QVERIFY(PQsendQuery(client.get(), "SELECT 1"));
    QVERIFY(PQflush(client.get()) == 0);
    const auto moved = (*proxy)->bytes(FaultProxy::Direction::ToServer);
    (*proxy)->setPaused(false);
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQgetResult(client.get()), PQclear);
    QCOMPARE(PQresultStatus(result.get()), PGRES_TUPLES_OK);
    QVERIFY((*proxy)->bytes(FaultProxy::Direction::ToServer) > moved);
    (*proxy)->setRefusing(true);
    QCOMPARE(PQstatus(connectTo(through(**proxy)).get()), CONNECTION_BAD);
    (*proxy)->setRefusing(false);
    QCOMPARE(PQstatus(connectTo(through(**proxy)).get()), CONNECTION_OK);
}

QTEST_GUILESS_MAIN(TestServers)
#include "tst_servers.moc"
