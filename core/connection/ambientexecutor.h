#pragma once

#include "core/connection/executor.h"
#include "core/sdk/connectionobserver.h"

#include <memory>

namespace dumbo {

/// An executor over one connection, in the calling thread: no session, no pool, nothing is looked up, and everything is sent at
/// once. A transaction that is open on the connection stays as it is: withTransaction() inside it is a savepoint, and only one
/// that began here is ever rolled back. Statement timeouts work as elsewhere.
///
/// Connection and observer are destroyed with the executor, in its thread.
[[nodiscard]] DUMBO_CORE_EXPORT std::unique_ptr<Executor> makeAmbientExecutor(
    std::unique_ptr<Connection> connection, std::unique_ptr<ConnectionObserver> observer);

} // namespace dumbo
