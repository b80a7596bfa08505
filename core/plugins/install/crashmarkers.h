#pragma once

#include "core/base/result.h"
#include "core/plugins/install/driverinfo.h"

#include <QHash>

#include <mutex>

namespace dumbo {

/// Files that stand while a driver is being loaded. One that outlives its program tells which driver took it down: each is
/// locked by its program, and the system lets that lock go however the program ends, so a program that still loads is not
/// mistaken for one that fell. All members are thread-safe.
class CrashMarkers {
public:
    struct Dead {
        QString id;
        DriverCrash crash;
        QString path; ///< of the marker
    };

    /// folder: made when the first marker is written.
    explicit CrashMarkers(const QString &folder);
    ~CrashMarkers();

    /// A marker that can't be written is none: the load goes on without.
    void begin(const QString &filePath, const QString &id, const QString &version);
    void end(const QString &filePath);
    /// Those whose program is gone, since the computer was started. They stay until forget().
    [[nodiscard]] QList<Dead> dead() const;
    static void forget(const Dead &dead);

private:
    struct Held {
        QString path;
        int descriptor = -1;
    };
    const QString m_folder;
    std::mutex m_mutex;
    QHash<QString, Held> m_held; ///< by the driver's file
};

} // namespace dumbo
