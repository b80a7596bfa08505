#pragma once

#include "core/isolation/extensiontransport.h"

/// One for each extension of the SDK that travels.
namespace dumbo {

[[nodiscard]] ExtensionTransport conformanceTransport();
[[nodiscard]] ExtensionTransport explainTransport();
[[nodiscard]] ExtensionTransport migrationAdviceTransport();
[[nodiscard]] ExtensionTransport migrationsTransport();
[[nodiscard]] ExtensionTransport monitorTransport();
[[nodiscard]] ExtensionTransport partitionsTransport();
[[nodiscard]] ExtensionTransport pongoTransport();
[[nodiscard]] ExtensionTransport schemaComponentsTransport();
[[nodiscard]] ExtensionTransport schemaDifferenceTransport();

} // namespace dumbo
