#pragma once

#include "core/sdk/value.h"

#include <QJsonArray>

#include <optional>
#include <vector>

namespace workbench {

/// The values that name a row, in a form that is the same after a restart: with the kind of each.
[[nodiscard]] QJsonArray keyToJson(const std::vector<dumbo::Value> &key);
/// Nothing where it is not what keyToJson() wrote.
[[nodiscard]] std::optional<std::vector<dumbo::Value>> keyFromJson(const QJsonArray &json);

} // namespace workbench
