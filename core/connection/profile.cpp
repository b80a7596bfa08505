#include "core/connection/profile.h"

#include "core/connection/optionnames.h"
#include "core/plugins/driverregistry.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <utility>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Profile", text);
}

QString takeText(QJsonObject &json, const char *key)
{
    return json.take(QLatin1StringView(key)).toString();
}

void putText(QJsonObject &json, const char *key, const QString &text)
{
    if (!text.isEmpty())
        json.insert(QLatin1StringView(key), text);
}

void putTruth(QJsonObject &json, const char *key, bool truth)
{
    if (truth)
        json.insert(QLatin1StringView(key), true);
}

/// Nothing for a value no option can hold.
std::optional<OptionValue> optionFrom(const QJsonValue &value)
{
    if (value.isBool())
        return value.toBool();
    if (value.isDouble())
        return qint64(value.toInteger());
    if (value.isString())
        return value.toString();
    return std::nullopt;
}

/// "PostgreSQL" alone is the best driver present.
std::optional<Connector> connectorFrom(const QString &text)
{
    if (!text.isEmpty() && !text.contains(u':'))
        return Connector { text, {} };
    return Connector::fromText(text);
}

std::optional<SshTunnel> tunnelFrom(const QJsonObject &json)
{
    auto tunnel = SshTunnel::fromText(json.value(QLatin1StringView("destination")).toString());
    if (!tunnel)
        return std::nullopt;
    for (const auto &option : json.value(QLatin1StringView("options")).toArray())
        tunnel->options.append(option.toString());
    return tunnel;
}

QJsonObject jsonFrom(const SshTunnel &tunnel)
{
    QJsonObject json { { QStringLiteral("destination"), tunnel.toText() } };
    if (!tunnel.options.isEmpty())
        json.insert(QStringLiteral("options"), QJsonArray::fromStringList(tunnel.options));
    return json;
}

/// What stands in the way of a target for this connector; nothing where all options have a name there.
QStringList unknownNames(const ConnectionTarget &target, const ConnectorManifest &manifest)
{
    QStringList unknown;
    for (const auto &[name, value] : target.options.entries()) {
        const auto option = optionNamed(manifest, name);
        if (!option)
            unknown.append(name);
    }
    for (auto secret = target.secrets.keyBegin(); secret != target.secrets.keyEnd(); ++secret) {
        if (!optionNamed(manifest, *secret))
            unknown.append(*secret);
    }
    return unknown;
}

ConnectionTarget renamed(const ConnectionTarget &target, const ConnectorManifest &manifest)
{
    auto result = target;
    result.connector = manifest.connector;
    result.options = {};
    result.secrets.clear();
    for (const auto &[name, value] : target.options.entries())
        result.options.set(optionNamed(manifest, name)->name, value);
    for (auto secret = target.secrets.begin(); secret != target.secrets.end(); ++secret)
        result.secrets.insert(optionNamed(manifest, secret.key())->name, secret.value());
    if (result.tunnel)
        result.tunnel->routeBy(manifest);
    return result;
}

Result<ConnectionTarget> best(const ConnectionTarget &target, const QString &databaseType, const DriverRegistry &registry)
{
    QStringList tried;
    for (const auto &manifest : registry.connectors()) {
        if (manifest.connector.databaseType != databaseType)
            continue;
        const auto enforces = !target.readOnly || manifest.capabilities.testFlag(Capability::ReadOnly);
        if (enforces && unknownNames(target, manifest).isEmpty())
            return renamed(target, manifest);
        tried.append(manifest.connector.toText());
    }
    if (tried.isEmpty())
        return fail(Error(ErrorKind::NotRegistered, tr("There is no driver for %1.").arg(databaseType))
                        .withHint(tr("\"dumbo plugins list\" shows the drivers that were found.")));
    return fail(ErrorKind::NotRegistered,
        tr("No driver for %1 knows all options of this connection (tried %2).").arg(databaseType, tried.join(QStringLiteral(", "))));
}

} // namespace

