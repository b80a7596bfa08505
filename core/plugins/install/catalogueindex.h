#pragma once

#include "core/plugins/bundle/keys.h"

#include <QDateTime>
#include <QList>
#include <QStringList>

namespace dumbo {

/// One bundle file of a catalogue.
struct CatalogueBundle {
    QStringList platforms; ///< e.g. "linux-x86_64"
    int sdkAbi = 0; ///< what its modules were built for
    QString file; ///< below the catalogue's folder, or an https: address
    qint64 size = 0; ///< bytes
    QByteArray digest; ///< SHA-256 of the file, hexadecimal
    QByteArray key; ///< base64 of the key that signed it; empty where it is unsigned
    friend bool operator==(const CatalogueBundle &, const CatalogueBundle &) = default;
};

struct CatalogueVersion {
    QString version;
    QString changes;
    QDateTime published; ///< UTC; invalid where it does not say
    QList<CatalogueBundle> bundles;
    friend bool operator==(const CatalogueVersion &, const CatalogueVersion &) = default;
};

struct CatalogueDriver {
    QString id;
    QString name;
    QString vendor;
    QString description;
    QString licence;
    QString homepage;
    QList<CatalogueVersion> versions;
    friend bool operator==(const CatalogueDriver &, const CatalogueDriver &) = default;
};

/// Something that is not to be used any more.
struct Revocation {
    QByteArray subject; ///< a bundle's identity (hexadecimal), or a key (base64)
    QString reason;
    friend bool operator==(const Revocation &, const Revocation &) = default;
};

/// index.json of a catalogue: which drivers there are, and where. The format is described by
/// resources/schemas/driver-catalogue.schema.json.
struct DUMBO_CORE_EXPORT CatalogueIndex {
    static constexpr int currentFormat = 1;
    static constexpr qint64 largestSize = 16 << 20; ///< bytes

    QString name;
    QString homepage;
    qint64 serial = 0; ///< grows with every issue, so that nobody can offer an old one as new
    QDateTime issued; ///< UTC
    QDateTime expires; ///< UTC; invalid: never
    QList<CatalogueDriver> drivers;
    QList<Revocation> revokedBundles;
    QList<Revocation> revokedKeys;

    /// Data with the path of the first wrong key, as Manifest::fromJson(); NotImplemented for a later format.
    [[nodiscard]] static Result<CatalogueIndex> fromBytes(const QByteArray &bytes);
    [[nodiscard]] QByteArray toBytes() const;

    friend bool operator==(const CatalogueIndex &, const CatalogueIndex &) = default;
};

/// index.json and index.json.sig as they are.
struct SignedIndex {
    static constexpr qint64 largestSignature = 16 << 10; ///< bytes

    QByteArray index;
    QByteArray signature; ///< JSON: algorithm, key and signature, as signature.json of a bundle

    [[nodiscard]] DUMBO_CORE_EXPORT static SignedIndex of(const CatalogueIndex &index, const SigningKey &key);
    /// The key whose signature it bears. Data where it bears none that is right.
    [[nodiscard]] DUMBO_CORE_EXPORT Result<PublicKey> signer() const;
};

} // namespace dumbo
