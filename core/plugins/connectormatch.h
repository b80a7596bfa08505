#pragma once

#include "core/plugins/connectionhints.h"
#include "core/plugins/manifest.h"

namespace dumbo {

/// The connectors that fit scheme, database type and path: see DriverRegistry::choose(). Empty where none does.
[[nodiscard]] QList<ConnectorManifest> matchingConnectors(
    const QList<ConnectorManifest> &connectors, const ConnectionHints &hints);

/// Why nothing matched, and what would.
[[nodiscard]] Error noMatchError(const QList<ConnectorManifest> &connectors, const ConnectionHints &hints);

/// A sentence for each scheme and suffix that several connectors claim with the same priority.
[[nodiscard]] QStringList ambiguousClaims(const QList<ConnectorManifest> &connectors);

} // namespace dumbo
