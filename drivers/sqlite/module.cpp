#include "drivers/sqlite/plugin.h"

#include "core/sdk/drivermodule.h"

namespace {

class SqliteModule final : public QObject, public dumbo::DriverModule
{
    Q_OBJECT
    Q_INTERFACES(dumbo::DriverModule)
    Q_PLUGIN_METADATA(IID DUMBO_DRIVER_IID FILE "driver.json")

public:
    std::vector<std::unique_ptr<dumbo::StoragePlugin>> createPlugins() override
    {
        std::vector<std::unique_ptr<dumbo::StoragePlugin>> plugins;
        plugins.push_back(std::make_unique<dumbo::sqlite::SqlitePlugin>());
        return plugins;
    }
};

} // namespace

#include "module.moc"
