#pragma once

#include "drivers/common/postgresql/advice/world.h"

namespace dumbo::postgresql::advice {

enum class Volatility {
    Stable, ///< one value for a statement: stable or immutable
    Volatile, ///< maybe another one for each row
    Unknown,
};

/// Of a function as it is written, by the catalog's word, else by a list of the system's own.
[[nodiscard]] Volatility volatilityOf(World &world, const QStringList &name);

} // namespace dumbo::postgresql::advice
