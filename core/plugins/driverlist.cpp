#include "core/plugins/driverlist.h"

#include "core/isolation/isolateddriver.h"
#include "core/platform/paths.h"
#include "core/plugins/guard.h"

#include <QCoreApplication>
#include <QDir>
#include <QLibrary>
#include <QSet>

#include <algorithm>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DriverRegistry", text);
}

DriverOrigin originOf(const QString &folder)
{
    const auto clean = QDir::cleanPath(folder);
    if (clean == QDir::cleanPath(paths::dataFolder() + QStringLiteral("/plugins")))
        return DriverOrigin::Installed;
    const auto own = qEnvironmentVariable("DUMBO_PLUGIN_PATH").split(QDir::listSeparator(), Qt::SkipEmptyParts);
    const auto isOwn = std::ranges::any_of(own, [&](const QString &each) { return QDir::cleanPath(each) == clean; });
    return isOwn ? DriverOrigin::Developer : DriverOrigin::Bundled;
}

/// What two drivers have in common that only one may have, or nothing.
std::optional<QString> commonName(const Manifest &left, const Manifest &right)
{
    for (const auto &connector : left.connectors) {
        if (std::ranges::contains(right.connectors, connector.connector, &ConnectorManifest::connector))
            return tr("the connector \"%1\"").arg(connector.connector.toText());
    }
    if (!left.id.isEmpty() && left.id == right.id)
        return tr("the id \"%1\"").arg(left.id);
    return {};
}

Error duplicateError(const Driver &refused, const Driver &winner, const QString &common)
{
    return Error(ErrorKind::Plugin,
        tr("%1 is not used: %2 has %3 too and comes first.").arg(refused.displayName(), winner.displayName(), common))
        .withHint(tr("Remove one of the two."));
}

using Plugins = std::vector<std::unique_ptr<StoragePlugin>>;

Result<Plugins> runLoader(const DriverRegistry::PluginLoader &loader, const Manifest &manifest)
{
    const auto &connector = manifest.connectors.first().connector;
    QString fault;
    try {
        auto plugin = loader();
        if (!plugin)
            return fail(plugin.error());
        if (*plugin && (*plugin)->connector() == connector) {
            Plugins plugins;
            plugins.push_back(std::move(*plugin));
            return plugins;
        }
        fault = tr("its loader made something else.");
    } catch (const std::exception &exception) {
        fault = QString::fromUtf8(exception.what());
    } catch (...) {
        fault = tr("its loader threw an unknown exception.");
    }
    return fail(ErrorKind::Plugin, tr("The driver \"%1\" could not be loaded: %2").arg(connector.toText(), fault));
}

void store(Driver &driver, Result<Plugins> loaded)
{
    if (!loaded) {
        driver.state = DriverState::Refused;
        driver.reason = loaded.error();
        return;
    }
    const DriverIdentity identity { driver.manifest.id, driver.manifest.version, driver.filePath };
    for (auto &plugin : *loaded)
        driver.plugins.push_back(guarded(std::move(plugin), identity, driver.openConnections));
    driver.state = DriverState::Loaded;
    driver.reason.reset();
}

} // namespace

QString driverStateName(DriverState state)
{
    switch (state) {
    case DriverState::Found:
        return QStringLiteral("found");
    case DriverState::Described:
        return QStringLiteral("described");
    case DriverState::Loaded:
        return QStringLiteral("loaded");
    case DriverState::InUse:
        return QStringLiteral("in use");
    case DriverState::Refused:
        break;
    }
    return QStringLiteral("refused");
}

QString driverOriginName(DriverOrigin origin)
{
    switch (origin) {
    case DriverOrigin::Bundled:
        return QStringLiteral("bundled");
    case DriverOrigin::Installed:
        return QStringLiteral("installed");
    case DriverOrigin::Developer:
        return QStringLiteral("developer");
    case DriverOrigin::Program:
        break;
    }
    return QStringLiteral("program");
}

QList<PluginFile> findPluginFiles(const QStringList &folders)
{
    QList<PluginFile> files;
    QSet<QString> seen;
    for (const auto &folder : folders) {
        const auto inside = QDir(folder).entryInfoList(QDir::Files, QDir::Name);
        for (const auto &info : inside) {
            if (!QLibrary::isLibrary(info.fileName()) || seen.contains(info.canonicalFilePath()))
                continue;
            seen.insert(info.canonicalFilePath());
            files.append({ QDir::cleanPath(info.absoluteFilePath()), originOf(folder) });
        }
    }
    return files;
}

const ConnectorManifest *Driver::connector(const Connector &connector) const
{
    const auto found = std::ranges::find(manifest.connectors, connector, &ConnectorManifest::connector);
    return found == manifest.connectors.end() ? nullptr : &*found;
}

