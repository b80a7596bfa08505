#include "core/sdk/extensions/migrations.h"

namespace dumbo {

MigrationsExtension::MigrationsExtension() = default;
MigrationsExtension::~MigrationsExtension() = default;

ExtensionId MigrationsExtension::id() const
{
    return extensionId();
}

} // namespace dumbo
