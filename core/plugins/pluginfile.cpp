#include "core/plugins/pluginfile.h"

#include "core/plugins/pluginmetadata.h"
#include "core/sdk/drivermodule.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QLibrary>
#include <QPluginLoader>
#include <QRegularExpression>
#include <QVersionNumber>

#include <algorithm>

#if defined(Q_OF_ELF)
#include <elf.h>
#endif

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PluginFile", text);
}

Error refusal(const QString &message, const QString &hint = {})
{
    Error error(ErrorKind::Plugin, message);
    if (!hint.isEmpty())
        error.withHint(hint);
    return error;
}

#if defined(Q_OF_ELF)
std::optional<Error> metaDataFault(QFile &file)
{
    switch (findPluginMetaData(file)) {
    case PluginMetaData::Sound:
        break;
    case PluginMetaData::None:
        return refusal(tr("%1 is a library, but not a plugin.").arg(file.fileName()));
    case PluginMetaData::Broken:
        return refusal(tr("%1 is damaged: what it says of itself can't be read.").arg(file.fileName()),
            tr("Copy or download the driver again."));
    }
    return {};
}

/// A file that broke off in a download or copy, before Qt finds words for it that only a linker's author understands.
std::optional<Error> fileFault(const QString &filePath)
{
    QFile file(filePath);
    if (!file.open(QIODevice::ReadOnly))
        return refusal(tr("%1 can't be read: %2.").arg(filePath, file.errorString()));
    const auto start = file.read(qint64(sizeof(Elf64_Ehdr)));
    if (!start.startsWith(ELFMAG))
        return refusal(tr("%1 is not a program library: it does not begin as one.").arg(filePath),
            tr("Something else was saved under this name. Remove it, or install the driver again."));
    if (start.size() == sizeof(Elf64_Ehdr) && start[EI_CLASS] == ELFCLASS64) {
        Elf64_Ehdr header;
        memcpy(&header, start.constData(), sizeof header);
        const auto size = quint64(file.size());
        const auto sections = quint64(header.e_shnum) * header.e_shentsize;
        if (header.e_shoff <= size && sections <= size - header.e_shoff)
            return metaDataFault(file);
    } else if (start.size() >= qsizetype(sizeof(Elf32_Ehdr)) && start[EI_CLASS] == ELFCLASS32) {
        return {};
    }
    return refusal(tr("%1 is incomplete: it ends after %2 bytes, before its own end.").arg(filePath).arg(file.size()),
        tr("Copy or download the driver again."));
}
#else
std::optional<Error> fileFault(const QString &)
{
    return {};
}
#endif

BuildStamp readStamp(const QJsonObject &build)
{
    const auto text = [&](QLatin1StringView key) { return build.value(key).toString(); };
    return { build.value(QLatin1StringView("sdkAbi")).toInt(), text(QLatin1StringView("architecture")),
        text(QLatin1StringView("standardLibrary")), text(QLatin1StringView("compilerAbi")),
        text(QLatin1StringView("qt")) };
}

/// What can be shown of a manifest that does not fit or is broken.
Manifest namesOf(const QJsonObject &json)
{
    Manifest manifest;
    manifest.id = json.value(QLatin1StringView("id")).toString();
    manifest.name = json.value(QLatin1StringView("name")).toString();
    manifest.version = json.value(QLatin1StringView("version")).toString();
    manifest.vendor = json.value(QLatin1StringView("vendor")).toString();
    return manifest;
}

void describe(const QString &filePath, const BuildStamp &host, DescribedFile &described)
{
    described.refusal = fileFault(filePath);
    if (described.refusal)
        return;
    const QPluginLoader loader(filePath);
    const auto metaData = loader.metaData();
    const auto iid = metaData.value(QLatin1StringView("IID")).toString();
    if (iid != QLatin1StringView(DUMBO_DRIVER_IID)) {
        described.refusal = refusal(iid.isEmpty() ? tr("%1 is a library, but not a plugin.").arg(filePath)
                                                  : tr("%1 is a plugin for \"%2\", not a Dumbo driver.").arg(filePath, iid));
        described.refusal->withServerMessage(loader.errorString());
        return;
    }
    const auto json = metaData.value(QLatin1StringView("MetaData")).toObject();
    auto manifest = Manifest::fromJson(json);
    described.manifest = manifest ? *manifest : namesOf(json);
    const auto build = json.value(QLatin1StringView("build")).toObject();
    // A manifest of another SDK may look different; that it is of another SDK is then the thing to say.
    if (!build.isEmpty())
        described.refusal = buildStampFault(readStamp(build), host);
    if (!described.refusal && !manifest) {
        described.refusal = refusal(tr("The manifest of %1 is wrong: %2.").arg(filePath, manifest.error().message()),
            tr("This is a mistake in the driver. Report it to its makers."));
    }
}

