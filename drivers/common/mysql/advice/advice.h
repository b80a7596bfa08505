#pragma once

#include "core/sdk/extensions/migrationadvice.h"

#include <memory>

namespace dumbo::mysql {

/// Advice for MariaDB and MySQL by the text and what the catalog holds. A server version of 10 or more is MariaDB's; without one,
/// MariaDB 11.8 is meant.
[[nodiscard]] std::unique_ptr<MigrationAdviceExtension> makeAdviceExtension();

} // namespace dumbo::mysql
