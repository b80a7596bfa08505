#include "core/plugins/install/catalogues.h"

#include "core/plugins/bundle/bundlelimits.h"
#include "core/plugins/bundle/bundlepath.h"
#include "core/plugins/install/driverinfo.h"
#include "core/sdk/abi.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QLocale>
#include <QMap>
#include <QSaveFile>
#include <QTemporaryFile>

#include <algorithm>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DriverCatalogue", text);
}

/// The address of a file in a catalogue's folder; of one that has an address of its own, that.
Result<QUrl> placeIn(const QString &location, const QString &file)
{
    const QUrl own(file, QUrl::StrictMode);
    if (!own.scheme().isEmpty())
        return fetchAddress(file);
    auto address = fetchAddress(location);
    if (!address)
        return address;
    auto path = address->path(QUrl::FullyEncoded);
    if (!path.endsWith(u'/'))
        path.append(u'/');
    address->setPath(path, QUrl::StrictMode);
    address->setPath(address->path(QUrl::FullyDecoded) + file, QUrl::DecodedMode);
    return address;
}

Result<SignedIndex> fetchIndex(const QString &location, const Cancellation &cancellation)
{
    SignedIndex index;
    for (const auto &[file, size, bytes] : { std::tuple(QStringLiteral("index.json"), CatalogueIndex::largestSize, &index.index),
             std::tuple(QStringLiteral("index.json.sig"), SignedIndex::largestSignature, &index.signature) }) {
        const auto address = placeIn(location, file);
        if (!address)
            return fail(address.error());
        auto fetched = fetchBytes(*address, { .size = size }, cancellation);
        if (!fetched)
            return fail(fetched.error());
        *bytes = *fetched;
    }
    return index;
}

QString keyText(const QByteArray &base64)
{
    const auto key = PublicKey::fromBase64(base64);
    return key ? key->shortFingerprint() : QString();
}

QString fingerprintOf(const QByteArray &base64)
{
    const auto key = PublicKey::fromBase64(base64);
    return key ? key->fingerprint() : QString();
}

Result<void> fresh(const CatalogueIndex &index)
{
    if (!index.expires.isValid() || index.expires > QDateTime::currentDateTimeUtc())
        return {};
    return fail(Error(ErrorKind::Data,
        tr("The catalogue \"%1\" expired on %2: somebody may be withholding a newer one.").arg(index.name, QLocale().toString(index.expires.toLocalTime(), QLocale::ShortFormat)))
                    .withHint(tr("Tell those who offer it, or check this computer's clock.")));
}

/// The bundle of a version that this system and this program can use.
const CatalogueBundle *fittingBundle(const CatalogueVersion &version)
{
    const auto platform = currentBundlePlatform();
    const auto found = std::ranges::find_if(version.bundles, [&](const CatalogueBundle &bundle) {
        return bundle.platforms.contains(platform) && bundle.sdkAbi == BuildStamp::current().sdkAbi;
    });
    return found == version.bundles.end() ? nullptr : &*found;
}

std::optional<CatalogueOffer> newestOffer(const Catalogues::Kept &kept, const CatalogueDriver &driver)
{
    const CatalogueVersion *best = nullptr;
    for (const auto &version : driver.versions) {
        if (fittingBundle(version) && (!best || compareDriverVersions(best->version, version.version) < 0))
            best = &version;
    }
    if (!best)
        return {};
    const auto *bundle = fittingBundle(*best);
    const auto address = placeIn(kept.catalogue.location, bundle->file);
    if (!address)
        return {};
    return CatalogueOffer { driver.id, driver.name, best->version, driver.vendor, driver.description, driver.licence, driver.homepage,
        best->changes, kept.catalogue.location, address->isLocalFile() ? address->toLocalFile() : address->toString(QUrl::FullyEncoded),
        bundle->size, bundle->digest, fingerprintOf(bundle->key), best->published, {} };
}

Result<QByteArray> readKept(const QString &path, qint64 limit)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly) || file.size() > limit)
        return fail(ErrorKind::NotFound, tr("%1 can't be read.").arg(path));
    return file.readAll();
}

} // namespace

Catalogues::Catalogues(const QString &preferencesPath, const QString &cacheFolder)
    : m_preferences(preferencesPath)
    , m_cache(cacheFolder)
{
}

Result<QList<KnownCatalogue>> Catalogues::known() const
{
    const auto preferences = DriverPreferences::read(m_preferences);
    if (!preferences)
        return fail(preferences.error());
    return preferences->catalogues;
}

QString Catalogues::keptFolder(const QString &location) const
{
    return m_cache + u'/' + QString::fromLatin1(QCryptographicHash::hash(location.toUtf8(), QCryptographicHash::Sha256).toHex().first(32));
}

