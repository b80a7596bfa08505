#include "app/cli/pluginscommand.h"

#include "app/cli/errorreport.h"
#include "app/cli/terminal.h"
#include "app/cli/textrows.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <unistd.h>

namespace cli {

using namespace dumbo;

namespace {

QStringList connectorsOf(const DriverEntry &entry)
{
    QStringList connectors;
    for (const auto &connector : entry.manifest.connectors)
        connectors.append(connector.connector.toText());
    return connectors;
}

Result<void> printJson(const QList<DriverEntry> &entries)
{
    QJsonArray array;
    for (const auto &entry : entries) {
        QJsonObject object { { QStringLiteral("id"), entry.manifest.id }, { QStringLiteral("name"), entry.manifest.name },
            { QStringLiteral("version"), entry.manifest.version }, { QStringLiteral("state"), driverStateName(entry.state) },
            { QStringLiteral("origin"), driverOriginName(entry.origin) }, { QStringLiteral("file"), entry.filePath },
            { QStringLiteral("connectors"), QJsonArray::fromStringList(connectorsOf(entry)) } };
        if (entry.reason)
            object.insert(QStringLiteral("reason"), entry.reason->toText());
        array.append(object);
    }
    return writeAll(STDOUT_FILENO, QJsonDocument(array).toJson());
}

} // namespace

ExitCode listPlugins(const DriverRegistry &registry, bool json)
{
    const auto entries = registry.entries();
    Result<void> written;
    if (json) {
        written = printJson(entries);
    } else {
        std::vector<std::vector<std::optional<QString>>> rows;
        for (const auto &entry : entries)
            rows.push_back({ entry.manifest.id, entry.manifest.version, driverStateName(entry.state),
                connectorsOf(entry).join(QStringLiteral(", ")), entry.filePath,
                entry.reason ? std::optional(entry.reason->message()) : std::nullopt });
        written = writeTextRows(ResultFormat::Table,
            { QStringLiteral("driver"), QStringLiteral("version"), QStringLiteral("state"), QStringLiteral("connectors"),
                QStringLiteral("file"), QStringLiteral("reason") },
            rows);
    }
    for (const auto &conflict : registry.conflicts())
        printLine(QCoreApplication::translate("PluginsCommand", "conflict: ") + conflict);
    if (written)
        return Done;
    reportError(written.error());
    return Refused;
}

} // namespace cli
