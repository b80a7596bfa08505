#include "core/sdk/connectrequest.h"
#include "drivers/common/postgresql/connecterror.h"
#include "drivers/common/postgresql/errors.h"

#include <QObject>
#include <QTest>

using namespace dumbo;
using namespace dumbo::postgresql;

Q_DECLARE_METATYPE(dumbo::ErrorKind)

namespace {

ServerFailure failure(const char *state, const char *message = "words")
{
    ServerFailure made;
    made.severity = "ERROR";
    made.sqlState = state;
    made.message = message;
    return made;
}

} // namespace

class TestPostgresqlErrors : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyStateHasItsKind_data();
    void everyStateHasItsKind();
    void onlyTransientErrorsAreRetryable();
    void everythingTheServerSaidIsKept();
    void positionsAreBytes_data();
    void positionsAreBytes();
    void aServersTimeLimitIsNoCancel();
    void aLostShardDoesNotEndTheSession();
    void failedConnectsHaveClearKinds_data();
    void failedConnectsHaveClearKinds();
    void aMissingPasswordIsAskedFor();
    void theServersWordsLoseTheirAddressInTheSource();
};

// https://www.postgresql.org/docs/17/errcodes-appendix.html
void TestPostgresqlErrors::everyStateHasItsKind_data()
{
    QTest::addColumn<ErrorKind>("kind");
    const auto row = [](const char *state, ErrorKind kind) { QTest::newRow(state) << kind; };
    row("23505", ErrorKind::UniqueConstraint);
    row("23503", ErrorKind::ForeignKeyViolation);
    row("23502", ErrorKind::NotNullViolation);
    row("23514", ErrorKind::CheckViolation);
    row("23P01", ErrorKind::ExclusionViolation);
    row("23001", ErrorKind::IntegrityConstraintViolation);
    row("40001", ErrorKind::Serialization);
    row("40P01", ErrorKind::Deadlock);
    row("55P03", ErrorKind::LockNotAvailable);
    row("55006", ErrorKind::LockNotAvailable);
    row("55000", ErrorKind::InvalidOperation);
    row("57014", ErrorKind::Cancelled);
    row("57P01", ErrorKind::AdminShutdown);
    row("57P02", ErrorKind::AdminShutdown);
    row("57P03", ErrorKind::Connection);
    row("57P05", ErrorKind::Connection);
    row("57000", ErrorKind::Connection);
    row("08006", ErrorKind::Connection);
    row("08001", ErrorKind::Connection);
    row("08P01", ErrorKind::InvalidOperation);
    row("22012", ErrorKind::Data);
    row("22P02", ErrorKind::Data);
    row("42601", ErrorKind::InvalidOperation);
    row("42P01", ErrorKind::InvalidOperation);
    row("25P02", ErrorKind::InvalidOperation);
    row("25006", ErrorKind::InvalidOperation);
    row("0A000", ErrorKind::InvalidOperation);
    row("53300", ErrorKind::InsufficientResources);
    row("53100", ErrorKind::InsufficientResources);
    row("58030", ErrorKind::System);
    row("28P01", ErrorKind::AuthenticationRequired);
    row("3D000", ErrorKind::NotFound);
    row("XX000", ErrorKind::General);
    row("P0001", ErrorKind::General);
    row("", ErrorKind::General);
    row("23", ErrorKind::General);
}

void TestPostgresqlErrors::everyStateHasItsKind()
{
    QFETCH(ErrorKind, kind);
    QCOMPARE(errorKindName(classify(QByteArrayView(QTest::currentDataTag()))), errorKindName(kind));
    QVERIFY(!serverError(failure(QTest::currentDataTag(), "")).message().isEmpty());
}

void TestPostgresqlErrors::onlyTransientErrorsAreRetryable()
{
    for (const auto *state : { "40001", "40P01", "55P03", "53300", "57P01", "57P03", "08006", "58030" })
        QVERIFY2(serverError(failure(state)).isRetryable(), state);
    for (const auto *state : { "57014", "40003", "23505", "42601", "22012", "28P01", "XX000", "3D000" })
        QVERIFY2(!serverError(failure(state)).isRetryable(), state);
}

