#include "core/sdk/extensions/schemadifference.h"

namespace dumbo {

SchemaDifferenceExtension::SchemaDifferenceExtension() = default;
SchemaDifferenceExtension::~SchemaDifferenceExtension() = default;

ExtensionId SchemaDifferenceExtension::id() const
{
    return extensionId();
}

} // namespace dumbo
