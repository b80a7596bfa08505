#include "core/sdk/extensions/explain.h"

namespace dumbo {

ExplainExtension::ExplainExtension() = default;
ExplainExtension::~ExplainExtension() = default;

ExtensionId ExplainExtension::id() const
{
    return extensionId();
}

} // namespace dumbo
