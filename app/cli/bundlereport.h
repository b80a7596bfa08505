#pragma once

#include "core/plugins/bundle/bundle.h"

#include <QJsonObject>

namespace cli {

/// A bundle as resources/schemas/plugins-verify.schema.json describes it.
[[nodiscard]] QJsonObject bundleJson(const dumbo::BundleInspection &inspection, const QString &file);

/// The same for people, in lines.
[[nodiscard]] QString bundleText(const dumbo::BundleInspection &inspection, const QString &file);

} // namespace cli
