#include "core/isolation/extensiontransport.h"

#include <algorithm>

namespace dumbo {

ExtensionCaller::~ExtensionCaller() = default;

const ExtensionTransport *extensionTransport(const ExtensionId &id)
{
    const auto all = extensionTransports();
    const auto found = std::ranges::find(all, id, &ExtensionTransport::id);
    return found == all.end() ? nullptr : &*found;
}

} // namespace dumbo
