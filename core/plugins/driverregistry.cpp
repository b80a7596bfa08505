#include "core/plugins/driverregistry.h"

#include "core/platform/paths.h"
#include "core/plugins/connectormatch.h"
#include "core/plugins/driverlist.h"
#include "core/plugins/extensiontable.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DriverRegistry", text);
}

Error unknownConnector(const Connector &connector, const QList<ConnectorManifest> &known)
{
    QStringList names;
    for (const auto &each : known)
        names.append(each.connector.toText());
    Error error(ErrorKind::NotRegistered, tr("There is no driver \"%1\".").arg(connector.toText()));
    if (!names.isEmpty())
        error.withHint(tr("There are: %1.").arg(names.join(QStringLiteral(", "))));
    return error;
}

/// The refusal of a driver as the answer to a person who wanted it.
Error refusedDriver(const Connector &connector, const Error &reason)
{
    auto error = reason;
    if (!reason.message().contains(connector.toText()))
        error = Error(ErrorKind::Plugin, tr("The driver \"%1\" was refused. %2").arg(connector.toText(), reason.message()))
                    .withHint(reason.hint())
                    .withServerMessage(reason.serverMessage());
    return error;
}

} // namespace

class DriverRegistry::Private {
public:
    mutable std::mutex mutex;
    DriverList drivers;
    std::shared_ptr<DriverPolicy> policy;
    QStringList conflicts;
    QHash<QString, Connector> preferred;
    ExtensionTable extensions;

    Result<void> conflict(const QString &sentence)
    {
        conflicts.append(sentence);
        return fail(ErrorKind::InvalidOperation, sentence);
    }

    void take(const QList<PluginFile> &files)
    {
        {
            const std::scoped_lock lock(mutex);
            drivers.takeFiles(files);
        }
        for (const auto &file : files) {
            const std::scoped_lock lock(mutex);
            drivers.describe(file.filePath, policy.get());
        }
        const std::scoped_lock lock(mutex);
        drivers.refuseDuplicates();
    }

    Result<std::shared_ptr<StoragePlugin>> get(const Connector &connector)
    {
        std::unique_lock lock(mutex);
        while (true) {
            const auto driver = drivers.find(connector);
            if (!driver)
                return fail(unknownConnector(connector, drivers.connectors()));
            if (auto plugin = driver->plugin(connector))
                return plugin;
            if (driver->state == DriverState::Refused && !driver->mayTryAgain())
                return fail(refusedDriver(connector, *driver->reason));
            const auto asked = policy;
            if (!driver->flight.run(lock, [&] { loadDriver(*driver, mutex, asked); }))
                return fail(ErrorKind::InvalidOperation,
                    tr("The driver \"%1\" asks for itself while it is loaded.").arg(connector.toText()));
        }
    }

    bool isBefore(const ConnectorManifest &left, const ConnectorManifest &right) const
    {
        const auto rank = [&](const ConnectorManifest &each) {
            const auto isPreferred = preferred.value(each.connector.databaseType) == each.connector;
            return std::tuple(!isPreferred, -each.priority, each.connector.toText());
        };
        return rank(left) < rank(right);
    }

    Result<Connector> chosen(const Connector &choice) const
    {
        const auto driver = drivers.find(choice);
        if (!driver)
            return fail(unknownConnector(choice, drivers.connectors()));
        if (driver->state == DriverState::Refused)
            return fail(refusedDriver(choice, *driver->reason));
        return choice;
    }

    /// Where nothing fits: a refused driver that would have, and why it is refused, else what is known.
    Error nothingFits(const ConnectionHints &hints) const
    {
        const auto refused = matchingConnectors(drivers.connectors(DriverList::Refused), hints);
        if (refused.isEmpty())
            return noMatchError(drivers.connectors(), hints);
        const auto driver = drivers.find(refused.first().connector);
        return refusedDriver(refused.first().connector, *driver->reason);
    }
};

DriverRegistry::DriverRegistry()
    : d(std::make_shared<Private>())
{
}

DriverRegistry::~DriverRegistry() = default;

void DriverRegistry::discover(const QStringList &folders)
{
    d->take(findPluginFiles(folders));
}

void DriverRegistry::discover()
{
    std::shared_ptr<DriverPolicy> policy;
    {
        const std::scoped_lock lock(d->mutex);
        policy = d->policy;
    }
    d->take(policy ? policy->files() : findPluginFiles(paths::pluginFolders()));
}

void DriverRegistry::setPolicy(std::shared_ptr<DriverPolicy> policy)
{
    const std::scoped_lock lock(d->mutex);
    d->policy = std::move(policy);
}

QList<DriverEntry> DriverRegistry::entries() const
{
    const std::scoped_lock lock(d->mutex);
    return d->drivers.entries();
}

QList<ConnectorManifest> DriverRegistry::connectors() const
{
    const std::scoped_lock lock(d->mutex);
    auto all = d->drivers.connectors();
    std::ranges::sort(all, {}, [](const auto &each) { return std::pair(-each.priority, each.connector.toText()); });
    return all;
}

std::optional<ConnectorManifest> DriverRegistry::describe(const Connector &connector) const
{
    const std::scoped_lock lock(d->mutex);
    return d->drivers.describe(connector);
}

