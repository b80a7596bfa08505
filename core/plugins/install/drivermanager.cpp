#include "core/plugins/install/drivermanager.h"

#include "core/platform/paths.h"
#include "core/plugins/bundle/bundle.h"
#include "core/plugins/driverregistry.h"
#include "core/plugins/install/driverinstaller.h"
#include "core/plugins/install/driverlisting.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DriverManager", text);
}

Error unknownDriver(const QString &name)
{
    return Error(ErrorKind::NotFound, tr("There is no driver \"%1\".").arg(name));
}

Error notInstalled(const QString &id)
{
    return Error(ErrorKind::InvalidOperation, tr("The driver %1 was not installed by a person, so it stays.").arg(id))
        .withHint(tr("It can be disabled."));
}

QString orDefault(const QString &folder, const QString &standard)
{
    return folder.isEmpty() ? standard : folder;
}

} // namespace

class DriverManager::Private {
public:
    Private(DriverRegistry &knownRegistry, const Places &places)
        : registry(knownRegistry)
        , preferences(orDefault(places.configFolder, paths::configFolder()) + QStringLiteral("/drivers.json"))
        , policy(std::make_shared<InstalledPolicy>(DriverPlaces { orDefault(places.dataFolder, paths::dataFolder()) + QStringLiteral("/plugins"),
              orDefault(places.configFolder, paths::configFolder()) + QStringLiteral("/trusted-keys.json") }))
        , catalogues(preferences, orDefault(places.cacheFolder, paths::cacheFolder()) + QStringLiteral("/catalogues"))
        , installer(registry, *policy, catalogues)
    {
    }

    DriverRegistry &registry;
    const QString preferences;
    const std::shared_ptr<InstalledPolicy> policy;
    const Catalogues catalogues;
    const DriverInstaller installer;

    [[nodiscard]] bool isLoaded(const QString &id) const
    {
        const auto entries = registry.entries();
        return !policy->loadedVersion(id).isEmpty() || std::ranges::any_of(entries, [&](const DriverEntry &entry) {
            return entry.manifest.id == id && (entry.state == DriverState::Loaded || entry.state == DriverState::InUse);
        });
    }

    [[nodiscard]] bool isKnown(const QString &id) const
    {
        return policy->record().driver(id) || std::ranges::contains(registry.entries(), id, [](const DriverEntry &entry) { return entry.manifest.id; });
    }

    /// Changes the entry of a driver that has versions.
    Result<void> changeInstalled(const QString &id, const std::function<Result<void>(RecordedDriver &)> &change)
    {
        const auto changed = policy->store().change([&](InstalledRecord &record) -> Result<void> {
            const auto *driver = record.driver(id);
            if (!driver || driver->versions.isEmpty())
                return fail(isKnown(id) ? notInstalled(id) : unknownDriver(id));
            return change(record.made(id));
        });
        if (!changed)
            return fail(changed.error());
        registry.discover();
        return {};
    }

    /// Changes the choices of any driver.
    Result<void> changeChoices(const QString &id, const std::function<void(RecordedDriver &)> &change)
    {
        if (!isKnown(id))
            return fail(unknownDriver(id));
        const auto changed = policy->store().change([&](InstalledRecord &record) -> Result<void> {
            change(record.made(id));
            return {};
        });
        if (!changed)
            return fail(changed.error());
        registry.discover();
        return {};
    }

    Result<void> changeTrust(const std::function<Result<void>(TrustStore &)> &change)
    {
        if (const auto changed = TrustStore::change(policy->places().trustFile, change); !changed)
            return fail(changed.error());
        registry.discover();
        return {};
    }

    Result<NamedKey> findKey(const QString &text) const;
    Result<void> applyRevocations();
    Result<bool> applyRevokedKeys(const std::vector<Catalogues::Kept> &kept) const;
};

DriverManager::DriverManager(DriverRegistry &registry, const Places &places)
    : d(std::make_unique<Private>(registry, places))
{
    registry.setPolicy(d->policy);
}

DriverManager::~DriverManager() = default;

Result<void> DriverManager::start()
{
    const auto preferences = DriverPreferences::read(d->preferences);
    if (preferences) {
        for (auto each = preferences->preferred.begin(); each != preferences->preferred.end(); ++each)
            d->registry.setPreferred(each.key(), each.value());
    }
    d->registry.discover();
    if (const auto fault = d->policy->fault())
        return fail(*fault);
    return preferences ? Result<void>() : fail(preferences.error());
}

QList<DriverInfo> DriverManager::list() const
{
    return listDrivers(d->registry.entries(), *d->policy);
}

