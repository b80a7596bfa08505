#include "tests/integration/postgresql/pgfixture.h"
#include "tests/support/servers/faultproxy.h"

#include <QElapsedTimer>
#include <QFile>
#include <QObject>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace dumbo;
using namespace dumbo::test;

class TestPgConnect : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();

    void failuresHaveClearWords_data();
    void failuresHaveClearWords();
    void aWrongPasswordIsAskedForAgain();
    void noErrorHoldsASecret();
    void everyModeOfEncryptionWorks_data();
    void everyModeOfEncryptionWorks();
    void certificatesLetIn();
    void severalHostsAreTriedInTurn();
    void aSilentHostIsLeftAfterItsTime();
    void connectingCanBeCancelled();
    void serviceFilePasswordFileAndEnvironmentAreRead();
    void theProgramTellsItsName();
    void cancellingRespectsEncryption();
    void aCutWireIsALostConnection();
    void aSilentServerDoesNotKeepACancelForEver();

private:
    [[nodiscard]] postgresql::PostgresOptions options() const { return optionsFor(*m_server, QStringLiteral("postgres")); }
    [[nodiscard]] postgresql::PostgresOptions tls(const char *mode) const;
    [[nodiscard]] Result<std::unique_ptr<Connection>> connect(const postgresql::PostgresOptions &options)
    {
        return m_plugin.connect(options, m_observer);
    }

    std::unique_ptr<PostgresServer> m_server;
    const Certificates *m_certificates = nullptr;
    postgresql::PostgresPlugin m_plugin;
    HeardObserver m_observer;
};

void TestPgConnect::initTestCase()
{
    auto certificates = Certificates::shared();
    DUMBO_NEED_SERVER(certificates);
    m_certificates = *certificates;
    auto server = PostgresServer::start({ {}, {}, true });
    DUMBO_NEED_SERVER(server);
    m_server = std::move(*server);
}

void TestPgConnect::cleanupTestCase()
{
    m_server.reset();
}

postgresql::PostgresOptions TestPgConnect::tls(const char *mode) const
{
    auto made = tcpOptionsFor(m_server->port(), QStringLiteral("postgres"));
    made.sslMode = QString::fromLatin1(mode);
    made.sslRootCertificate = m_certificates->path("ca.crt");
    return made;
}

void TestPgConnect::failuresHaveClearWords_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("port");
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("database");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, const char *host, const char *port, const char *user, const char *database,
                         ErrorKind kind, const char *words) {
        QTest::newRow(name) << QString::fromLatin1(host) << QString::fromLatin1(port) << QString::fromLatin1(user)
                            << QString::fromLatin1(database) << errorKindName(kind) << QString::fromLatin1(words);
    };
    row("refused", "127.0.0.1", "1", "postgres", "postgres", ErrorKind::Connection, "Nothing answers");
    row("no such host", "no-such-host.invalid", "5432", "postgres", "postgres", ErrorKind::Connection, "no host of that name");
    row("no socket", "/nowhere", "5432", "postgres", "postgres", ErrorKind::Connection, "No server listens");
    row("no such database", "", "", "postgres", "nowhere", ErrorKind::NotFound, "no such database");
    row("no such user", "", "", "nobody_here", "postgres", ErrorKind::NotFound, "no such user");
    row("no password", "", "", "guarded", "postgres", ErrorKind::AuthenticationRequired, "asks for a password");
}

void TestPgConnect::failuresHaveClearWords()
{
    QFETCH(QString, host);
    QFETCH(QString, port);
    QFETCH(QString, user);
    QFETCH(QString, database);
    QFETCH(QString, kind);
    QFETCH(QString, words);
    auto given = options();
    if (!host.isEmpty()) {
        given.host = host;
        given.port = port;
    }
    given.user = user;
    given.database = database;
    const auto outcome = connect(given);
    QVERIFY(!outcome);
    QCOMPARE(errorKindName(outcome.error().kind()), kind);
    QVERIFY2(outcome.error().message().contains(words), qPrintable(outcome.error().toText()));
    QVERIFY(!outcome.error().serverMessage().isEmpty());
}

void TestPgConnect::aWrongPasswordIsAskedForAgain()
{
    auto given = options();
    given.user = QStringLiteral("guarded");
    given.password = QStringLiteral("wrong");
    const auto outcome = connect(given);
    QVERIFY(!outcome && outcome.error().kind() == ErrorKind::AuthenticationRequired);
    QCOMPARE(outcome.error().detail(), authenticationDetail({ QStringLiteral("password") }));
    given.password = QStringLiteral("secret");
    VERIFY_RESULT(connect(given));
}

void TestPgConnect::noErrorHoldsASecret()
{
    for (const auto &[host, database] : { std::pair("127.0.0.1", "postgres"), std::pair("/nowhere", "postgres"), std::pair("", "nowhere") }) {
        auto given = options();
        given.user = QStringLiteral("guarded");
        given.password = QStringLiteral("s3cr3t-wo%rd");
        given.database = QString::fromLatin1(database);
        if (*host)
            given.host = QString::fromLatin1(host);
        const auto outcome = connect(given);
        QVERIFY(!outcome);
        QVERIFY(!outcome.error().toJson().contains("s3cr3t"));
    }
}

