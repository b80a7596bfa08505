#pragma once

#include "core/sdk/connection.h"
#include "core/sdk/connectionobserver.h"

#include <memory>

struct sqlite3;

namespace dumbo::sqlite {

/// A connection over a handle that somebody else opened and will close, after the connection. Nothing of the handle is
/// changed: not its busy timeout, its handlers, its settings, nor a transaction that is open on it. Used in one thread
/// together with the owner, never at the same moment; cancel() interrupts whatever runs on the handle.
///
/// It does not know lastInsertId, nor which views a statement reads.
[[nodiscard]] std::unique_ptr<Connection> borrowConnection(sqlite3 *database, ConnectionObserver &observer);

} // namespace dumbo::sqlite
