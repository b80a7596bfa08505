#pragma once

#include "core/plugins/bundle/bundle.h"

#include <QMap>

namespace dumbo {

/// What a bundle is made of.
struct BundleContent {
    QMap<QString, QString> files; ///< path in the bundle → file to read
    BundleManifest manifest; ///< what is empty is filled from the driver's own manifest
};

/// What is in a folder laid out as a bundle is: platform folders, licence, icon, and a manifest.json of which every key may be
/// missing. Hidden files are left out. Data where a name does not fit into a bundle, NotFound where there is no driver.
[[nodiscard]] DUMBO_CORE_EXPORT Result<BundleContent> contentOfFolder(const QString &folder);

/// A driver's module for the system it was built for, with the libraries that go beside it.
[[nodiscard]] DUMBO_CORE_EXPORT Result<BundleContent> contentOfModule(const QString &module, const QStringList &libraries = {});

/// "<last part of the id>-<version>.dumbodriver".
[[nodiscard]] DUMBO_CORE_EXPORT QString bundleFileName(const BundleManifest &manifest);

/// The manifest that a bundle of it will have. Data where a driver differs from what the manifest says, or where the manifest
/// names files that are not there.
[[nodiscard]] DUMBO_CORE_EXPORT Result<BundleManifest> bundleManifestOf(const BundleContent &content);

/// Makes an unsigned bundle, the same bytes for the same content, and returns the manifest in it. The file at path is replaced,
/// whole or not at all.
[[nodiscard]] DUMBO_CORE_EXPORT Result<BundleManifest> packBundle(
    const BundleContent &content, const QString &path, const Cancellation &cancellation = {});

/// Signs a bundle in place; a signature that it has is replaced. InvalidOperation where it is not what was packed.
[[nodiscard]] DUMBO_CORE_EXPORT Result<void> signBundle(
    const QString &path, const SigningKey &key, const Cancellation &cancellation = {});

} // namespace dumbo
