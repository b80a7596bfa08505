#include "core/isolation/extensions/transports.h"

#include <array>

namespace dumbo {

std::span<const ExtensionTransport> extensionTransports()
{
    static const std::array all { conformanceTransport(), explainTransport(), migrationAdviceTransport(), migrationsTransport(),
        monitorTransport(), partitionsTransport(), pongoTransport(), schemaComponentsTransport(), schemaDifferenceTransport() };
    return all;
}

} // namespace dumbo
