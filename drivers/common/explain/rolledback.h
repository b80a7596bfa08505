#pragma once

#include "core/base/result.h"
#include "core/sdk/connection.h"

#include <functional>

namespace dumbo::explain {

/// Runs function inside a transaction that is rolled back whatever happens, or below a savepoint where one is open.
/// InvalidOperation without running anything where the transaction has failed or its state is unknown. What function
/// answers comes before an error of the rollback, unless the transaction is left in a state that a person must know of.
///
/// A cancel that hits the rollback instead of the function is answered by rolling back again.
[[nodiscard]] Result<void> rolledBack(Connection &connection, const std::function<Result<void>()> &function);

} // namespace dumbo::explain