Result<DriverInfo> DriverManager::info(const QString &idOrConnector) const
{
    const auto all = list();
    for (const auto &info : all) {
        const auto serves = std::ranges::any_of(
            info.entry.manifest.connectors, [&](const auto &each) { return each.connector.toText() == idOrConnector; });
        if (info.id() == idOrConnector || serves)
            return info;
    }
    return fail(unknownDriver(idOrConnector));
}

Result<InstallPlan> DriverManager::inspect(const QString &filePath, const Cancellation &cancellation) const
{
    return d->installer.inspect(filePath, cancellation);
}

Result<InstallOutcome> DriverManager::install(const InstallPlan &plan, const InstallChoice &choice,
    const Cancellation &cancellation, const InstallProgressCallback &progress)
{
    auto outcome = d->installer.install(plan, choice, cancellation, progress);
    if (outcome)
        d->registry.discover();
    return outcome;
}

Result<bool> DriverManager::remove(const QString &id, const QString &version)
{
    const auto loaded = d->policy->loadedVersion(id);
    bool isPending = false;
    const auto changed = d->changeInstalled(id, [&](RecordedDriver &driver) -> Result<void> {
        if (!version.isEmpty() && !driver.version(version))
            return fail(ErrorKind::NotFound, tr("Version %1 of %2 is not installed.").arg(version, id));
        QStringList gone;
        for (const auto &each : std::as_const(driver.versions)) {
            if (version.isEmpty() || each.version == version)
                gone.append(each.version);
        }
        for (const auto &each : std::as_const(gone)) {
            if (each == loaded) {
                isPending = true;
                if (!driver.removed.contains(each))
                    driver.removed.append(each);
                continue;
            }
            if (!d->policy->store().removeFiles(id, each))
                return fail(ErrorKind::System, tr("%1 can't be removed.").arg(d->policy->store().versionFolder(id, each)));
            driver.versions.removeIf([&](const auto &known) { return known.version == each; });
            driver.removed.removeAll(each);
        }
        if (!gone.contains(driver.active))
            return {};
        const InstalledVersion *next = nullptr;
        for (const auto &each : std::as_const(driver.versions)) {
            if (!driver.removed.contains(each.version) && (!next || compareDriverVersions(next->version, each.version) < 0))
                next = &each;
        }
        driver.active = next ? next->version : isPending ? loaded : QString();
        if (driver.versions.isEmpty()) {
            QDir().rmdir(d->policy->store().folder() + u'/' + id);
            driver = RecordedDriver();
            driver.id = id;
        }
        return {};
    });
    return changed ? Result<bool>(isPending) : fail(changed.error());
}

Result<bool> DriverManager::setDisabled(const QString &id, bool isDisabled)
{
    const auto changed = d->changeChoices(id, [&](RecordedDriver &driver) {
        driver.isDisabled = isDisabled;
        if (!isDisabled)
            driver.crash.reset();
    });
    return changed ? Result<bool>(isDisabled && d->isLoaded(id)) : fail(changed.error());
}

Result<bool> DriverManager::activate(const QString &id, const QString &version)
{
    const auto loaded = d->policy->loadedVersion(id);
    const auto changed = d->changeInstalled(id, [&](RecordedDriver &driver) -> Result<void> {
        if (!driver.version(version))
            return fail(ErrorKind::NotFound, tr("Version %1 of %2 is not installed.").arg(version, id));
        driver.active = version;
        driver.removed.removeAll(version);
        return {};
    });
    return changed ? Result<bool>(!loaded.isEmpty() && loaded != version) : fail(changed.error());
}

Result<QString> DriverManager::rollBack(const QString &id)
{
    const auto driver = info(id);
    if (!driver)
        return fail(driver.error());
    // Newest first.
    const auto older = std::ranges::find_if(driver->versions,
        [&](const auto &each) { return compareDriverVersions(each.version, driver->activeVersion) < 0; });
    if (older == driver->versions.end())
        return fail(Error(ErrorKind::NotFound, tr("No version of %1 older than %2 is installed.").arg(id, driver->activeVersion))
                        .withHint(tr("Install the bundle of the older version.")));
    const auto activated = activate(driver->id(), older->version);
    return activated ? Result<QString>(older->version) : fail(activated.error());
}

Result<bool> DriverManager::setIsolated(const QString &id, bool isIsolated)
{
    const auto changed = d->changeChoices(id, [&](RecordedDriver &driver) { driver.isIsolated = isIsolated; });
    return changed ? Result<bool>(d->isLoaded(id)) : fail(changed.error());
}

