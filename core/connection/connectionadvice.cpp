#include "core/connection/connectionadvice.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <utility>

namespace dumbo {

namespace {

using Cause = ConnectionAdvice::Cause;

QString tr(const char *text)
{
    return QCoreApplication::translate("ConnectionAdvice", text);
}

struct Words {
    Cause cause;
    const char *name;
    const char *what; ///< %1: where; empty: the error's own message
    const char *toDo;
};

constexpr std::array words {
    Words { Cause::Refused, "refused", QT_TRANSLATE_NOOP("ConnectionAdvice", "Nothing accepts connections at %1."),
        QT_TRANSLATE_NOOP("ConnectionAdvice", "Check that the server runs and listens there, and the port.") },
    Words { Cause::NoSuchHost, "no-such-host", QT_TRANSLATE_NOOP("ConnectionAdvice", "No machine is known by the name in %1."),
        QT_TRANSLATE_NOOP("ConnectionAdvice", "Check the spelling, and whether a VPN is needed.") },
    Words { Cause::Unreachable, "unreachable", QT_TRANSLATE_NOOP("ConnectionAdvice", "There is no way to %1 through the network."),
        QT_TRANSLATE_NOOP("ConnectionAdvice", "Check the network, and whether a VPN or an ssh tunnel is needed.") },
    Words { Cause::WrongPassword, "wrong-password", QT_TRANSLATE_NOOP("ConnectionAdvice", "%1 did not accept user and password."),
        QT_TRANSLATE_NOOP("ConnectionAdvice", "Check both, and that the user may log in from this machine.") },
    Words { Cause::NoSuchDatabase, "no-such-database", QT_TRANSLATE_NOOP("ConnectionAdvice", "%1 has no such database."),
        QT_TRANSLATE_NOOP("ConnectionAdvice", "Check the database's name; capitals may matter.") },
    Words { Cause::NoSuchFile, "no-such-file", QT_TRANSLATE_NOOP("ConnectionAdvice", "The file %1 could not be opened."),
        QT_TRANSLATE_NOOP("ConnectionAdvice", "Check the path, and that you may read it.") },
    Words { Cause::NotAllowed, "not-allowed", QT_TRANSLATE_NOOP("ConnectionAdvice", "%1 does not let this user in from this machine."),
        QT_TRANSLATE_NOOP("ConnectionAdvice", "Ask its administrator: rules such as pg_hba.conf, or the user's grants, forbid it.") },
    Words { Cause::CertificateNotTrusted, "certificate-not-trusted",
        QT_TRANSLATE_NOOP("ConnectionAdvice", "The certificate of %1 is not trusted, so nothing was sent."),
        QT_TRANSLATE_NOOP("ConnectionAdvice", "Name the certificate authority's file in the connection, and the host as the certificate has it.") },
    Words { Cause::EncryptionRefused, "encryption-refused",
        QT_TRANSLATE_NOOP("ConnectionAdvice", "%1 and this connection do not agree about encryption."),
        QT_TRANSLATE_NOOP("ConnectionAdvice", "Check the connection's TLS mode against what the server offers and requires.") },
    Words { Cause::TimeOut, "time-out", QT_TRANSLATE_NOOP("ConnectionAdvice", "%1 did not answer in time."),
        QT_TRANSLATE_NOOP("ConnectionAdvice", "Check host and port, and whether a firewall or VPN stands in between.") },
    Words { Cause::TooManyConnections, "too-many-connections", QT_TRANSLATE_NOOP("ConnectionAdvice", "%1 has no connection left to give."),
        QT_TRANSLATE_NOOP("ConnectionAdvice", "Close connections that are not needed, or try again later.") },
    Words { Cause::Starting, "starting", QT_TRANSLATE_NOOP("ConnectionAdvice", "%1 is just starting or stopping."),
        QT_TRANSLATE_NOOP("ConnectionAdvice", "Try again in a moment.") },
    Words { Cause::NoDriver, "no-driver", "", QT_TRANSLATE_NOOP("ConnectionAdvice", "Choose another driver, or install this one.") },
    Words { Cause::Tunnel, "tunnel", "", "" },
    Words { Cause::Cancelled, "cancelled", "", "" },
    Words { Cause::Other, "other", "", "" },
};

/// https://www.postgresql.org/docs/current/errcodes-appendix.html; MariaDB sets 28000 and 42000 with native codes besides.
constexpr std::array<std::pair<const char *, Cause>, 8> states { {
    { "28P01", Cause::WrongPassword },
    { "28000", Cause::NotAllowed },
    { "3D000", Cause::NoSuchDatabase },
    { "53300", Cause::TooManyConnections },
    { "57P03", Cause::Starting },
    { "57P01", Cause::Starting },
    { "57P02", Cause::Starting },
    { "08004", Cause::NotAllowed },
} };

/// https://mariadb.com/kb/en/mariadb-error-code-reference/
constexpr std::array<std::pair<int, Cause>, 8> mariaDbCodes { {
    { 1045, Cause::WrongPassword },
    { 1698, Cause::WrongPassword },
    { 1044, Cause::NotAllowed },
    { 1130, Cause::NotAllowed },
    { 1049, Cause::NoSuchDatabase },
    { 1040, Cause::TooManyConnections },
    { 2005, Cause::NoSuchHost },
    { 1053, Cause::Starting },
} };

/// The words of libpq, MariaDB's client, their ODBC drivers, and the system; the first that fits counts.
constexpr std::array<std::pair<const char *, Cause>, 17> patterns { {
    { "no pg_hba.conf entry|is not allowed to connect", Cause::NotAllowed },
    { "could not translate host name|Name or service not known|nodename nor servname|Unknown (MySQL |MariaDB )?server host|Temporary failure in name resolution|No address associated",
        Cause::NoSuchHost },
    { "certificate verify failed|self.signed certificate|does not match host name|unable to get (local )?issuer|certificate has expired|root certificate file .* does not exist|weak sslmode|certificate is not yet valid|hostname mismatch",
        Cause::CertificateNotTrusted },
    { "server does not support SSL|SSL is required|requires SSL|SSL off|no encryption|sslv3|wrong version number|tlsv1|TLS/SSL error|SSL error",
        Cause::EncryptionRefused },
    { "password authentication failed|no password supplied|Access denied for user|fe_sendauth", Cause::WrongPassword },
    { "database .* does not exist|Unknown database", Cause::NoSuchDatabase },
    { "role .* does not exist", Cause::WrongPassword },
    { "Connection refused|No such file or directory.*(socket|PGSQL)|(socket|PGSQL).*No such file or directory|\\(111\\)|\\(2\\)",
        Cause::Refused },
    { "No route to host|Network is unreachable|\\(113\\)|\\(101\\)", Cause::Unreachable },
    { "timed out|timeout expired|time.?out|\\(110\\)", Cause::TimeOut },
    { "too many (clients|connections)|remaining connection slots", Cause::TooManyConnections },
    { "the database system is (starting up|shutting down|in recovery|not yet accepting)", Cause::Starting },
    { "unable to open database file|no such file|does not exist|Is a directory|is a folder|There is no (file|folder)", Cause::NoSuchFile },
    { "Permission denied", Cause::NotAllowed },
    { "Can't connect to (local )?(MySQL|MariaDB)? ?server", Cause::Refused },
    { "server closed the connection unexpectedly|Lost connection to", Cause::Other },
    { "authentication failed", Cause::WrongPassword },
} };

QString pathOf(const ConnectionTarget &target)
{
    for (const auto *name : { u"path", u"file" }) {
        if (const auto path = target.options.text(name); !path.isEmpty())
            return path;
    }
    return {};
}

QString placeOf(const ConnectionTarget &target)
{
    if (const auto path = pathOf(target); !path.isEmpty())
        return path;
    auto host = target.options.text(target.tunnel ? target.tunnel->hostOption : QStringLiteral("host"));
    if (host.isEmpty())
        host = target.options.text(u"hostaddr");
    const auto port = target.options.text(target.tunnel ? target.tunnel->portOption : QStringLiteral("port"));
    return port.isEmpty() || host.isEmpty() ? host : host + u':' + port;
}

QString wordsOf(const Error &error)
{
    auto text = error.message() + u'\n' + error.serverMessage();
    for (auto cause = error.cause(); cause; cause = cause->cause())
        text += u'\n' + cause->message() + u'\n' + cause->serverMessage();
    return text;
}

std::optional<Cause> byState(const Error &error)
{
    const auto state = std::ranges::find_if(states, [&](const auto &entry) { return error.sqlState() == QLatin1StringView(entry.first); });
    return state == states.end() ? std::nullopt : std::optional(state->second);
}

std::optional<Cause> byCode(const Error &error, const ConnectionTarget &target)
{
    const auto isMariaDb = target.connector.databaseType == u"MySQL" || target.connector.databaseType == u"MariaDB";
    const auto code = isMariaDb ? error.nativeCode() : std::nullopt;
    if (!code)
        return std::nullopt;
    const auto found = std::ranges::find_if(mariaDbCodes, [&](const auto &entry) { return entry.first == *code; });
    return found == mariaDbCodes.end() ? std::nullopt : std::optional(found->second);
}

Cause causeOf(const Error &error, const ConnectionTarget &target)
{
    if (error.isCancelled())
        return Cause::Cancelled;
    for (auto link = std::optional(error); link; link = link->cause()) {
        if (std::ranges::any_of(link->objectNames(), [](const QString &name) { return name.startsWith(u"ssh="); }))
            return Cause::Tunnel;
        if (const auto cause = byCode(*link, target))
            return *cause;
        if (const auto cause = byState(*link))
            return *cause;
    }
    if (error.kind() == ErrorKind::Timeout)
        return Cause::TimeOut;
    if (error.kind() == ErrorKind::NotRegistered || error.kind() == ErrorKind::Plugin)
        return Cause::NoDriver;
    const auto text = wordsOf(error);
    const auto isFile = !pathOf(target).isEmpty();
    for (const auto &[pattern, cause] : patterns) {
        const auto fits = isFile == (cause == Cause::NoSuchFile) || cause == Cause::NotAllowed;
        if (fits && QRegularExpression(QLatin1StringView(pattern), QRegularExpression::CaseInsensitiveOption).match(text).hasMatch())
            return cause;
    }
    if (error.kind() == ErrorKind::AuthenticationRequired)
        return Cause::WrongPassword;
    return isFile && (error.kind() == ErrorKind::NotFound || error.kind() == ErrorKind::System) ? Cause::NoSuchFile : Cause::Other;
}

} // namespace

ConnectionAdvice ConnectionAdvice::of(const Error &error, const ConnectionTarget &target)
{
    ConnectionAdvice advice;
    advice.cause = causeOf(error, target);
    advice.where = placeOf(target);
    const auto said = std::ranges::find(words, advice.cause, &Words::cause);
    const auto place = advice.where.isEmpty() ? tr("The server") : advice.where;
    const auto hasWords = *said->what != '\0';
    advice.what = hasWords ? tr(said->what).arg(place) : error.message();
    // The driver's own hint knows more than the table.
    advice.toDo = error.hint().isEmpty() && *said->toDo != '\0' ? tr(said->toDo) : error.hint();
    return advice;
}

QString connectionCauseName(Cause cause)
{
    return QString::fromLatin1(std::ranges::find(words, cause, &Words::cause)->name);
}

} // namespace dumbo
