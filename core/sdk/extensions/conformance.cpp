#include "core/sdk/extensions/conformance.h"

namespace dumbo {

ConformanceExtension::ConformanceExtension() = default;
ConformanceExtension::~ConformanceExtension() = default;

ExtensionId ConformanceExtension::id() const
{
    return extensionId();
}

} // namespace dumbo