std::shared_ptr<StoragePlugin> Driver::plugin(const Connector &wanted) const
{
    const auto *known = connector(wanted);
    return known && isLoaded() ? plugins.at(std::size_t(known - manifest.connectors.constData())) : nullptr;
}

bool Driver::mayTryAgain() const
{
    return !filePath.isEmpty() && !isDuplicate && FileStamp::of(filePath) != stamp;
}

QString Driver::displayName() const
{
    if (filePath.isEmpty())
        return tr("the program's own driver %1").arg(manifest.id);
    return manifest.id.isEmpty() ? filePath : QStringLiteral("%1 (%2)").arg(manifest.id, filePath);
}

DriverEntry Driver::entry() const
{
    DriverEntry entry { manifest, filePath, state, origin, reason };
    if (state == DriverState::Loaded && openConnections->load(std::memory_order_relaxed) > 0)
        entry.state = DriverState::InUse;
    return entry;
}

namespace {

using Policy = std::shared_ptr<DriverPolicy>;

/// As it fits this program, or, for a driver of another SDK, the host for that SDK where there is one.
DescribedFile describeFile(const QString &filePath)
{
    auto described = describePluginFile(filePath);
    const auto theirs = described.manifest.build.sdkAbi;
    if (!described.refusal || theirs == sdkAbi || driverHostProgram(theirs).isEmpty())
        return described;
    auto host = BuildStamp::current();
    host.sdkAbi = theirs;
    return describePluginFile(filePath, host);
}

/// $DUMBO_ISOLATE is for developers: ids of drivers, separated by commas, or "all".
bool runsInOwnProcess(const QString &filePath, const Manifest &manifest, const Policy &policy)
{
    if (manifest.build.sdkAbi != sdkAbi)
        return true;
    const auto isolated = qEnvironmentVariable("DUMBO_ISOLATE").split(u',', Qt::SkipEmptyParts);
    return isolated.contains(manifest.id) || isolated.contains(QStringLiteral("all"))
        || (policy && policy->runsInOwnProcess(filePath, manifest));
}

/// A process that is started again asks the policy again: the file may be another one by then.
Result<Plugins> loadAnywhere(const QString &filePath, const Manifest &manifest, const Policy &policy)
{
    if (!runsInOwnProcess(filePath, manifest, policy))
        return loadPluginFile(filePath, manifest);
    IsolationSettings settings;
    if (policy)
        settings.check = [policy, filePath, manifest] { return policy->loadRefusal(filePath, manifest); };
    return loadIsolated(filePath, manifest, settings);
}

/// Around a load stands what the policy (may be null) wants to do there.
Result<Plugins> loadFile(const QString &filePath, const Manifest &manifest, const Policy &policy)
{
    if (!policy)
        return loadAnywhere(filePath, manifest, policy);
    policy->loadBegins(filePath);
    auto loaded = loadAnywhere(filePath, manifest, policy);
    policy->loadEnded(filePath, loaded.has_value());
    return loaded;
}

} // namespace

void loadDriver(Driver &driver, std::mutex &mutex, const std::shared_ptr<DriverPolicy> &policy)
{
    // Nobody else changes a driver while its flight lasts, so reading needs no lock.
    if (driver.filePath.isEmpty()) {
        auto loaded = runLoader(driver.loader, driver.manifest);
        const std::scoped_lock lock(mutex);
        store(driver, std::move(loaded));
        return;
    }
    // The file may be another one than when it was described.
    auto described = FileStamp::of(driver.filePath) == driver.stamp
        ? DescribedFile { driver.manifest, {}, driver.stamp }
        : describeFile(driver.filePath);
    // That it is not what was installed says more than what is wrong with it.
    const auto refusal = policy ? policy->loadRefusal(driver.filePath, described.manifest) : std::nullopt;
    if (refusal)
        described.refusal = refusal;
    auto loaded = described.refusal ? Result<Plugins>(fail(*described.refusal))
                                    : loadFile(driver.filePath, described.manifest, policy);
    const std::scoped_lock lock(mutex);
    if (!described.manifest.connectors.isEmpty())
        driver.manifest = described.manifest;
    driver.stamp = described.stamp;
    store(driver, std::move(loaded));
    driver.isPolicy = refusal.has_value();
}

QList<DriverEntry> DriverList::entries() const
{
    QList<DriverEntry> all;
    for (const auto &driver : m_drivers)
        all.append(driver->entry());
    return all;
}

QList<ConnectorManifest> DriverList::connectors(Which which) const
{
    QList<ConnectorManifest> all;
    for (const auto &driver : m_drivers) {
        if ((driver->state == DriverState::Refused) == (which == Refused))
            all.append(driver->manifest.connectors);
    }
    return all;
}

