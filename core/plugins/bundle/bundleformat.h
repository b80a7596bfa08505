#pragma once

#include "core/plugins/bundle/bundle.h"
#include "core/plugins/bundle/digestlist.h"
#include "core/plugins/bundle/zipfile.h"

#include <QJsonObject>

/// What reading, unpacking and packing of bundles share.
namespace dumbo::bundleformat {

inline constexpr auto manifestPath = "manifest.json";
inline constexpr auto digestsPath = "digests.txt";
inline constexpr auto signaturePath = "signature.json";

/// Both are not in the list of digests.
[[nodiscard]] inline bool isListed(QByteArrayView path)
{
    return path != digestsPath && path != signaturePath;
}

/// NotFound or System where the file can't be opened for reading.
[[nodiscard]] Result<void> openForReading(QFile &file);
[[nodiscard]] bool isModule(QFile &file);

/// digests.txt as it stands in the bundle. Data where it is missing or malformed.
struct ListedDigests {
    QByteArray bytes;
    DigestList list;
};
[[nodiscard]] Result<ListedDigests> readDigests(const ZipFile &zip);

/// A plugin's bare file as a bundle with nothing else in it.
struct BareBundle {
    QByteArray manifest; ///< manifest.json
    QByteArray digests; ///< digests.txt
    QString modulePath; ///< empty where there is no driver in the file
};
[[nodiscard]] Result<BundleInspection> inspectModule(QFile &file, const Cancellation &cancellation, const BundleProgress &progress);
[[nodiscard]] BareBundle bareBundle(const BundleInspection &inspection, const QByteArray &moduleDigest);

} // namespace dumbo::bundleformat
