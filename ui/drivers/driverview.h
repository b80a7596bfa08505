#pragma once

#include "ui/drivers/drivertone.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace workbench {

/// One promise of a driver and how it was kept when it was tried.
struct CheckView {
    QString name;
    QString word; ///< "kept", "broken", "not tried"
    Tone tone = Tone::Quiet;
    QString reason;
    friend bool operator==(const CheckView &, const CheckView &) = default;
};

struct FileView {
    QString path; ///< within the driver
    QString size;
    QString digest; ///< SHA-256 in hex
    friend bool operator==(const FileView &, const FileView &) = default;
};

struct VersionView {
    QString version;
    QString words; ///< "active", "from the next start", "installed 3 Mar 2026"
    bool isActive = false; ///< or will be at the next start: nothing to roll back to
    friend bool operator==(const VersionView &, const VersionView &) = default;
};

/// One driver in words: all that the list and the details show of it. Made from the installed drivers' values; the widgets decide
/// nothing.
struct DriverView {
    QString key; ///< the same driver has the same, whatever its version
    QString id;
    QString name;
    QString version;
    QString vendor;
    QString description;
    QString homepage;
    QString iconPath;
    QStringList connectors; ///< "CSV:folder"
    QString state;
    Tone tone = Tone::Quiet;
    QString reason; ///< why it is not loading; empty where it is
    QString toDo;
    QString note; ///< what happens at the next start
    QString origin;
    QString signature;
    Tone signatureTone = Tone::Quiet;
    QString keyFingerprint; ///< whole, for comparing
    QString opens; ///< "files .csv, URLs csv://"
    QStringList capabilities; ///< a sentence each
    QStringList extensions;
    QString checked; ///< when and with what outcome it was tried; empty: never
    Tone checkedTone = Tone::Quiet;
    QList<CheckView> checks;
    QString licence;
    QString licencePath;
    QString place;
    QList<FileView> files;
    QList<VersionView> versions;
    QString update; ///< a newer version that a catalogue has
    bool isInstalled = false; ///< by a person, and so may be removed
    bool isDisabled = false;
    bool isIsolated = false;
    bool canBeIsolated = false;
    bool isCrashed = false; ///< it took the program down and is disabled for that
    friend bool operator==(const DriverView &, const DriverView &) = default;
};

} // namespace workbench
