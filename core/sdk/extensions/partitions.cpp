#include "core/sdk/extensions/partitions.h"

namespace dumbo {

PartitionsExtension::PartitionsExtension() = default;
PartitionsExtension::~PartitionsExtension() = default;

ExtensionId PartitionsExtension::id() const
{
    return extensionId();
}

} // namespace dumbo
