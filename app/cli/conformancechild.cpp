#include "app/cli/conformancecommand.h"

#include "app/cli/opener.h"
#include "app/cli/secrets.h"
#include "app/cli/terminal.h"
#include "core/conformance/standardquirks.h"
#include "core/plugins/pluginfile.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <unistd.h>

namespace cli {

using namespace dumbo;
using namespace dumbo::conformance;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ConformanceCommand", text);
}

void tell(const QJsonObject &object)
{
    std::ignore = writeAll(STDOUT_FILENO, QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n');
}

/// One load for all connectors of a file: each takes its own.
struct LoadedFile {
    QString path;
    Manifest manifest;
    Result<std::vector<std::unique_ptr<StoragePlugin>>> plugins = std::vector<std::unique_ptr<StoragePlugin>>();
    bool isLoaded = false;

    Result<std::unique_ptr<StoragePlugin>> take(std::size_t index)
    {
        if (!std::exchange(isLoaded, true))
            plugins = loadPluginFile(path, manifest);
        if (!plugins)
            return fail(plugins.error());
        return std::move((*plugins)[index]);
    }
};

/// Asks for what the database misses, as every other command does.
Result<ConformanceFacts::Place> placeOf(
    DriverRegistry &registry, StoragePlugin &plugin, const ConformanceArguments &arguments, const Connector &connector, const Interrupt &interrupt)
{
    const auto named = targetOf(registry, { arguments.connection, connector.toText(), false, -1, {} });
    if (!named)
        return fail(named.error());
    if (named->target.tunnel)
        return fail(ErrorKind::InvalidOperation, tr("The suite opens many connections, and none of them through ssh: name a database that is reached directly."));
    ConformanceFacts::Place place { named->target.options, named->target.secrets };
    Secrets secrets({ arguments.connection, -1, named->profile }, interrupt);
    for (int attempt = 1;; ++attempt) {
        ConnectRequest request;
        request.options = place.options;
        request.secrets = place.secrets;
        request.attempt = attempt;
        ConnectionObserver observer;
        const auto connection = plugin.connect(request, observer);
        if (connection || connection.error().kind() != ErrorKind::AuthenticationRequired || attempt == 3)
            return place; // any other error is told by StandardQuirks::check()
        const CredentialsRequest missing { .fields = connection.error().detail().split(u'\n', Qt::SkipEmptyParts),
            .attempt = attempt, .message = connection.error().message() };
        const auto answers = secrets.answer(missing);
        if (!answers || missing.fields.isEmpty())
            return place;
        place.secrets.insert(*answers);
    }
}

Result<std::unique_ptr<StandardQuirks>> quirksOf(
    DriverRegistry &registry, const ConformanceArguments &arguments, const Connector &connector, const Interrupt &interrupt)
{
    const auto manifest = registry.describe(connector);
    const auto plugin = registry.get(connector);
    if (!plugin)
        return fail(plugin.error());
    StandardQuirks::Setting setting;
    if (manifest) {
        setting.pathOption = manifest->pathOption;
        setting.specialPath = manifest->specialPaths.value(0);
        setting.suffix = manifest->suffixes.value(0);
    }
    if (!arguments.connection.isEmpty()) {
        auto place = placeOf(registry, **plugin, arguments, connector, interrupt);
        if (!place)
            return fail(place.error());
        setting.connection = *place;
    }
    auto quirks = std::make_unique<StandardQuirks>(*plugin, setting);
    if (const auto ready = quirks->check(); !ready)
        return fail(ready.error());
    return quirks;
}

QJsonObject toJson(int index, const PromiseOutcome &outcome)
{
    return { { QStringLiteral("end"), index }, { QStringLiteral("verdict"), int(outcome.verdict.kind) },
        { QStringLiteral("reason"), outcome.verdict.reason }, { QStringLiteral("milliseconds"), qint64(outcome.duration.count()) } };
}

} // namespace

Result<std::vector<Promise>> chosenPromises(const ConformanceArguments &arguments)
{
    auto promises = arguments.onlyShort ? shortPromises() : allPromises();
    for (const auto &name : arguments.promises) {
        if (std::ranges::none_of(allPromises(), [&](const Promise &promise) { return name == promise.name; }))
            return fail(Error(ErrorKind::Data, tr("There is no promise \"%1\".").arg(QString::fromUtf8(name)))
                            .withHint(tr("docs/conformance.md lists them.")));
    }
    if (!arguments.promises.isEmpty())
        std::erase_if(promises, [&](const Promise &promise) { return !arguments.promises.contains(promise.name); });
    return promises;
}

Result<Manifest> addDriverFile(DriverRegistry &registry, const QString &filePath)
{
    const auto path = QFileInfo(filePath).absoluteFilePath();
    auto described = describePluginFile(path);
    if (described.refusal)
        return fail(*described.refusal);
    auto file = std::make_shared<LoadedFile>();
    file->path = path;
    file->manifest = described.manifest;
    for (std::size_t i = 0; i < std::size_t(described.manifest.connectors.size()); ++i) {
        const auto added = registry.addLoader(described.manifest.connectors[qsizetype(i)], [file, i] { return file->take(i); });
        if (!added)
            return fail(added.error());
    }
    return described.manifest;
}

ExitCode conformanceChild(
    DriverRegistry &registry, const ConformanceArguments &arguments, const QString &place, const Interrupt &interrupt)
{
    const auto connector = Connector::fromText(place.section(u' ', 0, -2));
    const auto promises = chosenPromises(arguments);
    if (!connector || !promises)
        return Usage;
    DriverRegistry own;
    const auto isFile = QFileInfo::exists(arguments.driver);
    auto &known = isFile ? own : registry;
    const auto added = isFile ? addDriverFile(own, arguments.driver).transform([](const Manifest &) {}) : Result<void>();
    const auto ready = added ? quirksOf(known, arguments, *connector, interrupt) : fail(added.error());
    if (!ready) {
        tell({ { QStringLiteral("refused"), QJsonDocument::fromJson(ready.error().toJson()).object() } });
        return NoConnection;
    }
    for (auto i = place.section(u' ', -1).toInt(); i < int(promises->size()) && !interrupt.isRequested(); ++i) {
        tell({ { QStringLiteral("begin"), i } });
        const auto outcome = judgeAll(std::span(*promises).subspan(std::size_t(i), 1), **ready).front();
        tell(toJson(i, outcome));
    }
    return Done;
}

} // namespace cli
