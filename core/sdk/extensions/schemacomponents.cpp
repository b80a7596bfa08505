#include "core/sdk/extensions/schemacomponents.h"

namespace dumbo {

SchemaComponentsExtension::SchemaComponentsExtension() = default;
SchemaComponentsExtension::~SchemaComponentsExtension() = default;

ExtensionId SchemaComponentsExtension::id() const
{
    return extensionId();
}

} // namespace dumbo
