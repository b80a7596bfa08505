#include "core/isolation/extensiontransport.h"

namespace dumbo {

std::span<const ExtensionTransport> extensionTransports()
{
    return {};
}

} // namespace dumbo
