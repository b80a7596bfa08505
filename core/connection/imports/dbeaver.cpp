#include "core/connection/imports/importbuilder.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ConnectionImport", text);
}

/// "61,174,233" as "#3daee9"; empty where it is no colour.
QString colourFrom(const QString &text)
{
    const auto parts = text.split(u',');
    QString colour = QStringLiteral("#");
    for (const auto &part : parts) {
        bool isNumber = false;
        const auto value = part.trimmed().toInt(&isNumber);
        if (!isNumber || value < 0 || value > 255)
            return {};
        colour += QStringLiteral("%1").arg(value, 2, 16, QLatin1Char('0'));
    }
    return parts.size() == 3 ? colour : QString();
}

QString textOf(const QJsonValue &value)
{
    return value.isDouble() ? QString::number(value.toInteger()) : value.toString();
}

void takeTunnel(ImportBuilder &builder, const QJsonObject &handlers)
{
    for (auto handler = handlers.begin(); handler != handlers.end(); ++handler) {
        const auto described = handler.value().toObject();
        if (!described.value(QLatin1StringView("enabled")).toBool())
            continue;
        if (handler.key() != u"ssh_tunnel") {
            if (!handler.key().contains(u"ssl"))
                builder.note(tr("Its network handler \"%1\" is not taken over.").arg(handler.key()));
            continue;
        }
        const auto properties = described.value(QLatin1StringView("properties")).toObject();
        const auto property = [&](const char *name) { return textOf(properties.value(QLatin1StringView(name))); };
        auto user = textOf(described.value(QLatin1StringView("user")));
        if (user.isEmpty())
            user = property("user");
        builder.setTunnel(user, property("host"), property("port").toInt(), property("keyPath"));
    }
}

void takeBootstrap(ImportBuilder &builder, const QJsonObject &bootstrap)
{
    QStringList statements;
    for (const auto &query : bootstrap.value(QLatin1StringView("query")).toArray())
        statements.append(query.toString());
    builder.profile().startupSql = statements.join(QStringLiteral(";\n"));
}

ImportedConnection imported(const QJsonObject &json, const DriverRegistry &registry)
{
    const auto text = [](const QJsonObject &object, const char *name) { return textOf(object.value(QLatin1StringView(name))); };
    const auto configuration = json.value(QLatin1StringView("configuration")).toObject();
    ImportBuilder builder(registry, text(json, "name"));
    auto &profile = builder.profile();
    profile.folder = text(json, "folder");
    profile.readOnly = json.value(QLatin1StringView("read-only")).toBool();
    profile.production = text(configuration, "type") == u"prod";
    profile.colour = colourFrom(text(configuration, "color"));
    const auto url = text(configuration, "url");
    const auto isByUrl = text(configuration, "configurationType") == u"URL"
        || (text(configuration, "host").isEmpty() && text(configuration, "database").isEmpty());
    if (isByUrl && !url.isEmpty()) {
        builder.setJdbcUrl(url);
    } else {
        builder.setForeignType(text(json, "provider") == u"generic" ? text(json, "driver") : text(json, "provider"));
        builder.setHost(text(configuration, "host"));
        builder.setPort(text(configuration, "port"));
        builder.setDatabase(text(configuration, "database"));
    }
    builder.setUser(text(configuration, "user"));
    const auto properties = configuration.value(QLatin1StringView("properties")).toObject();
    for (auto property = properties.begin(); property != properties.end(); ++property)
        builder.setOption(property.key(), textOf(property.value()));
    takeBootstrap(builder, configuration.value(QLatin1StringView("bootstrap")).toObject());
    takeTunnel(builder, configuration.value(QLatin1StringView("handlers")).toObject());
    const auto hasServer = builder.knows(QStringLiteral("user"));
    if (hasServer && text(configuration, "user").isEmpty())
        builder.note(tr("User and password are in DBeaver's encrypted file, which is not read."));
    return builder.take();
}

} // namespace

ImportResult importDBeaver(const QString &filePath, const DriverRegistry &registry)
{
    const auto text = importedText(filePath);
    if (!text)
        return fail(text.error());
    QJsonParseError fault;
    const auto document = QJsonDocument::fromJson(*text, &fault);
    const auto whatToDo = tr("Open it in DBeaver and save a connection there, which writes the file anew, or name another file.");
    if (fault.error != QJsonParseError::NoError)
        return fail(brokenImport(filePath, lineOf(*text, fault.offset), fault.errorString(), whatToDo));
    const auto connections = document.object().value(QLatin1StringView("connections"));
    if (!connections.isObject())
        return fail(brokenImport(filePath, 1, tr("it holds no \"connections\"."), whatToDo));
    QList<ImportedConnection> found;
    for (const auto &connection : connections.toObject())
        found.append(imported(connection.toObject(), registry));
    return found;
}

ImportResult importPgAdmin(const QString &filePath, const DriverRegistry &registry)
{
    const auto text = importedText(filePath);
    if (!text)
        return fail(text.error());
    QJsonParseError fault;
    const auto document = QJsonDocument::fromJson(*text, &fault);
    const auto whatToDo = tr("Export the servers from pgAdmin once more (Tools, Import/Export Servers).");
    if (fault.error != QJsonParseError::NoError)
        return fail(brokenImport(filePath, lineOf(*text, fault.offset), fault.errorString(), whatToDo));
    const auto servers = document.object().value(QLatin1StringView("Servers"));
    if (!servers.isObject())
        return fail(brokenImport(filePath, 1, tr("it holds no \"Servers\"."), whatToDo));
    QList<ImportedConnection> found;
    for (const auto &value : servers.toObject()) {
        const auto server = value.toObject();
        const auto field = [&](const char *name) { return textOf(server.value(QLatin1StringView(name))); };
        ImportBuilder builder(registry, field("Name"));
        builder.setDatabaseType(QStringLiteral("PostgreSQL"));
        builder.profile().folder = field("Group") == u"Servers" ? QString() : field("Group");
        builder.profile().colour = field("BGColor");
        builder.setHost(field("Host"));
        builder.setPort(field("Port"));
        builder.setDatabase(field("MaintenanceDB"));
        builder.setUser(field("Username"));
        builder.setOption(QStringLiteral("service"), field("Service"));
        builder.setOption(QStringLiteral("passfile"), field("PassFile"));
        builder.setOption(QStringLiteral("sslmode"), field("SSLMode"));
        const auto parameters = server.value(QLatin1StringView("ConnectionParameters")).toObject();
        for (auto parameter = parameters.begin(); parameter != parameters.end(); ++parameter)
            builder.setOption(parameter.key(), textOf(parameter.value()));
        if (server.value(QLatin1StringView("UseSSHTunnel")).toInt() == 1)
            builder.setTunnel(field("TunnelUsername"), field("TunnelHost"), field("TunnelPort").toInt(), field("TunnelIdentityFile"));
        found.append(builder.take());
    }
    return found;
}

} // namespace dumbo
