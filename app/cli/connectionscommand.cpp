#include "app/cli/connectionscommand.h"

#include "app/cli/errorreport.h"
#include "app/cli/secrets.h"
#include "app/cli/terminal.h"
#include "app/cli/textrows.h"
#include "core/connection/connectionstring.h"
#include "core/connection/profiles.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace cli {

using namespace dumbo;

namespace {

using Row = std::vector<std::optional<QString>>;

QString tr(const char *text)
{
    return QCoreApplication::translate("ConnectionsCommand", text);
}

ExitCode refused(const Error &error, ExitCode code = Refused)
{
    reportError(error);
    return code;
}

std::optional<QString> unlessEmpty(const QString &text)
{
    return text.isEmpty() ? std::nullopt : std::optional(text);
}

QString connectorText(const Connector &connector)
{
    return connector.driver.isEmpty() ? connector.databaseType : connector.toText();
}

/// The options alone, as a person reads them.
QString placeOf(const Profile &profile)
{
    auto target = profile.target();
    target.readOnly = false;
    target.tunnel.reset();
    const auto text = connectionStringFor(target);
    return text.sliced(text.indexOf(u':', text.indexOf(u':') + 1) + 1);
}

QString marksOf(const Profile &profile)
{
    QStringList marks;
    if (profile.production)
        marks.append(QStringLiteral("production"));
    if (profile.readOnly)
        marks.append(QStringLiteral("read-only"));
    if (profile.savesPasswords)
        marks.append(QStringLiteral("password kept"));
    if (!profile.startupSql.isEmpty())
        marks.append(QStringLiteral("start-up SQL"));
    return marks.join(QStringLiteral(", "));
}

Error notSaved(const QString &name)
{
    return Error(ErrorKind::NotFound, tr("There is no saved connection \"%1\", or several are called so.").arg(name))
        .withHint(tr("\"dumbo connections list\" shows them; folder/name tells those of one name apart."));
}

/// Reads the connection string into the profile. The driver stays automatic unless the person named one.
Result<QMap<QString, QString>> takeConnection(Profile &profile, const DriverRegistry &registry, const ProfileArguments &arguments)
{
    std::optional<Connector> choice;
    if (arguments.connector && !arguments.connector->isEmpty()) {
        const auto connector = connectorFromText(*arguments.connector);
        if (!connector)
            return fail(connector.error());
        choice = *connector;
    }
    if (!arguments.connection) {
        if (choice) {
            const auto target = retargeted(profile.target(), *choice, registry);
            if (!target)
                return fail(target.error());
            profile.options = target->options;
            profile.connector = *choice;
        } else if (arguments.connector) {
            profile.connector.driver.clear();
        }
        return QMap<QString, QString>();
    }
    const auto target = parseConnectionString(*arguments.connection, registry, choice);
    if (!target)
        return fail(target.error());
    profile.connector = target->connector;
    const auto isNamed = choice || arguments.connection->trimmed().startsWith(target->connector.toText() + u':');
    if (!isNamed)
        profile.connector.driver.clear();
    profile.options = target->options;
    profile.readOnly = target->readOnly;
    profile.tunnel = target->tunnel;
    return target->secrets;
}

Result<void> takeTunnel(Profile &profile, const DriverRegistry &registry, const ProfileArguments &arguments)
{
    if (arguments.ssh && arguments.ssh->isEmpty()) {
        profile.tunnel.reset();
    } else if (arguments.ssh) {
        const auto target = profile.target(registry);
        const auto tunnel = tunnelFromText(*arguments.ssh, target ? target->connector : profile.connector, registry);
        if (!tunnel)
            return fail(tunnel.error());
        profile.tunnel = *tunnel;
    }
    if (arguments.sshOptions && !profile.tunnel)
        return fail(ErrorKind::Data, tr("Options for ssh need an ssh server (--ssh)."));
    if (arguments.sshOptions)
        profile.tunnel->options = *arguments.sshOptions;
    return {};
}

Result<void> takeMarks(Profile &profile, const ProfileArguments &arguments)
{
    static const QRegularExpression colour(QStringLiteral("^#[0-9A-Fa-f]{6}$"));
    if (arguments.colour && !arguments.colour->isEmpty() && !colour.match(*arguments.colour).hasMatch())
        return fail(ErrorKind::Data, tr("\"%1\" is not a colour; colours look like \"#3daee9\".").arg(*arguments.colour));
    profile.name = arguments.newName.value_or(profile.name);
    profile.folder = arguments.folder.value_or(profile.folder);
    profile.colour = arguments.colour.value_or(profile.colour);
    profile.startupSql = arguments.startupSql.value_or(profile.startupSql);
    profile.readOnly = arguments.readOnly.value_or(profile.readOnly);
    profile.production = arguments.production.value_or(profile.production);
    profile.savesPasswords = arguments.savesPassword.value_or(profile.savesPasswords);
    if (profile.name.trimmed().isEmpty())
        return fail(ErrorKind::Data, tr("A connection needs a name."));
    return {};
}

/// What was given goes to the keychain, or nowhere: never into the file.
void keepSecrets(const Profile &profile, const QMap<QString, QString> &secrets, const ProfileArguments &arguments,
    const DriverRegistry &registry, const Interrupt &interrupt)
{
    Secrets store({ profile.name, arguments.passwordDescriptor, profile }, interrupt);
    auto kept = secrets;
    const auto target = profile.target(registry);
    const auto manifest = target ? registry.describe(target->connector) : std::nullopt;
    if (arguments.savesPassword == false && manifest) {
        store.forget(profile.id, credentialFields(*manifest));
        return;
    }
    if (arguments.savesPassword == true && kept.isEmpty() && manifest && manifest->option(u"password")) {
        if (const auto given = store.given())
            kept.insert(QStringLiteral("password"), *given);
    }
    if (!kept.isEmpty() && !profile.savesPasswords)
        printLine(tr("note: The password was not saved; --save-password keeps it in the keychain."));
    for (auto secret = kept.begin(); profile.savesPasswords && secret != kept.end(); ++secret)
        store.keep(secret.key(), secret.value());
}

ExitCode saved(Profiles &profiles, Profile profile, const QMap<QString, QString> &secrets, const ProfileArguments &arguments,
    const DriverRegistry &registry, const Interrupt &interrupt)
{
    profile.id = profiles.put(profile);
    if (const auto done = profiles.save(); !done)
        return refused(done.error());
    keepSecrets(profile, secrets, arguments, registry, interrupt);
    return Done;
}

Result<QMap<QString, QString>> changed(Profile &profile, const DriverRegistry &registry, const ProfileArguments &arguments)
{
    const auto secrets = takeConnection(profile, registry, arguments);
    if (!secrets)
        return secrets;
    if (const auto tunnel = takeTunnel(profile, registry, arguments); !tunnel)
        return fail(tunnel.error());
    if (const auto marks = takeMarks(profile, arguments); !marks)
        return fail(marks.error());
    return secrets;
}

} // namespace

