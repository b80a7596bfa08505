#include "app/cli/sessionscommand.h"

#include "app/cli/errorreport.h"
#include "app/cli/terminal.h"
#include "app/cli/textrows.h"
#include "core/sdk/extensions/monitor.h"

#include <QCoreApplication>

#include <algorithm>
#include <set>

namespace cli {

using namespace dumbo;

namespace {

using TextRow = std::vector<std::optional<QString>>;

QString tr(const char *text)
{
    return QCoreApplication::translate("SessionsCommand", text);
}

std::optional<QString> unlessEmpty(const QString &text)
{
    return text.isEmpty() ? std::nullopt : std::optional(text);
}

/// Seconds with three digits: a number for machines, readable for people.
std::optional<QString> secondsOf(const std::optional<MonitorTime> &time)
{
    if (!time)
        return std::nullopt;
    return QString::number(double(time->age.count()) / 1000, 'f', 3);
}

QString joined(const std::vector<qint64> &pids)
{
    QStringList texts;
    for (const auto pid : pids)
        texts.append(QString::number(pid));
    return texts.join(QStringLiteral(", "));
}

QString waitOf(const MonitoredSession &session)
{
    return session.waitEvent.isEmpty() ? session.waitType : session.waitType + QStringLiteral(": ") + session.waitEvent;
}

std::optional<QString> queryOf(const MonitoredSession &session, ResultFormat format)
{
    if (session.isOwn)
        return tr("(this command)");
    constexpr qsizetype most = 200;
    return unlessEmpty(format == ResultFormat::Table ? session.text.simplified().left(most) : session.text);
}

Result<void> printSessions(const MonitorSnapshot &snapshot, const SessionsArguments &arguments)
{
    std::vector<TextRow> rows;
    for (const auto &session : snapshot.sessions) {
        if (session.state == MonitoredSession::State::Background && !arguments.all)
            continue;
        rows.push_back({ QString::number(session.pid), unlessEmpty(session.user), unlessEmpty(session.database),
            unlessEmpty(session.application), unlessEmpty(session.client),
            session.isHidden ? std::optional(tr("(hidden)")) : unlessEmpty(session.stateText.isEmpty() ? session.kind : session.stateText),
            secondsOf(session.stateSince), secondsOf(session.transaction), unlessEmpty(waitOf(session)),
            unlessEmpty(joined(session.blockedBy)), queryOf(session, arguments.format) });
    }
    return writeTextRows(arguments.format,
        { QStringLiteral("pid"), QStringLiteral("user"), QStringLiteral("database"), QStringLiteral("application"), QStringLiteral("client"),
            QStringLiteral("state"), QStringLiteral("state seconds"), QStringLiteral("transaction seconds"), QStringLiteral("wait"),
            QStringLiteral("blocked by"), QStringLiteral("query") },
        rows);
}

Result<void> printLocks(const MonitorSnapshot &snapshot, const SessionsArguments &arguments)
{
    std::set<qint64> involved;
    for (const auto &session : snapshot.sessions) {
        if (session.blockedBy.empty())
            continue;
        involved.insert(session.pid);
        involved.insert(session.blockedBy.begin(), session.blockedBy.end());
    }
    std::vector<TextRow> rows;
    for (const auto &lock : snapshot.locks) {
        if (!arguments.all && lock.granted && !involved.contains(lock.pid))
            continue;
        rows.push_back({ lock.pid == 0 ? std::nullopt : std::optional(QString::number(lock.pid)), lock.type, unlessEmpty(lock.database),
            unlessEmpty(lock.object), lock.mode, lock.granted ? QStringLiteral("yes") : QStringLiteral("no"), secondsOf(lock.since) });
    }
    return writeTextRows(arguments.format,
        { QStringLiteral("pid"), QStringLiteral("type"), QStringLiteral("database"), QStringLiteral("object"), QStringLiteral("mode"),
            QStringLiteral("granted"), QStringLiteral("waiting seconds") },
        rows);
}

Result<void> print(MonitorExtension &monitor, const SessionsArguments &arguments)
{
    const auto snapshot = monitor.snapshot();
    if (!snapshot)
        return fail(snapshot.error());
    for (const auto &warning : snapshot->warnings)
        printLine(tr("note: ") + warning);
    return arguments.action == SessionsArguments::Action::Locks ? printLocks(*snapshot, arguments) : printSessions(*snapshot, arguments);
}

Result<void> act(Connection &connection, const SessionsArguments &arguments)
{
    auto *extension = connection.extension(MonitorExtension::extensionId());
    if (!extension || extension->id() != MonitorExtension::extensionId())
        return fail(ErrorKind::NotImplemented, tr("The driver of this connection can't watch sessions."));
    auto &monitor = static_cast<MonitorExtension &>(*extension);
    switch (arguments.action) {
    case SessionsArguments::Action::List:
    case SessionsArguments::Action::Locks: return print(monitor, arguments);
    case SessionsArguments::Action::Cancel: return monitor.cancelSession(arguments.pid);
    case SessionsArguments::Action::Terminate: return monitor.terminateSession(arguments.pid);
    }
    Q_UNREACHABLE_RETURN({});
}

} // namespace

ExitCode runSessions(DriverRegistry &registry, const SessionsArguments &arguments, Interrupt &interrupt)
{
    NoticePrinter observer;
    const auto connection = openConnection(registry, arguments.connection, observer, interrupt);
    if (!connection) {
        if (interrupt.isRequested())
            return Interrupted;
        reportError(connection.error());
        return NoConnection;
    }
    interrupt.setTarget([&] { (*connection)->cancel(); });
    const auto done = act(**connection, arguments);
    interrupt.setTarget({});
    if (interrupt.isRequested())
        return Interrupted;
    if (!done) {
        reportError(done.error());
        return Refused;
    }
    return Done;
}

} // namespace cli
