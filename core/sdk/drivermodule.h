#pragma once

#include "core/sdk/abi.h"
#include "core/sdk/storageplugin.h"

#include <QObject>
#include <QtPlugin>

#include <memory>
#include <vector>

namespace dumbo {

/// What a driver module's root object implements: the only QObject of a driver.
///
/// ```cpp
/// class MyModule final : public QObject, public dumbo::DriverModule {
///     Q_OBJECT
///     Q_INTERFACES(dumbo::DriverModule)
///     Q_PLUGIN_METADATA(IID DUMBO_DRIVER_IID FILE "driver.json")
/// public:
///     std::vector<std::unique_ptr<dumbo::StoragePlugin>> createPlugins() override;
/// };
/// ```
class DUMBO_SDK_EXPORT DriverModule {
public:
    DriverModule();
    virtual ~DriverModule();

    /// One plugin for each connector of the manifest. Called once, in any thread.
    [[nodiscard]] virtual std::vector<std::unique_ptr<StoragePlugin>> createPlugins() = 0;
};

} // namespace dumbo

Q_DECLARE_INTERFACE(dumbo::DriverModule, DUMBO_DRIVER_IID)