ExitCode listConnections(ResultFormat format)
{
    const auto profiles = Profiles::open();
    if (!profiles)
        return refused(profiles.error());
    auto sorted = profiles->all();
    std::ranges::stable_sort(sorted, {}, [](const Profile &profile) { return std::pair(profile.folder, profile.name); });
    std::vector<Row> rows;
    for (const auto &profile : sorted)
        rows.push_back({ profile.name, unlessEmpty(profile.folder), connectorText(profile.connector), placeOf(profile),
            profile.tunnel ? std::optional(profile.tunnel->toText()) : std::nullopt, unlessEmpty(marksOf(profile)),
            unlessEmpty(profile.colour) });
    const auto written = writeTextRows(format,
        { QStringLiteral("name"), QStringLiteral("folder"), QStringLiteral("connector"), QStringLiteral("connection"),
            QStringLiteral("ssh"), QStringLiteral("marks"), QStringLiteral("colour") },
        rows);
    return written ? Done : refused(written.error());
}

ExitCode addConnection(const DriverRegistry &registry, const ProfileArguments &arguments, const Interrupt &interrupt)
{
    auto profiles = Profiles::open();
    if (!profiles)
        return refused(profiles.error());
    const auto isTaken = std::ranges::any_of(profiles->all(), [&](const Profile &profile) {
        return profile.name == arguments.name && profile.folder == arguments.folder.value_or(QString());
    });
    if (isTaken)
        return refused(Error(ErrorKind::UniqueConstraint, tr("There is a saved connection \"%1\" already.").arg(arguments.name))
                           .withHint(tr("\"dumbo connections edit\" changes it.")));
    Profile profile;
    profile.name = arguments.name;
    const auto secrets = changed(profile, registry, arguments);
    if (!secrets)
        return refused(secrets.error(), secrets.error().kind() == ErrorKind::NotRegistered ? NoConnection : Refused);
    return saved(*profiles, profile, *secrets, arguments, registry, interrupt);
}

ExitCode editConnection(const DriverRegistry &registry, const ProfileArguments &arguments, const Interrupt &interrupt)
{
    auto profiles = Profiles::open();
    if (!profiles)
        return refused(profiles.error());
    auto profile = profiles->named(arguments.name);
    if (!profile)
        return refused(notSaved(arguments.name));
    const auto secrets = changed(*profile, registry, arguments);
    if (!secrets)
        return refused(secrets.error(), secrets.error().kind() == ErrorKind::NotRegistered ? NoConnection : Refused);
    return saved(*profiles, *profile, *secrets, arguments, registry, interrupt);
}

ExitCode removeConnections(const DriverRegistry &registry, const QStringList &names, const Interrupt &interrupt)
{
    auto profiles = Profiles::open();
    if (!profiles)
        return refused(profiles.error());
    QList<Profile> removed;
    for (const auto &name : names) {
        const auto profile = profiles->named(name);
        if (!profile)
            return refused(notSaved(name));
        removed.append(*profile);
        profiles->remove(profile->id);
    }
    if (const auto done = profiles->save(); !done)
        return refused(done.error());
    for (const auto &profile : removed) {
        const auto target = profile.target(registry);
        const auto manifest = target ? registry.describe(target->connector) : std::nullopt;
        if (profile.savesPasswords)
            Secrets({ profile.name, -1, profile }, interrupt).forget(profile.id, credentialFields(manifest.value_or(ConnectorManifest())));
    }
    return Done;
}

} // namespace cli
