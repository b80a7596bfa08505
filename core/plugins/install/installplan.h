#pragma once

#include "core/plugins/install/driverinfo.h"
#include "core/sdk/connectionoptions.h"

#include <QStringList>

#include <functional>
#include <memory>

namespace dumbo {

struct BundleInspection;

/// What installing a file would do, found out without running anything of it.
struct DUMBO_CORE_EXPORT InstallPlan {
    enum class Change {
        New, ///< no version of this driver is installed
        Upgrade,
        Downgrade, ///< to an older version than the active one; allowed, but said
        Repair, ///< this very bundle is installed: its files are written again
        Activate, ///< this very bundle is installed, but another version is active
    };

    QString filePath; ///< absolute
    QString from; ///< where it came from, for people: the file, or the address it was downloaded from
    std::shared_ptr<const BundleInspection> bundle;
    Manifest driver;
    QByteArray digest; ///< the bundle's identity, hexadecimal
    Change change = Change::New;
    QString activeVersion; ///< of the driver, before; empty where there is none
    SignatureState signature {};
    QString keyFingerprint; ///< hexadecimal; empty where it is unsigned
    QString keyName; ///< of a key that has been named
    bool asksForKey = false; ///< signed by a key nobody trusts yet: InstallChoice::trustKey or acceptUnsigned
    bool asksForUnsigned = false; ///< InstallChoice::acceptUnsigned
    bool takesEffectAtNextStart = false; ///< another version of it is loaded in this program
    bool isIsolatedByDefault = false; ///< whether it would run in a process of its own if nobody chooses
    std::optional<Error> refusal; ///< set: install() fails with this whatever is chosen
    QStringList warnings; ///< a sentence each
    qint64 size = 0; ///< bytes on disk
};

/// What the person answered.
struct InstallChoice {
    bool acceptUnsigned = false; ///< installs it although no trusted key signed it
    bool trustKey = false; ///< trusts the key of InstallPlan::keyFingerprint from now on
    QString keyName {}; ///< how to call that key; empty: by the vendor
    std::optional<bool> isIsolated {}; ///< nothing: as the plan proposes, or as it was chosen before
    bool probe = true; ///< try it in a process of its own first; a driver that fails there is not installed
    /// Which databases to try it with, by connector; a connector without one is tried on what needs no server.
    QMap<QString, ConnectionOptions> probeDatabases {};
};

/// How far a long call is. Called in the thread of that call.
struct InstallProgress {
    QString step; ///< a sentence for people: what is being done
    qint64 done = 0; ///< bytes, or 0
    qint64 total = 0; ///< 0: not known
};
using InstallProgressCallback = std::function<void(const InstallProgress &)>;

/// What installing did.
struct DUMBO_CORE_EXPORT InstallOutcome {
    QString id;
    QString version;
    InstallPlan::Change change = InstallPlan::Change::New;
    bool takesEffectAtNextStart = false;
    QJsonObject probe; ///< as InstalledVersion::probe
    QStringList notes; ///< what else happened, a sentence each
};

} // namespace dumbo
