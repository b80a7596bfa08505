#include "app/cli/opener.h"

#include "app/cli/terminal.h"
#include "core/connection/connectionstring.h"
#include "core/connection/profiles.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

namespace cli {

using namespace dumbo;

namespace {

constexpr int maxAttempts = 3;

QString tr(const char *text)
{
    return QCoreApplication::translate("Opener", text);
}

std::optional<QString> secretFromDescriptor(int descriptor)
{
    QFile file;
    if (descriptor < 0 || !file.open(descriptor, QIODevice::ReadOnly))
        return std::nullopt;
    auto line = file.readLine();
    while (line.endsWith('\n') || line.endsWith('\r'))
        line.chop(1);
    return QString::fromUtf8(line);
}

/// One secret, from the safest place that has it. A wrong answer from environment or descriptor is not tried twice.
std::optional<QString> findSecret(const QString &field, const ConnectionArguments &arguments, int attempt)
{
    if (attempt == 1) {
        if (qEnvironmentVariableIsSet("DUMBO_PASSWORD"))
            return qEnvironmentVariable("DUMBO_PASSWORD");
        if (auto secret = secretFromDescriptor(arguments.passwordDescriptor))
            return secret;
    }
    return askSecret(tr("%1 for %2: ").arg(field, redacted(arguments.connection)));
}

/// The saved connection of that name. A file of the same name is meant before it.
Result<std::optional<Profile>> savedConnection(const QString &name)
{
    if (QFileInfo::exists(name))
        return std::nullopt;
    const auto profiles = Profiles::open();
    if (!profiles)
        return fail(profiles.error());
    return profiles->named(name);
}

Result<ConnectionTarget> targetOf(const DriverRegistry &registry, const ConnectionArguments &arguments)
{
    std::optional<Connector> choice;
    if (!arguments.connector.isEmpty()) {
        choice = Connector::fromText(arguments.connector);
        if (!choice)
            return fail(ErrorKind::NotRegistered,
                tr("\"%1\" is not a connector; connectors look like \"SQLite:sqlite3\" (dumbo plugins list).").arg(arguments.connector));
    }
    const auto profile = savedConnection(arguments.connection);
    if (!profile)
        return fail(profile.error());
    if (!*profile)
        return parseConnectionString(arguments.connection, registry, choice);
    auto target = (*profile)->target();
    if (choice)
        target.connector = *choice;
    return target;
}

} // namespace

void NoticePrinter::notice(NoticeSeverity severity, const QString &message)
{
    if (severity >= NoticeSeverity::Notice)
        printLine(tr("notice: ") + message);
}

Result<std::unique_ptr<Connection>> openConnection(DriverRegistry &registry, const ConnectionArguments &arguments,
    ConnectionObserver &observer, const Interrupt &interrupt)
{
    const auto target = targetOf(registry, arguments);
    if (!target)
        return fail(target.error());
    const auto plugin = registry.get(target->connector);
    if (!plugin)
        return fail(plugin.error());

    ConnectRequest request;
    request.options = target->options;
    request.secrets = target->secrets;
    request.readOnly = target->readOnly || arguments.readOnly;
    request.cancellation = interrupt.cancellation();
    for (;; ++request.attempt) {
        auto connection = (*plugin)->connect(request, observer);
        if (connection || connection.error().kind() != ErrorKind::AuthenticationRequired
            || request.attempt == maxAttempts)
            return connection;
        for (const auto &field : connection.error().detail().split(u'\n', Qt::SkipEmptyParts)) {
            const auto secret = findSecret(field, arguments, request.attempt);
            if (!secret)
                return connection;
            request.secrets.insert(field, *secret);
        }
    }
}

} // namespace cli
