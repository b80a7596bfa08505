#include "core/sdk/storageplugin.h"

namespace dumbo {

StoragePlugin::StoragePlugin() = default;
StoragePlugin::~StoragePlugin() = default;

MigratorDefaults StoragePlugin::migratorDefaults() const
{
    return {};
}

PoolPolicy StoragePlugin::poolPolicy(const ConnectionOptions &) const
{
    return {};
}

Extension *StoragePlugin::extension(const ExtensionId &)
{
    return nullptr;
}

} // namespace dumbo
