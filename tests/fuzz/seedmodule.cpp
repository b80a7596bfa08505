#include "core/sdk/abi.h"

#include <QObject>

/// The smallest plugin file with a driver's manifest in it: for fuzz_module to begin with. Never loaded.
class SeedModule : public QObject {
    Q_OBJECT
    Q_PLUGIN_METADATA(IID DUMBO_DRIVER_IID FILE "seedmodule.json")
};

#include "seedmodule.moc"
