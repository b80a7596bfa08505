#pragma once

#include "core/base/export.h"

#include <QDateTime>
#include <QList>
#include <QString>

#include <optional>

namespace dumbo {

/// A catalogue of drivers that a person added.
struct CatalogueInfo {
    QString location; ///< a folder, or a file: or https: address of the folder that holds index.json
    QString name; ///< as its makers call it
    QString keyFingerprint; ///< of the key that signs it, hexadecimal; trusted when it was added
    qint64 serial = 0; ///< grows with every issue
    QDateTime fetched; ///< UTC: when the copy that is kept here was read from its place
    QDateTime expires; ///< UTC; invalid where it does not say
    QString fault; ///< why it could not be read the last time; empty where it could
    [[nodiscard]] bool isExpired() const { return expires.isValid() && expires < QDateTime::currentDateTimeUtc(); }
};

/// One version of a driver in a catalogue that runs on this system.
struct CatalogueOffer {
    QString id;
    QString name;
    QString version;
    QString vendor;
    QString description;
    QString licence;
    QString homepage;
    QString changes;
    QString catalogue; ///< CatalogueInfo::location
    QString address; ///< of the bundle
    qint64 size = 0; ///< bytes of the bundle
    QByteArray digest; ///< SHA-256 of the bundle file, hexadecimal
    QString keyFingerprint; ///< of the key that signed the bundle; empty where it is unsigned
    QDateTime published; ///< UTC
    QString installedVersion; ///< the active one here; empty where the driver is not installed
};

/// Something newer than what is installed, or a reason to remove it.
struct DriverUpdate {
    QString id;
    QString installedVersion;
    std::optional<CatalogueOffer> offer; ///< the newest that fits this system
    QString revocation; ///< why the installed version should go; empty where nothing is against it
};

/// What a catalogue at a place would bring, before it is added: so that a person can compare the key.
struct CatalogueProposal {
    CatalogueInfo info;
    QByteArray key; ///< base64
    qsizetype drivers = 0; ///< how many it lists
    QByteArray index; ///< index.json as it was fetched
    QByteArray signature; ///< index.json.sig
};

} // namespace dumbo
