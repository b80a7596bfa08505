#include "core/plugins/install/installedpolicy.h"

#include "core/platform/paths.h"
#include "core/plugins/bundle/bundle.h"
#include "core/plugins/bundle/bundlepath.h"
#include "core/plugins/driverlist.h"
#include "core/plugins/install/installedfiles.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QLibrary>
#include <QLocale>

#include <algorithm>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("InstalledDrivers", text);
}

Error refusalError(const QString &message, const QString &hint)
{
    return Error(ErrorKind::Plugin, message).withHint(hint);
}

Error disabledError(const RecordedDriver &driver)
{
    if (!driver.crash)
        return refusalError(tr("The driver %1 is disabled.").arg(driver.id), tr("Enable it to use it."));
    return refusalError(tr("The driver %1 was disabled because %2 went down while it loaded version %3 on %4.")
                       .arg(driver.id, driver.crash->program.isEmpty() ? tr("the program") : driver.crash->program,
                           driver.crash->version, QLocale().toString(driver.crash->when.toLocalTime(), QLocale::ShortFormat)),
        tr("Remove it, install another version, or let it run in a process of its own. Enable it to try again."));
}

std::optional<Error> keyError(const InstalledVersion &version, SignatureState now)
{
    if (now == SignatureState::Revoked)
        return refusalError(tr("The key that signed this driver (%1) was revoked.").arg(version.keyName),
            tr("Remove the driver. Its makers may offer a version signed with a new key."));
    if (now == SignatureState::Distrusted)
        return refusalError(tr("The driver is signed with a key that you do not trust (%1).").arg(version.keyName),
            tr("Remove the driver, or trust the key again."));
    return {};
}

Error strayError(const QString &filePath)
{
    return refusalError(tr("%1 lies among the installed drivers, but was not installed.").arg(filePath),
        tr("Install it as a file, which checks it first; then remove it from there. A driver under development belongs into a folder "
           "that DUMBO_PLUGIN_PATH names."));
}

} // namespace

std::shared_ptr<DriverPolicy> installedDriverPolicy()
{
    return std::make_shared<InstalledPolicy>(
        DriverPlaces { paths::dataFolder() + QStringLiteral("/plugins"), paths::configFolder() + QStringLiteral("/trusted-keys.json") });
}

InstalledPolicy::InstalledPolicy(const DriverPlaces &places)
    : m_places(places)
    , m_store(places.pluginFolder)
    , m_markers(m_store.folder() + QStringLiteral("/loading"))
{
}

InstalledPolicy::~InstalledPolicy() = default;

InstalledRecord InstalledPolicy::record() const
{
    const std::scoped_lock lock(m_mutex);
    return m_state.record;
}

TrustStore InstalledPolicy::trust() const
{
    const std::scoped_lock lock(m_mutex);
    return m_state.trust;
}

std::optional<Error> InstalledPolicy::fault() const
{
    const std::scoped_lock lock(m_mutex);
    return m_state.fault;
}

QString InstalledPolicy::idOf(const QString &filePath) const
{
    const std::scoped_lock lock(m_mutex);
    return m_state.known.value(filePath).id;
}

QString InstalledPolicy::loadedVersion(const QString &id) const
{
    const std::scoped_lock lock(m_mutex);
    const auto found = std::ranges::find(m_loaded, id, &Known::id);
    return found == m_loaded.end() ? QString() : found->version;
}

namespace {

SignatureState signatureBy(const TrustStore &trust, const InstalledVersion &version)
{
    const auto key = PublicKey::fromBase64(version.key);
    if (!key || !key->isValid())
        return SignatureState::Unsigned;
    switch (trust.stateOf(*key)) {
    case KeyTrust::Trusted:
        return SignatureState::Trusted;
    case KeyTrust::Distrusted:
        return SignatureState::Distrusted;
    case KeyTrust::Revoked:
        return SignatureState::Revoked;
    case KeyTrust::Unknown:
        break;
    }
    return SignatureState::UnknownKey;
}

} // namespace

SignatureState InstalledPolicy::signatureNow(const InstalledVersion &version) const
{
    const std::scoped_lock lock(m_mutex);
    return signatureBy(m_state.trust, version);
}

bool InstalledPolicy::isIsolated(const RecordedDriver &driver, const InstalledVersion *version) const
{
    return driver.isIsolated.value_or(version && version->signature != SignatureState::Trusted);
}

QList<PluginFile> InstalledPolicy::files()
{
    auto state = readState();
    auto installed = installedFiles(state);
    installed.append(strayFiles(state));
    {
        const std::scoped_lock lock(m_mutex);
        m_state = std::move(state);
    }
    const auto own = paths::dataFolder() + QStringLiteral("/plugins");
    QList<PluginFile> files;
    const auto folders = paths::pluginFolders();
    for (const auto &folder : folders)
        files.append(folder == own ? installed : findPluginFiles({ folder }));
    return files;
}

