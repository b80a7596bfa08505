#include "core/plugins/bundle/bundlemanifest.h"
#include "core/plugins/bundle/bundlepath.h"
#include "core/plugins/manifest.h"

#include <QJsonDocument>

#include <cstdlib>

using namespace dumbo;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

} // namespace

/// Both manifests: the bundle's, whose id and version become names of folders, and the driver's.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    if (const auto manifest = BundleManifest::fromBytes(bytes)) {
        require(!bundlePathFault(manifest->id.toUtf8()) && !manifest->id.contains(u'/'));
        require(!bundlePathFault(manifest->version.toUtf8()) && !manifest->version.contains(u'/'));
        require(!manifest->platforms.isEmpty());
        for (const auto &platform : manifest->platforms)
            require(!bundlePathFault(platform.modulePath().toUtf8()));
        const auto again = BundleManifest::fromJson(manifest->toJson());
        require(again && *again == *manifest);
    } else {
        require(!manifest.error().message().isEmpty());
    }
    if (const auto driver = Manifest::fromJson(QJsonDocument::fromJson(bytes).object()); !driver)
        require(!driver.error().message().isEmpty());
    return 0;
}
