#include "core/sdk/extensions/migrationadvice.h"

namespace dumbo {

MigrationAdviceExtension::MigrationAdviceExtension() = default;
MigrationAdviceExtension::~MigrationAdviceExtension() = default;

ExtensionId MigrationAdviceExtension::id() const
{
    return extensionId();
}

} // namespace dumbo