void TestPgConnect::everyModeOfEncryptionWorks_data()
{
    QTest::addColumn<QString>("mode");
    QTest::addColumn<QString>("authority");
    QTest::addColumn<bool>("works");
    QTest::addColumn<bool>("isEncrypted");
    const auto row = [](const char *mode, const char *authority, bool works, bool isEncrypted) {
        QTest::addRow("%s %s", mode, authority)
            << QString::fromLatin1(mode) << QString::fromLatin1(authority) << works << isEncrypted;
    };
    row("disable", "ca.crt", true, false);
    row("allow", "ca.crt", true, false);
    row("prefer", "ca.crt", true, true);
    row("require", "ca.crt", true, true);
    row("verify-ca", "ca.crt", true, true);
    row("verify-full", "ca.crt", true, true);
    row("verify-ca", "stranger.crt", false, false);
    row("verify-full", "stranger.crt", false, false);
    row("verify-full", "nowhere.crt", false, false);
}

void TestPgConnect::everyModeOfEncryptionWorks()
{
    QFETCH(QString, mode);
    QFETCH(QString, authority);
    QFETCH(bool, works);
    QFETCH(bool, isEncrypted);
    auto given = tls(qPrintable(mode));
    given.sslRootCertificate = m_certificates->path(qPrintable(authority));
    const auto connection = connect(given);
    QCOMPARE(connection.has_value(), works);
    if (works) {
        QCOMPARE((*connection)->server().encryption.startsWith(QStringLiteral("TLS")), isEncrypted);
        return;
    }
    QVERIFY(!connection.error().isRetryable());
    QVERIFY2(connection.error().message().contains(QStringLiteral("certificate")), qPrintable(connection.error().toText()));
}

void TestPgConnect::certificatesLetIn()
{
    auto given = tls("verify-full");
    given.user = QStringLiteral("certified");
    QVERIFY(!connect(given));
    given.sslCertificate = m_certificates->path("client.crt");
    given.sslKey = m_certificates->path("client.key");
    const auto connection = connect(given);
    VERIFY_RESULT(connection);
    QCOMPARE(ask(**connection, "SELECT current_user::text"), QStringLiteral("certified"));
}

void TestPgConnect::severalHostsAreTriedInTurn()
{
    auto given = options();
    given.host = QStringLiteral("/nowhere,127.0.0.1,") + m_server->socketFolder();
    given.port = QStringLiteral("1,1,") + QString::number(m_server->port());
    given.targetSessionAttributes = QStringLiteral("read-write");
    const auto connection = connect(given);
    VERIFY_RESULT(connection);
    QCOMPARE(ask(**connection, "SELECT 1"), QStringLiteral("1"));
    given.targetSessionAttributes = QStringLiteral("standby");
    const auto none = connect(given);
    QVERIFY(!none);
    QVERIFY2(none.error().message().contains(QStringLiteral("target_session_attrs")), qPrintable(none.error().toText()));
}

void TestPgConnect::aSilentHostIsLeftAfterItsTime()
{
    const auto proxy = FaultProxy::start(FaultProxy::Upstream::tcp(m_server->port()));
    VERIFY_RESULT(proxy);
    (*proxy)->setBlackHole(true);
    auto given = tcpOptionsFor((*proxy)->port(), QStringLiteral("postgres"));
    given.connectTimeout = std::chrono::seconds(2);
    const auto outcome = connect(given);
    QVERIFY(!outcome);
    QCOMPARE(errorKindName(outcome.error().kind()), errorKindName(ErrorKind::Timeout));
    given.host = QStringLiteral("127.0.0.1,127.0.0.1");
    given.port = QStringLiteral("%1,%2").arg((*proxy)->port()).arg(m_server->port());
    const auto connection = connect(given);
    VERIFY_RESULT(connection);
    QCOMPARE(ask(**connection, "SELECT 1"), QStringLiteral("1"));
}

void TestPgConnect::connectingCanBeCancelled()
{
    const auto proxy = FaultProxy::start(FaultProxy::Upstream::tcp(m_server->port()));
    VERIFY_RESULT(proxy);
    (*proxy)->setBlackHole(true);
    CancellationSource source;
    std::jthread canceller([&] {
        while ((*proxy)->connections() == 0)
            std::this_thread::yield();
        source.cancel();
    });
    ConnectRequest request;
    request.options = tcpOptionsFor((*proxy)->port(), QStringLiteral("postgres")).toOptions();
    request.cancellation = source.token();
    const auto outcome = m_plugin.connect(request, m_observer);
    QVERIFY(!outcome && outcome.error().isCancelled());
}

