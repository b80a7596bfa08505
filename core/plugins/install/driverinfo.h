#pragma once

#include "core/plugins/driverentry.h"

#include <QDateTime>
#include <QJsonObject>
#include <QList>
#include <QMap>

namespace dumbo {

enum class SignatureState;

/// A file of an installed version, as it was when it was installed.
struct InstalledFile {
    QString path; ///< below the version's folder
    qint64 size = 0; ///< bytes
    QByteArray digest; ///< SHA-256, hexadecimal
    friend bool operator==(const InstalledFile &, const InstalledFile &) = default;
};

/// A version of a driver that lies in the data folder.
struct DUMBO_CORE_EXPORT InstalledVersion {
    QString version;
    QString folder; ///< absolute
    QString module; ///< below folder: what is loaded
    QByteArray digest; ///< the bundle's identity, hexadecimal
    SignatureState signature {}; ///< at the time of installing
    QByteArray key; ///< base64 of the signer's; empty where it was unsigned
    QString keyFingerprint; ///< hexadecimal
    QString keyName; ///< at the time of installing
    QString from; ///< the file or address it came from
    QDateTime installed; ///< UTC
    QString icon; ///< below folder; empty where the bundle brought none
    QString licenceFile; ///< likewise
    QString changes; ///< what is new in it, as its makers say
    QString revocation; ///< why a catalogue called it back; empty where none did
    QList<InstalledFile> files;
    QJsonObject probe; ///< what trying it before installing it showed; empty where it was not tried
    [[nodiscard]] qint64 size() const; ///< bytes of all files
};

/// A load that took the program down.
struct DriverCrash {
    QDateTime when; ///< UTC
    QString version; ///< of the driver
    QString program; ///< the name of the program that went down
};

/// Why a driver is not used, and what to do about it, in plain words.
struct DriverObstacle {
    QString sentence;
    QString whatToDo; ///< may be empty
    friend bool operator==(const DriverObstacle &, const DriverObstacle &) = default;
};

/// All there is to tell about one driver at one moment.
struct DUMBO_CORE_EXPORT DriverInfo {
    DriverEntry entry; ///< manifest, file, state, origin and reason; of an installed driver that is not active, as far as known
    QString iconPath; ///< absolute, of the version in use; empty where there is none
    QString licencePath; ///< likewise
    QString changes;
    QList<InstalledVersion> versions; ///< newest first; empty where it was not installed by a person
    QString activeVersion; ///< of versions; empty where none is
    QString pendingAtNextStart; ///< the version that takes over when the program starts again; empty where nothing changes then
    bool isRemovedAtNextStart = false;
    bool isDisabled = false;
    bool isDisabledAtNextStart = false; ///< its code is loaded, so it serves until the program ends
    bool isIsolated = false; ///< runs in a process of its own
    std::optional<DriverCrash> crash; ///< why it was disabled; cleared when it is enabled again
    SignatureState signature {}; ///< of the version in use by the keys trusted now; meaningless where hasSignature is false
    bool hasSignature = false; ///< false for those that are trusted by their place
    QString keyFingerprint;
    QString keyName;
    QString from;
    std::optional<DriverObstacle> obstacle; ///< "why is it not loading"; nothing where it works

    [[nodiscard]] QString id() const { return entry.manifest.id; }
    [[nodiscard]] const InstalledVersion *active() const; ///< null where none is
};

/// Ascending by their numbers ("1.10" after "1.9"), then by their suffixes, none before any: a pre-release is older than its
/// release where it says so after a "-". Less than, equal to or greater than 0.
[[nodiscard]] DUMBO_CORE_EXPORT int compareDriverVersions(const QString &left, const QString &right);

} // namespace dumbo