InstalledPolicy::State InstalledPolicy::readState()
{
    State state;
    if (auto record = readRecord())
        state.record = std::move(*record);
    else
        state.fault = record.error();
    if (auto trust = TrustStore::read(m_places.trustFile))
        state.trust = std::move(*trust);
    else
        state.fault = state.trustFault = trust.error();
    return state;
}

/// The record, after those that fell and those that nobody uses any more were looked at. Where they can't be recorded or removed
/// now, that waits for the next time: whatever else is installed is used.
Result<InstalledRecord> InstalledPolicy::readRecord()
{
    auto record = m_store.read();
    const auto dead = m_markers.dead();
    if (!record || (dead.isEmpty() && !hasLeftovers(*record)))
        return record;
    auto changed = m_store.change(
        [&](InstalledRecord &current) -> Result<void> {
            blame(current, dead);
            sweep(current);
            return {};
        },
        std::chrono::milliseconds(0));
    if (!changed) {
        blame(*record, dead);
        return record;
    }
    std::ranges::for_each(dead, CrashMarkers::forget);
    return changed;
}

/// Disables the drivers that took a program down, where it was the version that would be loaded again.
void InstalledPolicy::blame(InstalledRecord &record, const QList<CrashMarkers::Dead> &dead)
{
    for (const auto &each : dead) {
        const auto *known = record.driver(each.id);
        if (!known || known->active != each.crash.version)
            continue;
        auto &driver = record.made(each.id);
        driver.isDisabled = true;
        driver.crash = each.crash;
    }
}

/// Versions whose removal waited for the end of the program that had loaded them.
bool InstalledPolicy::hasLeftovers(const InstalledRecord &record) const
{
    return std::ranges::any_of(record.drivers, [&](const RecordedDriver &driver) {
        return std::ranges::any_of(driver.removed, [&](const QString &version) { return loadedVersion(driver.id) != version; });
    });
}

/// Takes them out with their files. Those whose files stay are kept for the next time. Only under the store's lock.
void InstalledPolicy::sweep(InstalledRecord &record) const
{
    for (auto &driver : record.drivers) {
        const auto removed = driver.removed;
        for (const auto &version : removed) {
            if (loadedVersion(driver.id) == version || !m_store.removeFiles(driver.id, version))
                continue;
            driver.versions.removeIf([&](const auto &each) { return each.version == version; });
            driver.removed.removeOne(version);
            if (driver.active == version)
                driver.active.clear();
        }
        if (driver.versions.isEmpty() && !removed.isEmpty())
            QDir().rmdir(m_store.folder() + u'/' + driver.id);
    }
}

/// What this program uses, which is not what is active where another version is loaded already.
const InstalledVersion *InstalledPolicy::versionInUse(const RecordedDriver &driver) const
{
    const auto loaded = loadedVersion(driver.id);
    if (const auto *version = driver.version(loaded); version && !loaded.isEmpty())
        return version;
    return driver.removed.contains(driver.active) ? nullptr : driver.activeVersion();
}

QList<PluginFile> InstalledPolicy::installedFiles(State &state)
{
    QList<PluginFile> files;
    auto drivers = state.record.drivers;
    std::ranges::sort(drivers, {}, &RecordedDriver::id);
    for (const auto &driver : drivers) {
        for (const auto &version : driver.versions)
            state.known.insert(version.folder + u'/' + version.module, { driver.id, version.version });
        if (const auto *version = versionInUse(driver))
            files.append({ version->folder + u'/' + version->module, DriverOrigin::Installed });
    }
    return files;
}

/// Libraries that somebody put there by hand: beside the lock file, or as a version that it does not name.
QList<PluginFile> InstalledPolicy::strayFiles(const State &state) const
{
    QList<PluginFile> files;
    const auto add = [&](const QString &path) {
        if (QLibrary::isLibrary(path) && !state.known.contains(path))
            files.append({ path, DriverOrigin::Installed });
    };
    const QDir root(m_store.folder());
    const auto loose = root.entryList(QDir::Files, QDir::Name);
    for (const auto &name : loose)
        add(root.filePath(name));
    const auto ids = root.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
    for (const auto &id : ids) {
        const auto *driver = state.record.driver(id);
        const QDir folder(root.filePath(id));
        const auto versions = folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
        for (const auto &version : versions) {
            if (driver && driver->version(version))
                continue;
            const auto manifest = root.filePath(id + u'/' + version + QStringLiteral("/manifest.json"));
            QFile file(manifest);
            if (!file.open(QIODevice::ReadOnly))
                continue;
            const auto bundle = BundleManifest::fromBytes(file.read(1 << 20));
            const auto *platform = bundle ? bundle->platform(currentBundlePlatform()) : nullptr;
            if (platform)
                add(folder.filePath(version + u'/' + platform->modulePath()));
        }
    }
    return files;
}