Result<QList<KnownKey>> DriverManager::keys() const
{
    const auto trust = TrustStore::read(d->policy->places().trustFile);
    if (!trust)
        return fail(trust.error());
    QList<KnownKey> keys;
    for (const auto &entry : trust->entries())
        keys.append({ entry.key.base64(), entry.key.fingerprint(), entry.name, entry.trust, entry.since, entry.reason, {} });
    const auto record = d->policy->record();
    for (const auto &driver : record.drivers) {
        for (const auto &version : driver.versions) {
            if (version.key.isEmpty())
                continue;
            auto known = std::ranges::find(keys, version.key, &KnownKey::base64);
            if (known == keys.end()) {
                keys.append({ version.key, version.keyFingerprint, version.keyName, KeyTrust::Unknown, {}, {}, {} });
                known = std::prev(keys.end());
            }
            if (!known->drivers.contains(driver.id))
                known->drivers.append(driver.id);
        }
    }
    return keys;
}

Result<NamedKey> DriverManager::Private::findKey(const QString &text) const
{
    if (const auto key = PublicKey::fromBase64(text.toLatin1()); key && key->isValid())
        return NamedKey { *key, {} };
    if (QFileInfo(text).isFile())
        return readPublicKey(text);
    static const QRegularExpression spaces(QStringLiteral("[\\s:]"));
    const auto digits = QString(text).remove(spaces).toLower();
    const auto trust = TrustStore::read(policy->places().trustFile);
    if (!trust)
        return fail(trust.error());
    QList<NamedKey> known;
    for (const auto &entry : trust->entries())
        known.append({ entry.key, entry.name });
    const auto drivers = policy->record().drivers;
    for (const auto &driver : drivers) {
        for (const auto &version : driver.versions) {
            if (const auto key = PublicKey::fromBase64(version.key); key && key->isValid())
                known.append({ *key, version.keyName });
        }
    }
    // As many digits as people compare are enough.
    const auto found = std::ranges::find_if(
        known, [&](const NamedKey &each) { return digits.size() >= 32 && each.key.fingerprint().startsWith(digits); });
    if (found != known.end())
        return *found;
    return fail(Error(ErrorKind::NotFound, tr("\"%1\" is neither a public key, nor a file with one, nor the fingerprint of a key that is known here.").arg(text))
                    .withHint(tr("Give the key itself, as its owner publishes it.")));
}

Result<void> DriverManager::trustKey(const QString &key, const QString &name)
{
    const auto found = d->findKey(key);
    if (!found)
        return fail(found.error());
    return d->changeTrust([&](TrustStore &trust) { return trust.trust(found->key, name.isEmpty() ? found->name : name); });
}

Result<void> DriverManager::distrustKey(const QString &key)
{
    const auto found = d->findKey(key);
    if (!found)
        return fail(found.error());
    return d->changeTrust([&](TrustStore &trust) -> Result<void> {
        trust.distrust(found->key);
        return {};
    });
}

QMap<QString, Connector> DriverManager::preferredConnectors() const
{
    const auto preferences = DriverPreferences::read(d->preferences);
    return preferences ? preferences->preferred : QMap<QString, Connector>();
}

Result<void> DriverManager::setPreferredConnector(const QString &databaseType, const std::optional<Connector> &connector)
{
    const auto changed = DriverPreferences::change(d->preferences, [&](DriverPreferences &preferences) -> Result<void> {
        if (connector)
            preferences.preferred.insert(databaseType, *connector);
        else
            preferences.preferred.remove(databaseType);
        return {};
    });
    if (!changed)
        return fail(changed.error());
    d->registry.setPreferred(databaseType, connector);
    return {};
}

QList<CatalogueInfo> DriverManager::catalogues() const
{
    return d->catalogues.all();
}

Result<CatalogueProposal> DriverManager::inspectCatalogue(const QString &location, const Cancellation &cancellation) const
{
    return d->catalogues.inspect(location, cancellation);
}

Result<void> DriverManager::addCatalogue(const CatalogueProposal &proposal)
{
    if (const auto added = d->catalogues.add(proposal); !added)
        return added;
    return d->applyRevocations();
}

Result<void> DriverManager::removeCatalogue(const QString &location)
{
    const auto address = fetchAddress(location);
    return d->catalogues.remove(address && address->isLocalFile() ? address->toLocalFile() : location);
}

Result<void> DriverManager::refreshCatalogues(const Cancellation &cancellation, const InstallProgressCallback &progress)
{
    const auto known = d->catalogues.known();
    if (!known)
        return fail(known.error());
    std::optional<Error> fault;
    for (qsizetype i = 0; i < known->size() && !cancellation.isCancelled(); ++i) {
        const auto &catalogue = known->at(i);
        if (progress)
            progress({ tr("Reading the catalogue %1").arg(catalogue.name), i, known->size() });
        if (const auto refreshed = d->catalogues.refresh(catalogue, cancellation); !refreshed && !fault)
            fault = refreshed.error();
    }
    if (cancellation.isCancelled())
        fault = Error(ErrorKind::Cancelled, tr("Cancelled."));
    // What one of them called back counts, whatever happened to another.
    const auto applied = d->applyRevocations();
    return fault ? Result<void>(fail(*fault)) : applied;
}

