#include "core/sdk/drivermodule.h"
#include "tests/fakedriver/fakeplugin.h"

namespace dumbo::fake {

/// Without a test that steers it, the driver runs the little language.
class FakeModule final : public QObject, public DriverModule {
    Q_OBJECT
    Q_INTERFACES(dumbo::DriverModule)
    Q_PLUGIN_METADATA(IID DUMBO_DRIVER_IID FILE "driver.json")

public:
    std::vector<std::unique_ptr<StoragePlugin>> createPlugins() override
    {
        std::vector<std::unique_ptr<StoragePlugin>> plugins;
        plugins.push_back(makeFakePlugin(std::make_shared<FakeScript>()));
        return plugins;
    }
};

} // namespace dumbo::fake

#include "fakemodule.moc"
