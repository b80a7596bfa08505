#pragma once

#include "core/plugins/bundle/truststore.h"
#include "core/plugins/driverpolicy.h"
#include "core/plugins/install/crashmarkers.h"
#include "core/plugins/install/installedstore.h"

#include <QMap>
#include <QSet>

#include <mutex>

namespace dumbo {

/// Where drivers and what is known of them are kept.
struct DriverPlaces {
    QString pluginFolder; ///< of installed drivers
    QString trustFile;
};

/// Which driver files a program uses: those of developers, those installed and unchanged, those that came with it; none that is
/// disabled, none whose signer a person distrusts, none that took a program down at its last load.
///
/// All members are thread-safe.
class InstalledPolicy : public DriverPolicy {
public:
    explicit InstalledPolicy(const DriverPlaces &places);
    ~InstalledPolicy() override;

    [[nodiscard]] const InstalledStore &store() const { return m_store; }
    [[nodiscard]] const DriverPlaces &places() const { return m_places; }

    /// As files() last saw it.
    [[nodiscard]] InstalledRecord record() const;
    [[nodiscard]] TrustStore trust() const;
    /// What is wrong with the record or the trusted keys; nothing where they could be read.
    [[nodiscard]] std::optional<Error> fault() const;
    /// The installed driver to which a file belongs; empty for one that was not installed.
    [[nodiscard]] QString idOf(const QString &filePath) const;
    /// The version whose code is in this program, or runs for it; empty where none does.
    [[nodiscard]] QString loadedVersion(const QString &id) const;
    /// Whether an installed driver runs in a process of its own: as chosen, else where no trusted key signed it.
    [[nodiscard]] bool isIsolated(const RecordedDriver &driver, const InstalledVersion *version) const;
    /// What keys say now of what was signed when it was installed.
    [[nodiscard]] SignatureState signatureNow(const InstalledVersion &version) const;

    QList<PluginFile> files() override;
    std::optional<Error> refusal(const QString &filePath, const Manifest &manifest) override;
    std::optional<Error> loadRefusal(const QString &filePath, const Manifest &manifest) override;
    bool runsInOwnProcess(const QString &filePath, const Manifest &manifest) override;
    void loadBegins(const QString &filePath) override;
    void loadEnded(const QString &filePath, bool loaded) override;

private:
    /// An installed version that a registry may know by its file.
    struct Known {
        QString id;
        QString version;
    };
    struct State {
        InstalledRecord record;
        TrustStore trust;
        std::optional<Error> fault;
        std::optional<Error> trustFault; ///< nobody knows whose keys were revoked
        QMap<QString, Known> known; ///< by file
    };

    [[nodiscard]] State readState();
    [[nodiscard]] Result<InstalledRecord> readRecord();
    static void blame(InstalledRecord &record, const QList<CrashMarkers::Dead> &dead);
    [[nodiscard]] bool hasLeftovers(const InstalledRecord &record) const;
    void sweep(InstalledRecord &record) const;
    [[nodiscard]] QList<PluginFile> installedFiles(State &state);
    [[nodiscard]] QList<PluginFile> strayFiles(const State &state) const;
    [[nodiscard]] const InstalledVersion *versionInUse(const RecordedDriver &driver) const;
    [[nodiscard]] std::optional<Error> refusalOf(const RecordedDriver &driver, const InstalledVersion &version,
        const Result<TrustStore> &trust, const Manifest &manifest) const;
    [[nodiscard]] bool isBelow(const QString &filePath) const;

    const DriverPlaces m_places;
    const InstalledStore m_store;
    CrashMarkers m_markers;
    mutable std::mutex m_mutex;
    State m_state;
    QMap<QString, Known> m_loaded; ///< by file
    std::recursive_mutex m_loading; ///< held from loadBegins() to loadEnded() of a file that has a marker; taken before m_mutex
    QSet<QString> m_marked; ///< files for whose load m_loading is held
};

} // namespace dumbo
