#include "app/cli/opener.h"

#include "app/cli/secrets.h"
#include "app/cli/terminal.h"
#include "core/connection/connectionstring.h"
#include "core/connection/profiles.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>
#include <unistd.h>

namespace cli {

using namespace dumbo;

namespace {

constexpr int maxAttempts = 3;

QString tr(const char *text)
{
    return QCoreApplication::translate("Opener", text);
}

/// The saved connection of that name. A file of the same name is meant before it.
Result<std::optional<Profile>> savedConnection(const QString &name)
{
    if (QFileInfo::exists(name))
        return std::nullopt;
    const auto profiles = Profiles::open();
    if (!profiles)
        return fail(profiles.error());
    const auto found = profiles->named(name);
    if (found)
        return found;
    QStringList paths;
    for (const auto &profile : profiles->all()) {
        if (profile.name.compare(name, Qt::CaseInsensitive) == 0)
            paths.append(QStringLiteral("\"%1\"").arg(profile.folder.isEmpty() ? profile.name : profile.folder + u'/' + profile.name));
    }
    if (paths.size() < 2)
        return std::nullopt;
    paths.sort();
    return fail(Error(ErrorKind::NotFound, tr("Several saved connections are called \"%1\".").arg(name))
                    .withHint(tr("Say which one: %1.").arg(paths.join(QStringLiteral(", ")))));
}

/// What reads like the name of a saved connection was most likely meant as one.
Error unknownConnection(const QString &text, const Error &error)
{
    const auto mayBeName = std::ranges::none_of(text, [](QChar c) { return QStringLiteral(":/\\=").contains(c); });
    if (!mayBeName || QFileInfo::exists(text))
        return error;
    return Error(error.kind(), tr("There is no saved connection and no file \"%1\".").arg(text))
        .withHint(tr("\"dumbo connections list\" shows the saved ones.") + u' ' + error.hint());
}

Result<ConnectionTarget> targetOf(const DriverRegistry &registry, const Profile &profile, const std::optional<Connector> &choice)
{
    return choice ? retargeted(profile.target(), *choice, registry) : profile.target(registry);
}

} // namespace

void NoticePrinter::notice(NoticeSeverity severity, const QString &message)
{
    if (severity >= NoticeSeverity::Notice)
        printLine((severity == NoticeSeverity::Warning ? tr("warning: ") : tr("notice: ")) + message);
}

Result<Connector> connectorFromText(const QString &text)
{
    const auto connector = Connector::fromText(text);
    if (!connector)
        return fail(ErrorKind::NotRegistered,
            tr("\"%1\" is not a connector; connectors look like \"SQLite:sqlite3\" (dumbo plugins list).").arg(text));
    return *connector;
}

Result<SshTunnel> tunnelFromText(const QString &text, const Connector &connector, const DriverRegistry &registry)
{
    auto tunnel = SshTunnel::fromText(text);
    if (!tunnel)
        return fail(ErrorKind::Data,
            tr("\"%1\" is no ssh server; it is user@host, user@host:port, or a Host of ~/.ssh/config.").arg(text));
    const auto manifest = registry.describe(connector);
    const auto reachesServers
        = manifest && std::ranges::contains(manifest->options, OptionDescription::Type::Host, &OptionDescription::type);
    if (manifest && !reachesServers)
        return fail(ErrorKind::Data, tr("%1 opens no connection to a server that could go through ssh.").arg(connector.toText()));
    if (manifest)
        tunnel->routeBy(*manifest);
    return *tunnel;
}

Result<NamedTarget> targetOf(const DriverRegistry &registry, const ConnectionArguments &arguments)
{
    std::optional<Connector> choice;
    if (!arguments.connector.isEmpty()) {
        const auto connector = connectorFromText(arguments.connector);
        if (!connector)
            return fail(connector.error());
        choice = *connector;
    }
    const auto profile = savedConnection(arguments.connection);
    if (!profile)
        return fail(profile.error());
    const auto target = *profile ? targetOf(registry, **profile, choice) : parseConnectionString(arguments.connection, registry, choice);
    if (!target)
        return fail(*profile ? target.error() : unknownConnection(arguments.connection, target.error()));
    NamedTarget named { *target, *profile };
    named.target.readOnly = named.target.readOnly || arguments.readOnly;
    if (!arguments.ssh.isEmpty()) {
        const auto tunnel = tunnelFromText(arguments.ssh, named.target.connector, registry);
        if (!tunnel)
            return fail(tunnel.error());
        named.target.tunnel = *tunnel;
    }
    return named;
}

Result<OpenedConnection> openConnection(DriverRegistry &registry, const ConnectionArguments &arguments,
    ConnectionObserver &observer, const Interrupt &interrupt)
{
    const auto named = targetOf(registry, arguments);
    if (!named)
        return fail(named.error());
    const auto plugin = registry.get(named->target.connector);
    if (!plugin)
        return fail(plugin.error());
    if (named->profile && named->profile->production && !named->target.readOnly && isTerminal(STDERR_FILENO))
        printLine(tr("production: %1").arg(named->profile->name));

    Secrets secrets({ arguments.connection, arguments.passwordDescriptor, named->profile }, interrupt);
    const auto ask = [&](const CredentialsRequest &request) { return secrets.answer(request); };
    auto connector = std::make_unique<TargetConnector>(named->target);
    ConnectRequest request;
    request.secrets = named->target.secrets;
    request.cancellation = interrupt.cancellation();
    for (;; ++request.attempt) {
        auto connection = connector->connect(**plugin, request, observer, ask);
        if (connection) {
            secrets.keep();
            if (const auto started = connector->runStartupSql(**connection, interrupt.cancellation()); !started)
                return fail(started.error());
            return OpenedConnection(std::move(connector), std::move(*connection));
        }
        if (connection.error().kind() != ErrorKind::AuthenticationRequired || request.attempt == maxAttempts)
            return fail(connection.error());
        CredentialsRequest missing;
        missing.fields = connection.error().detail().split(u'\n', Qt::SkipEmptyParts);
        missing.attempt = request.attempt;
        missing.message = connection.error().message();
        const auto answers = secrets.answer(missing);
        if (!answers || missing.fields.isEmpty())
            return fail(connection.error());
        request.secrets.insert(*answers);
    }
}

} // namespace cli
