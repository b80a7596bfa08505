#pragma once

#include "core/sdk/extensions/conformance.h"

#include <memory>

namespace dumbo::postgresql {

/// What the conformance suite must know of PostgreSQL. There is no example: it takes a server.
[[nodiscard]] ConformanceFacts conformanceFacts();
[[nodiscard]] std::unique_ptr<ConformanceExtension> makeConformanceExtension();

} // namespace dumbo::postgresql
