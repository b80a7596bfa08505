#include "core/sdk/extensions/migrations.h"

namespace dumbo {

MigrationsExtension::MigrationsExtension() = default;
MigrationsExtension::~MigrationsExtension() = default;

ExtensionId MigrationsExtension::id() const
{
    return extensionId();
}

Result<std::optional<std::vector<StatementText>>> MigrationsExtension::schemaForScratch(const CatalogPart &)
{
    return std::nullopt;
}

} // namespace dumbo
