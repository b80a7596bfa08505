#pragma once

#include "core/sdk/extensions/schemadifference.h"

#include <memory>

namespace dumbo::mysql {

/// SQL from one database of MariaDB or MySQL to another, with bare names: it runs in whatever database is the current one. Each side
/// is one database, whatever its name; what stands in others is not generated. Every statement commits by itself.
[[nodiscard]] std::unique_ptr<SchemaDifferenceExtension> makeSchemaDifferenceExtension();

} // namespace dumbo::mysql
