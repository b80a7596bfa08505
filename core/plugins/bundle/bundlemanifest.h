#pragma once

#include "core/base/result.h"
#include "core/sdk/abi.h"

#include <QJsonObject>
#include <QList>
#include <QString>

#include <optional>

namespace dumbo {

/// The libraries of a bundle for one system.
struct DUMBO_CORE_EXPORT BundlePlatform {
    QString name; ///< also the folder's, e.g. "linux-x86_64"
    QString module; ///< the plugin's file name in that folder
    BuildStamp build;

    /// Of the plugin in the bundle, e.g. "linux-x86_64/dumbo-driver-duckdb.so".
    [[nodiscard]] QString modulePath() const { return name + QLatin1Char('/') + module; }
    friend bool operator==(const BundlePlatform &, const BundlePlatform &) = default;
};

/// manifest.json of a bundle: what a person reads before installing it. The format is described by
/// resources/schemas/driver-bundle.schema.json. Fit for naming folders: id and version.
struct DUMBO_CORE_EXPORT BundleManifest {
    static constexpr int currentFormat = 1;

    QString id; ///< the driver's: reverse domain name of ASCII letters, digits, '.', '-' and '_'
    QString name;
    QString version; ///< of ASCII letters, digits, '.', '-', '_', '+' and '~'
    QString vendor;
    QString description;
    QString licence; ///< SPDX expression
    QString licenceFile; ///< path in the bundle; empty: none
    QString homepage;
    QString icon; ///< path in the bundle; empty: none
    QString changes; ///< since the version before, as plain text
    QList<BundlePlatform> platforms; ///< at least one

    [[nodiscard]] const BundlePlatform *platform(const QString &platformName) const;

    /// Data with the path of the first wrong key, as Manifest::fromJson(). NotImplemented for a later format.
    [[nodiscard]] static Result<BundleManifest> fromJson(const QJsonObject &json);
    /// As fromJson(), of the file's bytes.
    [[nodiscard]] static Result<BundleManifest> fromBytes(const QByteArray &bytes);
    [[nodiscard]] QJsonObject toJson() const;

    friend bool operator==(const BundleManifest &, const BundleManifest &) = default;
};

} // namespace dumbo
