#include "faultsession.h"
#include "tests/support/servers/needserver.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace dumbo;
using namespace dumbo::test;

namespace {

QByteArray one(Connection &connection, const QByteArray &sql)
{
    Statement statement;
    statement.text = sql;
    const auto execution = connection.execute(statement);
    if (!execution || !(*execution)->nextResult())
        return "?";
    const auto batch = (*execution)->next({});
    return batch && *batch && (*batch)->rowCount() == 1 ? QByteArray((*batch)->cell(0, 0).bytes.data(), qsizetype((*batch)->cell(0, 0).bytes.size()))
                                                        : QByteArray("?");
}

/// Sets variables for as long as it exists.
class Environment
{
public:
    explicit Environment(const std::vector<std::pair<QByteArray, QByteArray>> &variables)
    {
        for (const auto &[name, value] : variables) {
            qputenv(name.constData(), value);
            m_names.append(name);
        }
    }
    ~Environment()
    {
        for (const auto &name : std::as_const(m_names))
            qunsetenv(name.constData());
    }
    Environment(const Environment &) = delete;
    Environment &operator=(const Environment &) = delete;

private:
    QByteArrayList m_names;
};

} // namespace

/// Every way to a server that libpq knows, with a real one at its end.
class TestConnecting : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void anSslModeIsKept_data();
    void anSslModeIsKept();
    void aServerThatWantsTlsRefusesOthers();
    void aServerWithoutTlsIsRefusedWhereItIsAsked();
    void aCertificateThatIsNotTrustedIsSaid_data();
    void aCertificateThatIsNotTrustedIsSaid();
    void aClientCertificateLetsItsUserIn();
    void aMissingClientCertificateIsRefused();
    void aServiceFileIsRead();
    void aPasswordFileIsRead();
    void theEnvironmentIsRead();
    void theFirstHostOfTheWantedKindIsTaken_data();
    void theFirstHostOfTheWantedKindIsTaken();
    void hostsThatAreAwayAreLeftOut();
    void theNameOfTheApplicationIsSeen();

private:
    using Values = std::vector<std::pair<QString, QString>>;
    Result<std::unique_ptr<Connection>> connect(const Values &values, const QString &password = {})
    {
        ConnectRequest request;
        for (const auto &[name, value] : values)
            request.options.set(name, value);
        if (!password.isEmpty())
            request.secrets.insert(QStringLiteral("password"), password);
        return m_plugin.connect(request, m_observer);
    }
    /// By TCP to the server with TLS.
    [[nodiscard]] Values tls(const PostgresServer &server, const QString &mode, const char *root = "ca.crt",
        const QString &user = QStringLiteral("postgres")) const
    {
        Values values { { QStringLiteral("host"), QStringLiteral("localhost") }, { QStringLiteral("hostaddr"), QStringLiteral("127.0.0.1") },
            { QStringLiteral("port"), QString::number(server.port()) }, { QStringLiteral("user"), user },
            { QStringLiteral("dbname"), QStringLiteral("postgres") }, { QStringLiteral("sslmode"), mode } };
        if (root)
            values.emplace_back(QStringLiteral("sslrootcert"), m_files->path(root));
        return values;
    }
    [[nodiscard]] QString write(const QString &name, const QByteArray &content) const
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) < 0
            || !file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner))
            qFatal("%s can't be written", qPrintable(file.fileName()));
        return file.fileName();
    }

    postgresql::PostgresPlugin m_plugin;
    ConnectionObserver m_observer;
    QTemporaryDir m_folder;
    const Certificates *m_files = nullptr;
    PostgresServer *m_plain = nullptr; ///< without TLS
    std::unique_ptr<PostgresServer> m_tls;
    std::unique_ptr<PostgresServer> m_wrongHost;
    std::unique_ptr<PostgresServer> m_expired;
    std::unique_ptr<PostgresServer> m_readOnly; ///< as a standby shows itself
};

