#include "core/sdk/extensions/bulk.h"

namespace dumbo {

BulkExtension::BulkExtension() = default;
BulkExtension::~BulkExtension() = default;

ExtensionId BulkExtension::id() const
{
    return extensionId();
}

} // namespace dumbo
