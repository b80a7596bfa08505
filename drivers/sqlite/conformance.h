#pragma once

#include "core/sdk/extensions/conformance.h"

#include <memory>

namespace dumbo::sqlite {

/// What the conformance suite must know of SQLite; the example is a database file in folder.
[[nodiscard]] ConformanceFacts conformanceFacts(const QString &folder);
[[nodiscard]] std::unique_ptr<ConformanceExtension> makeConformanceExtension();

} // namespace dumbo::sqlite
