#pragma once

#include "core/plugins/manifest.h"
#include "core/sdk/storageplugin.h"

namespace countdown {

/// The connector Countdown:embedded, which understands one statement: "FROM 3" gives the rows 3, 2 and 1.
[[nodiscard]] dumbo::ConnectorManifest manifest();
[[nodiscard]] std::unique_ptr<dumbo::StoragePlugin> makePlugin();

} // namespace countdown
