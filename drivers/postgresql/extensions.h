#pragma once

#include "core/sdk/extension.h"

#include <memory>

namespace dumbo::postgresql {

class PostgresConnection;

/// The extension of a connection, as the table in extensions.cpp has it and the manifest lists it; null for others.
[[nodiscard]] std::unique_ptr<Extension> makeExtension(const ExtensionId &id, PostgresConnection &connection);

} // namespace dumbo::postgresql