void TestConnecting::initTestCase()
{
    const auto plain = PostgresServer::shared();
    DUMBO_NEED_SERVER(plain);
    m_plain = *plain;
    const auto files = Certificates::shared();
    QVERIFY2(files, qPrintable(files ? QString() : files.error().toText()));
    m_files = *files;
    const auto start = [](std::unique_ptr<PostgresServer> &into, const PostgresServer::Options &options) {
        auto server = PostgresServer::start(options);
        QVERIFY2(server, qPrintable(server ? QString() : server.error().toText()));
        into = std::move(*server);
    };
    start(m_tls, { .hba = { "hostnossl all strict all reject" }, .tls = true });
    QVERIFY(m_tls->run(QStringLiteral("CREATE ROLE strict LOGIN SUPERUSER")));
    start(m_wrongHost, { .tls = true, .certificate = "wronghost" });
    start(m_expired, { .tls = true, .certificate = "expired" });
    start(m_readOnly, {});
    QVERIFY(m_readOnly->run(QStringLiteral("ALTER SYSTEM SET default_transaction_read_only = on; SELECT pg_reload_conf()")));
    QTRY_COMPARE(m_readOnly->run(QStringLiteral("SHOW default_transaction_read_only")).value_or(QString()).trimmed(), QStringLiteral("on"));
}

void TestConnecting::anSslModeIsKept_data()
{
    QTest::addColumn<QString>("mode");
    QTest::addColumn<bool>("isEncrypted");
    QTest::newRow("disable") << QStringLiteral("disable") << false;
    QTest::newRow("allow") << QStringLiteral("allow") << false;
    QTest::newRow("prefer") << QStringLiteral("prefer") << true;
    QTest::newRow("require") << QStringLiteral("require") << true;
    QTest::newRow("verify-ca") << QStringLiteral("verify-ca") << true;
    QTest::newRow("verify-full") << QStringLiteral("verify-full") << true;
}

void TestConnecting::anSslModeIsKept()
{
    QFETCH(QString, mode);
    QFETCH(bool, isEncrypted);
    const auto connection = connect(tls(*m_tls, mode));
    QVERIFY2(connection, qPrintable(connection ? QString() : connection.error().toText()));
    const auto encryption = (*connection)->server().encryption;
    QCOMPARE(encryption.startsWith(QStringLiteral("TLSv1.")), isEncrypted);
    QCOMPARE(one(**connection, "SELECT ssl::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()"),
        isEncrypted ? QByteArray("true") : QByteArray("false"));
}

void TestConnecting::aServerThatWantsTlsRefusesOthers()
{
    const auto refused = connect(tls(*m_tls, QStringLiteral("disable"), nullptr, QStringLiteral("strict")));
    QVERIFY(!refused);
    QVERIFY2(refused.error().kind() == ErrorKind::InvalidOperation, qPrintable(refused.error().toText()));
    // "allow" tries again with TLS when the server refuses it without.
    const auto allowed = connect(tls(*m_tls, QStringLiteral("allow"), nullptr, QStringLiteral("strict")));
    QVERIFY2(allowed, qPrintable(allowed ? QString() : allowed.error().toText()));
    QVERIFY(!(*allowed)->server().encryption.isEmpty());
}

void TestConnecting::aServerWithoutTlsIsRefusedWhereItIsAsked()
{
    const auto refused = connect(tls(*m_plain, QStringLiteral("require"), nullptr));
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind(), ErrorKind::Connection);
    QVERIFY(refused.error().message().contains(QStringLiteral("encrypt")));
    QVERIFY(connect(tls(*m_plain, QStringLiteral("prefer"), nullptr)));
}

void TestConnecting::aCertificateThatIsNotTrustedIsSaid_data()
{
    QTest::addColumn<int>("server");
    QTest::addColumn<QString>("mode");
    QTest::addColumn<QByteArray>("root");
    QTest::addColumn<bool>("isTrusted");
    QTest::newRow("another host, verify-full") << 1 << QStringLiteral("verify-full") << QByteArray("ca.crt") << false;
    QTest::newRow("another host, verify-ca") << 1 << QStringLiteral("verify-ca") << QByteArray("ca.crt") << true;
    QTest::newRow("expired, verify-ca") << 2 << QStringLiteral("verify-ca") << QByteArray("ca.crt") << false;
    QTest::newRow("expired, require without a root") << 2 << QStringLiteral("require") << QByteArray() << true;
    QTest::newRow("a stranger's signature, verify-ca") << 0 << QStringLiteral("verify-ca") << QByteArray("stranger.crt") << false;
    QTest::newRow("a stranger's signature, verify-full") << 0 << QStringLiteral("verify-full") << QByteArray("stranger.crt") << false;
    QTest::newRow("no such root file") << 0 << QStringLiteral("verify-full") << QByteArray("nowhere.crt") << false;
}

