#pragma once

#include "core/plugins/manifest.h"

#include <optional>

namespace dumbo {

/// The option that a name stands for: its own, in any case, or a name that connection strings and other drivers of the database
/// type use for it.
[[nodiscard]] std::optional<OptionDescription> optionNamed(const ConnectorManifest &manifest, const QString &name);

/// Whether the connector reaches a server by host and port, so that a tunnel can stand in between.
[[nodiscard]] bool canTunnel(const ConnectorManifest &manifest);

} // namespace dumbo