QStringList DriverRegistry::conflicts() const
{
    const std::scoped_lock lock(d->mutex);
    return d->conflicts + d->drivers.duplicates() + ambiguousClaims(d->drivers.connectors());
}

Result<Connector> DriverRegistry::choose(const ConnectionHints &hints) const
{
    QList<ConnectorManifest> known;
    {
        const std::scoped_lock lock(d->mutex);
        if (hints.choice)
            return d->chosen(*hints.choice);
        known = d->drivers.connectors();
    }
    const auto fitting = matchingConnectors(known, hints); // reads a file: not under the lock
    const std::scoped_lock lock(d->mutex);
    if (fitting.isEmpty())
        return fail(d->nothingFits(hints));
    return std::ranges::min_element(fitting, [&](const auto &left, const auto &right) {
        return d->isBefore(left, right);
    })->connector;
}

void DriverRegistry::setPreferred(const QString &databaseType, const std::optional<Connector> &connector)
{
    const std::scoped_lock lock(d->mutex);
    if (connector)
        d->preferred.insert(databaseType, *connector);
    else
        d->preferred.remove(databaseType);
}

std::shared_ptr<StoragePlugin> DriverRegistry::tryGet(const Connector &connector) const
{
    const std::scoped_lock lock(d->mutex);
    const auto driver = d->drivers.find(connector);
    return driver ? driver->plugin(connector) : nullptr;
}

Result<std::shared_ptr<StoragePlugin>> DriverRegistry::get(const Connector &connector)
{
    return d->get(connector);
}

std::function<Result<std::shared_ptr<StoragePlugin>>()> DriverRegistry::provider(const Connector &connector) const
{
    return [shared = d, connector] { return shared->get(connector); };
}

Result<void> DriverRegistry::add(std::unique_ptr<StoragePlugin> plugin, const ConnectorManifest &manifest)
{
    if (!plugin || plugin->connector() != manifest.connector)
        return fail(ErrorKind::InvalidOperation,
            tr("The plugin given for \"%1\" is for another connector.").arg(manifest.connector.toText()));
    const std::scoped_lock lock(d->mutex);
    const auto known = d->drivers.find(manifest.connector);
    if (known && known->isSettled())
        return d->conflict(tr("\"%1\" is already served by %2, which is loaded; a second driver for it was ignored.")
                               .arg(manifest.connector.toText(), known->displayName()));
    d->drivers.addProgram(manifest, std::move(plugin), {});
    d->drivers.refuseDuplicates();
    return {};
}

Result<void> DriverRegistry::addLoader(const ConnectorManifest &manifest, PluginLoader loader)
{
    const std::scoped_lock lock(d->mutex);
    const auto known = d->drivers.find(manifest.connector);
    if (known && known->state != DriverState::Refused)
        return d->conflict(tr("\"%1\" is already served by %2; a second driver for it was ignored.")
                               .arg(manifest.connector.toText(), known->displayName()));
    d->drivers.addProgram(manifest, {}, std::move(loader));
    d->drivers.refuseDuplicates();
    return {};
}

Result<void> DriverRegistry::registerExtension(
    const ExtensionTarget &target, const ExtensionId &id, std::shared_ptr<Extension> extension)
{
    if (!extension || extension->id() != id)
        return fail(ErrorKind::InvalidOperation,
            tr("What was given as the extension \"%1\" %2 is something else.").arg(id.name).arg(id.version));
    const auto conflict = d->extensions.add(target, id, std::move(extension), {});
    const std::scoped_lock lock(d->mutex);
    return conflict ? d->conflict(*conflict) : Result<void>();
}

Result<void> DriverRegistry::registerExtension(
    const ExtensionTarget &target, const ExtensionId &id, ExtensionLoader loader)
{
    const auto conflict = d->extensions.add(target, id, {}, std::move(loader));
    const std::scoped_lock lock(d->mutex);
    return conflict ? d->conflict(*conflict) : Result<void>();
}

std::shared_ptr<Extension> DriverRegistry::tryExtension(const Connector &connector, const ExtensionId &id) const
{
    if (d->extensions.has(connector, id))
        return d->extensions.tryFind(connector, id);
    const auto plugin = tryGet(connector);
    auto *own = plugin ? plugin->extension(id) : nullptr;
    return own ? std::shared_ptr<Extension>(plugin, own) : nullptr;
}

Result<std::shared_ptr<Extension>> DriverRegistry::extension(const Connector &connector, const ExtensionId &id)
{
    const auto missing = [&] {
        return fail(ErrorKind::NotRegistered,
            tr("Nothing offers \"%1\" %2 for %3.").arg(id.name).arg(id.version).arg(connector.toText()));
    };
    if (d->extensions.has(connector, id))
        return d->extensions.load(connector, id);
    const auto manifest = describe(connector);
    if (!tryGet(connector) && manifest && !manifest->extensions.contains(id))
        return missing();
    const auto plugin = get(connector);
    if (!plugin)
        return fail(plugin.error());
    auto *own = (*plugin)->extension(id);
    if (!own)
        return missing();
    return std::shared_ptr<Extension>(*plugin, own);
}

} // namespace dumbo