/// Whether any key was not revoked before.
Result<bool> DriverManager::Private::applyRevokedKeys(const std::vector<Catalogues::Kept> &kept) const
{
    bool isChanged = false;
    const auto revoke = [&](TrustStore &trust) -> Result<void> {
        isChanged = false;
        for (const auto &each : kept) {
            for (const auto &revocation : each.index.revokedKeys) {
                const auto key = PublicKey::fromBase64(revocation.subject);
                if (!key || !key->isValid() || trust.stateOf(*key) == KeyTrust::Revoked)
                    continue;
                trust.revoke(*key, revocation.reason);
                isChanged = true;
            }
        }
        return {};
    };
    // Where nothing is new, nothing has to be written.
    auto trust = TrustStore::read(policy->places().trustFile);
    if (!trust)
        return fail(trust.error());
    if (const auto tried = revoke(*trust); !tried || !isChanged)
        return false;
    if (const auto changed = TrustStore::change(policy->places().trustFile, revoke); !changed)
        return fail(changed.error());
    return true;
}

/// Keys and bundles that a catalogue called back are called back for what is installed, also when the catalogue is gone.
Result<void> DriverManager::Private::applyRevocations()
{
    const auto kept = catalogues.kept();
    const auto isChanged = applyRevokedKeys(kept);
    if (!isChanged)
        return fail(isChanged.error());
    const auto reasonOf = [&](const InstalledVersion &version) { return Catalogues::revocationOf(version.digest, kept); };
    const auto record = policy->store().read();
    if (!record)
        return fail(record.error());
    const auto isCalledBack = std::ranges::any_of(record->drivers, [&](const RecordedDriver &driver) {
        return std::ranges::any_of(driver.versions, [&](const auto &version) { return version.revocation.isEmpty() && !reasonOf(version).isEmpty(); });
    });
    if (isCalledBack) {
        const auto changed = policy->store().change([&](InstalledRecord &current) -> Result<void> {
            for (auto &driver : current.drivers) {
                for (auto &version : driver.versions) {
                    if (const auto reason = reasonOf(version); !reason.isEmpty())
                        version.revocation = reason;
                }
            }
            return {};
        });
        if (!changed)
            return fail(changed.error());
    }
    if (*isChanged || isCalledBack)
        registry.discover();
    return {};
}

QList<CatalogueOffer> DriverManager::search(const QString &text) const
{
    auto offers = d->catalogues.offers();
    const auto record = d->policy->record();
    for (auto &offer : offers) {
        if (const auto *driver = record.driver(offer.id))
            offer.installedVersion = driver->active;
    }
    const auto words = text.split(u' ', Qt::SkipEmptyParts);
    offers.removeIf([&](const CatalogueOffer &offer) {
        const auto searched = QStringList { offer.id, offer.name, offer.vendor, offer.description }.join(u'\n');
        return !std::ranges::all_of(words, [&](const QString &word) { return searched.contains(word, Qt::CaseInsensitive); });
    });
    return offers;
}

QList<DriverUpdate> DriverManager::updates() const
{
    QList<DriverUpdate> updates;
    const auto offers = search({});
    const auto record = d->policy->record();
    const auto trust = d->policy->trust();
    for (const auto &driver : record.drivers) {
        const auto *active = driver.activeVersion();
        if (!active)
            continue;
        DriverUpdate update { driver.id, driver.active, {}, active->revocation };
        const auto key = PublicKey::fromBase64(active->key);
        if (update.revocation.isEmpty() && key && trust.stateOf(*key) == KeyTrust::Revoked)
            update.revocation = tr("The key that signed it was revoked.");
        const auto offer = std::ranges::find(offers, driver.id, &CatalogueOffer::id);
        if (offer != offers.end() && compareDriverVersions(offer->version, driver.active) > 0)
            update.offer = *offer;
        if (update.offer || !update.revocation.isEmpty())
            updates.append(update);
    }
    return updates;
}

Result<QString> DriverManager::download(
    const CatalogueOffer &offer, const Cancellation &cancellation, const InstallProgressCallback &progress) const
{
    return d->catalogues.download(offer, cancellation, [&](qint64 done, qint64 total) {
        if (progress)
            progress({ tr("Downloading %1 %2").arg(offer.name, offer.version), done, total });
    });
}

} // namespace dumbo
