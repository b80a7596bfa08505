#pragma once

#include "core/sdk/connection.h"
#include "core/sdk/connectionobserver.h"

#include <memory>

extern "C" {
typedef struct pg_conn PGconn;
}

namespace dumbo::postgresql {

/// A connection over a libpq connection that somebody else opened and will close, after this one. A transaction that is open on
/// it stays as it is, its notice receiver too; it is non-blocking while this exists. Used in one thread together with the owner,
/// never at the same moment.
///
/// InvalidOperation where it is busy, in pipeline mode, or does not speak UTF-8; Connection where it is lost.
[[nodiscard]] Result<std::unique_ptr<Connection>> borrowConnection(PGconn *connection, ConnectionObserver &observer);

} // namespace dumbo::postgresql
