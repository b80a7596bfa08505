#include "core/sdk/drivermodule.h"

namespace dumbo {

DriverModule::DriverModule() = default;
DriverModule::~DriverModule() = default;

} // namespace dumbo
