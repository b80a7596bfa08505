#pragma once

#include "core/plugins/driverregistry.h"
#include "tests/fakedriver/fakescript.h"

namespace dumbo::fake {

/// "Fake:script".
[[nodiscard]] Connector fakeConnector();

/// The dialect of the little language: double-quoted names, `?` placeholders, all transaction texts.
[[nodiscard]] Dialect fakeDialect();

/// Scheme "fake", suffix "fake", special path ":fake:", path option "database", secret "password".
[[nodiscard]] ConnectorManifest fakeManifest();

/// A driver that does what the script says. Databases are in memory: connections of one script whose option
/// "database" is equal share one. ":fake:" and no name at all are private to the connection.
[[nodiscard]] std::unique_ptr<StoragePlugin> makeFakePlugin(std::shared_ptr<FakeScript> script);

/// Registers makeFakePlugin() without the guard being any different from a loaded driver's.
Result<void> addFakeDriver(DriverRegistry &registry, std::shared_ptr<FakeScript> script);

} // namespace dumbo::fake
