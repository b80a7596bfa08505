#include "drivers/qtsql/plugin.h"

#include "core/sdk/drivermodule.h"

namespace {

class QtSqlModule final : public QObject, public dumbo::DriverModule
{
    Q_OBJECT
    Q_INTERFACES(dumbo::DriverModule)
    Q_PLUGIN_METADATA(IID DUMBO_DRIVER_IID FILE "driver.json")

public:
    std::vector<std::unique_ptr<dumbo::StoragePlugin>> createPlugins() override
    {
        return dumbo::qtsql::allPlugins();
    }
};

} // namespace

#include "module.moc"