std::vector<Catalogues::Kept> Catalogues::kept() const
{
    std::vector<Kept> all;
    const auto catalogues = known().value_or(QList<KnownCatalogue> {});
    for (const auto &catalogue : catalogues) {
        const auto folder = keptFolder(catalogue.location);
        const auto index = readKept(folder + QStringLiteral("/index.json"), CatalogueIndex::largestSize);
        const auto signature = readKept(folder + QStringLiteral("/index.json.sig"), SignedIndex::largestSignature);
        if (!index || !signature)
            continue;
        const auto signer = SignedIndex { *index, *signature }.signer();
        const auto parsed = CatalogueIndex::fromBytes(*index);
        if (signer && signer->base64() == catalogue.key && parsed)
            all.push_back({ catalogue, *parsed });
    }
    return all;
}

QList<CatalogueInfo> Catalogues::all() const
{
    const auto indexes = kept();
    QList<CatalogueInfo> all;
    const auto catalogues = known().value_or(QList<KnownCatalogue> {});
    for (const auto &catalogue : catalogues) {
        CatalogueInfo info { catalogue.location, catalogue.name, fingerprintOf(catalogue.key), catalogue.serial, catalogue.fetched, {}, catalogue.fault };
        const auto index = std::ranges::find(indexes, catalogue.location, [](const Kept &each) { return each.catalogue.location; });
        if (index != indexes.end())
            info.expires = index->index.expires;
        else if (info.fault.isEmpty())
            info.fault = tr("Nothing of it is kept here. Read it again.");
        all.append(info);
    }
    return all;
}

Result<CatalogueProposal> Catalogues::inspect(const QString &location, const Cancellation &cancellation) const
{
    const auto address = fetchAddress(location);
    if (!address)
        return fail(address.error());
    const auto fetched = fetchIndex(location, cancellation);
    if (!fetched)
        return fail(fetched.error());
    const auto key = fetched->signer();
    if (!key)
        return fail(key.error());
    const auto index = CatalogueIndex::fromBytes(fetched->index);
    if (!index)
        return fail(index.error());
    if (const auto isFresh = fresh(*index); !isFresh)
        return fail(isFresh.error());
    CatalogueProposal proposal;
    const auto place = address->isLocalFile() ? address->toLocalFile() : location;
    proposal.info = { place, index->name, key->fingerprint(), index->serial, QDateTime::currentDateTimeUtc(), index->expires, {} };
    proposal.key = key->base64();
    proposal.drivers = index->drivers.size();
    proposal.index = fetched->index;
    proposal.signature = fetched->signature;
    return proposal;
}

Result<void> Catalogues::add(const CatalogueProposal &proposal) const
{
    const auto changed = DriverPreferences::change(m_preferences, [&](DriverPreferences &preferences) -> Result<void> {
        const auto *known = preferences.catalogue(proposal.info.location);
        if (known && known->key != proposal.key)
            return fail(Error(ErrorKind::InvalidOperation,
                tr("The catalogue %1 is known with the key %2; this one is signed with %3.").arg(known->location, keyText(known->key), keyText(proposal.key)))
                            .withHint(tr("If its makers say that they changed their key, remove the catalogue and add it again.")));
        if (known && known->serial > proposal.info.serial)
            return fail(ErrorKind::Data, tr("The catalogue is older (issue %1) than what was seen before (issue %2).").arg(proposal.info.serial).arg(known->serial));
        if (const auto kept = keep(proposal.info.location, { proposal.index, proposal.signature }); !kept)
            return kept;
        if (!known)
            preferences.catalogues.append(KnownCatalogue());
        auto &catalogue = known ? *preferences.catalogue(proposal.info.location) : preferences.catalogues.last();
        catalogue = { proposal.info.location, proposal.info.name, proposal.key, proposal.info.serial, proposal.info.fetched, {} };
        return {};
    });
    return changed ? Result<void>() : fail(changed.error());
}

Result<void> Catalogues::remove(const QString &location) const
{
    const auto changed = DriverPreferences::change(m_preferences, [&](DriverPreferences &preferences) -> Result<void> {
        if (preferences.catalogues.removeIf([&](const auto &each) { return each.location == location; }) == 0)
            return fail(ErrorKind::NotFound, tr("There is no catalogue \"%1\" here.").arg(location));
        return {};
    });
    if (!changed)
        return fail(changed.error());
    QDir(keptFolder(location)).removeRecursively();
    return {};
}

Result<void> Catalogues::keep(const QString &location, const SignedIndex &index) const
{
    const auto folder = keptFolder(location);
    QDir().mkpath(folder);
    for (const auto &[name, bytes] : { std::pair(QStringLiteral("/index.json"), index.index), std::pair(QStringLiteral("/index.json.sig"), index.signature) }) {
        QSaveFile file(folder + name);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
            return fail(ErrorKind::System, tr("%1 can't be written: %2.").arg(file.fileName(), file.errorString()));
    }
    return {};
}

