#pragma once

#include "core/sdk/storageplugin.h"
#include "tests/fakedriver/fakescript.h"

#include <QJsonObject>

namespace dumbo::fake {

/// manifest.json, without a build stamp.
[[nodiscard]] QJsonObject fakeManifestJson();

/// "Fake:script".
[[nodiscard]] Connector fakeConnector();

/// The dialect of the little language: double-quoted names, `?` placeholders, all transaction texts.
[[nodiscard]] Dialect fakeDialect();

/// A driver that does what the script says. Databases are in memory: connections of one script whose option
/// "database" is equal share one. ":fake:" and no name at all are private to the connection.
[[nodiscard]] std::unique_ptr<StoragePlugin> makeFakePlugin(std::shared_ptr<FakeScript> script);

} // namespace dumbo::fake