void TestConnecting::aCertificateThatIsNotTrustedIsSaid()
{
    QFETCH(int, server);
    QFETCH(QString, mode);
    QFETCH(QByteArray, root);
    QFETCH(bool, isTrusted);
    const auto &reached = server == 0 ? *m_tls : (server == 1 ? *m_wrongHost : *m_expired);
    const auto connection = connect(tls(reached, mode, root.isEmpty() ? nullptr : root.constData()));
    QVERIFY2(connection.has_value() == isTrusted, qPrintable(connection ? QStringLiteral("connected") : connection.error().toText()));
    if (isTrusted)
        return;
    QCOMPARE(connection.error().kind(), ErrorKind::Connection);
    QVERIFY(!connection.error().isRetryable());
    QVERIFY2(connection.error().message().contains(QStringLiteral("ertificate")), qPrintable(connection.error().toText()));
}

void TestConnecting::aClientCertificateLetsItsUserIn()
{
    auto values = tls(*m_tls, QStringLiteral("verify-full"), "ca.crt", QStringLiteral("certified"));
    values.emplace_back(QStringLiteral("sslcert"), m_files->path("client.crt"));
    values.emplace_back(QStringLiteral("sslkey"), m_files->path("client.key"));
    const auto connection = connect(values);
    QVERIFY2(connection, qPrintable(connection ? QString() : connection.error().toText()));
    QCOMPARE(one(**connection, "SELECT client_dn FROM pg_stat_ssl WHERE pid = pg_backend_pid()"), QByteArray("/CN=certified"));
}

void TestConnecting::aMissingClientCertificateIsRefused()
{
    const auto refused = connect(tls(*m_tls, QStringLiteral("verify-full"), "ca.crt", QStringLiteral("certified")));
    QVERIFY(!refused);
    QVERIFY2(refused.error().kind() == ErrorKind::InvalidOperation || refused.error().kind() == ErrorKind::AuthenticationRequired,
        qPrintable(refused.error().toText()));
}

void TestConnecting::aServiceFileIsRead()
{
    const auto file = write(QStringLiteral("pg_service.conf"),
        "[near]\nhost=" + m_plain->socketFolder().toUtf8() + "\nport=" + QByteArray::number(m_plain->port())
            + "\nuser=postgres\ndbname=template1\napplication_name=from a service\n");
    const Environment environment({ { "PGSERVICEFILE", file.toUtf8() } });
    const auto connection = connect({ { QStringLiteral("service"), QStringLiteral("near") } });
    QVERIFY2(connection, qPrintable(connection ? QString() : connection.error().toText()));
    QCOMPARE((*connection)->server().database, QStringLiteral("template1"));
    // What is given wins over the file.
    const auto other = connect({ { QStringLiteral("service"), QStringLiteral("near") }, { QStringLiteral("dbname"), QStringLiteral("postgres") } });
    QVERIFY(other);
    QCOMPARE((*other)->server().database, QStringLiteral("postgres"));
    const auto none = connect({ { QStringLiteral("service"), QStringLiteral("far") } });
    QVERIFY(!none);
    QCOMPARE(none.error().kind(), ErrorKind::NotFound);
}

void TestConnecting::aPasswordFileIsRead()
{
    const auto place = m_plain->socketFolder();
    const Values values { { QStringLiteral("host"), place }, { QStringLiteral("port"), QString::number(m_plain->port()) },
        { QStringLiteral("user"), QStringLiteral("guarded") }, { QStringLiteral("dbname"), QStringLiteral("postgres") } };
    const auto asked = connect(values);
    QVERIFY(!asked);
    QCOMPARE(asked.error().kind(), ErrorKind::AuthenticationRequired);
    QCOMPARE(asked.error().detail(), QStringLiteral("password"));
    const auto file = write(QStringLiteral("pgpass"), "# mine\n*:*:*:guarded:secret\n");
    auto named = values;
    named.emplace_back(QStringLiteral("passfile"), file);
    QVERIFY(connect(named));
    {
        const Environment environment({ { "PGPASSFILE", file.toUtf8() } });
        QVERIFY(connect(values));
    }
    QVERIFY(connect(values, QStringLiteral("secret")));
    QVERIFY(!connect(values, QStringLiteral("wrong")));
}