/// What was fetched, where it may take the place of what is known.
Result<CatalogueIndex> Catalogues::taken(const KnownCatalogue &catalogue, const SignedIndex &fetched) const
{
    const auto key = fetched.signer();
    if (!key)
        return fail(key.error());
    if (key->base64() != catalogue.key)
        return fail(Error(ErrorKind::Data, tr("The catalogue is signed with the key %1, not with %2 as before.").arg(key->shortFingerprint(), keyText(catalogue.key)))
                        .withHint(tr("Nothing was taken from it. If its makers say that they changed their key, remove the catalogue and add it again.")));
    auto index = CatalogueIndex::fromBytes(fetched.index);
    if (!index)
        return index;
    if (index->serial < catalogue.serial)
        return fail(Error(ErrorKind::Data, tr("What is there is older (issue %1) than what was seen before (issue %2).").arg(index->serial).arg(catalogue.serial))
                        .withHint(tr("Nothing was taken from it: somebody may be offering old drivers as new ones.")));
    if (const auto isFresh = fresh(*index); !isFresh)
        return fail(isFresh.error());
    return index;
}

Result<void> Catalogues::refresh(const KnownCatalogue &catalogue, const Cancellation &cancellation) const
{
    const auto fetched = fetchIndex(catalogue.location, cancellation);
    if (!fetched && fetched.error().isCancelled())
        return fail(fetched.error());
    const auto changed = DriverPreferences::change(m_preferences, [&](DriverPreferences &preferences) -> Result<void> {
        // Another program may have removed it, or have taken a newer issue, since it was asked for.
        auto *known = preferences.catalogue(catalogue.location);
        if (!known)
            return {};
        const auto index = fetched ? taken(*known, *fetched) : Result<CatalogueIndex>(fail(fetched.error()));
        if (!index) {
            if (known->key == catalogue.key && known->serial == catalogue.serial)
                known->fault = index.error().message();
            return {};
        }
        if (const auto kept = keep(catalogue.location, *fetched); !kept)
            return kept;
        known->name = index->name;
        known->serial = index->serial;
        known->fetched = QDateTime::currentDateTimeUtc();
        known->fault.clear();
        return {};
    });
    return changed ? Result<void>() : fail(changed.error());
}

QList<CatalogueOffer> Catalogues::offers() const
{
    QMap<QString, CatalogueOffer> best;
    const auto indexes = kept();
    for (const auto &each : indexes) {
        for (const auto &driver : each.index.drivers) {
            const auto offer = newestOffer(each, driver);
            const auto known = best.constFind(driver.id);
            if (offer && (known == best.constEnd() || compareDriverVersions(known->version, offer->version) < 0))
                best.insert(driver.id, *offer);
        }
    }
    auto offers = best.values();
    std::ranges::stable_sort(offers, {}, [](const CatalogueOffer &offer) { return offer.name.toCaseFolded(); });
    return offers;
}

Result<QString> Catalogues::download(const CatalogueOffer &offer, const Cancellation &cancellation, const FetchProgress &progress) const
{
    const auto address = fetchAddress(offer.address);
    if (!address)
        return fail(address.error());
    if (offer.size > bundlelimits::packedSize)
        return fail(ErrorKind::Data, tr("%1 is larger than a driver may be.").arg(offer.address));
    const auto folder = m_cache + QStringLiteral("/downloads");
    QDir().mkpath(folder);
    QFile::setPermissions(folder, QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
    QTemporaryFile file(folder + QStringLiteral("/XXXXXX.dumbodriver"));
    if (!file.open())
        return fail(ErrorKind::System, tr("%1 can't be written: %2.").arg(file.fileTemplate(), file.errorString()));
    const FetchProgress told = [&](qint64 done, qint64 total) {
        if (progress)
            progress(done, offer.size > 0 ? offer.size : total);
    };
    // One byte more, so that a longer file is told apart from the right one. A catalogue need not say how large it is.
    const auto limit = offer.size > 0 ? offer.size + 1 : bundlelimits::packedSize;
    if (const auto fetched = fetch(*address, file, { .size = limit }, cancellation, told); !fetched)
        return fail(fetched.error());
    QCryptographicHash hash(QCryptographicHash::Sha256);
    if (!file.flush() || !file.seek(0) || !hash.addData(&file))
        return fail(ErrorKind::System, tr("%1 can't be read: %2.").arg(file.fileName(), file.errorString()));
    if (hash.result().toHex() != offer.digest)
        return fail(Error(ErrorKind::Data, tr("What is at %1 is not what the catalogue lists: its SHA-256 is %2 instead of %3.")
                              .arg(offer.address, QString::fromLatin1(hash.result().toHex()), QString::fromLatin1(offer.digest)))
                        .withHint(tr("It was thrown away. Read the catalogue again; if that does not help, tell those who offer it.")));
    file.setAutoRemove(false);
    return file.fileName();
}

QString Catalogues::revocationOf(const QByteArray &digest, const std::vector<Kept> &kept)
{
    for (const auto &each : kept) {
        const auto found = std::ranges::find(each.index.revokedBundles, digest, &Revocation::subject);
        if (found != each.index.revokedBundles.end())
            return found->reason.isEmpty() ? tr("The catalogue \"%1\" called it back.").arg(each.index.name)
                                           : tr("The catalogue \"%1\" called it back: %2").arg(each.index.name, found->reason);
    }
    return {};
}

} // namespace dumbo