ConnectionTarget Profile::target() const
{
    ConnectionTarget target;
    target.connector = connector;
    target.options = options;
    target.readOnly = readOnly;
    target.tunnel = tunnel;
    target.startupSql = startupSql;
    return target;
}

Result<ConnectionTarget> Profile::target(const DriverRegistry &registry) const
{
    return retargeted(target(), connector, registry);
}

Profile Profile::fromTarget(const QString &name, const ConnectionTarget &target)
{
    Profile profile;
    profile.name = name;
    profile.connector = target.connector;
    profile.options = target.options;
    profile.readOnly = target.readOnly;
    profile.tunnel = target.tunnel;
    profile.startupSql = target.startupSql;
    return profile;
}

std::optional<Profile> Profile::fromJson(QJsonObject json)
{
    Profile profile;
    const auto connector = connectorFrom(takeText(json, "connector"));
    if (!connector)
        return std::nullopt;
    profile.connector = *connector;
    profile.id = takeText(json, "id");
    profile.name = takeText(json, "name");
    profile.folder = takeText(json, "folder");
    profile.colour = takeText(json, "colour");
    profile.startupSql = takeText(json, "startupSql");
    profile.readOnly = json.take(QLatin1StringView("readOnly")).toBool();
    profile.production = json.take(QLatin1StringView("production")).toBool();
    profile.savesPasswords = json.take(QLatin1StringView("savesPasswords")).toBool();
    if (json.contains(QLatin1StringView("ssh"))) {
        // Connecting without the tunnel that was meant would go somewhere else.
        profile.tunnel = tunnelFrom(json.take(QLatin1StringView("ssh")).toObject());
        if (!profile.tunnel)
            return std::nullopt;
    }
    const auto options = json.take(QLatin1StringView("options")).toObject();
    for (auto option = options.begin(); option != options.end(); ++option) {
        const auto value = optionFrom(option.value());
        if (!value)
            return std::nullopt;
        profile.options.set(option.key(), *value);
    }
    if (profile.id.isEmpty() || profile.name.isEmpty())
        return std::nullopt;
    profile.others = json;
    return profile;
}

QJsonObject Profile::toJson() const
{
    auto json = others;
    putText(json, "id", id);
    putText(json, "name", name);
    putText(json, "folder", folder);
    putText(json, "colour", colour);
    putText(json, "connector", connector.driver.isEmpty() ? connector.databaseType : connector.toText());
    putText(json, "startupSql", startupSql);
    putTruth(json, "readOnly", readOnly);
    putTruth(json, "production", production);
    putTruth(json, "savesPasswords", savesPasswords);
    if (tunnel)
        json.insert(QStringLiteral("ssh"), jsonFrom(*tunnel));
    QJsonObject written;
    for (const auto &[optionName, value] : options.entries())
        std::visit([&](const auto &held) { written.insert(optionName, QJsonValue(held)); }, value);
    json.insert(QStringLiteral("options"), written);
    return json;
}

Result<ConnectionTarget> retargeted(
    const ConnectionTarget &target, const Connector &connector, const DriverRegistry &registry)
{
    if (connector.driver.isEmpty())
        return best(target, connector.databaseType, registry);
    const auto manifest = registry.describe(connector);
    // A driver that is known to nobody fails where it is asked for, with the reason why it is not there.
    if (!manifest) {
        auto result = target;
        result.connector = connector;
        return result;
    }
    if (!target.connector.databaseType.isEmpty() && target.connector.databaseType != connector.databaseType)
        return fail(ErrorKind::Data,
            tr("This is a connection to %1, which %2 can't open.").arg(target.connector.databaseType, connector.toText()));
    if (const auto unknown = unknownNames(target, *manifest); !unknown.isEmpty())
        return fail(ErrorKind::Data,
            tr("%1 does not know these options of the connection: %2.").arg(connector.toText(), unknown.join(QStringLiteral(", "))));
    return renamed(target, *manifest);
}

} // namespace dumbo
