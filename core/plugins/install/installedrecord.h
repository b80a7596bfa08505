#pragma once

#include "core/base/result.h"
#include "core/plugins/install/driverinfo.h"

#include <QJsonArray>

namespace dumbo {

/// What is recorded of one driver: its versions on disk, and what a person chose for it. Drivers that came with the program
/// have an entry too where something was chosen; it has no versions.
struct RecordedDriver {
    QString id;
    QString active; ///< one of versions, or empty
    QList<InstalledVersion> versions; ///< in the order of installing; folder is set by the store
    QStringList removed; ///< versions whose files go when nothing uses them
    bool isDisabled = false;
    std::optional<bool> isIsolated; ///< nothing: nobody chose
    std::optional<DriverCrash> crash;

    [[nodiscard]] const InstalledVersion *version(const QString &version) const;
    [[nodiscard]] const InstalledVersion *activeVersion() const { return version(active); }
    /// Nothing that is worth an entry.
    [[nodiscard]] bool isEmpty() const;
};

/// The lock file "installed.json": all drivers that a person installed.
struct InstalledRecord {
    static constexpr int currentFormat = 1;

    QList<RecordedDriver> drivers;

    [[nodiscard]] const RecordedDriver *driver(const QString &id) const;
    /// Makes the entry where there is none.
    RecordedDriver &made(const QString &id);

    /// Data with what is wrong and where; InvalidOperation for a later format.
    [[nodiscard]] static Result<InstalledRecord> fromBytes(const QByteArray &bytes);
    [[nodiscard]] QByteArray toBytes() const;
};

} // namespace dumbo