void TestPgConnect::serviceFilePasswordFileAndEnvironmentAreRead()
{
    QTemporaryDir folder;
    QFile services(folder.filePath(QStringLiteral("services")));
    QVERIFY(services.open(QIODevice::WriteOnly));
    services.write("[crm]\nhost=" + m_server->socketFolder().toUtf8() + "\nport=" + QByteArray::number(m_server->port())
        + "\nuser=guarded\ndbname=postgres\n");
    services.close();
    QFile passwords(folder.filePath(QStringLiteral("passwords")));
    QVERIFY(passwords.open(QIODevice::WriteOnly));
    passwords.write("*:*:postgres:guarded:secret\n");
    passwords.close();
    QVERIFY(passwords.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
    qputenv("PGSERVICEFILE", services.fileName().toUtf8());
    qputenv("PGAPPNAME", "from the environment");
    postgresql::PostgresOptions given;
    given.service = QStringLiteral("crm");
    given.more = { { QStringLiteral("passfile"), passwords.fileName() } };
    const auto connection = connect(given);
    qunsetenv("PGSERVICEFILE");
    qunsetenv("PGAPPNAME");
    VERIFY_RESULT(connection);
    QCOMPARE((*connection)->server().user, QStringLiteral("guarded"));
    QCOMPARE(ask(**connection, "SHOW application_name"), QStringLiteral("from the environment"));
    given.service = QStringLiteral("nowhere");
    const auto none = connect(given);
    QVERIFY(!none);
    QCOMPARE(errorKindName(none.error().kind()), errorKindName(ErrorKind::NotFound));
}

void TestPgConnect::theProgramTellsItsName()
{
    const auto named = connect(options());
    VERIFY_RESULT(named);
    QCOMPARE(ask(**named, "SHOW application_name"), QStringLiteral("tst_pgconnect"));
    auto given = options();
    given.applicationName = QStringLiteral("other");
    const auto other = connect(given);
    VERIFY_RESULT(other);
    QCOMPARE(ask(**other, "SHOW application_name"), QStringLiteral("other"));
}

void TestPgConnect::cancellingRespectsEncryption()
{
    const auto connection = connect(tls("verify-full"));
    VERIFY_RESULT(connection);
    std::jthread canceller([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        (*connection)->cancel();
    });
    const auto execution = (*connection)->execute(statement("SELECT pg_sleep(60)"));
    VERIFY_RESULT(execution);
    const auto outcome = readRows(**execution);
    QVERIFY(!outcome && outcome.error().isCancelled());
    canceller.join();
    QVERIFY((*execution)->close(CloseMode::Cancel));
    QCOMPARE(ask(**connection, "SELECT 1"), QStringLiteral("1"));
}

void TestPgConnect::aCutWireIsALostConnection()
{
    const auto proxy = FaultProxy::start(FaultProxy::Upstream::tcp(m_server->port()));
    VERIFY_RESULT(proxy);
    for (const auto cut : { FaultProxy::Cut::Close, FaultProxy::Cut::Reset }) {
        const auto connection = connect(tcpOptionsFor((*proxy)->port(), QStringLiteral("postgres")));
        VERIFY_RESULT(connection);
        m_observer.clear();
        (*proxy)->cutAfter(FaultProxy::Direction::ToClient, 1'000'000, cut);
        const auto execution = (*connection)->execute(statement("SELECT i, repeat('x', 100) FROM generate_series(1, 100000) i"));
        VERIFY_RESULT(execution);
        VERIFY_RESULT((*execution)->nextResult());
        qint64 rows = 0;
        while (true) {
            const auto batch = (*execution)->next({});
            if (!batch) {
                QCOMPARE(errorKindName(batch.error().kind()), errorKindName(ErrorKind::Connection));
                break;
            }
            QVERIFY(*batch);
            rows += (*batch)->rowCount();
        }
        // A reset takes what the system had received and nobody had read yet.
        QVERIFY2(rows >= (cut == FaultProxy::Cut::Close ? 5000 : 1) && rows < 20'000, qPrintable(QString::number(rows)));
        QVERIFY((*connection)->isBroken());
        QCOMPARE(m_observer.lost.size(), 1u);
    }
}

void TestPgConnect::aSilentServerDoesNotKeepACancelForEver()
{
    const auto proxy = FaultProxy::start(FaultProxy::Upstream::tcp(m_server->port()));
    VERIFY_RESULT(proxy);
    const auto connection = connect(tcpOptionsFor((*proxy)->port(), QStringLiteral("postgres")));
    VERIFY_RESULT(connection);
    const auto execution = (*connection)->execute(statement("SELECT pg_sleep(300)"));
    VERIFY_RESULT(execution);
    std::jthread canceller([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        (*proxy)->setBlackHole(true);
        (*connection)->cancel();
    });
    const auto outcome = readRows(**execution);
    QVERIFY(!outcome && outcome.error().isCancelled());
    QVERIFY((*connection)->isBroken());
}

QTEST_GUILESS_MAIN(TestPgConnect)
#include "tst_pgconnect.moc"
