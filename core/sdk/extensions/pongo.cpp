#include "core/sdk/extensions/pongo.h"

namespace dumbo {

PongoExtension::PongoExtension() = default;
PongoExtension::~PongoExtension() = default;

ExtensionId PongoExtension::id() const
{
    return extensionId();
}

} // namespace dumbo