void TestPostgresqlErrors::everythingTheServerSaidIsKept()
{
    auto given = failure("23505", "duplicate key value violates unique constraint \"hut_name_key\"");
    given.detail = "Key (name)=(Rifugio) already exists.";
    given.context = "SQL statement";
    given.hint = "Choose another.";
    given.schema = "alps";
    given.table = "hut";
    given.column = "name";
    given.dataType = "text";
    given.constraint = "hut_name_key";
    const auto error = serverError(given);
    QCOMPARE(error.message(), QStringLiteral("Duplicate key value violates unique constraint \"hut_name_key\""));
    QCOMPARE(error.serverMessage(), QString::fromUtf8(given.message));
    QCOMPARE(error.sqlState(), QStringLiteral("23505"));
    QCOMPARE(error.detail(), QStringLiteral("Key (name)=(Rifugio) already exists.\nSQL statement"));
    QCOMPARE(error.hint(), QStringLiteral("Choose another."));
    QCOMPARE(error.objectNames(),
        (QStringList { QStringLiteral("schema=alps"), QStringLiteral("table=hut"), QStringLiteral("column=name"),
            QStringLiteral("type=text"), QStringLiteral("constraint=hut_name_key") }));
}

void TestPostgresqlErrors::positionsAreBytes_data()
{
    QTest::addColumn<QByteArray>("statement");
    QTest::addColumn<int>("characters");
    QTest::addColumn<qint64>("bytes");
    QTest::newRow("first") << QByteArray("SELEC 1") << 1 << qint64(0);
    QTest::newRow("behind umlauts") << QByteArray("SELECT 'äöü' x y") << 16 << qint64(18);
    QTest::newRow("behind an elephant") << QByteArray("SELECT '🐘', x") << 13 << qint64(15);
    QTest::newRow("at the end") << QByteArray("SELECT (") << 9 << qint64(8);
    QTest::newRow("not told") << QByteArray("SELECT") << 0 << qint64(-1);
    QTest::newRow("outside") << QByteArray("SELECT") << 99 << qint64(-1);
}

void TestPostgresqlErrors::positionsAreBytes()
{
    QFETCH(QByteArray, statement);
    QFETCH(int, characters);
    QFETCH(qint64, bytes);
    auto given = failure("42601");
    given.position = characters;
    QCOMPARE(serverError(given, statement).position().value_or(-1), bytes);
}

void TestPostgresqlErrors::aServersTimeLimitIsNoCancel()
{
    const auto limit = serverError(failure("57014", "canceling statement due to statement timeout"));
    QCOMPARE(limit.kind(), ErrorKind::Timeout);
    QVERIFY(!limit.isRetryable());
    QCOMPARE(serverError(failure("57014", "canceling statement due to user request")).kind(), ErrorKind::Cancelled);
}

void TestPostgresqlErrors::aLostShardDoesNotEndTheSession()
{
    auto given = failure("08006", "connection to the remote node worker:5432 failed");
    QVERIFY(!endsSession(given));
    given.severity = "FATAL";
    QVERIFY(endsSession(given));
    auto shutdown = failure("57P01", "terminating connection due to administrator command");
    shutdown.severity = "FATAL";
    QVERIFY(endsSession(shutdown));
}

