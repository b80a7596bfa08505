#include "app/cli/bundlereport.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QLocale>

namespace cli {

using namespace dumbo;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("BundleCommand", text);
}

QString nameOrFile(const BundleInspection &inspection, const QString &file)
{
    const auto &manifest = inspection.manifest;
    if (manifest.id.isEmpty())
        return file;
    return manifest.vendor.isEmpty() ? tr("%1 %2 (%3)").arg(manifest.name, manifest.version, manifest.id)
                                     : tr("%1 %2 by %4 (%3)").arg(manifest.name, manifest.version, manifest.id, manifest.vendor);
}

QJsonArray filesJson(const BundleInspection &inspection)
{
    QJsonArray files;
    for (const auto &file : inspection.files)
        files.append(QJsonObject { { QStringLiteral("path"), file.path }, { QStringLiteral("size"), file.size },
            { QStringLiteral("sha256"), QString::fromLatin1(file.digest) } });
    return files;
}

QStringList platformNames(const BundleInspection &inspection)
{
    QStringList names;
    for (const auto &platform : inspection.manifest.platforms)
        names.append(platform.name);
    return names;
}

QStringList connectorNames(const BundleInspection &inspection)
{
    QStringList names;
    for (const auto &connector : inspection.driver.connectors)
        names.append(connector.connector.toText());
    return names;
}

} // namespace

QJsonObject bundleJson(const BundleInspection &inspection, const QString &file)
{
    const auto &manifest = inspection.manifest;
    QJsonObject json { { QStringLiteral("file"), file }, { QStringLiteral("id"), manifest.id }, { QStringLiteral("name"), manifest.name },
        { QStringLiteral("version"), manifest.version }, { QStringLiteral("vendor"), manifest.vendor },
        { QStringLiteral("description"), manifest.description }, { QStringLiteral("licence"), manifest.licence },
        { QStringLiteral("homepage"), manifest.homepage }, { QStringLiteral("changes"), manifest.changes },
        { QStringLiteral("platforms"), QJsonArray::fromStringList(platformNames(inspection)) },
        { QStringLiteral("connectors"), QJsonArray::fromStringList(connectorNames(inspection)) },
        { QStringLiteral("signature"), signatureStateName(inspection.signature) },
        { QStringLiteral("digest"), QString::fromLatin1(inspection.digest) }, { QStringLiteral("files"), filesJson(inspection) },
        { QStringLiteral("warnings"), QJsonArray::fromStringList(inspection.warnings) },
        { QStringLiteral("fitsPlatform"), inspection.fitsPlatform }, { QStringLiteral("isBundle"), !inspection.isBareModule },
        { QStringLiteral("installable"), inspection.isInstallable() } };
    if (inspection.key.isValid()) {
        json.insert(QStringLiteral("key"), QString::fromLatin1(inspection.key.base64()));
        json.insert(QStringLiteral("fingerprint"), inspection.key.fingerprint());
        json.insert(QStringLiteral("keyName"), inspection.keyName);
    }
    if (inspection.refusal)
        json.insert(QStringLiteral("refusal"),
            QJsonObject { { QStringLiteral("message"), inspection.refusal->message() }, { QStringLiteral("hint"), inspection.refusal->hint() } });
    return json;
}

QString bundleText(const BundleInspection &inspection, const QString &file)
{
    QStringList lines { nameOrFile(inspection, file) };
    lines.append(signatureStateText(inspection.signature));
    if (inspection.key.isValid())
        lines.append(inspection.keyName.isEmpty() ? tr("Key: %1").arg(inspection.key.shortFingerprint())
                                                  : tr("Key: %1, %2").arg(inspection.key.shortFingerprint(), inspection.keyName));
    for (const auto &warning : inspection.warnings)
        lines.append(warning);
    if (inspection.refusal) {
        lines.append(inspection.refusal->message());
        if (!inspection.refusal->hint().isEmpty())
            lines.append(inspection.refusal->hint());
    }
    if (!inspection.manifest.platforms.isEmpty())
        lines.append(tr("For: %1").arg(platformNames(inspection).join(QStringLiteral(", "))));
    if (!inspection.driver.connectors.isEmpty())
        lines.append(tr("Connectors: %1").arg(connectorNames(inspection).join(QStringLiteral(", "))));
    for (const auto &each : inspection.files)
        lines.append(QStringLiteral("  %1  %2").arg(each.path, QLocale().formattedDataSize(each.size)));
    return lines.join(u'\n') + u'\n';
}

} // namespace cli
