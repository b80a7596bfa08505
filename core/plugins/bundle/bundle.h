#pragma once

#include "core/base/cancellation.h"
#include "core/plugins/bundle/bundlemanifest.h"
#include "core/plugins/bundle/truststore.h"
#include "core/plugins/manifest.h"

#include <functional>

namespace dumbo {

/// What is known of where a bundle comes from. Modified is worse than all that follows it, and those worse than the rest.
enum class SignatureState {
    Trusted, ///< signed with a key that the person trusts
    UnknownKey, ///< signed, nobody said anything about the key
    Unsigned,
    Modified, ///< the bundle is not what was packed or signed; never installed
    Revoked, ///< signed with a key that was called back; never installed
    Distrusted, ///< signed with a key that the person does not trust; never installed
};

/// "trusted", "unknown-key", "unsigned", "modified", "revoked", "distrusted": for machines, not translated.
[[nodiscard]] DUMBO_CORE_EXPORT QString signatureStateName(SignatureState state);
/// One sentence for people.
[[nodiscard]] DUMBO_CORE_EXPORT QString signatureStateText(SignatureState state);

/// A file of a bundle.
struct BundleFile {
    QString path;
    qint64 size = 0; ///< unpacked, in bytes
    QByteArray digest; ///< SHA-256 of what it holds, in hexadecimal digits
    friend bool operator==(const BundleFile &, const BundleFile &) = default;
};

/// What a bundle is, found out without running any of it.
struct DUMBO_CORE_EXPORT BundleInspection {
    BundleManifest manifest;
    Manifest driver; ///< read out of the module for this system, else of the first one; as far as it could be read
    SignatureState signature = SignatureState::Unsigned;
    PublicKey key; ///< the signer's; not valid where unsigned
    QString keyName; ///< how the person calls the signer
    QByteArray digest; ///< SHA-256 of the list of digests, in hexadecimal digits: the bundle's identity
    QList<BundleFile> files; ///< all but digests.txt and signature.json, by path
    QByteArray icon; ///< SVG or PNG; empty: none
    QString licenceText;
    QStringList warnings; ///< sentences, e.g. what is modified
    bool fitsPlatform = false; ///< it holds libraries for this system
    std::optional<Error> refusal; ///< why its module can't be loaded here (other system, other SDK, no driver), with what to do
    bool isBareModule = false; ///< the file was a plugin itself, not a bundle

    /// The bundle may be installed as far as signature and module go. Whether an unsigned one or one of an unknown key is wanted
    /// is for the person to say.
    [[nodiscard]] bool isInstallable() const
    {
        return !refusal && signature != SignatureState::Modified && signature != SignatureState::Revoked
            && signature != SignatureState::Distrusted;
    }
    [[nodiscard]] qint64 unpackedSize() const;
};

/// Done and all, in bytes. Called in the thread that works.
using BundleProgress = std::function<void(qint64 done, qint64 all)>;

/// Reads a bundle, or a plugin's bare file, and verifies all digests and the signature. Nothing of it runs, and only its module
/// is unpacked, into a temporary file. May be called from any thread; blocks as long as reading the file takes.
///
/// Errors: NotFound and System where the file can't be read, Data where it is no bundle or one that could do harm (escaping paths,
/// symbolic links, beyond bundlelimits), Cancelled. What is a bundle but may not be installed is no error: see signature, refusal.
[[nodiscard]] DUMBO_CORE_EXPORT Result<BundleInspection> inspectBundle(const QString &path, const TrustStore &trust,
    const Cancellation &cancellation = {}, const BundleProgress &progress = {});

/// Unpacks an inspected bundle into a folder that does not exist yet: manifest.json, digests.txt, signature.json, licence, icon and
/// the like, and the libraries for this system, under their paths in the bundle. A bare module gets such a manifest and list.
///
/// Everything is verified again while it is written beside the folder, which then appears at once or not at all; nothing is left
/// behind by an error. Errors: as inspectBundle(), and InvalidOperation where the folder exists or the bundle is not installable,
/// InsufficientResources where the disk is full.
[[nodiscard]] DUMBO_CORE_EXPORT Result<void> extractBundle(const BundleInspection &inspection, const QString &path,
    const QString &folder, const Cancellation &cancellation = {}, const BundleProgress &progress = {});

} // namespace dumbo