bool InstalledPolicy::isBelow(const QString &filePath) const
{
    return filePath.startsWith(m_store.folder() + u'/');
}

std::optional<Error> InstalledPolicy::refusalOf(
    const RecordedDriver &driver, const InstalledVersion &version, const Result<TrustStore> &trust, const Manifest &manifest) const
{
    if (driver.isDisabled)
        return disabledError(driver);
    if (!trust && !version.key.isEmpty())
        return trust.error();
    if (const auto fault = keyError(version, signatureBy(trust ? *trust : TrustStore(), version)))
        return fault;
    if (!version.revocation.isEmpty())
        return refusalError(version.revocation, tr("Remove the driver, or install another version."));
    if (auto fault = glanceAtFiles(version))
        return fault;
    if (!manifest.id.isEmpty() && manifest.id != driver.id)
        return refusalError(tr("%1 was installed as the driver %2, but says that it is %3.").arg(version.module, driver.id, manifest.id),
            tr("Install the driver again from its bundle, or remove it."));
    return {};
}

std::optional<Error> InstalledPolicy::refusal(const QString &filePath, const Manifest &manifest)
{
    const std::scoped_lock lock(m_mutex);
    if (!isBelow(filePath)) {
        const auto *driver = m_state.record.driver(manifest.id);
        return driver && driver->isDisabled ? std::optional(disabledError(*driver)) : std::nullopt;
    }
    const auto known = m_state.known.constFind(filePath);
    if (known == m_state.known.constEnd())
        return m_state.fault ? *m_state.fault : strayError(filePath);
    const auto *driver = m_state.record.driver(known->id);
    const auto trust = m_state.trustFault ? Result<TrustStore>(fail(*m_state.trustFault)) : Result<TrustStore>(m_state.trust);
    return refusalOf(*driver, *driver->version(known->version), trust, manifest);
}

std::optional<Error> InstalledPolicy::loadRefusal(const QString &filePath, const Manifest &manifest)
{
    std::optional<Known> known;
    {
        const std::scoped_lock lock(m_mutex);
        if (const auto found = m_state.known.constFind(filePath); found != m_state.known.constEnd())
            known = *found;
    }
    // Another program may have disabled the driver, or have stopped trusting its key, since files() looked.
    const auto record = m_store.read();
    if (!known) {
        const auto *driver = record && !isBelow(filePath) ? record->driver(manifest.id) : nullptr;
        return driver && driver->isDisabled ? std::optional(disabledError(*driver)) : refusal(filePath, manifest);
    }
    if (!record)
        return record.error();
    const auto *driver = record->driver(known->id);
    const auto *version = driver ? driver->version(known->version) : nullptr;
    if (!version || version->folder + u'/' + version->module != filePath)
        return refusalError(tr("Version %1 of %2 is not installed any more.").arg(known->version, known->id), tr("Install it again to use it."));
    if (auto fault = refusalOf(*driver, *version, TrustStore::read(m_places.trustFile), manifest))
        return fault;
    return verifyFiles(*version);
}

bool InstalledPolicy::runsInOwnProcess(const QString &filePath, const Manifest &manifest)
{
    const std::scoped_lock lock(m_mutex);
    const auto known = m_state.known.constFind(filePath);
    const auto *driver = m_state.record.driver(known == m_state.known.constEnd() ? manifest.id : known->id);
    return driver && isIsolated(*driver, known == m_state.known.constEnd() ? nullptr : driver->version(known->version));
}

void InstalledPolicy::loadBegins(const QString &filePath)
{
    Known known;
    bool needsMarker = false;
    {
        const std::scoped_lock lock(m_mutex);
        const auto found = m_state.known.constFind(filePath);
        if (found == m_state.known.constEnd())
            return;
        known = *found;
        m_loaded.insert(filePath, known);
        const auto *driver = m_state.record.driver(known.id);
        needsMarker = !isIsolated(*driver, driver->version(known.version));
    }
    if (!needsMarker)
        return;
    // One at a time: of two that load at once nobody could tell which one took the program down.
    m_loading.lock();
    m_markers.begin(filePath, known.id, known.version);
    const std::scoped_lock lock(m_mutex);
    m_marked.insert(filePath);
}

void InstalledPolicy::loadEnded(const QString &filePath, bool loaded)
{
    m_markers.end(filePath);
    const std::scoped_lock lock(m_mutex);
    if (m_marked.remove(filePath))
        m_loading.unlock();
    if (!loaded)
        m_loaded.remove(filePath);
}

} // namespace dumbo