Error loadError(const QString &filePath, const QString &linkerWords)
{
    static const QRegularExpression missingLibrary(
        QStringLiteral("([^\\s:()]+): cannot open shared object file: No such file"));
    static const QRegularExpression missingVersion(QStringLiteral("version [`'\"]?([\\w.]+)[`'\"]? not found"));
    static const QRegularExpression missingSymbol(QStringLiteral("undefined symbol: ([\\w@.]+)"));
    auto error = refusal(tr("%1 can't be loaded.").arg(filePath));
    if (const auto match = missingLibrary.match(linkerWords); match.hasMatch())
        error = refusal(tr("%1 needs the library %2, which this system does not have.").arg(filePath, match.captured(1)),
            tr("Install the package that contains %1, then try again.").arg(match.captured(1)));
    else if (const auto version = missingVersion.match(linkerWords); version.hasMatch())
        error = refusal(tr("%1 needs %2, which is newer than this system's.").arg(filePath, version.captured(1)),
            tr("Install a driver that was built for this system."));
    else if (const auto symbol = missingSymbol.match(linkerWords); symbol.hasMatch())
        error = refusal(tr("%1 uses \"%2\", which neither this program nor a library of this system has.")
                            .arg(filePath, symbol.captured(1)),
            tr("Install a driver that was built for this version of the program."));
    return error.withServerMessage(linkerWords);
}

Error moduleError(const QString &filePath, const QString &fault)
{
    return refusal(tr("%1 was loaded but is not usable: %2").arg(filePath, fault),
        tr("This is a mistake in the driver. Report it to its makers; after an update, restart the program."));
}

/// The plugins in the manifest's order, or what is wrong with them.
std::expected<std::vector<std::unique_ptr<StoragePlugin>>, QString> makePlugins(
    DriverModule &module, const Manifest &manifest)
{
    auto made = module.createPlugins();
    std::vector<std::unique_ptr<StoragePlugin>> plugins;
    for (const auto &connector : manifest.connectors) {
        const auto found = std::ranges::find_if(
            made, [&](const auto &plugin) { return plugin && plugin->connector() == connector.connector; });
        if (found == made.end())
            return std::unexpected(
                tr("it made no plugin for the connector \"%1\" of its manifest.").arg(connector.connector.toText()));
        plugins.push_back(std::move(*found));
    }
    for (const auto &left : made) {
        if (left)
            return std::unexpected(tr("it made a plugin for \"%1\", which its manifest does not have, or has only once.")
                                       .arg(left->connector().toText()));
    }
    return plugins;
}

} // namespace

FileStamp FileStamp::of(const QString &filePath)
{
    const QFileInfo info(filePath);
    return { info.exists() ? info.size() : -1, info.lastModified() };
}

DescribedFile describePluginFile(const QString &filePath, const BuildStamp &host)
{
    DescribedFile described;
    described.stamp = FileStamp::of(filePath);
    describe(filePath, host, described);
    return described;
}

std::optional<Error> buildStampFault(const BuildStamp &theirs, const BuildStamp &ours)
{
    if (theirs.sdkAbi != ours.sdkAbi)
        return refusal(tr("The driver was built for SDK %1, this program has SDK %2.").arg(theirs.sdkAbi).arg(ours.sdkAbi),
            theirs.sdkAbi > ours.sdkAbi ? tr("Update the program, or install an older version of the driver.")
                                        : tr("Install a newer version of the driver."));
    const auto differs = [](const QString &what, const QString &left, const QString &right) {
        return refusal(tr("The driver was built for %1 \"%2\", this program for \"%3\".").arg(what, left, right),
            tr("Install the driver's build for this system."));
    };
    if (theirs.architecture != ours.architecture)
        return differs(tr("the architecture"), theirs.architecture, ours.architecture);
    if (theirs.standardLibrary != ours.standardLibrary)
        return differs(tr("the C++ library"), theirs.standardLibrary, ours.standardLibrary);
    if (theirs.compilerAbi != ours.compilerAbi)
        return differs(tr("the compiler interface"), theirs.compilerAbi, ours.compilerAbi);
    const auto theirQt = QVersionNumber::fromString(theirs.qt);
    const auto ourQt = QVersionNumber::fromString(ours.qt);
    if (theirQt.majorVersion() != ourQt.majorVersion() || theirQt.minorVersion() > ourQt.minorVersion())
        return refusal(tr("The driver was built with Qt %1, this program runs with Qt %2.").arg(theirs.qt, ours.qt),
            tr("Install a driver built with Qt %1.%2 or an earlier one of Qt %1.")
                .arg(ourQt.majorVersion())
                .arg(ourQt.minorVersion()));
    return {};
}

Result<std::vector<std::unique_ptr<StoragePlugin>>> loadPluginFile(const QString &filePath, const Manifest &manifest)
{
    QPluginLoader loader(filePath);
    // Unresolved names shall fail here, in words, and not end the program at the first call.
    loader.setLoadHints(QLibrary::PreventUnloadHint | QLibrary::ResolveAllSymbolsHint);
    QString fault;
    try {
        auto *root = loader.instance();
        if (!root && !loader.isLoaded())
            return fail(loadError(filePath, loader.errorString()));
        auto *module = qobject_cast<DriverModule *>(root);
        if (module) {
            auto plugins = makePlugins(*module, manifest);
            if (plugins) {
                // The root lives as long as the program; the thread that happened to load it does not.
                root->moveToThread(nullptr);
                return std::move(*plugins);
            }
            fault = plugins.error();
        } else {
            fault = tr("its root object is not a DriverModule.");
        }
    } catch (const std::exception &exception) {
        fault = tr("it threw an exception while it made its plugins: %1").arg(QString::fromUtf8(exception.what()));
    } catch (...) {
        fault = tr("it threw an unknown exception while it made its plugins.");
    }
    return fail(moduleError(filePath, fault));
}

} // namespace dumbo
