#include "drivers/postgresql/plugin.h"

#include "core/sdk/drivermodule.h"

namespace {

class PostgresModule final : public QObject, public dumbo::DriverModule
{
    Q_OBJECT
    Q_INTERFACES(dumbo::DriverModule)
    Q_PLUGIN_METADATA(IID DUMBO_DRIVER_IID FILE "driver.json")

public:
    std::vector<std::unique_ptr<dumbo::StoragePlugin>> createPlugins() override
    {
        std::vector<std::unique_ptr<dumbo::StoragePlugin>> plugins;
        plugins.push_back(std::make_unique<dumbo::postgresql::PostgresPlugin>());
        return plugins;
    }
};

} // namespace

#include "module.moc"