std::optional<ConnectorManifest> DriverList::describe(const Connector &connector) const
{
    const auto driver = find(connector);
    if (!driver || driver->state == DriverState::Refused)
        return std::nullopt;
    return *driver->connector(connector);
}

QStringList DriverList::duplicates() const
{
    QStringList sentences;
    for (const auto &driver : m_drivers) {
        if (driver->isDuplicate)
            sentences.append(driver->reason->message());
    }
    return sentences;
}

std::shared_ptr<Driver> DriverList::find(const Connector &connector) const
{
    std::shared_ptr<Driver> refused;
    for (const auto &driver : m_drivers) {
        if (!driver->connector(connector))
            continue;
        if (driver->state != DriverState::Refused)
            return driver;
        if (!refused)
            refused = driver;
    }
    return refused;
}

void DriverList::takeFiles(const QList<PluginFile> &files)
{
    const auto known = std::exchange(m_drivers, {});
    std::ranges::copy_if(known, std::back_inserter(m_drivers), [](const auto &each) { return each->filePath.isEmpty(); });
    for (const auto &file : files) {
        const auto found = std::ranges::find(known, file.filePath, &Driver::filePath);
        m_drivers.push_back(found != known.end() ? *found : std::make_shared<Driver>());
        m_drivers.back()->filePath = file.filePath;
        m_drivers.back()->origin = file.origin;
    }
    for (const auto &driver : known) {
        if (driver->isSettled() && !std::ranges::contains(m_drivers, driver))
            m_drivers.push_back(driver);
    }
}

void DriverList::describe(const QString &filePath, DriverPolicy *policy)
{
    const auto found = std::ranges::find(m_drivers, filePath, &Driver::filePath);
    if (found == m_drivers.end() || (*found)->isSettled())
        return;
    auto &driver = **found;
    // What a policy refused is looked at again as well: it may think otherwise now, and then it is the file that counts.
    const auto isNew = driver.state == DriverState::Found || driver.isPolicy || FileStamp::of(filePath) != driver.stamp;
    if (isNew) {
        auto described = describeFile(filePath);
        driver.manifest = std::move(described.manifest);
        driver.stamp = described.stamp;
        driver.reason = std::move(described.refusal);
    } else if (driver.isDuplicate) {
        driver.reason.reset();
    }
    const auto refusal = policy ? policy->refusal(filePath, driver.manifest) : std::nullopt;
    driver.isPolicy = refusal.has_value();
    if (refusal)
        driver.reason = refusal;
    driver.state = driver.reason ? DriverState::Refused : DriverState::Described;
    driver.isDuplicate = false;
}

void DriverList::addProgram(
    const ConnectorManifest &manifest, std::unique_ptr<StoragePlugin> plugin, DriverRegistry::PluginLoader loader)
{
    std::erase_if(m_drivers, [&](const auto &driver) {
        return driver->filePath.isEmpty() && driver->connector(manifest.connector) && !driver->isSettled();
    });
    auto driver = std::make_shared<Driver>();
    driver->manifest.id = manifest.connector.toText();
    driver->manifest.name = manifest.name;
    driver->manifest.version = QCoreApplication::applicationVersion();
    driver->manifest.build = BuildStamp::current();
    driver->manifest.connectors = { manifest };
    driver->loader = std::move(loader);
    driver->state = DriverState::Described;
    if (plugin) {
        Plugins plugins;
        plugins.push_back(std::move(plugin));
        store(*driver, std::move(plugins));
    }
    const auto firstFile = std::ranges::find_if(m_drivers, [](const auto &each) { return !each->filePath.isEmpty(); });
    m_drivers.insert(firstFile, std::move(driver));
}

void DriverList::refuseDuplicates()
{
    for (const auto &driver : m_drivers) {
        if (std::exchange(driver->isDuplicate, false)) {
            driver->state = DriverState::Described;
            driver->reason.reset();
        }
    }
    // What is loaded stays, so it is looked at first.
    auto ordered = m_drivers;
    std::ranges::stable_partition(ordered, &Driver::isSettled);
    for (std::size_t i = 0; i < ordered.size(); ++i) {
        for (std::size_t j = 0; j < i && ordered[i]->state != DriverState::Refused; ++j) {
            if (ordered[j]->state == DriverState::Refused)
                continue;
            if (const auto common = commonName(ordered[j]->manifest, ordered[i]->manifest)) {
                ordered[i]->state = DriverState::Refused;
                ordered[i]->reason = duplicateError(*ordered[i], *ordered[j], *common);
                ordered[i]->isDuplicate = true;
            }
        }
    }
}

} // namespace dumbo
