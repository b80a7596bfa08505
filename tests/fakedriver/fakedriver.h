#pragma once

#include "core/plugins/driverregistry.h"
#include "tests/fakedriver/fakeplugin.h"

namespace dumbo::fake {

/// Scheme "fake", suffix "fake", special path ":fake:", path option "database", secret "password".
[[nodiscard]] ConnectorManifest fakeManifest();

/// Registers makeFakePlugin(); get() answers it behind the guard, as it does a driver from a file.
Result<void> addFakeDriver(DriverRegistry &registry, std::shared_ptr<FakeScript> script);

} // namespace dumbo::fake
