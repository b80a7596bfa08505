#include "drivers/common/postgresql/connecterror.h"

#include "core/sdk/connectrequest.h"
#include "drivers/common/postgresql/errors.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <initializer_list>

namespace dumbo::postgresql {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PostgreSQL", text);
}

/// What the last host said, apart: with PQERRORS_VERBOSE "FATAL:  28P01: password …\nLOCATION:  …".
struct Said
{
    QString text; ///< everything, without LOCATION lines and SQLSTATEs
    QByteArray sqlState;
};

Said readMessage(const QByteArray &message)
{
    static const QRegularExpression state(QStringLiteral("(FATAL|ERROR|PANIC|[A-Z]{4,}):  ([0-9A-Z]{5}): "));
    static const QRegularExpression location(QStringLiteral("\\n?LOCATION:  [^\\n]*"));
    Said said;
    said.text = QString::fromUtf8(message).trimmed();
    for (auto matches = state.globalMatch(said.text); matches.hasNext();)
        said.sqlState = matches.next().captured(2).toLatin1();
    said.text.replace(state, QStringLiteral("\\1:  "));
    said.text.remove(location);
    return said;
}

bool containsAny(const QString &text, std::initializer_list<const char *> phrases)
{
    return std::ranges::any_of(phrases, [&](const char *phrase) {
        return text.contains(QLatin1StringView(phrase), Qt::CaseInsensitive);
    });
}

Error authentication(const QString &message, const char *field)
{
    return Error(ErrorKind::AuthenticationRequired, message)
        .withDetail(authenticationDetail({ QString::fromLatin1(field) }));
}

Error lasting(ErrorKind kind, const QString &message, const QString &hint = {})
{
    Error error(kind, message);
    error.withRetryable(false);
    if (!hint.isEmpty())
        error.withHint(hint);
    return error;
}

/// What the server itself said.
Error fromState(const Said &said)
{
    if (said.sqlState == "28P01")
        return authentication(tr("The server refused user name or password."), "password");
    if (said.sqlState == "3D000")
        return lasting(ErrorKind::NotFound, tr("There is no such database on the server."));
    if (said.sqlState == "28000" && containsAny(said.text, { "pg_hba.conf" }))
        return lasting(ErrorKind::InvalidOperation, tr("The server does not let this user in from here."),
            tr("An administrator has to add a line to the server's pg_hba.conf, or another sslmode is needed."));
    if (said.sqlState == "28000" && containsAny(said.text, { "does not exist" }))
        return lasting(ErrorKind::NotFound, tr("There is no such user on the server."));
    if (said.sqlState == "28000")
        return lasting(ErrorKind::InvalidOperation, tr("The server refused this user."));
    if (said.sqlState == "57P03")
        return Error(ErrorKind::Connection, tr("The server is starting up, shutting down or recovering."));
    if (said.sqlState == "53300")
        return Error(ErrorKind::InsufficientResources, tr("The server has no connection left to give."));
    return Error(classify(said.sqlState), tr("The server refused the connection."));
}

/// libpq's own words, in the language they are usually in; others fall to the sentence at the end.
Error fromWords(const QString &text)
{
    if (containsAny(text, { "session is read-only", "session is not read-only", "in hot standby mode" }))
        return Error(ErrorKind::Connection, tr("No server is in the state that target_session_attrs asks for."));
    if (containsAny(text, { "could not load private key", "bad decrypt" }))
        return authentication(tr("The client's private key could not be read; its password may be missing or wrong."),
            "sslpassword");
    if (containsAny(text, { "certificate verify failed", "server certificate for", "server does not match" }))
        return lasting(ErrorKind::Connection, tr("The server's certificate is not trusted."),
            tr("Name the certificate authority in sslrootcert, or check that the host name is the certificate's."));
    if (containsAny(text, { "root certificate file", "certificate file", "private key file" }))
        return lasting(ErrorKind::Connection, tr("A certificate or key file is missing or can't be used."));
    if (containsAny(text, { "does not support SSL" }))
        return lasting(ErrorKind::Connection, tr("The server does not encrypt connections, but sslmode asks for it."));
    if (containsAny(text, { "could not translate host name", "could not parse network address" }))
        return Error(ErrorKind::Connection, tr("There is no host of that name."));
    if (containsAny(text, { "definition of service" }))
        return lasting(ErrorKind::NotFound, tr("The service is not defined in pg_service.conf."));
    if (containsAny(text, { "no such file or directory" }))
        return Error(ErrorKind::Connection, tr("No server listens at that socket."))
            .withHint(tr("Is the server running? Its sockets lie in the folder that unix_socket_directories names."));
    if (containsAny(text, { "connection refused" }))
        return Error(ErrorKind::Connection, tr("Nothing answers at that host and port."))
            .withHint(tr("Is the server running, and does it listen on this address and port?"));
    if (containsAny(text, { "timeout expired", "timed out" }))
        return Error(ErrorKind::Timeout, tr("The server did not answer in time."));
    if (containsAny(text, { "unreachable", "no route to host" }))
        return Error(ErrorKind::Connection, tr("The host can't be reached from here."));
    if (containsAny(text, { "server closed the connection", "connection reset" }))
        return Error(ErrorKind::Connection, tr("The server closed the connection before it was made."));
    if (containsAny(text, { "invalid ", "weak ", "could not match", "authentication method" }))
        return lasting(ErrorKind::InvalidOperation, tr("The connection can't be made as it is configured."));
    return Error(ErrorKind::Connection, tr("The connection could not be made."));
}

} // namespace

Error connectError(const ConnectFailure &failure)
{
    const auto said = readMessage(failure.message);
    const auto lacksPassword = failure.needsPassword && said.sqlState.isEmpty();
    auto error = lacksPassword ? authentication(tr("The server asks for a password."), "password")
                               : (said.sqlState.isEmpty() ? fromWords(said.text) : fromState(said));
    error.withServerMessage(said.text);
    if (!said.sqlState.isEmpty())
        error.withSqlState(QString::fromLatin1(said.sqlState));
    return error;
}

Error connectTimedOut(const QString &tried, qint64 seconds)
{
    return Error(ErrorKind::Timeout, tr("%1 did not answer within %2 s.").arg(tried).arg(seconds))
        .withHint(tr("Is the address right, and does a firewall let it through? connect_timeout says how long to wait."));
}

} // namespace dumbo::postgresql