void TestPostgresqlErrors::failedConnectsHaveClearKinds_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<bool>("retryable");
    const auto row = [](const char *name, const char *message, ErrorKind kind, bool retryable) {
        QTest::newRow(name) << QByteArray(message) << kind << retryable;
    };
    row("refused",
        "connection to server at \"127.0.0.1\", port 1 failed: Connection refused\n\tIs the server running on that host "
        "and accepting TCP/IP connections?",
        ErrorKind::Connection, true);
    row("no socket",
        "connection to server on socket \"/nowhere/.s.PGSQL.5432\" failed: No such file or directory\n\tIs the server running "
        "locally and accepting connections on that socket?",
        ErrorKind::Connection, true);
    row("no such host", "could not translate host name \"nohost.invalid\" to address: Name or service not known",
        ErrorKind::Connection, true);
    row("wrong password",
        "connection to server at \"127.0.0.1\", port 5432 failed: FATAL:  28P01: password authentication failed for user "
        "\"ann\"\nLOCATION:  auth_failed, auth.c:317",
        ErrorKind::AuthenticationRequired, false);
    row("no such database",
        "connection to server at \"127.0.0.1\", port 5432 failed: FATAL:  3D000: database \"nodb\" does not exist",
        ErrorKind::NotFound, false);
    row("no such user", "connection to server failed: FATAL:  28000: role \"nobody\" does not exist", ErrorKind::NotFound,
        false);
    row("pg_hba.conf",
        "connection to server failed: FATAL:  28000: no pg_hba.conf entry for host \"10.0.0.1\", user \"ann\", database "
        "\"crm\", no encryption",
        ErrorKind::InvalidOperation, false);
    row("certificate", "connection to server at \"db\", port 5432 failed: SSL error: certificate verify failed",
        ErrorKind::Connection, false);
    row("another host's certificate",
        "connection to server at \"db\", port 5432 failed: server certificate for \"other\" does not match host name \"db\"",
        ErrorKind::Connection, false);
    row("no root certificate", "connection to server failed: root certificate file \"/nowhere/root.crt\" does not exist",
        ErrorKind::Connection, false);
    row("no TLS", "connection to server failed: server does not support SSL, but SSL was required", ErrorKind::Connection,
        false);
    row("locked key", "connection to server failed: could not load private key file \"/k\": bad decrypt",
        ErrorKind::AuthenticationRequired, false);
    row("starting", "connection to server failed: FATAL:  57P03: the database system is starting up", ErrorKind::Connection,
        true);
    row("full", "connection to server failed: FATAL:  53300: sorry, too many clients already",
        ErrorKind::InsufficientResources, true);
    row("service", "definition of service \"crm\" not found", ErrorKind::NotFound, false);
    row("attributes", "connection to server failed: session is read-only", ErrorKind::Connection, true);
    row("option", "invalid sslmode value: \"always\"", ErrorKind::InvalidOperation, false);
    row("anything else", "etwas anderes", ErrorKind::Connection, true);
}

void TestPostgresqlErrors::failedConnectsHaveClearKinds()
{
    QFETCH(QByteArray, message);
    QFETCH(ErrorKind, kind);
    QFETCH(bool, retryable);
    const auto error = connectError({ message, false });
    QCOMPARE(errorKindName(error.kind()), errorKindName(kind));
    QCOMPARE(error.isRetryable(), retryable);
    QVERIFY(!error.message().isEmpty() && !error.serverMessage().isEmpty());
}

void TestPostgresqlErrors::aMissingPasswordIsAskedFor()
{
    const auto error = connectError({ "connection to server failed: fe_sendauth: no password supplied", true });
    QCOMPARE(error.kind(), ErrorKind::AuthenticationRequired);
    QCOMPARE(error.detail(), authenticationDetail({ QStringLiteral("password") }));
}

void TestPostgresqlErrors::theServersWordsLoseTheirAddressInTheSource()
{
    const auto error = connectError({ "connection to server failed: FATAL:  28P01: password authentication failed for user "
                                      "\"ann\"\nLOCATION:  auth_failed, auth.c:317",
        true });
    QCOMPARE(error.serverMessage(),
        QStringLiteral("connection to server failed: FATAL:  password authentication failed for user \"ann\""));
    QCOMPARE(error.sqlState(), QStringLiteral("28P01"));
}

QTEST_GUILESS_MAIN(TestPostgresqlErrors)
#include "tst_postgresqlerrors.moc"