void TestConnecting::theEnvironmentIsRead()
{
    const Environment environment({ { "PGHOST", m_plain->socketFolder().toUtf8() }, { "PGPORT", QByteArray::number(m_plain->port()) },
        { "PGUSER", "guarded" }, { "PGPASSWORD", "secret" }, { "PGDATABASE", "template1" }, { "PGOPTIONS", "-c search_path=pg_catalog" } });
    const auto connection = connect({});
    QVERIFY2(connection, qPrintable(connection ? QString() : connection.error().toText()));
    QCOMPARE((*connection)->server().user, QStringLiteral("guarded"));
    QCOMPARE((*connection)->server().database, QStringLiteral("template1"));
    QCOMPARE(one(**connection, "SHOW search_path"), QByteArray("pg_catalog"));
}

void TestConnecting::theFirstHostOfTheWantedKindIsTaken_data()
{
    QTest::addColumn<QString>("attributes");
    QTest::addColumn<bool>("isReadOnlyOne");
    QTest::newRow("any") << QStringLiteral("any") << true;
    QTest::newRow("read-write") << QStringLiteral("read-write") << false;
    QTest::newRow("read-only") << QStringLiteral("read-only") << true;
    QTest::newRow("primary") << QStringLiteral("primary") << true;
    QTest::newRow("prefer-standby") << QStringLiteral("prefer-standby") << true;
}

void TestConnecting::theFirstHostOfTheWantedKindIsTaken()
{
    QFETCH(QString, attributes);
    QFETCH(bool, isReadOnlyOne);
    const auto connection = connect({ { QStringLiteral("host"), QStringLiteral("127.0.0.1,127.0.0.1") },
        { QStringLiteral("port"), QStringLiteral("%1,%2").arg(m_readOnly->port()).arg(m_plain->port()) },
        { QStringLiteral("user"), QStringLiteral("postgres") }, { QStringLiteral("dbname"), QStringLiteral("postgres") },
        { QStringLiteral("target_session_attrs"), attributes } });
    QVERIFY2(connection, qPrintable(connection ? QString() : connection.error().toText()));
    QCOMPARE(one(**connection, "SHOW port").toInt(), isReadOnlyOne ? m_readOnly->port() : m_plain->port());
}

void TestConnecting::hostsThatAreAwayAreLeftOut()
{
    const auto proxy = FaultProxy::start(FaultProxy::Upstream::tcp(m_plain->port()));
    QVERIFY(proxy);
    (*proxy)->setBlackHole(true);
    const Values values { { QStringLiteral("host"), QStringLiteral("127.0.0.1,127.0.0.1,127.0.0.1") },
        { QStringLiteral("port"), QStringLiteral("%1,%2,%3").arg(freePort()).arg((*proxy)->port()).arg(m_plain->port()) },
        { QStringLiteral("user"), QStringLiteral("postgres") }, { QStringLiteral("dbname"), QStringLiteral("postgres") },
        { QStringLiteral("connect_timeout"), QStringLiteral("2") } };
    const auto connection = connect(values);
    QVERIFY2(connection, qPrintable(connection ? QString() : connection.error().toText()));
    QCOMPARE(one(**connection, "SHOW port").toInt(), m_plain->port());
    auto none = values;
    none[1].second = QStringLiteral("%1,%2,%3").arg(freePort()).arg(freePort()).arg(freePort());
    const auto failed = connect(none);
    QVERIFY(!failed);
    QCOMPARE(failed.error().kind(), ErrorKind::Connection);
}

void TestConnecting::theNameOfTheApplicationIsSeen()
{
    auto values = tls(*m_plain, QStringLiteral("disable"), nullptr);
    values.emplace_back(QStringLiteral("application_name"), QStringLiteral("a name"));
    const auto connection = connect(values);
    QVERIFY(connection);
    QCOMPARE(one(**connection, "SELECT application_name FROM pg_stat_activity WHERE pid = pg_backend_pid()"), QByteArray("a name"));
}

QTEST_GUILESS_MAIN(TestConnecting)
#include "tst_connecting.moc"
