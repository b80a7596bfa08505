#pragma once

#include "core/plugins/install/drivermanager.h"

#include <QJsonArray>
#include <QJsonObject>

namespace cli {

/// What "dumbo plugins … --json" prints; described by resources/schemas/plugins.schema.json.
[[nodiscard]] QJsonObject driverJson(const dumbo::DriverInfo &driver, bool isWhole);
[[nodiscard]] QJsonObject outcomeJson(const dumbo::InstallOutcome &outcome);
[[nodiscard]] QJsonArray updatesJson(const QList<dumbo::DriverUpdate> &updates);
[[nodiscard]] QJsonArray offersJson(const QList<dumbo::CatalogueOffer> &offers);
[[nodiscard]] QJsonArray cataloguesJson(const QList<dumbo::CatalogueInfo> &catalogues);
[[nodiscard]] QJsonArray keysJson(const QList<dumbo::KnownKey> &keys);

[[nodiscard]] QByteArray toBytes(const QJsonObject &json);
[[nodiscard]] QByteArray toBytes(const QJsonArray &json);

} // namespace cli
