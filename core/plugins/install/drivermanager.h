#pragma once

#include "core/base/cancellation.h"
#include "core/base/result.h"
#include "core/plugins/install/catalogueinfo.h"
#include "core/plugins/install/installplan.h"
#include "core/sdk/connector.h"

#include <QMap>

namespace dumbo {

class DriverPolicy;
class DriverRegistry;

enum class KeyTrust;

/// A key that was trusted, distrusted or revoked, or that signed something installed.
struct KnownKey {
    QByteArray base64; ///< the key itself
    QString fingerprint; ///< hexadecimal
    QString name;
    KeyTrust trust {};
    QDateTime since; ///< UTC; invalid where nobody decided
    QString reason; ///< of a revocation
    QStringList drivers; ///< ids of those installed that it signed
};

/// Installing drivers and everything around it: what a window and a command line show and do. It decides, as the registry's
/// policy, which driver files are used.
///
/// Calls block: they read and write files, start programs and use the network. One thread at a time, any thread; several
/// programs may work in one data folder. Whatever changes drivers makes the registry discover again before it returns, so what
/// can take effect at once does. A driver whose code is loaded stays as it is until the program ends.
class DUMBO_CORE_EXPORT DriverManager {
public:
    /// Where things are kept; empty ones are the program's own.
    struct Places {
        QString dataFolder; ///< "plugins" is below
        QString configFolder; ///< "trusted-keys.json" and "drivers.json"
        QString cacheFolder; ///< "catalogues" is below
    };

    /// Becomes the registry's policy. Reads nothing yet: the first DriverRegistry::discover() does.
    explicit DriverManager(DriverRegistry &registry, const Places &places = {});
    ~DriverManager();
    DriverManager(const DriverManager &) = delete;
    DriverManager &operator=(const DriverManager &) = delete;

    /// Discovers, and gives the registry what was chosen as preferred connectors. Quick enough for a window's thread: no file
    /// is read whole. What is wrong with the record of installed drivers is answered, after everything that works works.
    [[nodiscard]] Result<void> start();

    /// Those of the registry in its order, then installed ones that are not active.
    [[nodiscard]] QList<DriverInfo> list() const;
    /// By id, or by a connector of it. NotFound.
    [[nodiscard]] Result<DriverInfo> info(const QString &idOrConnector) const;

    /// What installing a bundle (or a bare plugin file) would do. Runs nothing of it. Data where the file is no bundle.
    [[nodiscard]] Result<InstallPlan> inspect(const QString &filePath, const Cancellation &cancellation = {}) const;
    /// Checks everything again, tries the driver (InstallChoice::probe), writes its files and makes it active. Either it is
    /// installed or nothing has changed. AuthenticationRequired where the choice lacks a consent that the plan asks for.
    [[nodiscard]] Result<InstallOutcome> install(const InstallPlan &plan, const InstallChoice &choice,
        const Cancellation &cancellation = {}, const InstallProgressCallback &progress = {});
    /// One version, or all of them where it is empty. True where files stay until the next start because they are loaded.
    [[nodiscard]] Result<bool> remove(const QString &id, const QString &version = {});
    /// Also of drivers that came with the program. True where it takes effect at the next start. Enabling forgets a crash.
    [[nodiscard]] Result<bool> setDisabled(const QString &id, bool isDisabled);
    /// Makes an installed version the active one, older or newer. True where it takes effect at the next start.
    [[nodiscard]] Result<bool> activate(const QString &id, const QString &version);
    /// The newest installed version that is older than the active one becomes active; answers it. NotFound where there is none.
    [[nodiscard]] Result<QString> rollBack(const QString &id);
    /// Whether it runs in a process of its own. True where it takes effect at the next start.
    [[nodiscard]] Result<bool> setIsolated(const QString &id, bool isIsolated);

    [[nodiscard]] Result<QList<KnownKey>> keys() const;
    /// A public key in base64, a file that holds one, or the fingerprint of a key that signed something installed.
    [[nodiscard]] Result<void> trustKey(const QString &key, const QString &name);
    /// Drivers it signed are refused from the next load on.
    [[nodiscard]] Result<void> distrustKey(const QString &key);

    /// By database type. Nothing for a type: the registry's own order.
    [[nodiscard]] QMap<QString, Connector> preferredConnectors() const;
    [[nodiscard]] Result<void> setPreferredConnector(const QString &databaseType, const std::optional<Connector> &connector);

    [[nodiscard]] QList<CatalogueInfo> catalogues() const;
    /// Reads the catalogue there, so that a person can compare its key. Adds nothing.
    [[nodiscard]] Result<CatalogueProposal> inspectCatalogue(const QString &location, const Cancellation &cancellation = {}) const;
    /// Trusts the proposal's key for this catalogue, and keeps it.
    [[nodiscard]] Result<void> addCatalogue(const CatalogueProposal &proposal);
    [[nodiscard]] Result<void> removeCatalogue(const QString &location);
    /// Reads all catalogues from their places. One that can't be reached is kept as it was, with its fault in catalogues().
    [[nodiscard]] Result<void> refreshCatalogues(
        const Cancellation &cancellation = {}, const InstallProgressCallback &progress = {});
    /// In what is kept here of all catalogues; no network. Of each driver the newest version that fits this system. All for an empty text.
    [[nodiscard]] QList<CatalogueOffer> search(const QString &text) const;
    /// Of installed drivers, by what is kept here; no network.
    [[nodiscard]] QList<DriverUpdate> updates() const;
    /// Fetches a bundle into a private temporary file and compares its size and digest; inspect() is next. Who calls
    /// removes the file.
    [[nodiscard]] Result<QString> download(const CatalogueOffer &offer, const Cancellation &cancellation = {},
        const InstallProgressCallback &progress = {}) const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace dumbo
