#pragma once

#include "core/base/cancellation.h"
#include "core/plugins/install/catalogueindex.h"

namespace dumbo {

/// The index of all bundles in a folder: name, homepage, dates and what was called back are taken from before, the folder's index until
/// now; the serial is one higher. The newest bundle of a driver describes it. Data where one is no bundle or was modified, or where
/// two are of the same driver, version and system.
[[nodiscard]] DUMBO_CORE_EXPORT Result<CatalogueIndex> indexOfFolder(
    const QString &folder, const CatalogueIndex &before, const Cancellation &cancellation = {});

/// Writes index.json and index.json.sig into the folder, each whole or not at all.
[[nodiscard]] DUMBO_CORE_EXPORT Result<void> writeCatalogue(const QString &folder, const CatalogueIndex &index, const SigningKey &key);

} // namespace dumbo
