#pragma once

#include "core/plugins/contractguard.h"

namespace dumbo {

/// Puts an execution of a driver behind the guard of its connection, which outlives it; an error stays what it is.
[[nodiscard]] Result<std::unique_ptr<Execution>> guardedExecution(
    Result<std::unique_ptr<Execution>> execution, ContractGuard &guard);

} // namespace dumbo
