#pragma once

#include "core/catalog/catalogdifference.h"

#include <QJsonArray>

namespace cli {

/// As docs/migrations.md has it.
[[nodiscard]] QJsonArray jsonOf(const dumbo::CatalogDifference &difference);
/// A sentence for each object, those of its parts indented below.
[[nodiscard]] QString textOf(const dumbo::CatalogDifference &difference, const QString &indent = {});

} // namespace cli
