#pragma once

#include "core/base/cancellation.h"
#include "core/plugins/install/catalogueindex.h"
#include "core/plugins/install/catalogueinfo.h"
#include "core/plugins/install/driverpreferences.h"
#include "core/plugins/install/fetch.h"

#include <optional>
#include <vector>

namespace dumbo {

/// The catalogues that a person added: their indexes are kept here, so that searching needs no network. Whatever is kept is verified
/// again when it is read. A value without state but its paths.
class Catalogues {
public:
    Catalogues(const QString &preferencesPath, const QString &cacheFolder);

    [[nodiscard]] QList<CatalogueInfo> all() const;
    /// What is kept of each, where its signature is that of its key.
    struct Kept {
        KnownCatalogue catalogue;
        CatalogueIndex index;
    };
    [[nodiscard]] std::vector<Kept> kept() const;

    [[nodiscard]] Result<CatalogueProposal> inspect(const QString &location, const Cancellation &cancellation) const;
    [[nodiscard]] Result<void> add(const CatalogueProposal &proposal) const;
    [[nodiscard]] Result<void> remove(const QString &location) const;
    /// One that fails keeps what it had, and its fault is remembered. An error where nothing could be written, or Cancelled.
    [[nodiscard]] Result<void> refresh(const KnownCatalogue &catalogue, const Cancellation &cancellation) const;
    [[nodiscard]] Result<QList<KnownCatalogue>> known() const;

    /// Of each driver the newest version that fits this system, by name.
    [[nodiscard]] QList<CatalogueOffer> offers() const;
    [[nodiscard]] Result<QString> download(
        const CatalogueOffer &offer, const Cancellation &cancellation, const FetchProgress &progress) const;
    /// Why a bundle is not to be used any more, by its identity; empty where nothing is against it.
    [[nodiscard]] static QString revocationOf(const QByteArray &digest, const std::vector<Kept> &kept);

private:
    [[nodiscard]] QString keptFolder(const QString &location) const;
    [[nodiscard]] Result<void> keep(const QString &location, const SignedIndex &index) const;
    [[nodiscard]] Result<CatalogueIndex> taken(const KnownCatalogue &catalogue, const SignedIndex &fetched) const;

    QString m_preferences;
    QString m_cache;
};

} // namespace dumbo
